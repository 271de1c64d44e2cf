package gamefile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"parley/diag"
	"parley/expr"
	"parley/game"
	"parley/num"
)

// chance is the player number under which the information sets of chance are kept.
const chance = 0

type infosetKey struct{ player, number int }

// An infoset is an information set as the file describes it.
type infoset struct {
	infosetKey
	label   string
	labelAt place
	actions []string // as in the file, but tidy
	names   []string // distinct
	probs   []num.Rat
	block   place // of the actions
	entered bool  // in the game already; for players' sets
}

type outcome struct {
	number  int
	label   string
	labelAt place
	payoffs []num.Rat
	block   place
}

// A frame is a move whose actions have not all been followed.
type frame struct {
	at   diag.Span // of the node's letter
	set  *infoset
	next int       // actions followed so far
	sum  []num.Rat // payoffs on the way; shared with the frame above where the node adds none
}

// An efg reads a game in extensive form.
type efg struct {
	*parser
	b        game.Builder
	infosets map[infosetKey]*infoset
	order    []*infoset // by first appearance
	outcomes map[int]*outcome
	results  []*outcome // by first appearance
	open     []frame
	pending  int // nodes that the open moves still need

	setOf      []*infoset // by game information set
	nodeLabel  []string   // by node
	nodeAt     []place
	nodeResult []*outcome
}

func (p *parser) efg() *game.Game {
	e := &efg{parser: p, infosets: map[infosetKey]*infoset{}, outcomes: map[int]*outcome{}}
	e.b.Title = p.header("EFG", "2", "a game in extensive form")
	e.b.Players = p.players()
	if p.tok.kind == text {
		e.b.Comment = p.advanceToken().text
	}
	start := p.tok.span
	for first := true; first || len(e.open) > 0; first = false {
		e.node()
	}
	if p.tok.kind != endOfFile {
		p.report(diag.Diagnostic{
			Code: "F008", Summary: "expected the end of the file, found " + p.tok.describe(), Span: p.tok.span,
			Note:    "the tree is complete before this",
			Related: []diag.Related{{Span: start, Note: fmt.Sprintf("the tree starts here and has %s", plural(len(e.nodeLabel), "node"))}},
			Fix:     "take out what follows the tree, or give an earlier move the action that leads here",
		})
	}
	if p.errors > 0 {
		return nil
	}
	return e.build()
}

// node reads one line of the tree.
func (e *efg) node() {
	if e.tok.kind == endOfFile {
		e.unfinished()
	}
	letter := e.tok
	if letter.kind != word || !slices.Contains([]string{"c", "p", "t"}, letter.text) {
		fix := "each node starts with c (a chance move), p (a player's move) or t (an end of the game)"
		if letter.kind == word && len(letter.text) > 1 && strings.ContainsAny(letter.text[:1], "cpt") {
			fix = "put a blank after the letter " + letter.text[:1]
		}
		e.unexpected("the letter c, p or t of a node", fix)
	}
	e.advanceToken()
	label, labelAt := e.label("the label of a node")
	var sum []num.Rat
	if len(e.open) > 0 {
		f := &e.open[len(e.open)-1]
		f.next++
		e.pending--
		sum = f.sum
	} else {
		sum = make([]num.Rat, len(e.b.Players))
	}
	var set *infoset
	if letter.text != "t" {
		set = e.infoset(letter)
		e.pending += len(set.actions)
	}
	result := e.outcome()
	if result != nil && len(result.payoffs) == len(sum) {
		sum = slices.Clone(sum)
		for i, x := range result.payoffs {
			sum[i] = sum[i].Add(x)
			e.spend(size(sum[i]), e.spanOf(result.block))
		}
	}
	e.nodeLabel, e.nodeAt, e.nodeResult = append(e.nodeLabel, label), append(e.nodeAt, placeOf(labelAt)), append(e.nodeResult, result)
	e.bounds(letter.span)
	e.add(set, sum)
	if set != nil {
		if len(e.open) >= e.lim.Depth {
			e.fatal(diag.Diagnostic{Code: "F002", Summary: fmt.Sprintf("the tree is more than %s deep", plural(e.lim.Depth, "move")), Span: letter.span, Fix: shorter})
		}
		e.open = append(e.open, frame{at: letter.span, set: set, sum: sum})
	}
	for len(e.open) > 0 && e.open[len(e.open)-1].next == len(e.open[len(e.open)-1].set.actions) {
		e.open = e.open[:len(e.open)-1]
	}
}

