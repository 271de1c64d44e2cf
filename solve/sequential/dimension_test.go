package sequential

import (
	"math/rand/v2"
	"testing"

	"parley/game/gametest"
	"parley/internal/poly"
	"parley/num"
)

// Equations that follow from others at once do not count; where one does not, nothing is said.
func TestIndependentEquations(t *testing.T) {
	x, y := poly.Var(0), poly.Var(1)
	one := poly.Const(num.One)
	circle := x.Mul(x).Add(y.Mul(y)).Sub(one)
	at := []num.Rat{num.Frac(3, 5), num.Frac(4, 5)}
	for _, c := range []struct {
		name      string
		equations []poly.Poly
		at        []num.Rat
		count     int
		ok        bool
	}{
		{"a circle", []poly.Poly{circle}, at, 1, true},
		{"twice the same", []poly.Poly{circle, circle.Scale(num.Int(-3))}, at, 1, true},
		{"a circle and a line", []poly.Poly{circle, x.Scale(num.Int(4)).Sub(y.Scale(num.Int(3)))}, at, 2, true},
		{"a tangent, which touches in one point", []poly.Poly{y.Sub(one), circle}, []num.Rat{num.Zero, num.One}, 0, false},
		{"a double line", []poly.Poly{x.Sub(y).Mul(x.Sub(y))}, []num.Rat{num.Half, num.Half}, 0, false},
	} {
		got, ok := independent(c.equations, 2, c.at)
		if len(got) != c.count || ok != c.ok {
			t.Errorf("%s: %d independent, %v; want %d, %v", c.name, len(got), ok, c.count, c.ok)
		}
	}
}

// Most sets bounded by curves have a proved dimension.
func TestDimensionOfCurvedSets(t *testing.T) {
	curved, proved := 0, 0
	for i := range 150 {
		r := rand.New(rand.NewPCG(41, uint64(i)))
		in := gametest.Instance(gametest.Random(r, gametest.Config{MinInfosets: 3, MaxInfosets: 6, MaxNodes: 50, Span: 1}))
		s := searchOf(t, in)
		for _, e := range s.equilibria() {
			if e.AtMost && !e.Outer {
				t.Errorf("game %d: a polytope whose dimension is not known", i)
			}
			if e.Outer {
				curved++
				if !e.AtMost {
					proved++
				}
			}
		}
	}
	t.Logf("%d of %d curved sets have a proved dimension", proved, curved)
	if curved < 10 || proved < curved/2 {
		t.Error("too few")
	}
}
