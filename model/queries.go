package model

import (
	"fmt"
	"strconv"

	"go.starlark.net/starlark"

	"parley/diag"
	"parley/internal/near"
	"parley/query"
)

// queries are the builtins that ask, and those that join what they return.
func (l *loader) queries() starlark.StringDict {
	env := starlark.StringDict{}
	add := func(name, params string, body func(c *call) starlark.Value) {
		env[name] = l.builtin(name, params, body)
	}
	ask := func(name, params string, body func(c *call) query.Query) {
		add(name, params, func(c *call) starlark.Value {
			q := body(c)
			if c.bad {
				return nil
			}
			return &queryValue{q, 1}
		})
	}
	add("event", "label, *actions", l.newEvent)
	ask("P", "event, given=, do=, where=", func(c *call) query.Query {
		return query.Prob{Event: c.event("event"), Given: c.event("given"), Do: c.do(), Where: c.where()}
	})
	ask("payoff", "player, given=, do=, where=", func(c *call) query.Query {
		return query.Payoff{Player: c.playerName("player"), Given: c.event("given"), Do: c.do(), Where: c.where()}
	})
	ask("belief", "player, event, at, where=", func(c *call) query.Query {
		return query.Belief{Player: c.playerName("player"), Event: c.event("event"), At: c.event("at"), Where: c.where()}
	})
	ask("plays", "player, label, action, given=, where=", func(c *call) query.Query {
		q := query.Plays{Player: c.playerName("player"), Label: c.text("label"), Action: c.text("action"), Given: c.event("given"), Where: c.where()}
		c.checkLabel("label", "action", "player", false)
		return q
	})
	ask("informs", "label, about, where=", func(c *call) query.Query {
		c.checkLabel("label", "", "", true)
		c.checkLabel("about", "", "", true)
		return query.Informs{Label: c.text("label"), About: c.text("about"), Where: c.where()}
	})
	add("likelihood_ratio", "event, hypothesis, against=, given=, where=", func(c *call) starlark.Value {
		yes, no := c.likelihoods()
		if c.bad {
			return nil
		}
		return &queryValue{query.Arith{Op: '/', A: yes, B: no}, 2}
	})
	add("supports", "event, hypothesis, against=, by=, given=, where=", func(c *call) starlark.Value {
		yes, no := c.likelihoods()
		least, n := query.Query(no), 2
		if by := c.arg("by"); by != nil && !c.bad {
			times, m := c.query(by, c.place("by"), "by=")
			least, n = query.Arith{Op: '*', A: times, B: no}, n+m
		}
		return c.condition(query.Compare{Op: ">", A: yes, B: least}, n)
	})
	ask("alignment", "a, b, weight=, where=", func(c *call) query.Query {
		q := query.Alignment{A: c.playerName("a"), B: c.playerName("b"), Where: c.where()}
		switch w := c.text("weight"); w {
		case "", "equilibrium":
		case "uniform":
			q.Uniform = true
		default:
			c.fail(errKind, c.place("weight").span, fmt.Sprintf("alignment cannot weigh outcomes by %q", w), "", `write weight = "equilibrium" or weight = "uniform"`)
		}
		return q
	})
	ask("influence", "player, over, through, where=", func(c *call) query.Query {
		c.checkLabel("through", "", "player", false)
		return query.Influence{Player: c.playerName("player"), Over: c.playerName("over"), Through: c.text("through"), Where: c.where()}
	})
	ask("count", "where=", func(c *call) query.Query { return query.Count{Where: c.where()} })

	add("near", "a, b, tol", func(c *call) starlark.Value {
		a, n := c.query(c.arg("a"), c.place("a"), "the first argument")
		b, m := c.query(c.arg("b"), c.place("b"), "the second argument")
		tol := c.constant(c.arg("tol"), c.place("tol"), "the tolerance")
		if !c.bad && tol.Sign() < 0 {
			c.fail(errKind, c.place("tol").span, "a tolerance should not be negative", "this is "+tol.Decimal(6), "write near(a, b, 0.05), say")
		}
		return c.condition(query.Near{A: a, B: b, Tol: tol}, n+m)
	})
	add("all_of", "*conditions", func(c *call) starlark.Value {
		cs, n := c.conditions()
		return c.condition(query.AllOf{Of: cs}, n)
	})
	add("any_of", "*conditions", func(c *call) starlark.Value {
		cs, n := c.conditions()
		return c.condition(query.AnyOf{Of: cs}, n)
	})
	add("not_", "condition", func(c *call) starlark.Value {
		cond, n := c.conditionOf(c.arg("condition"), c.place("condition"))
		return c.condition(query.Not{C: cond}, n)
	})
	return env
}

// likelihoods returns the probability of an event under a hypothesis and under what it is held against: another one, or that it is
// not true.
func (c *call) likelihoods() (yes, no query.Prob) {
	e, h, other, given := c.event("event"), c.event("hypothesis"), c.event("against"), c.event("given")
	if c.bad {
		return yes, no
	}
	if other == nil {
		other = query.NotEvent{E: h}
	}
	if given != nil {
		h, other = query.Both{A: h, B: given}, query.Both{A: other, B: given}
	}
	where := c.where()
	return query.Prob{Event: e, Given: h, Where: where}, query.Prob{Event: e, Given: other, Where: where}
}

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

