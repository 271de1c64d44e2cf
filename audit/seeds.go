package audit

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// How many starting points of each kind the search for a joint change takes.
const (
	seedDraws = 3
	seedFlips = 3
)

// clear is how many standard errors a param must differ by between the draws that overturn a conclusion
// and the others, for it to count as one that matters.
const clear = 4

// seeds starts the search: from flips of single params, from the plane through them, from the draws that
// overturn the conclusion, in the direction in which these lie, and from the boxes.
func (s *seeker) seeds(ctx context.Context, moves [][]float64) error {
	flipped := make([]bool, len(moves))
	for j := range moves {
		flipped[j] = s.b.r.records[j].plain[s.index] != s.conclusion.Plain.Baseline
	}
	s.weight = weights(moves, flipped)
	for _, seed := range []func(context.Context) error{s.fromFlips, func(ctx context.Context) error { return s.fromDraws(ctx, moves, flipped) }, s.fromPlane, s.fromBoxes} {
		if err := seed(ctx); err != nil {
			return err
		}
	}
	return nil
}

// weights says, by param, how many standard errors the mean of the moves that flip lies from that of the others.
func weights(moves [][]float64, flipped []bool) []float64 {
	if len(moves) == 0 {
		return nil
	}
	out := make([]float64, len(moves[0]))
	for i := range out {
		var n, sum, square [2]float64
		for j, u := range moves {
			of := 0
			if flipped[j] {
				of = 1
			}
			n[of]++
			sum[of] += u[i]
			square[of] += u[i] * u[i]
		}
		if n[0] < 2 || n[1] < 2 {
			continue
		}
		m0, m1 := sum[0]/n[0], sum[1]/n[1]
		se := math.Sqrt((square[0]/n[0]-m0*m0)/n[0] + (square[1]/n[1]-m1*m1)/n[1])
		if se > 0 {
			out[i] = (m1 - m0) / se
		}
	}
	return out
}

// single is the move of one param to a flip, and a little past it.
func (s *seeker) single(l Linchpin) []float64 {
	u := make([]float64, len(s.low))
	i := slices.Index(s.b.r.varied, l.Param)
	u[i] = l.Distance + 2e-6
	if !l.Up {
		u[i] = -u[i]
	}
	return u
}

func (s *seeker) fromFlips(ctx context.Context) error {
	n := 0
	for _, l := range s.conclusion.Linchpins {
		if len(l.Breaks) > 0 || n == seedFlips {
			continue
		}
		n++
		u := s.along(s.single(l), 1)
		ok, err := s.flips(ctx, u)
		if err != nil {
			return err
		}
		if ok {
			s.consider(u)
		}
	}
	return nil
}

// fromDraws starts from the nearest draws that overturn the conclusion, without the params that do not
// seem to matter, and from the direction in which all of them lie.
func (s *seeker) fromDraws(ctx context.Context, moves [][]float64, flipped []bool) error {
	var order []int
	for j := range moves {
		if flipped[j] {
			order = append(order, j)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(norm(moves[a]), norm(moves[b])) })
	for _, j := range order[:min(seedDraws, len(order))] {
		u := slices.Clone(moves[j])
		for i := range u {
			if math.Abs(s.weight[i]) < clear {
				u[i] = 0
			}
		}
		ok, err := s.try(ctx, u)
		if err == nil && !ok {
			_, err = s.try(ctx, moves[j])
		}
		if err != nil {
			return err
		}
	}
	if s.best == nil || s.weight == nil {
		return nil
	}
	u := make([]float64, len(s.low))
	for i, w := range s.weight {
		if math.Abs(w) >= clear {
			u[i] = w
		}
	}
	return s.head(ctx, u)
}

// fromPlane heads for the plane that cuts each axis where that param alone flips the conclusion, within
// its range or outside: if the boundary is flat, that is it.
func (s *seeker) fromPlane(ctx context.Context) error {
	u := make([]float64, len(s.low))
	for _, l := range slices.Concat(s.conclusion.Linchpins, s.conclusion.Beyond) {
		i := slices.Index(s.b.r.varied, l.Param)
		if l.Distance == 0 {
			continue
		}
		n := 1 / l.Distance
		if !l.Up {
			n = -n
		}
		if math.Abs(n) > math.Abs(u[i]) {
			u[i] = n
		}
	}
	return s.head(ctx, u)
}

// head tries a direction, as far as the best move goes.
func (s *seeker) head(ctx context.Context, u []float64) error {
	size := norm(u)
	if size == 0 {
		return nil
	}
	far := 2.0 // nothing is known yet: as far as a param's range is wide, twice
	if s.best != nil {
		far = 0.995 * norm(s.best)
	}
	_, err := s.try(ctx, s.along(u, far/size))
	return err
}

// fromBoxes starts from the point of each box that is nearest to the baseline, and a little inside.
func (s *seeker) fromBoxes(ctx context.Context) error {
	origin := s.b.r.shares(s.b.r.baseline)
	for _, b := range s.conclusion.Boxes {
		u := make([]float64, len(s.low))
		for _, l := range b.Bounds {
			i := slices.Index(s.b.r.varied, l.Param)
			d := s.b.r.m.Params[l.Param].Dist
			share := func(x float64) float64 { return (x-d.Low.Float())/(d.High.Float()-d.Low.Float()) - origin[i] }
			low, high := s.low[i], s.high[i]
			if l.Low != nil {
				low = share(l.Low.Float())
			}
			if l.High != nil {
				high = share(l.High.Float())
			}
			switch inside := 0.05 * (high - low); {
			case low > 0:
				u[i] = low + inside
			case high < 0:
				u[i] = high - inside
			}
		}
		if size := norm(u); size == 0 || s.best != nil && size > 1.5*norm(s.best) {
			continue
		}
		if _, err := s.try(ctx, u); err != nil {
			return err
		}
	}
	return nil
}
