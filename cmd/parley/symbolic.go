package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"parley/formulas"
	"parley/report"
	"parley/solve"
)

// symbolicOptions are the flags of --symbolic.
type symbolicOptions struct {
	on, latex bool
	draws     int
	seed      uint64
	workers   int
	out       string
}

// symbolicFlags declares how conditions are derived as formulas.
func (a *app) symbolicFlags(cmd *cobra.Command) {
	f, o := cmd.Flags(), &a.symbolic
	f.BoolVar(&o.on, "symbolic", false, "derive conditions on the params, mixing and beliefs as formulas, for each equilibrium at the baseline")
	f.IntVar(&o.draws, "draws", 0, "with --symbolic: for each that is met at `N` draws of the params as well; checks all formulas there")
	f.Uint64Var(&o.seed, "seed", 1, "with --symbolic: `SEED` of the draws")
	f.IntVar(&o.workers, "workers", 0, "with --symbolic: solve draws on `N` processors (0: all)")
	f.BoolVar(&o.latex, "latex", false, "with --symbolic: print a LaTeX document instead of text")
	f.StringVarP(&o.out, "out", "o", standardInput, "with --symbolic: write the result to this `FILE`; .tex stands for --latex, .json for --json")
}

// checkSymbolic refuses flags that make no sense without --symbolic or with it.
func (a *app) checkSymbolic(cmd *cobra.Command, concept solve.Concept) error {
	changed := cmd.Flags().Changed
	if !a.symbolic.on {
		for _, name := range []string{"draws", "seed", "workers", "latex", "out"} {
			if changed(name) {
				return usagef(cmd, "--%s is for --symbolic", name)
			}
		}
		return nil
	}
	if a.symbolic.draws < 0 || a.symbolic.workers < 0 {
		return usagef(cmd, "--draws and --workers do not take a number below 0")
	}
	if concept != solve.Sequential {
		return usagef(cmd, "--symbolic derives conditions for sequential equilibria, and the concept is %s", concept)
	}
	for _, name := range []string{"method", "refine", "only", "gap", "start", "limit-iterations"} {
		if f := cmd.Flags().Lookup(name); f != nil && f.Changed {
			return usagef(cmd, "--%s has no meaning with --symbolic", name)
		}
	}
	if a.symbolic.latex && a.json {
		return usagef(cmd, "--latex and --json exclude one another")
	}
	return nil
}

// solveSymbolic derives and prints formulas.
func (a *app) solveSymbolic(cmd *cobra.Command, path string) error {
	ctx, cancel := a.deadline(cmd.Context())
	defer cancel()
	in, err := a.read(ctx, cmd, path)
	if err != nil {
		return err
	}
	if in.model == nil || len(in.model.Params) == 0 {
		return fmt.Errorf("%s has no params: --symbolic wants a model (.star) with param(...), on which equilibria depend", in.shown)
	}
	s, err := a.collect(ctx, in)
	if err != nil {
		return err
	}
	stopped := ""
	if s.Stopped {
		stopped = a.stopReason(ctx)
	}
	if err := a.writeSymbolic(in, s, stopped); err != nil {
		return err
	}
	switch {
	case len(s.Wrong) > 0:
		w := s.Wrong[0]
		return fmt.Errorf("%w: formulas and solver disagree: %s (at %v)", errStopped, w.What, w.Values)
	case s.Stopped || s.Incomplete > 0:
		return errStopped
	}
	return nil
}

func (a *app) collect(ctx context.Context, in *input) (*report.Symbolic, error) {
	bar := a.progress()
	defer bar.done()
	c, err := formulas.Collect(ctx, in.model, formulas.Options{Baseline: in.instance.Values, Draws: a.symbolic.draws, Seed: a.symbolic.seed, Workers: cmp.Or(a.symbolic.workers, runtime.GOMAXPROCS(0)),
		Limits:   solve.Limits{Supports: a.limitSupports},
		Progress: func(stage string, done, total int) { bar.count(stage, done, total) }})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.shown, err)
	}
	return &report.Symbolic{Version: version, Path: in.path, Set: in.set, Collection: c}, nil
}

// writeSymbolic writes formulas in the language that was asked for.
func (a *app) writeSymbolic(in *input, s *report.Symbolic, stopped string) error {
	if a.json || outputIs(a.symbolic.out, ".json") {
		if a.symbolic.out == standardInput {
			return a.printJSON(s.JSON(stopped))
		}
		return writeFile(a.symbolic.out, func(w io.Writer) error { return encodeJSON(w, s.JSON(stopped)) })
	}
	a.warn(in)
	text := ""
	switch {
	case a.symbolic.latex || outputIs(a.symbolic.out, ".tex"):
		text = s.LaTeX(stopped)
	case a.symbolic.out == standardInput:
		text = s.Text(a.style(a.stdout), stopped)
	default:
		text = s.Text(report.Style{All: a.all}, stopped)
	}
	if a.symbolic.out == standardInput {
		return a.print([]byte(text))
	}
	return writeFile(a.symbolic.out, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
}

// outputIs tells whether a file's name has the given ending.
func outputIs(path, ending string) bool { return strings.EqualFold(filepath.Ext(path), ending) }
