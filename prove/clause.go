package prove

import (
	"fmt"

	"parley/expr"
	"parley/num"
	"parley/query"
)

// A literal is one comparison: a at least b or, if strict, greater.
type literal struct {
	a, b   query.Query
	strict bool
	text   string
}

// A clause holds if one of its literals does.
type clause []literal

// maxClauses bounds the clauses of one conclusion.
const maxClauses = 64

// clauses writes a condition as clauses that all must hold. In Kleene's logic, in which conditions are judged, the
// condition is true exactly if each clause has a literal that is true.
func clauses(c query.Condition, pool *expr.Pool) ([]clause, error) {
	out, ok := normal(c, false, pool)
	if !ok {
		return nil, fmt.Errorf("it is made of too many comparisons")
	}
	return out, nil
}

// normal returns the clauses of c or, if negated, of its negation.
func normal(c query.Condition, negated bool, pool *expr.Pool) (out []clause, ok bool) {
	many := func(of []query.Condition, all bool) ([]clause, bool) {
		for i, k := range of {
			part, ok := normal(k, negated, pool)
			if !ok {
				return nil, false
			}
			switch {
			case i == 0:
				out = part
			case all != negated:
				out = append(out, part...)
			default:
				out = distribute(out, part)
			}
			if len(out) > maxClauses {
				return nil, false
			}
		}
		return out, true
	}
	switch c := c.(type) {
	case query.Compare:
		return []clause{{compare(c, negated)}}, true
	case query.Near:
		over := literal{a: query.Arith{Op: '-', A: c.A, B: c.B}, b: number(c.Tol, pool), strict: true, text: c.String()}
		under := literal{a: query.Arith{Op: '-', A: c.B, B: c.A}, b: number(c.Tol, pool), strict: true, text: c.String()}
		if negated {
			return []clause{{over, under}}, true
		}
		return []clause{{over.not()}, {under.not()}}, true
	case query.AllOf:
		return many(c.Of, true)
	case query.AnyOf:
		return many(c.Of, false)
	case query.Not:
		return normal(c.C, !negated, pool)
	}
	return nil, false
}

// number returns the query that is the constant x.
func number(x num.Rat, pool *expr.Pool) query.Query {
	return query.Number{ID: pool.Const(x), Text: x.String()}
}

func compare(c query.Compare, negated bool) literal {
	x := literal{a: c.A, b: c.B, strict: c.Op == ">" || c.Op == "<", text: c.String()}
	if c.Op == "<" || c.Op == "<=" {
		x.a, x.b = c.B, c.A
	}
	if negated {
		x = x.not()
	}
	return x
}

// not returns the literal that is true where x is false.
func (x literal) not() literal {
	x.a, x.b, x.strict = x.b, x.a, !x.strict
	return x
}

// distribute returns the clauses of "all of p or all of q".
func distribute(p, q []clause) (out []clause) {
	for _, x := range p {
		for _, y := range q {
			out = append(out, append(append(clause{}, x...), y...))
		}
	}
	return out
}
