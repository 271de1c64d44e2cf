package table_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	_ "parley/internal/fixedseed"
	"parley/model"
	"parley/num"
	"parley/probe"
	"parley/report"
	"parley/solve"
	"parley/sweep"
	"parley/sweep/table"

	"pgregory.net/rapid"
)

// load loads a model from its text.
func load(t testing.TB, text string) *model.Model {
	t.Helper()
	m, list := model.LoadSource(nil, "test.star", text, model.Options{})
	if m == nil {
		t.Fatal(list)
	}
	return m
}

func example(t testing.TB, folder string) *model.Model {
	t.Helper()
	m, list := model.Load(os.DirFS("../../examples/"+folder), "model.star", model.Options{})
	if m == nil {
		t.Fatal(list)
	}
	return m
}

// coordination has three equilibria at every draw: both go left, both go right, and one in which they mix.
const coordination = `
title("Meet")
a = player("a")
b = player("b")
left = param("left", 2, within = (1, 3))
odd = param("odd name", 1)
assume(left > 1.5)
def meet(g):
    x = g.choose(a, "where a goes", ["left", "right"], seen_by = [a])
    y = g.choose(b, "where b goes", ["left", "right"])
    if x == y:
        g.mark("met")
        g.pay(a, left if x == "left" else odd)
        g.pay(b, left if x == "left" else odd)
game(meet)
ask("How likely do they meet?", P("met"))
ask("What does a think, if b went left?", P("met", given = event("where b goes", "left")))
conclude("They meet for sure.", P("met") >= 1)
`

// rowsOf runs a sweep and returns its rows.
func rowsOf(t testing.TB, m *model.Model, opt table.Options) ([][]table.Cell, *table.Sweep) {
	t.Helper()
	s, err := table.New(m, opt)
	if err != nil {
		t.Fatal(err)
	}
	first, end := s.Range()
	var rows [][]table.Cell
	encode := func(b []byte, row []table.Cell) []byte { return fmt.Appendln(b, row) }
	// One worker: rows come in order, one call after another.
	next, err := s.Run(t.Context(), first, func(b []byte, row []table.Cell) []byte {
		if opt.Workers <= 1 {
			rows = append(rows, slices.Clone(row))
		}
		return encode(b, row)
	}, func(table.Block) error { return nil })
	if err != nil || next != end {
		t.Fatalf("stopped at %d: %v", next, err)
	}
	return rows, s
}

func names(s *table.Sweep) []string {
	var out []string
	for _, c := range s.Header.Columns {
		out = append(out, c.Name)
	}
	return out
}

func TestRowsPerDrawAndPerEquilibrium(t *testing.T) {
	m := load(t, coordination)
	rows, s := rowsOf(t, m, table.Options{Draws: 5, Seed: 1})
	want := []string{"draw", "left", "param_odd_name", "equilibria", "complete", "because",
		"q1_how_likely_do_they_meet_low", "q1_how_likely_do_they_meet_high",
		"q2_what_does_a_think_if_b_went_left_low", "q2_what_does_a_think_if_b_went_left_high", "c1_they_meet_for_sure"}
	if diff := cmp.Diff(want, names(s)); diff != "" {
		t.Error(diff)
	}
	if len(rows) != 5 {
		t.Fatalf("%d rows, want 5", len(rows))
	}
	for i, r := range rows {
		x := r[1].Number
		mixed := (1 + x*x) / ((1 + x) * (1 + x)) // where each goes left with 1/(1+x)
		if r[0].Number != float64(i+1) || x < 1.5 || x > 3 || r[2].Number != 1 || r[3].Number != 3 || r[4].Number != 1 || !r[5].Null {
			t.Errorf("row %d is %v", i, r)
		}
		if math.Abs(r[6].Number-mixed) > 1e-12 || r[7].Number != 1 || r[10].Text != string(probe.Some) {
			t.Errorf("row %d: met %v to %v (want %v to 1), for sure %q", i, r[6].Number, r[7].Number, mixed, r[10].Text)
		}
	}
	each, s := rowsOf(t, m, table.Options{Draws: 5, Seed: 1, Rows: table.PerEquilibrium, Kinds: report.Kinds})
	if diff := cmp.Diff(append(slices.Clone(want[:6]), append([]string{"equilibrium", "dimension", "kind"}, want[6:]...)...), names(s)); diff != "" {
		t.Error(diff)
	}
	if len(each) != 15 {
		t.Fatalf("%d rows, want 15", len(each))
	}
	for k := 0; k < len(each); k += 3 {
		all, low, undefined := 0, math.Inf(1), 0
		kinds := map[string]bool{}
		for e, r := range each[k : k+3] {
			if !slices.Equal(r[:6], rows[k/3][:6]) || r[6].Number != float64(e+1) || r[7].Number != 0 {
				t.Errorf("row %d is %v", k+e, r)
			}
			kinds[r[8].Text] = true
			if r[9].Number != r[10].Number {
				t.Errorf("row %d: a point has two values %v and %v", k+e, r[9].Number, r[10].Number)
			}
			low = min(low, r[9].Number)
			if r[13].Text == string(probe.All) {
				all++
			}
			if r[11].Null && r[12].Null {
				undefined++
			}
		}
		if all != 2 || low != rows[k/3][6].Number || len(kinds) != 3 || undefined != 1 {
			t.Errorf("draw %d: %d equilibria in which they meet, lowest %v, kinds %v, %d without a value", k/3+1, all, low, kinds, undefined)
		}
	}
}

