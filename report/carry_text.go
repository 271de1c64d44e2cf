package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/audit"
	"parley/num"
)

// carriesText writes what carries the questions and conclusions of one model, without the rest of an audit.
func (a *Audited) carriesText(st Style) string {
	w := &auditWriter{st: st, a: a}
	m := &a.Models[0]
	w.line("\n%s", st.Bold("What carries it"))
	if a.Stopped {
		w.line("%s", st.Warn("Stopped before everything was done: what follows is what was found by then."))
	}
	if a.Draws > 0 {
		w.para("", plain, drawsText(m, a.Seed))
	}
	if m.Design != nil {
		w.para("", plain, designText(m, a.Seed))
	}
	a.numbered(func(n int, m *audit.ModelAudit, k *audit.Conclusion) { w.conclusion(n, m, k) })
	for i := range m.Questions {
		w.question(m, &m.Questions[i])
	}
	return w.b.String()
}

// faceWords says what a face is that a conclusion changes to.
var faceWords = map[audit.Face]string{audit.All: "true in all", audit.Some: "true in some only", audit.None: "false in all", audit.Nowhere: "never reached"}

// outsideHead begins what is said of flips outside the ranges.
const outsideHead = "Outside its range: "

// carriesDetails says what single params outside their ranges, all params together and boxes of them do to a conclusion.
func carriesDetails(m *audit.ModelAudit, k *audit.Conclusion) []detail {
	var out []detail
	if len(k.Beyond) > 0 {
		out = append(out, detail{"", outsideHead + flipList(m, k.Beyond, mostLinchpins) + "."})
	}
	out = append(out, detail{"together", jointText(m, k)})
	for i, b := range k.Boxes {
		head := ""
		if i == 0 {
			head = "mostly"
		}
		out = append(out, detail{head, boxText(m, k, &b)})
	}
	return out
}

// indicesHead stands above the indices of a conclusion.
const indicesHead = "its Sobol indices, as shares of the variance of 1 where it is true in all equilibria and 0 elsewhere:"

