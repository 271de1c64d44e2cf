package poly

import (
	"math"

	"parley/num"
)

// An ival is a closed interval of real numbers. Its operations round outwards: the result holds
// every possible outcome. An interval with a NaN end excludes nothing and proves nothing.
type ival struct{ lo, hi float64 }

func down(x float64) float64 {
	switch b := math.Float64bits(x); {
	case x > 0:
		return math.Float64frombits(b - 1)
	case x < 0:
		return math.Float64frombits(b + 1)
	case x == 0:
		return -math.SmallestNonzeroFloat64
	}
	return x
}

func up(x float64) float64 { return -down(-x) }

// enclosing returns an interval around the rational numbers from a to b.
func enclosing(a, b num.Rat) ival {
	i := ival{a.Float(), b.Float()}
	if !num.FromFloat(i.lo).Equal(a) {
		i.lo = down(i.lo)
	}
	if !num.FromFloat(i.hi).Equal(b) {
		i.hi = up(i.hi)
	}
	return i
}

var zeroIval, oneIval = ival{0, 0}, ival{1, 1}

func (a ival) add(b ival) ival {
	switch {
	case a == zeroIval:
		return b
	case b == zeroIval:
		return a
	}
	return ival{down(a.lo + b.lo), up(a.hi + b.hi)}
}

func (a ival) neg() ival { return ival{-a.hi, -a.lo} }

func (a ival) sub(b ival) ival { return a.add(b.neg()) }

func (a ival) mul(b ival) ival {
	switch {
	case a == zeroIval || b == zeroIval:
		return zeroIval
	case a == oneIval:
		return b
	case b == oneIval:
		return a
	case a.lo >= 0 && b.lo >= 0:
		return ival{max(0, down(a.lo*b.lo)), up(a.hi * b.hi)}
	}
	p, q, r, s := a.lo*b.lo, a.lo*b.hi, a.hi*b.lo, a.hi*b.hi
	return ival{down(min(p, q, r, s)), up(max(p, q, r, s))}
}

func (a ival) power(n int) ival {
	p := a
	for range n - 1 {
		p = p.mul(a)
	}
	if n%2 == 0 && p.lo < 0 {
		p.lo = 0
	}
	return p
}

func (a ival) mid() float64   { return a.lo + (a.hi-a.lo)/2 }
func (a ival) width() float64 { return a.hi - a.lo }
func (a ival) hasZero() bool  { return !(a.lo > 0 || a.hi < 0) }

// inside tells whether a lies in the interior of b.
func (a ival) inside(b ival) bool { return b.lo < a.lo && a.hi < b.hi }

// within tells whether a is a subset of b.
func (a ival) within(b ival) bool { return b.lo <= a.lo && a.hi <= b.hi }

// apart tells whether a and b have no number in common.
func (a ival) apart(b ival) bool { return a.hi < b.lo || b.hi < a.lo }

func (a ival) intersect(b ival) ival { return ival{max(a.lo, b.lo), min(a.hi, b.hi)} }

// A tape is a polynomial made ready for evaluation on boxes.
type tape struct {
	terms []tapeTerm
	// If no variable occurs squared, and not many do, corners are the coefficients of the products
	// of vars, by bit mask. Such a polynomial has its extremes over a box in the corners.
	vars    []int
	corners []float64
	work    []float64
}

type tapeTerm struct {
	c ival
	f []factor
}

type factor struct {
	v int32 // index in the box
	n int32 // power
}

const maxCornerVars = 6

