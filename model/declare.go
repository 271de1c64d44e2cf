package model

import (
	"fmt"
	"strconv"

	"go.starlark.net/starlark"

	"parley/account"
	"parley/diag"
	"parley/expr"
	"parley/num"
	"parley/query"
)

// declarations are the builtins that say what the model holds.
func (l *loader) declarations() starlark.StringDict {
	env := starlark.StringDict{}
	add := func(name, params string, body func(c *call) starlark.Value) {
		env[name] = l.builtin(name, params, func(c *call) starlark.Value {
			if l.run != nil {
				c.fail(errInStory, c.site().span, fmt.Sprintf("%s is called inside the story, which runs once for every branch", name), "",
					"declare it outside, before game(...), and use its value in the story")
				return nil
			}
			if l.asking {
				c.fail(errInStory, c.site().span, fmt.Sprintf("%s declares something, and a question cannot", name), "", "declare it in the model file, and ask with its name")
				return nil
			}
			return body(c)
		})
	}
	add("title", "text", l.declTitle)
	add("player", "name, of=, color=", l.declPlayer)
	add("param", "name, value, within=, dist=, about=, because=", l.declParam)
	add("source", "title, file=, url=, date=, author=, publisher=, reliability=", l.declSource)
	add("claim", "source, turn=, says=, hedge=, kind=, quote=, id=, credibility=, gives=, aside=", l.declClaim)
	add("assume", "condition, because=", l.declAssume)
	add("scale", "name", l.declScale)
	add("game", "story", l.declGame)
	add("variant", "name, set=, forbid=, reveal=, hide=", l.declVariant)
	add("ask", "text, query, claim=", l.declAsk)
	add("conclude", "text, condition, claim=", l.declConclude)
	for kind, params := range distributions {
		env[kind] = l.builtin(kind, params, func(c *call) starlark.Value { return l.dist(c, kind) })
	}
	for _, s := range account.Scales() {
		for _, w := range s.Words {
			for _, name := range w.Names {
				env[identifier(name)] = wordValue{name}
			}
		}
	}
	return env
}

func (l *loader) declTitle(c *call) starlark.Value {
	if l.model.Title != "" {
		c.fail(errTwice, c.site().span, "the model has a title already", "the first is "+strconv.Quote(l.model.Title), "leave one of them out")
		return nil
	}
	l.model.Title = c.nameArg("text")
	return starlark.None
}

// once reports a name that is declared a second time.
func (c *call) once(kind, name string, before map[string]diag.Span) bool {
	at, ok := before[name]
	if !ok {
		return true
	}
	c.report(diag.Diagnostic{
		Code: errTwice, Span: c.positional(0).span, Summary: fmt.Sprintf("there are two %ss called %q", kind, name),
		Related: []diag.Related{{Span: at, Note: "the first one"}}, Fix: "give each a name of its own",
	})
	return false
}

const maxPlayers = 200

func (l *loader) declPlayer(c *call) starlark.Value {
	p := Player{Name: c.nameArg("name"), Of: c.text("of"), Color: c.text("color"), Pos: c.site().span.Start}
	if c.bad || !c.once("player", p.Name, l.playerPos) {
		return nil
	}
	if len(l.model.Players) == maxPlayers {
		c.fail(errBound, c.site().span, fmt.Sprintf("the model has more than %d players", maxPlayers), "", "join players who want the same")
		return nil
	}
	l.playerPos[p.Name] = c.positional(0).span
	l.model.Players = append(l.model.Players, p)
	return playerValue{len(l.model.Players) - 1, l}
}

func (l *loader) declAssume(c *call) starlark.Value {
	claims := c.claims("because")
	v, ok := c.arg("condition").(*condValue)
	if !ok {
		if b, isBool := c.arg("condition").(starlark.Bool); isBool {
			c.fail(errAssume, c.place("condition").span, "an assumption should compare params", "this compares plain numbers: it is always "+b.String(), "compare params, which draws may change: assume(cost > gain)")
			return nil
		}
		c.wrong(c.place("condition"), "the condition", "a comparison of params", c.arg("condition"), "write assume(shame > face), say")
		return nil
	}
	l.assume(c, v.c, claims)
	return starlark.None
}