// bounds ends reading where the tree grows past the limits.
func (e *efg) bounds(at diag.Span) {
	switch nodes := len(e.nodeLabel) + e.pending; {
	case nodes > e.lim.Nodes:
		e.fatal(diag.Diagnostic{Code: "F002", Summary: fmt.Sprintf("the tree has more than %s", plural(e.lim.Nodes, "node")), Span: at, Fix: smaller})
	case nodes*len(e.b.Players) > e.lim.Payoffs:
		e.fatal(diag.Diagnostic{Code: "F002", Summary: fmt.Sprintf("the tree has more than %s", plural(e.lim.Payoffs, "payoff")), Span: at, Fix: smaller})
	}
}

// add gives the node to the builder, as long as there is a game to build.
func (e *efg) add(set *infoset, sum []num.Rat) {
	if e.errors > 0 {
		return
	}
	pool := e.pool()
	consts := func(xs []num.Rat) []expr.ID {
		ids := make([]expr.ID, len(xs))
		for i, x := range xs {
			ids[i] = pool.Const(x)
		}
		return ids
	}
	if set == nil {
		e.b.Terminal(consts(sum))
		return
	}
	spec := game.InfosetSpec{Player: game.PlayerID(set.player - 1), Key: strconv.Itoa(set.number), Actions: set.names}
	if set.player == chance {
		e.b.Chance(spec, consts(set.probs))
		e.setOf = append(e.setOf, set)
		return
	}
	e.b.Decision(spec)
	if !set.entered {
		set.entered = true
		e.setOf = append(e.setOf, set)
	}
}

func (e *efg) pool() *expr.Pool {
	if e.b.Pool == nil {
		e.b.Pool = &expr.Pool{}
	}
	return e.b.Pool
}

// unfinished says which actions have no node at the end of the file.
func (e *efg) unfinished() {
	d := diag.Diagnostic{Code: "F006", Summary: "the file ends before the tree does", Span: e.tok.span, Fix: "add the missing nodes: every action leads to one, and they stand depth first"}
	if len(e.open) == 0 {
		d.Summary, d.Fix = "the file ends where the tree should start", "add the tree: its first line is the node at which the game begins"
	}
	for i := len(e.open) - 1; i >= 0 && len(d.Related) < 3; i-- {
		f := e.open[i]
		if missing := f.set.names[f.next:]; len(missing) > 0 {
			d.Related = append(d.Related, diag.Related{Span: f.at, Note: "no node yet for " + list(missing)})
		}
	}
	e.fatal(d)
}

// list writes names for a message, the first few.
func list(names []string) string {
	const most = 4
	var quoted []string
	for _, n := range names[:min(len(names), most)] {
		quoted = append(quoted, `"`+shorten(n)+`"`)
	}
	out := strings.Join(quoted, ", ")
	if len(names) > most {
		out += fmt.Sprintf(" and %d more", len(names)-most)
	}
	return out
}

// infoset reads who moves, where, and with which actions.
func (e *efg) infoset(letter token) *infoset {
	key := infosetKey{player: chance}
	if letter.text == "p" {
		n, at := e.whole("the number of the player who moves")
		if n < 1 || n > len(e.b.Players) {
			note := fmt.Sprintf("this is %d, and the file names %s", n, plural(len(e.b.Players), "player"))
			e.fatal(diag.Diagnostic{Code: "F009", Summary: "there is no player of this number", Span: at, Note: note, Fix: "players are numbered from 1, in the order of the list at the top"})
		}
		key.player = n
	}
	n, at := e.whole("the number of the information set")
	key.number = n
	known := e.infosets[key]
	if e.tok.kind != text {
		if known != nil {
			return known
		}
		summary := fmt.Sprintf("player %d's information set %d has not been described", key.player, n)
		if key.player == chance {
			summary = fmt.Sprintf("chance move %d has not been described", n)
		}
		if e.is("{") {
			e.fatal(diag.Diagnostic{Code: "F010", Summary: summary, Span: at, Note: "its label is missing", Fix: `put a label before the actions: "" will do`})
		}
		e.fatal(diag.Diagnostic{Code: "F010", Summary: summary, Span: at, Fix: `where a number first stands, a label and the actions follow it: "" { "left" "right" }`})
	}
	set := &infoset{infosetKey: key}
	label, labelAt := e.label("the label of the information set")
	set.label, set.labelAt = label, placeOf(labelAt)
	e.actions(set)
	if known != nil {
		e.agree(known, set)
		return known
	}
	e.infosets[key] = set
	e.order = append(e.order, set)
	return set
}

