package num

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// Numbers of 128 bits agree with math/big.
func TestU128(t *testing.T) {
	word := rapid.OneOf(rapid.Uint64(), rapid.Uint64Range(0, 9), rapid.SampledFrom([]uint64{1 << 63, 1<<64 - 1, 1 << 32, 1<<63 - 1, 1<<63 + 1}))
	gen := rapid.Custom(func(t *rapid.T) u128 {
		if rapid.Bool().Draw(t, "short") {
			return u128{0, word.Draw(t, "lo")}
		}
		return u128{word.Draw(t, "hi"), word.Draw(t, "lo")}
	})
	limit := new(big.Int).Lsh(big.NewInt(1), 128)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c, d := gen.Draw(t, "a"), gen.Draw(t, "b"), gen.Draw(t, "c"), gen.Draw(t, "d")
		x, y := a.int(), b.int()
		if fromInt(x) != a || a.bitLen() != x.BitLen() || a.less(b) != (x.Cmp(y) < 0) {
			t.Fatalf("%v: conversion, length or order", x)
		}
		agree := func(op string, got u128, ok bool, want *big.Int) {
			if fits := want.Cmp(limit) < 0; fits != ok || fits && got.int().Cmp(want) != 0 {
				t.Fatalf("%v %s %v = %v, %v; want %v", x, op, y, got.int(), ok, want)
			}
		}
		sum, ok := a.add(b)
		agree("+", sum, ok, new(big.Int).Add(x, y))
		product, ok := a.mul(b)
		agree("*", product, ok, new(big.Int).Mul(x, y))
		if want := new(big.Int).Mul(x, y).Cmp(new(big.Int).Mul(c.int(), d.int())); compareProducts(a, b, c, d) != want {
			t.Fatalf("%v * %v against %v * %v: want %d", x, y, c.int(), d.int(), want)
		}
		if b.isZero() {
			return
		}
		q, r := a.quoRem(b)
		wq, wr := new(big.Int).QuoRem(x, y, new(big.Int))
		agree("/", q, true, wq)
		agree("%", r, true, wr)
		if !a.isZero() {
			agree("gcd", gcd128(a, b), true, new(big.Int).GCD(nil, nil, x, y))
			if g := gcd64(a.lo, b.lo); a.lo|b.lo != 0 && new(big.Int).GCD(nil, nil, new(big.Int).SetUint64(a.lo), new(big.Int).SetUint64(b.lo)).Cmp(new(big.Int).SetUint64(g)) != 0 {
				t.Fatalf("gcd of words %d, %d: %d", a.lo, b.lo, g)
			}
		}
	})
}
