package refine

import (
	"errors"
	"maps"
	"slices"

	"parley/game"
	"parley/num"
)

// A deviation is a polynomial in small numbers: for each action that is not played the probability of its
// tremble, which is positive, and for each played one but the first of an information set how far its
// probability moves, which may have either sign. Each is the variable of its action. The first action played
// takes up what is left. A monomial is a set of variables, as no play meets an information set twice: two
// bytes each, ascending.
type deviation map[string]num.Rat

func variable(a game.ActionID) string { return string([]byte{byte(a >> 8), byte(a)}) }

// variables splits a monomial.
func variables(m string) []game.ActionID {
	out := make([]game.ActionID, 0, len(m)/2)
	for ; m != ""; m = m[2:] {
		out = append(out, game.ActionID(m[0])<<8|game.ActionID(m[1]))
	}
	return out
}

// divides tells whether a's variables are all among b's.
func divides(a, b string) bool {
	for a != "" {
		if len(b) < len(a) {
			return false
		}
		switch x, y := a[:2], b[:2]; {
		case x == y:
			a, b = a[2:], b[2:]
		case x < y:
			return false
		default:
			b = b[2:]
		}
	}
	return true
}

func timesMonomial(a, b string) string {
	out := make([]byte, 0, len(a)+len(b))
	for a != "" && b != "" {
		if a[:2] <= b[:2] {
			out = append(out, a[:2]...)
			a = a[2:]
		} else {
			out = append(out, b[:2]...)
			b = b[2:]
		}
	}
	return string(append(append(out, a...), b...))
}

// addTimes adds c·m·q to p.
func (p deviation) addTimes(c num.Rat, m string, q deviation) {
	for k, v := range q {
		key := timesMonomial(m, k)
		if s := p[key].Add(v.Mul(c)); s.IsZero() {
			delete(p, key)
		} else {
			p[key] = s
		}
	}
}

// monomials returns the monomials in a fixed order.
func (p deviation) monomials() []string { return slices.Sorted(maps.Keys(p)) }

var errPolynomial = errors.New("the game is too large to be looked at near this equilibrium")

// mostTerms bounds the terms of all polynomials of one equilibrium together.
const mostTerms = 400_000

// A neighbourhood holds what players expect when all play nearly a profile.
type neighbourhood struct {
	in      *game.Instance
	profile game.Profile
	first   []game.ActionID // of each information set the played action that takes up what is left
	probs   []deviation     // by action
	reach   []deviation     // by node
	worth   [][]deviation   // by player and node
	terms   int
}

func newNeighbourhood(in *game.Instance, p game.Profile) (*neighbourhood, error) {
	if len(in.Actions) > 1<<16 {
		return nil, errPolynomial
	}
	b := &neighbourhood{in: in, profile: p, first: make([]game.ActionID, len(in.Infosets)), probs: make([]deviation, len(in.Actions)),
		reach: make([]deviation, len(in.Nodes)), worth: make([][]deviation, len(in.Players))}
	for i := range b.worth {
		b.worth[i] = make([]deviation, len(in.Nodes))
	}
	for h := range in.Infosets {
		actions := in.ActionsAt(game.InfosetID(h))
		b.first[h] = actions[0]
		for _, a := range actions {
			if p[b.first[h]].Less(p[a]) {
				b.first[h] = a
			}
		}
		for _, a := range actions {
			q := deviation{}
			if !p[a].IsZero() {
				q[""] = p[a]
			}
			switch {
			case in.Infosets[h].Player == game.Chance:
			case a != b.first[h]:
				q[variable(a)] = num.One
			default:
				for _, o := range actions {
					if o != a {
						q[variable(o)] = num.Int(-1)
					}
				}
			}
			b.probs[a] = q
		}
	}
	return b, nil
}

// product returns p·q, or an error if it would be too large.
func (b *neighbourhood) product(p, q deviation) (deviation, error) {
	if b.terms += len(p) * len(q); b.terms > mostTerms {
		return nil, errPolynomial
	}
	out := deviation{}
	for m, c := range p {
		out.addTimes(c, m, q)
	}
	return out, nil
}

// reached returns the probability of node n.
func (b *neighbourhood) reached(n game.NodeID) (deviation, error) {
	if b.reach[n] == nil {
		if n == 0 {
			b.reach[n] = deviation{"": num.One}
			return b.reach[n], nil
		}
		up, err := b.reached(b.in.Nodes[n].Parent)
		if err != nil {
			return nil, err
		}
		if b.reach[n], err = b.product(up, b.probs[b.in.Nodes[n].Via]); err != nil {
			return nil, err
		}
	}
	return b.reach[n], nil
}

// value returns what a player expects from node n on.
func (b *neighbourhood) value(p game.PlayerID, n game.NodeID) (deviation, error) {
	if b.worth[p][n] != nil {
		return b.worth[p][n], nil
	}
	out := deviation{}
	if b.in.Terminal(n) {
		if u := b.in.PayoffAt(n, p); !u.IsZero() {
			out[""] = u
		}
	} else {
		for _, m := range b.in.Children(n) {
			v, err := b.value(p, m)
			if err != nil {
				return nil, err
			}
			if v, err = b.product(b.probs[b.in.Nodes[m].Via], v); err != nil {
				return nil, err
			}
			out.addTimes(num.One, "", v)
		}
	}
	b.worth[p][n] = out
	return out, nil
}

// advantage returns how much more the player of h gets by action x than by y, weighted by the probability
// of each node of h.
func (b *neighbourhood) advantage(h game.InfosetID, x, y game.ActionID) (deviation, error) {
	set := &b.in.Infosets[h]
	out := deviation{}
	for _, n := range set.Nodes {
		r, err := b.reached(n)
		if err != nil {
			return nil, err
		}
		diff := deviation{}
		for _, a := range []struct {
			act  game.ActionID
			sign int64
		}{{x, 1}, {y, -1}} {
			v, err := b.value(set.Player, b.in.Child(n, int(a.act-set.First)))
			if err != nil {
				return nil, err
			}
			diff.addTimes(num.Int(a.sign), "", v)
		}
		d, err := b.product(r, diff)
		if err != nil {
			return nil, err
		}
		out.addTimes(num.One, "", d)
	}
	return out, nil
}

// tremble tells whether a variable is the tremble of an action that is not played.
func (b *neighbourhood) tremble(a game.ActionID) bool { return b.profile[a].IsZero() }

// onlyTrembles tells whether a monomial is a product of trembles, which is positive.
func (b *neighbourhood) onlyTrembles(m string) bool {
	for _, a := range variables(m) {
		if !b.tremble(a) {
			return false
		}
	}
	return true
}

// positive tells that p is positive near the profile, whatever the trembles: every term that could be
// negative is a positive term times something small.
func (b *neighbourhood) positive(p deviation) bool {
	var good []string
	for m, c := range p {
		if c.Sign() > 0 && b.onlyTrembles(m) {
			good = append(good, m)
		}
	}
	for m, c := range p {
		if c.Sign() > 0 && b.onlyTrembles(m) {
			continue
		}
		if !slices.ContainsFunc(good, func(g string) bool { return g != m && divides(g, m) }) {
			return false
		}
	}
	return len(good) > 0
}
