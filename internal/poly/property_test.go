package poly

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"parley/internal/linprog"
	"parley/num"

	"pgregory.net/rapid"
)

// contains tells whether x may lie in the piece, for sure if the piece is a point or a polytope.
func (p Piece) contains(x []num.Rat) bool {
	for i := range x {
		if p.Low != nil && (x[i].Less(p.Low[i]) || p.High[i].Less(x[i])) {
			return false
		}
	}
	if p.Radius > 0 || p.Vertices == nil {
		return true
	}
	// x is a convex combination of the vertices.
	lp := linprog.Problem{N: len(p.Vertices)}
	sum := make([]num.Rat, len(p.Vertices))
	for k := range sum {
		sum[k] = num.One
	}
	lp.Rows = append(lp.Rows, linprog.Row{Coef: sum, Op: linprog.EQ, B: num.One})
	for i := range x {
		row := make([]num.Rat, len(p.Vertices))
		for k, y := range p.Vertices {
			row[k] = y[i]
		}
		lp.Rows = append(lp.Rows, linprog.Row{Coef: row, Op: linprog.EQ, B: x[i]})
	}
	_, _, status := lp.Maximize(nil)
	return status == linprog.Optimal
}

// problem says what is wrong with a piece as a part of the solutions of s; "" if nothing is.
func (p Piece) problem(s *System) string {
	if p.Radius == 0 {
		if !s.Holds(p.Point) {
			return "its point does not satisfy the conditions"
		}
	} else {
		r := num.FromFloat(p.Radius)
		lo, hi := make([]num.Rat, s.N), make([]num.Rat, s.N)
		for i, x := range p.Point {
			lo[i], hi[i] = x.Sub(r), x.Add(r)
		}
		for _, q := range s.Zero {
			if a, b := q.EvalInterval(lo, hi); a.Sign() > 0 || b.Sign() < 0 {
				return "an equation excludes its neighbourhood"
			}
		}
		for _, q := range slices.Concat(s.NonNeg, s.Pos) {
			if _, b := q.EvalInterval(lo, hi); b.Sign() < 0 {
				return "a condition excludes its neighbourhood"
			}
		}
		if p.Radius > 1e-12 {
			return "its radius is too large"
		}
	}
	relaxed := &System{N: s.N, Zero: s.Zero, NonNeg: slices.Concat(s.NonNeg, s.Pos)}
	for _, x := range p.Vertices {
		if !relaxed.Holds(x) {
			return fmt.Sprintf("vertex %v does not satisfy the relaxed conditions", x)
		}
		for i := range x {
			if x[i].Less(p.Low[i]) || p.High[i].Less(x[i]) {
				return "a vertex is out of bounds"
			}
		}
	}
	if p.Radius == 0 && !p.contains(p.Point) {
		return "its point lies outside"
	}
	return ""
}

// planted draws a system of polynomials of the given degree that a drawn rational point satisfies.
func planted(t *rapid.T, degree int) (*System, []num.Rat) {
	n := rapid.IntRange(1, 4).Draw(t, "n")
	x := make([]num.Rat, n)
	s := &System{N: n, Positive: make([]bool, n)}
	for i := range x {
		d := rapid.Int64Range(1, 4).Draw(t, "denominator")
		x[i] = num.Frac(rapid.Int64Range(0, d).Draw(t, "numerator"), d)
		s.Positive[i] = x[i].Sign() > 0 && rapid.Bool().Draw(t, "positive")
	}
	draw := func() Poly {
		var p Poly
		for range rapid.IntRange(1, 4).Draw(t, "terms") {
			m := Const(num.Int(rapid.Int64Range(-4, 4).Draw(t, "coefficient")))
			for range rapid.IntRange(1, degree).Draw(t, "degree") {
				m = m.Mul(Var(rapid.IntRange(0, n-1).Draw(t, "factor")))
			}
			p = p.Add(m)
		}
		return p.Sub(Const(p.Eval(x)))
	}
	for range rapid.IntRange(0, n+1).Draw(t, "equations") {
		s.Zero = append(s.Zero, draw())
	}
	for range rapid.IntRange(0, 3).Draw(t, "inequalities") {
		slack := num.Frac(rapid.Int64Range(0, 2).Draw(t, "slack"), 4)
		if p := draw().Add(Const(slack)); slack.Sign() > 0 && rapid.Bool().Draw(t, "strict") {
			s.Pos = append(s.Pos, p)
		} else {
			s.NonNeg = append(s.NonNeg, p)
		}
	}
	return s, x
}

// A planted solution lies in some piece of a complete solution, and every piece is in order.
func TestPlantedSolution(t *testing.T) {
	for _, c := range []struct {
		degree     int
		incomplete float64 // share of systems that may stay undecided
	}{{1, 0}, {2, 0.2}, {3, 0.2}} {
		t.Run(fmt.Sprintf("degree=%d", c.degree), func(t *testing.T) {
			total, incomplete := 0, 0
			rapid.Check(t, func(t *rapid.T) {
				s, x := planted(t, c.degree)
				got := Solve(context.Background(), s, Limits{Boxes: 2000})
				for _, p := range got.Pieces {
					if w := p.problem(s); w != "" {
						t.Fatalf("piece %v: %s\n%v", p, w, s)
					}
				}
				total++
				if !got.Complete {
					incomplete++
					if got.Because == "" {
						t.Fatalf("not complete without a reason")
					}
					return
				}
				if !slices.ContainsFunc(got.Pieces, func(p Piece) bool { return p.contains(x) }) {
					t.Fatalf("%v is missing among %v\n%v", x, got.Pieces, s)
				}
			})
			if t.Logf("%d of %d incomplete", incomplete, total); float64(incomplete) > c.incomplete*float64(total) {
				t.Errorf("%d of %d systems were not solved completely", incomplete, total)
			}
		})
	}
}

func (s *System) String() string {
	return fmt.Sprintf("positive %v\nzero %v\nnonnegative %v\npositive %v", s.Positive, s.Zero, s.NonNeg, s.Pos)
}