func (l *loader) assume(c *call, cond query.Condition, claims []int) {
	at := c.place("condition")
	switch cond := cond.(type) {
	case query.AllOf:
		for _, x := range cond.Of {
			l.assume(c, x, claims)
		}
		return
	case query.Compare:
		a, okA := cond.A.(query.Number)
		b, okB := cond.B.(query.Number)
		if !okA || !okB {
			break
		}
		as := Assumption{Text: cond.String(), Op: cond.Op, Left: a.ID, Right: b.ID, Claims: claims, Pos: c.site().span.Start}
		if x, y := l.base[a.ID], l.base[b.ID]; !compareRats(x, cond.Op, y) {
			c.fail(errAssumption, at.span, "the baseline does not satisfy this assumption", fmt.Sprintf("at the baseline it says %s %s %s", x.Decimal(6), cond.Op, y.Decimal(6)),
				"change a baseline or the assumption: draws are only taken where every assumption holds")
			return
		}
		for _, id := range []expr.ID{a.ID, b.ID} {
			for _, p := range l.model.Pool.Params(id) {
				l.paramUsed[p] = true
			}
		}
		l.model.Assumptions = append(l.model.Assumptions, as)
		return
	}
	c.fail(errAssume, at.span, "an assumption should be an inequality between params", "this depends on equilibria", "ask it of the equilibria instead: conclude(text, condition)")
}

func compareRats(x num.Rat, op string, y num.Rat) bool {
	switch op {
	case "<":
		return x.Cmp(y) < 0
	case "<=":
		return x.Cmp(y) <= 0
	case ">":
		return x.Cmp(y) > 0
	case ">=":
		return x.Cmp(y) >= 0
	}
	return false
}

func (l *loader) declGame(c *call) starlark.Value {
	fn, ok := c.arg("story").(*starlark.Function)
	if !ok {
		c.wrong(c.place("story"), "the story", "a function", c.arg("story"), "write def story(g): ... and then game(story), without parentheses after its name")
		return nil
	}
	if l.story != nil {
		c.report(diag.Diagnostic{
			Code: errGameTwice, Span: c.site().span, Summary: "the model has a game already", Related: []diag.Related{{Span: l.storyAt, Note: "the first one"}},
			Fix: "put each game into a file of its own; to change something about one game, use variant(...)",
		})
		return nil
	}
	need := fn.NumParams() - fn.NumKwonlyParams()
	for i := range fn.NumParams() {
		if i > 0 && fn.ParamDefault(i) == nil && !(fn.HasVarargs() || fn.HasKwargs()) {
			need = -1
		}
	}
	if fn.NumParams() == 0 || need < 1 {
		c.fail(errStoryParams, c.place("story").span, "the story should take one argument, the story object", fmt.Sprintf("%s takes %s", fn.Name(), plural(fn.NumParams(), "one", "%d", "none")),
			"write def "+fn.Name()+"(g):")
		return nil
	}
	l.story, l.storyAt = fn, c.site().span
	return starlark.None
}

func (l *loader) declAsk(c *call) starlark.Value {
	q := Question{Text: c.nameArg("text"), Claims: c.claims("claim"), Pos: c.site().span.Start}
	if v, ok := c.arg("query").(*condValue); ok {
		c.fail(errQuery, c.place("query").span, "a question's answer is a number", "this is a condition: "+clip(v.String(), 60), "use conclude(text, condition), or ask for one side of the comparison")
		return nil
	}
	q.Query, _ = c.query(c.arg("query"), c.place("query"), "the second argument")
	if !c.bad {
		l.useQuery(q.Query)
		l.model.Questions = append(l.model.Questions, q)
		l.asked = append(l.asked, asked{q.Query, nil, c.place("query").span})
	}
	return starlark.None
}

func (l *loader) declConclude(c *call) starlark.Value {
	k := Conclusion{Text: c.nameArg("text"), Claims: c.claims("claim"), Pos: c.site().span.Start}
	switch v := c.arg("condition").(type) {
	case *condValue:
		k.Condition = v.c
	case *queryValue, symValue, *eventValue:
		c.fail(errCondition, c.place("condition").span, "a conclusion is true or false", "this is "+describe(v), "compare it: P(...) > 1/2, or near(P(...), 1, 0.05)")
		return nil
	case starlark.Bool:
		c.fail(errCondition, c.place("condition").span, "a conclusion should depend on equilibria", "this is always "+v.String(), "compare queries: P(...) > P(...)")
		return nil
	default:
		c.wrong(c.place("condition"), "the condition", "a condition", v, "compare queries: P(...) > P(...)")
		return nil
	}
	if !c.bad {
		l.model.Conclusions = append(l.model.Conclusions, k)
		l.asked = append(l.asked, asked{nil, k.Condition, c.place("condition").span})
	}
	return starlark.None
}
