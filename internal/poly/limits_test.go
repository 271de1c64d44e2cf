package poly

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"parley/num"
)

// mixed returns the indifference conditions of a game in strategic form with n players of k actions
// each, all in use, with whole payoffs drawn from -9 to 9.
func mixed(r *rand.Rand, n, k int) *System {
	s := &System{N: n * (k - 1)}
	for range s.N {
		s.Positive = append(s.Positive, true)
	}
	probability := func(i, a int) Poly {
		if a < k-1 {
			return Var(i*(k-1) + a)
		}
		p := Const(num.One)
		for b := range k - 1 {
			p = p.Sub(Var(i*(k-1) + b))
		}
		return p
	}
	for i := range n {
		s.Pos = append(s.Pos, probability(i, k-1))
		var difference func(j int, reach Poly) Poly
		difference = func(j int, reach Poly) (sum Poly) {
			switch j {
			case n:
				return reach.Scale(num.Int(int64(r.IntN(19) - 9)))
			case i:
				return difference(j+1, reach)
			}
			for a := range k {
				sum = sum.Add(difference(j+1, reach.Mul(probability(j, a))))
			}
			return sum
		}
		for range k - 1 {
			s.Zero = append(s.Zero, difference(0, Const(num.One)))
		}
	}
	return s
}

// Completely mixed equilibria of games with several players are enclosed by boxes; every one that
// the system has with a small margin is found again from a planted one.
func TestMixedGames(t *testing.T) {
	for _, c := range []struct{ players, actions int }{{2, 4}, {3, 2}, {4, 2}, {3, 3}, {5, 2}} {
		r := rand.New(rand.NewPCG(1, 2))
		for range 3 {
			s := mixed(r, c.players, c.actions)
			x := make([]num.Rat, s.N)
			for i := range x {
				x[i] = num.Frac(int64(1+r.IntN(3)), int64(4*c.actions))
			}
			for i, p := range s.Zero { // payoffs moved so that x is an equilibrium
				s.Zero[i] = p.Sub(Const(p.Eval(x)))
			}
			got := Solve(context.Background(), s, Limits{})
			found := false
			for _, p := range got.Pieces {
				if w := p.problem(s); w != "" {
					t.Errorf("%v: %v: %s", c, p, w)
				}
				found = found || (p.Radius == 0 && p.contains(x))
			}
			if !got.Complete || !found {
				t.Errorf("%v: %v is not among %v (complete %v %q)", c, x, got.Pieces, got.Complete, got.Because)
			}
		}
	}
}

// Past a limit the solution is not complete, and says so.
func TestLimits(t *testing.T) {
	s := mixed(rand.New(rand.NewPCG(1, 2)), 6, 2)
	if got := Solve(context.Background(), s, Limits{Boxes: 10}); got.Complete || got.Because == "" {
		t.Errorf("ten boxes: complete %v %q", got.Complete, got.Because)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if got := Solve(ctx, s, Limits{}); got.Complete || got.Because != "interrupted" {
		t.Errorf("interrupted: complete %v %q", got.Complete, got.Because)
	}
	if got := Solve(context.Background(), &System{N: 201}, Limits{}); got.Complete || got.Because == "" {
		t.Errorf("201 unknowns: complete %v %q", got.Complete, got.Because)
	}
}

// Linear relaxations one after another, each from the ranges that the last one found, do not make numbers
// of ever more digits: this system went on for hours.
func TestRangesStayShort(t *testing.T) {
	s := system(4, "x2 > 0", "-4*x1*x2*x3 + 4*x0^2 - 4*x1*x2 + x0 + 3/2 = 0", "-x0 + 1/2 >= 0",
		"-x0^3 - 4*x0*x1 + x2 - 3/4 >= 0", "-3*x0^2*x1 + 2*x1*x2 - 3*x2^2 + 21/16 >= 0")
	if got := Solve(context.Background(), s, Limits{Boxes: 2000}); !got.Complete && got.Because == "" {
		t.Error("not complete without a reason")
	}
	long := num.Frac(1, 3)
	for range 5 {
		long = long.Mul(num.One.Sub(num.Frac(1, 987654321)))
	}
	if lo, hi := outwards(long, long); !lo.Equal(long) || !hi.Equal(long) {
		t.Errorf("a single point became %v to %v", lo, hi)
	}
	lo, hi := outwards(long, num.Frac(2, 3))
	if lost := long.Sub(lo); lost.Sign() < 0 || num.Frac(1, 1000).Less(lost) || lo.BitLen() > 32 {
		t.Errorf("the lower end moved by %v to %v", lost, lo)
	}
	if lost := hi.Sub(num.Frac(2, 3)); lost.Sign() < 0 || num.Frac(1, 1000).Less(lost) || hi.BitLen() > 32 {
		t.Errorf("the upper end moved by %v to %v", lost, hi)
	}
}

// If there are more vertices than the limit, those that are listed attain the bounds of each unknown,
// also of one that was eliminated.
func TestManyVertices(t *testing.T) {
	// Five pairs that share a bound, and their sum over all pairs: 4^5 vertices in five blocks.
	blocks := &System{N: 11}
	sum := Var(10).Scale(num.Int(10))
	for i := range 5 {
		x, y := Var(2*i), Var(2*i+1)
		blocks.NonNeg = append(blocks.NonNeg, Const(num.Frac(3, 2)).Sub(x).Sub(y))
		sum = sum.Sub(x).Sub(y)
	}
	blocks.Zero = append(blocks.Zero, sum)
	// One block: a cube in ten dimensions cut by one plane.
	cube := &System{N: 11}
	total := Const(num.Frac(-15, 2))
	mean := Var(10).Scale(num.Int(10))
	for i := range 10 {
		total = total.Add(Var(i))
		mean = mean.Sub(Var(i))
	}
	cube.NonNeg, cube.Zero = []Poly{total.Neg()}, []Poly{mean}
	for name, s := range map[string]*System{"blocks": blocks, "one block": cube} {
		got := Solve(context.Background(), s, Limits{Vertices: 50})
		if !got.Complete || len(got.Pieces) != 1 {
			t.Fatalf("%s: %d pieces, complete %v %q", name, len(got.Pieces), got.Complete, got.Because)
		}
		p := got.Pieces[0]
		if w := p.problem(s); w != "" {
			t.Errorf("%s: %s", name, w)
		}
		if got, want := fmt.Sprint(p.Dimension, p.Low[10], p.High[10], p.Low[0], p.High[0]), "10 0 3/4 0 1"; got != want {
			t.Errorf("%s: dimension and bounds %s, want %s", name, got, want)
		}
		for i := range s.N {
			low, high := false, false
			for _, x := range p.Vertices {
				low, high = low || x[i].Equal(p.Low[i]), high || x[i].Equal(p.High[i])
			}
			if !low || !high {
				t.Errorf("%s: bounds of x%d are attained: %v, %v", name, i, low, high)
			}
		}
	}
}

func TestSolveIsDeterministic(t *testing.T) {
	for _, c := range []int{2, 3} {
		s := mixed(rand.New(rand.NewPCG(3, 4)), 3, c)
		a, b := Solve(context.Background(), s, Limits{}), Solve(context.Background(), s, Limits{})
		if fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("%v, then %v", a, b)
		}
	}
}
