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
			"players, params, claims, nodes, information sets. If it is wrong it says where and how to mend it.",
		Example:           "  parley check crisis.star\n  parley check --json crisis.star",
		Args:              args(1, 1, "one file"),
		ValidArgsFunction: completeFile("star", "efg", "nfg", "json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.check(cmd, args[0])
		},
	}
	a.outputFlags(cmd)
	a.modelFlags(cmd)
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
	c := report.Checked{Version: version, Path: path, Game: in.game, Model: in.model, Warnings: in.warnings}
	if a.json {
		return a.printJSON(c.JSON())
	}
	a.warn(in)
	return a.print([]byte(c.Text(a.style(a.stdout))))
}
