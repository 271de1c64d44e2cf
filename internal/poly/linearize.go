package poly

import (
	"parley/internal/linprog"
	"parley/num"
)

// monomials returns the monomials of the given degree in each group.
func (o *oddsSystem) monomials(degrees []int) []string {
	out := []string{""}
	for g, d := range degrees {
		powers := []string{""}
		var of func(k, d int, m string)
		of = func(k, d int, m string) {
			if d == 0 {
				powers = append(powers, m)
				return
			}
			if k == len(o.groups[g]) {
				return
			}
			of(k, d-1, mulMonomials(m, single[o.groups[g][k]]))
			of(k+1, d, m)
		}
		if d > 0 {
			powers = powers[:0]
			of(0, d, "")
		}
		var next []string
		for _, a := range out {
			for _, b := range powers {
				next = append(next, mulMonomials(a, b))
			}
		}
		out = next
	}
	return out
}

// maxProgramSize bounds the rows and the columns of a linearization.
const maxProgramSize = 400

// A linearization is a linear program whose unknowns are the monomials of a system.
type linearization struct {
	o       *oddsSystem
	degrees []int // of the monomials, in each group
	at      map[string]int
	sure    []bool // by monomial: it is positive
	rows    []linprog.Row
}

// linearization takes every monomial of the given degrees for an unknown of its own. Its rows are the equations and
// conditions, each multiplied by all monomials that bring it to these degrees (reformulation and linearization,
// Sherali and Tuncbilek 1992): necessary conditions. That they cannot hold together is proved by a sum of multiples of
// them that has no negative coefficient, and a positive one at a monomial that is positive (Farkas 1902); such a
// sum proves, in homogeneous coordinates, that there is no solution inside, even where the border is full
// of solutions. ok is false if the program would be too large.
func (o *oddsSystem) linearization(degrees []int) (l *linearization, ok bool) {
	size := 1
	for g, d := range degrees {
		if size *= binomial(d+len(o.groups[g])-1, d); size > maxProgramSize {
			return nil, false
		}
	}
	monomials := o.monomials(degrees)
	l = &linearization{o: o, degrees: degrees, at: make(map[string]int, len(monomials)), sure: make([]bool, len(monomials))}
	for k, m := range monomials {
		l.at[m] = k
		l.sure[k] = o.positive(m)
	}
	l.somePositive()
	for _, p := range o.zero {
		l.add(cond{p, false}, linprog.EQ)
	}
	for _, c := range o.cond {
		l.add(c, linprog.GE)
	}
	return l, len(l.rows) <= maxProgramSize
}

// positive tells whether a monomial is.
func (o *oddsSystem) positive(m string) bool {
	for _, b := range []byte(m) {
		if !o.strict[b-1] {
			return false
		}
	}
	return true
}

// somePositive says that not all monomials are 0, since one unknown of each group is positive; of a group that has
// unknowns known to be, one of these.
func (l *linearization) somePositive() {
	whole := true
	row := linprog.Row{Coef: make([]num.Rat, len(l.at)), Op: linprog.GE, B: num.One}
	sums := make([]Poly, len(l.o.groups))
	for g, group := range l.o.groups {
		sum, all := Poly{}, Poly{}
		for _, i := range group {
			all = all.Add(Var(i))
			if l.o.strict[i] {
				sum = sum.Add(Var(i))
			}
		}
		if sum.IsZero() {
			whole, sum = false, all
		}
		sums[g] = sum
	}
	if whole {
		return // monomials that are positive say so
	}
	product := Const(num.One)
	for g, d := range l.degrees {
		product = product.Mul(sums[g].Pow(d))
	}
	for _, a := range product.t {
		row.Coef[l.at[a.m]] = num.One
	}
	l.rows = append(l.rows, row)
}

// add adds the multiples of a condition. Whatever is positive may be taken to be at least 1, since all rows are
// homogeneous in the monomials; positive monomials are counted from there.
func (l *linearization) add(c cond, op linprog.Op) {
	rest := l.o.degreesOf(c.p)
	for g := range rest {
		rest[g] = l.degrees[g] - rest[g]
	}
	for _, m := range l.o.monomials(rest) {
		row := linprog.Row{Coef: make([]num.Rat, len(l.at)), Op: op}
		if c.strict && l.o.positive(m) {
			row.B = num.One
		}
		for _, a := range c.p.t {
			k := l.at[mulMonomials(a.m, m)]
			row.Coef[k] = a.c
			if l.sure[k] {
				row.B = row.B.Sub(a.c)
			}
		}
		l.rows = append(l.rows, row)
	}
}

// impossible tells whether it is proved that the rows cannot hold together. Which of them show it is found in
// floating point; that they do is proved exactly.
func (l *linearization) impossible() bool {
	shown, ok := newFloatProgram(len(l.at), l.rows).infeasible()
	if !ok {
		return false
	}
	p := linprog.Problem{N: len(l.at)}
	for _, i := range shown {
		p.Rows = append(p.Rows, l.rows[i])
	}
	_, _, status := p.Maximize(nil)
	return status == linprog.Infeasible
}

func (l *linearization) work() int {
	m, n := len(l.rows), len(l.at)
	return m * n * min(m, n)
}

func binomial(n, k int) int {
	b := 1
	for i := range k {
		b = b * (n - i) / (i + 1)
	}
	return b
}
