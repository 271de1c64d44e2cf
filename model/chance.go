package model

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"parley/diag"
	"parley/expr"
	"parley/num"
)

func (l *loader) storyChance(c *call) starlark.Value {
	if v, ok := l.again(); ok {
		return v
	}
	label := c.text("label")
	d, ok := c.arg("outcomes").(*starlark.Dict)
	if !ok {
		c.wrong(c.place("outcomes"), "the outcomes", "a dictionary {outcome: probability}", c.arg("outcomes"), `write {"calm": 1 - p, "war": p}`)
		return nil
	}
	items, keys, values := entriesOf(d, c.place("outcomes"))
	var names []string
	var probs []expr.ID
	for i, kv := range items {
		names = append(names, c.textOf(kv[0], keys[i], "an outcome"))
		probs = append(probs, c.probability(kv[1], values[i], c.bad))
	}
	seers := c.seers(label)
	if c.bad || !c.label(label, c.place("label"), names, keys, -1, c.place("outcomes").span) {
		return nil
	}
	if !c.sumsToOne(label, names, probs) {
		return nil
	}
	return c.move(decision{player: -1, label: label, actions: names, probs: probs, seers: seers})
}

// probability returns the expression of a chance probability, which lies between 0 and 1 at the
// baseline.
func (c *call) probability(v starlark.Value, at argSite, bad bool) expr.ID {
	id, ok := c.l.expression(v)
	if !ok {
		fix := "write a number such as 0.4 or 1/3, or an expression of params"
		if _, ok := v.(wordValue); ok {
			fix = "make it a param first: p = param(\"p\", " + v.String() + ")"
		}
		c.wrong(at, "a probability", "a number", v, fix)
		return 0
	}
	p := c.l.base[id]
	if p.Sign() >= 0 && !num.One.Less(p) || bad && p.Sign() < 0 { // negative because another is too large
		return id
	}
	d := diag.Diagnostic{Code: errProbability, Span: at.value, Summary: "a probability should lie between 0 and 1", Note: "this is " + p.Decimal(6)}
	if _, ok := v.(symValue); ok {
		d.Note += " at the baseline"
		for _, i := range c.l.model.Pool.Params(id) {
			q := &c.l.model.Params[i]
			d.Detail = append(d.Detail, fmt.Sprintf("%s is %s", q.Name, q.Value.Decimal(6)))
			d.Related = append(d.Related, diag.Related{Span: c.l.paramPos[q.Name], Note: "declared here"})
		}
	}
	d.Fix = "take numbers whose sum is 1"
	if num.One.Less(p) && !num.Int(100).Less(p) {
		share := p.Quo(num.Int(100)).Decimal(6)
		d.Fix = "if this is a percentage write " + share
		d.Fixes = c.l.rewriting("write "+share, at.value, func(text string) string {
			if x, err := num.Parse(text); err == nil && x.Equal(p) && num.MustParse(share).Equal(p.Quo(num.Int(100))) {
				return share
			}
			return ""
		})
	}
	c.report(d)
	return id
}

// sumsToOne checks the probabilities of a chance move: at the baseline, and at other values of the
// params, where a sum that is 1 by accident shows.
func (c *call) sumsToOne(label string, names []string, probs []expr.ID) bool {
	key := fmt.Sprint(label, probs)
	if c.l.shape.checks[key] {
		return true
	}
	sum := num.Zero
	var parts []string
	for i, p := range probs {
		sum = sum.Add(c.l.base[p])
		parts = append(parts, fmt.Sprintf("%s %s", names[i], c.l.base[p].Decimal(6)))
	}
	where := c.place("outcomes").span
	if !sum.Equal(num.One) {
		d := diag.Diagnostic{
			Code: errSum, Span: where, Summary: fmt.Sprintf("the probabilities of %q should sum to 1", label), Note: "they sum to " + sumText(sum),
			Detail: []string{"the probabilities: " + strings.Join(parts, ", ")},
		}
		if len(names) > 1 {
			last := names[len(names)-1]
			d.Fix = fmt.Sprintf("write the last one as what is left: %q: 1 - (the others)", last)
		} else {
			d.Fix = "a single outcome has probability 1; name the others"
		}
		c.report(d)
		return false
	}
	if free, values := c.l.sumElsewhere(probs); free != "" {
		c.report(diag.Diagnostic{
			Code: errSum, Span: where, Summary: fmt.Sprintf("the probabilities of %q sum to 1 only at the baseline", label),
			Note: "with " + free + " they sum to " + sumText(values), Fix: "write one probability as what the others leave, such as 1 - p, so that the sum is 1 at every draw",
		})
		return false
	}
	c.l.shape.checks[key] = true
	return true
}

func sumText(x num.Rat) string {
	s := x.Decimal(6)
	if len(x.String()) < 12 && x.String() != s && !x.IsInt() {
		s += " (" + x.String() + ")"
	}
	return s
}

// sumElsewhere looks at the sum of probabilities at three other points of the params' ranges. It
// returns a description of one where the sum is not 1.
func (l *loader) sumElsewhere(probs []expr.ID) (string, num.Rat) {
	for k := range l.alts {
		sum := num.Zero
		known := true
		for _, p := range probs {
			known = known && !l.undefined[k][p]
			sum = sum.Add(l.alts[k][p])
		}
		if !known || sum.Equal(num.One) {
			continue
		}
		var said []string
		for i := range l.model.Params {
			for _, p := range probs {
				if slices.Contains(l.model.Pool.Params(p), i) {
					said = append(said, fmt.Sprintf("%s = %s", l.model.Params[i].Name, l.elsewhere(k, i).Decimal(4)))
					break
				}
			}
		}
		return enumerate(said, ""), sum
	}
	return "", num.Rat{}
}
