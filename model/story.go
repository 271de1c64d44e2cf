package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.starlark.net/starlark"

	"parley/diag"
	"parley/internal/near"
)

// storyValue is the story object: g.
type storyValue struct{ in *loader }

func (*storyValue) String() string { return "the story object" }

func (*storyValue) Type() string { return "story object" }

func (*storyValue) Freeze() {}

func (*storyValue) Truth() starlark.Bool { return true }

func (*storyValue) Hash() (uint32, error) { return unhashable("story object") }

func (*storyValue) AttrNames() []string {
	return []string{"chance", "choose", "mark", "pay", "reveal", "simultaneous", "stop"}
}

func (s *storyValue) Attr(name string) (starlark.Value, error) {
	if m, ok := s.in.methods[name]; ok {
		return m, nil
	}
	return nil, nil
}

// storyMethods are what may be called inside the story.
func (l *loader) storyMethods() map[string]*starlark.Builtin {
	env := map[string]*starlark.Builtin{}
	add := func(name, params string, body func(c *call) starlark.Value) {
		env[name] = l.builtin("g."+name, params, func(c *call) starlark.Value {
			if l.run == nil {
				c.fail(errInStory, c.site().span, "the story object is used outside the story", "", "call it only inside the function given to game(...)")
				return nil
			}
			return body(c)
		})
	}
	add("chance", "label, outcomes, seen_by=", l.storyChance)
	add("choose", "player, label, actions, seen_by=", l.storyChoose)
	add("simultaneous", "moves, seen_by=", l.storySimultaneous)
	add("pay", "player, amount", l.storyPay)
	add("mark", "tag", l.storyMark)
	add("reveal", "label, to", l.storyReveal)
	add("stop", "", func(*call) starlark.Value { return stopValue{err: errStop} })
	return env
}

func stop(err error) starlark.Value { return stopValue{err: err} }

func (l *loader) storyChoose(c *call) starlark.Value {
	if v, ok := l.again(); ok {
		return v
	}
	p := c.playerArg("player")
	label := c.text("label")
	actions, places := c.actions(c.arg("actions"), c.place("actions"))
	seers := c.seers(label)
	if c.bad || !c.label(label, c.place("label"), actions, places, p, c.place("actions").span) {
		return nil
	}
	actions = c.allowed(label, actions, c.site().span)
	if c.bad {
		return nil
	}
	return c.move(decision{player: p, label: label, actions: actions, seers: seers})
}

// move makes a new move.
func (c *call) move(d decision) starlark.Value {
	k, err := c.decide(d)
	if err != nil {
		return stop(err)
	}
	return c.l.happens(&d, k)
}

// seers returns who sees a move: seen_by, everyone by default, as the variant changes it.
func (c *call) seers(label string) []bool {
	out := make([]bool, len(c.l.model.Players))
	v := c.arg("seen_by")
	for _, p := range c.playerList(v, c.place("seen_by"), "seen_by") {
		out[p] = true
	}
	for i := range out {
		out[i] = out[i] || v == nil
	}
	if d := c.l.shape.variant; d != nil {
		for _, p := range d.reveal[label] {
			c.l.moved["reveal "+label] = c.l.moved["reveal "+label] || !out[p]
			out[p] = true
		}
		for _, p := range d.hide[label] {
			c.l.moved["hide "+label] = c.l.moved["hide "+label] || out[p]
			out[p] = false
		}
	}
	return out
}

// allowed takes out the actions that the variant forbids.
func (c *call) allowed(label string, actions []string, at diag.Span) []string {
	d := c.l.shape.variant
	if d == nil || len(d.forbid[label]) == 0 {
		return actions
	}
	var out []string
	for _, a := range actions {
		if slices.Contains(d.forbid[label], a) {
			c.l.moved["forbid "+label+"="+a] = true
			continue
		}
		out = append(out, a)
	}
	if len(out) == 0 {
		c.report(diag.Diagnostic{
			Code: errForbid, Span: d.at, Summary: fmt.Sprintf("the variant %q forbids every action of %q", d.name, label),
			Fix: "leave at least one action",
		})
	}
	return out
}

// label checks a move's label and notes it with its actions.
func (c *call) label(label string, at argSite, actions []string, places []argSite, player int, whole diag.Span) bool {
	if strings.TrimSpace(label) == "" {
		c.fail(errKind, at.span, "the move's label is empty", "", "name the move: labels are what queries and variants speak of")
		return false
	}
	if len(actions) == 0 {
		c.fail(errActions, whole, fmt.Sprintf("the move %q offers no action", label), "", "give a list of at least one action")
		return false
	}
	for i, a := range actions {
		if strings.TrimSpace(a) == "" {
			c.fail(errActions, places[i].span, fmt.Sprintf("an action of %q has an empty name", label), "", "name the action")
			return false
		}
		if j := slices.Index(actions, a); j < i {
			c.report(diag.Diagnostic{
				Code: errActions, Span: places[i].span, Summary: fmt.Sprintf("the move %q offers %q twice", label, a),
				Related: []diag.Related{{Span: places[j].span, Note: "the first one"}}, Fix: "give each action a name of its own",
			})
			return false
		}
	}
	s := c.l.shape
	li := s.labels[label]
	if li == nil {
		li = &labelInfo{players: map[int]bool{}, at: c.site().span}
		s.labels[label] = li
		s.order = append(s.order, label)
	}
	if player < 0 {
		li.chance = true
	} else {
		li.players[player] = true
	}
	for _, a := range actions {
		if !slices.Contains(li.actions, a) {
			li.actions = append(li.actions, a)
		}
	}
	return true
}

