package gamefile

import (
	"fmt"
	"strconv"

	"parley/diag"
	"parley/expr"
	"parley/game"
	"parley/num"
)

// An nfg reads a game in strategic form.
type nfg struct {
	*parser
	title, comment string
	players        []string
	strategies     [][]string
	profiles       int // how many: every choice of one strategy for each player
	payoffs        [][]num.Rat
	labels         []string // of the outcomes, by profile; nil in the payoff version
}

func (p *parser) nfg() *game.Game {
	n := &nfg{parser: p}
	n.title = p.header("NFG", "1", "a game in strategic form")
	n.players = p.somePlayers()
	n.readStrategies()
	if p.tok.kind == text {
		n.comment = p.advanceToken().text
	}
	if p.is("{") {
		n.outcomes()
	} else {
		n.table()
	}
	if p.errors > 0 {
		return nil
	}
	return n.build()
}

// somePlayers reads the players of a form that needs at least one.
func (p *parser) somePlayers() []string {
	at := p.tok.span
	names := p.players()
	if len(names) == 0 {
		p.fatal(diag.Diagnostic{Code: "F009", Summary: "a game in strategic form needs a player", Span: at})
	}
	return names
}

// readStrategies reads each player's strategies: how many, or their labels.
func (n *nfg) readStrategies() {
	n.brace(`after the players come their strategies: { 2 3 } or { { "up" "down" } { "left" "right" } }`)
	n.profiles = 1
	nodes := 1
	for !n.is("}") {
		var names []string
		var at diag.Span
		if n.is("{") {
			names, at = n.strategyLabels()
		} else {
			if n.tok.kind != number {
				n.unexpected("a number of strategies, a list of labels or “}”", "the labels of a player's strategies stand in braces of their own: { { \"up\" \"down\" } }")
			}
			var count int
			count, at = n.whole("the number of a player's strategies")
			for i := range min(max(count, 0), n.lim.Nodes) {
				names = append(names, strconv.Itoa(i+1))
			}
		}
		if len(names) == 0 {
			n.fatal(diag.Diagnostic{Code: "F011", Summary: "a player needs at least one strategy", Span: at})
		}
		if len(n.strategies) == len(n.players) {
			n.fatal(diag.Diagnostic{Code: "F019", Summary: fmt.Sprintf("there are strategies for more than %s", plural(len(n.players), "player")), Span: at})
		}
		n.strategies = append(n.strategies, names)
		n.profiles *= len(names)
		if nodes += n.profiles; nodes > n.lim.Nodes || nodes*len(n.players) > n.lim.Payoffs {
			n.fatal(diag.Diagnostic{Code: "F002", Summary: "the table has too many cells", Span: at, Note: fmt.Sprintf("as a tree it has more than %s", plural(min(n.lim.Nodes, n.lim.Payoffs/len(n.players)), "node")), Fix: smaller})
		}
	}
	at := n.advanceToken().span
	if len(n.strategies) < len(n.players) {
		n.fatal(diag.Diagnostic{Code: "F019", Summary: fmt.Sprintf("there are strategies for %s, and the file names %d", plural(len(n.strategies), "player"), len(n.players)), Span: at})
	}
}

func (n *nfg) strategyLabels() ([]string, diag.Span) {
	open := n.advanceToken()
	var names []string
	var at []place
	for !n.is("}") {
		if n.tok.kind != text {
			n.unexpected("a strategy's label or “}”", "labels stand between quotation marks, without commas")
		}
		l, s := n.label("a strategy's label")
		if names, at = append(names, l), append(at, placeOf(s)); len(names) >= n.lim.Nodes {
			n.fatal(diag.Diagnostic{Code: "F002", Summary: "there are too many strategies", Span: s, Fix: smaller})
		}
	}
	return n.distinct(names, at), join(open.span, n.advanceToken().span)
}

