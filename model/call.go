package model

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"parley/diag"
	"parley/internal/near"
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
			d := diag.Diagnostic{Code: errArgument, Span: c.keyword(name).span, Summary: fmt.Sprintf("%s has no argument called %q", c.name, name), Fix: c.usage()}
			if n := near.Name(name, sig.names); n != "" {
				c.l.meant(&d, name, n)
				d.Note = fmt.Sprintf("did you mean %s=?", n)
			}
			c.report(d)
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
