package linprog

import (
	"math/bits"
	"slices"

	"parley/internal/integer"
	"parley/num"
)

// Vertices lists the vertices of the polyhedron p in lexicographic order, by the double description
// method (Motzkin et al. 1953). all is false if there are more than max of them, or so many in
// between that the list was given up, or if p is not bounded; v is then of no use. An empty list
// with all = true proves that no x satisfies the rows.
func Vertices(p *Problem, max int) (v [][]num.Rat, all bool) {
	low, ok := p.shifts()
	if !ok {
		if low == nil {
			return nil, true
		}
		return nil, false
	}
	c := newCone(p.N)
	limit := 4*max + 4*p.N + 64
	order := make([]int, 0, len(p.Rows))
	for i, r := range p.Rows { // equations first: they leave the fewest rays
		if r.Op == EQ {
			order = append(order, i)
		}
	}
	for i, r := range p.Rows {
		if r.Op != EQ {
			order = append(order, i)
		}
	}
	for k, i := range order {
		if !c.cut(p.homogeneous(i, low), p.Rows[i].Op == EQ, p.N+1+k, limit) {
			return nil, false
		}
	}
	// The origin is the one point of the cone without rays.
	for _, r := range c.rays {
		if r.x[p.N].IsZero() {
			return nil, !c.bounded()
		}
	}
	if len(c.rays) > max {
		return nil, false
	}
	for _, r := range c.rays {
		x := r.x[:p.N]
		if t := r.x[p.N]; !t.Equal(num.One) {
			inv := t.Inv()
			for j := range x {
				if !x[j].IsZero() {
					x[j] = x[j].Mul(inv)
				}
			}
		}
		for j := range low {
			x[j] = x[j].Add(low[j])
		}
		v = append(v, x)
	}
	slices.SortFunc(v, compareVectors)
	return v, true
}

func compareVectors(a, b []num.Rat) int {
	for j := range a {
		if c := a[j].Cmp(b[j]); c != 0 {
			return c
		}
	}
	return 0
}

// shifts returns a lower bound of each unknown, so that free ones can be counted from it; nil if
// all are counted from 0. It is not ok, and nil, if nothing satisfies the rows; not ok, and not nil,
// if a free unknown has no lower bound.
func (p *Problem) shifts() (low []num.Rat, ok bool) {
	for j := range p.N {
		if !p.free(j) {
			continue
		}
		if low == nil {
			low = make([]num.Rat, p.N)
		}
		c := make([]num.Rat, j+1)
		c[j] = num.Int(-1)
		_, value, status := p.Maximize(c)
		switch status {
		case Infeasible:
			return nil, false
		case Unbounded:
			return low, false
		}
		low[j] = value.Neg()
	}
	return low, true
}

// homogeneous returns row i as coefficients h of (x − low, 1) with h · (x − low, 1) >= 0, or = 0.
func (p *Problem) homogeneous(i int, low []num.Rat) []num.Rat {
	r := &p.Rows[i]
	h := make([]num.Rat, p.N+1)
	b := r.B
	for j, c := range r.Coef[:min(len(r.Coef), p.N)] {
		h[j] = c
		if low != nil && !c.IsZero() {
			b = b.Sub(c.Mul(low[j]))
		}
	}
	h[p.N] = b.Neg()
	if r.Op == LE {
		for j := range h {
			h[j] = h[j].Neg()
		}
	}
	scale := integer.Scale(h)
	for j := range h {
		h[j] = h[j].Mul(scale)
	}
	return h
}

// A cone {y : y >= 0, h_k · y >= 0 for every cut k} as its extreme rays.
type cone struct {
	rays  []ray
	words int
}

// A ray is a direction in whole numbers without common factor, and the conditions that hold with
// equality on it: first y_j >= 0, then the cuts.
type ray struct {
	x     []num.Rat
	tight []uint64
	at    num.Rat // h · x of the cut under way
}

