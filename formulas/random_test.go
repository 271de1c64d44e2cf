package formulas

import (
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"testing"

	"parley/expr"
	"parley/game"
	"parley/game/gametest"
	"parley/model"
	"parley/num"
	"parley/solve/symbolic"
)

var (
	randomGames = flag.Int("games", 8, "games in TestRandomGames")
	randomFirst = flag.Int("first", 0, "number of the first one")
)

// withParams returns a model of a game whose payoffs are moved by two params, each at random, so that ties are rare; the probability
// of what chance does first depends on the third.
func withParams(r *rand.Rand, g *game.Game) *model.Model {
	h := *g
	pool := g.Pool.Clone()
	h.Pool = pool
	h.Payoffs = append([]expr.ID{}, g.Payoffs...)
	h.Actions = append([]game.Action{}, g.Actions...)
	m := &model.Model{Pool: pool, Game: &h}
	var params []expr.ID
	for _, name := range []string{"p", "q", "prior"} {
		params = append(params, pool.Declare(name))
		m.Params = append(m.Params, model.Param{Name: name, Value: num.Half, Dist: model.Dist{Kind: "uniform", Args: []num.Rat{num.Zero, num.One}, Low: num.Zero, High: num.One}})
	}
	for n := range g.Nodes {
		if !g.Terminal(game.NodeID(n)) {
			continue
		}
		for p := range g.Players {
			at := n*len(g.Players) + p
			for _, x := range params[:2] {
				term, _ := pool.Binary(expr.Mul, pool.Const(num.Frac(r.Int64N(15)-7, 1+r.Int64N(5))), x)
				h.Payoffs[at] = pool.Sum(h.Payoffs[at], term)
			}
			h.Payoffs[at] = pool.Sum(h.Payoffs[at], pool.Const(num.Frac(r.Int64N(1000), 9973)))
		}
	}
	if s := g.Infosets[0]; s.Player == game.Chance && s.Num == 2 {
		other, _ := pool.Binary(expr.Sub, pool.Const(num.One), params[2])
		h.Actions[s.First].Prob, h.Actions[s.First+1].Prob = params[2], other
	}
	return m
}

func randomGame(r *rand.Rand, i int) *game.Game {
	switch i % 5 {
	case 0:
		return gametest.Watchers(r, 2, 2, false, 2)
	case 1:
		return gametest.Signalling(r, 2, 2, 2+r.IntN(2), 3)
	case 2:
		return gametest.Signalling(r, 3, 2, 2, 3)
	case 3:
		return gametest.OneShot(r, []int{2, 2 + r.IntN(2)}, 3)
	}
	return gametest.Random(r, gametest.Config{Players: 2, MinInfosets: 2, MaxInfosets: 4, Span: 3})
}

// On random games with random params the conditions hold exactly where the solver finds the class, and the probabilities
// are its numbers.
func TestRandomGames(t *testing.T) {
	classes, irrational, large, points := 0, 0, 0, 0
	for i := *randomFirst; i < *randomFirst+*randomGames; i++ {
		r := rand.New(rand.NewPCG(7, uint64(i)))
		m := withParams(r, randomGame(r, i))
		c, err := Collect(context.Background(), m, Options{Draws: 40, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for k := range c.Entries {
			e := &c.Entries[k]
			switch {
			case errors.Is(e.Err, symbolic.ErrIrrational):
				irrational++
			case e.Err != nil && !errors.Is(e.Err, ErrTie) || e.Fixed != nil:
				large++
				t.Logf("game %d: %v %v", i, e.Err, e.Fixed)
			default:
				classes++
			}
		}
		points += c.Checked
		for _, w := range c.Wrong {
			t.Errorf("game %d, class %d at %v: %s", i, w.Entry, w.Values, w.What)
			break
		}
	}
	t.Logf("%d classes in formulas, %d irrational, %d too large; %d points", classes, irrational, large, points)
	if classes < *randomGames {
		t.Errorf("only %d classes in formulas", classes)
	}
}

// A condition that is turned round, and a probability that is changed, are noticed.
func TestFaultsAreNoticed(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	m := withParams(r, gametest.Signalling(r, 2, 2, 2, 3))
	c, err := Collect(context.Background(), m, Options{Draws: 60, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSolver(m.Game, Options{}.Limits)
	if err != nil {
		t.Fatal(err)
	}
	turned, changed := 0, 0
	for k := range c.Entries {
		e := &c.Entries[k]
		p, _, err := s.at(context.Background(), e.Values, true)
		if err != nil || len(e.Classes) == 0 {
			continue
		}
		f := p.plays[0]
		for _, o := range p.plays {
			if o.key == e.Play.Key() {
				f = o
			}
		}
		if what := e.disagrees(m.Game, f, true, p); what != "" {
			t.Fatal(what)
		}
		x := *e.Classes[0]
		broken := *e
		broken.Classes = []*symbolic.Class{&x}
		if len(x.Conditions) > 0 {
			x.Conditions = append([]symbolic.Condition{}, x.Conditions...)
			x.Conditions[0].Diff = x.Conditions[0].Diff.Neg()
			if broken.disagrees(m.Game, f, true, p) == "" {
				t.Errorf("class %d: a condition turned round is not noticed", k)
			}
			turned++
			x.Conditions = e.Classes[0].Conditions
		}
		for h, support := range e.Play {
			if len(support) == 0 {
				continue
			}
			x.Mixing = append(x.Mixing[:0:0], x.Mixing...)
			x.Mixing[support[0]] = x.Mixing[support[0]].Neg()
			if broken.disagrees(m.Game, f, true, p) == "" {
				t.Errorf("class %d: a changed probability at information set %d is not noticed", k, h)
			}
			changed++
			break
		}
	}
	if turned == 0 || changed == 0 {
		t.Errorf("%d conditions turned round, %d probabilities changed: the test tests nothing", turned, changed)
	}
}
