package dominance

import (
	"parley/internal/linprog"
	"parley/num"
	"parley/solve"
)

// judge tells whether row r is dominated: by is the mixture of rows that dominates it, or nil, and then
// why the weights of a belief about the columns that keeps it (for weak dominance: to which 1 is to be
// added everywhere); nil for dominance by pure strategies, where there need be no such belief.
//
// Of pure strategies that dominate the one with the greatest gain is taken, in the worst case (for weak
// dominance: in sum); of mixtures, if no pure strategy does, as well. The gain in the worst case is the
// value of the zero-sum game in which one side mixes rows and the other columns.
func (t *table) judge(r int, kind solve.Dominance) (by, why []num.Rat) {
	if kind != solve.WeakDominance {
		if c := t.bestIn(r); c >= 0 {
			if kind == solve.PureDominance {
				return nil, nil
			}
			why = make([]num.Rat, len(t.cols))
			why[c] = num.One
			return nil, why
		}
	}
	if k := t.pure(r, kind == solve.WeakDominance); k >= 0 {
		by = make([]num.Rat, len(t.rows))
		by[k] = num.One
		return by, nil
	}
	switch kind {
	case solve.PureDominance:
		return nil, nil
	case solve.WeakDominance:
		if why = t.strictlyBest(r); why != nil {
			return nil, why
		}
		return t.weaklyMixed(r)
	}
	if why = t.play(r, false); why != nil {
		return nil, why
	}
	return t.mixed(r)
}

// strictlyBest returns the weights of a belief to which row r is the only best reply, so large that this
// still holds if 1 is added everywhere; nil if none is found. It spares most of the rows the larger programs
// of weaklyMixed.
func (t *table) strictlyBest(r int) []num.Rat {
	if len(t.rows) == 1 {
		return make([]num.Rat, len(t.cols))
	}
	for c := range t.cols {
		best := true
		for k := range t.rows {
			best = best && (k == r || t.u[k][c].Less(t.u[r][c]))
		}
		if best {
			return t.outweigh(r, unit(c, len(t.cols)))
		}
	}
	if why := t.play(r, true); why != nil {
		return t.outweigh(r, why)
	}
	cols := t.worst(r)
	if _, gain := t.best(r, cols); gain.Sign() >= 0 {
		return nil
	}
	n := len(cols)
	p := linprog.Problem{N: n + 1, Rows: []linprog.Row{sumToOne(n)}}
	for k := range t.rows {
		if k == r {
			continue
		}
		row := make([]num.Rat, n+1)
		for j, c := range cols {
			row[j] = t.u[r][c].Sub(t.u[k][c])
		}
		row[n] = num.Int(-1)
		p.Rows = append(p.Rows, linprog.Row{Coef: row, Op: linprog.GE})
	}
	y, _, status := p.Maximize(unit(n, n+1))
	if status != linprog.Optimal || y[n].Sign() <= 0 {
		return nil
	}
	why := make([]num.Rat, len(t.cols))
	for j, c := range cols {
		why[c] = why[c].Add(y[j])
	}
	return t.outweigh(r, why)
}

// outweigh scales a belief to which row r is the only best reply until it is one as well with 1 added
// to every weight.
func (t *table) outweigh(r int, why []num.Rat) []num.Rat {
	scale := num.Zero
	for k, even := range t.sums(r) {
		if k == r || even.Sign() <= 0 {
			continue
		}
		edge := num.Zero
		for c, p := range why {
			if !p.IsZero() {
				edge = edge.Add(p.Mul(t.u[r][c].Sub(t.u[k][c])))
			}
		}
		scale = num.Max(scale, even.Quo(edge))
	}
	out := make([]num.Rat, len(why))
	for c, p := range why {
		out[c] = p.Mul(scale)
	}
	return out
}

// bestIn returns the first column to which r is a best reply, or -1.
func (t *table) bestIn(r int) int {
next:
	for c := range t.cols {
		for k := range t.rows {
			if t.u[r][c].Less(t.u[k][c]) {
				continue next
			}
		}
		return c
	}
	return -1
}

// pure returns the row that dominates r by most, or -1.
func (t *table) pure(r int, weak bool) int {
	best, gain := -1, num.Zero
	for k := range t.rows {
		if k == r {
			continue
		}
		if g, ok := t.above(k, r, weak); ok && gain.Less(g) {
			best, gain = k, g
		}
	}
	return best
}

// above tells whether row k dominates row r, and its gain in the worst column or, if weak, in all together.
func (t *table) above(k, r int, weak bool) (gain num.Rat, ok bool) {
	for c := range t.cols {
		g := t.u[k][c].Sub(t.u[r][c])
		switch {
		case g.Sign() < 0 || !weak && g.Sign() == 0:
			return gain, false
		case weak:
			gain = gain.Add(g)
		case c == 0 || g.Less(gain):
			gain = g
		}
	}
	return gain, gain.Sign() > 0
}

// mixed finds the mixture of rows whose gain over row r in the worst column is greatest, over more and
// more columns: at each step those are added in which the last mixture does worse than it should.
func (t *table) mixed(r int) (by, why []num.Rat) {
	cols := t.worst(r)
	for {
		x, gain := t.best(r, cols)
		if gain.Sign() <= 0 {
			return nil, t.belief(r, cols, false)
		}
		more := t.below(x, r, gain)
		if more == nil {
			return x, nil
		}
		cols = append(cols, more...)
	}
}

