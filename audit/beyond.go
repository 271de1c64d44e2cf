package audit

import (
	"context"
	"slices"

	"parley/num"
	"parley/sweep"
)

// reach is how far past the end of a param's range flips are looked for, as shares of its width.
var reach = []num.Rat{num.Frac(1, 8), num.Frac(1, 2), num.One, num.Int(2)}

// fewFlips is the number of single params that flip a conclusion within their ranges from which on it is not
// looked at outside: what carries it is known by then.
const fewFlips = 3

// closer is how many times the scan halves its way towards a point at which the model is no game.
const closer = 4

// beyond scans each param past the ends of its range, for conclusions that few params flip within theirs.
func (r *run) beyond(ctx context.Context) error {
	var few []int
	for i := range r.out.Conclusions {
		if k := &r.out.Conclusions[i]; k.flippers() < fewFlips || r.opt.Sensitivity != 0 {
			few = append(few, i)
		}
	}
	if len(few) == 0 || r.opt.Steps <= 0 || ctx.Err() != nil {
		r.out.Stages.Beyond = ctx.Err() == nil
		return nil
	}
	start := func() (sweep.Worker[*scanner], error) {
		return worker(r, func(ctx context.Context, b *bench, i int) (*scanner, error) { return b.outside(ctx, r.varied[i], few) })
	}
	found, n, err := sweep.Run(ctx, len(r.varied), r.opt.Workers, start, func(done int) {
		r.progress(Progress{Stage: "outside the ranges", Done: done, Total: len(r.varied)})
	})
	if err != nil {
		return err
	}
	r.out.Stages.Beyond = n == len(r.varied)
	for i := range r.out.Conclusions {
		k := &r.out.Conclusions[i]
		for _, s := range found {
			for _, l := range s.out[i] {
				if l.Up && !l.FlipsAt.Less(s.high) || !l.Up && !s.low.Less(l.FlipsAt) {
					k.Beyond = append(k.Beyond, l)
				} else { // the scan within ends a little before the end
					k.Linchpins = append(k.Linchpins, l)
				}
			}
		}
		sortFlips(k.Beyond)
		sortFlips(k.Linchpins)
	}
	return nil
}

// flippers counts the params that flip the conclusion by themselves within their ranges.
func (k *Conclusion) flippers() int {
	params := map[int]bool{}
	for _, l := range k.Linchpins {
		params[l.Param] = true
	}
	return len(params)
}

// outside scans one param past both ends of its range, for those of the conclusions that do not flip on the
// way there.
func (b *bench) outside(ctx context.Context, p int, conclusions []int) (*scanner, error) {
	b.Quick = true
	defer func() { b.Quick = false }()
	s := b.scanner(p)
	s.outside, s.swings = true, nil
	if s.origin.Less(s.low) || s.high.Less(s.origin) {
		return s, nil // a baseline that was set outside the range
	}
	for _, end := range []num.Rat{s.low, s.high} {
		up := end.Equal(s.high)
		open := slices.DeleteFunc(slices.Clone(conclusions), func(i int) bool {
			return slices.ContainsFunc(b.r.out.Conclusions[i].Linchpins, func(l Linchpin) bool { return l.Param == p && l.Up == up })
		})
		at := s.origin
		if scanned := s.points(s.origin, end); len(scanned) > 0 {
			at = scanned[len(scanned)-1]
		}
		if err := s.past(ctx, at, end, open); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// past scans beyond an end of the range, until twice its width lies behind or the model stops being a game. At
// is the last point of the scan within.
func (s *scanner) past(ctx context.Context, at, end num.Rat, open []int) error {
	for _, share := range reach {
		if len(open) == 0 || ctx.Err() != nil {
			return nil
		}
		step := s.width.Mul(share).Quo(offRound)
		if end.Equal(s.low) {
			step = step.Neg()
		}
		x, whole := s.playable(at, end.Add(step))
		if x.Equal(at) {
			return nil
		}
		faces, err := s.faces(ctx, x, open)
		if err != nil {
			return err
		}
		flipped, rest := s.split(open, faces)
		if err := s.seek(ctx, at, x, flipped, 0); err != nil {
			return err
		}
		if !whole {
			return nil
		}
		open, at = rest, x
	}
	return nil
}

// playable returns far if the model is a game there, else a point nearer to near, where it is one, and
// at worst near itself.
func (s *scanner) playable(near, far num.Rat) (x num.Rat, whole bool) {
	if _, err := s.look(far); err == nil {
		return far, true
	}
	x = near
	for range closer {
		mid := x.Add(far.Sub(x).Mul(num.Half))
		if _, err := s.look(mid); err == nil {
			x = mid
		} else {
			far = mid
		}
	}
	return x, false
}
