package audit

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"parley/num"
	"parley/query"
	"parley/sweep"
)

// A Joint is a change of several params together that overturns a conclusion: at Values, which lie within
// the ranges and respect the assumptions, its face is another than at the baseline. It is the nearest
// that was found, which is no proof that there is none nearer.
//
// Distances are Euclidean, with each param measured in widths of its range: what reliability theory calls
// the design point (Hasofer and Lind 1974), with ranges in the place of standard deviations.
type Joint struct {
	Values   []num.Rat // by param
	Params   []int     // those that differ from the baseline, the one moved most first
	Moves    []float64 // how far each of them moves, in widths of its range
	To       Face
	Distance float64
	Looked   int // points that were looked at to find it
}

// jointMore is how many times as many points are looked at if Sobol indices are asked for.
const jointMore = 10

// joint looks for the nearest joint change that overturns each conclusion. Points are the draws as shares
// of the ranges.
func (r *run) joint(ctx context.Context, points [][]float64) error {
	most := r.opt.Joint
	if r.opt.Sensitivity != 0 {
		most *= jointMore
	}
	if most <= 0 || len(r.varied) == 0 || ctx.Err() != nil {
		r.out.Stages.Joint = ctx.Err() == nil
		return nil
	}
	origin := r.shares(r.baseline)
	moves := make([][]float64, len(points))
	for j, x := range points {
		moves[j] = minus(x, origin)
	}
	n := len(r.conclusions)
	start := func() (sweep.Worker[*Joint], error) {
		return worker(r, func(ctx context.Context, b *bench, i int) (*Joint, error) {
			s := newSeeker(b, i, most)
			j, err := s.search(ctx, moves)
			if err != nil {
				return nil, fmt.Errorf("%s: in the search for a joint change: %w", r.m.Path, err)
			}
			return j, nil
		})
	}
	found, done, err := sweep.Run(ctx, n, r.opt.Workers, start, func(done int) {
		r.progress(Progress{Stage: "joint changes", Done: done, Total: n})
	})
	if err != nil {
		return err
	}
	r.out.Stages.Joint = done == n
	for i, j := range found {
		r.out.Conclusions[i].Joint = j
	}
	return nil
}

// A seeker looks for the nearest joint change for one conclusion. It works on moves: by param that varies,
// how far it is from the baseline in widths of its range.
type seeker struct {
	b            *bench
	index        int
	conclusion   *Conclusion
	compiled     *query.Compiled
	low, high    []float64 // how far each may move
	left, looked int       // points that may still be, and that have been, looked at

	best   []float64 // the nearest that was found; nil if none was
	weight []float64 // by param: how clearly draws in which it is overturned differ, in standard errors
}

func newSeeker(b *bench, i, most int) *seeker {
	s := &seeker{b: b, index: i, conclusion: &b.r.out.Conclusions[i], compiled: b.r.conclusions[i], left: most}
	for _, x := range b.r.shares(b.r.baseline) {
		s.low, s.high = append(s.low, min(0, -x)), append(s.high, max(0, 1-x))
	}
	return s
}

// search goes from what is known (draws, single flips, boxes) to the nearest flip that it can find.
func (s *seeker) search(ctx context.Context, moves [][]float64) (*Joint, error) {
	s.b.Quick = true
	defer func() { s.b.Quick = false }()
	if err := s.seeds(ctx, moves); err != nil || s.best == nil {
		return nil, err
	}
	for s.left > 0 && ctx.Err() == nil {
		before := norm(s.best)
		if err := s.sparsen(ctx); err != nil {
			return nil, err
		}
		if err := s.slide(ctx); err != nil {
			return nil, err
		}
		if norm(s.best) > 0.996*before {
			break
		}
	}
	u, _, err := s.shrink(ctx, s.best, 0.002)
	if err != nil {
		return nil, err
	}
	s.consider(u)
	return s.finish(ctx)
}

func norm(u []float64) float64 {
	sum := 0.0
	for _, x := range u {
		sum += x * x
	}
	return math.Sqrt(sum)
}

func minus(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] - b[i]
	}
	return out
}

// along returns a move t times as far, cut where ranges end.
func (s *seeker) along(u []float64, t float64) []float64 {
	out := make([]float64, len(u))
	for i, x := range u {
		out[i] = max(s.low[i], min(s.high[i], t*x))
	}
	return out
}

// consider keeps a move that overturns the conclusion if it is the nearest so far.
func (s *seeker) consider(u []float64) {
	if s.best == nil || norm(u) < norm(s.best) {
		s.best = u
	}
}

// values returns the params after a move, to six digits of the widths of their ranges.
func (s *seeker) values(u []float64) []num.Rat {
	r := s.b.r
	out := slices.Clone(r.baseline)
	for i, p := range r.varied {
		if u[i] == 0 {
			continue
		}
		d := r.m.Params[p].Dist
		width := d.High.Sub(d.Low)
		v := rounded(r.baseline[p].Add(width.Mul(num.FromFloat(u[i]))), width, sweep.Digits, math.Round)
		out[p] = num.Max(num.Min(d.Low, r.baseline[p]), num.Min(num.Max(d.High, r.baseline[p]), v))
	}
	return out
}

