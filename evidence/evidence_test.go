package evidence_test

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"parley/diag"
	"parley/evidence"
	"parley/game"
	"parley/model"
	"parley/num"
	"parley/probe"
	"parley/query"
	"parley/solve"
	"parley/solve/sequential"
	"parley/sweep"
)

// load reads a model of the examples, or of a text.
func load(t *testing.T, path, text string) *model.Model {
	t.Helper()
	var m *model.Model
	var list diag.List
	if text != "" {
		m, list = model.LoadSource(nil, "model.star", text, model.Options{})
	} else {
		m, list = model.Load(os.DirFS("../examples"), path, model.Options{})
	}
	if list.HasErrors() {
		t.Fatal(list)
	}
	return m
}

// read solves a model at its baseline and reads all of its equilibria.
func read(t *testing.T, m *model.Model, hidden []string, observer string, observed ...evidence.Event) (*evidence.Frame, []evidence.Reading) {
	t.Helper()
	f, err := evidence.New(m.Game, hidden, observer)
	if err != nil {
		t.Fatal(err)
	}
	at, err := f.Place(observed)
	if err != nil {
		t.Fatal(err)
	}
	in, err := game.NewInstance(m.Game, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	s, err := sequential.New(m.Game)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Solve(t.Context(), in, solve.Options{})
	if err != nil || !r.Complete {
		t.Fatalf("%v, %v", r, err)
	}
	var out []evidence.Reading
	for i := range r.Equilibria {
		out = append(out, f.Read(in, &r.Equilibria[i], i+1, at))
	}
	return f, out
}

// step finds a move after what the observer has seen, by the actions of the moves.
func step(t *testing.T, f *evidence.Frame, r *evidence.Reading, action string, after ...string) *evidence.Step {
	t.Helper()
	for i := range r.Occasions {
		o := &r.Occasions[i]
		var seen []string
		for _, m := range f.Moves(o.Record) {
			seen = append(seen, m.Action)
		}
		if !slices.Equal(seen, after) {
			continue
		}
		for j := range o.Next {
			if s := &o.Next[j]; s.Move.Action == action && (action != "" || s.End) {
				return s
			}
		}
	}
	t.Fatalf("there is no move %q after %v", action, after)
	return nil
}

func is(t *testing.T, what string, got evidence.Span, want string) {
	t.Helper()
	if !got.Point() || got.Value.String() != want {
		t.Errorf("%s: %v, want %s", what, got, want)
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-12 {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// The figures of the example's README: a bluffer escalates with probability 1/3.
func TestCrisis(t *testing.T) {
	m := load(t, "crisis-signalling/model.star", "")
	f, all := read(t, m, nil, "")
	if len(all) != 1 {
		t.Fatalf("%d equilibria", len(all))
	}
	r := &all[0]
	if f.TypeName(0) != "resolute" || f.TypeName(1) != "bluffing" || fmt.Sprint(f.Hidden) != "[kind]" {
		t.Fatalf("types %v of %v", f.Types, f.Hidden)
	}
	is(t, "prior", r.Prior[0], "2/5")

	e := step(t, f, r, "escalate")
	is(t, "a bluffer escalates", e.Kinds[1].Likelihood, "1/3")
	is(t, "the belief after escalation", e.Kinds[0].Posterior, "2/3")
	if x := e.Kinds[0].Ratio; !x.Point() || !x.Value.Value().Equal(num.Int(3)) || x.Value.Strength() != evidence.Positive {
		t.Errorf("the ratio of escalation: %v", x)
	}
	quiet := step(t, f, r, "stay quiet")
	if x := quiet.Kinds[1].Ratio; !x.Value.Infinite() || x.Value.Strength() != evidence.Conclusive || quiet.Favours() != 1 {
		t.Errorf("only a bluffer stays quiet: %v", x)
	}
	reply := step(t, f, r, "resist", "escalate")
	if !reply.Silent() || reply.Favours() != -1 {
		t.Error("the defender does not know more than the public, so that his reply says nothing")
	}
	last := step(t, f, r, "fight", "escalate", "resist")
	is(t, "a bluffer does not fight", last.Kinds[1].Likelihood, "0")

	// From 2/5 to 3/5 · h(2/3) of entropy.
	h := func(p float64) float64 { return -p*math.Log2(p) - (1-p)*math.Log2(1-p) }
	near(t, "doubt", r.PriorBits.Value, h(0.4))
	near(t, "the opening tells", r.Occasions[0].Expected.Value, h(0.4)-0.6*h(2./3))
	near(t, "the last word tells", r.Occasions[2].Expected.Value, 0.6*10/13*h(2./3))
	if order := r.Ranked(); len(order) != 2 {
		t.Errorf("ranked: %v", order)
	}
}

// The same after what was observed.
func TestCrisisObserved(t *testing.T) {
	m := load(t, "crisis-signalling/model.star", "")
	_, all := read(t, m, nil, "defender", evidence.Event{Label: "last word", Action: "fight"}, evidence.Event{Label: "opening", Action: "escalate"})
	r := &all[0]
	if len(r.Observed) != 2 || r.Observed[0].Move.Label != "opening" || r.Observed[1].Move.Label != "last word" {
		t.Fatalf("observed moves stand in order of the story: %v", r.Observed)
	}
	is(t, "posterior", r.Now[0], "1")
	is(t, "prior of what was observed", r.Reach, "4/13") // 2/5 · 10/13
	is(t, "a resolute challenger fights if he escalated", r.Observed[1].Kinds[0].Likelihood, "10/13")
	is(t, "a bluffing one", r.Observed[1].Kinds[1].Likelihood, "0")
	if r.Bits.Value != 0 || len(r.Occasions) != 0 {
		t.Errorf("nothing is left to learn: %v", r.Occasions)
	}
}

// Cho and Kreps 1987: strong types 0.9 of the time; both pool, on beer or on quiche. Pooling says nothing, and off the path there is no
// likelihood but bounds of what may be believed.
func TestBeerAndQuiche(t *testing.T) {
	m := load(t, "", `
title("Beer and quiche")
a, b = player("A"), player("B")
def story(g):
    t = g.chance("type", {"strong": 0.9, "weak": 0.1}, seen_by = [a])
    drink = g.choose(a, "breakfast", ["beer", "quiche"])
    if drink == ("beer" if t == "strong" else "quiche"):
        g.pay(a, 1)
    if g.choose(b, "answer", ["duel", "leave"]) == "leave":
        g.pay(a, 2)
        if t == "strong":
            g.pay(b, 1)
    elif t == "weak":
        g.pay(b, 1)
game(story)
`)
	f, all := read(t, m, nil, "")
	if len(all) != 2 {
		t.Fatalf("%d equilibria", len(all))
	}
	for i := range all {
		r := &all[i]
		played, other := "beer", "quiche"
		if step(t, f, r, "beer").Never() {
			played, other = other, played
		}
		if s := step(t, f, r, played); !s.Silent() || !s.Kinds[0].Posterior.Value.Equal(num.MustParse("0.9")) {
			t.Errorf("pooling on %s says nothing", played)
		}
		off := step(t, f, r, other)
		if !off.Never() || off.Kinds[0].Ratio.Defined || off.Kinds[0].Posterior.Defined || len(off.Beliefs) != 1 {
			t.Fatalf("%s is never taken: %+v", other, off)
		}
		// The duel must be at least as good: the weak type at least half.
		if b := off.Beliefs[0].Kinds[1]; !b.Low.Equal(num.Half) || !b.High.Equal(num.One) || !off.Beliefs[0].Whole {
			t.Errorf("off the path B may believe weak %v to %v, want 1/2 to 1", b.Low, b.High)
		}
		if r.Told.High != 0 || len(r.Ranked()) != 0 || !r.Whole {
			t.Errorf("nothing tells anything: %v", r.Told)
		}
	}
	if w := evidence.Watch(all); w[0].Most != 0 {
		t.Errorf("%v", w)
	}
}

// Spence 1973: the able alone can afford to learn; the school separates, and its ratio is infinite.
func TestSpence(t *testing.T) {
	m := load(t, "", `
title("Schooling")
worker, firm = player("worker"), player("firm")
def story(g):
    able = g.chance("ability", {"high": 1 / 3, "low": 2 / 3}, seen_by = [worker])
    if g.choose(worker, "school", ["degree", "none"]) == "degree":
        g.pay(worker, -1 / 2 if able == "high" else -3 / 2)
    if g.choose(firm, "offer", ["manager", "clerk"]) == "manager":
        g.pay(worker, 1)
        g.pay(firm, 1 if able == "high" else -1)
game(story)
`)
	f, all := read(t, m, nil, "firm")
	found := false
	for i := range all {
		s := step(t, f, &all[i], "degree")
		if s.Never() || s.Kinds[1].Likelihood.High.Sign() > 0 {
			continue
		}
		found = true
		r := s.Kinds[0].Ratio
		if !r.Value.Infinite() || !s.Kinds[0].Posterior.Value.Equal(num.One) {
			t.Errorf("a degree proves ability: %v", r)
		}
		near(t, "all uncertainty goes", all[i].Told.Value, all[i].PriorBits.Value)
	}
	if !found {
		t.Error("there is no separating equilibrium")
	}
}

// Two hidden moves of different players: types one by one and together.
func TestJointTypes(t *testing.T) {
	m := load(t, "", `
title("Two kinds")
a, b = player("A"), player("B")
def story(g):
    x = g.chance("x", {"hi": 1 / 2, "lo": 1 / 2}, seen_by = [a])
    y = g.chance("y", {"hi": 1 / 4, "lo": 3 / 4}, seen_by = [b])
    m = g.choose(a, "first", ["hi", "lo"])
    n = g.choose(b, "second", ["hi", "lo"])
    g.pay(a, 1 if m == x else 0)
    g.pay(b, 1 if n == y else 0)
game(story)
`)
	if got := evidence.Hidden(m.Game); fmt.Sprint(got) != "[x y]" {
		t.Fatalf("hidden: %v", got)
	}
	f, all := read(t, m, []string{"x", "y"}, "")
	if len(f.Types) != 4 || f.TypeName(0) != "hi + hi" {
		t.Fatalf("types %v", f.Types)
	}
	s := step(t, f, &all[0], "hi", "hi")
	is(t, "both show", s.Kinds[0].Posterior, "1")
	is(t, "the prior of hi + lo", all[0].Prior[1], "3/8")
	near(t, "everything comes out", all[0].Told.Value, 1+0.811278124459133)

	for label, who := range map[string]string{"x": "A", "y": "B"} {
		own, err := evidence.New(m.Game, []string{label}, who)
		if err != nil || !own.Sees() || slices.Contains(own.Observers(), who) {
			t.Errorf("%s sees %s (%v)", who, label, err)
		}
		if f.Sees() || !slices.Contains(f.Observers(), who) {
			t.Errorf("%s does not see both", who)
		}
	}
}

// The weak type does not care what he does, so that play on the path varies over a component. What he shows ranges from nothing to
// everything, and where play may never come there, ranges are not said to be whole.
func TestComponent(t *testing.T) {
	story := `
title("Indifferent")
a = player("A")
b = player("B")
def story(g):
    t = g.chance("type", {"strong": 1 / 2, "weak": 1 / 2}, seen_by = [a])
    if g.choose(a, "sign", ["x", "y"]) == "x":
        g.pay(a, 1 if t == "strong" else 0)
%s    g.choose(b, "next", ["go"])
game(story)
`
	f, all := read(t, load(t, "", fmt.Sprintf(story, "")), nil, "")
	if len(all) != 1 || all[0].Dimension != 1 || all[0].Whole {
		t.Fatalf("%d, dimension %d, whole %v", len(all), all[0].Dimension, all[0].Whole)
	}
	x := step(t, f, &all[0], "x")
	if l := x.Kinds[1].Likelihood; !l.Low.IsZero() || !l.High.Equal(num.One) {
		t.Errorf("the weak type shows x with %s to %s", l.Low, l.High)
	}
	if r := x.Kinds[0].Ratio; !r.Low.Value().Equal(num.One) || !r.High.Infinite() {
		t.Errorf("the ratio of x: %v", r)
	}
	if p := x.Kinds[0].Posterior; !p.Low.Equal(num.Half) || !p.High.Equal(num.One) {
		t.Errorf("the belief after x: %v", p)
	}
	if o := all[0].Occasions[0]; o.Bits.Low != 0 || o.Bits.High != 1 {
		t.Errorf("x or y tells %v", o.Bits)
	}
	// Now a third type always shows y, and every number is defined throughout.
	third := strings.ReplaceAll(strings.ReplaceAll(story, `{"strong": 1 / 2, "weak": 1 / 2}`, `{"strong": 1 / 4, "weak": 1 / 2, "shy": 1 / 4}`), "if t == \"strong\" else 0)", "if t == \"strong\" else 0 if t == \"weak\" else -1)")
	f, all = read(t, load(t, "", fmt.Sprintf(third, "")), nil, "")
	if len(all) != 1 || !all[0].Whole {
		t.Fatalf("whole: %v", all[0].Whole)
	}
	y := step(t, f, &all[0], "y")
	if p := y.Kinds[2].Posterior; !p.Low.Equal(num.Frac(1, 3)) || !p.High.Equal(num.One) {
		t.Errorf("the belief in shy after y: %v", p)
	}
}

// What informs says of a move that is always made first is the share of the uncertainty that the first occasion takes away.
func TestAgreesWithInforms(t *testing.T) {
	for _, c := range []struct{ path, label, about string }{{"crisis-signalling/model.star", "opening", "kind"}, {"beijing-2018/model.star", "approach", "intent"}} {
		m := load(t, c.path, "")
		_, all := read(t, m, []string{c.about}, "")
		s, err := probe.New(m, probe.Options{})
		if err != nil {
			t.Fatal(err)
		}
		q, err := s.Query(query.Informs{Label: c.label, About: c.about})
		if err != nil {
			t.Fatal(err)
		}
		b, err := s.Probe()
		if err != nil {
			t.Fatal(err)
		}
		at, err := b.At(m.Baseline())
		if err != nil {
			t.Fatal(err)
		}
		if err := at.Need(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		for i := range all {
			near(t, c.path, all[i].Occasions[0].Bits.Value/all[i].PriorBits.Value, at.Eval.Answer(q, i, nil).Value.Float)
		}
	}
}

// Draws: escalation speaks for a resolute challenger wherever the equilibrium mixes, since a bluffer escalates less; at war_cost w and
// prior p he does so with p/(1-p) · w, if that is below 1, so that the ratio is (1-p)/(p w).
func TestDraws(t *testing.T) {
	m := load(t, "crisis-signalling/model.star", "")
	f, all := read(t, m, nil, "", evidence.Event{Label: "opening", Action: "escalate"})
	at, err := f.Place([]evidence.Event{{Label: "opening", Action: "escalate"}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := f.OverDraws(t.Context(), m, m.Baseline(), at, all, evidence.DrawOptions{Draws: 300, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	space, err := sweep.NewSpace(m, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	var ratios []float64
	above := 0
	for i := range 300 {
		v, err := space.Draw(1, i)
		if err != nil {
			t.Fatal(err)
		}
		p, w := v[0].Float(), v[2].Float()
		r := max((1-p)/(p*w), 1)
		ratios = append(ratios, r)
		if r > 1 {
			above++
		}
	}
	slices.Sort(ratios)
	x := d.Steps[evidence.StepKey{Observed: 1}][0]
	if d.Draws != 300 || d.Complete != 300 || d.Reached != 300 || x.Defined != 300 || x.Above != above || x.One != 300-above {
		t.Errorf("%d draws, %d reached, above 1 in %d, want %d", d.Draws, d.Reached, x.Above, above)
	}
	near(t, "5 % quantile", x.Low, ratios[14])
	near(t, "95 % quantile", x.High, ratios[284])
}

func TestWrongArguments(t *testing.T) {
	m := load(t, "crisis-signalling/model.star", "")
	for _, c := range []struct {
		hidden   []string
		observer string
		observed []evidence.Event
		want     string
	}{
		{[]string{"kin"}, "", nil, `no move is called "kin"; hidden moves of chance are "kind"`},
		{[]string{"kind", "kind"}, "", nil, `the hidden move "kind" is named twice`},
		{nil, "nobody", nil, `there is no observer "nobody": there are public (what every player sees), all (every move but the hidden one), and the players "challenger", "defender"`},
		{nil, "", []evidence.Event{{Label: "kind", Action: "resolute"}}, `the public never sees a move "kind": the moves seen are "opening", "reply", "last word"`},
		{nil, "", []evidence.Event{{Label: "opening", Action: "shout"}}, `"shout" is no action of the move "opening": there are "stay quiet", "escalate"`},
		{nil, "", []evidence.Event{{Label: "opening", Action: "stay quiet"}, {Label: "reply", Action: "resist"}}, "no play has opening=stay quiet, reply=resist, as far as the public sees it"},
	} {
		f, err := evidence.New(m.Game, c.hidden, c.observer)
		if err == nil {
			_, err = f.Place(c.observed)
		}
		if err == nil || err.Error() != c.want {
			t.Errorf("%v: %v\nwant %s", c, err, c.want)
		}
	}
	open := load(t, "", "title(\"Open\")\na = player(\"A\")\ndef story(g):\n    g.choose(a, \"m\", [\"x\", \"y\"])\ngame(story)\n")
	if _, err := evidence.New(open.Game, nil, ""); err == nil {
		t.Error("nothing is hidden")
	}
}

func TestStrengths(t *testing.T) {
	for text, want := range map[string]evidence.Strength{"1": evidence.Nothing, "2.99": evidence.Bare, "3": evidence.Positive, "0.34": evidence.Bare, "1/3": evidence.Positive,
		"19.9": evidence.Positive, "20": evidence.Strong, "150": evidence.Strong, "151": evidence.VeryStrong, "0": evidence.Conclusive} {
		if got := (evidence.Ratio{For: num.MustParse(text), Against: num.One}).Strength(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
