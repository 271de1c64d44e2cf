package logit

import (
	"math"
	"math/big"

	"parley/game"
	"parley/internal/linprog"
	"parley/num"
)

// orders finds whole orders of trembles under which exactly the believed nodes of each information set off
// the path have the least total order (Kreps and Wilson 1982). Unused actions on which no belief depends
// have order 1. It returns false if there are none.
func (l *limiter) orders() bool {
	l.order = make([]int32, len(l.in.Actions))
	index := map[game.ActionID]int{}
	var actions []game.ActionID
	for a := range l.order {
		if !l.used[a] {
			l.order[a] = 1
		}
	}
	l.several(func(set *game.Infoset) {
		if !l.offPath(set) {
			return
		}
		for _, n := range set.Nodes {
			for _, a := range l.unused[n] {
				if _, ok := index[a]; !ok {
					index[a] = len(actions)
					actions = append(actions, a)
				}
			}
		}
	})
	p := linprog.Problem{N: len(actions)}
	l.several(func(set *game.Infoset) { p.Rows = append(p.Rows, l.orderRows(set, index)...) })
	if len(p.Rows) == 0 {
		return true
	}
	least := make([]num.Rat, len(actions))
	for i := range least {
		least[i] = num.Int(-1)
	}
	x, _, status := p.Maximize(least)
	if status != linprog.Optimal {
		return false
	}
	scale := num.One // the least common denominator
	for _, v := range x {
		d := num.FromBig(new(big.Rat).SetInt(v.Big().Denom()))
		scale = scale.Mul(d).Quo(num.GCD(scale, d))
	}
	for a := range l.order {
		if i, ok := index[game.ActionID(a)]; ok {
			o, ok := x[i].Add(num.One).Mul(scale).Int64()
			if !ok || o > math.MaxInt32/int64(len(l.in.Actions)) {
				return false
			}
			l.order[a] = int32(o)
		}
	}
	return true
}

// orderRows asks for equal total orders at the believed nodes of an information set off the path, and for
// one more at least at the others. Orders are 1 plus an unknown that is not negative.
func (l *limiter) orderRows(set *game.Infoset, index map[game.ActionID]int) []linprog.Row {
	base := l.firstBelieved(set)
	if base == game.None || !l.offPath(set) {
		return nil
	}
	var rows []linprog.Row
	for _, n := range set.Nodes {
		if n == base {
			continue
		}
		r := linprog.Row{Coef: make([]num.Rat, len(index)), Op: linprog.EQ}
		for _, a := range l.unused[n] {
			r.Coef[index[a]] = r.Coef[index[a]].Add(num.One)
			r.B = r.B.Sub(num.One)
		}
		for _, a := range l.unused[base] {
			r.Coef[index[a]] = r.Coef[index[a]].Sub(num.One)
			r.B = r.B.Add(num.One)
		}
		if !l.believed[n] {
			r.Op, r.B = linprog.GE, r.B.Add(num.One)
		}
		rows = append(rows, r)
	}
	return rows
}

func (l *limiter) firstBelieved(set *game.Infoset) game.NodeID {
	for _, n := range set.Nodes {
		if l.believed[n] {
			return n
		}
	}
	return game.None
}

// Odds are linear equations for the logarithms of weights of trembles, from the beliefs at the last point.
type odds struct {
	rows [][]float64 // coefficients by action, then what the row comes to
	n    int
}

// A pivot is an action whose weight is an unknown, and its logarithm at the last point.
type pivot struct {
	action game.ActionID
	log    float64
}

// oddsRows writes for each believed node off the path, but one of each information set, by what the
// weights of its unused actions must exceed those of the other: what the used actions leave open.
func (l *limiter) oddsRows() odds {
	o := odds{n: len(l.in.Actions)}
	l.several(func(set *game.Infoset) {
		base := l.firstBelieved(set)
		if base == game.None || !l.offPath(set) {
			return
		}
		for _, n := range set.Nodes {
			if n == base || !l.believed[n] {
				continue
			}
			row := make([]float64, o.n+1)
			row[o.n] = math.Log(l.last.Beliefs[n]/l.last.Beliefs[base]) - l.usedLog(n) + l.usedLog(base)
			for _, a := range l.unused[n] {
				row[a]++
			}
			for _, a := range l.unused[base] {
				row[a]--
			}
			o.rows = append(o.rows, row)
		}
	})
	return o
}

// usedLog is the logarithm of the probability of the used actions on the way to a node.
func (l *limiter) usedLog(n game.NodeID) float64 {
	sum := 0.0
	for _, a := range l.in.Path(n) {
		if l.used[a] {
			sum += l.last.LogP[a]
		}
	}
	return sum
}

// reduce solves the equations with as many weights as they have rank, all others being 1.
func (o *odds) reduce() []pivot {
	var out []pivot
	r := 0
	for a := 0; a < o.n && r < len(o.rows); a++ {
		p := -1
		for i := r; i < len(o.rows); i++ {
			if math.Abs(o.rows[i][a]) > 1e-6 { // entries are small whole numbers over such
				p = i
				break
			}
		}
		if p < 0 {
			continue
		}
		o.rows[r], o.rows[p] = o.rows[p], o.rows[r]
		for i := range o.rows {
			if f := o.rows[i][a] / o.rows[r][a]; i != r && f != 0 {
				for j := range o.rows[i] {
					o.rows[i][j] -= f * o.rows[r][j]
				}
			}
		}
		out = append(out, pivot{action: game.ActionID(a)})
		r++
	}
	for i := range out {
		out[i].log = o.rows[i][o.n] / o.rows[i][out[i].action]
	}
	return out
}
