package model

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"parley/diag"
	"parley/expr"
	"parley/game"
	"parley/query"
)

// finish tells the story and its variants, and checks what could not be checked before.
func (l *loader) finish() {
	if l.stuck != "" {
		return
	}
	m := l.model
	m.Scale = l.scaleName()
	if m.Title == "" {
		m.Title = strings.TrimSuffix(path.Base(m.Path), path.Ext(m.Path))
	}
	if l.story == nil {
		if l.reached && !l.list.HasErrors() {
			at := diag.Pos{File: m.Path}
			l.report(diag.Diagnostic{Code: errNoGame, Summary: "the file declares no game", Span: diag.Span{Start: at, End: at},
				Fix: "write the story as a function, def story(g): ..., and declare it with game(story)"})
		}
		return
	}
	l.story.Freeze()
	m.Game = l.tell(nil, m.Title)
	l.tree, l.told = l.shape, true
	if l.stuck != "" || m.Game == nil && len(l.tree.labels) == 0 {
		return
	}
	if m.Game != nil && len(l.tree.order) == 0 && !l.list.HasErrors() {
		l.report(diag.Diagnostic{Code: errNoMove, Summary: "nobody moves in this story", Span: l.storyAt, Fix: "let chance or a player move: g.chance(label, {outcome: probability}), g.choose(player, label, actions)"})
		return
	}
	for _, check := range l.checks {
		check()
	}
	l.checks = nil
	for _, v := range l.variants {
		if l.stuck != "" {
			return
		}
		l.buildVariant(v, m.Game)
	}
	l.shape = l.tree
	if !l.list.HasErrors() {
		l.checkAsked(l.asked)
	}
	if !l.list.HasErrors() {
		l.warn()
	}
}

// asked is a query or condition with its place.
type asked struct {
	query     query.Query
	condition query.Condition
	at        diag.Span
}

// checkAsked reports what cannot be asked of the games, such as a belief where the player has no
// information set.
func (l *loader) checkAsked(list []asked) {
	games := map[string]*game.Game{"": l.model.Game}
	for _, v := range l.model.Variants {
		games[v.Name] = v.Game
	}
	ev := query.NewEvaluator(games)
	for _, a := range list {
		var err error
		var text fmt.Stringer = a.query
		if a.query != nil {
			_, err = ev.Query(a.query)
		} else {
			_, err = ev.Condition(a.condition)
			text = a.condition
		}
		if err == nil {
			continue
		}
		d := diag.Diagnostic{Code: errAsked, Summary: err.Error(), Span: a.at, Detail: []string{"asked: " + clip(text.String(), 200)}, Fix: "ask what this game, as the variant leaves it, can answer"}
		var ce *query.CheckError
		if errors.As(err, &ce) {
			d.Summary = ce.Summary
			if ce.Near != "" {
				d.Note = fmt.Sprintf("did you mean %q?", ce.Near)
			}
			if len(ce.Known) > 0 {
				d.Fix = "there is " + enumerate(ce.Known, "none")
			}
		}
		l.report(d)
	}
}

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
	for i, p := range m.Players {
		if l.indifferent(game.PlayerID(i)) {
			warning(warnPayoff, fmt.Sprintf("%s gets the same payoff wherever the story ends", p.Name), l.playerPos[p.Name], "", "pay with g.pay(player, amount): a player who cares for nothing is indifferent between all actions")
		}
	}
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
