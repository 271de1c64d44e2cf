package report_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/game"
	"parley/game/gametest"
	"parley/num"
	"parley/report"
	"parley/solve"
	"parley/solve/refine"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", path, d)
	}
}

// crisis is a crisis signalling game: a challenger, resolute or bluffing, may escalate; a defender
// who cannot tell resists or concedes; the challenger then fights or backs down.
func crisis() *game.Instance {
	kind := func(name string, war int64) gametest.Tree {
		return gametest.Move(0, "start: "+name,
			gametest.Do("quiet", gametest.End(0, 10)),
			gametest.Do("escalate", gametest.Move(1, "answer",
				gametest.Do("concede", gametest.End(10, 0)),
				gametest.Do("resist", gametest.Move(0, "end: "+name,
					gametest.Do("back down", gametest.End(-3, 10)),
					gametest.Do("fight", gametest.End(war, -5)))))))
	}
	return gametest.Instance(gametest.Game(gametest.Nature("kind",
		gametest.With("2/5", "resolute", kind("resolute", 2)),
		gametest.With("3/5", "bluffing", kind("bluffing", -6))), "challenger", "defender"))
}

// play is a behaviour strategy profile, by information set and action; what is left out is 0.
type play map[string]map[string]string

// assess returns the assessment of a profile whose trembles are all alike.
func assess(in *game.Instance, p play) game.Assessment {
	a := game.Assessment{Profile: make(game.Profile, len(in.Actions)), Trembles: &game.Trembles{Order: make([]int32, len(in.Actions)), Weight: make([]num.Rat, len(in.Actions))}}
	for id := range in.Actions {
		h := in.Infosets[in.Actions[id].Infoset]
		switch x, played := p[h.Name][in.Actions[id].Name]; {
		case h.Player == game.Chance:
			a.Profile[id] = in.Prob(game.ActionID(id))
		case played:
			a.Profile[id] = num.MustParse(x)
		}
		a.Trembles.Weight[id] = a.Profile[id]
		if a.Profile[id].IsZero() {
			a.Trembles.Order[id], a.Trembles.Weight[id] = 1, num.One
		}
	}
	a.Beliefs = gametest.Limit(in, a.Trembles)
	return a
}

func pure(action string) map[string]string { return map[string]string{action: "1"} }

var bluffCalled = play{
	"start: resolute": pure("escalate"), "start: bluffing": {"escalate": "1/3", "quiet": "2/3"},
	"answer": {"resist": "10/13", "concede": "3/13"}, "end: resolute": pure("fight"), "end: bluffing": pure("back down"),
}

func solution(in *game.Instance, found ...solve.Equilibrium) *report.Solution {
	s := &report.Solution{Version: "0.0.0", Path: "crisis.efg", Game: in, Result: &solve.Result{Concept: solve.Sequential, Method: "by hand", Equilibria: found, Complete: true}}
	for range found {
		s.Regrets = append(s.Regrets, num.Zero)
	}
	return s
}

// A component: everybody stays quiet, since escalation is met with resistance by a defender who
// thinks a bluff likely enough.
func quiet(in *game.Instance) solve.Equilibrium {
	e := solve.Point(assess(in, play{"start: resolute": pure("quiet"), "start: bluffing": pure("quiet"), "answer": pure("resist"), "end: resolute": pure("fight"), "end: bluffing": pure("back down")}))
	e.Dimension = 1
	e.Low, e.High = append(game.Profile(nil), e.Profile...), append(game.Profile(nil), e.Profile...)
	e.BeliefLow, e.BeliefHigh = append(game.Beliefs(nil), e.Beliefs...), append(game.Beliefs(nil), e.Beliefs...)
	at := in.Infosets[gametest.Infoset(in.Game, "answer")]
	e.BeliefLow[at.Nodes[0]], e.BeliefHigh[at.Nodes[0]] = num.Zero, num.Frac(2, 3)
	e.BeliefLow[at.Nodes[1]], e.BeliefHigh[at.Nodes[1]] = num.Frac(1, 3), num.One
	concede := at.First
	e.High[concede], e.Low[concede+1] = num.Frac(1, 4), num.Frac(3, 4)
	return e
}

func TestSolveText(t *testing.T) {
	in := crisis()
	one := solve.Point(assess(in, bluffCalled))
	both := solution(in, one, quiet(in))
	both.Result.Complete, both.Result.IncompleteBecause = false, "interrupted"
	both.Intuitive = []refine.Finding{{Passes: true}, {Reason: "only a resolute challenger could gain"}}
	both.Set = []report.Setting{{Name: "prior", Value: num.Frac(2, 5)}}
	var b strings.Builder
	for _, c := range []struct {
		title string
		s     *report.Solution
		style report.Style
	}{
		{"one equilibrium", solution(in, one), report.Style{}},
		{"two, one of them a continuum, and an interrupted search", both, report.Style{}},
		{"the same with play off the path", both, report.Style{All: true}},
		{"none", solution(in), report.Style{}},
	} {
		b.WriteString("--- " + c.title + "\n" + c.s.Text(c.style))
	}
	golden(t, "solve.golden", b.String())
}

