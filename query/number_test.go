package query

import "testing"

func TestArena(t *testing.T) {
	var a arena[flt]
	for round := range 3 {
		var all [][]flt
		for i := range 300 {
			x := a.get(1 + i*37%9000)
			for j := range x {
				if x[j] != 0 {
					t.Fatalf("round %d: slice %d holds %v from before", round, i, x[j])
				}
				x[j] = flt(i + 1)
			}
			all = append(all, x)
		}
		for i, x := range all {
			for _, v := range x {
				if v != flt(i+1) {
					t.Fatalf("round %d: slice %d was written to by another", round, i)
				}
			}
		}
		a.reset()
		kept := 0
		for _, c := range a.chunks {
			kept += len(c)
		}
		if kept == 0 || kept > mostKept {
			t.Errorf("round %d: %d elements are kept, want some and at most %d", round, kept, mostKept)
		}
	}
}
