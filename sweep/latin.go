package sweep

import "math/bits"

// latin returns the place of point j of a Latin hypercube of n points in one dimension: uniform within
// one of n equal strata, and no two points share a stratum (McKay, Beckman and Conover 1979). Key chooses
// the hypercube and the dimension.
func latin(key [2]uint64, n, j uint64) float64 {
	stratum := permute(key, n, j)
	within := unit(hash(key, ^stratum))
	u := (float64(stratum) + within) / float64(n)
	return min(u, 1-0x1p-53)
}

// permute returns the image of j under a permutation of 0 ... n-1 that key chooses, without a table: a
// Feistel network on numbers of an even number of bits, repeated until the result is below n ("cycle
// walking", Black and Rogaway 2002).
func permute(key [2]uint64, n, j uint64) uint64 {
	// Networks on few bits reach few permutations, so that small n are embedded in larger sets.
	half := max(4, (bits.Len64(n-1)+1)/2)
	mask := uint64(1)<<half - 1
	for {
		left, right := j>>half, j&mask
		for round := range uint64(8) {
			left, right = right, left^hash(key, round<<56|right)>>(64-half)
		}
		if j = left<<half | right; j < n {
			return j
		}
	}
}
