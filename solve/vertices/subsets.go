package vertices

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"

	"parley/internal/linprog"
	"parley/num"
	"parley/solve"
)

// A biclique is a set of x and a set of y every pair of which is an extreme equilibrium.
type biclique struct{ xs, ys []int }

// subsets lists the maximal Nash subsets of the component of the given x as maximal bicliques: the sets of
// y of those are the intersections, not empty, of sets p.of[i]. all is false if there are more than most.
func (p *pairing) subsets(xs []int, most int) (list []biclique, all bool) {
	words := (len(p.y) + 63) / 64
	neighbours := make([][]uint64, len(xs))
	var found [][]uint64
	seen := map[string]bool{}
	add := func(s []uint64) bool {
		if key := string(appendKey(nil, s)); !seen[key] {
			seen[key] = true
			found = append(found, s)
		}
		return len(found) <= most
	}
	for at, i := range xs {
		own := make([]uint64, words)
		for _, k := range p.of[i] {
			own[k/64] |= 1 << (k % 64)
		}
		neighbours[at] = own
		for _, s := range found[:len(found):len(found)] {
			both := make([]uint64, words)
			any := uint64(0)
			for w := range both {
				both[w] = s[w] & own[w]
				any |= both[w]
			}
			if any != 0 && !add(both) {
				return p.some(xs), false
			}
		}
		if !add(own) {
			return p.some(xs), false
		}
	}
	for _, s := range found {
		b := biclique{ys: members(s)}
		for at, i := range xs {
			if within(s, neighbours[at]) {
				b.xs = append(b.xs, i)
			}
		}
		list = append(list, b)
	}
	slices.SortFunc(list, func(a, b biclique) int {
		return cmp.Or(slices.Compare(a.xs, b.xs), slices.Compare(a.ys, b.ys))
	})
	return list, true
}

// some returns a biclique for each x, where listing all is out of the question: those of its own y. No
// subset has a larger dimension in y.
func (p *pairing) some(xs []int) []biclique {
	var out []biclique
	for _, i := range xs {
		out = append(out, biclique{[]int{i}, p.of[i]})
	}
	return out
}

// describe gives a biclique's mixed strategies and its dimension: that of the convex hulls.
func (p *pairing) describe(b biclique) solve.Subset {
	out := solve.Subset{Strategies: make([][][]num.Rat, 2)}
	for _, i := range b.xs {
		out.Strategies[0] = append(out.Strategies[0], p.x[i])
	}
	for _, k := range b.ys {
		out.Strategies[1] = append(out.Strategies[1], p.y[k])
	}
	out.Dimension = dimension(out.Strategies[0]) + dimension(out.Strategies[1])
	return out
}

// dimension returns the dimension of the convex hull of probability vectors, one less than their rank.
func dimension(list [][]num.Rat) int {
	if len(list) < 3 {
		return len(list) - 1
	}
	return linprog.Rank(list) - 1
}

func appendKey(key []byte, s []uint64) []byte {
	for _, w := range s {
		key = binary.LittleEndian.AppendUint64(key, w)
	}
	return key
}

func members(s []uint64) []int {
	var out []int
	for w, word := range s {
		for ; word != 0; word &= word - 1 {
			out = append(out, 64*w+bits.TrailingZeros64(word))
		}
	}
	return out
}

func within(s, t []uint64) bool {
	for w := range s {
		if s[w]&^t[w] != 0 {
			return false
		}
	}
	return true
}
