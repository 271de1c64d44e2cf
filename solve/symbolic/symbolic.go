// Package symbolic derives what a theorist derives by hand: for an equilibrium in given supports the mixing
// probabilities and beliefs as rational functions of the params, and the conditions on the params under which
// play in these supports is a sequential equilibrium (Kreps and Wilson 1982).
//
// A Class is play on the path: which information sets are reached and which actions are used there. Its
// conditions say exactly where in the domain some equilibrium plays so, but for surfaces on which payoffs tie
// (see Class): mixing on the path is solved from the indifferences; for play and consistent beliefs off the
// path every combination of supports is tried, and what is free there is eliminated by virtual substitution
// (Loos and Weispfenning 1993). Outside the domain the conditions are still sufficient. What the method
// cannot do, such as mixing that no rational function gives, is an error.
//
// To use it:
//
//	d, err := symbolic.New(g, domain)
//	classes, err := d.Derive(ctx, symbolic.PlayOf(in, equilibrium.Profile), in.Values)
//	classes[0].Mixing[a]        // the probability of action a, a ratfunc.Func
//	classes[0].Conditions       // polynomials, each with Op and Holds(values)
//	classes[0].Holds(values)    // does such an equilibrium exist there?
package symbolic

import (
	"errors"
	"fmt"
	"slices"

	"parley/expr"
	"parley/game"
	"parley/internal/poly"
	"parley/internal/ratfunc"
	"parley/num"
)

// Errors that Derive wraps: the class exists, and cannot be put into formulas of this kind.
var (
	// ErrIrrational says that mixing solves equations of degree two or more that do not fall into factors: where two
	// players' probabilities determine each other, for instance.
	ErrIrrational = errors.New("mixing is not a rational function of the params")
	// ErrDoubly is ErrIrrational on the path: no choice of play off it helps.
	ErrDoubly = fmt.Errorf("%w: probabilities on the path determine each other", ErrIrrational)
	// ErrLarge says that a bound on the number of cases was hit.
	ErrLarge = errors.New("too many cases")
	// ErrCurved says that a belief or probability off the path that is free cannot be eliminated: it stands in the
	// conditions with a power of two or more.
	ErrCurved = errors.New("a free number off the path stands in the conditions with a power")
	// ErrBranches says that a payoff with min or max cannot be told apart.
	ErrBranches = errors.New("min or max of params")
)

// A Domain is the part of the space of params that is looked at.
type Domain struct {
	Ranges []Range      // by param; missing ones at the end are unbounded
	Assume []Inequality // hold throughout
}

// A Range is the closed interval of a param's values; the zero value stands for all numbers.
type Range struct {
	Low, High num.Rat
	Bounded   bool
}

// An Inequality is an assumption on params, Left Op Right, with Op one of < <= > >= ==.
type Inequality struct {
	Op          string
	Left, Right expr.ID
}

// A Play says which actions are used at each information set that is reached, in ascending order; nil for
// those that are not reached and those of chance.
type Play [][]game.ActionID

// A Class is a set of equilibria with the same play on the path, as formulas of the params.
//
// An equilibrium of the class exists exactly where all Conditions hold and of each of Parts one case, given that the
// params lie in the domain and off the surfaces Ties, on which payoffs coincide and there may be further
// equilibria of the same play. Where a condition holds with equality the class still exists if its Op says so, and
// further equilibria begin or end there.
type Class struct {
	Play Play
	// Mixing is the probability of each action at information sets that are reached, by ActionID: 0 and 1 included, and
	// chance's. Known tells which are set: those of information sets off the path are not, nor those in Free.
	Mixing []ratfunc.Func
	Known  []bool
	// Beliefs are the probabilities of the nodes of information sets that are reached, by NodeID; nil if
	// mixing is free.
	Beliefs []ratfunc.Func
	Reached []bool         // by node: whether play comes there
	Payoffs []ratfunc.Func // by player, in utils; nil if mixing is free
	Marks   []ratfunc.Func // by mark of the game: its probability; nil if mixing is free
	// Free are actions whose probability the indifferences leave open: the class is a continuum.
	Free []game.ActionID

	// Sufficient is set by DeriveFixed: the class may exist where the conditions fail, too.
	Sufficient bool
	Conditions []Condition
	Parts      []Part
	// Given are conditions that are needed as well, and hold wherever in the domain the others do.
	Given []Condition
	Ties  []poly.Poly
}

