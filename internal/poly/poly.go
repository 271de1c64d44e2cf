// Package poly solves small systems of polynomial equations and inequalities with rational
// coefficients over the unit cube: exactly, and with an honest word on whether every solution was
// found.
package poly

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"parley/num"
)

// A Poly is a polynomial with rational coefficients in the variables 0 to 254. The zero value is
// the polynomial 0. Polynomials are immutable and may be copied.
type Poly struct {
	t []term // greatest monomial first; no coefficient is 0
}

// A term is a coefficient and a monomial: for each factor a byte, variable + 1, in increasing
// order. x0²·x3 is "\x01\x01\x04".
type term struct {
	m string
	c num.Rat
}

// compareMonomials is -1 if a stands before b: is greater in degree-reverse-lexicographic order,
// which makes for small Gröbner bases.
func compareMonomials(a, b string) int {
	if len(a) != len(b) {
		return len(b) - len(a)
	}
	for k := len(a) - 1; k >= 0; k-- {
		if a[k] != b[k] {
			return int(a[k]) - int(b[k])
		}
	}
	return 0
}

// Const returns the constant c.
func Const(c num.Rat) Poly {
	if c.IsZero() {
		return Poly{}
	}
	return Poly{[]term{{"", c}}}
}

// single holds the monomials of degree 1, so that none is allocated.
var single = func() (s [255]string) {
	for i := range s {
		s[i] = string([]byte{byte(i + 1)})
	}
	return s
}()

// Var returns the variable x_i, 0 <= i <= 254.
func Var(i int) Poly { return Poly{[]term{{single[i], num.One}}} }

// Add returns p + q.
func (p Poly) Add(q Poly) Poly { return p.plus(q, num.One) }

// Sub returns p - q.
func (p Poly) Sub(q Poly) Poly { return p.plus(q, minusOne) }

var minusOne = num.Int(-1)

// AddScaled returns p + c·q.
func (p Poly) AddScaled(q Poly, c num.Rat) Poly { return p.plus(q, c) }

// AddProduct returns p + q·r.
func (p Poly) AddProduct(q, r Poly) Poly {
	if len(q.t) > len(r.t) {
		q, r = r, q
	}
	switch len(q.t) {
	case 0:
		return p
	case 1:
		return p.plusTerm(r, q.t[0].c, q.t[0].m)
	}
	return p.Add(q.Mul(r))
}

// plus returns p + c·q.
func (p Poly) plus(q Poly, c num.Rat) Poly { return p.plusTerm(q, c, "") }

// plusTerm returns p + c·m·q.
func (p Poly) plusTerm(q Poly, c num.Rat, m string) Poly {
	if len(q.t) == 0 || c.IsZero() {
		return p
	}
	one := c.Equal(num.One)
	if len(p.t) == 0 && one && m == "" {
		return q
	}
	t := make([]term, 0, len(p.t)+len(q.t))
	i := 0
	for _, b := range q.t { // multiplying by a monomial keeps the order
		if m != "" {
			b.m = mulMonomials(b.m, m)
		}
		for i < len(p.t) && compareMonomials(p.t[i].m, b.m) < 0 {
			t = append(t, p.t[i])
			i++
		}
		if !one {
			b.c = b.c.Mul(c)
		}
		if i < len(p.t) && p.t[i].m == b.m {
			b.c = b.c.Add(p.t[i].c)
			i++
			if b.c.IsZero() {
				continue
			}
		}
		t = append(t, b)
	}
	return Poly{append(t, p.t[i:]...)}
}

// Scale returns c·p.
func (p Poly) Scale(c num.Rat) Poly {
	if c.IsZero() {
		return Poly{}
	}
	if c.Equal(num.One) {
		return p
	}
	t := make([]term, len(p.t))
	for i, a := range p.t {
		t[i] = term{a.m, a.c.Mul(c)}
	}
	return Poly{t}
}

// Neg returns -p.
func (p Poly) Neg() Poly { return p.Scale(minusOne) }

func mulMonomials(a, b string) string {
	if a == "" {
		return b
	}
	if b == "" {
		return a
	}
	var buf [32]byte
	m := buf[:0]
	for a != "" && b != "" {
		if a[0] <= b[0] {
			m = append(m, a[0])
			a = a[1:]
		} else {
			m = append(m, b[0])
			b = b[1:]
		}
	}
	m = append(m, a...)
	return string(append(m, b...))
}

