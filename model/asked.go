package model

import (
	"errors"
	"fmt"
	"slices"

	"parley/diag"
	"parley/expr"
	"parley/game"
	"parley/internal/near"
	"parley/query"
)

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
				l.meant(&d, ce.Name, ce.Near)
			}
			if len(ce.Known) > 0 {
				d.Fix = "there is " + enumerate(ce.Known, "none")
			}
		}
		l.report(d)
	}
}

// later runs a check when the story has been told, or at once if it has been.
func (l *loader) later(check func()) {
	if l.told {
		check()
		return
	}
	l.checks = append(l.checks, check)
}

// checkEvent checks that a text names a mark.
func (l *loader) checkEvent(c *call, e query.Marked, at diag.Span) {
	var related []diag.Related
	if c != nil {
		related = l.callers(c.t.CallStack())
	}
	l.later(func() {
		if l.tree == nil || l.tree.marks[e.Name] {
			return
		}
		marks := make([]string, 0, len(l.tree.marks))
		for m := range l.tree.marks {
			marks = append(marks, m)
		}
		slices.Sort(marks)
		d := diag.Diagnostic{Code: errMark, Span: at, Summary: fmt.Sprintf("the story sets no mark called %q", e.Name), Related: related}
		if n := near.Name(e.Name, marks); n != "" {
			l.meant(&d, e.Name, n)
		}
		d.Fix = "the marks are " + enumerate(marks, "none: set one in the story with g.mark(name)")
		for _, label := range l.tree.order {
			if slices.Contains(l.tree.labels[label].actions, e.Name) {
				d.Fix = fmt.Sprintf("%s is an action: write event(%q, %q)", e.Name, label, e.Name)
				if to, ok := l.renaming(at, e.Name, e.Name); ok {
					to.Text = fmt.Sprintf("event(%q, %q)", label, e.Name)
					d.Fixes = append(d.Fixes, diag.Fix{Label: "write " + to.Text, Edits: []diag.Edit{to}})
				}
			}
		}
		l.report(d)
	})
}

// knownLabel reports a label that no move of the story has.
func (l *loader) knownLabel(label string, at diag.Span, related []diag.Related) *labelInfo {
	if l.tree == nil {
		return nil
	}
	if li, ok := l.tree.labels[label]; ok {
		return li
	}
	d := diag.Diagnostic{Code: errLabel, Span: at, Summary: fmt.Sprintf("the story has no move called %q", label), Related: related}
	if n := near.Name(label, l.tree.order); n != "" {
		l.meant(&d, label, n)
		d.Related = append([]diag.Related{{Span: l.tree.labels[n].at, Note: "this move"}}, d.Related...)
	}
	d.Fix = "the moves are " + enumerate(l.tree.order, "none")
	l.report(d)
	return nil
}

func (l *loader) knownAction(li *labelInfo, label, action string, at diag.Span, related []diag.Related) {
	if li == nil || slices.Contains(li.actions, action) {
		return
	}
	d := diag.Diagnostic{
		Code: errAction, Span: at, Summary: fmt.Sprintf("the move %q has no action called %q", label, action),
		Related: append([]diag.Related{{Span: li.at, Note: "this move"}}, related...),
	}
	if n := near.Name(action, li.actions); n != "" {
		l.meant(&d, action, n)
	}
	d.Fix = "its actions are " + enumerate(li.actions, "none")
	l.report(d)
}

// checkLabel checks the label of a query, when the story has been told: with its action and the
// player who moves there, where parameters for these are named.
func (c *call) checkLabel(label, action, player string, chance bool) {
	name := c.text(label)
	act, p := "", -1
	if action != "" {
		act = c.text(action)
	}
	if player != "" {
		p = c.playerArg(player)
	}
	if c.bad {
		return
	}
	l, at := c.l, c.place(label).span
	related := l.callers(c.t.CallStack())
	playerAt := c.site().span
	actionAt := c.site().span
	if player != "" {
		playerAt = c.place(player).span
	}
	if action != "" {
		actionAt = c.place(action).span
	}
	l.later(func() {
		li := l.knownLabel(name, at, related)
		if li == nil {
			return
		}
		if act != "" {
			l.knownAction(li, name, act, actionAt, related)
		}
		if p >= 0 && !li.players[p] {
			var who []string
			for i, q := range l.model.Players {
				if li.players[i] {
					who = append(who, q.Name)
				}
			}
			l.report(diag.Diagnostic{
				Code: errMover, Span: playerAt, Summary: fmt.Sprintf("%s does not move at %q", l.model.Players[p].Name, name),
				Related: append([]diag.Related{{Span: li.at, Note: "this move"}}, related...), Fix: "who moves there: " + enumerate(who, "chance"),
			})
		}
	})
}

// useQuery notes the params that a query names.
func (l *loader) useQuery(q query.Query) {
	switch q := q.(type) {
	case query.Number:
		l.use(q.ID)
	case query.Arith:
		l.useQuery(q.A)
		l.useQuery(q.B)
	}
}

func (l *loader) useCondition(c query.Condition) {
	switch c := c.(type) {
	case query.Compare:
		l.useQuery(c.A)
		l.useQuery(c.B)
	case query.Near:
		l.useQuery(c.A)
		l.useQuery(c.B)
	case query.AllOf:
		for _, x := range c.Of {
			l.useCondition(x)
		}
	case query.AnyOf:
		for _, x := range c.Of {
			l.useCondition(x)
		}
	case query.Not:
		l.useCondition(c.C)
	}
}

func (l *loader) use(id expr.ID) {
	for _, p := range l.model.Pool.Params(id) {
		l.paramUsed[p] = true
	}
}
