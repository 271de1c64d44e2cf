package model

import (
	"fmt"
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"parley/diag"
	"parley/expr"
	"parley/num"
	"parley/query"
)

// arithmetic is + - * / // % between numbers, symbolic numbers and queries; ok is false for other
// values.
func (o *operation) arithmetic(op syntax.Token, x, y starlark.Value) (v starlark.Value, ok bool) {
	a, okA := toRat(x)
	b, okB := toRat(y)
	if okA && okB {
		return o.numbers(op, x, y, a, b), true
	}
	if isKind[*queryValue](x) || isKind[*queryValue](y) {
		p, n, okP := o.query(x)
		q, m, okQ := o.query(y)
		if !okP || !okQ || op == syntax.SLASHSLASH || op == syntax.PERCENT {
			return nil, false
		}
		if n+m > maxParts {
			o.tooLarge("this query has more than %d parts", maxParts)
			return nil, true
		}
		return &queryValue{query.Arith{Op: op.String()[0], A: p, B: q}, n + m + 1}, true
	}
	if !isKind[symValue](x) && !isKind[symValue](y) {
		return nil, false
	}
	p, okP := o.l.expression(x)
	q, okQ := o.l.expression(y)
	eop, okOp := map[syntax.Token]expr.Op{syntax.PLUS: expr.Add, syntax.MINUS: expr.Sub, syntax.STAR: expr.Mul, syntax.SLASH: expr.Div}[op]
	if !okP || !okQ || !okOp {
		return nil, false
	}
	id, ok := o.combine(eop, p, q)
	if !ok {
		return nil, true
	}
	return o.l.symbolic(id), true
}

// combine makes a symbolic expression and checks that it has a value at the baseline.
func (o *operation) combine(op expr.Op, p, q expr.ID) (expr.ID, bool) {
	id, err := o.l.model.Pool.Binary(op, p, q)
	o.l.baseline()
	bad := o.l.bad[id]
	if err == nil && bad == "" {
		o.t.Steps += uint64(bits(o.l.base[id])) / 16
	}
	switch {
	case err != nil || bad == "zero":
		d := diag.Diagnostic{Code: errZero, Span: o.operand(o.site(), 1), Summary: "this divides by zero", Fix: "a divisor should not be 0 anywhere in the params' ranges"}
		if err == nil {
			d.Note = "this is 0 at the baseline"
		}
		o.report(d)
		return 0, false
	case bad != "":
		o.tooLarge("this number has more than %d binary digits at the baseline", maxBits)
		return 0, false
	}
	return id, true
}

func (o *operation) numbers(op syntax.Token, x, y starlark.Value, a, b num.Rat) starlark.Value {
	switch op {
	case syntax.SLASH, syntax.SLASHSLASH, syntax.PERCENT:
		if b.IsZero() {
			o.report(diag.Diagnostic{Code: errZero, Span: o.operand(o.site(), 1), Summary: "this divides by zero", Note: "this is 0", Fix: "a divisor should be a number other than 0"})
			return nil
		}
	}
	var r num.Rat
	switch op {
	case syntax.PLUS:
		r = a.Add(b)
	case syntax.MINUS:
		r = a.Sub(b)
	case syntax.STAR:
		r = a.Mul(b)
	case syntax.SLASH:
		r = a.Quo(b)
	case syntax.SLASHSLASH:
		r = a.Quo(b).Floor()
	case syntax.PERCENT:
		r = a.Sub(b.Mul(a.Quo(b).Floor()))
	}
	if n := bits(r); n > 64 {
		o.t.Steps += uint64(n) / 16
		if n > maxBits {
			o.tooLarge("this number has more than %d binary digits", maxBits)
			return nil
		}
	}
	return number(r)
}

func (o *operation) negate() starlark.Value {
	switch v := o.args[0].(type) {
	case symValue:
		id := o.l.model.Pool.Neg(v.id)
		o.l.baseline()
		return o.l.symbolic(id)
	case *queryValue:
		zero, _, _ := o.l.asQuery(starlark.MakeInt(0))
		return &queryValue{query.Arith{Op: '-', A: zero, B: v.q}, v.size + 2}
	}
	if x, ok := toRat(o.args[0]); ok {
		return number(x.Neg())
	}
	return o.wrongUnary("a number")
}

