package symbolic

import (
	"parley/internal/linprog"
	"parley/internal/poly"
	"parley/num"
)

// refuted tells whether it is proved that the given conditions on params hold nowhere in the domain: products of
// conditions, each not negative where they hold, add up with weights that are not negative to 0, a
// strict one among them (Motzkin 1936 for linear conditions; Handelman 1988 for products). The weights
// are found by an exact linear program. False says only that no such proof of degree two was found.
func (f *facts) refuted(list ...rel) bool {
	for _, s := range f.samples {
		if holdsAll(list, s) {
			return false
		}
	}
	base := f.premises(list)
	if len(base) > mostPremises {
		return false
	}
	return f.certificate(base)
}

const (
	// mostPremises bounds the conditions that a proof may use.
	mostPremises = 40
	// mostEntries bounds the linear program of one proof, mostWork those of a class together, in entries of their
	// tables, long numbers counted by their length. Where a bound is hit, a condition stays that others may imply.
	mostEntries = 12_000
	mostWork    = 2_000_000
	// longNumber is the length of a number, in bits, that counts once more.
	longNumber = 24
)

// premises collects the conditions, and of the domain what concerns their variables.
func (f *facts) premises(list []rel) []rel {
	used := map[int]bool{}
	for _, r := range list {
		for _, v := range r.p.Vars() {
			used[v] = true
		}
	}
	base := append([]rel{}, list...)
	taken := make([]bool, len(f.list))
	for again := true; again; {
		again = false
		for i, r := range f.list {
			if taken[i] || !meets(r.p, used) {
				continue
			}
			taken[i], again = true, true
			base = append(base, r)
			for _, v := range r.p.Vars() {
				used[v] = true
			}
		}
	}
	for v := range f.params {
		if !used[v] {
			continue
		}
		b, x := f.vars[v], poly.Var(v)
		if b.hasLow {
			base = append(base, rel{p: x.Sub(poly.Const(b.low)), op: strictIf(b.openLow)})
		}
		if b.hasHigh {
			base = append(base, rel{p: poly.Const(b.high).Sub(x), op: strictIf(b.openHigh)})
		}
	}
	return base
}

func strictIf(open bool) op {
	if open {
		return gt
	}
	return ge
}

func meets(p poly.Poly, used map[int]bool) bool {
	for _, v := range p.Vars() {
		if used[v] {
			return true
		}
	}
	return false
}

// certificate looks for the weights: first for the conditions alone, then for products of two.
func (f *facts) certificate(base []rel) bool {
	products := append([]rel{{p: poly.Const(num.One), op: gt}}, base...)
	if f.weights(products) {
		return true
	}
	degree := 2
	for _, r := range base {
		degree = max(degree, r.p.Degree())
	}
	for i, a := range base {
		for _, b := range base[i:] {
			if a.p.Degree()+b.p.Degree() > degree+1 {
				continue
			}
			o := ge
			switch {
			case a.op == eq || b.op == eq:
				o = eq
			case a.op == gt && b.op == gt:
				o = gt
			}
			products = append(products, rel{p: a.p.Mul(b.p), op: o})
		}
	}
	return len(products) > len(base)+1 && f.weights(products)
}

// weights tells whether Σ w_j p_j = 0 has a solution with w_j >= 0 where p_j >= 0 and a positive weight on
// some p_j > 0.
func (f *facts) weights(products []rel) bool {
	row := map[string]int{}
	longest := 0
	for _, r := range products {
		for _, t := range r.p.Each() {
			row[monomialKey(t.Vars)] = 0
			longest = max(longest, t.Coef.BitLen())
		}
	}
	entries := len(row) * len(products) * (1 + longest/longNumber)
	if f.work == nil {
		f.work = new(int)
	}
	if entries > mostEntries || *f.work+entries > mostWork {
		return false
	}
	*f.work += entries
	clear(row)
	prob := &linprog.Problem{N: len(products), Free: make([]bool, len(products))}
	last := make([]num.Rat, len(products))
	for j, r := range products {
		prob.Free[j] = r.op == eq
		if r.op == gt {
			last[j] = num.One
		}
		for _, t := range r.p.Each() {
			key := monomialKey(t.Vars)
			i, ok := row[key]
			if !ok {
				i = len(prob.Rows)
				row[key] = i
				prob.Rows = append(prob.Rows, linprog.Row{Coef: make([]num.Rat, len(products)), Op: linprog.EQ})
			}
			prob.Rows[i].Coef[j] = t.Coef
		}
	}
	prob.Rows = append(prob.Rows, linprog.Row{Coef: last, Op: linprog.EQ, B: num.One})
	_, _, status := prob.Maximize(nil)
	return status == linprog.Optimal
}

func monomialKey(vars []int) string {
	b := make([]byte, len(vars))
	for i, v := range vars {
		b[i] = byte(v)
	}
	return string(b)
}
