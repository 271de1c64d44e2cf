package model

import (
	"fmt"
	"math/big"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"parley/diag"
	"parley/expr"
	"parley/num"
	"parley/query"
)

// maxSize bounds what one operation may make: elements of a list, characters of a text, parts of a
// query.
const maxSize = 1 << 17

// maxParts bounds the parts of one query, condition or event.
const maxParts = 10_000

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

// charge counts work that the interpreter does not see as steps.
func (o *operation) charge(n int) {
	o.t.Steps += uint64(n) / 4
	if n > maxSize {
		o.tooLarge("this makes something of more than %d elements", maxSize)
	}
}

func (o *operation) tooLarge(format string, args ...any) {
	o.report(diag.Diagnostic{Code: errTooLarge, Span: o.site().span, Summary: fmt.Sprintf(format, args...),
		Fix: "a model needs no numbers, texts or lists as large as that: look for a loop that doubles something"})
	o.err = errReported
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

// length is how many elements or characters v has.
func length(v starlark.Value) int {
	switch v := v.(type) {
	case starlark.String:
		return len(v)
	case starlark.Bytes:
		return len(v)
	case *starlark.Dict:
		return v.Len()
	case starlark.Sequence:
		return v.Len()
	}
	return 0
}

// weigh counts the parts of a value with everything inside it, up to a little over limit: parts that
// are shared count as often as they occur.
func weigh(v starlark.Value, limit int) int {
	n := 1
	inner := func(w starlark.Value) bool {
		n += weigh(w, limit-n)
		return n <= limit
	}
	if limit <= 0 {
		return 1
	}
	switch v := v.(type) {
	case starlark.String:
		n += len(v)
	case starlark.Tuple:
		for _, w := range v {
			if !inner(w) {
				break
			}
		}
	case *starlark.List:
		for i := range v.Len() {
			if !inner(v.Index(i)) {
				break
			}
		}
	case *starlark.Dict:
		for k, w := range v.Entries() {
			if !inner(k) || !inner(w) {
				break
			}
		}
	case *starlark.Function:
		for i := range v.NumParams() {
			if d := v.ParamDefault(i); d != nil && !inner(d) {
				break
			}
		}
		for i := range v.NumFreeVars() {
			if _, w := v.FreeVar(i); w != nil && !inner(w) {
				break
			}
		}
	case starlark.Int:
		n += v.BigInt().BitLen() / 3
	case starlark.Sequence:
		n += v.Len()
	}
	return n
}

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

func isKind[T any](v starlark.Value) bool {
	_, ok := v.(T)
	return ok
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

func (l *loader) asQuery(v starlark.Value) (query.Query, int, bool) {
	switch v := v.(type) {
	case *queryValue:
		return v.q, v.size, true
	case symValue:
		return query.Number{ID: v.id, Text: l.text(v.id)}, 1, true
	}
	if x, ok := toRat(v); ok {
		id := l.model.Pool.Const(x)
		l.baseline()
		return query.Number{ID: id, Text: x.String()}, 1, true
	}
	return nil, 0, false
}

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

func (l *loader) expression(v starlark.Value) (expr.ID, bool) {
	if s, ok := v.(symValue); ok {
		return s.id, true
	}
	if x, ok := toRat(v); ok {
		id := l.model.Pool.Const(x)
		l.baseline()
		return id, true
	}
	return 0, false
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

// join is & and | between events, where a text is the name of a mark; ok is false for other values.
func (o *operation) join(op syntax.Token, x, y starlark.Value) (starlark.Value, bool) {
	if symbolic(x) || symbolic(y) {
		word := map[syntax.Token]string{syntax.AMP: "all_of(a, b)", syntax.PIPE: "any_of(a, b)"}[op]
		o.report(diag.Diagnostic{Code: errLogic, Span: o.site().span, Summary: fmt.Sprintf("%s joins events, and this is %s", o.name, describe(describe2(x, y))),
			Fix: "join conditions with " + word})
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

func (o *operation) wrongUnary(want string) starlark.Value {
	s := o.site()
	o.report(diag.Diagnostic{Code: errOperator, Span: s.span, Summary: fmt.Sprintf("%s needs %s", o.name[len("unary "):], want), Note: "this is " + describe(o.args[0])})
	return nil
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
				if n := nearest(string(t), keys); n != "" {
					d.Note = fmt.Sprintf("did you mean %q?", n)
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
