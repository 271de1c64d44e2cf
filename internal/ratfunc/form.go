package ratfunc

import (
	"math/big"
	"slices"
	"strings"
	"unicode"

	"parley/internal/poly"
	"parley/num"
)

// A Syntax is a way to write formulas.
type Syntax struct {
	Name  func(i int) string // of the variable x_i
	times string
	open  string
	close string
	power func(base string, k int) string
	frac  func(n, d string) string // nil: written with a stroke
	rat   func(c num.Rat) string
}

// Text writes formulas in the model language: a * (1 - b) / c.
func Text(name func(i int) string) *Syntax {
	return &Syntax{Name: name, times: " * ", open: "(", close: ")", rat: num.Rat.String,
		power: func(base string, k int) string { return strings.Repeat(base+" * ", k-1) + base }}
}

// LaTeX writes formulas for the mathematics mode of LaTeX.
func LaTeX(name func(i int) string) *Syntax {
	return &Syntax{Name: name, times: ` \, `, open: `\left(`, close: `\right)`,
		power: func(base string, k int) string { return base + "^{" + num.Int(int64(k)).String() + "}" },
		frac:  func(n, d string) string { return `\frac{` + n + "}{" + d + "}" },
		rat: func(c num.Rat) string {
			n, d := parts(c.Abs())
			s := n.String()
			if !d.Equal(num.One) {
				s = `\frac{` + s + "}{" + d.String() + "}"
			}
			if c.Sign() < 0 {
				return "-" + s
			}
			return s
		}}
}

// parts returns the numerator and denominator of c.
func parts(c num.Rat) (n, d num.Rat) {
	d = num.FromBig(new(big.Rat).SetInt(c.Big().Denom()))
	return c.Mul(d), d
}

// A piece is a formula as written and how tightly it binds.
type piece struct {
	text  string
	binds int
}

// How tightly formulas bind.
const (
	sum = iota
	negated
	product
	atom
)

func (s *Syntax) at(p piece, least int) string {
	if p.binds < least {
		return s.open + p.text + s.close
	}
	return p.text
}

// Func writes f in the shortest of its forms: numerator and denominator each expanded, in factors, or with one
// variable taken out.
func (s *Syntax) Func(f Func) string { return s.function(f).text }

func (s *Syntax) function(f Func) piece {
	if f.den.IsZero() {
		return s.Poly(f.num)
	}
	n, d := f.num, f.den
	if !pretty(d) {
		n, d = n.Neg(), d.Neg()
	}
	// Whole numbers stand over and under the stroke, not fractions within it.
	c, whole := n.Primitive()
	cn, cd := parts(c.Abs())
	whole, minus := whole.Scale(cn), c.Sign() < 0
	d = d.Scale(cd)
	if minus && mixed(whole) {
		whole, minus = whole.Neg(), false
	} else if !minus && !pretty(whole) && !mixed(whole) {
		whole, minus = whole.Neg(), true
	}
	p := s.stroke(s.Poly(whole), s.Poly(d))
	if minus {
		return piece{"-" + s.at(p, product), negated}
	}
	return p
}

func (s *Syntax) stroke(n, d piece) piece {
	if s.frac != nil {
		return piece{s.frac(n.text, d.text), atom}
	}
	return piece{s.at(n, product) + " / " + s.at(d, atom), product}
}

// mostTerms is up to which number of terms the shortest form is looked for; longer polynomials are expanded.
const mostTerms = 12

// Poly writes a polynomial in the shortest of its forms.
func (s *Syntax) Poly(p poly.Poly) piece {
	best := s.expanded(p)
	if p.Terms() < 2 {
		return best
	}
	consider := func(q piece) {
		if cost(q) < cost(best) {
			best = q
		}
	}
	if p.Terms() > mostTerms {
		return best
	}
	consider(s.factored(p))
	for _, i := range p.Vars() {
		if p.DegreeIn(i) == 1 && !homogeneous(p) { // a·b + a·c + b·c reads best as it is
			consider(s.grouped(p, i))
		}
	}
	return best
}

// String returns what is written.
func (p piece) String() string { return p.text }

// cost is what makes a formula hard to read: its length, parentheses, and names that come again. Commands of LaTeX do
// not count, so that both languages choose the same forms.
func cost(p piece) int {
	text := commands.Replace(p.text)
	n, inName := len(text)+strings.Count(text, "("), false
	for _, r := range text {
		letter := r == '_' || unicode.IsLetter(r) || inName && unicode.IsDigit(r)
		if letter && !inName {
			n += 2
		}
		inName = letter
	}
	return n
}

