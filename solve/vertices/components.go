package vertices

import (
	"fmt"
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// Bounds of what is listed for one component: its members, and its maximal Nash subsets.
const (
	maxMembers = 10_000
	maxSubsets = 10_000
)

// extremes are the extreme equilibria of a strategic form on the way to its components.
type extremes struct {
	form     *game.Strategic
	pairs    *pairing
	continua bool // some component is no point
	warnings []string
}

// components groups the extreme equilibria. Those of one maximal Nash subset are all pairs of some x and
// some y; subsets that touch have one in common; so a component is what hangs together as a graph
// with an edge for each extreme equilibrium (Avis et al. 2010, section 8).
func (e *extremes) components() []solve.Equilibrium {
	p := e.pairs
	out := []solve.Equilibrium{}
	done := make([]bool, len(p.x))
	users := make([][]int, len(p.y)) // by y: the x that it pairs with
	for i, of := range p.of {
		for _, k := range of {
			users[k] = append(users[k], i)
		}
	}
	for i := range p.x {
		if done[i] {
			continue
		}
		done[i] = true
		part := []int{i}
		for at := 0; at < len(part); at++ {
			for _, k := range p.of[part[at]] {
				for _, j := range users[k] {
					if !done[j] {
						done[j] = true
						part = append(part, j)
					}
				}
			}
		}
		slices.Sort(part)
		out = append(out, e.component(part))
	}
	return out
}

// component describes the component of the given x.
func (e *extremes) component(xs []int) solve.Equilibrium {
	p := e.pairs
	if len(xs) == 1 && len(p.of[xs[0]]) == 1 {
		return solve.Point(game.Assessment{Profile: e.profile(p.x[xs[0]], p.y[p.of[xs[0]][0]])})
	}
	e.continua = true
	out := solve.Equilibrium{Certificate: solve.Exact}
	subsets, all := p.subsets(xs, maxSubsets)
	if !all {
		e.warnings = append(e.warnings, fmt.Sprintf("a component has more than %d maximal Nash subsets; they are not listed, and its dimension may be larger than shown", maxSubsets))
	}
	var largest solve.Subset
	for _, s := range subsets {
		v := p.describe(s)
		if out.Dimension < v.Dimension {
			out.Dimension, largest = v.Dimension, v
		}
		if all {
			out.Subsets = append(out.Subsets, v)
		}
	}
	out.Profile = e.profile(middle(largest.Strategies[0]), middle(largest.Strategies[1]))
	e.span(&out, xs)
	return out
}

// span sets the members and the bounds of the component of the given x.
func (e *extremes) span(out *solve.Equilibrium, xs []int) {
	p := e.pairs
	total := 0
	for _, i := range xs {
		total += len(p.of[i])
	}
	seen := make([]bool, len(p.y))
	for _, i := range xs {
		for at, k := range p.of[i] {
			// If there are too many for all pairs, each x and each y is in one at least.
			if total <= maxMembers || at == 0 || !seen[k] {
				out.Vertices = append(out.Vertices, game.Assessment{Profile: e.profile(p.x[i], p.y[k])})
			}
			seen[k] = true
		}
	}
	out.Low, out.High = slices.Clone(out.Profile), slices.Clone(out.Profile)
	for _, v := range out.Vertices {
		for a, q := range v.Profile {
			out.Low[a], out.High[a] = num.Min(out.Low[a], q), num.Max(out.High[a], q)
		}
	}
}

// profile returns a pair of mixed strategies as a profile of the form.
func (e *extremes) profile(x, y []num.Rat) game.Profile {
	out := make(game.Profile, len(e.form.Actions))
	for h := range e.form.Infosets {
		s := &e.form.Infosets[h]
		copy(out[s.First:], [][]num.Rat{x, y}[s.Player])
	}
	return out
}

// middle returns a point in the relative interior of the convex hull. It is weighted so that its
// numbers stay short.
func middle(list [][]num.Rat) []num.Rat {
	if len(list) == 1 {
		return list[0]
	}
	out := make([]num.Rat, len(list[0]))
	for _, x := range list {
		var g num.Rat
		for _, v := range x {
			g = num.GCD(g, v)
		}
		unit := g.Inv()
		for j, v := range x {
			if !v.IsZero() {
				out[j] = out[j].Add(v.Mul(unit))
			}
		}
	}
	scale(out)
	return out
}
