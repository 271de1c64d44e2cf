package lp

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/game/sequence"
	"parley/internal/linprog"
	"parley/num"
	"parley/solve"
	"parley/solve/nash"
	"parley/verify"
)

// constantSum gives the second player what the first leaves over of sum.
func constantSum(g *game.Game, sum int64) *game.Instance {
	in := gametest.Instance(g)
	return gametest.Instance(gametest.WithPayoffs(in, func(n game.NodeID, p game.PlayerID) num.Rat {
		if p == 0 {
			return in.PayoffAt(n, 0)
		}
		return num.Int(sum).Sub(in.PayoffAt(n, 0))
	}))
}

func solved(t *testing.T, s Solver, in *game.Instance) *solve.Result {
	t.Helper()
	res, err := s.Solve(context.Background(), in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Equilibria) != 1 || !res.Finished && !res.Complete {
		t.Fatalf("%d equilibria, finished %v: %s", len(res.Equilibria), res.Finished, res.IncompleteBecause)
	}
	return res
}

// checked fails unless the equilibrium passes the checker: exactly, or with the regret that it claims.
func checked(t *testing.T, res *solve.Result) {
	t.Helper()
	e := &res.Equilibria[0]
	k, err := verify.New(res.In.Game)
	if err != nil {
		t.Fatal(err)
	}
	if e.Certificate == solve.Exact {
		if c, err := k.Check(res.In, &e.Assessment, solve.Nash); err != nil || !c.OK() {
			t.Fatalf("%v %s", err, c.Failure())
		} else if !c.Value[0].Equal(res.Value.Low) || !res.Value.Low.Equal(res.Value.High) {
			t.Fatalf("the first player gets %s, the value is said to be %s to %s", c.Value[0], res.Value.Low, res.Value.High)
		}
		return
	}
	m, err := k.Measure(res.In, e.Profile)
	if err != nil || m.Most() > e.Gap+m.Rounding || m.Most() > 1e-8 {
		t.Fatalf("%v: regret %g, claimed %g", err, m.Most(), e.Gap)
	}
	if v := m.Value[0]; v < res.Value.Low.Float()-m.Rounding || v > res.Value.High.Float()+m.Rounding {
		t.Fatalf("the first player gets %g, the value is said to be %s to %s", v, res.Value.Low, res.Value.High)
	}
}

// Leduc hold'em has the value −0.085606424 to the player who moves first (Southey et al. 2005 describe the game).
func TestLeduc(t *testing.T) {
	for _, s := range []Solver{{}, {Bits: -1}} {
		res := solved(t, s, gametest.Instance(gametest.Poker(3, 0)))
		checked(t, res)
		if v := res.Value.Low.Float(); math.Abs(v+0.0856064240780) > 1e-9 {
			t.Errorf("value %.12g", v)
		}
		if (res.Equilibria[0].Certificate == solve.Exact) != (s.Bits == 0) {
			t.Errorf("%+v: certificate %s", s, res.Equilibria[0].Certificate)
		}
	}
}

// The value is that of the strategic form, by the exact dense simplex method; both plans pass the
// checker; a list that is called complete has no other behaviour in it. Constant sums other than 0 are
// treated as well, and numbers that come from floating point alone are near.
func TestRandomTrees(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 8))
	complete := 0
	for k := range 700 {
		c := gametest.Config{Players: 2, MinInfosets: 2, MaxInfosets: 6, MaxNodes: 60, Span: []int64{1, 4, gametest.Generic}[k%3], ZeroChance: k%5 == 0}
		in := constantSum(gametest.Random(r, c), int64(k%4))
		res := solved(t, Solver{}, in)
		checked(t, res)
		if res.Equilibria[0].Certificate != solve.Exact {
			t.Errorf("game %d is solved in floating point only", k)
		}
		if !res.Value.Sum.Equal(num.Int(int64(k % 4))) {
			t.Errorf("the sum is said to be %s", res.Value.Sum)
		}
		form, err := game.NewStrategic(in, 4000)
		if err != nil {
			continue
		}
		if want := strategicValue(form); !res.Value.Low.Equal(want) {
			t.Fatalf("value %s, want %s\n%s", res.Value.Low, want, gametest.Describe(in))
		}
		near := solved(t, Solver{Bits: -1}, in)
		checked(t, near)
		if res.Complete {
			complete++
			noOther(t, in, form, res.Equilibria[0].Profile)
		}
	}
	if complete < 50 {
		t.Errorf("only %d games were found to have one equilibrium", complete)
	}
}

