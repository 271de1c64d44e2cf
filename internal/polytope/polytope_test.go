package polytope

import (
	"math/rand/v2"
	"testing"

	"parley/num"
)

// A face is empty, or not, as the vertices say; and Positive says which variables vanish on it.
func TestFacesAgainstAllBases(t *testing.T) {
	empty, vanish := 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 4))
		rows, cols := 1+r.IntN(4), 1+r.IntN(4)
		a := whole(r, rows, cols, []int64{1, 2, 30}[r.IntN(3)], "1")
		var all [][]num.Rat
		for _, z := range allVertices(a) {
			all = append(all, slacks(a, z))
		}
		p := New(a)
		for range 4 {
			v := r.IntN(rows + cols)
			if p.Held(v) {
				continue
			}
			var rest [][]num.Rat
			for _, z := range all {
				if z[v].IsZero() {
					rest = append(rest, z)
				}
			}
			if p.Kept(v) && len(rest) > 0 {
				t.Fatalf("seed %d: %v: variable %d is said to be positive all over the face", seed, a, v)
			}
			if ok := p.Hold(v); ok != (len(rest) > 0) {
				t.Fatalf("seed %d: %v: Hold(%d) is %v, vertices left: %v", seed, a, v, ok, rest)
			}
			if len(rest) == 0 {
				empty++
				continue
			}
			all = rest
			for u := range rows + cols {
				somewhere := false
				for _, z := range all {
					somewhere = somewhere || !z[u].IsZero()
				}
				if p.Positive(u) != somewhere {
					t.Fatalf("seed %d: %v: Positive(%d) is %v, vertices of the face: %v", seed, a, u, !somewhere, all)
				}
				if !somewhere && !p.Held(u) {
					vanish++
				}
			}
		}
	}
	if empty < 50 || vanish < 50 {
		t.Errorf("too easy: %d empty faces, %d variables that vanish", empty, vanish)
	}
}

func TestRank(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for range 200 {
		rows, cols, rank := 1+r.IntN(7), 1+r.IntN(7), 1+r.IntN(4)
		left, right := whole(r, rows, rank, 9, "1"), whole(r, rank, cols, 9, "1")
		a := make([][]num.Rat, rows)
		for i := range a {
			a[i] = make([]num.Rat, cols)
			for j := range a[i] {
				for k := range rank {
					a[i][j] = a[i][j].Add(left[i][k].Mul(right[k][j]).Neg())
				}
			}
		}
		if got, want := Rank(a), eliminate(a); got != want {
			t.Fatalf("rank of %v is %d, want %d", a, got, want)
		}
	}
}

// eliminate returns the rank of a, which it uses up.
func eliminate(a [][]num.Rat) int {
	rank := 0
	for c := range a[0] {
		for i := rank; i < len(a); i++ {
			if a[i][c].IsZero() {
				continue
			}
			a[rank], a[i] = a[i], a[rank]
			for k := rank + 1; k < len(a); k++ {
				f := a[k][c].Quo(a[rank][c])
				for j := range a[k] {
					a[k][j] = a[k][j].Sub(f.Mul(a[rank][j]))
				}
			}
			rank++
			break
		}
	}
	return rank
}
