package evidence

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"parley/game"
	"parley/model"
	"parley/num"
	"parley/probe"
	"parley/solve"
	"parley/sweep"
)

// DrawOptions steer draws.
type DrawOptions struct {
	Draws   int
	Seed    uint64
	Workers int // 0: one for each processor. No result depends on it
	Limits  solve.Limits
	// Prepare returns a solver for a game, used by one goroutine at many values. Nil: sequential equilibria.
	Prepare  func(*game.Game) (solve.Solver, error)
	Progress func(done, total int) // called now and then, if not nil
}

// Drawn is how likelihood ratios, beliefs and expected information spread over draws of the params that respect the model's assumptions.
type Drawn struct {
	Draws    int // done
	Of       int // asked for
	Seed     uint64
	Complete int // draws at which the list of equilibria is proved complete

	Reached int                // draws in which what was observed happens in some equilibrium
	Now     []Spread           // by type: the posterior of what was observed
	Steps   map[StepKey][]Tilt // by type
	Watch   map[Record]Spread  // of the expected information, in bits
}

// StepKey names a step: the records before and after it. For several records at once, which is so for what was observed where moves
// between were not named, Observed counts from 1.
type StepKey struct {
	Before, After Record
	End           bool
	Observed      int
}

// Key returns the step's name, for one that is not Observed.
func (s *Step) Key() StepKey {
	if s.End {
		return StepKey{Before: s.Before, End: true}
	}
	return StepKey{Before: s.Before, After: s.Record}
}

// A Spread is how a number spreads over draws, each of which gives a lowest and a highest value over its equilibria.
type Spread struct {
	Defined   int     // draws in which some equilibrium gives it a value
	Low, High float64 // the 5 % quantile of the lowest, the 95 % quantile of the highest values
}

// A Tilt is how a likelihood ratio spreads over draws.
type Tilt struct {
	Spread
	// Above, One and Below count draws, of those that give the ratio a value, in which it is above 1, equal to it, or below in every
	// equilibrium that gives it one. In the others equilibria differ.
	Above, One, Below int
}

// OverDraws reads the equilibria at draws of the params of a model whose own game is the frame's. Readings are those at the
// baseline: what they list is followed through the draws. If ctx ends, the draws done so far count.
func (f *Frame) OverDraws(ctx context.Context, m *model.Model, baseline []num.Rat, at *Place, readings []Reading, opt DrawOptions) (*Drawn, error) {
	space, err := sweep.NewSpace(m, baseline)
	if err != nil {
		return nil, err
	}
	bare := *m
	bare.Questions, bare.Conclusions = nil, nil
	subject, err := probe.New(&bare, probe.Options{Limits: opt.Limits, Prepare: opt.Prepare})
	if err != nil {
		return nil, err
	}
	if opt.Workers == 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	g := newGatherer(f, at, readings)
	start := func() (sweep.Worker[*draw], error) {
		b, err := subject.Probe()
		if err != nil {
			return sweep.Worker[*draw]{}, err
		}
		mine := space.Clone()
		return sweep.Worker[*draw]{Work: func(ctx context.Context, i int) (*draw, error) {
			values, err := mine.Draw(opt.Seed, i)
			if err != nil {
				return nil, err
			}
			point, err := b.At(values)
			if err == nil {
				err = point.Solve(ctx, "")
			}
			if err != nil {
				return nil, fmt.Errorf("%s: at draw %d: %w", m.Path, i+1, err)
			}
			here, _ := point.Solved("")
			return g.look(here.In, point.Result("")), nil
		}}, nil
	}
	found, n, err := sweep.Run(ctx, opt.Draws, opt.Workers, start, func(done int) {
		if opt.Progress != nil {
			opt.Progress(done, opt.Draws)
		}
	})
	if err != nil {
		return nil, err
	}
	return g.sum(found[:n], opt), nil
}

// A gatherer knows what is followed through the draws.
type gatherer struct {
	f       *Frame
	at      *Place
	steps   []StepKey
	records []Record
}

func newGatherer(f *Frame, at *Place, readings []Reading) *gatherer {
	g := &gatherer{f: f, at: at}
	for i := range at.Observed {
		g.steps = append(g.steps, StepKey{Observed: i + 1})
	}
	seen, known := map[StepKey]bool{}, map[Record]bool{}
	for i := range readings {
		for j := range readings[i].Occasions {
			o := &readings[i].Occasions[j]
			if !known[o.Record] {
				known[o.Record] = true
				g.records = append(g.records, o.Record)
			}
			for k := range o.Next {
				if key := o.Next[k].Key(); !seen[key] {
					seen[key] = true
					g.steps = append(g.steps, key)
				}
			}
		}
	}
	return g
}

