package model

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"parley/diag"
	"parley/num"
	"parley/query"
)

// A call is one call of a builtin, with its arguments bound to the builtin's parameters and their
// places in the text.
type call struct {
	l    *loader
	t    *starlark.Thread
	name string // of the builtin
	sig  *signature

	args   starlark.Tuple
	kwargs []starlark.Tuple
	vals   []starlark.Value // by parameter; nil where not given
	rest   []starlark.Value // of a builtin with *parameter
	bad    bool             // something has been reported

	// Places are looked up when a message or a declaration needs them, not in the thousand runs of
	// a story in which all is well.
	found  *site
	places []argSite
	restAt []argSite
}

// signature is a builtin's parameters: "name, value, about=, *more": those with = may be left out.
type signature struct {
	names    []string
	optional []bool
	rest     string
}

func parseSignature(text string) signature {
	var s signature
	for _, p := range strings.Split(text, ",") {
		p = strings.TrimSpace(p)
		switch {
		case p == "":
		case p[0] == '*':
			s.rest = p[1:]
		default:
			name, opt := strings.CutSuffix(p, "=")
			s.names, s.optional = append(s.names, name), append(s.optional, opt)
		}
	}
	return s
}

// builtin returns a builtin whose body records what is wrong and goes on: it returns an unknown
// value then. The body does not run if an argument is an unknown value.
func (l *loader) builtin(name, params string, body func(c *call) starlark.Value) *starlark.Builtin {
	sig := parseSignature(params)
	return starlark.NewBuiltin(name, func(t *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		t.Steps += 20 // a call of Go costs as much
		c := &call{l: l, t: t, name: name, sig: &sig, args: args, kwargs: kwargs, vals: make([]starlark.Value, len(sig.names))}
		c.bind()
		if c.bad || slices.ContainsFunc(c.vals, hasUnknown) || slices.ContainsFunc(c.rest, hasUnknown) {
			return unknownValue{}, nil
		}
		v := body(c)
		if c.bad {
			return unknownValue{}, nil
		}
		if stop, ok := v.(stopValue); ok {
			return nil, stop.err
		}
		return v, nil
	})
}

// stopValue is returned by a builtin's body to end the story.
type stopValue struct {
	unknownValue
	err error
}

// hasUnknown looks one level deep, where a builtin would look too.
func hasUnknown(v starlark.Value) bool {
	switch v := v.(type) {
	case unknownValue:
		return true
	case *starlark.List:
		for i := range v.Len() {
			if _, ok := v.Index(i).(unknownValue); ok {
				return true
			}
		}
	case starlark.Tuple:
		for _, x := range v {
			if _, ok := x.(unknownValue); ok {
				return true
			}
		}
	case *starlark.Dict:
		for _, kv := range v.Items() {
			if hasUnknown(kv[0]) || hasUnknown(kv[1]) {
				return true
			}
		}
	}
	return false
}

// bind sorts the arguments by parameter.
func (c *call) bind() {
	sig := c.sig
	for i, v := range c.args {
		switch {
		case i < len(sig.names) && !(sig.rest != "" && sig.optional[i]):
			c.vals[i] = v
		case sig.rest != "":
			c.rest = append(c.rest, v)
		default:
			c.fail(errArgument, c.positional(i).span, fmt.Sprintf("%s takes at most %s", c.name, plural(len(sig.names), "one argument", "%d arguments", "no arguments")),
				"this is one too many", c.usage())
			return
		}
	}
	for _, kv := range c.kwargs {
		name := string(kv[0].(starlark.String))
		i := slices.Index(sig.names, name)
		switch {
		case i < 0:
			note := ""
			if n := nearest(name, sig.names); n != "" {
				note = fmt.Sprintf("did you mean %s=?", n)
			}
			c.fail(errArgument, c.keyword(name).span, fmt.Sprintf("%s has no argument called %q", c.name, name), note, c.usage())
			return
		case c.vals[i] != nil:
			c.fail(errArgument, c.keyword(name).span, fmt.Sprintf("%s is given twice", name), "", "leave one of them out")
			return
		}
		c.vals[i] = kv[1]
	}
	for i, n := range sig.names {
		if c.vals[i] == nil && !sig.optional[i] {
			c.fail(errMissing, c.site().span, fmt.Sprintf("%s needs the argument %s", c.name, n), "", c.usage())
			return
		}
		if _, ok := c.vals[i].(starlark.NoneType); ok && sig.optional[i] {
			c.vals[i] = nil
		}
	}
}

// site returns where the call stands.
func (c *call) site() *site {
	if c.found == nil {
		c.found = c.l.siteAt(c.t, 0)
	}
	return c.found
}

// positional returns the place of the i-th argument without a name: the text's own as long as no
// *args comes before it.
func (c *call) positional(i int) argSite {
	for _, a := range c.site().args {
		switch {
		case a.star:
			return argSite{span: a.span, value: a.span}
		case a.name != "":
		case i == 0:
			return a
		default:
			i--
		}
	}
	return argSite{span: c.site().span, value: c.site().span}
}

func (c *call) keyword(name string) argSite {
	for _, a := range c.site().args {
		if a.name == name {
			return a
		}
	}
	return argSite{span: c.site().span, value: c.site().span}
}

// locate finds the places of all arguments.
func (c *call) locate() {
	if c.places != nil {
		return
	}
	c.places = make([]argSite, len(c.vals)+1)
	for i := range c.args {
		if i < len(c.sig.names) && !(c.sig.rest != "" && c.sig.optional[i]) {
			c.places[i] = c.positional(i)
		} else {
			c.restAt = append(c.restAt, c.positional(i))
		}
	}
	for _, kv := range c.kwargs {
		name := string(kv[0].(starlark.String))
		if i := slices.Index(c.sig.names, name); i >= 0 {
			c.places[i] = c.keyword(name)
		}
	}
}

func (c *call) usage() string {
	sig := c.sig
	var p []string
	for i, n := range sig.names {
		if sig.optional[i] {
			n += "="
		}
		p = append(p, n)
	}
	if sig.rest != "" {
		p = append(p, sig.rest+", ...")
	}
	return "write " + c.name + "(" + strings.Join(p, ", ") + ")"
}

// fail reports an error at a span.
func (c *call) fail(code string, at diag.Span, summary, note, fix string, detail ...string) {
	c.report(diag.Diagnostic{Code: code, Span: at, Summary: summary, Note: note, Fix: fix, Detail: detail})
}

func (c *call) report(d diag.Diagnostic) {
	if d.Severity != diag.Warning {
		c.bad = true
	}
	d.Related = append(d.Related, c.l.callers(c.t.CallStack())...)
	c.l.report(d)
}

func (c *call) index(param string) int {
	if i := slices.Index(c.sig.names, param); i >= 0 {
		return i
	}
	panic("model: " + c.name + " has no parameter " + param)
}

// arg returns the value of a parameter, nil if it was not given.
func (c *call) arg(param string) starlark.Value { return c.vals[c.index(param)] }

// place returns where a parameter's argument stands; the call if it was not given.
func (c *call) place(param string) argSite {
	i := c.index(param)
	if c.vals[i] == nil {
		return argSite{span: c.site().span, value: c.site().span}
	}
	c.locate()
	return c.places[i]
}

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
		if n := nearest(string(v), names); n != "" {
			d.Note = fmt.Sprintf("did you mean %q?", n)
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
