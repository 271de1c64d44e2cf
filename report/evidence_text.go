package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/evidence"
	"parley/num"
	"parley/solve"
)

// Text writes the evidence matrix and the watch list of each equilibrium.
func (k *Evidence) Text(st Style) string {
	w := &evidenceWriter{auditWriter: auditWriter{st: st}, k: k}
	k.head(&w.b, st)
	w.subject()
	names := Names(k.Played(), k.Result.Equilibria)
	for i := range k.Readings {
		r := &k.Readings[i]
		if i == mostShown && !st.All {
			w.line("\n%s", st.Dim(fmt.Sprintf("and %d more: --equilibrium N or --json shows them", len(k.Readings)-i)))
			break
		}
		w.line("\n%s", st.Bold(fmt.Sprintf("E%d  %s", r.Number, Plain(names[r.Number-1]))))
		if note := k.certainty(r); note != "" {
			w.para("  ", plain, note)
		}
		if !k.Watch {
			w.observed(r)
			w.matrix(r)
		}
		w.watch(r)
	}
	w.overall()
	w.foot()
	return w.b.String()
}

// How many occasions are written of an equilibrium, unless all are asked for: of the matrix, and of the watch list.
const (
	mostTold    = 40
	mostWatched = 15
)

type evidenceWriter struct {
	auditWriter
	k *Evidence
}

// subject says what is hidden, who looks and what he has seen.
func (w *evidenceWriter) subject() {
	k := w.k
	text := join(k.Frame.Hidden, " and ")
	if len(k.Readings) > 0 {
		var parts []string
		for t, s := range k.Readings[0].Prior {
			parts = append(parts, k.Frame.TypeName(t)+" "+k.spanText(s))
		}
		if same(k.Readings, func(r *evidence.Reading) string {
			var b strings.Builder
			for _, s := range r.Prior {
				b.WriteString(k.spanText(s) + " ")
			}
			return b.String()
		}) {
			text += ": " + join(parts, ", ") + " before anything"
		}
	}
	w.para("Hidden    ", w.st.Dim, text+".")
	w.para("Observer  ", w.st.Dim, k.observerText()+".")
	if len(k.Place.Moves) > 0 {
		w.para("Observed  ", w.st.Dim, k.recordText(k.Place.Moves)+".")
	}
	if k.Frame.Sees() {
		w.para("", plain, k.Frame.Observer+" knows what is hidden: to him no move of others tells anything about it.")
	}
}

func (k *Evidence) observerText() string {
	switch k.Frame.Observer {
	case evidence.Public:
		return "the public record, moves that every player sees"
	case evidence.Everything:
		return "somebody who sees every move but the hidden ones"
	}
	return k.Frame.Observer + ", by what he does and sees"
}

func same(readings []evidence.Reading, of func(*evidence.Reading) string) bool {
	for i := range readings {
		if of(&readings[i]) != of(&readings[0]) {
			return false
		}
	}
	return true
}

// certainty says how an equilibrium's numbers are known.
func (k *Evidence) certainty(r *evidence.Reading) string {
	var parts []string
	switch r.Certificate {
	case solve.Numeric:
		parts = append(parts, "All numbers are about: this equilibrium is known in floating point, and what is hardly ever done and what is never done cannot be told apart.")
	case solve.Interval:
		parts = append(parts, "Some of its probabilities are irrational; numbers are rounded.")
	}
	if r.Dimension > 0 {
		if r.Whole {
			parts = append(parts, "A component: ranges hold for all of its members.")
		} else {
			parts = append(parts, "A component: ranges are those of its extreme members that are known; others may go beyond.")
		}
	}
	return strings.Join(parts, " ")
}

// recordText names moves by their actions: "visit, back".
func (k *Evidence) recordText(of []evidence.Move) string {
	var parts []string
	for _, m := range of {
		parts = append(parts, m.Label+" = "+m.Action)
	}
	return join(parts, ", ")
}