func TestSolveJSON(t *testing.T) {
	in := crisis()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	if err := enc.Encode(solution(in, solve.Point(assess(in, bluffCalled)), quiet(in)).JSON()); err != nil {
		t.Fatal(err)
	}
	golden(t, "solve.json", b.String())
}

func TestNames(t *testing.T) {
	in := crisis()
	name := func(resolute, bluffing map[string]string, answers ...string) []string {
		var list []solve.Equilibrium
		for _, a := range answers {
			list = append(list, solve.Point(assess(in, play{"start: resolute": resolute, "start: bluffing": bluffing, "answer": pure(a), "end: resolute": pure("fight"), "end: bluffing": pure("back down")})))
		}
		return report.Names(in, list)
	}
	half := map[string]string{"quiet": "1/2", "escalate": "1/2"}
	for _, c := range []struct {
		got, want []string
	}{
		{name(pure("escalate"), pure("escalate"), "resist"), []string{"pooling on escalate"}},
		{name(pure("escalate"), pure("quiet"), "resist"), []string{"separating at start: resolute"}},
		{name(pure("escalate"), half, "resist"), []string{"semi-separating at start: resolute"}},
		{name(half, half, "resist"), []string{"pooling on quiet and escalate"}},
		{name(pure("quiet"), pure("quiet"), "resist", "concede"), []string{"pooling on quiet; answer: resist 100 %", "pooling on quiet; answer: concede 100 %"}},
	} {
		if d := cmp.Diff(c.want, c.got); d != "" {
			t.Error(d)
		}
	}
	open := gametest.Instance(gametest.Game(gametest.Move(0, "enter", gametest.Do("out", gametest.End(0, 2)),
		gametest.Do("in", gametest.Move(1, "reply", gametest.Do("fight", gametest.End(-1, -1)), gametest.Do("share", gametest.End(1, 1))))), "entrant", "incumbent"))
	got := report.Names(open, []solve.Equilibrium{
		solve.Point(assess(open, play{"enter": pure("in"), "reply": pure("share")})),
		solve.Point(assess(open, play{"enter": pure("out"), "reply": {"fight": "1/2", "share": "1/2"}})),
		solve.Point(assess(open, play{"enter": {"in": "1/2", "out": "1/2"}, "reply": {"fight": "1/2", "share": "1/2"}}))})
	if d := cmp.Diff([]string{"in, share", "out", "mixing at enter, reply"}, got); d != "" {
		t.Error(d)
	}
}

func TestPercent(t *testing.T) {
	for in, want := range map[string]string{"0": "0 %", "1": "100 %", "1/3": "33 %", "1/100000": "<0.1 %", "1/200": "0.5 %", "996/1000": "99.6 %", "99999/100000": ">99.9 %",
		"1/100": "1 %", "99/100": "99 %", "999/1000": "99.9 %", "9996/10000": ">99.9 %"} {
		if got := report.Percent(num.MustParse(in)); got != want {
			t.Errorf("Percent(%s) = %q, want %q", in, got, want)
		}
	}
}

func TestPlainTakesControlCharactersOut(t *testing.T) {
	if got := report.Plain("a\x1b[31mb\x07\u202ec é核\n"); strings.ContainsAny(got, "\x1b\x07\u202e") || !strings.HasSuffix(got, "c é核\n") {
		t.Errorf("%q", got)
	}
}

// The profile of a large game is cut to what can be read; what is left out is counted. Bounds are rounded up.
func TestLargeNumeric(t *testing.T) {
	in := gametest.Instance(gametest.Deals(rand.New(rand.NewPCG(1, 1)), 6, 3, 6, 100))
	even := make([]float64, len(in.Actions))
	for a := range even {
		even[a] = 1
	}
	s := &report.Solution{Game: in, Regrets: []num.Rat{num.MustParse("0.0201")}, Result: &solve.Result{Concept: solve.Nash, In: in, Finished: true, IncompleteBecause: "this method looks for one",
		Equilibria: []solve.Equilibrium{{Assessment: game.Assessment{Profile: in.FromFloats(even)}, Certificate: solve.Numeric, Gap: 0.0201}}}}
	text := s.Text(report.Style{})
	for _, want := range []string{"1 approximate Nash equilibrium", "nobody gains more than 0.03 by", "and 2084 more information sets on the path: --all or --json shows them", "plays more"} {
		if !strings.Contains(strings.ReplaceAll(text, "\u202f", ""), want) {
			t.Errorf("%q is not in the text", want)
		}
	}
	if n := strings.Count(text, "\n"); n > 250 {
		t.Errorf("%d lines", n)
	}
	if n := strings.Count(s.Text(report.Style{All: true}), "\n"); n < 2184 {
		t.Errorf("%d lines with everything", n)
	}
	e := s.JSON().Equilibria[0]
	if len(e.Strategies) != 2184 || len(e.Outcomes) != 10_000 || e.OutcomesLeftOut != 36*729-10_000 || e.Outcomes[0].P != "" {
		t.Errorf("%d strategies, %d outcomes and %d left out, p %q", len(e.Strategies), len(e.Outcomes), e.OutcomesLeftOut, e.Outcomes[0].P)
	}
	if v := e.Outcomes[0].Value; v < 1.0/36/729-1e-12 || v > 1.0/36/729+1e-12 {
		t.Errorf("the likeliest play has %v", v)
	}
}
