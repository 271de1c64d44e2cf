package cfr_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/expr"
	"parley/game"
	"parley/game/gametest"
	"parley/game/sequence"
	"parley/internal/linprog"
	"parley/num"
	"parley/solve"
	"parley/solve/cfr"
	"parley/verify"
)

var rules = []cfr.Rule{cfr.Predictive, cfr.Plus, cfr.Discounted}

// solved runs a rule and measures what comes out. Whatever the game and however the run ended, the regret that
// the checker finds is the one that is claimed.
func solved(t *testing.T, in *game.Instance, rule cfr.Rule, limits solve.Limits) (*solve.Result, verify.Measurement) {
	t.Helper()
	res, err := cfr.Solver{Rule: rule}.Solve(context.Background(), in, solve.Options{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	return res, measured(t, in, res)
}

func measured(t *testing.T, in *game.Instance, res *solve.Result) verify.Measurement {
	t.Helper()
	k, err := verify.New(in.Game)
	if err != nil {
		t.Fatal(err)
	}
	e := &res.Equilibria[0]
	m, err := k.Measure(in, e.Profile)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(m.Most()-e.Gap) > m.Rounding {
		t.Errorf("the regret is %v ± %v, claimed %v\n%s", m.Most(), m.Rounding, e.Gap, gametest.Describe(in))
	}
	if e.Certificate != solve.Numeric || res.Complete || res.IncompleteBecause == "" || res.Stats.Gap != e.Gap {
		t.Errorf("certificate %s, complete %v because %q, gap %v of %v", e.Certificate, res.Complete, res.IncompleteBecause, res.Stats.Gap, e.Gap)
	}
	return m
}

// zeroSum is a random game with the first player's payoffs and their negatives.
func zeroSum(r *rand.Rand) *game.Instance {
	return gametest.Instance(gametest.ZeroSum(gametest.Instance(gametest.Random(r,
		gametest.Config{Players: 2, MinInfosets: 1, MaxInfosets: 7, MaxNodes: 80, ZeroChance: r.IntN(2) == 0}))))
}

// value solves the strategic form by linear programming: the most that the first player's mix is sure of.
func value(t *testing.T, in *game.Instance) num.Rat {
	t.Helper()
	form, err := game.NewStrategic(in, 5000)
	if err != nil {
		t.Fatal(err)
	}
	rows, cols := len(form.Strategies[0]), len(form.Strategies[1])
	var ends []game.NodeID
	for n := range form.Nodes {
		if form.Terminal(game.NodeID(n)) {
			ends = append(ends, game.NodeID(n))
		}
	}
	p := linprog.Problem{N: rows + 1, Free: make([]bool, rows+1)}
	p.Free[rows] = true
	for j := range cols {
		row := linprog.Row{Coef: make([]num.Rat, rows+1), Op: linprog.GE}
		for i := range rows {
			row.Coef[i] = form.PayoffAt(ends[i*cols+j], 0)
		}
		row.Coef[rows] = num.Int(-1)
		p.Rows = append(p.Rows, row)
	}
	one := linprog.Row{Op: linprog.EQ, B: num.One, Coef: make([]num.Rat, rows)}
	objective := make([]num.Rat, rows+1)
	for i := range rows {
		one.Coef[i] = num.One
	}
	objective[rows] = num.One
	p.Rows = append(p.Rows, one)
	_, v, status := p.Maximize(objective)
	if status != linprog.Optimal {
		t.Fatalf("the linear program is %s", status)
	}
	return v
}

// In a zero-sum game every rule comes to the value that linear programming finds, and says that it has.
func TestValueOfZeroSumGames(t *testing.T) {
	mixed := 0
	for seed := range uint64(600) {
		in := zeroSum(rand.New(rand.NewPCG(seed, 1)))
		want := value(t, in).Float()
		for _, rule := range rules {
			res, m := solved(t, in, rule, solve.Limits{Gap: 1e-3})
			if !res.Finished || m.Most() > 1e-3+m.Rounding {
				t.Errorf("seed %d, %s: regret %v after %d iterations\n%s", seed, rule, m.Most(), res.Stats.Iterations, gametest.Describe(in))
			}
			if len(res.Warnings) > 0 {
				t.Errorf("seed %d: warned of a zero-sum game: %s", seed, res.Warnings)
			}
			if math.Abs(m.Value[0]-want) > m.Most()+m.Rounding {
				t.Errorf("seed %d, %s: %v with regret %v, want %v\n%s", seed, rule, m.Value[0], m.Most(), want, gametest.Describe(in))
			}
			if rule == cfr.Predictive && res.Stats.Iterations > 20 {
				mixed++
			}
		}
	}
	if mixed < 60 {
		t.Errorf("%d of 600 games took more than 20 iterations: the others show little", mixed)
	}
}

// In other games the regret is measured, and it is said that nothing else is sure.
func TestRegretOfOtherGames(t *testing.T) {
	for seed := range uint64(200) {
		in := gametest.Instance(gametest.Random(rand.New(rand.NewPCG(seed, 2)), gametest.Config{ZeroChance: true}))
		for _, rule := range rules {
			res, m := solved(t, in, rule, solve.Limits{Gap: 1e-3, Iterations: 200})
			if res.Finished != (res.Stats.Gap <= 1e-3) {
				t.Errorf("seed %d: finished %v at regret %v", seed, res.Finished, m.Most())
			}
			if _, constant := sequence.ConstantSum(in); len(res.Warnings) != 1 && (len(in.Players) > 2 || !constant) {
				t.Errorf("seed %d: %d players, warnings %q", seed, len(in.Players), res.Warnings)
			}
		}
	}
}

// Shapley 1964: in this game learning goes round for ever if it plays pure answers; the average of
// regret-matching play may or may not come near. The regret is told truly all the same.
func TestShapley(t *testing.T) {
	pay := [3][3][2]int64{{{0, 0}, {1, 0}, {0, 1}}, {{0, 1}, {0, 0}, {1, 0}}, {{1, 0}, {0, 1}, {0, 0}}}
	var branches []gametest.Branch
	for _, r := range pay {
		var cols []gametest.Branch
		for k, c := range r {
			cols = append(cols, gametest.Do([]string{"l", "m", "r"}[k], gametest.End(c[0], c[1])))
		}
		branches = append(branches, gametest.Do([]string{"t", "c", "b"}[len(branches)], gametest.Move(1, "column", cols...)))
	}
	rows := gametest.Move(0, "row", branches...)
	for _, rule := range rules {
		solved(t, gametest.Instance(gametest.Game(rows, "row", "column")), rule, solve.Limits{Iterations: 500})
	}
}

// Other labels and other units change nothing but names and units: to the value, within the regrets.
func TestInvariance(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 3))
		in := zeroSum(r)
		_, m := solved(t, in, cfr.Predictive, solve.Limits{Gap: 1e-4})

		l := gametest.Relabel(r, in)
		_, other := solved(t, gametest.Instance(l.Game), cfr.Predictive, solve.Limits{Gap: 1e-4})
		if d := math.Abs(m.Value[0] - other.Value[l.Player[0]]); d > 2e-4+1e-9 {
			t.Errorf("seed %d: relabelled, the value moves by %v\n%s", seed, d, gametest.Describe(in))
		}

		scaled := gametest.Instance(gametest.Rescale(in, []num.Rat{num.Int(8), num.Int(8)}, []num.Rat{num.Int(40), num.Int(-100)}))
		if _, constant := sequence.ConstantSum(scaled); !constant {
			t.Fatal("the sum is not constant any more")
		}
		res, moved := solved(t, scaled, cfr.Predictive, solve.Limits{Gap: 8e-4})
		if d := math.Abs(8*m.Value[0] + 40 - moved.Value[0]); !res.Finished || d > 1.6e-3+1e-9 {
			t.Errorf("seed %d: rescaled, the value moves by %v\n%s", seed, d, gametest.Describe(in))
		}
	}
}

