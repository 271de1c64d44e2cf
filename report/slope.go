package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"parley/model"
	"parley/query"
	"parley/slope"
)

// A nudge says what it means that a number grows, and shrinks, as a param grows.
type nudge struct {
	up, down string
	points   bool // the number is a probability or a share
}

// nudgeOf returns the words for a query.
func nudgeOf(q query.Query) nudge {
	switch q.(type) {
	case query.Prob:
		return nudge{"makes it likelier", "makes it less likely", true}
	case query.Arith, query.Number:
		return nudge{"raises it", "lowers it", false}
	}
	return nudge{"raises it", "lowers it", share(q)}
}

// marginNudge returns the words for the margin of a comparison.
func marginNudge(c query.Comparison) nudge {
	n := nudge{"helps it", "works against it", false}
	if c.Near {
		n.up, n.down = "raises the difference", "lowers the difference"
	} else if c.Negated {
		n.up, n.down = n.down, n.up
	}
	if a, ok := c.Margin.(query.Arith); ok {
		n.points = share(a.A) || share(a.B)
	}
	return n
}

// direction returns the word for a change.
func (n nudge) direction(x float64) string {
	if x < 0 {
		return n.down
	}
	return n.up
}

// amount writes the size of a change.
func (n nudge) amount(x float64) string {
	if !n.points {
		return significant(math.Abs(x), 2)
	}
	text := significant(100*math.Abs(x), 2)
	if text == "1" {
		return text + " point"
	}
	return text + " points"
}

// significant writes a number with at least the given number of significant digits.
func significant(x float64, digits int) string {
	size := math.Abs(x)
	switch {
	case x == 0:
		return "0"
	case size < 1e-6:
		return "almost 0"
	}
	decimals := max(0, digits-1-int(math.Floor(math.Log10(size))))
	text := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return strings.Replace(text, "-", "−", 1)
}

// slopeText writes a derivative: as a fraction if that is short and says more, with decimals beside it if both
// are wanted, else in decimals.
func slopeText(v query.Value, both bool) string {
	if !v.Exact {
		return "about " + significant(v.Float, 3)
	}
	text := significant(v.Float, 3)
	f := Fraction(v.Rat)
	switch {
	case f == "" || exactDecimal(v.Rat):
		return text
	case both:
		text = f + ", " + text
	default:
		text = f
	}
	return strings.Replace(text, "-", "−", 1)
}

// rateText writes the derivative in a param from both sides.
func rateText(d slope.Derivative, both bool) string {
	if v, ok := d.Both(); ok {
		return slopeText(v, both)
	}
	side := func(v query.Value, word string) string {
		if !v.Defined {
			return "none as it " + word
		}
		return slopeText(v, both) + " as it " + word
	}
	return side(d.Up, "grows") + ", " + side(d.Down, "shrinks")
}

// nudgeText says which params move a number a little, the strongest first, at most a few of them.
func nudgeText(m *model.Model, n nudge, t slope.Table, most int) string {
	if t.Why != "" {
		return "No derivative: " + Plain(t.Why) + "."
	}
	moving, still, without := slope.Effects(m, t)
	var out []string
	if len(moving) == 0 && len(without) == 0 {
		return "A little more or less of any param leaves it as it is."
	}
	var parts []string
	for i, e := range moving {
		if i == most {
			parts = append(parts, "and "+Count(len(moving)-i, "other", "")+" at less")
			break
		}
		parts = append(parts, effectText(m, n, e, i == 0))
	}
	if len(parts) > 0 {
		out = append(out, join(parts, "; ")+".")
	}
	if len(still) > 0 {
		out = append(out, stillText(m, still, len(moving)))
	}
	return join(append(out, withoutText(m, t, without)...), " ")
}

