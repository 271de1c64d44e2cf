package sweep

import (
	_ "embed"
	"math/bits"
	"strconv"
	"strings"
	"sync"
)

// sobolTable is the numbers of Joe and Kuo (2008), with their terms of use.
//
//go:embed sobol.txt
var sobolTable string

// SobolParams is the greatest number of params that can vary in a Sobol design.
const SobolParams = 1111

// sobolBits is the number of bits of an index: sequences have 2^52 points.
const sobolBits = 52

// directions holds, for each dimension, the direction numbers: the point of index i is, in that
// dimension, the exclusive or of the k-th numbers over the bits k that are set in i, as a fraction of 2^64.
var directions = sync.OnceValue(func() [][sobolBits]uint64 {
	out := make([][sobolBits]uint64, 1, SobolParams)
	for k := range sobolBits {
		out[0][k] = 1 << (63 - k) // van der Corput
	}
	for line := range strings.Lines(sobolTable) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, directionNumbers(line))
		}
	}
	return out
})

// directionNumbers continues the initial numbers of one line of the table by the recurrence of its
// polynomial x^s + a_1 x^(s-1) + ... + a_(s-1) x + 1 (Joe and Kuo 2008, equation 2.1).
func directionNumbers(line string) (v [sobolBits]uint64) {
	fields := strings.Fields(line)
	num := func(i int) uint64 {
		n, err := strconv.ParseUint(fields[i], 10, 64)
		if err != nil {
			panic("sweep: " + err.Error())
		}
		return n
	}
	a, s := num(0), len(fields)-1
	for k := range sobolBits {
		if k < s {
			v[k] = num(k+1) << (63 - k)
			continue
		}
		v[k] = v[k-s] ^ v[k-s]>>s
		for j := 1; j < s; j++ {
			if a>>(s-1-j)&1 == 1 {
				v[k] ^= v[k-j]
			}
		}
	}
	return v
}

// sobolPoint returns coordinate dim of the point of index i, as a fraction of 2^64.
func sobolPoint(table [][sobolBits]uint64, dim int, i uint64) (x uint64) {
	v := &table[dim]
	for ; i != 0; i &= i - 1 {
		x ^= v[bits.TrailingZeros64(i)]
	}
	return x
}

// nested is the number of bits that scrambling permutes one by one. Points whose indices share all but
// their last 40 bits differ in their first 40 bits, so that what follows may be drawn at once.
const nested = 40

// scramble is Owen's nested uniform scrambling (Owen 1995) of a number in base 2: each bit is turned over
// or not at random, independently for each string of bits that can stand before it. The random bits are
// a hash of that string, as in Burley (2020), so that nothing is stored; key chooses the scrambling.
func scramble(x uint64, key [2]uint64) uint64 {
	var turn uint64
	for k := range nested {
		before := x >> 1 >> (63 - k) // the first k bits
		turn |= hash(key, 1<<k|before) >> 63 << (63 - k)
	}
	const rest = 1<<(64-nested) - 1
	return (x^turn)&^rest | hash(key, 1<<nested|x>>(64-nested))&rest
}

// hash mixes a number and a key so that every bit of the result depends on all of theirs: twice the
// finalizer of SplitMix64 (Steele, Lea and Flood 2014).
func hash(key [2]uint64, x uint64) uint64 { return mix(mix(x+key[0]) ^ key[1]) }

func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// unit returns the number strictly between 0 and 1 that the first 53 bits of x stand for.
func unit(x uint64) float64 { return (float64(x>>11) + 0.5) / (1 << 53) }