// jointText writes the nearest joint change that was found, "" if a single flip says as much.
func jointText(m *audit.ModelAudit, k *audit.Conclusion) string {
	j := k.Joint
	switch {
	case !m.Stages.Joint:
		return ""
	case j == nil && len(k.Linchpins) > 0:
		return ""
	case j == nil:
		return "no change of params within their ranges was found that does."
	case len(j.Params) == 1 && len(k.Linchpins) > 0:
		return "no joint change was found that is nearer than that."
	}
	var parts []string
	for i, p := range j.Params {
		if i == mostMoves {
			parts = append(parts, fmt.Sprintf("and %d more", len(j.Params)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%s %s (now %s)", m.Model.Params[p].Name, strings.Replace(j.Values[p].Decimal(9), "-", "−", 1), Number(m.Baseline[p])))
	}
	return fmt.Sprintf("%s: %s. It is the nearest joint change that was found, %s of a range away.", join(parts, ", "), faceWords[j.To], decimal(j.Distance, 3))
}

// mostMoves is how many params of a joint change are written; JSON holds all.
const mostMoves = 8

// boxText writes a box in which a conclusion is mostly overturned.
func boxText(m *audit.ModelAudit, k *audit.Conclusion, b *audit.Region) string {
	verb, noun := "fails", "failures"
	if k.Plain.Baseline != audit.All {
		verb, noun = "holds in all", "draws where it does"
	}
	var parts []string
	for _, l := range b.Bounds {
		name := m.Model.Params[l.Param].Name
		switch {
		case l.Low != nil && l.High != nil:
			parts = append(parts, fmt.Sprintf("%s between %s and %s", name, Number(*l.Low), Number(*l.High)))
		case l.Low != nil:
			parts = append(parts, fmt.Sprintf("%s above %s", name, Number(*l.Low)))
		case l.High != nil:
			parts = append(parts, fmt.Sprintf("%s below %s", name, Number(*l.High)))
		}
	}
	return fmt.Sprintf("it %s in %s of the draws with %s (density); %s of its %s lie there (coverage).",
		verb, sharePercent(b.Density), join(parts, " and "), sharePercent(b.Coverage), noun)
}

// swingsText writes how far a question's answer moves with each param alone.
func swingsText(m *audit.ModelAudit, q *audit.Question) string { return swingsOf(m, q, len(q.Swings)) }

// fewSwings is swingsText for so few params that the eye finds its way: those that come first.
func fewSwings(m *audit.ModelAudit, q *audit.Question) string { return swingsOf(m, q, mostMoves) }

func swingsOf(m *audit.ModelAudit, q *audit.Question, most int) string {
	if !m.Stages.Linchpins || len(q.Swings) == 0 {
		return ""
	}
	base := audit.AnswerBand(q.Answers)
	var parts, still []string
	for i := range q.Swings {
		s := &q.Swings[i]
		if name := m.Model.Params[s.Param].Name; s.Moves(base) {
			parts = append(parts, name+" "+swingText(q, s))
		} else if !s.Unknown {
			still = append(still, name)
		}
	}
	if len(parts) == 0 {
		return "no param moves it alone"
	}
	if more := len(parts) - most; more > 0 {
		parts = append(parts[:most], fmt.Sprintf("and %d more", more))
	}
	text := "one param at a time: " + join(parts, "; ")
	if len(still) > 0 && len(still) <= mostMoves {
		text += "; none with " + join(still, ", ")
	}
	return text
}

// shiftsText lists the assumptions that carry an answer.
func shiftsText(m *audit.ModelAudit, q *audit.Question) string {
	var parts []string
	for _, x := range q.RestsOn {
		if x.Carries {
			parts = append(parts, fmt.Sprintf("%s: without it %s on average, not %s; where it fails %s (%d draws)", m.Model.Assumptions[x.Assumption].Text,
				floatText(q, x.Without), floatText(q, q.Mean.Value), floatText(q, x.Broken.Value), x.Broken.Of))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "rests on " + join(parts, "; ")
}

func swingText(q *audit.Question, s *audit.Swing) string {
	band := func(b audit.Band) string {
		switch {
		case !b.Defined:
			return "undefined"
		case b.Low == b.High:
			return floatText(q, b.Low)
		}
		return "[" + floatText(q, b.Low) + ", " + floatText(q, b.High) + "]"
	}
	text := band(s.AtLow) + " … " + band(s.AtHigh)
	ends := s.AtLow
	if s.AtHigh.Defined {
		ends = audit.Band{Low: math.Min(ends.Low, s.AtHigh.Low), High: math.Max(ends.High, s.AtHigh.High), Defined: ends.Defined}
	}
	if s.Span.Defined && !ends.Near(s.Span) {
		text += fmt.Sprintf(" (%s to %s on the way)", floatText(q, s.Span.Low), floatText(q, s.Span.High))
	}
	return text
}

// indices writes the Sobol indices of one output as bars, and what carries it.
func (w *auditWriter) indices(m *audit.ModelAudit, d *audit.Indices, head string, note func(p int) string, label string) {
	if d.Rows == 0 {
		w.para(label, w.st.Dim, "no Sobol indices: it is undefined at every point of the design.")
		return
	}
	if d.Constant() {
		w.para(label, w.st.Dim, "no Sobol indices: it is the same at every point of the design.")
		return
	}
	if d.Rows < d.Of {
		head = fmt.Sprintf("%s (undefined in %s of the rows, which do not count: the indices speak of the others)", strings.TrimSuffix(head, ":"), sharePercent(audit.Share{Count: d.Of - d.Rows, Of: d.Of})) + ":"
	}
	w.para(label, w.st.Dim, head)
	indent := strings.Repeat(" ", 8)
	names := make([]string, len(d.Factors))
	for i := range d.Factors {
		names[i] = factorName(m, i)
	}
	width := min(widest(names), 30)
	for _, i := range byTotal(d) {
		line, extra := indexLine(m, d, i, pad(cut(names[i], width), width), note)
		switch line = indent + line; {
		case extra == "":
			w.line("%s", line)
		case utf8.RuneCountInString(line+"  "+extra) <= textWidth:
			w.line("%s  %s", line, extra)
		default:
			w.line("%s", line)
			w.line("%s  %s", indent+pad("", width), extra)
		}
	}
	if text := carriedBy(m, d); text != "" {
		w.para(indent, plain, text)
	}
}

// byTotal orders factors by their total-order index, the largest first; ones without effect are last.
func byTotal(d *audit.Indices) []int {
	order := make([]int, len(d.Factors))
	for i := range order {
		order[i] = i
	}
	sortStable(order, func(a, b int) bool { return total(d, a) > total(d, b) })
	return order
}

func total(d *audit.Indices, i int) float64 {
	if v := d.Factors[i].Total.Value; !math.IsNaN(v) {
		return v
	}
	return 0
}

func sortStable(list []int, less func(a, b int) bool) {
	for i := 1; i < len(list); i++ {
		for j := i; j > 0 && less(list[j], list[j-1]); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}

// barWidth is how many characters an index of 1 is wide.
const barWidth = 20

// indexLine writes "prior  ██████▒▒▒  ST 0.88 ±0.04  S1 0.43 ±0.05", and what else is to be said.
func indexLine(m *audit.ModelAudit, d *audit.Indices, i int, name string, note func(int) string) (line, extra string) {
	x, f := d.Factors[i], m.Design.Factors[i]
	if x.Rows == 0 {
		return name + "  " + pad("", barWidth) + "  no value of it was found that respects the assumptions", ""
	}
	if x.Moved == 0 {
		return name + "  " + pad("▏", barWidth) + fmt.Sprintf("  0: it changed nothing in %s rows", Thousands(x.Rows)), ""
	}
	inner := 0
	text := "ST " + estimateText(x.Total.Value, x.Total.Low, x.Total.High)
	if x.HasFirst {
		if !x.First.Zero() {
			inner = bar(x.First.Value)
		}
		text += "  S1 " + estimateText(x.First.Value, x.First.Low, x.First.High)
	}
	outer := max(bar(x.Total.Value), inner)
	fill := strings.Repeat("█", inner) + strings.Repeat("▒", outer-inner)
	if outer == 0 {
		fill = "▏"
	}
	line = name + "  " + pad(fill, barWidth) + "  " + text
	if len(f.Params) != 1 {
		return line, ""
	}
	extra = note(f.Params[0])
	if extra == "" && x.Total.Value >= smallIndex && total(d, i)-x.First.Value >= x.Total.Value/2 && x.HasFirst {
		extra = "mostly together with " + partners(m, d, i)
	}
	return line, extra
}

func bar(x float64) int {
	if !(x > 0) { // a negative estimate is 0 in the picture
		return 0
	}
	return min(barWidth, int(math.Round(x*barWidth)))
}

// estimateText writes "0.43 ±0.05", with the longer side of the interval, and "0 ±0.03" for what is 0 within that.
func estimateText(v, low, high float64) string {
	if math.IsNaN(v) || math.IsInf(low, 0) || math.IsInf(high, 0) {
		return "not told by so few rows"
	}
	half := max(0.01, math.Ceil(100*max(high-v, v-low))/100)
	if low <= 0 && high >= 0 || math.Abs(v) < half { // and not what rounding says of it
		return fmt.Sprintf("0 ±%.2f", half)
	}
	return fmt.Sprintf("%.2f ±%.2f", v, half)
}

// smallIndex is the share of the variance below which nothing is said of an index.
const smallIndex = 0.05

// partners names what a factor acts together with, if only one other acts together with any.
func partners(m *audit.ModelAudit, d *audit.Indices, of int) string {
	var names []string
	for i, x := range d.Factors {
		if i != of && x.HasFirst && x.Total.Value-x.First.Value >= smallIndex {
			names = append(names, factorName(m, i))
		}
	}
	if len(names) == 1 {
		return names[0]
	}
	return "others"
}

// factorName names the params of a factor.
func factorName(m *audit.ModelAudit, i int) string {
	f := m.Design.Factors[i]
	var names []string
	for _, p := range f.Params {
		names = append(names, m.Model.Params[p].Name)
	}
	text := join(names, ", ")
	if f.Bound {
		text += " given the rest"
	}
	return text
}

// carriedBy says in a sentence which params carry an output and for which of them evidence is missing.
func carriedBy(m *audit.ModelAudit, d *audit.Indices) string {
	var names []string
	missing := ""
	order := byTotal(d)
	for _, i := range order {
		x, f := d.Factors[i], m.Design.Factors[i]
		if x.Moved == 0 || x.Total.Value < smallIndex || x.Total.Low <= 0 {
			continue
		}
		if !f.Bound && x.Total.Value >= total(d, order[0])/2 {
			names = append(names, factorName(m, i))
		}
		if p := m.Model.Params[f.Params[0]]; missing == "" && len(f.Params) == 1 && len(p.Claims) == 0 {
			missing = p.Name
		}
	}
	if len(names) == 0 {
		return ""
	}
	text := "It carries on " + join(names, " and ") + "."
	if missing != "" {
		text += " " + missing + " has no source: that is the evidence most worth finding."
	}
	return text
}

// flipNote says whether a param flips a conclusion by itself.
func flipNote(k *audit.Conclusion, p int) string {
	of := func(l audit.Linchpin) bool { return l.Param == p }
	switch {
	case slices.ContainsFunc(k.Linchpins, of):
		return "flips it alone"
	case slices.ContainsFunc(k.Beyond, of):
		return "alone only outside its range"
	}
	return ""
}

// designText says from which points the indices come.
func designText(m *audit.ModelAudit, seed uint64) string {
	d := m.Design
	text := fmt.Sprintf("Sobol indices from %s rows, solved at %s points (seed %d)", Thousands(d.Rows), Thousands(d.Points), seed)
	if d.Rows < d.Asked {
		text += fmt.Sprintf("; stopped before the %s rows asked for", Thousands(d.Asked))
	}
	for _, f := range d.Factors {
		if f.Bound {
			return text + "; params that assumptions bind have a total-order index only, given the others."
		}
	}
	return text + "."
}

// floatText writes a value: in per cent if it is a probability or a share.
func floatText(q *audit.Question, x float64) string {
	if math.Abs(x) < 1e-12 { // rounding
		x = 0
	}
	if share(q.Query) {
		return decimal(100*x, 1) + " %"
	}
	return Number(num.FromFloat(x))
}
