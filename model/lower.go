package model

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"parley/num"
)

// Lowering rewrites a file's syntax tree before it is compiled, because Starlark's own operators
// know neither exact fractions nor symbolic numbers: int / int is a float, a comparison can only be
// True or False, == of two kinds is silently False, and truth cannot fail.
//
//	0.1           the name "0.1", predeclared with the value 1/10
//	a + b         a call of the builtin named "+"; likewise every other operator but and, or
//	a and b       and(a) and and(b), where the builtin passes a plain value through
//	if a          if if(a); likewise not, elif, the conditional expression and the filter
//	a.b           .(a, "b")
//	a[b]          [](a, b)
//	a, b = c      a, b = , …(c, 2)
//	*a, a[b:c]    **…(a), *…(a)[b:c], which counts the work
//	(a, b)        tuple of((a, b)), which bounds what is shared again and again
//
// No identifier of a model can be spelled like these names. A call's parenthesis is put where the
// operator stood, so that positions stay what they were.

type lowering struct {
	numerals map[string]starlark.Value // by their text
	fail     func(n syntax.Node, code, summary, fix string)
}

func (l *lowering) stmts(list []syntax.Stmt) {
	for _, s := range list {
		l.stmt(s)
	}
}

func (l *lowering) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.AssignStmt:
		l.assign(s)
	case *syntax.DefStmt:
		l.params(s.Params)
		l.stmts(s.Body)
		if rest := restParam(s.Params); rest != nil {
			check := &syntax.ExprStmt{X: lowered(s.Def, "tuple of", rest)}
			s.Body = append([]syntax.Stmt{check}, s.Body...)
		}
	case *syntax.ExprStmt:
		s.X = l.expr(s.X)
	case *syntax.ForStmt:
		s.Vars = l.target(s.Vars)
		s.X = lowered(s.For, "for", l.expr(s.X))
		l.stmts(s.Body)
	case *syntax.WhileStmt:
		s.Cond = l.expr(s.Cond)
		l.stmts(s.Body)
	case *syntax.IfStmt:
		s.Cond = lowered(s.If, "if", l.expr(s.Cond))
		l.stmts(s.True)
		l.stmts(s.False)
	case *syntax.ReturnStmt:
		if s.Result != nil {
			s.Result = l.expr(s.Result)
		}
	}
}

var augmented = map[syntax.Token]string{
	syntax.PLUS_EQ: "+=", syntax.MINUS_EQ: "-", syntax.STAR_EQ: "*", syntax.SLASH_EQ: "/", syntax.SLASHSLASH_EQ: "//",
	syntax.PERCENT_EQ: "%", syntax.AMP_EQ: "&", syntax.PIPE_EQ: "|=", syntax.CIRCUMFLEX_EQ: "^", syntax.LTLT_EQ: "<<", syntax.GTGT_EQ: ">>",
}

func (l *lowering) assign(s *syntax.AssignStmt) {
	if s.Op == syntax.EQ {
		s.LHS, s.RHS = l.target(s.LHS), l.expr(s.RHS)
		if n := targets(s.LHS); n > 0 {
			s.RHS = lowered(s.OpPos, ", …", s.RHS, &syntax.Literal{Token: syntax.INT, TokenPos: s.OpPos, Raw: "n", Value: int64(n)})
		}
		return
	}
	op, ok := augmented[s.Op]
	if !ok {
		return
	}
	switch unparen(s.LHS).(type) {
	case *syntax.TupleExpr, *syntax.ListExpr:
		return // the resolver says what is wrong
	}
	var old syntax.Expr
	if old, ok = duplicate(s.LHS); !ok {
		l.fail(s.LHS, errSyntax, "the left side of "+s.Op.String()+" calls a function, which would be called twice",
			"put what the call returns into a variable first")
		return
	}
	s.RHS = lowered(s.OpPos, op, l.expr(old), l.expr(s.RHS))
	s.LHS = l.target(s.LHS)
	s.Op = syntax.EQ
}

