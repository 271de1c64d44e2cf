package verify

import (
	"fmt"
	"math"
	"slices"

	"parley/game"
	"parley/num"
)

// A Response is how far a profile is from the logit response to itself.
type Response struct {
	// Residual is the largest difference, as a probability, between an action's probability and that with
	// which its player would take it in logit response to the profile.
	Residual float64
	// Beliefs is the largest difference between a belief and Bayes' rule.
	Beliefs float64
	// Rounding bounds how far rounding may have moved either: it grows with lambda times the spread of payoffs.
	Rounding float64
}

// OK tells whether the profile is a logit equilibrium with these beliefs, to rounding and the given
// tolerance.
func (r *Response) OK(tolerance float64) bool {
	return r.Residual <= tolerance+r.Rounding && r.Beliefs <= tolerance+r.Rounding
}

// Logit measures, in floating point, how far a profile is from a logit equilibrium of the agent form
// (McKelvey and Palfrey 1998): at each information set actions have probabilities proportional to
// exp(lambda · worth), where an action's worth to its player is what he expects after it, given the
// beliefs that the profile implies. The profile is given by the natural logarithms of its probabilities,
// by ActionID, so that no information set is out of reach; chance's entries are not read. Beliefs, by NodeID,
// are checked if not nil. The strategic form of a game, as a game, has logit equilibria of the strategic
// form (McKelvey and Palfrey 1995). Lambda is in 1/utils.
//
// Of two nodes of an information set the one behind fewer chance moves of probability 0 has all the
// belief. Logit returns an error if the profile is no distribution at some information set.
func (k *Checker) Logit(in *game.Instance, logp []float64, beliefs game.Beliefs, lambda float64) (Response, error) {
	g := k.g
	switch {
	case in.Game != g:
		return Response{}, fmt.Errorf("the instance is of another game than the checker")
	case len(logp) != len(g.Actions):
		return Response{}, fmt.Errorf("the profile has %d entries, the game %d actions", len(logp), len(g.Actions))
	case beliefs != nil && len(beliefs) != len(g.Nodes):
		return Response{}, fmt.Errorf("the beliefs have %d entries, the game %d nodes", len(beliefs), len(g.Nodes))
	case !(lambda >= 0 && lambda <= math.MaxFloat64):
		return Response{}, fmt.Errorf("lambda is %g: it should be a number of at least 0", lambda)
	}
	r := responder{in: in, logp: logp, value: map[game.NodeID]float64{}, belief: make([]float64, len(g.Nodes))}
	if err := r.distributions(); err != nil {
		return Response{}, err
	}
	out := Response{}
	for p := range g.Players {
		r.of(game.PlayerID(p))
		for h := range g.Infosets {
			if s := &g.Infosets[h]; s.Player == game.PlayerID(p) {
				r.believe(s)
				out.Residual = math.Max(out.Residual, r.residual(s, lambda))
				// The exponent is off by lambda times the error of a worth, a probability by no more than a quarter of
				// that. A worth is off by rounding along paths and by the beliefs' error.
				work := float64(k.depth+k.largest+k.width+8) * 0x1p-51
				out.Rounding = math.Max(out.Rounding, work+lambda*r.scale*(work+r.fuzz)+r.fuzz)
				for _, n := range s.Nodes {
					if beliefs != nil {
						out.Beliefs = math.Max(out.Beliefs, math.Abs(beliefs[n].Float()-r.belief[n]))
					}
				}
			}
		}
	}
	return out, nil
}

// A responder computes what actions are worth to one player.
type responder struct {
	in     *game.Instance
	logp   []float64
	player game.PlayerID
	pay    []float64 // by node: the player's payoff less his least one
	scale  float64   // his greatest
	value  map[game.NodeID]float64
	belief []float64
	fuzz   float64 // bound of the rounding error of the beliefs set last, which come from large logarithms
}

func (r *responder) distributions() error {
	for i := range r.in.Infosets {
		s := &r.in.Infosets[i]
		if s.Player == game.Chance {
			continue
		}
		sum := 0.0
		for a := s.First; a < s.First+game.ActionID(s.Num); a++ {
			sum += math.Exp(r.logp[a])
		}
		if !(math.Abs(sum-1) <= 1e-9) {
			return fmt.Errorf("the probabilities at %q sum to %g: they should sum to 1", s.Name, sum)
		}
	}
	return nil
}

