package sweep

import (
	"math"
	"testing"

	"parley/num"
)

// A and B of a row are independent, each with the distribution of a draw, tied params too; rows do not
// depend on what was drawn before.
func TestPairsAreIndependentDraws(t *testing.T) {
	m := space(t, evenly("0", "1"), evenly("0", "1"), evenly("0", "2"), dist("fixed", "3", "3"))
	assume(m, 0, ">", 1)
	m.Params[0].Value = num.MustParse("3/4")
	s, err := NewSpace(m, baseline(m))
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.Pairs(1)
	if err != nil {
		t.Fatal(err)
	}
	const n = 4096
	// On x > y: x has mean 2/3, y 1/3, each variance 1/18; z has mean 1, variance 1/3.
	want := []float64{2.0 / 3, 1.0 / 3, 1}
	spread := []float64{1.0 / 18, 1.0 / 18, 1.0 / 3}
	var meanA, meanB, cross, square [3]float64
	for i := range n {
		a, b, err := d.Row(i)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Broken(a)) > 0 || len(s.Broken(b)) > 0 {
			t.Fatalf("row %d breaks the assumption: %v, %v", i, a, b)
		}
		for p := range want {
			x, y := a[p].Float()-want[p], b[p].Float()-want[p]
			meanA[p] += x / n
			meanB[p] += y / n
			cross[p] += x * y / n
			square[p] += (x*x + y*y) / 2 / n
		}
	}
	for p := range want {
		sd := math.Sqrt(spread[p])
		if e := 5 * sd / math.Sqrt(n); math.Abs(meanA[p]) > e || math.Abs(meanB[p]) > e || math.Abs(cross[p]) > 5*spread[p]/math.Sqrt(n) || math.Abs(square[p]/spread[p]-1) > 0.1 {
			t.Errorf("param %d: means off by %.4f and %.4f, covariance %.4f, variance %.4f, want %.4f", p, meanA[p], meanB[p], cross[p], square[p], spread[p])
		}
	}
	// A scrambled Sobol' sequence integrates far better than random points: its means err by far less.
	if e := math.Abs(meanA[2]); e > 0.1*math.Sqrt(spread[2]/n) {
		t.Errorf("the mean of the free param is off by %.6f, more than a Sobol' sequence would be", e)
	}
	again := d.Clone()
	a1, b1, _ := d.Row(17)
	a2, b2, _ := again.Row(17)
	for p := range a1 {
		if !a1[p].Equal(a2[p]) || !b1[p].Equal(b2[p]) {
			t.Errorf("row 17 is %v, %v and then %v, %v", a1, b1, a2, b2)
		}
	}
}

// Given y, x is uniform above it, however thin that is, and independent of where it was.
func TestRedrawIsUniformOnTheSlice(t *testing.T) {
	for _, y := range []string{"0.5", "0.9995"} {
		m := space(t, evenly("0", "1"), evenly("0", "1"))
		assume(m, 0, ">", 1)
		m.Params[0].Value, m.Params[1].Value = num.MustParse("0.75"), num.MustParse("0.25")
		s, err := NewSpace(m, baseline(m))
		if err != nil {
			t.Fatal(err)
		}
		at := num.MustParse(y)
		low := at.Float()
		r := stream(1, 0, 0, 0)
		n, sum, square := 400, 0.0, 0.0
		for i := range n {
			from := at.Add(num.One.Sub(at).Mul(num.Frac(int64(1+i%9), 10))) // wherever it was
			x, ok := s.Redraw([]num.Rat{from, at}, 0, r)
			if !ok || !at.Less(x) {
				t.Fatalf("given y = %s: %v, %v", y, x, ok)
			}
			u := (x.Float() - low) / (1 - low)
			sum += u / float64(n)
			square += u * u / float64(n)
		}
		if math.Abs(sum-0.5) > 0.08 || math.Abs(square-1.0/3) > 0.08 {
			t.Errorf("given y = %s the moments are %.3f and %.3f, want 0.5 and 0.333", y, sum, square)
		}
	}
	m := space(t, evenly("0", "1"), evenly("0", "1"))
	assume(m, 0, ">", 1)
	if _, ok := newSpace(m.Params, m.Assumptions, m.Pool).Redraw([]num.Rat{num.One, num.Int(2)}, 0, stream(1, 0, 0, 0)); ok {
		t.Error("a value above 2 was found in a range up to 1")
	}
}
