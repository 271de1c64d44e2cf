// Package prove decides whether a conclusion is true in all equilibria at every point of a region: the values that the params may
// take, by their ranges and the assumptions.
//
// It is branch and prune (Hansen and Walster 2004; Neumaier 2004): boxes of params, together with bounds on how
// each game may be played and what may be believed there, are cut by conditions that every sequential equilibrium meets
// and by the failing of the conclusion. A box in which nothing is left is proved; one in which something is left is split. All
// arithmetic on the way to a proof is outwardly rounded. A conclusion is refuted only by a point that the solver solves exactly.
//
// What is cut away is sound because each condition is necessary: an action that is used is worth no less than any other at the
// beliefs held there; and beliefs meet the ratios that consistency asks of any two nodes. These conditions do not say all
// that consistency says, so a conclusion may fail only at assessments that are no equilibria; then it stays undecided.
package prove

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"strings"

	"parley/expr"
	"parley/internal/affine"
	"parley/model"
	"parley/num"
	"parley/probe"
	"parley/sweep"
)

// A Status is what came of an attempt.
type Status string

// The statuses.
const (
	Proved    Status = "proved"    // true in all equilibria at every point of the region at which the model is a game
	Refuted   Status = "refuted"   // there is a point of the region at which it is not true in all equilibria
	Undecided Status = "undecided" // neither
)

// Options steer attempts. The zero value stands for the defaults given here.
type Options struct {
	Boxes   int // boxes of params looked at for one conclusion, at most; 0 means DefaultBoxes
	Workers int // 0: one for each processor. No result depends on it
	// Progress, if not nil, is called now and then with the number of boxes looked at, and the share of the region that is not decided.
	Progress func(boxes int, open float64)
}

// DefaultBoxes is how many boxes are looked at for one conclusion.
const DefaultBoxes = 2000

// A Result is what came of the attempt to prove one conclusion.
type Result struct {
	Status         Status
	Counterexample *Counterexample // where it is refuted
	// Undecided bounds the share of the box of params that is not decided, by the params' distributions: the probability that
	// independent draws, before assumptions are looked at, lie in a box that is left.
	Undecided float64
	Boxes     int    // of params looked at
	Because   string // where it is undecided: what kept it from being decided
	Stopped   bool   // the context ended before the boxes were used up
}

// A Counterexample is a point of the region at which a conclusion is not true in all equilibria that the solver finds.
type Counterexample struct {
	Values  []num.Rat  // by param, exact
	Changed []int      // params that are not at their baseline
	Face    probe.Face // of the conclusion there
	Partial bool       // the solver does not prove that it found all equilibria there; Face is that of those it found
	// Tie tells that it holds in all equilibria at all points that were tried close by: it seems to fail only where payoffs coincide.
	Tie bool
}

// A Prover tries to prove the conclusions of a model. It is for one goroutine.
type Prover struct {
	m        *model.Model
	subject  *probe.Subject
	space    *sweep.Space
	baseline []num.Rat
	low, top []num.Rat // the region's box, by param
	pool     *expr.Pool
	opt      Options
}

// New returns a prover for the model of a subject, around the given baseline. A param without a range keeps its baseline; any
// other goes through all of its range.
func New(s *probe.Subject, space *sweep.Space, baseline []num.Rat, opt Options) *Prover {
	opt.Boxes = cmp.Or(opt.Boxes, DefaultBoxes)
	opt.Workers = cmp.Or(opt.Workers, runtime.GOMAXPROCS(0))
	if opt.Progress == nil {
		opt.Progress = func(int, float64) {}
	}
	p := &Prover{m: s.Model, subject: s, space: space.Clone(), baseline: baseline, pool: s.Model.Pool.Clone(), opt: opt}
	for i := range p.m.Params {
		d := &p.m.Params[i].Dist
		low, top := d.Low, d.High
		if !low.Less(top) {
			low, top = baseline[i], baseline[i]
		}
		p.low, p.top = append(p.low, low), append(p.top, top)
	}
	return p
}

// Within tells whether a point lies in the region: in the range of every param, and in keeping with every assumption.
func (p *Prover) Within(values []num.Rat) bool {
	for i, x := range values {
		if x.Less(p.low[i]) || p.top[i].Less(x) {
			return false
		}
	}
	return len(p.space.Broken(values)) == 0
}

// Conclusion tries to prove the i-th conclusion. The seeds are points at which it may fail, the best first: those that lie in the region
// are tried before anything else. Its error says that the solver failed; a context that ends is no error.
func (p *Prover) Conclusion(ctx context.Context, i int, seeds [][]num.Rat) (Result, error) {
	r, err := p.newRefuter(i)
	if err != nil {
		return Result{}, err
	}
	defer r.close()
	for _, values := range append([][]num.Rat{p.baseline}, seeds...) {
		if ctx.Err() != nil {
			return Result{Status: Undecided, Undecided: 1, Stopped: true, Because: "it was stopped"}, nil
		}
		v, err := r.look(ctx, values, false)
		if err != nil {
			return Result{}, err
		}
		if v.fails() {
			return r.refuted(ctx, values, 0)
		}
	}
	all, err := clauses(p.m.Conclusions[i].Condition, p.pool)
	if err != nil {
		return Result{Status: Undecided, Undecided: 1, Because: err.Error()}, nil
	}
	out := Result{Status: Proved}
	for k, c := range all {
		s, err := p.newSystem(c, p.region())
		if err != nil {
			return Result{}, err
		}
		b := &brancher{p: p, s: s, r: r, limit: max(1, (p.opt.Boxes-out.Boxes)/(len(all)-k))}
		if err := b.run(ctx); err != nil {
			return Result{}, err
		}
		out.Boxes += b.boxes
		if b.found != nil {
			return r.refuted(ctx, b.found, out.Boxes)
		}
		if b.open > 0 {
			out.Status = Undecided
			out.Undecided = min(1, out.Undecided+b.open)
			out.Because = cmp.Or(out.Because, b.because)
			out.Stopped = out.Stopped || b.stopped
		}
	}
	return out, nil
}

// region returns the box of params, rounded outwards.
func (p *Prover) region() []affine.Interval {
	var out []affine.Interval
	for i := range p.low {
		out = append(out, affine.Enclosing(p.low[i], p.top[i]))
	}
	return out
}

// Set writes the values that are not at the baseline as flags that repeat the point.
func (p *Prover) Set(c *Counterexample) string {
	var parts []string
	for _, i := range c.Changed {
		parts = append(parts, fmt.Sprintf("--set %s=%s", p.m.Params[i].Name, c.Values[i]))
	}
	return strings.Join(parts, " ")
}
