package regime

import (
	"context"
	"fmt"
	"math"
	"slices"

	"parley/model"
	"parley/num"
	"parley/probe"
	"parley/query"
	"parley/solve"
	"parley/sweep"
)

// A spot is a point of the lattice.
type spot struct{ x, y int32 }

// A label is the number of a regime, in the order in which regimes were met.
type label = int32

// nowhere is the label of what lies outside of the map.
const nowhere label = -1

// A world is the plane with what is known of it.
type world struct {
	m         *model.Model
	opt       Options
	subject   *probe.Subject
	asked     []*query.Compiled
	questions []model.Question
	size      int32 // the lattice has the points 0 to size along each axis
	cell      int32 // lattice steps of a cell of the grid

	known map[spot]label
	found []found
	byKey map[string]label
	count int // points that were solved
}

// found is a regime as it is met.
type found struct {
	seen
	points  int
	answers []Span
}

// seen is what one point shows.
type seen struct {
	kind    Kind
	key     string // of the regime
	classes []string
	broken  []int
	why     string
	answers []Span
}

func newWorld(m *model.Model, opt Options) (*world, error) {
	w := &world{m: m, opt: opt, known: map[spot]label{}, byKey: map[string]label{}, cell: 1}
	for int64(opt.Grid)*int64(w.cell) < 1<<21 {
		w.cell *= 2
	}
	w.size = int32(opt.Grid) * w.cell
	var err error
	if w.subject, err = probe.New(m, probe.Options{Limits: opt.Limits}); err != nil {
		return nil, err
	}
	for i, c := range w.subject.Questions {
		if len(c.Where) == 0 {
			w.asked = append(w.asked, c)
			w.questions = append(w.questions, m.Questions[i])
		}
	}
	for _, q := range opt.Queries {
		c, err := w.subject.Query(q)
		switch {
		case err != nil:
			return nil, err
		case len(c.Where) > 0:
			return nil, fmt.Errorf("%s: a map answers queries about the model's own game, not about a variant", q)
		}
		w.asked = append(w.asked, c)
	}
	return w, nil
}

// The lattice is placed so that its points are no round numbers: there, payoffs coincide that differ everywhere
// around. Point k of an axis lies at the share (k + shift)/(size + 1) of its interval, with shifts that have large
// prime denominators, different ones for the two axes, so that neither param nor a simple combination of both is a round
// share of its range.
var shiftX, shiftY = num.Frac(37, 101), num.Frac(64, 103)

func (w *world) share(k int32, shift num.Rat) num.Rat {
	return num.Int(int64(k)).Add(shift).Quo(num.Int(int64(w.size) + 1))
}

func on(a Axis, share num.Rat) num.Rat { return a.Low.Add(a.High.Sub(a.Low).Mul(share)) }

// values returns the values of all params at a spot.
func (w *world) values(s spot) []num.Rat {
	out := slices.Clone(w.opt.Baseline)
	out[w.opt.X.Param] = on(w.opt.X, w.share(s.x, shiftX))
	out[w.opt.Y.Param] = on(w.opt.Y, w.share(s.y, shiftY))
	return out
}

// A bench is what one goroutine needs to look at points.
type bench struct {
	w    *world
	p    *probe.Probe
	r    *reading
	mute bool // answer no questions
}

func (w *world) bench() (*bench, error) {
	p, err := w.subject.Probe()
	return &bench{w: w, p: p, r: newReading(w.m.Game, w.opt.Basis)}, err
}

// look solves one point.
func (b *bench) look(ctx context.Context, values []num.Rat) (seen, *solve.Result, error) {
	if broken := violated(b.w.m, values); len(broken) > 0 {
		return seen{kind: Breaks, broken: broken, key: "breaks " + fmt.Sprint(broken)}, nil, nil
	}
	pt, err := b.p.At(values)
	if err != nil {
		return seen{kind: NoGame, key: "no game", why: err.Error()}, nil, nil
	}
	if err := pt.Solve(ctx, ""); err != nil {
		return seen{}, nil, b.at(values, err)
	}
	res := pt.Result("")
	if !res.Complete {
		return seen{kind: Open, key: "open", why: res.IncompleteBecause}, res, nil
	}
	l := b.r.list(res.Equilibria)
	return seen{kind: Solved, key: "=" + l.key, classes: l.classes, answers: b.answers(pt, len(res.Equilibria))}, res, nil
}

func (b *bench) at(values []num.Rat, err error) error {
	x, y := b.w.opt.X.Param, b.w.opt.Y.Param
	return fmt.Errorf("%s: with %s = %s and %s = %s: %w", b.w.m.Path, b.w.m.Params[x].Name, values[x].Decimal(9), b.w.m.Params[y].Name, values[y].Decimal(9), err)
}

