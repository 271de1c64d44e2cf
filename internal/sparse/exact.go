package sparse

import (
	"context"
	"math"
	"math/big"

	"parley/num"
)

// A System is a square system of linear equations with rational numbers, written unknown by unknown.
type System struct {
	n     int
	start []int32   // by unknown, and one more
	index []int32   // by entry: the equation
	value []big.Int // by entry: the coefficient, times the equation's scale
	rhs   []big.Int // by equation, times its scale
	scale []float   // by equation: what makes its numbers whole
}

// NewSystem returns the equations Σ_j columns_j · x_j = rhs. NewSystem takes the transposed system if
// transposed is set: columns_j · y = rhs_j for each j.
func NewSystem(n int, column func(j int) ([]int32, []num.Rat), rhs []num.Rat, transposed bool) *System {
	s := &System{n: n, start: make([]int32, n+1), rhs: make([]big.Int, n), scale: make([]float, n)}
	whole := make([]big.Int, n) // by equation: the least common denominator
	for i := range whole {
		whole[i].SetInt64(1)
		lcm(&whole[i], rhs[i].Big().Denom())
	}
	type entry struct {
		unknown, equation int32
		v                 num.Rat
	}
	var list []entry
	for j := range n {
		idx, val := column(j)
		for e, i := range idx {
			if val[e].IsZero() {
				continue
			}
			t := entry{int32(j), i, val[e]}
			if transposed {
				t.unknown, t.equation = t.equation, t.unknown
			}
			if !t.v.IsInt() {
				lcm(&whole[t.equation], t.v.Big().Denom())
			}
			s.start[t.unknown+1]++
			list = append(list, t)
		}
	}
	for j := range n {
		s.start[j+1] += s.start[j]
	}
	at := append([]int32(nil), s.start[:n]...)
	s.index, s.value = make([]int32, len(list)), make([]big.Int, len(list))
	times := func(out *big.Int, v num.Rat, w *big.Int) {
		r := v.Big()
		out.Quo(w, r.Denom())
		out.Mul(out, r.Num())
	}
	for _, t := range list {
		k := at[t.unknown]
		at[t.unknown]++
		s.index[k] = t.equation
		times(&s.value[k], t.v, &whole[t.equation])
	}
	for i := range n {
		times(&s.rhs[i], rhs[i], &whole[i])
		s.scale[i] = newFloat(&whole[i])
	}
	return s
}

// lcm sets a, which is positive, to the least common multiple of a and b.
func lcm(a, b *big.Int) {
	if b.IsInt64() && b.Int64() == 1 || a.Cmp(b) == 0 {
		return
	}
	var g big.Int
	g.GCD(nil, nil, a, b)
	g.Quo(b, &g)
	a.Mul(a, &g)
}

// A float is m · 2^e.
type float struct {
	m float64
	e int
}

func newFloat(x *big.Int) float {
	w := x.Bits()
	f := float{}
	switch n := len(w); n {
	case 0:
		return f
	case 1:
		f.m = float64(w[0])
	default:
		f.m, f.e = float64(w[n-1])*0x1p64+float64(w[n-2]), 64*(n-2)
	}
	m, e := math.Frexp(f.m)
	f.m, f.e = m, f.e+e
	if x.Sign() < 0 {
		f.m = -f.m
	}
	return f
}

// Exact solves a system exactly; solve is a floating-point solution of it, such as LU.Solve: it replaces
// right-hand sides by unknowns. The solution is refined digit by digit with exact residuals until
// fractions of small denominators fit it (Wan 2006), and these are put into the equations: what is
// returned with ok true satisfies them exactly. ok is false if the context ended, if the equations are
// too ill-conditioned for floating point, or if fractions would need more than about maxBits bits.
func (s *System) Exact(ctx context.Context, solve func([]float64), maxBits int) (x []num.Rat, ok bool) {
	r := &refiner{System: s, x: make([]big.Int, s.n), residual: make([]big.Int, s.n), v: make([]float64, s.n), parts: make([]float, s.n)}
	for i := range r.residual {
		r.residual[i].Set(&s.rhs[i])
	}
	for next := 128; ; {
		if ctx.Err() != nil {
			return nil, false
		}
		done, ok := r.digits(solve)
		if !ok {
			return nil, false
		}
		if !done && r.bits < next {
			continue
		}
		if x, ok := r.fractions(done); ok && s.holds(x) {
			out := make([]num.Rat, s.n)
			for j := range out {
				out[j] = num.FromBig(new(big.Rat).SetFrac(&x[j].p, &x[j].q))
			}
			return out, true
		}
		if done || r.bits > 2*maxBits {
			return nil, false
		}
		next = 2 * r.bits
	}
}

// A refiner holds the solution so far, x/2^bits, and the residual of the equations in the same unit.
type refiner struct {
	*System
	bits     int
	x        []big.Int
	residual []big.Int
	v        []float64
	parts    []float
}

// leastGain is how many bits a step has to bring, or the equations count as ill-conditioned.
const leastGain = 8

