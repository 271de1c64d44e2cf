package audit

import (
	"math"

	"parley/num"
	"parley/sensitivity"
)

// A Region is a box of params in which a conclusion's face is mostly not what it is at the baseline: it
// fails there if it is true in all equilibria at the baseline, and else it holds there in all. Only draws
// that respect the assumptions count.
type Region struct {
	Bounds []Limit
	// Coverage is the share of all such draws that lie in the box, Density the share of the draws in the
	// box that are such. They are taken over draws that the box was not fitted to.
	Coverage, Density Share
}

// A Limit restricts one param.
type Limit struct {
	Param     int
	Low, High *num.Rat // nil on a side that the range alone limits
	P         float64  // the quasi-p-value of sensitivity.Bound
}

// boxDraws is how many of the draws boxes are found from, at most.
const boxDraws = 20_000

// boxes finds, from the draws as shares of the ranges, for each conclusion, the boxes of params in which it is overturned: nothing is solved
// for them.
func (r *run) boxes(points [][]float64) {
	if len(r.varied) == 0 {
		return
	}
	for i := range r.out.Conclusions {
		k := &r.out.Conclusions[i]
		hit := make([]bool, len(points))
		for j := range hit {
			hit[j] = k.overturned(r.records[j].plain[i])
		}
		for _, b := range sensitivity.PRIM(points, hit) {
			k.Boxes = append(k.Boxes, r.region(b))
		}
	}
}

// overturned tells whether a face is on the other side of what the conclusion is at the baseline: true in
// all equilibria, or not.
func (k *Conclusion) overturned(f Face) bool { return (f == All) != (k.Plain.Baseline == All) }

// points returns the params that vary at the first n draws, as shares of their ranges.
func (r *run) points(n int) ([][]float64, error) {
	space := r.space.Clone()
	out := make([][]float64, n)
	for j := range out {
		values, err := space.Draw(r.opt.Seed, j)
		if err != nil {
			return nil, err
		}
		out[j] = r.shares(values)
	}
	return out, nil
}

// shares returns the params that vary as shares of their ranges.
func (r *run) shares(values []num.Rat) []float64 {
	out := make([]float64, len(r.varied))
	for i, p := range r.varied {
		d := r.m.Params[p].Dist
		low := d.Low.Float()
		out[i] = (values[p].Float() - low) / (d.High.Float() - low)
	}
	return out
}

func (r *run) region(b sensitivity.Box) Region {
	out := Region{Coverage: Share(b.Coverage), Density: Share(b.Density)}
	for _, x := range b.Bounds {
		p := r.varied[x.Input]
		out.Bounds = append(out.Bounds, Limit{Param: p, Low: r.boundAt(p, x.Low), High: r.boundAt(p, x.High), P: x.P})
	}
	return out
}

// boundAt turns a share of a param's range into a value of three significant digits of its width: more
// would say more than the draws do.
func (r *run) boundAt(p int, share float64) *num.Rat {
	if math.IsInf(share, 0) {
		return nil
	}
	d := r.m.Params[p].Dist
	width := d.High.Sub(d.Low)
	v := rounded(d.Low.Add(width.Mul(num.FromFloat(share))), width, 3, math.Round)
	return &v
}

// rounded cuts a value to so many significant digits of a width, by the given way to round.
func rounded(x, width num.Rat, digits int, round func(float64) float64) num.Rat {
	step := decimalStep(width, digits)
	return num.FromFloat(round(x.Quo(step).Float())).Mul(step)
}

// decimalStep is the power of ten that is the last of so many significant digits of numbers of this size.
func decimalStep(width num.Rat, digits int) num.Rat {
	exp := int(math.Floor(math.Log10(width.Float()))) + 1 - digits
	step := num.One
	for range max(exp, -exp) {
		step = step.Mul(num.Int(10))
	}
	if exp < 0 {
		return step.Inv()
	}
	return step
}
