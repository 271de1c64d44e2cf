package verify

import (
	"fmt"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// CheckPlan measures a mediator's plan against one of the concepts of a mediator, exactly: that it is a distribution,
// that following it leads where it says, and that nobody gains by deviating. Value holds expected payoffs;
// Regret the most that each player gains by deviating once something triggers it, times the probability of that. It
// returns an error if the plan does not fit the game or if c is no such concept.
func (k *Checker) CheckPlan(in *game.Instance, c solve.Concept, plan *solve.Plan) (Certificate, error) {
	switch {
	case in.Game != k.g:
		return Certificate{}, fmt.Errorf("the instance is of another game than the checker")
	case !c.Mediated():
		return Certificate{}, fmt.Errorf("%q is no concept of a mediator", c)
	case plan == nil || len(plan.Reach) != len(k.g.Nodes):
		return Certificate{}, fmt.Errorf("the plan does not fit the game")
	}
	m := &mediated{Checker: k, in: in, concept: c, cert: Certificate{Concept: c}}
	if c == solve.Communication {
		m.communicated(plan)
		return m.cert, nil
	}
	if !m.parts(plan) {
		return m.cert, nil
	}
	m.outcome(plan)
	// Whole numbers in proportion to the probabilities are quicker to add up.
	g := num.Zero
	for _, part := range plan.Parts {
		g = num.GCD(g, part.P)
	}
	scaled := make([]solve.Part, len(plan.Parts))
	for i, part := range plan.Parts {
		scaled[i] = solve.Part{Choice: part.Choice, P: part.P.Quo(g)}
	}
	m.unit = g
	for p := range k.g.Players {
		m.regret(game.PlayerID(p), scaled)
	}
	return m.cert, nil
}

// A mediated is one run of a Checker on a mediator's plan or bound.
type mediated struct {
	*Checker
	in      *game.Instance
	concept solve.Concept
	cert    Certificate
	unit    num.Rat // what a gain is multiplied with
}

// parts checks that the parts are a distribution over profiles of strategies.
func (m *mediated) parts(plan *solve.Plan) bool {
	sum := num.Zero
	for _, part := range plan.Parts {
		if part.P.Sign() <= 0 {
			m.cert.fail("the mediator draws a profile with probability %s: it should be positive", show(part.P))
		}
		sum = sum.Add(part.P)
		if len(part.Choice) != len(m.g.Infosets) {
			m.cert.fail("a recommended profile has %d entries, the game %d information sets", len(part.Choice), len(m.g.Infosets))
			return false
		}
		for h := range m.g.Infosets {
			s, a := &m.g.Infosets[h], part.Choice[h]
			wanted := s.Player != game.Chance && (m.concept == solve.Agent || m.leadsTo(part.Choice, game.InfosetID(h)))
			switch {
			case !wanted && a != game.None:
				m.cert.fail("something is recommended at %q, which the player's own recommendations exclude", s.Name)
			case wanted && (a < s.First || a >= s.First+game.ActionID(s.Num)):
				m.cert.fail("what is recommended at %q is none of its actions", s.Name)
			}
		}
	}
	if !sum.Equal(num.One) {
		m.cert.fail("the probabilities of the recommended profiles sum to %s: they should sum to 1", sum)
	}
	return m.cert.OK()
}

// leadsTo tells whether a player's own choices let play come to his information set h.
func (m *mediated) leadsTo(choice []game.ActionID, h game.InfosetID) bool {
	for _, a := range m.g.Path(m.g.Infosets[h].Nodes[0]) {
		up := m.g.Actions[a].Infoset
		if m.g.Infosets[up].Player == m.g.Infosets[h].Player && choice[up] != a {
			return false
		}
	}
	return true
}

// weights adds p times the probability of each node to sum, if everybody but free follows the choice and free
// tries to reach it.
func (m *mediated) weights(choice []game.ActionID, free game.PlayerID, p num.Rat, sum []num.Rat) {
	w := make([]num.Rat, len(m.g.Nodes))
	w[0] = p
	for n := range w {
		if n > 0 {
			x := &m.g.Nodes[n]
			h := m.g.Actions[x.Via].Infoset
			switch up := w[x.Parent]; {
			case up.IsZero():
			case m.g.Infosets[h].Player == game.Chance:
				w[n] = up.Mul(m.in.Prob(x.Via))
			case m.g.Infosets[h].Player == free || choice[h] == x.Via:
				w[n] = up
			}
		}
		if !w[n].IsZero() {
			sum[n] = sum[n].Add(w[n])
		}
	}
}

// nobody is free to deviate.
const nobody game.PlayerID = -2

// outcome checks where following leads and computes what it brings.
func (m *mediated) outcome(plan *solve.Plan) {
	reach := make([]num.Rat, len(m.g.Nodes))
	for _, part := range plan.Parts {
		m.weights(part.Choice, nobody, part.P, reach)
	}
	m.reaches(plan, reach)
}

// reaches compares where play leads with what a plan says, and computes what that brings.
func (m *mediated) reaches(plan *solve.Plan, reach []num.Rat) {
	for n := range reach {
		if !reach[n].Equal(plan.Reach[n]) {
			m.cert.fail("play comes to %s with probability %s: the plan says %s", m.node(game.NodeID(n)), show(reach[n]), show(plan.Reach[n]))
			break
		}
	}
	for p := range m.g.Players {
		m.cert.Value = append(m.cert.Value, m.worth(game.PlayerID(p), reach, 0))
	}
}

func (m *mediated) node(n game.NodeID) string {
	if n == 0 {
		return "the start"
	}
	return fmt.Sprintf("%q", m.g.History(n))
}

// worth adds up what p gets behind n.
func (m *mediated) worth(p game.PlayerID, weight []num.Rat, n game.NodeID) num.Rat {
	sum := num.Zero
	for z := n; z < m.g.Nodes[n].End; z++ {
		if m.g.Terminal(z) && !weight[z].IsZero() {
			sum = sum.Add(weight[z].Mul(m.in.PayoffAt(z, p)))
		}
	}
	return sum
}

// regret finds the most that p gains by deviating, over all that may trigger it.
func (m *mediated) regret(p game.PlayerID, parts []solve.Part) {
	most := num.Zero
	gains := func(gain num.Rat, when string) {
		gain = gain.Mul(m.unit)
		most = num.Max(most, gain)
		if gain.Sign() > 0 {
			m.cert.fail("%s gains %s by another strategy%s", m.g.Players[p], show(gain), when)
		}
	}
	switch m.concept {
	case solve.Coarse:
		gains(m.fromStart(p, parts), "")
	case solve.Correlated:
		groups := map[string][]solve.Part{}
		var order []string
		for _, part := range parts {
			key := ""
			for h, a := range part.Choice {
				if m.g.Infosets[h].Player == p {
					key += fmt.Sprint(a, " ")
				}
			}
			if groups[key] == nil {
				order = append(order, key)
			}
			groups[key] = append(groups[key], part)
		}
		for _, key := range order {
			gains(m.fromStart(p, groups[key]), " than one that he is told")
		}
	default:
		for h := range m.g.Infosets {
			if m.g.Infosets[h].Player != p {
				continue
			}
			for _, a := range m.g.ActionsAt(game.InfosetID(h)) {
				var told []solve.Part
				for _, part := range parts {
					if part.Choice[h] == a {
						told = append(told, part)
					}
				}
				gains(m.fromInfoset(p, game.InfosetID(h), told), fmt.Sprintf(" when told %q at %q", m.g.Actions[a].Name, m.g.Infosets[h].Name))
			}
		}
	}
	m.cert.Regret = append(m.cert.Regret, most)
}

// fromStart is what p gains by the best strategy for the whole game.
func (m *mediated) fromStart(p game.PlayerID, parts []solve.Part) num.Rat {
	follow := make([]num.Rat, len(m.g.Nodes))
	d := m.deviator(p)
	for _, part := range parts {
		m.weights(part.Choice, nobody, part.P, follow)
		m.weights(part.Choice, p, part.P, d.weight)
	}
	return d.value(0).Sub(m.worth(p, follow, 0))
}

func (m *mediated) deviator(p game.PlayerID) *deviator {
	d := &deviator{in: m.in, weight: make([]num.Rat, len(m.g.Nodes)), best: make([]num.Rat, len(m.g.Nodes)), decided: make([]int, len(m.g.Infosets))}
	d.start(p)
	return d
}

// fromInfoset is what p gains by deviating at h, by one action or, for the concept Extensive, by a strategy
// for the rest of the game.
func (m *mediated) fromInfoset(p game.PlayerID, h game.InfosetID, parts []solve.Part) num.Rat {
	nodes := m.g.Infosets[h].Nodes
	following := num.Zero
	follow := make([]num.Rat, len(m.g.Nodes))
	d := m.deviator(p)
	for _, part := range parts {
		m.weights(part.Choice, nobody, part.P, follow)
		m.weights(part.Choice, p, part.P, d.weight)
	}
	for _, n := range nodes {
		following = following.Add(m.worth(p, follow, n))
	}
	if m.concept == solve.Extensive {
		return d.decide(h).Sub(following)
	}
	best := following
	for _, b := range m.g.ActionsAt(h) {
		take := make([]num.Rat, len(m.g.Nodes))
		for _, part := range parts {
			other := append([]game.ActionID(nil), part.Choice...)
			other[h] = b
			m.weights(other, nobody, part.P, take)
		}
		sum := num.Zero
		for _, n := range nodes {
			sum = sum.Add(m.worth(p, take, n))
		}
		best = num.Max(best, sum)
	}
	return best.Sub(following)
}
