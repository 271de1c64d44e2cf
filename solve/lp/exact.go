package lp

import (
	"context"

	"parley/game/sequence"
	"parley/internal/linprog"
	"parley/internal/sparse"
	"parley/num"
)

// exact solves the last basis in exact arithmetic. It returns true, with the equilibrium in the result,
// if the two plans are realization plans and each guarantees its player what the other allows: that
// proves them optimal, whatever the way to them was.
func (r *run) exact(ctx context.Context, bits int) bool {
	if bits < 0 {
		return false
	}
	b := r.exactBasis()
	primal, dual, ok := b.solve(ctx, bits)
	if !ok {
		return false
	}
	p := r.prog
	x := make([]num.Rat, p.n1)
	x[0] = num.One
	for k, j := range b.basic {
		if int(j) < p.n1 {
			x[j] = primal[k]
		}
	}
	y := dual[:p.n2]
	value, ok := r.proved(x, y)
	if !ok {
		return false
	}
	r.done(x, y, value, b.unique(primal, dual))
	return true
}

// proved returns the value of the game if x and y are realization plans that are optimal for it.
func (r *run) proved(x, y []num.Rat) (num.Rat, bool) {
	one, two := &r.form.Sides[0], &r.form.Sides[1]
	if one.CheckPlan(x) != nil || two.CheckPlan(y) != nil {
		return num.Zero, false
	}
	high, _ := one.Best(r.pay.Against(0, 0, one.Len(), y))
	worth := r.pay.Against(1, 0, two.Len(), x)
	for t := range worth {
		worth[t] = worth[t].Neg()
	}
	low, _ := two.Best(worth)
	return high, high.Equal(low.Neg())
}

// An exactBasis is the basis matrix in rationals.
type exactBasis struct {
	*program
	basic []int32
	after [][]int32 // sets of the first player by the sequence before them
}

func (r *run) exactBasis() *exactBasis {
	one := &r.form.Sides[0]
	b := &exactBasis{program: r.prog, basic: r.basis.Basis.Basic, after: make([][]int32, r.prog.n1)}
	for h := range one.Sets {
		b.after[one.Sets[h].Parent] = append(b.after[one.Sets[h].Parent], int32(h))
	}
	return b
}

// column returns variable j's column: as in program, with exact numbers. What is no payoff is 1 or -1.
func (b *exactBasis) column(j int32) ([]int32, []num.Rat) {
	if j := int(j) - b.A.Cols(); j >= 0 {
		return []int32{int32(j)}, []num.Rat{num.Int(-1)}
	}
	idx, float := b.A.Col(int(j))
	val := make([]num.Rat, len(idx))
	payoffs := 0
	if int(j) < b.n1 {
		for k := b.pay.Start[j]; k < b.pay.Start[j+1]; k++ {
			if !b.pay.Exact[0][k].IsZero() {
				val[payoffs] = b.pay.Exact[0][k]
				payoffs++
			}
		}
	}
	for k := payoffs; k < len(val); k++ {
		val[k] = num.Int(int64(float[k]))
	}
	return idx, val
}

// solve returns the basic variables, with 1 for the empty sequence and 0 for what is not basic, and the
// multipliers of the rows.
func (b *exactBasis) solve(ctx context.Context, bits int) (primal, dual []num.Rat, ok bool) {
	m := b.A.Rows
	columns := make([][]num.Rat, m)
	rows := make([][]int32, m)
	var lu sparse.LU
	float := make([][]float64, m)
	cost := make([]num.Rat, m)
	for k, j := range b.basic {
		rows[k], columns[k] = b.column(j)
		float[k] = make([]float64, len(columns[k]))
		for e, v := range columns[k] {
			float[k][e] = v.Float()
		}
		if int(j) == b.n1 {
			cost[k] = num.Int(-1)
		}
	}
	if swaps := lu.Factor(m, func(k int) ([]int32, []float64) { return rows[k], float[k] }); len(swaps) > 0 {
		return nil, nil, false
	}
	rhs := make([]num.Rat, m)
	first, val := b.column(0)
	for e, i := range first {
		rhs[i] = val[e].Neg()
	}
	col := func(k int) ([]int32, []num.Rat) { return rows[k], columns[k] }
	if primal, ok = sparse.NewSystem(m, col, rhs, false).Exact(ctx, lu.Solve, bits); !ok {
		return nil, nil, false
	}
	dual, ok = sparse.NewSystem(m, col, cost, true).Exact(ctx, lu.SolveT, bits)
	return primal, dual, ok
}

