package sweep

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"parley/diag"
	"parley/expr"
	"parley/model"
	"parley/num"
)

func drawer(t *testing.T, s *Space, design Design, seed uint64, n int) Drawer {
	t.Helper()
	d, err := s.Points(design, seed, n)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func draw(t *testing.T, d Drawer, i int) []num.Rat {
	t.Helper()
	v, err := d.Draw(i)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// mixed is a space with free params, a pair tied by an assumption, one fixed param, and a chain of eight
// for which rejection is not cheap.
func mixed(t *testing.T) *Space {
	dists := []model.Dist{evenly("0", "1"), dist("beta", "0", "1", "2", "3"), evenly("0", "1"), evenly("0", "2"), dist("fixed", "2", "2", "2")}
	for range 8 {
		dists = append(dists, evenly("0", "1"))
	}
	m := space(t, dists...)
	assume(m, 2, ">", 3)
	for k := 5; k < 12; k++ {
		assume(m, k, "<=", k+1)
	}
	base := baseline(m)
	base[2], base[3] = num.Frac(3, 4), num.Half
	for k := range 8 {
		base[5+k] = num.Frac(int64(k+1), 10)
	}
	s, err := NewSpace(m, base)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A point depends on the design, the seed, its number and, in a Latin hypercube, n: not on what was drawn
// before, by whom, or in which order.
func TestPointsHaveRandomAccess(t *testing.T) {
	const n = 400
	s := mixed(t)
	for _, design := range Designs() {
		d := drawer(t, s, design, 11, n)
		var all []string
		for i := range n {
			v := draw(t, d, i)
			if b := s.Broken(v); len(b) > 0 {
				t.Fatalf("%s: point %d breaks assumption %d", design, i, b[0])
			}
			all = append(all, fmt.Sprint(v))
		}
		if slices.Sort(slices.Clone(all)); len(slices.Compact(slices.Sorted(slices.Values(all)))) != n {
			t.Errorf("%s: some points are the same", design)
		}
		other := drawer(t, mixed(t), design, 11, n)
		clones := []Drawer{other, other.Clone(), d.Clone()}
		for k := n - 1; k >= 0; k -= 7 {
			i := k * 389 % n
			if got := fmt.Sprint(draw(t, clones[k%3], i)); got != all[i] {
				t.Fatalf("%s: point %d is %s, and alone %s", design, i, all[i], got)
			}
		}
		if fmt.Sprint(draw(t, drawer(t, s, design, 12, n), 5)) == all[5] {
			t.Errorf("%s: another seed gives the same point", design)
		}
		if design != LatinHypercube && fmt.Sprint(draw(t, drawer(t, s, design, 11, n+50), 5)) != all[5] {
			t.Errorf("%s: point 5 depends on n", design)
		}
		for _, i := range []int{-1, n} {
			if _, err := d.Draw(i); err == nil {
				t.Errorf("%s: there is a point %d", design, i)
			}
		}
	}
}

func TestRandomPointsAreDraws(t *testing.T) {
	s := mixed(t)
	d := drawer(t, s, Random, 4, 30)
	for i := range 30 {
		want, err := s.Draw(4, i)
		if err != nil {
			t.Fatal(err)
		}
		if got := draw(t, d, i); !slices.EqualFunc(got, want, num.Rat.Equal) {
			t.Fatalf("point %d is %v, and the draw %v", i, got, want)
		}
	}
}

func TestGroupsTellHowTheyAreDrawn(t *testing.T) {
	s := mixed(t)
	for design, want := range map[Design]string{
		Random:         "a: by the design; b: by the design; c d: at random, by rejection; e: by the design; f g h i j k l m: at random, by a hit-and-run walk",
		LatinHypercube: "a: by the design; b: by the design; c d: by the design; e: by the design; f g h i j k l m: at random, by a hit-and-run walk",
		Sobol:          "a: by the design; b: by the design; c d: by the design; e: by the design; f g h i j k l m: at random, by a hit-and-run walk",
	} {
		groups, err := s.Groups(design)
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, g := range groups {
			var names []string
			for _, p := range g.Params {
				names = append(names, p.Name)
			}
			texts = append(texts, strings.Join(names, " ")+": "+string(g.How))
		}
		if got := strings.Join(texts, "; "); got != want {
			t.Errorf("%s: %s, want %s", design, got, want)
		}
		if x := groups[2].Share; math.Abs(x-0.25) > 0.05 {
			t.Errorf("%s: the share of c > d is %.3f, want 1/4", design, x)
		}
		if x := groups[4].Share * 40320; x < 0.4 || x > 2.5 {
			t.Errorf("%s: the share of a chain of eight is %.2g, want 1/8! = 2.5e-5", design, groups[4].Share)
		}
	}
}

// In a Latin hypercube each of n strata of a free param has one point.
func TestLatinHypercubeHasOnePointInEachStratum(t *testing.T) {
	const n = 500
	s := mixed(t)
	d := drawer(t, s, LatinHypercube, 3, n)
	var strata [n]int
	for i := range n {
		x := draw(t, d, i)[0].Float()
		strata[min(n-1, int(x*n+1e-9))]++
	}
	off := 0 // rounding to six digits can move a point over an edge
	for _, k := range strata {
		off += max(0, k-1)
	}
	if off > 2 {
		t.Errorf("%d strata have two points", off)
	}
}

// Where assumptions thin the points out, what is left is uniform on the region: of (c, d) in the
// triangle c > d of the box [0, 1] x [0, 2], c has the distribution function c².
func TestThinnedPointsAreUniformOnTheRegion(t *testing.T) {
	const n = 2500
	for _, design := range Designs() {
		d := drawer(t, mixed(t), design, 21, n)
		var cs, ratios []float64
		for i := range n {
			v := draw(t, d, i)
			cs, ratios = append(cs, v[2].Float()), append(ratios, v[3].Float()/v[2].Float())
		}
		k1 := kolmogorov(cs, func(x float64) float64 { return x * x })
		k2 := kolmogorov(ratios, func(x float64) float64 { return x })
		limit := 1.95 / math.Sqrt(n) // 0.1 % point for independent points
		if design != Random {
			limit /= 2
		}
		if k1 > limit || k2 > limit {
			t.Errorf("%s: the distributions are off by %.4f and %.4f, want at most %.4f", design, k1, k2, limit)
		}
	}
}

// kolmogorov returns the greatest distance of the sample's distribution function from cdf.
func kolmogorov(sample []float64, cdf func(float64) float64) (d float64) {
	slices.Sort(sample)
	n := float64(len(sample))
	for i, x := range sample {
		f := cdf(x)
		d = max(d, f-float64(i)/n, float64(i+1)/n-f)
	}
	return d
}

// Points of a walk are uniform on the region. The k-th of d ordered uniform numbers has the distribution
// Beta(k, d+1-k); the region has 1/10! of the box.
func TestWalkIsUniformOnAnOrderedChain(t *testing.T) {
	const d, n = 10, 6000
	m := chainModel(t, d, "<")
	s, err := NewSpace(m, baseline(m))
	if err != nil {
		t.Fatal(err)
	}
	points := drawer(t, s, Random, 5, n)
	values := make([][]float64, d)
	for i := range n {
		for k, x := range draw(t, points, i) {
			values[k] = append(values[k], x.Float())
		}
	}
	for k, x := range values {
		// How far draws of one chain hang together.
		lag, variance, mean := 0.0, 0.0, float64(k+1)/(d+1)
		for i := range n - 1 {
			lag += (x[i] - mean) * (x[i+1] - mean)
			variance += (x[i] - mean) * (x[i] - mean)
		}
		if lag/variance > 0.1 {
			t.Errorf("param %d: the correlation of a draw with the next is %.3f", k, lag/variance)
		}
		distance := kolmogorov(x, func(x float64) float64 { return betaCDF(float64(k+1), float64(d-k), x) })
		if limit := 1.95 / math.Sqrt(n); distance > limit {
			t.Errorf("param %d: the distribution is off by %.4f, want at most %.4f", k, distance, limit)
		}
	}
}

// chainModel has params a op b op c ..., uniform from 0 to 1.
func chainModel(t *testing.T, d int, op string) *model.Model {
	var dists []model.Dist
	for range d {
		dists = append(dists, evenly("0", "1"))
	}
	m := space(t, dists...)
	for k := range d {
		m.Params[k].Value = num.Frac(int64(k+1), int64(d+1))
		if k > 0 {
			assume(m, k-1, op, k)
		}
	}
	return m
}

// The region in which a product of six numbers exceeds 1/2 is curved, and has 1 in 12,000 of the cube. The
// sum of -ln x there has a gamma distribution that is cut off at ln 2, and the share of one of them in
// the sum is Beta(1, 5).
func TestWalkGoesRoundCurves(t *testing.T) {
	const d, n = 6, 3000
	m := space(t, slices.Repeat([]model.Dist{evenly("0", "1")}, d)...)
	product := expr.ID(0)
	for k := expr.ID(1); k < d; k++ {
		product, _ = m.Pool.Binary(expr.Mul, product, k)
	}
	m.Assumptions = []model.Assumption{{Text: "product", Op: ">", Left: product, Right: m.Pool.Const(num.Half)}}
	s := newSpace(m.Params, m.Assumptions, m.Pool)
	if g, err := s.Groups(Random); err != nil || g[0].How != ByWalk || g[0].Correlation > 0.2 {
		t.Fatalf("drawn %v, %v; want a walk with little correlation", g, err)
	}
	points := drawer(t, s, Random, 8, n)
	var sums, shares []float64
	for i := range n {
		sum, first := 0.0, 0.0
		for k, x := range draw(t, points, i) {
			if sum -= math.Log(x.Float()); k == 0 {
				first = sum
			}
		}
		sums, shares = append(sums, sum), append(shares, first/sum)
	}
	gamma := func(x float64) float64 { // of shape 6
		term, sum := math.Exp(-x), math.Exp(-x)
		for k := 1.0; k < d; k++ {
			term *= x / k
			sum += term
		}
		return 1 - sum
	}
	limit := 1.95 / math.Sqrt(n)
	if k := kolmogorov(sums, func(x float64) float64 { return gamma(x) / gamma(math.Ln2) }); k > limit {
		t.Errorf("the distribution of the sum is off by %.4f, want at most %.4f", k, limit)
	}
	if k := kolmogorov(shares, func(x float64) float64 { return 1 - math.Pow(1-x, 5) }); k > limit {
		t.Errorf("the distribution of a share is off by %.4f, want at most %.4f", k, limit)
	}
}

// The error of an empty region names what is in conflict, no more.
func TestEmptyRegions(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(m *model.Model)
		want   string
	}{
		{"two ranges", func(m *model.Model) {
			ranged(m, 0, "0", "0.2")
			ranged(m, 1, "0.3", "1")
			assume(m, 0, ">", 1)
			assume(m, 2, "<", 0)
		},
			"these assumptions cannot hold together:\n  m.star:2:1: a > b\n  m.star:1:1: a lies between 0 and 0.2\n  m.star:1:2: b lies between 0.3 and 1\nWiden a range or drop an assumption."},
		{"a circle", func(m *model.Model) {
			assume(m, 0, "<", 1)
			assume(m, 1, "<", 2)
			assume(m, 3, "<", 1)
			assume(m, 2, "<", 0)
		},
			"these assumptions cannot hold together:\n  m.star:2:1: a < b\n  m.star:2:2: b < c\n  m.star:2:4: c < a\nDrop one of them."},
		{"an equation in disguise", func(m *model.Model) { assume(m, 0, "<=", 1); assume(m, 1, "<=", 0); assume(m, 3, "<", 1) },
			"draws find no room between these assumptions, which hold together only with equality:\n  m.star:2:1: a <= b\n  m.star:2:2: b <= a\nTo tie params by an equation, let one of them be an expression of the others."},
		{"an end of a range", func(m *model.Model) { ranged(m, 0, "0", "1"); ranged(m, 1, "1", "2"); assume(m, 0, ">=", 1) },
			"draws find no room between these assumptions, which hold together only with equality:\n  m.star:2:1: a >= b\n  m.star:1:1: a lies between 0 and 1\n  m.star:1:2: b lies between 1 and 2\n"},
		{"an equation", func(m *model.Model) { assume(m, 0, "==", 1) },
			"draws find no room between these assumptions, which hold together only with equality:\n  m.star:2:1: a == b\n"},
		{"a product", func(m *model.Model) {
			assume(m, 3, "<", 2)
			product, _ := m.Pool.Binary(expr.Mul, 0, 1)
			m.Assumptions = append(m.Assumptions, model.Assumption{Text: "a * b > 1", Op: ">", Left: product, Right: m.Pool.Const(num.One)})
			assume(m, 0, "<", 3)
		}, "no point was found at which these assumptions hold together:\n  m.star:2:2: a * b > 1\n  m.star:1:1: a lies between 0 and 1\n  m.star:1:2: b lies between 0 and 1\nWiden"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := space(t, evenly("0", "1"), evenly("0", "1"), evenly("0", "1"), evenly("0", "1"))
			test.change(m)
			for p := range m.Params {
				m.Params[p].Pos = diag.Pos{File: "m.star", Line: 1, Col: p + 1}
			}
			for k := range m.Assumptions {
				m.Assumptions[k].Pos = diag.Pos{File: "m.star", Line: 2, Col: k + 1}
			}
			s := newSpace(m.Params, m.Assumptions, m.Pool)
			for _, design := range Designs() {
				_, err := s.Points(design, 1, 10)
				if err == nil {
					t.Fatalf("%s: no error", design)
				}
				_, text, _ := strings.Cut(err.Error(), ": ")
				if !strings.HasPrefix(text, test.want) {
					t.Fatalf("%s:\n%s\nwant\n%s", design, text, test.want)
				}
			}
			if _, err := s.Draw(1, 0); err == nil {
				t.Error("a draw: no error")
			}
		})
	}
}

func ranged(m *model.Model, p int, low, high string) { m.Params[p].Dist = evenly(low, high) }

func TestWrongDesigns(t *testing.T) {
	s := mixed(t)
	if _, err := s.Points("grid", 1, 10); err == nil || !strings.Contains(err.Error(), `no design "grid"; there are random, lhs and sobol`) {
		t.Errorf("an unknown design: %v", err)
	}
	if _, err := s.Points(Sobol, 1, 0); err == nil {
		t.Error("a design without points")
	}
}
