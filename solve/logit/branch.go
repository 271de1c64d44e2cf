package logit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"parley/game"
	"parley/internal/pathfollow"
	"parley/solve"
)

// How far the branch is traced unless bounds say otherwise.
const (
	// DefaultSteps bounds the steps along the branch.
	DefaultSteps = 20_000
	// DefaultGap is the regret at which the trace may end, as a share of the greatest spread of payoffs.
	DefaultGap = 1e-6
	// settled is how far a probability or a belief may still move while lambda doubles where the trace ends.
	settled = 1e-6
	// nearest is the lambda, times the spread of payoffs, below which the trace does not end.
	nearest = 1e4
	// farthest is the lambda, times the spread of payoffs, past which rounding spoils the equations.
	farthest = 1e9
	// MaxUnknowns bounds the systems that are traced: actions less information sets. The work of a step
	// grows with the cube of it, the memory with its square.
	MaxUnknowns = 3000
)

// A Point is a logit equilibrium on a branch.
type Point struct {
	Lambda  float64   // precision, in 1/utils
	LogP    []float64 // logarithm of the probability of each action, by ActionID; chance's as they are
	P       []float64 // probabilities, by ActionID; those below 1e-308 are 0
	Beliefs []float64 // by NodeID: by Bayes' rule, which applies everywhere; 0 where nobody chooses
	// Regret is the most that anybody loses at an information set, given beliefs, by not taking the best
	// action there once, in utils.
	Regret float64
	Arc    float64 // length of the branch from lambda = 0, in log-odds and lambda times the payoffs' spread
	// Turning tells that lambda changed direction between the last point and this one.
	Turning bool
	// Crossing tells that another branch crosses (or all but crosses) between the last point and this one.
	Crossing bool

	step pathfollow.Step
	refs []int32 // the references in which step is written
}

// Rates returns the derivatives of lambda and of the logarithms of all probabilities along the branch, by
// its length.
func (b *Branch) Rates(p *Point) (lambda float64, logp []float64) {
	b.sys.refer(p.refs)
	b.sys.load(p.step.X)
	return p.step.Tangent[b.sys.Size()] / b.sys.spread, b.sys.slopes(p.step.Tangent)
}

// A Branch is the principal branch of logit equilibria as far as it was traced: it begins at lambda = 0,
// where everybody chooses uniformly at random, and is generically the only one that does (McKelvey and
// Palfrey 1995, theorem 3).
type Branch struct {
	In     *game.Instance
	Points []Point // from lambda = 0; at least one
	// Settled tells that the trace ended where regret was as small as asked for and nothing moved any more
	// while lambda doubled. Because says why not.
	Settled bool
	Because string
	Steps   int64 // steps along the branch
	Newton  int64 // Newton steps of the corrector

	sys    *system
	tracer *pathfollow.Tracer
}

// Last returns the last point that was traced.
func (b *Branch) Last() *Point { return &b.Points[len(b.Points)-1] }

// Spread is the greatest spread of a player's payoffs, in utils; 1 if all are constant.
func (b *Branch) Spread() float64 { return b.sys.spread }

// Trace follows the principal branch of agent-form logit equilibria of in (McKelvey and Palfrey 1998;
// Turocy 2010) from lambda = 0 until regret is at most opt.Gap and play has settled. Its error wraps
// solve.ErrUnsuited if the game has imperfect recall or too many actions.
func Trace(ctx context.Context, in *game.Instance, opt solve.Options) (*Branch, error) {
	b, err := start(in)
	if err != nil {
		return nil, err
	}
	steps, gap := opt.Iterations, opt.Gap
	if steps == 0 {
		steps = DefaultSteps
	}
	if gap == 0 {
		gap = DefaultGap * b.sys.spread
	}
	if b.sys.Size() == 0 {
		b.Settled = true
		return b, nil
	}
	watch := settler{gap: gap, spread: b.sys.spread, at: b.Last()}
	if opt.Lambda != nil {
		watch.until = *opt.Lambda
	}
	goal := 0.0
	for {
		last := b.Last()
		switch {
		case b.Settled && last.Lambda >= goal:
			b.endAt(goal)
			return b, nil
		case !b.Settled && watch.settled(last):
			b.Settled, goal = true, round(last.Lambda)
			continue
		case ctx.Err() != nil:
			b.Because = "interrupted"
		case b.Steps >= steps:
			b.Because = fmt.Sprintf("the bound of %d steps along the branch", steps)
		case last.Lambda*b.sys.spread > farthest:
			b.Because = fmt.Sprintf("play still moves at lambda = %.3g, past which rounding would spoil it", last.Lambda)
		}
		if b.Because != "" {
			return b.stopped()
		}
		next, err := b.tracer.Next()
		b.Newton = b.tracer.Corrections()
		if err != nil {
			b.Because = fmt.Sprintf("the branch could not be followed past lambda = %.6g: no step there is short enough", last.Lambda)
			return b.stopped()
		}
		b.Points = append(b.Points, b.point(next))
		b.Steps++
		if err := b.rewrite(); err != nil {
			b.Because = fmt.Sprintf("the branch could not be followed past lambda = %.6g: its tangent is not known there", b.Last().Lambda)
			return b.stopped()
		}
		if opt.Progress != nil && b.Steps%16 == 0 {
			opt.Progress(solve.Stats{Iterations: b.Steps, Gap: b.Last().Regret})
		}
	}
}

