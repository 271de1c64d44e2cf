// Package gamefile reads and writes games: Gambit's formats for the extensive form (.efg) and the
// strategic form (.nfg), and Parley's own in JSON (.json). It writes them as pictures for Graphviz
// (.dot) and LaTeX (.tex) too. It takes what Gambit takes and says line and column of whatever it does
// not.
//
// It is kinder than Gambit where that does no harm: a byte order mark is skipped; labels that are
// empty or stand twice get a number, labels with stray blanks lose them, each with a warning; a
// repeated probability or payoff may be written differently (2 and 2.0). It is stricter where a slip
// would go unseen: text after the end of the tree, numbers without digits and numbers glued together
// are errors.
package gamefile

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"

	"parley/diag"
	"parley/game"
)

// Limits bound what a file may ask for, so that no file can exhaust memory or time. A zero field
// stands for its default.
type Limits struct {
	Bytes   int // of the file; 64 MiB, or more if that is too little for Nodes
	Nodes   int // of the tree; 1,000,000
	Depth   int // moves one after the other; 2,000
	Players int // 200
	Payoffs int // nodes times players; 16 times Nodes
	Digits  int // of all numbers together, sums included; 50 times Nodes, and 50,000,000 at least

	// Context ends reading early, with an error of the code that Stopped knows. Nil never ends.
	Context context.Context
}

// mostBytes is the default bound on the bytes of a file, and bytesPerNode what a larger tree may take.
const (
	mostBytes    = 64 << 20
	bytesPerNode = 200
)

// FileBytes returns how large a file with at most the given number of nodes may be: 64 MiB, and more
// above the default of nodes. 0 stands for that default.
func FileBytes(nodes int) int { return Limits{Nodes: nodes}.orDefaults().Bytes }

func (l Limits) orDefaults() Limits {
	if l.Nodes == 0 {
		l.Nodes = 1_000_000
	}
	bytes := mostBytes
	if l.Nodes > 1_000_000 {
		bytes = max(bytes, saturated(l.Nodes, bytesPerNode))
	}
	for _, f := range []struct {
		field *int
		value int
	}{
		{&l.Bytes, bytes}, {&l.Depth, 2_000}, {&l.Players, 200}, {&l.Payoffs, saturated(l.Nodes, 16)}, {&l.Digits, max(50_000_000, saturated(l.Nodes, 50))},
	} {
		if *f.field == 0 {
			*f.field = f.value
		}
	}
	return l
}

// saturated multiplies, up to the largest int.
func saturated(a, b int) int {
	if a > math.MaxInt/b {
		return math.MaxInt
	}
	return a * b
}

// Read reads an .efg, .nfg or .json file: how it begins tells which. The game is nil if the list holds
// an error; it may hold warnings beside a game. The name is what the diagnostics call the file.
func Read(name string, r io.Reader, lim Limits) (*game.Game, diag.List) {
	return readAs(name, r, lim, formatOf)
}

// ReadEFG reads a game in extensive form. Results are those of Read.
//
// Outcomes on nodes before the end add up along the path. Information sets stand in the order in
// which the file's tree first reaches them, and their Number is the file's. Every chance node becomes
// an information set of its own.
func ReadEFG(name string, r io.Reader, lim Limits) (*game.Game, diag.List) {
	return readAs(name, r, lim, func(string) func(*parser) *game.Game { return (*parser).efg })
}

// ReadNFG reads a game in strategic form, in the payoff or the outcome version. Results are those of
// Read. The game is a tree in which the players choose one after the other, unseen by each other:
// one information set a player, without a name, with the strategies as its actions.
func ReadNFG(name string, r io.Reader, lim Limits) (*game.Game, diag.List) {
	return readAs(name, r, lim, func(string) func(*parser) *game.Game { return (*parser).nfg })
}

// Like tells whether a text begins as a game file does: with EFG, NFG or an opening brace.
func Like(src string) bool {
	start := strings.TrimLeft(strings.TrimPrefix(src, byteOrderMark), blanks)
	return strings.HasPrefix(start, "{") || strings.HasPrefix(start, "EFG") || strings.HasPrefix(start, "NFG")
}

// formatOf returns the reader of the format in which a file is written.
func formatOf(src string) func(*parser) *game.Game {
	switch start := strings.TrimLeft(strings.TrimPrefix(src, byteOrderMark), blanks); {
	case strings.HasPrefix(start, "NFG"):
		return (*parser).nfg
	case strings.HasPrefix(start, "{"):
		return (*parser).json
	}
	return (*parser).efg
}

func readAs(name string, r io.Reader, lim Limits, format func(src string) func(*parser) *game.Game) (*game.Game, diag.List) {
	src, errs := load(name, r, lim)
	if errs != nil {
		return nil, errs
	}
	return parse(name, src, lim, format(src))
}

func load(name string, r io.Reader, lim Limits) (string, diag.List) {
	most := lim.orDefaults().Bytes
	src, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	start := diag.Pos{File: name, Line: 1, Col: 1}
	switch {
	case err != nil:
		return "", diag.List{{Code: "F001", Severity: diag.Error, Summary: "the file could not be read: " + err.Error(), Span: diag.Span{Start: diag.Pos{File: name}, End: diag.Pos{File: name}}}}
	case len(src) > most:
		return "", diag.List{{Code: "F002", Severity: diag.Error, Summary: fmt.Sprintf("the file is larger than %d bytes", most), Span: diag.Span{Start: start, End: start}, Fix: smaller}}
	}
	text := string(src)
	return text, checkText(name, text)
}

// checkText returns an error if src is no text.
func checkText(name, src string) diag.List {
	if d, ok := noText(name, src); ok {
		return diag.List{d}
	}
	return nil
}
