package sweep

import (
	"math"

	"parley/model"
)

// tail is the probability that is cut off at each end of a distribution without bounds.
const tail = 0.005

// quantile returns the value below which a share u of the distribution lies, 0 < u < 1.
func quantile(d model.Dist, u float64) float64 {
	arg := func(i int) float64 { return d.Args[i].Float() }
	low, high := d.Low.Float(), d.High.Float()
	switch d.Kind {
	case "uniform":
		return low + u*(high-low)
	case "loguniform":
		return math.Exp(math.Log(low) + u*(math.Log(high)-math.Log(low)))
	case "triangular":
		mode := arg(1)
		if split := (mode - low) / (high - low); u < split {
			return low + math.Sqrt(u*(high-low)*(mode-low))
		}
		return high - math.Sqrt((1-u)*(high-low)*(high-mode))
	case "normal":
		return arg(0) + arg(1)*standardNormal(tail+u*(1-2*tail))
	case "lognormal":
		return math.Exp(arg(0) + arg(1)*standardNormal(tail+u*(1-2*tail)))
	case "beta":
		return betaQuantile(arg(0), arg(1), u)
	}
	return low
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