// actions reads the actions of an information set: labels and, for chance, probabilities.
func (e *efg) actions(set *infoset) {
	open := e.brace("after the label of an information set come its actions, in braces")
	var at []place
	sum, probsAt := num.Zero, diag.Span{}
	for !e.is("}") {
		if e.tok.kind != text {
			fix := "actions stand between quotation marks, without commas"
			if e.tok.kind == number && set.player == chance {
				fix = "each outcome of a chance move has one probability"
			}
			e.unexpected("an action's label or “}”", fix)
		}
		l, s := e.label("an action's label")
		if set.actions, at = append(set.actions, l), append(at, placeOf(s)); len(set.actions) >= e.lim.Nodes {
			e.fatal(diag.Diagnostic{Code: "F002", Summary: fmt.Sprintf("the tree has more than %s", plural(e.lim.Nodes, "node")), Span: s, Fix: smaller})
		}
		if set.player != chance {
			continue
		}
		x, s := e.rational("the probability of "+list([]string{l}), "after each label of a chance move comes its probability")
		if x.Sign() < 0 {
			e.report(diag.Diagnostic{Code: "F016", Summary: "a probability cannot be negative", Span: s, Note: "this is " + x.Decimal(6)})
		}
		if len(set.probs) == 0 {
			probsAt.Start = s.Start
		}
		probsAt.End = s.End
		set.probs = append(set.probs, x)
		sum = sum.Add(x)
		e.spend(size(sum), s)
	}
	block := join(open.span, e.advanceToken().span)
	set.block = placeOf(block)
	if len(set.actions) == 0 {
		e.fatal(diag.Diagnostic{Code: "F011", Summary: "a move needs at least one action", Span: block, Fix: "an end of the game is written: t \"\" 0"})
	}
	if set.player == chance && !sum.Equal(num.One) {
		e.report(diag.Diagnostic{
			Code: "F017", Summary: "the probabilities of a chance move must sum to exactly 1", Span: probsAt,
			Note: "these sum to " + exactly(sum), Fix: "write thirds and the like as fractions: 1/3, not .333",
		})
	}
	if e.infosets[set.infosetKey] == nil {
		set.names = e.distinct(set.actions, at)
	}
}

// exactly writes a number as a fraction and, where that helps, as a decimal.
func exactly(x num.Rat) string {
	s := x.String()
	if x.IsInt() || len(s) > 40 {
		return x.Decimal(6)
	}
	return s + " = " + x.Decimal(6)
}

// agree checks a second description of an information set against the first.
func (e *efg) agree(known, again *infoset) {
	differ := func(what string, at, first place, note string) {
		e.report(diag.Diagnostic{
			Code: "F012", Summary: what + " differs from an earlier node of this information set", Span: e.spanOf(at), Note: note,
			Related: []diag.Related{{Span: e.spanOf(first), Note: "described here"}},
			Fix:     "write the same, leave out label and actions, or give this node an information set of another number",
		})
	}
	switch {
	case len(known.actions) != len(again.actions):
		differ("the number of actions", again.block, known.block, fmt.Sprintf("this is %d, and it was %d", len(again.actions), len(known.actions)))
		panic(errStop) // which action the nodes below belong to is open
	case known.label != again.label:
		differ("the label", again.labelAt, known.labelAt, fmt.Sprintf("this is %q, and it was %q", shorten(again.label), shorten(known.label)))
	case !slices.Equal(known.actions, again.actions):
		differ("an action", again.block, known.block, "these are "+list(again.actions)+", and they were "+list(known.actions))
	case !slices.EqualFunc(known.probs, again.probs, num.Rat.Equal):
		differ("a probability", again.block, known.block, "")
	}
}

// outcome reads the outcome at a node; nil is none.
func (e *efg) outcome() *outcome {
	n, at := e.whole("the number of the outcome (0 for none)")
	if n == 0 {
		if e.tok.kind == text {
			e.fatal(diag.Diagnostic{Code: "F014", Summary: "outcome 0 means no outcome: it has no label and no payoffs", Span: join(at, e.tok.span), Fix: "give the outcome another number"})
		}
		return nil
	}
	known := e.outcomes[n]
	if e.tok.kind != text {
		if e.is("{") {
			e.fatal(diag.Diagnostic{Code: "F013", Summary: fmt.Sprintf("the payoffs of outcome %d stand without its label", n), Span: join(at, e.tok.span), Fix: `put a label before them: "" will do`})
		}
		if known == nil {
			e.report(diag.Diagnostic{Code: "F013", Summary: fmt.Sprintf("outcome %d has not been described", n), Span: at, Fix: `where a number first stands, a label and the payoffs follow it: "" { 1, 2 }; 0 means no outcome`})
		}
		return known
	}
	again := &outcome{number: n}
	label, labelAt := e.label("the label of the outcome")
	payoffs, block := e.payoffs(len(e.b.Players))
	again.label, again.labelAt, again.payoffs, again.block = label, placeOf(labelAt), payoffs, placeOf(block)
	if known == nil {
		e.outcomes[n] = again
		e.results = append(e.results, again)
		return again
	}
	what := ""
	switch {
	case known.label != again.label:
		what = "the label"
	case !slices.EqualFunc(known.payoffs, again.payoffs, num.Rat.Equal):
		what = "a payoff"
	}
	if what != "" {
		e.report(diag.Diagnostic{
			Code: "F015", Summary: fmt.Sprintf("%s differs from the first description of outcome %d", what, n), Span: join(labelAt, block),
			Related: []diag.Related{{Span: join(e.spanOf(known.labelAt), e.spanOf(known.block)), Note: "described here"}},
			Fix:     "write the same, leave out label and payoffs, or give this outcome another number",
		})
	}
	return known
}

