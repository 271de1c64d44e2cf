package audit

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/big"
	"slices"

	"parley/expr"
	"parley/num"
	"parley/probe"
	"parley/sweep"
)

// A Linchpin is a single param that flips a conclusion: moved from its baseline to FlipsAt, with all
// others at theirs, it changes the conclusion's face. At most one is given in each direction, the
// nearest that the scan of the range met. What lies between two points of the scan that show the same
// face is not looked at, nor are points whose games take long to solve (quickLimits).
type Linchpin struct {
	Param    int
	FlipsAt  num.Rat // the boundary, or a decimal within a millionth of the range from it
	Exact    bool    // FlipsAt is the boundary: the faces on both sides of it were checked
	Up       bool    // it lies above the baseline
	To       Face    // beyond it
	Distance float64 // from the baseline, as a share of the width of the param's range
	Breaks   []int   // assumptions that do not hold there
}

// flipWidth is how closely a flip is found, as a share of the width of the range.
const flipWidth = 1e-6

// linchpins scans the range of each param by itself.
func (r *run) linchpins(ctx context.Context) error {
	var params []int
	used := r.used()
	for p := range r.m.Params {
		d := r.m.Params[p].Dist
		switch {
		case !used[p]:
			r.out.Idle = append(r.out.Idle, p)
		case d.Low.Less(d.High):
			params = append(params, p)
		}
	}
	if len(r.conclusions) == 0 || ctx.Err() != nil {
		r.out.Stages.Linchpins = ctx.Err() == nil
		return nil
	}
	start := func() (sweep.Worker[[][]Linchpin], error) {
		return worker(r, func(ctx context.Context, b *bench, i int) ([][]Linchpin, error) { return b.scan(ctx, params[i]) })
	}
	found, n, err := sweep.Run(ctx, len(params), r.opt.Workers, start, func(done int) {
		r.progress(Progress{Stage: "linchpins", Done: done, Total: len(params)})
	})
	if err != nil {
		return err
	}
	r.out.Stages.Linchpins = n == len(params)
	for _, byConclusion := range found {
		for i, l := range byConclusion {
			r.out.Conclusions[i].Linchpins = append(r.out.Conclusions[i].Linchpins, l...)
		}
	}
	for i := range r.out.Conclusions {
		slices.SortStableFunc(r.out.Conclusions[i].Linchpins, func(a, b Linchpin) int { return cmp.Compare(a.Distance, b.Distance) })
	}
	return nil
}

// used tells which params some game that is asked about, or some query, depends on.
func (r *run) used() []bool {
	out := make([]bool, len(r.m.Params))
	seen := map[expr.ID]bool{}
	mark := func(id expr.ID) {
		if id < 0 || seen[id] {
			return
		}
		seen[id] = true
		for _, p := range r.m.Pool.Params(id) {
			out[p] = true
		}
	}
	for _, g := range r.out.Games {
		for _, id := range g.In.Payoffs {
			mark(id)
		}
		for _, a := range g.In.Actions {
			mark(a.Prob)
		}
	}
	for _, v := range r.m.Variants {
		for _, id := range v.Set {
			mark(id)
		}
	}
	for _, c := range slices.Concat(r.questions, r.conclusions) {
		for _, id := range r.subject.Evaluator.Numbers(c) {
			mark(id)
		}
	}
	return out
}

// scan moves one param through its range, outwards from the baseline, and returns the flips of each
// conclusion.
func (b *bench) scan(ctx context.Context, p int) ([][]Linchpin, error) {
	b.Quick = true
	defer func() { b.Quick = false }()
	d := b.r.m.Params[p].Dist
	s := &scanner{b: b, p: p, width: d.High.Sub(d.Low), known: map[string][]Face{}, out: make([][]Linchpin, len(b.r.conclusions))}
	origin := b.r.baseline[p]
	all := make([]int, len(b.r.conclusions))
	for i := range all {
		all[i] = i
	}
	for _, end := range []num.Rat{d.Low, d.High} {
		open := all
		at := origin
		for _, x := range s.points(origin, end) {
			if len(open) == 0 || ctx.Err() != nil {
				break
			}
			faces, err := s.faces(ctx, x, open)
			if err != nil {
				return nil, err
			}
			var flipped, rest []int
			for _, i := range open {
				if faces[i] == s.base(i) {
					rest = append(rest, i)
				} else {
					flipped = append(flipped, i)
				}
			}
			if err := s.bisect(ctx, at, x, flipped); err != nil {
				return nil, err
			}
			open, at = rest, x
		}
	}
	return s.out, nil
}

type scanner struct {
	b     *bench
	p     int
	width num.Rat
	known map[string][]Face // by value: faces known there, "" for those not looked at
	out   [][]Linchpin
}

func (s *scanner) base(conclusion int) Face { return s.b.r.out.Conclusions[conclusion].Plain.Baseline }