// digits adds the digits that one floating-point solution has. done tells that no residual is left.
func (r *refiner) digits(solve func([]float64)) (done, ok bool) {
	most := math.MinInt
	for i := range r.residual {
		f := newFloat(&r.residual[i])
		if f.m != 0 {
			f.m /= r.scale[i].m
			f.e -= r.scale[i].e
			most = max(most, f.e)
		}
		r.parts[i] = f
	}
	if most == math.MinInt {
		return true, true
	}
	for i, f := range r.parts {
		r.v[i] = math.Ldexp(f.m, f.e-most)
	}
	solve(r.v)
	largest := 0.0
	for _, d := range r.v {
		if math.IsNaN(d) || math.IsInf(d, 0) {
			return false, false
		}
		largest = math.Max(largest, math.Abs(d))
	}
	if largest == 0 {
		return false, false
	}
	_, e := math.Frexp(largest)
	gain := 50 - e - most
	if r.bits == 0 {
		gain = max(gain, 0)
	} else if gain < leastGain {
		return false, false
	}
	var a, t big.Int
	for i := range r.residual {
		r.residual[i].Lsh(&r.residual[i], uint(gain))
	}
	for j := range r.x {
		d := math.RoundToEven(math.Ldexp(r.v[j], most+gain))
		r.x[j].Lsh(&r.x[j], uint(gain))
		if d == 0 {
			continue
		}
		if math.Abs(d) < 1<<62 {
			a.SetInt64(int64(d))
		} else {
			new(big.Float).SetFloat64(d).Int(&a)
		}
		r.x[j].Add(&r.x[j], &a)
		for k := r.start[j]; k < r.start[j+1]; k++ {
			res := &r.residual[r.index[k]]
			res.Sub(res, t.Mul(&a, &r.value[k]))
		}
	}
	r.bits += gain
	return false, true
}

// A fraction is p/q with q > 0, maybe not in lowest terms.
type fraction struct{ p, q big.Int }

// slack is how many of the last bits of an unknown count as wrong.
const slack = 34

// fractions finds for each unknown a fraction of small denominator within its error; the denominators
// found so far are tried first. If done, the digits are the numbers themselves.
func (r *refiner) fractions(done bool) ([]fraction, bool) {
	out := make([]fraction, r.n)
	common := big.NewInt(1)
	var t, near, err, unit, bound big.Int
	unit.Lsh(big.NewInt(1), uint(r.bits))
	for j := range r.x {
		f := &out[j]
		if done {
			f.p.Set(&r.x[j])
			f.q.Set(&unit)
			continue
		}
		// common · x/2^bits, to the nearest whole number
		t.Mul(&r.x[j], common)
		near.Rsh(near.Add(&t, near.Rsh(&unit, 1)), uint(r.bits))
		err.Sub(&t, err.Lsh(&near, uint(r.bits)))
		bound.Lsh(common, slack)
		if err.CmpAbs(&bound) <= 0 && common.BitLen()+slack+20 < r.bits {
			f.p.Set(&near)
			f.q.Set(common)
			continue
		}
		if !convergent(f, &r.x[j], &unit, r.bits) {
			return nil, false
		}
		if both := new(big.Int).Set(common); true {
			lcm(both, &f.q)
			common = both
			if both.BitLen() > max(2*f.q.BitLen(), 256) {
				common = new(big.Int).Set(&f.q)
			}
		}
	}
	return out, true
}

// convergent sets f to the first convergent of the continued fraction of x/unit, unit = 2^bits, that is as
// near as x is known. It returns false if its denominator is too large to be told from chance.
func convergent(f *fraction, x, unit *big.Int, bits int) bool {
	var quo, t, bound big.Int
	a, b, q0, q1 := new(big.Int).Set(unit), new(big.Int).Abs(x), new(big.Int), big.NewInt(1)
	b.Rem(b, a) // without the whole part
	for {
		// here b = |q1 · x − p1 · unit|
		bound.Lsh(q1, slack)
		if b.Cmp(&bound) <= 0 {
			break
		}
		if 2*q1.BitLen()+slack+20 >= bits {
			return false
		}
		quo.QuoRem(a, b, &t)
		a, b = b, a.Set(&t)
		q0.Add(q0, t.Mul(&quo, q1))
		q0, q1 = q1, q0
	}
	if 2*q1.BitLen()+slack+20 >= bits {
		return false
	}
	f.q.Set(q1)
	// p is the whole number nearest to q · x/unit
	t.Mul(x, q1)
	f.p.Rsh(t.Add(&t, f.p.Rsh(unit, 1)), uint(bits))
	return true
}

// holds tells whether x satisfies every equation exactly.
func (s *System) holds(x []fraction) bool {
	num, den := make([]big.Int, s.n), make([]big.Int, s.n)
	for i := range den {
		den[i].SetInt64(1)
	}
	var t, u, g big.Int
	for j := range x {
		f := &x[j]
		if f.p.Sign() == 0 {
			continue
		}
		for k := s.start[j]; k < s.start[j+1]; k++ {
			i := s.index[k]
			t.Mul(&f.p, &s.value[k])
			if den[i].Cmp(&f.q) != 0 {
				g.GCD(nil, nil, &den[i], &f.q)
				u.Quo(&f.q, &g)    // what the sum lacks
				g.Quo(&den[i], &g) // what the term lacks
				t.Mul(&t, &g)
				num[i].Mul(&num[i], &u)
				den[i].Mul(&den[i], &u)
			}
			num[i].Add(&num[i], &t)
		}
	}
	for i := range num {
		if num[i].Cmp(t.Mul(&s.rhs[i], &den[i])) != 0 {
			return false
		}
	}
	return true
}
