package sensitivity

import (
	"math"
	"math/rand/v2"
	"testing"
)

// uniform draws n points of k inputs.
func uniform(n, k int, seed byte) [][]float64 {
	r := rand.New(rand.NewChaCha8([32]byte{seed}))
	x := make([][]float64, n)
	for j := range x {
		x[j] = make([]float64, k)
		for i := range k {
			x[j][i] = r.Float64()
		}
	}
	return x
}

func hits(x [][]float64, of func([]float64) bool) []bool {
	out := make([]bool, len(x))
	for j := range x {
		out[j] = of(x[j])
	}
	return out
}

func TestPRIMFindsAPlantedBox(t *testing.T) {
	x := uniform(10_000, 8, 1)
	planted := func(v []float64) bool { return v[2] < 0.3 && v[5] > 0.6 && v[5] < 0.9 }
	boxes := PRIM(x, hits(x, planted))
	if len(boxes) != 1 {
		t.Fatalf("%d boxes, want 1: %+v", len(boxes), boxes)
	}
	b := boxes[0]
	want := []Bound{{Input: 2, Low: math.Inf(-1), High: 0.3}, {Input: 5, Low: 0.6, High: 0.9}}
	if len(b.Bounds) != len(want) {
		t.Fatalf("bounds %+v, want those of inputs 2 and 5", b.Bounds)
	}
	for i, w := range want {
		g := b.Bounds[i]
		if g.Input != w.Input || !close(g.Low, w.Low) || !close(g.High, w.High) || g.P > 1e-6 {
			t.Errorf("bound %+v, want %+v", g, w)
		}
	}
	if b.Coverage.Value() < 0.9 || b.Density.Value() < 0.9 {
		t.Errorf("coverage %.3f, density %.3f, want at least 0.9 of each", b.Coverage.Value(), b.Density.Value())
	}
}

func close(a, b float64) bool { return a == b || math.Abs(a-b) < 0.02 }

// Two boxes apart, with noise: one point in twenty is the other way round.
func TestPRIMFindsOneBoxAfterAnother(t *testing.T) {
	x := uniform(20_000, 5, 2)
	r := rand.New(rand.NewChaCha8([32]byte{9}))
	boxes := PRIM(x, hits(x, func(v []float64) bool {
		in := v[0] < 0.4 && v[1] < 0.5 || v[2] > 0.8 && v[3] > 0.5
		return in != (r.Float64() < 0.05)
	}))
	if len(boxes) != 2 {
		t.Fatalf("%d boxes, want 2: %+v", len(boxes), boxes)
	}
	for i, inputs := range [][2]int{{0, 1}, {2, 3}} {
		b := boxes[i]
		if len(b.Bounds) != 2 || b.Bounds[0].Input != inputs[0] || b.Bounds[1].Input != inputs[1] {
			t.Errorf("box %d restricts %+v, want inputs %v", i+1, b.Bounds, inputs)
		}
		if d := b.Density.Value(); math.Abs(d-0.95) > 0.04 {
			t.Errorf("box %d has density %.3f, want 0.95", i+1, d)
		}
	}
}

func TestPRIMSaysNothingWhereThereIsNothing(t *testing.T) {
	x := uniform(4000, 4, 3)
	r := rand.New(rand.NewChaCha8([32]byte{4}))
	for name, of := range map[string]func([]float64) bool{
		"pure noise":        func([]float64) bool { return r.Float64() < 0.3 },
		"never":             func([]float64) bool { return false },
		"always":            func([]float64) bool { return true },
		"too few to tell":   func(v []float64) bool { return v[0] < 0.004 },
		"nearly everywhere": func([]float64) bool { return r.Float64() < 0.95 },
	} {
		if boxes := PRIM(x, hits(x, of)); len(boxes) > 0 {
			t.Errorf("%s: %+v", name, boxes)
		}
	}
	if PRIM(nil, nil) != nil {
		t.Error("a box of no points")
	}
}

// Inputs with few values are peeled by whole values.
func TestPRIMOfWholeNumbers(t *testing.T) {
	x := uniform(6000, 3, 5)
	for _, v := range x {
		v[1] = math.Floor(4 * v[1])
	}
	boxes := PRIM(x, hits(x, func(v []float64) bool { return v[1] >= 3 }))
	if len(boxes) != 1 || len(boxes[0].Bounds) != 1 {
		t.Fatalf("%+v, want one box with one bound", boxes)
	}
	if b := boxes[0].Bounds[0]; b.Input != 1 || b.Low != 2.5 || !math.IsInf(b.High, 1) || boxes[0].Density.Value() != 1 || boxes[0].Coverage.Value() != 1 {
		t.Errorf("%+v, want input 1 from 2.5 on, coverage and density 1", boxes[0])
	}
}

func TestBinomialTail(t *testing.T) {
	for _, c := range []struct {
		n, k int
		q    float64
		want float64
	}{{1, 1, 0.3, 0.3}, {2, 1, 0.5, 0.75}, {10, 10, 0.5, 1.0 / 1024}, {5, 0, 0.2, 1}, {5, 3, 0, 0}, {5, 3, 1, 1}} {
		if got := binomialTail(c.n, c.k, c.q); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%d or more of %d with %g: %g, want %g", c.k, c.n, c.q, got, c.want)
		}
	}
}
