package polytope

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/num"
)

// The pairs are those that come out when all vertices of both polytopes are found by solving every square
// system of tight rows, on small polytopes with and without degenerate vertices, with numbers up to some of 100 bits.
func TestComplementaryAgainstAllBases(t *testing.T) {
	var pairs, degenerate int
	sizes := map[string]int{}
	for seed := range uint64(900) {
		r := rand.New(rand.NewPCG(seed, 1))
		m, n := 1+r.IntN(4), 1+r.IntN(4)
		span := []int64{1, 2, 3, 50, 1 << 40}[r.IntN(5)]
		factor := []string{"1", "1", "1000000007", "1000000000000000003", "1000000000000000000000000000057"}[r.IntN(5)]
		b, a := whole(r, n, m, span, factor), whole(r, m, n, span, factor)
		got, _, ending := Complementary(context.Background(), b, a, Bounds{})
		if ending != Finished {
			t.Fatalf("seed %d: ended by %v", seed, ending)
		}
		want := bruteForce(b, a)
		if have := texts(got); !slices.Equal(have, want) {
			t.Fatalf("seed %d:\n%v\n%v\nfound %v\nwant  %v", seed, b, a, have, want)
		}
		pairs += len(want)
		if len(want)%2 == 0 {
			degenerate++
		}
		sizes[factor]++
	}
	if pairs < 1000 || degenerate < 50 || len(sizes) < 4 {
		t.Errorf("too easy: %d pairs, %d with an even number of them, factors %v", pairs, degenerate, sizes)
	}
}

// whole returns a random matrix of whole numbers from 0 to span, times factor for a part of it, with no
// column of zeros.
func whole(r *rand.Rand, rows, cols int, span int64, factor string) [][]num.Rat {
	f := num.MustParse(factor)
	a := make([][]num.Rat, rows)
	for i := range a {
		a[i] = make([]num.Rat, cols)
		for j := range a[i] {
			a[i][j] = num.Int(r.Int64N(span + 1))
			if r.IntN(2) == 0 {
				a[i][j] = a[i][j].Mul(f)
			}
		}
	}
	for j := range cols {
		if !slices.ContainsFunc(a, func(row []num.Rat) bool { return !row[j].IsZero() }) {
			a[r.IntN(rows)][j] = num.One
		}
	}
	return a
}

func texts(p *Pairs) []string {
	var out []string
	for i, x := range p.X {
		for _, k := range p.Of[i] {
			out = append(out, fmt.Sprint(ray(x.Z), ray(p.Y[k].Z)))
		}
	}
	slices.Sort(out)
	return out
}

// ray scales numbers, not all 0, so that they sum to 1.
func ray(z []num.Rat) []num.Rat {
	sum := num.Zero
	for _, v := range z {
		sum = sum.Add(v)
	}
	out := make([]num.Rat, len(z))
	for j, v := range z {
		out[j] = v.Quo(sum)
	}
	return out
}

// bruteForce finds the complementary pairs as texts does.
func bruteForce(b, a [][]num.Rat) []string {
	m := len(a)
	var out []string
	q := allVertices(a)
	for _, x := range allVertices(b) {
		if zero(x) {
			continue
		}
		for _, y := range q {
			if complementary(slacks(b, x), slacks(a, y), m) && !zero(y) {
				out = append(out, fmt.Sprint(ray(x), ray(y)))
			}
		}
	}
	slices.Sort(out)
	return out
}

func complementary(x, y []num.Rat, m int) bool {
	n := len(x) - m
	for l := range x {
		k := l - m
		if l < m {
			k = n + l
		}
		if !x[l].IsZero() && !y[k].IsZero() {
			return false
		}
	}
	return true
}

// slacks returns the unknowns and the slacks of {z >= 0, a z <= 1} at z.
func slacks(a [][]num.Rat, z []num.Rat) []num.Rat {
	out := slices.Clone(z)
	for _, row := range a {
		s := num.One
		for j, v := range row {
			s = s.Sub(v.Mul(z[j]))
		}
		out = append(out, s)
	}
	return out
}

func zero(z []num.Rat) bool {
	return !slices.ContainsFunc(z, func(v num.Rat) bool { return !v.IsZero() })
}

// allVertices solves every square system of tight rows and keeps what satisfies all of them.
func allVertices(a [][]num.Rat) [][]num.Rat {
	rows, d := len(a), len(a[0])
	var out [][]num.Rat
	seen := map[string]bool{}
	var choose func(from int, tight []int)
	choose = func(from int, tight []int) {
		if len(tight) == d {
			z := solveTight(a, tight)
			if z == nil || slices.ContainsFunc(slacks(a, z), func(v num.Rat) bool { return v.Sign() < 0 }) {
				return
			}
			if key := fmt.Sprint(z); !seen[key] {
				seen[key] = true
				out = append(out, z)
			}
			return
		}
		for v := from; v < rows+d; v++ {
			choose(v+1, append(slices.Clip(tight), v))
		}
	}
	choose(0, nil)
	return out
}

// solveTight returns the point where the given variables are 0; nil if there is not exactly one.
func solveTight(a [][]num.Rat, tight []int) []num.Rat {
	d := len(a[0])
	var m [][]num.Rat
	for _, v := range tight {
		row := make([]num.Rat, d+1)
		if v < d {
			row[v] = num.One
		} else {
			copy(row, a[v-d])
			row[d] = num.One
		}
		m = append(m, row)
	}
	for c := range d {
		p := slices.IndexFunc(m[c:], func(row []num.Rat) bool { return !row[c].IsZero() })
		if p < 0 {
			return nil
		}
		m[c], m[c+p] = m[c+p], m[c]
		for i := range m {
			if i == c || m[i][c].IsZero() {
				continue
			}
			f := m[i][c].Quo(m[c][c])
			for j := range m[i] {
				m[i][j] = m[i][j].Sub(f.Mul(m[c][j]))
			}
		}
	}
	z := make([]num.Rat, d)
	for c := range z {
		z[c] = m[c][d].Quo(m[c][c])
	}
	return z
}

// Bounds end a search, and what was found until then is right.
func TestBounds(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	b, a := whole(r, 8, 8, 2, "1"), whole(r, 8, 8, 2, "1")
	all, work, _ := Complementary(context.Background(), b, a, Bounds{})
	want := texts(all)
	if some, _, ending := Complementary(context.Background(), b, a, Bounds{Faces: work.Faces / 2}); ending != TooManyFaces || !subset(texts(some), want) {
		t.Errorf("half of the faces: ended by %v with %d pairs of %d", ending, len(texts(some)), len(want))
	}
	if some, _, ending := Complementary(context.Background(), b, a, Bounds{Pairs: 3}); ending != TooManyPairs || len(texts(some)) < 3 || !subset(texts(some), want) {
		t.Errorf("3 pairs: ended by %v with %d pairs of %d", ending, len(texts(some)), len(want))
	}
	if some, least, ending := Complementary(context.Background(), b, a, Bounds{Effort: 20_000}); ending != TooLong || least.Faces >= work.Faces || !subset(texts(some), want) {
		t.Errorf("20,000 entries: ended by %v with %d pairs of %d", ending, len(texts(some)), len(want))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b, a = whole(r, 14, 14, 100, "1"), whole(r, 14, 14, 100, "1")
	if _, _, ending := Complementary(ctx, b, a, Bounds{}); ending != Interrupted {
		t.Errorf("cancelled: ended by %v", ending)
	}
}

func subset(some, all []string) bool {
	for _, s := range some {
		if !slices.Contains(all, s) {
			return false
		}
	}
	return true
}