// observed writes what each observed move says, and what they say together.
func (w *evidenceWriter) observed(r *evidence.Reading) {
	if len(r.Observed) == 0 {
		return
	}
	w.line("\n  %s", w.st.Bold("What was observed"))
	t := w.table()
	for i := range r.Observed {
		t.step(&r.Observed[i], w.k.moveName(r.Observed[i].Move), w.drawn(evidence.StepKey{Observed: i + 1}))
	}
	t.write()
	if len(r.Beliefs) > 0 || r.Reach.High.IsZero() {
		text := "Play never gets there in this equilibrium, so that what was observed has no likelihood and Bayes' rule gives no belief."
		for _, h := range r.Beliefs {
			text += " " + w.k.heldText(h)
		}
		w.para("  ", plain, text)
		return
	}
	var parts []string
	for t, s := range r.Now {
		parts = append(parts, w.k.Frame.TypeName(t)+" "+w.k.beliefText(s))
	}
	w.para("  ", plain, "Together: "+join(parts, ", ")+". What was observed has probability "+w.k.spanText(r.Reach)+".")
	if d := w.k.Drawn; d != nil {
		var over []string
		for t, s := range d.Now {
			if s.Defined > 0 {
				over = append(over, fmt.Sprintf("%s %s", w.k.Frame.TypeName(t), Percents(num.FromFloat(s.Low), num.FromFloat(s.High))))
			}
		}
		w.para("  ", plain, fmt.Sprintf("Over the draws (nine in ten): %s; it happens in some equilibrium in %s of them.", join(over, ", "), countShare(d.Reached, d.Draws)))
	}
}

func countShare(n, of int) string {
	if of == 0 {
		return "none"
	}
	return Percent(num.Frac(int64(n), int64(of)))
}

// matrix writes what may be seen from now on, in order of the story. Where nothing that may be seen tells anything it takes a line.
func (w *evidenceWriter) matrix(r *evidence.Reading) {
	if r.Reach.High.IsZero() {
		return
	}
	if len(r.Occasions) == 0 {
		w.para("  ", plain, w.k.nothing())
		return
	}
	w.line("\n  %s", w.st.Bold("Moves that may be seen, in order of the story: how likely if this is the type, and what that says"))
	t := w.table()
	for i := range r.Occasions {
		o := &r.Occasions[i]
		if i == mostTold && !w.st.All {
			t.head(fmt.Sprintf("and %s: --all shows them", Count(len(r.Occasions)-i, "later occasion", "")))
			break
		}
		t.head(w.occasionName(o))
		for j := range o.Next {
			s := &o.Next[j]
			name := "nothing more is seen"
			if !s.End {
				name = w.k.actionName(o, s.Move)
			}
			t.step(s, name, w.drawn(s.Key()))
		}
	}
	t.write()
}

// nothing says why there is nothing to learn.
func (k *Evidence) nothing() string {
	if len(k.Frame.Next(0)) > 0 {
		return "Nothing more can be learnt: the type is known, or no move is seen any more."
	}
	text := "No move is seen, so that nothing can be learnt"
	if k.Frame.Observer == evidence.Public {
		text = "There is no move that every player sees, so that the public learns nothing"
	}
	others := slices.DeleteFunc(k.Frame.Observers(), func(o string) bool { return o == k.Frame.Observer })
	return text + ". Others may: --observer " + join(others, ", ") + "."
}

func (w *evidenceWriter) drawn(key evidence.StepKey) []evidence.Tilt {
	if w.k.Drawn == nil {
		return nil
	}
	return w.k.Drawn.Steps[key]
}

func (k *Evidence) moveName(m evidence.Move) string {
	return m.Label + " = " + m.Action + " (" + k.mover(m.Player) + ")"
}