// payoffs reads a list of payoffs in braces, one for each of n players, with or without a comma after
// each.
func (p *parser) payoffs(n int) ([]num.Rat, diag.Span) {
	open := p.brace("after the label of an outcome come its payoffs, in braces")
	return p.rest(open.span, n)
}

// rest reads n payoffs, with or without a comma after each, and the brace that closes what begins at
// from.
func (p *parser) rest(from diag.Span, n int) ([]num.Rat, diag.Span) {
	var out []num.Rat
	for !p.is("}") {
		if p.is(",") {
			p.unexpected("a payoff or “}”", "put one comma after a payoff, or none")
		}
		x, at := p.rational("a payoff or “}”", "payoffs are numbers, with or without a comma after each")
		if out = append(out, x); len(out) > p.lim.Players {
			p.fatal(diag.Diagnostic{Code: "F018", Summary: fmt.Sprintf("an outcome has one payoff for each player, %d here", n), Span: at, Note: "and here are more"})
		}
		if p.is(",") {
			p.advanceToken()
		}
	}
	block := join(from, p.advanceToken().span)
	if len(out) != n {
		p.report(diag.Diagnostic{Code: "F018", Summary: "an outcome has one payoff for each player", Span: block, Note: fmt.Sprintf("%s for %s", plural(len(out), "payoff"), plural(n, "player")), Fix: "players are those of the list at the top; payoffs follow its order"})
	}
	return out, block
}

// build finishes the game: names for everything, the file's numbers.
func (e *efg) build() *game.Game {
	results := e.resultNames()
	nodes := distinctNamed(e.nodeLabel)
	for i, r := range e.nodeResult {
		name := ""
		if r != nil {
			name = results[r]
		}
		e.renamed(e.nodeLabel[i], nodes[i], e.nodeAt[i])
		e.b.Label(game.NodeID(i), nodes[i], name)
	}
	g, err := e.b.Build()
	if err != nil {
		panic("gamefile: " + err.Error())
	}
	names := e.infosetNames(g)
	for h := range g.Infosets {
		s := &g.Infosets[h]
		s.Number, s.Name, s.Label = e.setOf[h].number, names[h], names[h]
	}
	return g
}

func (e *efg) resultNames() map[*outcome]string {
	var labels []string
	for _, r := range e.results {
		labels = append(labels, r.label)
	}
	out := map[*outcome]string{}
	for i, name := range distinctNamed(labels) {
		out[e.results[i]] = name
		e.renamed(labels[i], name, e.results[i].labelAt)
	}
	return out
}

// infosetNames returns a name for each information set of the game, distinct for its player. Sets
// that the file left without a label are called by their number, and the nodes of a chance move that
// the file uses more than once get a number each.
func (e *efg) infosetNames(g *game.Game) []string {
	e.warnInfosets()
	byPlayer := make([][]int, len(g.Players)+1)
	for h := range g.Infosets {
		p := e.setOf[h].player
		byPlayer[p] = append(byPlayer[p], h)
	}
	out := make([]string, len(g.Infosets))
	for p, sets := range byPlayer {
		var labels []string
		for _, h := range sets {
			label := e.setOf[h].label
			if label == "" {
				label = unlabelled(game.PlayerID(p-1), e.setOf[h].number)
			}
			labels = append(labels, label)
		}
		for i, name := range distinct(labels) {
			out[sets[i]] = name
		}
	}
	return out
}

// warnInfosets warns of labels that several information sets of one player share.
func (e *efg) warnInfosets() {
	type labelled struct {
		player int
		label  string
	}
	first := map[labelled]bool{}
	for _, s := range e.order {
		k := labelled{s.player, s.label}
		if s.label != "" && first[k] {
			e.warn("F020", e.spanOf(s.labelAt), fmt.Sprintf("%q", s.label))
		}
		first[k] = true
	}
}
