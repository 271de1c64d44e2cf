package sequence

import (
	"fmt"

	"parley/game"
	"parley/num"
)

// Plan returns the realization plan of side s under a behaviour strategy profile: the weight of a
// sequence is the product of its actions' probabilities.
func (s *Side) Plan(p game.Profile) []num.Rat {
	x := make([]num.Rat, s.Len())
	x[0] = num.One
	for q := 1; q < len(x); q++ {
		if up := x[s.Sets[s.Of[q]].Parent]; !up.IsZero() {
			x[q] = up.Mul(p[s.Action[q]])
		}
	}
	return x
}

// CheckPlan returns nil if x is a realization plan exactly: not negative, 1 at the empty sequence, and at
// each information set the weights of its sequences sum to the weight of the sequence that leads to it.
func (s *Side) CheckPlan(x []num.Rat) error {
	if len(x) != s.Len() {
		return fmt.Errorf("a plan has %d weights for %d sequences", len(x), s.Len())
	}
	if !x[0].Equal(num.One) {
		return fmt.Errorf("the empty sequence has weight %s: it should be 1", x[0])
	}
	for q := range x {
		if x[q].Sign() < 0 {
			return fmt.Errorf("sequence %d has the negative weight %s", q, x[q])
		}
	}
	for h := range s.Sets {
		set := &s.Sets[h]
		sum := num.Zero
		for q := set.First; q < set.First+set.Num; q++ {
			sum = sum.Add(x[q])
		}
		if !sum.Equal(x[set.Parent]) {
			return fmt.Errorf("the weights at set %d sum to %s: they should sum to %s", h, sum, x[set.Parent])
		}
	}
	return nil
}

// Best returns the most that the side's player can get when each sequence is worth what worth says, and
// the number of the action that is best at each set, the first among equals.
func (s *Side) Best(worth []num.Rat) (value num.Rat, choice []int32) {
	v := append([]num.Rat(nil), worth...)
	choice = make([]int32, len(s.Sets))
	for h := len(s.Sets) - 1; h >= 0; h-- {
		set := &s.Sets[h]
		best := set.First
		for q := set.First + 1; q < set.First+set.Num; q++ {
			if v[best].Less(v[q]) {
				best = q
			}
		}
		choice[h] = best - set.First
		v[set.Parent] = v[set.Parent].Add(v[best])
	}
	return v[0], choice
}

// BestFloat is Best in floating point.
func (s *Side) BestFloat(worth []float64) (value float64, choice []int32) {
	v := append([]float64(nil), worth...)
	choice = make([]int32, len(s.Sets))
	for h := len(s.Sets) - 1; h >= 0; h-- {
		set := &s.Sets[h]
		best := set.First
		for q := set.First + 1; q < set.First+set.Num; q++ {
			if v[best] < v[q] {
				best = q
			}
		}
		choice[h] = best - set.First
		v[set.Parent] += v[best]
	}
	return v[0], choice
}

// Behave writes to p the behaviour strategy with the realization plan x. Where the player's own play
// excludes an information set, a plan says nothing: there the action of the given number is taken, by
// set. Which one it is changes no outcome of the game, whatever the others do.
func (s *Side) Behave(p game.Profile, x []num.Rat, excluded []int32) {
	for h := range s.Sets {
		set := &s.Sets[h]
		up := x[set.Parent]
		for q := set.First; q < set.First+set.Num; q++ {
			switch {
			case !up.IsZero():
				p[s.Action[q]] = x[q].Quo(up)
			case q-set.First == excluded[h]:
				p[s.Action[q]] = num.One
			default:
				p[s.Action[q]] = num.Zero
			}
		}
	}
}

// BehaveFloat is Behave in floating point, for weights that carry rounding errors: negative ones count
// as 0, and a set whose sequences weigh no more than tiny together counts as excluded.
func (s *Side) BehaveFloat(p []float64, x []float64, excluded []int32, tiny float64) {
	for h := range s.Sets {
		set := &s.Sets[h]
		sum := 0.0
		for q := set.First; q < set.First+set.Num; q++ {
			sum += max(0, x[q])
		}
		for q := set.First; q < set.First+set.Num; q++ {
			a := s.Action[q]
			switch {
			case sum > tiny:
				p[a] = max(0, x[q]) / sum
			case q-set.First == excluded[h]:
				p[a] = 1
			default:
				p[a] = 0
			}
		}
	}
}

// SetChance writes chance's own probabilities to a profile.
func SetChance(in *game.Instance, p game.Profile) {
	for a := range in.Actions {
		if in.Infosets[in.Actions[a].Infoset].Player == game.Chance {
			p[a] = in.Prob(game.ActionID(a))
		}
	}
}

// PlanFloat is Plan in floating point.
func (s *Side) PlanFloat(p game.Profile) []float64 {
	x := make([]float64, s.Len())
	x[0] = 1
	for q := 1; q < len(x); q++ {
		x[q] = x[s.Sets[s.Of[q]].Parent] * p[s.Action[q]].Float()
	}
	return x
}
