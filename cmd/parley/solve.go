package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley/estimate"
	"parley/game"
	"parley/num"
	"parley/report"
	"parley/solve"
	"parley/solve/all"
	"parley/verify"
)

func (a *app) solveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "solve FILE",
		Short: "Find the equilibria of a model or a game, with a word on whether these are all",
		Long: "Finds the equilibria of a model (.star) or of a game (.efg, .nfg, .json; - for standard input), at its baseline\n" +
			"or at other values of its params, and says whether the list is proved complete. Every equilibrium\n" +
			"is checked against the definition by code of its own before it is printed.",
		Example: "  parley solve crisis.star\n  parley solve crisis.star --set p_sincere=3/10 --json\n" +
			"  parley solve poker.efg --concept nash\n  parley solve poker.efg --concept rationalizable --method conditional\n" +
			"  parley solve crisis.star --symbolic --draws 200 -o conditions.tex",
		Args:              args(1, 1, "one file"),
		ValidArgsFunction: completeFile("star", "efg", "nfg", "json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.solve(cmd, args[0])
		},
	}
	a.outputFlags(cmd)
	a.modelFlags(cmd)
	a.solverFlags(cmd)
	a.methodFlags(cmd)
	a.mediateFlags(cmd)
	a.refineFlags(cmd)
	a.responseFlags(cmd)
	a.symbolicFlags(cmd)
	cmd.Flags().BoolVar(&a.all, "all", false, "show play and beliefs off the path as well")
	return cmd
}

func (a *app) solve(cmd *cobra.Command, path string) error {
	concept, err := a.chosenConcept(cmd)
	if err != nil {
		return err
	}
	if err := errors.Join(a.checkMethod(cmd, concept), a.checkObjective(cmd, concept)); err != nil {
		return err
	}
	if err := a.checkSymbolic(cmd, concept); err != nil {
		return err
	}
	if a.symbolic.on {
		return a.solveSymbolic(cmd, path)
	}
	judged, err := a.chosenRefinements(cmd, concept)
	if err != nil {
		return err
	}
	if err := a.checkResponse(cmd, concept); err != nil {
		return err
	}
	ctx, cancel := a.deadline(cmd.Context())
	defer cancel()
	in, err := a.read(ctx, cmd, path)
	if err != nil {
		return err
	}
	s, err := a.solution(ctx, in, concept)
	if err != nil {
		return err
	}
	if err := a.writeTrace(s); err != nil {
		return err
	}
	if err := a.judge(ctx, in.instance, s, judged); err != nil {
		return err
	}
	if a.json {
		err = a.printJSON(s.JSON())
	} else {
		a.warn(in)
		err = a.print([]byte(s.Text(a.style(a.stdout))))
	}
	if err == nil && !s.Result.Complete && !s.Result.Finished {
		return errStopped
	}
	return err
}

// solution solves a game and checks what was found.
func (a *app) solution(ctx context.Context, in *input, concept solve.Concept) (*report.Solution, error) {
	method, why, err := all.Pick(concept, a.method, in.instance)
	if err != nil {
		return nil, err
	}
	var objective *report.Objective
	var counts []num.Rat
	if concept.Mediated() {
		if objective, err = a.aim(in); err != nil {
			return nil, err
		}
		counts = objective.Value
	}
	bar := a.progress()
	limits := solve.Limits{Supports: a.limitSupports, Iterations: a.limitIterations, Gap: a.gap}
	opt := solve.Options{Limits: limits, Start: a.pathStart(), Objective: counts, Progress: func(s solve.Stats) { bar.show("%s", progressText(s)) }}
	if a.lambdaGiven {
		opt.Lambda = &a.lambda
	}
	var result *solve.Result
	var fit *estimate.Fit
	if a.observed != "" {
		result, fit, err = a.fit(ctx, in, method, opt)
	} else {
		result, err = method.Solver.Solve(ctx, in.instance, opt)
	}
	if err != nil {
		bar.done()
		return nil, fmt.Errorf("%s: %w", in.shown, err)
	}
	result.MethodName, result.Why = method.Name, why
	s := &report.Solution{Version: version, Path: in.path, Digest: in.digest, Game: in.instance, Set: in.set, Result: result, Warnings: in.warnings, Fit: fit}
	if ctx.Err() != nil && !result.Complete && !result.Finished {
		result.IncompleteBecause = a.stopReason(ctx)
	}
	switch {
	case result.Reduction != nil || result.Actions != nil:
		err = a.verifyReduction(ctx, in.instance, result)
	case result.Mediated != nil:
		s.Objective = objective
		if s.Regrets, err = a.verifyMediated(ctx, in.instance, result, objective); err == nil {
			s.Unmediated = a.without(ctx, in, objective)
		}
	case result.Branch != nil:
		err = a.verifyBranch(ctx, s)
	default:
		s.Regrets, err = a.verify(ctx, in.instance, result)
	}
	bar.done()
	return s, err
}

