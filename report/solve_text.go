package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// conceptWords name the equilibria of a concept: one, several.
var conceptWords = map[solve.Concept][2]string{
	solve.Sequential: {"sequential equilibrium", "sequential equilibria"},
	solve.SPE:        {"subgame-perfect equilibrium", "subgame-perfect equilibria"},
	solve.Nash:       {"Nash equilibrium", "Nash equilibria"},
	solve.Pure:       {"Nash equilibrium in pure strategies", "Nash equilibria in pure strategies"},
	solve.QRE:        {"quantal response equilibrium", "quantal response equilibria"},
}

// Text writes a solution: how many equilibria there are and whether these are all, then each with
// play on its path, beliefs, payoffs and what comes of it. Play off the path follows if the style
// asks for it.
func (s *Solution) Text(st Style) string {
	var b strings.Builder
	s.head(&b, st)
	if s.Result.Actions != nil {
		s.actionsText(&b, st)
		return b.String()
	}
	if s.Result.Reduction != nil {
		s.reductionText(&b, st)
		return b.String()
	}
	if s.Result.Concept.Mediated() {
		s.mediatedText(&b, st)
		return b.String()
	}
	if s.Result.Branch != nil {
		s.branchText(&b, st)
		return b.String()
	}
	names := Names(s.Played(), s.Result.Equilibria)
	shown := 0
	for i := range s.Result.Equilibria {
		if s.hidden(i) {
			continue
		}
		if shown == mostShown && !st.All {
			fmt.Fprintf(&b, "\n%s\n", st.Dim(fmt.Sprintf("and %d more: --all or --json shows them", len(names)-i)))
			break
		}
		shown++
		v := newView(s.Played(), &s.Result.Equilibria[i])
		fmt.Fprintf(&b, "\n%s\n\n", st.Bold(fmt.Sprintf("E%d  %s", i+1, names[i])))
		if note := s.note(i, v); note != "" {
			fmt.Fprintf(&b, "%s\n", note)
		}
		v.text(&b, st)
		s.refinementsText(&b, i)
	}
	if s.Digest != "" && s.Path != "-" && len(names) > 0 {
		fmt.Fprintf(&b, "\n%s\n", st.Dim("Ask of them: "+shellWords("parley", "ask", s.Path)))
	}
	return b.String()
}

// head names the game, the values and what was found.
func (s *Solution) head(b *strings.Builder, st Style) {
	if t := s.Game.Title; t != "" {
		fmt.Fprintf(b, "%s\n", Plain(t))
	}
	if len(s.Set) > 0 {
		var set []string
		for _, x := range s.Set {
			set = append(set, x.Name+" = "+x.Value.String())
		}
		fmt.Fprintf(b, "with %s\n", join(set, ", "))
	}
	fmt.Fprintf(b, "%s\n", st.Bold(s.headline()))
	if v := s.Result.Value; v != nil {
		fmt.Fprintf(b, "%s\n", s.value(v))
	}
	for _, w := range s.Result.Warnings {
		fmt.Fprintf(b, "%s\n", Plain(w))
	}
	if note := s.hiddenNote(); note != "" {
		fmt.Fprintf(b, "%s\n", note)
	}
}

// value says what a constant-sum game is worth to its players.
func (s *Solution) value(v *solve.Value) string {
	worth := func(low, high num.Rat) string {
		switch exact := Fraction(low); {
		case !low.Equal(high) && Number(low) != Number(high):
			return Number(low) + " to " + Number(high)
		case low.Equal(high) && exact != "" && exact != Number(low):
			return Number(low) + " (" + strings.Replace(exact, "-", "−", 1) + ")"
		}
		return Number(low)
	}
	text := "The game is worth " + worth(v.Low, v.High) + " to " + Plain(s.Game.Players[0])
	if !v.Sum.IsZero() {
		text += ", " + worth(v.Sum.Sub(v.High), v.Sum.Sub(v.Low)) + " to " + Plain(s.Game.Players[1])
	}
	return text + " in every equilibrium."
}

