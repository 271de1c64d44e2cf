package main

import (
	"strings"

	"github.com/spf13/cobra"

	"parley/gamefile"
	"parley/internal/near"
	"parley/model"
)

func (a *app) explainCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain CODE",
		Short: "Tell what the code of a message means, with an example",
		Long: "Messages about wrong input carry a code, such as P012. This tells what the code means, with an\n" +
			"example that gives it and one that does not. Without a code it lists them all.",
		Example: "  parley explain P012",
		Args:    args(0, 1, "one code"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, start string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var out []string
			for _, c := range codes() {
				if strings.HasPrefix(c, strings.ToUpper(start)) {
					out = append(out, c)
				}
			}
			return out, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.print([]byte(codeList()))
			}
			code := strings.ToUpper(strings.TrimSpace(args[0]))
			for _, b := range books() {
				if text, ok := b.explain(code); ok {
					return a.print([]byte(text))
				}
			}
			if near := near.Name(code, codes()); near != "" {
				return usagef(cmd, "there is no code %q; did you mean %s?", args[0], near)
			}
			return usagef(cmd, "there is no code %q; parley explain lists them all", args[0])
		},
	}
	return cmd
}

// A book explains the codes of one package.
type book struct {
	codes   func() []string
	explain func(code string) (string, bool)
}

func books() []book {
	return []book{{model.Codes, model.Explain}, {gamefile.Codes, gamefile.Explain}}
}

func codes() []string {
	var out []string
	for _, b := range books() {
		out = append(out, b.codes()...)
	}
	return out
}

// codeList writes every code with its title, which is the first line of its explanation.
func codeList() string {
	var b strings.Builder
	for _, book := range books() {
		for _, c := range book.codes() {
			text, _ := book.explain(c)
			title, _, _ := strings.Cut(text, "\n")
			b.WriteString(title + "\n")
		}
	}
	b.WriteString("\nOne in full: parley explain " + codes()[0] + "\n")
	return b.String()
}