// Whatever the units, and whether payoffs are near 0 or not: the same strategies, proved.
func TestUnits(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 8))
	for range 60 {
		in := constantSum(gametest.Random(r, gametest.Config{Players: 2, MinInfosets: 3, MaxInfosets: 9, MaxNodes: 90, Span: 20}), 0)
		want := solved(t, Solver{}, in).Value.Low
		for _, c := range []struct{ scale, shift string }{{"1e12", "0"}, {"1e-12", "0"}, {"1/7", "1e9"}, {"1e-6", "1000"}} {
			scale, shift := num.MustParse(c.scale), num.MustParse(c.shift)
			other := gametest.Instance(gametest.Rescale(in, []num.Rat{scale, scale}, []num.Rat{shift, shift.Neg()}))
			res := solved(t, Solver{}, other)
			checked(t, res)
			if res.Equilibria[0].Certificate != solve.Exact || !res.Value.Low.Equal(want.Mul(scale).Add(shift)) {
				t.Errorf("times %s, plus %s: %s, value %s, want %s", c.scale, c.shift, res.Equilibria[0].Certificate, res.Value.Low, want.Mul(scale).Add(shift))
			}
		}
	}
}

// Matrix games of 60 strategies a side, whose solutions are fractions of hundreds of digits, and with
// ties on ties.
func TestMatrixGames(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 8))
	for _, span := range []int64{1, 2, 10, 1000} {
		res := solved(t, Solver{}, constantSum(gametest.OneShot(r, []int{60, 60}, span), 0))
		checked(t, res)
		if res.Equilibria[0].Certificate != solve.Exact {
			t.Errorf("span %d: floating point only", span)
		}
	}
}

// strategicValue solves the matrix game of a strategic form.
func strategicValue(form *game.Strategic) num.Rat {
	m, n := len(form.Strategies[0]), len(form.Strategies[1])
	p := linprog.Problem{N: m + 1, Free: make([]bool, m+1)}
	p.Free[m] = true
	rows := make([]linprog.Row, n)
	k := 0
	for node := range form.Nodes {
		if !form.Terminal(game.NodeID(node)) {
			continue
		}
		row := &rows[k%n]
		row.Op, row.Coef = linprog.GE, append(row.Coef, form.PayoffAt(game.NodeID(node), 0))
		k++
	}
	for j := range rows {
		rows[j].Coef = append(rows[j].Coef, num.Int(-1))
	}
	sum := linprog.Row{Op: linprog.EQ, B: num.One}
	for range m {
		sum.Coef = append(sum.Coef, num.One)
	}
	p.Rows = append(rows, sum)
	objective := make([]num.Rat, m+1)
	objective[m] = num.One
	_, v, _ := p.Maximize(objective)
	return v
}

// noOther fails if the strategic form has an equilibrium with another behaviour.
func noOther(t *testing.T, in *game.Instance, form *game.Strategic, want game.Profile) {
	t.Helper()
	res, err := nash.Mixed(context.Background(), form, solve.Options{})
	if err != nil || !res.Complete {
		return
	}
	for i := range res.Equilibria {
		for _, m := range res.Equilibria[i].Members() {
			b, _ := form.Behaviour(in, m.Profile)
			if !slices.EqualFunc(b, want, num.Rat.Equal) {
				t.Fatalf("said to be the only equilibrium: %v; there is %v as well\n%s", want, b, gametest.Describe(in))
			}
		}
	}
}

func TestMatchingPennies(t *testing.T) {
	in := gametest.Instance(gametest.Game(gametest.Move(0, "one",
		gametest.Do("h", gametest.Move(1, "two", gametest.Do("h", gametest.End(1, -1)), gametest.Do("t", gametest.End(-1, 1)))),
		gametest.Do("t", gametest.Move(1, "two", gametest.Do("h", gametest.End(-1, 1)), gametest.Do("t", gametest.End(1, -1))))), "A", "B"))
	res := solved(t, Solver{}, in)
	checked(t, res)
	if !res.Complete || !res.Value.Low.IsZero() || !res.Equilibria[0].Profile[0].Equal(num.Half) {
		t.Errorf("complete %v, value %s, play %v", res.Complete, res.Value.Low, res.Equilibria[0].Profile)
	}
}

func TestNotSuited(t *testing.T) {
	general := gametest.Instance(gametest.Game(gametest.Move(0, "m", gametest.Do("a", gametest.End(1, 1)), gametest.Do("b", gametest.End(0, 0))), "A", "B"))
	three := gametest.Instance(gametest.Random(rand.New(rand.NewPCG(1, 1)), gametest.Config{Players: 3}))
	forgets := gametest.Instance(gametest.Game(gametest.Move(0, "first",
		gametest.Do("a", gametest.Move(0, "second", gametest.Do("l", gametest.End(1, -1)), gametest.Do("r", gametest.End(0, 0)))),
		gametest.Do("b", gametest.Move(0, "second", gametest.Do("l", gametest.End(0, 0)), gametest.Do("r", gametest.End(1, -1))))), "A", "B"))
	for _, c := range []struct {
		in   *game.Instance
		says string
	}{{general, "--method lemke"}, {three, "--method supports"}, {forgets, "--method lemke-howson"}} {
		_, err := Solver{}.Solve(context.Background(), c.in, solve.Options{})
		if !errors.Is(err, solve.ErrUnsuited) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want a hint at %s", err, c.says)
		}
	}
}

// A bound and a context that ended stop a run; nothing is claimed then.
func TestStopped(t *testing.T) {
	in := gametest.Instance(gametest.Poker(3, 0))
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []struct {
		ctx context.Context
		opt solve.Options
	}{{context.Background(), solve.Options{Limits: solve.Limits{Iterations: 10}}}, {ended, solve.Options{}}} {
		res, err := Solver{}.Solve(c.ctx, in, c.opt)
		if err != nil || len(res.Equilibria) > 0 || res.Complete || res.Finished || res.IncompleteBecause == "" {
			t.Errorf("%v, %d equilibria, %q", err, len(res.Equilibria), res.IncompleteBecause)
		}
	}
}

// The games of docs/performance.md. Sequences are those of both players.
func BenchmarkGames(b *testing.B) {
	for _, c := range []struct {
		name string
		g    func() *game.Game
	}{
		{"poker-3", func() *game.Game { return gametest.Poker(3, 0) }},
		{"leduc", func() *game.Game { return gametest.Leduc(true) }},
		{"dice-4", func() *game.Game { return gametest.LiarsDice(4) }},
		{"dice-5", func() *game.Game { return gametest.LiarsDice(5) }},
		{"dice-6", func() *game.Game { return gametest.LiarsDice(6) }},
		{"goofspiel-5", func() *game.Game { return gametest.Goofspiel(5) }},
		{"poker-6", func() *game.Game { return gametest.Poker(6, 0) }},
		{"poker-9", func() *game.Game { return gametest.Poker(9, 0) }},
		{"poker-12", func() *game.Game { return gametest.Poker(12, 0) }},
	} {
		for bits, arithmetic := range []string{"exact", "floats"} { // Bits 0 and -1
			b.Run(c.name+"/"+arithmetic, func(b *testing.B) {
				in := gametest.Instance(c.g())
				form, err := sequence.New(in.Game)
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					res, err := Solver{Bits: -bits}.Solve(context.Background(), in, solve.Options{})
					if err != nil || len(res.Equilibria) != 1 || (res.Equilibria[0].Certificate == solve.Exact) != (bits == 0) {
						b.Fatal(err, res)
					}
					b.ReportMetric(float64(res.Stats.Iterations), "steps/op")
				}
				b.ReportMetric(float64(len(in.Nodes)), "nodes")
				b.ReportMetric(float64(form.Sides[0].Len()+form.Sides[1].Len()), "sequences")
			})
		}
	}
}
