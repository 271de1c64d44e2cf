package sweep

import (
	"parley/num"
)

// Pairs are the rows of a two-matrix design (Saltelli et al. 2010): in each, two points A and B that are
// independent of each other. Params that no assumption binds follow a scrambled Sobol' sequence of twice
// their number of dimensions, so that indices converge faster than from random points; groups that
// assumptions tie are drawn at random, as Draw does. It is for one goroutine.
type Pairs struct {
	a, b  *Space // clones: chains of walks are theirs
	seed  uint64
	keys  [][2]uint64 // of A's params, then of B's
	table [][sobolBits]uint64
	dims  []int // by param: its dimension in A, that in B is the next; -1 for params drawn at random
}

// Pairs returns the rows for a seed. Its error is an *EmptyError.
func (s *Space) Pairs(seed uint64) (*Pairs, error) {
	for _, g := range s.groups {
		if how := s.method(g); how.empty != nil {
			return nil, how.empty
		}
	}
	d := &Pairs{a: s.Clone(), b: s.Clone(), seed: seed, keys: keys(seed, forPairs, 2*len(s.params)), table: directions(), dims: make([]int, len(s.params))}
	next := 0
	for p := range d.dims {
		d.dims[p] = -1
		if !s.fixed(p) && next+2 <= SobolParams {
			d.dims[p] = next
			next += 2
		}
	}
	return d, nil
}

// Clone returns the same rows for another goroutine.
func (d *Pairs) Clone() *Pairs {
	t := *d
	t.a, t.b = d.a.Clone(), d.b.Clone()
	return &t
}

// Row returns the points of row i: the same whatever was drawn before. Ascending order is the fastest.
func (d *Pairs) Row(i int) (a, b []num.Rat, err error) {
	if a, err = d.point(d.a, i, 0); err != nil {
		return nil, nil, err
	}
	b, err = d.point(d.b, i, 1)
	return a, b, err
}

// point draws one of the two points, number which, of row i.
func (d *Pairs) point(s *Space, i, which int) ([]num.Rat, error) {
	out := make([]num.Rat, len(s.params))
	for k, g := range s.groups {
		part := k + which*len(s.groups) // no stream of A is one of B
		switch {
		case g.how.walk != nil:
			s.walk(g, d.seed, part, i, out)
			continue
		case len(g.assumptions) == 0 && d.dims[g.params[0]] >= 0:
			p := g.params[0]
			s.place(p, unit(scramble(sobolPoint(d.table, d.dims[p]+which, uint64(i)), d.keys[p+which*len(s.params)])))
		default:
			if err := s.reject(g, stream(d.seed, uint64(i), forPairsAtRandom, uint64(part))); err != nil {
				return nil, err
			}
		}
		s.put(g, out)
	}
	return out, nil
}
