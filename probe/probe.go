// Package probe looks at a model at one point of its params after another: it solves the games that are
// asked about there, answers queries and judges conditions. Nothing is built anew between points. Sweeps,
// the audit and all else that asks the same at many points stands on it.
package probe

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"parley/expr"
	"parley/game"
	"parley/model"
	"parley/num"
	"parley/query"
	"parley/solve"
	"parley/solve/refine"
	"parley/solve/sequential"
)

// Options steer how points are solved. The zero value stands for the defaults given here.
type Options struct {
	Limits solve.Limits
	// Prepare returns a solver for a game, used by one goroutine at many values. Nil: sequential
	// equilibria.
	Prepare func(*game.Game) (solve.Solver, error)
	// Refine returns a check of equilibria of a game, used by one goroutine, one finding for each. Nil:
	// the intuitive criterion.
	Refine func(*game.Game) func(context.Context, *game.Instance, *solve.Result) ([]refine.Finding, error)
}

// A Subject is a model with what is asked of it. Once everything is compiled it may be used by many
// goroutines.
type Subject struct {
	Model       *model.Model
	Evaluator   *query.Evaluator
	Questions   []*query.Compiled // of the model, in its order
	Conclusions []*query.Compiled
	opt         Options

	asked []*query.Compiled // all that was compiled
	mu    sync.Mutex
	free  []*Probe // not in use
}

// New compiles the questions and conclusions of m. Its error gives the place of one that cannot be.
func New(m *model.Model, opt Options) (*Subject, error) {
	if opt.Prepare == nil {
		opt.Prepare = func(g *game.Game) (solve.Solver, error) { return sequential.New(g) }
	}
	if opt.Refine == nil {
		opt.Refine = func(g *game.Game) func(context.Context, *game.Instance, *solve.Result) ([]refine.Finding, error) {
			return refine.NewChecker(g).Intuitive
		}
	}
	games := map[string]*game.Game{"": m.Game}
	for _, v := range m.Variants {
		games[v.Name] = v.Game
	}
	s := &Subject{Model: m, Evaluator: query.NewEvaluator(games), opt: opt}
	for _, q := range m.Questions {
		c, err := s.Query(q.Query)
		if err != nil {
			return nil, fmt.Errorf("%s%w", q.Pos, err)
		}
		s.Questions = append(s.Questions, c)
	}
	for _, k := range m.Conclusions {
		c, err := s.Condition(k.Condition)
		if err != nil {
			return nil, fmt.Errorf("%s%w", k.Pos, err)
		}
		s.Conclusions = append(s.Conclusions, c)
	}
	return s, nil
}

// Query compiles a query, to be answered by probes that are made afterwards.
func (s *Subject) Query(q query.Query) (*query.Compiled, error) {
	c, err := s.Evaluator.Query(q)
	if err == nil {
		s.asked = append(s.asked, c)
	}
	return c, err
}

// Condition compiles a condition, to be judged by probes that are made afterwards.
func (s *Subject) Condition(k query.Condition) (*query.Compiled, error) {
	c, err := s.Evaluator.Condition(k)
	if err == nil {
		s.asked = append(s.asked, c)
	}
	return c, err
}

// Wheres lists the variants that something that was compiled asks about, in the order of the model.
func (s *Subject) Wheres() []string {
	var out []string
	for _, v := range s.Model.Variants {
		if slices.ContainsFunc(s.asked, func(c *query.Compiled) bool { return slices.Contains(c.Where, v.Name) }) {
			out = append(out, v.Name)
		}
	}
	return out
}

