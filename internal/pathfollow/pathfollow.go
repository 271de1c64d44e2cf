// Package pathfollow traces a curve of solutions of n equations in n+1 unknowns, the last of which is
// called the parameter: a predictor along the tangent and a corrector by Newton's method, with steps in
// arc length, so that the curve may turn back in the parameter (Allgower and Georg 1990, chapters 2 and 6).
// It knows no games.
//
// A step is taken back and halved where the corrector contracts slowly, moves far, or comes to a point with
// a very different tangent: those are the signs that it may have landed on another curve. Where the
// augmented Jacobian becomes singular within a step, another curve may cross: the step is halved until
// either the curve is seen to bend away or the place is known closely; then the tracer goes straight on
// over it and says so (Step.Crossing). Two signs tell of a singular matrix: its determinant changes sign,
// or the solution for a fixed right side, which has a pole there, turns round. The second sees kernels of
// even dimension, too.
package pathfollow

import (
	"errors"
	"math"
)

// A System is n equations in n+1 unknowns. It may keep what it computes: calls come one at a time.
type System interface {
	// Size returns n.
	Size() int
	// Eval sets f, of length n, to the left sides of F(x) = 0.
	Eval(x, f []float64)
	// Jacobian sets rows[i][j], for i < n and j <= n, to the derivative of F_i by x_j. The rows come filled
	// with zeros.
	Jacobian(x []float64, rows [][]float64)
	// Noise bounds the rounding error of each left side at x.
	Noise(x []float64) float64
}

// Options steer a tracer. The zero value stands for the defaults.
type Options struct {
	FirstStep float64 // length of the first step; 0.05
	MaxStep   float64 // relative to 1 + the largest unknown in absolute value; 1
	Grow      float64 // a step is at most so many times as long as the last; 2
}

// ErrStuck is wrapped by errors that say that a curve cannot be followed any further.
var ErrStuck = errors.New("the branch cannot be followed any further")

// A Step is a point of the curve.
type Step struct {
	X       []float64 // the unknowns; the caller's to keep
	Tangent []float64 // of unit length, in the direction of travel
	Arc     float64   // length of the polygon up to here
	// Turning tells that the parameter changed direction between the last point and this one.
	Turning bool
	// Crossing tells that the Jacobian was singular between the last point and this one: another curve
	// crosses there, or comes so close that the two could not be told apart.
	Crossing bool
}

// Bounds of a good step: how fast the corrector contracts, how far it moves relative to the step, and the
// angle between tangents, each at the nominal step (Allgower and Georg 1990, section 6.1). At twice the
// nominal value and more the step is taken back.
const (
	goodContraction = 0.05
	goodDistance    = 0.04
	goodAngle       = 0.12
	sharp           = 2e-3  // correction relative to the step from which a tangent needs factors of its own
	tolerance       = 1e-11 // of an unknown, relative to 1 + its size
	residual        = 1e-11 // left side of an equation
	stagnant        = 1e3   // corrections, in units of the tolerance, that may cease to shrink
	smallest        = 1e-11 // step, relative to 1 + the largest unknown
	crossingStep    = 1e-6  // at which a crossing is believed, relative likewise
	maxCorrections  = 10
)

// A Tracer stands at a point of the curve.
type Tracer struct {
	sys      System
	n        int
	opt      Options
	at       Step
	h        float64 // length of the next step
	marks    marks   // at the point
	probe    []float64
	lu       *lu
	next     []float64 // scratch
	rhs      []float64
	tangent  []float64
	corrects int64
}

// marks are what changes where the augmented Jacobian is singular.
type marks struct {
	sign   int       // of the determinant
	answer []float64 // the solution for the right side probe
}

func (m *marks) flipped(o *marks) bool { return m.sign != o.sign || dot(m.answer, o.answer) < 0 }

// mark reads the marks off the factors at hand.
func (t *Tracer) mark() marks {
	m := marks{sign: t.lu.sign, answer: append([]float64{}, t.probe...)}
	t.lu.apply(m.answer)
	return m
}

