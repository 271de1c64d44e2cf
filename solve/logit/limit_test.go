package logit_test

import (
	"math/rand/v2"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/solve"
	"parley/verify"
)

// identified returns the limit of a game's branch, which must be a sequential equilibrium.
func identified(t *testing.T, in *game.Instance) (*solve.Equilibrium, string) {
	t.Helper()
	b := trace(t, in)
	e, far, why := b.Identify(t.Context())
	if e == nil {
		return nil, why
	}
	c, err := verify.CheckWithin(in, &e.Assessment, solve.Sequential, e.Radius)
	if err != nil {
		t.Fatal(err)
	}
	if !c.OK() {
		return nil, "the check fails: " + c.Failure()
	}
	if far > 1e-3 {
		t.Errorf("the limit is %g from the last point", far)
	}
	return e, ""
}

func TestLimitsOfKnownGames(t *testing.T) {
	for name, c := range map[string]struct {
		in   *game.Instance
		want map[string]string // by information set and action
	}{
		"pennies":      {bimatrix(pennies), map[string]string{"row r0": "1/2", "column c0": "1/2"}},
		"ochs9":        {bimatrix(ochs9), map[string]string{"row r0": "1/2", "column c0": "1/10"}},
		"chicken":      {bimatrix(chicken), map[string]string{"row r0": "1/3", "column c0": "1/3"}},
		"stag":         {bimatrix(stag), map[string]string{"row r1": "1", "column c1": "1"}},
		"coordination": {bimatrix(coordination), map[string]string{"row r0": "1/2", "column c0": "1/2"}},
		"poker":        {poker(), map[string]string{"king bet": "1", "queen bet": "1/3", "response call": "2/3"}},
		"centipede":    {centipede(), map[string]string{"move 1 take": "1", "move 2 take": "1", "move 3 take": "1", "move 4 take": "1"}},
	} {
		e, why := identified(t, c.in)
		if e == nil {
			t.Errorf("%s: the limit is not identified: %s", name, why)
			continue
		}
		for h := range c.in.Infosets {
			for _, a := range c.in.ActionsAt(game.InfosetID(h)) {
				key := c.in.Infosets[h].Name + " " + c.in.Actions[a].Name
				if want, ok := c.want[key]; ok && e.Profile[a].String() != want {
					t.Errorf("%s: %s is %s, want %s", name, key, e.Profile[a], want)
				}
			}
		}
		if e.Certificate != solve.Exact {
			t.Errorf("%s: the certificate is %s", name, e.Certificate)
		}
	}
}

func TestLimitsOfRandomGamesAreSequentialEquilibria(t *testing.T) {
	games, lost := 0, 0
	for seed := range uint64(600) {
		r := rand.New(rand.NewPCG(seed, 77))
		in := gametest.Instance(gametest.Random(r, gametest.Config{MaxInfosets: 7, MaxNodes: 80, Span: gametest.Generic, ZeroChance: seed%5 == 0}))
		if seed%4 == 0 {
			in = gametest.Instance(gametest.Signalling(r, 3, 2, 2, gametest.Generic))
		}
		games++
		if e, why := identified(t, in); e == nil {
			lost++
			t.Logf("game %d: %s", seed, why)
		}
	}
	if lost > games/100 {
		t.Errorf("%d limits of %d are not identified", lost, games)
	}
}