func (o *operation) plus() starlark.Value {
	switch o.args[0].(type) {
	case symValue, *queryValue, starlark.Int, ratValue:
		return o.args[0]
	}
	return o.wrongUnary("a number")
}

// arithmeticBuiltins are min, max, abs and sum, which take symbolic numbers too.
func (l *loader) arithmeticBuiltins() starlark.StringDict {
	env := starlark.StringDict{}
	fold := func(name string, op expr.Op, plain func(a, b num.Rat) num.Rat) {
		own := starlark.Universe[name].(*starlark.Builtin)
		env[name] = starlark.NewBuiltin(name, func(t *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			vals := []starlark.Value(args)
			if len(args) == 1 {
				vals, _ = listOf(args[0], argSite{})
			}
			if len(kwargs) > 0 || len(vals) == 0 || !slices.ContainsFunc(vals, notPlain) {
				return l.guard(own)(t, b, args, kwargs)
			}
			acc := vals[0]
			for i, v := range vals {
				if _, ok := v.(unknownValue); ok {
					return v, nil
				}
				o := &operation{l: l, t: t, name: name, args: starlark.Tuple{acc, v}}
				p, okP := l.expression(acc)
				q, okQ := l.expression(v)
				if !okP || !okQ {
					o.wrongNumber(name, acc, v)
					return unknownValue{}, nil
				}
				if i == 0 {
					continue
				}
				id, ok := o.combine(op, p, q)
				if !ok {
					return unknownValue{}, o.err
				}
				acc = l.symbolic(id)
			}
			return acc, nil
		})
	}
	fold("min", expr.Min, num.Min)
	fold("max", expr.Max, num.Max)
	env["abs"] = starlark.NewBuiltin("abs", func(t *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if len(args) != 1 || len(kwargs) > 0 || !notPlain(args[0]) {
			return l.guard(starlark.Universe["abs"].(*starlark.Builtin))(t, b, args, kwargs)
		}
		switch v := args[0].(type) {
		case unknownValue:
			return v, nil
		case ratValue:
			return number(v.x.Abs()), nil
		case symValue:
			o := &operation{l: l, t: t, name: "abs", args: args}
			id, ok := o.combine(expr.Max, v.id, l.model.Pool.Neg(v.id))
			if !ok {
				return unknownValue{}, o.err
			}
			return l.symbolic(id), nil
		}
		o := &operation{l: l, t: t, name: "abs", args: args}
		o.wrongNumber("abs", args[0], args[0])
		return unknownValue{}, nil
	})
	env["sum"] = starlark.NewBuiltin("sum", func(t *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		o := &operation{l: l, t: t, name: "+", args: args}
		if len(args) == 0 || len(args) > 2 || len(kwargs) > 0 || !isKind[starlark.Iterable](args[0]) {
			s := o.site()
			o.report(diag.Diagnostic{Code: errKind, Span: s.span, Summary: "sum adds up a list of numbers", Fix: "write sum([a, b, c])"})
			return unknownValue{}, nil
		}
		var acc starlark.Value = starlark.MakeInt(0)
		if len(args) == 2 {
			acc = args[1]
		}
		for v := range starlark.Elements(args[0].(starlark.Iterable)) {
			if hasUnknown(v) || hasUnknown(acc) {
				return unknownValue{}, nil
			}
			t.Steps++
			o.args = starlark.Tuple{acc, v}
			if acc = o.binary(); o.err != nil || o.bad {
				return unknownValue{}, o.err
			}
		}
		return acc, nil
	})
	return env
}

func notPlain(v starlark.Value) bool {
	switch v.(type) {
	case symValue, ratValue, unknownValue, *queryValue, *condValue, *eventValue:
		return true
	}
	return false
}

func (o *operation) wrongNumber(name string, x, y starlark.Value) {
	v := x
	if _, ok := o.l.expression(x); ok {
		v = y
	}
	d := diag.Diagnostic{Code: errKind, Span: o.site().span, Summary: fmt.Sprintf("%s takes numbers and params", name), Note: "this holds " + describe(v)}
	if isKind[*queryValue](v) {
		d.Fix = "a query has no value until the game has been solved: state each case as a conclusion of its own"
	}
	o.report(d)
}
