package sensitivity

import (
	"math"
	"slices"
)

// A Box is bounds of some inputs, and how well they tell the points of interest from the others.
type Box struct {
	Bounds []Bound // of the inputs that are restricted, in their order
	// Coverage is the share of all points of interest that lie in the box; Density is the share of the
	// points in the box that are of interest. Both are of points that the box was not fitted to.
	Coverage, Density Fraction
}

// A Bound restricts one input.
type Bound struct {
	Input     int
	Low, High float64 // infinite on a side that is free; both included
	// P is the quasi-p-value (Bryant and Lempert 2010): how likely the density of the box would come
	// about by chance from the density that it has without this bound, by a binomial test on the points
	// that the box was fitted to, one-sided.
	P float64
}

// A Fraction is a count out of another.
type Fraction struct{ Count, Of int }

// Value returns the fraction, 0 of nothing.
func (f Fraction) Value() float64 {
	if f.Of == 0 {
		return 0
	}
	return float64(f.Count) / float64(f.Of)
}

// The settings of the patient rule induction method.
const (
	primPeel  = 0.05 // share of the points that are left which one step of peeling takes off
	primFloor = 20   // points, and points of interest, that a box must keep
	primP     = 0.05 // the largest quasi-p-value of a bound that is kept
	primBoxes = 3    // boxes at most
	primMore  = 0.10 // share of all points of interest that a further box must cover, at least
	primHalf  = 0.5  // the least density of a further box
	primLift  = 2    // how many times as dense as the points around it a box must be, or else
	primOdds  = 4    // how many times its odds
)

// PRIM finds boxes in which points are mostly of interest, by the patient rule induction method (Friedman
// and Fisher 1999). x[j] is the inputs of point j, hit[j] whether it is of interest.
//
// Boxes are found in the points of even number and rated on those of odd number, so that what is told of
// them is not flattered by the search. A box is peeled from all points: each step takes off the 5 % of the
// points that are left, at one end of one input, whose removal leaves the densest box. Of all boxes on the
// way the one with the largest F-measure of van Rijsbergen (1979) is taken, the harmonic mean of density and
// coverage in which density weighs four times as much (his E with β = 1/2), since coverage is what further boxes
// are for; its bounds are pasted outwards where that makes it larger still, and those whose
// quasi-p-value is above 5 % are dropped. Then the points that it holds are set aside and the next box is
// looked for (covering): up to three, each with at least a
// tenth of all points of interest, and of density 1/2 at least. A box that is
// not much denser than the points around it (twice, or four times the odds) says nothing and is not given.
//
// It returns nil if there are too few points of interest to tell anything: below 20 in either half.
func PRIM(x [][]float64, hit []bool) []Box {
	fit, rate := &points{}, &points{}
	for j := range x {
		half := fit
		if j%2 == 1 {
			half = rate
		}
		half.x, half.hit = append(half.x, x[j]), append(half.hit, hit[j])
	}
	if fit.hits() < primFloor || rate.hits() < primFloor {
		return nil
	}
	all, inRate := fit.hits(), rate.hits()
	var out []Box
	for len(out) < primBoxes && fit.hits() >= max(primFloor, int(primMore*float64(all))) {
		b := fit.box()
		if b == nil || !fit.worth(b, all, len(out)) {
			break
		}
		box := Box{Bounds: b.bounds(fit, primOrder(b))}
		for j, x := range rate.x {
			if !b.holds(x) {
				continue
			}
			box.Density.Of++
			if rate.hit[j] {
				box.Density.Count++
			}
		}
		box.Coverage = Fraction{box.Density.Count, inRate}
		if float64(box.Coverage.Count) < primMore/2*float64(inRate) { // what was fitted does not hold elsewhere
			break
		}
		out = append(out, box)
		fit, rate = fit.without(b), rate.without(b)
	}
	return out
}

type points struct {
	x   [][]float64
	hit []bool
}

func (p *points) hits() int {
	n := 0
	for _, h := range p.hit {
		if h {
			n++
		}
	}
	return n
}

func (p *points) without(b *limits) *points {
	out := &points{}
	for j, x := range p.x {
		if !b.holds(x) {
			out.x, out.hit = append(out.x, x), append(out.hit, p.hit[j])
		}
	}
	return out
}

// limits are the ends of a box by input, infinite where it is free.
type limits struct{ low, high []float64 }

