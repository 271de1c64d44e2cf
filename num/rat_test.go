package num

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	_ "parley/internal/fixedseed"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"0.1", "1/10"}, {"-.5", "-1/2"}, {"5.", "5"}, {"007", "7"}, {"2/4", "1/2"}, {"-010/030", "-1/3"}, {"1e3", "1000"}, {"+1", "1"}, {"-2.5e-1", "-1/4"},
	} {
		got, err := Parse(c.in)
		if err != nil || got.String() != c.want {
			t.Errorf("Parse(%q) = %v, %v; want %s", c.in, got, err, c.want)
		}
	}
	for _, in := range []string{"", "x", "-", ".", "1/0", "1/", "1e99999", "--1", "1/-2", "0x10", "inf", "1_000"} {
		if got, err := Parse(in); err == nil {
			t.Errorf("Parse(%q) = %v; want an error", in, got)
		}
	}
}

// anyRat is a number of any length up to six words, with some that have factors in common or lie at an
// edge of what a word or two words hold.
func anyRat(t *rapid.T) Rat {
	whole := rapid.Custom(func(t *rapid.T) *big.Int {
		pick := rapid.OneOf(rapid.Int64Range(-9, 9), rapid.Int64(), rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64, 1 << 62, 1_000_000, 999_983}))
		z := big.NewInt(pick.Draw(t, "factor"))
		for range rapid.SampledFrom([]int{0, 0, 0, 1, 1, 2}).Draw(t, "more factors") {
			z.Mul(z, big.NewInt(pick.Draw(t, "factor")))
		}
		return z.Add(z, big.NewInt(rapid.Int64Range(-1, 1).Draw(t, "off")))
	})
	n, d := whole.Draw(t, "n"), whole.Draw(t, "d")
	if d.Sign() == 0 {
		d.SetInt64(1)
	}
	return FromBig(new(big.Rat).SetFrac(n, d))
}

// Every operation agrees with math/big, whichever path it takes.
func TestAgreesWithBig(t *testing.T) {
	gen := rapid.Custom(anyRat)
	rapid.Check(t, func(t *rapid.T) {
		x, y := gen.Draw(t, "x"), gen.Draw(t, "y")
		bx, by := x.Big(), y.Big()
		check := func(op string, got Rat, want *big.Rat) {
			if got.Big().Cmp(want) != 0 || !got.Equal(FromBig(want)) || got.String() != want.RatString() {
				t.Fatalf("%v %s %v = %v, want %v", x, op, y, got, want)
			}
		}
		check("+", x.Add(y), new(big.Rat).Add(bx, by))
		check("-", x.Sub(y), new(big.Rat).Sub(bx, by))
		check("*", x.Mul(y), new(big.Rat).Mul(bx, by))
		if y.Sign() != 0 {
			check("/", x.Quo(y), new(big.Rat).Quo(bx, by))
		}
		if n := bx.Num().BitLen() + bx.Denom().BitLen(); x.BitLen() != n || x.IsInt() != bx.IsInt() || x.Equal(y) != (bx.Cmp(by) == 0) {
			t.Fatalf("%v: length %d, whole %v, want %d, %v; equal to %v: %v", x, x.BitLen(), x.IsInt(), n, bx.IsInt(), y, x.Equal(y))
		}
		check("neg", x.Neg(), new(big.Rat).Neg(bx))
		if floor := new(big.Int).Div(bx.Num(), bx.Denom()); x.Floor().String() != floor.String() {
			t.Fatalf("floor of %v: %v, want %v", x, x.Floor(), floor)
		}
		if x.Cmp(y) != bx.Cmp(by) || x.Sign() != bx.Sign() {
			t.Fatalf("order of %v and %v", x, y)
		}
		if f, _ := bx.Float64(); x.Float() != f {
			t.Fatalf("Float(%v) = %v, want %v", x, x.Float(), f)
		} else if g := x.Approx(); math.Abs(g-f) > math.Abs(f)*0x1p-50 {
			t.Fatalf("Approx(%v) = %v, far from %v", x, g, f)
		}
	})
}

func TestDecimal(t *testing.T) {
	for _, c := range []struct {
		x    Rat
		want string
	}{{Frac(1, 3), "0.333"}, {Int(2), "2"}, {Frac(-1, 2000), "-0.001"}, {Frac(-1, 20000), "0"}, {Frac(5, 2), "2.5"}} {
		if got := c.x.Decimal(3); got != c.want {
			t.Errorf("%v: %s, want %s", c.x, got, c.want)
		}
	}
}