// timesTerm returns c·m·p.
func (p Poly) timesTerm(c num.Rat, m string) Poly {
	if m == "" {
		return p.Scale(c)
	}
	t := make([]term, len(p.t))
	for i, a := range p.t {
		t[i] = term{mulMonomials(a.m, m), a.c.Mul(c)}
	}
	return Poly{t} // multiplying by a monomial keeps the order
}

// Mul returns p · q.
func (p Poly) Mul(q Poly) Poly {
	if len(p.t) > len(q.t) {
		p, q = q, p
	}
	switch len(p.t) {
	case 0:
		return Poly{}
	case 1:
		return q.timesTerm(p.t[0].c, p.t[0].m)
	}
	t := make([]term, 0, len(p.t)*len(q.t))
	for _, a := range p.t {
		for _, b := range q.t {
			t = append(t, term{mulMonomials(a.m, b.m), a.c.Mul(b.c)})
		}
	}
	return normal(t)
}

// normal sorts terms and adds up those of the same monomial, in place.
func normal(t []term) Poly {
	slices.SortFunc(t, func(a, b term) int { return compareMonomials(a.m, b.m) })
	out := t[:0]
	for _, a := range t {
		if k := len(out) - 1; k >= 0 && out[k].m == a.m {
			out[k].c = out[k].c.Add(a.c)
			continue
		}
		if k := len(out) - 1; k >= 0 && out[k].c.IsZero() {
			out = out[:k]
		}
		out = append(out, a)
	}
	if k := len(out) - 1; k >= 0 && out[k].c.IsZero() {
		out = out[:k]
	}
	return Poly{out}
}

// Pow returns p^k, k >= 0.
func (p Poly) Pow(k int) Poly {
	r := Const(num.One)
	for ; k > 0; k-- {
		r = r.Mul(p)
	}
	return r
}

// Terms returns the number of terms of p.
func (p Poly) Terms() int { return len(p.t) }

// IsZero tells whether p is the polynomial 0.
func (p Poly) IsZero() bool { return len(p.t) == 0 }

// Constant returns the value of p and true if p is constant.
func (p Poly) Constant() (num.Rat, bool) {
	switch {
	case len(p.t) == 0:
		return num.Zero, true
	case p.t[0].m == "":
		return p.t[0].c, true
	}
	return num.Zero, false
}

// Variable returns i and true if p is x_i.
func (p Poly) Variable() (i int, ok bool) {
	if len(p.t) != 1 || len(p.t[0].m) != 1 || !p.t[0].c.Equal(num.One) {
		return 0, false
	}
	return int(p.t[0].m[0]) - 1, true
}

// constantTerm returns p(0).
func (p Poly) constantTerm() num.Rat {
	if k := len(p.t) - 1; k >= 0 && p.t[k].m == "" {
		return p.t[k].c
	}
	return num.Zero
}

// Degree returns the total degree of p; -1 for the polynomial 0.
func (p Poly) Degree() int {
	if len(p.t) == 0 {
		return -1
	}
	return len(p.t[0].m)
}

// Equal tells whether p and q are the same polynomial.
func (p Poly) Equal(q Poly) bool {
	return slices.EqualFunc(p.t, q.t, func(a, b term) bool { return a.m == b.m && a.c.Equal(b.c) })
}

// has tells whether x_i occurs in p.
func (p Poly) has(i int) bool {
	for k := range p.t {
		if strings.IndexByte(p.t[k].m, byte(i+1)) >= 0 {
			return true
		}
	}
	return false
}

// degreeIn returns the greatest power of x_i in p.
func (p Poly) degreeIn(i int) int {
	d := 0
	for k := range p.t {
		d = max(d, strings.Count(p.t[k].m, single[i]))
	}
	return d
}

// A varSet is a set of variables.
type varSet [4]uint64