// violated returns the assumptions that do not hold. One that divides by zero does not.
func violated(m *model.Model, values []num.Rat) []int {
	out, err := m.Violated(values)
	if err != nil {
		return []int{-1}
	}
	return out
}

// answers returns the range of each question and query over the equilibria of a point.
func (b *bench) answers(pt *probe.Point, equilibria int) []Span {
	if b.mute {
		return nil
	}
	out := make([]Span, len(b.w.asked))
	for i, c := range b.w.asked {
		n := equilibria
		if !c.Base {
			n = min(n, 1)
		}
		for e := range n {
			if a := pt.Eval.Estimate(c, e, nil); a.Low.Defined && !math.IsNaN(a.Low.Float) && !math.IsNaN(a.High.Float) {
				out[i] = out[i].with(Span{a.Low.Float, a.High.Float, true})
			}
		}
	}
	return out
}

func (s Span) with(t Span) Span {
	switch {
	case !s.Defined:
		return t
	case !t.Defined:
		return s
	}
	return Span{min(s.Low, t.Low), max(s.High, t.High), true}
}

// learn puts what a spot shows into the world and returns its label.
func (w *world) learn(at spot, s seen) label {
	if l, ok := w.known[at]; ok {
		return l
	}
	l, ok := w.byKey[s.key]
	if !ok {
		l = label(len(w.found))
		w.byKey[s.key] = l
		w.found = append(w.found, found{seen: s, answers: make([]Span, len(w.asked))})
	}
	f := &w.found[l]
	for i, a := range s.answers {
		f.answers[i] = f.answers[i].with(a)
	}
	f.points++
	w.known[at] = l
	return l
}

// A sight is a spot with what it shows.
type sight struct {
	at spot
	seen
}

// work makes calls on all workers and learns what each brought, in their order. It tells whether all were made.
func (w *world) work(ctx context.Context, stage string, n int, call func(ctx context.Context, b *bench, i int) ([]sight, error)) (bool, error) {
	start := func() (sweep.Worker[[]sight], error) {
		b, err := w.bench()
		return sweep.Worker[[]sight]{Work: func(ctx context.Context, i int) ([]sight, error) { return call(ctx, b, i) }}, err
	}
	results, done, err := sweep.Run(ctx, n, w.opt.Workers, start, func(done int) {
		if w.opt.Progress != nil {
			w.opt.Progress(stage, done, n)
		}
	})
	if err != nil {
		return false, err
	}
	for _, list := range results[:done] {
		w.count += len(list)
		for _, s := range list {
			w.learn(s.at, s.seen)
		}
	}
	return done == n, nil
}

// solve looks at spots, each once, in the given order.
func (w *world) solve(ctx context.Context, stage string, spots []spot) (bool, error) {
	return w.work(ctx, stage, len(spots), func(ctx context.Context, b *bench, i int) ([]sight, error) {
		s, _, err := b.look(ctx, w.values(spots[i]))
		return []sight{{spots[i], s}}, err
	})
}

// An edge is a stretch of a line of the lattice from one spot to a later one.
type edge struct {
	from spot
	n    int32 // steps
	up   bool  // along y
}

func (e edge) to() spot { return e.at(e.n) }

func (e edge) at(k int32) spot {
	if e.up {
		return spot{e.from.x, e.from.y + k}
	}
	return spot{e.from.x + k, e.from.y}
}

func (e edge) halves() (first, second edge) {
	h := e.n / 2
	return edge{e.from, h, e.up}, edge{e.at(h), e.n - h, e.up}
}

// bisect looks at the middle of each edge, whose ends differ, and again of those of its halves whose ends differ, down to
// one step.
func (w *world) bisect(ctx context.Context, edges []edge) (bool, error) {
	return w.work(ctx, "boundaries", len(edges), func(ctx context.Context, b *bench, i int) ([]sight, error) {
		var out []sight
		key := func(l label) string { return w.found[l].key }
		var cut func(e edge, from, to string) error
		cut = func(e edge, from, to string) error {
			if from == to || e.n == 1 || ctx.Err() != nil {
				return nil
			}
			first, second := e.halves()
			var mid string
			if l, ok := w.known[second.from]; ok {
				mid = key(l)
			} else {
				s, _, err := b.look(ctx, w.values(second.from))
				if err != nil {
					return err
				}
				out = append(out, sight{second.from, s})
				mid = s.key
			}
			if err := cut(first, from, mid); err != nil {
				return err
			}
			return cut(second, mid, to)
		}
		e := edges[i]
		err := cut(e, key(w.known[e.from]), key(w.known[e.to()]))
		return out, err
	})
}
