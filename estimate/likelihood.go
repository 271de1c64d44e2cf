package estimate

import (
	"context"
	"math"
	"strconv"

	"parley/game"
	"parley/solve/logit"
)

// A likelihood is that of counts along a branch.
type likelihood struct {
	b      *logit.Branch
	counts Counts
	used   []game.ActionID // with a count above 0, where there is a choice
	n      int64
	logs   []float64 // by point of the branch
}

func newLikelihood(b *logit.Branch, counts Counts) *likelihood {
	l := &likelihood{b: b, counts: counts}
	for a, n := range counts {
		set := &b.In.Infosets[b.In.Actions[a].Infoset]
		if n > 0 && set.Player != game.Chance && set.Num > 1 {
			l.used = append(l.used, game.ActionID(a))
			l.n += n
		}
	}
	for i := range b.Points {
		l.logs = append(l.logs, l.at(b.Points[i].LogP))
	}
	return l
}

// at is the logarithm of the likelihood given those of all probabilities.
func (l *likelihood) at(logp []float64) float64 {
	sum := 0.0
	for _, a := range l.used {
		sum += float64(l.counts[a]) * logp[a]
	}
	return sum
}

// slope is the derivative of the logarithm along the branch, and that of lambda.
func (l *likelihood) slope(p *logit.Point) (log, lambda float64) {
	lambda, rates := l.b.Rates(p)
	for _, a := range l.used {
		log += float64(l.counts[a]) * rates[a]
	}
	return log, lambda
}

// A peak is a local maximum: a point between point i of the branch and the next, at a share of the way.
type peak struct {
	point logit.Point
	log   float64
	i     int
	share float64
	end   bool // the likelihood grows up to the end of the branch
}

// flat is a difference between logarithms of likelihoods, per choice, that says nothing.
const flat = 1e-9

// maximum returns the greatest local maximum along the branch, and the others.
func (l *likelihood) maximum(ctx context.Context) (best peak, others []Maximum, err error) {
	peaks, err := l.peaks(ctx)
	if err != nil {
		return peak{}, nil, err
	}
	at := 0
	for i := range peaks {
		// Of maxima that are as good, the first: the least precise.
		if peaks[i].log > peaks[at].log+flat*float64(l.n)*1e-3 {
			at = i
		}
	}
	for i, p := range peaks {
		if i != at && p.log < peaks[at].log-flat*float64(l.n) {
			others = append(others, Maximum{p.point.Lambda, p.log})
		}
	}
	return peaks[at], others, nil
}

// peaks lists the local maxima in the order of the branch.
func (l *likelihood) peaks(ctx context.Context) ([]peak, error) {
	last := len(l.logs) - 1
	noise := flat * float64(l.n)
	if last == 0 {
		return []peak{{point: l.b.Points[0], log: l.logs[0]}}, nil
	}
	// From where on the likelihood stays within noise of that at the end it says nothing any more.
	tail := last
	for tail > 0 && math.Abs(l.logs[tail-1]-l.logs[last]) <= noise {
		tail--
	}
	var out []peak
	for i := 0; i <= tail; i++ {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if i > 0 && l.logs[i-1] > l.logs[i] || i < tail && l.logs[i+1] > l.logs[i] {
			continue
		}
		if i == tail {
			out = append(out, peak{point: l.b.Points[last], log: l.logs[last], i: last, end: true})
			continue
		}
		p, err := l.climb(i)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// climb finds the maximum near point i, whose neighbours are no higher, by the sign of the slope.
func (l *likelihood) climb(i int) (peak, error) {
	here, err := l.sharp(i)
	if err != nil {
		return peak{}, err
	}
	up, _ := l.slope(&here)
	from := i
	if up <= 0 {
		if i == 0 {
			return peak{point: l.b.Points[0], log: l.logs[0]}, nil
		}
		from = i - 1
	}
	low, high := 0.0, 1.0
	best := peak{point: l.b.Points[i], log: l.logs[i], i: i}
	for range 60 {
		mid := (low + high) / 2
		p, err := l.b.Between(from, mid)
		if err != nil {
			return peak{}, err
		}
		s, _ := l.slope(&p)
		best = peak{point: p, log: l.at(p.LogP), i: from, share: mid}
		switch {
		case s > 0:
			low = mid
		case s < 0:
			high = mid
		default:
			return best, nil
		}
		if high-low < 1e-13 {
			break
		}
	}
	return best, nil
}

// sharp returns point i with the tangent computed there.
func (l *likelihood) sharp(i int) (logit.Point, error) {
	if i+1 < len(l.b.Points) {
		return l.b.Between(i, 0)
	}
	return l.b.Points[i], nil
}

// interval sets the bounds of the likelihood-ratio interval.
func (l *likelihood) interval(ctx context.Context, f *Fit, best peak) error {
	enough := best.log - critical/2
	f.Low, f.High = best.point.Lambda, best.point.Lambda
	include := func(lambda float64) { f.Low, f.High = math.Min(f.Low, lambda), math.Max(f.High, lambda) }
	// Towards lambda = 0.
	low, i := best.share, best.i
	for ; i >= 0 && ctx.Err() == nil; i-- {
		if l.logs[i] < enough {
			p, err := l.pass(i, 0, low, enough)
			if err != nil {
				return err
			}
			include(p.Lambda)
			break
		}
		include(l.b.Points[i].Lambda)
		low = 1
	}
	// Towards the end.
	if best.end {
		f.High = math.Inf(1)
		return ctx.Err()
	}
	from := best.share
	for i = best.i; i+1 < len(l.logs) && ctx.Err() == nil; i++ {
		if l.logs[i+1] < enough {
			p, err := l.pass(i, 1, from, enough)
			if err != nil {
				return err
			}
			include(p.Lambda)
			return nil
		}
		include(l.b.Points[i+1].Lambda)
		from = 0
	}
	f.High = math.Inf(1)
	return ctx.Err()
}

// pass finds the point between point i and the next where the likelihood passes a value, between the share
// out, where it is less, and the share in, where it is not.
func (l *likelihood) pass(i int, out, in, value float64) (logit.Point, error) {
	if i+1 >= len(l.b.Points) {
		i, in = i-1, 1
	}
	var p logit.Point
	var err error
	for range 50 {
		mid := (out + in) / 2
		if p, err = l.b.Between(i, mid); err != nil {
			return p, err
		}
		if l.at(p.LogP) < value {
			out = mid
		} else {
			in = mid
		}
		if math.Abs(in-out) < 1e-12 {
			break
		}
	}
	return p, nil
}

// standardError is the square root of the inverse of minus the second derivative by lambda, which is taken from
// slopes to both sides; NaN close to a turning point.
func (l *likelihood) standardError(best peak) float64 {
	const step = 1e-3
	var slopes, lambdas [2]float64
	for k, side := range []float64{-step, step} {
		i, share := best.i, best.share+side
		switch {
		case share < 0 && i > 0:
			i, share = i-1, 1+share
		case share > 1 && i+2 < len(l.b.Points):
			i, share = i+1, share-1
		}
		if share < 0 || i+1 >= len(l.b.Points) {
			return math.NaN()
		}
		p, err := l.b.Between(i, share)
		if err != nil {
			return math.NaN()
		}
		log, lambda := l.slope(&p)
		slopes[k], lambdas[k] = log/lambda, p.Lambda
	}
	curvature := (slopes[1] - slopes[0]) / (lambdas[1] - lambdas[0])
	if !(curvature < 0) {
		return math.NaN()
	}
	return 1 / math.Sqrt(-curvature)
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }
