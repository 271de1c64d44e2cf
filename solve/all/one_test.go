package all_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"parley/game"
	. "parley/game/gametest"
	"parley/gamefile"
	"parley/model"
	"parley/num"
	"parley/solve"
	"parley/solve/all"
	"parley/verify"
)

// A published case says which equilibrium Gambit's lp or lcp finds.
type published struct {
	ID       string          `json:"id"`
	Game     string          `json:"game"`
	Solver   string          `json:"solver"`
	Type     string          `json:"profile_type"`
	Expected json.RawMessage `json:"expected"`
}

// On the games of Gambit's project, where they are at hand, every method that finds one equilibrium finds
// one, exactly; the one that is published is an equilibrium too; and both have the same value where the
// payoffs have a constant sum.
func TestPublishedSamples(t *testing.T) {
	const root = "../../../shared/reference/gambit"
	cases := 0
	for _, file := range []string{"expected_computed.json", "expected_asserted.json"} {
		data, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Skip("no reference games here")
		}
		var list struct{ Cases []published }
		if err := json.Unmarshal(data, &list); err != nil {
			t.Fatal(err)
		}
		for _, c := range list.Cases {
			if c.Solver != "lp" && c.Solver != "lcp" {
				continue
			}
			cases++
			t.Run(c.ID, func(t *testing.T) { c.run(t, root) })
		}
	}
	t.Logf("%d cases", cases)
}

func (c *published) run(t *testing.T, root string) {
	in := readGame(t, filepath.Join(root, c.Game))
	var value *num.Rat
	if c.Type == "behavior" {
		p := behaviour(t, in, c.Expected)
		cert, err := verify.Check(in, &game.Assessment{Profile: p}, solve.Nash)
		if err != nil || !cert.OK() && !rounded(c.Expected) {
			t.Fatalf("what is published is no equilibrium, or is not read as it should: %v %s", err, cert.Failure())
		}
		if cert.OK() {
			value = &cert.Value[0]
		}
	}
	for _, m := range all.For(solve.Nash) {
		if m.Finds != solve.One {
			continue
		}
		res, err := m.Solver.Solve(context.Background(), in, solve.Options{})
		if errors.Is(err, solve.ErrUnsuited) && (m.Name == "lp" && c.Solver == "lcp" || m.Name == "lemke-howson") {
			continue
		}
		if err != nil || len(res.Equilibria) != 1 || !res.Finished && !res.Complete {
			t.Errorf("%s: %v, %+v", m.Name, err, res)
			continue
		}
		e := &res.Equilibria[0]
		cert, err := verify.Check(res.In, &e.Assessment, solve.Nash)
		if err != nil || !cert.OK() || e.Certificate != solve.Exact {
			t.Errorf("%s: %s: %v %s", m.Name, e.Certificate, err, cert.Failure())
			continue
		}
		if c.Solver == "lp" && value != nil && !cert.Value[0].Equal(*value) {
			t.Errorf("%s: value %s, want %s", m.Name, cert.Value[0], value)
		}
		if res.Value != nil && !res.Value.Low.Equal(cert.Value[0]) {
			t.Errorf("%s: the value is said to be %s, and the first player gets %s", m.Name, res.Value.Low, cert.Value[0])
		}
	}
}

// Kuhn's poker is worth -1/18 to the player who moves first (Kuhn 1950), whoever computes it.
func TestKuhn(t *testing.T) {
	m, diags := model.Load(os.DirFS("../../textbook"), "kuhn-poker.star", model.Options{})
	if m == nil {
		t.Fatal(diags)
	}
	in, err := game.NewInstance(m.Game, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	for _, method := range all.For(solve.Nash) {
		if method.Finds != solve.One {
			continue
		}
		res, err := method.Solver.Solve(context.Background(), in, solve.Options{})
		if err != nil || len(res.Equilibria) != 1 {
			t.Errorf("%s: %v", method.Name, err)
			continue
		}
		cert, err := verify.Check(res.In, &res.Equilibria[0].Assessment, solve.Nash)
		if err != nil || !cert.OK() || !cert.Value[0].Equal(num.Frac(-1, 18)) {
			t.Errorf("%s: value %v, %v %s", method.Name, cert.Value, err, cert.Failure())
		}
	}
}

// simultaneous is a random game in which each of two players moves once.
func simultaneous(m, n int) *game.Instance {
	return Instance(OneShot(rand.New(rand.NewPCG(uint64(m), uint64(n))), []int{m, n}, 100))
}

// BenchmarkNash is the default answer for Nash equilibria of random games of two players.
func BenchmarkNash(b *testing.B) {
	values := func(in *game.Instance, count int64) *game.Instance {
		return Instance(WithPayoffs(in, func(n game.NodeID, p game.PlayerID) num.Rat {
			x, _ := in.PayoffAt(n, p).Add(num.Int(1_000_000)).Int64()
			return num.Int(x % count)
		}))
	}
	for _, size := range [][2]int{{14, 14}, {16, 16}, {18, 18}, {22, 22}, {12, 29}, {8, 60}} {
		for _, count := range []int64{2, 3, 10, 100, 1_000_000} {
			for _, zero := range []bool{false, true} {
				b.Run(fmt.Sprintf("%dx%d/values=%d/zero-sum=%v", size[0], size[1], count, zero), func(b *testing.B) {
					in := values(Instance(OneShot(rand.New(rand.NewPCG(5, 6)), size[:], 1_000_000)), count)
					if zero {
						in = Instance(ZeroSum(in))
					}
					for b.Loop() {
						m, _, err := all.Pick(solve.Nash, "", in)
						if err != nil {
							b.Fatal(err)
						}
						res, err := m.Solver.Solve(b.Context(), in, solve.Options{})
						if err != nil {
							b.Fatal(err)
						}
						complete := 0.0
						if res.Complete {
							complete = 1
						}
						b.ReportMetric(float64(len(res.Equilibria)), "equilibria")
						b.ReportMetric(complete, "complete")
					}
				})
			}
		}
	}
}

// Which method is picked for Nash equilibria, and why.
func TestPicked(t *testing.T) {
	small := Instance(Random(rand.New(rand.NewPCG(1, 1)), Config{Players: 2, MaxInfosets: 3}))
	for _, c := range []struct {
		in        *game.Instance
		name, why string
	}{
		{Instance(Poker(3, 0)), "lp", "two players, zero-sum, too large to enumerate"},
		{Instance(Poker(3, 5)), "lemke", "two players, too large to enumerate"},
		{small, "vertices", "two players"},
		{simultaneous(18, 18), "vertices", "two players"},
		{simultaneous(19, 19), "lemke", "two players, too large to enumerate"},
		{Instance(ZeroSum(simultaneous(22, 22))), "lp", "two players, zero-sum, too large to enumerate"},
		{simultaneous(500, 4), "vertices", "two players"},
		{simultaneous(4, 1000), "lemke", "two players, too large to enumerate"},
	} {
		m, why, err := all.Pick(solve.Nash, "", c.in)
		if err != nil || m.Name != c.name || why != c.why {
			t.Errorf("%s because of %q (%v), want %s because of %q", m.Name, why, err, c.name, c.why)
		}
	}
}

func readGame(t *testing.T, path string) *game.Instance {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	read := gamefile.ReadEFG
	if filepath.Ext(path) == ".nfg" {
		read = gamefile.ReadNFG
	}
	g, diags := read(path, f, gamefile.Limits{})
	if g == nil {
		t.Fatal(diags)
	}
	in, err := game.NewInstance(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// numbers are the leaves of nested lists.
func numbers(t *testing.T, raw json.RawMessage) []string {
	t.Helper()
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return []string{s}
	}
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		var f json.Number
		if json.Unmarshal(raw, &f) == nil {
			return []string{f.String()}
		}
		t.Fatal(err)
	}
	var out []string
	for _, r := range list {
		out = append(out, numbers(t, r)...)
	}
	return out
}

// rounded tells whether numbers were written as decimals.
func rounded(raw json.RawMessage) bool { return slices.Contains(raw, '.') }

// behaviour reads the first profile: by player, by the file's number of the information set, by action.
func behaviour(t *testing.T, in *game.Instance, raw json.RawMessage) game.Profile {
	t.Helper()
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 {
		t.Fatal(err)
	}
	text := numbers(t, list[0])
	p := make(game.Profile, len(in.Actions))
	for h := range in.Infosets {
		if in.Infosets[h].Player == game.Chance {
			for _, a := range in.ActionsAt(game.InfosetID(h)) {
				p[a] = in.Prob(a)
			}
		}
	}
	for i := range in.Players {
		var sets []game.InfosetID
		for h := range in.Infosets {
			if in.Infosets[h].Player == game.PlayerID(i) {
				sets = append(sets, game.InfosetID(h))
			}
		}
		slices.SortFunc(sets, func(a, b game.InfosetID) int { return cmp.Compare(in.Infosets[a].Number, in.Infosets[b].Number) })
		for _, h := range sets {
			sum := num.Zero
			for _, a := range in.ActionsAt(h) {
				p[a] = num.MustParse(text[0])
				sum = sum.Add(p[a])
				text = text[1:]
			}
			if sum.IsZero() { // where own play excludes the set, nothing is said
				p[in.Infosets[h].First] = num.One
			}
		}
	}
	if len(text) > 0 {
		t.Fatalf("%d numbers are left over", len(text))
	}
	return p
}
