package sequential

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"parley/game"
	"parley/game/gametest"
	"parley/internal/poly"
	"parley/num"
	"parley/solve"
	"parley/solve/solvetest"
	"parley/verify"
)

var (
	consistencyGames = flag.Int("consistency", 40, "games in TestConsistentAssessments")
	consistencyFirst = flag.Int("consistencyfirst", 0, "number of the first one")
	consistencyTime  = flag.Duration("consistencytime", 100*time.Millisecond, "for one of them")
)

// consistencyGame returns a small game in which beliefs off the path hang together, or any small one.
func consistencyGame(r *rand.Rand, i int) *game.Game {
	switch i % 6 {
	case 0:
		return gametest.Watchers(r, 2, 2, false, 2+r.Int64N(3))
	case 1:
		return gametest.Watchers(r, 2, 3, false, 2+r.Int64N(2))
	case 2:
		return gametest.Watchers(r, 2, 2, true, 2+r.Int64N(3))
	case 3:
		return gametest.Watchers(r, 3, 2, r.IntN(2) == 0, 2)
	case 4:
		return gametest.Random(r, gametest.Config{Players: 2 + r.IntN(2), MinInfosets: 3, MaxInfosets: 6, Span: 1 + r.Int64N(2), NoChance: r.IntN(2) == 0})
	}
	return gametest.Signalling(r, 2+r.IntN(2), 2, 2, 1+r.Int64N(2))
}

// What a brute force by the definition finds, with trembles on a grid, is in a list that is said to be
// complete: in the bounds of an entry, and under its very supports among the solutions that entries are made
// of. So are random consistent assessments that payoffs are made for.
func TestConsistentAssessments(t *testing.T) {
	complete, tried, planted, mixed, tied := 0, 0, 0, 0, 0
	numbers := []int{
		1820, // a belief is the product of a mixed move and another belief
		3287, // a belief depends on mixed moves in several subgames
	}
	for i := range *consistencyGames {
		numbers = append(numbers, *consistencyFirst+i)
	}
	for _, i := range numbers {
		r := rand.New(rand.NewPCG(31, uint64(i)))
		in := gametest.Instance(consistencyGame(r, i))
		var known []*game.Assessment
		if i/6%2 == 1 {
			a := gametest.Assessment(r, in)
			in = gametest.Instance(gametest.Plant(r, in, a))
			known = append(known, a)
		}
		ctx, cancel := context.WithTimeout(context.Background(), *consistencyTime)
		res, err := (Solver{}).Solve(ctx, in, solve.Options{Limits: solve.Limits{Boxes: 1000}})
		if err != nil {
			t.Fatal(err)
		}
		s := searchOf(t, in)
		if s.ctx, s.opt.Boxes = ctx, 1000; res.Complete {
			s.solveActive()
		}
		cancel()
		if !res.Complete || s.because != "" { // the latter for want of time
			continue
		}
		complete++
		known = append(known, solvetest.Sequential(r, in, solvetest.Trials{Profiles: 150, Trembles: 200})...)
		planted += i / 6 % 2
		k, err := verify.New(in.Game)
		if err != nil {
			t.Fatal(err)
		}
		for j, a := range known {
			tried++
			for act, x := range a.Profile {
				if in.Actions[act].Prob == game.None && x.Sign() > 0 && x.Less(num.One) {
					mixed++
					break
				}
			}
			for n, x := range a.Beliefs {
				h := in.Nodes[n].Infoset
				if x.Sign() > 0 && x.Less(num.One) && in.Infosets[h].Player != game.Chance {
					tied++
					break
				}
			}
			missing := ""
			if !solvetest.Listed(res, a) {
				missing = "is in no entry"
			} else if why := s.lacks(a); why != "" {
				missing = "is no solution: " + why
			}
			if missing == "" && j%50 > 0 {
				continue
			}
			if cert, err := k.Check(in, a, solve.Sequential); err != nil || !cert.OK() {
				t.Fatalf("game %d: the brute force is wrong: %v %s", i, err, cert.Failure())
			}
			if missing != "" {
				t.Fatalf("game %d: %s %s\n%s\n%s", i, solvetest.Show(in, a), missing, gametest.Describe(in), solvetest.ShowResult(res))
			}
		}
	}
	t.Logf("%d of %d games complete; %d equilibria (%d planted), %d in mixed strategies, %d with mixed beliefs", complete, *consistencyGames, tried, planted, mixed, tied)
	if complete < *consistencyGames/2 || tried < *consistencyGames || mixed < tried/20 || tied < tried/20 {
		t.Error("too little was compared")
	}
}

// lacks tells what of a is missing among the solutions of the parts that equilibria are put together
// from, under the very supports of a; "" if nothing is.
func (s *search) lacks(a *game.Assessment) string {
	for _, c := range s.cells {
		if s.holds(c, a) {
			return ""
		}
	}
	why := "no path"
	for _, p := range s.pathList {
		for _, pt := range p.points {
			if !s.anyHolds(pt.core.cells, a) {
				continue
			}
			why = ""
			for k, bl := range pt.blocks {
				if !s.anyHolds(bl.cells, a) {
					why = fmt.Sprint("no block ", k)
				}
			}
			if why == "" {
				return ""
			}
		}
	}
	return why
}

func (s *search) anyHolds(cells []*cell, a *game.Assessment) bool {
	for _, c := range cells {
		if s.holds(c, a) {
			return true
		}
	}
	return false
}

// holds tells whether a may be in c: whether it has the same supports, and numbers within c's bounds.
func (s *search) holds(c *cell, a *game.Assessment) bool {
	for i := range s.und {
		if c.supports[i] == nil {
			continue
		}
		u := &s.und[i]
		first := int(s.g.Infosets[u.h].First)
		sum := num.Zero
		for k, act := range u.alive {
			x := a.Profile[first+act]
			sum = sum.Add(x)
			if c.masks[i].has(k) != (x.Sign() > 0) || x.Sign() > 0 && !c.allows(c.b.sigma[i][k], x) {
				return false
			}
		}
		if !sum.Equal(num.One) {
			return false
		}
	}
	for cl, w := range c.b.weight {
		if w == nil {
			continue
		}
		for _, n := range s.g.Infosets[s.p.holders[cl][0]].Nodes {
			q, mu := w[s.p.slot[n]], a.Beliefs[n]
			if c.b.kinds[cl] == free {
				if !c.allows(q, mu) {
					return false
				}
			} else if q.IsZero() != mu.IsZero() {
				return false
			}
		}
	}
	return true
}

// allows tells whether the expression q can have the value x in c, as far as the bounds of one unknown
// tell.
func (c *cell) allows(q poly.Poly, x num.Rat) bool {
	if v, ok := q.Constant(); ok {
		return v.Equal(x)
	}
	vars := q.Vars()
	if len(vars) != 1 || !q.Sub(poly.Var(vars[0])).IsZero() || c.piece.Low == nil {
		return true
	}
	slack := num.FromFloat(2 * c.piece.Radius)
	return !x.Add(slack).Less(c.piece.Low[vars[0]]) && !c.piece.High[vars[0]].Add(slack).Less(x)
}
