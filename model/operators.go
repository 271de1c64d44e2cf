package model

import (
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"parley/diag"
	"parley/internal/near"
)

var tokens = map[string]syntax.Token{
	"+": syntax.PLUS, "-": syntax.MINUS, "*": syntax.STAR, "/": syntax.SLASH, "//": syntax.SLASHSLASH, "%": syntax.PERCENT,
	"&": syntax.AMP, "|": syntax.PIPE, "^": syntax.CIRCUMFLEX, "<<": syntax.LTLT, ">>": syntax.GTGT, "in": syntax.IN, "not in": syntax.NOT_IN,
	"==": syntax.EQL, "!=": syntax.NEQ, "<": syntax.LT, "<=": syntax.LE, ">": syntax.GT, ">=": syntax.GE,
}

// operators are the builtins that lowering calls.
func (l *loader) operators() starlark.StringDict {
	env := starlark.StringDict{}
	add := func(name string, body func(o *operation) starlark.Value) {
		env[name] = starlark.NewBuiltin(name, func(t *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			t.Steps += 5
			o := operation{l: l, t: t, name: name, args: args}
			for _, a := range args {
				if _, ok := a.(unknownValue); ok {
					return o.unknown()
				}
			}
			v := body(&o)
			if o.err != nil {
				return nil, o.err
			}
			if o.bad {
				return o.unknown()
			}
			return v, nil
		})
	}
	for name := range tokens {
		add(name, func(o *operation) starlark.Value { return o.binary() })
	}
	add("+=", func(o *operation) starlark.Value { return o.inPlace("+") })
	add("|=", func(o *operation) starlark.Value { return o.inPlace("|") })
	add("unary -", func(o *operation) starlark.Value { return o.negate() })
	add("unary +", func(o *operation) starlark.Value { return o.plus() })
	add("unary ~", func(o *operation) starlark.Value { return o.complement() })
	for _, name := range []string{"if", "and", "or", "not"} {
		add(name, func(o *operation) starlark.Value { return o.truth() })
	}
	add("for", func(o *operation) starlark.Value { return o.iterate() })
	add("tuple of", func(o *operation) starlark.Value { // (value) or (value, what to return)
		o.charge(weigh(o.args[0], maxSize))
		return o.args[len(o.args)-1]
	})
	add("*…", func(o *operation) starlark.Value {
		o.charge(length(o.args[0]))
		return o.args[0]
	})
	add(", …", func(o *operation) starlark.Value { return o.unpack() })
	add("[]", func(o *operation) starlark.Value { return o.element() })
	env["."] = starlark.NewBuiltin(".", func(t *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		return l.attribute(t, args[0], string(args[1].(starlark.String)))
	})
	return env
}

// An operation is one use of an operator.
type operation struct {
	l    *loader
	t    *starlark.Thread
	name string
	args starlark.Tuple
	bad  bool
	err  error
}

// unknown is the result where an operand is unknown, or an error has been reported. What cannot go on
// with an unknown value ends here.
func (o *operation) unknown() (starlark.Value, error) {
	switch o.name {
	case "if", "and", "or", "not", "in", "not in":
		return nil, errReported
	case "for", "*…":
		return starlark.Tuple(nil), nil
	case ", …":
		n, _ := starlark.AsInt32(o.args[1])
		out := make(starlark.Tuple, n)
		for i := range out {
			out[i] = unknownValue{}
		}
		return out, nil
	}
	return unknownValue{}, nil
}

func (o *operation) report(d diag.Diagnostic) {
	o.bad = true
	d.Related = append(d.Related, o.l.callers(o.t.CallStack())...)
	o.l.report(d)
}

func (o *operation) site() *site { return o.l.siteAt(o.t, 0) }

// operand returns the place of the i-th operand.
func (o *operation) operand(s *site, i int) diag.Span {
	if i < len(s.args) {
		return s.args[i].span
	}
	return s.span
}