// of turns to another player. Payoffs are taken from his least one, exactly, so that a large sum common to
// all of them does no harm.
func (r *responder) of(p game.PlayerID) {
	r.player = p
	r.pay = make([]float64, len(r.in.Nodes))
	r.scale = 0
	clear(r.value)
	var least num.Rat
	first := true
	for n := range r.in.Nodes {
		if r.in.Terminal(game.NodeID(n)) {
			if u := r.in.PayoffAt(game.NodeID(n), p); first || u.Less(least) {
				least, first = u, false
			}
		}
	}
	for n := range r.in.Nodes {
		if r.in.Terminal(game.NodeID(n)) {
			r.pay[n] = r.in.PayoffAt(game.NodeID(n), p).Sub(least).Float()
			r.scale = math.Max(r.scale, r.pay[n])
		}
	}
}

// from is what play from n on is worth to the player.
func (r *responder) from(n game.NodeID) float64 {
	if r.in.Terminal(n) {
		return r.pay[n]
	}
	if v, ok := r.value[n]; ok {
		return v
	}
	s := &r.in.Infosets[r.in.Nodes[n].Infoset]
	sum := 0.0
	for k, c := range r.in.Children(n) {
		a := s.First + game.ActionID(k)
		p := r.in.ProbsF[a]
		if s.Player != game.Chance {
			p = math.Exp(r.logp[a])
		}
		sum += p * r.from(c)
	}
	r.value[n] = sum
	return sum
}

// reaches returns, for each node of s, the logarithm of its probability less what all of them have in common,
// and how many chance moves of probability 0 lead there, which are left out of it.
func (r *responder) reaches(s *game.Infoset) (logs []float64, zeros []int) {
	on := map[game.ActionID]int{} // to how many of the nodes an action leads
	for _, n := range s.Nodes {
		for _, a := range r.in.Path(n) {
			on[a]++
		}
	}
	logs, zeros = make([]float64, len(s.Nodes)), make([]int, len(s.Nodes))
	for i, n := range s.Nodes {
		for _, a := range r.in.Path(n) {
			switch {
			case on[a] == len(s.Nodes):
			case r.in.Infosets[r.in.Actions[a].Infoset].Player != game.Chance:
				logs[i] += r.logp[a]
			case r.in.ProbsF[a] == 0:
				zeros[i]++
			default:
				logs[i] += math.Log(r.in.ProbsF[a])
			}
		}
	}
	return logs, zeros
}

// believe sets the beliefs at s by Bayes' rule.
func (r *responder) believe(s *game.Infoset) {
	logs, zeros := r.reaches(s)
	least, most, sum := slices.Min(zeros), math.Inf(-1), 0.0
	for i := range logs {
		if zeros[i] == least {
			most = math.Max(most, logs[i])
		}
	}
	for i, n := range s.Nodes {
		r.belief[n] = 0
		if zeros[i] == least {
			r.belief[n] = math.Exp(logs[i] - most)
			sum += r.belief[n]
		}
	}
	r.fuzz = 0
	for i, n := range s.Nodes {
		r.belief[n] /= sum
		r.fuzz += r.belief[n] * (1 - r.belief[n]) * math.Abs(logs[i]) * 0x1p-50
	}
}

// residual is the largest difference between probabilities at s and the response.
func (r *responder) residual(s *game.Infoset, lambda float64) float64 {
	worth := make([]float64, s.Num)
	for _, n := range s.Nodes {
		if r.belief[n] == 0 {
			continue
		}
		for k, c := range r.in.Children(n) {
			worth[k] += r.belief[n] * r.from(c)
		}
	}
	best := worth[0]
	for _, w := range worth {
		best = math.Max(best, w)
	}
	sum := 0.0
	for _, w := range worth {
		sum += math.Exp(lambda * (w - best))
	}
	most := 0.0
	for k, w := range worth {
		p := math.Exp(r.logp[s.First+game.ActionID(k)])
		most = math.Max(most, math.Abs(p-math.Exp(lambda*(w-best))/sum))
	}
	return most
}
