package poly

import (
	"slices"
	"testing"

	"parley/num"

	"pgregory.net/rapid"
)

// Planted rational roots are found, each once, and nothing else that is rational; irrational ones are
// isolated by a sign change, and as many as Sturm's theorem says.
func TestRoots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := upoly{num.One}
		var want []num.Rat
		for range rapid.IntRange(0, 3).Draw(t, "rational") {
			d := rapid.Int64Range(1, 9).Draw(t, "denominator")
			x := num.Frac(rapid.Int64Range(0, d).Draw(t, "numerator"), d)
			f = f.mul(upoly{x.Neg(), num.One})
			want = append(want, x)
		}
		slices.SortFunc(want, num.Rat.Cmp)
		want = slices.CompactFunc(want, num.Rat.Equal)
		irrational := 0
		for _, k := range rapid.SliceOfNDistinct(rapid.SampledFrom([]int64{2, 3, 5, 7}), 0, 3, rapid.ID).Draw(t, "square roots of 1/k") {
			f = f.mul(upoly{num.Int(-1), num.Zero, num.Int(k)})
			irrational++
		}
		if rapid.Bool().Draw(t, "complex") {
			f = f.mul(upoly{num.One, num.One, num.One})
		}
		roots := f.roots(num.Zero, num.One)
		var got []num.Rat
		for k, r := range roots {
			if k > 0 && compareRoots(roots[k-1], r) >= 0 {
				t.Fatalf("roots of %v are not in order", f.poly(0))
			}
			if a := r.irrational; a == nil {
				got = append(got, r.rational)
			} else if irrational--; a.f.eval(a.lo).Sign()*a.f.eval(a.hi).Sign() >= 0 || !a.lo.Less(a.hi) {
				t.Fatalf("no sign change between %v and %v", a.lo, a.hi)
			}
		}
		if !slices.EqualFunc(got, want, num.Rat.Equal) || irrational != 0 {
			t.Fatalf("roots of %v: %v, want %v; %d irrational ones are missing", f.poly(0), got, want, irrational)
		}
	})
}

// Signs of polynomials at 1/√k are those of a + b/√k, decided by squares.
func TestSignAtIrrational(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.SampledFrom([]int64{2, 3, 5}).Draw(t, "k")
		// Another factor makes the defining polynomial reducible.
		f := upoly{num.Int(-1), num.Zero, num.Int(k)}.mul(upoly{num.Int(-1), num.Zero, num.Int(7)})
		var x *algebraic
		for _, r := range f.roots(num.Zero, num.One) {
			if r.irrational.compareRational(num.Frac(2, 5)) > 0 { // 1/√7 is less
				x = r.irrational
			}
		}
		var g upoly
		var a, b num.Rat
		power := num.One // of 1/k
		for i := range rapid.IntRange(1, 5).Draw(t, "degree") {
			c := num.Frac(rapid.Int64Range(-3, 3).Draw(t, "c"), rapid.Int64Range(1, 2).Draw(t, "d"))
			g = append(g, c)
			if i%2 == 0 {
				a = a.Add(c.Mul(power))
			} else {
				b = b.Add(c.Mul(power))
				power = power.Mul(num.Frac(1, k))
			}
		}
		g = g.trim()
		want := a.Sign()
		if b.Sign() != 0 { // a + b/√k has the sign of the larger square
			if square := b.Mul(b).Mul(num.Frac(1, k)).Cmp(a.Mul(a)); square > 0 || a.Sign() == 0 {
				want = b.Sign()
			}
		}
		if got := x.signOf(g); got != want {
			t.Fatalf("sign of %v at 1/√%d: %d, want %d", g.poly(0), k, got, want)
		}
		if want != 0 {
			if one := x.inverse(g).mul(g).mod(x.f); len(one) != 1 || !one[0].Equal(num.One) {
				t.Fatalf("inverse of %v at 1/√%d: product %v", g.poly(0), k, one.poly(0))
			}
		}
	})
}

func TestSimplest(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"0", "1", "1/2"}, {"0", "1/2", "1/3"}, {"1/3", "1/2", "2/5"}, {"3/10", "4/10", "1/3"}, {"1/2", "3", "1"}, {"31/10", "32/10", "19/6"}, {"1", "2", "3/2"},
	} {
		if got := simplest(num.MustParse(c.a), num.MustParse(c.b)); got.String() != c.want {
			t.Errorf("between %s and %s: %v, want %s", c.a, c.b, got, c.want)
		}
	}
}
