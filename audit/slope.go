package audit

import (
	"context"
	"fmt"

	"parley/probe"
	"parley/query"
	"parley/slope"
)

// A Margin is one comparison of a conclusion, with the derivatives of how much it holds by.
type Margin struct {
	query.Comparison
	Answers []query.Answer // the margin at the baseline, by equilibrium of the model's own game
	Slopes  []slope.Table  // by equilibrium
}

// MaxSlopes bounds the equilibria of a model's own game in which an audit gives derivatives: the first ones.
const MaxSlopes = 32

// mostEffort bounds what an audit does for the derivatives of one model, as slope.Field counts it: some seconds for
// a game of the size of the largest example.
const mostEffort = 10_000

// slopes differentiates every question, and every comparison of every conclusion, in each equilibrium at the
// baseline. It solves nothing anew. If ctx ends it leaves out what it has not come to.
func (r *run) slopes(ctx context.Context, s *probe.Point) error {
	w := query.Worlds{}
	for _, g := range r.out.Games {
		w[g.Variant] = query.Solved{In: g.In, Equilibria: g.Result.Equilibria}
	}
	field := slope.New(r.m, r.subject.Evaluator, s.Eval, w)
	n := len(w[""].Equilibria)
	tables := func(c *query.Compiled) (out []slope.Table) {
		for e := range n {
			switch {
			case ctx.Err() != nil:
				out = append(out, slope.Table{Why: "the audit was stopped before"})
			case e >= MaxSlopes:
				out = append(out, slope.Table{Why: fmt.Sprintf("an audit gives derivatives in the first %d equilibria", MaxSlopes)})
			case field.Effort > mostEffort:
				out = append(out, slope.Table{Why: "the variants have so many equilibria that an audit leaves it out; parley ask --derivatives gives it"})
			default:
				out = append(out, field.Query(c, e))
			}
		}
		return out
	}
	for i, c := range r.questions {
		r.out.Questions[i].Slopes = tables(c)
	}
	for i := range r.out.Conclusions {
		k := &r.out.Conclusions[i]
		for _, part := range query.Comparisons(k.Condition) {
			c, err := r.subject.Evaluator.Query(part.Margin)
			if err != nil {
				return err
			}
			m := Margin{Comparison: part, Slopes: tables(c)}
			for e := range n {
				m.Answers = append(m.Answers, s.Eval.Answer(c, e, nil))
			}
			k.Margins = append(k.Margins, m)
		}
	}
	r.out.Stages.Derivatives = ctx.Err() == nil
	return nil
}