// unique tells whether the basis proves that there is no other equilibrium: no variable that might be
// positive is 0 in both programs, and no player's own play excludes any of his information sets.
func (b *exactBasis) unique(primal, dual []num.Rat) bool {
	basic := make([]bool, b.A.Cols()+b.A.Rows)
	x := make([]num.Rat, b.n1)
	x[0] = num.One
	slack := b.A.Cols()
	for k, j := range b.basic {
		basic[j] = true
		switch {
		case int(j) >= b.n1 && int(j) < slack: // a value, of either sign
		case primal[k].Sign() <= 0:
			return false
		case int(j) >= slack+b.n2: // a row that follows from others
			return false
		case int(j) < b.n1:
			x[j] = primal[k]
		}
	}
	for t := range b.n2 {
		if !basic[slack+t] && dual[t].Sign() <= 0 {
			return false
		}
	}
	for s := 1; s < b.n1; s++ {
		if basic[s] {
			continue
		}
		d := num.Zero
		idx, val := b.column(int32(s))
		for e, i := range idx {
			d = d.Sub(val[e].Mul(dual[i]))
		}
		if d.Sign() <= 0 {
			return false
		}
	}
	return reached(&b.form.Sides[0], x) && reached(&b.form.Sides[1], dual[:b.n2])
}

// reached tells whether a plan leads to all of the player's information sets, as far as it depends on him.
func reached(s *sequence.Side, plan []num.Rat) bool {
	for h := range s.Sets {
		if plan[s.Sets[h].Parent].IsZero() {
			return false
		}
	}
	return true
}

// mostSmall bounds the sequences of both players of games that go to exact pivoting from the start
// where the basis of the floating-point solution is not the best one exactly.
const mostSmall = 200

// small solves the programs of both players of a small game in exact arithmetic. It returns true if that
// gave the equilibrium.
func (r *run) small(ctx context.Context) bool {
	if r.prog.n1+r.prog.n2 > mostSmall || ctx.Err() != nil {
		return false
	}
	x := r.maximin(0)
	y := r.maximin(1)
	if x == nil || y == nil {
		return false
	}
	value, ok := r.proved(x, y)
	if ok {
		r.done(x, y, value, false)
	}
	return ok
}

// maximin returns an optimal plan of player i by the exact dense simplex method: columns are his
// sequences and then the value of the other's empty sequence and sets.
func (r *run) maximin(i int) []num.Rat {
	own, other := &r.form.Sides[i], &r.form.Sides[1-i]
	cols := own.Len() + 1 + len(other.Sets)
	p := linprog.Problem{N: cols, Free: make([]bool, cols)}
	for j := own.Len(); j < cols; j++ {
		p.Free[j] = true
	}
	rows := make([][]num.Rat, other.Len())
	for t := range rows {
		rows[t] = make([]num.Rat, cols)
		rows[t][own.Len()+1+int(other.Of[t])] = num.Int(-1)
	}
	for h := range other.Sets {
		rows[other.Sets[h].Parent][own.Len()+1+h] = num.One
	}
	for s := range r.prog.n1 {
		for k := r.pay.Start[s]; k < r.pay.Start[s+1]; k++ {
			if u := r.pay.Exact[0][k]; i == 0 {
				rows[r.pay.Col[k]][s] = u
			} else {
				rows[s][r.pay.Col[k]] = u.Neg()
			}
		}
	}
	for t := range rows {
		p.Rows = append(p.Rows, linprog.Row{Coef: rows[t], Op: linprog.GE})
	}
	empty := make([]num.Rat, 1)
	empty[0] = num.One
	p.Rows = append(p.Rows, linprog.Row{Coef: empty, Op: linprog.EQ, B: num.One})
	for h := range own.Sets {
		set := &own.Sets[h]
		coef := make([]num.Rat, own.Len())
		coef[set.Parent] = num.Int(-1)
		for q := set.First; q < set.First+set.Num; q++ {
			coef[q] = num.One
		}
		p.Rows = append(p.Rows, linprog.Row{Coef: coef, Op: linprog.EQ})
	}
	objective := make([]num.Rat, cols)
	objective[own.Len()] = num.One
	x, _, status := p.Maximize(objective)
	if status != linprog.Optimal {
		return nil
	}
	return x[:own.Len()]
}