// The games by which these methods are measured, with their known values (Kuhn 1950 for the first).
func TestKnownValues(t *testing.T) {
	for _, c := range []struct {
		name  string
		game  *game.Game
		value float64
		gap   float64
	}{
		{"Kuhn's poker", gametest.Kuhn(2), -1.0 / 18, 1e-6},
		{"Leduc hold'em", gametest.Leduc(false), -0.0856064, 1e-4},
		{"Leduc hold'em, suits told apart", gametest.Leduc(true), -0.0856064, 1e-3},
		{"liar's dice, 4 faces", gametest.LiarsDice(4), 1.0 / 16, 1e-4},
		{"liar's dice, 5 faces", gametest.LiarsDice(5), 0.008, 1e-3},
		{"goofspiel, 4 cards", gametest.Goofspiel(4), 0, 1e-4},
	} {
		in := gametest.Instance(c.game)
		for _, rule := range rules {
			res, m := solved(t, in, rule, solve.Limits{Gap: c.gap})
			if !res.Finished || math.Abs(m.Value[0]-c.value) > c.gap+1e-7 {
				t.Errorf("%s, %s: %v with regret %v, want %v", c.name, rule, m.Value[0], m.Most(), c.value)
			}
		}
	}
}

// The default aim is relative to the payoffs.
func TestDefaultGap(t *testing.T) {
	in := gametest.Instance(gametest.Rescale(gametest.Instance(gametest.Kuhn(2)), []num.Rat{num.Int(1000), num.Int(1000)}, []num.Rat{num.Zero, num.Zero}))
	res, _ := solved(t, in, cfr.Predictive, solve.Limits{})
	if want := 4000 * cfr.RelativeGap; !res.Finished || res.Stats.Gap > want || res.Stats.Gap < want/1000 {
		t.Errorf("regret %v, want just below %v", res.Stats.Gap, want)
	}
}

// Payoffs at the ends of what floating point holds.
func TestExtremePayoffs(t *testing.T) {
	kuhn := gametest.Instance(gametest.Kuhn(2))
	scaled := func(by string) *game.Instance {
		x := num.MustParse(by)
		return gametest.Instance(gametest.Rescale(kuhn, []num.Rat{x, x}, []num.Rat{num.Zero, num.Zero}))
	}
	for _, by := range []string{"1e-279", "1e-150", "1e150", "1e299"} {
		in := scaled(by)
		for _, rule := range rules {
			unit := num.MustParse(by).Float()
			res, m := solved(t, in, rule, solve.Limits{Gap: 1e-3 * unit})
			if !res.Finished || math.Abs(m.Value[0]/unit+1.0/18) > 2e-3 {
				t.Errorf("payoffs of %s, %s: finished %v, value %v", by, rule, res.Finished, m.Value[0])
			}
		}
	}
	for _, by := range []string{"1e-300", "1e305", "1e400"} {
		if _, err := (cfr.Solver{}).Solve(context.Background(), scaled(by), solve.Options{}); !errors.Is(err, solve.ErrUnsuited) || !strings.Contains(err.Error(), "--method") {
			t.Errorf("payoffs of %s: %v", by, err)
		}
	}
}

// No players' moves, one player, payoffs that are all alike, an action of probability 0.
func TestSmallestGames(t *testing.T) {
	for name, tree := range map[string]gametest.Tree{
		"an end":   gametest.End(3, -3),
		"chance":   gametest.Nature("coin", gametest.With("1/2", "heads", gametest.End(1, -1)), gametest.With("1/2", "tails", gametest.End(0, 0))),
		"no stake": gametest.Move(0, "x", gametest.Do("a", gametest.End(7, 7)), gametest.Do("b", gametest.Move(1, "y", gametest.Do("c", gametest.End(7, 7))))),
		"never":    gametest.Nature("coin", gametest.With("1", "heads", gametest.End(1, -1)), gametest.With("0", "tails", gametest.Move(0, "x", gametest.Do("a", gametest.End(1, -1)), gametest.Do("b", gametest.End(5, -5))))),
	} {
		for _, rule := range rules {
			if res, m := solved(t, gametest.Instance(gametest.Game(tree, "A", "B")), rule, solve.Limits{}); !res.Finished || m.Most() > 1e-12 {
				t.Errorf("%s, %s: finished %v, regret %v", name, rule, res.Finished, m.Most())
			}
		}
	}
	alone := gametest.Move(0, "x", gametest.Do("a", gametest.End(1)), gametest.Do("b", gametest.End(2)))
	for _, rule := range rules {
		if res, m := solved(t, gametest.Instance(gametest.Game(alone, "A")), rule, solve.Limits{}); !res.Finished || m.Value[0] < 2-1e-5 {
			t.Errorf("%s: alone he gets %v, want 2", rule, m.Value[0])
		}
	}
}