// newCone returns the cone of all y >= 0 in R^(n+1).
func newCone(n int) *cone {
	c := &cone{words: 1}
	for j := range n + 1 {
		r := ray{x: make([]num.Rat, n+1), tight: make([]uint64, 1+n/64)}
		r.x[j] = num.One
		for k := range n + 1 {
			if k != j {
				r.tight[k/64] |= 1 << (k % 64)
			}
		}
		c.rays = append(c.rays, r)
	}
	c.words = 1 + n/64
	return c
}

// cut keeps what satisfies h · y >= 0 (or = 0) under the given index; false if more than limit rays
// would be left.
func (c *cone) cut(h []num.Rat, equation bool, index, limit int) bool {
	if c.words <= index/64 {
		c.words++
		for k := range c.rays {
			c.rays[k].tight = append(slices.Clip(c.rays[k].tight), 0)
		}
	}
	n := len(h)
	var above, below, on []int
	for k := range c.rays {
		r := &c.rays[k]
		r.at = num.Zero
		for j := range n {
			if !h[j].IsZero() && !r.x[j].IsZero() {
				r.at = r.at.Add(h[j].Mul(r.x[j]))
			}
		}
		switch r.at.Sign() {
		case 1:
			above = append(above, k)
		case -1:
			below = append(below, k)
		default:
			on = append(on, k)
		}
	}
	if len(below) == 0 && (!equation || len(above) == 0) {
		for _, k := range on {
			c.rays[k].tight[index/64] |= 1 << (index % 64)
		}
		return true
	}
	next := make([]ray, 0, len(c.rays))
	if !equation {
		for _, k := range above {
			next = append(next, c.rays[k])
		}
	}
	for _, k := range on {
		c.rays[k].tight[index/64] |= 1 << (index % 64)
		next = append(next, c.rays[k])
	}
	common := make([]uint64, c.words)
	for _, i := range above {
		for _, k := range below {
			if !c.adjacent(i, k, n, common) {
				continue
			}
			a, b := &c.rays[i], &c.rays[k]
			r := ray{x: make([]num.Rat, n), tight: slices.Clone(common)}
			down := b.at.Neg()
			for j := range n {
				if !a.x[j].IsZero() {
					r.x[j] = down.Mul(a.x[j])
				}
				if !b.x[j].IsZero() {
					r.x[j] = r.x[j].Add(a.at.Mul(b.x[j]))
				}
			}
			primitive(r.x)
			r.tight[index/64] |= 1 << (index % 64)
			next = append(next, r)
			if len(next) > limit {
				return false
			}
		}
	}
	c.rays = next
	return true
}

// adjacent tells whether rays i and k span a face: no third ray is tight wherever both are. It
// leaves the conditions tight on both in common.
func (c *cone) adjacent(i, k, n int, common []uint64) bool {
	count := 0
	for w := range common {
		common[w] = c.rays[i].tight[w] & c.rays[k].tight[w]
		count += bits.OnesCount64(common[w])
	}
	if count < n-2 {
		return false
	}
next:
	for l := range c.rays {
		if l == i || l == k {
			continue
		}
		for w, bitsOfBoth := range common {
			if bitsOfBoth&^c.rays[l].tight[w] != 0 {
				continue next
			}
		}
		return false
	}
	return true
}

// bounded tells whether the cone holds a point with last coordinate > 0, given that it has a ray
// with last coordinate 0: then the polyhedron is not bounded, otherwise it is empty.
func (c *cone) bounded() bool {
	for _, r := range c.rays {
		if r.x[len(r.x)-1].Sign() > 0 {
			return true
		}
	}
	return false
}

// primitive divides whole numbers by their greatest common divisor.
func primitive(x []num.Rat) {
	var g num.Rat
	for _, v := range x {
		if g = num.GCD(g, v); g.Equal(num.One) {
			return
		}
	}
	inv := g.Inv()
	for j := range x {
		if !x[j].IsZero() {
			x[j] = x[j].Mul(inv)
		}
	}
}