// progressText says how far a solver has come.
func progressText(s solve.Stats) string {
	switch {
	case s.Iterations > 0 && s.Gap > 0:
		return fmt.Sprintf("solving: %s iterations, regret %.2g", report.Thousands(int(s.Iterations)), s.Gap)
	case s.Iterations > 0:
		return fmt.Sprintf("solving: %s steps", report.Thousands(int(s.Iterations)))
	}
	return fmt.Sprintf("solving: %s supports looked at", report.Thousands(int(s.Supports)))
}

// grace is how long results are still checked after a bound or Ctrl-C has come.
const grace = 2 * time.Second

// withGrace returns a context that goes on for the time of grace after ctx has ended.
func withGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return longer, func() { stop(); cancel() }
}

// verify checks every equilibrium and takes out those that are none. That never happens unless there
// is a fault in Parley, and then everybody should know. What there is no time to check is not shown.
func (a *app) verify(ctx context.Context, in *game.Instance, r *solve.Result) (regrets []num.Rat, err error) {
	if r.In != nil {
		in = r.In
	}
	checker, err := verify.New(in.Game)
	if err != nil {
		return nil, err
	}
	checking, cancel := withGrace(ctx)
	defer cancel()
	found := r.Equilibria
	r.Equilibria = nil
	for i := range found {
		e := &found[i]
		regret, err := checker.Equilibrium(checking, in, e, r.Concept)
		switch {
		case checking.Err() != nil && errors.Is(err, checking.Err()):
			r.Complete, r.Finished = false, false
			r.IncompleteBecause = fmt.Sprintf("%s before all %s found were checked; the rest is not shown", a.stopReason(ctx), report.Thousands(len(found)))
			return regrets, nil
		case err != nil:
			r.Complete, r.Finished = false, false
			r.IncompleteBecause = "an internal fault: the solver returned something that is no equilibrium"
			fmt.Fprintf(a.stderr, "parley: internal fault: what the solver returned as number %d of %d is no %s equilibrium and is not shown:\n%s\n"+
				"Please report this together with the file.\n", i+1, len(found), r.Concept, err)
			continue
		}
		r.Equilibria = append(r.Equilibria, *e)
		regrets = append(regrets, regret)
	}
	return regrets, nil
}

var errLate = errors.New("no time left")

// chosenConcept reads --concept.
func (a *app) chosenConcept(cmd *cobra.Command) (solve.Concept, error) {
	for _, c := range all.Concepts {
		if a.concept == string(c) {
			return c, nil
		}
	}
	return "", usagef(cmd, "there is no concept %q; there are %s", a.concept, strings.Join(conceptNames(), ", "))
}

// checkMethod refuses a --method that the concept does not have.
func (a *app) checkMethod(cmd *cobra.Command, concept solve.Concept) error {
	names := all.Names(concept)
	if a.method == "" || slices.Contains(names, a.method) {
		return nil
	}
	var elsewhere []string
	for _, m := range all.Methods {
		if m.Name == a.method {
			elsewhere = append(elsewhere, "--concept "+string(m.Concept))
		}
	}
	if len(elsewhere) > 0 {
		return usagef(cmd, "the method %q is for %s; for --concept %s there are %s", a.method, strings.Join(elsewhere, " and "), concept, strings.Join(names, ", "))
	}
	return usagef(cmd, "there is no method %q; for --concept %s there are %s", a.method, concept, strings.Join(names, ", "))
}

func conceptNames() []string {
	var names []string
	for _, c := range all.Concepts {
		names = append(names, string(c))
	}
	return names
}

// methodNames are the words for --method.
func methodNames() []string {
	var names []string
	for _, m := range all.Methods {
		if !slices.Contains(names, m.Name) {
			names = append(names, m.Name)
		}
	}
	return names
}