// points returns the points of the scan from the baseline, left out, to just before an end of the
// range. They are no round numbers: at those, payoffs coincide that differ everywhere around, and
// what an equilibrium does at a tie says little about either side.
func (s *scanner) points(origin, end num.Rat) []num.Rat {
	gap := end.Sub(origin)
	steps := int64(math.Ceil(gap.Abs().Quo(s.width).Float() * float64(s.b.r.opt.Steps)))
	var out []num.Rat
	for k := int64(1); k <= steps; k++ {
		share := num.Frac(k, steps).Mul(offRound)
		out = append(out, origin.Add(gap.Mul(share)))
	}
	return out
}

// offRound shrinks the scan by about a tenth of a per cent, to numbers that are not round.
var offRound = num.Frac(9973, 9985)

// faces returns the faces of the given conclusions with the param at x. A point that is not a game
// (say, at which a probability is negative) has face Nowhere.
func (s *scanner) faces(ctx context.Context, x num.Rat, conclusions []int) ([]Face, error) {
	key := x.String()
	if s.known[key] == nil {
		s.known[key] = make([]Face, len(s.b.r.conclusions))
	}
	faces := s.known[key]
	var st *probe.Point
	for _, i := range conclusions {
		if faces[i] != "" {
			continue
		}
		if st == nil {
			values := slices.Clone(s.b.r.baseline)
			values[s.p] = x
			var err error
			if st, err = s.b.At(values); err != nil {
				for j := range faces {
					faces[j] = Nowhere
				}
				return faces, nil
			}
		}
		f, err := st.Face(ctx, s.b.r.conclusions[i], false)
		if err != nil {
			return nil, fmt.Errorf("%s: with %s = %s: %w", s.b.r.m.Path, s.b.r.m.Params[s.p].Name, x, err)
		}
		if st.Because != "" {
			f = s.base(i) // not known: no flip is claimed on its account
		}
		faces[i] = f
	}
	return faces, nil
}

// bisect finds the flips of conclusions between near, where each has the face of the baseline, and
// far, where none has. Conclusions that flip together share the work.
func (s *scanner) bisect(ctx context.Context, near, far num.Rat, conclusions []int) error {
	if len(conclusions) == 0 || ctx.Err() != nil {
		return nil
	}
	gap := far.Sub(near)
	if gap.Abs().Quo(s.width).Float() <= flipWidth {
		return s.settle(ctx, near, far, conclusions)
	}
	mid := near.Add(gap.Mul(num.Half))
	faces, err := s.faces(ctx, mid, conclusions)
	if err != nil {
		return err
	}
	var before, beyond []int
	for _, i := range conclusions {
		if faces[i] == s.base(i) {
			beyond = append(beyond, i)
		} else {
			before = append(before, i)
		}
	}
	if err := s.bisect(ctx, near, mid, before); err != nil {
		return err
	}
	return s.bisect(ctx, mid, far, beyond)
}

// settle records the flips in a bracket that is narrow enough: at the simplest fraction in it, if
// the faces close to either side of that show that it is the boundary.
func (s *scanner) settle(ctx context.Context, near, far num.Rat, conclusions []int) error {
	low, high := num.Min(near, far), num.Max(near, far)
	guess := simplest(low, high)
	side := s.width.Mul(num.Frac(1, 1_000_000_000))
	if far.Less(near) {
		side = side.Neg()
	}
	before, err := s.faces(ctx, guess.Sub(side), conclusions)
	if err != nil {
		return err
	}
	beyond, err := s.faces(ctx, guess.Add(side), conclusions)
	if err != nil {
		return err
	}
	ends, err := s.faces(ctx, far, conclusions)
	if err != nil {
		return err
	}
	r := s.b.r
	origin := r.baseline[s.p]
	for _, i := range conclusions {
		l := Linchpin{Param: s.p, Up: near.Less(far), To: ends[i]}
		if before[i] == s.base(i) && beyond[i] != s.base(i) {
			l.FlipsAt, l.Exact, l.To = guess, true, beyond[i]
		} else {
			l.FlipsAt = num.MustParse(low.Add(high).Mul(num.Half).Decimal(9))
		}
		l.Distance = l.FlipsAt.Sub(origin).Abs().Quo(s.width).Float()
		values := slices.Clone(r.baseline)
		values[s.p] = guess.Add(side)
		l.Breaks = s.b.space.Broken(values)
		s.out[i] = append(s.out[i], l)
	}
	return nil
}

// simplest returns the fraction of smallest denominator between low and high, both included
// (Stern-Brocot tree).
func simplest(low, high num.Rat) num.Rat {
	switch {
	case low.Sign() <= 0 && high.Sign() >= 0:
		return num.Zero
	case high.Sign() < 0:
		return simplest(high.Neg(), low.Neg()).Neg()
	}
	l := low.Big()
	floor := new(big.Int).Quo(l.Num(), l.Denom())
	whole := num.FromBig(new(big.Rat).SetInt(floor))
	switch {
	case whole.Equal(low):
		return whole
	case !high.Less(whole.Add(num.One)):
		return whole.Add(num.One)
	}
	rest := simplest(high.Sub(whole).Inv(), low.Sub(whole).Inv())
	return whole.Add(rest.Inv())
}