// compile turns p into a tape; at maps variables to indices in the box.
func compile(p Poly, at *[255]int) *tape {
	t := &tape{terms: make([]tapeTerm, len(p.t))}
	multiaffine := true
	for k, a := range p.t {
		t.terms[k].c = enclosing(a.c, a.c)
		for i := 0; i < len(a.m); {
			n := 1
			for i+n < len(a.m) && a.m[i+n] == a.m[i] {
				n++
			}
			t.terms[k].f = append(t.terms[k].f, factor{int32(at[a.m[i]-1]), int32(n)})
			multiaffine = multiaffine && n == 1
			i += n
		}
	}
	vars := p.Vars()
	if !multiaffine || p.Degree() < 2 || len(vars) > maxCornerVars {
		return t
	}
	var bit [255]int
	for k, x := range vars {
		t.vars = append(t.vars, at[x])
		bit[x] = 1 << k
	}
	t.corners = make([]float64, 1<<len(vars))
	t.work = make([]float64, 2<<len(vars))
	for _, a := range p.t {
		mask := 0
		for _, b := range []byte(a.m) {
			mask |= bit[b-1]
		}
		c := a.c.Float()
		if x := math.Abs(c); x < 1e-60 || x > 1e60 {
			t.corners = nil
			return t
		}
		t.corners[mask] = c
	}
	return t
}

// eval returns bounds over a box.
func (t *tape) eval(box []ival) ival {
	r, _ := t.evalOpen(box, nil)
	return r
}

// An open says at which ends of a box an unknown cannot lie.
type open struct{ lo, hi bool }

// evalOpen returns bounds over a box, and 1 or -1 if the polynomial is certainly positive or negative
// inside, even if a bound is 0; ends may have fewer entries than the box.
func (t *tape) evalOpen(box []ival, ends []open) (r ival, sign int) {
	if t.corners == nil || !t.fit(box) {
		r = t.natural(box)
		switch {
		case r.lo > 0:
			return r, 1
		case r.hi < 0:
			return r, -1
		}
		return r, 0
	}
	n := len(t.corners)
	w, size := t.work[:n], t.work[n:] // values, and sums of absolute values that bound their errors
	copy(w, t.corners)
	for i, c := range w {
		size[i] = math.Abs(c)
	}
	for k, v := range t.vars {
		b := box[v]
		// Coefficients of 1 and x_v become values at the two ends.
		lo, hi := math.Abs(b.lo), math.Abs(b.hi)
		step := 1 << k
		for base := 0; base < n; base += 2 * step {
			for i := base; i < base+step; i++ {
				c, d := w[i], w[i+step]
				w[i] = c + float64(d*b.lo)
				w[i+step] = c + float64(d*b.hi)
				c, d = size[i], size[i+step]
				size[i] = c + float64(d*lo)
				size[i+step] = c + float64(d*hi)
			}
		}
	}
	// Each of 2·len(vars) + 1 roundings errs by a part of 2^-53 at most.
	slack := float64(2*len(t.vars)+4) * 0x1p-52
	r = ival{math.Inf(1), math.Inf(-1)}
	above, below := false, false // a corner is, that has a positive weight all over the inside
	for i, x := range w {
		var c ival // if no term is left, it is exactly 0
		if size[i] > 0 {
			c = ival{down(x - slack*size[i]), up(x + slack*size[i])}
		}
		r.lo, r.hi = min(r.lo, c.lo), max(r.hi, c.hi)
		if len(ends) > 0 && !c.hasZero() && t.surelyWeighted(i, ends) {
			above, below = above || c.lo > 0, below || c.hi < 0
		}
	}
	switch {
	case r.lo > 0 || (r.lo == 0 && above):
		return r, 1
	case r.hi < 0 || (r.hi == 0 && below):
		return r, -1
	}
	return r, 0
}

// surelyWeighted tells whether every point inside is a mean of the corners in which that one has a
// positive weight.
func (t *tape) surelyWeighted(corner int, ends []open) bool {
	for k, v := range t.vars {
		if v >= len(ends) {
			return false
		}
		if corner>>k&1 != 0 && !ends[v].lo || corner>>k&1 == 0 && !ends[v].hi {
			return false
		}
	}
	return true
}

// fit tells whether no product of box ends can overflow or underflow, so that errors stay relative.
func (t *tape) fit(box []ival) bool {
	for _, v := range t.vars {
		for _, x := range []float64{box[v].lo, box[v].hi} {
			if x = math.Abs(x); x != 0 && !(x > 1e-40 && x < 2) {
				return false
			}
		}
	}
	return true
}

