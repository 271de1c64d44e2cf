package report

import (
	"slices"

	"parley/audit"
	"parley/model"
	"parley/num"
	"parley/solve"
)

// The figures of a report one by one, for whoever shows them without the rest. A figure that there is nothing to draw for is
// nil.

// Comparison sets the equilibria of the i-th model's own game side by side. Nil where outcomes have no names.
func (r *Report) Comparison(i int) *Figure {
	if len(r.Models[i].Games[0].Result.Equilibria) == 0 {
		return nil
	}
	return r.layout().comparison(i)
}

// Learning shows what players learn about hidden moves in the e-th equilibrium, counted from 0. Nil where nothing is hidden.
func (r *Report) Learning(i, e int) *Figure {
	one := *r
	one.Models = slices.Clone(r.Models)
	m := &one.Models[i]
	m.Games = slices.Clone(m.Games)
	result := *m.Games[0].Result
	result.Equilibria = []solve.Equilibrium{result.Equilibria[e]}
	m.Games[0].Result = &result
	return one.layout().learning(i)
}

// Alignment says how far players rank outcomes alike: a *Figure for three players and more, a Para for two, nil where it cannot be
// said.
func (r *Report) Alignment(i int) Block { return r.layout().alignment(i) }

// Ranges shows how far single params move the answer to the j-th question of the i-th model, beside its Sobol indices and
// flips. Nil if nothing moves it.
func (r *Report) Ranges(i, j int) *Figure { return r.layout().rangesFigure(i, j) }

// Flips shows where params flip the j-th conclusion of the i-th model, beside its indices. Nil if there are no indices.
func (r *Report) Flips(i, j int) *Figure {
	d := r.layout()
	return d.flipsFigure(i, d.number(i, j), &r.Models[i].Conclusions[j])
}

// layout is where single figures are laid out.
func (r *Report) layout() *document { return &document{r: r} }

// Audited is an audit that holds nothing but the solution, as that of a model's own game: enough for the figures of the
// baseline.
func (s *Solution) Audited(m *model.Model, values []num.Rat) Audited {
	found := audit.ModelAudit{Model: m, Baseline: values, Games: []audit.Game{{In: s.Played(), Result: s.Result, Findings: s.Intuitive, Regrets: s.Regrets}}}
	return Audited{Audit: &audit.Audit{Models: []audit.ModelAudit{found}, Draws: -1}, Version: s.Version, Set: s.Set}
}
