// Package formulas collects the classes of sequential equilibria that a model has, at its baseline and at draws
// of its params, derives each in formulas of the params, and checks the formulas against the solver at every
// point that it looked at.
package formulas

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"parley/game"
	"parley/model"
	"parley/num"
	"parley/solve"
	"parley/solve/sequential"
	"parley/solve/symbolic"
	"parley/sweep"
)

// Options say where classes are looked for. The zero value stands for the model's baseline alone.
type Options struct {
	Baseline []num.Rat // one value for each param; nil for the model's own
	Draws    int
	Seed     uint64
	Workers  int // 0 stands for one
	Limits   solve.Limits
	Progress func(stage string, done, total int) // called now and then, if not nil
}

// A Collection is the classes that were met, those of the baseline first.
type Collection struct {
	Model   *model.Model
	Domain  symbolic.Domain
	Deriver *symbolic.Deriver // its writers write the formulas
	Base    *solve.Result     // at the baseline
	Entries []Entry
	Draws   int // that were made
	Seed    uint64

	// Checked counts the points at which the formulas were compared with the solver, Tied those left out because
	// payoffs coincide there for some class, and Wrong are the points at which they disagreed: none, unless there is a fault.
	Checked, Tied int
	Wrong         []Disagreement

	Stopped bool // ctx ended: classes may be missing, or not derived
	// Incomplete counts the points at which the solver's list was not proved complete, so that classes may be missing.
	Incomplete int
}

// An Entry is play on the path that some equilibrium had.
type Entry struct {
	Play symbolic.Play
	// Fixed says why conditions are for the play off the path that was met, and sufficient only; nil if they are exact.
	Fixed error
	// Classes are its formulas, several if the indifferences have several solutions; none if Err is set.
	Classes []*symbolic.Class
	Err     error
	// Where it was met first: the values, the solver's list there, the equilibrium's place in it and which member of
	// that equilibrium, if it is a continuum, plays so.
	Values     []num.Rat
	Equilibria []solve.Equilibrium
	At         int
	Member     game.Assessment
	Baseline   []int // equilibria at the baseline that play so
	Draws      int   // draws at which some equilibrium plays so
}

// A Disagreement is a point at which formulas and solver differ.
type Disagreement struct {
	Entry  int
	Values []num.Rat
	What   string
}

// Domain returns the space of a model's params: their ranges and the assumptions. A param of which only a value is
// given may have any.
func Domain(m *model.Model) symbolic.Domain {
	var d symbolic.Domain
	for _, p := range m.Params {
		d.Ranges = append(d.Ranges, symbolic.Range{Low: p.Dist.Low, High: p.Dist.High, Bounded: p.Dist.Kind != "fixed"})
	}
	for _, a := range m.Assumptions {
		d.Assume = append(d.Assume, symbolic.Inequality{Op: a.Op, Left: a.Left, Right: a.Right})
	}
	return d
}

// A point is where the game was solved.
type point struct {
	values   []num.Rat
	list     []solve.Equilibrium
	complete bool
	plays    []found
}

// found is one way of play at a point.
type found struct {
	key     string
	at      int // the equilibrium's place
	play    symbolic.Play
	member  game.Assessment
	profile game.Profile // nil if its numbers are not exact
}

// ErrTie says that a class has no conditions that hold anywhere but where payoffs coincide.
var ErrTie = errors.New("it was met where payoffs coincide, and no conditions hold there that hold elsewhere")

// include widens the domain so that it holds a point that lies outside the ranges or breaks assumptions.
func (c *Collection) include(values []num.Rat) error {
	if values == nil {
		return nil
	}
	for i, v := range values {
		if r := &c.Domain.Ranges[i]; r.Bounded {
			r.Low, r.High = num.Min(r.Low, v), num.Max(r.High, v)
		}
	}
	broken, err := c.Model.Violated(values)
	for k := len(broken) - 1; k >= 0; k-- {
		c.Domain.Assume = slices.Delete(c.Domain.Assume, broken[k], broken[k]+1)
	}
	return err
}

