package gamefile

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parley/diag"
	"parley/expr"
	"parley/game"
	"parley/game/gametest"
	_ "parley/internal/fixedseed"
	"parley/num"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Each file is refused, or read with a warning, in the words of testdata/messages.golden.
func TestMessages(t *testing.T) {
	head := "EFG 2 R \"t\" { \"A\" \"B\" }\n"
	var got strings.Builder
	for _, c := range []struct{ name, src string }{
		{"empty file", ""},
		{"only a byte order mark", byteOrderMark},
		{"another kind of file", "<html>\n<body>"},
		{"a model", "title(\"A visit\")\n"},
		{"a strategic form", "NFG 1 R \"t\" { \"A\" }"},
		{"older version", "EFG 1 R \"t\" { \"A\" }"},
		{"letter of the number field", "EFG 2 Q \"t\" { \"A\" }"},
		{"no blank after the letter", "EFG 2 R\"t\" { \"A\" }"},
		{"no title", "EFG 2 R { \"A\" }"},
		{"comma between players", "EFG 2 R \"t\" { \"A\", \"B\" }"},
		{"players not closed", "EFG 2 R \"t\" { \"A\" \"B\""},
		{"text not closed", "EFG 2 R \"t\" { \"A\" \"B }\nt \"\" 0\n"},
		{"text that ends in a backslash", head + "t \"a\\\" 0\n"},
		{"slashes are no comment", head + "// the root\nt \"\" 0"},
		{"no tree", head},
		{"no tree after the comment", head + "\"comment\"\n"},
		{"two comments", head + "\"one\" \"two\" t \"\" 0"},
		{"unknown letter", head + "d \"\" 1 1 \"\" { \"a\" } 0\nt \"\" 0"},
		{"capital letter", head + "T \"\" 0"},
		{"no blank after t", head + "t\"\" 0"},
		{"node without label", head + "t 0"},
		{"tree too short", head + "p \"\" 1 1 \"\" { \"a\" \"b\" \"c\" } 0\np \"\" 2 1 \"\" { \"l\" \"r\" } 0\nt \"\" 0\n"},
		{"something after the tree", head + "p \"\" 1 1 \"\" { \"a\" } 0\nt \"\" 0\nt \"\" 0\n"},
		{"player 0", head + "p \"\" 0 1 \"\" { \"a\" } 0\nt \"\" 0"},
		{"player 3 of 2", head + "p \"\" 3 1 \"\" { \"a\" } 0\nt \"\" 0"},
		{"player given by name", head + "p \"\" \"A\" 1 \"\" { \"a\" } 0\nt \"\" 0"},
		{"information set number with a point", head + "p \"\" 1 1.5 \"\" { \"a\" } 0\nt \"\" 0"},
		{"information set number too large", head + "p \"\" 1 9999999999 \"\" { \"a\" } 0\nt \"\" 0"},
		{"information set not described", head + "p \"\" 1 7 0\nt \"\" 0"},
		{"the other player's information set", head + "p \"\" 1 1 \"\" { \"a\" } 0\np \"\" 2 1 0\nt \"\" 0"},
		{"chance move not described", head + "c \"\" 7 0\nt \"\" 0"},
		{"actions without a label before them", head + "p \"\" 1 1 { \"a\" } 0\nt \"\" 0"},
		{"a label without actions", head + "p \"\" 1 1 \"set\" 0\nt \"\" 0"},
		{"no actions", head + "p \"\" 1 1 \"\" { } 0\nt \"\" 0"},
		{"comma between actions", head + "p \"\" 1 1 \"\" { \"a\", \"b\" } 0\nt \"\" 0\nt \"\" 0"},
		{"probability at a player's move", head + "p \"\" 1 1 \"\" { \"a\" 1 } 0\nt \"\" 0"},
		{"chance without probabilities", head + "c \"\" 1 \"\" { \"a\" \"b\" } 0\nt \"\" 0\nt \"\" 0"},
		{"probabilities short of 1", head + "c \"\" 1 \"\" { \"a\" .333 \"b\" .333\n\"c\" .333 } 0\nt \"\" 0\nt \"\" 0\nt \"\" 0"},
		{"probability below 0", head + "c \"\" 1 \"\" { \"a\" -1/2 \"b\" 3/2 } 0\nt \"\" 0\nt \"\" 0"},
		{"other actions at the same set", head + "p \"\" 1 1 \"\" { \"a\" } 0\np \"\" 1 1 \"\" { \"b\" } 0\nt \"\" 0"},
		{"other number of actions at the same set", head + "p \"\" 1 1 \"\" { \"a\" } 0\np \"\" 1 1 \"\" { \"a\" \"b\" } 0\nt \"\" 0"},
		{"other label of the same set", head + "p \"\" 1 1 \"first\" { \"a\" } 0\np \"\" 1 1 \"second\" { \"a\" } 0\nt \"\" 0"},
		{"other probabilities at the same set", head + "c \"\" 1 \"\" { \"a\" 1 \"b\" 0 } 0\nt \"\" 0\nc \"\" 1 \"\" { \"a\" 0 \"b\" 1 } 0\nt \"\" 0\nt \"\" 0"},
		{"no outcome", head + "t \"\"\n"},
		{"outcome not described", head + "t \"\" 4\n"},
		{"payoffs without a label before them", head + "t \"\" 1 { 1 2 }\n"},
		{"a label without payoffs", head + "t \"\" 1 \"war\"\n"},
		{"outcome 0 with payoffs", head + "t \"\" 0 \"war\" { 1 2 }\n"},
		{"other payoffs of the same outcome", head + "p \"\" 1 1 \"\" { \"a\" \"b\" } 0\nt \"\" 1 \"war\" { 1 2 }\nt \"\" 1 \"war\" { 1 3 }"},
		{"other label of the same outcome", head + "p \"\" 1 1 \"\" { \"a\" \"b\" } 0\nt \"\" 1 \"war\" { 1 2 }\nt \"\" 1 \"peace\" { 1 2 }"},
		{"one payoff for two players", head + "t \"\" 1 \"war\" { 1 }"},
		{"three payoffs for two players", head + "t \"\" 1 \"war\" { 1, 2, 3 }"},
		{"two commas", head + "t \"\" 1 \"war\" { 1,, 2 }"},
		{"comma before the first payoff", head + "t \"\" 1 \"war\" { , 1 2 }"},
		{"a word for a payoff", head + "t \"\" 1 \"war\" { inf 2 }"},
		{"a lone sign", head + "t \"\" 1 \"war\" { - 2 }"},
		{"a lone point", head + "t \"\" 1 \"war\" { . 2 }"},
		{"division by zero", head + "t \"\" 1 \"war\" { 1/0 2 }"},
		{"nothing after the stroke", head + "t \"\" 1 \"war\" { 1/ 2 }"},
		{"a sign after the stroke", head + "t \"\" 1 \"war\" { 1/-2 2 }"},
		{"two points", head + "t \"\" 1 \"war\" { 1.2.3 2 }"},
		{"numbers glued together", head + "t \"\" 1 \"war\" { 1-2 }"},
		{"nothing after the e", head + "t \"\" 1 \"war\" { 1e 2 }"},
		{"an enormous exponent", head + "t \"\" 1 \"war\" { 1e200000 2 }"},
		{"several mistakes at once", head + "c \"\" 1 \"\" { \"a\" 1/3 \"b\" 1/3 } 0\nt \"\" 4\nt \"\" 1 \"\" { 1 }"},
		{"columns count characters", "EFG 2 R \"ü\" { \"Ö\" \"ß\" } x"},
		{"lines inside texts count", "EFG 2 R \"a\nb\r\nc\" { \"A\" } x"},

		{"warning: labels that stand twice", "EFG 2 R \"t\" { \"A\" \"A\" \"A_1\" }\np \"n\" 1 1 \"s\" { \"a\" \"a\" } 0\np \"n\" 1 2 \"s\" { \"a\" } 0\nt \"\" 1 \"o\" { 0 0 0 }\nt \"\" 2 \"o\" { 0 0 0 }"},
		{"warning: no labels", "EFG 2 R \"t\" { \"\" \"B\" }\np \"\" 1 1 \"\" { \"\" \"b\" } 0\nt \"\" 0\nt \"\" 1 \"\" { 1 2 }"},
		{"warning: stray blanks", "EFG 2 R \"t\" { \" A\" \"B\tC\" }\nt \"\" 0"},
		{"warning: another encoding", "EFG 2 R \"t\" { \"K\xf6nig\" }\nt \"\" 0"},
		{"warning: numbers that Gambit refuses", head + "t \"\" 1 \"\" { +1, .5e3 }"},

		{"nfg: comma in the table", "NFG 1 R \"t\" { \"A\" \"B\" } { 1 1 } 1, 2"},
		{"nfg: table too short", "NFG 1 R \"t\" { \"A\" \"B\" } { 2 1 } 1 2 3"},
		{"nfg: table too long", "NFG 1 R \"t\" { \"A\" \"B\" } { 1 1 } 1 2 3"},
		{"nfg: strategies of one player missing", "NFG 1 R \"t\" { \"A\" \"B\" } { 2 } 1 2 3 4"},
		{"nfg: strategies of one player too many", "NFG 1 R \"t\" { \"A\" } { 1 1 } 1 2"},
		{"nfg: half a strategy", "NFG 1 R \"t\" { \"A\" } { 2.7 } 1 2"},
		{"nfg: no strategy", "NFG 1 R \"t\" { \"A\" } { { } } 1 2"},
		{"nfg: no player", "NFG 1 R \"t\" { } { } "},
		{"nfg: no such outcome", "NFG 1 R \"t\" { \"A\" } { 2 } { { \"o\" 1 } } 1 2"},
		{"nfg: outcome with a payoff too few", "NFG 1 R \"t\" { \"A\" \"B\" } { 1 1 } { { \"o\" 1 } } 1"},
		{"nfg: outcome numbers missing", "NFG 1 R \"t\" { \"A\" } { 2 } { { \"o\" 1 } } 1"},
		{"nfg: outcome numbers with commas", "NFG 1 R \"t\" { \"A\" } { 2 } { { \"o\" 1 } } 1, 1"},
		{"nfg: outcome number with a point", "NFG 1 R \"t\" { \"A\" } { 2 } { { \"o\" 1 } } 1.0 1"},
		{"nfg: negative outcome number", "NFG 1 R \"t\" { \"A\" } { 2 } { { \"o\" 1 } } -1 1"},
		{"nfg: two commas in an outcome", "NFG 1 R \"t\" { \"A\" \"B\" } { 1 1 } { { \"o\" 1,, 2 } } 1"},
		{"nfg: outcome without label", "NFG 1 R \"t\" { \"A\" } { 1 } { { 1 } } 1"},
		{"nfg: no strategies", "NFG 1 R \"t\" { \"A\" } 1 2"},
		{"nfg: strategies without inner braces", "NFG 1 R \"t\" { \"A\" } { \"u\" \"d\" } 1 2"},
		{"nfg: no strategies for a player", "NFG 1 R \"t\" { \"A\" \"B\" } { 0 2 } 1 2"},
		{"nfg: something after the outcome numbers", "NFG 1 R \"t\" { \"A\" } { 1 } { { \"o\" 1 } } 1 1"},
		{"nfg: a word in the table", "NFG 1 R \"t\" { \"A\" } { 2 } 1 one"},
		{"nfg: an enormous exponent", "NFG 1 R \"t\" { \"A\" } { 2 } 1 1e200000"},
		{"nfg: more cells than fit", "NFG 1 R \"t\" { \"A\" \"B\" \"C\" } { 1000 1000 1000 } 1"},
		{"warning: nfg: outcomes that share a label", "NFG 1 R \"t\" { \"A\" } { 2 } { { \"o\" 1 } { \"o\" 2 } } 1 2"},

		{"UTF-16", "\xff\xfeE\x00F\x00G\x00"},
		{"UTF-16, big-endian", "\xfe\xff\x00E\x00F\x00G"},
		{"UTF-16 without a mark", "E\x00F\x00G\x00 \x002\x00"},
		{"a zero byte", "EFG 2 R \"t\" { \"A\" }\nt \"a\x00b\" 0"},
		{"a gzip file", "\x1f\x8b\x08\x00\x01"},
		{"a zip file", "PK\x03\x04\x14"},
		{"binary", "\x7fELF\x02\x01\x01"},
		{"Latin-1 outside a text", "EFG 2 R \"t\" { K\xf6nig }"},
		{"old Mac line ends", "EFG 2 R \"t\" { \"A\" }\rt \"\" 1"},
		{"Windows line ends", "EFG 2 R \"t\" { \"A\" }\r\nt \"\" 1"},
		{"a workspace of Gambit", "<?xml version=\"1.0\"?>\n<gambit:document></gambit:document>"},

		{"json: not a game", `{"schema": "parley/solve/1"}`},
		{"json: no schema", `{"title": "t"}`},
		{"json: an empty object", `{}`},
		{"json: cut off", `{"schema": "parley/game/1", "players": ["A"`},
		{"json: a text cut off", `{"schema": "parley/ga`},
		{"json: a bracket after the game", oneNode + "]"},
		{"json: a text for a list", strings.Replace(oneNode, `["A"]`, `"A"`, 1)},
		{"json: a list for an object", strings.Replace(oneNode, `"nodes": [{`, `"nodes": [[{`, 1)},
		{"json: misspelt key", strings.Replace(oneNode, `"nodes"`, `"ndoes"`, 1)},
		{"json: a key twice", strings.Replace(oneNode, `"title": ""`, `"title": "", "title": ""`, 1)},
		{"json: a comma too many", strings.Replace(oneNode, `["A"]`, `["A",]`, 1)},
		{"json: a comma too few", strings.Replace(oneNode, `"title": "",`, `"title": ""`, 1)},
		{"json: a player without quotation marks", strings.Replace(oneNode, `["A"]`, `[A]`, 1)},
		{"json: a wrong escape", strings.Replace(oneNode, `["A"]`, `["A\q"]`, 1)},
		{"json: a tab in a text", strings.Replace(oneNode, `["A"]`, "[\"A\tB\"]", 1)},
		{"json: a line end in a text", strings.Replace(oneNode, `["A"]`, "[\"A\nB\"]", 1)},
		{"json: a payoff that is no number", strings.Replace(oneNode, `["1"]`, `["one"]`, 1)},
		{"json: a payoff that is true", strings.Replace(oneNode, `["1"]`, `[true]`, 1)},
		{"json: an enormous exponent", strings.Replace(oneNode, `["1"]`, `[1e200000]`, 1)},
		{"json: a payoff too many", strings.Replace(oneNode, `["1"]`, `["1", "2"]`, 1)},
		{"json: no payoffs", strings.Replace(oneNode, `, "payoffs": ["1"]`, ``, 1)},
		{"json: information set that is not there", strings.Replace(oneNode, `"infoset": -1`, `"infoset": 3`, 1)},
		{"json: infoset between quotation marks", strings.Replace(oneNode, `"infoset": -1`, `"infoset": "-1"`, 1)},
		{"json: infoset with a point", strings.Replace(oneNode, `"infoset": -1`, `"infoset": 0.5`, 1)},
		{"json: two roots", strings.Replace(oneNode, `["1"]}`, `["1"]}, {"parent": -1, "action": -1, "infoset": -1, "payoffs": ["1"]}`, 1)},
		{"json: something after the game", oneNode + " {}"},
		{"json: a node missing", jsonTree(`{"parent": -1, "action": -1, "infoset": 0}, {"parent": 0, "action": 0, "infoset": -1, "payoffs": ["1"]}`)},
		{"json: the wrong parent", jsonTree(`{"parent": -1, "action": -1, "infoset": 0}, {"parent": 1, "action": 0, "infoset": -1, "payoffs": ["1"]}`)},
		{"json: the wrong action", jsonTree(`{"parent": -1, "action": -1, "infoset": 0}, {"parent": 0, "action": 1, "infoset": -1, "payoffs": ["1"]}`)},
		{"json: payoffs at a move", jsonTree(`{"parent": -1, "action": -1, "infoset": 0, "payoffs": ["1"]}`)},
		{"json: an information set without nodes", jsonTree(`{"parent": -1, "action": -1, "infoset": -1, "payoffs": ["1"]}`)},
		{"json: probability at a player's move", strings.Replace(jsonTree(``), `{"name": "l"}`, `{"name": "l", "p": "1"}`, 1)},
		{"json: player out of range", strings.Replace(jsonTree(`{"parent": -1, "action": -1, "infoset": 0}`), `"player": 1`, `"player": 2`, 1)},
		{"json: chance without a probability", strings.Replace(jsonTree(``), `"player": 1`, `"player": 0`, 1)},
		{"json: probabilities short of 1", strings.NewReplacer(`"player": 1`, `"player": 0`, `{"name": "l"}, {"name": "r"}`, `{"name": "l", "p": 0.3}, {"name": "r", "p": "2/3"}`).Replace(jsonTree(``))},
		{"json: a negative probability", strings.NewReplacer(`"player": 1`, `"player": 0`, `{"name": "l"}, {"name": "r"}`, `{"name": "l", "p": "-1/2"}, {"name": "r", "p": "3/2"}`).Replace(jsonTree(``))},
		{"json: a move without actions", strings.Replace(jsonTree(``), `{"name": "l"}, {"name": "r"}`, ``, 1)},
		{"json: a mark at no node", strings.Replace(oneNode, `"nodes"`, `"marks": [{"name": "war", "nodes": [7]}], "nodes"`, 1)},
		{"json: several mistakes at once", strings.NewReplacer(`"name": "s", `, ``, `"number": 1`, `"nummer": 1`).Replace(jsonTree(``))},
		{"warning: json: labels that stand twice", strings.NewReplacer(`["A"]`, `["A", "A"]`, `["1"]`, `["1", "2"]`).Replace(oneNode)},
		{"warning: json: another encoding", strings.Replace(oneNode, `["A"]`, "[\"K\xf6nig\"]", 1)},

		{"nfg: an extensive form", "EFG 2 R \"t\" { \"A\" } t \"\" 0"},
	} {
		read := ReadEFG
		switch {
		case strings.Contains(c.name, "nfg:"):
			read = ReadNFG
		case strings.Contains(c.name, "json:"):
			read = Read
		}
		g, diags := read("game.efg", strings.NewReader(c.src), Limits{})
		if len(diags) == 0 {
			t.Errorf("%s: there is no diagnostic", c.name)
		}
		if (g == nil) != diags.HasErrors() {
			t.Errorf("%s: game %v beside %v", c.name, g, diags)
		}
		if warning := strings.HasPrefix(c.name, "warning:"); warning == diags.HasErrors() {
			t.Errorf("%s: %v", c.name, diags)
		}
		for _, d := range diags {
			if _, ok := Explain(d.Code); !ok {
				t.Errorf("%s: code %s is not explained", c.name, d.Code)
			}
			if d.Span.Start.Line == 0 || d.Span.End.Line < d.Span.Start.Line {
				t.Errorf("%s: span %v", c.name, d.Span)
			}
		}
		r := diag.Renderer{Source: func(string) (string, bool) { return c.src, true }}
		fmt.Fprintf(&got, "=== %s\n%s\n", c.name, r.Render(diags))
	}
	golden(t, "testdata/messages.golden", got.String())
}