// New returns a tracer at the solution near x where the parameter has the value that it has in x, turned
// towards greater values of the parameter. The error wraps ErrStuck if Newton's method does not converge
// there or the curve has no tangent.
func New(sys System, x []float64, opt Options) (*Tracer, error) {
	if opt.FirstStep == 0 {
		opt.FirstStep = 0.05
	}
	if opt.MaxStep == 0 {
		opt.MaxStep = 1
	}
	if opt.Grow == 0 {
		opt.Grow = 2
	}
	n := sys.Size()
	t := &Tracer{sys: sys, n: n, opt: opt, lu: newLU(n + 1), probe: probe(n), next: make([]float64, n+1), rhs: make([]float64, n+1), tangent: make([]float64, n+1), h: opt.FirstStep}
	start := append([]float64{}, x...)
	if err := t.Fix(start); err != nil {
		return nil, err
	}
	up := make([]float64, n+1)
	up[n] = 1
	t.at = Step{X: start, Tangent: up}
	if err := t.factor(start, up); err != nil {
		return nil, err
	}
	t.along(up)
	t.at.Tangent = append([]float64{}, t.tangent...)
	t.marks = t.mark()
	return t, nil
}

// probe returns a right side with no symmetry, spread by the golden ratio.
func probe(n int) []float64 {
	out := make([]float64, n+1)
	for i := range n {
		_, f := math.Modf(float64(i+1) * math.Phi)
		out[i] = 0.5 + f
	}
	return out
}

// At returns the point at which the tracer stands.
func (t *Tracer) At() Step { return t.at }

// factor factorizes the Jacobian at x with the row border below it.
func (t *Tracer) factor(x, border []float64) error {
	t.lu.reset()
	clear(t.lu.a)
	t.sys.Jacobian(x, t.lu.rows[:t.n])
	copy(t.lu.rows[t.n], border)
	t.lu.factor()
	if t.lu.sign == 0 {
		return ErrStuck
	}
	return nil
}

// along sets t.tangent to the unit tangent by the factors at hand, turned like the border that they have.
func (t *Tracer) along(border []float64) {
	clear(t.tangent)
	t.tangent[t.n] = 1
	t.lu.apply(t.tangent)
	scale := 1 / norm(t.tangent)
	if dot(t.tangent, border) < 0 {
		scale = -scale
	}
	for i := range t.tangent {
		t.tangent[i] *= scale
	}
}

// newton takes one Newton step from x with the factors at hand, within the plane that the border defines,
// and returns its length and, in units of the tolerances, the largest of what it corrected and by how much.
func (t *Tracer) newton(x []float64) (length, size float64) {
	t.sys.Eval(x, t.rhs[:t.n])
	t.rhs[t.n] = 0
	noise := 4 * t.sys.Noise(x)
	for _, f := range t.rhs[:t.n] {
		size = math.Max(size, math.Abs(f)/(residual+noise))
	}
	t.lu.apply(t.rhs)
	t.corrects++
	sum := 0.0
	for i, d := range t.rhs {
		size = math.Max(size, math.Abs(d)/(tolerance*(1+math.Abs(x[i]))+noise))
		x[i] -= d
		sum += d * d
	}
	return math.Sqrt(sum), size
}

// Fix moves x to a solution with the parameter that it has, by Newton's method. The error wraps ErrStuck if
// that does not converge.
func (t *Tracer) Fix(x []float64) error {
	border := make([]float64, t.n+1)
	border[t.n] = 1
	last := math.Inf(1)
	for range 4 * maxCorrections {
		if err := t.factor(x, border); err != nil {
			return err
		}
		// The factors serve as long as they halve the correction at least.
		for range 4 {
			d, size := t.newton(x)
			if size <= 1 || size <= stagnant && d > last/2 {
				return nil
			}
			if !(d < last/2) {
				last = d
				break
			}
			last = d
		}
		if math.IsNaN(last) {
			return ErrStuck
		}
	}
	return ErrStuck
}

// trial is what one attempted step came to.
type trial struct {
	ok    bool    // the corrector converged
	worse float64 // the largest of contraction, distance and angle relative to good ones
	marks marks
}

// try takes a step of length h along the tangent into t.next, with the tangent there in t.tangent.
func (t *Tracer) try(h float64) trial {
	from := t.at
	for i := range t.next {
		t.next[i] = from.X[i] + h*from.Tangent[i]
	}
	if t.factor(t.next, from.Tangent) != nil {
		return trial{}
	}
	first, contraction, ok := t.correct()
	if !ok {
		return trial{}
	}
	// The factors at the predicted point serve for the tangent, too, unless it was far off.
	if first > sharp*h && t.factor(t.next, from.Tangent) != nil {
		return trial{}
	}
	t.along(from.Tangent)
	angle := 2 * math.Asin(math.Min(1, distance(t.tangent, from.Tangent)/2))
	return trial{true, max(math.Sqrt(contraction/goodContraction), math.Sqrt(first/h/goodDistance), angle/goodAngle), t.mark()}
}

