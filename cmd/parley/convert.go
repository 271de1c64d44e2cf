package main

import (
	"bytes"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/gamefile"
	"parley/report"
)

// formats are what convert writes; laterFormats are promised, and not there yet.
var (
	formats      = []string{"efg", "json"}
	laterFormats = []string{"nfg", "tex", "dot"}
)

func (a *app) convertCommand() *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "convert IN [-o OUT]",
		Short: "Write a model or a game in another format",
		Long: "Reads a model (.star) or a game (.efg, .nfg; - for standard input) and writes it as a Gambit game in extensive form (.efg)\n" +
			"or as JSON (.json). Numbers stay exact. A model is written at its baseline, or at the values that\n" +
			"--set gives. A file that exists is replaced; it is written whole or not at all.",
		Example:           "  parley convert crisis.star -o crisis.efg\n  parley convert old.nfg --to json",
		Args:              args(1, 1, "one file"),
		ValidArgsFunction: completeFile("star", "efg", "nfg"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.convert(cmd, args[0], to)
		},
	}
	a.modelFlags(cmd)
	f := cmd.Flags()
	f.BoolVarP(&a.quiet, "quiet", "q", false, "print no warnings")
	f.StringVar(&a.color, "color", "auto", "`WHEN` to colour messages: auto, always or never")
	f.StringVarP(&a.out, "out", "o", standardInput, "`FILE` to write (- for standard output); its ending chooses the format")
	f.StringVar(&to, "to", "", "`FORMAT`: "+strings.Join(formats, ", ")+"; by default what the ending of --out says, or efg")
	fixed(cmd, "color", "auto", "always", "never")
	fixed(cmd, "to", formats...)
	return cmd
}

func (a *app) convert(cmd *cobra.Command, path, to string) error {
	to, err := a.format(cmd, to)
	if err != nil {
		return err
	}
	ctx, cancel := a.deadline(cmd.Context())
	defer cancel()
	in, err := a.read(ctx, cmd, path)
	if err != nil {
		return err
	}
	a.warn(in)
	var b bytes.Buffer
	switch to {
	case "efg":
		err = gamefile.WriteEFG(&b, in.instance)
	case "json":
		err = encodeJSON(&b, report.NewTreeJSON(in.instance))
	}
	switch {
	case err != nil:
		return err
	case a.out == standardInput:
		return a.print(b.Bytes())
	}
	return writeFile(a.out, func(w io.Writer) error {
		_, err := w.Write(b.Bytes())
		return err
	})
}

// format decides what is written.
func (a *app) format(cmd *cobra.Command, to string) (string, error) {
	if to == "" {
		to = "efg"
		if a.out != standardInput {
			to = strings.TrimPrefix(strings.ToLower(filepath.Ext(a.out)), ".")
		}
	}
	switch {
	case slices.Contains(formats, to):
		return to, nil
	case slices.Contains(laterFormats, to):
		return "", usagef(cmd, "this version of parley does not write .%s yet; it writes %s", to, strings.Join(formats, " and "))
	case to == "star":
		return "", usagef(cmd, "a model cannot be made from a game: a game has no story; parley writes %s", strings.Join(formats, " and "))
	case to == "":
		return "", usagef(cmd, "%s has no ending that tells the format: add one, or say --to efg", a.out)
	}
	return "", usagef(cmd, "there is no format %q; parley writes %s", to, strings.Join(formats, " and "))
}