// table reads the payoff version: for each profile, the first player's strategy varying fastest, one
// payoff for each player.
func (n *nfg) table() {
	for range n.profiles {
		cell := make([]num.Rat, len(n.players))
		for i := range cell {
			if n.tok.kind == endOfFile {
				n.fatal(diag.Diagnostic{
					Code: "F006", Summary: "the file ends before the table does", Span: n.tok.span,
					Note: fmt.Sprintf("here are %s, and %d are needed", plural(len(n.payoffs)*len(n.players)+i, "payoff"), n.profiles*len(n.players)),
					Fix:  "give one payoff to each player in each cell",
				})
			}
			fix := "payoffs stand one after the other"
			if n.is(",") {
				fix = "leave out the commas: they may stand only between the payoffs of a named outcome"
			}
			cell[i], _ = n.rational("a payoff", fix)
		}
		n.payoffs = append(n.payoffs, cell)
	}
	n.end()
}

func (n *nfg) end() {
	if n.tok.kind != endOfFile {
		n.fatal(diag.Diagnostic{Code: "F008", Summary: "expected the end of the file, found " + n.tok.describe(), Span: n.tok.span, Note: fmt.Sprintf("the table of %s is complete before this", plural(n.profiles, "cell"))})
	}
}

// outcomes reads the outcome version: a list of outcomes, then the number of one for each profile.
func (n *nfg) outcomes() {
	n.advanceToken()
	list := [][]num.Rat{make([]num.Rat, len(n.players))} // number 0: no outcome
	labels := []string{""}
	at := []place{{}}
	for !n.is("}") {
		open := n.brace("an outcome is written: { \"label\" 1, 2 }")
		label, s := n.label("the label of an outcome")
		labels, at = append(labels, label), append(at, placeOf(s))
		one, s := n.rest(open.span, len(n.players))
		if list = append(list, one); len(list)*len(n.players) > n.lim.Payoffs {
			n.fatal(diag.Diagnostic{Code: "F002", Summary: "there are too many outcomes", Span: s, Fix: smaller})
		}
	}
	n.advanceToken()
	for i, name := range distinctNamed(labels) {
		n.renamed(labels[i], name, at[i])
		labels[i] = name
	}
	for i := range n.profiles {
		if n.tok.kind == endOfFile {
			n.fatal(diag.Diagnostic{Code: "F006", Summary: "the file ends before the table does", Span: n.tok.span, Note: fmt.Sprintf("here are %s, and %d are needed", plural(i, "outcome number"), n.profiles), Fix: "give one outcome number for each cell"})
		}
		if n.is(",") {
			n.unexpected("the number of an outcome", "leave out the commas: they may stand only between the payoffs of a named outcome")
		}
		k, at := n.whole("the number of an outcome")
		if k < 0 || k >= len(list) {
			n.report(diag.Diagnostic{Code: "F013", Summary: fmt.Sprintf("there is no outcome %d", k), Span: at, Note: fmt.Sprintf("the list above has %d", len(list)-1), Fix: "outcomes are numbered from 1 in the order of the list; 0 means none"})
			k = 0
		}
		n.payoffs, n.labels = append(n.payoffs, list[k]), append(n.labels, labels[k])
	}
	n.end()
}

// build makes the tree: one player after the other, unseen.
func (n *nfg) build() *game.Game {
	pool := &expr.Pool{}
	b := game.Builder{Title: n.title, Comment: n.comment, Players: n.players, Pool: pool}
	at := make([]int, len(n.players)) // the strategy of each player on the way to the node
	depth := 0
	for depth >= 0 {
		if depth < len(n.players) {
			if at[depth] == 0 {
				b.Decision(game.InfosetSpec{Player: game.PlayerID(depth), Label: "strategy", Actions: n.strategies[depth]})
			}
			depth++
			continue
		}
		cell, stride := 0, 1
		for i, s := range n.strategies {
			cell += at[i] * stride
			stride *= len(s)
		}
		ids := make([]expr.ID, len(n.players))
		for i, x := range n.payoffs[cell] {
			ids[i] = pool.Const(x)
		}
		end := b.Terminal(ids)
		if n.labels != nil && n.labels[cell] != "" {
			b.Label(end, "", n.labels[cell])
		}
		for depth--; depth >= 0; depth-- {
			if at[depth]++; at[depth] < len(n.strategies[depth]) {
				break
			}
			at[depth] = 0
		}
	}
	g, err := b.Build()
	if err != nil {
		panic("gamefile: " + err.Error())
	}
	return g
}