// actionName is the action alone where all that may be seen next is one move.
func (k *Evidence) actionName(o *evidence.Occasion, m evidence.Move) string {
	if labels, _ := k.nextOf(o.Record); len(labels) > 1 {
		return m.Label + " = " + m.Action
	}
	return m.Action
}

// occasionName says what comes next and after what: "reply (defender), after opening = escalate".
func (w *evidenceWriter) occasionName(o *evidence.Occasion) string {
	text := w.nextName(o)
	if of := w.k.Frame.Moves(o.Record)[len(w.k.common(o.Record)):]; len(of) > 0 {
		text += ", after " + w.k.recordText(of)
	}
	return text
}

// nextName is what comes next: "reply (defender)".
func (w *evidenceWriter) nextName(o *evidence.Occasion) string {
	labels, players := w.k.nextOf(o.Record)
	if len(labels) == 0 {
		return "the end of play"
	}
	return join(labels, " or ") + " (" + join(players, ", ") + ")"
}

// common is what a record has in common with the place from which one looks on.
func (k *Evidence) common(r evidence.Record) []evidence.Move {
	all := k.Frame.Moves(r)
	if len(k.Place.At) != 1 {
		return nil
	}
	here := k.Frame.Moves(k.Place.At[0])
	return all[:min(len(all), len(here))]
}

func (k *Evidence) spanText(s evidence.Span) string {
	if !s.Defined {
		return "–"
	}
	return Percents(s.Low, s.High)
}

// beliefText is a probability with its estimative word: "67 %, likely (55–80 %)".
func (k *Evidence) beliefText(s evidence.Span) string {
	text := k.spanText(s)
	if s.Point() {
		if w, ok := k.estimative(s.Value); ok {
			text += fmt.Sprintf(", %s (%s)", w.Names[0], Percents(w.Low, w.High))
		}
	}
	return text
}

func (k *Evidence) heldText(h evidence.Held) string {
	var parts []string
	for t, s := range h.Kinds {
		if len(h.Kinds) == 2 && t == 1 {
			break
		}
		parts = append(parts, k.Frame.TypeName(t)+" "+k.spanText(s))
	}
	verb := " may believe "
	if h.Kinds[0].Point() {
		verb = " would believe "
	}
	text := Plain(k.Frame.Game.Players[h.Player]) + verb + join(parts, ", ")
	if !h.Whole {
		text += " or beyond"
	}
	return text + "."
}

func ratioText(r evidence.Ratio) string {
	if r.Infinite() {
		return "∞"
	}
	x := r.Value()
	switch {
	case x.IsZero():
		return "0"
	case num.Int(1_000_000).Less(x):
		return "over 1 000 000"
	case num.Int(100).Less(x):
		return Thousands(int(x.Float() + 0.5))
	case x.Less(num.Frac(1, 100)):
		return "below 0.01"
	}
	return x.Decimal(2)
}

func ratiosText(s evidence.RatioSpan) string {
	if low, high := ratioText(s.Low), ratioText(s.High); low != high {
		return low + "–" + high
	}
	return ratioText(s.Low)
}

// verdict says in words what a step says.
func (k *Evidence) verdict(s *evidence.Step) string {
	switch {
	case s.Never():
		text := "never happens, so it has no ratio."
		for _, h := range s.Beliefs {
			text += " " + k.heldText(h)
		}
		return text
	case !slices.ContainsFunc(s.Kinds, func(x evidence.Kind) bool { return x.Ratio.Defined }):
		return "the type is known already"
	case s.Silent():
		return "says nothing"
	}
	t := s.Favours()
	if t < 0 {
		return "speaks for no single type"
	}
	x := &s.Kinds[t]
	name := k.Frame.TypeName(t)
	if x.Ratio.Point() && x.Ratio.Value.Infinite() {
		return "only " + name + " does this"
	}
	text := fmt.Sprintf("%s ×%s (%s), then %s", name, ratiosText(x.Ratio), x.Ratio.Value.Strength(), k.spanText(x.Posterior))
	var out []string
	for t := range s.Kinds {
		if r := s.Kinds[t].Ratio; r.Point() && r.Value.Zero() {
			out = append(out, k.Frame.TypeName(t))
		}
	}
	if len(out) > 0 {
		text += "; rules out " + join(out, ", ")
	}
	return text
}

