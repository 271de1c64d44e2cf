package cfr

import (
	"context"
	"math"
	"slices"

	"parley/game"
)

// A form is a game in sequence form (von Stengel 1996) on flat arrays, compiled once. A sequence of a
// player is the list of his moves on the way to a node; by perfect recall an information set has one
// sequence behind it, so a sequence is named by its last action, and 0 is the empty one. What a
// strategy makes of each sequence, the product of its probabilities, is its plan.
//
// Ends of play with the same sequences of all players are one outcome, weighted by chance: how often
// chance leads there never changes. Payoffs are shifted so that each player's lie around 0, which
// leaves every regret as it is and keeps rounding in proportion to their spread.
type form struct {
	sides    []side
	outcomes int
	seq      []int32   // [outcome*players+i]: the player's sequence
	pay      []float64 // [outcome*players+i]: chance's probability times his payoff
	spread   float64   // the greatest difference between two payoffs of one player
	shift    []float64 // by player: what was taken off his payoffs
}

// A side is what belongs to one player. His information sets stand in the order in which the tree
// first comes to them, those behind others after them: a forward loop turns a strategy into a plan, a
// backward loop adds up values.
type side struct {
	infosets []game.InfosetID
	first    []int32 // by information set: its first sequence; one more entry ends the last
	parent   []int32 // by information set: the sequence behind it
	rows     matrix  // of two players: what the other's plan is worth, by own sequence
}

// sequences counts the player's sequences.
func (s *side) sequences() int { return int(s.first[len(s.first)-1]) }

// A matrix is sparse, row by row: those of row r are [start[r], start[r+1]).
type matrix struct {
	start []int32
	col   []int32
	val   []float64
}

// compile returns the sequence form of in, which must have perfect recall. It returns the error of ctx if
// that ends first.
func compile(ctx context.Context, in *game.Instance) (*form, error) {
	f := &form{sides: make([]side, len(in.Players))}
	f.center(in)
	sequence := f.sequences(in)
	if err := f.collect(ctx, in, sequence); err != nil {
		return nil, err
	}
	f.merge()
	if len(f.sides) == 2 {
		for i := range f.sides {
			f.sides[i].rows = f.matrix(i)
		}
		f.seq, f.pay = nil, nil
	}
	return f, nil
}

// center finds the middle of each player's payoffs.
func (f *form) center(in *game.Instance) {
	n := len(in.Players)
	f.shift = make([]float64, n)
	for i := range n {
		low, high := math.Inf(1), math.Inf(-1)
		for k := range in.Nodes {
			if in.Nodes[k].Infoset == game.None {
				u := in.PayoffsF[k*n+i]
				low, high = min(low, u), max(high, u)
			}
		}
		f.shift[i] = low + (high-low)/2
		f.spread = max(f.spread, high-low)
	}
}

// sequences numbers each player's information sets and sequences, and returns the sequence that each
// action of the game ends.
func (f *form) sequences(in *game.Instance) []int32 {
	of := make([]int32, len(in.Actions))
	for i := range f.sides {
		f.sides[i].first = []int32{1}
	}
	for h := range in.Infosets { // by first appearance in preorder
		s := &in.Infosets[h]
		if s.Player == game.Chance {
			continue
		}
		side := &f.sides[s.Player]
		side.infosets = append(side.infosets, game.InfosetID(h))
		next := side.first[len(side.first)-1]
		for k := range s.Num {
			of[int(s.First)+k] = next + int32(k)
		}
		side.first = append(side.first, next+int32(s.Num))
	}
	for i := range f.sides {
		f.sides[i].parent = make([]int32, len(f.sides[i].infosets))
	}
	return of
}

// A way is the moves that lead to the node at hand, kept for each depth on the way.
type way struct {
	players int
	ends    []game.NodeID // of the subtree at each depth
	chance  []float64     // chance's probability of coming so far
	seqs    []int32       // [depth*players+i]: the player's sequence so far
}