// face returns the conclusion's face at some values; ok is false where assumptions are broken, the
// model is no game or the list of equilibria is not proved complete.
func (s *seeker) face(ctx context.Context, values []num.Rat) (f Face, ok bool, err error) {
	if len(s.b.space.Broken(values)) > 0 {
		return "", false, nil
	}
	s.left--
	s.looked++
	st, err := s.b.At(values)
	if err != nil {
		return "", false, nil
	}
	f, err = st.Face(ctx, s.compiled, false)
	if err != nil {
		return "", false, err
	}
	return f, st.Because == "", nil
}

// room is how much farther than a move the assumptions must hold, so that it can be rounded.
const room = 1.002

// flips tells whether a move overturns the conclusion. It does not once there are no points left.
func (s *seeker) flips(ctx context.Context, u []float64) (bool, error) {
	if s.left <= 0 || ctx.Err() != nil || len(s.b.space.Broken(s.values(s.along(u, room)))) > 0 {
		return false, nil
	}
	f, ok, err := s.face(ctx, s.values(u))
	return ok && f != s.conclusion.Plain.Baseline, err
}

// shrink returns the shortest move in the direction of u, which overturns the conclusion, that does so too,
// by bisection to the given relative width, and which share of u that is.
func (s *seeker) shrink(ctx context.Context, u []float64, within float64) (_ []float64, share float64, err error) {
	low, high := 0.0, 1.0
	for high-low > within*high && s.left > 0 {
		mid := (low + high) / 2
		ok, err := s.flips(ctx, s.along(u, mid))
		if err != nil {
			return nil, 0, err
		}
		if ok {
			high = mid
		} else {
			low = mid
		}
	}
	return s.along(u, high), high, nil
}

// try looks at a move and, if it overturns the conclusion, follows it back to where that begins.
func (s *seeker) try(ctx context.Context, u []float64) (bool, error) {
	if ok, err := s.flips(ctx, u); !ok {
		return false, err
	}
	u, _, err := s.shrink(ctx, u, 0.03)
	if err != nil {
		return false, err
	}
	s.consider(u)
	return true, nil
}

// finish turns the best move into numbers that are easy to write: without the params that it moves least,
// if that will do, and with the fewest digits that cost no more than a hundredth of the distance. A point counts only if the conclusion is still overturned a little further
// on: at a tie alone payoffs coincide, and that says little.
func (s *seeker) finish(ctx context.Context) (*Joint, error) {
	s.left = math.MaxInt
	s.b.Quick = false
	type attempt struct {
		digits        int
		least, longer float64
	}
	var attempts []attempt
	for _, least := range []float64{0.05, 0} {
		for _, digits := range []int{2, 3, 4} {
			attempts = append(attempts, attempt{digits, least, 1})
		}
	}
	attempts = append(attempts, attempt{sweep.Digits, 0, 1}, attempt{sweep.Digits, 0, 1.01})
	size := norm(s.best)
	for i, a := range attempts {
		u := s.along(s.best, a.longer)
		for j := range u {
			if math.Abs(u[j]) < a.least*size {
				u[j] = 0
			}
		}
		values := s.outward(u, a.digits)
		u = minus(s.b.r.shares(values), s.b.r.shares(s.b.r.baseline))
		if i < len(attempts)-1 && norm(u) > 1.01*size {
			continue
		}
		f, ok, err := s.face(ctx, values)
		if err != nil {
			return nil, err
		}
		further, still, err := s.face(ctx, s.values(s.along(u, 1.0007)))
		if err != nil {
			return nil, err
		}
		if base := s.conclusion.Plain.Baseline; ok && still && f != base && further != base && ctx.Err() == nil {
			return s.joint(values, u, f), nil
		}
	}
	return nil, nil
}

// outward returns the params after a move, rounded away from the baseline to so many digits of their
// ranges' widths.
func (s *seeker) outward(u []float64, digits int) []num.Rat {
	r := s.b.r
	out := slices.Clone(r.baseline)
	for i, p := range r.varied {
		d := r.m.Params[p].Dist
		width := d.High.Sub(d.Low)
		to := math.Ceil
		if u[i] < 0 {
			to = math.Floor
		}
		if math.Abs(u[i]) > 1e-6 {
			v := rounded(r.baseline[p].Add(width.Mul(num.FromFloat(u[i]))), width, digits, to)
			out[p] = num.Max(num.Min(d.Low, r.baseline[p]), num.Min(num.Max(d.High, r.baseline[p]), v))
		}
	}
	return out
}

func (s *seeker) joint(values []num.Rat, u []float64, to Face) *Joint {
	j := &Joint{Values: values, To: to, Distance: norm(u), Looked: s.looked}
	order := make([]int, 0, len(u))
	for i := range u {
		if !values[s.b.r.varied[i]].Equal(s.b.r.baseline[s.b.r.varied[i]]) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(math.Abs(u[b]), math.Abs(u[a])) })
	for _, i := range order {
		j.Params, j.Moves = append(j.Params, s.b.r.varied[i]), append(j.Moves, u[i])
	}
	return j
}
