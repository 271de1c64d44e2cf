package model

import (
	"fmt"
	"slices"
	"strconv"

	"go.starlark.net/starlark"

	"parley/diag"
	"parley/expr"
	"parley/game"
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

// query returns the query that v is: a number and a symbolic number are queries too.
func (c *call) query(v starlark.Value, at argSite, what string) (query.Query, int) {
	if q, n, ok := c.l.asQuery(v); ok {
		return q, n
	}
	fix := "write P(event), payoff(player), belief(...), plays(...) or another query"
	if isEvent(v) || isKind[starlark.String](v) {
		fix = "ask for its probability: P(" + clip(v.String(), 60) + ")"
	}
	c.fail(errQuery, at.span, fmt.Sprintf("%s of %s should be a query", what, c.name), "this is "+describe(v), fix)
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
		if n := nearest(string(v), names); n != "" {
			d.Note = fmt.Sprintf("did you mean %q?", n)
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

// later runs a check when the story has been told, or at once if it has been.
func (l *loader) later(check func()) {
	if l.told {
		check()
		return
	}
	l.checks = append(l.checks, check)
}

// checkEvent checks that a text names a mark.
func (l *loader) checkEvent(c *call, e query.Marked, at diag.Span) {
	var related []diag.Related
	if c != nil {
		related = l.callers(c.t.CallStack())
	}
	l.later(func() {
		if l.tree == nil || l.tree.marks[e.Name] {
			return
		}
		marks := make([]string, 0, len(l.tree.marks))
		for m := range l.tree.marks {
			marks = append(marks, m)
		}
		slices.Sort(marks)
		d := diag.Diagnostic{Code: errMark, Span: at, Summary: fmt.Sprintf("the story sets no mark called %q", e.Name), Related: related}
		if n := nearest(e.Name, marks); n != "" {
			d.Note = fmt.Sprintf("did you mean %q?", n)
		}
		d.Fix = "the marks are " + enumerate(marks, "none: set one in the story with g.mark(name)")
		for _, label := range l.tree.order {
			if slices.Contains(l.tree.labels[label].actions, e.Name) {
				d.Fix = fmt.Sprintf("%s is an action: write event(%q, %q)", e.Name, label, e.Name)
			}
		}
		l.report(d)
	})
}

// knownLabel reports a label that no move of the story has.
func (l *loader) knownLabel(label string, at diag.Span, related []diag.Related) *labelInfo {
	if l.tree == nil {
		return nil
	}
	if li, ok := l.tree.labels[label]; ok {
		return li
	}
	d := diag.Diagnostic{Code: errLabel, Span: at, Summary: fmt.Sprintf("the story has no move called %q", label), Related: related}
	if n := nearest(label, l.tree.order); n != "" {
		d.Note = fmt.Sprintf("did you mean %q?", n)
		d.Related = append([]diag.Related{{Span: l.tree.labels[n].at, Note: "this move"}}, d.Related...)
	}
	d.Fix = "the moves are " + enumerate(l.tree.order, "none")
	l.report(d)
	return nil
}

func (l *loader) knownAction(li *labelInfo, label, action string, at diag.Span, related []diag.Related) {
	if li == nil || slices.Contains(li.actions, action) {
		return
	}
	d := diag.Diagnostic{Code: errAction, Span: at, Summary: fmt.Sprintf("the move %q has no action called %q", label, action),
		Related: append([]diag.Related{{Span: li.at, Note: "this move"}}, related...)}
	if n := nearest(action, li.actions); n != "" {
		d.Note = fmt.Sprintf("did you mean %q?", n)
	}
	d.Fix = "its actions are " + enumerate(li.actions, "none")
	l.report(d)
}

// checkLabel checks the label of a query, when the story has been told: with its action and the
// player who moves there, where parameters for these are named.
func (c *call) checkLabel(label, action, player string, chance bool) {
	name := c.text(label)
	act, p := "", -1
	if action != "" {
		act = c.text(action)
	}
	if player != "" {
		p = c.playerArg(player)
	}
	if c.bad {
		return
	}
	l, at := c.l, c.place(label).span
	related := l.callers(c.t.CallStack())
	playerAt := c.site().span
	actionAt := c.site().span
	if player != "" {
		playerAt = c.place(player).span
	}
	if action != "" {
		actionAt = c.place(action).span
	}
	l.later(func() {
		li := l.knownLabel(name, at, related)
		if li == nil {
			return
		}
		if act != "" {
			l.knownAction(li, name, act, actionAt, related)
		}
		if p >= 0 && !li.players[p] {
			var who []string
			for i, q := range l.model.Players {
				if li.players[i] {
					who = append(who, q.Name)
				}
			}
			l.report(diag.Diagnostic{Code: errMover, Span: playerAt, Summary: fmt.Sprintf("%s does not move at %q", l.model.Players[p].Name, name),
				Related: append([]diag.Related{{Span: li.at, Note: "this move"}}, related...), Fix: "who moves there: " + enumerate(who, "chance")})
		}
	})
}

// useQuery notes the params that a query names.
func (l *loader) useQuery(q query.Query) {
	switch q := q.(type) {
	case query.Number:
		l.use(q.ID)
	case query.Arith:
		l.useQuery(q.A)
		l.useQuery(q.B)
	}
}

func (l *loader) useCondition(c query.Condition) {
	switch c := c.(type) {
	case query.Compare:
		l.useQuery(c.A)
		l.useQuery(c.B)
	case query.Near:
		l.useQuery(c.A)
		l.useQuery(c.B)
	case query.AllOf:
		for _, x := range c.Of {
			l.useCondition(x)
		}
	case query.AnyOf:
		for _, x := range c.Of {
			l.useCondition(x)
		}
	case query.Not:
		l.useCondition(c.C)
	}
}

func (l *loader) use(id expr.ID) {
	for _, p := range l.model.Pool.Params(id) {
		l.paramUsed[p] = true
	}
}

// variantDecl is a variant as declared.
type variantDecl struct {
	name    string
	at      diag.Span
	set     map[int]expr.ID
	forbid  map[string][]string
	reveal  map[string][]int
	hide    map[string][]int
	changes []change
}

// A change is one entry of forbid, reveal or hide, to be checked against the story.
type change struct {
	kind   string
	label  string
	action string
	at     diag.Span
}

func (l *loader) declVariant(c *call) starlark.Value {
	v := &variantDecl{name: c.nameArg("name"), at: c.site().span, set: map[int]expr.ID{}, forbid: map[string][]string{}, reveal: map[string][]int{}, hide: map[string][]int{}}
	if c.bad || !c.once("variant", v.name, l.variantPos) {
		return nil
	}
	c.variantSet(v)
	c.entries("forbid", "{label: [actions]}", func(label string, at argSite, x starlark.Value, xat argSite) {
		actions, places := c.texts(x, xat, "an action")
		v.forbid[label] = actions
		for i, a := range actions {
			v.changes = append(v.changes, change{"forbid", label, a, places[i].span})
		}
		v.changes = append(v.changes, change{"", label, "", at.span})
	})
	for kind, m := range map[string]map[string][]int{"reveal": v.reveal, "hide": v.hide} {
		c.entries(kind, "{label: [players]}", func(label string, at argSite, x starlark.Value, xat argSite) {
			m[label] = c.playerList(x, xat, "a player")
			v.changes = append(v.changes, change{kind, label, "", at.span})
		})
	}
	if c.bad {
		return nil
	}
	slices.SortStableFunc(v.changes, func(a, b change) int {
		return (a.at.Start.Line-b.at.Start.Line)*1000 + a.at.Start.Col - b.at.Start.Col
	})
	if len(v.set)+len(v.changes) == 0 {
		c.fail(errMissing, c.site().span, fmt.Sprintf("the variant %q changes nothing", v.name), "", "say what is different: set = {param: value}, forbid = {label: [actions]}, reveal = {label: [players]} or hide = {label: [players]}")
		return nil
	}
	l.variantPos[v.name] = c.positional(0).span
	l.variants = append(l.variants, v)
	return variantValue{v.name}
}

func (c *call) entries(param, form string, each func(label string, at argSite, v starlark.Value, vat argSite)) {
	v := c.arg(param)
	if v == nil {
		return
	}
	d, ok := v.(*starlark.Dict)
	if !ok {
		c.wrong(c.place(param), param+"=", "a dictionary "+form, v, "write "+param+" = "+form)
		return
	}
	items, keys, values := entriesOf(d, c.place(param))
	for i, kv := range items {
		label := c.textOf(kv[0], keys[i], "a label")
		if c.bad {
			return
		}
		each(label, keys[i], kv[1], values[i])
	}
}

func (c *call) variantSet(v *variantDecl) {
	set := c.arg("set")
	if set == nil {
		return
	}
	d, ok := set.(*starlark.Dict)
	if !ok {
		c.wrong(c.place("set"), "set=", "a dictionary {param: value}", set, "write set = {cost: 0}")
		return
	}
	items, keys, values := entriesOf(d, c.place("set"))
	for i, kv := range items {
		p := c.param(kv[0], keys[i])
		id, ok := c.l.expression(kv[1])
		if !ok {
			c.wrong(values[i], "a value in set", "a number or an expression of params", kv[1], "write the number that the param has in this variant")
		}
		if c.bad {
			return
		}
		v.set[p] = id
		c.l.paramUsed[p] = true
		c.l.use(id)
	}
}

// param returns the index of the param that v is, or names.
func (c *call) param(v starlark.Value, at argSite) int {
	l := c.l
	if s, ok := v.(symValue); ok {
		if n := l.model.Pool.Nodes[s.id]; n.Op == expr.Param {
			return int(n.A)
		}
		c.fail(errSet, at.span, "a variant sets params", "this is the expression "+s.String(), "set a param by itself, to an expression if need be: set = {cost: cost / 2}")
		return -1
	}
	if s, ok := v.(starlark.String); ok {
		var names []string
		for i, p := range l.model.Params {
			if p.Name == string(s) {
				return i
			}
			names = append(names, p.Name)
		}
		d := diag.Diagnostic{Code: errSet, Span: at.span, Summary: fmt.Sprintf("there is no param called %q", string(s))}
		if n := nearest(string(s), names); n != "" {
			d.Note = fmt.Sprintf("did you mean %q?", n)
		}
		d.Fix = "the params are " + enumerate(names, "none")
		c.report(d)
		return -1
	}
	c.wrong(at, "a key in set", "a param", v, "give what param(...) returned, or the param's name in quotes")
	return -1
}

// buildVariant tells the variant's story, if it is another than the model's.
func (l *loader) buildVariant(v *variantDecl, own *game.Game) {
	out := Variant{Name: v.name, Set: v.set, Game: own, Pos: v.at.Start}
	ok := own != nil
	for _, ch := range v.changes {
		before := len(l.list)
		if li := l.tree.labels[ch.label]; ch.kind != "forbid" {
			l.knownLabel(ch.label, ch.at, nil)
		} else if li != nil {
			l.knownAction(li, ch.label, ch.action, ch.at, nil)
			if li.chance && len(li.players) == 0 {
				l.report(diag.Diagnostic{Code: errForbid, Span: ch.at, Summary: fmt.Sprintf("the variant %q forbids an outcome of %q, which is a move of chance", v.name, ch.label),
					Related: []diag.Related{{Span: li.at, Note: "this move"}}, Fix: "give the outcome's probability another value instead: set = {param: value}"})
			}
		}
		ok = ok && len(l.list) == before
	}
	if !ok {
		return
	}
	if len(v.changes) > 0 {
		l.moved = map[string]bool{}
		out.Game = l.tell(v, own.Title)
		if out.Game == nil {
			return
		}
		for _, mark := range own.Marks { // what cannot happen here has probability 0
			if !slices.ContainsFunc(out.Game.Marks, func(m game.Mark) bool { return m.Name == mark.Name }) {
				out.Game.Marks = append(out.Game.Marks, game.Mark{Name: mark.Name})
			}
		}
		for _, ch := range v.changes {
			key := ch.kind + " " + ch.label
			if ch.kind == "forbid" {
				key += "=" + ch.action
			}
			if ch.kind != "" && !l.moved[key] {
				l.report(diag.Diagnostic{Code: warnNoEffect, Severity: diag.Warning, Span: ch.at, Summary: fmt.Sprintf("this part of the variant %q changes nothing", v.name),
					Note: map[string]string{"forbid": "it is never offered", "reveal": "they see it anyway", "hide": "they do not see it anyway"}[ch.kind], Fix: "leave it out, or see whether another label was meant"})
			}
		}
	}
	l.model.Variants = append(l.model.Variants, out)
	l.variantAtBaseline(v, &out)
}

// variantAtBaseline checks that the variant's game has a value at the baseline as the variant sets it.
func (l *loader) variantAtBaseline(v *variantDecl, out *Variant) {
	if len(v.set) == 0 {
		return
	}
	values, err := out.Values(l.model, l.model.Baseline())
	if err == nil {
		_, err = game.NewInstance(out.Game, values)
	}
	if err != nil {
		l.report(diag.Diagnostic{Code: errSet, Span: v.at, Summary: fmt.Sprintf("the variant %q has no game at the baseline: %s", v.name, err), Fix: "set params so that every probability stays between 0 and 1"})
	}
}