func (s *varSet) add(i int)           { s[i>>6] |= 1 << (i & 63) }
func (s *varSet) remove(i int)        { s[i>>6] &^= 1 << (i & 63) }
func (s *varSet) has(i int) bool      { return s[i>>6]>>(i&63)&1 != 0 }
func (s *varSet) union(o varSet)      { s[0], s[1], s[2], s[3] = s[0]|o[0], s[1]|o[1], s[2]|o[2], s[3]|o[3] }
func (s *varSet) meets(o varSet) bool { return s[0]&o[0]|s[1]&o[1]|s[2]&o[2]|s[3]&o[3] != 0 }
func (s *varSet) without(o varSet) varSet {
	return varSet{s[0] &^ o[0], s[1] &^ o[1], s[2] &^ o[2], s[3] &^ o[3]}
}
func (s *varSet) count() int {
	return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) + bits.OnesCount64(s[2]) + bits.OnesCount64(s[3])
}
func (s *varSet) list() (v []int) {
	for w, x := range s {
		for ; x != 0; x &= x - 1 {
			v = append(v, w<<6+bits.TrailingZeros64(x))
		}
	}
	return v
}

func (p Poly) vars() (s varSet) {
	for k := range p.t {
		for _, b := range []byte(p.t[k].m) {
			s.add(int(b) - 1)
		}
	}
	return s
}

// Vars returns the variables of p in increasing order.
func (p Poly) Vars() []int {
	s := p.vars()
	return s.list()
}

// Eval returns p(x). Every variable of p must have a value.
func (p Poly) Eval(x []num.Rat) num.Rat {
	var s num.Rat
	for k := range p.t {
		v := p.t[k].c
		for _, b := range []byte(p.t[k].m) {
			v = v.Mul(x[b-1])
		}
		s = s.Add(v)
	}
	return s
}

// signAt returns the sign of p(x), x in the unit cube; near is x in floating point, each with a relative error of at most 2^-50,
// which decides most signs.
func (p Poly) signAt(x []num.Rat, near []float64) int {
	sum, size := 0.0, 0.0
	most := 0 // factors of a term
	for k := range p.t {
		v := p.t[k].c.Approx()
		for _, b := range []byte(p.t[k].m) {
			v *= near[b-1]
		}
		sum += v
		size += math.Abs(v)
		most = max(most, len(p.t[k].m)+1)
	}
	// A term is off by a relative 2^-50 for each factor and 2^-53 for each product, and each sum by 2^-53 of
	// what was summed; what underflows is far below the bound.
	bound := size*float64(2*most+len(p.t))*0x1p-50 + 0x1p-900
	switch {
	case sum > bound:
		return 1
	case sum < -bound:
		return -1
	}
	return p.Eval(x).Sign()
}

// EvalInterval returns bounds of p over the box low <= x <= high.
func (p Poly) EvalInterval(low, high []num.Rat) (lo, hi num.Rat) {
	for k := range p.t {
		a, b := p.t[k].c, p.t[k].c
		m := p.t[k].m
		for i := 0; i < len(m); {
			v, n := int(m[i])-1, 1
			for i+n < len(m) && m[i+n] == m[i] {
				n++
			}
			i += n
			x, y := power(low[v], high[v], n)
			a, b = mulInterval(a, b, x, y)
		}
		lo, hi = lo.Add(a), hi.Add(b)
	}
	return lo, hi
}

// power returns bounds of x^n for a <= x <= b.
func power(a, b num.Rat, n int) (lo, hi num.Rat) {
	lo, hi = a, b
	for range n - 1 {
		lo, hi = lo.Mul(a), hi.Mul(b)
	}
	switch {
	case n%2 == 1 || a.Sign() >= 0:
		return lo, hi
	case b.Sign() <= 0:
		return hi, lo
	}
	return num.Zero, num.Max(lo, hi)
}

func mulInterval(a, b, x, y num.Rat) (lo, hi num.Rat) {
	if x.Sign() >= 0 { // the common case
		lo, hi = a.Mul(x), b.Mul(y)
		if a.Sign() < 0 {
			lo = a.Mul(y)
		}
		if b.Sign() < 0 {
			hi = b.Mul(x)
		}
		return lo, hi
	}
	p, q, r, s := a.Mul(x), a.Mul(y), b.Mul(x), b.Mul(y)
	return num.Min(num.Min(p, q), num.Min(r, s)), num.Max(num.Max(p, q), num.Max(r, s))
}