// Two runs give the same numbers, bit for bit.
func TestRepeats(t *testing.T) {
	for _, g := range []*game.Game{gametest.Kuhn(3), gametest.Leduc(false), gametest.Deals(rand.New(rand.NewPCG(1, 2)), 6, 3, 6, 100)} {
		for _, rule := range rules {
			a, _ := solved(t, gametest.Instance(g), rule, solve.Limits{Iterations: 50})
			b, _ := solved(t, gametest.Instance(g), rule, solve.Limits{Iterations: 50})
			if !slices.EqualFunc(a.Equilibria[0].Profile, b.Equilibria[0].Profile, num.Rat.Equal) || a.Stats != b.Stats {
				t.Errorf("%s, %s: two runs differ", g.Title, rule)
			}
		}
	}
}

// A run that is cut short returns what it has, with its regret, and says so.
func TestStops(t *testing.T) {
	in := gametest.Instance(gametest.LiarsDice(4))
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	seen := 0
	res, err := cfr.Solver{}.Solve(ctx, in, solve.Options{Limits: solve.Limits{Gap: 1e-300}, Progress: func(s solve.Stats) {
		if seen++; s.Iterations <= 0 || !(s.Gap > 0) {
			t.Errorf("progress: %+v", s)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("stopped after %v", took)
	}
	if m := measured(t, in, res); res.Finished || m.Most() > 0.1 || seen == 0 {
		t.Errorf("finished %v, regret %v, %d reports", res.Finished, m.Most(), seen)
	}

	res, m := solved(t, in, cfr.Plus, solve.Limits{Gap: 1e-300, Iterations: 7})
	if res.Finished || res.Stats.Iterations != 7 || m.Most() == 0 || !strings.Contains(res.IncompleteBecause, "7 iterations") {
		t.Errorf("finished %v after %d iterations: %s", res.Finished, res.Stats.Iterations, res.IncompleteBecause)
	}

	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	res, err = cfr.Solver{}.Solve(cancelled, in, solve.Options{})
	if err != nil || res.Finished || res.Complete || len(res.Equilibria) > 0 || res.IncompleteBecause == "" {
		t.Errorf("cancelled before it began: %+v, %v", res, err)
	}
}

// A player who forgets has no place here, and the error names what can help.
func TestImperfectRecall(t *testing.T) {
	forgets := gametest.Move(0, "first", gametest.Do("l", gametest.Move(0, "second", gametest.Do("x", gametest.End(1, -1)), gametest.Do("y", gametest.End(0, 0)))),
		gametest.Do("r", gametest.Move(0, "second", gametest.Do("x", gametest.End(0, 0)), gametest.Do("y", gametest.End(1, -1)))))
	_, err := cfr.Solver{}.Solve(context.Background(), gametest.Instance(gametest.Game(forgets, "A", "B")), solve.Options{})
	if !errors.Is(err, solve.ErrUnsuited) || !errors.Is(err, game.ErrImperfectRecall) || !strings.Contains(err.Error(), "--method") {
		t.Errorf("error: %v", err)
	}
}

// Left to themselves they are picked for large zero-sum games of two, and for no others.
func TestSuits(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a large tree")
	}
	large := gametest.Instance(gametest.Deals(rand.New(rand.NewPCG(1, 1)), 8, 2, 12, 10))
	if why, ok := cfr.Suits(large); !ok || !strings.Contains(why, "zero-sum") {
		t.Errorf("%d nodes, zero-sum: %v %q", len(large.Nodes), ok, why)
	}
	if _, ok := cfr.Suits(gametest.Instance(gametest.Leduc(true))); ok {
		t.Error("picked for Leduc hold'em, where linear programming is faster")
	}
	n := large.Nodes[len(large.Nodes)-1]
	if n.Infoset != game.None {
		t.Fatal("the last node is no end")
	}
	last := &large.Payoffs[len(large.Payoffs)-1]
	*last = expr.ID(int32(*last) ^ 1)
	changed := gametest.Instance(large.Game)
	if _, ok := cfr.Suits(changed); ok {
		t.Error("picked for a game that is not zero-sum")
	}
}