// mostShown is how many equilibria are written, unless all are asked for.
const mostShown = 20

// headline says how many equilibria there are and how far that is known.
func (s *Solution) headline() string {
	r := s.Result
	if r.Actions != nil {
		return s.actionsHeadline()
	}
	if r.Reduction != nil {
		return s.reductionHeadline()
	}
	if r.Concept.Mediated() {
		return s.mediatedHeadline()
	}
	if r.Branch != nil {
		return s.branchHeadline()
	}
	words := conceptWords[r.Concept]
	how := method(r)
	n := len(r.Equilibria)
	if approximate(r) {
		words = [2]string{"approximate " + words[0], "approximate " + words[1]}
	}
	switch {
	case r.Complete && n == 0:
		return fmt.Sprintf("There is no %s (%s)", words[0], how)
	case r.Complete && n == 1 && r.Equilibria[0].Dimension > 0:
		return fmt.Sprintf("1 component of %s, and there is no other (%s)", words[1], how)
	case r.Complete && n == 1:
		return fmt.Sprintf("1 %s, and there is no other (%s)", words[0], how)
	case r.Complete:
		return fmt.Sprintf("%s, and there are no others (%s)", counted(r, words), how)
	case r.Finished:
		return fmt.Sprintf("%s found, and there may be others: %s (%s)", counted(r, words), r.IncompleteBecause, how)
	case n == 0:
		return fmt.Sprintf("No %s found; the search is incomplete: %s", words[0], r.IncompleteBecause)
	}
	return fmt.Sprintf("%s found, and there may be others: %s", counted(r, words), r.IncompleteBecause)
}

// irrational says of which action the k-th irrational probability is, and what it is a root of.
func (v *view) irrational(k int) string {
	x := &v.Irrational[k]
	return fmt.Sprintf("%s at %s, a root of %s", v.in.Actions[x.Action].Name, v.in.Infosets[v.in.Actions[x.Action].Infoset].Name, polynomial(x.Root))
}

// polynomial writes a polynomial in x with whole coefficients, constant term first in c.
func polynomial(c []num.Rat) string {
	var b strings.Builder
	for k := len(c) - 1; k >= 0; k-- {
		switch {
		case c[k].IsZero():
			continue
		case b.Len() > 0 && c[k].Sign() > 0:
			b.WriteString(" + ")
		case b.Len() > 0:
			b.WriteString(" − ")
		case c[k].Sign() < 0:
			b.WriteString("−")
		}
		if a := c[k].Abs(); k == 0 || !a.Equal(num.One) {
			b.WriteString(a.String())
		}
		switch {
		case k == 1:
			b.WriteString("x")
		case k > 1:
			b.WriteString("x" + superscript(k))
		}
	}
	return b.String()
}

func superscript(k int) string {
	digits := []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")
	var out []rune
	for _, d := range strconv.Itoa(k) {
		out = append(out, digits[d-'0'])
	}
	return string(out)
}

// approximate tells whether what was found is near an equilibrium only, up to a measured regret.
func approximate(r *solve.Result) bool {
	return slices.ContainsFunc(r.Equilibria, func(e solve.Equilibrium) bool { return e.Certificate == solve.Numeric })
}

func counted(r *solve.Result, words [2]string) string {
	continua := 0
	for i := range r.Equilibria {
		if r.Equilibria[i].Dimension > 0 {
			continua++
		}
	}
	text := Count(len(r.Equilibria), words[0], words[1])
	switch {
	case continua == 0:
	case continua == len(r.Equilibria):
		text = Count(continua, "component", "") + " of " + words[1]
	case continua == 1:
		text += " (1 of them a continuum)"
	default:
		text += fmt.Sprintf(" (%d of them continua)", continua)
	}
	return text
}