// Collect solves, derives and checks. An ended ctx is no error: the collection says that it stopped.
func Collect(ctx context.Context, m *model.Model, opt Options) (*Collection, error) {
	c := &Collection{Model: m, Domain: Domain(m), Seed: opt.Seed}
	err := c.include(opt.Baseline)
	if err != nil {
		return nil, err
	}
	if c.Deriver, err = symbolic.New(m.Game, c.Domain); err != nil {
		return nil, err
	}
	points, err := c.solve(ctx, opt)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, p := range points {
		if !p.complete {
			c.Incomplete++
		}
		met := map[string]bool{}
		for _, f := range p.plays {
			k, ok := at[f.key]
			if !ok {
				k = len(c.Entries)
				at[f.key] = k
				c.Entries = append(c.Entries, Entry{Play: f.play, Values: p.values, Equilibria: p.list, At: f.at, Member: f.member})
			}
			if e := &c.Entries[k]; i == 0 {
				if n := len(e.Baseline); n == 0 || e.Baseline[n-1] != f.at {
					e.Baseline = append(e.Baseline, f.at)
				}
			} else if !met[f.key] {
				met[f.key] = true
				e.Draws++
			}
		}
	}
	for k := range c.Entries {
		if opt.Progress != nil {
			opt.Progress("deriving formulas", k, len(c.Entries))
		}
		e := &c.Entries[k]
		e.Classes, e.Err = c.Deriver.Derive(ctx, e.Play, e.Values)
		if !e.doubly() && (errors.Is(e.Err, symbolic.ErrLarge) || errors.Is(e.Err, symbolic.ErrCurved) || errors.Is(e.Err, symbolic.ErrIrrational)) {
			e.Fixed = e.Err
			e.Classes, e.Err = c.Deriver.DeriveFixed(ctx, e.Play, symbolic.SupportsOf(m.Game, e.Member.Profile), e.Values)
		}
		if e.Err == nil && len(e.Classes) == 0 {
			e.Err = ErrTie
		}
	}
	if ctx.Err() != nil {
		c.Stopped = true
	}
	return c, c.checkAll(ctx, points, opt.Limits)
}

// solve finds the equilibria at the baseline and at the draws; the first point is the baseline.
func (c *Collection) solve(ctx context.Context, opt Options) ([]point, error) {
	values := opt.Baseline
	if values == nil {
		values = c.Model.Baseline()
	}
	s, err := newSolver(c.Model.Game, opt.Limits)
	if err != nil {
		return nil, err
	}
	first, res, err := s.at(ctx, values, false)
	if err != nil {
		return nil, err
	}
	c.Base = res
	points := []point{first}
	if opt.Draws == 0 {
		return points, nil
	}
	space, err := sweep.NewSpace(c.Model, c.Model.Baseline())
	if err != nil {
		return nil, err
	}
	start := func() (sweep.Worker[point], error) {
		s, err := newSolver(c.Model.Game, opt.Limits)
		mine := space.Clone()
		return sweep.Worker[point]{Work: func(ctx context.Context, i int) (point, error) {
			values, err := mine.Draw(opt.Seed, i)
			if err != nil {
				return point{}, err
			}
			p, _, err := s.at(ctx, values, true)
			return p, err
		}}, err
	}
	progress := func(done int) {
		if opt.Progress != nil {
			opt.Progress("solving draws", done, opt.Draws)
		}
	}
	more, n, err := sweep.Run(ctx, opt.Draws, max(1, opt.Workers), start, progress)
	if err != nil {
		return nil, err
	}
	c.Draws, c.Stopped = n, n < opt.Draws
	return append(points, more[:n]...), nil
}

// A solver is what one goroutine solves with.
type solver struct {
	in     *game.Instance
	method *sequential.Prepared
	limits solve.Limits
	lean   *solve.Lean
	g      *game.Game
}

func newSolver(g *game.Game, limits solve.Limits) (*solver, error) {
	method, err := sequential.New(g)
	if err != nil {
		return nil, err
	}
	s := &solver{method: method, limits: limits, lean: &solve.Lean{}, g: g}
	for h := range g.Infosets {
		if g.Infosets[h].Player != game.Chance {
			s.lean.Play = append(s.lean.Play, game.InfosetID(h))
		}
	}
	return s, nil
}