// query returns the query that v is: a number and a symbolic number are queries too.
func (c *call) query(v starlark.Value, at argSite, what string) (query.Query, int) {
	if q, n, ok := c.l.asQuery(v); ok {
		return q, n
	}
	d := diag.Diagnostic{Code: errQuery, Span: at.span, Summary: fmt.Sprintf("%s of %s should be a query", what, c.name), Note: "this is " + describe(v),
		Fix: "write P(event), payoff(player), belief(...), plays(...) or another query"}
	if isEvent(v) || isKind[starlark.String](v) {
		d.Fix = "ask for its probability: P(" + clip(v.String(), 60) + ")"
		d.Fixes = c.l.rewriting("ask for its probability", at.value, func(text string) string { return "P(" + text + ")" })
	}
	c.report(d)
	return nil, 0
}

func (c *call) condition(cond query.Condition, parts int) starlark.Value {
	if c.bad {
		return nil
	}
	if parts > maxParts {
		c.fail(errTooLarge, c.site().span, fmt.Sprintf("this condition has more than %d parts", maxParts), "", "split it into several conclusions")
		return nil
	}
	return &condValue{cond, parts + 1}
}

func (c *call) conditions() ([]query.Condition, int) {
	c.locate()
	vals, places := c.rest, c.restAt
	if len(vals) == 1 {
		if _, ok := vals[0].(*condValue); !ok {
			vals, places = listOf(vals[0], places[0])
		}
	}
	var out []query.Condition
	n := 0
	for i, v := range vals {
		cond, m := c.conditionOf(v, places[i])
		out, n = append(out, cond), n+m
	}
	if len(out) == 0 && !c.bad {
		c.fail(errMissing, c.site().span, c.name+" needs at least one condition", "", "write "+c.name+"(a > b, c > d)")
	}
	return out, n
}

func (c *call) conditionOf(v starlark.Value, at argSite) (query.Condition, int) {
	if cond, ok := v.(*condValue); ok {
		return cond.c, cond.size
	}
	switch v.(type) {
	case starlark.Bool:
		c.fail(errCondition, at.span, "this condition does not depend on equilibria", "this is always "+v.String(), "compare queries: P(...) > P(...)")
	default:
		c.wrong(at, "a condition", "a comparison", v, "compare queries: P(...) > P(...)")
	}
	return nil, 0
}

func (c *call) playerName(param string) string {
	if p := c.playerArg(param); p >= 0 {
		return c.l.model.Players[p].Name
	}
	return ""
}

// where returns the name of the variant that a query is asked of.
func (c *call) where() string {
	switch v := c.arg("where").(type) {
	case nil:
		return ""
	case variantValue:
		return v.name
	case starlark.String:
		if _, ok := c.l.variantPos[string(v)]; ok {
			return string(v)
		}
		var names []string
		for _, d := range c.l.variants {
			names = append(names, d.name)
		}
		d := diag.Diagnostic{Code: errVariant, Span: c.place("where").span, Summary: fmt.Sprintf("there is no variant called %q", string(v))}
		if n := near.Name(string(v), names); n != "" {
			c.l.meant(&d, string(v), n)
		}
		d.Fix = "the variants are " + enumerate(names, "none: declare one with variant(name, ...)")
		c.report(d)
	default:
		c.wrong(c.place("where"), "where=", "a variant", v, "give what variant(...) returned")
	}
	return ""
}

// do returns the move that a query forces: an event of one action, or several joined by &.
func (c *call) do() query.Event {
	e := c.event("do")
	if e == nil || c.bad {
		return e
	}
	var check func(e query.Event) bool
	check = func(e query.Event) bool {
		switch e := e.(type) {
		case query.Move:
			if len(e.Actions) == 1 {
				return true
			}
			c.fail(errDo, c.place("do").span, "do forces one action of a move", fmt.Sprintf("this names %d", len(e.Actions)), "write do = event("+strconv.Quote(e.Label)+", one action)")
		case query.Both:
			return check(e.A) && check(e.B)
		default:
			c.fail(errDo, c.place("do").span, "do forces a move", "this is "+e.String(), "write do = event(label, action), or several of them joined by &")
		}
		return false
	}
	check(e)
	return e
}

func (l *loader) newEvent(c *call) starlark.Value {
	e := query.Move{Label: c.text("label")}
	c.locate()
	vals, places := c.rest, c.restAt
	if len(vals) == 1 {
		vals, places = listOf(vals[0], places[0])
	}
	for i, v := range vals {
		e.Actions = append(e.Actions, c.textOf(v, places[i], "an action"))
	}
	if c.bad {
		return nil
	}
	if len(e.Actions) == 0 {
		c.fail(errMissing, c.site().span, "event needs at least one action", "", "write event("+strconv.Quote(e.Label)+", action): the event that the move had this outcome")
		return nil
	}
	label := c.place("label").span
	related := c.l.callers(c.t.CallStack())
	l.later(func() {
		li := l.knownLabel(e.Label, label, related)
		for i, a := range e.Actions {
			l.knownAction(li, e.Label, a, places[i].span, related)
		}
	})
	return &eventValue{e, 1}
}
