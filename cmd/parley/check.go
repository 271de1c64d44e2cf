package main

import (
	"errors"

	"github.com/spf13/cobra"

	"parley/report"
)

func (a *app) checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "Tell what a model or game file holds, or where it is wrong",
		Long: "Loads a model (.star) or a game file (.efg, .nfg, .json; - for standard input) and says what it is:\n" +
			"players, params, claims, nodes, information sets. If it is wrong it says where and how to mend it.\n" +
			"With --fix it first makes the changes that the errors of a model name plainly, such as a name that was mistyped, and\n" +
			"shows them line by line. It writes a file whole or not at all; what it cannot mend it tells of.",
		Example:           "  parley check crisis.star\n  parley check --json crisis.star\n  parley check --fix crisis.star",
		Args:              args(1, 1, "one file"),
		ValidArgsFunction: completeFile("star", "efg", "nfg", "json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if a.mending {
				if err := a.mend(cmd, args[0]); err != nil {
					return err
				}
			}
			return a.check(cmd, args[0])
		},
	}
	cmd.Flags().BoolVar(&a.mending, "fix", false, "mend a model where an error names the text that was probably meant")
	a.outputFlags(cmd)
	a.modelFlags(cmd)
	cmd.Flags().BoolVar(&a.ledger.whole, "ledger", false, "name every claim without effect, and every param, assumption and turn without a claim, not the first few")
	return cmd
}

func (a *app) check(cmd *cobra.Command, path string) error {
	ctx, cancel := a.deadline(cmd.Context())
	defer cancel()
	in, err := a.read(ctx, cmd, path)
	var wrong *wrongInput
	if a.json && errors.As(err, &wrong) {
		doc := report.CheckJSON{Schema: report.CheckSchema, Parley: version, File: path, Diagnostics: wrong.list}
		if err := a.printJSON(doc); err != nil {
			return err
		}
		return errReported
	}
	if err != nil {
		return err
	}
	c := report.Checked{Version: version, Path: path, Game: in.game, Model: in.model, Warnings: in.warnings, Whole: a.ledger.whole}
	if a.json {
		return a.printJSON(c.JSON())
	}
	a.warn(in)
	return a.print([]byte(c.Text(a.style(a.stdout))))
}
