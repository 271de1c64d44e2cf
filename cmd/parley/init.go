package main

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/examples"
)

// A template is a model that init writes: an example in one file.
type template struct{ name, about string }

var templates = []template{
	{"blank", "the smallest story: a sign that may be meant, to be changed line by line"},
	{"crisis-signalling", "a demand that may be a bluff"},
	{"deterrence", "a guarantee for an ally that may not be honoured"},
	{"bargaining", "offers while power shifts"},
	{"coordination", "sanctions that work only if both join"},
	{"mediator", "whom a mediator may tell what"},
}

func (a *app) initCommand() *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "init FILE.star --template NAME",
		Short: "Write a model to begin with",
		Long: "Writes a model that loads and solves as it is, for you to change. A file that is there already is left alone.\n\n" +
			"Templates:\n" + templateList("  "),
		Example: "  parley init crisis.star --template blank\n  parley check crisis.star",
		Args:    args(1, 1, "the file to write"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.init(cmd, args[0], name)
		},
	}
	f := cmd.Flags()
	f.StringVar(&name, "template", "", "`NAME` of the model to begin with")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "print nothing")
	names := make([]string, len(templates))
	for i, t := range templates {
		names[i] = t.name
	}
	fixed(cmd, "template", names...)
	return cmd
}

// templateList is a line for each template.
func templateList(indent string) string {
	var b strings.Builder
	for _, t := range templates {
		fmt.Fprintf(&b, "%s%-18s %s\n", indent, t.name, t.about)
	}
	return strings.TrimRight(b.String(), "\n")
}

func (a *app) init(cmd *cobra.Command, file, name string) error {
	if name == "" {
		return usagef(cmd, "init wants a template: --template NAME, one of\n%s", templateList("  "))
	}
	if filepath.Ext(file) != ".star" {
		return usagef(cmd, "the name of a model ends in .star, and %s does not", file)
	}
	if !slices.ContainsFunc(templates, func(t template) bool { return t.name == name }) {
		return usagef(cmd, "there is no template %q: --template NAME, one of\n%s", name, templateList("  "))
	}
	text, err := fs.ReadFile(examples.Files, path.Join(name, mainModel))
	if err != nil {
		return fmt.Errorf("reading the template %s: %w", name, err)
	}
	if err := writeNew(file, text); err != nil {
		return err
	}
	if a.quiet {
		return nil
	}
	return a.print(fmt.Appendf(nil, "Wrote %s (%d lines, solves as it is).\n\nNext: parley check %s\n      parley serve %s\n", file, strings.Count(string(text), "\n"), file, file))
}
