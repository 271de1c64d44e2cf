package sequence

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"parley/game"
	"parley/num"
)

// Payoffs are the payoffs of a two-player game at pairs of sequences, as a sparse matrix whose rows are
// the first player's sequences: at each pair the sum, over the terminal nodes with these sequences, of
// the probability that chance does its part times the payoff. Pairs without terminal nodes, or with such
// as chance excludes only, have no entry.
//
// Each player's payoffs are in units of their own, in which they are of the order of 1, so that floating
// point is not led astray: u utils are (u - Shift) · Scale.
type Payoffs struct {
	Start []int32      // by row, and one more: its entries are [Start[r], Start[r+1])
	Col   []int32      // by entry: the second player's sequence, ascending within a row
	Exact [2][]num.Rat // by player and entry
	Float [2][]float64 // the nearest floating-point numbers
	Shift [2]num.Rat   // in utils
	Scale [2]num.Rat   // a power of 2
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
	for p := range m.Exact {
		m.Shift[p], m.Scale[p] = units(in, game.PlayerID(p), list)
	}
	for i := range list {
		t := &list[i]
		new := i == 0 || list[i-1].row != t.row || list[i-1].col != t.col
		if new {
			m.Col = append(m.Col, t.col)
			m.Start[t.row+1]++
		}
		for p := range m.Exact {
			u := t.chance.Mul(in.PayoffAt(t.node, game.PlayerID(p)).Sub(m.Shift[p]).Mul(m.Scale[p]))
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

// units returns a shift and a scale that bring a player's payoffs into about [-1, 1]. They are shifted only
// if they are far from 0 for their range, so that zeros stay zeros in most games.
func units(in *game.Instance, p game.PlayerID, list []terminal) (shift, scale num.Rat) {
	var low, high num.Rat
	for i := range list {
		u := in.PayoffAt(list[i].node, p)
		if i == 0 {
			low, high = u, u
		}
		low, high = num.Min(low, u), num.Max(high, u)
	}
	reach := num.Max(low.Abs(), high.Abs())
	if half := high.Sub(low).Mul(num.Half); half.Mul(num.Int(4)).Less(reach) {
		shift, reach = low.Add(half), half
	}
	scale = num.One
	if reach.IsZero() {
		return shift, scale
	}
	_, e := math.Frexp(reach.Float())
	power := new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), uint(max(e, -e))))
	if e > 0 {
		power.Inv(power)
	}
	return shift, num.FromBig(power)
}

// Utils turns a payoff of player p in the units of m back into utils, a difference of two payoffs if
// difference is set.
func (m *Payoffs) Utils(p int, u num.Rat, difference bool) num.Rat {
	u = u.Quo(m.Scale[p])
	if !difference {
		u = u.Add(m.Shift[p])
	}
	return u
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

// Against returns, for each sequence of player i (0 or 1), the payoff that player j gets at it, in the units of m, when the
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