// A Probe is what one goroutine needs to look at a model at one point after another.
type Probe struct {
	Lean  bool // solve for what queries need, and no more
	Quick bool // give up early on games that take long (see quickLimits)

	s    *Subject
	kits map[string]*kit // by variant, "" for the model's own game
	eval *query.Evaluation
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

// Probe returns a probe for one goroutine.
func (s *Subject) Probe() (*Probe, error) {
	b := &Probe{s: s, kits: map[string]*kit{}, eval: s.Evaluator.At(nil)}
	if err := b.add("", nil, s.Model.Game); err != nil {
		return nil, err
	}
	for _, name := range s.Wheres() {
		for i := range s.Model.Variants {
			if v := &s.Model.Variants[i]; v.Name == name {
				if err := b.add(name, v, v.Game); err != nil {
					return nil, err
				}
			}
		}
	}
	return b, nil
}

func (b *Probe) add(name string, v *model.Variant, g *game.Game) error {
	solver, err := b.s.opt.Prepare(g)
	if err != nil {
		return fmt.Errorf("%s: %w", b.s.Model.Path, err)
	}
	play, beliefs := b.s.Evaluator.Needs(name)
	b.kits[name] = &kit{variant: v, g: g, solver: solver, lean: &solve.Lean{Play: play, Beliefs: beliefs}, refine: b.s.opt.Refine(g), values: make([]num.Rat, len(b.s.Model.Params))}
	return nil
}

// Take returns a lean probe that nobody else uses; Give makes it free again.
func (s *Subject) Take() (*Probe, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.free); n > 0 {
		b := s.free[n-1]
		s.free = s.free[:n-1]
		return b, nil
	}
	b, err := s.Probe()
	if err == nil {
		b.Lean = true
	}
	return b, err
}

// Give makes a probe that Take returned free again.
func (s *Subject) Give(b *Probe) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.Quick = false
	s.free = append(s.free, b)
}

// A Point is a model at given values of its params. Games are solved when they are first asked
// about. It is valid until its probe moves to other values.
type Point struct {
	Eval    *query.Evaluation // of the games that are solved
	Because string            // why some list of equilibria is not proved complete; "" if all are

	b        *Probe
	worlds   query.Worlds
	results  map[string]*solve.Result
	findings map[string][]refine.Finding
	passes   query.Filter
}

// At moves the probe to the given values. Its error says that they do not make a game.
func (b *Probe) At(values []num.Rat) (*Point, error) {
	s := &Point{Eval: b.eval, b: b, worlds: query.Worlds{}, results: map[string]*solve.Result{}, findings: map[string][]refine.Finding{}, passes: query.Filter{}}
	s.Eval.Reset(s.worlds)
	return s, b.kits[""].set(values)
}

func (k *kit) set(values []num.Rat) (err error) {
	if k.in == nil {
		k.in, err = game.NewInstance(k.g, values)
		return err
	}
	return k.in.Set(values)
}

// Solve finds the equilibria of one game, if they are not there yet.
func (s *Point) Solve(ctx context.Context, where string) error {
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
	opt := solve.Options{Limits: s.b.s.opt.Limits}
	if s.b.Quick {
		opt.Limits = quickLimits
	}
	if s.b.Lean {
		opt.Lean = k.lean
	}
	res, err := k.solver.Solve(ctx, k.in, opt)
	if err != nil {
		return err
	}
	if !res.Complete && s.Because == "" {
		s.Because = res.IncompleteBecause
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

// Result returns the equilibria of a game that was solved at this point, nil of one that was not.
func (s *Point) Result(where string) *solve.Result { return s.results[where] }

// Solved returns a game and its equilibria as queries take them, once it was solved.
func (s *Point) Solved(where string) (w query.Solved, ok bool) {
	w, ok = s.worlds[where]
	return w, ok
}

// Findings returns what the refinement says of each equilibrium of a game, nil before Refine.
func (s *Point) Findings(where string) []refine.Finding { return s.findings[where] }

// Refine applies the refinement to one game, which is solved first.
func (s *Point) Refine(ctx context.Context, where string) error {
	if s.findings[where] != nil {
		return nil
	}
	if err := s.Solve(ctx, where); err != nil {
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

// Need solves the games that a query or condition asks about, and the model's own.
func (s *Point) Need(ctx context.Context, c *query.Compiled) error {
	if err := s.Solve(ctx, ""); err != nil {
		return err
	}
	for _, where := range c.Where {
		if err := s.Solve(ctx, where); err != nil {
			return err
		}
	}
	return nil
}

// Face judges a conclusion over all equilibria or over those that pass the refinement.
func (s *Point) Face(ctx context.Context, c *query.Compiled, refined bool) (Face, error) {
	if err := s.Need(ctx, c); err != nil {
		return Nowhere, err
	}
	var f query.Filter
	if refined {
		for _, where := range append([]string{""}, c.Where...) {
			if err := s.Refine(ctx, where); err != nil {
				return Nowhere, err
			}
		}
		f = s.passes
	}
	entries := f.Keep("", len(s.results[""].Equilibria))
	if !c.Base && len(s.results[""].Equilibria) > 0 { // the same in every entry
		entries = []int{0}
	}
	truths, _ := s.Eval.Truths(c, entries, f)
	return FaceOf(truths), nil
}
