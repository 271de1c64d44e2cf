package sweep

import (
	"math/rand/v2"
	"slices"

	"parley/num"
)

// Tied returns the params that assumptions tie together, directly or through others, each group in the
// order of the params, alone if none does. Groups are independent of each other; within one with several
// params that vary, params are not.
func (s *Space) Tied() [][]int {
	var out [][]int
	for _, g := range s.groups {
		out = append(out, slices.Clone(g.params))
	}
	return out
}

// How many values of one param Redraw throws away: the first ones from anywhere, then from a range that closes
// in on the value that is there.
const (
	plainRedraws  = 500
	closerRedraws = 200
)

// Redraw returns a new value of param p from its distribution given the values of all others, which satisfy
// the assumptions, as the total-order index of a param that assumptions bind asks for (Kucherenko et al.
// 2012). Values that break an assumption are thrown away. After 500 of them, each bounds the values that are tried next on
// its side of the present one, as in slice sampling (Neal 2003): if what the assumptions allow is an interval, as it is where
// they are linear in p, it is never cut and the new value is still independent of the present one. It returns
// false if nothing was found.
func (s *Space) Redraw(values []num.Rat, p int, r *rand.Rand) (num.Rat, bool) {
	g := s.groups[slices.IndexFunc(s.groups, func(g *group) bool { return slices.Contains(g.params, p) })]
	at := slices.Clone(values)
	low, high := 0.0, 1.0
	for try := range plainRedraws + closerRedraws {
		u := low + (high-low)*open(r)
		at[p] = s.Quantile(p, u)
		if len(g.assumptions) == 0 {
			return at[p], true
		}
		s.values.Reset(at)
		switch {
		case !slices.ContainsFunc(g.assumptions, func(k int) bool { return !s.holds(k) }):
			return at[p], true
		case try < plainRedraws:
		case at[p].Less(values[p]):
			low = u
		default:
			high = u
		}
	}
	return num.Rat{}, false
}
