package model

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"parley/diag"
	"parley/expr"
	"parley/internal/near"
	"parley/num"
	"parley/query"
)

// Baseline returns the params' baselines, by index.
func (m *Model) Baseline() []num.Rat {
	out := make([]num.Rat, len(m.Params))
	for i, p := range m.Params {
		out[i] = p.Value
	}
	return out
}

// Param returns the index of the param of that name.
func (m *Model) Param(name string) (int, bool) {
	i := slices.IndexFunc(m.Params, func(p Param) bool { return p.Name == name })
	return i, i >= 0
}

// Values returns the baseline with some params set by name. Its error names the first unknown param,
// by name, and the one that was probably meant.
func (m *Model) Values(set map[string]num.Rat) ([]num.Rat, error) {
	out := m.Baseline()
	for _, name := range slices.Sorted(maps.Keys(set)) {
		i, ok := m.Param(name)
		if !ok {
			return nil, m.unknownParam(name)
		}
		out[i] = set[name]
	}
	return out, nil
}

func (m *Model) unknownParam(name string) error {
	names := make([]string, len(m.Params))
	for i, p := range m.Params {
		names[i] = p.Name
	}
	if n := near.Name(name, names); n != "" {
		return fmt.Errorf("the model has no param called %q; did you mean %q?", name, n)
	}
	return fmt.Errorf("the model has no param called %q; its params are %s", name, enumerate(names, "none"))
}

// Violated returns the indices of the assumptions that do not hold at the given values, one for each
// param. Its error says that an expression of an assumption divides by zero there.
func (m *Model) Violated(values []num.Rat) (out []int, err error) {
	defer catchZero(&err)
	v := m.Pool.At(values)
	for i, a := range m.Assumptions {
		if !compareRats(v.Get(a.Left), a.Op, v.Get(a.Right)) {
			out = append(out, i)
		}
	}
	return out, nil
}

// eval returns the value of an expression at the given values of the params.
func (m *Model) eval(id expr.ID, values []num.Rat) (x num.Rat, err error) {
	defer catchZero(&err)
	return m.Pool.At(values).Get(id), nil
}

// catchZero turns the panic of a valuation into an error.
func catchZero(err *error) {
	switch e := recover().(type) {
	case nil:
	case expr.DivisionByZero:
		*err = e
	default:
		panic(e)
	}
}

// Values returns the params' values in the variant, given the model's. Its error says that one of
// the variant's expressions divides by zero there.
func (v *Variant) Values(m *Model, values []num.Rat) (out []num.Rat, err error) {
	out = slices.Clone(values)
	if len(v.Set) == 0 {
		return out, nil
	}
	defer catchZero(&err)
	at := m.Pool.At(values)
	for i, id := range v.Set {
		out[i] = at.Get(id)
	}
	return out, nil
}

// Variant returns the variant of that name, nil if there is none.
func (m *Model) Variant(name string) *Variant {
	for i := range m.Variants {
		if m.Variants[i].Name == name {
			return &m.Variants[i]
		}
	}
	return nil
}

// ParseQuery reads a query or condition in the model language, with everything that the model file
// defines. Exactly one of q and c is not nil, unless the list has an error.
//
// It may add expressions to the model's pool: no other goroutine may use the model meanwhile, and
// instances made before do not know the new expressions.
func ParseQuery(m *Model, text string) (q query.Query, c query.Condition, list diag.List) {
	const name = "query"
	l := m.loader
	l.list, l.said, l.stuck, l.used = nil, map[string]bool{}, "", 0
	l.opt.Context = context.Background()
	defer l.guardMemory()()
	if len(text) > maxFile {
		l.report(diag.Diagnostic{Code: errTooLarge, Summary: "the query is too long", Span: diag.Span{Start: diag.Pos{File: name}}})
		return nil, nil, l.list
	}
	e, err := parseOptions.ParseExpr(name, text, 0)
	if err != nil {
		l.syntaxError(name, text, err)
		return nil, nil, l.list
	}
	const result = "the answer"
	f := &syntax.File{Options: parseOptions, Path: name, Stmts: []syntax.Stmt{&syntax.AssignStmt{
		OpPos: syntax.Start(e), Op: syntax.EQ, LHS: &syntax.Ident{NamePos: syntax.Start(e), Name: result}, RHS: e,
	}}}
	if n := tooDeep(f); n != nil {
		at := posOf(syntax.Start(n))
		l.report(diag.Diagnostic{Code: errTooLarge, Summary: "the query is nested too deep", Span: diag.Span{Start: at, End: at}})
		return nil, nil, l.list
	}
	span := spanOf(e)
	index(f, l.sites, l.defs)
	l.sources[name] = text
	l.asking = true
	low := &lowering{numerals: starlark.StringDict{}, fail: func(n syntax.Node, code, summary, fix string) {
		l.report(diag.Diagnostic{Code: code, Summary: summary, Span: spanOf(n), Fix: fix})
	}}
	low.stmts(f.Stmts)
	for k, v := range l.globals {
		low.numerals[k] = v
	}
	prog, env := l.program(f, low.numerals)
	if prog == nil || l.list.HasErrors() {
		return nil, nil, l.list
	}
	t := l.thread(name)
	defer l.watch(t)()
	globals, err := prog.Init(t, env)
	if err != nil {
		l.runtimeError(t, err)
		return nil, nil, l.list
	}
	if l.list.HasErrors() {
		return nil, nil, l.list
	}
	switch v := globals[result].(type) {
	case *condValue:
		l.checkAsked([]asked{{nil, v.c, span}})
		if len(l.list) == 0 {
			return nil, v.c, nil
		}
	case *eventValue:
		l.report(diag.Diagnostic{Code: errQuery, Span: span, Summary: "this is an event, not yet a question", Fix: "ask for its probability: P(" + strings.TrimSpace(text) + ")"})
	case starlark.String:
		l.report(diag.Diagnostic{Code: errQuery, Span: span, Summary: "this is a text, not yet a question", Fix: "ask for the probability of a mark: P(" + strings.TrimSpace(text) + ")"})
	default:
		if q, _, ok := l.asQuery(v); ok {
			if l.checkAsked([]asked{{q, nil, span}}); len(l.list) == 0 {
				return q, nil, nil
			}
			return nil, nil, l.list
		}
		l.report(diag.Diagnostic{Code: errQuery, Span: span, Summary: "a question is a query or a condition", Note: "this is " + describe(v), Fix: "write P(event), payoff(player), belief(player, event, at=event), or compare two of them"})
	}
	return nil, nil, l.list
}
