package workbench

import (
	"context"
	"strings"

	"parley/solve"
	"parley/solve/refine"
)

// RefineRequest asks which refinements the equilibria pass.
type RefineRequest struct {
	At
	Concept solve.Concept `json:"concept,omitempty" doc:"sequential (the default), spe, nash or pure"`
	Names   []string      `json:"names,omitempty" doc:"of the refinements; absent: all"`
}

// RefineAnswer is the judgements.
type RefineAnswer struct {
	Equilibria []Refined `json:"equilibria" doc:"in the order of the answer of solve"`
	Command    string    `json:"command"`
}

// Refined is which refinements one equilibrium passes.
type Refined struct {
	ID          int          `json:"id"`
	Refinements []Refinement `json:"refinements"`
}

// refine judges the equilibria by refinements. Some take long: the limit of the principal branch of logit equilibria is traced.
func (b *Bench) refine(ctx context.Context, q *RefineRequest, progress func(Progress)) (*RefineAnswer, error) {
	concept, err := oneOf("concept", q.Concept, concepts...)
	if err != nil {
		return nil, err
	}
	names := q.Names
	if len(names) == 0 {
		names = refine.Names()
	}
	for _, n := range names {
		if _, err := oneOf("names", n, refine.Names()...); err != nil {
			return nil, err
		}
	}
	k, err := b.good(ctx, &q.Edited)
	if err != nil {
		return nil, err
	}
	p, err := b.point(ctx, k, &q.At, concept)
	if err != nil {
		return nil, err
	}
	s := p.solution
	p.letGo() // what it found is not changed any more
	a := &RefineAnswer{Equilibria: []Refined{}}
	for i := range s.Result.Equilibria {
		a.Equilibria = append(a.Equilibria, Refined{i + 1, []Refinement{}})
	}
	judging, cancel := shorter(ctx)
	defer cancel()
	for i, n := range names {
		progress(Progress{Stage: n, Done: i, Total: len(names)})
		list, err := refine.Judge(judging, s.Game, s.Result, []string{n})
		if err != nil {
			return nil, err
		}
		for e := range list {
			a.Equilibria[e].Refinements = append(a.Equilibria[e].Refinements, refinements(list[e])...)
		}
	}
	if err := gone(ctx); err != nil {
		return nil, err
	}
	list := "all"
	if len(q.Names) > 0 {
		list = strings.Join(q.Names, ",")
	}
	a.Command = b.command(k, "solve", s.Set, append(conceptFlag(concept), "--refine", list)...)
	return a, nil
}