func method(r *solve.Result) string {
	arithmetic := "exact arithmetic"
	for i := range r.Equilibria {
		switch r.Equilibria[i].Certificate {
		case solve.Numeric:
			arithmetic = "floating point"
		case solve.Interval:
			if arithmetic == "exact arithmetic" {
				arithmetic = "proved enclosures"
			}
		}
	}
	if r.Method == "" {
		return arithmetic
	}
	return r.Method + ", " + arithmetic + picked(r)
}

// picked says, for the end of a sentence, why a method was picked, unless somebody asked for it.
func picked(r *solve.Result) string {
	if r.Why == "" || r.Why == solve.AskedFor {
		return ""
	}
	return "; picked for " + r.Why
}

// note tells what is special about equilibrium i.
func (s *Solution) note(i int, v *view) string {
	e := &s.Result.Equilibria[i]
	var notes []string
	switch {
	case e.Dimension > 0 && v.samePath():
		notes = append(notes, fmt.Sprintf("  a continuum of dimension %d: its members differ off the path only", e.Dimension))
	case e.Dimension > 0 && e.Outer && !e.AtMost:
		notes = append(notes, fmt.Sprintf("  a continuum of dimension %d, bounded by curves: ranges enclose it", e.Dimension))
	case e.Dimension > 0 && e.Outer:
		notes = append(notes, fmt.Sprintf("  a continuum of dimension %d at most, bounded by curves: ranges enclose it", e.Dimension))
	case e.Dimension > 0:
		notes = append(notes, fmt.Sprintf("  a continuum of dimension %d: ranges show how far it reaches", e.Dimension))
	}
	if e.Certificate == solve.Interval {
		note := fmt.Sprintf("  numbers lie within %.1g of those shown (proved)", e.Radius)
		switch len(e.Irrational) {
		case 0:
		case 1:
			note += "; " + v.irrational(0) + " is irrational"
		default:
			note += fmt.Sprintf("; %d probabilities are irrational, such as that of %s", len(e.Irrational), v.irrational(0))
		}
		notes = append(notes, note)
	}
	if e.Certificate == solve.Numeric {
		notes = append(notes, fmt.Sprintf("  found in floating point; nobody gains more than %s by deviating", atMost(s.Regrets[i].Float())))
	}
	if s.Intuitive != nil && !s.ShowRefinements {
		switch f := s.Intuitive[i]; {
		case !f.Passes:
			notes = append(notes, "  fails the intuitive criterion: "+f.Reason)
		case f.Reason != "":
			notes = append(notes, "  the intuitive criterion was not decided: "+f.Reason)
		}
	}
	if len(notes) == 0 {
		return ""
	}
	return join(notes, "\n") + "\n"
}

// atMost writes a bound with one digit, rounded up.
func atMost(x float64) string {
	text := fmt.Sprintf("%.1g", x)
	if y, err := strconv.ParseFloat(text, 64); err == nil && y < x {
		text = fmt.Sprintf("%.1g", y+math.Pow(10, math.Floor(math.Log10(y))))
	}
	return text
}

// samePath tells whether all members of the set play alike wherever play leads.
func (v *view) samePath() bool {
	for a := range v.in.Actions {
		low, high := v.Range(game.ActionID(a))
		if !low.Equal(high) && v.reached(v.in.Actions[a].Infoset) {
			return false
		}
	}
	return true
}

// A row is one information set in text.
type row struct {
	player, name, moves, worth string
	belief                     string
}

// stackAt is the width of the longest information set's name from which moves go to a line of their own.
const stackAt = 44

// mostRows is how many information sets on the path are written, unless all are asked for.
const mostRows = 100

// mostNodes is how many nodes an information set may have for its beliefs to be written.
const mostNodes = 200

