package model

import (
	"go.starlark.net/syntax"

	"parley/diag"
)

// A place is a position in a file, as the interpreter reports it.
type place struct {
	file      string
	line, col int32
}

func placeOf(p syntax.Position) place { return place{p.Filename(), p.Line, p.Col} }

// A site is what the syntax tree knows about the text at a place: the interpreter reports only where
// a call's parenthesis or an operator stands.
type site struct {
	span diag.Span // of the whole expression
	name string    // of the function or attribute called, or the operator, as written
	head diag.Span // of that name
	args []argSite // of a call, in the order of the text; the operands of an operator
}

// An argSite is an argument of a call, or an element of a literal list or dictionary in one.
type argSite struct {
	name  string    // of a keyword argument
	span  diag.Span // with the keyword
	value diag.Span // without
	star  bool      // *args or **kwargs: what it holds has no place of its own
	elems []argSite // of a literal list or tuple; values of a literal dictionary
	keys  []argSite // of a literal dictionary
}

// index records the sites of a file. It runs before lower, which changes the tree.
func index(f *syntax.File, sites map[place]*site, defs map[string]def) {
	syntax.Walk(f, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CallExpr:
			s := &site{span: spanOf(n), head: spanOf(n.Fn), name: nameOf(n.Fn)}
			for _, a := range n.Args {
				s.args = append(s.args, argument(a))
			}
			if d, ok := n.Fn.(*syntax.DotExpr); ok {
				s.head = spanOf(d.Name)
			}
			sites[placeOf(n.Lparen)] = s
		case *syntax.BinaryExpr:
			if n.Op != syntax.EQ {
				sites[placeOf(n.OpPos)] = &site{span: spanOf(n), name: n.Op.String(), head: tokenSpan(n.OpPos, n.Op.String()), args: []argSite{argument(n.X), argument(n.Y)}}
			}
		case *syntax.AssignStmt:
			sites[placeOf(n.OpPos)] = &site{span: spanOf(n), name: n.Op.String(), head: tokenSpan(n.OpPos, n.Op.String()), args: []argSite{argument(n.LHS), argument(n.RHS)}}
		case *syntax.UnaryExpr:
			if n.X != nil {
				sites[placeOf(n.OpPos)] = &site{span: spanOf(n), name: n.Op.String(), head: tokenSpan(n.OpPos, n.Op.String()), args: []argSite{argument(n.X)}}
			}
		case *syntax.DotExpr:
			sites[placeOf(n.Dot)] = &site{span: spanOf(n), name: n.Name.Name, head: spanOf(n.Name), args: []argSite{argument(n.X)}}
		case *syntax.IndexExpr:
			sites[placeOf(n.Lbrack)] = &site{span: spanOf(n), name: "[]", head: spanOf(n.Y), args: []argSite{argument(n.X), argument(n.Y)}}
		case *syntax.SliceExpr:
			sites[placeOf(n.Lbrack)] = &site{span: spanOf(n), name: "[]", head: spanOf(n)}
		case *syntax.IfStmt:
			sites[placeOf(n.If)] = &site{span: spanOf(n.Cond), name: "if", head: tokenSpan(n.If, "if"), args: []argSite{argument(n.Cond)}}
		case *syntax.CondExpr:
			sites[placeOf(n.If)] = &site{span: spanOf(n.Cond), name: "if", head: tokenSpan(n.If, "if"), args: []argSite{argument(n.Cond)}}
		case *syntax.IfClause:
			sites[placeOf(n.If)] = &site{span: spanOf(n.Cond), name: "if", head: tokenSpan(n.If, "if"), args: []argSite{argument(n.Cond)}}
		case *syntax.ForStmt:
			sites[placeOf(n.For)] = &site{span: spanOf(n.X), name: "for", head: tokenSpan(n.For, "for"), args: []argSite{argument(n.X)}}
		case *syntax.ForClause:
			sites[placeOf(n.For)] = &site{span: spanOf(n.X), name: "for", head: tokenSpan(n.For, "for"), args: []argSite{argument(n.X)}}
		case *syntax.DefStmt:
			d := def{span: spanOf(n.Name)}
			for _, p := range n.Params {
				switch p := p.(type) {
				case *syntax.Ident:
					d.params = append(d.params, p.Name)
				case *syntax.BinaryExpr:
					d.params = append(d.params, nameOf(p.X))
				}
			}
			defs[n.Name.Name] = d
		case *syntax.LoadStmt:
			s := &site{span: spanOf(n), name: "load", head: tokenSpan(n.Load, "load"), args: []argSite{argument(n.Module)}}
			for _, id := range n.From {
				s.args = append(s.args, argSite{name: id.Name, span: spanOf(id), value: spanOf(id)})
			}
			sites[placeOf(n.Load)] = s
		}
		return true
	})
}

