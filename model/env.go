package model

import (
	"errors"
	"fmt"
	"slices"

	"go.starlark.net/starlark"

	"parley/diag"
	"parley/internal/near"
	"parley/num"
)

// builtins returns everything that a model file may name without defining it.
func (l *loader) builtins() starlark.StringDict {
	env := starlark.StringDict{}
	l.methods = l.storyMethods()
	for _, part := range []starlark.StringDict{l.guarded(), l.operators(), l.declarations(), l.queries(), l.arithmeticBuiltins()} {
		for k, v := range part {
			env[k] = v
		}
	}
	return env
}

// Builtins returns the names that a model may use without defining them, sorted.
func Builtins() []string {
	var out []string
	for k := range newLoader(nil, Options{}).env {
		if isName(k) {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

// guarded are Starlark's own builtins, with the work that they do counted.
func (l *loader) guarded() starlark.StringDict {
	env := starlark.StringDict{}
	for name, v := range starlark.Universe {
		if b, ok := v.(*starlark.Builtin); ok {
			env[name] = starlark.NewBuiltin(name, l.guard(b))
		}
	}
	env["getattr"] = starlark.NewBuiltin("getattr", func(t *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if len(args) < 2 || len(args) > 3 || len(kwargs) > 0 || !isKind[starlark.String](args[1]) {
			return nil, fmt.Errorf("getattr: got %d arguments, want 2 or 3", len(args))
		}
		if h, ok := args[0].(starlark.HasAttrs); len(args) == 3 && (!ok || !slices.Contains(h.AttrNames(), string(args[1].(starlark.String)))) {
			return args[2], nil
		}
		return l.attribute(t, args[0], string(args[1].(starlark.String)))
	})
	return env
}

type builtinFunc = func(t *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error)

// guard bounds one of Starlark's own builtins or methods: nothing that it makes may be enormous, and
// its work counts as steps.
func (l *loader) guard(b *starlark.Builtin) builtinFunc {
	name := b.Name()
	return func(t *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		o := &operation{l: l, t: t, name: name, args: args}
		n := 0
		for _, a := range args {
			if _, ok := a.(unknownValue); ok {
				return unknownValue{}, nil
			}
			n += weigh(a, maxSize)
		}
		for _, kv := range kwargs {
			n += weigh(kv[1], maxSize)
		}
		if r := b.Receiver(); r != nil {
			n = product(name, r, args, n)
		}
		if o.charge(n); o.err != nil {
			return nil, o.err
		}
		switch name {
		case "range":
			if !l.rangeFits(args) {
				o.tooLarge("this range has more than %d elements", maxSize)
				return nil, o.err
			}
		case "bool", "any", "all":
			vals, _ := listOf(append(args, starlark.None)[0], argSite{})
			for _, v := range vals {
				p := operation{l: l, t: t, name: "if", args: starlark.Tuple{v}}
				if p.truth(); p.err != nil {
					return nil, p.err
				}
			}
		case "int", "float":
			if len(args) > 0 {
				if s, ok := args[0].(symValue); ok {
					o.report(diag.Diagnostic{Code: errConstant, Span: o.site().span, Summary: name + " needs a plain number", Note: "this is the symbolic number " + s.String(), Fix: "use the param as it is: it computes like a number"})
					return unknownValue{}, nil
				}
				if x, ok := toRat(args[0]); ok && len(args) == 1 && len(kwargs) == 0 {
					return toNumber(name, x), nil
				}
				if s, ok := args[0].(starlark.String); ok && name == "float" {
					if x, err := num.Parse(string(s)); err == nil {
						return number(x), nil
					}
				}
			}
		case "sorted":
			if v, ok, err := l.sortNumbers(t, args, kwargs); ok {
				return v, err
			}
		}
		v, err := starlark.Call(t, b, args, kwargs)
		if err != nil {
			var e *starlark.EvalError
			if own := errors.As(err, &e) && len(e.CallStack) > 0 && e.CallStack.At(0).Name == name; !own || name == "fail" || errors.Is(err, errReported) {
				return nil, err
			}
			l.runtimeError(t, err) // and go on: later mistakes are reported too
			return unknownValue{}, nil
		}
		if tu, ok := v.(starlark.Tuple); ok {
			if o.charge(weigh(tu, maxSize)); o.err != nil {
				return nil, o.err
			}
		}
		return v, nil
	}
}

// product bounds the size of what a method makes.
func product(name string, receiver starlark.Value, args starlark.Tuple, n int) int {
	m := weigh(receiver, maxSize)
	switch name {
	case "join":
		if len(args) > 0 {
			return n + m*max(1, length(args[0]))
		}
	case "replace":
		if len(args) > 1 {
			return n + m + (m+1)*length(args[1])
		}
	case "format":
		return n + m + (m/2+1)*n
	}
	return n + m
}

func toNumber(name string, x num.Rat) starlark.Value {
	if name == "float" {
		return number(x)
	}
	if x.Sign() < 0 {
		return number(x.Neg().Floor().Neg())
	}
	return number(x.Floor())
}

func (l *loader) rangeFits(args starlark.Tuple) bool {
	var x [3]int64
	for i, a := range args[:min(len(args), 3)] {
		n, ok := a.(starlark.Int)
		if !ok {
			return true // range itself says what is wrong
		}
		v, ok := n.Int64()
		if !ok || v > 1<<40 || v < -(1<<40) {
			return false
		}
		x[i] = v
	}
	start, stop, step := int64(0), x[0], int64(1)
	if len(args) > 1 {
		start, stop = x[0], x[1]
	}
	if len(args) > 2 {
		step = x[2]
	}
	if step == 0 {
		return true
	}
	return (stop-start)/step <= maxSize
}

// sortNumbers sorts a list of plain numbers, whole and fractional together, which Starlark would not
// compare. ok is false for other lists.
func (l *loader) sortNumbers(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, bool, error) {
	if len(args) != 1 || len(kwargs) > 0 {
		return nil, false, nil
	}
	vals, _ := listOf(args[0], argSite{})
	fractions := false
	for _, v := range vals {
		if !isNumber(v) {
			return nil, false, nil
		}
		fractions = fractions || isKind[ratValue](v)
	}
	if !fractions {
		return nil, false, nil
	}
	vals = slices.Clone(vals)
	slices.SortStableFunc(vals, func(a, b starlark.Value) int {
		x, _ := toRat(a)
		y, _ := toRat(b)
		return x.Cmp(y)
	})
	return starlark.NewList(vals), true, nil
}

// attribute is a.b.
func (l *loader) attribute(t *starlark.Thread, x starlark.Value, name string) (starlark.Value, error) {
	if _, ok := x.(unknownValue); ok {
		return x, nil
	}
	var names []string
	if h, ok := x.(starlark.HasAttrs); ok {
		v, err := h.Attr(name)
		if err != nil {
			return nil, err
		}
		if b, ok := v.(*starlark.Builtin); ok && b.Receiver() != nil {
			return starlark.NewBuiltin(name, l.guard(b)), nil
		}
		if v != nil {
			return v, nil
		}
		names = h.AttrNames()
	}
	s := l.siteAt(t, 0)
	d := diag.Diagnostic{Code: errAttribute, Span: s.head, Summary: fmt.Sprintf("%s has nothing called %q", describe(x), name)}
	if n := near.Name(name, names); n != "" {
		l.meant(&d, name, n)
	}
	if len(names) > 0 {
		d.Fix = "it has " + enumerate(names, "nothing")
	}
	if f, ok := storyWords[name]; ok && isKind[*storyValue](x) {
		d.Fix = f
	}
	d.Related = l.callers(t.CallStack())
	l.report(d)
	return unknownValue{}, nil
}

// storyWords are what newcomers try on the story object.
var storyWords = map[string]string{
	"move": "write g.choose(player, label, actions)", "payoff": "write g.pay(player, amount)", "payoffs": "write g.pay(player, amount), once for each player",
	"nature": "write g.chance(label, {outcome: probability})", "end": "write g.stop()", "event": "write g.mark(name)",
}
