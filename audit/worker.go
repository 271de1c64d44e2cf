package audit

import (
	"context"

	"parley/probe"
	"parley/regime"
	"parley/solve"
	"parley/sweep"
)

// A bench is what one worker of an audit has for itself.
type bench struct {
	*probe.Probe
	r     *run
	space *sweep.Space
	kinds func([]solve.Equilibrium) []string // of the model's own game
}

// worker returns a worker that has a bench of its own while it works.
func worker[T any](r *run, work func(context.Context, *bench, int) (T, error)) (sweep.Worker[T], error) {
	p, err := r.subject.Take()
	b := &bench{Probe: p, r: r, space: r.space.Clone(), kinds: regime.Kinds(r.m.Game, regime.Replies)}
	return sweep.Worker[T]{
		Work: func(ctx context.Context, i int) (T, error) { return work(ctx, b, i) },
		Stop: func() { r.subject.Give(p) },
	}, err
}
