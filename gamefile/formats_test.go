package gamefile_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parley/diag"
	"parley/game"
	"parley/game/gametest"
	"parley/gamefile"
	"parley/num"
	"parley/solve"
	"parley/solve/nash"
)

// A format is written and read.
type format struct {
	name  string
	write func(*bytes.Buffer, *game.Instance) error
}

var (
	efg      = format{"efg", func(b *bytes.Buffer, in *game.Instance) error { return gamefile.WriteEFG(b, in) }}
	nfg      = format{"nfg", func(b *bytes.Buffer, in *game.Instance) error { return gamefile.WriteNFG(b, in, gamefile.NFGOptions{}) }}
	outcomes = format{"nfg with outcomes", func(b *bytes.Buffer, in *game.Instance) error {
		return gamefile.WriteNFG(b, in, gamefile.NFGOptions{Outcomes: true})
	}}
	jsonForm = format{"json", func(b *bytes.Buffer, in *game.Instance) error { return gamefile.WriteJSON(b, in) }}
)

func (f format) text(t testing.TB, in *game.Instance) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.write(&b, in); err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	return b.String()
}

// back reads what the format writes. There are no warnings.
func (f format) back(t testing.TB, in *game.Instance) *game.Instance {
	t.Helper()
	src := f.text(t, in)
	out, diags := gamefile.ReadInstance("f", strings.NewReader(src), gamefile.Limits{})
	if len(diags) > 0 {
		t.Fatalf("%s: %v\n%s", f.name, diags, src)
	}
	return out
}

// A whole is all of a game that JSON keeps: the game without its pool, with numbers for expressions.
type whole struct {
	Game    game.Game
	Probs   []string
	Payoffs []string
	Values  []string
}

func wholeOf(in *game.Instance) whole {
	w := whole{Game: *in.Game}
	w.Game.Pool, w.Game.Payoffs = nil, nil
	w.Game.Actions = slices.Clone(in.Actions)
	for a := range in.Actions {
		if in.Infosets[in.Actions[a].Infoset].Player == game.Chance {
			w.Probs = append(w.Probs, in.Prob(game.ActionID(a)).String())
		}
		w.Game.Actions[a].Prob = 0
	}
	for n := range in.Nodes {
		for p := range in.Players {
			w.Payoffs = append(w.Payoffs, in.PayoffAt(game.NodeID(n), game.PlayerID(p)).String())
		}
	}
	for i, name := range in.Pool.Names {
		w.Values = append(w.Values, name+"="+in.Values[i].String())
	}
	slices.Sort(w.Values)
	return w
}

// labelled is a random game with names, outcomes, marks and params.
func labelled(r *rand.Rand) *game.Instance {
	in := gametest.Symbolic(gametest.Instance(gametest.Random(r, gametest.Config{MaxInfosets: 6, ZeroChance: true})))
	odd := []string{"", "a", "b \"c\"", `back\slash`, "tab\tand\nline", "é “ü” 国", "</script>&amp;", "\u2028", "x,y"}
	g := *in.Game
	g.Title, g.Comment = odd[r.IntN(len(odd))], odd[r.IntN(len(odd))]
	g.Nodes = slices.Clone(g.Nodes)
	for i := range g.Nodes {
		g.Nodes[i].Name = odd[r.IntN(len(odd))]
		g.Nodes[i].Outcome = odd[r.IntN(len(odd))]
	}
	g.Infosets = slices.Clone(g.Infosets)
	for h := range g.Infosets {
		g.Infosets[h].Label = odd[r.IntN(len(odd))]
		g.Infosets[h].Number = r.IntN(7) - 3
	}
	for _, name := range []string{"war", "a\"b"} {
		if n := r.IntN(len(g.Nodes)); r.IntN(2) == 0 {
			g.Marks = append(g.Marks, game.Mark{Name: name, Nodes: []game.NodeID{game.NodeID(n)}})
		}
	}
	out, err := game.NewInstance(&g, in.Values)
	if err != nil {
		panic(err)
	}
	return out
}

// What is written as JSON is read as the same game, in all that it holds, and written in the same bytes.
func TestRoundTripJSON(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := labelled(rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 3)))
		back := jsonForm.back(t, in)
		if a, b := wholeOf(in), wholeOf(back); !reflect.DeepEqual(a, b) {
			rt.Fatal(cmp.Diff(a, b))
		}
		if a, b := jsonForm.text(t, in), jsonForm.text(t, back); a != b {
			rt.Fatal(cmp.Diff(a, b))
		}
	})
}

