// Package correlated finds what a mediator could bring about: for each of the concepts of correlation, the
// greatest and the least expected value of an objective, with a plan of the mediator that attains each and a proof
// that none goes beyond.
//
// # The problem
//
// A mediator draws one of finitely many pure plans p (for most concepts a profile of strategies to recommend)
// with probabilities mu(p). A player has finitely many deviations d, each with a trigger: what he is told when
// he deviates. Let g(d, p) be what the deviator gets from the trigger on by following plan p less what
// he gets by deviating, 0 where the trigger does not occur. Everybody is willing to follow if and only if
//
//	Σ_p mu(p) g(d, p) >= 0 for every deviation d,
//
// a polytope, and the objective is linear on it. The concepts differ only in plans, triggers and deviations:
//
//   - Correlated: profiles of reduced strategies; told s_i, play t_i.
//   - Coarse: the same profiles; told nothing, play t_i.
//   - Extensive: the same profiles; told the action a at h, where s_i leads to h, play a strategy for the rest of
//     the game from h on. As who deviates is told nothing more, his strategy does not depend on what the
//     mediator would have said. Reduced strategies suffice: what is recommended where the own
//     recommendations never lead is never said.
//   - Agent: profiles of full strategies, for a player who disregards a at h is told later what to do then; told
//     a at h, play b there and follow otherwise.
//   - Communication: see communication.go.
//
// # How it is solved
//
// There are too many plans and deviations to write the program down, and few of them matter. A pool of both
// grows until it holds what matters (Dantzig and Wolfe 1960, in both directions): the program restricted to
// the pool is solved exactly; then every plan is priced at the dual solution y, and every trigger's best deviation
// is found at the primal solution mu. A plan with c(p) + Σ_d y(d) g(d, p) > lambda, or a deviation that gains, joins the
// pool. If there is none, mu is feasible and y proves that lambda, its value, is the optimum: both are exact, and
// the deviations with y > 0 are the proof that goes with the result. Each round adds to the pool, so it ends.
//
// That there is a solution at all is because every Nash equilibrium is one.
package correlated

import (
	"context"
	"errors"
	"fmt"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// Method is the name of this method in results.
const Method = "linear program over the mediator's plans"

// Solver finds what a mediator could bring about under a concept.
type Solver struct{ Concept solve.Concept }

// Solve finds the greatest and the least expected value of opt.Objective and of each payoff. The result lists two
// equilibria: the plan that attains the greatest value of the objective, then that of the least; one if the values
// are equal. Complete means that both values are proved. Errors that wrap solve.ErrUnsuited say that the game
// has too many strategies for the concept, that a player forgets, or that the concept is not defined
// for the game.
func (s Solver) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	if err := in.PerfectRecall(); err != nil {
		return nil, fmt.Errorf("%w: the concepts of a mediator want perfect recall: %w (--concept nash needs none)", solve.ErrUnsuited, err)
	}
	f, err := s.family(in)
	if err != nil {
		return nil, err
	}
	res := &solve.Result{Concept: s.Concept, In: f.form(), Method: Method, Equilibria: []solve.Equilibrium{}}
	m := &master{family: f, scale: num.One, progress: opt.Progress, limit: opt.Iterations}
	objective := opt.Objective
	if objective == nil {
		objective = Welfare(in)
	}
	for _, id := range in.Payoffs {
		m.scale = num.Max(m.scale, in.Eval(id).Abs())
	}
	found := &solve.Mediated{}
	if c, ok := f.(*communication); ok {
		found.Types = c.starts
	}
	if found.Objective, err = m.span(ctx, objective, tidy(in, m.scale)); err == nil {
		res.Mediated = found
		res.Equilibria = equilibria(f, found.Objective)
		var payoffs []solve.Span
		for i := range in.Players {
			var span solve.Span
			if span, err = m.span(ctx, Payoff(in, game.PlayerID(i)), nil); err != nil {
				break
			}
			payoffs = append(payoffs, span)
		}
		if err == nil {
			found.Payoffs = payoffs
		}
	}
	res.Stats.Iterations = m.rounds
	switch {
	case err == nil:
		res.Complete = true
	case errors.Is(err, errLimit):
		res.IncompleteBecause = fmt.Sprintf("%d rounds did not suffice", m.rounds)
	case ctx.Err() != nil:
		res.IncompleteBecause = "interrupted"
	case errors.Is(err, errUnsettled):
		res.IncompleteBecause = err.Error()
	default:
		return nil, err
	}
	return res, nil
}

// equilibria lists the plans at the ends of a span, the higher one first.
func equilibria(f family, s solve.Span) []solve.Equilibrium {
	ends := []solve.Extreme{s.High, s.Low}
	if s.High.Value.Equal(s.Low.Value) {
		ends = ends[:1]
	}
	var out []solve.Equilibrium
	for _, x := range ends {
		e := solve.Point(game.Assessment{Profile: f.marginals(x.Plan)})
		e.Plan = x.Plan
		out = append(out, e)
	}
	return out
}

// tidy counts what a plan should rather have, among those that do as well for the objective: welfare first, then moves
// that stand first among the actions, so that the mediator draws no lots that serve nothing.
func tidy(in *game.Instance, scale num.Rat) []num.Rat {
	out := Welfare(in)
	for n := range out {
		if !in.Terminal(game.NodeID(n)) {
			continue
		}
		late := int64(0)
		for _, a := range in.Path(game.NodeID(n)) {
			if h := &in.Infosets[in.Actions[a].Infoset]; h.Player != game.Chance {
				late += int64(a - h.First)
			}
		}
		out[n] = out[n].Sub(scale.Mul(num.Frac(late, 1000)))
	}
	return out
}

// Welfare counts for each terminal node the sum of all payoffs there.
func Welfare(in *game.Instance) []num.Rat {
	out := make([]num.Rat, len(in.Nodes))
	for i := range in.Players {
		for n, u := range Payoff(in, game.PlayerID(i)) {
			out[n] = out[n].Add(u)
		}
	}
	return out
}

// Payoff counts for each terminal node what player i gets there.
func Payoff(in *game.Instance, i game.PlayerID) []num.Rat {
	out := make([]num.Rat, len(in.Nodes))
	for n := range out {
		if in.Terminal(game.NodeID(n)) {
			out[n] = in.PayoffAt(game.NodeID(n), i)
		}
	}
	return out
}

func (s Solver) family(in *game.Instance) (family, error) {
	switch s.Concept {
	case solve.Correlated, solve.Coarse, solve.Extensive, solve.Agent:
		return newProfiles(in, s.Concept)
	case solve.Communication:
		return newCommunication(in)
	}
	return nil, fmt.Errorf("%q is no concept of a mediator", s.Concept)
}