// weaklyMixed does the same for weak dominance: of the mixtures that nowhere do worse than row r the one
// that gains most in sum.
func (t *table) weaklyMixed(r int) (by, why []num.Rat) {
	cols := t.worst(r)
	for {
		x, gain := t.bestSum(r, cols)
		if gain.Sign() <= 0 {
			return nil, t.belief(r, cols, true)
		}
		more := t.below(x, r, num.Zero)
		if more != nil {
			cols = append(cols, more...)
			continue
		}
		// Without the weight that is left on r itself every gain grows.
		rest := num.One.Sub(x[r])
		for k := range x {
			if k == r {
				x[k] = num.Zero
			} else {
				x[k] = x[k].Quo(rest)
			}
		}
		return x, nil
	}
}

// worst returns columns to begin with: for each other row the one in which it loses most to r.
func (t *table) worst(r int) []int {
	var out []int
	has := map[int]bool{}
	for k := range t.rows {
		if k == r {
			continue
		}
		at := 0
		var least num.Rat
		for c := range t.cols {
			if g := t.u[k][c].Sub(t.u[r][c]); c == 0 || g.Less(least) {
				at, least = c, g
			}
		}
		if !has[at] {
			has[at] = true
			out = append(out, at)
		}
	}
	if out == nil {
		out = []int{0}
	}
	return out
}

// below returns the column in which the gain of x over row r is farthest below a bound, or nil.
func (t *table) below(x []num.Rat, r int, bound num.Rat) []int {
	at, least := -1, bound
	for c := range t.cols {
		if g := t.value(x, c).Sub(t.u[r][c]); g.Less(least) {
			at, least = c, g
		}
	}
	if at < 0 {
		return nil
	}
	return []int{at}
}

// best maximizes the least gain over row r in some columns, by mixtures of the other rows.
func (t *table) best(r int, cols []int) (x []num.Rat, gain num.Rat) {
	n := len(t.rows)
	p := linprog.Problem{N: n + 1, Free: make([]bool, n+1)}
	p.Free[n] = true
	for _, c := range cols {
		row := make([]num.Rat, n+1)
		for k := range t.rows {
			row[k] = t.u[k][c].Sub(t.u[r][c])
		}
		row[n] = num.Int(-1)
		p.Rows = append(p.Rows, linprog.Row{Coef: row, Op: linprog.GE})
	}
	p.Rows = append(p.Rows, sumToOne(n))
	p.Rows = append(p.Rows, linprog.Row{Coef: unit(r, r+1), Op: linprog.EQ})
	y, gain, status := p.Maximize(unit(n, n+1))
	if status != linprog.Optimal {
		return nil, num.Zero // there is no other row
	}
	return y[:n], gain
}

// bestSum maximizes the sum of gains over row r in all columns among the mixtures that lose in none of
// the given columns.
func (t *table) bestSum(r int, cols []int) (x []num.Rat, gain num.Rat) {
	n := len(t.rows)
	p := linprog.Problem{N: n}
	for _, c := range cols {
		row := make([]num.Rat, n)
		for k := range t.rows {
			row[k] = t.u[k][c].Sub(t.u[r][c])
		}
		p.Rows = append(p.Rows, linprog.Row{Coef: row, Op: linprog.GE})
	}
	p.Rows = append(p.Rows, sumToOne(n))
	x, gain, status := p.Maximize(t.sums(r))
	if status != linprog.Optimal {
		panic("dominance: a strategy does not do as well as itself")
	}
	return x, gain
}

// sums returns the gain of each row over row r, summed over all columns.
func (t *table) sums(r int) []num.Rat {
	out := make([]num.Rat, len(t.rows))
	for k := range t.rows {
		for c := range t.cols {
			out[k] = out[k].Add(t.u[k][c].Sub(t.u[r][c]))
		}
	}
	return out
}

// belief returns weights of the given columns against which row r is a best reply; if even, with 1 added
// to the weight of each column. By the duality of linear programs they exist if no mixture dominates r
// there.
func (t *table) belief(r int, cols []int, even bool) []num.Rat {
	p := linprog.Problem{N: len(cols)}
	base := make([]num.Rat, len(t.rows))
	if even {
		base = t.sums(r)
	} else {
		p.Rows = append(p.Rows, sumToOne(len(cols)))
	}
	for k := range t.rows {
		if k == r {
			continue
		}
		row := make([]num.Rat, len(cols))
		for j, c := range cols {
			row[j] = t.u[k][c].Sub(t.u[r][c])
		}
		p.Rows = append(p.Rows, linprog.Row{Coef: row, Op: linprog.LE, B: base[k].Neg()})
	}
	y, _, status := p.Maximize(nil)
	if status != linprog.Optimal {
		panic("dominance: neither a mixture nor a belief")
	}
	out := make([]num.Rat, len(t.cols))
	for j, c := range cols {
		out[c] = out[c].Add(y[j])
	}
	return out
}

func sumToOne(n int) linprog.Row {
	row := make([]num.Rat, n)
	for j := range row {
		row[j] = num.One
	}
	return linprog.Row{Coef: row, Op: linprog.EQ, B: num.One}
}

func unit(j, n int) []num.Rat {
	out := make([]num.Rat, n)
	out[j] = num.One
	return out
}
