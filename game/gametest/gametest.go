// Package gametest makes games for tests: small ones written out as a tree, random ones with
// perfect recall, and other forms of the same game (relabelled, with other units of payoff).
package gametest

import (
	"fmt"

	"parley/expr"
	"parley/game"
	"parley/num"
)

// A Tree is a game, or the rest of one, written out.
type Tree struct {
	player   game.PlayerID
	set      string
	branches []Branch
	payoffs  []num.Rat
}

// A Branch is an action and what follows it.
type Branch struct {
	action string
	prob   num.Rat
	then   Tree
}

// Move is a move of a player (from 0) at the information set of that name.
func Move(player int, set string, branches ...Branch) Tree {
	return Tree{player: game.PlayerID(player), set: set, branches: branches}
}

// Nature is a chance move; its branches come from With.
func Nature(name string, branches ...Branch) Tree {
	return Tree{player: game.Chance, set: name, branches: branches}
}

// Do is an action of a player.
func Do(action string, then Tree) Branch { return Branch{action: action, then: then} }

// With is an outcome of a chance move; prob is a number as num.Parse reads it.
func With(prob, action string, then Tree) Branch {
	return Branch{action: action, prob: num.MustParse(prob), then: then}
}

// End is the end of play, with the payoff of each player.
func End(payoffs ...int64) Tree {
	t := Tree{}
	for _, u := range payoffs {
		t.payoffs = append(t.payoffs, num.Int(u))
	}
	return t
}

// Game returns the game of players with these names. It panics if the tree breaks the rules of a
// game.
func Game(t Tree, players ...string) *game.Game {
	b := &game.Builder{Players: players, Pool: &expr.Pool{}}
	t.add(b)
	g, err := b.Build()
	if err != nil {
		panic("gametest: " + err.Error())
	}
	return g
}

func (t Tree) add(b *game.Builder) {
	if len(t.branches) == 0 {
		var payoffs []expr.ID
		for _, u := range t.payoffs {
			payoffs = append(payoffs, b.Pool.Const(u))
		}
		b.Terminal(payoffs)
		return
	}
	s := game.InfosetSpec{Player: t.player, Key: t.set, Name: t.set, Label: t.set}
	var probs []expr.ID
	for _, br := range t.branches {
		s.Actions = append(s.Actions, br.action)
		if t.player == game.Chance {
			probs = append(probs, b.Pool.Const(br.prob))
		}
	}
	if t.player == game.Chance {
		b.Chance(s, probs)
	} else {
		b.Decision(s)
	}
	for _, br := range t.branches {
		br.then.add(b)
	}
}

// Instance returns g, which must have no params, with its numbers. It panics if they are wrong.
func Instance(g *game.Game) *game.Instance {
	in, err := game.NewInstance(g, nil)
	if err != nil {
		panic("gametest: " + err.Error())
	}
	return in
}

// Infoset returns the information set of that name, whosever it is. It panics if there is none.
func Infoset(g *game.Game, name string) game.InfosetID {
	for i := range g.Infosets {
		if g.Infosets[i].Name == name {
			return game.InfosetID(i)
		}
	}
	panic(fmt.Sprintf("gametest: there is no information set %q", name))
}

// Action returns the action of that name at the information set of that name. It panics if there is
// none.
func Action(g *game.Game, set, action string) game.ActionID {
	for _, a := range g.ActionsAt(Infoset(g, set)) {
		if g.Actions[a].Name == action {
			return a
		}
	}
	panic(fmt.Sprintf("gametest: there is no action %q at %q", action, set))
}

// Profile returns the profile in which each player's action at a set has the given probability,
// "set action" to a number as num.Parse reads it; actions not named have probability 0.
func Profile(in *game.Instance, probs map[string]string) game.Profile {
	p := make(game.Profile, len(in.Actions))
	used := 0
	for a := range in.Actions {
		s := &in.Infosets[in.Actions[a].Infoset]
		if s.Player == game.Chance {
			p[a] = in.Prob(game.ActionID(a))
		} else if x, ok := probs[s.Name+" "+in.Actions[a].Name]; ok {
			p[a] = num.MustParse(x)
			used++
		}
	}
	if used != len(probs) {
		panic(fmt.Sprintf("gametest: %d of the actions in %v are not in the game", len(probs)-used, probs))
	}
	return p
}
