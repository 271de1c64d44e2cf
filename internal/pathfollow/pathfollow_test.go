package pathfollow

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// A curve is a system of one equation in two unknowns.
type curve struct{ f, fx, fl func(x, l float64) float64 }

func (c curve) Size() int                 { return 1 }
func (c curve) Eval(x, f []float64)       { f[0] = c.f(x[0], x[1]) }
func (c curve) Noise(x []float64) float64 { return 1e-16 * (1 + largest(x)) }
func (c curve) Jacobian(x []float64, rows [][]float64) {
	rows[0][0], rows[0][1] = c.fx(x[0], x[1]), c.fl(x[0], x[1])
}

// fold is l = x³ - a·x + 2: two turning points for a > 0.
func fold(a float64) curve {
	return curve{func(x, l float64) float64 { return x*x*x - a*x + 2 - l },
		func(x, l float64) float64 { return 3*x*x - a },
		func(x, l float64) float64 { return -1 }}
}

func follow(t *testing.T, s System, start []float64, until func(Step) bool) []Step {
	t.Helper()
	tr, err := New(s, start, Options{})
	if err != nil {
		t.Fatal(err)
	}
	steps := []Step{tr.At()}
	for !until(tr.At()) {
		st, err := tr.Next()
		if err != nil {
			t.Fatalf("after %d steps at %v: %v", len(steps), tr.At().X, err)
		}
		steps = append(steps, st)
		if len(steps) > 5000 {
			t.Fatalf("no end after %d steps at %v", len(steps), st.X)
		}
	}
	return steps
}

func TestCurveTurnsBack(t *testing.T) {
	for _, a := range []float64{1, 3, 20} {
		c := fold(a)
		start := -3 - a
		steps := follow(t, c, []float64{start, c.f(start, 0)}, func(s Step) bool { return s.X[0] > 3+a })
		turns := 0
		for i, s := range steps {
			if math.Abs(c.f(s.X[0], s.X[1])) > 1e-9*(1+math.Abs(s.X[1])) {
				t.Errorf("a = %g: %v is off the curve", a, s.X)
			}
			if math.Abs(norm(s.Tangent)-1) > 1e-12 {
				t.Errorf("a = %g: the tangent at %v has length %g", a, s.X, norm(s.Tangent))
			}
			if i > 0 && s.X[0] <= steps[i-1].X[0] {
				t.Errorf("a = %g: the tracer went back from %v to %v", a, steps[i-1].X, s.X)
			}
			if s.Turning {
				turns++
				at := math.Sqrt(a / 3)
				if d := min(math.Abs(s.X[0]-at), math.Abs(s.X[0]+at)); d > 0.3*at {
					t.Errorf("a = %g: a turning point is told at %v", a, s.X)
				}
			}
			if s.Crossing {
				t.Errorf("a = %g: a crossing is told at %v", a, s.X)
			}
		}
		if turns != 2 {
			t.Errorf("a = %g: %d turning points, want 2", a, turns)
		}
	}
}

// pitchfork is x·(l - 1 - x²) = e: for e = 0 the line x = 0 is crossed at l = 1.
func pitchfork(e float64) curve {
	return curve{func(x, l float64) float64 { return x*(l-1-x*x) + e },
		func(x, l float64) float64 { return l - 1 - 3*x*x },
		func(x, l float64) float64 { return x }}
}

func TestCrossingIsToldAndBendsAreFollowed(t *testing.T) {
	steps := follow(t, pitchfork(0), []float64{0, 0}, func(s Step) bool { return s.X[1] > 5 })
	crossings := 0
	for i, s := range steps {
		if s.X[0] != 0 {
			t.Fatalf("the tracer left the line x = 0: %v", s.X)
		}
		if s.Crossing {
			crossings++
			if d := math.Abs(steps[i-1].X[1] - 1); d > 1e-5 {
				t.Errorf("the crossing at 1 is told after %v", steps[i-1].X)
			}
		}
	}
	if crossings != 1 {
		t.Errorf("%d crossings, want 1", crossings)
	}
	for _, e := range []float64{1e-2, 1e-5, 1e-8, -1e-8, -1e-4} {
		steps := follow(t, pitchfork(e), []float64{e, 0}, func(s Step) bool { return s.X[1] > 5 })
		last := steps[len(steps)-1]
		if want := math.Copysign(math.Sqrt(last.X[1]-1), e); math.Abs(last.X[0]-want) > 0.01 {
			t.Errorf("e = %g: the tracer ends at %v: it jumped to another branch", e, last.X)
		}
		for _, s := range steps {
			if s.Crossing {
				t.Errorf("e = %g: a crossing is told at %v", e, s.X)
			}
		}
	}
}

