package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/spf13/cobra"

	"parley/diag"
	"parley/estimate"
	"parley/game"
	"parley/num"
	"parley/report"
	"parley/solve"
	"parley/solve/logit"
	"parley/verify"
)

// checkResponse refuses flags of quantal response that make no sense together.
func (a *app) checkResponse(cmd *cobra.Command, concept solve.Concept) error {
	a.lambdaGiven = cmd.Flags().Changed("lambda")
	if concept != solve.QRE {
		for _, x := range []struct {
			name  string
			given bool
		}{{"lambda", a.lambdaGiven}, {"observed", a.observed != ""}, {"trace", a.trace != ""}} {
			if x.given {
				return usagef(cmd, "--%s is for --concept %s, and the concept is %s", x.name, solve.QRE, concept)
			}
		}
		return nil
	}
	switch {
	case a.lambdaGiven && !(a.lambda >= 0 && a.lambda <= math.MaxFloat64):
		return usagef(cmd, "--lambda wants a number of at least 0 (leave it out for the limit)")
	case a.lambdaGiven && a.observed != "":
		return usagef(cmd, "--lambda and --observed exclude one another: --observed fits lambda")
	case a.trace == standardInput:
		return usagef(cmd, "--trace wants a file: standard output has the result")
	}
	return nil
}

// respond is checkResponse for a command that evaluates queries in the equilibria, which therefore must be
// of the tree and at one lambda.
func (a *app) respond(cmd *cobra.Command, concept solve.Concept) error {
	if err := a.checkResponse(cmd, concept); err != nil || concept != solve.QRE {
		return err
	}
	if !a.lambdaGiven {
		return usagef(cmd, "--concept %s wants --lambda here: queries are answered at one precision", solve.QRE)
	}
	a.method = "agent"
	return nil
}

// fit traces the branch of a game, fits lambda to observed play and returns the equilibrium at the estimate.
func (a *app) fit(ctx context.Context, in *input, method solve.Method, opt solve.Options) (*solve.Result, *estimate.Fit, error) {
	played, words, limit := in.instance, logit.AgentMethod, solve.Sequential
	if method.Name == "strategic" {
		var err error
		if played, err = logit.Form(in.instance); err != nil {
			return nil, nil, err
		}
		words, limit = logit.StrategicMethod, solve.Nash
	}
	counts, err := a.readObserved(played)
	if err != nil {
		return nil, nil, err
	}
	b, err := logit.Trace(ctx, played, opt)
	if err != nil {
		return nil, nil, err
	}
	e, _, _ := b.Identify(ctx)
	f, err := estimate.Lambda(ctx, b, counts, e)
	switch {
	case errors.Is(err, estimate.ErrNothing):
		return nil, nil, fmt.Errorf("%s: %w", a.observed, err)
	case err != nil:
		return nil, nil, err
	}
	at := &f.Lambda
	if math.IsInf(f.Lambda, 1) {
		at = nil
	}
	return b.ResultAt(ctx, at, &f.Point, words, limit), f, nil
}

// largestObserved bounds the bytes of a file of observed play.
const largestObserved = 64 << 20

// readObserved reads --observed.
func (a *app) readObserved(in *game.Instance) (estimate.Counts, error) {
	f, err := os.Open(a.observed)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, missing(a.observed)
	case err != nil:
		return nil, fmt.Errorf("cannot open %s: %w", a.observed, diag.Cause(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, largestObserved+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot read %s: %w", a.observed, diag.Cause(err))
	case len(text) > largestObserved:
		return nil, fmt.Errorf("%s is larger than %d MiB", a.observed, largestObserved>>20)
	}
	counts, list := estimate.Read(a.observed, string(text), in)
	if list.HasErrors() {
		return nil, &wrongInput{list, func(string) (string, bool) { return string(text), true }}
	}
	return counts, nil
}

// tolerance is how far, as a probability, a quantal response equilibrium may be from the logit response to
// itself, beside rounding.
const tolerance = 1e-8

// verifyBranch checks the points of the branch that are shown against the logit response: nothing is shown if one
// fails, which never happens unless there is a fault in Parley. A limit that fails its check is not shown.
func (a *app) verifyBranch(ctx context.Context, s *report.Solution) error {
	r, in := s.Result, s.Result.In
	checker, err := verify.New(in.Game)
	if err != nil {
		return err
	}
	checking, cancel := withGrace(ctx)
	defer cancel()
	for i := range r.Equilibria {
		e, at := &r.Equilibria[i], &r.Branch.At[i]
		res, err := a.checkPoint(checker, in, e, at)
		if err != nil {
			return fmt.Errorf("internal fault: what was found at lambda = %g is no quantal response equilibrium and is not shown: %w; please report this together with the file", at.Lambda, err)
		}
		m, err := checker.Measure(in, e.Profile)
		if err != nil {
			return err
		}
		s.Responses, s.Regrets = append(s.Responses, res), append(s.Regrets, num.FromFloat(m.Most()))
	}
	shown := r.Branch.Points
	if !a.json && a.trace == "" { // text has none of the points on the way
		shown = nil
	}
	for i := range shown {
		if checking.Err() != nil {
			return fmt.Errorf("%s before the branch could be checked; nothing is shown", a.stopReason(ctx))
		}
		p := &shown[i]
		res, err := checker.Logit(in, p.LogP, nil, p.Lambda)
		if err == nil && !res.OK(tolerance) {
			err = fmt.Errorf("an action's probability is %.3g off", res.Residual)
		}
		if err != nil {
			return fmt.Errorf("internal fault: the branch at lambda = %g is none of quantal response equilibria and is not shown: %w; please report this together with the file", p.Lambda, err)
		}
	}
	return a.verifyLimit(checker, s)
}

// checkPoint checks an equilibrium and that its fractions are those of the branch.
func (a *app) checkPoint(k *verify.Checker, in *game.Instance, e *solve.Equilibrium, at *solve.BranchPoint) (verify.Response, error) {
	res, err := k.Logit(in, at.LogP, e.Beliefs, at.Lambda)
	switch {
	case err != nil:
		return res, err
	case !res.OK(tolerance):
		return res, fmt.Errorf("an action's probability is %.3g off, a belief %.3g", res.Residual, res.Beliefs)
	}
	for act, p := range e.Profile {
		if in.Infosets[in.Actions[act].Infoset].Player != game.Chance && math.Abs(p.Float()-math.Exp(at.LogP[act])) > 1e-12 {
			return res, fmt.Errorf("the probability of %q is written as %g", in.Actions[act].Name, p.Float())
		}
	}
	return res, nil
}

func (a *app) verifyLimit(k *verify.Checker, s *report.Solution) error {
	l := s.Result.Branch.Limit
	if l == nil || l.Equilibrium == nil {
		return nil
	}
	s.LimitRegret = num.Zero
	c, err := k.CheckWithin(s.Result.In, &l.Equilibrium.Assessment, l.Concept, l.Equilibrium.Radius)
	switch {
	case err != nil:
		return err
	case !c.OK():
		l.Equilibrium, l.Why = nil, "the profile with the supports of the last point is no equilibrium: "+c.Failure()
		return nil
	}
	s.LimitRegret = num.Max(s.LimitRegret, c.Local)
	for _, r := range c.Regret {
		s.LimitRegret = num.Max(s.LimitRegret, r)
	}
	return nil
}

// writeTrace writes the branch to the file of --trace.
func (a *app) writeTrace(s *report.Solution) error {
	if a.trace == "" {
		return nil
	}
	return writeFile(a.trace, s.TraceCSV)
}
