package solvetest

import (
	"fmt"

	"parley/game"
	"parley/num"
	"parley/solve"
	"parley/verify"
)

// CheckMediated has every plan and every bound of a complete result checked from the game alone. The objective is given
// by node; nil stands for the sum of payoffs.
func CheckMediated(in *game.Instance, res *solve.Result, objective []num.Rat) error {
	if !res.Complete {
		return fmt.Errorf("incomplete: %s", res.IncompleteBecause)
	}
	k, err := verify.New(in.Game)
	if err != nil {
		return err
	}
	pay := make([][]num.Rat, len(in.Players))
	welfare := make([]num.Rat, len(in.Nodes))
	for p := range pay {
		pay[p] = make([]num.Rat, len(in.Nodes))
		for n := range in.Nodes {
			if in.Terminal(game.NodeID(n)) {
				pay[p][n] = in.PayoffAt(game.NodeID(n), game.PlayerID(p))
				welfare[n] = welfare[n].Add(pay[p][n])
			}
		}
	}
	if objective == nil {
		objective = welfare
	}
	if err := checkSpan(k, in, res.Concept, &res.Mediated.Objective, objective); err != nil {
		return fmt.Errorf("objective: %w", err)
	}
	for p := range pay {
		if err := checkSpan(k, in, res.Concept, &res.Mediated.Payoffs[p], pay[p]); err != nil {
			return fmt.Errorf("%s's payoff: %w", in.Players[p], err)
		}
	}
	return nil
}

func checkSpan(k *verify.Checker, in *game.Instance, c solve.Concept, s *solve.Span, objective []num.Rat) error {
	for i, x := range []*solve.Extreme{&s.Low, &s.High} {
		if err := k.CheckExtreme(in, c, objective, x, i == 1); err != nil {
			return fmt.Errorf("the plan for %s: %w", x.Value, err)
		}
	}
	return nil
}

// Nested tells whether every outcome that a mediator of concept a could bring about, one of concept b could as well.
func Nested(a, b solve.Concept) bool {
	wider := map[solve.Concept][]solve.Concept{
		solve.Correlated: {solve.Coarse, solve.Extensive, solve.Agent, solve.Communication},
		solve.Extensive:  {solve.Coarse, solve.Agent},
	}
	if a == b {
		return true
	}
	for _, c := range wider[a] {
		if c == b {
			return true
		}
	}
	return false
}
