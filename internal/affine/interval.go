package affine

import (
	"math"

	"parley/num"
)

// An Interval is a closed interval of real numbers, empty if Lo > Hi. Its operations round outwards: the
// result holds every possible outcome. An end that is NaN bounds nothing.
type Interval struct{ Lo, Hi float64 }

// Whole is the interval of all real numbers.
var Whole = Interval{math.Inf(-1), math.Inf(1)}

// Point returns the interval that holds x only.
func Point(x float64) Interval { return Interval{x, x} }

// Down returns the next float64 below x.
func Down(x float64) float64 { return math.Nextafter(x, math.Inf(-1)) }

// Up returns the next float64 above x.
func Up(x float64) float64 { return math.Nextafter(x, math.Inf(1)) }

// Enclosing returns the narrowest interval that holds the rational numbers from a to b.
func Enclosing(a, b num.Rat) Interval {
	i := Interval{a.Float(), b.Float()}
	if math.IsInf(i.Lo, 0) || math.IsInf(i.Hi, 0) {
		return Whole
	}
	if a.Less(num.FromFloat(i.Lo)) {
		i.Lo = Down(i.Lo)
	}
	if num.FromFloat(i.Hi).Less(b) {
		i.Hi = Up(i.Hi)
	}
	return i
}

// Empty tells whether i holds no number.
func (i Interval) Empty() bool { return i.Lo > i.Hi }

// Intersect returns what i and j have in common.
func (i Interval) Intersect(j Interval) Interval {
	if j.Lo > i.Lo || math.IsNaN(i.Lo) {
		i.Lo = j.Lo
	}
	if j.Hi < i.Hi || math.IsNaN(i.Hi) {
		i.Hi = j.Hi
	}
	return i
}

// Hull returns the smallest interval that holds both.
func (i Interval) Hull(j Interval) Interval { return Interval{min(i.Lo, j.Lo), max(i.Hi, j.Hi)} }

// Mid returns a number in the middle of i.
func (i Interval) Mid() float64 { return i.Lo + (i.Hi-i.Lo)/2 }

// Width returns Hi - Lo, rounded.
func (i Interval) Width() float64 { return i.Hi - i.Lo }

// sum returns bounds of a + b for two numbers: exact where floating point is.
func sum(a, b float64) (lo, hi float64) {
	s := a + b
	if t := s - a; (a-(s-t))+(b-t) == 0 { // the rounding error (Knuth); NaN where something overflows
		return s, s
	}
	return Down(s), Up(s)
}

// Add returns i + j.
func (i Interval) Add(j Interval) Interval {
	lo, _ := sum(i.Lo, j.Lo)
	_, hi := sum(i.Hi, j.Hi)
	return Interval{lo, hi}
}

// Neg returns -i.
func (i Interval) Neg() Interval { return Interval{-i.Hi, -i.Lo} }

// Sub returns i - j.
func (i Interval) Sub(j Interval) Interval { return i.Add(j.Neg()) }

var zero, one = Interval{0, 0}, Interval{1, 1}

// Mul returns i · j. Nothing is anything's multiple by exactly 0.
func (i Interval) Mul(j Interval) Interval {
	switch {
	case i == zero || j == zero:
		return zero
	case i == one:
		return j
	case j == one:
		return i
	}
	p, q, r, s := product(i.Lo, j.Lo), product(i.Lo, j.Hi), product(i.Hi, j.Lo), product(i.Hi, j.Hi)
	out := Interval{Down(min(p, q, r, s)), Up(max(p, q, r, s))}
	if i.Lo >= 0 && j.Lo >= 0 {
		out.Lo = max(0, out.Lo)
	}
	return out
}

// product is a · b, where 0 times an end at infinity is 0: no number of the interval is infinite.
func product(a, b float64) float64 {
	if a == 0 || b == 0 {
		return 0
	}
	return a * b
}

// Quo returns i / j, the whole line if j holds 0.
func (i Interval) Quo(j Interval) Interval {
	if !(j.Lo > 0 || j.Hi < 0) {
		return Whole
	}
	if i == zero {
		return zero
	}
	p, q, r, s := i.Lo/j.Lo, i.Lo/j.Hi, i.Hi/j.Lo, i.Hi/j.Hi
	out := Interval{Down(min(p, q, r, s)), Up(max(p, q, r, s))}
	if i.Lo >= 0 && j.Lo > 0 {
		out.Lo = max(0, out.Lo)
	}
	return out
}
