package regime

import (
	"context"
	"math"
	"slices"

	"parley/internal/poly"
	"parley/num"
)

// A monomial is x^x · y^y.
type monomial struct{ x, y int }

// families are the forms that formulas are looked for in, the simplest first.
var families = [][]monomial{
	{{1, 0}, {0, 0}},
	{{0, 1}, {0, 0}},
	{{1, 0}, {0, 1}},
	{{1, 0}, {0, 1}, {0, 0}},
	{{1, 1}, {0, 0}},
	{{1, 1}, {1, 0}, {0, 1}},
	{{1, 1}, {1, 0}, {0, 0}},
	{{1, 1}, {0, 1}, {0, 0}},
	{{1, 1}, {1, 0}, {0, 1}, {0, 0}},
	{{2, 0}, {1, 0}, {0, 1}, {0, 0}},
	{{0, 2}, {1, 0}, {0, 1}, {0, 0}},
	{{2, 0}, {1, 1}, {0, 2}, {1, 0}, {0, 1}, {0, 0}},
	{{2, 1}, {2, 0}, {1, 1}, {1, 0}, {0, 1}, {0, 0}},
	{{1, 2}, {0, 2}, {1, 1}, {1, 0}, {0, 1}, {0, 0}},
}

const (
	samples     = 14            // points that a formula is fitted to
	freshPoints = 5             // points at which it is then tried
	mostDenom   = 1000          // of a ratio of coefficients
	sharp       = 1e-12         // how closely the samples are known, as a share of the axis
	besideCurve = 1_000_000_000 // a share of the axis of 1/besideCurve is how far from the curve it is tried
)

// A pinch encloses a point of a boundary along one axis.
type pinch struct {
	low, high num.Rat // values of the param along the axis
	other     num.Rat // of the other param
	alongX    bool
}

func (p *pinch) middle() (x, y float64) {
	m := p.low.Add(p.high).Mul(num.Half).Float()
	if p.alongX {
		return m, p.other.Float()
	}
	return p.other.Float(), m
}

func (p *pinch) ends() (x0, y0, x1, y1 num.Rat) {
	if p.alongX {
		return p.low, p.other, p.high, p.other
	}
	return p.other, p.low, p.other, p.high
}

// pinches returns what is known of a chain: the stretches of one step of the lattice that it crosses.
func (w *world) pinches(points []vertex) []pinch {
	var out []pinch
	for _, v := range points {
		oddX, oddY := v.x%2 != 0, v.y%2 != 0
		switch {
		case oddX && !oddY:
			out = append(out, pinch{on(w.opt.X, w.share((v.x-1)/2, shiftX)), on(w.opt.X, w.share((v.x+1)/2, shiftX)), on(w.opt.Y, w.share(v.y/2, shiftY)), true})
		case oddY && !oddX:
			out = append(out, pinch{on(w.opt.Y, w.share((v.y-1)/2, shiftY)), on(w.opt.Y, w.share((v.y+1)/2, shiftY)), on(w.opt.X, w.share(v.x/2, shiftX)), false})
		}
	}
	return out
}

// at returns the values of all params with those of the axes put to x and y.
func (w *world) at(x, y num.Rat) []num.Rat {
	out := slices.Clone(w.opt.Baseline)
	out[w.opt.X.Param], out[w.opt.Y.Param] = x, y
	return out
}

// sharpen narrows a pinch by bisection until sharp. It returns false where a third regime comes between.
func (b *bench) sharpen(ctx context.Context, p *pinch) (bool, error) {
	axis := b.w.opt.Y
	if p.alongX {
		axis = b.w.opt.X
	}
	key := func(v num.Rat) (string, error) {
		x, y := v, p.other
		if !p.alongX {
			x, y = p.other, v
		}
		s, _, err := b.look(ctx, b.w.at(x, y))
		return s.key, err
	}
	from, err := key(p.low)
	if err != nil {
		return false, err
	}
	to, err := key(p.high)
	if err != nil || from == to {
		return false, err
	}
	width := axis.High.Sub(axis.Low).Mul(num.FromFloat(sharp))
	for width.Less(p.high.Sub(p.low)) && ctx.Err() == nil {
		mid := p.low.Add(p.high.Sub(p.low).Mul(num.Frac(51, 103))) // not the middle, which may be a tie
		k, err := key(mid)
		switch {
		case err != nil:
			return false, err
		case k == from:
			p.low = mid
		case k == to:
			p.high = mid
		default:
			return false, nil
		}
	}
	return true, nil
}

