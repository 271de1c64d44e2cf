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
