package query

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"parley/expr"
	"parley/game"
	"parley/num"
	"parley/solve"
)

// visit builds the story that most tests ask about. Chance draws intent: sincere with probability p
// (a param), else stalling; Kim sees it and calls or visits; Xi sees the approach only and backs or
// refuses. Kim gets 4 for backing, less 1 (sincere) or 6 (stalling) for a visit; Xi gets 2 for
// backing a sincere Kim and -5 for backing a stalling one.
func visit(t *testing.T) *game.Game {
	t.Helper()
	b := game.Builder{Players: []string{"Kim", "Xi"}, Pool: &expr.Pool{}}
	pool := b.Pool
	p := pool.Declare("p")
	one := pool.Const(num.One)
	for _, c := range []num.Rat{num.Half, num.Int(2)} {
		pool.Const(c) // for conditions
	}
	q, err := pool.Binary(expr.Sub, one, p)
	if err != nil {
		t.Fatal(err)
	}
	pay := func(x int64) expr.ID { return pool.Const(num.Int(x)) }
	b.Chance(game.InfosetSpec{Name: "intent", Label: "intent", Actions: []string{"sincere", "stalling"}}, []expr.ID{p, q})
	for _, intent := range []string{"sincere", "stalling"} {
		b.Decision(game.InfosetSpec{Player: 0, Key: intent, Name: "approach | intent=" + intent, Label: "approach", Actions: []string{"call", "visit"}})
		for _, approach := range []string{"call", "visit"} {
			b.Decision(game.InfosetSpec{Player: 1, Key: approach, Name: "answer | approach=" + approach, Label: "answer", Actions: []string{"back", "refuse"}})
			cost := map[string]int64{"visit sincere": 1, "visit stalling": 6}[approach+" "+intent]
			worth := map[string]int64{"sincere": 2, "stalling": -5}[intent]
			n := b.Terminal([]expr.ID{pay(4 - cost), pay(worth)})
			b.Mark(n, "backed")
			b.Terminal([]expr.ID{pay(-cost), pay(0)})
		}
	}
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// profile sets the probability of actions, written "infoset: action", and 0 for all others of
// players.
func profile(in *game.Instance, p map[string]num.Rat) game.Profile {
	out := make(game.Profile, len(in.Actions))
	for i, a := range in.Actions {
		h := in.Infosets[a.Infoset]
		if h.Player == game.Chance {
			out[i] = in.Prob(game.ActionID(i))
			continue
		}
		out[i] = p[h.Name+": "+a.Name]
		delete(p, h.Name+": "+a.Name)
	}
	for name := range p {
		panic("there is no action " + name)
	}
	return out
}

// bayes returns beliefs by Bayes' rule, and uniform ones where play does not reach.
func bayes(in *game.Instance, p game.Profile) game.Beliefs {
	reach := in.Reach(p)
	out := make(game.Beliefs, len(in.Nodes))
	for _, h := range in.Infosets {
		sum := num.Zero
		for _, n := range h.Nodes {
			sum = sum.Add(reach[n])
		}
		for _, n := range h.Nodes {
			if sum.IsZero() {
				out[n] = num.Frac(1, int64(len(h.Nodes)))
			} else {
				out[n] = reach[n].Quo(sum)
			}
		}
	}
	return out
}

func instance(t *testing.T, g *game.Game, values ...num.Rat) *game.Instance {
	t.Helper()
	in, err := game.NewInstance(g, values)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func point(in *game.Instance, p game.Profile) solve.Equilibrium {
	return solve.Point(game.Assessment{Profile: p, Beliefs: bayes(in, p)})
}

var (
	called   = Move{"approach", []string{"call"}}
	visited  = Move{"approach", []string{"visit"}}
	sincere  = Move{"intent", []string{"sincere"}}
	stalling = Move{"intent", []string{"stalling"}}
	backed   = Marked{"backed"}
)

// semi is play in which every sincere and one in six of the stalling visit, and Xi backs half of the
// visitors and no caller. With p = 2/5 a visitor is sincere with probability 4/5.
func semi(t *testing.T) Worlds {
	in := instance(t, visit(t), num.Frac(2, 5))
	return Worlds{"": {In: in, Equilibria: []solve.Equilibrium{point(in, profile(in, map[string]num.Rat{
		"approach | intent=sincere: visit":  num.One,
		"approach | intent=stalling: visit": num.Frac(1, 6), "approach | intent=stalling: call": num.Frac(5, 6),
		"answer | approach=visit: back": num.Half, "answer | approach=visit: refuse": num.Half,
		"answer | approach=call: refuse": num.One,
	}))}}}
}

// pooling is play in which everybody calls, Xi refuses callers and backs a visitor with probability 1/3.
func pooling(t *testing.T) Worlds {
	in := instance(t, visit(t), num.Frac(2, 5))
	return Worlds{"": {In: in, Equilibria: []solve.Equilibrium{point(in, profile(in, map[string]num.Rat{
		"approach | intent=sincere: call": num.One, "approach | intent=stalling: call": num.One,
		"answer | approach=visit: back": num.Frac(1, 3), "answer | approach=visit: refuse": num.Frac(2, 3),
		"answer | approach=call: refuse": num.One,
	}))}}}
}

func show(v Value) string {
	switch {
	case !v.Defined:
		return "undefined: " + v.Why
	case v.Exact:
		return v.Rat.String()
	}
	return fmt.Sprintf("~%.4f", v.Float)
}

func TestQueries(t *testing.T) {
	for _, test := range []struct {
		q    Query
		semi string
		pool string
	}{
		{Prob{Event: backed}, "1/4", "0"},
		{Prob{Event: backed, Given: visited}, "1/2", `undefined: play never reaches event("approach", "visit")`},
		{Prob{Event: backed, Do: visited}, "1/2", "1/3"},
		{Prob{Event: backed, Given: called}, "0", "0"},
		// Conditioning on a visit tells who came, forcing one does not.
		{Prob{Event: sincere, Given: visited}, "4/5", `undefined: play never reaches event("approach", "visit")`},
		{Prob{Event: sincere, Do: visited}, "2/5", "2/5"},
		{Prob{Event: sincere, Given: backed, Do: visited}, "2/5", "2/5"},
		{Prob{Event: backed, Given: sincere, Do: called}, "0", "0"},
		{Prob{Event: Both{sincere, NotEvent{backed}}}, "1/5", "2/5"},
		{Prob{Event: Either{sincere, called}}, "9/10", "1"},
		{Prob{Event: backed, Given: called, Do: visited}, `undefined: play never reaches event("approach", "call") even if event("approach", "visit") is forced`,
			`undefined: play never reaches event("approach", "call") even if event("approach", "visit") is forced`},
		// Two actions forced at once keep the equilibrium's own proportions.
		{Prob{Event: sincere, Given: visited, Do: Move{"approach", []string{"call", "visit"}}}, "4/5",
			`undefined: play never reaches event("approach", "visit") even if event("approach", "call", "visit") is forced`},
		{Prob{Event: backed, Do: Both{visited, Move{"answer", []string{"back"}}}}, "1", "1"},
		{Prob{Event: called, Do: NotEvent{visited}}, "1", "1"},

		{Payoff{Player: "Kim"}, "0", "0"},
		{Payoff{Player: "Kim", Given: sincere}, "1", "0"},
		{Payoff{Player: "Kim", Do: visited}, "-2", "-8/3"},
		{Payoff{Player: "Kim", Given: stalling, Do: visited}, "-4", "-14/3"},
		{Payoff{Player: "Xi", Given: backed}, "3/5", `undefined: play never reaches "backed"`},

		{Belief{Player: "Xi", Event: sincere, At: visited}, "4/5", "1/2"}, // off the path as the assessment says
		{Belief{Player: "Xi", Event: sincere, At: called}, "0", "2/5"},
		// Xi's information sets that a sincere Kim may lead to: what he believes there, weighted by how often.
		{Belief{Player: "Xi", Event: sincere, At: sincere}, "4/5", "2/5"},
		// An event still to come is as likely as the profile makes it.
		{Belief{Player: "Xi", Event: backed, At: visited}, "1/2", "1/3"},
		{Belief{Player: "Kim", Event: sincere, At: stalling}, "0", "0"},

		{Plays{Player: "Kim", Label: "approach", Action: "visit"}, "1/2", "0"},
		{Plays{Player: "Kim", Label: "approach", Action: "visit", Given: stalling}, "1/6", "0"},
		{Plays{Player: "Xi", Label: "answer", Action: "back"}, "1/4", "0"},
		{Plays{Player: "Xi", Label: "answer", Action: "back", Given: visited}, "1/2", "1/3"}, // a strategy says it off the path too

		{Informs{Label: "approach", About: "intent"}, "~0.6282", "0"},
		{Informs{Label: "intent", About: "intent"}, "1", "1"},
		{Alignment{A: "Kim", B: "Kim"}, "~1.0000", "undefined: Kim gets the same whatever happens, so nothing correlates with it"},
		{Alignment{A: "Kim", B: "Xi", Uniform: true}, "~0.0833", "~0.0833"},
		{Influence{Player: "Kim", Over: "Xi", Through: "approach"}, "1/2", "1/3"},
		{Influence{Player: "Xi", Over: "Kim", Through: "answer"}, "1", "1"}, // Kim does not move again: what he gets
		{Count{}, "1", "1"},
		{Arith{'-', Prob{Event: backed, Do: visited}, Prob{Event: backed, Do: called}}, "1/2", "1/3"},
		{Arith{'/', Prob{Event: backed, Do: visited}, Prob{Event: backed, Do: called}}, "undefined: a division by zero", "undefined: a division by zero"},
	} {
		for _, w := range []struct {
			name  string
			world Worlds
			want  string
		}{{"semi", semi(t), test.semi}, {"pooling", pooling(t), test.pool}} {
			got, err := Ask(test.q, w.world, 0)
			if err != nil {
				t.Errorf("%s: %v", test.q, err)
				continue
			}
			if s := show(got.Low); s != w.want {
				t.Errorf("%s in %s play: %s, want %s", test.q, w.name, s, w.want)
			}
			if show(got.Low) != show(got.High) {
				t.Errorf("%s in %s play: a range up to %s", test.q, w.name, show(got.High))
			}
			e := NewEvaluator(w.world.games())
			c, err := e.Query(test.q)
			if err != nil {
				t.Fatal(err)
			}
			if est := e.At(w.world).Estimate(c, 0, nil); est.Low.Defined != got.Low.Defined || abs(est.Low.Float-got.Low.Float) > 1e-12 {
				t.Errorf("%s in %s play: estimate %v, exactly %v", test.q, w.name, est.Low, got.Low)
			}
		}
	}
}

func TestNumber(t *testing.T) {
	w := semi(t)
	g := w[""].In.Game
	prior := Number{ID: g.Pool.Nodes[0].A, Text: "p"} // the first expression is the param
	got, err := Ask(Arith{'+', prior, Prob{Event: visited}}, w, 0)
	if err != nil || show(got.Low) != "9/10" {
		t.Errorf("p + P(visit) = %s, %v; want 9/10", show(got.Low), err)
	}
}

func TestConditions(t *testing.T) {
	half := Number{Text: "1/2"}
	for _, test := range []struct {
		c          Condition
		semi, pool Truth
	}{
		{Compare{">", Prob{Event: backed, Do: visited}, Prob{Event: backed, Do: called}}, True, True},
		{Compare{">", Prob{Event: backed, Given: visited}, Prob{Event: backed, Given: called}}, True, Undefined},
		{Compare{">=", Prob{Event: backed, Do: visited}, half}, True, False}, // a tie, told exactly
		{Compare{">", Prob{Event: backed, Do: visited}, half}, False, False},
		{Compare{"<=", Informs{Label: "approach", About: "intent"}, Informs{Label: "approach", About: "intent"}}, True, True},
		{Near{Prob{Event: backed, Do: visited}, half, num.Frac(1, 6)}, True, True}, // the edge belongs to it
		{Near{Prob{Event: backed, Do: visited}, half, num.Frac(1, 7)}, True, False},
		// Kleene's logic: one false part decides, whatever the other.
		{AllOf{[]Condition{Compare{">", Prob{Event: backed, Given: visited}, half}, Compare{">", Prob{Event: called}, Number{Text: "2"}}}}, False, False},
		{AnyOf{[]Condition{Compare{">", Prob{Event: backed, Given: visited}, half}, Compare{">", Prob{Event: backed, Do: called}, half}}}, False, Undefined},
		{AnyOf{[]Condition{Compare{">", Prob{Event: backed, Given: visited}, half}, Compare{"<", Prob{Event: backed, Do: called}, half}}}, True, True},
		{Not{Compare{">", Prob{Event: backed, Given: visited}, half}}, True, Undefined},
	} {
		for _, w := range []struct {
			name  string
			world Worlds
			want  Truth
		}{{"semi", semi(t), test.semi}, {"pooling", pooling(t), test.pool}} {
			c := withNumbers(test.c, w.world[""].In.Pool)
			got, why, err := Judge(c, w.world, 0)
			if err != nil || got != w.want {
				t.Errorf("%s in %s play: %s (%s, %v), want %s", c, w.name, got, why, err, w.want)
			}
			if got == Undefined && why == "" {
				t.Errorf("%s in %s play: undefined without a reason", c, w.name)
			}
		}
	}
}

// withNumbers gives the constants in c their ids in the game's pool.
func withNumbers(c Condition, pool *expr.Pool) Condition {
	fix := func(q Query) Query {
		if n, ok := q.(Number); ok {
			n.ID = pool.Const(num.MustParse(n.Text))
			return n
		}
		return q
	}
	all := func(of []Condition) (out []Condition) {
		for _, c := range of {
			out = append(out, withNumbers(c, pool))
		}
		return out
	}
	switch c := c.(type) {
	case Compare:
		return Compare{c.Op, fix(c.A), fix(c.B)}
	case Near:
		return Near{fix(c.A), fix(c.B), c.Tol}
	case AllOf:
		return AllOf{all(c.Of)}
	case AnyOf:
		return AnyOf{all(c.Of)}
	case Not:
		return Not{withNumbers(c.C, pool)}
	}
	return c
}

// A component of equilibria: everybody calls, and Xi would back a visitor with any probability up to 1/2.
func TestComponents(t *testing.T) {
	w := pooling(t)
	in := w[""].In
	at := func(p num.Rat) game.Assessment {
		q := point(in, profile(in, map[string]num.Rat{
			"approach | intent=sincere: call": num.One, "approach | intent=stalling: call": num.One,
			"answer | approach=visit: back": p, "answer | approach=visit: refuse": num.One.Sub(p),
			"answer | approach=call: refuse": num.One,
		}))
		return q.Assessment
	}
	eq := solve.Equilibrium{Assessment: at(num.Frac(1, 4)), Certificate: solve.Exact, Dimension: 1,
		Vertices: []game.Assessment{at(num.Zero), at(num.Half)}}
	w = Worlds{"": {In: in, Equilibria: []solve.Equilibrium{eq}}}

	got, err := Ask(Prob{Event: backed, Do: visited}, w, 0)
	if err != nil || show(got.Low) != "0" || show(got.High) != "1/2" {
		t.Errorf("P(backed, do = visit) = %s to %s, %v; want 0 to 1/2", show(got.Low), show(got.High), err)
	}
	for _, test := range []struct {
		op, than string
		want     Truth
	}{{">=", "0", True}, {">", "0", Mixed}, {">", "1/2", False}} {
		c := Compare{test.op, Prob{Event: backed, Do: visited}, Number{ID: in.Pool.Const(num.MustParse(test.than)), Text: test.than}}
		if got, _, _ := Judge(c, w, 0); got != test.want {
			t.Errorf("%s: %s, want %s", c, got, test.want)
		}
	}
	// Forcing a visit where Xi's answer is open to 0: the ratio is undefined in one member only.
	got, _ = Ask(Prob{Event: sincere, Given: backed, Do: visited}, w, 0)
	if !got.Partly || show(got.Low) != "2/5" || !strings.Contains(got.Why, "never reaches") {
		t.Errorf("P(sincere, given = backed, do = visit) = %+v, want 2/5, partly undefined", got)
	}
}

// Beliefs at several information sets that play does not reach are a range, unless they agree.
func TestUnreachedBeliefsThatDiffer(t *testing.T) {
	w := pooling(t)
	eq := &w[""].Equilibria[0]
	g := w[""].In.Game
	for i, h := range g.Infosets {
		if h.Player == 1 {
			eq.Beliefs[h.Nodes[0]], eq.Beliefs[h.Nodes[1]] = num.Frac(int64(i), 10), num.Frac(int64(10-i), 10)
		}
	}
	never := NotEvent{Either{called, visited}} // holds before the approach only; Kim moves next
	if _, err := Ask(Belief{Player: "Xi", Event: sincere, At: never}, w, 0); err == nil {
		t.Error("a belief of Xi's before the approach: no error, though he does not move there")
	}
	both := Both{sincere, Either{called, visited}}
	c := NewEvaluator(w.games())
	k, err := c.Query(Belief{Player: "Xi", Event: sincere, At: both})
	if err != nil {
		t.Fatal(err)
	}
	// Nature never draws sincere: then nothing weighs one information set against the other.
	in := instance(t, g, num.Zero)
	p := eq.Profile
	for i, a := range g.Actions {
		if g.Infosets[a.Infoset].Player == game.Chance {
			p[i] = in.Prob(game.ActionID(i))
		}
	}
	got := c.At(Worlds{"": {In: in, Equilibria: []solve.Equilibrium{*eq}}}).Answer(k, 0, nil)
	if show(got.Low) == show(got.High) || got.Low.Rat.Cmp(got.High.Rat) > 0 {
		t.Errorf("beliefs that differ where play does not reach: %s to %s, want a range", show(got.Low), show(got.High))
	}
}

// A variant has equilibria of its own: each entry of the base game is set against all of them.
func TestVariants(t *testing.T) {
	w := semi(t)
	other := pooling(t)[""]
	w["other"] = Solved{In: other.In, Equilibria: append(other.Equilibria, semi(t)[""].Equilibria...)}
	here, there := Prob{Event: visited}, Prob{Event: visited, Where: "other"}
	got, err := Ask(Arith{'-', here, there}, w, 0)
	if err != nil || show(got.Low) != "0" || show(got.High) != "1/2" {
		t.Errorf("P(visit) - P(visit, where) = %s to %s, %v; want 0 to 1/2", show(got.Low), show(got.High), err)
	}
	for _, test := range []struct {
		op   string
		keep Filter
		want Truth
	}{
		{">=", nil, True}, {">", nil, Mixed}, {"<", nil, False},
		{">", Filter{"other": {true, false}}, True},
		{">", Filter{"other": {false, true}}, False},
		{">", Filter{"other": {false, false}}, Undefined},
	} {
		e := NewEvaluator(w.games())
		c, err := e.Condition(Compare{test.op, here, there})
		if err != nil {
			t.Fatal(err)
		}
		if got, why := e.At(w).Truth(c, 0, test.keep); got != test.want || got == Undefined && why == "" {
			t.Errorf("P(visit) %s P(visit, where), filter %v: %s (%s), want %s", test.op, test.keep, got, why, test.want)
		}
	}
	if got, _ := Ask(Count{Where: "other"}, w, 0); show(got.Low) != "2" {
		t.Errorf("count(where) = %s, want 2", show(got.Low))
	}
}

func TestCheck(t *testing.T) {
	g := visit(t)
	variants := map[string]*game.Game{"no threat": g}
	for _, test := range []struct {
		x    fmt.Stringer
		want string // in the message; "" if it fits
	}{
		{Prob{Event: backed, Do: Both{visited, sincere}, Where: "no threat"}, ""},
		{Compare{"<", Payoff{Player: "Kim", Given: backed}, Count{}}, ""},
		{Both{visited, NotEvent{backed}}, ""},
		{Prob{Event: Marked{"baked"}}, `there is no mark called "baked"; did you mean "backed"?`},
		{Prob{Event: Marked{"approach"}}, `"approach" is the label of a move, not a mark`},
		{Prob{Event: Move{"aproach", []string{"visit"}}}, `no move called "aproach"; did you mean "approach"?`},
		{Prob{Event: Move{"approach", []string{"vist"}}}, `no action of "approach" called "vist"; did you mean "visit"?`},
		{Prob{Event: Move{"approach", []string{"attack"}}}, `no action of "approach" called "attack"; there is "call" and "visit"`},
		{Prob{Event: Move{"approach", nil}}, `names no action: write event("approach", "call")`},
		{Prob{Event: backed, Where: "no treat"}, `no variant called "no treat"; did you mean "no threat"?`},
		{Prob{Event: backed, Do: backed}, "a mark cannot be forced"},
		{Prob{Event: backed, Do: Either{visited, sincere}}, "one of two different moves cannot be forced"},
		{Prob{Event: backed, Do: Both{visited, called}}, `leaves no action at "approach"`},
		{Payoff{Player: "Kin"}, `no player called "Kin"; did you mean "Kim"?`},
		{Belief{Player: "Kim", Event: backed, At: visited}, `Kim makes no move after event("approach", "visit")`},
		{Belief{Player: "Kim", Event: backed}, "belief wants an event and at = event"},
		{Plays{Player: "Xi", Label: "approach", Action: "call"}, `Xi never moves at "approach"`},
		{Informs{Label: "approach", About: "intend"}, `did you mean "intent"?`},
		{Influence{Player: "Xi", Over: "Kim", Through: "approach"}, `Xi never moves at "approach"`},
		{Compare{"==", Count{}, Count{}}, `"==" is not a comparison`},
		{AllOf{}, "at least one condition"},
	} {
		err := Check(test.x, g, variants)
		var check *CheckError
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: %v", test.x, err)
		case test.want != "" && err == nil:
			t.Errorf("%s: no error, want %q", test.x, test.want)
		case test.want != "" && (!strings.Contains(err.Error(), test.want) || !errors.As(err, &check)):
			t.Errorf("%s: %q, want %q", test.x, err, test.want)
		}
	}
}

func TestTextIsInTheModelLanguage(t *testing.T) {
	sum := Arith{'+', Payoff{Player: "Kim"}, Number{Text: "p"}}
	for _, test := range []struct {
		x    fmt.Stringer
		want string
	}{
		{Either{Both{visited, backed}, NotEvent{Either{called, sincere}}}, `event("approach", "visit") & "backed" | ~(event("approach", "call") | event("intent", "sincere"))`},
		{Both{Either{visited, called}, backed}, `(event("approach", "visit") | event("approach", "call")) & "backed"`},
		{Prob{Event: backed, Given: sincere, Do: visited, Where: "other"}, `P("backed", given = event("intent", "sincere"), do = event("approach", "visit"), where = "other")`},
		{Arith{'*', sum, sum}, `(payoff("Kim") + p) * (payoff("Kim") + p)`},
		{Arith{'-', sum, sum}, `payoff("Kim") + p - (payoff("Kim") + p)`},
		{Not{AllOf{[]Condition{Compare{"<", Count{}, Number{Text: "2"}}, Near{Count{}, Count{Where: "x"}, num.Frac(1, 4)}}}}, `not_(all_of(count() < 2, near(count(), count(where = "x"), 0.25)))`},
		{Alignment{A: "Kim", B: "Xi", Uniform: true}, `alignment("Kim", "Xi", weight = "uniform")`},
	} {
		if got := test.x.String(); got != test.want {
			t.Errorf("%s\nwant %s", got, test.want)
		}
	}
}
