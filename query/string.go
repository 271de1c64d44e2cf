package query

import (
	"strconv"
	"strings"
)

// String writes event(label, action, ...).
func (e Move) String() string {
	args := []string{strconv.Quote(e.Label)}
	for _, a := range e.Actions {
		args = append(args, strconv.Quote(a))
	}
	return "event(" + strings.Join(args, ", ") + ")"
}

// String writes "name".
func (e Marked) String() string { return strconv.Quote(e.Name) }

// String writes ~event.
func (e NotEvent) String() string { return "~" + operand(e.E, 3) }

// String writes a & b.
func (e Both) String() string { return operand(e.A, 2) + " & " + operand(e.B, 2) }

// String writes a | b.
func (e Either) String() string { return operand(e.A, 1) + " | " + operand(e.B, 1) }

// operand writes an event, in parentheses if it binds less tightly than least.
func operand(e Event, least int) string {
	rank := 3
	switch e.(type) {
	case Both:
		rank = 2
	case Either:
		rank = 1
	}
	if rank < least {
		return "(" + e.String() + ")"
	}
	return e.String()
}

// call writes name(args, key = event, ...), leaving out what is absent.
func call(name string, args []string, keys ...string) string {
	for i := 0; i+1 < len(keys); i += 2 {
		if keys[i+1] != "" {
			args = append(args, keys[i]+" = "+keys[i+1])
		}
	}
	return name + "(" + strings.Join(args, ", ") + ")"
}

func text(e Event) string {
	if e == nil {
		return ""
	}
	return e.String()
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return strconv.Quote(s)
}

// String writes P(event, ...).
func (q Prob) String() string {
	return call("P", []string{text(q.Event)}, "given", text(q.Given), "do", text(q.Do), "where", quoted(q.Where))
}

// String writes payoff(player, ...).
func (q Payoff) String() string {
	return call("payoff", []string{strconv.Quote(q.Player)}, "given", text(q.Given), "do", text(q.Do), "where", quoted(q.Where))
}

// String writes belief(player, event, at = event).
func (q Belief) String() string {
	return call("belief", []string{strconv.Quote(q.Player), text(q.Event)}, "at", text(q.At), "where", quoted(q.Where))
}

// String writes plays(player, label, action, ...).
func (q Plays) String() string {
	return call("plays", []string{strconv.Quote(q.Player), strconv.Quote(q.Label), strconv.Quote(q.Action)}, "given", text(q.Given), "where", quoted(q.Where))
}

// String writes informs(label, about = label).
func (q Informs) String() string {
	return call("informs", []string{strconv.Quote(q.Label)}, "about", strconv.Quote(q.About), "where", quoted(q.Where))
}

// String writes alignment(player, player).
func (q Alignment) String() string {
	weight := ""
	if q.Uniform {
		weight = "uniform"
	}
	return call("alignment", []string{strconv.Quote(q.A), strconv.Quote(q.B)}, "weight", quoted(weight), "where", quoted(q.Where))
}

// String writes influence(player, over = player, through = label).
func (q Influence) String() string {
	return call("influence", []string{strconv.Quote(q.Player)}, "over", strconv.Quote(q.Over), "through", strconv.Quote(q.Through), "where", quoted(q.Where))
}

// String writes count().
func (q Count) String() string { return call("count", nil, "where", quoted(q.Where)) }

// String writes the expression of params.
func (q Number) String() string { return q.Text }

// String writes a op b.
func (q Arith) String() string {
	rank := map[byte]int{'+': 1, '-': 1, '*': 2, '/': 2}
	side := func(x Query, least int) string {
		r := 3
		switch x := x.(type) {
		case Arith:
			r = rank[x.Op]
		case Number:
			if strings.ContainsAny(x.Text, " /") || strings.HasPrefix(x.Text, "-") {
				r = 0
			}
		}
		if r < least {
			return "(" + x.String() + ")"
		}
		return x.String()
	}
	right := rank[q.Op]
	if q.Op == '-' || q.Op == '/' {
		right++
	}
	return side(q.A, rank[q.Op]) + " " + string(q.Op) + " " + side(q.B, right)
}

// String writes a op b.
func (c Compare) String() string { return c.A.String() + " " + c.Op + " " + c.B.String() }

// String writes near(a, b, tolerance).
func (c Near) String() string {
	return "near(" + c.A.String() + ", " + c.B.String() + ", " + c.Tol.Decimal(9) + ")"
}

// String writes all_of(...).
func (c AllOf) String() string { return "all_of(" + list(c.Of) + ")" }

// String writes any_of(...).
func (c AnyOf) String() string { return "any_of(" + list(c.Of) + ")" }

// String writes not_(...).
func (c Not) String() string { return "not_(" + c.C.String() + ")" }

func list(of []Condition) string {
	var parts []string
	for _, c := range of {
		parts = append(parts, c.String())
	}
	return strings.Join(parts, ", ")
}