// targets counts the names of a, b = ...; 0 for a single one.
func targets(e syntax.Expr) int {
	switch e := unparen(e).(type) {
	case *syntax.TupleExpr:
		return len(e.List)
	case *syntax.ListExpr:
		return len(e.List)
	}
	return 0
}

// duplicate copies the left side of an assignment, if evaluating it twice does no harm.
func duplicate(e syntax.Expr) (syntax.Expr, bool) {
	switch e := e.(type) {
	case *syntax.Ident:
		return &syntax.Ident{NamePos: e.NamePos, Name: e.Name}, true
	case *syntax.Literal:
		c := *e
		return &c, true
	case *syntax.ParenExpr:
		x, ok := duplicate(e.X)
		return x, ok
	case *syntax.IndexExpr:
		x, ok := duplicate(e.X)
		y, ok2 := duplicate(e.Y)
		return &syntax.IndexExpr{X: x, Lbrack: e.Lbrack, Y: y, Rbrack: e.Rbrack}, ok && ok2
	case *syntax.DotExpr:
		x, ok := duplicate(e.X)
		return &syntax.DotExpr{X: x, Dot: e.Dot, NamePos: e.NamePos, Name: &syntax.Ident{NamePos: e.Name.NamePos, Name: e.Name.Name}}, ok
	case *syntax.BinaryExpr:
		x, ok := duplicate(e.X)
		y, ok2 := duplicate(e.Y)
		return &syntax.BinaryExpr{X: x, OpPos: e.OpPos, Op: e.Op, Y: y}, ok && ok2
	case *syntax.UnaryExpr:
		x, ok := duplicate(e.X)
		return &syntax.UnaryExpr{OpPos: e.OpPos, Op: e.Op, X: x}, ok
	case *syntax.TupleExpr:
		t := &syntax.TupleExpr{Lparen: e.Lparen, Rparen: e.Rparen}
		for _, x := range e.List {
			x, ok := duplicate(x)
			if !ok {
				return nil, false
			}
			t.List = append(t.List, x)
		}
		return t, true
	}
	return nil, false
}

// target lowers what an assignment assigns to: only what is computed inside it.
func (l *lowering) target(e syntax.Expr) syntax.Expr {
	switch e := e.(type) {
	case *syntax.ParenExpr:
		e.X = l.target(e.X)
	case *syntax.IndexExpr:
		e.X, e.Y = l.expr(e.X), l.expr(e.Y)
	case *syntax.DotExpr:
		e.X = l.expr(e.X)
	case *syntax.TupleExpr:
		for i := range e.List {
			e.List[i] = l.target(e.List[i])
		}
	case *syntax.ListExpr:
		for i := range e.List {
			e.List[i] = l.target(e.List[i])
		}
	}
	return e
}

func (l *lowering) params(list []syntax.Expr) {
	for _, p := range list {
		if b, ok := p.(*syntax.BinaryExpr); ok {
			b.Y = l.expr(b.Y)
		}
	}
}

// restParam returns the name of a function's *args, nil if it has none.
func restParam(params []syntax.Expr) syntax.Expr {
	for _, p := range params {
		if u, ok := p.(*syntax.UnaryExpr); ok && u.Op == syntax.STAR {
			if id, ok := u.X.(*syntax.Ident); ok {
				return &syntax.Ident{NamePos: id.NamePos, Name: id.Name}
			}
		}
	}
	return nil
}

func (l *lowering) exprs(list []syntax.Expr) {
	for i := range list {
		list[i] = l.expr(list[i])
	}
}

