package gametest

import (
	"fmt"
	"math/rand/v2"

	"parley/expr"
	"parley/game"
	"parley/num"
)

// A Relabelling is a game with the players, the actions and so the nodes and information sets in
// another order, and where each of them went: Player[p] is the new id of player p, and so on.
type Relabelling struct {
	Game    *game.Game
	Player  []game.PlayerID
	Action  []game.ActionID
	Infoset []game.InfosetID
	Node    []game.NodeID
}

// Relabel returns the game of in, which must have no params, with its players and the actions of
// each information set shuffled.
func Relabel(r *rand.Rand, in *game.Instance) *Relabelling {
	l := &Relabelling{
		Player: make([]game.PlayerID, len(in.Players)), Action: make([]game.ActionID, len(in.Actions)),
		Infoset: make([]game.InfosetID, len(in.Infosets)), Node: make([]game.NodeID, len(in.Nodes)),
	}
	names := make([]string, len(in.Players))
	for p, q := range r.Perm(len(in.Players)) {
		l.Player[p] = game.PlayerID(q)
		names[q] = in.Players[p]
	}
	order := make([][]int, len(in.Infosets)) // order[h][k] is the old position of the k-th action
	for h := range order {
		order[h] = r.Perm(in.Infosets[h].Num)
	}
	b := &game.Builder{Players: names, Pool: &expr.Pool{}}
	var add func(n game.NodeID)
	add = func(n game.NodeID) {
		h := in.Nodes[n].Infoset
		if h == game.None {
			payoffs := make([]expr.ID, len(names))
			for p := range names {
				payoffs[l.Player[p]] = b.Pool.Const(in.PayoffAt(n, game.PlayerID(p)))
			}
			l.Node[n] = b.Terminal(payoffs)
			return
		}
		s := &in.Infosets[h]
		spec := game.InfosetSpec{Key: s.Name, Name: s.Name, Label: s.Label}
		var probs []expr.ID
		for _, k := range order[h] {
			a := s.First + game.ActionID(k)
			spec.Actions = append(spec.Actions, in.Actions[a].Name)
			if s.Player == game.Chance {
				probs = append(probs, b.Pool.Const(in.Prob(a)))
			}
		}
		if s.Player == game.Chance {
			l.Node[n] = b.Chance(spec, probs)
		} else {
			spec.Player = l.Player[s.Player]
			l.Node[n] = b.Decision(spec)
		}
		for _, k := range order[h] {
			add(in.Child(n, k))
		}
	}
	add(0)
	g, err := b.Build()
	if err != nil {
		panic("gametest: " + err.Error())
	}
	l.Game = g
	for h := range in.Infosets {
		to := g.Nodes[l.Node[in.Infosets[h].Nodes[0]]].Infoset
		l.Infoset[h] = to
		for k, old := range order[h] {
			l.Action[int(in.Infosets[h].First)+old] = g.Infosets[to].First + game.ActionID(k)
		}
	}
	return l
}

// Rescale returns the game of in, which must have no params, with each player's payoffs u replaced by
// scale·u + shift, scale > 0: the same preferences in other units. Ids stay the same.
func Rescale(in *game.Instance, scale, shift []num.Rat) *game.Game {
	return WithPayoffs(in, func(n game.NodeID, p game.PlayerID) num.Rat {
		return in.PayoffAt(n, p).Mul(scale[p]).Add(shift[p])
	})
}

// WithPayoffs returns the game of in, which must have no params, with other payoffs at the terminal
// nodes. Ids stay the same.
func WithPayoffs(in *game.Instance, payoff func(game.NodeID, game.PlayerID) num.Rat) *game.Game {
	g := *in.Game
	g.Pool = &expr.Pool{}
	g.Payoffs = make([]expr.ID, len(in.Payoffs))
	for n := range g.Nodes {
		for p := range g.Players {
			u := num.Zero
			if g.Terminal(game.NodeID(n)) {
				u = payoff(game.NodeID(n), game.PlayerID(p))
			}
			g.Payoffs[n*len(g.Players)+p] = g.Pool.Const(u)
		}
	}
	g.Actions = append([]game.Action(nil), in.Actions...)
	for a := range g.Actions {
		if g.Actions[a].Prob != game.None {
			g.Actions[a].Prob = g.Pool.Const(in.Prob(game.ActionID(a)))
		}
	}
	return &g
}

// Symbolic returns the game of in, which must have no params, with a param for each number that
// occurs in it, as an instance at those numbers. Ids stay the same.
func Symbolic(in *game.Instance) *game.Instance {
	g := *in.Game
	g.Pool = &expr.Pool{}
	ids := map[string]expr.ID{}
	var values []num.Rat
	param := func(x num.Rat) expr.ID {
		id, ok := ids[x.String()]
		if !ok {
			id = g.Pool.Declare(fmt.Sprint("p", len(values)))
			values = append(values, x)
			ids[x.String()] = id
		}
		return id
	}
	g.Payoffs = make([]expr.ID, len(in.Payoffs))
	for n := range g.Nodes {
		for p := range g.Players {
			if i := n*len(g.Players) + p; g.Terminal(game.NodeID(n)) {
				g.Payoffs[i] = param(in.PayoffAt(game.NodeID(n), game.PlayerID(p)))
			} else {
				g.Payoffs[i] = g.Pool.Const(num.Zero)
			}
		}
	}
	g.Actions = append([]game.Action(nil), in.Actions...)
	for a := range g.Actions {
		if g.Actions[a].Prob != game.None {
			g.Actions[a].Prob = param(in.Prob(game.ActionID(a)))
		}
	}
	out, err := game.NewInstance(&g, values)
	if err != nil {
		panic("gametest: " + err.Error())
	}
	return out
}
