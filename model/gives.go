package model

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"parley/account"
	"parley/diag"
	"parley/num"
)

// gives reads gives=: a range, a number, a word of estimative probability, or a dictionary of these by the name of a param.
func (c *call) gives() []account.Given {
	v := c.arg("gives")
	if v == nil {
		return nil
	}
	at := c.place("gives")
	d, ok := v.(*starlark.Dict)
	if !ok {
		return []account.Given{c.given(v, at, "")}
	}
	items, keys, values := entriesOf(d, at)
	if len(items) == 0 {
		c.fail(errGives, at.span, "gives= names no param", "", `write gives = (0.2, 0.4), or gives = {"war": (0.2, 0.4)}`)
	}
	var out []account.Given
	for i, kv := range items {
		name := ""
		if s, ok := kv[0].(symValue); ok {
			name = s.String()
		} else {
			name = c.textOf(kv[0], keys[i], "the name of a param")
		}
		out = append(out, c.given(kv[1], values[i], name))
	}
	slices.SortStableFunc(out, func(a, b account.Given) int { return strings.Compare(a.Param, b.Param) })
	return out
}

// given reads one range. What a word means is told when the scale is known.
func (c *call) given(v starlark.Value, at argSite, param string) account.Given {
	g := account.Given{Param: param}
	if w, ok := asWord(v); ok {
		g.Word = w
		return g
	}
	if isNumber(v) {
		x, _ := toRat(v)
		g.Low, g.High = x, x
		return g
	}
	ends, places := listOf(v, at)
	if _, isText := v.(starlark.String); len(ends) != 2 && !isText {
		c.fail(errGives, at.span, "gives= is no range", "this is "+describe(v), `write gives = (low, high), a number, or a word of estimative probability such as gives = "likely"`)
		return g
	}
	if len(ends) == 1 {
		ends, places = append(ends, ends[0]), append(places, places[0])
	}
	g.Low, g.High = c.constant(ends[0], places[0], "the lower end of gives="), c.constant(ends[1], places[1], "the upper end of gives=")
	if !c.bad && g.High.Less(g.Low) {
		c.fail(errGives, at.span, fmt.Sprintf("the range that the claim gives runs from %s down to %s", g.Low.Decimal(6), g.High.Decimal(6)), "the lower end comes first",
			fmt.Sprintf("write gives = (%s, %s)", g.High.Decimal(6), g.Low.Decimal(6)))
	}
	return g
}

// checkAside reports claims that are left aside and bear on something all the same.
func (l *loader) checkAside() {
	bears := func(claims []int, what string, at diag.Pos) {
		for _, i := range claims {
			if l.model.Claims[i].Aside == "" {
				continue
			}
			l.report(diag.Diagnostic{
				Code: errAside, Span: l.claimAt[i].call, Summary: fmt.Sprintf("%s is left aside, and %s rests on it", ClaimName(l.model, i), what),
				Related: []diag.Related{{Span: diag.Span{Start: at, End: at}, Note: "here"}}, Fix: "leave aside= out, or take the claim out of because= or claim= there",
			})
		}
	}
	m := l.model
	for _, p := range m.Params {
		bears(p.Claims, "the param "+p.Name, p.Pos)
	}
	for _, a := range m.Assumptions {
		bears(a.Claims, "the assumption "+clip(a.Text, 60), a.Pos)
	}
	for _, q := range m.Questions {
		bears(q.Claims, "the question "+clip(q.Text, 60), q.Pos)
	}
	for _, k := range m.Conclusions {
		bears(k.Claims, "the conclusion "+clip(k.Text, 60), k.Pos)
	}
}

// ClaimName names a claim: the modeller's id, or else its place in the source, or its number.
func ClaimName(m *Model, i int) string {
	switch c := m.Claims[i]; {
	case c.ID != "":
		return c.ID
	case c.Turn != "":
		return "turn " + c.Turn
	}
	return fmt.Sprintf("claim %d", i+1)
}

// A GivenRange is the range that a claim gives to a param.
type GivenRange struct {
	Claim     int // of the model
	Low, High num.Rat
	Word      string // the word that stood for it, or ""
}

// Given returns the ranges that claims give to a param which rests on them, in the order of because=.
func (m *Model) Given(param int) []GivenRange {
	var out []GivenRange
	p := &m.Params[param]
	for k, i := range p.Claims {
		if slices.Contains(p.Claims[:k], i) {
			continue
		}
		for _, g := range m.Claims[i].Gives {
			if g.Param == "" || g.Param == p.Name {
				out = append(out, GivenRange{i, g.Low, g.High, g.Word})
			}
		}
	}
	return out
}

// Disjoint returns the pairs of ranges, by their index, that have no value in common.
func Disjoint(ranges []GivenRange) [][2]int {
	var out [][2]int
	for i, a := range ranges {
		for j := i + 1; j < len(ranges); j++ {
			if b := ranges[j]; a.High.Less(b.Low) || b.High.Less(a.Low) {
				out = append(out, [2]int{i, j})
			}
		}
	}
	return out
}

// giveRanges gives params the ranges of the claims that they rest on: to those of which the model says none, and to those whose claims conflict.
func (l *loader) giveRanges() {
	if !l.giveWords() {
		return
	}
	l.checkGives()
	m := l.model
	for i := range m.Params {
		ranges := m.Given(i)
		if len(ranges) == 0 {
			continue
		}
		p := &m.Params[i]
		low, high := p.Said.Low, p.Said.High
		for _, r := range ranges {
			low, high = num.Min(low, r.Low), num.Max(high, r.High)
		}
		conflicts := Disjoint(ranges)
		switch {
		case len(conflicts) > 0:
			p.Dist, p.Widened = widen(p.Said, low, high), FromConflict
		case !l.rangeSaid[i]:
			p.Dist, p.Widened = widen(p.Said, low, high), FromClaims
		}
		if p.Dist.equal(p.Said) {
			p.Widened = ""
		}
		l.warnRanges(i, ranges, conflicts)
	}
}

