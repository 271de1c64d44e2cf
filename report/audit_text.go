package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/account"
	"parley/audit"
	"parley/ledger"
	"parley/model"
	"parley/num"
	"parley/query"
)

// Audited is an audit to be written.
type Audited struct {
	*audit.Audit
	Version string
	Set     []Setting // params moved away from their baselines
	Brief   bool      // the summary without the details of each conclusion
}

// textWidth is how many characters a line of an audit has at most, unless a name is longer.
const textWidth = 100

// verdictWords says in a few words what each verdict means; audit/verdict.go defines them.
var verdictWords = map[audit.Verdict]string{
	audit.Proved:       "holds in all equilibria at every point of the region, by proof",
	audit.Robust:       "holds in all equilibria at the baseline and in at least 90 % of the draws",
	audit.Fragile:      "holds in some equilibria only, or in all at the baseline but in under 90 % of the draws",
	audit.Contradicted: "holds in no equilibrium at the baseline",
	audit.Undecided:    "play at the baseline never reaches what it is about, or no draws were made",
}

// Text writes an audit: a summary with one line for each conclusion, then for each model its
// equilibria, its conclusions with what decides and carries them, and its questions, and last the
// claims on which nothing depends.
func (a *Audited) Text(st Style) string {
	w := &auditWriter{st: st, a: a}
	w.summary()
	for i := range a.Models {
		w.model(&a.Models[i])
	}
	if !a.Brief {
		w.ledger()
	}
	return w.b.String()
}

// auditWriter writes one audit as text.
type auditWriter struct {
	b  strings.Builder
	st Style
	a  *Audited

	several bool // some conclusion holds in some equilibria more often than in all
}

