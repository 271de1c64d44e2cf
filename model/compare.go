package model

import (
	"fmt"
	"math/big"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"parley/diag"
	"parley/query"
)

// equal is == and !=. Starlark says False for two values of different kinds, which hides that a
// symbolic number has no truth.
func (o *operation) equal(op syntax.Token, x, y starlark.Value) starlark.Value {
	if symbolic(x) || symbolic(y) {
		s := o.site()
		fix := "write near(a, b, tol) with a tolerance"
		switch {
		case isKind[symValue](x) && isKind[symValue](y) || isKind[symValue](x) && isNumber(y) || isNumber(x) && isKind[symValue](y):
			fix = "params are symbolic: compare with <, <=, > or >= inside assume(...) or conclude(...), or use a plain number where the story's structure depends on it"
		case isKind[*condValue](x) || isKind[*condValue](y):
			fix = "join conditions with all_of(...), any_of(...) and not_(...)"
		}
		v := x
		if !symbolic(x) {
			v = y
		}
		o.report(diag.Diagnostic{Code: errEqual, Span: s.span, Summary: fmt.Sprintf("%s has no answer here: %s differs from draw to draw", o.name, describe(v)), Fix: fix})
		return nil
	}
	if isEvent(x) || isEvent(y) {
		o.report(diag.Diagnostic{Code: errEqual, Span: o.site().span, Summary: "events cannot be compared", Fix: "ask for a probability: P(event)"})
		return nil
	}
	if o.charge(weigh(x, maxSize) + weigh(y, maxSize)); o.err != nil {
		return nil
	}
	eq, err := starlark.Equal(x, y)
	if err != nil {
		o.mismatch(op, x, y, err)
		return nil
	}
	return starlark.Bool(eq == (op == syntax.EQL))
}

// compare is < <= > >=: a plain truth between plain values, a condition otherwise.
func (o *operation) compare(op syntax.Token, x, y starlark.Value) starlark.Value {
	if a, ok := toRat(x); ok {
		if b, ok := toRat(y); ok {
			return starlark.Bool(holds(op, a.Cmp(b)))
		}
	}
	if isKind[symValue](x) || isKind[symValue](y) || isKind[*queryValue](x) || isKind[*queryValue](y) {
		a, n, okA := o.query(x)
		b, m, okB := o.query(y)
		if !okA || !okB {
			o.mismatch(op, x, y, nil)
			return nil
		}
		return o.condition(query.Compare{Op: op.String(), A: a, B: b}, n+m)
	}
	if isKind[*condValue](x) || isKind[*condValue](y) {
		o.report(diag.Diagnostic{Code: errChained, Span: o.site().span, Summary: "a condition cannot be compared again", Fix: "join comparisons: all_of(a < b, b < c)"})
		return nil
	}
	if o.charge(weigh(x, maxSize) + weigh(y, maxSize)); o.err != nil {
		return nil
	}
	ok, err := starlark.Compare(op, x, y)
	if err != nil {
		o.mismatch(op, x, y, err)
		return nil
	}
	return starlark.Bool(ok)
}

func (o *operation) condition(c query.Condition, size int) starlark.Value {
	if size > maxParts {
		o.tooLarge("this condition has more than %d parts", maxParts)
		return nil
	}
	return &condValue{c, size + 1}
}

// query returns the query that a number, symbolic number or query is.
func (o *operation) query(v starlark.Value) (query.Query, int, bool) { return o.l.asQuery(v) }

