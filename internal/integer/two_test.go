package integer

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// Arithmetic in two machine words is that of big integers.
func TestTwo(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	draw := func() *big.Int {
		x := new(big.Int).SetUint64(r.Uint64() >> r.IntN(64))
		x.Lsh(x, uint(r.IntN(62))).Add(x, big.NewInt(int64(r.IntN(1000))))
		if r.IntN(2) == 0 {
			x.Neg(x)
		}
		return x
	}
	for range 20_000 {
		x, y := draw(), draw()
		a, b := toTwo(x), toTwo(y)
		if a.big().Cmp(x) != 0 || a.sign() != x.Sign() || a.len() != x.BitLen() || a.neg().big().Cmp(new(big.Int).Neg(x)) != 0 {
			t.Fatalf("%s is %v", x, a)
		}
		w0, w1, w2 := a.product(b)
		mod := new(big.Int).Lsh(big.NewInt(1), 192)
		want := new(big.Int).Mul(x, y)
		want.Mod(want, mod)
		got := new(big.Int)
		for _, w := range []uint64{w2, w1, w0} {
			got.Lsh(got, 64).Or(got, new(big.Int).SetUint64(w))
		}
		if got.Cmp(want) != 0 {
			t.Fatalf("%s · %s modulo 2^192 is %s, want %s", x, y, got, want)
		}
		c, d := toTwo(new(big.Int).Abs(x)), toTwo(new(big.Int).Abs(y))
		e := toTwo(new(big.Int).Abs(draw()))
		left, right := new(big.Int).Mul(c.big(), e.big()), new(big.Int).Mul(d.big(), e.big())
		if got := compareWideProducts(c, e, d, e); got != left.Cmp(right) {
			t.Fatalf("%s against %s: %d", left, right, got)
		}
		up := toTwo(new(big.Int).Add(d.big(), big.NewInt(1)))
		left.Mul(x, e.big())
		right.Mul(y, up.big())
		if got := compareWideProducts(a, e, b, up); e.sign() > 0 && got != left.Cmp(right) {
			t.Fatalf("%s against %s: %d, with signs", left, right, got)
		}
		if got := a.cmp(b); got != x.Cmp(y) {
			t.Fatalf("%s against %s: %d", x, y, got)
		}
		if got := a.sub(b).big(); got.Cmp(new(big.Int).Sub(x, y)) != 0 {
			t.Fatalf("%s - %s is %s", x, y, got)
		}
		if m := a.mark(); (m > 0) != (x.Sign() > 0) || (m < 0) != (x.Sign() < 0) {
			t.Fatalf("%s is marked by %d", x, m)
		}
		if got := a.rat(); got.Big().Num().Cmp(x) != 0 || !got.IsInt() {
			t.Fatalf("%s is %s", x, got)
		}
		if odd := (two{a.hi, a.lo | 1}); odd.mul(inverseTwo(odd)) != (two{0, 1}) {
			t.Fatalf("the inverse of %s is wrong", odd.big())
		}
	}
}