// enter goes on to the next node in preorder, below a node of the way.
func (w *way) enter(in *game.Instance, n game.NodeID, sequence []int32) (seqs []int32, chance float64) {
	d := len(w.ends)
	for d > 0 && w.ends[d-1] <= n {
		d--
	}
	w.ends, w.chance, w.seqs = w.ends[:d], w.chance[:d], w.seqs[:d*w.players]
	chance = 1
	if d == 0 {
		w.seqs = append(w.seqs, make([]int32, w.players)...)
	} else {
		chance = w.chance[d-1]
		w.seqs = append(w.seqs, w.seqs[(d-1)*w.players:]...)
	}
	seqs = w.seqs[d*w.players:]
	if via := in.Nodes[n].Via; via != game.None {
		if p := in.Infosets[in.Actions[via].Infoset].Player; p == game.Chance {
			chance *= in.ProbsF[via]
		} else {
			seqs[p] = sequence[via]
		}
	}
	w.ends, w.chance = append(w.ends, in.Nodes[n].End), append(w.chance, chance)
	return seqs, chance
}

// collect walks the tree and notes the outcomes, and what stands behind each information set.
func (f *form) collect(ctx context.Context, in *game.Instance, sequence []int32) error {
	n := len(f.sides)
	local := make([]int32, len(in.Infosets)) // by information set: its number for its player
	for i := range f.sides {
		for k, h := range f.sides[i].infosets {
			local[h] = int32(k)
		}
	}
	w := way{players: n}
	for i := range in.Nodes {
		if i%(1<<16) == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		seqs, chance := w.enter(in, game.NodeID(i), sequence)
		h := in.Nodes[i].Infoset
		switch {
		case h == game.None && chance != 0:
			f.outcome(seqs, chance, in.PayoffsF[i*n:(i+1)*n])
		case h != game.None && in.Infosets[h].Player != game.Chance:
			p := in.Infosets[h].Player
			f.sides[p].parent[local[h]] = seqs[p]
		}
	}
	return nil
}

// outcome adds an end of play.
func (f *form) outcome(seqs []int32, weight float64, payoffs []float64) {
	worth := false
	for i, u := range payoffs {
		worth = worth || u != f.shift[i]
	}
	if !worth {
		return
	}
	f.seq = append(f.seq, seqs...)
	for i, u := range payoffs {
		f.pay = append(f.pay, weight*(u-f.shift[i]))
	}
	f.outcomes++
}

// merge sorts the outcomes by the players' sequences and makes one of those that agree in all.
func (f *form) merge() {
	n := len(f.sides)
	order, next := make([]int32, f.outcomes), make([]int32, f.outcomes)
	for k := range order {
		order[k] = int32(k)
	}
	for i := n - 1; i >= 0; i-- { // a stable counting sort by each player's, the first player's last
		count := make([]int32, f.sides[i].sequences()+1)
		for _, k := range order {
			count[f.seq[int(k)*n+i]+1]++
		}
		for s := 1; s < len(count); s++ {
			count[s] += count[s-1]
		}
		for _, k := range order {
			s := f.seq[int(k)*n+i]
			next[count[s]] = k
			count[s]++
		}
		order, next = next, order
	}
	seq, pay := make([]int32, 0, len(f.seq)), make([]float64, 0, len(f.pay))
	for _, k := range order {
		s, u := f.seq[int(k)*n:int(k+1)*n], f.pay[int(k)*n:int(k+1)*n]
		if last := len(seq) - n; last >= 0 && slices.Equal(seq[last:], s) {
			for i := range u {
				pay[last+i] += u[i]
			}
			continue
		}
		seq, pay = append(seq, s...), append(pay, u...)
	}
	f.seq, f.pay, f.outcomes = seq, pay, len(seq)/max(n, 1)
}

// matrix returns the payoffs of one of two players, a row for each of his sequences.
func (f *form) matrix(i int) matrix {
	m := matrix{start: make([]int32, f.sides[i].sequences()+1), col: make([]int32, f.outcomes), val: make([]float64, f.outcomes)}
	for k := range f.outcomes {
		m.start[f.seq[2*k+i]+1]++
	}
	for s := 1; s < len(m.start); s++ {
		m.start[s] += m.start[s-1]
	}
	fill := make([]int32, len(m.start)-1)
	for k := range f.outcomes {
		s := f.seq[2*k+i]
		at := m.start[s] + fill[s]
		fill[s]++
		m.col[at], m.val[at] = f.seq[2*k+1-i], f.pay[2*k+i]
	}
	return m
}
