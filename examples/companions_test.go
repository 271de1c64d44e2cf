// Package examples_test holds the examples to what their READMEs and comments say of them.
package examples_test

import (
	"context"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/game"
	"parley/model"
	"parley/num"
	"parley/query"
	"parley/solve"
	"parley/solve/sequential"
)

func load(t *testing.T, name string) *model.Model {
	t.Helper()
	m, list := model.Load(os.DirFS("."), name, model.Options{})
	for _, d := range list {
		t.Errorf("%s: %s %s: %s", name, d.Severity, d.Code, d.Summary)
	}
	if m == nil {
		t.FailNow()
	}
	return m
}

// worlds solves a model and its variants at the baseline, some params set otherwise.
func worlds(t *testing.T, m *model.Model, set map[string]string) query.Worlds {
	t.Helper()
	base := make([]num.Rat, len(m.Params))
	for i, p := range m.Params {
		base[i] = p.Value
		if text, ok := set[p.Name]; ok {
			base[i] = rat(t, text)
		}
	}
	out := query.Worlds{"": solved(t, m.Game, base)}
	for _, v := range m.Variants {
		at := m.Pool.At(base)
		values := slices.Clone(base)
		for i, id := range v.Set {
			values[i] = at.Get(id)
		}
		out[v.Name] = solved(t, v.Game, values)
	}
	return out
}

