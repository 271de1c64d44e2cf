package gamefile

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/game"
	"parley/game/gametest"
)

func TestDotText(t *testing.T) {
	for _, c := range []struct {
		lines []string
		want  string
	}{
		{[]string{"a", "", "b"}, `"a\nb"`},
		{[]string{`say "no"`}, `"say \"no\""`},
		{[]string{`back\n`}, `"back\\n"`},
		{[]string{"a\nb\x07"}, `"a b"`},
		{[]string{"&lt; &"}, `"&amp;lt; &amp;"`},
		{nil, `""`},
	} {
		if got := dotText(c.lines...); got != c.want {
			t.Errorf("%q: %s, want %s", c.lines, got, c.want)
		}
	}
}

func TestTexText(t *testing.T) {
	for in, want := range map[string]string{
		"a_b & 50% #1 {x} $": `a\_b \& 50\% \#1 \{x\} \$`, `a\b`: `a\textbackslash{}b`, "x^2~": `x\textasciicircum{}2\textasciitilde{}`,
		"<|>": `\textless{}\textbar{}\textgreater{}`, `"q"`: `''q''`, "a\n\nb": "a b", "é": "é", "\xff": "\ufffd",
	} {
		if got := texText(in); got != want {
			t.Errorf("texText(%q) = %s, want %s", in, got, want)
		}
	}
}

// A chance move, an information set of two nodes, outcomes and fractions, as a picture for Graphviz.
func TestDOT(t *testing.T) {
	g := reread(t, `EFG 2 R "t" { "A" "B" }
c "start" 1 "luck" { "h" 1/3 "t" 2/3 } 0
p "" 2 1 "blind" { "l" } 0 t "end" 1 "war" { 1/2, -1 }
p "" 2 1 0 t "" 0`)
	var b bytes.Buffer
	if err := WriteDOT(&b, gametest.Instance(g)); err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(b.String(), "labelloc=t;\n")
	want := `  n0 [shape=diamond, fillcolor="#e6e6e6", label="chance\nluck"];
  n1 [shape=box, fillcolor="#fbe0a8", label="B\nblind"];
  n2 [shape=plaintext, label="end\nwar\n1/2, -1"];
  n3 [shape=box, fillcolor="#fbe0a8", label="B\nblind"];
  n4 [shape=plaintext, label="0, 0"];
  n0 -> n1 [label="h (1/3)"];
  n1 -> n2 [label="l"];
  n0 -> n3 [label="t (2/3)"];
  n3 -> n4 [label="l"];
  n1 -> n3 [style=dashed, dir=none, constraint=false];
}
`
	if diff := cmp.Diff(want, body); diff != "" {
		t.Error(diff)
	}
}

// What fits no page is refused with the numbers.
func TestNoPage(t *testing.T) {
	chain := func(n int) string {
		return `EFG 2 R "" { "A" } ` + strings.Repeat(`p "" 1 1 "" { "a" } 0 `, n) + `t "" 0`
	}
	for _, c := range []struct{ name, src, want string }{
		{"cells", `NFG 1 R "" { "A" "B" } { 50 41 } ` + strings.Repeat("1 ", 4100), "the table has 2050 cells, and 2000 is the most"},
		{"cells, just enough", `NFG 1 R "" { "A" "B" } { 50 40 } ` + strings.Repeat("1 ", 4000), ""},
		{"ends", `EFG 2 R "" { "A" "B" } p "" 1 1 "" { ` + strings.Repeat(`"a" `, 401) + `} 0 ` + strings.Repeat(`t "" 0 `, 401), "the tree has 401 ends, and 400 is the most"},
		{"depth", chain(61), "the tree is 61 moves deep, and 60 is the most"},
		{"depth, just enough", `EFG 2 R "" { "A" "B" } ` + strings.TrimPrefix(chain(60), `EFG 2 R "" { "A" } `), ""},
	} {
		g, diags := Read("f", strings.NewReader(c.src), Limits{})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		var b bytes.Buffer
		err := WriteTeX(&b, gametest.Instance(g))
		if c.want == "" && err != nil || c.want != "" && (!errors.Is(err, ErrNoPage) || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Four players have no table: their game is drawn as a tree. One player has a column.
func TestTeXPlayers(t *testing.T) {
	for src, want := range map[string]string{
		`NFG 1 R "" { "A" "B" "C" "D" } { 1 1 1 1 } 1 2 3 4`: `\begin{tikzpicture}`,
		`NFG 1 R "" { "A" } { 2 } 1 2`:                       `\begin{tabular}{r|*{1}{c|}}`,
	} {
		g, _ := Read("f", strings.NewReader(src), Limits{})
		var b bytes.Buffer
		if err := WriteTeX(&b, gametest.Instance(g)); err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("%s: %v\n%s", src, err, b.String())
		}
	}
}

var placed = regexp.MustCompile(`\(n(\d+)\) at \(([-.\d]+),([-.\d]+)\)`)

// The picture of a tree: children stand one level to the right and in the order of the actions, ends
// stand apart, a move stands between its first and its last child, and braces are balanced.
func TestTeXLayout(t *testing.T) {
	for seed := range uint64(100) {
		in := gametest.Instance(gametest.Random(rand.New(rand.NewPCG(seed, 6)), gametest.Config{MaxInfosets: 6}))
		var b bytes.Buffer
		if err := WriteTeX(&b, in); err != nil {
			continue
		}
		text := b.String()
		if strings.Contains(text, "tabular") {
			continue
		}
		if strings.Count(text, "{") != strings.Count(text, "}") {
			t.Fatalf("unbalanced braces:\n%s", text)
		}
		at := map[string][2]float64{}
		for _, m := range placed.FindAllStringSubmatch(text, -1) {
			x, _ := strconv.ParseFloat(m[2], 64)
			y, _ := strconv.ParseFloat(m[3], 64)
			at[m[1]] = [2]float64{x, y}
		}
		if len(at) != len(in.Nodes) {
			t.Fatalf("%d places for %d nodes", len(at), len(in.Nodes))
		}
		below := 1.0 // the last end
		for i := range in.Nodes {
			p := at[strconv.Itoa(i)]
			if up := in.Nodes[i].Parent; up >= 0 && math.Abs(p[0]-at[fmt.Sprint(up)][0]-levelSep) > 0.02 {
				t.Fatalf("node %d is not one level right of its parent", i)
			}
			kids := in.Children(game.NodeID(i))
			if len(kids) == 0 {
				if p[1] > below-leafSep+0.02 && below != 1 {
					t.Fatalf("end %d is too near to the one before", i)
				}
				below = p[1]
				continue
			}
			first, last := at[fmt.Sprint(kids[0])][1], at[fmt.Sprint(kids[len(kids)-1])][1]
			if math.Abs(p[1]-(first+last)/2) > 0.02 {
				t.Fatalf("move %d does not stand in the middle", i)
			}
		}
	}
}
