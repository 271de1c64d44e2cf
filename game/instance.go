package game

import (
	"fmt"

	"parley/expr"
	"parley/num"
)

// An Instance is a game at given values of its params: exact numbers, computed when first asked for,
// and their floating-point neighbours, computed at once. It is for one goroutine; Set moves it to
// other values without rebuilding anything.
type Instance struct {
	*Game
	Values   []num.Rat // by param
	ProbsF   []float64 // by ActionID: a chance action's probability, 0 for others
	PayoffsF []float64 // as Game.Payoffs

	exact  *expr.Valuation
	floats []float64 // by expression
	params []float64
}

// NewInstance returns g at the given values, one for each param of its pool. It returns an error
// if a chance probability is negative there, if those of a move do not sum to 1, or if an
// expression divides by zero.
func NewInstance(g *Game, values []num.Rat) (*Instance, error) {
	in := &Instance{Game: g, exact: g.Pool.At(values), params: make([]float64, len(values)),
		ProbsF: make([]float64, len(g.Actions)), PayoffsF: make([]float64, len(g.Payoffs))}
	return in, in.Set(values)
}

// Set moves the instance to other values. Errors are those of NewInstance.
func (in *Instance) Set(values []num.Rat) error {
	in.Values = values
	in.exact.Reset(values)
	if err := in.exact.Check(); err != nil {
		return err
	}
	for i, v := range values {
		in.params[i] = v.Float()
	}
	in.floats = in.Pool.Floats(in.params, in.floats)
	for i, id := range in.Payoffs {
		in.PayoffsF[i] = in.floats[id]
	}
	for i := range in.Infosets {
		s := &in.Infosets[i]
		if s.Player != Chance {
			continue
		}
		sum := num.Zero
		for a := s.First; a < s.First+ActionID(s.Num); a++ {
			p := in.Prob(a)
			if p.Sign() < 0 {
				return fmt.Errorf("the probability of %q at %q is %s at these values: it should lie between 0 and 1", in.Actions[a].Name, s.Name, p.Decimal(6))
			}
			sum = sum.Add(p)
			in.ProbsF[a] = in.floats[in.Actions[a].Prob]
		}
		if !sum.Equal(num.One) {
			return fmt.Errorf("the probabilities at %q sum to %s at these values: they should sum to 1", s.Name, sum)
		}
	}
	return nil
}

// Prob returns the exact probability of a chance action.
func (in *Instance) Prob(a ActionID) num.Rat { return in.exact.Get(in.Actions[a].Prob) }

// PayoffAt returns p's exact payoff at the terminal node n, in utils.
func (in *Instance) PayoffAt(n NodeID, p PlayerID) num.Rat { return in.exact.Get(in.Payoff(n, p)) }

// Eval returns the exact value of an expression of the game's pool.
func (in *Instance) Eval(id expr.ID) num.Rat { return in.exact.Get(id) }

// An Assessment is a behaviour strategy profile with a system of beliefs (Kreps and Wilson 1982).
type Assessment struct {
	Profile Profile
	Beliefs Beliefs // nil for concepts without beliefs
	// Trembles is a proof that the beliefs are consistent; nil for concepts without beliefs.
	Trembles *Trembles
}

// A Profile is a behaviour strategy profile: the probability of each action, by ActionID. Chance
// entries hold their fixed values.
type Profile []num.Rat

// Beliefs is a system of beliefs: the probability of each node given its information set, by NodeID.
type Beliefs []num.Rat

// Trembles describe a sequence of completely mixed profiles: with eps to 0, action a is played with
// probability proportional to Weight[a] · eps^Order[a]. Weights are positive; Order is 0 exactly for
// the actions in the support, whose weights are their probabilities. Chance actions of probability
// 0 tremble as well.
type Trembles struct {
	Order  []int32
	Weight []num.Rat
}

// Reach returns the probability of each node under a profile.
func (in *Instance) Reach(p Profile) []num.Rat {
	out := make([]num.Rat, len(in.Nodes))
	out[0] = num.One
	for i := 1; i < len(in.Nodes); i++ {
		n := &in.Nodes[i]
		if up := out[n.Parent]; up.IsZero() {
			out[i] = num.Zero
		} else {
			out[i] = up.Mul(p[n.Via])
		}
	}
	return out
}

// NodeValues returns each player's expected payoff from each node on: [int(n)*players+p], in utils.
func (in *Instance) NodeValues(p Profile) []num.Rat {
	k := len(in.Players)
	out := make([]num.Rat, len(in.Nodes)*k)
	for i := len(in.Nodes) - 1; i >= 0; i-- {
		n := NodeID(i)
		if in.Terminal(n) {
			for j := range k {
				out[i*k+j] = in.PayoffAt(n, PlayerID(j))
			}
		}
		if i == 0 {
			break
		}
		w := p[in.Nodes[i].Via]
		if w.IsZero() {
			continue
		}
		up := int(in.Nodes[i].Parent) * k
		for j := range k {
			out[up+j] = out[up+j].Add(w.Mul(out[i*k+j]))
		}
	}
	return out
}

// Float returns the floating-point value of an expression of the game's pool.
func (in *Instance) Float(id expr.ID) float64 { return in.floats[id] }

// FromFloats returns the profile of floating-point probabilities, by ActionID, as exact numbers that sum
// to 1 at each information set: what rounding leaves over goes to the likeliest action. Chance entries are
// set to their exact values. Probabilities must be finite and not negative.
func (in *Instance) FromFloats(p []float64) Profile {
	out := make(Profile, len(p))
	for h := range in.Infosets {
		s := &in.Infosets[h]
		total, most := 0.0, s.First
		for a := s.First; a < s.First+ActionID(s.Num); a++ {
			if s.Player == Chance {
				out[a] = in.Prob(a)
				continue
			}
			total += p[a]
			if p[a] > p[most] {
				most = a
			}
		}
		if s.Player == Chance {
			continue
		}
		// Multiples of 2^-52 fit two machine words, and so do their sums.
		const unit = 1 << 52
		left := int64(unit)
		for a := s.First; a < s.First+ActionID(s.Num); a++ {
			if a == most {
				continue
			}
			n := int64(p[a] / total * unit)
			out[a] = num.Frac(n, unit)
			left -= n
		}
		out[most] = num.Frac(left, unit)
	}
	return out
}