// A draw is what equilibria at one draw say.
type draw struct {
	complete bool
	now      []RatioSpan   // by type: its weight against all
	steps    [][]RatioSpan // by step and type
	watch    []BitSpan     // by record
	some     []bool        // by record: whether it comes there
}

func (g *gatherer) look(in *game.Instance, r *solve.Result) *draw {
	d := &draw{complete: r.Complete, now: make([]RatioSpan, len(g.f.Types)), steps: make([][]RatioSpan, len(g.steps)), watch: make([]BitSpan, len(g.records)), some: make([]bool, len(g.records))}
	for k := range d.steps {
		d.steps[k] = make([]RatioSpan, len(g.f.Types))
	}
	for i := range r.Equilibria {
		for _, w := range g.f.members(in, &r.Equilibria[i]) {
			g.member(d, w)
		}
	}
	return d
}

func (g *gatherer) member(d *draw, w *weights) {
	now := w.sum(g.at.At)
	all := total(now)
	for t := range d.now {
		d.now[t].add(Ratio{now[t], all}, !all.IsZero())
	}
	for k, s := range g.steps {
		before, after := g.around(w, s)
		for t := range g.f.Types {
			r, ok := w.ratio(before, after, t)
			d.steps[k][t].add(r, ok)
		}
	}
	for k, r := range g.records {
		here := total(w.at(r))
		if all.IsZero() {
			continue
		}
		bits := 0.0
		if !here.IsZero() {
			bits = here.Quo(all).Float() * w.information(g.f.parts(w, r))
		}
		d.watch[k].add(bits, !d.some[k])
		d.some[k] = true
	}
}

// around returns the weights before and after a step.
func (g *gatherer) around(w *weights, s StepKey) (before, after []num.Rat) {
	switch {
	case s.Observed > 0:
		next := g.at.At
		if s.Observed < len(g.at.before) {
			next = g.at.before[s.Observed]
		}
		return w.sum(g.at.before[s.Observed-1]), w.sum(next)
	case s.End:
		return w.at(s.Before), w.endAt(s.Before)
	}
	return w.at(s.Before), w.at(s.After)
}

func (g *gatherer) sum(found []*draw, opt DrawOptions) *Drawn {
	out := &Drawn{Draws: len(found), Of: opt.Draws, Seed: opt.Seed, Steps: map[StepKey][]Tilt{}, Watch: map[Record]Spread{}}
	for _, d := range found {
		if d.complete {
			out.Complete++
		}
		if d.now[0].Defined {
			out.Reached++
		}
	}
	for t := range g.f.Types {
		out.Now = append(out.Now, tilt(found, func(d *draw) *RatioSpan { return &d.now[t] }).Spread)
	}
	for k, s := range g.steps {
		var list []Tilt
		for t := range g.f.Types {
			list = append(list, tilt(found, func(d *draw) *RatioSpan { return &d.steps[k][t] }))
		}
		out.Steps[s] = list
	}
	for k, r := range g.records {
		var lows, highs []float64
		for _, d := range found {
			if d.some[k] {
				lows, highs = append(lows, d.watch[k].Low), append(highs, d.watch[k].High)
			}
		}
		out.Watch[r] = newSpread(lows, highs)
	}
	return out
}

func tilt(found []*draw, of func(*draw) *RatioSpan) Tilt {
	var x Tilt
	var lows, highs []float64
	for _, d := range found {
		s := of(d)
		if !s.Defined {
			continue
		}
		lows, highs = append(lows, s.Low.Float()), append(highs, s.High.Float())
		switch low, high := s.Low.CmpOne(), s.High.CmpOne(); {
		case low > 0:
			x.Above++
		case high < 0:
			x.Below++
		case low == 0 && high == 0:
			x.One++
		}
	}
	x.Spread = newSpread(lows, highs)
	return x
}

func newSpread(lows, highs []float64) Spread {
	return Spread{Defined: len(lows), Low: quantile(lows, 0.05), High: quantile(highs, 0.95)}
}

// quantile returns the least of the numbers that at least a share p of them does not exceed. No interpolation: some are infinite.
func quantile(of []float64, p float64) float64 {
	if len(of) == 0 {
		return 0
	}
	sorted := slices.Clone(of)
	slices.Sort(sorted)
	return sorted[min(max(int(math.Ceil(p*float64(len(sorted))))-1, 0), len(sorted)-1)]
}
