package gamefile

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/diag"
	"parley/game"
	"parley/game/gametest"
)

// fuzzLimits are small, so that an input takes no time.
var fuzzLimits = Limits{Bytes: 1 << 16, Nodes: 2_000, Depth: 200, Payoffs: 20_000, Digits: 200_000}

// fuzzed reads an input, and renders what is wrong with it. The game is nil if the input is wrong.
func fuzzed(t *testing.T, src string, read func(*parser) *game.Game) *game.Game {
	g, diags := readAs("f", strings.NewReader(src), fuzzLimits, func(string) func(*parser) *game.Game { return read })
	if (g == nil) != diags.HasErrors() {
		t.Fatalf("game %v beside %v", g != nil, diags)
	}
	for _, d := range diags {
		if _, ok := Explain(d.Code); !ok || d.Span.Start.Line < 1 || d.Span.Start.Col < 1 {
			t.Fatalf("diagnostic %v", d)
		}
	}
	r := diag.Renderer{Source: func(string) (string, bool) { return src, true }}
	r.Render(diags)
	return g
}

// again writes a game and reads it back, and wants the same bytes when it is written once more.
func again(t *testing.T, g *game.Game, write func(*bytes.Buffer, *game.Instance) error) {
	var first, second bytes.Buffer
	if err := write(&first, gametest.Instance(g)); err != nil {
		t.Fatal(err)
	}
	back, diags := Read("f", bytes.NewReader(first.Bytes()), Limits{})
	if len(diags) > 0 {
		t.Fatalf("%v\n%s", diags, first.String())
	}
	if err := write(&second, gametest.Instance(back)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first.String(), second.String()); diff != "" {
		t.Fatal(diff)
	}
}

func writeJSON(b *bytes.Buffer, in *game.Instance) error { return WriteJSON(b, in) }

func writeEFG(b *bytes.Buffer, in *game.Instance) error { return WriteEFG(b, in) }

// addPictures draws a game: nothing is checked but that it can be done.
func addPictures(t *testing.T, g *game.Game) {
	in := gametest.Instance(g)
	if err := WriteDOT(&bytes.Buffer{}, in); err != nil {
		t.Fatal(err)
	}
	_ = WriteTeX(&bytes.Buffer{}, in) // some do not fit a page
}

// No strategic form crashes the reader or keeps it busy; what it reads can be written in both versions
// and read back.
func FuzzReadNFG(f *testing.F) {
	f.Add("NFG 1 R \"t\" { \"A\" \"B\" } { { \"u\" \"d\" } { \"l\" \"r\" } } \"\" { { \"o\" 1, 2 } { \"\" 0 0 } } 1 0 1 2")
	f.Add("NFG 1 D \"t\" { \"A\" \"B\" } { 2 2 } \"c\"\n1 -1 -1 1 -1/2 .5 1e2 0")
	f.Add("NFG 1 R \"\" { \"A\" } { { \"\" \"x\" \"x\" } } 1 2 3")
	f.Add("NFG 1 R \"\" { \"A\" \"A\" \"B\" } { 1 1 1 } { { \"o\" 1 2 3, } } 1")
	f.Add("NFG 1 R \"\" { \"A\" } { 2.7 } 1 2")
	f.Fuzz(func(t *testing.T, src string) {
		g := fuzzed(t, src, (*parser).nfg)
		if g == nil {
			return
		}
		if !g.Simultaneous() {
			t.Fatal("no strategic form")
		}
		again(t, g, func(b *bytes.Buffer, in *game.Instance) error { return WriteNFG(b, in, NFGOptions{}) })
		again(t, g, func(b *bytes.Buffer, in *game.Instance) error { return WriteNFG(b, in, NFGOptions{Outcomes: true}) })
		again(t, g, writeEFG)
		again(t, g, writeJSON)
		addPictures(t, g)
	})
}

// No game in JSON crashes the reader or keeps it busy; what it reads can be written and read back.
func FuzzReadJSON(f *testing.F) {
	f.Add(oneNode)
	f.Add(jsonTree(`{"parent": -1, "action": -1, "infoset": 0}, {"parent": 0, "action": 0, "infoset": -1, "payoffs": ["1/3"]}, {"parent": 0, "action": 1, "infoset": -1, "payoffs": [-2.5e1], "outcome": "\u00fc", "name": "n"}`))
	f.Add(`{"schema": "parley/game/1", "title": "t\n", "comment": "c", "players": ["A", "B"], "values": {"x": "2/5"},
 "infosets": [{"name": "k", "player": 0, "number": 1, "actions": [{"name": "x", "p": "2/5"}, {"name": "y", "p": 0.6}]}, {"name": "", "label": "l", "player": 2, "number": -3, "actions": [{"name": ""}]}],
 "nodes": [{"parent": -1, "action": -1, "infoset": 0}, {"parent": 0, "action": 0, "infoset": 1}, {"parent": 1, "action": 0, "infoset": -1, "payoffs": ["1", "2"]},
  {"parent": 0, "action": 1, "infoset": 1}, {"parent": 3, "action": 0, "infoset": -1, "payoffs": ["1", "2"]}],
 "marks": [{"name": "war", "nodes": [4, 2]}, {"name": "", "nodes": []}]}`)
	for _, e := range explanations {
		if strings.HasPrefix(e.wrong, "{") {
			f.Add(e.wrong)
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		g := fuzzed(t, src, (*parser).json)
		if g == nil {
			return
		}
		again(t, g, writeJSON)
		again(t, g, writeEFG)
		addPictures(t, g)
		if in, diags := ReadJSON("f", strings.NewReader(src), fuzzLimits); in == nil {
			t.Fatal(diags)
		}
	})
}