func solved(t *testing.T, g *game.Game, values []num.Rat) query.Solved {
	t.Helper()
	in, err := game.NewInstance(g, values)
	if err != nil {
		t.Fatal(err)
	}
	r, err := sequential.Solver{}.Solve(context.Background(), in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Complete {
		t.Errorf("%s: not complete: %s", g.Title, r.IncompleteBecause)
	}
	return query.Solved{In: in, Equilibria: r.Equilibria}
}

func rat(t *testing.T, text string) num.Rat {
	t.Helper()
	r, err := num.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// found writes each equilibrium of a solved model as its answers to the model's questions and its
// verdicts on the conclusions, in their order; the equilibria in the order of these texts.
func found(t *testing.T, m *model.Model, w query.Worlds) []string {
	t.Helper()
	var out []string
	for i := range w[""].Equilibria {
		var answers []string
		for _, q := range m.Questions {
			a, err := query.Ask(q.Query, w, i)
			if err != nil {
				t.Fatalf("%s: %v", q.Text, err)
			}
			answers = append(answers, write(a))
		}
		var verdicts []string
		for _, c := range m.Conclusions {
			truth, _, err := query.Judge(c.Condition, w, i)
			if err != nil {
				t.Fatalf("%s: %v", c.Text, err)
			}
			verdicts = append(verdicts, string(truth))
		}
		out = append(out, strings.Join(answers, ", ")+"; "+strings.Join(verdicts, " "))
	}
	slices.Sort(out)
	return out
}

// write writes an answer: exact if it is known so, "undefined", or "low to high" where it is not one number.
func write(a query.Answer) string {
	low, high := number(a.Low), number(a.High)
	if low == high {
		return low
	}
	return low + " to " + high
}

func number(v query.Value) string {
	switch {
	case !v.Defined:
		return "undefined"
	case v.Exact:
		return v.Rat.String()
	}
	return strconv.FormatFloat(v.Float, 'f', 4, 64)
}

// The sizes of the games, and what the READMEs and the models' own comments say comes out.
var examples = []struct {
	file                         string
	players, infosets, terminals int
	want                         []string // as found writes it
}{
	{"crisis-signalling/model.star", 2, 5, 8, []string{
		"4/13, 9/65, 2/13, 2/5, 1/3, 10/13, 2/3, 0.4325; true true true true true true",
	}},
	{"deterrence/model.star", 2, 8, 12, []string{
		"19/100, 11/50, 59/100, 3/7, 1/2; true true true true true",
		"3/10, 0, 7/10, 0, 0 to 1/2; mixed mixed undefined true true",
	}},
	{"bargaining/model.star", 2, 36, 56, []string{
		"1, 27/20, 9/20, 6/5; true true true true",
	}},
	{"coordination/model.star", 2, 2, 4, []string{
		"3, 0, 0, 1; false true true true",
		"3, 1, 0, 3; true true true true",
		"3, 9/16, 3/8, 7/4; false true false true",
	}},
	{"beijing-2018/mediation.star", 2, 3, 8, []string{
		"1, 1, 0, 3/8, 0.9664, 1/40; true true true true true true true true false mixed",
	}},
	{"beijing-2018/audiences.star", 3, 4, 16, []string{
		"19/40, 1/10, 7/120, 1/2, 1, 2/3; true true true true true",
	}},
	{"beijing-2018/clock.star", 3, 26, 78, []string{
		"1, 6201/20000, -411/10000, 793/1000, 29/625; true true false true true true true true",
	}},
	{"beijing-2018/home.star", 2, 3, 8, []string{
		"1, 0, 0, 0 to 6/11, 0; true true false mixed false false",
		"1, 11/15, 5/9, 6/11, 2/25; true true true true true true",
	}},
	{"beijing-2018/demands.star", 2, 6, 14, []string{
		"1, 3/16, 16/23, 4/11, 43/400, 3/32; true true true true true true true true true",
	}},
}

func TestExamplesSolveAsDescribed(t *testing.T) {
	for _, e := range examples {
		t.Run(e.file, func(t *testing.T) {
			m := load(t, e.file)
			infosets, terminals := 0, 0
			for _, s := range m.Game.Infosets {
				if s.Player != game.Chance {
					infosets++
				}
			}
			for n := range m.Game.Nodes {
				if m.Game.Terminal(game.NodeID(n)) {
					terminals++
				}
			}
			if len(m.Players) != e.players || infosets != e.infosets || terminals != e.terminals {
				t.Errorf("%d players, %d information sets, %d terminals; want %d, %d, %d",
					len(m.Players), infosets, terminals, e.players, e.infosets, e.terminals)
			}
			if diff := cmp.Diff(e.want, found(t, m, worlds(t, m, nil))); diff != "" {
				t.Errorf("equilibria (-want +got):\n%s", diff)
			}
		})
	}
}

// The thresholds that the crisis game's README publishes: just before and just after each of them.
func TestWarIsARealRiskUpToItsThresholds(t *testing.T) {
	m := load(t, "crisis-signalling/model.star")
	i := slices.IndexFunc(m.Conclusions, func(c model.Conclusion) bool { return c.Text == "War is a real risk." })
	if i < 0 {
		t.Fatal("the conclusion is not there")
	}
	for _, c := range []struct {
		param, value string
		want         query.Truth
	}{
		{"prior", "0.324", query.False}, {"prior", "0.326", query.True},
		{"prior", "0.666", query.True}, {"prior", "0.667", query.False},
		{"audience_cost", "0.599", query.True}, {"audience_cost", "0.601", query.False},
		{"war_cost", "1.499", query.True}, {"war_cost", "1.501", query.False},
		{"war_value", "0.05", query.True}, {"war_value", "0.50", query.True},
	} {
		w := worlds(t, m, map[string]string{c.param: c.value})
		if n := len(w[""].Equilibria); n != 1 {
			t.Errorf("%s = %s: %d equilibria, want 1", c.param, c.value, n)
			continue
		}
		if got, _, err := query.Judge(m.Conclusions[i].Condition, w, 0); err != nil || got != c.want {
			t.Errorf("%s = %s: %s (%v), want %s", c.param, c.value, got, err, c.want)
		}
	}
}

// War in the bargaining game comes exactly where the shift passes 0.45, as its README says.
func TestAShiftAboveItsThresholdBringsWar(t *testing.T) {
	m := load(t, "bargaining/model.star")
	for shift, want := range map[string]string{"0.4": "0", "0.449": "0", "0.451": "1", "0.6": "1"} {
		a, err := query.Ask(m.Questions[0].Query, worlds(t, m, map[string]string{"shift": shift}), 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := write(a); got != want {
			t.Errorf("shift %s: war with probability %s, want %s", shift, got, want)
		}
	}
}

// Each companion model carries the claims that the integrated game leaves to it.
func TestCompanionsCarryTheirClaims(t *testing.T) {
	for file, want := range map[string][]string{
		"beijing-2018/mediation.star": {"C14", "C68", "C71", "C72", "C83", "C85", "C86", "C87", "C88", "C89"},
		"beijing-2018/audiences.star": {"C46", "C73", "C74"},
		"beijing-2018/clock.star":     {"C11", "C12", "C48", "C49", "C50", "C51", "C52"},
		"beijing-2018/home.star":      {"C58", "C64", "C65", "C66", "C67", "C69"},
		"beijing-2018/demands.star":   {"C13", "C15", "C16", "C17", "C18", "C79", "C80", "C81", "C82", "C83"},
	} {
		m := load(t, file)
		carried := map[string]bool{}
		note := func(claims []int) {
			for _, c := range claims {
				carried[m.Claims[c].ID] = true
			}
		}
		for _, p := range m.Params {
			note(p.Claims)
		}
		for _, a := range m.Assumptions {
			note(a.Claims)
		}
		for _, q := range m.Questions {
			note(q.Claims)
		}
		for _, c := range m.Conclusions {
			note(c.Claims)
		}
		if got := slices.Sorted(maps.Keys(carried)); !slices.Equal(got, want) {
			t.Errorf("%s carries %v, want %v", file, got, want)
		}
	}
}
