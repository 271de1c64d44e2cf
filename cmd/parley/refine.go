package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/game"
	"parley/report"
	"parley/solve"
	"parley/solve/refine"
)

// refineFlags declares by which refinements equilibria are judged.
func (a *app) refineFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&a.refine, "refine", "", "say of each equilibrium which refinements it passes, and why not: all, or a `LIST` of "+strings.Join(refine.Names(), ", "))
	f.StringVar(&a.only, "only", "", "leave out the equilibria that fail any refinement of this `LIST`")
	fixed(cmd, "refine", append([]string{"all"}, refine.Names()...)...)
	fixed(cmd, "only", refine.Names()...)
}

// chosenRefinements reads --refine and --only. Without them sequential equilibria are judged by the
// intuitive criterion, and only failures are shown.
func (a *app) chosenRefinements(cmd *cobra.Command, concept solve.Concept) ([]string, error) {
	list, err := refinements(cmd, "refine", a.refine)
	if err != nil {
		return nil, err
	}
	only, err := refinements(cmd, "only", a.only)
	if err != nil {
		return nil, err
	}
	list = append(list, only...)
	if judges := []solve.Concept{solve.Sequential, solve.SPE, solve.Nash, solve.Pure}; len(list) > 0 && !slices.Contains(judges, concept) {
		return nil, usagef(cmd, "--refine and --only judge the equilibria that --concept sequential, spe, nash and pure list; --concept %s lists none of that kind", concept)
	}
	if len(list) == 0 && concept == solve.Sequential {
		list = []string{"intuitive"}
	}
	return list, nil
}

// refinements reads a list of names, or "all".
func refinements(cmd *cobra.Command, flag, text string) ([]string, error) {
	var out []string
	for _, name := range strings.Split(text, ",") {
		switch name = strings.TrimSpace(name); {
		case name == "":
		case name == "all":
			out = append(out, refine.Names()...)
		case slices.Contains(refine.Names(), name):
			out = append(out, name)
		default:
			return nil, usagef(cmd, "--%s: there is no refinement %q; there are all, %s", flag, name, strings.Join(refine.Names(), ", "))
		}
	}
	return out, nil
}

// judge judges the equilibria of a solution by the named refinements.
func (a *app) judge(ctx context.Context, in *game.Instance, s *report.Solution, names []string) error {
	if len(names) == 0 {
		return nil
	}
	bar := a.progress()
	bar.show("judging %s", report.Count(len(s.Result.Equilibria), "equilibrium", "equilibria"))
	defer bar.done()
	var err error
	if s.Refinements, err = refine.Judge(ctx, in, s.Result, names); err != nil {
		return err
	}
	s.ShowRefinements = a.refine != "" || a.only != ""
	s.Only, _ = refinements(nil, "only", a.only)
	if s.Result.Concept != solve.Sequential || !slices.Contains(names, "intuitive") {
		return nil
	}
	for i := range s.Refinements {
		for _, x := range s.Refinements[i] {
			if x.Property.Name != "intuitive" {
				continue
			}
			f := refine.Finding{Passes: x.Verdict != refine.Fails}
			if x.Verdict == refine.Fails || x.Verdict == refine.Undecided {
				f.Reason = x.Reason
			}
			s.Intuitive = append(s.Intuitive, f)
		}
	}
	return nil
}
