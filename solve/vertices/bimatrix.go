package vertices

import (
	"cmp"
	"slices"

	"parley/game"
	"parley/internal/polytope"
	"parley/num"
)

// A bimatrix is a two-player game as its best-response polytopes {x >= 0, second x <= 1} and
// {y >= 0, first y <= 1} (von Stengel 2002). What a player gets against one strategy of the other is
// moved and scaled by constants of that strategy, which changes the unit of its unknown and no best
// reply, so that entries are whole numbers, small, not negative and not all 0.
type bimatrix struct {
	first, second [][]num.Rat // row: own strategy; column: the other's
	unitX, unitY  []num.Rat   // by column of second and of first: what it was multiplied by
}

func newBimatrix(form *game.Strategic) *bimatrix {
	m, n := len(form.Strategies[0]), len(form.Strategies[1])
	b := &bimatrix{first: table(m, n), second: table(n, m)}
	k := 0
	for node := range form.Nodes {
		if id := game.NodeID(node); form.Terminal(id) { // the second player's strategy varies fastest
			b.first[k/n][k%n] = form.PayoffAt(id, 0)
			b.second[k%n][k/n] = form.PayoffAt(id, 1)
			k++
		}
	}
	b.unitY, b.unitX = normalize(b.first), normalize(b.second)
	return b
}

func table(rows, cols int) [][]num.Rat {
	t := make([][]num.Rat, rows)
	for i := range t {
		t[i] = make([]num.Rat, cols)
	}
	return t
}

// normalize moves and scales each column so that its least entry is 0 and the others are whole numbers
// without a common divisor; a column of equal entries becomes 1. It returns what the columns were
// multiplied by.
func normalize(t [][]num.Rat) []num.Rat {
	unit := make([]num.Rat, len(t[0]))
	for j := range unit {
		least := t[0][j]
		for i := range t {
			least = num.Min(least, t[i][j])
		}
		var g num.Rat
		for i := range t {
			t[i][j] = t[i][j].Sub(least)
			g = num.GCD(g, t[i][j])
		}
		if g.IsZero() {
			for i := range t {
				t[i][j] = num.One
			}
			unit[j] = num.One
			continue
		}
		unit[j] = g.Inv()
		for i := range t {
			t[i][j] = t[i][j].Mul(unit[j])
		}
	}
	return unit
}

// mixed turns vertices into mixed strategies and sorts them: first those that give more weight to the
// first strategy, and so on.
func (b *bimatrix) mixed(p *polytope.Pairs) *pairing {
	x, y := probabilities(p.X, b.unitX), probabilities(p.Y, b.unitY)
	orderX, orderY := order(x), order(y)
	out := &pairing{x: make([][]num.Rat, len(x)), y: make([][]num.Rat, len(y)), of: make([][]int, len(x))}
	rank := make([]int, len(y))
	for to, from := range orderY {
		out.y[to], rank[from] = y[from], to
	}
	for to, from := range orderX {
		out.x[to] = x[from]
		for _, k := range p.Of[from] {
			out.of[to] = append(out.of[to], rank[k])
		}
		slices.Sort(out.of[to])
	}
	return out
}

// A pairing lists the extreme equilibria: x[i] with y[k] for each k in of[i].
type pairing struct {
	x, y [][]num.Rat // mixed strategies, in order
	of   [][]int     // ascending
}

// probabilities scales points of a polytope to mixed strategies.
func probabilities(list []polytope.Vertex, unit []num.Rat) [][]num.Rat {
	out := make([][]num.Rat, len(list))
	for i, v := range list {
		out[i] = make([]num.Rat, len(v.Z))
		for j, z := range v.Z {
			out[i][j] = z.Mul(unit[j])
		}
		scale(out[i])
	}
	return out
}

// scale divides numbers, not all 0, by their sum.
func scale(x []num.Rat) {
	sum := num.Zero
	for _, v := range x {
		sum = sum.Add(v)
	}
	inv := sum.Inv()
	for j := range x {
		if !x[j].IsZero() {
			x[j] = x[j].Mul(inv)
		}
	}
}

// order sorts points in descending lexicographic order.
func order(list [][]num.Rat) []int {
	out := make([]int, len(list))
	for i := range out {
		out[i] = i
	}
	slices.SortFunc(out, func(i, k int) int {
		for j := range list[i] {
			if c := list[k][j].Cmp(list[i][j]); c != 0 {
				return c
			}
		}
		return cmp.Compare(i, k)
	})
	return out
}
