package logit_test

import (
	"fmt"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/solve"
	"parley/solve/logit"
)

// bimatrix is a game in which both choose unseen: pay[i][j] for row i and column j.
func bimatrix(pay [][][2]int64) *game.Instance {
	var rows []gametest.Branch
	for i := range pay {
		var columns []gametest.Branch
		for j, p := range pay[i] {
			columns = append(columns, gametest.Do(fmt.Sprintf("c%d", j), gametest.End(p[0], p[1])))
		}
		rows = append(rows, gametest.Do(fmt.Sprintf("r%d", i), gametest.Move(1, "column", columns...)))
	}
	return gametest.Instance(gametest.Game(gametest.Move(0, "row", rows...), "Row", "Column"))
}

var (
	chicken      = [][][2]int64{{{0, 0}, {7, 2}}, {{2, 7}, {6, 6}}}
	coordination = [][][2]int64{{{1, 1}, {0, 0}}, {{0, 0}, {1, 1}}}
	pennies      = [][][2]int64{{{1, -1}, {-1, 1}}, {{-1, 1}, {1, -1}}}
	ochs9        = [][][2]int64{{{9, 0}, {0, 1}}, {{0, 1}, {1, 0}}} // asymmetric matching pennies
	ochs4        = [][][2]int64{{{4, 0}, {0, 1}}, {{0, 1}, {1, 0}}}
	stag         = [][][2]int64{{{5, 5}, {0, 4}}, {{4, 0}, {2, 2}}}
)

// poker is the card game in which Alice, who sees whether she holds a king or a queen, bets or folds,
// and Bob calls or folds (Reiley, Urbancic and Walker 2008).
func poker() *game.Instance {
	hand := func(name string, win int64) gametest.Tree {
		return gametest.Move(0, name, gametest.Do("bet", gametest.Move(1, "response", gametest.Do("call", gametest.End(2*win, -2*win)), gametest.Do("fold", gametest.End(1, -1)))),
			gametest.Do("fold", gametest.End(-1, 1)))
	}
	return gametest.Instance(gametest.Game(gametest.Nature("deal", gametest.With("1/2", "king", hand("king", 1)), gametest.With("1/2", "queen", hand("queen", -1))), "Alice", "Bob"))
}

// centipede is McKelvey and Palfrey's game of four moves (1998), in cents.
func centipede() *game.Instance {
	take := [][2]int64{{40, 10}, {20, 80}, {160, 40}, {80, 320}}
	t := gametest.End(640, 160)
	for k := len(take) - 1; k >= 0; k-- {
		t = gametest.Move(k%2, fmt.Sprint("move ", k+1), gametest.Do("take", gametest.End(take[k][0], take[k][1])), gametest.Do("pass", t))
	}
	return gametest.Instance(gametest.Game(t, "One", "Two"))
}

func trace(t *testing.T, in *game.Instance) *logit.Branch {
	t.Helper()
	b, err := logit.Trace(t.Context(), in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// at returns the only point of the branch at a value of lambda.
func at(t *testing.T, b *logit.Branch, lambda float64) logit.Point {
	t.Helper()
	list, err := b.Crossings(lambda)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 {
		t.Fatalf("the branch passes lambda = %g %d times, not once", lambda, len(list))
	}
	return list[0]
}