// giveWords looks the words of gives= up on the model's scale.
func (l *loader) giveWords() bool {
	scale, _ := account.ScaleByName(l.scaleName())
	ok := true
	for i := range l.model.Claims {
		c := &l.model.Claims[i]
		for k := range c.Gives {
			g := &c.Gives[k]
			if g.Word == "" {
				continue
			}
			w, found := scale.Lookup(g.Word)
			if !found {
				l.report(l.noWord(scale, g.Word, l.claimAt[i].gives.span, "a range: gives = (low, high)"))
				ok = false
				continue
			}
			g.Low, g.High = w.Low, w.High
		}
	}
	return ok
}

// checkGives reports ranges of which it is not clear to which param they belong.
func (l *loader) checkGives() {
	m := l.model
	for i, c := range m.Claims {
		var rest []string
		for _, p := range m.Params {
			if slices.Contains(p.Claims, i) {
				rest = append(rest, p.Name)
			}
		}
		for _, g := range c.Gives {
			_, known := m.Param(g.Param)
			switch {
			case g.Param == "" && len(rest) > 1:
				l.report(diag.Diagnostic{
					Code: errGives, Span: l.claimAt[i].gives.span, Summary: fmt.Sprintf("%s gives one range, and %d params rest on it", ClaimName(m, i), len(rest)), Note: "they are " + enumerate(rest, ""),
					Fix: fmt.Sprintf("say whose it is: gives = {%q: (low, high)}", rest[0]),
				})
			case g.Param != "" && known && !slices.Contains(rest, g.Param):
				l.report(diag.Diagnostic{
					Code: warnOutside, Severity: diag.Warning, Span: l.claimAt[i].gives.span, Summary: fmt.Sprintf("%s gives a range to %s, which does not rest on it", ClaimName(m, i), g.Param),
					Fix: "name the claim in because= of that param, or leave the range out",
				})
			}
		}
	}
}

// widen stretches a distribution to a range that holds its own. A family that is defined by its ends keeps its shape; others, whose shape says more about the
// middle than about the ends, become uniform.
func widen(d Dist, low, high num.Rat) Dist {
	if !low.Less(d.Low) && !d.High.Less(high) {
		return d
	}
	switch {
	case d.Kind == "triangular":
		return Dist{Kind: d.Kind, Args: []num.Rat{low, d.Args[1], high}, Low: low, High: high}
	case d.Kind == "loguniform" && low.Sign() > 0:
		return Dist{Kind: d.Kind, Args: []num.Rat{low, high}, Low: low, High: high}
	}
	return Dist{Kind: "uniform", Args: []num.Rat{low, high}, Low: low, High: high}
}

func (d *Dist) equal(o Dist) bool {
	return d.Kind == o.Kind && slices.EqualFunc(d.Args, o.Args, num.Rat.Equal)
}

// warnRanges reports claims that conflict over a param, or that give it values which its range leaves out.
func (l *loader) warnRanges(param int, ranges []GivenRange, conflicts [][2]int) {
	m := l.model
	p := &m.Params[param]
	span := func(low, high num.Rat) string {
		if low.Equal(high) {
			return low.Decimal(6)
		}
		return low.Decimal(6) + " to " + high.Decimal(6)
	}
	var related []diag.Related
	for _, r := range ranges {
		related = append(related, diag.Related{Span: l.claimAt[r.Claim].call, Note: fmt.Sprintf("%s gives %s", ClaimName(m, r.Claim), span(r.Low, r.High))})
	}
	if len(conflicts) > 0 {
		a, b := ranges[conflicts[0][0]], ranges[conflicts[0][1]]
		note := fmt.Sprintf("its range holds both: %s", span(p.Dist.Low, p.Dist.High))
		if p.Widened != "" {
			note = fmt.Sprintf("its range is widened from %s to %s, %s", span(p.Said.Low, p.Said.High), span(p.Dist.Low, p.Dist.High), p.Dist.Kind)
		}
		l.report(diag.Diagnostic{
			Code: warnConflict, Severity: diag.Warning, Span: l.paramPos[p.Name], Note: note, Related: related,
			Summary: fmt.Sprintf("claims conflict over %s: %s gives %s, %s gives %s", p.Name, ClaimName(m, a.Claim), span(a.Low, a.High), ClaimName(m, b.Claim), span(b.Low, b.High)),
			Fix:     "keep the wide range, or decide: leave one claim out of because= and say why with aside=",
		})
		return
	}
	var out []string
	for _, r := range ranges {
		if r.Low.Less(p.Dist.Low) || p.Dist.High.Less(r.High) {
			out = append(out, ClaimName(m, r.Claim))
		}
	}
	if len(out) > 0 {
		l.report(diag.Diagnostic{
			Code: warnOutside, Severity: diag.Warning, Span: l.paramPos[p.Name], Summary: fmt.Sprintf("the range of %s leaves out values that %s", p.Name, givesThem(out)),
			Note: fmt.Sprintf("its range is %s", span(p.Dist.Low, p.Dist.High)), Related: related, Fix: "widen within=, or say in about= why the range is narrower than the account",
		})
	}
}

func givesThem(names []string) string {
	if len(names) == 1 {
		return names[0] + " gives it"
	}
	return enumerate(names, "") + " give it"
}