// natural evaluates term by term, which is closest on tiny boxes.
func (t *tape) natural(box []ival) ival {
	var sum ival
	for k := range t.terms {
		x := t.terms[k].c
		for _, f := range t.terms[k].f {
			if f.n == 1 {
				x = x.mul(box[f.v])
			} else {
				x = x.mul(box[f.v].power(int(f.n)))
			}
		}
		sum = sum.add(x)
	}
	return sum
}

// A newton is a square system of equations made ready for Krawczyk's operator, with further
// equations and conditions that exclude boxes.
type newton struct {
	n         int // unknowns: the first entries of a box; the others are parameters
	equations []*tape
	jacobian  [][]*tape // of each equation, by each unknown
	cond      []*tape   // >= 0
	domain    []ival    // of the unknowns
	ends      []open    // of the domain
}

// excludes tells whether a box certainly has no solution.
func (s *newton) excludes(box []ival) bool {
	for i, d := range s.domain {
		if box[i].apart(d) {
			return true
		}
	}
	ends := make([]open, len(s.ends))
	for i, e := range s.ends {
		ends[i] = open{e.lo && box[i].lo <= s.domain[i].lo, e.hi && box[i].hi >= s.domain[i].hi}
	}
	for _, t := range s.equations {
		if r, sign := t.evalOpen(box, ends); sign != 0 || !r.hasZero() {
			return true
		}
	}
	for _, t := range s.cond {
		if r, sign := t.evalOpen(box, ends); sign < 0 || r.hi < 0 {
			return true
		}
	}
	return false
}

// krawczyk returns K(X) for the first s.n entries of box X (Krawczyk 1969): every solution in X lies
// in K(X), and if K(X) lies in the interior of X, there is exactly one. rows are the equations taken,
// of which the others may be more. ok is false if the derivative in the middle is singular.
func (s *newton) krawczyk(box []ival) (k []ival, rows []int, ok bool) {
	n := s.n
	middle := append([]ival(nil), box...)
	for i := range n {
		m := box[i].mid()
		middle[i] = ival{m, m}
	}
	at := make([][]float64, len(s.equations))
	for e := range s.equations {
		at[e] = make([]float64, n)
		for i := range n {
			at[e][i] = s.jacobian[e][i].natural(middle).mid()
		}
	}
	inverse, rows, ok := invert(at, n)
	if !ok {
		return nil, nil, false
	}
	value := make([]ival, n)
	slope := make([][]ival, n)
	for r, e := range rows {
		value[r] = s.equations[e].natural(middle)
		slope[r] = make([]ival, n)
		for i := range n {
			slope[r][i] = s.jacobian[e][i].eval(box)
		}
	}
	k = make([]ival, n)
	for i := range n {
		k[i] = middle[i]
		for r := range n {
			y := ival{inverse[i][r], inverse[i][r]}
			k[i] = k[i].sub(y.mul(value[r]))
		}
		for j := range n {
			var c ival // (I − Y·J)_ij
			if i == j {
				c = oneIval
			}
			for r := range n {
				y := ival{inverse[i][r], inverse[i][r]}
				c = c.sub(y.mul(slope[r][j]))
			}
			k[i] = k[i].add(c.mul(box[j].sub(middle[j])))
		}
	}
	return k, rows, true
}

// invert chooses n independent rows of a matrix by complete pivoting and returns the approximate
// inverse of the square matrix that they form.
func invert(a [][]float64, n int) (inverse [][]float64, rows []int, ok bool) {
	m := len(a)
	work := make([][]float64, m) // a, then the unit matrix
	order := make([]int, m)
	for e := range a {
		work[e] = make([]float64, n)
		copy(work[e], a[e])
		order[e] = e
	}
	// Choose the rows.
	used := make([]bool, n)
	for p := range n {
		best, bi, bj := 0.0, -1, -1
		for i := p; i < m; i++ {
			for j := range n {
				if x := math.Abs(work[i][j]); !used[j] && x > best {
					best, bi, bj = x, i, j
				}
			}
		}
		if bi < 0 || best < 1e-13 {
			return nil, nil, false
		}
		work[p], work[bi] = work[bi], work[p]
		order[p], order[bi] = order[bi], order[p]
		used[bj] = true
		for i := p + 1; i < m; i++ {
			f := work[i][bj] / work[p][bj]
			for j := range n {
				work[i][j] -= float64(f * work[p][j])
			}
		}
	}
	rows = order[:n]
	// Gauss-Jordan on them.
	g := make([][]float64, n)
	for r, e := range rows {
		g[r] = make([]float64, 2*n)
		copy(g[r], a[e])
		g[r][n+r] = 1
	}
	for c := range n {
		p := c
		for i := c + 1; i < n; i++ {
			if math.Abs(g[i][c]) > math.Abs(g[p][c]) {
				p = i
			}
		}
		if g[p][c] == 0 {
			return nil, nil, false
		}
		g[c], g[p] = g[p], g[c]
		f := 1 / g[c][c]
		for j := range g[c] {
			g[c][j] *= f
		}
		for i := range n {
			if i == c {
				continue
			}
			f := g[i][c]
			for j := range g[i] {
				g[i][j] -= float64(f * g[c][j])
			}
		}
	}
	for i := range n {
		inverse = append(inverse, g[i][n:])
	}
	return inverse, rows, true
}