// A Part is a part of play off the path, or of the signs that decide; one of its cases must hold. If one
// case has no conditions, there is nothing to say about the part and it is left out.
type Part struct {
	Infosets []game.InfosetID // off the path, ascending; nil for a part that is about signs on the path
	Cases    []Case
}

// A Case is conditions that hold together, under which the given play off the path supports the class.
type Case struct {
	Off        Play // supports at the part's information sets, nil elsewhere; nil if the case joins several
	Conditions []Condition
	Given      []Condition
}

// A Condition is Diff Op 0: a polynomial of the params, in factors that decide its sign.
type Condition struct {
	Diff poly.Poly // primitive, up to its sign
	Op   string    // > >= ==
	Why  Reason

	threshold []threshold
}

// A threshold is a param that stands in a condition to the first power, and the sign of its coefficient there.
type threshold struct {
	param int
	sign  sign
}

// A Reason says where a condition comes from.
type Reason struct {
	Kind    Kind
	Infoset game.InfosetID // None for Chance of a param
	Action  game.ActionID  // that is not better, or whose probability it is
	Than    game.ActionID  // the used action it is compared with
}

// A Kind is what a condition is needed for.
type Kind uint8

// The kinds of conditions.
const (
	NoGain      Kind = iota // Action is not better than Than
	Probability             // the probability of Action is positive
	OffPath                 // some consistent belief or play off the path makes it so
	Sign                    // a denominator has this sign
	Branch                  // a min or max takes this branch
	Tie                     // payoffs coincide
)

// Holds tells whether the condition holds at values of the params.
func (c *Condition) Holds(values []num.Rat) bool {
	s := c.Diff.Eval(values).Sign()
	switch c.Op {
	case ">":
		return s > 0
	case ">=":
		return s >= 0
	}
	return s == 0
}

func allHold(list []Condition, values []num.Rat) bool {
	for i := range list {
		if !list[i].Holds(values) {
			return false
		}
	}
	return true
}

// Holds tells whether an equilibrium of the class exists at values of the params, one for each: exactly within
// the domain, except on Ties; outside the domain true is exact, and false says only that the conditions do
// not hold.
func (c *Class) Holds(values []num.Rat) bool {
	if !allHold(c.Conditions, values) || !allHold(c.Given, values) {
		return false
	}
	for i := range c.Parts {
		if c.Parts[i].holds(values) < 0 {
			return false
		}
	}
	return true
}

// holds returns the first case that holds, -1 if none does.
func (p *Part) holds(values []num.Rat) int {
	for k := range p.Cases {
		if allHold(p.Cases[k].Conditions, values) && allHold(p.Cases[k].Given, values) {
			return k
		}
	}
	return -1
}

// Tied tells whether the params lie on a surface on which payoffs coincide, so that Holds may be false though
// an equilibrium of the class exists.
func (c *Class) Tied(values []num.Rat) bool {
	for _, p := range c.Ties {
		if p.Eval(values).IsZero() {
			return true
		}
	}
	return false
}

// PlayOf returns the play on the path of a profile.
func PlayOf(in *game.Instance, p game.Profile) Play {
	reach := in.Reach(p)
	play := SupportsOf(in.Game, p)
	for h := range play {
		if !slices.ContainsFunc(in.Infosets[h].Nodes, func(n game.NodeID) bool { return reach[n].Sign() > 0 }) {
			play[h] = nil
		}
	}
	return play
}

// SupportsOf returns the actions that a profile uses at every information set of the players, reached or not.
func SupportsOf(g *game.Game, p game.Profile) Play {
	play := make(Play, len(g.Infosets))
	for h := range g.Infosets {
		if g.Infosets[h].Player == game.Chance {
			continue
		}
		for _, a := range g.ActionsAt(game.InfosetID(h)) {
			if p[a].Sign() > 0 {
				play[h] = append(play[h], a)
			}
		}
	}
	return play
}

// Key returns a text that is the same for equal play.
func (p Play) Key() string {
	var b []byte
	for _, s := range p {
		for _, a := range s {
			b = append(b, byte(a>>24), byte(a>>16), byte(a>>8), byte(a))
		}
		b = append(b, 0xff, 0xff, 0xff, 0xff)
	}
	return string(b)
}
