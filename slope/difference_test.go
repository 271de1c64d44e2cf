package slope_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"parley/expr"
	"parley/game"
	"parley/game/gametest"
	_ "parley/internal/fixedseed"
	"parley/model"
	"parley/num"
	"parley/query"
)

// step is by how much a param is moved to see what the answer does: so little that what is of second order is
// far below tolerance. All is exact, so nothing is lost by it.
var step = num.Frac(1, 1_000_000_000)

const tolerance = 1e-5

// agree compares derivatives with differences: it moves a param by a step to both sides, solves anew, and wants
// an equilibrium whose answer has moved as the derivative says. It returns how many derivatives were
// compared, and how many of them are not 0.
func (s *scene) agree(queries []*query.Compiled, param int, fail func(format string, args ...any)) (compared, moved int) {
	type expectation struct {
		q, entry int
		up, down query.Value
		at       float64
		rat      num.Rat
	}
	base := append([]num.Rat{}, s.point.Result("").In.Values...)
	var all []expectation
	for i, c := range queries {
		for e := range s.point.Result("").Equilibria {
			table := s.field.Query(c, e)
			a := s.point.Eval.Answer(c, e, nil).Value
			if table.Why == "" && a.Exact {
				all = append(all, expectation{i, e, table.Of[param].Up, table.Of[param].Down, a.Float, a.Rat})
			}
		}
	}
	if len(all) == 0 {
		return 0, 0
	}
	for _, sign := range []int64{1, -1} {
		h := step.Mul(num.Int(sign))
		values := append([]num.Rat{}, base...)
		values[param] = values[param].Add(h)
		s.solve(values, queries)
		for _, x := range all {
			d := x.up
			if sign < 0 {
				d = x.down
			}
			if !d.Defined {
				continue
			}
			compared++
			if d.Float != 0 {
				moved++
			}
			nearest := math.Inf(1)
			for e := range s.point.Result("").Equilibria {
				a := s.point.Eval.Answer(queries[x.q], e, nil)
				for _, v := range []query.Value{a.Value, a.Low, a.High} {
					if v.Defined && v.Exact {
						difference := v.Rat.Sub(x.rat).Quo(h).Float()
						nearest = min(nearest, math.Abs(difference-d.Float)/(1+math.Abs(d.Float)))
					}
				}
			}
			if nearest > tolerance {
				fail("query %d in E%d, param %d (%s %s): derivative %s, no equilibrium near there has a difference quotient within %g", x.q, x.entry+1, param, s.m.Params[param].Name, h, write(d), nearest)
			}
		}
	}
	s.solve(base, queries)
	return compared, moved
}

// parametric returns the game of in with numbers that depend on params t0, t1 ...: payoffs by sums and
// products of them, chances by t0. At these params it is generic, so that its equilibria are mostly isolated.
func parametric(r *rand.Rand, g *game.Game, params int) *model.Model {
	out := *g
	out.Pool = &expr.Pool{}
	m := &model.Model{Title: "random", Pool: out.Pool, Game: &out}
	var ids []expr.ID
	for k := range params {
		name := fmt.Sprint("t", k)
		ids = append(ids, out.Pool.Declare(name))
		m.Params = append(m.Params, model.Param{Name: name, Value: num.Frac(1+r.Int64N(8), 9), Dist: model.Dist{Kind: "uniform", Low: num.Zero, High: num.One}})
	}
	binary := func(op expr.Op, a, b expr.ID) expr.ID {
		id, err := out.Pool.Binary(op, a, b)
		if err != nil {
			panic(err)
		}
		return id
	}
	whole := func(n int64) expr.ID { return out.Pool.Const(num.Int(n)) }
	out.Payoffs = make([]expr.ID, len(g.Payoffs))
	for n := range g.Nodes {
		for p := range g.Players {
			i := n*len(g.Players) + p
			if out.Payoffs[i] = whole(0); g.Terminal(game.NodeID(n)) {
				a, b := ids[r.IntN(params)], ids[r.IntN(params)]
				x := binary(expr.Add, whole(r.Int64N(2000)-1000), binary(expr.Mul, whole(r.Int64N(900)), a))
				out.Payoffs[i] = binary(expr.Add, x, binary(expr.Mul, whole(r.Int64N(900)-450), binary(expr.Mul, a, b)))
			}
		}
	}
	out.Actions = append([]game.Action(nil), g.Actions...)
	for i := range g.Infosets {
		h := &g.Infosets[i]
		if h.Player != game.Chance {
			continue
		}
		last := whole(1)
		for k, a := range g.ActionsAt(game.InfosetID(i)) {
			if k == h.Num-1 {
				out.Actions[a].Prob = last
				break
			}
			p := binary(expr.Div, binary(expr.Add, whole(1+r.Int64N(3)), ids[0]), whole(int64(5*h.Num)))
			out.Actions[a].Prob, last = p, binary(expr.Sub, last, p)
		}
	}
	return m
}

// everything asks what random games can be asked: every payoff, how often each action of a few is played, and
// what is believed.
func everything(m *model.Model) []query.Query {
	var out []query.Query
	g := m.Game
	for _, p := range g.Players {
		out = append(out, query.Payoff{Player: p})
	}
	for i := range g.Infosets {
		h := &g.Infosets[i]
		if h.Player == game.Chance || h.Label == "" {
			continue
		}
		a := g.Actions[h.First].Name
		out = append(out, query.Plays{Player: g.Players[h.Player], Label: h.Label, Action: a}, query.Prob{Event: query.Move{Label: h.Label, Actions: []string{a}}})
	}
	return out
}

func TestDerivativesAgreeWithDifferencesInRandomGames(t *testing.T) {
	compared, moved, checks := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		var g *game.Game
		if rapid.Bool().Draw(t, "signalling") {
			g = gametest.Signalling(r, 2, 2, 2, 4)
		} else {
			g = gametest.Random(r, gametest.Config{MaxInfosets: 4, MaxNodes: 40, MaxActions: 2})
		}
		m := parametric(r, g, 3)
		s, c := at(t, m, everything(m), nil)
		for k := range m.Params {
			n, x := s.agree(c, k, t.Errorf)
			compared, moved = compared+n, moved+x
		}
		checks++
	})
	if checks > 0 && (compared < 20*checks || moved < 5*checks) {
		t.Errorf("%d derivatives were compared in %d games, %d of them not 0: too few to mean something", compared, checks, moved)
	}
	t.Logf("%d derivatives compared in %d games, %d of them not 0", compared, checks, moved)
}
