package game

import (
	"context"
	"errors"
	"strconv"
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
var ErrTooLarge = errors.New("the strategic form is too large")

// NewStrategic returns the reduced strategic form of in. Strategies are in lexicographic order of
// their actions if the game has perfect recall, and called by their actions: "escalate, fight", or "*" for a player who never moves. The form
// may have at most the given number of profiles.
func NewStrategic(in *Instance, maxProfiles int) (*Strategic, error) {
	return StrategicWithin(context.Background(), in, maxProfiles)
}

// StrategicWithin is NewStrategic as long as ctx lasts; it returns the error of ctx if that ends.
func StrategicWithin(ctx context.Context, in *Instance, maxProfiles int) (*Strategic, error) {
	t, err := NewTables(ctx, in, maxProfiles)
	if err != nil {
		return nil, err
	}
	return t.Strategic(ctx)
}

// Strategic returns the strategic form as a game, as long as ctx lasts.
func (t *Tables) Strategic(ctx context.Context) (*Strategic, error) {
	in := t.in
	s := &Strategic{Strategies: t.Strategies}
	names := make([][]string, len(in.Players))
	pay := make([]*Payoffs, len(in.Players))
	for i := range in.Players {
		names[i] = in.strategyNames(t.Strategies[i])
		var err error
		if pay[i], err = t.Payoffs(ctx, PlayerID(i)); err != nil {
			return nil, err
		}
	}
	b := Builder{Title: in.Title, Comment: in.Comment, Players: in.Players, Pool: &expr.Pool{}}
	ids := make([]expr.ID, len(in.Players))
	profile := 0
	var build func(i int)
	build = func(i int) {
		if i == len(in.Players) {
			if ctx.Err() == nil {
				for j := range ids {
					ids[j] = b.Pool.Const(pay[j].At(profile))
				}
			}
			profile++
			b.Terminal(ids)
			return
		}
		b.Decision(InfosetSpec{Player: PlayerID(i), Actions: names[i]})
		for range s.Strategies[i] {
			build(i + 1)
		}
	}
	build(0)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	g, err := b.Build()
	if err != nil {
		return nil, err
	}
	s.Instance, err = NewInstance(g, nil)
	return s, err
}

// strategyNames returns distinct names: a number is added where actions with commas in their names make
// two equal.
func (in *Instance) strategyNames(list []Strategy) []string {
	out := make([]string, len(list))
	taken := make(map[string]bool, len(list))
	for k, s := range list {
		name := in.strategyName(s)
		out[k] = name
		for n := 2; taken[out[k]]; n++ {
			out[k] = name + " (" + strconv.Itoa(n) + ")"
		}
		taken[out[k]] = true
	}
	return out
}

func (in *Instance) strategyName(s Strategy) string {
	if len(s) == 0 {
		return "*"
	}
	names := make([]string, len(s))
	for i, a := range s {
		names[i] = in.Actions[a].Name
	}
	return strings.Join(names, ", ")
}

// Numbers returns the labels that Gambit gives to the strategies, by player: for each of the player's
// information sets in the original game the number of the action, counted from 1, or * where his own
// choices exclude it.
func (s *Strategic) Numbers(orig *Game) [][]string {
	out := make([][]string, len(s.Strategies))
	for i, list := range s.Strategies {
		own := orig.own(PlayerID(i))
		for _, st := range list {
			var b strings.Builder
			for _, h := range own {
				if len(st) > 0 && orig.Actions[st[0]].Infoset == h {
					b.WriteString(strconv.Itoa(int(st[0]-orig.Infosets[h].First) + 1))
					st = st[1:]
					continue
				}
				b.WriteByte('*')
			}
			if b.Len() == 0 {
				b.WriteByte('*')
			}
			out[i] = append(out[i], b.String())
		}
	}
	return out
}

// own returns the information sets of p, in order.
func (g *Game) own(p PlayerID) []InfosetID {
	var out []InfosetID
	for h := range g.Infosets {
		if g.Infosets[h].Player == p {
			out = append(out, InfosetID(h))
		}
	}
	return out
}

// Simultaneous tells whether the tree is a strategic form: each player moves exactly once in every
// play, in the order of the players, and sees nothing of the others' moves; chance does not move.
// Such are the games of .nfg files and those of NewStrategic.
func (g *Game) Simultaneous() bool {
	if len(g.Players) == 0 || len(g.Infosets) != len(g.Players) {
		return false
	}
	for h := range g.Infosets {
		if g.Infosets[h].Player != PlayerID(h) {
			return false
		}
	}
	depth := make([]int32, len(g.Nodes))
	for i := range g.Nodes {
		if i > 0 {
			depth[i] = depth[g.Nodes[i].Parent] + 1
		}
		h := g.Nodes[i].Infoset
		if d := int(depth[i]); h == None && d != len(g.Players) || h != None && int(h) != d {
			return false
		}
	}
	return true
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