// planes is F(x) = (l-1)·x in two unknowns: its Jacobian is singular at l = 1 with a kernel of two
// dimensions, and its determinant does not change sign.
type planes struct{}

func (planes) Size() int               { return 2 }
func (planes) Noise([]float64) float64 { return 1e-16 }
func (planes) Eval(x, f []float64)     { f[0], f[1] = (x[2]-1)*x[0], (x[2]-1)*x[1] }
func (planes) Jacobian(x []float64, rows [][]float64) {
	rows[0][0], rows[0][2] = x[2]-1, x[0]
	rows[1][1], rows[1][2] = x[2]-1, x[1]
}

func TestCrossingWithEvenKernel(t *testing.T) {
	crossings := 0
	for _, s := range follow(t, planes{}, []float64{0, 0, 0}, func(s Step) bool { return s.X[2] > 5 }) {
		if s.Crossing {
			crossings++
		}
	}
	if crossings != 1 {
		t.Errorf("%d crossings, want 1", crossings)
	}
}

func TestEndOfCurve(t *testing.T) {
	// x = sqrt(1-l) has a vertical tangent and no real continuation as a function, but goes on in arc length;
	// 1/(1-l) goes to infinity and never passes l = 1.
	c := curve{func(x, l float64) float64 { return x*(1-l) - 1 }, func(x, l float64) float64 { return 1 - l }, func(x, l float64) float64 { return -x }}
	steps := follow(t, c, []float64{1, 0}, func(s Step) bool { return s.X[0] > 1e6 })
	if l := steps[len(steps)-1].X[1]; !(l < 1) {
		t.Errorf("the tracer passed the pole: %v", l)
	}
	none := curve{func(x, l float64) float64 { return x*x + 1 }, func(x, l float64) float64 { return 2 * x }, func(x, l float64) float64 { return 0 }}
	if _, err := New(none, []float64{0.3, 0}, Options{}); !errors.Is(err, ErrStuck) {
		t.Errorf("a system without solutions: got %v, want ErrStuck", err)
	}
}

func TestBetween(t *testing.T) {
	c := fold(3)
	tr, err := New(c, []float64{-3, c.f(-3, 0)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	from := tr.At()
	to, err := tr.Next()
	if err != nil {
		t.Fatal(err)
	}
	mid, err := tr.Between(from, to.Arc/2)
	if err != nil || math.Abs(c.f(mid.X[0], mid.X[1])) > 1e-9 || mid.X[0] <= from.X[0] || mid.X[0] >= to.X[0] {
		t.Errorf("between %v and %v: %v, %v", from.X, to.X, mid.X, err)
	}
	if slope, want := mid.Tangent[1]/mid.Tangent[0], 3*mid.X[0]*mid.X[0]-3; math.Abs(slope-want) > 1e-7*math.Abs(want) {
		t.Errorf("the tangent at %v has slope %.12g, want %.12g", mid.X, slope, want)
	}
	if again := tr.At(); again.X[0] != to.X[0] {
		t.Errorf("the tracer moved to %v", again.X)
	}
}

func TestFactorsSolveAndGiveTheSign(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := 1; n <= 30; n++ {
		f := newLU(n)
		a := make([]float64, n*n)
		for i := range a {
			if r.IntN(3) > 0 || n < 4 {
				a[i] = r.NormFloat64()
			}
		}
		for i := range n {
			a[i*n+(i*7+3)%n] += 0.5
		}
		copy(f.a, a)
		f.factor()
		if f.sign == 0 {
			continue
		}
		b := make([]float64, n)
		for i := range b {
			b[i] = r.NormFloat64()
		}
		x := append([]float64{}, b...)
		f.apply(x)
		for i := range n {
			if d := dot(a[i*n:i*n+n], x) - b[i]; math.Abs(d) > 1e-9*(1+norm(x)) {
				t.Errorf("n = %d: row %d is off by %g", n, i, d)
			}
		}
		// Exchanging two rows changes the sign; so does negating one.
		if n > 1 {
			g := newLU(n)
			copy(g.a, a)
			copy(g.a[:n], a[n:2*n])
			copy(g.a[n:2*n], a[:n])
			g.factor()
			if g.sign != -f.sign {
				t.Errorf("n = %d: exchanging rows keeps the sign", n)
			}
		}
	}
	f := newLU(2)
	copy(f.a, []float64{1, 2, 2, 4})
	f.factor()
	if f.sign != 0 {
		t.Errorf("a singular matrix has sign %d", f.sign)
	}
}