// An enclosure is a box K with exactly one solution of a square system, which has no other in the
// wider box region.
type enclosure struct {
	k, region []ival
	all       bool // the square system has all equations
}

// minWidth is the width of a box below which a solution that is still neither proved nor excluded is
// given up.
const minWidth = 1e-9

// branch encloses every solution of s in a box. decided is false if some may be missing: past a
// limit (limit counts boxes down), or where a solution is multiple.
func (s *newton) branch(box []ival, limit *int, interrupted func() bool) (found []enclosure, decided bool) {
	stack := [][]ival{box}
search:
	for len(stack) > 0 {
		x := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if *limit--; *limit < 0 || (*limit%64 == 0 && interrupted()) {
			return found, false
		}
		for _, f := range found {
			if subset(x[:s.n], f.region) {
				continue search
			}
		}
		for {
			if s.excludes(x) {
				continue search
			}
			wide := append([]ival(nil), x...)
			for i := range s.n {
				w := 0.1*x[i].width() + 1e-15
				wide[i] = ival{x[i].lo - w, x[i].hi + w}
			}
			k, rows, ok := s.krawczyk(wide)
			if !ok {
				break
			}
			proved := true
			for i := range s.n {
				proved = proved && k[i].inside(wide[i])
			}
			if proved {
				e := enclosure{k: s.polish(k, wide), region: wide[:s.n], all: len(rows) == len(s.equations)}
				for _, f := range found {
					if subset(e.k, f.region) || subset(f.k, e.region) {
						continue search
					}
					if !disjoint(e.k, f.k) {
						return found, false
					}
				}
				found = append(found, e)
				continue search // x lies in the region
			}
			shrunk := false
			next := append([]ival(nil), x...)
			for i := range s.n {
				if k[i].apart(x[i]) {
					continue search
				}
				if y := k[i].intersect(x[i]); y.width() < 0.7*x[i].width() {
					next[i] = y
					shrunk = true
				}
			}
			x = next
			if !shrunk {
				break
			}
		}
		widest := s.widest(x)
		if x[widest].width() < minWidth {
			return found, false
		}
		// Off the middle, where solutions like to be; the lower half is next.
		parts := halves(x, widest, x[widest].lo+0.4713*x[widest].width())
		stack = append(stack, parts[1], parts[0])
	}
	return found, true
}

func subset(a, b []ival) bool {
	for i := range a {
		if !a[i].within(b[i]) {
			return false
		}
	}
	return true
}

func disjoint(a, b []ival) bool {
	for i := range a {
		if a[i].apart(b[i]) {
			return true
		}
	}
	return false
}

// polish shrinks an enclosure of a solution as far as floating point allows.
func (s *newton) polish(k, box []ival) []ival {
	x := append([]ival(nil), box...)
	for range 20 {
		copy(x, k)
		next, _, ok := s.krawczyk(x)
		if !ok {
			return k
		}
		better := false
		for i := range next {
			next[i] = next[i].intersect(k[i])
			better = better || next[i].width() < 0.9*k[i].width()
		}
		if k = next; !better {
			return k
		}
	}
	return k
}
