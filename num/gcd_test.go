package num

import (
	"testing"

	"pgregory.net/rapid"
)

func TestGCD(t *testing.T) {
	for _, c := range []struct{ x, y, want string }{
		{"0", "0", "0"}, {"0", "-3", "3"}, {"12", "18", "6"}, {"-12", "18", "6"}, {"1/2", "1/3", "1/6"}, {"3/4", "9/2", "3/4"},
		{"100000000000000000000", "15", "5"}, {"1/100000000000000000003", "1/2", "1/200000000000000000006"},
	} {
		if got := GCD(MustParse(c.x), MustParse(c.y)); got.String() != c.want {
			t.Errorf("GCD(%s, %s) = %s, want %s", c.x, c.y, got, c.want)
		}
	}
}

// Both quotients are whole and without common divisor, whichever path the numbers take.
func TestGCDDividesBoth(t *testing.T) {
	gen := rapid.Custom(func(t *rapid.T) Rat {
		if rapid.Bool().Draw(t, "long") {
			return anyRat(t)
		}
		return Frac(rapid.Int64().Draw(t, "n"), rapid.Int64Range(1, 1<<40).Draw(t, "d"))
	})
	rapid.Check(t, func(t *rapid.T) {
		x, y := gen.Draw(t, "x"), gen.Draw(t, "y")
		g := GCD(x, y)
		if g.IsZero() {
			return
		}
		a, b := x.Quo(g), y.Quo(g)
		if !a.IsInt() || !b.IsInt() || !GCD(a, b).Equal(One) {
			t.Fatalf("GCD(%v, %v) = %v", x, y, g)
		}
	})
}

func TestFloor(t *testing.T) {
	for _, c := range []struct{ x, want string }{{"3/2", "1"}, {"-3/2", "-2"}, {"4", "4"}, {"-4", "-4"}, {"0", "0"},
		{"-100000000000000000001/2", "-50000000000000000001"}, {"100000000000000000001/2", "50000000000000000000"}} {
		if got := MustParse(c.x).Floor(); got.String() != c.want {
			t.Errorf("⌊%s⌋ = %s, want %s", c.x, got, c.want)
		}
	}
}
