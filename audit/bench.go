package audit

import (
	"context"
	"fmt"

	"parley/expr"
	"parley/game"
	"parley/model"
	"parley/num"
	"parley/query"
	"parley/solve"
	"parley/solve/refine"
	"parley/sweep"
)

// A bench is what one worker needs to look at a model at one point after another: nothing of it is
// built anew between points.
type bench struct {
	r     *run
	lean  bool            // solve for what queries need, and no more
	quick bool            // give up early on games that take long (see quickLimits)
	kits  map[string]*kit // by variant, "" for the model's own game
	space *sweep.Space
	eval  *query.Evaluation
}

// quickLimits bound solves where a point more or less does not matter. At a baseline of round numbers
// payoffs coincide now and then, and what is usually done in a hundred systems may take thousands.
var quickLimits = solve.Limits{Supports: 10_000, Systems: 200, Boxes: 50}

// A kit is the tools for one game.
type kit struct {
	variant *model.Variant // nil for the model's own game
	g       *game.Game
	in      *game.Instance // nil before the first use
	values  []num.Rat
	solver  solve.Solver
	lean    *solve.Lean
	refine  func(context.Context, *game.Instance, *solve.Result) ([]refine.Finding, error)
}

func (r *run) newBench() (*bench, error) {
	b := &bench{r: r, kits: map[string]*kit{}, space: r.space.Clone(), eval: r.ev.At(nil)}
	if err := b.add("", nil, r.m.Game); err != nil {
		return nil, err
	}
	for _, name := range r.wheres() {
		for i := range r.m.Variants {
			if v := &r.m.Variants[i]; v.Name == name {
				if err := b.add(name, v, v.Game); err != nil {
					return nil, err
				}
			}
		}
	}
	return b, nil
}

func (b *bench) add(name string, v *model.Variant, g *game.Game) error {
	solver, err := b.r.opt.Prepare(g)
	if err != nil {
		return fmt.Errorf("%s: %w", b.r.m.Path, err)
	}
	play, beliefs := b.r.ev.Needs(name)
	b.kits[name] = &kit{variant: v, g: g, solver: solver, lean: &solve.Lean{Play: play, Beliefs: beliefs}, refine: b.r.opt.Refine(g), values: make([]num.Rat, len(b.r.baseline))}
	return nil
}

// take returns a bench that nobody else uses; give makes it free again.
func (r *run) take() (*bench, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.free); n > 0 {
		b := r.free[n-1]
		r.free = r.free[:n-1]
		return b, nil
	}
	b, err := r.newBench()
	if err == nil {
		b.lean = true
	}
	return b, err
}

func (r *run) give(b *bench) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.free = append(r.free, b)
}

// worker returns a worker that has a bench of its own while it works.
func worker[T any](r *run, work func(context.Context, *bench, int) (T, error)) (sweep.Worker[T], error) {
	b, err := r.take()
	return sweep.Worker[T]{
		Work: func(ctx context.Context, i int) (T, error) { return work(ctx, b, i) },
		Stop: func() { r.give(b) },
	}, err
}

// A state is a model at given values of its params. Games are solved when they are first asked
// about. It is valid until its bench moves to other values.
type state struct {
	b        *bench
	worlds   query.Worlds
	results  map[string]*solve.Result
	findings map[string][]refine.Finding
	passes   query.Filter
	eval     *query.Evaluation
	because  string // why some list of equilibria is not proved complete
}

// at moves the bench to the given values. Its error says that they do not make a game.
func (b *bench) at(values []num.Rat) (*state, error) {
	s := &state{b: b, worlds: query.Worlds{}, results: map[string]*solve.Result{}, findings: map[string][]refine.Finding{}, passes: query.Filter{}}
	s.eval = b.eval
	s.eval.Reset(s.worlds)
	return s, b.kits[""].set(values)
}

func (k *kit) set(values []num.Rat) (err error) {
	if k.in == nil {
		k.in, err = game.NewInstance(k.g, values)
		return err
	}
	return k.in.Set(values)
}

// solve finds the equilibria of one game, if they are not there yet.
func (s *state) solve(ctx context.Context, where string) error {
	if s.results[where] != nil {
		return nil
	}
	k := s.b.kits[where]
	if k.variant != nil {
		base := s.b.kits[""].in
		copy(k.values, base.Values)
		for p, id := range k.variant.Set {
			v, err := evaluate(base, id)
			if err != nil {
				return fmt.Errorf("in the variant %q: %w", where, err)
			}
			k.values[p] = v
		}
		if err := k.set(k.values); err != nil {
			return fmt.Errorf("in the variant %q: %w", where, err)
		}
	}
	opt := solve.Options{Limits: s.b.r.opt.Limits}
	if s.b.quick {
		opt.Limits = quickLimits
	}
	if s.b.lean {
		opt.Lean = k.lean
	}
	res, err := k.solver.Solve(ctx, k.in, opt)
	if err != nil {
		return err
	}
	if !res.Complete && s.because == "" {
		s.because = res.IncompleteBecause
	}
	s.results[where] = res
	s.worlds[where] = query.Solved{In: k.in, Equilibria: res.Equilibria}
	return nil
}

func evaluate(in *game.Instance, id expr.ID) (v num.Rat, err error) {
	defer func() {
		if r := recover(); r != nil {
			division, ok := r.(expr.DivisionByZero)
			if !ok {
				panic(r)
			}
			err = division
		}
	}()
	return in.Eval(id), nil
}

// refine applies the refinement to one game, which is solved first.
func (s *state) refine(ctx context.Context, where string) error {
	if s.findings[where] != nil {
		return nil
	}
	if err := s.solve(ctx, where); err != nil {
		return err
	}
	k := s.b.kits[where]
	f, err := k.refine(ctx, k.in, s.results[where])
	if err != nil {
		return err
	}
	if f == nil {
		f = []refine.Finding{}
	}
	s.findings[where] = f
	for _, x := range f {
		s.passes[where] = append(s.passes[where], x.Passes)
	}
	return nil
}

// need solves the games that a query or condition asks about, and the model's own.
func (s *state) need(ctx context.Context, c *query.Compiled) error {
	if err := s.solve(ctx, ""); err != nil {
		return err
	}
	for _, where := range c.Where {
		if err := s.solve(ctx, where); err != nil {
			return err
		}
	}
	return nil
}

// face judges a conclusion over all equilibria or over those that pass the refinement.
func (s *state) face(ctx context.Context, c *query.Compiled, refined bool) (Face, error) {
	if err := s.need(ctx, c); err != nil {
		return Nowhere, err
	}
	var f query.Filter
	if refined {
		for _, where := range append([]string{""}, c.Where...) {
			if err := s.refine(ctx, where); err != nil {
				return Nowhere, err
			}
		}
		f = s.passes
	}
	entries := f.Keep("", len(s.results[""].Equilibria))
	if !c.Base && len(s.results[""].Equilibria) > 0 { // the same in every entry
		entries = []int{0}
	}
	truths, _ := s.eval.Truths(c, entries, f)
	return face(truths), nil
}
