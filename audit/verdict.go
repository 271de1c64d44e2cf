package audit

import (
	"math"

	"parley/probe"
)

// Face is probe.Face, whose values have the same names here.
type Face = probe.Face

// The four faces: see probe.Face.
const (
	All     = probe.All
	Some    = probe.Some
	None    = probe.None
	Nowhere = probe.Nowhere
)

// A Verdict is the one word that the audit says of a conclusion.
type Verdict string

// The verdicts. This table is their definition.
//
//	verdict       at the baseline it holds   over the draws that respect the assumptions
//	Proved        in all equilibria          in all equilibria at every point of the region, by proof
//	Robust        in all equilibria          in all equilibria in at least 90 % of them
//	Fragile       in all equilibria          in all equilibria in fewer
//	Fragile       in some equilibria         whatever they show
//	Contradicted  in no equilibrium          whatever they show
//	Undecided     never reached              whatever they show
//	Undecided     in all equilibria          there are none: no draw was made
//
// Draws are evidence of robustness to the ranges of the params, not of how likely the conclusion is
// to be true; and they prove nothing: Proved is never said on their account.
const (
	Proved       Verdict = "proved"
	Robust       Verdict = "robust"
	Fragile      Verdict = "fragile"
	Contradicted Verdict = "contradicted"
	Undecided    Verdict = "undefined"
)

// Verdicts lists the verdicts in the order in which they are reported.
var Verdicts = []Verdict{Proved, Robust, Fragile, Contradicted, Undecided}

// RobustShare is the share of draws in which a conclusion must hold in all equilibria to be robust.
const RobustShare = 0.90

// verdict returns the word for a face at the baseline and the share of draws where the conclusion
// holds in all equilibria.
func verdict(baseline Face, all Share) Verdict {
	switch baseline {
	case All:
		switch {
		case all.Of == 0:
			return Undecided
		case all.Value() >= RobustShare:
			return Robust
		}
		return Fragile
	case Some:
		return Fragile
	case None:
		return Contradicted
	case Nowhere:
	}
	return Undecided
}

// A Share is how many of a number of draws have a property.
type Share struct{ Count, Of int }

// Value returns the share, 0 of no draws.
func (s Share) Value() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.Count) / float64(s.Of)
}

// z95 is the 97.5 % quantile of the standard normal distribution.
const z95 = 1.959963984540054

// Interval returns the 95 % confidence interval of the share (Wilson 1927, doi
// 10.1080/01621459.1927.10502953).
func (s Share) Interval() (low, high float64) {
	if s.Of == 0 {
		return 0, 1
	}
	n, p := float64(s.Of), s.Value()
	centre := (p + z95*z95/(2*n)) / (1 + z95*z95/n)
	half := z95 / (1 + z95*z95/n) * math.Sqrt(p*(1-p)/n+z95*z95/(4*n*n))
	return max(0, centre-half), min(1, centre+half)
}

// differ tells whether two shares of independent draws differ beyond noise: by more than the given
// number of standard errors of the difference.
func differ(a, b Share, errors float64) bool {
	if a.Of == 0 || b.Of == 0 {
		return false
	}
	p := float64(a.Count+b.Count) / float64(a.Of+b.Of)
	se := math.Sqrt(p * (1 - p) * (1/float64(a.Of) + 1/float64(b.Of)))
	return math.Abs(a.Value()-b.Value()) > errors*se
}
