package audit

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// sparsen leaves params at the baseline that the best move does not need: half of them at a time, then halves
// of what could not be left (as Zeller and Hildebrandt 2002 minimize what makes a program fail).
func (s *seeker) sparsen(ctx context.Context) error {
	var moved []int
	for i, x := range s.best {
		if x != 0 {
			moved = append(moved, i)
		}
	}
	if len(moved) < 2 {
		return nil
	}
	slices.SortStableFunc(moved, func(a, b int) int { return cmp.Compare(s.matter(a), s.matter(b)) })
	u := slices.Clone(s.best)
	if err := s.drop(ctx, u, moved); err != nil {
		return err
	}
	u, _, err := s.shrink(ctx, u, 0.03)
	if err == nil {
		s.consider(u)
	}
	return err
}

// matter says how much a param matters: by the draws, or if there are none by how far it is moved.
func (s *seeker) matter(i int) float64 {
	if s.weight != nil {
		return math.Abs(s.weight[i])
	}
	return math.Abs(s.best[i])
}

// drop sets the listed params of u to the baseline as far as it still overturns the conclusion.
func (s *seeker) drop(ctx context.Context, u []float64, list []int) error {
	if len(list) == 0 {
		return nil
	}
	without := slices.Clone(u)
	for _, i := range list {
		without[i] = 0
	}
	if norm(without) > 0 {
		ok, err := s.flips(ctx, without)
		if err != nil {
			return err
		}
		if ok {
			copy(u, without)
			return nil
		}
	}
	if len(list) == 1 || s.left <= 0 {
		return nil
	}
	half := len(list) / 2
	if err := s.drop(ctx, u, list[:half]); err != nil {
		return err
	}
	return s.drop(ctx, u, list[half:])
}

// most params that slide looks at, and how far it turns the direction of the best move to see how the boundary
// lies.
const (
	slideParams = 8
	slideTurn   = 0.35
)

// slide takes the boundary at the best move for a plane and heads for the point of it that is nearest to the
// baseline. A plane n·u = 1 is met in the direction v at the distance ρ(v) = 1/(n·v); so 1/ρ, found by
// bisection in directions around the best one, gives n.
func (s *seeker) slide(ctx context.Context) error {
	size := norm(s.best)
	v := make([]float64, len(s.best))
	for i, x := range s.best {
		v[i] = x / size
	}
	n := make([]float64, len(v))
	for _, i := range s.candidates() {
		slope, err := s.slope(ctx, v, size, i)
		if err != nil {
			return err
		}
		n[i] = slope
	}
	if norm(n) == 0 {
		return nil
	}
	best := size
	for _, mix := range []float64{1, 0.5, 0.25, 0.1, 0.04, 0.015} {
		to := make([]float64, len(v))
		for i := range to {
			to[i] = mix*n[i]/norm(n) + (1-mix)*v[i]
		}
		if err := s.head(ctx, to); err != nil {
			return err
		}
		if norm(s.best) < best {
			return nil
		}
	}
	return nil
}

// candidates lists the params whose part in the boundary is looked at: those of the best move, then those
// that matter most.
func (s *seeker) candidates() []int {
	flips := map[int]bool{}
	for _, l := range slices.Concat(s.conclusion.Linchpins, s.conclusion.Beyond) {
		flips[slices.Index(s.b.r.varied, l.Param)] = true
	}
	var out []int
	for i := range s.best {
		if s.best[i] != 0 || flips[i] || s.weight != nil && math.Abs(s.weight[i]) >= clear {
			out = append(out, i)
		}
	}
	rank := func(i int) float64 {
		x := s.matter(i)
		if s.best[i] != 0 {
			x += 1e9
		}
		return -x
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(rank(a), rank(b)) })
	return out[:min(slideParams, len(out))]
}

// slope estimates one component of n: the direction v, in which the boundary is at the given distance, is
// turned towards param i, upwards or else downwards, whichever brings the boundary nearer.
func (s *seeker) slope(ctx context.Context, v []float64, size float64, i int) (float64, error) {
	for _, sign := range []float64{1, -1} {
		turn := sign * slideTurn
		w := s.turned(v, size, i, turn)
		for range 3 { // a smaller turn, where this one breaks an assumption
			if len(s.b.space.Broken(s.values(w))) == 0 {
				break
			}
			turn /= 3
			w = s.turned(v, size, i, turn)
		}
		if ok, err := s.flips(ctx, w); err != nil {
			return 0, err
		} else if !ok {
			continue
		}
		_, t, err := s.shrink(ctx, w, math.Min(0.03, math.Abs(turn)/10))
		if err != nil {
			return 0, err
		}
		return (1/(t*size) - 1/size) / turn, nil
	}
	return 0, nil
}

// turned is the move in a direction, of the given length, with the direction turned towards param i.
func (s *seeker) turned(v []float64, size float64, i int, turn float64) []float64 {
	w := slices.Clone(v)
	w[i] += turn
	return s.along(w, size)
}
