package audit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/game"
	"parley/model"
	"parley/num"
	"parley/probe"
	"parley/query"
	"parley/solve"
	"parley/solve/sequential"
)

// load reads a model from its text.
func load(t *testing.T, text string) *model.Model {
	t.Helper()
	m, list := model.LoadSource(nil, "model.star", text, model.Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	return m
}

// choosing is one player who takes the safe action, worth s, or the bold one, worth x - y.
const choosing = `
title("Choice")
report = source("A report")
bold_claim = claim(report, id = "C1", turn = 3, says = "He is bold.")
other = claim(report, id = "C2", turn = 4, says = "Nobody asks about this.")
kim = player("Kim")
x = param("x", 1, within = (0, 2), because = bold_claim)
y = param("y", 0.5, within = (0, 1))
unused = param("unused", 1, within = (0, 2))
s = param("s", 0.2, within = (0.2, 0.2))
assume(x > y, because = bold_claim)
def story(g):
    if g.choose(kim, "act", ["safe", "bold"]) == "bold":
        g.pay(kim, x - y)
        g.mark("bold")
    else:
        g.pay(kim, s)
game(story)
variant("costly", set = {y: 1.7})
ask("How bold?", P("bold"), claim = bold_claim)
conclude("He is bold.", P("bold") >= 1, claim = bold_claim)
conclude("He is not bold if it costs.", P("bold", where = "costly") <= 0)
conclude("He is safe.", P("bold") <= 0)
conclude("After the bold move he gains.", payoff(kim, given = event("act", "bold")) > 0)
conclude("Once safe he gains more.", payoff(kim, given = event("act", "safe")) > 1)
`

func runAudit(t *testing.T, text string, opt Options) *Audit {
	t.Helper()
	a, err := Run(t.Context(), []*model.Model{load(t, text)}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestVerdictsOfAChoice(t *testing.T) {
	m := runAudit(t, choosing, Options{Draws: 2000}).Models[0]
	type line struct {
		Verdict  Verdict
		Baseline Face
	}
	var got []line
	for _, k := range m.Conclusions {
		got = append(got, line{k.Verdict, k.Plain.Baseline})
	}
	want := []line{{Fragile, All}, {Robust, All}, {Contradicted, None}, {Fragile, All}, {Undecided, Nowhere}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
	// Given x > y, uniform on [0,2] × [0,1], the bold action is better where x - y > 1/5. That is an area
	// of 2 - 1/5 - 1/2, out of 2 - 1/2: 13/15.
	within := func(what string, s Share, p float64) {
		t.Helper()
		if low, high := s.Interval(); p < low-0.01 || p > high+0.01 {
			t.Errorf("%s: %d of %d, interval %.3f to %.3f, want about %.3f", what, s.Count, s.Of, low, high, p)
		}
	}
	within("bold in all", m.Conclusions[0].Plain.All, 13.0/15)
	within("safe in all", m.Conclusions[2].Plain.All, 2.0/15)
	within("after the bold move, undefined", m.Conclusions[3].Plain.Nowhere, 2.0/15)
	within("not bold if it costs", m.Conclusions[1].Plain.All, 14.0/15) // x - 1.7 > 0.2 on a tenth of 1.5
	if s := m.Conclusions[1].Plain.All; s.Of != 2000 {
		t.Errorf("%d draws, want 2000", s.Of)
	}
	if q := m.Questions[0]; len(q.Answers) != 1 || !q.Answers[0].Low.Exact || !q.Answers[0].Low.Rat.Equal(num.One) || q.Range.Min != 0 || q.Range.Max != 1 || q.Range.Median != 1 {
		t.Errorf("P(bold) is answered by %+v", q)
	}
	if m.Complete.Count != 2000 || m.Several.Count > 0 {
		t.Errorf("complete in %+v, several equilibria in %+v", m.Complete, m.Several)
	}
	if len(m.Idle) != 1 || m.Model.Params[m.Idle[0]].Name != "unused" {
		t.Errorf("params without effect: %v, want unused", m.Idle)
	}
}

func TestLinchpinsAreFoundExactly(t *testing.T) {
	m := runAudit(t, choosing, Options{Draws: -1}).Models[0]
	var got []string
	for _, k := range m.Conclusions {
		for _, l := range k.Linchpins {
			dir := "below"
			if l.Up {
				dir = "above"
			}
			broken := ""
			for _, b := range l.Breaks {
				broken += " breaks " + m.Model.Assumptions[b].Text
			}
			got = append(got, fmt.Sprintf("%s: %s %s %s exact=%v to %s, %.4f away%s", k.Text, m.Model.Params[l.Param].Name, dir, l.FlipsAt, l.Exact, l.To, l.Distance, broken))
		}
	}
	want := []string{
		"He is bold.: x below 7/10 exact=true to none, 0.1500 away",
		"He is bold.: y above 4/5 exact=true to none, 0.3000 away",
		"He is not bold if it costs.: x above 19/10 exact=true to none, 0.4500 away",
		"He is safe.: x below 7/10 exact=true to all, 0.1500 away",
		"He is safe.: y above 4/5 exact=true to all, 0.3000 away",
		"After the bold move he gains.: x below 7/10 exact=true to undefined, 0.1500 away",
		"After the bold move he gains.: y above 4/5 exact=true to undefined, 0.3000 away",
		"Once safe he gains more.: x below 7/10 exact=true to none, 0.1500 away",
		"Once safe he gains more.: y above 4/5 exact=true to none, 0.3000 away",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("linchpins (-want +got):\n%s", diff)
	}
}

func TestLinchpinBeyondAnAssumptionSaysSo(t *testing.T) {
	m := runAudit(t, `
kim = player("Kim")
x = param("x", 1, within = (0, 2))
y = param("y", 0.75, within = (0, 1))
assume(x > y)
def story(g):
    if g.choose(kim, "act", ["safe", "bold"]) == "bold":
        g.pay(kim, x * x)
        g.mark("bold")
    else:
        g.pay(kim, 1/4)
game(story)
conclude("He is bold.", P("bold") >= 1)
`, Options{Draws: -1}).Models[0]
	l := m.Conclusions[0].Linchpins
	if len(l) != 1 || l[0].Up || !l[0].FlipsAt.Equal(num.Half) || len(l[0].Breaks) != 1 {
		t.Errorf("%+v, want one below 1/2, where the assumption x > y is broken", l)
	}
}

func TestBoundaryThatIsNoSimpleFractionIsADecimal(t *testing.T) {
	m := runAudit(t, `
kim = player("Kim")
x = param("x", 1, within = (0, 2))
def story(g):
    if g.choose(kim, "act", ["safe", "bold"]) == "bold":
        g.pay(kim, x * x)
        g.mark("bold")
    else:
        g.pay(kim, 1/2)
game(story)
conclude("He is bold.", P("bold") >= 1)
`, Options{Draws: -1}).Models[0]
	l := m.Conclusions[0].Linchpins
	if len(l) != 1 || l[0].Exact || math.Abs(l[0].FlipsAt.Float()-math.Sqrt(0.5)) > 2e-6 {
		t.Errorf("%+v, want one near the root of 1/2, not exact", l)
	}
}

func TestConclusionRestsOnAssumption(t *testing.T) {
	m := runAudit(t, `
kim = player("Kim")
x = param("x", 1, within = (0, 2))
y = param("y", 0.5, within = (0, 2))
z = param("z", 0, within = (0, 2))
w = param("w", 1, within = (0, 2))
assume(x > y)
assume(w > z)
assume(w < 3)
def story(g):
    if g.choose(kim, "act", ["safe", "bold"]) == "bold":
        g.pay(kim, x)
        g.mark("bold")
    else:
        g.pay(kim, y)
game(story)
conclude("He is bold.", P("bold") >= 1)
`, Options{Draws: 500}).Models[0]
	k := m.Conclusions[0]
	if k.Verdict != Robust || k.Plain.All.Count != 500 {
		t.Fatalf("verdict %s, true in all in %+v", k.Verdict, k.Plain.All)
	}
	by := map[string]Rest{}
	for _, x := range k.RestsOn {
		by[m.Model.Assumptions[x.Assumption].Text] = x
	}
	if x := by["x > y"]; !x.Carries || x.Broken.Count != 0 || x.Broken.Of < 120 || math.Abs(x.Without-0.5) > 0.04 || math.Abs(x.Breaking-0.5) > 0.04 {
		t.Errorf("x > y: %+v; want that it carries, with half the draws breaking it, all of them false", x)
	}
	if x := by["w > z"]; x.Carries || x.Broken.Of < 120 || x.Without != 1 {
		t.Errorf("w > z: %+v; want that it carries nothing", x)
	}
	if x := by["w < 3"]; x.Carries || x.Broken.Of != 0 || x.Breaking != 0 {
		t.Errorf("w < 3: %+v; want that the ranges imply it", x)
	}
	if k.RestsOn[0].Assumption != 0 {
		t.Errorf("the assumption that carries it does not come first: %+v", k.RestsOn)
	}
}

// Coordination has three equilibria, two of which are pure.
const coordination = `
a, b = player("Ann"), player("Bob")
v = param("v", 2, within = (1, 3))
def story(g):
    move = g.simultaneous({a: ("left", ["in", "out"]), b: ("right", ["in", "out"])})
    if move[a] == "in" and move[b] == "in":
        g.pay(a, v)
        g.pay(b, v)
        g.mark("both")
    if move[a] == "out" and move[b] == "out":
        g.pay(a, 1)
        g.pay(b, 1)
game(story)
variant("better", set = {v: v + 1})
ask("How often both?", P("both"))
conclude("Both are in.", P("both") >= 1)
conclude("Each gains something.", payoff(a) > 0)
conclude("There are three.", count() >= 3)
conclude("Better means more.", P("both", where = "better") >= P("both"))
conclude("If both are in, they gain v.", near(payoff(a, given = "both"), v, 0))
`

func TestSeveralEquilibria(t *testing.T) {
	m := runAudit(t, coordination, Options{Draws: 100}).Models[0]
	want := []Face{Some, All, All, Some, Some}
	for i, k := range m.Conclusions {
		if k.Plain.Baseline != want[i] {
			t.Errorf("%s: %s at the baseline (%v), want %s", k.Text, k.Plain.Baseline, k.Truths, want[i])
		}
	}
	if k := m.Conclusions[0]; k.Verdict != Fragile || k.Plain.All.Count != 0 || k.Plain.Some.Count != 100 {
		t.Errorf("both are in: %s, in all in %d, in some in %d of 100", k.Verdict, k.Plain.All.Count, k.Plain.Some.Count)
	}
	// Against three equilibria of the variant, no entry is sure of more; "out" has it in any case.
	count := map[query.Truth]int{}
	for _, x := range m.Conclusions[3].Truths {
		count[x]++
	}
	if count[query.Mixed] != 2 || count[query.True] != 1 {
		t.Errorf("better means more: %v, want true in one and mixed in two", m.Conclusions[3].Truths)
	}
	count = map[query.Truth]int{}
	for _, x := range m.Conclusions[4].Truths {
		count[x]++
	}
	if count[query.True] != 2 || count[query.Undefined] != 1 {
		t.Errorf("if both are in: %v, want undefined where nobody is", m.Conclusions[4].Truths)
	}
	if r := m.Questions[0].Range; r.Min != 0 || r.Max != 1 || m.Counts[3] != 100 {
		t.Errorf("P(both) ranges from %g to %g; equilibria %v", r.Min, r.Max, m.Counts)
	}
}

func TestReasonsAreFactsOfTheEquilibrium(t *testing.T) {
	m := runAudit(t, choosing, Options{Draws: -1}).Models[0]
	k := m.Conclusions[0]
	if len(k.Parts) != 1 || !k.Parts[0].A.Low.Rat.Equal(num.One) || k.Parts[0].Truth != query.True {
		t.Errorf("parts %+v", k.Parts)
	}
	if len(k.Reasons) != 1 {
		t.Fatalf("reasons %+v, want Kim's choice", k.Reasons)
	}
	r := k.Reasons[0]
	margin, ok := r.Margin()
	if r.Player != "Kim" || !r.Reached || !ok || !margin.Equal(num.Frac(3, 10)) || !r.Decides.Equal(num.One) {
		t.Errorf("reason %+v, margin %s; want Kim's choice by 3/10, which decides all", r, margin)
	}
	v := m.Conclusions[1].Reasons
	if len(v) != 1 || v[0].Variant != "costly" {
		t.Errorf("reasons of the variant: %+v", v)
	}
}

func TestResultDoesNotDependOnWorkers(t *testing.T) {
	one := runAudit(t, choosing, Options{Draws: 300, Workers: 1, Seed: 5})
	four := runAudit(t, choosing, Options{Draws: 300, Workers: 4, Seed: 5})
	text := func(a *Audit) (out []string) {
		for _, k := range a.Models[0].Conclusions {
			out = append(out, fmt.Sprint(k.Plain, k.Refined, k.Linchpins, k.RestsOn))
		}
		for _, q := range a.Models[0].Questions {
			out = append(out, fmt.Sprint(q.Range))
		}
		return out
	}
	if diff := cmp.Diff(text(one), text(four)); diff != "" {
		t.Errorf("one worker and four (-one +four):\n%s", diff)
	}
	other := runAudit(t, choosing, Options{Draws: 300, Seed: 6})
	if cmp.Equal(text(one), text(other)) {
		t.Error("another seed gives the same shares throughout")
	}
}

func TestBaselineMayBeSet(t *testing.T) {
	a := runAudit(t, choosing, Options{Draws: -1, Baseline: map[string]num.Rat{"x": num.Frac(6, 10)}})
	if f := a.Models[0].Conclusions[0].Plain.Baseline; f != None {
		t.Errorf("with x = 0.6 he is bold in %s equilibria, want none", f)
	}
	for _, test := range []struct {
		set  map[string]num.Rat
		want string
	}{
		{map[string]num.Rat{"nothing": num.One}, `no param "nothing"`},
		{map[string]num.Rat{"x": num.Zero}, "the baseline breaks the assumption x > y: there it is 0 > 0.5"},
	} {
		_, err := Run(t.Context(), []*model.Model{load(t, choosing)}, Options{Draws: -1, Baseline: test.set})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v: error %v, want %q", test.set, err, test.want)
		}
	}
}

func TestLedgerJoinsModels(t *testing.T) {
	a, err := Run(t.Context(), []*model.Model{load(t, choosing), load(t, strings.Replace(choosing, `conclude("He is safe.", P("bold") <= 0)`, `conclude("He is safe.", P("bold") <= 0, claim = other)`, 1))}, Options{Draws: -1, Steps: -1})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Ledger) != 2 {
		t.Fatalf("%d claims, want the two that both models hold", len(a.Ledger))
	}
	var kinds []string
	for _, b := range a.Ledger[0].Bears {
		kinds = append(kinds, b.Kind+" "+b.Name)
	}
	each := []string{"param x", "assumption x > y", "question How bold?", "conclusion He is bold."}
	if diff := cmp.Diff(append(each, each...), kinds); diff != "" {
		t.Errorf("C1 bears on (-want +got):\n%s", diff)
	}
	if b := a.Ledger[1].Bears; len(b) != 1 || b[0].Name != "He is safe." {
		t.Errorf("C2 bears on %v", b)
	}
}

// A failing solver stands for one that stops, or is at fault.
type failing struct {
	solve.Solver
	after   int // calls that go well
	calls   int
	fail    error
	partial bool
}

func (f *failing) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	f.calls++
	if f.calls > f.after && f.fail != nil {
		return nil, f.fail
	}
	r, err := f.Solver.Solve(ctx, in, opt)
	if err == nil && f.calls > f.after && f.partial {
		r.Complete, r.IncompleteBecause = false, "a bound"
	}
	return r, err
}

func TestIncompleteDrawsAreCounted(t *testing.T) {
	a := runAudit(t, choosing, Options{Draws: 10, Workers: 1, Steps: -1, Without: -1, Prepare: func(g *game.Game) (solve.Solver, error) {
		p, err := sequential.New(g)
		return &failing{Solver: p, after: 4, partial: true}, err
	}})
	if c := a.Models[0].Complete; c.Of != 10 || c.Count != 4 {
		t.Errorf("complete in %+v, want 4 of 10", c)
	}
}

func TestSolverErrorNamesTheDraw(t *testing.T) {
	fault := errors.New("a fault")
	_, err := Run(t.Context(), []*model.Model{load(t, choosing)}, Options{Draws: 10, Workers: 2, Prepare: func(g *game.Game) (solve.Solver, error) {
		p, err := sequential.New(g)
		return &failing{Solver: p, after: 1, fail: fault}, err
	}})
	if !errors.Is(err, fault) || !strings.Contains(err.Error(), "--set x=") {
		t.Errorf("error %v, want one that tells how to repeat the draw", err)
	}
}

func TestStopKeepsWhatWasFound(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	a, err := Run(ctx, []*model.Model{load(t, choosing)}, Options{Draws: 5000, Progress: func(p Progress) {
		if p.Stage == "draws" && p.Done == 100 {
			cancel()
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	m := a.Models[0]
	if !a.Stopped || m.Draws == 5000 || m.Conclusions[0].Plain.All.Of != m.Draws || m.Stages.Draws || m.Stages.Linchpins {
		t.Errorf("stopped %v after %d draws, shares of %d, stages %+v", a.Stopped, m.Draws, m.Conclusions[0].Plain.All.Of, m.Stages)
	}
	if m.Conclusions[0].Plain.Baseline != All {
		t.Errorf("the baseline is lost: %s", m.Conclusions[0].Plain.Baseline)
	}
}

func TestFaces(t *testing.T) {
	for _, test := range []struct {
		truths []query.Truth
		want   Face
	}{
		{nil, Nowhere},
		{[]query.Truth{query.True, query.True}, All},
		{[]query.Truth{query.True, query.Undefined}, Some},
		{[]query.Truth{query.Mixed}, Some},
		{[]query.Truth{query.False, query.True}, Some},
		{[]query.Truth{query.False, query.Undefined}, None},
		{[]query.Truth{query.Undefined, query.Undefined}, Nowhere},
	} {
		if got := probe.FaceOf(test.truths); got != test.want {
			t.Errorf("%v: %s, want %s", test.truths, got, test.want)
		}
	}
}

func TestVerdictTable(t *testing.T) {
	for _, test := range []struct {
		baseline Face
		share    Share
		want     Verdict
	}{
		{All, Share{95, 100}, Robust}, {All, Share{90, 100}, Robust}, {All, Share{89, 100}, Fragile}, {All, Share{}, Undecided},
		{Some, Share{100, 100}, Fragile}, {None, Share{100, 100}, Contradicted}, {Nowhere, Share{100, 100}, Undecided},
	} {
		if got := verdict(test.baseline, test.share); got != test.want {
			t.Errorf("%s, %d of %d: %s, want %s", test.baseline, test.share.Count, test.share.Of, got, test.want)
		}
	}
}

// The interval of Wilson, against published values: table I, method 3 of R. G. Newcombe's comparison of
// seven methods (doi 10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E).
func TestWilsonInterval(t *testing.T) {
	for _, test := range []struct {
		s         Share
		low, high float64
	}{
		{Share{81, 263}, 0.2553, 0.3662}, {Share{15, 148}, 0.0624, 0.1605}, {Share{0, 20}, 0, 0.1611}, {Share{1, 29}, 0.0061, 0.1718},
	} {
		low, high := test.s.Interval()
		if math.Abs(low-test.low) > 5e-5 || math.Abs(high-test.high) > 5e-5 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", test.s.Count, test.s.Of, low, high, test.low, test.high)
		}
	}
}

func TestSimplestFraction(t *testing.T) {
	for _, test := range [][3]string{
		{"0.3", "0.4", "1/3"}, {"0.32499", "0.32501", "13/40"}, {"-0.4", "-0.3", "-1/3"}, {"-1", "1", "0"}, {"2.1", "3.5", "3"},
		{"0.7071", "0.7072", "99/140"}, {"1/3", "1/3", "1/3"}, {"5", "6", "5"},
	} {
		if got := simplest(num.MustParse(test[0]), num.MustParse(test[1])); got.String() != test[2] {
			t.Errorf("between %s and %s: %s, want %s", test[0], test[1], got, test[2])
		}
	}
}
