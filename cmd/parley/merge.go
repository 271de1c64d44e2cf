package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"parley/sweepfile"
)

func (a *app) mergeCommand() *cobra.Command {
	replace := false
	cmd := &cobra.Command{
		Use:   "merge OUT FILE...",
		Short: "Join the shards of a sweep",
		Long: "Joins the shards that parley sweep --shard made (.csv or .parquet) into OUT (.csv or .parquet), which has the\n" +
			"same bytes as the sweep made in one go. The shards may stand in any order. One that is missing, there\n" +
			"twice, damaged or of another sweep is an error. A single file that is a whole sweep is written anew, in\n" +
			"the format that the name OUT asks for.",
		Example: "  parley merge draws.parquet part-*.csv\n  parley merge draws.csv draws.parquet",
		Args:    args(2, -1, "a file to write and the files to join"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"csv", "parquet"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.merge(cmd, args[0], args[1:], replace) },
	}
	f := cmd.Flags()
	f.BoolVarP(&a.quiet, "quiet", "q", false, "print no progress")
	f.BoolVar(&replace, "replace", false, "write over what another sweep left at OUT")
	return cmd
}

func (a *app) merge(cmd *cobra.Command, out string, paths []string, replace bool) error {
	if _, err := sweepfile.FormatOf(out); err != nil {
		return usagef(cmd, "%s", err)
	}
	m, err := sweepfile.NewMerger(out, paths)
	if err != nil {
		return err
	}
	if replace {
		err = sweepfile.Replaceable(out)
	} else if _, err = sweepfile.Finished(out, m.Header.Meta); err != nil {
		err = fmt.Errorf("%w. Give another name, or write over it with --replace", err)
	}
	if err != nil {
		return err
	}
	bar := a.progress()
	defer bar.done()
	err = m.Write(func(done int) { bar.count("draws", done, m.Draws) }, cmd.Context().Err)
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("%w: interrupted; %s is not written", errStopped, out)
	}
	return err
}
