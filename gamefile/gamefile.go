// Package gamefile reads and writes the file formats of Gambit: games in extensive form (.efg) and,
// for reading, games in strategic form (.nfg). It takes what Gambit takes and says line and column
// of whatever it does not.
//
// It is kinder than Gambit where that does no harm: a byte order mark is skipped; labels that are
// empty or stand twice get a number, labels with stray blanks lose them, each with a warning; a
// repeated probability or payoff may be written differently (2 and 2.0). It is stricter where a slip
// would go unseen: text after the end of the tree, numbers without digits and numbers glued together
// are errors.
package gamefile

import (
	"fmt"
	"io"
	"strings"

	"parley/diag"
	"parley/game"
)

// Limits bound what a file may ask for, so that no file can exhaust memory or time. A zero field
// stands for its default.
type Limits struct {
	Bytes   int // of the file; 64 MiB
	Nodes   int // of the tree; 1,000,000
	Depth   int // moves one after the other; 2,000
	Players int // 200
	Payoffs int // nodes times players; 16,000,000
	Digits  int // of all numbers together, sums included; 50,000,000
}

func (l Limits) orDefaults() Limits {
	for _, f := range []struct {
		field *int
		value int
	}{
		{&l.Bytes, 64 << 20}, {&l.Nodes, 1_000_000}, {&l.Depth, 2_000}, {&l.Players, 200}, {&l.Payoffs, 16_000_000}, {&l.Digits, 50_000_000},
	} {
		if *f.field == 0 {
			*f.field = f.value
		}
	}
	return l
}

// Read reads an .efg or an .nfg file: its first word tells which. The game is nil if the list holds
// an error; it may hold warnings beside a game. The name is what the diagnostics call the file.
func Read(name string, r io.Reader, lim Limits) (*game.Game, diag.List) {
	src, errs := load(name, r, lim)
	if errs != nil {
		return nil, errs
	}
	if strings.HasPrefix(strings.TrimLeft(strings.TrimPrefix(src, byteOrderMark), blanks), "NFG") {
		return parse(name, src, lim, (*parser).nfg)
	}
	return parse(name, src, lim, (*parser).efg)
}

// ReadEFG reads a game in extensive form. Results are those of Read.
//
// Outcomes on nodes before the end add up along the path. Information sets stand in the order in
// which the file's tree first reaches them, and their Number is the file's. Every chance node becomes
// an information set of its own.
func ReadEFG(name string, r io.Reader, lim Limits) (*game.Game, diag.List) {
	src, errs := load(name, r, lim)
	if errs != nil {
		return nil, errs
	}
	return parse(name, src, lim, (*parser).efg)
}

// ReadNFG reads a game in strategic form, in the payoff or the outcome version. Results are those of
// Read. The game is a tree in which the players choose one after the other, unseen by each other:
// one information set a player, without a name, with the strategies as its actions.
func ReadNFG(name string, r io.Reader, lim Limits) (*game.Game, diag.List) {
	src, errs := load(name, r, lim)
	if errs != nil {
		return nil, errs
	}
	return parse(name, src, lim, (*parser).nfg)
}

func load(name string, r io.Reader, lim Limits) (string, diag.List) {
	most := lim.orDefaults().Bytes
	src, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	start := diag.Pos{File: name, Line: 1, Col: 1}
	switch {
	case err != nil:
		return "", diag.List{{Code: "F001", Severity: diag.Error, Summary: "the file could not be read: " + err.Error(), Span: diag.Span{Start: diag.Pos{File: name}, End: diag.Pos{File: name}}}}
	case len(src) > most:
		return "", diag.List{{Code: "F002", Severity: diag.Error, Summary: fmt.Sprintf("the file is larger than %d bytes", most), Span: diag.Span{Start: start, End: start}}}
	}
	return string(src), nil
}
