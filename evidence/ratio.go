package evidence

import (
	"math"

	"parley/num"
)

// A Ratio is a likelihood ratio: how much likelier a move is under one hypothesis than under what it is compared with. It is
// infinite where Against is 0, and 1 where both are equal; not both are 0.
type Ratio struct{ For, Against num.Rat }

// Infinite tells whether the move never happens under what the hypothesis is compared with.
func (r Ratio) Infinite() bool { return r.Against.IsZero() }

// Zero tells whether the move never happens under the hypothesis.
func (r Ratio) Zero() bool { return r.For.IsZero() }

// Cmp compares two ratios: negative if r is smaller.
func (r Ratio) Cmp(o Ratio) int {
	switch {
	case r.Infinite() && o.Infinite():
		return 0
	case r.Infinite():
		return 1
	case o.Infinite():
		return -1
	}
	return r.Value().Cmp(o.Value())
}

// CmpOne tells which way the move speaks: positive for the hypothesis, negative against it, 0 if it says nothing.
func (r Ratio) CmpOne() int { return r.For.Cmp(r.Against) }

// Value returns a ratio that is not infinite.
func (r Ratio) Value() num.Rat { return r.For.Quo(r.Against) }

// Inv returns the ratio the other way round.
func (r Ratio) Inv() Ratio { return Ratio{r.Against, r.For} }

// Float returns the ratio as a floating-point number, +Inf if it is infinite.
func (r Ratio) Float() float64 {
	if r.Infinite() {
		return math.Inf(1)
	}
	return r.Value().Float()
}

// A Strength is how strong evidence is in words, by the scale of Kass and Raftery (1995, section 3.2) for ratios of likelihoods.
type Strength string

// The strengths. The scale is symmetric: a ratio below 1 speaks as strongly against as its inverse would in favour. At a bound
// the stronger word is taken.
const (
	Nothing    Strength = "nothing"                // a ratio of 1
	Bare       Strength = "hardly worth a mention" // up to 3: "not worth more than a bare mention"
	Positive   Strength = "positive"               // 3 to 20
	Strong     Strength = "strong"                 // 20 to 150
	VeryStrong Strength = "very strong"            // above 150
	Conclusive Strength = "conclusive"             // 0 or infinite: it never happens under one of the hypotheses
)

// Strength returns the word for a ratio, whichever way it speaks.
func (r Ratio) Strength() Strength {
	if r.Zero() || r.Infinite() {
		return Conclusive
	}
	x := num.Max(r.Value(), r.Inv().Value())
	switch {
	case x.Equal(num.One):
		return Nothing
	case x.Less(num.Int(3)):
		return Bare
	case x.Less(num.Int(20)):
		return Positive
	case !num.Int(150).Less(x):
		return Strong
	}
	return VeryStrong
}