func (o *operation) binary() starlark.Value {
	x, y := o.args[0], o.args[1]
	op := tokens[o.name]
	switch op {
	case syntax.EQL, syntax.NEQ:
		return o.equal(op, x, y)
	case syntax.LT, syntax.LE, syntax.GT, syntax.GE:
		return o.compare(op, x, y)
	case syntax.PLUS, syntax.MINUS, syntax.STAR, syntax.SLASH, syntax.SLASHSLASH, syntax.PERCENT:
		if v, ok := o.arithmetic(op, x, y); ok {
			return v
		}
	case syntax.AMP, syntax.PIPE:
		if v, ok := o.join(op, x, y); ok {
			return v
		}
	}
	if o.bad || o.err != nil {
		return nil
	}
	return o.starlark(op, x, y)
}

// starlark applies Starlark's own operator, to what it can be applied to within bounds.
func (o *operation) starlark(op syntax.Token, x, y starlark.Value) starlark.Value {
	n := length(x) + length(y)
	if op == syntax.IN || op == syntax.NOT_IN {
		n = weigh(x, maxSize) + weigh(y, maxSize)
	}
	if op == syntax.STAR {
		n = 0
		for _, p := range [][2]starlark.Value{{x, y}, {y, x}} {
			if k, ok := p[1].(starlark.Int); ok && length(p[0]) > 0 {
				if i, ok := k.Int64(); ok && i < maxSize {
					n = length(p[0]) * max(0, int(i))
				} else if k.Sign() > 0 {
					n = maxSize + 1
				}
			}
		}
	}
	if op == syntax.PERCENT {
		n = length(x) + weigh(y, maxSize)
	}
	if op == syntax.LTLT {
		n = o.bits(x)/8 + 64
	}
	if o.charge(n); o.err != nil {
		return nil
	}
	v, err := starlark.Binary(op, x, y)
	if err != nil {
		o.mismatch(op, x, y, err)
		return nil
	}
	if t, ok := v.(starlark.Tuple); ok {
		if o.charge(weigh(t, maxSize)); o.err != nil {
			return nil
		}
	}
	return v
}

func (o *operation) bits(v starlark.Value) int {
	if i, ok := v.(starlark.Int); ok {
		return i.BigInt().BitLen()
	}
	return 0
}

// mismatch reports an operator between values that it does not join.
func (o *operation) mismatch(op syntax.Token, x, y starlark.Value, err error) {
	s := o.site()
	d := diag.Diagnostic{Code: errOperator, Span: s.span, Summary: fmt.Sprintf("%s cannot be used between %s and %s", o.name, describe(x), describe(y))}
	_, xs := x.(starlark.String)
	_, ys := y.(starlark.String)
	if symbolic(x) || symbolic(y) || isNumber(x) || isNumber(y) {
		switch {
		case op == syntax.SLASHSLASH || op == syntax.PERCENT:
			d.Fix = "write / for a fraction: it is exact"
		case xs || ys:
			d.Fix = "to join texts write str(...) around the number"
		default:
			d.Fix = "both sides should be numbers, params or queries"
		}
	}
	if isEvent(x) || isEvent(y) {
		d.Fix = "events combine with & (both), | (either) and ~ (not)"
	}
	if d.Fix == "" && err != nil && (op == syntax.IN || op == syntax.NOT_IN) {
		d.Fix = "the right side should be a list, a dictionary or a text"
	}
	o.report(d)
}

// inPlace is += on a list and |= on a dictionary, which change their left side.
func (o *operation) inPlace(op string) starlark.Value {
	x, y := o.args[0], o.args[1]
	if l, ok := x.(*starlark.List); ok && op == "+" {
		if it, ok := y.(starlark.Iterable); ok {
			if o.charge(l.Len() + length(y)); o.err != nil {
				return nil
			}
			for v := range starlark.Elements(it) {
				if err := l.Append(v); err != nil {
					o.err = err
					return nil
				}
			}
			return l
		}
	}
	if d, ok := x.(*starlark.Dict); ok && op == "|" {
		if e, ok := y.(*starlark.Dict); ok {
			o.charge(e.Len())
			for k, v := range e.Entries() {
				if err := d.SetKey(k, v); err != nil {
					o.err = err
					return nil
				}
			}
			return d
		}
	}
	o.name = op
	return o.binary()
}

