package sequential_test

import (
	"context"
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"parley/game"
	"parley/game/gametest"
	"parley/solve"
	"parley/solve/sequential"
	"parley/solve/solvetest"
)

var oddsGames = flag.Int("odds", 8, "games in TestCommonOdds")

// trembling returns a game in which beliefs off the path hang together: two players choose at once among
// in and two deviations each, and three others see some of what happened: which deviation there was, but not
// whose. The odds of one of them are the quotient of the odds of the others, however the deviations tremble.
func trembling(r *rand.Rand, chain bool) *game.Game {
	end := func() gametest.Tree { return gametest.End(payoffs(r, 5, 5)...) }
	answer := func(player int, set string) gametest.Tree {
		return gametest.Move(player, set, gametest.Do("u", end()), gametest.Do("d", end()))
	}
	after := func(a, b string) gametest.Tree {
		devs := []string{a, b}
		slices.Sort(devs)
		switch seen := devs[0] + devs[1]; {
		case seen == "inin":
			return end()
		case seen == "inx":
			return answer(2, "C")
		case seen == "iny":
			return answer(3, "D")
		case seen == "xy":
			if chain { // one more surprise, on which the last player's odds depend too
				return gametest.Move(2, "C again", gametest.Do("pass", end()), gametest.Do("on", answer(4, "E")), gametest.Do("off", answer(4, "E")))
			}
			return answer(4, "E")
		}
		return end()
	}
	var first []gametest.Branch
	for _, a := range []string{"in", "x", "y"} {
		var second []gametest.Branch
		for _, b := range []string{"in", "x", "y"} {
			second = append(second, gametest.Do(b, after(a, b)))
		}
		first = append(first, gametest.Do(a, gametest.Move(1, "B", second...)))
	}
	return gametest.Game(gametest.Move(0, "A", first...), "A", "B", "C", "D", "E")
}

// Random consistent assessments, made sequential equilibria by their payoffs, are found, whatever their
// trembles were, and what is found passes the checker.
func TestCommonOdds(t *testing.T) {
	complete, several := 0, 0
	games := *oddsGames
	for i := range games {
		r := rand.New(rand.NewPCG(77, uint64(i)))
		in := gametest.Instance(trembling(r, i%2 == 1))
		a := gametest.Assessment(r, in)
		in = gametest.Instance(gametest.Plant(r, in, a))
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		res, err := sequential.Solver{}.Solve(ctx, in, solve.Options{Limits: solve.Limits{Boxes: 1000}})
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		passCheck(t, in, res, i)
		for h := range in.Infosets {
			on := false
			for _, n := range in.Infosets[h].Nodes {
				on = on || a.Beliefs[n].Sign() > 0 && a.Beliefs[n].Float() < 1
			}
			if on && len(in.Infosets[h].Nodes) > 1 {
				several++
			}
		}
		if !res.Complete {
			t.Logf("game %d: %s", i, res.IncompleteBecause)
			continue
		}
		complete++
		if !solvetest.Listed(res, a) {
			t.Fatalf("game %d: planted %s is missing\n%s\n%s", i, solvetest.Show(in, a), gametest.Describe(in), solvetest.ShowResult(res))
		}
	}
	if complete < games*2/3 || several < games/2 {
		t.Errorf("%d of %d games complete, %d mixed beliefs", complete, games, several)
	}
	t.Logf("%d of %d complete, %d mixed beliefs", complete, games, several)
}