// fit finds a formula for a boundary, nil if there is none of the families. All of its points have to agree with it, exactly; and so have the
// regimes found at fresh points on either side of the curve.
func (b *bench) fit(ctx context.Context, points []vertex) (*Formula, error) {
	all := b.w.pinches(points)
	if len(all) < 2 {
		return nil, nil
	}
	var some []pinch
	for k := 0; len(all) < samples && k+1 < len(all); k++ { // more, between those of a short boundary
		for i := range int64(samples / len(all)) {
			p := between(all[k], all[k+1], num.Frac(7*i+5, 7*int64(samples/len(all))+3))
			if ok, err := b.sharpen(ctx, &p); err != nil {
				return nil, err
			} else if ok {
				some = append(some, p)
			}
		}
	}
	for i := range min(samples, len(all)) {
		k := i
		if len(all) > samples {
			k = i * (len(all) - 1) / (samples - 1)
		}
		p := all[k]
		ok, err := b.sharpen(ctx, &p)
		if err != nil || ctx.Err() != nil {
			return nil, err
		}
		if ok {
			some = append(some, p)
		}
	}
	for _, family := range families {
		if len(some) < len(family)+3 {
			continue
		}
		p, ok := candidate(family, some)
		if !ok {
			continue
		}
		f, ok := b.w.newFormula(b.w.inParams(p, family), Fitted)
		if !ok || !agrees(f, some) || !agrees(f, all) {
			continue
		}
		n, err := b.try(ctx, f, all)
		if err != nil || n == 0 {
			return nil, err
		}
		f.Points = n
		return f, nil
	}
	return nil, nil
}

// agrees tells whether a formula changes sign within each pinch, or is 0 at an end of it; in exact arithmetic.
func agrees(f *Formula, list []pinch) bool {
	for i := range list {
		x0, y0, x1, y1 := list[i].ends()
		if f.at(x0, y0).Sign()*f.at(x1, y1).Sign() > 0 {
			return false
		}
	}
	return true
}

// candidate fits the coefficients of a family to points by least squares, and takes simple fractions for their ratios.
func candidate(family []monomial, list []pinch) ([]num.Rat, bool) {
	n := len(family)
	a := make([][]float64, n) // by column
	scale := make([]float64, n)
	for j, m := range family {
		a[j] = make([]float64, len(list))
		for i := range list {
			x, y := list[i].middle()
			a[j][i] = math.Pow(x, float64(m.x)) * math.Pow(y, float64(m.y))
			scale[j] = max(scale[j], math.Abs(a[j][i]))
		}
		if scale[j] == 0 {
			return nil, false
		}
		for i := range a[j] {
			a[j][i] /= scale[j]
		}
	}
	v, least, next := smallest(a)
	if !(least < 1e-10) || !(next > 1e-6) { // no such curve, or more than one
		return nil, false
	}
	big := 0
	for j := range v {
		v[j] /= scale[j]
		if math.Abs(v[j]) > math.Abs(v[big]) {
			big = j
		}
	}
	tolerance := 1e-11 / next
	coefficients := make([]num.Rat, n)
	for j := range v {
		r, ok := ratio(v[j]/v[big], tolerance*scaleRatio(scale[big], scale[j]))
		if !ok {
			return nil, false
		}
		coefficients[j] = r
	}
	return coefficients, true
}

// inParams returns the polynomial with these coefficients of these monomials.
func (w *world) inParams(coefficients []num.Rat, family []monomial) poly.Poly {
	var p poly.Poly
	for k, m := range family {
		p = p.Add(poly.Const(coefficients[k]).Mul(poly.Var(w.opt.X.Param).Pow(m.x)).Mul(poly.Var(w.opt.Y.Param).Pow(m.y)))
	}
	return p
}

// scaleRatio is by how much an error in a coefficient of a column of scale b weighs more than in one of scale a.
func scaleRatio(a, b float64) float64 { return max(a/b, 1) }

// ratio returns the simplest fraction within the tolerance of x, if its denominator is small.
func ratio(x, tolerance float64) (num.Rat, bool) {
	if math.Abs(x) <= tolerance {
		return num.Zero, true
	}
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return num.Zero, false
	}
	// Continued fractions.
	h0, h1, k0, k1 := 0.0, 1.0, 1.0, 0.0
	for r := x; ; {
		a := math.Floor(r)
		h0, h1 = h1, a*h1+h0
		k0, k1 = k1, a*k1+k0
		if k1 > mostDenom || math.Abs(h1) > 1e9 {
			return num.Zero, false
		}
		if math.Abs(x-h1/k1) <= tolerance {
			return num.Frac(int64(h1), int64(k1)), true
		}
		if r == a {
			return num.Zero, false
		}
		r = 1 / (r - a)
	}
}

