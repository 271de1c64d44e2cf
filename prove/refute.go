package prove

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"

	"parley/num"
	"parley/probe"
	"parley/query"
)

// A refuter solves points exactly and judges one conclusion there.
type refuter struct {
	p      *Prover
	c      *query.Compiled
	probe  *probe.Probe
	solves int
}

func (p *Prover) newRefuter(i int) (*refuter, error) {
	b, err := p.subject.Take()
	if err != nil {
		return nil, err
	}
	return &refuter{p: p, c: p.subject.Conclusions[i], probe: b}, nil
}

func (r *refuter) close() { r.p.subject.Give(r.probe) }

// A view is what a point shows of the conclusion.
type view struct {
	face     probe.Face
	complete bool // every list of equilibria is proved complete
	known    bool // the point lies in the region, is a game, and has equilibria that were found
}

// fails tells whether the conclusion is known not to be true in all equilibria: one that was found is enough.
func (v view) fails() bool { return v.known && v.face != probe.All }

// look solves a point, if it lies in the region. What takes long is left undone if it may be.
func (r *refuter) look(ctx context.Context, values []num.Rat, quick bool) (view, error) {
	if !r.p.Within(values) || ctx.Err() != nil {
		return view{}, nil
	}
	r.probe.Quick = quick
	s, err := r.probe.At(values)
	if err != nil {
		return view{}, nil
	}
	r.solves++
	f, err := s.Face(ctx, r.c, false)
	if ctx.Err() != nil {
		return view{}, nil
	}
	if err != nil {
		return view{}, fmt.Errorf("%s: at %s: %w", r.p.m.Path, r.p.text(values), err)
	}
	for _, where := range append([]string{""}, r.c.Where...) {
		if len(s.Result(where).Equilibria) == 0 {
			return view{}, nil
		}
	}
	return view{f, s.Because == "", true}, nil
}

// fails tells whether the conclusion fails at a point at which that is found out soon, and for all equilibria.
func (r *refuter) fails(ctx context.Context, values []num.Rat) (bool, error) {
	v, err := r.look(ctx, values, true)
	return v.fails() && v.complete, err
}

func (p *Prover) text(values []num.Rat) string { return p.Set(p.counterexample(values)) }

func (p *Prover) counterexample(values []num.Rat) *Counterexample {
	c := &Counterexample{Values: values}
	for i := range values {
		if !values[i].Equal(p.baseline[i]) {
			c.Changed = append(c.Changed, i)
		}
	}
	return c
}

// maxSimplify bounds the points that are solved to find a simpler counterexample.
const maxSimplify = 120

// refuted makes the result of a point at which the conclusion fails: a simpler one with params at their baseline where that
// fails, too.
func (r *refuter) refuted(ctx context.Context, values []num.Rat, boxes int) (Result, error) {
	values, err := r.simplify(ctx, values)
	if err != nil {
		return Result{}, err
	}
	c := r.p.counterexample(values)
	v, err := r.look(ctx, values, false)
	if err != nil {
		return Result{}, err
	}
	if !v.fails() { // stopped
		return Result{Status: Undecided, Undecided: 1, Boxes: boxes, Because: "it was stopped", Stopped: true}, nil
	}
	c.Face, c.Partial = v.face, !v.complete
	if c.Tie, err = r.tie(ctx, values); err != nil {
		return Result{}, err
	}
	return Result{Status: Refuted, Counterexample: c, Boxes: boxes}, nil
}

// simplify moves params back to their baseline, many at once and then fewer (Zeller and Hildebrandt 2002), and those that are left as near to it as
// a few halvings come and with as few digits, as long as the conclusion fails.
func (r *refuter) simplify(ctx context.Context, values []num.Rat) ([]num.Rat, error) {
	most := r.solves + maxSimplify
	try := func(next []num.Rat) (bool, error) {
		if r.solves >= most || ctx.Err() != nil {
			return false, nil
		}
		ok, err := r.fails(ctx, next)
		if ok {
			values = next
		}
		return ok, err
	}
	changed := r.p.counterexample(values).Changed
	for size := len(changed); size >= 1; {
		progress := false
		for from := 0; from < len(changed); {
			next := slices.Clone(values)
			part := changed[from:min(from+size, len(changed))]
			for _, i := range part {
				next[i] = r.p.baseline[i]
			}
			ok, err := try(next)
			if err != nil {
				return nil, err
			}
			if !ok {
				from += size
				continue
			}
			changed = slices.Concat(changed[:from], changed[from+len(part):])
			progress = true
		}
		if size == 1 && !progress {
			break
		}
		size = max(1, min(size/2, len(changed)))
		if len(changed) == 0 {
			break
		}
	}
	for _, i := range changed {
		for range maxHalvings {
			next := slices.Clone(values)
			next[i] = shorter(r.p.baseline[i], values[i])
			if next[i].Equal(values[i]) {
				break
			}
			ok, err := try(next)
			if err != nil {
				return nil, err
			}
			if !ok {
				break
			}
		}
		for digits := range maxDigits {
			if digits < 2 && len(r.p.m.Game.Nodes) > largeGame {
				continue
			}
			next := slices.Clone(values)
			next[i] = num.MustParse(values[i].Decimal(digits))
			if ok, err := try(next); err != nil {
				return nil, err
			} else if ok {
				break
			}
		}
	}
	return values, nil
}

// maxDigits bounds the decimals of a number that is tried in place of a longer one.
const maxDigits = 5

// maxHalvings bounds how often a param is brought half of the way to its baseline.
const maxHalvings = 6

// shorter returns a number with few digits about halfway from x to y, or y itself if there is none.
func shorter(x, y num.Rat) num.Rat {
	gap := y.Sub(x)
	mid := x.Add(gap.Mul(num.Half))
	for digits := range 10 {
		m := num.MustParse(mid.Decimal(digits))
		if m.Sub(mid).Abs().Cmp(gap.Abs().Mul(num.Frac(1, 4))) <= 0 {
			return m
		}
	}
	return y
}

const (
	neighbours = 8
	nearby     = 10_000 // one part of the width of the range in this
)

// tie tells whether the conclusion holds in all equilibria at points close by.
func (r *refuter) tie(ctx context.Context, values []num.Rat) (bool, error) {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], 1)
	random := rand.New(rand.NewChaCha8(key))
	tried := 0
	for range 8 * neighbours {
		next := slices.Clone(values)
		for i := range next {
			width := r.p.top[i].Sub(r.p.low[i])
			step := width.Mul(num.Frac(random.Int64N(2001)-1000, 1000*nearby))
			next[i] = num.Max(r.p.low[i], num.Min(r.p.top[i], next[i].Add(step)))
		}
		if !r.p.Within(next) {
			continue
		}
		if ctx.Err() != nil {
			return false, nil
		}
		v, err := r.look(ctx, next, true)
		if err != nil || v.fails() || !v.complete {
			return false, err
		}
		if tried++; tried == neighbours {
			return true, nil
		}
	}
	return false, nil
}
