package game

import (
	"context"
	"fmt"

	"parley/num"
)

// Tables is the reduced strategic form of a game as tables of payoffs, without a tree of its own. Profiles
// are numbered with the last player's strategy varying fastest.
type Tables struct {
	Strategies [][]Strategy // by player, in lexicographic order as in NewStrategic
	Step       []int        // by player: how far apart profiles are that differ in his next strategy
	Profiles   int
	in         *Instance
	reach      []num.Rat // by node: the product of chance's probabilities on the way there
}

// NewTables lists the strategies of in, as long as ctx lasts. The form may have at most the given number
// of profiles; else the error wraps ErrTooLarge.
func NewTables(ctx context.Context, in *Instance, maxProfiles int) (*Tables, error) {
	t := &Tables{Strategies: make([][]Strategy, len(in.Players)), Step: make([]int, len(in.Players)), Profiles: 1, in: in}
	for i := range in.Players {
		list, err := in.strategies(ctx, PlayerID(i), maxProfiles)
		if err != nil {
			return nil, err
		}
		t.Strategies[i] = list
		if t.Profiles *= len(list); t.Profiles > maxProfiles {
			return nil, fmt.Errorf("%w: more than %d strategy profiles", ErrTooLarge, maxProfiles)
		}
	}
	step := 1
	for i := len(t.Step) - 1; i >= 0; i-- {
		t.Step[i] = step
		step *= len(t.Strategies[i])
	}
	t.reach = make([]num.Rat, len(in.Nodes))
	t.reach[0] = num.One
	for k := 1; k < len(in.Nodes); k++ {
		n := &in.Nodes[k]
		t.reach[k] = t.reach[n.Parent]
		if in.Infosets[in.Actions[n.Via].Infoset].Player == Chance {
			t.reach[k] = t.reach[k].Mul(in.Prob(n.Via))
		}
	}
	return t, nil
}

// Choice returns which of p's strategies he plays in a profile.
func (t *Tables) Choice(profile int, p PlayerID) int {
	return profile / t.Step[p] % len(t.Strategies[p])
}

// Payoffs are a player's expected payoffs in utils, by profile: whole multiples of a unit in machine words,
// or rationals where those might not fit.
type Payoffs struct {
	unit  num.Rat
	whole []int64
	exact []num.Rat // in place of whole
}

// At returns the payoff of a profile.
func (p *Payoffs) At(profile int) num.Rat {
	if p.exact != nil {
		return p.exact[profile]
	}
	return p.unit.Mul(num.Int(p.whole[profile]))
}

// Less tells whether profile k pays less than profile l.
func (p *Payoffs) Less(k, l int) bool {
	if p.exact != nil {
		return p.exact[k].Less(p.exact[l])
	}
	return p.whole[k] < p.whole[l]
}

// mostPaid bounds the sum of what the ends of play bring, as whole numbers, so that no sum overflows.
const mostPaid = 1 << 62

// Payoffs returns a player's payoffs, as long as ctx lasts: each end of play adds to those profiles that
// lead there.
func (t *Tables) Payoffs(ctx context.Context, p PlayerID) (*Payoffs, error) {
	f := &filler{Tables: t, ctx: ctx, lists: make([][]int32, len(t.Strategies))}
	for i, list := range t.Strategies {
		f.lists[i] = make([]int32, len(list))
		for k := range list {
			f.lists[i][k] = int32(k)
		}
	}
	brings := make([]num.Rat, len(t.in.Nodes)) // by end of play
	var unit num.Rat
	for n := range brings {
		if t.in.Terminal(NodeID(n)) && !t.reach[n].IsZero() {
			brings[n] = t.reach[n].Mul(t.in.PayoffAt(NodeID(n), p))
			unit = num.GCD(unit, brings[n])
		}
	}
	pay := &Payoffs{unit: unit}
	if whole := multiples(brings, unit); whole != nil {
		pay.whole = make([]int64, t.Profiles)
		f.end = func(n NodeID) {
			if v := whole[n]; v != 0 {
				f.each(0, 0, func(at int) { pay.whole[at] += v })
			}
		}
	} else {
		pay.exact = make([]num.Rat, t.Profiles)
		f.end = func(n NodeID) {
			if v := brings[n]; !v.IsZero() {
				f.each(0, 0, func(at int) { pay.exact[at] = pay.exact[at].Add(v) })
			}
		}
	}
	f.walk()
	return pay, ctx.Err()
}