// Keys of JSON may stand in any order, numbers may be numbers, and information sets need not stand in
// the order of the tree.
func TestJSONAccepted(t *testing.T) {
	const src = "\ufeff" + `{"nodes": [
 {"parent": -1, "action": -1, "infoset": 1},
 {"infoset": 0, "action": 0, "parent": 0},
 {"parent": 1, "action": 0, "infoset": -1, "payoffs": [0.25, -1e1]},
 {"parent": 1, "action": 1, "infoset": -1, "payoffs": ["1/3", 2]},
 {"parent": 0, "action": 1, "infoset": -1, "payoffs": ["0", ".5"], "outcome": "o\u0041"}],
 "marks": [], "infosets": [
 {"name": "second", "player": 2, "number": 7, "actions": [{"name": "l"}, {"name": "r"}]},
 {"name": "first", "player": 0, "number": 1, "actions": [{"name": "x", "p": 0.1}, {"p": "9/10", "name": "y"}]}],
 "players": ["A", "B"], "title": "t", "schema": "parley/game/1"}`
	in, diags := gamefile.ReadJSON("f", strings.NewReader(src), gamefile.Limits{})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	want := `EFG 2 R "t" { "A" "B" }
""

c "" 1 "first" { "x" 1/10 "y" 9/10 } 0
p "" 2 7 "second" { "l" "r" } 0
t "" 1 "" { 1/4, -10 }
t "" 2 "" { 1/3, 2 }
t "" 3 "oA" { 0, 1/2 }
`
	if diff := cmp.Diff(want, efg.text(t, in)); diff != "" {
		t.Error(diff)
	}
}

// The strategic form of a random game goes through both versions of .nfg, .efg and .json and comes back
// as it was.
func TestRoundTripNFG(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := gametest.Instance(gametest.Random(rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 4)), gametest.Config{MaxInfosets: 4}))
		form, err := game.NewStrategic(in, 2000)
		if errors.Is(err, game.ErrTooLarge) {
			rt.Skip()
		}
		if err != nil {
			rt.Fatal(err)
		}
		want := nfg.text(t, form.Instance)
		for _, way := range [][]format{{nfg}, {outcomes}, {efg}, {jsonForm}, {nfg, efg, outcomes, jsonForm, nfg}, {efg, nfg, efg}} {
			g := form.Instance
			for _, f := range way {
				g = f.back(t, g)
			}
			if !g.Simultaneous() {
				rt.Fatalf("%v: no strategic form", way)
			}
			if diff := cmp.Diff(want, nfg.text(t, g)); diff != "" {
				rt.Fatalf("%v: %s", way, diff)
			}
		}
	})
}

// Labels of outcomes, cells without outcome and zeros are kept by the outcome version.
func TestOutcomes(t *testing.T) {
	const src = `NFG 1 R "t" { "A" "B" } { { "u" "d" } { "l" "r" "m" } }
"c" { { "win" 1, 2 } { "" 0 0 } { "lose" 0, 0 } { "again" 1, 2 } } 1 0 2 3 4 1`
	g, diags := gamefile.Read("f", strings.NewReader(src), gamefile.Limits{})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	want := `NFG 1 R "t" { "A" "B" }

{ { "u" "d" }
  { "l" "r" "m" } }
"c"

{
  { "win" 1, 2 }
  { "lose" 0, 0 }
  { "again" 1, 2 }
}
1 0
0 2
3 1
`
	if diff := cmp.Diff(want, outcomes.text(t, gametest.Instance(g))); diff != "" {
		t.Error(diff)
	}
	want = `NFG 1 R "t" { "A" "B" }

{ { "u" "d" }
  { "l" "r" "m" } }
"c"

1 2  0 0
0 0  0 0
1 2  1 2
`
	if diff := cmp.Diff(want, nfg.text(t, gametest.Instance(g))); diff != "" {
		t.Error(diff)
	}
}

// Strategies may be called by other names.
func TestStrategyLabels(t *testing.T) {
	in := gametest.Instance(gametest.Game(gametest.Move(0, "s", gametest.Do("x", gametest.End(1)), gametest.Do("y", gametest.End(2))), "A"))
	var b bytes.Buffer
	if err := gamefile.WriteNFG(&b, in, gamefile.NFGOptions{Strategies: [][]string{{"1*", "1*"}}}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `{ { "1*_1" "1*_2" } }`) {
		t.Error(b.String())
	}
}

func TestNotStrategic(t *testing.T) {
	in := gametest.Instance(gametest.Game(gametest.End(1), "A"))
	if err := gamefile.WriteNFG(&bytes.Buffer{}, in, gamefile.NFGOptions{}); !errors.Is(err, gamefile.ErrNotStrategic) {
		t.Errorf("got %v", err)
	}
}

