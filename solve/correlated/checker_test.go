package correlated_test

import (
	"slices"
	"strings"
	"testing"

	"parley/game"
	. "parley/game/gametest"
	"parley/num"
	"parley/solve"
	"parley/solve/correlated"
	"parley/verify"
)

// The checker refuses plans that somebody would not follow, plans that do not lead where they say, bounds that are too
// tight, and bounds whose proof has lost a deviation.
func TestTheCheckerRefuses(t *testing.T) {
	chicken := bimatrix([]string{"yield", "dare"}, []string{"yield", "dare"}, [][][2]int64{{{6, 6}, {2, 7}}, {{7, 2}, {0, 0}}})
	for _, c := range []struct {
		in      *game.Instance
		concept solve.Concept
		player  int
	}{
		{chicken, solve.Correlated, -1}, {chicken, solve.Coarse, -1}, {chicken, solve.Extensive, -1}, {chicken, solve.Agent, -1}, {chicken, solve.Communication, -1},
		{job(), solve.Extensive, 0}, {broker(), solve.Communication, 1},
	} {
		objective := counted(c.in, c.player)
		x := checked(t, c.in, c.concept, objective).Objective.High
		if objective == nil {
			objective = correlated.Welfare(c.in)
		}
		k, err := verify.New(c.in.Game)
		if err != nil {
			t.Fatal(err)
		}
		refused := func(what string, x solve.Extreme, upper bool) {
			t.Helper()
			if err := k.CheckBound(c.in, c.concept, objective, &x, upper); err == nil {
				t.Errorf("%s: a bound passes with %s", c.concept, what)
			}
		}
		tight := x
		tight.Value = x.Value.Sub(num.Frac(1, 1000))
		refused("too low a value", tight, true)
		refused("the other direction", x, false)
		for i := range x.Proof {
			less := x
			less.Proof = slices.Delete(slices.Clone(x.Proof), i, i+1)
			refused("a deviation less", less, true)
		}
		negative := x
		negative.Proof = slices.Clone(x.Proof)
		negative.Proof[0].Weight = negative.Proof[0].Weight.Neg()
		refused("a negative weight", negative, true)

		fails := func(what, says string, p *solve.Plan) {
			t.Helper()
			cert, err := k.CheckPlan(c.in, c.concept, p)
			if err == nil && (cert.OK() || !strings.Contains(cert.Failure(), says)) {
				t.Errorf("%s: a plan with %s: %q, want %q", c.concept, what, cert.Failure(), says)
			}
		}
		elsewhere := *x.Plan
		elsewhere.Reach = slices.Clone(x.Plan.Reach)
		last := len(elsewhere.Reach) - 1
		elsewhere.Reach[last] = elsewhere.Reach[last].Add(num.Half)
		fails("another outcome", "the plan says", &elsewhere)
		if c.concept == solve.Communication {
			short := *x.Plan
			short.Rules = x.Plan.Rules[:len(x.Plan.Rules)-1]
			fails("a rule less", "", &short)
			continue
		}
		short := *x.Plan
		short.Parts = x.Plan.Parts[1:]
		fails("a part less", "should sum to 1", &short)
	}
}

// What everybody would like best is not followed: in chicken somebody dares, and a sender is not honest to a mediator who
// does as the receiver would if he knew all.
func TestTemptingPlansAreRefused(t *testing.T) {
	chicken := bimatrix([]string{"yield", "dare"}, []string{"yield", "dare"}, [][][2]int64{{{6, 6}, {2, 7}}, {{7, 2}, {0, 0}}})
	k, err := verify.New(chicken.Game)
	if err != nil {
		t.Fatal(err)
	}
	both := solve.Plan{Parts: []solve.Part{{Choice: make([]game.ActionID, len(chicken.Infosets)), P: num.One}}}
	profile := make(game.Profile, len(chicken.Actions))
	for h := range chicken.Infosets {
		both.Parts[0].Choice[h] = chicken.Infosets[h].First
		profile[chicken.Infosets[h].First] = num.One
	}
	both.Reach = chicken.Reach(profile)
	for _, c := range treeConcepts {
		cert, err := k.CheckPlan(chicken, c, &both)
		if err != nil || cert.OK() || cert.Regret[0].String() != "1" || cert.Value[1].String() != "6" {
			t.Errorf("%s: %v, regret %v, value %v: who dares gains 1", c, err, cert.Regret, cert.Value)
		}
	}

	in := broker()
	if k, err = verify.New(in.Game); err != nil {
		t.Fatal(err)
	}
	// x after a, z after b, whatever else is said; of type b, claiming a brings 1 and the truth 0, in half of the cases.
	good := checked(t, in, solve.Communication, counted(in, 1)).Objective.High.Plan
	wait := func(t int32) game.ActionID {
		return in.Nodes[in.Children(in.Children(0)[t])[0]].Via
	}
	course := in.Infosets[Infoset(in.Game, "course")].First
	frank := &solve.Plan{}
	for typ := range int32(2) {
		answer := course + game.ActionID(2*typ)
		types := []int32{typ, good.Rules[0].Types[1]}
		frank.Rules = append(frank.Rules,
			solve.Rule{Types: types, P: num.One},
			solve.Rule{Types: types, Log: []game.ActionID{wait(typ)}, P: num.One},
			solve.Rule{Types: types, Log: []game.ActionID{wait(typ), answer}, P: num.One},
			solve.Rule{Types: types, Log: []game.ActionID{answer}, P: num.One})
	}
	follow := make(game.Profile, len(in.Actions))
	reach := make([]num.Rat, len(in.Nodes))
	for typ := range int32(2) {
		clear(follow)
		follow[in.Nodes[in.Children(0)[typ]].Via] = num.Half
		follow[wait(typ)], follow[course+game.ActionID(2*typ)] = num.One, num.One
		for n, r := range in.Reach(follow) {
			if n > 0 {
				reach[n] = reach[n].Add(r)
			}
		}
	}
	reach[0] = num.One
	frank.Reach = reach
	cert, err := k.CheckPlan(in, solve.Communication, frank)
	if err != nil || cert.OK() || cert.Regret[0].String() != "1/2" || !strings.Contains(cert.Failure(), "deceiving") {
		t.Errorf("%v, regret %v, %s", err, cert.Regret, cert.Failure())
	}
}