// What a sweep writes is what the audit's tools find at the same values.
func TestRowsAgreeWithQueries(t *testing.T) {
	m := example(t, "crisis-signalling")
	rows, s := rowsOf(t, m, table.Options{Draws: 20, Seed: 3, Variants: true})
	subject, err := probe.New(m, probe.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := subject.Probe()
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) int { return slices.Index(names(s), name) }
	for _, r := range rows {
		var values []num.Rat
		for p := range m.Params {
			values = append(values, num.MustParse(fmt.Sprint(r[1+p].Number))) // the shortest decimal is the exact value
		}
		x, err := b.At(values)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range subject.Questions {
			if err := x.Need(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			col := at(fmt.Sprintf("q%d_", i+1) + strings.SplitN(names(s)[at("because")+1+2*i], "_", 2)[1])
			if want := x.Eval.Answer(c, 0, nil); math.Abs(want.Low.Float-r[col].Number) > 1e-12 {
				t.Errorf("%s: %v, want %v", names(s)[col], r[col].Number, want.Low.Float)
			}
		}
		for i, c := range subject.Conclusions {
			want, err := x.Face(t.Context(), c, false)
			if err != nil {
				t.Fatal(err)
			}
			if got := r[len(r)-len(subject.Conclusions)+i].Text; got != string(want) {
				t.Errorf("conclusion %d: %q, want %q", i+1, got, want)
			}
		}
	}
}

func TestVariantsAreLeftOut(t *testing.T) {
	m := example(t, "crisis-signalling")
	_, s := rowsOf(t, m, table.Options{Draws: 1, Seed: 1})
	if s.Left.Questions != 0 || s.Left.Conclusions != 2 {
		t.Errorf("left out %+v, want 2 conclusions", s.Left)
	}
	if last := names(s)[len(names(s))-1]; last != "c4_a_bluff_is_called_more_often" {
		t.Errorf("the last column is %s", last)
	}
	_, s = rowsOf(t, m, table.Options{Draws: 1, Seed: 1, Variants: true})
	if last := names(s)[len(names(s))-1]; s.Left.Conclusions != 0 || !strings.HasPrefix(last, "c6_") {
		t.Errorf("the last column is %s", last)
	}
}

func TestQueriesOfTheUser(t *testing.T) {
	m := load(t, coordination)
	ask := func(name, text string) table.Asked {
		q, c, list := model.ParseQuery(m, text)
		if list.HasErrors() {
			t.Fatal(list)
		}
		return table.Asked{Name: name, Query: q, Condition: c}
	}
	rows, s := rowsOf(t, m, table.Options{Draws: 3, Seed: 1, OnlyQueries: true, Queries: []table.Asked{
		ask("", `P("met")`), ask("", `P("met")`), ask("met", `P("met") > 0.9`), ask("draw", `left / 2`),
	}})
	want := []string{"p_met_low", "p_met_high", "p_met_2_low", "p_met_2_high", "met", "draw_low", "draw_high"}
	if diff := cmp.Diff(want, names(s)[6:]); diff != "" {
		t.Error(diff)
	}
	for _, r := range rows {
		if r[10].Text != string(probe.Some) || r[11].Number != r[1].Number/2 {
			t.Errorf("row %v", r)
		}
	}
	if got := s.Header.Meta.Get("column.met"); got != `P("met") > 9/10` {
		t.Errorf("the metadata give the query %q", got)
	}
}

// A param that is held has one value; the others still respect the assumptions.
func TestHeldParams(t *testing.T) {
	m := load(t, coordination)
	rows, s := rowsOf(t, m, table.Options{Draws: 3, Seed: 1, Hold: map[string]num.Rat{"odd name": num.Frac(1, 3)}})
	for _, r := range rows {
		if r[2].Number != 1.0/3 || r[1].Number < 1.5 {
			t.Errorf("row %v", r)
		}
	}
	if got := s.Header.Meta.Get("param.param_odd_name"); got != `held at 1/3, the param "odd name"` {
		t.Errorf("the metadata say %q", got)
	}
	if _, err := table.New(m, table.Options{Draws: 1, Hold: map[string]num.Rat{"lefd": num.One}}); err == nil || !strings.Contains(err.Error(), `did you mean "left"`) {
		t.Errorf("an unknown param: %v", err)
	}
	s, err := table.New(m, table.Options{Draws: 1, Hold: map[string]num.Rat{"left": num.One}})
	if err == nil {
		_, err = s.Run(t.Context(), 0, func(b []byte, _ []table.Cell) []byte { return b }, func(table.Block) error { return nil })
	}
	if err == nil || !strings.Contains(err.Error(), "left > 3/2") {
		t.Errorf("a held param that breaks an assumption: %v", err)
	}
}

// A draw that is no game stops the sweep and tells how to repeat it.
func TestDrawThatIsNoGame(t *testing.T) {
	m := load(t, `
p = param("p", 0.4, within = (0.3, 1.5))
a = player("a")
def story(g):
    if g.chance("luck", {"good": p, "bad": 1 - p}) == "good":
        g.pay(a, 1)
    g.choose(a, "move", ["x", "y"])
game(story)
`)
	var said []string
	for _, workers := range []int{1, 3} {
		s, err := table.New(m, table.Options{Draws: 5000, Seed: 1, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Run(t.Context(), 0, func(b []byte, _ []table.Cell) []byte { return b }, func(table.Block) error { return nil })
		if err == nil {
			t.Fatal("no error")
		}
		said = append(said, err.Error())
		_, flag, _ := strings.Cut(err.Error(), "parley solve test.star --set p=")
		x, parseErr := num.Parse(flag)
		if parseErr != nil || !num.One.Less(x) {
			t.Errorf("%v: the flag is %q", err, flag)
		}
	}
	if said[0] != said[1] {
		t.Errorf("the error depends on the number of workers: %q and %q", said[0], said[1])
	}
}

// The same rows for any number of workers, and from any draw on.
func TestBytesDependOnNeitherWorkersNorStart(t *testing.T) {
	m := example(t, "crisis-signalling")
	run := func(workers, from int) string {
		s, err := table.New(m, table.Options{Draws: 700, Seed: 2, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		next, err := s.Run(t.Context(), from, func(b []byte, row []table.Cell) []byte { return fmt.Appendln(b, row) }, func(b table.Block) error {
			_, err := out.Write(b.Bytes)
			return err
		})
		if err != nil || next != 700 {
			t.Fatal(next, err)
		}
		return out.String()
	}
	all := run(1, 0)
	if run(3, 0) != all {
		t.Error("three workers give other rows")
	}
	if tail := run(2, 300); !strings.HasSuffix(all, tail) || strings.Count(tail, "\n") != 400 {
		t.Error("from draw 300 on, other rows come")
	}
}

func TestCancelledSweepHandsOverWholeBlocks(t *testing.T) {
	m := example(t, "crisis-signalling")
	s, err := table.New(m, table.Options{Draws: 100_000, Seed: 2, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	draws := 0
	next, err := s.Run(ctx, 0, func(b []byte, _ []table.Cell) []byte { return append(b, 'x') }, func(b table.Block) error {
		if draws += b.Draws; len(b.Bytes) != b.Draws || b.Rows != b.Draws {
			t.Errorf("a block of %d draws has %d rows", b.Draws, len(b.Bytes))
		}
		if draws >= 1000 {
			cancel()
		}
		return nil
	})
	if err != nil || next != draws || draws < 1000 || draws == 100_000 {
		t.Errorf("next %d after %d draws, %v", next, draws, err)
	}
}

// Shards are the draws, each once, in order, of sizes that differ by one at most.
func TestShards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.IntRange(1, 50).Draw(t, "of")
		n := rapid.IntRange(of, 5_000_000).Draw(t, "draws")
		at, least, most := 0, n, 0
		for i := range of {
			first, end := table.Shard{Number: i + 1, Of: of}.Range(n)
			if first != at {
				t.Fatalf("shard %d begins at %d, want %d", i+1, first, at)
			}
			at, least, most = end, min(least, end-first), max(most, end-first)
		}
		if at != n || most-least > 1 || least < 1 {
			t.Fatalf("shards end at %d of %d, with %d to %d draws", at, n, least, most)
		}
	})
	for text, ok := range map[string]bool{"1/1": true, "3/7": true, "0/3": false, "4/3": false, "1": false, "a/b": false, "1/3/4": false, "-1/2": false} {
		if p, err := table.ParseShard(text); (err == nil) != ok || ok && p.String() != text {
			t.Errorf("%q: %v, %v", text, p, err)
		}
	}
}

// In every design, shards have the rows of the whole, although its points depend on what assumptions leave out.
func TestShardsOfEveryDesign(t *testing.T) {
	m := load(t, coordination)
	for _, design := range sweep.Designs() {
		opt := table.Options{Draws: 100, Seed: 5, Design: design}
		whole, s := rowsOf(t, m, opt)
		if got := s.Header.Meta.Get("method"); got != string(design) {
			t.Errorf("the metadata say %q, want %q", got, design)
		}
		var parts [][]table.Cell
		for i := range 3 {
			opt.Shard = table.Shard{Number: i + 1, Of: 3}
			rows, _ := rowsOf(t, m, opt)
			parts = append(parts, rows...)
		}
		if !slices.EqualFunc(whole, parts, slices.Equal[[]table.Cell]) {
			t.Errorf("%s: the shards have other rows than the whole", design)
		}
		if other, _ := rowsOf(t, m, table.Options{Draws: 100, Seed: 6, Design: design}); slices.Equal(other[0], whole[0]) {
			t.Errorf("%s: another seed gives the same first draw", design)
		}
	}
}

// What limits cut short is marked, and says why.
func TestIncompleteDraws(t *testing.T) {
	m := load(t, coordination)
	for _, per := range []table.RowsPer{table.PerDraw, table.PerEquilibrium} {
		rows, s := rowsOf(t, m, table.Options{Draws: 3, Seed: 1, Rows: per, Limits: solve.Limits{Supports: 1}})
		if len(rows) < 3 {
			t.Fatalf("%d rows for 3 draws", len(rows))
		}
		for _, r := range rows {
			if r[4].Number != 0 || r[5].Null || !strings.Contains(r[5].Text, "support") {
				t.Errorf("a draw of which one support was looked at: %v", r)
			}
			if r[3].Number == 0 {
				for i, c := range r[6:] {
					if !c.Null {
						t.Errorf("no equilibrium was found, and %s is %v", s.Header.Columns[6+i].Name, c)
					}
				}
			}
		}
		if s.Header.Meta.Get("limit-supports") != "1" {
			t.Error("the metadata do not tell the limit")
		}
	}
}
