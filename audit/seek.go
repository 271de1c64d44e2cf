package audit

import (
	"context"
	"math/big"
	"slices"

	"parley/num"
)

// guesses is how many times the simplest fraction in a bracket is tried as the flip, every other step.
const guesses = 5

// seek finds the flips of conclusions between near, where each has the face of the baseline, and far, where
// none has. Conclusions that flip together share the work. Flips are often at simple fractions: at first, every
// other step tries the simplest between the two; else it is bisection.
func (s *scanner) seek(ctx context.Context, near, far num.Rat, conclusions []int, step int) error {
	gap := far.Sub(near)
	switch {
	case len(conclusions) == 0 || ctx.Err() != nil:
		return nil
	case gap.Abs().Quo(s.width).Float() <= flipWidth:
		return s.settle(ctx, near, far, conclusions)
	case step%2 == 0 && step < 2*guesses:
		return s.guess(ctx, near, far, conclusions, step)
	}
	mid := near.Add(gap.Mul(num.Half))
	faces, err := s.faces(ctx, mid, conclusions)
	if err != nil {
		return err
	}
	before, after := s.split(conclusions, faces)
	if err := s.seek(ctx, near, mid, before, step+1); err != nil {
		return err
	}
	return s.seek(ctx, mid, far, after, step+1)
}

// guess looks at both sides of the simplest fraction between near and far: where the face changes there, that
// is the flip, and elsewhere the search goes on on one side of it.
func (s *scanner) guess(ctx context.Context, near, far num.Rat, conclusions []int, step int) error {
	at := simplest(num.Min(near, far), num.Max(near, far))
	side := s.width.Mul(num.Frac(1, 1_000_000_000))
	if far.Less(near) {
		side = side.Neg()
	}
	left, right := at.Sub(side), at.Add(side)
	if !between(near, left, far) || !between(near, right, far) {
		return s.seek(ctx, near, far, conclusions, step+1)
	}
	first, err := s.faces(ctx, left, conclusions)
	if err != nil {
		return err
	}
	flipped, same := s.split(conclusions, first)
	if err := s.seek(ctx, near, left, flipped, step+1); err != nil || len(same) == 0 {
		return err
	}
	second, err := s.faces(ctx, right, same)
	if err != nil {
		return err
	}
	here, later := s.split(same, second)
	for _, i := range here {
		s.add(i, Linchpin{Param: s.p, Up: near.Less(far), FlipsAt: at, Exact: true, To: second[i]}, right)
	}
	return s.seek(ctx, right, far, later, step+1)
}

// between tells whether x lies strictly between two points, whichever is the lower.
func between(a, x, b num.Rat) bool {
	return a.Less(x) && x.Less(b) || b.Less(x) && x.Less(a)
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
	for _, i := range conclusions {
		l := Linchpin{Param: s.p, Up: near.Less(far), To: ends[i]}
		if before[i] == s.base(i) && beyond[i] != s.base(i) {
			l.FlipsAt, l.Exact, l.To = guess, true, beyond[i]
		} else {
			l.FlipsAt = num.MustParse(low.Add(high).Mul(num.Half).Decimal(9))
		}
		s.add(i, l, guess.Add(side))
	}
	return nil
}

// add records a flip of a conclusion; past is a point just beyond it.
func (s *scanner) add(conclusion int, l Linchpin, past num.Rat) {
	l.Distance = l.FlipsAt.Sub(s.origin).Abs().Quo(s.width).Float()
	values := slices.Clone(s.b.r.baseline)
	values[s.p] = past
	l.Breaks = s.b.space.Broken(values)
	s.out[conclusion] = append(s.out[conclusion], l)
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