func (w *auditWriter) line(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n", args...) }

// para writes text in lines, see paragraph.
func (w *auditWriter) para(head string, paint func(string) string, text string) {
	paragraph(&w.b, head, paint, text)
}

// paragraph writes text in lines of at most textWidth characters. The first begins with head, the others
// with as many blanks; paint colours the head.
func paragraph(b *strings.Builder, head string, paint func(string) string, text string) {
	indent := strings.Repeat(" ", utf8.RuneCountInString(head))
	lead, line := paint(head), ""
	for _, word := range words(Plain(text)) {
		if line != "" && utf8.RuneCountInString(indent+line+" "+word) > textWidth {
			fmt.Fprintf(b, "%s%s\n", lead, line)
			lead, line = indent, ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	fmt.Fprintf(b, "%s%s\n", lead, line)
}

// words splits text where a line may end: not between a number and its per cent sign.
func words(text string) []string {
	var out []string
	for _, word := range strings.Fields(text) {
		if n := len(out); n > 0 && strings.HasPrefix(word, "%") {
			out[n-1] += " " + word
			continue
		}
		out = append(out, word)
	}
	return out
}

func plain(s string) string { return s }

func (w *auditWriter) verdict(v audit.Verdict, text string) string {
	switch v {
	case audit.Proved, audit.Robust:
		return w.st.Good(text)
	case audit.Contradicted:
		return w.st.Bad(text)
	}
	return w.st.Warn(text)
}

// numbered calls f with every conclusion of the audit and its number, which counts through all
// models.
func (a *Audited) numbered(f func(n int, m *audit.ModelAudit, k *audit.Conclusion)) {
	n := 0
	for i := range a.Models {
		for j := range a.Models[i].Conclusions {
			n++
			f(n, &a.Models[i], &a.Models[i].Conclusions[j])
		}
	}
}

// headline counts what an audit is about, and its conclusions by verdict.
func (a *Audited) headline() (head string, count map[audit.Verdict]int) {
	count = map[audit.Verdict]int{}
	total, questions := 0, 0
	a.numbered(func(_ int, _ *audit.ModelAudit, k *audit.Conclusion) {
		count[k.Verdict]++
		total++
	})
	for _, m := range a.Models {
		questions += len(m.Questions)
	}
	var parts []string
	for _, v := range audit.Verdicts {
		if count[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[v], v))
		}
	}
	head = Count(total, "conclusion", "")
	if len(parts) > 0 {
		head += ": " + join(parts, ", ")
	}
	head += ". " + Count(questions, "question", "") + " answered."
	if len(a.Models) > 1 {
		head = Count(len(a.Models), "model", "") + ", " + head
	}
	return head, count
}

func (w *auditWriter) summary() {
	head, count := w.a.headline()
	w.line("%s", w.st.Bold(head))
	if text := w.a.setText(); text != "" {
		w.para("", plain, text)
	}
	if w.a.Stopped {
		w.line("%s", w.st.Warn(stoppedText))
	}
	w.line("")
	w.a.numbered(func(_ int, _ *audit.ModelAudit, k *audit.Conclusion) {
		w.several = w.several || k.Plain.Some.Count > k.Plain.All.Count
	})
	for _, v := range audit.Verdicts {
		if count[v] == 0 {
			continue
		}
		w.line("%s%s", w.verdict(v, string(v)), w.st.Dim("  "+verdictWords[v]))
		w.a.numbered(func(n int, _ *audit.ModelAudit, k *audit.Conclusion) {
			if k.Verdict == v {
				w.line("%s", w.summaryLine(n, k))
			}
		})
		w.line("")
	}
	if text := w.a.sharesText(w.several); text != "" {
		w.para("", plain, text)
	}
	if text := w.a.proofSummary(); text != "" {
		w.para("", plain, text)
	}
}

// stoppedText stands above what is incomplete.
const stoppedText = "Stopped before everything was done: what follows is what was found by then."

// setText says which params were moved away from their baselines.
func (a *Audited) setText() string {
	if len(a.Set) == 0 {
		return ""
	}
	var set []string
	for _, s := range a.Set {
		set = append(set, s.Name+" = "+s.Value.String())
	}
	return "With " + join(set, ", ") + "."
}

// sharesText says what the shares of draws mean, "" if there are none.
func (a *Audited) sharesText(several bool) string {
	if a.Draws <= 0 {
		return ""
	}
	text := "The per cent say in how many draws of the params a conclusion holds in all equilibria: how robust it is to the ranges, not how likely it is to be true."
	if several {
		text += " A second number says in how many it holds in some equilibrium at least, where that is more."
	}
	return text
}

// summaryLine writes "  12   96 %  text", with the text cut to the width.
func (w *auditWriter) summaryLine(n int, k *audit.Conclusion) string {
	shares := ""
	if all := k.Plain.All; all.Of > 0 {
		shares = padLeft(sharePercent(all), 8) + "  "
		switch {
		case k.Plain.Some.Count > all.Count:
			shares += padLeft(sharePercent(k.Plain.Some), 7) + "  "
		case w.several:
			shares += strings.Repeat(" ", 9)
		}
	}
	head := fmt.Sprintf("%4d %s", n, shares)
	return head + cut(Plain(k.Text), textWidth-utf8.RuneCountInString(head))
}

// sharePercent writes a share of draws in per cent.
func sharePercent(s audit.Share) string {
	return Percent(num.Frac(int64(s.Count), int64(max(1, s.Of))))
}

// shareInterval writes a share with its confidence interval: "93 % (92–94 %)".
func shareInterval(s audit.Share) string {
	low, high := s.Interval()
	return fmt.Sprintf("%s (%s–%s %%)", sharePercent(s), decimal(100*low, 1), decimal(100*high, 1))
}

func decimal(x float64, digits int) string { return num.FromFloat(x).Decimal(digits) }

func (w *auditWriter) model(m *audit.ModelAudit) {
	title := Plain(modelTitle(m.Model))
	w.line("\n%s", w.st.Bold(title))
	w.line("%s", w.st.Dim(strings.Repeat("─", min(textWidth, utf8.RuneCountInString(title)))))
	w.games(m)
	if w.a.Brief {
		return
	}
	w.a.numbered(func(n int, of *audit.ModelAudit, k *audit.Conclusion) {
		if of == m {
			w.conclusion(n, m, k)
		}
	})
	if len(m.Questions) > 0 {
		w.line("\n%s", w.st.Bold("Questions"))
		for i := range m.Questions {
			w.question(m, &m.Questions[i])
		}
	}
}

// games writes how many equilibria each game has and whether these are all.
func (w *auditWriter) games(m *audit.ModelAudit) {
	if len(m.Games) == 0 {
		return
	}
	w.para("", plain, gamesText(m))
	for i, text := range equilibriaTexts(m, !w.a.Brief) {
		w.para(fmt.Sprintf("  E%-3d", i+1), w.st.Bold, text)
	}
	for _, text := range w.a.samples(m) {
		w.para("  ", plain, text)
	}
}

// gamesText says how many equilibria a model's own game has.
func gamesText(m *audit.ModelAudit) string {
	base := &m.Games[0]
	text := ownSolution(m).headline()
	if n := len(base.Findings); n > 0 && base.Passing() < n {
		text += fmt.Sprintf("; %d of them %s the intuitive criterion", base.Passing(), verb(base.Passing(), "passes", "pass"))
	}
	return text + "."
}

// ownSolution is the solution of a model's own game at the baseline.
func ownSolution(m *audit.ModelAudit) *Solution {
	base := &m.Games[0]
	return &Solution{Path: m.Model.Path, Digest: m.Model.Digest, Game: base.In, Result: base.Result, Regrets: base.Regrets, Intuitive: base.Findings}
}

// equilibriaTexts names each equilibrium and says what is special about it, with reasons if asked for.
func equilibriaTexts(m *audit.ModelAudit, reasons bool) []string {
	base := &m.Games[0]
	names := Names(base.In, base.Result.Equilibria)
	for i := range names {
		if e := &base.Result.Equilibria[i]; e.Dimension > 0 {
			names[i] += fmt.Sprintf(", a continuum of dimension %d", e.Dimension)
		}
		if f := base.Findings[i]; !f.Passes {
			names[i] += "; fails the intuitive criterion"
			if f.Reason != "" && reasons {
				names[i] += ": " + f.Reason
			}
		}
	}
	return names
}

// samples says what the variants have for equilibria, and from which draws and rows all else comes.
func (a *Audited) samples(m *audit.ModelAudit) []string {
	var out, variants []string
	for i := range m.Games[1:] {
		g := &m.Games[i+1]
		n := len(g.Result.Equilibria)
		if text := fmt.Sprintf("“%s” %d", g.Variant, n); g.Result.Complete {
			variants = append(variants, text)
		} else {
			variants = append(variants, text+" and perhaps more ("+g.Result.IncompleteBecause+")")
		}
	}
	if len(variants) > 0 {
		out = append(out, "Equilibria of the variants: "+join(variants, ", ")+".")
	}
	if a.Draws > 0 {
		out = append(out, drawsText(m, a.Seed))
	}
	if list := widenedTexts(m.Model); len(list) > 0 {
		out = append(out, "Ranges that claims have given or widened: "+join(list, "; ")+".")
	}
	if m.Design != nil {
		out = append(out, designText(m, a.Seed))
	}
	return out
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func drawsText(m *audit.ModelAudit, seed uint64) string {
	varied := 0
	for _, p := range m.Model.Params {
		if p.Dist.Low.Less(p.Dist.High) {
			varied++
		}
	}
	text := fmt.Sprintf("%s of %s", Count(m.Draws, "draw", ""), Count(varied, "param", ""))
	if n := len(m.Model.Assumptions); n > 0 {
		text += fmt.Sprintf(" that respect %s", Count(n, "assumption", ""))
	}
	text += fmt.Sprintf(" (seed %d)", seed)
	if m.Draws == 0 {
		return text + "."
	}
	if m.Complete.Count == m.Complete.Of {
		text += ", every list of equilibria proved complete"
	} else {
		text += fmt.Sprintf(", the list of equilibria proved complete in %s of them", sharePercent(m.Complete))
	}
	if m.Several.Count == 0 {
		return text + "; never several equilibria."
	}
	return text + fmt.Sprintf("; several equilibria in %s.", sharePercent(m.Several))
}

// A detail is one thing that an audit says of a conclusion or a question. A label of "" goes on with what was before.
type detail struct{ label, text string }

// conclusionDetails lists what is said of a conclusion, before its indices and after them.
func conclusionDetails(m *audit.ModelAudit, k *audit.Conclusion) (before, after []detail) {
	before = []detail{{string(k.Verdict), verdictText(m, k)}, {"", refinedText(k)}, {"why", explanation(m, k)},
		{"moves", conclusionNudges(m, k)}, {"flips if", flipsText(m, k, mostLinchpins)}}
	before = append(before, carriesDetails(m, k)...)
	after = []detail{{"rests on", restsText(m, k)}, {"proof", proofText(m, k.Proof)}, {"claims", claimsText(m.Model, k.Claims)}}
	empty := func(d detail) bool { return d.text == "" && d.label != "why" }
	return slices.DeleteFunc(before, empty), slices.DeleteFunc(after, empty)
}

// conclusion writes everything about one conclusion.
func (w *auditWriter) conclusion(n int, m *audit.ModelAudit, k *audit.Conclusion) {
	w.line("")
	w.para(fmt.Sprintf("%4d  ", n), w.st.Bold, k.Text)
	head := func(s string) string { return "      " + headed(s, 10) }
	before, after := conclusionDetails(m, k)
	write := func(list []detail) {
		for i, d := range list {
			paint := w.st.Dim
			switch {
			case d.label == string(k.Verdict) && i == 0:
				paint = func(s string) string { return w.verdict(k.Verdict, s) }
			case d.label == "":
				paint = plain
			}
			w.para(head(d.label), paint, d.text)
		}
	}
	write(before)
	if k.Indices != nil {
		w.indices(m, k.Indices, indicesHead, func(p int) string { return flipNote(k, p) }, head("variance"))
	}
	write(after)
}

// verdictText says where a conclusion holds: at the baseline, then over the draws.
func verdictText(m *audit.ModelAudit, k *audit.Conclusion) string {
	text := faceText(k)
	if k.Plain.All.Of == 0 {
		return text + "."
	}
	text += fmt.Sprintf("; in all equilibria in %s of the draws", shareInterval(k.Plain.All))
	if k.Plain.Some.Count > k.Plain.All.Count {
		text += fmt.Sprintf(", in at least one in %s", sharePercent(k.Plain.Some))
	}
	if k.Plain.Nowhere.Count > 0 {
		text += fmt.Sprintf(", never reached in %s", sharePercent(k.Plain.Nowhere))
	}
	return text + "."
}

// faceText says in which equilibria a conclusion holds at the baseline.
func faceText(k *audit.Conclusion) string {
	count := map[query.Truth]int{}
	for _, t := range k.Truths {
		count[t]++
	}
	n := len(k.Truths)
	switch {
	case n == 0:
		return "no equilibrium was found at the baseline"
	case !k.Base: // a matter of variants only
		switch k.Truths[0] {
		case query.True:
			return "true at the baseline"
		case query.False:
			return "false at the baseline"
		case query.Mixed:
			return "true at the baseline in some equilibria of the variants, not in others"
		}
		return "undefined at the baseline: " + k.Why[0]
	case n == 1 && k.Truths[0] == query.Mixed:
		return "true at the baseline in part: " + mixedText(k)
	case n == 1 && k.Truths[0] == query.Undefined:
		return "never reached at the baseline: " + k.Why[0]
	case n == 1:
		return string(k.Truths[0]) + " in the only equilibrium at the baseline"
	case count[query.Undefined] == n:
		return fmt.Sprintf("reached in none of the %d equilibria at the baseline: %s", n, k.Why[0])
	}
	var parts []string
	for _, t := range []query.Truth{query.True, query.Mixed, query.False, query.Undefined} {
		var who []string
		for i, u := range k.Truths {
			if u == t {
				who = append(who, fmt.Sprintf("E%d", i+1))
			}
		}
		word := map[query.Truth]string{query.Mixed: "true in part", query.Undefined: "never reached"}[t]
		if word == "" {
			word = string(t)
		}
		switch {
		case len(who) == n:
			parts = append(parts, word+" in "+allOf(n)+" at the baseline")
		case len(who) > 4:
			parts = append(parts, fmt.Sprintf("%s in %d of %d", word, len(who), n))
		case len(who) > 0:
			parts = append(parts, word+" in "+join(who, ", "))
		}
	}
	text := join(parts, ", ")
	if !strings.HasSuffix(text, "at the baseline") {
		text = "at the baseline " + text
	}
	return text
}

// allOf writes "both equilibria" or "all 3 equilibria".
func allOf(n int) string {
	if n == 2 {
		return "both equilibria"
	}
	return fmt.Sprintf("all %d equilibria", n)
}

func mixedText(k *audit.Conclusion) string {
	if len(k.Variants) > 0 {
		return "against some equilibria of the variants or in some members of a continuum, not in others"
	}
	return "in some members of the continuum, not in others"
}

// refinedText says what the intuitive criterion changes, "" if nothing.
func refinedText(k *audit.Conclusion) string {
	words := map[audit.Face]string{audit.All: "true in all of them", audit.Some: "true in some of them", audit.None: "true in none of them", audit.Nowhere: "never reached"}
	p, r := k.Plain, k.Refined
	change := r.All.Value() - k.Same.Value() // over the same draws
	if p.Baseline == r.Baseline && max(change, -change) < 0.01 {
		return ""
	}
	text := "Counting only equilibria that pass the intuitive criterion: " + words[r.Baseline] + " at the baseline"
	if r.All.Of > 0 {
		text += fmt.Sprintf(", and in %s of %s draws (%s of these with all equilibria)", sharePercent(r.All), Thousands(r.All.Of), sharePercent(k.Same))
	}
	return text + "."
}

// mostLinchpins is how many flips are written for a conclusion; JSON holds all.
const mostLinchpins = 5

// flipsText lists the single params that flip a conclusion, the nearest first.
func flipsText(m *audit.ModelAudit, k *audit.Conclusion, most int) string {
	if !m.Stages.Linchpins {
		return ""
	}
	if len(k.Linchpins) == 0 {
		return "no single param does it within its range."
	}
	return flipList(m, k.Linchpins, most) + "."
}

// flipList writes flips of single params, so many at most.
func flipList(m *audit.ModelAudit, flips []audit.Linchpin, most int) string {
	var parts []string
	for i, l := range flips {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %d more", len(flips)-i))
			break
		}
		p := m.Model.Params[l.Param]
		side := "below"
		if l.Up {
			side = "above"
		}
		text := fmt.Sprintf("%s %s %s (now %s, %s): %s", p.Name, side, flipValue(l), Number(m.Baseline[l.Param]), rangesAway(l.Distance), faceWords[l.To])
		if len(l.Breaks) > 0 {
			var broken []string
			for _, b := range l.Breaks {
				broken = append(broken, m.Model.Assumptions[b].Text)
			}
			text += ", where " + join(broken, " and ") + " no longer holds"
		}
		parts = append(parts, text)
	}
	return join(parts, "; ")
}

// rangesAway writes a distance as a share of the width of a range.
func rangesAway(distance float64) string {
	if distance > 1 {
		return decimal(distance, 2) + " times its range away"
	}
	return Percent(num.FromFloat(distance)) + " of its range away"
}

func flipValue(l audit.Linchpin) string {
	text := Number(l.FlipsAt)
	if f := Fraction(l.FlipsAt); l.Exact && f != "" && !exactDecimal(l.FlipsAt) {
		text += " (" + strings.Replace(f, "-", "−", 1) + ")"
	}
	return text
}

// restsText lists the assumptions that carry a conclusion.
func restsText(m *audit.ModelAudit, k *audit.Conclusion) string {
	var parts []string
	for _, x := range k.RestsOn {
		if x.Carries {
			parts = append(parts, fmt.Sprintf("%s: without it %s of the draws, where it fails %s (%d draws)", m.Model.Assumptions[x.Assumption].Text,
				Percent(num.FromFloat(x.Without)), sharePercent(x.Broken), x.Broken.Of))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return join(parts, "; ") + "."
}

// claimsText lists claims with their places: "C10 (turn 1), C19 (turn 1)".
func claimsText(m *model.Model, claims []int) string {
	var parts []string
	for _, i := range claims {
		text := ClaimName(m, i)
		if c := m.Claims[i]; c.ID != "" && c.Turn != "" {
			text += " (turn " + c.Turn + ")"
		}
		parts = append(parts, text)
	}
	return join(parts, ", ")
}

// questionDetails lists what is said of a question: its answers, what moves them a little, what each param alone does to them
// and which assumptions they rest on.
func questionDetails(m *audit.ModelAudit, q *audit.Question) []detail {
	out := []detail{{"answers", answersText(m, q)}, {"moves", questionNudges(m, q)}, {"alone", swingsText(m, q)}, {"rests on", shiftsText(m, q)}}
	for i := 2; i < len(out); i++ {
		if out[i].text != "" {
			out[i].text += "."
		}
	}
	return slices.DeleteFunc(out, func(d detail) bool { return d.text == "" })
}

// question writes a question with its answers.
func (w *auditWriter) question(m *audit.ModelAudit, q *audit.Question) {
	w.line("")
	w.para("      ", plain, q.Text)
	for _, d := range questionDetails(m, q) {
		w.para("        ", plain, d.text)
	}
	if q.Indices != nil {
		w.indices(m, q.Indices, "Sobol indices, as shares of its variance:", func(int) string { return "" }, "        ")
	}
	if claims := claimsText(m.Model, q.Claims); claims != "" {
		w.para("        ", w.st.Dim, "claims "+claims)
	}
}

// answersText writes the answers at the baseline and their range over the draws.
func answersText(m *audit.ModelAudit, q *audit.Question) string {
	var all []string
	for _, a := range q.Answers {
		all = append(all, answerText(q.Query, a))
	}
	var text string
	switch same := !slices.ContainsFunc(all, func(s string) bool { return s != all[0] }); {
	case len(all) == 0:
		text = "no equilibrium was found to ask"
	case same:
		text = all[0] + wordText(m.Model.Scale, q)
		if len(all) > 1 && q.Base {
			text += " in " + allOf(len(all))
		}
	default:
		var parts []string
		for i, s := range all {
			parts = append(parts, fmt.Sprintf("E%d %s", i+1, s))
		}
		text = join(parts, "; ")
	}
	r := q.Range
	if r.Defined.Of == 0 {
		return text + "."
	}
	if r.Defined.Count == 0 {
		return text + "; undefined in every draw."
	}
	value := func(x float64) string { return valueText(q.Query, query.Value{Defined: true, Float: x}) }
	text += fmt.Sprintf("; over the draws %s to %s (nine in ten), %s to %s at most", value(r.Low), value(r.High), value(r.Min), value(r.Max))
	if r.Defined.Count < r.Defined.Of {
		text += fmt.Sprintf("; undefined in %s of them", sharePercent(audit.Share{Count: r.Defined.Of - r.Defined.Count, Of: r.Defined.Of}))
	}
	return text + "."
}

// wordText writes the word of estimative probability for an answer that is one probability, with the
// band that the word stands for beside it: ", unlikely (20–45 %)".
func wordText(scale string, q *audit.Question) string {
	a := q.Answers[0]
	if _, ok := q.Query.(query.Prob); !ok || !a.Low.Exact || a.Partly || a.Low.Float != a.High.Float {
		return ""
	}
	if scale == "" {
		scale = account.DefaultScale
	}
	w, ok := account.WordFor(scale, a.Low.Rat)
	if !ok || a.Low.Rat.IsZero() || a.Low.Rat.Equal(num.One) {
		return ""
	}
	return fmt.Sprintf(", %s (%s)", w.Names[0], Percents(w.Low, w.High))
}

// ledger writes how many claims bear on something, and those that don't.
func (w *auditWriter) ledger() {
	if len(w.a.Ledger) == 0 {
		return
	}
	w.line("\n%s", w.st.Bold("Ledger"))
	w.para("", plain, w.a.ledgerHead())
	for _, c := range w.a.Conflicts {
		if text := w.a.conflictLine(&c); text != "" {
			w.para("  ", w.st.Warn, text)
		}
	}
	for _, e := range w.a.Ledger {
		if !e.Idle() {
			continue
		}
		name := e.Claim.ID
		if e.Claim.Turn != "" {
			name = strings.TrimSpace(name + " (turn " + e.Claim.Turn + ")")
		}
		w.para("  "+pad(name, 14), w.st.Dim, e.Claim.Says)
	}
}

// ledgerHead counts the claims, and those of them that bear on something.
func (a *Audited) ledgerHead() string { return ledgerCounts(a.Ledger) }

// conflictLine says over which param claims conflict, and what they give it; "" for a model that the audit did not reach.
func (a *Audited) conflictLine(c *ledger.Conflict) string {
	if c.Of >= len(a.Models) {
		return ""
	}
	p := &a.Models[c.Of].Model.Params[c.Param]
	var parts []string
	for _, r := range c.Ranges {
		parts = append(parts, entryName(a.Ledger, r.Entry)+" "+givenText(r.GivenRange)+" ["+ratingText(&a.Ledger[r.Entry])+"]")
	}
	text := Plain(p.Name) + ": " + join(parts, ", ") + "; " + conflictText(p, c.Disjoint)
	if len(a.Models) > 1 {
		text += " (" + modelTitle(a.Models[c.Of].Model) + ")"
	}
	return text
}