func (l *lowering) expr(e syntax.Expr) syntax.Expr {
	switch e := e.(type) {
	case *syntax.Literal:
		return l.literal(e)
	case *syntax.ParenExpr:
		e.X = l.expr(e.X)
	case *syntax.CallExpr:
		e.Fn = l.expr(e.Fn)
		for i, a := range e.Args {
			switch a := a.(type) {
			case *syntax.BinaryExpr:
				if a.Op == syntax.EQ {
					a.Y = l.expr(a.Y)
					continue
				}
			case *syntax.UnaryExpr:
				if a.Op == syntax.STAR || a.Op == syntax.STARSTAR {
					a.X = lowered(a.OpPos, "*…", l.expr(a.X))
					continue
				}
			}
			e.Args[i] = l.expr(a)
		}
	case *syntax.DotExpr:
		name := &syntax.Literal{Token: syntax.STRING, TokenPos: e.NamePos, Raw: e.Name.Name, Value: e.Name.Name}
		return lowered(e.Dot, ".", l.expr(e.X), name)
	case *syntax.BinaryExpr:
		return l.binary(e)
	case *syntax.UnaryExpr:
		if e.X == nil {
			return e
		}
		x := l.expr(e.X)
		if e.Op == syntax.NOT {
			e.X = lowered(e.OpPos, "not", x)
			return e
		}
		return lowered(e.OpPos, "unary "+e.Op.String(), x)
	case *syntax.ListExpr:
		l.exprs(e.List)
	case *syntax.TupleExpr:
		l.exprs(e.List)
		if len(e.List) > 0 {
			return lowered(syntax.Start(e), "tuple of", e)
		}
	case *syntax.DictExpr:
		for _, x := range e.List {
			d := x.(*syntax.DictEntry)
			d.Key, d.Value = l.expr(d.Key), l.expr(d.Value)
		}
	case *syntax.IndexExpr:
		return lowered(e.Lbrack, "[]", l.expr(e.X), l.expr(e.Y))
	case *syntax.SliceExpr:
		e.X = lowered(e.Lbrack, "*…", l.expr(e.X))
		for _, x := range []*syntax.Expr{&e.Lo, &e.Hi, &e.Step} {
			if *x != nil {
				*x = l.expr(*x)
			}
		}
	case *syntax.CondExpr:
		e.Cond = lowered(e.If, "if", l.expr(e.Cond))
		e.True, e.False = l.expr(e.True), l.expr(e.False)
	case *syntax.LambdaExpr:
		l.params(e.Params)
		e.Body = l.expr(e.Body)
		if rest := restParam(e.Params); rest != nil {
			e.Body = lowered(e.Lambda, "tuple of", rest, e.Body)
		}
	case *syntax.Comprehension:
		if d, ok := e.Body.(*syntax.DictEntry); ok {
			d.Key, d.Value = l.expr(d.Key), l.expr(d.Value)
		} else {
			e.Body = l.expr(e.Body)
		}
		for _, c := range e.Clauses {
			switch c := c.(type) {
			case *syntax.ForClause:
				c.Vars = l.target(c.Vars)
				c.X = lowered(c.For, "for", l.expr(c.X))
			case *syntax.IfClause:
				c.Cond = lowered(c.If, "if", l.expr(c.Cond))
			}
		}
	}
	return e
}

func (l *lowering) binary(e *syntax.BinaryExpr) syntax.Expr {
	x, y := l.expr(e.X), l.expr(e.Y)
	switch e.Op {
	case syntax.AND, syntax.OR:
		e.X, e.Y = lowered(e.OpPos, e.Op.String(), x), lowered(e.OpPos, e.Op.String(), y)
		return e
	}
	return lowered(e.OpPos, e.Op.String(), x, y)
}

func (l *lowering) literal(e *syntax.Literal) syntax.Expr {
	if e.Token != syntax.FLOAT {
		return e
	}
	x, err := num.Parse(e.Raw)
	if err != nil {
		l.fail(e, errNumber, "the number "+e.Raw+" cannot be represented: "+err.Error(), "write a number of ordinary size, such as 0.25 or 1e6")
		return e
	}
	l.numerals[e.Raw] = number(x)
	return &syntax.Ident{NamePos: e.TokenPos, Name: e.Raw}
}

// lowered returns a call of a builtin with its parenthesis at pos.
func lowered(pos syntax.Position, name string, args ...syntax.Expr) syntax.Expr {
	return &syntax.CallExpr{Fn: &syntax.Ident{NamePos: pos, Name: name}, Lparen: pos, Args: args, Rparen: pos}
}
