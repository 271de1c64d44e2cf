package model

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"go.starlark.net/starlark"

	"parley/account"
	"parley/diag"
	"parley/internal/near"
	"parley/num"
)

func (l *loader) declParam(c *call) starlark.Value {
	p := Param{Name: c.nameArg("name"), About: c.text("about"), Pos: c.site().span.Start}
	p.Claims = c.claims("because")
	value, at := c.arg("value"), c.place("value")
	p.Dist.Kind = "fixed"
	if w, ok := asWord(value); ok {
		l.wordParam(c, &p, w, at)
	} else {
		p.Value = c.constant(value, at, "the value")
	}
	if c.bad {
		return nil
	}
	l.paramDist(c, &p)
	if c.bad || !c.once("param", p.Name, l.paramPos) {
		return nil
	}
	if p.Dist.Kind == "fixed" {
		p.Dist.Args, p.Dist.Low, p.Dist.High = []num.Rat{p.Value}, p.Value, p.Value
	}
	if p.Value.Less(p.Dist.Low) || p.Dist.High.Less(p.Value) {
		in := "within"
		if c.arg("dist") != nil {
			in = "dist"
		}
		c.report(diag.Diagnostic{
			Code: errBaseline, Span: at.span, Summary: fmt.Sprintf("the baseline of %s lies outside its range", p.Name),
			Note:    "this is " + p.Value.Decimal(6),
			Related: []diag.Related{{Span: c.place(in).span, Note: fmt.Sprintf("the range is %s to %s", p.Dist.Low.Decimal(6), p.Dist.High.Decimal(6))}},
			Fix:     "widen the range, or take a baseline within it",
		})
		return nil
	}
	l.paramPos[p.Name] = c.positional(0).span
	p.Said = p.Dist
	l.rangeSaid = append(l.rangeSaid, p.Word != "" || c.arg("within") != nil || c.arg("dist") != nil)
	l.model.Params = append(l.model.Params, p)
	l.paramUsed = append(l.paramUsed, false)
	id := l.model.Pool.Declare(p.Name)
	l.baseline()
	return symValue{id, l}
}

func identifier(word string) string { return strings.ReplaceAll(word, " ", "_") }

// asWord returns the word of estimative probability that v is: a name such as very_likely, or a text.
func asWord(v starlark.Value) (string, bool) {
	switch v := v.(type) {
	case wordValue:
		return v.word, true
	case starlark.String:
		if _, err := num.Parse(string(v)); err == nil {
			return "", false
		}
		return strings.ReplaceAll(string(v), "_", " "), true
	}
	return "", false
}

func (l *loader) wordParam(c *call, p *Param, word string, at argSite) {
	l.wordUsed = true
	scale, _ := account.ScaleByName(l.scaleName())
	w, ok := scale.Lookup(word)
	if !ok {
		c.report(l.noWord(scale, word, at.span, "a number with within = (low, high)"))
		return
	}
	p.Word = word
	p.Value = w.Low.Add(w.High).Quo(num.Int(2))
	p.Dist = Dist{Kind: "uniform", Args: []num.Rat{w.Low, w.High}, Low: w.Low, High: w.High}
}

// noWord says that a word does not stand on the scale, and what to write instead.
func (l *loader) noWord(scale account.Scale, word string, at diag.Span, or string) diag.Diagnostic {
	var names, usual []string
	for _, w := range scale.Words {
		names, usual = append(names, w.Names...), append(usual, identifier(w.Names[0]))
	}
	d := diag.Diagnostic{Code: errWord, Span: at, Summary: fmt.Sprintf("%q is no word of the scale %s", word, scale.Name)}
	if n := near.Name(word, names); n != "" {
		l.meant(&d, word, n)
		d.Note = fmt.Sprintf("did you mean %s?", identifier(n))
	} else if other := account.ScalesWith(word); len(other) > 0 {
		d.Note = "it is a word of " + strings.Join(other, ", ")
		d.Detail = []string{fmt.Sprintf("scale(%q), before the first word, chooses that scale", other[0])}
	} else if account.Unranged(word) {
		d.Note = "no standard gives this word a range"
	}
	d.Fix = "write one of " + strings.Join(usual, ", ") + "; or " + or
	return d
}

func (l *loader) scaleName() string {
	if l.scale == "" {
		return account.DefaultScale
	}
	return l.scale
}

