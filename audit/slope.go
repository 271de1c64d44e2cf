package audit

import (
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

// slopes differentiates every question, and every comparison of every conclusion, in each equilibrium at the
// baseline. It solves nothing anew.
func (r *run) slopes(s *probe.Point) error {
	w := query.Worlds{}
	for _, g := range r.out.Games {
		w[g.Variant] = query.Solved{In: g.In, Equilibria: g.Result.Equilibria}
	}
	field := slope.New(r.m, r.subject.Evaluator, s.Eval, w)
	n := len(w[""].Equilibria)
	for i, c := range r.questions {
		for e := range n {
			r.out.Questions[i].Slopes = append(r.out.Questions[i].Slopes, field.Query(c, e))
		}
	}
	for i := range r.out.Conclusions {
		k := &r.out.Conclusions[i]
		for _, part := range query.Comparisons(k.Condition) {
			c, err := r.subject.Evaluator.Query(part.Margin)
			if err != nil {
				return err
			}
			m := Margin{Comparison: part}
			for e := range n {
				m.Answers = append(m.Answers, s.Eval.Answer(c, e, nil))
				m.Slopes = append(m.Slopes, field.Query(c, e))
			}
			k.Margins = append(k.Margins, m)
		}
	}
	return nil
}
