package num

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkGCD is a greatest common divisor of numbers of so many bits.
func BenchmarkGCD(b *testing.B) {
	for _, bits := range []int{20, 40, 60} {
		b.Run(string(rune('0'+bits/10))+"0", func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			x := make([]uint64, 1024)
			for i := range x {
				x[i] = r.Uint64()>>(64-bits) | 1
			}
			sum, i := uint64(0), 0
			for b.Loop() {
				sum += gcd64(x[i&1023], x[(i+7)&1023])
				i++
			}
			_ = sum
		})
	}
}