// paramDist reads within= and dist=.
func (l *loader) paramDist(c *call, p *Param) {
	within, dist := c.arg("within"), c.arg("dist")
	if within != nil && dist != nil {
		c.fail(errArgument, c.place("dist").span, "a param has either a range or a distribution", "within= is given too", "leave out within=: a distribution says its own range")
		return
	}
	if dist != nil {
		d, ok := dist.(*distValue)
		if !ok {
			c.wrong(c.place("dist"), "dist=", "a distribution", dist, "write uniform(0, 1), triangular(0, 1/2, 1), normal(0, 1), lognormal(0, 1), beta(2, 5) or loguniform(1, 100)")
			return
		}
		p.Dist = d.d
		return
	}
	if within == nil {
		return
	}
	ends, places := listOf(within, c.place("within"))
	if len(ends) != 2 {
		c.wrong(c.place("within"), "within=", "a range of two numbers", within, "write within = (low, high)")
		return
	}
	low, high := c.constant(ends[0], places[0], "the lower end"), c.constant(ends[1], places[1], "the upper end")
	if c.bad {
		return
	}
	if high.Less(low) {
		c.fail(errRange, c.place("within").span, fmt.Sprintf("the range of %s runs from %s down to %s", p.Name, low.Decimal(6), high.Decimal(6)), "the lower end comes first",
			fmt.Sprintf("write within = (%s, %s)", high.Decimal(6), low.Decimal(6)))
		return
	}
	if low.Equal(high) {
		p.Dist = Dist{Kind: "fixed", Args: []num.Rat{p.Value}, Low: low, High: high}
		return
	}
	p.Dist = Dist{Kind: "uniform", Args: []num.Rat{low, high}, Low: low, High: high}
}

var distributions = map[string]string{
	"uniform": "low, high", "triangular": "low, mode, high", "normal": "mean, sd", "lognormal": "mean_log, sd_log",
	"beta": "a, b", "loguniform": "low, high",
}

// z995 is the 99.5 % quantile of the standard normal distribution.
var z995 = num.MustParse("2.5758293035489")

func (l *loader) dist(c *call, kind string) starlark.Value {
	d := Dist{Kind: kind}
	c.locate()
	for i, n := range c.sig.names {
		d.Args = append(d.Args, c.constant(c.vals[i], c.places[i], "the "+n))
	}
	if c.bad {
		return nil
	}
	a, b := d.Args[0], d.Args[len(d.Args)-1]
	wrong := func(i int, summary, fix string) starlark.Value {
		c.fail(errDist, c.places[i].span, summary, "this is "+d.Args[i].Decimal(6), fix)
		return nil
	}
	switch kind {
	case "uniform", "triangular", "loguniform":
		if !a.Less(b) {
			return wrong(len(d.Args)-1, "the upper end of "+kind+" should lie above the lower end", "write the smaller number first")
		}
		if kind == "loguniform" && a.Sign() <= 0 {
			return wrong(0, "the lower end of loguniform should be positive", "a logarithm needs a positive number: write loguniform(0.1, 10), say")
		}
		if m := d.Args[1]; kind == "triangular" && (m.Less(a) || b.Less(m)) {
			return wrong(1, "the mode of triangular should lie between its ends", "write triangular(low, mode, high)")
		}
		d.Low, d.High = a, b
	case "normal", "lognormal":
		if b.Sign() <= 0 {
			return wrong(1, "the standard deviation of "+kind+" should be positive", "write "+kind+"("+a.Decimal(6)+", 1), say")
		}
		d.Low, d.High = a.Sub(z995.Mul(b)), a.Add(z995.Mul(b))
		if kind == "lognormal" {
			if d.High.Float() > 100 || d.Low.Float() < -100 {
				return wrong(1, "this lognormal reaches beyond all reasonable numbers", "its arguments are the mean and standard deviation of the logarithm")
			}
			d.Low, d.High = roundedExp(d.Low), roundedExp(d.High)
		}
	case "beta":
		for i, x := range d.Args {
			if x.Sign() <= 0 {
				return wrong(i, "the arguments of beta should be positive", "write beta(2, 5), say")
			}
		}
		d.Low, d.High = num.Zero, num.One
	}
	return &distValue{d}
}

// roundedExp is e^x to nine digits, so that the number stays short.
func roundedExp(x num.Rat) num.Rat {
	return num.MustParse(strconv.FormatFloat(math.Exp(x.Float()), 'e', 8, 64))
}

func (l *loader) declScale(c *call) starlark.Value {
	name := c.text("name")
	if c.bad {
		return nil
	}
	if _, ok := account.ScaleByName(name); !ok {
		var names []string
		for _, s := range account.Scales() {
			names = append(names, s.Name)
		}
		d := diag.Diagnostic{Code: errWord, Span: c.place("name").span, Summary: fmt.Sprintf("there is no scale of estimative words called %q", name), Fix: "the scales are " + strings.Join(names, ", ")}
		if n := near.Name(name, names); n != "" {
			l.meant(&d, name, n)
		}
		c.report(d)
		return nil
	}
	if l.scale != "" && l.scale != name || l.wordUsed && name != l.scaleName() {
		c.fail(errTwice, c.site().span, "the scale changes after it has been used", "words before this line were read on the scale "+l.scaleName(), "choose one scale, before the first param that uses a word")
		return nil
	}
	l.scale = name
	return starlark.None
}
