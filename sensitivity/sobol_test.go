package sensitivity

import (
	"math"
	"math/rand/v2"
	"testing"
)

// sample evaluates f at a two-matrix design of n rows of independent uniform inputs.
func sample(f func([]float64) float64, k, n int, seed byte) *Sample {
	r := rand.New(rand.NewChaCha8([32]byte{seed}))
	s := &Sample{Columns: make([]Column, k)}
	a, b, x := make([]float64, k), make([]float64, k), make([]float64, k)
	for range n {
		for i := range k {
			a[i], b[i] = r.Float64(), r.Float64()
		}
		s.A, s.B = append(s.A, f(a)), append(s.B, f(b))
		for i := range k {
			copy(x, a)
			x[i] = b[i]
			s.Columns[i].F = append(s.Columns[i].F, f(x))
			s.Columns[i].Swapped = true
		}
	}
	return s
}

// ishigami is the function of Ishigami and Homma (1990) on [0,1]³, a = 7, b = 0.1.
func ishigami(u []float64) float64 {
	at := func(i int) float64 { return -math.Pi + 2*math.Pi*u[i] }
	s1, s2 := math.Sin(at(0)), math.Sin(at(1))
	return s1 + 7*s2*s2 + 0.1*math.Pow(at(2), 4)*s1
}

// ishigamiIndices are the closed forms.
func ishigamiIndices() (first, total []float64) {
	const a, b = 7, 0.1
	p4, p8 := math.Pow(math.Pi, 4), math.Pow(math.Pi, 8)
	v1 := math.Pow(1+b*p4/5, 2) / 2
	v2 := a * a / 8.0
	v13 := b * b * p8 * (1.0/18 - 1.0/50)
	v := v1 + v2 + v13
	return []float64{v1 / v, v2 / v, 0}, []float64{(v1 + v13) / v, v2 / v, v13 / v}
}

// g is the g-function of Sobol' with the given coefficients: the product of (|4u - 2| + a) / (1 + a).
func g(a []float64) func([]float64) float64 {
	return func(u []float64) float64 {
		p := 1.0
		for i := range a {
			p *= (math.Abs(4*u[i]-2) + a[i]) / (1 + a[i])
		}
		return p
	}
}

// gIndices are its closed forms: each factor has a variance of 1/(3 (1 + a)²).
func gIndices(a []float64) (first, total []float64) {
	all := 1.0
	own := make([]float64, len(a))
	for i := range a {
		own[i] = 1 / (3 * (1 + a[i]) * (1 + a[i]))
		all *= 1 + own[i]
	}
	for i := range a {
		first = append(first, own[i]/(all-1))
		total = append(total, own[i]*all/(1+own[i])/(all-1))
	}
	return first, total
}

func TestSobolAgainstClosedForms(t *testing.T) {
	coefficients := []float64{0, 1, 4.5, 9, 99, 99}
	first1, total1 := ishigamiIndices()
	first2, total2 := gIndices(coefficients)
	for _, c := range []struct {
		name         string
		f            func([]float64) float64
		first, total []float64
	}{{"Ishigami", ishigami, first1, total1}, {"g-function", g(coefficients), first2, total2}} {
		t.Run(c.name, func(t *testing.T) {
			d := Sobol(sample(c.f, len(c.first), 1<<15, 1), 1)
			for i, x := range d.Factors {
				t.Logf("factor %d: S1 %+v, want %.4f; ST %+v, want %.4f", i, x.First, c.first[i], x.Total, c.total[i])
				near(t, "S1", i, x.First.Value, c.first[i], 0.02)
				near(t, "ST", i, x.Total.Value, c.total[i], 0.02)
				if !x.HasFirst {
					t.Errorf("factor %d has no first-order index", i)
				}
			}
		})
	}
}

func near(t *testing.T, what string, factor int, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s of factor %d is %.4f, want %.4f ± %.3f", what, factor, got, want, within)
	}
}