// A tree and the strategic form that is read from its .nfg have the same Nash equilibria, by what they
// pay.
func TestSameEquilibria(t *testing.T) {
	compared := 0
	for seed := range uint64(60) {
		in := gametest.Instance(gametest.Random(rand.New(rand.NewPCG(seed, 5)), gametest.Config{Players: 2, MaxInfosets: 3}))
		form, err := game.NewStrategic(in, 60)
		if err != nil {
			continue
		}
		back := nfg.back(t, form.Instance)
		a, b := equilibria(t, in), equilibria(t, back)
		if a == nil || b == nil {
			continue
		}
		compared++
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("seed %d: %s\n%s", seed, diff, gametest.Describe(in))
		}
	}
	if compared < 30 {
		t.Errorf("only %d games were compared", compared)
	}
}

// equilibria lists the payoffs in all Nash equilibria, or nil if they are not all known.
func equilibria(t *testing.T, in *game.Instance) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	r, err := nash.Solver{}.Solve(ctx, in, solve.Options{})
	if err != nil || !r.Complete {
		return nil
	}
	if r.In != nil {
		in = r.In // the game that the equilibria are of
	}
	out := []string{}
	for _, e := range r.Equilibria {
		for _, p := range append([]game.Profile{e.Assessment.Profile}, vertices(e)...) {
			out = append(out, fmt.Sprint(in.NodeValues(p)[:len(in.Players)]))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func vertices(e solve.Equilibrium) []game.Profile {
	var out []game.Profile
	for _, v := range e.Vertices {
		out = append(out, v.Profile)
	}
	return out
}

// samples are files of every format and version.
func samples(t testing.TB) map[string]string {
	r := rand.New(rand.NewPCG(11, 11))
	tree := labelled(r)
	form, err := game.NewStrategic(gametest.Instance(gametest.Random(r, gametest.Config{MaxInfosets: 3})), 100)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"tree.efg": efg.text(t, tree), "tree.json": jsonForm.text(t, tree), "form.nfg": nfg.text(t, form.Instance),
		"outcomes.nfg": outcomes.text(t, form.Instance), "form.json": jsonForm.text(t, form.Instance),
		"short.efg": "EFG 2 R \"t\" { \"A\" }\np \"\" 1 1 \"\" { \"a\" \"b\" } 0 t \"\" 1 \"\" { 1 } p \"\" 1 1 0 t \"\" 1 t \"\" 0",
	}
}

// A file cut off anywhere is an error with a line and a column, unless nothing but blanks is missing or
// the last number is a shorter one.
func TestTruncated(t *testing.T) {
	for name, src := range samples(t) {
		end := len(strings.TrimRight(src, "\n"))
		for n := range end {
			g, diags := gamefile.ReadInstance(name, strings.NewReader(src[:n]), gamefile.Limits{})
			if g != nil {
				if last := src[n-1]; last >= '0' && last <= '9' && strings.IndexByte("0123456789/", src[n]) >= 0 && !strings.ContainsAny(src[n:end], " \n") {
					continue
				}
				t.Fatalf("%s: its first %d bytes are read as a game:\n%s", name, n, src[:n])
			}
			if d := diags[0]; d.Severity != diag.Error || d.Span.Start.Line < 1 || d.Span.Start.Col < 1 {
				t.Fatalf("%s: cut at byte %d: %v", name, n, diags)
			}
		}
		if g, diags := gamefile.ReadInstance(name, strings.NewReader(src[:end]), gamefile.Limits{}); g == nil {
			t.Errorf("%s: %v", name, diags)
		}
	}
}

// Any byte may be another, missing or there twice, and nothing breaks: it is a game or an error.
func TestDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 12))
	for name, src := range samples(t) {
		for range 2000 {
			i := r.IntN(len(src))
			damaged := src[:i] + string([]byte{"\x00\xff\"{}[],:\\ -0/e\r"[r.IntN(16)]}) + src[min(i+r.IntN(3), len(src)):]
			g, diags := gamefile.ReadInstance(name, strings.NewReader(damaged), gamefile.Limits{})
			if (g == nil) != diags.HasErrors() {
				t.Fatalf("%s: game %v beside %v:\n%s", name, g != nil, diags, damaged)
			}
			if g != nil {
				jsonForm.back(t, g)
			}
		}
	}
}

// Reading ends soon after its context does.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	long := "EFG 2 R \"\" { \"A\" } p \"\" 1 1 \"\" { " + strings.Repeat("\"a\" ", 10_000) + "} 0 "
	table := "NFG 1 R \"\" { \"A\" } { 10000 } " + strings.Repeat("1 ", 10_000)
	list := `{"players": [` + strings.Repeat(`"a", `, 10_000)
	for _, src := range []string{long, table, list} {
		g, diags := gamefile.Read("f", strings.NewReader(src), gamefile.Limits{Context: ctx, Players: 1 << 20})
		if g != nil || !gamefile.Stopped(diags) {
			t.Errorf("got %v", diags)
		}
		if _, diags := gamefile.Read("f", strings.NewReader(src), gamefile.Limits{Players: 1 << 20}); gamefile.Stopped(diags) {
			t.Errorf("stopped without a reason: %v", diags)
		}
	}
}

