package sweep

import (
	"fmt"
	"slices"

	"parley/num"
)

// A Design says how points are spread over a space. Docs/designs.md tells users what each guarantees.
type Design string

// The designs. In each, a point is uniform on the region that the assumptions allow, in the params'
// quantiles, on average over seeds; they differ in how points are spread.
const (
	// Random points are independent, but for the draws of one chain of a walk.
	Random Design = "random"
	// LatinHypercube puts one point in each of n strata of equal probability of every param (McKay, Beckman
	// and Conover 1979). Of a group of params that assumptions tie, successive hypercubes of n points of its
	// box are thinned out, and the i-th accepted one goes to the i-th point.
	LatinHypercube Design = "lhs"
	// Sobol is a Sobol' sequence with the direction numbers of Joe and Kuo (2008), scrambled as in Owen
	// (1995). Points that break an assumption are left out of the sequence.
	Sobol Design = "sobol"
)

// Designs lists the designs.
func Designs() []Design { return []Design{Random, LatinHypercube, Sobol} }

// A Drawer gives the points of a design by their number. It is for one goroutine.
type Drawer interface {
	// Draw returns point i, 0 <= i < n: the same whatever was drawn before. Ascending order is the
	// fastest.
	Draw(i int) ([]num.Rat, error)
	// Clone returns the same points for another goroutine. It is cheap.
	Clone() Drawer
}

// leastShare is the least share of the points of a design that is to satisfy the assumptions: of a Latin
// hypercube for each group by itself, of a Sobol sequence for all groups together. Groups that would bring
// it below are drawn at random instead: what is left of a design so thinned out is not worth its name.
const leastShare = 1.0 / 256

// Points returns the n points of a design and seed. Memory does not grow with n. The points of Random
// and Sobol do not depend on n, and Random gives what Draw gives. Its error is an *EmptyError or about the
// arguments.
func (s *Space) Points(design Design, seed uint64, n int) (Drawer, error) {
	if n < 1 || n > 1<<40 {
		return nil, fmt.Errorf("a design has from 1 to 2^40 points, not %d", n)
	}
	onDesign, err := s.onDesign(design)
	if err != nil {
		return nil, err
	}
	s = s.Clone()
	switch design {
	case LatinHypercube:
		return newLatinPoints(s, onDesign, seed, n), nil
	case Sobol:
		return newSobolPoints(s, onDesign, seed, n), nil
	default:
		return &randomPoints{s, seed, n}, nil
	}
}

// onDesign tells which groups the design draws; the others are drawn at random.
func (s *Space) onDesign(design Design) ([]bool, error) {
	if !slices.Contains(Designs(), design) {
		return nil, fmt.Errorf("there is no design %q; there are %s, %s and %s", design, Random, LatinHypercube, Sobol)
	}
	out := make([]bool, len(s.groups))
	var order []int
	vary := 0
	for k, g := range s.groups {
		how := s.method(g)
		if how.empty != nil {
			return nil, how.empty
		}
		if out[k] = how.rate >= leastShare && (design != Random || len(g.assumptions) == 0); out[k] {
			order = append(order, k)
		}
		for _, p := range g.params {
			if !s.fixed(p) {
				vary++
			}
		}
	}
	if design != Sobol {
		return out, nil
	}
	if vary > SobolParams {
		return nil, fmt.Errorf("%d params vary, and a Sobol design has room for %d: use the design %s", vary, SobolParams, LatinHypercube)
	}
	slices.SortStableFunc(order, func(a, b int) int { return compareRates(s.groups[b], s.groups[a]) })
	share := 1.0
	for _, k := range order {
		share *= s.groups[k].how.rate
		out[k] = share >= leastShare
	}
	return out, nil
}

func compareRates(a, b *group) int {
	switch {
	case a.how.rate < b.how.rate:
		return -1
	case a.how.rate > b.how.rate:
		return 1
	}
	return 0
}

func outside(i, n int) error {
	if i < 0 || i >= n {
		return fmt.Errorf("there is no point %d among the %d of this design", i, n)
	}
	return nil
}

type randomPoints struct {
	s    *Space
	seed uint64
	n    int
}

func (d *randomPoints) Draw(i int) ([]num.Rat, error) {
	if err := outside(i, d.n); err != nil {
		return nil, err
	}
	return d.s.Draw(d.seed, i)
}

func (d *randomPoints) Clone() Drawer { return &randomPoints{d.s.Clone(), d.seed, d.n} }

