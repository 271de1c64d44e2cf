package lp

import (
	"parley/game/sequence"
	"parley/internal/simplex"
	"parley/internal/sparse"
)

// A program is the linear program of the first player (von Stengel 1996, section 3): his realization
// plan x and the least value v of each of the other's information sets against it,
//
//	maximize v_0  where  E x = e,  x >= 0,  and for each sequence t of the other
//	(xᵀA)_t + Σ_{h after t} v_h >= v_{h(t)}.
//
// Columns are x, then v_0, then a v for each set. Rows are the other's sequences, then the first
// player's sets. The multipliers of the other's sequences are his optimal realization plan.
type program struct {
	form *sequence.Form
	pay  *sequence.Payoffs
	simplex.Problem
	n1, n2, m1, m2 int
}

func newProgram(form *sequence.Form, pay *sequence.Payoffs) *program {
	one, two := &form.Sides[0], &form.Sides[1]
	p := &program{form: form, pay: pay, n1: one.Len(), n2: two.Len(), m1: len(one.Sets), m2: len(two.Sets)}
	p.columns(one, two)
	p.RowLo, p.RowHi = make([]float64, p.n2+p.m1), make([]float64, p.n2+p.m1)
	for t := range p.n2 {
		p.RowHi[t] = simplex.Inf
	}
	cols := p.n1 + 1 + p.m2
	p.Cost, p.Lo, p.Hi = make([]float64, cols), make([]float64, cols), make([]float64, cols)
	for j := range cols {
		p.Hi[j] = simplex.Inf
		if j >= p.n1 {
			p.Lo[j] = -simplex.Inf
		}
	}
	p.Lo[0], p.Hi[0] = 1, 1
	p.Cost[p.n1] = -1
	return p
}

func (p *program) columns(one, two *sequence.Side) {
	p.A = &sparse.Matrix{Rows: p.n2 + p.m1}
	after := make([][]int32, p.n1) // sets of the first player by the sequence before them
	for h := range one.Sets {
		after[one.Sets[h].Parent] = append(after[one.Sets[h].Parent], int32(h))
	}
	var idx []int32
	var val []float64
	add := func(row int, v float64) { idx, val = append(idx, int32(row)), append(val, v) }
	for s := range p.n1 {
		idx, val = idx[:0], val[:0]
		for k := p.pay.Start[s]; k < p.pay.Start[s+1]; k++ {
			if u := p.pay.Float[0][k]; !p.pay.Exact[0][k].IsZero() {
				add(int(p.pay.Col[k]), u)
			}
		}
		if h := one.Of[s]; h >= 0 {
			add(p.n2+int(h), 1)
		}
		for _, h := range after[s] {
			add(p.n2+int(h), -1)
		}
		p.A.AddCol(idx, val)
	}
	p.A.AddCol([]int32{0}, []float64{-1})
	for h := range two.Sets {
		set := &two.Sets[h]
		idx, val = idx[:0], val[:0]
		add(int(set.Parent), 1)
		for t := set.First; t < set.First+set.Num; t++ {
			add(int(t), -1)
		}
		p.A.AddCol(idx, val)
	}
}

// start returns a feasible basis without any search: pure strategies of the first player, given by the
// number of the action at each set, and the other's best replies. Basic are the chosen sequence at each
// set of the first player, all values, and the slack of every sequence of the other that is not a best
// reply: a triangular matrix.
func (p *program) start(choice []int32) *simplex.Basis {
	one, two := &p.form.Sides[0], &p.form.Sides[1]
	x := make([]float64, p.n1)
	x[0] = 1
	b := &simplex.Basis{}
	for h := range one.Sets {
		set := &one.Sets[h]
		s := set.First + choice[h]
		x[s] = x[set.Parent]
		b.Basic = append(b.Basic, s)
	}
	worth := p.pay.AgainstFloat(1, 0, p.n2, x)
	for t := range worth {
		worth[t] = -worth[t]
	}
	_, reply := two.BestFloat(worth)
	b.Basic = append(b.Basic, int32(p.n1))
	slack := int32(p.n1 + 1 + p.m2)
	for h := range two.Sets {
		set := &two.Sets[h]
		b.Basic = append(b.Basic, int32(p.n1+1+h))
		for t := set.First; t < set.First+set.Num; t++ {
			if t-set.First != reply[h] {
				b.Basic = append(b.Basic, slack+t)
			}
		}
	}
	return b
}
