package model

import (
	"fmt"
	"math"
	"path"
	"strconv"
	"strings"

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
	add("source", "title, file=, url=", l.declSource)
	add("claim", "source, turn=, says=, hedge=, kind=, quote=, id=", l.declClaim)
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

func identifier(word string) string { return strings.ReplaceAll(word, " ", "_") }

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
	c.report(diag.Diagnostic{Code: errTwice, Span: c.positional(0).span, Summary: fmt.Sprintf("there are two %ss called %q", kind, name),
		Related: []diag.Related{{Span: at, Note: "the first one"}}, Fix: "give each a name of its own"})
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
		c.report(diag.Diagnostic{Code: errBaseline, Span: at.span, Summary: fmt.Sprintf("the baseline of %s lies outside its range", p.Name),
			Note:    "this is " + p.Value.Decimal(6),
			Related: []diag.Related{{Span: c.place(in).span, Note: fmt.Sprintf("the range is %s to %s", p.Dist.Low.Decimal(6), p.Dist.High.Decimal(6))}},
			Fix:     "widen the range, or take a baseline within it"})
		return nil
	}
	l.paramPos[p.Name] = c.positional(0).span
	l.model.Params = append(l.model.Params, p)
	l.paramUsed = append(l.paramUsed, false)
	id := l.model.Pool.Declare(p.Name)
	l.baseline()
	return symValue{id, l}
}

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
		var names, usual []string
		for _, w := range scale.Words {
			names, usual = append(names, w.Names...), append(usual, identifier(w.Names[0]))
		}
		d := diag.Diagnostic{Code: errWord, Span: at.span, Summary: fmt.Sprintf("%q is no word of the scale %s", word, scale.Name)}
		if n := nearest(word, names); n != "" {
			d.Note = fmt.Sprintf("did you mean %s?", identifier(n))
		} else if other := account.ScalesWith(word); len(other) > 0 {
			d.Note = "it is a word of " + strings.Join(other, ", ")
			d.Detail = []string{fmt.Sprintf("scale(%q), before the first word, chooses that scale", other[0])}
		} else if account.Unranged(word) {
			d.Note = "no standard gives this word a range"
		}
		d.Fix = "write one of " + strings.Join(usual, ", ") + "; or a number with within = (low, high)"
		c.report(d)
		return
	}
	p.Word = word
	p.Value = w.Low.Add(w.High).Quo(num.Int(2))
	p.Dist = Dist{Kind: "uniform", Args: []num.Rat{w.Low, w.High}, Low: w.Low, High: w.High}
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
		if n := nearest(name, names); n != "" {
			d.Note = fmt.Sprintf("did you mean %q?", n)
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

func (l *loader) declSource(c *call) starlark.Value {
	s := account.Source{Title: c.nameArg("title"), File: c.text("file"), URL: c.text("url")}
	if c.bad {
		return nil
	}
	if s.File != "" {
		s.File = path.Join(path.Dir(l.loading[len(l.loading)-1]), s.File)
		if _, err := l.sourceText(s.File); err != nil {
			c.fail(errSource, c.place("file").span, fmt.Sprintf("the source's file cannot be read: %s", reason(err)), "looked for "+l.display(s.File), l.nearFile(s.File))
			return nil
		}
	}
	l.model.Sources = append(l.model.Sources, s)
	return sourceValue{len(l.model.Sources) - 1}
}

func (l *loader) declClaim(c *call) starlark.Value {
	src, ok := c.arg("source").(sourceValue)
	if !ok {
		c.wrong(c.place("source"), "the source", "a source", c.arg("source"), `declare it first: report = source("title"), and then claim(report, ...)`)
		return nil
	}
	cl := account.Claim{Source: src.id, Kind: c.text("kind"), Says: c.text("says"), Quote: c.text("quote"), ID: c.text("id"),
		Line: c.site().span.Start.Line, File: c.site().span.Start.File}
	switch t := c.arg("turn").(type) {
	case nil:
	case starlark.Int:
		cl.Turn = t.String()
	default:
		cl.Turn = c.textOf(t, c.place("turn"), "the turn")
	}
	if w, ok := c.arg("hedge").(wordValue); ok {
		cl.Hedge = w.word
	} else {
		cl.Hedge = c.text("hedge")
	}
	if c.bad {
		return nil
	}
	if cl.ID != "" {
		if at, ok := l.claimPos[cl.ID]; ok {
			c.report(diag.Diagnostic{Code: errTwice, Span: c.place("id").span, Summary: fmt.Sprintf("there are two claims called %q", cl.ID),
				Related: []diag.Related{{Span: at, Note: "the first one"}}, Fix: "give each an id of its own"})
			return nil
		}
		l.claimPos[cl.ID] = c.place("id").span
	}
	if cl.Kind != "" && !contains(account.Kinds, cl.Kind) {
		d := diag.Diagnostic{Code: errKindOfClaim, Span: c.place("kind").span, Summary: fmt.Sprintf("a claim cannot be of kind %q", cl.Kind), Fix: "the kinds are " + strings.Join(account.Kinds, ", ")}
		if n := nearest(cl.Kind, account.Kinds); n != "" {
			d.Note = fmt.Sprintf("did you mean %q?", n)
		}
		c.report(d)
		return nil
	}
	if cl.Quote != "" {
		l.checkQuote(c, cl)
	}
	l.model.Claims = append(l.model.Claims, cl)
	return claimValue{len(l.model.Claims) - 1}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func (l *loader) claimByID(id string) (int, bool) {
	for i, c := range l.model.Claims {
		if c.ID == id && id != "" {
			return i, true
		}
	}
	return 0, false
}

const maxSource = 4 << 20 // bytes of a source's file

// sourceText returns the text of a source's file, ready to be searched for quotes.
func (l *loader) sourceText(name string) (account.Text, error) {
	if t, ok := l.quotable[name]; ok {
		return t, nil
	}
	b, err := l.readFile(name)
	if err != nil {
		return account.Text{}, err
	}
	if len(b) > maxSource {
		return account.Text{}, fmt.Errorf("it has %s bytes, and %s are the most", thousands(len(b)), thousands(maxSource))
	}
	t := account.NewText(string(b))
	l.quotable[name] = t
	return t, nil
}

// checkQuote looks for a claim's quote in its source's file.
func (l *loader) checkQuote(c *call, cl account.Claim) {
	src := l.model.Sources[cl.Source]
	if src.File == "" {
		return
	}
	text, _ := l.sourceText(src.File) // it has been read when the source was declared
	c.t.Steps += uint64(text.Len()) / 64
	found, agrees := text.Find(cl.Quote)
	if found {
		return
	}
	d := diag.Diagnostic{Code: errQuote, Span: c.place("quote").span, Summary: fmt.Sprintf("the quote does not stand in %s", l.display(src.File)),
		Fix: "copy the words from the source, and put ... where you leave some out"}
	if agrees != "" {
		d.Note = fmt.Sprintf("the text agrees up to “%s”", clipLeft(agrees, 40))
	} else {
		d.Note = "not even its first words were found"
	}
	c.report(d)
}

func clipLeft(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return "…" + string(r[len(r)-n+1:])
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
		c.report(diag.Diagnostic{Code: errGameTwice, Span: c.site().span, Summary: "the model has a game already", Related: []diag.Related{{Span: l.storyAt, Note: "the first one"}},
			Fix: "put each game into a file of its own; to change something about one game, use variant(...)"})
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
