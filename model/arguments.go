package model

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"

	"parley/diag"
	"parley/internal/near"
	"parley/num"
	"parley/query"
)

// wrong reports an argument of the wrong kind.
func (c *call) wrong(at argSite, what, want string, v starlark.Value, fix string) {
	c.fail(errKind, at.span, fmt.Sprintf("%s of %s should be %s", what, c.name, want), "this is "+describe(v), fix)
}

// text returns a parameter that is a text, "" if not given.
func (c *call) text(param string) string {
	v := c.arg(param)
	if v == nil {
		return ""
	}
	return c.textOf(v, c.place(param), "the "+param)
}

func (c *call) textOf(v starlark.Value, at argSite, what string) string {
	s, ok := starlark.AsString(v)
	if !ok {
		fix := "put it in quotes"
		switch v.(type) {
		case starlark.Int, ratValue:
			fix = fmt.Sprintf("put it in quotes: %q", v.String())
		case *starlark.List, starlark.Tuple, *starlark.Dict, *starlark.Function:
			fix = "write one text in quotes"
		}
		c.wrong(at, what, "a text", v, fix)
	}
	return s
}

// name is text that may not be empty.
func (c *call) nameArg(param string) string {
	s := c.text(param)
	if !c.bad && strings.TrimSpace(s) == "" {
		c.fail(errKind, c.place(param).span, fmt.Sprintf("the %s of %s is empty", param, c.name), "", "give it a name")
	}
	return s
}

// constant returns a parameter that is a plain number.
func (c *call) constant(v starlark.Value, at argSite, what string) num.Rat {
	x, ok := toRat(v)
	if ok {
		return x
	}
	if s, isText := v.(starlark.String); isText {
		if x, err := num.Parse(string(s)); err == nil {
			return x
		}
	}
	if s, isSym := v.(symValue); isSym {
		c.fail(errConstant, at.span, fmt.Sprintf("%s of %s should be a plain number", what, c.name), "this is the symbolic number "+s.String(),
			"write the number itself: ranges and baselines do not depend on params")
	} else {
		c.wrong(at, what, "a number", v, "write a number such as 0.4, 1/3 or 2")
	}
	return num.Rat{}
}

// list returns the elements of a list or tuple with their places; a single value counts as a list of
// one.
func listOf(v starlark.Value, at argSite) ([]starlark.Value, []argSite) {
	var out []starlark.Value
	switch v := v.(type) {
	case nil:
		return nil, nil
	case *starlark.List:
		for i := range v.Len() {
			out = append(out, v.Index(i))
		}
	case starlark.Tuple:
		out = v
	default:
		return []starlark.Value{v}, []argSite{at}
	}
	places := make([]argSite, len(out))
	for i := range places {
		places[i] = argSite{span: at.value, value: at.value}
		if len(at.elems) == len(out) {
			places[i] = at.elems[i]
		}
	}
	return out, places
}

// entries returns the entries of a dictionary with their places.
func entriesOf(d *starlark.Dict, at argSite) (items []starlark.Tuple, keys, values []argSite) {
	items = d.Items()
	keys, values = make([]argSite, len(items)), make([]argSite, len(items))
	for i := range items {
		keys[i] = argSite{span: at.value, value: at.value}
		values[i] = keys[i]
		if len(at.keys) == len(items) {
			keys[i], values[i] = at.keys[i], at.elems[i]
		}
	}
	return items, keys, values
}

// playerArg returns the index of the player that a parameter is.
func (c *call) playerArg(param string) int {
	if p, ok := c.arg(param).(playerValue); ok {
		return p.id // without looking for the place
	}
	return c.player(c.arg(param), c.place(param), "the "+param)
}

// player returns the index of the player that v is: the value that player() returned, or his name.
func (c *call) player(v starlark.Value, at argSite, what string) int {
	players := c.l.model.Players
	switch v := v.(type) {
	case playerValue:
		return v.id
	case starlark.String:
		var names []string
		for i, p := range players {
			if p.Name == string(v) {
				return i
			}
			names = append(names, p.Name)
		}
		d := diag.Diagnostic{Code: errPlayer, Span: at.span, Summary: fmt.Sprintf("there is no player called %q", string(v))}
		if n := near.Name(string(v), names); n != "" {
			c.l.meant(&d, string(v), n)
			d.Related = []diag.Related{{Span: c.l.playerPos[n], Note: "declared here"}}
		}
		d.Fix = "the players are " + enumerate(names, "none: declare one with player(name)")
		c.report(d)
		return -1
	}
	c.wrong(at, what, "a player", v, "give what player(...) returned, or the player's name")
	return -1
}

// playerList returns the players that v names; nil stands for all.
func (c *call) playerList(v starlark.Value, at argSite, what string) []int {
	out := []int{}
	vals, places := listOf(v, at)
	for i, x := range vals {
		if p := c.player(x, places[i], what); p >= 0 {
			out = append(out, p)
		}
	}
	return out
}

// texts returns a list of texts.
func (c *call) texts(v starlark.Value, at argSite, what string) ([]string, []argSite) {
	var out []string
	vals, places := listOf(v, at)
	for i, x := range vals {
		out = append(out, c.textOf(x, places[i], what))
	}
	return out, places
}

// claims returns the claims of a because= or claim= argument.
func (c *call) claims(param string) []int {
	var out []int
	vals, places := listOf(c.arg(param), c.place(param))
	for i, v := range vals {
		if cl, ok := v.(claimValue); ok {
			out = append(out, cl.id)
			continue
		}
		if s, ok := v.(starlark.String); ok {
			if id, ok := c.l.claimByID(string(s)); ok {
				out = append(out, id)
				continue
			}
		}
		c.wrong(places[i], param+"=", "a claim, or a list of claims", v, "declare it with claim(source, turn=, says=) and give what that returns")
	}
	return out
}

// event returns the event of a parameter: an event(...) or the name of a mark. Nil if not given.
func (c *call) event(param string) query.Event {
	v := c.arg(param)
	if v == nil {
		return nil
	}
	e, _ := c.eventOf(v, c.place(param), "the "+param)
	return e
}

func (c *call) eventOf(v starlark.Value, at argSite, what string) (query.Event, int) {
	switch v := v.(type) {
	case *eventValue:
		return v.e, v.size
	case starlark.String:
		e := query.Marked{Name: string(v)}
		c.l.checkEvent(c, e, at.span)
		return e, 1
	}
	fix := "write event(label, action), or the name of a mark in quotes"
	if _, ok := v.(*condValue); ok {
		fix = "an event is something that happens in the story: event(label, action), or the name of a mark in quotes"
	}
	c.wrong(at, what, "an event", v, fix)
	return nil, 0
}
