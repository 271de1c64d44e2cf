package model

import (
	"fmt"
	"slices"

	"go.starlark.net/starlark"

	"parley/diag"
	"parley/expr"
	"parley/game"
	"parley/internal/near"
)

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
		if n := near.Name(string(s), names); n != "" {
			l.meant(&d, string(s), n)
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
				l.report(diag.Diagnostic{
					Code: errForbid, Span: ch.at, Summary: fmt.Sprintf("the variant %q forbids an outcome of %q, which is a move of chance", v.name, ch.label),
					Related: []diag.Related{{Span: li.at, Note: "this move"}}, Fix: "give the outcome's probability another value instead: set = {param: value}",
				})
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
				l.report(diag.Diagnostic{
					Code: warnNoEffect, Severity: diag.Warning, Span: ch.at, Summary: fmt.Sprintf("this part of the variant %q changes nothing", v.name),
					Note: map[string]string{"forbid": "it is never offered", "reveal": "they see it anyway", "hide": "they do not see it anyway"}[ch.kind], Fix: "leave it out, or see whether another label was meant",
				})
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