// smallest returns the right singular vector of the least singular value of a matrix given by columns, that value, and the
// next one, each divided by the largest (one-sided Jacobi rotations, Hestenes 1958).
func smallest(a [][]float64) (v []float64, least, next float64) {
	n := len(a)
	u := make([][]float64, n)
	w := make([][]float64, n) // columns of the right factor
	for j := range n {
		u[j] = slices.Clone(a[j])
		w[j] = make([]float64, n)
		w[j][j] = 1
	}
	dot := func(x, y []float64) (s float64) {
		for i := range x {
			s += x[i] * y[i]
		}
		return s
	}
	for range 60 {
		moved := false
		for p := range n {
			for q := p + 1; q < n; q++ {
				alpha, beta, gamma := dot(u[p], u[p]), dot(u[q], u[q]), dot(u[p], u[q])
				if math.Abs(gamma) <= 1e-16*math.Sqrt(alpha*beta) {
					continue
				}
				moved = true
				zeta := (beta - alpha) / (2 * gamma)
				t := 1 / (math.Abs(zeta) + math.Hypot(1, zeta))
				if zeta < 0 {
					t = -t
				}
				c := 1 / math.Hypot(1, t)
				s := c * t
				rotate(u[p], u[q], c, s)
				rotate(w[p], w[q], c, s)
			}
		}
		if !moved {
			break
		}
	}
	norms := make([]float64, n)
	order := make([]int, n)
	for j := range n {
		norms[j], order[j] = math.Sqrt(dot(u[j], u[j])), j
	}
	slices.SortFunc(order, func(i, j int) int {
		switch {
		case norms[i] < norms[j]:
			return -1
		case norms[i] > norms[j]:
			return 1
		}
		return i - j
	})
	most := norms[order[n-1]]
	next = 1
	if n > 1 {
		next = norms[order[1]] / most
	}
	return w[order[0]], norms[order[0]] / most, next
}

func rotate(x, y []float64, c, s float64) {
	for i := range x {
		x[i], y[i] = c*x[i]-s*y[i], s*x[i]+c*y[i]
	}
}

// between returns a stretch, along the axis of p, that a boundary should cross between two places where it crosses lines of the lattice.
func between(p, q pinch, share num.Rat) pinch {
	if p.alongX != q.alongX {
		q = pinch{low: q.other, high: q.other, other: q.low.Add(q.high).Mul(num.Half), alongX: p.alongX}
	}
	low, high := num.Min(p.low, q.low), num.Max(p.high, q.high)
	room := high.Sub(low).Mul(num.Frac(1, 50))
	return pinch{low.Sub(room), high.Add(room), p.other.Add(q.other.Sub(p.other).Mul(share)), p.alongX}
}

// try solves the game on both sides of the curve at fresh places between known points of the boundary, and returns at how many the regimes were
// those on the two sides of it, 0 if they were not at one of them.
func (b *bench) try(ctx context.Context, f *Formula, all []pinch) (int, error) {
	n := 0
	for i := range freshPoints {
		k := (2*i + 1) * (len(all) - 1) / (2 * freshPoints)
		p := all[k]
		q := all[min(k+1, len(all)-1)]
		p = between(p, q, num.Frac(13, 37))
		ok, tried, err := b.beside(ctx, f, &p, &all[k])
		switch {
		case err != nil:
			return 0, err
		case tried && !ok:
			return 0, nil
		case tried:
			n++
		}
	}
	return n, nil
}

// beside looks a hair to either side of where the curve crosses a stretch.
func (b *bench) beside(ctx context.Context, f *Formula, p, old *pinch) (ok, tried bool, err error) {
	axis := b.w.opt.Y
	if p.alongX {
		axis = b.w.opt.X
	}
	width := axis.High.Sub(axis.Low)
	at := func(v num.Rat) (x, y num.Rat) {
		if p.alongX {
			return v, p.other
		}
		return p.other, v
	}
	sign := func(v num.Rat) int { return f.at(at(v)).Sign() }
	low, high := p.low.Sub(width.Mul(num.Frac(1, 1000000))), p.high.Add(width.Mul(num.Frac(1, 1000000)))
	if sign(low)*sign(high) >= 0 {
		return false, false, nil
	}
	fine := width.Quo(num.Int(20 * besideCurve))
	for fine.Less(high.Sub(low)) {
		mid := num.FromFloat(low.Add(high).Mul(num.Half).Float())
		if s := sign(mid); s == 0 {
			low, high = mid, mid
		} else if s == sign(low) {
			low = mid
		} else {
			high = mid
		}
		if high.Sub(low).Float() < 1e-15*math.Abs(high.Float()) {
			break
		}
	}
	side := width.Quo(num.Int(besideCurve))
	keys := [4]string{}
	x0, y0, x1, y1 := old.ends()
	lx, ly := at(low.Sub(side))
	hx, hy := at(high.Add(side))
	for i, v := range [][2]num.Rat{{lx, ly}, {hx, hy}, {x0, y0}, {x1, y1}} {
		s, _, err := b.look(ctx, b.w.at(v[0], v[1]))
		if err != nil {
			return false, false, err
		}
		keys[i] = s.key
	}
	return keys[0] == keys[2] && keys[1] == keys[3], true, nil
}