func (s *solver) at(ctx context.Context, values []num.Rat, lean bool) (p point, res *solve.Result, err error) {
	if s.in == nil {
		s.in, err = game.NewInstance(s.g, values)
	} else {
		err = s.in.Set(values)
	}
	if err != nil {
		return p, nil, err
	}
	opt := solve.Options{Limits: s.limits}
	if lean {
		opt.Lean = s.lean
	}
	if res, err = s.method.Solve(ctx, s.in, opt); err != nil {
		return p, nil, err
	}
	p = point{values: values, list: res.Equilibria, complete: res.Complete}
	for i := range res.Equilibria {
		e := &res.Equilibria[i]
		for _, a := range e.Members() {
			f := found{at: i, play: symbolic.PlayOf(s.in, a.Profile), member: a}
			f.key = f.play.Key()
			if e.Certificate == solve.Exact {
				f.profile = a.Profile
			}
			p.plays = append(p.plays, f)
		}
	}
	return p, res, nil
}

// checkAll compares formulas and solver at all points.
func (c *Collection) checkAll(ctx context.Context, points []point, limits solve.Limits) error {
	s, err := newSolver(c.Model.Game, limits)
	if err != nil {
		return err
	}
	for _, p := range points {
		c.check(ctx, p, s)
	}
	return nil
}

// check compares formulas and solver at a point. Where they seem to differ the game is solved again with all bounds, which
// draws are solved without: play may lie within a continuum.
func (c *Collection) check(ctx context.Context, p point, s *solver) {
	c.Checked++
	again := false
	by := map[string]found{}
	for _, f := range p.plays {
		by[f.key] = f
	}
	for k := range c.Entries {
		e := &c.Entries[k]
		if len(e.Classes) == 0 {
			continue
		}
		f, met := by[e.Play.Key()]
		what := e.disagrees(c.Model.Game, f, met, p)
		if what != "" && !met && !again {
			if full, _, err := s.at(ctx, p.values, false); err == nil && full.complete == p.complete {
				p.list, again = full.list, true
				what = e.disagrees(c.Model.Game, f, met, p)
			}
		}
		if what == "" {
			continue
		}
		for _, s := range e.Classes {
			if s.Tied(p.values) {
				what = ""
				c.Tied++
				c.Checked--
				break
			}
		}
		if what != "" {
			c.Wrong = append(c.Wrong, Disagreement{k, p.values, what})
		}
	}
}

// disagrees says how the formulas of an entry and what the solver found at a point differ; "" if they agree.
func (e *Entry) disagrees(g *game.Game, f found, met bool, p point) string {
	holds, same, within := false, false, false
	for _, s := range e.Classes {
		if !s.Holds(p.values) {
			continue
		}
		holds = true
		within = within || !met && p.holdsWithin(s)
		same = same || f.profile == nil || matches(s, f.profile, p.values)
	}
	switch {
	case holds && !met && p.complete && !within:
		return "the conditions hold, and the solver finds no such equilibrium"
	case met && !holds && e.Fixed == nil:
		return "the solver finds such an equilibrium, and the conditions fail"
	case met && holds && !same:
		return fmt.Sprintf("the probabilities of %s differ", e.mixed(g))
	}
	return ""
}

// doubly tells whether no formula can be had for a part of the path.
func (e *Entry) doubly() bool { return errors.Is(e.Err, symbolic.ErrDoubly) }

// holdsWithin tells whether play of a class lies within the bounds of a continuum that was found, of which
// not every member is listed.
func (p *point) holdsWithin(s *symbolic.Class) bool {
	return slices.ContainsFunc(p.list, func(e solve.Equilibrium) bool {
		if e.Dimension == 0 {
			return false
		}
		for a, f := range s.Mixing {
			if !s.Known[a] {
				continue
			}
			low, high := e.Range(game.ActionID(a))
			if v, ok := f.Eval(p.values); !ok || v.Less(low) || high.Less(v) {
				return false
			}
		}
		return true
	})
}

func (e *Entry) mixed(g *game.Game) string {
	for h, support := range e.Play {
		if len(support) > 1 {
			return fmt.Sprintf("%q", g.Infosets[h].Name)
		}
	}
	return "chance"
}

// matches tells whether a profile has the probabilities that a class's formulas give.
func matches(s *symbolic.Class, p game.Profile, values []num.Rat) bool {
	for a, f := range s.Mixing {
		if !s.Known[a] {
			continue
		}
		if v, ok := f.Eval(values); !ok || !v.Equal(p[a]) {
			return false
		}
	}
	return true
}