// Of 95 % intervals about 95 % hold the true value, and four times the rows halve their width.
func TestIntervalsCoverAndShrink(t *testing.T) {
	first, total := ishigamiIndices()
	held, of := 0, 0
	width := map[int]float64{}
	for _, n := range []int{512, 2048} {
		for seed := range 40 {
			d := Sobol(sample(ishigami, 3, n, byte(seed+1)), 1)
			for i, x := range d.Factors {
				for _, e := range []struct {
					Estimate
					want float64
				}{{x.First, first[i]}, {x.Total, total[i]}} {
					of++
					if e.Low <= e.want && e.want <= e.High {
						held++
					}
					width[n] += e.High - e.Low
				}
			}
		}
	}
	if share := float64(held) / float64(of); share < 0.90 || share > 0.99 {
		t.Errorf("%d of %d intervals hold the true value, want about 95 %%", held, of)
	}
	if ratio := width[512] / width[2048]; ratio < 1.8 || ratio > 2.2 {
		t.Errorf("with four times the rows intervals are %.2f times as narrow, want 2", ratio)
	}
}

// A dependent pair has total indices in closed form: x and y standard normal with correlation r, and the
// function x + y. Given y, x keeps a variance of 1 - r², out of 2 + 2r: both totals are (1 - r) / 2.
func TestTotalIndexOfBoundFactors(t *testing.T) {
	const n, rho = 1 << 15, 0.6
	r := rand.New(rand.NewChaCha8([32]byte{3}))
	rest := math.Sqrt(1 - rho*rho)
	given := func(z float64) float64 { return rho*z + rest*r.NormFloat64() }
	s := &Sample{Columns: make([]Column, 2)}
	for range n {
		x := r.NormFloat64()
		y := given(x)
		u := r.NormFloat64()
		s.A, s.B = append(s.A, x+y), append(s.B, u+given(u))
		s.Columns[0].F = append(s.Columns[0].F, given(y)+y)
		s.Columns[1].F = append(s.Columns[1].F, x+given(x))
	}
	for i, x := range Sobol(s, 1).Factors {
		near(t, "ST", i, x.Total.Value, (1-rho)/2, 0.01)
		if x.HasFirst {
			t.Errorf("factor %d, which is bound, has a first-order index", i)
		}
	}
}

func TestSobolOfSpecialOutputs(t *testing.T) {
	flat := Sobol(sample(func([]float64) float64 { return 3 }, 2, 64, 1), 1)
	if !flat.Constant() || flat.Mean != 3 || flat.Variance != 0 {
		t.Errorf("of a constant: %+v", flat)
	}
	one := Sobol(sample(func(u []float64) float64 { return math.Floor(2 * u[0]) }, 2, 4096, 1), 1)
	near(t, "S1", 0, one.Factors[0].First.Value, 1, 0.05)
	if x := one.Factors[1]; x.Moved != 0 || x.Total != (Estimate{}) || !x.First.Zero() {
		t.Errorf("a factor without effect: %+v", x)
	}
	half := Sobol(sample(func(u []float64) float64 {
		if u[1] < 0.25 {
			return math.NaN()
		}
		return u[0]
	}, 2, 4096, 1), 1)
	if share := float64(half.Rows) / float64(half.Of); math.Abs(share-9.0/16) > 0.03 {
		t.Errorf("a quarter of the points is undefined: %.3f of the rows are left, want 0.5625", share)
	}
	near(t, "S1", 0, half.Factors[0].First.Value, 1, 0.05)
	none := Sobol(sample(func([]float64) float64 { return math.NaN() }, 2, 64, 1), 1)
	if !none.Constant() || none.Rows != 0 {
		t.Errorf("of nothing: %+v", none)
	}
	if empty := Sobol(&Sample{Columns: make([]Column, 2)}, 1); !empty.Constant() {
		t.Errorf("of no rows: %+v", empty)
	}
}

func TestSameSeedSameIntervals(t *testing.T) {
	s := sample(ishigami, 3, 256, 1)
	a, b, c := Sobol(s, 7), Sobol(s, 7), Sobol(s, 8)
	if a.Factors[0] != b.Factors[0] {
		t.Errorf("seed 7 gives %+v and %+v", a.Factors[0], b.Factors[0])
	}
	if a.Factors[0].First == c.Factors[0].First {
		t.Error("seeds 7 and 8 give the same interval")
	}
}