func (v *view) text(b *strings.Builder, st Style) {
	on, off, more, hidden := v.rows(st.All)
	writeRows(b, st, on)
	if more > 0 {
		fmt.Fprintf(b, "  %s\n", st.Dim(fmt.Sprintf("and %s on the path: --all or --json shows them", Count(more, "more information set", ""))))
	}
	v.subsetText(b, st)
	v.outcomeText(b, st)
	if len(off) > 0 {
		fmt.Fprintf(b, "\n  %s\n", v.offTitle())
		writeRows(b, st, off)
	}
	if hidden > 0 {
		verb := "are"
		if hidden == 1 {
			verb = "is"
		}
		where := "off the path"
		if v.logp != nil {
			where = "reached hardly ever"
		}
		fmt.Fprintf(b, "\n  %s\n", st.Dim(fmt.Sprintf("%s %s %s: --all shows play and beliefs there", Count(hidden, "information set", ""), verb, where)))
	}
}

// rows lists information sets on the path and off it; without all, so many of the former at most and none of the latter. More and
// hidden count those that are left out.
func (v *view) rows(all bool) (on, off []row, more, hidden int) {
	worth, fixed := v.worth(), v.samePath()
	for _, id := range inTime(v.in.Game) {
		s := &v.in.Infosets[id]
		switch reached := v.reached(id); {
		case !reached && !all:
			hidden++
			continue
		case reached && len(on) == mostRows && !all:
			more++
			continue
		}
		name := Plain(title(s))
		if strategic(v.in.Game) {
			name = ""
		}
		r := row{player: Plain(v.in.Players[s.Player]), name: name, moves: v.moves(id), belief: v.beliefText(id)}
		if w, ok := worth[id]; ok && (v.Dimension == 0 || fixed && v.reached(id)) {
			r.worth = Number(w)
		}
		if v.reached(id) {
			on = append(on, r)
		} else {
			off = append(off, r)
		}
	}
	return on, off, more, hidden
}

// offTitle stands above what play never or hardly ever reaches.
func (v *view) offTitle() string {
	if v.logp != nil {
		return "Reached with a probability of less than 1 in a million:"
	}
	return "Off the path:"
}

// inTime returns the players' information sets in the order of the players' moves before them.
func inTime(g *game.Game) []game.InfosetID {
	before := make([]int, len(g.Nodes)) // moves of players
	for i := 1; i < len(g.Nodes); i++ {
		n := &g.Nodes[i]
		before[i] = before[n.Parent]
		if g.Infosets[g.Actions[n.Via].Infoset].Player != game.Chance {
			before[i]++
		}
	}
	var out []game.InfosetID
	for h := range g.Infosets {
		if g.Infosets[h].Player != game.Chance {
			out = append(out, game.InfosetID(h))
		}
	}
	slices.SortStableFunc(out, func(a, b game.InfosetID) int {
		return before[g.Infosets[a].Nodes[0]] - before[g.Infosets[b].Nodes[0]]
	})
	return out
}

func writeRows(b *strings.Builder, st Style, rows []row) {
	var players, names, moves []string
	for _, r := range rows {
		players, names, moves = append(players, r.player), append(names, r.name), append(moves, r.moves)
	}
	wp, wn, wm := widest(players), widest(names), min(widest(moves), stackAt)
	for _, r := range rows {
		line := "  " + pad(r.player, wp) + "  "
		if wn > stackAt {
			line += r.name + "\n" + strings.Repeat(" ", wp+6)
		} else {
			line += pad(r.name, wn)
			if wn > 0 {
				line += "  "
			}
		}
		line += pad(r.moves, wm)
		if r.worth != "" {
			line += "  " + st.Dim("worth "+r.worth)
		}
		fmt.Fprintln(b, strings.TrimRight(line, " "))
		if r.belief != "" {
			indent := wp + 6
			if wn <= stackAt {
				indent = wp + wn + 6
			}
			fmt.Fprintf(b, "%s%s\n", strings.Repeat(" ", indent), r.belief)
		}
	}
}

// title names an information set so that the JSON document can be searched for it.
func title(s *game.Infoset) string {
	if s.Name != "" {
		return s.Name
	}
	return fmt.Sprintf("information set %d", s.Number)
}

