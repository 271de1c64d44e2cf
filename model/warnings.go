package model

import (
	"fmt"
	"slices"
	"strings"

	"parley/diag"
	"parley/expr"
	"parley/game"
	"parley/num"
)

// warn reports what loads but may not mean what was meant.
func (l *loader) warn() {
	m := l.model
	warning := func(code, summary string, at diag.Span, note, fix string) {
		l.report(diag.Diagnostic{Code: code, Severity: diag.Warning, Summary: summary, Span: at, Note: note, Fix: fix})
	}
	for _, c := range m.Conclusions {
		l.useCondition(c.Condition)
	}
	for _, g := range l.games() {
		l.useGame(g)
	}
	for i, p := range m.Params {
		if !l.paramUsed[i] {
			warning(warnUnused, fmt.Sprintf("the param %s is used nowhere", p.Name), l.paramPos[p.Name], "", "use it in a payoff, a probability or an assumption, or leave it out")
		}
		if p.Dist.Kind == "fixed" {
			warning(warnFixed, fmt.Sprintf("the param %s has no range", p.Name), l.paramPos[p.Name], "every draw takes the baseline", "say what is uncertain about it: within = (low, high); or write the plain number where it is used")
		}
	}
	l.warnClaims()
	l.warnChance()
	for i, p := range m.Players {
		if l.indifferent(game.PlayerID(i)) {
			warning(warnPayoff, fmt.Sprintf("%s gets the same payoff wherever the story ends", p.Name), l.playerPos[p.Name], "", "pay with g.pay(player, amount): a player who cares for nothing is indifferent between all actions")
		}
	}
}

// warnClaims reports, in one message, the params of which nothing says what they rest on, if other
// params name claims.
func (l *loader) warnClaims() {
	m := l.model
	if !slices.ContainsFunc(m.Params, func(p Param) bool { return len(p.Claims) > 0 }) {
		return
	}
	var names []string
	at := diag.Span{}
	for _, p := range m.Params {
		if len(p.Claims) == 0 && p.About == "" {
			if names = append(names, p.Name); len(names) == 1 {
				at = l.paramPos[p.Name]
			}
		}
	}
	if len(names) > 0 {
		l.report(diag.Diagnostic{
			Code: warnNoClaim, Severity: diag.Warning, Span: at, Summary: plural(len(names), "one param rests", "%d params rest", "") + " on no claim, and about= does not say on what",
			Detail: []string{enumerate(names, "")}, Fix: "name claims with because =, or say in about = that the number is the modeller's own",
		})
	}
}

// warnChance reports chance probabilities that are negative or above 1 at a corner of the params'
// ranges at which all assumptions hold.
func (l *loader) warnChance() {
	const mostParams, mostPoints = 8, 2000
	m, points := l.model, 0
	done := map[expr.ID]bool{}
	for _, g := range l.games() {
		for _, a := range g.Actions {
			if a.Prob == game.None || done[a.Prob] {
				continue
			}
			done[a.Prob] = true
			free := m.Pool.Params(a.Prob)
			if len(free) == 0 || len(free) > mostParams {
				continue
			}
			for corner := range 1 << len(free) {
				if points++; points > mostPoints {
					return
				}
				if l.chanceAt(a, g.Infosets[a.Infoset].Label, free, corner) {
					break
				}
			}
		}
	}
}

// chanceAt looks at one corner: bit i of it says whether the i-th free param is at its upper end.
func (l *loader) chanceAt(a game.Action, label string, free []int, corner int) bool {
	m := l.model
	values := m.Baseline()
	var said []string
	for i, p := range free {
		values[p] = m.Params[p].Dist.Low
		if corner>>i&1 == 1 {
			values[p] = m.Params[p].Dist.High
		}
		said = append(said, fmt.Sprintf("%s = %s", m.Params[p].Name, values[p].Decimal(4)))
	}
	x, err := m.eval(a.Prob, values)
	if err != nil || x.Sign() >= 0 && !num.One.Less(x) {
		return false
	}
	if bad, err := m.Violated(values); err != nil || len(bad) > 0 {
		return false
	}
	l.report(diag.Diagnostic{
		Code: warnChance, Severity: diag.Warning, Span: l.tree.labels[label].at,
		Summary: fmt.Sprintf("the probability of %q at %q can leave 0 to 1", a.Name, label), Note: fmt.Sprintf("it is %s with %s", x.Decimal(4), strings.Join(said, ", ")),
		Fix: "narrow a range, cap the probability with min(p, 1) or max(p, 0), or rule such draws out with assume(...)",
	})
	return true
}

func (l *loader) games() []*game.Game {
	out := []*game.Game{l.model.Game}
	for _, v := range l.model.Variants {
		if v.Game != l.model.Game {
			out = append(out, v.Game)
		}
	}
	return out
}

// useGame notes the params on which a game's payoffs and probabilities depend.
func (l *loader) useGame(g *game.Game) {
	need := make([]bool, len(g.Pool.Nodes))
	for _, id := range g.Payoffs {
		need[id] = true
	}
	for _, a := range g.Actions {
		if a.Prob != game.None {
			need[a.Prob] = true
		}
	}
	for i := len(need) - 1; i >= 0; i-- {
		if !need[i] {
			continue
		}
		switch n := g.Pool.Nodes[i]; n.Op {
		case expr.Const:
		case expr.Param:
			l.paramUsed[n.A] = true
		case expr.Neg:
			need[n.A] = true
		default:
			need[n.A], need[n.B] = true, true
		}
	}
}

func (l *loader) indifferent(p game.PlayerID) bool {
	g := l.model.Game
	first := expr.ID(game.None)
	for n := range g.Nodes {
		if !g.Terminal(game.NodeID(n)) {
			continue
		}
		if id := g.Payoff(game.NodeID(n), p); first == game.None {
			first = id
		} else if id != first {
			return false
		}
	}
	return true
}