func argument(e syntax.Expr) argSite {
	a := argSite{span: spanOf(e), value: spanOf(e)}
	if b, ok := e.(*syntax.BinaryExpr); ok && b.Op == syntax.EQ {
		if id, ok := b.X.(*syntax.Ident); ok {
			a.name, e = id.Name, b.Y
			a.value = spanOf(e)
		}
	}
	if u, ok := e.(*syntax.UnaryExpr); ok && (u.Op == syntax.STAR || u.Op == syntax.STARSTAR) {
		a.star = true
	}
	switch e := unparen(e).(type) {
	case *syntax.ListExpr:
		a.elems = elements(e.List)
	case *syntax.TupleExpr:
		a.elems = elements(e.List)
	case *syntax.DictExpr:
		for _, x := range e.List {
			d := x.(*syntax.DictEntry)
			a.keys = append(a.keys, argument(d.Key))
			a.elems = append(a.elems, argument(d.Value))
		}
	}
	return a
}

func elements(list []syntax.Expr) []argSite {
	var out []argSite
	for _, e := range list {
		out = append(out, argument(e))
	}
	return out
}

func unparen(e syntax.Expr) syntax.Expr {
	for {
		p, ok := e.(*syntax.ParenExpr)
		if !ok {
			return e
		}
		e = p.X
	}
}

func nameOf(e syntax.Expr) string {
	switch e := unparen(e).(type) {
	case *syntax.Ident:
		return e.Name
	case *syntax.DotExpr:
		return e.Name.Name
	}
	return "this"
}

func posOf(p syntax.Position) diag.Pos {
	if p.Line == 0 {
		return diag.Pos{File: p.Filename()}
	}
	return diag.Pos{File: p.Filename(), Line: int(p.Line), Col: int(max(p.Col, 1))}
}

// spanOf returns the text of a node. The parser's own spans of tuples, indices and slices end
// before the closing bracket.
func spanOf(n syntax.Node) diag.Span {
	switch n := n.(type) {
	case *syntax.BinaryExpr:
		return diag.Span{Start: spanOf(n.X).Start, End: spanOf(n.Y).End}
	case *syntax.CondExpr:
		return diag.Span{Start: spanOf(n.True).Start, End: spanOf(n.False).End}
	case *syntax.TupleExpr:
		if !n.Lparen.IsValid() {
			return diag.Span{Start: spanOf(n.List[0]).Start, End: spanOf(n.List[len(n.List)-1]).End}
		}
	case *syntax.UnaryExpr:
		if n.X != nil {
			return diag.Span{Start: posOf(n.OpPos), End: spanOf(n.X).End}
		}
	}
	start, end := n.Span()
	s := diag.Span{Start: posOf(start), End: posOf(end)}
	switch n.(type) {
	case *syntax.TupleExpr, *syntax.IndexExpr, *syntax.SliceExpr, *syntax.LoadStmt:
		s.End.Col++
	}
	return s
}

func tokenSpan(p syntax.Position, token string) diag.Span {
	s := diag.Span{Start: posOf(p), End: posOf(p)}
	s.End.Col += len(token)
	return s
}
