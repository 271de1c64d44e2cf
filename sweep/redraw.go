package sweep

import (
	"math/rand/v2"
	"slices"

	"parley/num"
)

// MaxRedraws bounds the values of one param that Redraw throws away.
const MaxRedraws = 20_000

// Tied returns the params that assumptions tie together, directly or through others, each group in the
// order of the params, alone if none does. Groups are independent of each other; within one with several params that vary,
// params are not.
func (s *Space) Tied() [][]int {
	var out [][]int
	for _, g := range s.groups {
		out = append(out, slices.Clone(g.params))
	}
	return out
}

// Redraw returns a new value of param p from its distribution given the values of all others and the
// assumptions: what the share of the variance that p accounts for is defined by where assumptions bind it
// (Kucherenko et al. 2012). It returns false if none of MaxRedraws values satisfied the assumptions.
func (s *Space) Redraw(values []num.Rat, p int, r *rand.Rand) (num.Rat, bool) {
	g := s.groups[slices.IndexFunc(s.groups, func(g *group) bool { return slices.Contains(g.params, p) })]
	at := slices.Clone(values)
	for range MaxRedraws {
		at[p] = s.Quantile(p, open(r))
		if len(g.assumptions) == 0 {
			return at[p], true
		}
		s.values.Reset(at)
		if !slices.ContainsFunc(g.assumptions, func(k int) bool { return !s.holds(k) }) {
			return at[p], true
		}
	}
	return num.Rat{}, false
}
