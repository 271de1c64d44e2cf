package verify_test

import (
	"math"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/num"
	"parley/verify"
)

// A chain of two moves of one another: Ann passes or stops, Bob then passes or stops. Logit play follows
// from the end, by hand.
func TestLogitOfTwoMoves(t *testing.T) {
	in := gametest.Instance(gametest.Game(
		gametest.Move(0, "first", gametest.Do("stop", gametest.End(1, 0)), gametest.Do("pass",
			gametest.Move(1, "second", gametest.Do("stop", gametest.End(0, 3)), gametest.Do("pass", gametest.End(4, 1))))), "Ann", "Bob"))
	k, err := verify.New(in.Game)
	if err != nil {
		t.Fatal(err)
	}
	const lambda = 0.7
	bob := 1 / (1 + math.Exp(lambda*(1-3)))               // stops
	ann := 1 / (1 + math.Exp(lambda*((1-bob)*4+bob*0-1))) // stops
	logs := make([]float64, len(in.Actions))
	set := func(infoset, action string, p float64) { logs[gametest.Action(in.Game, infoset, action)] = math.Log(p) }
	set("first", "stop", ann)
	set("first", "pass", 1-ann)
	set("second", "stop", bob)
	set("second", "pass", 1-bob)
	r, err := k.Logit(in, logs, nil, lambda)
	if err != nil || r.Residual > 1e-15 || !r.OK(1e-12) {
		t.Errorf("the equilibrium: residual %g, %v", r.Residual, err)
	}
	if r, err = k.Logit(in, logs, nil, 0.71); err != nil || r.OK(1e-4) {
		t.Errorf("at another lambda: residual %g, %v", r.Residual, err)
	}
	set("first", "stop", ann+1e-5)
	set("first", "pass", 1-ann-1e-5)
	if r, err = k.Logit(in, logs, nil, lambda); err != nil || math.Abs(r.Residual-1e-5) > 1e-9 || r.OK(1e-7) {
		t.Errorf("off by 1e-5: residual %g, %v", r.Residual, err)
	}
	set("first", "stop", 0.9)
	if _, err = k.Logit(in, logs, nil, lambda); err == nil {
		t.Error("probabilities that do not sum to 1 pass")
	}
	if _, err = k.Logit(in, logs, nil, math.NaN()); err == nil {
		t.Error("lambda NaN passes")
	}
}

// Beliefs come from logarithms: at an information set that is reached with probability e^-2000 they are
// as exact as elsewhere, and wrong ones are noticed.
func TestLogitBeliefsFarFromPlay(t *testing.T) {
	answer := func(a, b int64) gametest.Tree {
		return gametest.Move(1, "answer", gametest.Do("left", gametest.End(a, 0)), gametest.Do("right", gametest.End(b, 0)))
	}
	in := gametest.Instance(gametest.Game(
		gametest.Move(0, "first", gametest.Do("out", gametest.End(0, 0)), gametest.Do("low", answer(-3, -1)), gametest.Do("high", answer(-2, -2))), "Ann", "Bob"))
	k, err := verify.New(in.Game)
	if err != nil {
		t.Fatal(err)
	}
	// Bob is indifferent and answers at random: low and high are both worth -2 to Ann.
	const lambda = 1000
	logs := make([]float64, len(in.Actions))
	set := func(infoset, action string, l float64) { logs[gametest.Action(in.Game, infoset, action)] = l }
	set("first", "out", 0)
	set("first", "low", -2*lambda)
	set("first", "high", -2*lambda)
	set("answer", "left", math.Log(0.5))
	set("answer", "right", math.Log(0.5))
	nodes := in.Infosets[gametest.Infoset(in.Game, "answer")].Nodes
	beliefs := make(game.Beliefs, len(in.Nodes))
	beliefs[0] = num.One
	beliefs[nodes[0]], beliefs[nodes[1]] = num.Frac(1, 2), num.Frac(1, 2)
	if r, err := k.Logit(in, logs, beliefs, lambda); err != nil || !r.OK(1e-12) || r.Rounding > 1e-9 {
		t.Errorf("%+v, %v", r, err)
	}
	beliefs[nodes[0]], beliefs[nodes[1]] = num.Frac(51, 100), num.Frac(49, 100)
	if r, err := k.Logit(in, logs, beliefs, lambda); err != nil || r.OK(1e-3) {
		t.Errorf("wrong beliefs pass: %+v, %v", r, err)
	}
}
