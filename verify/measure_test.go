package verify_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/solve"
	"parley/verify"
)

// randomFloats draws a profile, with some actions unused.
func randomFloats(r *rand.Rand, in *game.Instance) []float64 {
	p := make([]float64, len(in.Actions))
	for h := range in.Infosets {
		acts := in.ActionsAt(game.InfosetID(h))
		for _, a := range acts {
			if r.IntN(3) > 0 {
				p[a] = r.Float64()
			}
		}
		p[acts[r.IntN(len(acts))]] += 0.1
	}
	return p
}

// Floating point measures what exact arithmetic does, on random games and random play.
func TestMeasure(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 77))
		in := gametest.Instance(gametest.Random(r, gametest.Config{MaxInfosets: 9, ZeroChance: seed%2 == 0, Span: 20}))
		k, err := verify.New(in.Game)
		if err != nil {
			t.Fatal(err)
		}
		p := in.FromFloats(randomFloats(r, in))
		exact, err := k.Check(in, &game.Assessment{Profile: p}, solve.Nash)
		if err != nil {
			t.Fatal(err)
		}
		m, err := k.Measure(in, p)
		if err != nil {
			t.Fatal(err)
		}
		for i := range in.Players {
			if d := m.Regret[i] - exact.Regret[i].Float(); math.Abs(d) > m.Rounding {
				t.Fatalf("seed %d: player %d regrets %v, measured as %v", seed, i, exact.Regret[i].Float(), m.Regret[i])
			}
			if d := m.Value[i] - exact.Value[i].Float(); math.Abs(d) > m.Rounding {
				t.Fatalf("seed %d: player %d gets %v, measured as %v", seed, i, exact.Value[i].Float(), m.Value[i])
			}
		}
	}
}

func TestMeasureRefuses(t *testing.T) {
	in := gametest.Instance(gametest.Random(rand.New(rand.NewPCG(1, 1)), gametest.Config{}))
	k, err := verify.New(in.Game)
	if err != nil {
		t.Fatal(err)
	}
	for want, p := range map[string]game.Profile{
		"the profile has 1 entries": make(game.Profile, 1),
		"they should sum to 1":      make(game.Profile, len(in.Actions)),
	} {
		if _, err := k.Measure(in, p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