// join is & and | between events, where a text is the name of a mark; ok is false for other values.
func (o *operation) join(op syntax.Token, x, y starlark.Value) (starlark.Value, bool) {
	if symbolic(x) || symbolic(y) {
		word := map[syntax.Token]string{syntax.AMP: "all_of(a, b)", syntax.PIPE: "any_of(a, b)"}[op]
		o.report(diag.Diagnostic{
			Code: errLogic, Span: o.site().span, Summary: fmt.Sprintf("%s joins events, and this is %s", o.name, describe(describe2(x, y))),
			Fix: "join conditions with " + word,
		})
		return nil, true
	}
	a, n, okA := o.event(x)
	b, m, okB := o.event(y)
	if !okA || !okB {
		return nil, false
	}
	if n+m > maxParts {
		o.tooLarge("this event has more than %d parts", maxParts)
		return nil, true
	}
	if op == syntax.AMP {
		return &eventValue{query.Both{A: a, B: b}, n + m + 1}, true
	}
	return &eventValue{query.Either{A: a, B: b}, n + m + 1}, true
}

func describe2(x, y starlark.Value) starlark.Value {
	if symbolic(x) {
		return x
	}
	return y
}

func (o *operation) event(v starlark.Value) (query.Event, int, bool) {
	switch v := v.(type) {
	case *eventValue:
		return v.e, v.size, true
	case starlark.String:
		e := query.Marked{Name: string(v)}
		s := o.site()
		at := s.span
		for i, a := range o.args {
			if a == starlark.Value(v) && i < len(s.args) {
				at = s.args[i].span
			}
		}
		o.l.checkEvent(nil, e, at)
		return e, 1, true
	}
	return nil, 0, false
}

func (o *operation) complement() starlark.Value {
	if e, n, ok := o.event(o.args[0]); ok {
		return &eventValue{query.NotEvent{E: e}, n + 1}
	}
	if i, ok := o.args[0].(starlark.Int); ok {
		return starlark.MakeBigInt(new(big.Int).Not(i.BigInt()))
	}
	if symbolic(o.args[0]) {
		o.report(diag.Diagnostic{Code: errLogic, Span: o.site().span, Summary: fmt.Sprintf("~ is for events, and this is %s", describe(o.args[0])), Fix: "write not_(condition)"})
		return nil
	}
	return o.wrongUnary("an event")
}

// truth passes a value through that can be true or false, and reports one that cannot: Starlark
// itself would take it for True.
func (o *operation) truth() starlark.Value {
	v := o.args[0]
	if !symbolic(v) && !isEvent(v) {
		return v
	}
	s := o.site()
	d := diag.Diagnostic{Code: errTruth, Span: s.span, Summary: fmt.Sprintf("if cannot decide on %s", describe(v))}
	switch o.name {
	case "if":
		d.Span = o.operand(s, 0)
	default:
		d.Code, d.Summary = errLogic, fmt.Sprintf("%s is not for this: here stands %s", o.name, describe(v))
	}
	switch v := v.(type) {
	case *eventValue:
		d.Fix = "events combine with & (both), | (either) and ~ (not); in the story, compare what g.choose returned: if move == \"visit\""
	case *condValue:
		switch o.name {
		case "if":
			d.Detail = []string{"a comparison of params or queries is symbolic: it can be true at one draw of the params and false at another, and a story is told once for all"}
			d.Fix = "let a move decide (g.choose, g.chance), use min(a, b) or max(a, b), state it with assume(...), or make the number a plain one (no param)"
		case "and":
			d.Fix = "write all_of(a, b)"
		case "or":
			d.Fix = "write any_of(a, b)"
		case "not":
			d.Fix = "write not_(condition)"
		}
	default:
		d.Fix = "a param has no value yet when the story is told: let a move decide, or make the number a plain one (no param)"
		if _, ok := v.(*queryValue); ok {
			d.Fix = "a query is answered when the game has been solved: compare it inside conclude(text, condition)"
		}
	}
	o.report(d)
	o.err = errReported
	return nil
}

func symbolic(v starlark.Value) bool {
	switch v.(type) {
	case symValue, *queryValue, *condValue:
		return true
	}
	return false
}

func isEvent(v starlark.Value) bool {
	_, ok := v.(*eventValue)
	return ok
}

func isKind[T any](v starlark.Value) bool {
	_, ok := v.(T)
	return ok
}
