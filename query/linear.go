package query

import (
	"fmt"

	"parley/game"
	"parley/num"
)

// ErrNotLinear is wrapped by the errors of Linear that say that a query is more than an expected value.
var ErrNotLinear = fmt.Errorf("not an expected value over the outcomes of the game")

// Linear returns what each terminal node counts, by node, if q is an expected value over the outcomes of the game of
// in: P(event) and payoff(player) without given=, do= and where=, numbers, their sums and differences, and
// their products with numbers. Anything else depends on play in another way, and the error wraps ErrNotLinear; one
// that does not fit the game is a *CheckError.
func Linear(in *game.Instance, q Query) ([]num.Rat, error) {
	l := &linear{in: in, s: newSite(in.Game)}
	v, err := l.query(q)
	if err != nil {
		return nil, err
	}
	out := make([]num.Rat, len(in.Nodes))
	for _, z := range l.s.terminals {
		out[z] = v(z)
	}
	return out, nil
}

type linear struct {
	in *game.Instance
	s  *site
}

// query returns the value of q at each terminal node.
func (l *linear) query(q Query) (func(game.NodeID) num.Rat, error) {
	no := func(why string) (func(game.NodeID) num.Rat, error) {
		return nil, fmt.Errorf("%s is %w: %s", q, ErrNotLinear, why)
	}
	switch q := q.(type) {
	case nil:
		return nil, wrong("a query is missing")
	case Number:
		x := l.in.Eval(q.ID)
		return func(game.NodeID) num.Rat { return x }, nil
	case Prob:
		if q.Given != nil || q.Do != nil || q.Where != "" {
			return no("leave out given=, do= and where=")
		}
		if q.Event == nil {
			return nil, wrong("P wants an event")
		}
		happens, err := l.s.has(q.Event)
		if err != nil {
			return nil, err
		}
		return func(z game.NodeID) num.Rat {
			if happens[z] {
				return num.One
			}
			return num.Zero
		}, nil
	case Payoff:
		if q.Given != nil || q.Do != nil || q.Where != "" {
			return no("leave out given=, do= and where=")
		}
		p, err := l.s.checkPlayer(q.Player)
		if err != nil {
			return nil, err
		}
		return func(z game.NodeID) num.Rat { return l.in.PayoffAt(z, p) }, nil
	case Arith:
		return l.arith(q)
	}
	return no("it wants P(event), payoff(player), or sums and multiples of these")
}

func (l *linear) arith(q Arith) (func(game.NodeID) num.Rat, error) {
	a, err := l.query(q.A)
	if err != nil {
		return nil, err
	}
	b, err := l.query(q.B)
	if err != nil {
		return nil, err
	}
	switch q.Op {
	case '+':
		return func(z game.NodeID) num.Rat { return a(z).Add(b(z)) }, nil
	case '-':
		return func(z game.NodeID) num.Rat { return a(z).Sub(b(z)) }, nil
	case '*':
		if constant(q.A) || constant(q.B) {
			return func(z game.NodeID) num.Rat { return a(z).Mul(b(z)) }, nil
		}
	case '/':
		if constant(q.B) {
			if x := b(0); x.IsZero() {
				return nil, wrong("%s divides by 0", q)
			}
			return func(z game.NodeID) num.Rat { return a(z).Quo(b(z)) }, nil
		}
	}
	return nil, fmt.Errorf("%s is %w: of a product one factor, of a quotient the divisor must be a number", q, ErrNotLinear)
}

// constant tells whether a query holds numbers only.
func constant(q Query) bool {
	switch q := q.(type) {
	case Number:
		return true
	case Arith:
		return constant(q.A) && constant(q.B)
	}
	return false
}