func free(k int) *limits {
	b := &limits{make([]float64, k), make([]float64, k)}
	for i := range k {
		b.low[i], b.high[i] = math.Inf(-1), math.Inf(1)
	}
	return b
}

func (b *limits) clone() *limits { return &limits{slices.Clone(b.low), slices.Clone(b.high)} }

func (b *limits) restricts(i int) bool { return !math.IsInf(b.low[i], -1) || !math.IsInf(b.high[i], 1) }

func (b *limits) holds(x []float64) bool {
	for i, v := range x {
		if v < b.low[i] || v > b.high[i] {
			return false
		}
	}
	return true
}

// count returns how many points lie in the box and how many of them are of interest.
func (p *points) count(b *limits) (n, hits int) {
	for j, x := range p.x {
		if b.holds(x) {
			n++
			if p.hit[j] {
				hits++
			}
		}
	}
	return n, hits
}

// score is the weighted harmonic mean of the density of a box (hits out of n, weight 4) and its coverage
// (hits out of all, weight 1).
func score(n, hits, all int) float64 { return 5 * float64(hits) / float64(4*n+all) }

// worth tells whether a box says more than that points of interest are everywhere; one that comes after others
// must be at least half of interest.
func (p *points) worth(b *limits, all, before int) bool {
	n, hits := p.count(b)
	d, around := Fraction{hits, n}.Value(), Fraction{p.hits(), len(p.x)}.Value()
	if float64(hits) < primMore*float64(all) || before > 0 && d < primHalf {
		return false
	}
	return d >= primLift*around || d*(1-around) >= primOdds*around*(1-d)
}

// box finds the box of the highest score; nil if that is everything.
func (p *points) box() *limits {
	all := p.hits()
	b := p.peel(all)
	p.paste(b, all)
	p.drop(b)
	for i := range b.low {
		if b.restricts(i) {
			return b
		}
	}
	return nil
}

// peel takes points off, 5 % a step, and returns the best box on the way.
func (p *points) peel(all int) *limits {
	k := len(p.x[0])
	s := newPeeling(p)
	best := s.box.clone()
	most := score(s.n, s.hits, all)
	for s.hits >= primFloor && s.n >= primFloor {
		if !s.step(k) {
			break
		}
		if v := score(s.n, s.hits, all); v > most {
			most, best = v, s.box.clone()
		}
	}
	return best
}

// A peeling is a box that is being peeled: the points that it holds, sorted by each input.
type peeling struct {
	p       *points
	box     *limits
	sorted  [][]int32 // by input: points in the box, by that input
	n, hits int
}

