package sweep

import (
	"math"

	"parley/model"
	"parley/num"
)

// tail is the probability that is cut off at each end of a distribution without bounds.
const tail = 0.005

// A spread is a param's distribution and rounding in floating point.
type spread struct {
	kind      kind
	low, high float64
	a, b      float64 // the numbers that the kind works with
	step      float64 // values are rounded to multiples of it
	value     bounded // the param's value, where draws leave it there
}

type kind uint8

const (
	fixed kind = iota
	uniform
	loguniform
	triangular
	normal
	lognormal
	beta
)

func newSpread(p model.Param, step num.Rat) spread {
	d := p.Dist
	arg := func(i int) float64 { return d.Args[i].Float() }
	f := spread{low: d.Low.Float(), high: d.High.Float(), step: step.Float(), value: rounded(p.Value.Float(), 0)}
	switch d.Kind {
	case "uniform":
		f.kind, f.a, f.b = uniform, f.low, f.high-f.low
	case "loguniform":
		f.kind, f.a, f.b = loguniform, math.Log(f.low), math.Log(f.high)-math.Log(f.low)
	case "triangular":
		f.kind, f.a, f.b = triangular, arg(1), (arg(1)-f.low)/(f.high-f.low)
	case "normal":
		f.kind, f.a, f.b = normal, arg(0), arg(1)
	case "lognormal":
		f.kind, f.a, f.b = lognormal, arg(0), arg(1)
	case "beta":
		f.kind, f.a, f.b = beta, arg(0), arg(1)
	}
	if step.IsZero() {
		f.kind = fixed
	}
	return f
}

// quantile returns the value below which a share u of the distribution lies, 0 < u < 1.
func (f *spread) quantile(u float64) float64 {
	switch f.kind {
	case uniform:
		return f.low + u*f.b
	case loguniform:
		return math.Exp(f.a + u*f.b)
	case triangular:
		if u < f.b {
			return f.low + math.Sqrt(u*(f.high-f.low)*(f.a-f.low))
		}
		return f.high - math.Sqrt((1-u)*(f.high-f.low)*(f.high-f.a))
	case normal:
		return f.a + f.b*standardNormal(tail+u*(1-2*tail))
	case lognormal:
		return math.Exp(f.a + f.b*standardNormal(tail+u*(1-2*tail)))
	case beta:
		return betaQuantile(f.a, f.b, u)
	}
	return f.low
}

// standardNormal is the quantile function of the standard normal distribution.
func standardNormal(u float64) float64 { return math.Sqrt2 * math.Erfinv(2*u-1) }

// betaQuantile inverts the distribution function of beta(a, b) by bisection.
func betaQuantile(a, b, u float64) float64 {
	low, high := 0.0, 1.0
	for range 60 {
		if mid := low + (high-low)/2; betaCDF(a, b, mid) < u {
			low = mid
		} else {
			high = mid
		}
	}
	return low + (high-low)/2
}

// betaCDF is the regularized incomplete beta function I_x(a, b), by its continued fraction (Abramowitz
// and Stegun 26.5.8) evaluated with the method of Lentz.
func betaCDF(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2): // the fraction converges fast on the other side only
		return 1 - betaCDF(b, a, 1-x)
	}
	lab, _ := math.Lgamma(a + b)
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) / a
	const tiny, enough, most = 1e-300, 1e-15, 10_000
	f, c, d := 1.0, 1.0, 0.0
	for i := range most {
		m := float64(i / 2)
		var term float64
		switch {
		case i == 0:
			term = 1
		case i%2 == 0:
			term = m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		default:
			term = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		}
		if d = 1 + term*d; math.Abs(d) < tiny {
			d = tiny
		}
		d = 1 / d
		if c = 1 + term/c; math.Abs(c) < tiny {
			c = tiny
		}
		f *= c * d
		if i > 0 && math.Abs(1-c*d) < enough {
			break
		}
	}
	return front * (f - 1)
}