// moves writes the actions that are played at h: "visit 67 % (2/3), call 33 % (1/3)".
func (v *view) moves(h game.InfosetID) string {
	if v.logp != nil {
		return v.responseMoves(h)
	}
	var parts []string
	by := ", "
	for _, a := range v.in.ActionsAt(h) {
		low, high := v.Range(a)
		if high.IsZero() {
			continue
		}
		name := Plain(v.in.Actions[a].Name)
		if strings.Contains(name, ",") { // a strategy, made of several actions
			by = "; "
		}
		parts = append(parts, name+" "+probability(v.Profile[a], low, high))
	}
	return join(parts, by)
}

// strategic tells whether a game is in strategic form: each player moves once, at an information set
// that has no name.
func strategic(g *game.Game) bool {
	for h := range g.Infosets {
		if g.Infosets[h].Name != "" || g.Infosets[h].Player == game.Chance {
			return false
		}
	}
	return len(g.Infosets) <= len(g.Players)
}

// probability writes a probability with its exact value where that is short, or its range.
func probability(p, low, high num.Rat) string {
	if !low.Equal(high) {
		return Percents(low, high)
	}
	if f := Fraction(p); f != "" && !exactPercent(p) {
		return Percent(p) + " (" + f + ")"
	}
	return Percent(p)
}

func exactPercent(p num.Rat) bool { return p.Mul(num.Int(100)).IsInt() }

// A fact is something hidden at an information set, and how likely its player thinks it.
type fact struct {
	name         string
	p, low, high num.Rat
	prior        num.Rat
	hasPrior     bool
	nodes        []game.NodeID // that it is true at
}

// beliefText writes what a player believes at an information set of several nodes, "" elsewhere.
func (v *view) beliefText(h game.InfosetID) string {
	if n := len(v.in.Infosets[h].Nodes); n < 2 || n > mostNodes || strategic(v.in.Game) {
		return ""
	}
	subject, facts, chance := v.facts(h)
	if facts == nil || !chance && v.reached(h) { // what others play says that already
		return ""
	}
	var parts []string
	for _, f := range facts {
		if f.high.IsZero() {
			continue
		}
		text := f.name + " " + probability(f.p, f.low, f.high)
		if f.hasPrior && !(f.prior.Equal(f.p) && f.low.Equal(f.high)) {
			text += ", was " + Percent(f.prior)
		}
		parts = append(parts, text)
	}
	text := "believes "
	if subject != "" {
		text += subject + ": "
	}
	const most = 6
	if len(parts) > most {
		parts = append(parts[:most], fmt.Sprintf("and %d more", len(parts)-most))
	}
	return text + join(parts, "; ")
}

// facts describes the nodes of an information set by the moves in which they differ. Where one move
// tells them apart, subject is its label. Chance tells whether an outcome of chance is among them.
func (v *view) facts(h game.InfosetID) (subject string, facts []fact, chance bool) {
	nodes := v.in.Infosets[h].Nodes
	paths := make([][]step, len(nodes))
	for i, n := range nodes {
		paths[i] = v.steps(n)
	}
	var labels []step // a step for each label that differs, by first appearance
	for _, path := range paths {
		for _, s := range path {
			if !slices.ContainsFunc(labels, s.sameMove) && differs(paths, s) {
				labels = append(labels, s)
			}
		}
	}
	if len(labels) > 1 && tells(paths, labels[0]) {
		labels = labels[:1]
	}
	for _, l := range labels {
		chance = chance || l.chance
	}
	at := map[string]int{}
	onPath := v.reached(h)
	for i, n := range nodes {
		p, low, high, ok := v.belief(n)
		if !ok {
			return "", nil, chance
		}
		f := fact{p: p, low: low, high: high, nodes: []game.NodeID{n}}
		var names []string
		for _, l := range labels {
			if k := slices.IndexFunc(paths[i], l.sameMove); k >= 0 {
				s := paths[i][k]
				names = append(names, Plain(s.action))
				if onPath && len(labels) == 1 && s.chance && s.infoset == labels[0].infoset {
					f.prior, f.hasPrior = v.Profile[s.id], true
				}
			}
		}
		f.name = join(names, ", ")
		if f.name == "" {
			f.name = "neither"
		}
		if k, ok := at[f.name]; ok {
			o := &facts[k]
			o.p, o.low, o.high = o.p.Add(f.p), num.Max(o.low, f.low), num.Min(num.One, o.high.Add(f.high))
			o.nodes = append(o.nodes, n)
			continue
		}
		at[f.name] = len(facts)
		facts = append(facts, f)
	}
	if len(labels) == 1 {
		subject = Plain(labels[0].label)
	}
	return subject, facts, chance
}

