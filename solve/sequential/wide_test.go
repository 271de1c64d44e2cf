package sequential_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"parley/expr"
	"parley/game"
	"parley/num"
	"parley/solve"
	"parley/solve/sequential"
	"parley/solve/solvetest"
	"parley/verify"
)

// offer is an ultimatum of one of n+1 shares, n down to 0, that the other may refuse, which ends with nothing
// for both; whoever is indifferent may do either. With hidden, the other moves without having seen the
// offer, and both get 1 if he guesses it.
func offer(t *testing.T, n int, hidden bool) *game.Instance {
	t.Helper()
	pool := &expr.Pool{}
	b := &game.Builder{Players: []string{"proposer", "responder"}, Pool: pool}
	var offers []string
	for k := range n + 1 {
		offers = append(offers, fmt.Sprint("offer ", n-k))
	}
	end := func(x, y int) {
		b.Terminal([]expr.ID{pool.Const(num.Int(int64(x))), pool.Const(num.Int(int64(y)))})
	}
	b.Decision(game.InfosetSpec{Player: 0, Key: "offer", Name: "offer", Actions: offers})
	for k := range n + 1 {
		if hidden {
			b.Decision(game.InfosetSpec{Player: 1, Key: "guess", Name: "guess", Actions: offers})
			for j := range n + 1 {
				same := 0
				if j == k {
					same = 1
				}
				end(same, same)
			}
			continue
		}
		b.Decision(game.InfosetSpec{Player: 1, Key: offers[k], Name: offers[k], Actions: []string{"accept", "refuse"}})
		end(k, n-k)
		end(0, 0)
	}
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	in, err := game.NewInstance(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// With 101 shares there are two outcomes: nothing is offered and accepted, or the least share is offered
// because nothing might be refused.
func TestManyActions(t *testing.T) {
	in := offer(t, 100, false)
	res, err := sequential.Solver{}.Solve(context.Background(), in, solve.Options{})
	if err != nil || !res.Complete {
		t.Fatalf("%v, complete %v: %s", err, res.Complete, res.IncompleteBecause)
	}
	for i := range res.Equilibria {
		for _, m := range res.Equilibria[i].Members() {
			if cert, err := verify.Check(in, &m, solve.Sequential); err != nil || !cert.OK() {
				t.Errorf("equilibrium %d: %v %s", i+1, err, cert.Failure())
			}
		}
	}
	for _, offered := range []int{0, 1} {
		a := game.Assessment{Profile: make(game.Profile, len(in.Actions))}
		a.Profile[100-offered] = num.One
		for h := 1; h < len(in.Infosets); h++ {
			first := in.Infosets[h].First
			if h == 101 && offered == 1 {
				first++ // nothing is refused
			}
			a.Profile[first] = num.One
		}
		if !solvetest.Listed(res, &a) {
			t.Errorf("the equilibrium in which %d is offered is not listed:\n%s", offered, solvetest.ShowResult(res))
		}
	}
}

// Guessing one of many offers takes more supports than are gone through, and the result says so.
func TestTooManyActions(t *testing.T) {
	for n, want := range map[int]string{39: "supports of more than 24 are not enumerated", 300: "more than 256 are not searched"} {
		res, err := sequential.Solver{}.Solve(context.Background(), offer(t, n, true), solve.Options{Limits: solve.Limits{Supports: 10_000}})
		if err != nil {
			t.Fatal(err)
		}
		if res.Complete || !strings.Contains(res.IncompleteBecause, want) {
			t.Errorf("%d offers: complete %v, %q, want %q", n+1, res.Complete, res.IncompleteBecause, want)
		}
	}
}
