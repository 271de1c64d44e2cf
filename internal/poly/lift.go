package poly

import (
	"math/big"

	"parley/internal/linprog"
	"parley/num"
)

// maxLifts bounds the linear relaxations of one call of Solve; maxLifted, the unknowns and monomials of one.
const (
	maxLifts  = 16
	maxLifted = 24
)

// A lifting is a linear relaxation of nonlinear conditions: each monomial is an unknown by itself, held to
// the ranges of its factors by the inequalities of McCormick (1976).
type lifting struct {
	st   *state
	at   map[string]int // column of each monomial
	lo   []num.Rat
	hi   []num.Rat
	rows []linprog.Row
}

// column returns the column of a monomial that is not 1.
func (l *lifting) column(m string) int {
	if k, ok := l.at[m]; ok {
		return k
	}
	last := m[len(m)-1:]
	if len(m) == 1 {
		b := &l.st.x[m[0]-1]
		return l.add(m, b.lo, b.hi)
	}
	x, y := l.column(m[:len(m)-1]), l.column(last)
	z := l.add(m, l.lo[x].Mul(l.lo[y]), l.hi[x].Mul(l.hi[y]))
	// (x - a)(y - b) has a sign where a and b are ends of the ranges: so z - b·x - a·y + a·b has.
	product := func(a, b num.Rat, op linprog.Op) {
		coef := make([]num.Rat, len(l.lo))
		coef[z] = num.One
		coef[x] = coef[x].Sub(b)
		coef[y] = coef[y].Sub(a)
		l.rows = append(l.rows, linprog.Row{Coef: coef, Op: op, B: a.Mul(b).Neg()})
	}
	product(l.lo[x], l.lo[y], linprog.GE)
	product(l.hi[x], l.hi[y], linprog.GE)
	product(l.hi[x], l.lo[y], linprog.LE)
	product(l.lo[x], l.hi[y], linprog.LE)
	return z
}

func (l *lifting) add(m string, lo, hi num.Rat) int {
	k := len(l.lo)
	l.at[m] = k
	l.lo, l.hi = append(l.lo, lo), append(l.hi, hi)
	for _, end := range []linprog.Row{{Op: linprog.GE, B: lo}, {Op: linprog.LE, B: hi}} {
		end.Coef = make([]num.Rat, k+1)
		end.Coef[k] = num.One
		l.rows = append(l.rows, end)
	}
	return k
}

// linear writes p as coefficients of the columns and a constant.
func (l *lifting) linear(p Poly) (coef []num.Rat, constant num.Rat) {
	for _, a := range p.t {
		if a.m != "" {
			l.column(a.m)
		}
	}
	coef = make([]num.Rat, len(l.lo))
	for _, a := range p.t {
		if a.m == "" {
			constant = a.c
		} else {
			coef[l.at[a.m]] = a.c
		}
	}
	return coef, constant
}

// maxDigits bounds the bits of the ends of a range that lift leaves as they are; maxPlaces, the binary places
// of those that it rounds. Where ranges close in on a point the places double with each relaxation: a
// point is for other methods.
const (
	maxDigits = 64
	maxPlaces = 40
)

// outwards returns a range around that from lo to hi, wider by a part of 2^-9 or by 2^-39 at most, whose ends are
// no longer than their place needs. The ends that a relaxation finds are many times as long as the ends
// it starts from: a few relaxations one after another would go on for hours. A single point stays.
func outwards(lo, hi num.Rat) (num.Rat, num.Rat) {
	if lo.Equal(hi) || max(lo.BitLen(), hi.BitLen()) <= maxDigits {
		return lo, hi
	}
	width := hi.Sub(lo).Big()
	places := min(maxPlaces, max(0, width.Denom().BitLen()-width.Num().BitLen()+1+10))
	scale := new(big.Int).Lsh(big.NewInt(1), uint(places))
	round := func(x num.Rat, up int64) num.Rat {
		b := x.Big()
		whole := new(big.Int).Mul(b.Num(), scale)
		if _, rest := whole.DivMod(whole, b.Denom(), new(big.Int)); rest.Sign() != 0 {
			whole.Add(whole, big.NewInt(up))
		}
		return num.FromBig(new(big.Rat).SetFrac(whole, scale))
	}
	return round(lo, 0), round(hi, 1)
}

// lift looks at nonlinear conditions and equations all at once, in a linear relaxation, which shows what no
// box does: that they hold together on a border only, or nowhere. next is the state with narrower ranges and
// with equations for conditions that can hold only as such; nil if nothing was found. It is not ok if the
// state has no solutions.
func (v *solver) lift(st *state, vars []int, conds []cond, zero []Poly) (next *state, ok bool) {
	if v.lifts++; v.lifts > maxLifts {
		return nil, true
	}
	l := &lifting{st: st, at: map[string]int{}}
	use := func(p Poly, op linprog.Op) bool {
		if used := p.vars(); used.meets(st.numbers) {
			return false
		}
		coef, constant := l.linear(p)
		l.rows = append(l.rows, linprog.Row{Coef: coef, Op: op, B: constant.Neg()})
		return true
	}
	var kept []cond
	for _, c := range conds {
		if use(c.p, linprog.GE) {
			kept = append(kept, c)
		}
	}
	for _, p := range zero {
		use(p, linprog.EQ)
	}
	if len(l.lo) > maxLifted {
		return nil, true
	}
	p := &linprog.Problem{N: len(l.lo), Rows: l.rows}
	most := func(coef []num.Rat) (num.Rat, bool) {
		_, value, status := p.Maximize(coef)
		return value, status == linprog.Optimal
	}
	next = st.clone()
	changed := false
	for _, x := range vars {
		k, used := l.at[single[x]]
		if !used {
			continue
		}
		unit := make([]num.Rat, len(l.lo))
		unit[k] = num.One
		hi, feasible := most(unit)
		if !feasible {
			return nil, false
		}
		unit[k] = minusOne
		lo, _ := most(unit)
		lo, hi = outwards(lo.Neg(), hi)
		b := &st.x[x]
		if gained := b.hi.Sub(b.lo).Sub(hi.Sub(lo)); !gained.Mul(num.Int(8)).Less(b.hi.Sub(b.lo)) || lo.Equal(hi) {
			changed = true
			if !next.tighten(x, lo, false, true) || !next.tighten(x, hi, false, false) {
				return nil, false
			}
		}
	}
	for _, c := range kept {
		coef, constant := l.linear(c.p)
		value, feasible := most(coef)
		switch {
		case !feasible:
			return nil, false
		case value.Add(constant).Sign() > 0:
			continue
		case c.strict || value.Add(constant).Sign() < 0:
			return nil, false
		}
		changed = true
		next.zero = append(next.zero, c.p)
	}
	if !changed {
		return nil, true
	}
	next.changed()
	return next, true
}
