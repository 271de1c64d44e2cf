package examples_test

import (
	"context"
	"fmt"
	"testing"

	"parley/game"
	"parley/num"
	"parley/query"
	"parley/solve"
	"parley/solve/correlated"
	"parley/solve/solvetest"
)

// What a mediator could bring about, as the READMEs say; every plan and every bound checked from the game alone.
func TestWhatAMediatorCouldBringAbout(t *testing.T) {
	strung := query.Prob{Event: query.Marked{Name: "strung along"}}
	greedy := map[string]num.Rat{"share": num.Half, "fallout": num.Frac(3, 10)}
	for _, c := range []struct {
		file    string
		set     map[string]num.Rat
		concept solve.Concept
		query   query.Query
		want    string
	}{
		{"mediator/model.star", nil, solve.Communication, query.Payoff{Player: "patron"}, "2 to 5/2"},
		{"mediator/model.star", nil, solve.Extensive, query.Payoff{Player: "patron"}, "2 to 27/10"},
		{beijing + "/mediation.star", nil, solve.Communication, strung, "0 to 0"},
		{beijing + "/mediation.star", nil, solve.Communication, query.Payoff{Player: "Xi"}, "27/100 to 27/100"},
		{beijing + "/mediation.star", nil, solve.Communication, query.Payoff{Player: "Trump"}, "1/40 to 1/40"},
		{beijing + "/mediation.star", nil, solve.Extensive, strung, "0 to 0"},
		{beijing + "/mediation.star", greedy, solve.Communication, query.Payoff{Player: "Trump"}, "-7/20 to -7/20"},
		{beijing + "/mediation.star", greedy, solve.Extensive, query.Payoff{Player: "Trump"}, "-7/20 to -7/20"},
	} {
		m := read(t, c.file)
		values, err := m.Values(c.set)
		if err != nil {
			t.Fatal(err)
		}
		in, err := game.NewInstance(m.Game, values)
		if err != nil {
			t.Fatal(err)
		}
		objective, err := query.Linear(in, c.query)
		if err != nil {
			t.Fatal(err)
		}
		res, err := correlated.Solver{Concept: c.concept}.Solve(context.Background(), in, solve.Options{Objective: objective})
		if err != nil {
			t.Fatal(err)
		}
		if err := solvetest.CheckMediated(in, res, objective); err != nil {
			t.Errorf("%s, %s: %v", c.file, c.concept, err)
		}
		o := res.Mediated.Objective
		if got := fmt.Sprintf("%s to %s", o.Low.Value, o.High.Value); got != c.want {
			t.Errorf("%s %v, %s: %s is %s, want %s", c.file, c.set, c.concept, c.query, got, c.want)
		}
	}
}