// others draws the groups that are not on the design, as Draw would.
func (s *Space) others(onDesign []bool, seed uint64, i int, out []num.Rat) error {
	for k, g := range s.groups {
		switch {
		case onDesign[k]:
		case g.how.walk != nil:
			s.walk(g, seed, k, i, out)
		default:
			if err := s.reject(g, stream(seed, uint64(i), forRest, uint64(k))); err != nil {
				return err
			}
			s.put(g, out)
		}
	}
	return nil
}

// keys returns a key for each param, for one purpose.
func keys(seed, purpose uint64, params int) [][2]uint64 {
	out := make([][2]uint64, params)
	for p := range out {
		r := stream(seed, 0, purpose, uint64(p))
		out[p] = [2]uint64{r.Uint64(), r.Uint64()}
	}
	return out
}

type latinPoints struct {
	s        *Space
	onDesign []bool
	seed     uint64
	n        int
	keys     [][2]uint64
	thinned  []*thinned // by group; shared with clones
}

func newLatinPoints(s *Space, onDesign []bool, seed uint64, n int) *latinPoints {
	d := &latinPoints{s: s, onDesign: onDesign, seed: seed, n: n, keys: keys(seed, forLatin, len(s.params))}
	for range s.groups {
		d.thinned = append(d.thinned, &thinned{})
	}
	return d
}

// candidate places the params of g at point c % n of hypercube c / n.
func (d *latinPoints) candidate(g *group, c uint64) {
	cube, j := c/uint64(d.n), c%uint64(d.n)
	for _, p := range g.params {
		if d.s.fixed(p) {
			d.s.place(p, 0.5)
			continue
		}
		key := d.keys[p]
		key[0] += mix(cube)
		d.s.place(p, latin(key, uint64(d.n), j))
	}
}

func (d *latinPoints) Draw(i int) ([]num.Rat, error) {
	if err := outside(i, d.n); err != nil {
		return nil, err
	}
	out := make([]num.Rat, len(d.s.params))
	for k, g := range d.s.groups {
		if !d.onDesign[k] {
			continue
		}
		c := uint64(i)
		if len(g.assumptions) > 0 {
			c = d.thinned[k].candidate(i, func(c uint64) bool {
				d.candidate(g, c)
				return d.s.allowed(g)
			})
		}
		d.candidate(g, c)
		d.s.put(g, out)
	}
	return out, d.s.others(d.onDesign, d.seed, i, out)
}

func (d *latinPoints) Clone() Drawer {
	t := *d
	t.s = d.s.Clone()
	return &t
}

type sobolPoints struct {
	s        *Space
	onDesign []bool
	seed     uint64
	n        int
	keys     [][2]uint64
	table    [][sobolBits]uint64
	dims     []int    // by param: its dimension
	tied     []*group // on the design, those that reject the most first
	thinned  *thinned // shared with clones
}

func newSobolPoints(s *Space, onDesign []bool, seed uint64, n int) *sobolPoints {
	d := &sobolPoints{s: s, onDesign: onDesign, seed: seed, n: n, keys: keys(seed, forScramble, len(s.params)),
		table: directions(), dims: make([]int, len(s.params)), thinned: &thinned{}}
	next := 0
	for p := range d.dims {
		if d.dims[p] = next; !s.fixed(p) {
			next++
		}
	}
	for k, g := range s.groups {
		if onDesign[k] && len(g.assumptions) > 0 {
			d.tied = append(d.tied, g)
		}
	}
	slices.SortStableFunc(d.tied, compareRates)
	return d
}

func (d *sobolPoints) candidate(g *group, c uint64) {
	for _, p := range g.params {
		if d.s.fixed(p) {
			d.s.place(p, 0.5)
			continue
		}
		d.s.place(p, unit(scramble(sobolPoint(d.table, d.dims[p], c), d.keys[p])))
	}
}

func (d *sobolPoints) accept(c uint64) bool {
	for _, g := range d.tied {
		if d.candidate(g, c); !d.s.allowed(g) {
			return false
		}
	}
	return true
}

func (d *sobolPoints) Draw(i int) ([]num.Rat, error) {
	if err := outside(i, d.n); err != nil {
		return nil, err
	}
	c := uint64(i)
	if len(d.tied) > 0 {
		c = d.thinned.candidate(i, d.accept)
	}
	out := make([]num.Rat, len(d.s.params))
	for k, g := range d.s.groups {
		if d.onDesign[k] {
			d.candidate(g, c)
			d.s.put(g, out)
		}
	}
	return out, d.s.others(d.onDesign, d.seed, i, out)
}

func (d *sobolPoints) Clone() Drawer {
	t := *d
	t.s = d.s.Clone()
	return &t
}