// Games of one player in JSON, to be spoilt: one ends at once, the other has a move.
var oneNode = jsonGameWith(`{"parent": -1, "action": -1, "infoset": -1, "payoffs": ["1"]}`)

func jsonTree(nodes string) string {
	return `{"schema": "parley/game/1", "title": "t", "players": ["A"],
 "infosets": [{"name": "s", "player": 1, "number": 1, "actions": [{"name": "l"}, {"name": "r"}]}],
 "nodes": [` + nodes + `]}`
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (read the difference, then run the test with -update):\n%s", file, diff)
	}
}

// Files that are read, and as what: one line a node, then the information sets.
func TestAccepted(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"nothing but an end", `EFG 2 R "t" { "A" } t "" 0`, `t 0`},
		{"no players", `EFG 2 R "t" { } t "" 1 "" { }`, `t`},
		{"letter D, comment, crammed", "EFG 2 D \"t\" {\"A\"\"B\"}\"c\"t \"\" 1 \"o\"{1,2}", "t 1 2"},
		{"byte order mark and CRLF", byteOrderMark + "EFG 2 R \"t\" { \"A\" }\r\nt \"\" 1 \"\" { 1 }\r\n", "t 1"},
		{"payoffs with, without and with a last comma", `EFG 2 R "" { "A" "B" } p "" 1 1 "" { "a" "b" "c" } 0 t "" 1 "" { 1 2 } t "" 2 "" { 1, 2 } t "" 3 "" { 1 2, }`,
			"A:1(set 1) a b c\n a: t 1 2\n b: t 1 2\n c: t 1 2"},
		{"numbers", `EFG 2 R "" { "A" } p "" 1 1 "" { "a" "b" "c" "d" "e" "f" "g" "h" } 0 t "" 1 "" { 0.10 } t "" 2 "" { -.5 } t "" 3 "" { 5. } t "" 4 "" { 007 } t "" 5 "" { 010/030 } t "" 6 "" { 1E-2 } t "" 7 "" { 12345678901234567890123 } t "" 8 "" { -2.5e1 }`,
			"A:1(set 1) a b c d e f g h\n a: t 1/10\n b: t -1/2\n c: t 5\n d: t 7\n e: t 1/3\n f: t 1/100\n g: t 12345678901234567890123\n h: t -25"},
		{"numbers that Gambit refuses", `EFG 2 R "" { "A" "B" "C" } t "" 1 "" { +1 .5e1 1E+2 }`, "t 1 5 100"},
		{"information sets that repeat or omit their actions", `EFG 2 R "" { "A" "B" } p "" 1 1 "s" { "a" "b" } 0 p "" 2 5 "s" { "l" } 0 t "" 0 p "" 2 5 0 t "" 1 "" { 1 2 }`,
			"A:1(s) a b\n a: B:5(s) l\n  l: t 0 0\n b: B:5(s) l\n  l: t 1 2"},
		{"numbers of sets may be 0 or negative", `EFG 2 R "" { "A" } p "" 1 -3 "" { "a" } 0 p "" 1 0 "" { "b" } 0 t "" -1 "" { 4 }`,
			"A:-3(set -3) a\n a: A:0(set 0) b\n  b: t 4"},
		{"outcomes add along the path, and stand at several nodes", `EFG 2 R "" { "A" "B" } p "" 1 1 "" { "a" "b" } 1 "ante" { -1 -1 } t "" 2 "win" { 3 0 } p "" 2 1 "" { "l" "r" } 1 t "" 2 t "" 0`,
			"A:1(set 1) a b\n a: t 2 -1\n b: B:1(set 1) l r\n  l: t 1 -2\n  r: t -2 -2"},
		{"a chance move used twice becomes two", `EFG 2 R "" { "A" } p "" 1 1 "" { "a" "b" } 0 c "" 9 "coin" { "h" 1/2 "t" .5 } 0 t "" 0 t "" 0 c "" 9 "coin" { "h" 0.5 "t" 2/4 } 0 t "" 0 t "" 0`,
			"A:1(set 1) a b\n a: chance:9(coin_1) h=1/2 t=1/2\n  h: t 0\n  t: t 0\n b: chance:9(coin_2) h=1/2 t=1/2\n  h: t 0\n  t: t 0"},
		{"zero probability", `EFG 2 R "" { "A" } c "" 1 "" { "h" 0 "t" 1 } 0 t "" 0 t "" 0`, "chance:1(chance) h=0 t=1\n h: t 0\n t: t 0"},
		{"a set above itself", `EFG 2 R "" { "A" } p "" 1 1 "s" { "a" } 0 p "" 1 1 0 t "" 0`, "A:1(s) a\n a: A:1(s) a\n  a: t 0"},
		{"duplicate labels get numbers", `EFG 2 R "" { "A" "A" "" } p "" 1 1 "s" { "x" "x" "x_1" } 0 t "" 0 t "" 0 p "" 1 2 "s" { "" } 0 t "" 0`,
			"A_1:1(s_1) x_2 x_3 x_1\n x_2: t 0 0 0\n x_3: t 0 0 0\n x_1: A_1:2(s_2) _1\n  _1: t 0 0 0"},
		{"a quotation mark and backslashes in a label", `EFG 2 R "" { "A" } p "" 1 1 "say \"no\"" { "\\a" } 0 t "" 0`, `A:1(say "no") \\a` + "\n" + ` \\a: t 0`},
		{"strategic form, payoff version", `NFG 1 R "" { "A" "B" } { 2 2 } 1 1  2 2  3 3  4 4`,
			"A:1() 1 2\n 1: B:1() 1 2\n  1: t 1 1\n  2: t 3 3\n 2: B:1() 1 2\n  1: t 2 2\n  2: t 4 4"},
		{"strategic form, outcome version", `NFG 1 D "" { "A" "B" } { { "u" "d" } { "l" } } "c" { { "o" 1, 2 } { "unused" 0 0 } { "p" 1/2 3, } } 3 0`,
			"A:1() u d\n u: B:1() l\n  l: t 1/2 3\n d: B:1() l\n  l: t 0 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, diags := Read("f", strings.NewReader(c.src), Limits{})
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			if diff := cmp.Diff(strings.TrimSpace(c.want), strings.TrimSpace(outline(g))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// outline writes a game as a tree, with the file's numbers.
func outline(g *game.Game) string {
	in := gametest.Instance(g)
	var b strings.Builder
	for i := range g.Nodes {
		n := game.NodeID(i)
		path := g.History(n)
		if len(path) > 0 {
			fmt.Fprintf(&b, "%s%s: ", strings.Repeat(" ", len(path)), path[len(path)-1])
		}
		if g.Terminal(n) {
			b.WriteString("t")
			for p := range g.Players {
				b.WriteString(" " + in.PayoffAt(n, game.PlayerID(p)).String())
			}
			b.WriteString("\n")
			continue
		}
		h := g.Nodes[n].Infoset
		s := &g.Infosets[h]
		who := "chance"
		if s.Player != game.Chance {
			who = g.Players[s.Player]
		}
		fmt.Fprintf(&b, "%s:%d(%s)", who, s.Number, s.Name)
		for _, a := range g.ActionsAt(h) {
			b.WriteString(" " + g.Actions[a].Name)
			if s.Player == game.Chance {
				b.WriteString("=" + in.Prob(a).String())
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// The title, the comment and the names of nodes and outcomes are kept.
func TestNames(t *testing.T) {
	g, diags := ReadEFG("f", strings.NewReader(`EFG 2 R "The title" { "A" }
"The
comment" p "root" 1 1 "" { "a" "b" "c" } 1 "ante" { 0 } t "end" 2 "win" { 1 } t "end" 3 "win" { 2 } t "" 2`), Limits{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	type names struct{ Title, Comment, Nodes, Outcomes string }
	got := names{Title: g.Title, Comment: g.Comment}
	for _, n := range g.Nodes {
		got.Nodes += n.Name + ";"
		got.Outcomes += n.Outcome + ";"
	}
	if diff := cmp.Diff(names{"The title", "The\ncomment", "root;end_1;end_2;;", "ante;win_1;win_2;win_1;"}, got); diff != "" {
		t.Error(diff)
	}
}

// A file cannot make the reader use more than its limits, or much time.
func TestLimits(t *testing.T) {
	chain := func(n int) string {
		return `EFG 2 R "" { "A" } ` + strings.Repeat(`p "" 1 1 "" { "a" } 0 `, n) + `t "" 0`
	}
	manyPrimes := func() string { // a path whose payoffs add up to a number with many digits
		var b strings.Builder
		b.WriteString(`EFG 2 R "" { "A" } `)
		for i := range 1500 {
			fmt.Fprintf(&b, `p "" 1 1 "" { "a" } %d "" { 1/%d } `, i+1, 1_000_000_007+2*i)
		}
		return b.String() + `t "" 0`
	}
	for _, c := range []struct {
		name, src string
		lim       Limits
		ok        bool
	}{
		{"bytes", `EFG 2 R "" { "A" } t "" 0`, Limits{Bytes: 10}, false},
		{"bytes, just enough", `EFG 2 R "" { "A" } t "" 0`, Limits{Bytes: 25}, true},
		{"nodes", chain(5), Limits{Nodes: 5}, false},
		{"nodes, just enough", chain(5), Limits{Nodes: 6}, true},
		{"nodes to come count", `EFG 2 R "" { "A" } p "" 1 1 "" { ` + strings.Repeat(`"a" `, 30) + `} 0`, Limits{Nodes: 30}, false},
		{"depth", chain(5), Limits{Depth: 4}, false},
		{"depth, just enough", chain(5), Limits{Depth: 5}, true},
		{"depth by default", chain(100_000), Limits{}, false},
		{"players", `EFG 2 R "" { "A" "B" "C" } t "" 0`, Limits{Players: 2}, false},
		{"payoffs", chain(5), Limits{Payoffs: 5}, false},
		{"digits", `EFG 2 R "" { "A" } t "" 1 "" { 123456789 }`, Limits{Digits: 9}, false},
		{"sums of awkward fractions", manyPrimes(), Limits{}, false},
		{"strategies", `NFG 1 R "" { "A" } { 2000000000 }`, Limits{}, false},
		{"cells", `NFG 1 R "" { "A" "B" } { 2000 2000 }`, Limits{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, diags := Read("f", strings.NewReader(c.src), c.lim)
			switch {
			case c.ok && (diags.HasErrors() || g == nil):
				t.Error(diags)
			case !c.ok && (g != nil || len(diags) == 0 || diags[0].Code != "F002"):
				t.Errorf("want F002, got %v", diags)
			}
		})
	}
}

func TestReadError(t *testing.T) {
	g, diags := Read("f", iotest.ErrReader(errors.New("the disk failed")), Limits{})
	if g != nil || len(diags) != 1 || diags[0].Code != "F001" || !strings.Contains(diags.Error(), "the disk failed") {
		t.Errorf("got %v, %v", g, diags)
	}
}

// The wrong example of each explanation gives its code, the right one gives nothing at all.
func TestExplain(t *testing.T) {
	for _, e := range explanations {
		if e.wrong != "" {
			_, diags := Read("f", strings.NewReader(e.wrong), Limits{})
			if !slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Code == e.code }) {
				t.Errorf("%s: the wrong example gives %v", e.code, diags)
			}
		}
		if e.right != "" {
			if _, diags := Read("f", strings.NewReader(e.right), Limits{}); len(diags) > 0 {
				t.Errorf("%s: the right example gives %v", e.code, diags)
			}
		}
		if text, ok := Explain(e.code); !ok || !strings.Contains(text, e.title) {
			t.Errorf("%s: %q", e.code, text)
		}
	}
	if !slices.IsSorted(Codes()) || len(slices.Compact(Codes())) != len(explanations) {
		t.Errorf("codes out of order or twice: %v", Codes())
	}
	if _, ok := Explain("F999"); ok {
		t.Error("F999 is explained")
	}
}

func write(t testing.TB, g *game.Game) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteEFG(&b, gametest.Instance(g)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func reread(t testing.TB, src string) *game.Game {
	t.Helper()
	g, diags := ReadEFG("f", strings.NewReader(src), Limits{})
	if len(diags) > 0 {
		t.Fatalf("%v\n%s", diags, src)
	}
	return g
}

func TestWrite(t *testing.T) {
	g, _ := Read("f", strings.NewReader(`EFG 2 R "A \"title\"" { "A" " A" "" } "com
ment" p "n" 1 4 "s" { "x" "x" } 0 c "n" 1 "" { "h" .5 "t" .5 } 0 t "" 1 "war" { 1 2 0.5 } t "" 1 t "" 0`), Limits{})
	want := `EFG 2 R "A \"title\"" { "A_1" "A_2" "_1" }
"com
ment"

p "n_1" 1 4 "s" { "x_1" "x_2" } 0
c "n_2" 1 "chance" { "h" 1/2 "t" 1/2 } 0
t "" 1 "war" { 1, 2, 1/2 }
t "" 1 "war" { 1, 2, 1/2 }
t "" 0
`
	if diff := cmp.Diff(want, write(t, g)); diff != "" {
		t.Error(diff)
	}
}

// A game is written at the values of its params.
func TestWriteAtValues(t *testing.T) {
	b := game.Builder{Title: "t", Players: []string{"A"}}
	g, _ := ReadEFG("f", strings.NewReader(`EFG 2 R "" { "A" } t "" 0`), Limits{})
	b.Pool = g.Pool
	b.Terminal([]expr.ID{g.Pool.Declare("x")})
	withParam, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	in, err := game.NewInstance(withParam, []num.Rat{num.Frac(2, 3)})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := WriteEFG(&out, in); err != nil {
		t.Fatal(err)
	}
	if want := "EFG 2 R \"t\" { \"A\" }\n\"\"\n\nt \"\" 1 \"\" { 2/3 }\n"; out.String() != want {
		t.Errorf("got %s", out.String())
	}
}

// Labels that a model may have and Gambit may not.
func TestWritable(t *testing.T) {
	for in, want := range map[string]string{"": "", "a": "a", " a  b\n": "a b", `back\`: `back\_`, "a\x00b": "a b", "a\xff": "a\ufffd", "a\u00a0b": "a b"} {
		if got := writable([]string{in})[0]; got != want {
			t.Errorf("writable(%q) = %q, want %q", in, got, want)
		}
	}
	if got, want := quoted(`a\`), `"a\ "`; got != want {
		t.Errorf("quoted = %s, want %s", got, want)
	}
}

func TestWriteError(t *testing.T) {
	g, _ := ReadEFG("f", strings.NewReader(`EFG 2 R "" { "A" } t "" 0`), Limits{})
	if err := WriteEFG(failing{}, gametest.Instance(g)); err == nil {
		t.Error("no error")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, fs.ErrClosed }

// What is written reads as the same game: tree, names, numbers, payoffs, probabilities.
func TestRoundTripRandom(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g := gametest.Random(rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1)), gametest.Config{})
		src := write(t, g)
		back := reread(t, src)
		if diff := cmp.Diff(structure(g), structure(back)); diff != "" {
			rt.Fatal(diff)
		}
		if diff := cmp.Diff(src, write(t, back)); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// Gambit's own collection, where it is at hand: everything reads, and reads again as written.
func TestRoundTripGambit(t *testing.T) {
	const root = "../../shared/reference/gambit/games"
	if _, err := os.Stat(root); err != nil {
		t.Skip("Gambit's games are not beside the project")
	}
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); err != nil || ext != ".efg" && ext != ".nfg" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		g, diags := Read(path, bytes.NewReader(src), Limits{})
		if diags.HasErrors() {
			t.Error(diags)
			return nil
		}
		again := write(t, g)
		back := reread(t, again)
		if diff := cmp.Diff(structure(g), structure(back)); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
		if diff := cmp.Diff(again, write(t, back)); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
		files++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 100 {
		t.Errorf("only %d files", files)
	}
}

// structure is outline without what a file cannot keep: chance moves that share a number or a name,
// and information sets without a name.
func structure(g *game.Game) string {
	c := *g
	c.Infosets = slices.Clone(g.Infosets)
	for h := range c.Infosets {
		s := &c.Infosets[h]
		if s.Player == game.Chance {
			s.Number, s.Name = 0, ""
		} else if s.Name == "" {
			s.Name = unlabelled(s.Player, s.Number)
		}
	}
	return outline(&c)
}

// No file crashes the reader or keeps it busy; what it reads can be written and read back.
func FuzzReadEFG(f *testing.F) {
	for _, e := range explanations {
		f.Add(e.wrong)
		f.Add(e.right)
	}
	f.Add("EFG 2 R \"t\" { \"A\" \"B\" }\n\"c\"\np \"\" 1 1 \"s\" { \"a\" \"b\" } 1 \"\" { -1, 2/3 }\nc \"\" 1 \"\" { \"x\" .25 \"y\" 3/4 } 0\nt \"\" 2 \"o\" { 1e2 5. }\nt \"\" 2\np \"\" 2 0 \"\" { \"l\" } 0\nt \"\" 0\n")
	f.Add("NFG 1 R \"t\" { \"A\" \"B\" } { { \"u\" \"d\" } { \"l\" \"r\" } } \"\" { { \"o\" 1, 2 } } 1 0 1 1")
	f.Add(byteOrderMark + "EFG 2 D \"\\\"\" { }\r\nt \"\xff\\\\\" 0")
	f.Fuzz(func(t *testing.T, src string) {
		lim := Limits{Bytes: 1 << 16, Nodes: 2_000, Depth: 200, Payoffs: 20_000, Digits: 200_000}
		g, diags := Read("f", strings.NewReader(src), lim)
		if (g == nil) != diags.HasErrors() {
			t.Fatalf("game %v beside %v", g, diags)
		}
		r := diag.Renderer{Source: func(string) (string, bool) { return src, true }}
		r.Render(diags)
		if g == nil {
			return
		}
		again := write(t, g)
		back := reread(t, again)
		if diff := cmp.Diff(again, write(t, back)); diff != "" {
			t.Fatal(diff)
		}
	})
}