func newPeeling(p *points) *peeling {
	k := len(p.x[0])
	s := &peeling{p: p, box: free(k), sorted: make([][]int32, k), n: len(p.x), hits: p.hits()}
	for i := range k {
		s.sorted[i] = make([]int32, s.n)
		for j := range s.n {
			s.sorted[i][j] = int32(j)
		}
		slices.SortStableFunc(s.sorted[i], func(a, b int32) int {
			switch x, y := p.x[a][i], p.x[b][i]; {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		})
	}
	return s
}

// step takes off the end of an input whose removal leaves the densest box, and where several do, the
// largest of these. It returns false if every input is at one value, or nothing of interest would be left.
func (s *peeling) step(k int) bool {
	take := max(1, int(primPeel*float64(s.n)))
	bestDensity, bestLeft := -1.0, 0
	var input int
	var up bool
	var bound float64
	for i := range k {
		for _, top := range []bool{false, true} {
			left, hits, at, ok := s.peeled(i, take, top)
			if !ok || hits == 0 {
				continue
			}
			if d := float64(hits) / float64(left); d > bestDensity || (d == bestDensity && left > bestLeft) {
				bestDensity, bestLeft, input, up, bound = d, left, i, top, at
			}
		}
	}
	if bestDensity < 0 {
		return false
	}
	if up {
		s.box.high[input] = bound
	} else {
		s.box.low[input] = bound
	}
	s.filter(k, input)
	return true
}

// peeled says what is left if at least so many points go at one end of an input: all points with the
// same value go together. The bound lies half way between what goes and what stays.
func (s *peeling) peeled(input, take int, top bool) (left, hits int, bound float64, ok bool) {
	order := s.sorted[input]
	at := func(r int) int32 {
		if top {
			return order[len(order)-1-r]
		}
		return order[r]
	}
	value := func(r int) float64 { return s.p.x[at(r)][input] }
	for take < len(order) && value(take) == value(take-1) {
		take++
	}
	if take >= len(order) {
		return 0, 0, 0, false
	}
	gone := 0
	for r := range take {
		if s.p.hit[at(r)] {
			gone++
		}
	}
	return len(order) - take, s.hits - gone, value(take-1) + (value(take)-value(take-1))/2, true
}

func (s *peeling) filter(k, input int) {
	low, high := s.box.low[input], s.box.high[input]
	for i := range k {
		s.sorted[i] = slices.DeleteFunc(s.sorted[i], func(j int32) bool {
			v := s.p.x[j][input]
			return v < low || v > high
		})
	}
	s.n, s.hits = len(s.sorted[0]), 0
	for _, j := range s.sorted[0] {
		if s.p.hit[j] {
			s.hits++
		}
	}
}

// paste moves bounds outwards, by 5 % of the points in the box at a time, for as long as the score rises.
func (p *points) paste(b *limits, all int) {
	n, hits := p.count(b)
	most := score(n, hits, all)
	for {
		var best *limits
		for i := range b.low {
			for _, top := range []bool{false, true} {
				c := p.pasted(b, i, max(1, int(primPeel*float64(n))), top)
				if c == nil {
					continue
				}
				m, h := p.count(c)
				if v := score(m, h, all); v > most {
					most, best = v, c
				}
			}
		}
		if best == nil {
			return
		}
		*b = *best
		n, _ = p.count(b)
	}
}

// pasted returns the box with a bound moved outwards over so many points, nil if it is free there.
func (p *points) pasted(b *limits, input, take int, top bool) *limits {
	c := b.clone()
	if top {
		if math.IsInf(b.high[input], 1) {
			return nil
		}
		c.high[input] = math.Inf(1)
	} else {
		if math.IsInf(b.low[input], -1) {
			return nil
		}
		c.low[input] = math.Inf(-1)
	}
	var beyond []float64 // values past the bound, nearest first
	for _, x := range p.x {
		if v := x[input]; c.holds(x) && (v < b.low[input] || v > b.high[input]) {
			beyond = append(beyond, v)
		}
	}
	slices.Sort(beyond)
	if !top {
		slices.Reverse(beyond)
	}
	if take >= len(beyond) {
		return c
	}
	bound := beyond[take-1] + (beyond[take]-beyond[take-1])/2
	if top {
		c.high[input] = bound
	} else {
		c.low[input] = bound
	}
	return c
}

// drop frees inputs whose bounds say too little, the least telling first.
func (p *points) drop(b *limits) {
	for {
		worst, most := -1, primP
		for i := range b.low {
			if b.restricts(i) {
				if v := p.quasiP(b, i); v > most {
					worst, most = i, v
				}
			}
		}
		if worst < 0 {
			return
		}
		b.low[worst], b.high[worst] = math.Inf(-1), math.Inf(1)
	}
}

// quasiP is the probability that of the points in the box as many or more are of interest, if each was
// with the density of the box without the bounds of one input.
func (p *points) quasiP(b *limits, input int) float64 {
	c := b.clone()
	c.low[input], c.high[input] = math.Inf(-1), math.Inf(1)
	n, hits := p.count(b)
	m, h := p.count(c)
	return binomialTail(n, hits, Fraction{h, m}.Value())
}

// binomialTail returns the probability of k or more successes in n trials of probability q.
func binomialTail(n, k int, q float64) float64 {
	switch {
	case k <= 0 || q >= 1:
		return 1
	case q <= 0:
		return 0
	}
	logGamma := func(x int) float64 { v, _ := math.Lgamma(float64(x + 1)); return v }
	sum := 0.0
	for i := k; i <= n; i++ {
		sum += math.Exp(logGamma(n) - logGamma(i) - logGamma(n-i) + float64(i)*math.Log(q) + float64(n-i)*math.Log1p(-q))
	}
	return min(1, sum)
}

func primOrder(b *limits) []int {
	var out []int
	for i := range b.low {
		if b.restricts(i) {
			out = append(out, i)
		}
	}
	return out
}

func (b *limits) bounds(p *points, inputs []int) []Bound {
	var out []Bound
	for _, i := range inputs {
		out = append(out, Bound{i, b.low[i], b.high[i], p.quasiP(b, i)})
	}
	return out
}
