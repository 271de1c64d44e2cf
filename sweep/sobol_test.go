package sweep

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// The first points in dimensions 1 to 5, as Joe and Kuo's own program prints them but in natural order.
func TestSobolSequence(t *testing.T) {
	want := [][]float64{
		{0, 0, 0, 0, 0}, {.5, .5, .5, .5, .5}, {.25, .75, .75, .75, .25}, {.75, .25, .25, .25, .75},
		{.125, .625, .375, .125, .125}, {.625, .125, .875, .625, .625}, {.375, .375, .625, .875, .375}, {.875, .875, .125, .375, .875},
	}
	for i, w := range want {
		for dim, x := range w {
			if got := float64(sobolPoint(directions(), dim, uint64(i))) / (1 << 64); got != x {
				t.Errorf("point %d, dimension %d: %v, want %v", i, dim+1, got, x)
			}
		}
	}
	if n := len(directions()); n != SobolParams {
		t.Errorf("the table has %d dimensions, want %d", n, SobolParams)
	}
}

// netQuality returns the least t such that 2^m points are a (t, m, 2)-net in base 2: every box of volume
// 2^(t-m) whose sides are dyadic holds 2^t of them (Niederreiter 1987).
func netQuality(m int, x, y func(i uint64) uint64) int {
	for t := 0; ; t++ {
		if equidistributed(m, t, x, y) {
			return t
		}
	}
}

func equidistributed(m, t int, x, y func(i uint64) uint64) bool {
	for a := 0; a <= m-t; a++ {
		b := m - t - a
		count := make([]int, 1<<(m-t))
		for i := range uint64(1) << m {
			cell := x(i)>>1>>(63-a)<<b | y(i)>>1>>(63-b)
			if count[cell]++; count[cell] > 1<<t {
				return false
			}
		}
	}
	return true
}

// Every two of the first 12 dimensions are a net of small t, and scrambling changes none of that; the
// first two are the best that there is, t = 0, from any multiple of 2^m on.
func TestSobolIsANet(t *testing.T) {
	const m = 8
	table := directions()
	coordinate := func(dim int, first uint64) func(uint64) uint64 {
		return func(i uint64) uint64 { return sobolPoint(table, dim, first+i) }
	}
	scrambled := func(dim int, first uint64) func(uint64) uint64 {
		key := [2]uint64{uint64(dim) * 0x9e3779b97f4a7c15, 77}
		return func(i uint64) uint64 { return scramble(sobolPoint(table, dim, first+i), key) }
	}
	for _, first := range []uint64{0, 5 << m, 1 << 35} {
		if q := netQuality(m, scrambled(0, first), scrambled(1, first)); q != 0 {
			t.Errorf("dimensions 1 and 2 from point %d: t = %d, want 0", first, q)
		}
	}
	sum := 0
	for a := range 12 {
		for b := range a {
			plain, mixed := netQuality(m, coordinate(a, 0), coordinate(b, 0)), netQuality(m, scrambled(a, 0), scrambled(b, 0))
			if plain != mixed {
				t.Errorf("dimensions %d and %d: t = %d, and scrambled %d", b+1, a+1, plain, mixed)
			}
			sum += plain
		}
	}
	if mean := float64(sum) / 66; mean > 3 {
		t.Errorf("over pairs of the first 12 dimensions t is %.2f on average, want at most 3", mean)
	}
	for dim := range SobolParams { // in one dimension every one is a (0, m, 1)-net
		seen := map[uint64]bool{}
		for i := range uint64(64) {
			seen[sobolPoint(table, dim, i)>>58] = true
		}
		if len(seen) != 64 {
			t.Fatalf("dimension %d: 64 points fall into %d of 64 strata", dim+1, len(seen))
		}
	}
}

// A scrambled point is uniform, and its bits after the first depend on those before it: over many keys
// each cell of 1/16 is hit about as often from any x.
func TestScramblingIsUniform(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, x := range []uint64{0, 1 << 63, 0xdeadbeefcafe0123} {
		var count [16]float64
		const n = 16_000
		for range n {
			count[scramble(x, [2]uint64{r.Uint64(), r.Uint64()})>>60]++
		}
		chi := 0.0
		for _, c := range count {
			chi += (c - n/16) * (c - n/16) / (n / 16)
		}
		if chi > 37.7 { // 0.1 % point of chi-square with 15 degrees of freedom
			t.Errorf("x = %x: chi-square %.1f", x, chi)
		}
	}
}

// The mean over scramblings is the integral, and one scrambling misses it by far less than as many
// random points: the error falls like n^-1.5 for smooth functions (Owen 1997).
func TestSobolIntegrates(t *testing.T) {
	const dims, reps = 5, 40
	table := directions()
	// Π (1 + c (x_j - 1/2)): integral 1, variance (1 + c²/12)^5 - 1.
	f := func(x func(dim int) float64) float64 {
		out := 1.0
		for j := range dims {
			out *= 1 + 0.8*(x(j)-0.5)
		}
		return out
	}
	errorOf := func(n int) (rms, mean float64) {
		for rep := range reps {
			k := keys(uint64(rep), forScramble, dims)
			sum := 0.0
			for i := range n {
				sum += f(func(j int) float64 { return unit(scramble(sobolPoint(table, j, uint64(i)), k[j])) })
			}
			e := sum/float64(n) - 1
			rms += e * e / reps
			mean += e / reps
		}
		return math.Sqrt(rms), mean
	}
	small, meanSmall := errorOf(64)
	large, meanLarge := errorOf(1024)
	randomLarge := math.Sqrt((math.Pow(1+0.64/12, dims) - 1) / 1024)
	if large > randomLarge/10 {
		t.Errorf("1,024 points: error %.2g, that of random points is %.2g", large, randomLarge)
	}
	if rate := math.Log(small/large) / math.Log(16); rate < 1.1 {
		t.Errorf("the error falls like n^-%.2f, want nearly 1.5", rate)
	}
	for _, x := range [][2]float64{{small, meanSmall}, {large, meanLarge}} {
		if math.Abs(x[1]) > 3.5*x[0]/math.Sqrt(reps) {
			t.Errorf("the mean over scramblings is off by %.2g, with standard error %.2g", x[1], x[0]/math.Sqrt(reps))
		}
	}
}

// A permutation takes no value twice, and over keys each order is as likely as any.
func TestPermutations(t *testing.T) {
	for _, n := range []uint64{1, 2, 3, 255, 256, 257, 5000} {
		seen := make([]bool, n)
		for j := range n {
			k := permute([2]uint64{3, n}, n, j)
			if k >= n || seen[k] {
				t.Fatalf("n = %d: %d goes to %d, a second time or too far", n, j, k)
			}
			seen[k] = true
		}
	}
	r := rand.New(rand.NewPCG(5, 6))
	count := map[string]float64{}
	const n = 6_000
	for range n {
		key := [2]uint64{r.Uint64(), r.Uint64()}
		var order []uint64
		for j := range uint64(4) {
			order = append(order, permute(key, 4, j))
		}
		count[fmt.Sprint(order)]++
	}
	chi := 0.0
	for _, c := range count {
		chi += (c - n/24) * (c - n/24) / (n / 24)
	}
	if len(count) != 24 || chi > 49.7 { // 0.1 % point of chi-square with 23 degrees of freedom
		t.Errorf("%d of 24 orders of 4, chi-square %.1f", len(count), chi)
	}
}