// multiples returns numbers as multiples of a unit; nil if their sum might not fit a machine word.
func multiples(v []num.Rat, unit num.Rat) []int64 {
	out := make([]int64, len(v))
	if unit.IsZero() {
		return out
	}
	inv, total := unit.Inv(), int64(0)
	for k, x := range v {
		if x.IsZero() {
			continue
		}
		n, ok := x.Mul(inv).Int64()
		if !ok || n >= mostPaid || n <= -mostPaid {
			return nil
		}
		if total += max(n, -n); total >= mostPaid {
			return nil
		}
		out[k] = n
	}
	return out
}

// A filler goes through the tree with, for each player, those of his strategies that lead to the present
// node.
type filler struct {
	*Tables
	ctx   context.Context
	lists [][]int32
	open  []fork
	end   func(NodeID) // called at each end of play
	count int
	over  bool // the context has ended
}

// A fork is a player's move on the way to the present node: his strategies there, all and by action.
type fork struct {
	at  NodeID
	all []int32
	by  [][]int32
}

// walk visits the nodes in preorder, but for those to which chance or all strategies of a player do not
// lead.
func (f *filler) walk() {
	in := f.in
	for n := NodeID(0); int(n) < len(in.Nodes) && !f.stopped(); {
		if f.reach[n].IsZero() || !f.enter(n) {
			n = in.Nodes[n].End
			continue
		}
		if h := in.Nodes[n].Infoset; h == None {
			f.end(n)
		} else if in.Infosets[h].Player != Chance {
			f.fork(n, h)
		}
		n++
	}
}

// enter turns from the moves that do not lead to n, and tells whether strategies lead there.
func (f *filler) enter(n NodeID) bool {
	for len(f.open) > 0 {
		last := &f.open[len(f.open)-1]
		list := &f.lists[f.in.Infosets[f.in.Nodes[last.at].Infoset].Player]
		if n < f.in.Nodes[last.at].End {
			if f.in.Nodes[n].Parent == last.at {
				set := &f.in.Infosets[f.in.Nodes[last.at].Infoset]
				*list = last.by[f.in.Nodes[n].Via-set.First]
				return len(*list) > 0
			}
			break
		}
		*list = last.all
		f.open = f.open[:len(f.open)-1]
	}
	return true
}

// fork sorts the strategies of the player who moves at n by what they do there.
func (f *filler) fork(n NodeID, h InfosetID) {
	set := &f.in.Infosets[h]
	all := f.lists[set.Player]
	by := make([][]int32, set.Num)
	for _, s := range all {
		k := f.Strategies[set.Player][s].at(f.in.Game, h) - set.First
		by[k] = append(by[k], s)
	}
	f.open = append(f.open, fork{at: n, all: all, by: by})
}

// stopped looks at the context now and then.
func (f *filler) stopped() bool {
	if f.count++; f.count&0xff == 0 && f.ctx.Err() != nil {
		f.over = true
	}
	return f.over
}

// each calls do with each profile of the players from i on that leads to the present node, the others'
// part of its number being base.
func (f *filler) each(i, base int, do func(at int)) {
	if i == len(f.lists) {
		do(base)
		return
	}
	step := f.Step[i]
	if i == len(f.lists)-1 {
		for _, s := range f.lists[i] {
			do(base + int(s)*step)
		}
		return
	}
	for _, s := range f.lists[i] {
		if f.stopped() {
			return
		}
		f.each(i+1, base+int(s)*step, do)
	}
}

// at returns the action that a strategy takes at an information set to which it leads.
func (s Strategy) at(g *Game, h InfosetID) ActionID {
	low, high := 0, len(s)
	for high-low > 1 {
		if mid := (low + high) / 2; g.Actions[s[mid]].Infoset <= h {
			low = mid
		} else {
			high = mid
		}
	}
	return s[low]
}