// correct brings t.next back to the curve with the factors at hand. It returns the length of the first
// correction and the worst ratio of one to the one before. Where corrections as small as rounding errors cease
// to shrink, the matrix is factorized anew; if that does not help, rounding has the last word.
func (t *Tracer) correct() (first, contraction float64, ok bool) {
	last, fresh := 0.0, false
	for k := range maxCorrections {
		d, size := t.newton(t.next)
		switch {
		case size <= 1:
			return first, contraction, true
		case math.IsNaN(d):
			return first, contraction, false
		case k == 0:
			first = d
		case last > 0 && d > 0.5*last && size > stagnant:
			return first, contraction, false
		case last > 0 && d > 0.5*last && fresh:
			return first, contraction, true
		case last > 0 && d > 0.5*last:
			if t.factor(t.next, t.at.Tangent) != nil {
				return first, contraction, false
			}
			last, fresh = 0, true
			continue
		case last > 0:
			contraction = math.Max(contraction, d/last)
		}
		last = d
	}
	return first, contraction, false
}

// Next goes on to the next point of the curve. The error wraps ErrStuck if no step is short enough.
func (t *Tracer) Next() (Step, error) {
	size := 1 + largest(t.at.X)
	for h := math.Min(t.h, t.opt.MaxStep*size); h > smallest*size; h /= 2 {
		if h < crossingStep*size && t.leap(size) {
			return t.at, nil
		}
		if r := t.try(h); r.ok && r.worse <= 2 && !r.marks.flipped(&t.marks) {
			grow := math.Min(t.opt.Grow, 1/math.Max(r.worse, 1e-3))
			t.h = h * math.Max(grow, 0.5)
			t.accept(h, r.marks, false)
			return t.at, nil
		}
	}
	return t.at, ErrStuck
}

// leap tries to go straight on over a point at which the Jacobian is singular, by the shortest step that
// lands well on its other side.
func (t *Tracer) leap(size float64) bool {
	for h := 10 * crossingStep * size; h < 0.1*size; h *= 4 {
		if r := t.try(h); r.ok && r.worse <= 2 && r.marks.flipped(&t.marks) {
			t.h = h
			t.accept(h, r.marks, true)
			return true
		}
	}
	return false
}

func (t *Tracer) accept(h float64, m marks, crossing bool) {
	old := t.at
	t.at = Step{X: append([]float64{}, t.next...), Tangent: append([]float64{}, t.tangent...), Arc: old.Arc + h, Crossing: crossing}
	t.at.Turning = old.Tangent[t.n]*t.at.Tangent[t.n] < 0
	t.marks = m
}

// Move tells the tracer that the system has changed its coordinates, in which it stands at x with a tangent along
// the given direction, and that arc length goes on as it was. The error wraps ErrStuck if the curve has no
// tangent there.
func (t *Tracer) Move(x, tangent []float64) error {
	scale := 1 / norm(tangent)
	t.at.X, t.at.Tangent = append([]float64{}, x...), make([]float64, len(tangent))
	for i, v := range tangent {
		t.at.Tangent[i] = v * scale
	}
	if err := t.factor(t.at.X, t.at.Tangent); err != nil {
		return err
	}
	t.along(t.at.Tangent)
	copy(t.at.Tangent, t.tangent)
	t.marks = t.mark()
	return nil
}

// Between returns the point at which the curve is after a step of length h from the given point, with the
// tangent there computed anew. The error wraps ErrStuck if the corrector does not converge.
func (t *Tracer) Between(from Step, h float64) (Step, error) {
	saved := t.at
	defer func() { t.at = saved }()
	t.at = from
	if r := t.try(h); !r.ok {
		return Step{}, ErrStuck
	}
	out := Step{X: append([]float64{}, t.next...), Arc: from.Arc + h}
	if err := t.factor(out.X, from.Tangent); err != nil {
		return Step{}, err
	}
	t.along(from.Tangent)
	out.Tangent = append([]float64{}, t.tangent...)
	return out, nil
}

// Corrections counts the Newton steps taken so far.
func (t *Tracer) Corrections() int64 { return t.corrects }

func norm(x []float64) float64 { return math.Sqrt(dot(x, x)) }

func dot(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += x[i] * y[i]
	}
	return sum
}

func distance(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += (x[i] - y[i]) * (x[i] - y[i])
	}
	return math.Sqrt(sum)
}

func largest(x []float64) float64 {
	most := 0.0
	for _, v := range x {
		most = math.Max(most, math.Abs(v))
	}
	return most
}
