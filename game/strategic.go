package game

import (
	"fmt"
	"strings"

	"parley/expr"
	"parley/num"
)

// A Strategy is a reduced pure strategy: one action for each of the player's information sets that
// his own earlier choices do not exclude, in the order of the information sets.
type Strategy []ActionID

// Strategic is the reduced strategic form of a game, as a game in which the players choose their
// strategies one after the other without sight of each other. Its sequential equilibria are the Nash
// equilibria of the original.
type Strategic struct {
	*Instance
	Strategies [][]Strategy // by player, in the order of the actions at his only information set
}

// ErrTooLarge is wrapped by errors that say that a strategic form exceeds a bound.
var ErrTooLarge = fmt.Errorf("the strategic form is too large")

// NewStrategic returns the reduced strategic form of in. Strategies are in lexicographic order of
// their actions. The form may have at most the given number of profiles.
func NewStrategic(in *Instance, maxProfiles int) (*Strategic, error) {
	s := &Strategic{Strategies: make([][]Strategy, len(in.Players))}
	profiles := 1
	for i := range in.Players {
		list, err := in.strategies(PlayerID(i), maxProfiles)
		if err != nil {
			return nil, err
		}
		s.Strategies[i] = list
		if profiles *= len(list); profiles > maxProfiles {
			return nil, fmt.Errorf("%w: more than %d strategy profiles", ErrTooLarge, maxProfiles)
		}
	}
	b := Builder{Title: in.Title, Players: in.Players}
	pool := &expr.Pool{}
	b.Pool = pool
	chosen := make([]int32, len(in.Infosets)) // 0-based action at each information set
	var build func(i int)
	build = func(i int) {
		if i == len(in.Players) {
			pay := make([]num.Rat, len(in.Players))
			in.play(0, num.One, chosen, pay)
			ids := make([]expr.ID, len(pay))
			for j, x := range pay {
				ids[j] = pool.Const(x)
			}
			b.Terminal(ids)
			return
		}
		names := make([]string, len(s.Strategies[i]))
		for j, st := range s.Strategies[i] {
			names[j] = in.strategyName(st)
		}
		b.Decision(InfosetSpec{Player: PlayerID(i), Actions: names})
		for _, st := range s.Strategies[i] {
			for _, a := range st {
				h := in.Actions[a].Infoset
				chosen[h] = int32(a - in.Infosets[h].First)
			}
			build(i + 1)
		}
	}
	build(0)
	g, err := b.Build()
	if err != nil {
		return nil, err
	}
	s.Instance, err = NewInstance(g, nil)
	return s, err
}

// strategies lists i's reduced pure strategies.
func (in *Instance) strategies(i PlayerID, most int) ([]Strategy, error) {
	var own []InfosetID
	for h := range in.Infosets {
		if in.Infosets[h].Player == i {
			own = append(own, InfosetID(h))
		}
	}
	before := make([][][]ActionID, len(own)) // own actions on the way to each node
	for k, h := range own {
		for _, n := range in.Infosets[h].Nodes {
			var way []ActionID
			for _, a := range in.Path(n) {
				if in.Infosets[in.Actions[a].Infoset].Player == i {
					way = append(way, a)
				}
			}
			before[k] = append(before[k], way)
		}
	}
	taken := make([]bool, len(in.Actions))
	var out []Strategy
	var cur Strategy
	var err error
	var choose func(k int)
	choose = func(k int) {
		if err != nil {
			return
		}
		if k == len(own) {
			if len(out) >= most {
				err = fmt.Errorf("%w: %s has more than %d strategies", ErrTooLarge, in.Players[i], most)
				return
			}
			out = append(out, append(Strategy{}, cur...))
			return
		}
		reachable := false
		for _, way := range before[k] {
			ok := true
			for _, a := range way {
				ok = ok && taken[a]
			}
			reachable = reachable || ok
		}
		if !reachable {
			choose(k + 1)
			return
		}
		for _, a := range in.ActionsAt(own[k]) {
			taken[a] = true
			cur = append(cur, a)
			choose(k + 1)
			cur = cur[:len(cur)-1]
			taken[a] = false
		}
	}
	choose(0)
	return out, err
}

func (in *Instance) strategyName(s Strategy) string {
	names := make([]string, len(s))
	for i, a := range s {
		names[i] = in.Actions[a].Name
	}
	return strings.Join(names, ", ")
}

func (in *Instance) play(n NodeID, w num.Rat, chosen []int32, pay []num.Rat) {
	for {
		h := in.Nodes[n].Infoset
		if h == None {
			for j := range pay {
				pay[j] = pay[j].Add(w.Mul(in.PayoffAt(n, PlayerID(j))))
			}
			return
		}
		if in.Infosets[h].Player == Chance {
			c := n + 1
			for k := range in.Infosets[h].Num {
				if p := in.Prob(in.Infosets[h].First + ActionID(k)); !p.IsZero() {
					in.play(c, w.Mul(p), chosen, pay)
				}
				c = in.Nodes[c].End
			}
			return
		}
		n = in.Child(n, int(chosen[h]))
	}
}

// Behaviour returns the behaviour strategies that have the same outcomes as the mixed strategies p,
// a profile of the strategic form (Kuhn 1953), for the player's actions in the original game. Where
// his own play excludes an information set, its first action is taken; reached tells where not.
func (s *Strategic) Behaviour(orig *Instance, p Profile) (b Profile, reached []bool) {
	b = make(Profile, len(orig.Actions))
	reached = make([]bool, len(orig.Infosets))
	for a := range orig.Actions {
		if orig.Infosets[orig.Actions[a].Infoset].Player == Chance {
			b[a] = orig.Prob(ActionID(a))
		}
	}
	for i := range s.Strategies {
		for k, st := range s.Strategies[i] {
			w := p[s.mixAt(PlayerID(i))+ActionID(k)]
			for _, a := range st {
				b[a] = b[a].Add(w)
			}
		}
	}
	for h := range orig.Infosets {
		set := &orig.Infosets[h]
		if set.Player == Chance {
			continue
		}
		sum := num.Zero
		for _, a := range orig.ActionsAt(InfosetID(h)) {
			sum = sum.Add(b[a])
		}
		if sum.IsZero() {
			b[set.First] = num.One
			continue
		}
		reached[h] = true
		for _, a := range orig.ActionsAt(InfosetID(h)) {
			b[a] = b[a].Quo(sum)
		}
	}
	return b, reached
}

// mixAt is the first of the actions that stand for i's strategies.
func (s *Strategic) mixAt(i PlayerID) ActionID {
	for h := range s.Infosets {
		if s.Infosets[h].Player == i {
			return s.Infosets[h].First
		}
	}
	panic("game: a strategic form without one of its players")
}