var commands = strings.NewReplacer(`\mathit{`, "", `\left`, "", `\right`, "", ` \, `, " * ", `\`, "", "}", "")

// ordered returns terms in the order of reading: by degree, then by variables; a positive one first.
func ordered(p poly.Poly) []poly.Term {
	t := p.Each()
	slices.SortStableFunc(t, func(a, b poly.Term) int {
		if d := len(a.Vars) - len(b.Vars); d != 0 {
			return d
		}
		return slices.Compare(a.Vars, b.Vars)
	})
	if at := slices.IndexFunc(t, func(a poly.Term) bool { return a.Coef.Sign() > 0 }); at > 0 {
		first := t[at]
		copy(t[1:at+1], t[:at])
		t[0] = first
	}
	return t
}

// pretty tells whether the term of least degree is positive, mixed whether there are terms of both signs.
func pretty(p poly.Poly) bool {
	t := p.Each()
	least := slices.MinFunc(t, func(a, b poly.Term) int {
		if d := len(a.Vars) - len(b.Vars); d != 0 {
			return d
		}
		return slices.Compare(a.Vars, b.Vars)
	})
	return least.Coef.Sign() > 0
}

func mixed(p poly.Poly) bool {
	positive, negative := false, false
	for _, t := range p.Each() {
		positive = positive || t.Coef.Sign() > 0
		negative = negative || t.Coef.Sign() < 0
	}
	return positive && negative
}

func (s *Syntax) expanded(p poly.Poly) piece {
	if p.IsZero() {
		return piece{"0", atom}
	}
	var b strings.Builder
	terms := ordered(p)
	for k, t := range terms {
		switch {
		case k == 0 && t.Coef.Sign() < 0:
			b.WriteString("-")
		case k > 0 && t.Coef.Sign() < 0:
			b.WriteString(" - ")
		case k > 0:
			b.WriteString(" + ")
		}
		m := s.term(t.Coef.Abs(), t.Vars)
		b.WriteString(s.at(m, product))
		if len(terms) == 1 {
			if t.Coef.Sign() < 0 {
				m.binds = negated
			}
			return piece{b.String(), m.binds}
		}
	}
	return piece{b.String(), sum}
}

// term writes a positive coefficient times a monomial.
func (s *Syntax) term(c num.Rat, vars []int) piece {
	var factors []piece
	for i := 0; i < len(vars); {
		k := 1
		for i+k < len(vars) && vars[i+k] == vars[i] {
			k++
		}
		factors = append(factors, s.powered(piece{s.Name(vars[i]), atom}, k))
		i += k
	}
	return s.product(c, factors)
}

func (s *Syntax) powered(p piece, k int) piece {
	if k == 1 {
		return p
	}
	q := piece{s.power(s.at(p, atom), k), product}
	if s.frac != nil {
		q.binds = atom
	}
	return q
}

// product writes c times a product; c is positive. A fraction with a numerator of 1 becomes a divisor.
func (s *Syntax) product(c num.Rat, factors []piece) piece {
	n, d := parts(c)
	if len(factors) == 0 {
		if d.Equal(num.One) || s.frac != nil {
			return piece{s.rat(c), atom}
		}
		return piece{s.rat(c), product}
	}
	var list []string
	if !n.Equal(num.One) {
		list = append(list, s.rat(n))
	}
	for _, f := range factors {
		list = append(list, s.at(f, product))
	}
	p := piece{strings.Join(list, s.times), product}
	if len(factors) == 1 && len(list) == 1 {
		p = factors[0]
	}
	if d.Equal(num.One) {
		return p
	}
	return s.stroke(p, piece{s.rat(d), atom})
}

func (s *Syntax) factored(p poly.Poly) piece {
	c, factors := p.Factorize()
	if len(factors) < 2 && (len(factors) == 0 || factors[0].Power == 1) && c.Abs().Equal(num.One) {
		return s.expanded(p)
	}
	minus := c.Sign() < 0
	for k := range factors {
		if f := &factors[k]; !pretty(f.Poly) {
			f.Poly, minus = f.Neg(), minus != (f.Power%2 == 1)
		}
	}
	if minus { // a factor with terms of both signs takes the sign
		if k := slices.IndexFunc(factors, func(f poly.Factor) bool { return f.Power%2 == 1 && mixed(f.Poly) }); k >= 0 {
			factors[k].Poly, minus = factors[k].Neg(), false
		}
	}
	var list []piece
	for _, f := range factors {
		q := s.expanded(f.Poly)
		if f.Terms() > 2 && len(factors) > 1 || f.Power > 1 {
			q = s.Poly(f.Poly)
		}
		if len(factors) > 1 || f.Power > 1 || !c.Abs().Equal(num.One) {
			if q.binds < product {
				q = piece{s.open + q.text + s.close, atom}
			}
		}
		list = append(list, s.powered(q, f.Power))
	}
	out := s.product(c.Abs(), list)
	if minus {
		return piece{"-" + s.at(out, product), negated}
	}
	return out
}

// homogeneous tells whether all terms are of one degree.
func homogeneous(p poly.Poly) bool {
	t := p.Each()
	return !slices.ContainsFunc(t, func(a poly.Term) bool { return len(a.Vars) != len(t[0].Vars) })
}

// grouped writes a·x_i + b as b + x_i · (a).
func (s *Syntax) grouped(p poly.Poly, i int) piece {
	c := p.Coefficients(i)
	if c[1].Terms() < 2 || c[0].IsZero() {
		return s.expanded(p)
	}
	a, sign := c[1], " + "
	if !pretty(a) {
		a, sign = a.Neg(), " - "
	}
	inner := s.Poly(a)
	term := s.Name(i) + s.times + s.at(inner, product)
	rest := s.Poly(c[0])
	if less, ok := strings.CutPrefix(rest.text, "-"); ok && sign == " + " && rest.binds != sum {
		return piece{term + " - " + less, sum}
	}
	return piece{rest.text + sign + term, sum}
}
