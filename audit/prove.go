package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"parley/num"
	"parley/prove"
)

// maxSeeds bounds the draws at which a conclusion fails that are tried as counterexamples.
const maxSeeds = 8

// remember notes the first draws at which each conclusion does not hold in all equilibria, as far as a proof will
// ask for them.
func (r *run) remember(recs []*record) {
	if !r.opt.Prove {
		return
	}
	r.failing = make([][]int, len(r.conclusions))
	for i := range r.failing {
		for draw, rec := range recs {
			if rec.plain[i] != All && len(r.failing[i]) < 8*maxSeeds {
				r.failing[i] = append(r.failing[i], draw)
			}
		}
	}
}

// prove tries to prove each conclusion over the whole region, or to refute it.
func (r *run) prove(ctx context.Context) error {
	if !r.opt.Prove || ctx.Err() != nil {
		r.out.Stages.Proof = !r.opt.Prove
		return nil
	}
	n := len(r.conclusions)
	at := 0
	p := prove.New(r.subject, r.space, r.baseline, prove.Options{
		Boxes: r.opt.Boxes, Workers: r.opt.Workers,
		Progress: func(int, float64) { r.progress(Progress{Stage: "proof", Done: at, Total: n}) },
	})
	for i := range r.conclusions {
		at = i
		r.progress(Progress{Stage: "proof", Done: at, Total: n})
		seeds, err := r.seeds(i)
		if err != nil {
			return err
		}
		found, err := p.Conclusion(ctx, i, seeds)
		if err != nil {
			return err
		}
		k := &r.out.Conclusions[i]
		k.Proof = &found
		if found.Status == prove.Proved {
			if k.Plain.Baseline != All && p.Within(r.baseline) || k.Plain.All.Count < k.Plain.All.Of {
				return fmt.Errorf("%s: internal fault: “%s” was proved, but it does not hold everywhere", r.m.Path, k.Text)
			}
			k.Verdict = Proved
		}
		if ctx.Err() != nil {
			return nil
		}
	}
	r.out.Stages.Proof = true
	r.progress(Progress{Stage: "proof", Done: n, Total: n})
	return nil
}

// seeds returns points at which a conclusion may fail, the most telling first: just beyond where a single param flips it, then draws at which
// it failed, the nearest first.
func (r *run) seeds(i int) ([][]num.Rat, error) {
	var out [][]num.Rat
	for _, l := range r.out.Conclusions[i].Linchpins {
		d := r.m.Params[l.Param].Dist
		end := d.Low
		if l.Up {
			end = d.High
		}
		for _, share := range []num.Rat{num.Frac(1, 10), num.Frac(1, 1000), num.One} {
			values := slices.Clone(r.baseline)
			values[l.Param] = short(l.FlipsAt, l.FlipsAt.Add(end.Sub(l.FlipsAt).Mul(share)))
			out = append(out, values)
		}
	}
	if r.failing == nil {
		return out, nil
	}
	type seed struct {
		values   []num.Rat
		distance float64
	}
	var draws []seed
	for _, draw := range r.failing[i] {
		values, err := r.space.Draw(r.opt.Seed, draw)
		if err != nil {
			return nil, err
		}
		draws = append(draws, seed{values, r.distance(values)})
	}
	slices.SortStableFunc(draws, func(a, b seed) int { return cmp.Compare(a.distance, b.distance) })
	for _, s := range draws[:min(len(draws), maxSeeds)] {
		out = append(out, s.values)
	}
	return out, nil
}

// distance is how far a point is from the baseline: the sum over params, as shares of the widths of their ranges.
func (r *run) distance(values []num.Rat) float64 {
	sum := 0.0
	for i, x := range values {
		if w := r.m.Params[i].Dist.High.Sub(r.m.Params[i].Dist.Low); w.Sign() > 0 {
			sum += x.Sub(r.baseline[i]).Abs().Quo(w).Float()
		}
	}
	return sum
}

// short returns a number with few digits beyond from and not beyond to.
func short(from, to num.Rat) num.Rat {
	gap := to.Sub(from)
	target := from.Add(gap.Mul(num.Frac(3, 4)))
	for digits := range 12 {
		x := num.MustParse(target.Decimal(digits))
		if x.Sub(target).Abs().Cmp(gap.Abs().Mul(num.Frac(1, 4))) <= 0 {
			return x
		}
	}
	return to
}
