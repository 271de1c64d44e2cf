package slope_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
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

// By how much a param is moved to see what the answer does: so little that what is of second order is
// far below tolerance. Where all is exact nothing is lost by it; where answers are rounded the step is greater.
var (
	exactStep = num.Frac(1, 1_000_000_000)
	roughStep = num.Frac(1, 1_000_000)
)

const (
	exactTolerance = 1e-5
	roughTolerance = 1e-3
)

// agree compares derivatives with differences: it moves a param by a step to both sides, solves anew, and wants
// an equilibrium whose answer has moved as the derivative says. It returns how many derivatives were
// compared, and how many of them are not 0.
func (s *scene) agree(queries []*query.Compiled, param int, exact bool, fail func(format string, args ...any)) (compared, moved int) {
	type expectation struct {
		q, entry int
		up, down query.Value
		at       num.Rat
	}
	step, tolerance := exactStep, exactTolerance
	if !exact {
		step, tolerance = roughStep, roughTolerance
	}
	base := append([]num.Rat{}, s.point.Result("").In.Values...)
	var all []expectation
	for i, c := range queries {
		for e := range s.point.Result("").Equilibria {
			table := s.field.Query(c, e)
			a := s.point.Eval.Answer(c, e, nil).Value
			if table.Why == "" && a.Exact == exact {
				all = append(all, expectation{i, e, table.Of[param].Up, table.Of[param].Down, number(a)})
			}
		}
	}
	if len(all) == 0 {
		return 0, 0
	}
	var needed []*query.Compiled
	for _, x := range all {
		if n := len(needed); n == 0 || needed[n-1] != queries[x.q] {
			needed = append(needed, queries[x.q])
		}
	}
	for _, sign := range []int64{1, -1} {
		h := step.Mul(num.Int(sign))
		values := append([]num.Rat{}, base...)
		values[param] = values[param].Add(h)
		s.solve(values, needed)
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
					if v.Defined && (v.Exact || !exact) {
						difference := number(v).Sub(x.at).Quo(h).Float()
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

func number(v query.Value) num.Rat {
	if v.Exact {
		return v.Rat
	}
	return num.FromFloat(v.Float)
}

// parametric returns the game of in with numbers that depend on params t0, t1 ...: payoffs by sums and
// products of them, chances by t0. With generic numbers its equilibria are
// mostly isolated; otherwise there are coincidences of all kinds.
func parametric(r *rand.Rand, g *game.Game, params int, generic bool) *model.Model {
	out := *g
	out.Pool = &expr.Pool{}
	m := &model.Model{Title: "random", Pool: out.Pool, Game: &out}
	var ids []expr.ID
	value := func() num.Rat { return num.Frac(1+r.Int64N(8), 9) }
	draw := func(n int64) int64 { return r.Int64N(n) }
	if !generic {
		value = func() num.Rat { return num.Frac(1, 2) }
		draw = func(n int64) int64 { return 2 * r.Int64N(min(n, 4)) }
	}
	for k := range params {
		name := fmt.Sprint("t", k)
		ids = append(ids, out.Pool.Declare(name))
		m.Params = append(m.Params, model.Param{Name: name, Value: value(), Dist: model.Dist{Kind: "uniform", Low: num.Zero, High: num.One}})
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
				x := binary(expr.Add, whole(draw(2000)), binary(expr.Mul, whole(draw(900)), a))
				out.Payoffs[i] = binary(expr.Sub, x, binary(expr.Mul, whole(draw(900)), binary(expr.Mul, a, b)))
				if !generic && r.IntN(8) == 0 {
					out.Payoffs[i] = binary([]expr.Op{expr.Min, expr.Max}[r.IntN(2)], out.Payoffs[i], binary(expr.Mul, whole(2), b))
				}
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

// move is the event that the first action of an information set was taken.
func move(g *game.Game, h int) query.Event {
	return query.Move{Label: g.Infosets[h].Label, Actions: []string{g.Actions[g.Infosets[h].First].Name}}
}

// everything asks what random games can be asked: every payoff, how often each action of a few is played, and
// what is believed.
func everything(m *model.Model) []query.Query {
	return slices.DeleteFunc(anything(m), func(q query.Query) bool { return query.Check(q, m.Game, nil) != nil })
}

func anything(m *model.Model) []query.Query {
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
	if len(g.Players) > 1 {
		out = append(out, query.Alignment{A: g.Players[0], B: g.Players[1]}, query.Alignment{A: g.Players[0], B: g.Players[1], Uniform: true})
	}
	for i := range g.Infosets {
		for j := max(0, i-1); j < i; j++ {
			if a, b := g.Infosets[i].Label, g.Infosets[j].Label; a != "" && b != "" && a != b {
				first, second := move(g, j), move(g, i)
				out = append(out, query.Informs{Label: a, About: b}, query.Prob{Event: second, Given: first},
					query.Prob{Event: second, Do: first}, query.Payoff{Player: g.Players[0], Given: first}, query.Payoff{Player: g.Players[0], Do: second})
				if p, q := g.Infosets[i].Player, g.Infosets[j].Player; p >= 0 {
					out = append(out, query.Belief{Player: g.Players[p], Event: first, At: first}, query.Belief{Player: g.Players[p], Event: first, At: query.NotEvent{E: second}})
					if q >= 0 && p != q {
						out = append(out, query.Influence{Player: g.Players[q], Over: g.Players[p], Through: b})
					}
				}
			}
		}
	}
	return out
}

// randomly compares derivatives with differences in random games.
func randomly(t *testing.T, generic bool) {
	compared, moved, checks := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		var g *game.Game
		if rapid.Bool().Draw(t, "signalling") {
			g = gametest.Signalling(r, 2, 2, 2, 4)
		} else {
			g = gametest.Random(r, gametest.Config{MaxInfosets: 4, MaxNodes: 40, MaxActions: 2})
		}
		m := parametric(r, g, 3, generic)
		s, c := at(t, m, everything(m), nil)
		for k := range m.Params {
			for _, exact := range []bool{true, false} {
				n, x := s.agree(c, k, exact, t.Errorf)
				compared, moved = compared+n, moved+x
			}
		}
		checks++
	})
	if checks > 0 && (compared < 20*checks || moved < 5*checks) {
		t.Errorf("%d derivatives were compared in %d games, %d of them not 0: too few to mean something", compared, checks, moved)
	}
	t.Logf("%d derivatives compared in %d games, %d of them not 0", compared, checks, moved)
}

func TestDerivativesAgreeWithDifferencesInRandomGames(t *testing.T) { randomly(t, true) }

func TestDerivativesAgreeWithDifferencesWherePayoffsCoincide(t *testing.T) { randomly(t, false) }