// A step is one action on the way to a node: the count-th at a move of its label.
type step struct {
	label, action string
	count         int
	chance        bool
	infoset       game.InfosetID
	id            game.ActionID
}

func (s step) sameMove(o step) bool { return s.label == o.label && s.count == o.count }

func (v *view) steps(n game.NodeID) []step {
	var out []step
	for _, a := range v.in.Path(n) {
		h := v.in.Actions[a].Infoset
		s := step{label: v.in.Infosets[h].Label, action: v.in.Actions[a].Name, chance: v.in.Infosets[h].Player == game.Chance, infoset: h, id: a}
		for _, o := range out {
			if o.label == s.label {
				s.count++
			}
		}
		out = append(out, s)
	}
	return out
}

func differs(paths [][]step, s step) bool {
	for _, path := range paths {
		i := slices.IndexFunc(path, s.sameMove)
		if i < 0 || path[i].action != s.action {
			return true
		}
	}
	return false
}

// tells reports whether the move of s alone tells every path from every other.
func tells(paths [][]step, s step) bool {
	seen := map[string]bool{}
	for _, path := range paths {
		action := ""
		if i := slices.IndexFunc(path, s.sameMove); i >= 0 {
			action = path[i].action
		}
		if seen[action] {
			return false
		}
		seen[action] = true
	}
	return true
}

// mostOutcomes is how many outcomes are listed.
const mostOutcomes = 8

func (v *view) outcomeText(b *strings.Builder, st Style) {
	var parts []string
	for p, q := range v.payoffs() {
		text := Number(q.low)
		if high := Number(q.high); high != text {
			text += " to " + high
		}
		parts = append(parts, Plain(v.in.Players[p])+" "+text)
	}
	fmt.Fprintf(b, "\n  payoffs  %s\n", join(parts, ", "))
	outcomes, plays := v.outcomes()
	if len(outcomes) == 0 || strategic(v.in.Game) {
		return
	}
	if plays > 0 {
		b.WriteString("\n")
		for i, o := range outcomes {
			if i == mostOutcomes {
				fmt.Fprintf(b, "  %s\n", st.Dim(fmt.Sprintf("and %s more", Count(plays-i, "play", ""))))
				break
			}
			fmt.Fprintf(b, "  %s  %s\n", padLeft(Percents(o.p.low, o.p.high), 7), Plain(v.play(o)))
		}
		return
	}
	parts = nil
	for _, o := range outcomes {
		parts = append(parts, Plain(o.name)+" "+Percents(o.p.low, o.p.high))
	}
	b.WriteString(wrap(parts, "   ", "  "))
}

func padLeft(text string, width int) string {
	return strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text))) + text
}

// wrap joins parts with a separator into lines of at most 100 characters, each behind an indent.
func wrap(parts []string, by, indent string) string {
	const width = 100
	var b strings.Builder
	line := indent
	for i, p := range parts {
		if i > 0 && utf8.RuneCountInString(line+by+p) > width {
			fmt.Fprintln(&b, line)
			line = indent
		}
		if line != indent {
			line += by
		}
		line += p
	}
	fmt.Fprintln(&b, line)
	return b.String()
}