// effectText writes "A little more prior makes it likelier, at a rate of 3.1 points for a tenth of its range
// (derivative 10/13)".
func effectText(m *model.Model, n nudge, e slope.Effect, first bool) string {
	word, change := "a little more", e.Rate()
	if e.Less() {
		word, change = "a little less", -change
	}
	rate := rateText(e.Derivative, false)
	if first {
		word, rate = "A"+word[1:], "derivative "+rate
	}
	text := fmt.Sprintf("%s %s %s", word, m.Params[e.Param].Name, n.direction(change))
	switch {
	case math.IsNaN(e.Tenth):
	case first:
		text += ", at a rate of " + n.amount(e.Tenth) + " for a tenth of its range"
	default:
		text += ", at " + n.amount(e.Tenth)
	}
	return text + " (" + rate + ")"
}

// mostNames is how many params a list names.
const mostNames = 4

func paramNames(m *model.Model, params []int) string {
	var names []string
	for _, k := range params {
		names = append(names, m.Params[k].Name)
	}
	return join(names, ", ")
}

func stillText(m *model.Model, still []int, moving int) string {
	switch {
	case len(still) <= mostNames:
		return "No effect: " + paramNames(m, still) + "."
	case moving == 0:
		return fmt.Sprintf("%d params have no effect.", len(still))
	}
	return fmt.Sprintf("The other %d have no effect.", len(still))
}

// withoutText says in which params there is no derivative, one sentence for each reason.
func withoutText(m *model.Model, t slope.Table, without []int) []string {
	var reasons []string
	by := map[string][]int{}
	for _, k := range without {
		why := t.Of[k].Up.Why
		if by[why] == nil {
			reasons = append(reasons, why)
		}
		by[why] = append(by[why], k)
	}
	var out []string
	for _, why := range reasons {
		names := paramNames(m, by[why])
		if n := len(by[why]); n > mostNames {
			names = Count(n, "param", "")
		}
		out = append(out, fmt.Sprintf("No derivative in %s: %s.", names, Plain(why)))
	}
	return out
}

// mostNudged is how many different sets of derivatives are written where there are several equilibria.
const mostNudged = 3

// nudgesText writes the derivatives in every equilibrium, once where they are the same.
func nudgesText(m *model.Model, n nudge, tables []slope.Table, most int) string {
	var texts []string
	for _, t := range tables {
		texts = append(texts, nudgeText(m, n, t, most))
	}
	if len(texts) == 0 {
		return ""
	}
	if !slices.ContainsFunc(texts, func(s string) bool { return s != texts[0] }) {
		return texts[0]
	}
	var out []string
	for i, text := range texts {
		if slices.Index(texts, text) < i {
			continue
		}
		var who []string
		for j := i; j < len(texts); j++ {
			if texts[j] == text {
				who = append(who, fmt.Sprintf("E%d", j+1))
			}
		}
		if len(out) == mostNudged {
			out = append(out, "In the others: see --json.")
			break
		}
		if len(who) > mostNames {
			who = append(who[:mostNames], fmt.Sprintf("%d others", len(who)-mostNames))
		}
		out = append(out, "In "+join(who, ", ")+": "+text)
	}
	return join(out, " ")
}

// slopeTable writes all derivatives of a number in one equilibrium, one param a line.
func slopeTable(b *strings.Builder, m *model.Model, n nudge, t slope.Table, st Style) {
	if t.Why != "" {
		fmt.Fprintf(b, "       no derivative: %s\n", Plain(t.Why))
		return
	}
	moving, still, without := slope.Effects(m, t)
	rows := [][3]string{{"a little more", "moves it per unit by", "at this rate, for a tenth of its range by"}}
	for _, e := range moving {
		tenth := "it has no range"
		if !math.IsNaN(e.Tenth) {
			if tenth = n.amount(e.Tenth); e.Tenth < 0 {
				tenth = "−" + tenth
			}
		}
		rows = append(rows, [3]string{m.Params[e.Param].Name, rateText(e.Derivative, true), tenth})
	}
	if len(moving) > 0 {
		var width [2]int
		for _, r := range rows {
			for i := range width {
				width[i] = max(width[i], utf8.RuneCountInString(r[i]))
			}
		}
		for i, r := range rows {
			line := "       " + pad(r[0], width[0]) + "  " + pad(r[1], width[1]) + "  " + r[2]
			if i == 0 {
				line = st.Dim(line)
			}
			fmt.Fprintln(b, line)
		}
	}
	if len(still) > 0 {
		fmt.Fprint(b, wrap(strings.Fields("no effect: "+paramNames(m, still)), " ", "       "))
	}
	for _, k := range without {
		fmt.Fprint(b, wrap(strings.Fields(fmt.Sprintf("%s: no derivative: %s", m.Params[k].Name, Plain(t.Of[k].Up.Why))), " ", "       "))
	}
}