func (o *operation) wrongUnary(want string) starlark.Value {
	s := o.site()
	o.report(diag.Diagnostic{Code: errOperator, Span: s.span, Summary: fmt.Sprintf("%s needs %s", o.name[len("unary "):], want), Note: "this is " + describe(o.args[0])})
	return nil
}

// iterate passes a value through that a loop may run over.
func (o *operation) iterate() starlark.Value {
	v := o.args[0]
	if _, ok := v.(starlark.Iterable); !ok {
		s := o.site()
		o.report(diag.Diagnostic{Code: errKind, Span: s.span, Summary: "a loop runs over a list, a dictionary or a range", Note: "this is " + describe(v), Fix: "write for x in [...], or for i in range(n)"})
	}
	return v
}

// unpack passes on what a, b = ... takes apart, if the numbers agree.
func (o *operation) unpack() starlark.Value {
	v := o.args[0]
	want, _ := starlark.AsInt32(o.args[1])
	s := o.site()
	if seq, ok := v.(starlark.Sequence); !ok {
		o.report(diag.Diagnostic{Code: errKind, Span: o.operand(s, 1), Summary: fmt.Sprintf("%d names stand for one value", want), Note: "this is " + describe(v), Fix: "write one name, or as many values as names"})
	} else if seq.Len() != want {
		o.report(diag.Diagnostic{Code: errKind, Span: o.operand(s, 1), Summary: fmt.Sprintf("%d names stand for %d values", want, seq.Len()), Fix: "write as many names as there are values"})
	}
	return v
}

// element is x[y].
func (o *operation) element() starlark.Value {
	x, y := o.args[0], o.args[1]
	s := o.site()
	o.charge(weigh(y, maxSize))
	if o.err != nil {
		return nil
	}
	d := diag.Diagnostic{Code: errKey, Span: o.operand(s, 1)}
	switch x := x.(type) {
	case starlark.Mapping:
		v, ok, err := x.Get(y)
		if err == nil && ok {
			return v
		}
		d.Summary = fmt.Sprintf("the dictionary has no key %s", clip(y.String(), 60))
		if err != nil {
			d.Summary = describe(y) + " cannot be the key of a dictionary"
		}
		if m, ok := x.(*starlark.Dict); ok {
			var keys []string
			for _, k := range m.Keys() {
				if t, ok := k.(starlark.String); ok {
					keys = append(keys, string(t))
				}
			}
			if t, ok := y.(starlark.String); ok {
				if n := near.Name(string(t), keys); n != "" {
					o.l.meant(&d, string(t), n)
				}
			}
			if len(keys) > 0 {
				d.Fix = "its keys are " + enumerate(keys, "none")
			}
		}
	case starlark.Indexable:
		i, ok := y.(starlark.Int)
		if !ok {
			d.Summary = "a place in a list is a whole number"
			d.Note = "this is " + describe(y)
			break
		}
		n := x.Len()
		k, ok := i.Int64()
		if k < 0 {
			k += int64(n)
		}
		if ok && k >= 0 && k < int64(n) {
			return x.Index(int(k))
		}
		d.Summary = fmt.Sprintf("there is no place %s in %s", clip(i.String(), 20), describe(x))
		d.Fix = "places count from 0"
	default:
		d.Span, d.Code = s.span, errKind
		d.Summary = fmt.Sprintf("%s has no parts to pick one from", describe(x))
		d.Fix = "[...] picks from a list, a dictionary or a text"
	}
	o.report(d)
	return nil
}