// Gambit's own collection, where it is at hand, goes through every format and comes back as it was.
func TestConvertGambit(t *testing.T) {
	const root = "../../shared/reference/gambit/games"
	if _, err := os.Stat(root); err != nil {
		t.Skip("Gambit's games are not beside the project")
	}
	files, forms, renamed := 0, 0, 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); err != nil || ext != ".efg" && ext != ".nfg" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		in, diags := gamefile.ReadInstance(path, bytes.NewReader(src), gamefile.Limits{})
		if in == nil {
			t.Error(diags)
			return nil
		}
		if slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Code == "F020" }) {
			renamed++
		}
		files++
		if a, b := wholeOf(in), wholeOf(jsonForm.back(t, in)); !reflect.DeepEqual(a, b) {
			t.Errorf("%s: JSON: %s", path, cmp.Diff(a, b))
		}
		if a, b := efg.text(t, in), efg.text(t, jsonForm.back(t, efg.back(t, in))); a != b {
			t.Errorf("%s: .efg: %s", path, cmp.Diff(a, b))
		}
		var picture bytes.Buffer
		if err := gamefile.WriteDOT(&picture, in); err != nil || strings.Count(picture.String(), "\n  n") < len(in.Nodes) {
			t.Errorf("%s: .dot: %v", path, err)
		}
		if err := gamefile.WriteTeX(&picture, in); err != nil && !errors.Is(err, gamefile.ErrNoPage) {
			t.Errorf("%s: .tex: %v", path, err)
		}
		form, err := game.NewStrategic(in, 5000)
		if errors.Is(err, game.ErrTooLarge) {
			return nil
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return nil
		}
		forms++
		table := form.Instance
		if in.Simultaneous() {
			table = in
		}
		for _, f := range []format{nfg, outcomes} {
			if a, b := f.text(t, table), f.text(t, f.back(t, table)); a != b {
				t.Errorf("%s: %s: %s", path, f.name, cmp.Diff(a, b))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 100 || forms < 80 || renamed < 8 {
		t.Errorf("only %d files, %d strategic forms and %d files with labels that stand twice", files, forms, renamed)
	}
}

// Wrong and right beginnings.
func TestLike(t *testing.T) {
	for src, want := range map[string]bool{"EFG 2": true, "\ufeff\n NFG 1": true, " {": true, "title(": false, "": false, "[": false} {
		if gamefile.Like(src) != want {
			t.Errorf("Like(%q)", src)
		}
	}
}

// The strategic form of .nfg files is the file's own table.
func TestStrategicOfTable(t *testing.T) {
	g, _ := gamefile.Read("f", strings.NewReader(`NFG 1 R "t" { "A" "B" "C" } { 2 3 2 } "c" `+strings.Repeat("1 2 3 4 5 6 ", 6)), gamefile.Limits{})
	in := gametest.Instance(g)
	form, err := game.NewStrategic(in, 100)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(nfg.text(t, in), nfg.text(t, form.Instance)); diff != "" {
		t.Error(diff)
	}
	if x := form.PayoffAt(form.Children(form.Children(form.Children(0)[1])[0])[0], 0); !x.Equal(num.Int(4)) {
		t.Errorf("the second profile pays %v", x)
	}
}

// Trees whose strategic form Gambit's collection holds as well, and a table in both versions: they are
// the same tables.
func TestGambitPairs(t *testing.T) {
	const root = "../../shared/reference/gambit/games/"
	if _, err := os.Stat(root); err != nil {
		t.Skip("Gambit's games are not beside the project")
	}
	table := func(file string) []string {
		src, err := os.ReadFile(root + file)
		if err != nil {
			t.Fatal(err)
		}
		in, diags := gamefile.ReadInstance(file, bytes.NewReader(src), gamefile.Limits{})
		if in == nil {
			t.Fatal(diags)
		}
		form, err := game.NewStrategic(in, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		_, payoffs, _ := strings.Cut(nfg.text(t, form.Instance), "\n\""+strings.ReplaceAll(in.Comment, `"`, `\"`)+"\"\n")
		return strings.Fields(payoffs)
	}
	for _, pair := range [][2]string{
		{"contrib/g1.efg", "contrib/g1.nfg"}, {"contrib/g3.efg", "contrib/g3.nfg"}, {"contrib/e04.efg", "contrib/e04.nfg"}, {"contrib/coord3.efg", "contrib/coord3.nfg"},
		{"test_games/coordination_4x4_outcome.nfg", "test_games/coordination_4x4_payoff.nfg"},
	} {
		if a, b := table(pair[0]), table(pair[1]); len(a) == 0 || !slices.Equal(a, b) {
			t.Errorf("%v: %v and %v", pair, a, b)
		}
	}
}