// tilts says how the ratio of the favoured type spreads over draws.
func (k *Evidence) tilts(s *evidence.Step, over []evidence.Tilt) string {
	t := s.Favours()
	if over == nil {
		return ""
	}
	if t < 0 {
		t = 0
	}
	x := over[t]
	if x.Defined == 0 {
		return "has a ratio in no draw"
	}
	bound := func(v float64) string {
		if v > 1e300 {
			return "∞"
		}
		return ratioText(evidence.Ratio{For: num.FromFloat(v), Against: num.One})
	}
	text := fmt.Sprintf("%s ×%s–%s", k.Frame.TypeName(t), bound(x.Low), bound(x.High))
	if bound(x.Low) == bound(x.High) {
		text = fmt.Sprintf("%s ×%s", k.Frame.TypeName(t), bound(x.Low))
	}
	said := "above 1 in " + countShare(x.Above, x.Defined)
	if x.One == x.Defined {
		text, said = "says nothing", "in all"
	}
	text += " over draws, " + said
	if x.Defined < k.Drawn.Draws {
		text += " of those " + countShare(x.Defined, k.Drawn.Draws) + " that have it"
	}
	return text
}

// A matrixText is a table of steps under way.
type matrixText struct {
	w    *evidenceWriter
	rows []matrixRow
}

type matrixRow struct {
	head  string // of an occasion; "" for a step
	cells []string
	says  string
	more  string
}

func (w *evidenceWriter) table() *matrixText { return &matrixText{w: w} }

func (t *matrixText) head(text string) { t.rows = append(t.rows, matrixRow{head: text}) }

func (t *matrixText) step(s *evidence.Step, name string, over []evidence.Tilt) {
	r := matrixRow{cells: []string{Plain(name)}, says: Plain(t.w.k.verdict(s)), more: Plain(t.w.k.tilts(s, over))}
	for i := range s.Kinds {
		r.cells = append(r.cells, t.w.k.spanText(s.Kinds[i].Likelihood))
	}
	t.rows = append(t.rows, r)
}

// evidenceWidth is how long a line may be.
const evidenceWidth = 112

func (t *matrixText) write() {
	f := t.w.k.Frame
	head := []string{""}
	for k := range f.Types {
		head = append(head, Plain(f.TypeName(k)))
	}
	width := make([]int, len(head))
	for k := range head {
		column := []string{head[k]}
		for _, r := range t.rows {
			if r.head == "" {
				column = append(column, r.cells[k])
			}
		}
		width[k] = widest(column)
	}
	line := func(cells []string) string {
		out := "    " + pad(cells[0], width[0])
		for k, c := range cells[1:] {
			out += "  " + padLeft(c, width[k+1])
		}
		return out
	}
	t.w.line("%s", t.w.st.Dim(line(head)))
	for _, r := range t.rows {
		if r.head != "" {
			t.w.line("  %s", Plain(r.head))
			continue
		}
		lead := line(r.cells) + "  "
		room := max(24, evidenceWidth-utf8.RuneCountInString(lead))
		for _, text := range []string{r.says, r.more} {
			if text == "" {
				continue
			}
			for _, part := range wrapped(text, room) {
				t.w.line("%s%s", lead, part)
				lead = strings.Repeat(" ", utf8.RuneCountInString(lead))
			}
		}
	}
}

