package sequence

import (
	"fmt"
	"slices"

	"parley/game"
	"parley/num"
)

// Payoffs are the payoffs of a two-player game at pairs of sequences, as a sparse matrix whose rows are
// the first player's sequences: at each pair the sum, over the terminal nodes with these sequences, of
// the probability that chance does its part times the payoff, in utils. Pairs without terminal nodes,
// or with such as chance excludes only, have no entry.
type Payoffs struct {
	Start []int32      // by row, and one more: its entries are [Start[r], Start[r+1])
	Col   []int32      // by entry: the second player's sequence, ascending within a row
	Exact [2][]num.Rat // by player and entry
	Float [2][]float64 // the nearest floating-point numbers
}

// terminal is a terminal node at its pair of sequences.
type terminal struct {
	row, col int32
	node     game.NodeID
	chance   num.Rat
}

// Payoffs returns the payoff matrices of in, a game of two players.
func (f *Form) Payoffs(in *game.Instance) (*Payoffs, error) {
	if len(f.Sides) != 2 {
		return nil, fmt.Errorf("a payoff matrix needs two players, not %d", len(f.Sides))
	}
	list := f.terminals(in)
	m := &Payoffs{Start: make([]int32, f.Sides[0].Len()+1)}
	for i := range list {
		t := &list[i]
		new := i == 0 || list[i-1].row != t.row || list[i-1].col != t.col
		if new {
			m.Col = append(m.Col, t.col)
			m.Start[t.row+1]++
		}
		for p := range m.Exact {
			u := t.chance.Mul(in.PayoffAt(t.node, game.PlayerID(p)))
			if new {
				m.Exact[p] = append(m.Exact[p], u)
				continue
			}
			last := &m.Exact[p][len(m.Col)-1]
			*last = last.Add(u)
		}
	}
	for r := 1; r < len(m.Start); r++ {
		m.Start[r] += m.Start[r-1]
	}
	for p := range m.Exact {
		m.Float[p] = make([]float64, len(m.Col))
		for k, u := range m.Exact[p] {
			m.Float[p][k] = u.Float()
		}
	}
	return m, nil
}

// terminals lists the terminal nodes that chance does not exclude, by their pairs of sequences.
func (f *Form) terminals(in *game.Instance) []terminal {
	g := f.Game
	chance := make([]num.Rat, len(g.Nodes))
	var list []terminal
	for n := range g.Nodes {
		x := &g.Nodes[n]
		if n == 0 {
			chance[0] = num.One
		} else if chance[n] = chance[x.Parent]; g.Infosets[g.Actions[x.Via].Infoset].Player == game.Chance && !chance[n].IsZero() {
			chance[n] = chance[n].Mul(in.Prob(x.Via))
		}
		if x.Infoset == game.None && !chance[n].IsZero() {
			list = append(list, terminal{f.At[2*n], f.At[2*n+1], game.NodeID(n), chance[n]})
		}
	}
	slices.SortFunc(list, func(a, b terminal) int {
		switch {
		case a.row != b.row:
			return int(a.row - b.row)
		case a.col != b.col:
			return int(a.col - b.col)
		}
		return int(a.node - b.node)
	})
	return list
}

// Against returns, for each sequence of player i (0 or 1), the payoff that player j gets at it when the
// other player follows the realization plan y.
func (m *Payoffs) Against(i, j int, sequences int, y []num.Rat) []num.Rat {
	out := make([]num.Rat, sequences)
	for r := range len(m.Start) - 1 {
		for k := m.Start[r]; k < m.Start[r+1]; k++ {
			at, by := int32(r), m.Col[k]
			if i == 1 {
				at, by = by, at
			}
			if !y[by].IsZero() {
				out[at] = out[at].Add(m.Exact[j][k].Mul(y[by]))
			}
		}
	}
	return out
}

// AgainstFloat is Against in floating point.
func (m *Payoffs) AgainstFloat(i, j int, sequences int, y []float64) []float64 {
	out := make([]float64, sequences)
	for r := range len(m.Start) - 1 {
		for k := m.Start[r]; k < m.Start[r+1]; k++ {
			at, by := int32(r), m.Col[k]
			if i == 1 {
				at, by = by, at
			}
			out[at] += m.Float[j][k] * y[by]
		}
	}
	return out
}

// ConstantSum tells whether the players' payoffs have the same sum at every terminal node that chance
// does not exclude, and that sum in utils.
func ConstantSum(in *game.Instance) (sum num.Rat, ok bool) {
	if len(in.Players) != 2 {
		return num.Zero, false
	}
	reached := make([]bool, len(in.Nodes))
	known := false
	for n := range in.Nodes {
		x := &in.Nodes[n]
		reached[n] = n == 0 || reached[x.Parent] &&
			(in.Infosets[in.Actions[x.Via].Infoset].Player != game.Chance || !in.Prob(x.Via).IsZero())
		if x.Infoset != game.None || !reached[n] {
			continue
		}
		s := in.PayoffAt(game.NodeID(n), 0).Add(in.PayoffAt(game.NodeID(n), 1))
		if known && !s.Equal(sum) {
			return num.Zero, false
		}
		sum, known = s, true
	}
	return sum, known
}