// coefficients returns the polynomials c_0, c_1, … in the other variables with p = Σ c_k · x_i^k.
func (p Poly) coefficients(i int) []Poly {
	d := p.degreeIn(i)
	c := make([]Poly, d+1)
	if d == 0 {
		c[0] = p
		return c
	}
	for _, a := range p.t {
		k, rest := split(a.m, i)
		c[k].t = append(c[k].t, term{rest, a.c}) // keeps the order
	}
	return c
}

// split returns the power of x_i in m and the other factors.
func split(m string, i int) (power int, rest string) {
	at := strings.IndexByte(m, byte(i+1))
	if at < 0 {
		return 0, m
	}
	end := at + 1
	for end < len(m) && m[end] == byte(i+1) {
		end++
	}
	switch {
	case at == 0:
		return end - at, m[end:]
	case end == len(m):
		return end - at, m[:at]
	}
	return end - at, m[:at] + m[end:]
}

// Subst returns p with q in place of x_i.
func (p Poly) Subst(i int, q Poly) Poly {
	if !p.has(i) {
		return p
	}
	if r, ok := p.substLinear(i, q); ok {
		return r
	}
	c := p.coefficients(i)
	r := c[len(c)-1]
	for k := len(c) - 2; k >= 0; k-- { // Horner
		r = r.Mul(q).Add(c[k])
	}
	return r
}

// substLinear does Subst if x_i occurs in p only by itself: a single merge.
func (p Poly) substLinear(i int, q Poly) (r Poly, ok bool) {
	at := -1
	for k := range p.t {
		m := p.t[k].m
		if strings.IndexByte(m, byte(i+1)) < 0 {
			continue
		}
		if len(m) > 1 {
			return Poly{}, false
		}
		at = k
	}
	c := p.t[at].c
	if len(q.t) == 0 {
		return Poly{slices.Concat(p.t[:at], p.t[at+1:])}, true
	}
	t := make([]term, 0, len(p.t)+len(q.t)-1)
	k := 0
	for _, b := range q.t {
		for ; k < len(p.t) && (k == at || compareMonomials(p.t[k].m, b.m) < 0); k++ {
			if k != at {
				t = append(t, p.t[k])
			}
		}
		v := b.c.Mul(c)
		if k < len(p.t) && p.t[k].m == b.m && k != at {
			v = v.Add(p.t[k].c)
			k++
			if v.IsZero() {
				continue
			}
		}
		t = append(t, term{b.m, v})
	}
	for ; k < len(p.t); k++ {
		if k != at {
			t = append(t, p.t[k])
		}
	}
	return Poly{t}, true
}

// Derivative returns the partial derivative of p by x_i.
func (p Poly) Derivative(i int) Poly {
	var t []term
	for _, a := range p.t {
		if k, _ := split(a.m, i); k > 0 {
			at := strings.IndexByte(a.m, byte(i+1))
			t = append(t, term{a.m[:at] + a.m[at+1:], a.c.Mul(num.Int(int64(k)))})
		}
	}
	return Poly{t} // dividing by x_i keeps the order
}

// primitive returns p divided by a positive number, so that its coefficients are whole and have no
// common divisor.
func (p Poly) primitive() Poly {
	var g num.Rat
	for _, a := range p.t {
		g = num.GCD(g, a.c)
	}
	if g.IsZero() {
		return p
	}
	return p.Scale(g.Inv())
}

// String writes p with x0, x1, … as variables: "x0^2*x1 - 1/2*x2 + 1".
func (p Poly) String() string {
	if len(p.t) == 0 {
		return "0"
	}
	var b strings.Builder
	for k, a := range p.t {
		c := a.c
		switch {
		case k == 0 && c.Sign() < 0:
			b.WriteByte('-')
			c = c.Neg()
		case k > 0 && c.Sign() < 0:
			b.WriteString(" - ")
			c = c.Neg()
		case k > 0:
			b.WriteString(" + ")
		}
		sep := ""
		if a.m == "" || !c.Equal(num.One) {
			b.WriteString(c.String())
			sep = "*"
		}
		for i := 0; i < len(a.m); {
			v, n := int(a.m[i])-1, 1
			for i+n < len(a.m) && a.m[i+n] == a.m[i] {
				n++
			}
			i += n
			fmt.Fprintf(&b, "%sx%d", sep, v)
			if n > 1 {
				b.WriteString("^" + strconv.Itoa(n))
			}
			sep = "*"
		}
	}
	return b.String()
}