// wrapped splits text into lines of at most width characters.
func wrapped(text string, width int) []string {
	var out []string
	line := ""
	for _, word := range words(text) {
		if line != "" && utf8.RuneCountInString(line+" "+word) > width {
			out, line = append(out, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(out, line)
}

func bitsText(b evidence.BitSpan) string {
	low, high := decimal(b.Low, 2), decimal(b.High, 2)
	if low != high {
		return low + "–" + high + " bits"
	}
	if low == "0" && b.High > 0 {
		return "under 0.01 bits"
	}
	if low == "1" {
		return "1 bit"
	}
	return low + " bits"
}

// watch writes what to watch for, what tells most first, and what says nothing.
func (w *evidenceWriter) watch(r *evidence.Reading) {
	if r.Reach.High.IsZero() {
		if w.k.Watch {
			w.para("  ", plain, "Play never gets to what was observed, so nothing can be said of what comes after it.")
		}
		return
	}
	if len(r.Occasions) == 0 {
		if w.k.Watch {
			w.para("  ", plain, w.k.nothing())
		}
		return
	}
	w.line("\n  %s", w.st.Bold("Watch list"))
	if r.Told.High == 0 {
		w.para("  ", plain, fmt.Sprintf("The uncertainty about %s is %s now, and nothing that may still be seen takes away any of it.", join(w.k.Frame.Hidden, " and "), bitsText(r.Bits)))
		w.silent(r)
		return
	}
	w.para("  ", plain, fmt.Sprintf("The uncertainty about %s is %s now; all that may still be seen takes away %s of it on average.", join(w.k.Frame.Hidden, " and "), bitsText(r.Bits), bitsText(r.Told)))
	for n, i := range r.Ranked() {
		if n == mostWatched && !w.st.All {
			w.line("      %s", w.st.Dim(fmt.Sprintf("and %d that are expected to tell less: --all shows them", len(r.Ranked())-n)))
			break
		}
		w.indicator(n+1, &r.Occasions[i])
	}
	w.silent(r)
}

func (w *evidenceWriter) indicator(n int, o *evidence.Occasion) {
	comes := "comes with " + w.k.spanText(o.Reach)
	if o.Reach.Low.Equal(num.One) {
		comes = "comes for sure"
	}
	text := fmt.Sprintf("%s: %s expected; %s", w.occasionName(o), bitsText(o.Expected), comes)
	if !o.Reach.Low.Equal(num.One) {
		text += ", and tells " + bitsText(o.Bits) + " if it does"
	}
	if d := w.k.Drawn; d != nil {
		if x := d.Watch[o.Record]; x.Defined > 0 {
			text += fmt.Sprintf("; over the draws %s–%s bits expected", decimal(x.Low, 2), decimal(x.High, 2))
		}
	}
	w.para(fmt.Sprintf("  %2d. ", n), plain, text)
	for i := range o.Next {
		s := &o.Next[i]
		if s.Never() {
			continue
		}
		name := "nothing more"
		if !s.End {
			name = w.k.actionName(o, s.Move)
		}
		w.para("        ", plain, fmt.Sprintf("%s (%s): %s", name, w.k.spanText(s.Next), w.k.afterText(s)))
	}
}

// afterText is the posterior after a step: of the first of two types, or of all.
func (k *Evidence) afterText(s *evidence.Step) string {
	var parts []string
	for t := range s.Kinds {
		if len(s.Kinds) == 2 && t == 1 {
			break
		}
		parts = append(parts, k.Frame.TypeName(t)+" "+k.beliefText(s.Kinds[t].Posterior))
	}
	text := join(parts, "; ")
	if t := s.Favours(); t >= 0 {
		text += " (" + k.Frame.TypeName(t) + " ×" + ratiosText(s.Kinds[t].Ratio) + ")"
	}
	return text
}

// silent lists what says nothing.
func (w *evidenceWriter) silent(r *evidence.Reading) {
	if text := w.silentText(r); text != "" {
		w.para("  Says nothing: ", w.st.Dim, text+".")
	}
}

// silentText gathers occasions at which nothing is told by the move: where there are several, how many of all.
func (w *evidenceWriter) silentText(r *evidence.Reading) string {
	type kind struct {
		name, only string
		silent, of int
	}
	var kinds []kind
	for i := range r.Occasions {
		o := &r.Occasions[i]
		if o.Reach.High.IsZero() {
			continue
		}
		name := w.nextName(o)
		k := slices.IndexFunc(kinds, func(x kind) bool { return x.name == name })
		if k < 0 {
			k = len(kinds)
			kinds = append(kinds, kind{name: name})
		}
		kinds[k].of++
		if o.Silent() {
			kinds[k].silent++
			kinds[k].only = w.occasionName(o)
		}
	}
	var out []string
	for _, x := range kinds {
		switch {
		case x.silent == 1:
			out = append(out, x.only)
		case x.silent == x.of:
			out = append(out, fmt.Sprintf("%s, wherever it comes", x.name))
		case x.silent > 0:
			out = append(out, fmt.Sprintf("%s at %d of the %d points where it comes", x.name, x.silent, x.of))
		}
	}
	return join(out, "; ")
}

// overall writes the watch list over several equilibria.
func (w *evidenceWriter) overall() {
	if len(w.k.Readings) < 2 {
		return
	}
	list := evidence.Watch(w.k.Readings)
	w.line("\n%s", w.st.Bold(fmt.Sprintf("Watch list over the %d equilibria, by what is expected in the one in which it is least", len(w.k.Readings))))
	n := 0
	for _, o := range list {
		if o.Most == 0 {
			continue
		}
		if n++; n > mostWatched && !w.st.All {
			w.line("      %s", w.st.Dim("and more that are expected to tell less: --all shows them"))
			break
		}
		x := &evidence.Occasion{Record: o.Record}
		w.para(fmt.Sprintf("  %2d. ", n), plain, fmt.Sprintf("%s: %s expected; it may come to this in %d of %d", w.occasionName(x), bitsText(evidence.BitSpan{Low: o.Least, High: o.Most}), o.In, len(w.k.Readings)))
	}
	if n == 0 {
		w.para("  ", plain, "In none of them can anything be learnt.")
	}
}

func (w *evidenceWriter) foot() {
	k := w.k
	if others := slices.DeleteFunc(evidence.Hidden(k.Frame.Game), func(l string) bool { return slices.Contains(k.Frame.Hidden, l) }); len(others) > 0 {
		w.line("")
		w.para("", plain, "Also hidden from somebody: "+join(others, ", ")+" (--hidden).")
	}
	if d := k.Drawn; d != nil {
		w.line("")
		text := fmt.Sprintf("%s of the params, seed %d; the list of equilibria is proved complete in %s of them. Ranges are from the 5 %% quantile of the lowest to the 95 %% quantile of the highest values over the equilibria of each draw.", Count(d.Draws, "draw", ""), d.Seed, countShare(d.Complete, d.Draws))
		if k.Stopped {
			text += fmt.Sprintf(" Stopped: %d were asked for.", d.Of)
		}
		w.para("", plain, text)
	}
	w.line("")
	w.para("", plain, "×n: the move is n times as likely if this is the type as if it is another (likelihood ratio); words by Kass and Raftery 1995.")
	if next := k.next(); next != "" {
		w.line("")
		w.para("", plain, next)
	}
}

// next says how to go on: with what is seen first on the path of play, or how far that carries.
func (k *Evidence) next() string {
	switch {
	case k.Drawn != nil || len(k.Readings) == 0:
		return ""
	case len(k.Place.Moves) > 0:
		return "Next: --draws 1000 says how far this holds over the ranges of the params."
	}
	for i := range k.Readings[0].Occasions {
		for _, s := range k.Readings[0].Occasions[i].Next {
			if !s.End && !s.Never() && !s.Silent() {
				return "Next: say what has been seen, as in --observed " + Plain(ShellWord(s.Move.Label+"="+s.Move.Action)) + "."
			}
		}
	}
	return ""
}
