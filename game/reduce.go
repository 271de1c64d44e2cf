package game

import (
	"context"
	"fmt"
)

// mostChoices bounds the actions of all of a player's strategies together.
const mostChoices = 20_000_000

// An experience is what a player did so far, with what he knew when he did it: an earlier experience
// and the action that followed. Experience 0 is that of the start.
type experience struct {
	before int32
	action ActionID
}

// A reducer lists the reduced pure strategies of a player: it follows his own choices through his
// experiences. Perfect recall is not needed: an information set may be reached with several
// experiences, some of them through sets that come after it.
type reducer struct {
	own    []InfosetID
	at     [][]int32 // by experience: where he may be with it, as indices into own
	after  map[experience]int32
	active [][]int32  // by own set: the experiences with which the choices so far lead there
	choice []ActionID // by own set; None: not made
	trail  []int32    // the own sets, in the order in which active grew
}

func (in *Instance) newReducer(p PlayerID) *reducer {
	r := &reducer{own: in.own(p), at: make([][]int32, 1), after: map[experience]int32{}}
	index := make([]int32, len(in.Infosets))
	for k, h := range r.own {
		index[h] = int32(k)
	}
	r.active, r.choice = make([][]int32, len(r.own)), make([]ActionID, len(r.own))
	with := make([]int32, len(in.Nodes)) // his experience at each node
	first := make([]int32, len(r.own))   // the first that leads to the set; -1: none yet
	for k := range r.own {
		r.choice[k], first[k] = None, -1
	}
	for i := range in.Nodes {
		n := &in.Nodes[i]
		if n.Parent != None {
			with[i] = with[n.Parent]
			if in.Infosets[in.Actions[n.Via].Infoset].Player == p {
				with[i] = r.experience(with[i], n.Via)
			}
		}
		if n.Infoset == None || in.Infosets[n.Infoset].Player != p {
			continue
		}
		k, e := index[n.Infoset], with[i]
		if first[k] != e && !contains(r.at[e], k) {
			r.at[e] = append(r.at[e], k)
		}
		if first[k] < 0 {
			first[k] = e
		}
	}
	return r
}

// contains looks from the end: nodes of one information set often follow each other.
func contains(list []int32, x int32) bool {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i] == x {
			return true
		}
	}
	return false
}

func (r *reducer) experience(before int32, a ActionID) int32 {
	key := experience{before, a}
	e, ok := r.after[key]
	if !ok {
		e = int32(len(r.at))
		r.after[key] = e
		r.at = append(r.at, nil)
	}
	return e
}

// reach notes that the player's choices lead to an experience, and on where the choice is made
// already. It returns the least own set without a choice that is new, or len(own).
func (r *reducer) reach(e int32) int {
	least := len(r.own)
	for open := []int32{e}; len(open) > 0; {
		e := open[len(open)-1]
		open = open[:len(open)-1]
		for _, k := range r.at[e] {
			r.active[k] = append(r.active[k], e)
			r.trail = append(r.trail, k)
			if a := r.choice[k]; a == None {
				least = min(least, int(k))
			} else if next, ok := r.after[experience{e, a}]; ok {
				open = append(open, next)
			}
		}
	}
	return least
}

// undo takes back what reach noted since the trail had this length.
func (r *reducer) undo(length int) {
	for _, k := range r.trail[length:] {
		r.active[k] = r.active[k][:len(r.active[k])-1]
	}
	r.trail = r.trail[:length]
}

// strategies lists the reduced pure strategies of p, at most the given number, in lexicographic order.
func (in *Instance) strategies(ctx context.Context, p PlayerID, most int) ([]Strategy, error) {
	r := in.newReducer(p)
	type level struct{ set, trail int } // a set whose choice is open, and the trail before it
	var levels []level
	var out []Strategy
	choices := 0
	// Every own set that is reached and without a choice is from or later.
	from := r.reach(0)
	for {
		for from < len(r.own) && (len(r.active[from]) == 0 || r.choice[from] != None) {
			from++
		}
		if from < len(r.own) {
			levels = append(levels, level{from, len(r.trail)})
			from = r.take(from, in.Infosets[r.own[from]].First)
			continue
		}
		st := Strategy{}
		for _, a := range r.choice {
			if a != None {
				st = append(st, a)
			}
		}
		choices += len(st)
		switch out = append(out, st); {
		case len(out) > most:
			return nil, fmt.Errorf("%w: %s has more than %d strategies", ErrTooLarge, in.Players[p], most)
		case choices > mostChoices:
			return nil, fmt.Errorf("%w: the strategies of %s have more than %d choices together", ErrTooLarge, in.Players[p], mostChoices)
		case ctx.Err() != nil:
			return nil, ctx.Err()
		}
		for { // the next action at the last set that has one
			if len(levels) == 0 {
				return out, nil
			}
			l := levels[len(levels)-1]
			r.undo(l.trail)
			s := &in.Infosets[r.own[l.set]]
			if a := r.choice[l.set] + 1; a < s.First+ActionID(s.Num) {
				from = r.take(l.set, a)
				break
			}
			r.choice[l.set] = None
			levels = levels[:len(levels)-1]
		}
	}
}

// take makes a choice and returns the least own set at which one may be open now.
func (r *reducer) take(k int, a ActionID) int {
	r.choice[k] = a
	from := k + 1
	for _, e := range r.active[k][:len(r.active[k]):len(r.active[k])] {
		if next, ok := r.after[experience{e, a}]; ok {
			from = min(from, r.reach(next))
		}
	}
	return from
}