// stopped ends a trace at a bound, which does not matter once play has settled.
func (b *Branch) stopped() (*Branch, error) {
	if b.Settled {
		b.Because = ""
	}
	return b, nil
}

// round returns the least of 1, 2 and 5 times a power of ten that is not below x > 0.
func round(x float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(x)))
	for _, k := range []float64{1, 2, 5} {
		if k*unit >= x {
			return k * unit
		}
	}
	return 10 * unit
}

// endAt makes the point at a round lambda, between the last two points, the last one: so that where a trace ends
// does not hang on the lengths of its steps.
func (b *Branch) endAt(lambda float64) {
	i := len(b.Points) - 2
	if i < 0 || !(b.Points[i].Lambda < lambda && b.Points[i+1].Lambda > lambda) {
		return
	}
	if p, err := b.at(i, lambda); err == nil {
		b.Points[i+1] = p
	}
}

// rewrite changes the references where others have become better.
func (b *Branch) rewrite() error {
	to := b.sys.outdated()
	if to == nil {
		return nil
	}
	p := b.Last()
	x, tangent := b.sys.translate(p.step.X, to), b.sys.translate(p.step.Tangent, to)
	b.sys.refer(to)
	if err := b.tracer.Move(x, tangent); err != nil {
		return err
	}
	p.step, p.refs = b.tracer.At(), to
	return nil
}

// start sets up the equations and the first point.
func start(in *game.Instance) (*Branch, error) {
	if err := in.PerfectRecall(); err != nil {
		return nil, fmt.Errorf("%w: quantal response is solved for players who remember: %w", solve.ErrUnsuited, err)
	}
	s := newSystem(in)
	if s.Size() > MaxUnknowns {
		return nil, fmt.Errorf("%w: %d actions at %d information sets are more than quantal response is traced for, which is %d actions beyond one at each information set"+
			" (--concept nash or sequential may have a method for large games)", solve.ErrUnsuited, s.Size()+len(s.sets), len(s.sets), MaxUnknowns)
	}
	b := &Branch{In: in, sys: s}
	x := make([]float64, s.Size()+1)
	tracer, err := pathfollow.New(s, x, pathfollow.Options{})
	if err != nil {
		return nil, fmt.Errorf("at lambda = 0: %w", err)
	}
	b.tracer = tracer
	b.Points = []Point{b.point(tracer.At())}
	return b, nil
}

// point describes a step in the game's terms.
func (b *Branch) point(st pathfollow.Step) Point {
	b.sys.load(st.X)
	p := Point{Lambda: b.sys.tau / b.sys.spread, LogP: slices.Clone(b.sys.logp), P: slices.Clone(b.sys.p), Beliefs: slices.Clone(b.sys.belief),
		Regret: b.sys.regret() * b.sys.spread, Arc: st.Arc, Turning: st.Turning, Crossing: st.Crossing, step: st, refs: b.sys.refs}
	if p.Lambda == 0 {
		p.Lambda = 0 // not -0
	}
	return p
}

// A settler watches for the end of a branch.
type settler struct {
	gap, spread float64
	until       float64 // lambda that is to be passed
	at          *Point  // against which the present is compared: lambda was at most half then
	still       int     // times in a row that lambda doubled and nothing moved
}

func (w *settler) settled(p *Point) bool {
	switch {
	case p.Lambda < 0:
		return false
	case p.Lambda < w.at.Lambda: // the branch turned back
		w.at, w.still = p, 0
	case p.Lambda >= 2*w.at.Lambda && p.Lambda*w.spread >= nearest:
		if moved(w.at.P, p.P) || moved(w.at.Beliefs, p.Beliefs) {
			w.still = 0
		} else {
			w.still++
		}
		w.at = p
	}
	return w.still >= 2 && p.Regret <= w.gap && p.Lambda > w.until
}

func moved(old, now []float64) bool {
	for i, x := range now {
		if math.Abs(x-old[i]) > settled {
			return true
		}
	}
	return false
}

// Between returns the point of the branch at a share of the way, from 0 to 1, from point i to the next.
func (b *Branch) Between(i int, share float64) (Point, error) {
	from, to := &b.Points[i], &b.Points[i+1]
	b.sys.refer(from.refs)
	st, err := b.tracer.Between(from.step, share*(to.Arc-from.Arc))
	if err != nil {
		return Point{}, fmt.Errorf("between lambda = %.6g and %.6g: %w", from.Lambda, to.Lambda, err)
	}
	return b.point(st), nil
}