// actions reads a list of actions.
func (c *call) actions(v starlark.Value, at argSite) ([]string, []argSite) {
	switch v.(type) {
	case *starlark.List, starlark.Tuple:
		return c.texts(v, at, "an action")
	}
	c.wrong(at, "the actions", "a list of texts", v, `write ["back", "refuse"], say`)
	return nil, nil
}

func (l *loader) storySimultaneous(c *call) starlark.Value {
	d, ok := c.arg("moves").(*starlark.Dict)
	if !ok || d.Len() == 0 {
		c.wrong(c.place("moves"), "the moves", "a dictionary {player: (label, actions), ...}", c.arg("moves"), `write g.simultaneous({kim: ("kim's move", ["a", "b"]), xi: ("xi's move", ["c", "d"])})`)
		return nil
	}
	items, keys, values := entriesOf(d, c.place("moves"))
	var ds []decision
	var all [][]bool
	for i, kv := range items {
		p := c.player(kv[0], keys[i], "a key")
		pair, places := listOf(kv[1], values[i])
		if len(pair) != 2 {
			c.wrong(values[i], "a move", "a pair (label, actions)", kv[1], `write ("label", ["a", "b"])`)
			return nil
		}
		label := c.textOf(pair[0], places[0], "the label")
		actions, at := c.actions(pair[1], places[1])
		seers := c.seers(label)
		if c.bad || !c.label(label, places[0], actions, at, p, places[1].span) {
			return nil
		}
		actions = c.allowed(label, actions, c.site().span)
		if c.bad {
			return nil
		}
		for _, e := range ds {
			if e.player == p {
				c.fail(errKind, keys[i].span, "a player moves twice at the same time", "", "give each player one move")
				return nil
			}
		}
		ds, all = append(ds, decision{player: p, label: label, actions: actions}), append(all, seers)
	}
	out := starlark.NewDict(len(ds))
	first := len(l.run.moves)
	for i, e := range ds {
		k, err := c.decide(e)
		if err != nil {
			return stop(err)
		}
		l.run.made(l, token{e.label, e.actions[k]}, e.player)
		if err := out.SetKey(items[i][0], starlark.String(e.actions[k])); err != nil {
			return stop(err)
		}
	}
	for i := range ds {
		for p, sees := range all[i] {
			if sees {
				l.run.see(l, &l.run.moves[first+i], p)
			}
		}
	}
	return out
}

func (l *loader) storyPay(c *call) starlark.Value {
	p := c.playerArg("player")
	v := c.arg("amount")
	id, ok := l.expression(v)
	if !ok {
		c.wrong(c.place("amount"), "the amount", "a number or an expression of params", v, "write a number in utils, such as 2 or -cost")
	}
	if c.bad {
		return nil
	}
	l.run.pay[p] = l.model.Pool.Sum(l.run.pay[p], id)
	if l.baseline(); l.bad[l.run.pay[p]] != "" {
		c.fail(errTooLarge, c.place("amount").span, "this payoff is enormous", "", "payoffs are in utils: numbers of ordinary size do")
		return nil
	}
	return starlark.None
}

func (l *loader) storyMark(c *call) starlark.Value {
	tag := c.nameArg("tag")
	if c.bad {
		return nil
	}
	l.shape.marks[tag] = true
	if l.run.at >= len(l.run.script) {
		l.run.marks = append(l.run.marks, tag)
	}
	return starlark.None
}

func (l *loader) storyReveal(c *call) starlark.Value {
	label := c.text("label")
	to := c.playerList(c.arg("to"), c.place("to"), "to")
	if c.bad {
		return nil
	}
	for i := len(l.run.moves) - 1; i >= 0; i-- {
		if m := &l.run.moves[i]; m.label == label {
			for _, p := range to {
				l.run.see(l, m, p)
			}
			return starlark.None
		}
	}
	var labels []string
	for _, m := range l.run.moves {
		labels = append(labels, m.label)
	}
	d := diag.Diagnostic{Code: errLabel, Span: c.place("label").span, Summary: fmt.Sprintf("no move called %s has been made yet", strconv.Quote(label))}
	if n := near.Name(label, append(labels, l.shape.order...)); n != "" {
		l.meant(&d, label, n)
	}
	d.Fix = "the moves made so far are " + enumerate(labels, "none")
	c.report(d)
	return nil
}