// SlopesJSON is the derivatives of a number in one equilibrium.
type SlopesJSON struct {
	Equilibrium   int               `json:"equilibrium"`
	Comparison    string            `json:"comparison,omitempty"` // of a conclusion: the derivatives are those of its margin
	Negated       bool              `json:"negated,omitempty"`
	Margin        *float64          `json:"margin,omitempty"`
	Why           string            `json:"why,omitempty"` // why there is none
	Params        []ParamSlopeJSON  `json:"params"`        // that move it, the strongest first
	WithoutEffect []string          `json:"without_effect"`
	Undefined     []ParamReasonJSON `json:"undefined"`
}

// ParamSlopeJSON is a derivative in one param. Up and Down stand in place of P and Value where the two sides differ.
type ParamSlopeJSON struct {
	Param    string     `json:"param"`
	P        string     `json:"p,omitempty"` // exact
	Value    *float64   `json:"value,omitempty"`
	Up       *SlopeJSON `json:"up,omitempty"`
	Down     *SlopeJSON `json:"down,omitempty"`
	PerTenth *float64   `json:"per_tenth"` // of the param's range; null if it has none
}

// SlopeJSON is a derivative from one side.
type SlopeJSON struct {
	P     string   `json:"p,omitempty"`
	Value *float64 `json:"value"`
	Why   string   `json:"why,omitempty"`
}

// ParamReasonJSON says why there is no derivative in a param.
type ParamReasonJSON struct {
	Param string `json:"param"`
	Why   string `json:"why"`
}

// slopesJSON returns the derivatives in every equilibrium.
func slopesJSON(m *model.Model, tables []slope.Table) []SlopesJSON {
	out := []SlopesJSON{}
	for i, t := range tables {
		s := SlopesJSON{Equilibrium: i + 1, Why: t.Why, Params: []ParamSlopeJSON{}, WithoutEffect: []string{}, Undefined: []ParamReasonJSON{}}
		moving, still, without := slope.Effects(m, t)
		for _, e := range moving {
			s.Params = append(s.Params, paramSlopeJSON(m, e))
		}
		for _, k := range still {
			s.WithoutEffect = append(s.WithoutEffect, m.Params[k].Name)
		}
		for _, k := range without {
			s.Undefined = append(s.Undefined, ParamReasonJSON{m.Params[k].Name, t.Of[k].Up.Why})
		}
		out = append(out, s)
	}
	return out
}

func paramSlopeJSON(m *model.Model, e slope.Effect) ParamSlopeJSON {
	out := ParamSlopeJSON{Param: m.Params[e.Param].Name}
	if !math.IsNaN(e.Tenth) {
		out.PerTenth = &e.Tenth
	}
	if v, ok := e.Both(); ok {
		j := slopeJSON(v)
		out.P, out.Value = j.P, j.Value
		return out
	}
	out.Up, out.Down = slopeJSON(e.Up), slopeJSON(e.Down)
	return out
}

func slopeJSON(v query.Value) *SlopeJSON {
	if !v.Defined {
		return &SlopeJSON{Why: v.Why}
	}
	out := &SlopeJSON{Value: &v.Float}
	if v.Exact {
		out.P = v.Rat.String()
	}
	return out
}
