package verify

import (
	"errors"
	"fmt"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// CheckExtreme checks one bound of an objective, given by node: that nobody gains by deviating from the plan, that
// the plan brings the objective to x.Value, and that no plan brings it beyond. The error says what does not
// stand.
func (k *Checker) CheckExtreme(in *game.Instance, c solve.Concept, objective []num.Rat, x *solve.Extreme, upper bool) error {
	cert, err := k.CheckPlan(in, c, x.Plan)
	switch {
	case err != nil:
		return err
	case !cert.OK():
		return errors.New(cert.Failure())
	}
	value := num.Zero
	for n, p := range x.Plan.Reach {
		if in.Terminal(game.NodeID(n)) {
			value = value.Add(p.Mul(objective[n]))
		}
	}
	if !value.Equal(x.Value) {
		return fmt.Errorf("the plan gives %s, not %s", value, x.Value)
	}
	return k.CheckBound(in, c, objective, x, upper)
}

// CheckBound proves that no plan of a mediator that everybody follows brings the expected value of the objective,
// given by node, beyond x.Value: above it if upper, else below it. By x.Proof it is enough that each pure plan
// of the mediator keeps to the value once what deviators would lose is added to (or taken from) the
// objective; every pure plan is looked at. The error says why that is no proof.
func (k *Checker) CheckBound(in *game.Instance, c solve.Concept, objective []num.Rat, x *solve.Extreme, upper bool) error {
	switch {
	case in.Game != k.g:
		return fmt.Errorf("the instance is of another game than the checker")
	case !c.Mediated():
		return fmt.Errorf("%q is no concept of a mediator", c)
	case len(objective) != len(k.g.Nodes):
		return fmt.Errorf("the objective has %d entries, the game %d nodes", len(objective), len(k.g.Nodes))
	}
	m := &mediated{Checker: k, in: in, concept: c}
	for i := range x.Proof {
		if x.Proof[i].Weight.Sign() < 0 {
			return fmt.Errorf("a deviation has the weight %s: it should not be negative", show(x.Proof[i].Weight))
		}
	}
	if c == solve.Communication {
		return m.communicationBound(objective, x, upper)
	}
	b := &bound{mediated: m, objective: objective}
	g := x.Value.Abs()
	for i := range x.Proof {
		if err := b.deviation(&x.Proof[i]); err != nil {
			return err
		}
		g = num.GCD(g, x.Proof[i].Weight)
	}
	if b.unit = num.One; !g.IsZero() {
		b.unit = g.Inv() // whole numbers are quicker to add up
	}
	b.proof = append([]solve.Deviation(nil), x.Proof...)
	for i := range b.proof {
		b.proof[i].Weight = b.proof[i].Weight.Mul(b.unit)
	}
	limit := x.Value.Mul(b.unit)
	b.every(func(choice []game.ActionID) bool {
		v := b.value(choice, upper)
		if upper && limit.Less(v) || !upper && v.Less(limit) {
			b.err = fmt.Errorf("the bound %s is not proved: a pure plan gives %s", show(x.Value), show(v.Quo(b.unit)))
		}
		return b.err == nil
	})
	return b.err
}

// A bound is a proof that is checked profile by profile.
type bound struct {
	*mediated
	objective []num.Rat
	proof     []solve.Deviation
	instead   [][]game.ActionID // by deviation, by information set: the action, or None
	err       error
}

// deviation checks that a deviation is one that the concept knows.
func (b *bound) deviation(d *solve.Deviation) error {
	instead := make([]game.ActionID, len(b.g.Infosets))
	for h := range instead {
		instead[h] = game.None
	}
	for _, a := range d.Instead {
		instead[b.g.Actions[a].Infoset] = a
	}
	b.instead = append(b.instead, instead)
	for _, a := range append(append([]game.ActionID(nil), d.Told...), d.Instead...) {
		if b.g.Infosets[b.g.Actions[a].Infoset].Player != d.Player {
			return fmt.Errorf("a deviation of %s speaks of moves of others", b.g.Players[d.Player])
		}
	}
	switch b.concept {
	case solve.Coarse:
		if len(d.Told) > 0 {
			return fmt.Errorf("a deviation depends on what %s is told", b.g.Players[d.Player])
		}
	case solve.Extensive, solve.Agent:
		if len(d.Told) != 1 {
			return fmt.Errorf("a deviation depends on other than one recommendation")
		}
		h := b.g.Actions[d.Told[0]].Infoset
		for _, a := range d.Instead {
			at := b.g.Actions[a].Infoset
			if at != h && (b.concept == solve.Agent || !b.behind(at, h)) {
				return fmt.Errorf("a deviation changes what is done at %q, not only from %q on", b.g.Infosets[at].Name, b.g.Infosets[h].Name)
			}
		}
	}
	return nil
}

// behind tells whether the player's information set h lies behind his information set up.
func (b *bound) behind(h, up game.InfosetID) bool {
	for n := b.g.Infosets[h].Nodes[0]; n != game.None; n = b.g.Nodes[n].Parent {
		if b.g.Nodes[n].Infoset == up {
			return true
		}
	}
	return false
}

// every calls do with every profile of strategies until it returns false: reduced ones, or for the concept
// Agent full ones.
func (b *bound) every(do func(choice []game.ActionID) bool) {
	choice := make([]game.ActionID, len(b.g.Infosets))
	var from func(h int) bool
	from = func(h int) bool {
		if h == len(choice) {
			return do(choice)
		}
		choice[h] = game.None
		s := &b.g.Infosets[h]
		if s.Player == game.Chance || b.concept != solve.Agent && !b.leadsTo(choice, game.InfosetID(h)) {
			return from(h + 1)
		}
		for k := range s.Num {
			choice[h] = s.First + game.ActionID(k)
			if !from(h + 1) {
				return false
			}
		}
		return true
	}
	from(0)
}

// value is the objective of a profile times the unit, with what deviators would lose by the proof's deviations added or taken off.
func (b *bound) value(choice []game.ActionID, add bool) num.Rat {
	sum := b.play(choice, nil, game.None, func(z game.NodeID) num.Rat { return b.objective[z] }).Mul(b.unit)
	for i := range b.proof {
		d := &b.proof[i]
		told := true
		for _, a := range d.Told {
			told = told && choice[b.g.Actions[a].Infoset] == a
		}
		if !told {
			continue
		}
		from := game.InfosetID(game.None)
		if b.concept == solve.Extensive || b.concept == solve.Agent {
			from = b.g.Actions[d.Told[0]].Infoset
		}
		pay := func(z game.NodeID) num.Rat { return b.in.PayoffAt(z, d.Player) }
		gain := b.play(choice, nil, from, pay).Sub(b.play(choice, &deviating{d.Player, b.instead[i]}, from, pay)).Mul(d.Weight)
		if add {
			sum = sum.Add(gain)
		} else {
			sum = sum.Sub(gain)
		}
	}
	return sum
}

// A deviating player takes the actions of instead; for the concept Agent he follows where there is none.
type deviating struct {
	player  game.PlayerID
	instead []game.ActionID
}

// play returns the expected value of what terminal nodes are worth if everybody follows the choice but the one who
// deviates; only of those behind the information set from, if that is not None.
func (b *bound) play(choice []game.ActionID, dev *deviating, from game.InfosetID, worth func(game.NodeID) num.Rat) num.Rat {
	sum := num.Zero
	var walk func(n game.NodeID, p num.Rat, passed bool)
	walk = func(n game.NodeID, p num.Rat, passed bool) {
		h := b.g.Nodes[n].Infoset
		if h == game.None {
			if passed {
				sum = sum.Add(p.Mul(worth(n)))
			}
			return
		}
		s := &b.g.Infosets[h]
		if s.Player == game.Chance {
			for k := range s.Num {
				if q := b.in.Prob(s.First + game.ActionID(k)); !q.IsZero() {
					walk(b.g.Child(n, k), p.Mul(q), passed)
				}
			}
			return
		}
		passed = passed || h == from
		a := choice[h]
		if dev != nil && dev.player == s.Player && passed && (b.concept != solve.Agent || dev.instead[h] != game.None) {
			a = dev.instead[h]
		}
		if a == game.None {
			b.err = fmt.Errorf("a deviation does not say what to do at %q", s.Name)
			return
		}
		walk(b.g.Child(n, int(a-s.First)), p, passed)
	}
	walk(0, num.One, from == game.None)
	return sum
}
