package poly

import (
	"context"
	"fmt"
	"slices"
	"testing"

	_ "parley/internal/fixedseed"
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
					if p.Radius == 0 && !p.contains(p.Point) {
						t.Fatalf("piece %v does not hold its point", p)
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

// Every point of a grid that satisfies a system of inequalities lies in some piece.
func TestGridPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3).Draw(t, "n")
		s := &System{N: n}
		for range rapid.IntRange(1, 4).Draw(t, "conditions") {
			p := drawPoly(t, n)
			switch rapid.IntRange(0, 4).Draw(t, "kind") {
			case 0:
				s.Zero = append(s.Zero, p)
			case 1:
				s.Pos = append(s.Pos, p)
			default:
				s.NonNeg = append(s.NonNeg, p)
			}
		}
		got := Solve(context.Background(), s, Limits{Boxes: 2000})
		for _, p := range got.Pieces {
			if w := p.problem(s); w != "" {
				t.Fatalf("piece %v: %s\n%v", p, w, s)
			}
		}
		if !got.Complete {
			return
		}
		const steps = 6
		x := make([]num.Rat, n)
		var walk func(i int)
		walk = func(i int) {
			if i < n {
				for k := range int64(steps + 1) {
					x[i] = num.Frac(k, steps)
					walk(i + 1)
				}
				return
			}
			if s.Holds(x) && !slices.ContainsFunc(got.Pieces, func(p Piece) bool { return p.contains(x) }) {
				t.Fatalf("%v is missing among %v\n%v", x, got.Pieces, s)
			}
		}
		walk(0)
	})
}

// A linear system has one piece: the polytope that linprog finds for the system as it stands.
func TestLinearSystems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "n")
		s := &System{N: n}
		lp := &linprog.Problem{N: n}
		row := func(p Poly, op linprog.Op) {
			c := make([]num.Rat, n)
			for i := range c {
				c[i] = p.Derivative(i).constantTerm()
			}
			lp.Rows = append(lp.Rows, linprog.Row{Coef: c, Op: op, B: p.constantTerm().Neg()})
		}
		for i := range n {
			row(Const(num.One).Sub(Var(i)), linprog.GE)
		}
		for range rapid.IntRange(0, 5).Draw(t, "conditions") {
			p := Const(num.Frac(rapid.Int64Range(-4, 4).Draw(t, "constant"), 2))
			for i := range n {
				p = p.Add(Var(i).Scale(num.Int(rapid.Int64Range(-2, 2).Draw(t, "coefficient"))))
			}
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 0:
				s.Zero = append(s.Zero, p)
				row(p, linprog.EQ)
			case 1:
				s.NonNeg = append(s.NonNeg, p)
				row(p, linprog.GE)
			default:
				s.Pos = append(s.Pos, p)
				row(p, linprog.GE)
			}
		}
		got := Solve(context.Background(), s, Limits{})
		closure, _ := linprog.Vertices(lp, 1000)
		if !got.Complete || len(got.Pieces) > 1 {
			t.Fatalf("%v, complete %v %q", got.Pieces, got.Complete, got.Because)
		}
		if len(got.Pieces) == 0 {
			// Empty, or a strict condition is tight at every vertex.
			tight := slices.ContainsFunc(s.Pos, func(p Poly) bool {
				return !slices.ContainsFunc(closure, func(x []num.Rat) bool { return p.Eval(x).Sign() > 0 })
			})
			if len(closure) > 0 && !tight {
				t.Fatalf("no solutions found, but %v", closure)
			}
			return
		}
		p := got.Pieces[0]
		if w := p.problem(s); w != "" {
			t.Fatal(w)
		}
		vertices := p.Vertices
		if p.Dimension == 0 {
			vertices = [][]num.Rat{p.Point}
		}
		slices.SortFunc(vertices, func(a, b []num.Rat) int { return slices.CompareFunc(a, b, num.Rat.Cmp) })
		if fmt.Sprint(vertices) != fmt.Sprint(closure) {
			t.Fatalf("vertices %v, want %v", vertices, closure)
		}
		// Without some vertices the rest would span less: the dimension is the rank of differences.
		var differences [][]num.Rat
		for _, v := range closure {
			d := make([]num.Rat, n)
			for i := range d {
				d[i] = v[i].Sub(closure[0][i])
			}
			differences = append(differences, d)
		}
		if r := linprog.Rank(differences); r != p.Dimension {
			t.Fatalf("dimension %d, want %d", p.Dimension, r)
		}
	})
}

// Elimination and boxes find the same solutions of two or three multilinear equations in as many
// unknowns, the indifference conditions of small games.
func TestEliminationAndBoxesAgree(t *testing.T) {
	undecided := 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 3).Draw(t, "n")
		s := &System{N: n}
		c := component{unknowns: n}
		for i := range n {
			var p Poly
			x, y := Var((i+1)%n), Var((i+n-1)%n)
			if n == 2 {
				x, y = Var(0), Var(1)
			}
			for _, m := range []Poly{Const(num.One), x, y, x.Mul(y)} {
				p = p.Add(m.Scale(num.Int(rapid.Int64Range(-5, 5).Draw(t, "coefficient"))))
			}
			if p.Degree() < 2 {
				return
			}
			s.Zero = append(s.Zero, p)
			c.equations = append(c.equations, i)
			c.set.add(i)
		}
		exact := Solve(context.Background(), s, Limits{})
		if !exact.Complete || slices.ContainsFunc(exact.Pieces, func(p Piece) bool { return p.Dimension > 0 }) {
			return
		}
		st, _ := newState(s)
		v := &solver{ctx: context.Background(), s: s, lim: Limits{Boxes: 5000, Vertices: 10}, boxes: 5000, cases: maxCases, work: maxWork}
		if !v.enclose(st, c) {
			undecided++ // double or on the border
			return
		}
		if len(v.found) != len(exact.Pieces) {
			t.Fatalf("boxes %v, exactly %v\n%v", absorb(v.found), exact.Pieces, s)
		}
		for _, p := range v.found {
			if !slices.ContainsFunc(exact.Pieces, func(q Piece) bool {
				for i := range q.Point {
					if d := q.Point[i].Sub(p.piece.Point[i]).Abs().Float(); d > p.piece.Radius+q.Radius {
						return false
					}
				}
				return true
			}) {
				t.Fatalf("boxes found %v, exact are %v", p.piece, exact.Pieces)
			}
		}
	})
	t.Logf("%d not decided by boxes", undecided)
}
