package report

import (
	"fmt"
	"strings"

	"parley/account"
	"parley/ledger"
	"parley/model"
	"parley/num"
)

// Text writes a ledger: for each source its claims in the order of the text, with what they bear on; then what conflicts, what has no place, and how much of
// the text has a claim. With a filter it writes the claims alone.
func (l *Ledgered) Text(st Style) string {
	w := &ledgerWriter{st: st, l: l}
	w.head()
	for i := range l.Sources {
		w.source(&l.Sources[i])
	}
	if l.Filter == "" {
		w.conflicts()
		w.idle()
		w.bare()
		for i := range l.Sources {
			w.coverage(&l.Sources[i])
		}
	}
	return w.b.String()
}

type ledgerWriter struct {
	b  strings.Builder
	st Style
	l  *Ledgered
}

func (w *ledgerWriter) line(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n", args...) }

func (w *ledgerWriter) para(head, text string) { paragraph(&w.b, head, plain, text) }

func (w *ledgerWriter) head() {
	l := w.l
	switch len(l.Models) {
	case 0:
	case 1:
		w.line("%s", w.st.Bold("Ledger of "+Plain(titleOf(l.Models[0]))))
	default:
		w.line("%s", w.st.Bold(fmt.Sprintf("Ledger of %d models", len(l.Models))))
	}
	w.para("", ledgerCounts(l.Entries))
	if l.Filter != "" {
		w.para("", fmt.Sprintf("Shown: %s, %s.", l.Filter, Count(len(l.Shown), "claim", "")))
	}
}

// source writes a source with its claims.
func (w *ledgerWriter) source(s *ledger.Source) {
	var shown []int
	for _, j := range s.Entries {
		if w.l.shows(j) {
			shown = append(shown, j)
		}
	}
	if w.l.Filter != "" && len(shown) == 0 {
		return
	}
	w.line("")
	paragraph(&w.b, "", plain, w.st.Bold(Plain(s.Title)))
	if about := SourceText(&s.Source); about != "" {
		w.para("  ", about)
	}
	last := ""
	for _, j := range shown {
		e := &w.l.Entries[j]
		turn := "Not placed in the text"
		if p, err := account.ParsePlaces(e.Claim.Turn); err == nil {
			turn = fmt.Sprintf("Turn %d", p[0].Number())
		} else if e.Claim.Turn != "" {
			turn = "Elsewhere in the text"
		}
		if turn != last {
			w.line("\n  %s", w.st.Dim(turn))
			last = turn
		}
		w.claim(j, e)
	}
}

// claim writes one claim: what is known of it, what it says, and what it bears on.
func (w *ledgerWriter) claim(j int, e *ledger.Entry) {
	c := &e.Claim
	var about []string
	for _, s := range []string{claimPlace(c), c.Kind, w.l.hedgeText(c), CredibilityText(c.Credibility)} {
		if s != "" && s != w.l.EntryName(j) {
			about = append(about, s)
		}
	}
	name := pad(Plain(w.l.EntryName(j)), 5)
	const indent = "        "
	if len(about) > 0 {
		w.para("  "+name+" ", strings.Join(about, "; "))
		w.para(indent, c.Says)
	} else {
		w.para("  "+name+" ", c.Says)
	}
	if len(c.Gives) > 0 {
		w.para(indent+"gives ", givesTexts(c.Gives))
	}
	for _, line := range w.l.bearsLines(e) {
		w.para(indent+"→ ", line)
	}
	switch {
	case c.Aside != "":
		w.para(indent+"aside: ", c.Aside)
	case len(e.Bears) == 0:
		w.line("%s%s", indent, w.st.Warn("→ nothing"))
	}
}

// conflicts writes the claims that conflict over a param, side by side.
func (w *ledgerWriter) conflicts() {
	if len(w.l.Conflicts) == 0 {
		return
	}
	w.line("\n%s", w.st.Bold("Claims that conflict, or that a range leaves out"))
	names := w.l.modelNames()
	for _, c := range w.l.Conflicts {
		p := &w.l.Models[c.Of].Params[c.Param]
		head := Plain(p.Name)
		if len(w.l.Models) > 1 {
			head += " in " + names[c.Of]
		}
		w.para("  ", head+": "+conflictText(p, c.Disjoint))
		var rows [][]string
		for _, r := range c.Ranges {
			e := &w.l.Entries[r.Entry]
			rows = append(rows, []string{w.l.EntryName(r.Entry), givenText(r.GivenRange), ratingText(e), e.Source.Date, abridged(e.Source.Title, 50), outsideText(r.Outside)})
		}
		w.table("    ", rows)
	}
}

// conflictText says what became of a param's range.
func conflictText(p *model.Param, disjoint bool) string {
	now := rangeText(p.Dist.Low, p.Dist.High)
	switch {
	case disjoint && p.Widened != "":
		return fmt.Sprintf("the claims have nothing in common; the range is widened from %s (%s) to %s (%s)", rangeText(p.Said.Low, p.Said.High), p.Said.Kind, now, p.Dist.Kind)
	case disjoint:
		return "the claims have nothing in common; the range holds all of them: " + now
	}
	return "the range " + now + " leaves values out that claims give it"
}

func givenText(r model.GivenRange) string {
	text := "gives " + rangeText(r.Low, r.High)
	if r.Word != "" {
		text += " (" + r.Word + ")"
	}
	return text
}

// ratingText is the rating of a piece of information by the Admiralty code: "B2".
func ratingText(e *ledger.Entry) string {
	if e.Source.Reliability == "" && e.Claim.Credibility == 0 {
		return "unrated"
	}
	r, c := e.Source.Reliability, "-"
	if r == "" {
		r = "-"
	}
	if e.Claim.Credibility > 0 {
		c = account.Credibilities[e.Claim.Credibility-1].Code
	}
	return r + c
}

func outsideText(outside bool) string {
	if outside {
		return "left out"
	}
	return ""
}

// table writes rows of columns.
func (w *ledgerWriter) table(indent string, rows [][]string) {
	for _, r := range rows {
		for k, cell := range r {
			r[k] = Plain(cell)
		}
	}
	for _, r := range rows {
		line := indent
		for k, cell := range r {
			var column []string
			for _, o := range rows {
				column = append(column, o[k])
			}
			if n := widest(column); n > 0 {
				line += pad(cell, n) + "  "
			}
		}
		w.line("%s", strings.TrimRight(line, " "))
	}
}

// idle lists the claims without a place.
func (w *ledgerWriter) idle() {
	list := w.l.Idle()
	if len(list) == 0 {
		return
	}
	w.line("\n%s", w.st.Bold("Claims without effect"))
	for _, j := range list {
		w.para("  "+pad(Plain(w.l.EntryName(j)), 5)+" ", w.l.Entries[j].Claim.Says)
	}
}

// bare lists what rests on no claim.
func (w *ledgerWriter) bare() {
	names := w.l.modelNames()
	for _, kind := range []string{"param", "assumption"} {
		first := true
		for of := range w.l.Models {
			var list []string
			for _, b := range w.l.Bare {
				if b.Of == of && b.Kind == kind {
					list = append(list, b.Name)
				}
			}
			if len(list) == 0 {
				continue
			}
			if first {
				w.line("\n%s", w.st.Bold(strings.ToUpper(kind[:1])+kind[1:]+"s without a claim"))
				first = false
			}
			head := "  "
			if len(w.l.Models) > 1 {
				head += names[of] + ": "
			}
			w.para(head, strings.Join(list, ", "))
		}
	}
}

// coverage says how much of a source's text has a claim.
func (w *ledgerWriter) coverage(s *ledger.Source) {
	c := s.Coverage
	if c == nil {
		return
	}
	title := "Coverage of the text"
	if len(w.l.Sources) > 1 {
		title += ": " + Plain(abridged(s.Title, 60))
	}
	w.line("\n%s", w.st.Bold(title))
	for _, line := range CoverageLines(c) {
		w.line("  %s", line)
	}
	if len(c.Empty) > 0 {
		w.para("  without a claim: ", countless(len(c.Empty), "turn")+" "+numbersText(c.Empty))
	}
	for _, lost := range c.Lost {
		w.para("  "+w.st.Warn(Plain(w.l.EntryName(lost.Entry)))+": ", lost.Why)
	}
}

// CoverageLines says how much of a text has a claim, a line for each measure.
func CoverageLines(c *ledger.Coverage) []string {
	var out []string
	add := func(what string, s ledger.Share) {
		if s.Of > 0 {
			out = append(out, fmt.Sprintf("%s %s of %s, %s", pad(what, 24), Thousands(s.Count), Thousands(s.Of), Percent(num.Frac(int64(s.Count), int64(s.Of)))))
		}
	}
	add("turns", c.Turns)
	add("answers", c.Answers)
	add("sentences", c.Sentences)
	add("sentences that may claim", c.Candidates)
	return out
}

// numbersText writes whole numbers in order, runs of them as such: "1, 3 to 5".
func numbersText(list []int) string {
	var out []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		switch j - i {
		case 0:
			out = append(out, itoa(list[i]))
		case 1:
			out = append(out, itoa(list[i]), itoa(list[j]))
		default:
			out = append(out, itoa(list[i])+" to "+itoa(list[j]))
		}
		i = j + 1
	}
	return strings.Join(out, ", ")
}