// Crossings returns all points of the traced branch at which lambda has the given value, in the order in
// which the branch comes to them. A point at which the branch only touches that value may be missed.
func (b *Branch) Crossings(lambda float64) ([]Point, error) {
	var out []Point
	if len(b.Points) == 1 && b.sys.Size() == 0 { // nobody chooses: the same at every lambda
		p := b.Points[0]
		p.Lambda = lambda
		return []Point{p}, nil
	}
	for i := range b.Points[1:] {
		a, c := b.Points[i].Lambda-lambda, b.Points[i+1].Lambda-lambda
		if i == 0 && a == 0 {
			out = append(out, b.Points[0])
		}
		if c == 0 {
			out = append(out, b.Points[i+1])
		}
		if a*c >= 0 {
			continue
		}
		p, err := b.at(i, lambda)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// at returns the point between points i and i+1 at the given lambda: a search along the branch, then Newton's
// method at that lambda, which is left out where it leads away (close to a turning point).
func (b *Branch) at(i int, lambda float64) (Point, error) {
	low, high := 0.0, 1.0
	fLow, fHigh := b.Points[i].Lambda-lambda, b.Points[i+1].Lambda-lambda
	best, side := b.Points[i], 0
	for range 100 {
		share := low + (high-low)*fLow/(fLow-fHigh)
		if w := high - low; !(share > low+0.01*w && share < high-0.01*w) {
			share = low + min(max(fLow/(fLow-fHigh), 0.01), 0.99)*w
		}
		p, err := b.Between(i, share)
		if err != nil {
			return Point{}, err
		}
		best = p
		f := p.Lambda - lambda
		if math.Abs(f) <= 1e-6*(1+math.Abs(lambda)) || high-low < 1e-14 {
			break
		}
		if f*fLow > 0 {
			low, fLow = share, f
			if side == 1 {
				fHigh /= 2
			}
			side = 1
		} else {
			high, fHigh = share, f
			if side == -1 {
				fLow /= 2
			}
			side = -1
		}
	}
	return b.polish(best, lambda)
}

// polish moves a point close to lambda onto it.
func (b *Branch) polish(p Point, lambda float64) (Point, error) {
	n := b.sys.Size()
	b.sys.refer(p.refs)
	x := slices.Clone(p.step.X)
	x[n] = lambda * b.sys.spread
	if err := b.tracer.Fix(x); err != nil && !errors.Is(err, pathfollow.ErrStuck) {
		return Point{}, err
	} else if err != nil {
		return p, nil
	}
	far := 0.0
	for j := range n {
		far = math.Max(far, math.Abs(x[j]-p.step.X[j])/(1+math.Abs(x[j])))
	}
	if far > 0.01 {
		return p, nil
	}
	st := p.step
	st.X = x
	out := b.point(st)
	out.Lambda = lambda
	return out, nil
}

// An End is where the principal branch leads.
type End struct {
	Lambda   float64   // of the last point, in 1/utils
	Profile  []float64 // there, by ActionID
	LogP     []float64 // its logarithms
	Beliefs  []float64 // there, by NodeID
	Regret   float64   // the largest at an information set, given beliefs, in utils
	Settled  bool      // play had come to rest: the profile is close to the limit
	Because  string    // why not, in words
	Forks    []float64 // lambdas at which other branches cross the one followed
	Turnings []float64 // lambdas near which the branch turns back
}

// Limit traces the principal branch of agent-form logit equilibria and returns where it leads: its limit as
// lambda grows is a sequential equilibrium (McKelvey and Palfrey 1998), which selects one in
// generic games (Turocy 2010). In games with symmetries other branches may cross it; it is followed straight
// on, and Forks tells where. Errors are those of Trace.
func Limit(ctx context.Context, in *game.Instance) (*End, error) {
	b, err := Trace(ctx, in, solve.Options{})
	if err != nil {
		return nil, err
	}
	return b.End(), nil
}

// turning returns the extreme lambda between points i-1 and i, of whichever of a few points between is furthest.
func (b *Branch) turning(i int) float64 {
	from, to := &b.Points[i-1], &b.Points[i]
	out := math.Max(from.Lambda, to.Lambda)
	sign := 1.0
	if from.step.Tangent[b.sys.Size()] < 0 {
		sign, out = -1, math.Min(from.Lambda, to.Lambda)
	}
	low, high := 0.0, 1.0 // the derivative of lambda changes sign between
	for range 40 {
		mid := (low + high) / 2
		p, err := b.Between(i-1, mid)
		if err != nil {
			break
		}
		if sign*(p.Lambda-out) > 0 {
			out = p.Lambda
		}
		if sign*p.step.Tangent[b.sys.Size()] > 0 {
			low = mid
		} else {
			high = mid
		}
	}
	return out
}

// End describes the last point and the way there.
func (b *Branch) End() *End {
	p := b.Last()
	e := &End{Lambda: p.Lambda, Profile: p.P, LogP: p.LogP, Beliefs: p.Beliefs, Regret: p.Regret, Settled: b.Settled, Because: b.Because}
	for i := range b.Points {
		if b.Points[i].Crossing { // it lies closer to the point before
			e.Forks = append(e.Forks, b.Points[i-1].Lambda)
		}
		if b.Points[i].Turning {
			e.Turnings = append(e.Turnings, b.turning(i))
		}
	}
	return e
}
