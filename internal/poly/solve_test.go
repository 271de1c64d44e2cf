package poly

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parley/num"
)

// parse reads a polynomial as String writes it.
func parse(s string) Poly {
	var p Poly
	s = strings.ReplaceAll(strings.ReplaceAll(s, " ", ""), "-", "+-")
	for _, t := range strings.Split(s, "+") {
		if t == "" {
			continue
		}
		term := Const(num.One)
		if t[0] == '-' {
			term, t = Const(num.Int(-1)), t[1:]
		}
		for _, f := range strings.Split(t, "*") {
			if f[0] != 'x' {
				term = term.Scale(num.MustParse(f))
				continue
			}
			name, power, ok := strings.Cut(f[1:], "^")
			k := 1
			if ok {
				k, _ = strconv.Atoi(power)
			}
			i, err := strconv.Atoi(name)
			if err != nil {
				panic(err)
			}
			term = term.Mul(Var(i).Pow(k))
		}
		p = p.Add(term)
	}
	return p
}

// system reads conditions "p = 0", "p >= 0", "p > 0"; "xi > 0" goes to Positive.
func system(n int, conditions ...string) *System {
	s := &System{N: n, Positive: make([]bool, n)}
	for _, c := range conditions {
		left, right, _ := strings.Cut(c, "=")
		switch {
		case strings.HasSuffix(left, ">"):
			s.NonNeg = append(s.NonNeg, parse(left[:len(left)-1]).Sub(parse(right)))
		case strings.Contains(c, ">"):
			left, right, _ = strings.Cut(c, ">")
			p := parse(left).Sub(parse(right))
			if len(p.t) == 1 && len(p.t[0].m) == 1 {
				s.Positive[p.t[0].m[0]-1] = true
			} else {
				s.Pos = append(s.Pos, p)
			}
		default:
			s.Zero = append(s.Zero, parse(left).Sub(parse(right)))
		}
	}
	return s
}

func (p Piece) String() string {
	switch {
	case p.Radius > 0 && p.Dimension == 0:
		var x []string
		for _, c := range p.Point {
			x = append(x, "≈"+c.Decimal(6))
		}
		return fmt.Sprint(x)
	case p.Dimension == 0:
		return fmt.Sprint(p.Point)
	case p.Vertices != nil:
		return fmt.Sprintf("dim %d, %v in %v", p.Dimension, p.Point, p.Vertices)
	}
	var at []string
	for i := range p.Low {
		at = append(at, p.Low[i].Decimal(4)+".."+p.High[i].Decimal(4))
	}
	return fmt.Sprintf("dim %d, %v", p.Dimension, at)
}

func TestSolve(t *testing.T) {
	for _, c := range []struct {
		name string
		s    *System
		want []string
	}{
		{"no unknowns", system(0), []string{"[]"}},
		{"no unknowns, a false condition", system(0, "-1 >= 0"), nil},
		{"one indifference", system(1, "3*x0 - 1 = 0"), []string{"[1/3]"}},
		{"out of range", system(1, "x0 - 2 = 0"), nil},
		{"on a strict bound", system(1, "x0 = 0", "x0 > 0"), nil},
		{"triangular", system(3, "x0 + x1 - 1 = 0", "2*x1 - x2 = 0", "4*x2 - 1 = 0"), []string{"[7/8 1/8 1/4]"}},
		{"contradiction", system(2, "x0 + x1 - 1 = 0", "2*x0 + 2*x1 - 1 = 0"), nil},
		{"inequality decides", system(2, "x0 + x1 - 1 = 0", "2*x0 = 1", "x1 - x0 > 0"), nil},
		{"forced zeros", system(3, "x0 + 2*x1*x2 = 0", "x1 > 0"), []string{"dim 1, [0 1/2 0] in [[0 0 0] [0 1 0]]"}},
		{"free", system(2, "x0 = 1/3"), []string{"dim 1, [1/3 1/2] in [[1/3 0] [1/3 1]]"}},
		{"interval with a strict end", system(1, "2*x0 - 1 > 0"), []string{"dim 1, [3/4] in [[1/2] [1]]"}},
		{"simplex", system(3, "x0 + x1 + x2 = 1"), []string{"dim 2, [1/3 1/3 1/3] in [[0 0 1] [0 1 0] [1 0 0]]"}},
		{"flat polytope", system(2, "x0 - x1 >= 0", "x1 - x0 >= 0"), []string{"dim 1, [1/2 1/2] in [[0 0] [1 1]]"}},
		{"flat polytope, strict", system(2, "x0 - x1 >= 0", "x1 - x0 > 0"), nil},
		{"corner by inequalities", system(2, "x0 + x1 - 2 >= 0"), []string{"[1 1]"}},
		{"empty polytope", system(2, "2*x0 + x1 - 2 >= 0", "1/2 - x0 - x1 >= 0"), nil},
		{"two blocks", system(2, "2*x0 >= 1", "1 >= 2*x1"), []string{"dim 2, [3/4 1/4] in [[1/2 0] [1/2 1/2] [1 0] [1 1/2]]"}},
		{"Bayes' rule", system(3, "x0*x1 + x0*x2 - x1 = 0", "x0 = 1/4", "x1 + x2 = 1"), []string{"[1/4 1/4 3/4]"}},
		{"Bayes' rule, free odds", system(3, "x0*x1 + x0*x2 - x1 = 0", "x0 = 1/4", "x1 > 0"),
			[]string{"dim 1, [1/4 1/6 1/2] in [[1/4 0 0] [1/4 1/3 1]]"}},
		{"product", system(2, "x0*x1 = 0"), []string{"dim 1, [0 1/2] in [[0 0] [0 1]]", "dim 1, [1/2 0] in [[0 0] [1 0]]"}},
		{"rational roots", system(1, "6*x0^2 - 5*x0 + 1 = 0"), []string{"[1/3]", "[1/2]"}},
		{"rational roots of a cubic", system(1, "x0^3 - 3/2*x0^2 + 11/16*x0 - 3/32 = 0"), []string{"[1/4]", "[1/2]", "[3/4]"}},
		{"double root", system(1, "4*x0^2 - 4*x0 + 1 = 0"), []string{"[1/2]"}},
		{"irrational root", system(1, "2*x0^2 = 1"), []string{"[≈0.707107]"}},
		{"irrational root, followed", system(2, "2*x0^2 = 1", "x0 + x1 = 1"), []string{"[≈0.707107 ≈0.292893]"}},
		{"irrational root, cut off", system(2, "2*x0^2 = 1", "x0 + x1 = 1", "x1 - x0 >= 0"), nil},
		{"irrational root on a boundary", system(1, "2*x0^2 = 1", "2*x0^2 - 1 >= 0"), []string{"[≈0.707107]"}},
		{"irrational root on a strict boundary", system(1, "2*x0^2 = 1", "2*x0^3 - x0 > 0"), nil},
		{"irrational root, coefficient of another", system(2, "2*x0^2 = 1", "x0*x1 = 1/2"), []string{"[≈0.707107 ≈0.707107]"}},
		{"common root", system(1, "2*x0^2 - x0 = 0", "x0^3 - 1/8 = 0"), []string{"[1/2]"}},
		{"common irrational root", system(1, "2*x0^2 - 1 = 0", "2*x0^3 + 2*x0^2 - x0 - 1 = 0"), []string{"[≈0.707107]"}},
		{"irrational and free", system(2, "2*x0^2 = 1"), []string{"dim 1, [0.7071..0.7071 0..1]"}},
		{"quadratic inequality", system(1, "-16*x0^2 + 16*x0 - 3 >= 0"), []string{"dim 1, [1/2] in [[1/4] [3/4]]"}},
		{"two segments", system(1, "16*x0^2 - 16*x0 + 3 >= 0"), []string{"dim 1, [1/8] in [[0] [1/4]]", "dim 1, [7/8] in [[3/4] [1]]"}},
		{"touching", system(1, "-4*x0^2 + 4*x0 - 1 >= 0"), []string{"[1/2]"}},
		{"touching, irrational", system(1, "-4*x0^4 + 4*x0^2 - 1 >= 0"), []string{"[≈0.707107]"}},
		{"segment to an irrational end", system(1, "1 >= 2*x0^2"), []string{"dim 1, [0..0.7071]"}},
		{"nowhere", system(1, "-4*x0^2 + 4*x0 - 1 > 0"), nil},
		{"hyperbola", system(2, "4*x0*x1 = 1", "x0 > 0"), []string{"dim 1, [0.25..1 0.25..1]"}},
		{"quotient that cancels", system(3, "x0*x1 + x0*x2 - 1/2*x1 - 1/2*x2 = 0", "x1 > 0"),
			[]string{"dim 2, [1/2 1/2 1/2] in [[1/2 0 0] [1/2 0 1] [1/2 1 0] [1/2 1 1]]"}},
		{"two bilinear equations", system(2, "x0*x1 + 2*x0 - x1 - 1/2 = 0", "3*x0*x1 - x0 + 2*x1 - 1 = 0"), []string{"[≈0.38499 ≈0.438987]"}},
		{"three bilinear equations", system(3, "x1*x2 - 1/2*x1 - 1/3*x2 + 1/10 = 0", "x0*x2 - 1/4*x0 - 1/2*x2 + 1/12 = 0", "x0*x1 - 2/5*x0 - 1/2*x1 + 1/7 = 0"),
			[]string{"[≈0.248363 ≈0.172916 ≈0.084418]", "[≈0.613542 ≈0.903275 ≈0.616971]"}},
		{"a planted root among three bilinear equations", system(3, "x1*x2 + x1 - x2 - 1/4 = 0", "x0*x2 - x0 + x2 - 1/3 = 0", "x0*x1 + x0 - 2*x1 + 1/2 = 0"), []string{"[1/3 1/2 1/2]"}},
		{"factor in common", system(2, "6*x0*x1 - 2*x0 - 3*x1 + 1 = 0"), []string{"dim 1, [1/2 1/3] in [[0 1/3] [1 1/3]]", "dim 1, [1/2 1/2] in [[1/2 0] [1/2 1]]"}},
		{"circle and line", system(2, "x0^2 + x1^2 - 1 = 0", "x0 - x1 = 0"), []string{"[≈0.707107 ≈0.707107]"}},
		{"circle and parabola", system(2, "x0^2 + x1^2 - 1 = 0", "x1 - x0^2 = 0"), []string{"[≈0.786151 ≈0.618034]"}},
		{"two circles that touch", system(2, "25*x0^2 + 25*x1^2 - 25 = 0", "25*x0^2 + 25*x1^2 - 30*x0 - 40*x1 + 25 = 0"), []string{"[3/5 4/5]"}},
		{"overdetermined, irrational", system(2, "x0^2 + x1^2 - 1 = 0", "x0^2*x1 - x1^3 = 0", "x0^4 - x1^4 = 0", "x0 > 0", "x1 > 0"), []string{"[≈0.707107 ≈0.707107]"}},
		{"nonlinear conditions that hold on a border only", system(2, "3*x0*x1 - 3*x0 - 3*x1 + 1 >= 0", "3*x0 + 2*x1 - 3*x0*x1 - 1 >= 0"), []string{"[1/3 0]"}},
		{"two irrational numbers", system(2, "2*x0^2 = 1", "3*x1^2 = 1"), []string{"[≈0.707107 ≈0.57735]"}},
		{"condition with a factor", system(2, "4*x0*x1 - x0 - 4*x1 + 1 >= 0", "1 > x0"), []string{"dim 2, [1/2 1/8] in [[0 0] [0 1/4] [1 0] [1 1/4]]"}},
		{"condition with a factor of either sign", system(2, "4*x0*x1 - 2*x0 - 2*x1 + 1 > 0"),
			[]string{"dim 2, [3/4 3/4] in [[1/2 1/2] [1/2 1] [1 1/2] [1 1]]", "dim 2, [1/4 1/4] in [[0 0] [0 1/2] [1/2 0] [1/2 1/2]]"}},
		{"touches only an open border", system(3, "6*x0*x2 - 14*x1 - 6*x2 >= 0", "1 > x0", "x1 > 0", "x2 > 0"), nil},
		{"curved region", system(2, "4*x0*x1 - 1 >= 0"), []string{"dim 2, [0.2177..1 0.2177..1]"}},
		{"curved region, empty", system(2, "4*x0*x1 - x0 - x1 - 2 > 0"), nil},
		{"circle", system(2, "4*x0^2 + 4*x1^2 - 4*x0 - 4*x1 + 1 = 0"), []string{"dim 1, [0..1 0..1]"}},
		{"tower of irrational numbers", system(3, "2*x0^2 = 1", "x1^2 = x0", "x2 + x1 = 1", "x1 - x0 > 0"), []string{"[≈0.707107 ≈0.840896 ≈0.159104]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Solve(context.Background(), c.s, Limits{})
			var pieces []string
			for _, p := range got.Pieces {
				pieces = append(pieces, p.String())
				if p.Radius == 0 && !c.s.Holds(p.Point) {
					t.Errorf("%v is no solution", p.Point)
				}
			}
			if !slices.Equal(pieces, c.want) || !got.Complete || got.Because != "" {
				t.Errorf("%q, complete %v %q\nwant %q", pieces, got.Complete, got.Because, c.want)
			}
		})
	}
}

// The typical leaf of a search over supports: beliefs and mixtures that follow one from another.
func BenchmarkSolve(b *testing.B) {
	for _, c := range []struct {
		name string
		s    *System
	}{
		{"triangular", system(4, "x0 + x1 - 1 = 0", "x2 + x3 - 1 = 0", "3*x0 - 2*x1 - 1/3 = 0", "1/2*x0 - 5*x2 + x3 + 1 = 0", "x0 > 0", "x1 > 0", "x2 > 0", "x3 > 0",
			"x0 + 2*x3 - 1/7 >= 0", "7 - 3*x0 - x2 >= 0", "5*x1 - 1/9*x2 >= 0", "x3 - x2 + 3 >= 0")},
		{"infeasible", system(4, "x0 + x1 - 1 = 0", "x2 + x3 - 1 = 0", "3*x0 - 2*x1 - 1/3 = 0", "1/2*x0 - 5*x2 + x3 + 1 = 0", "x0 > 0", "x1 > 0", "x2 > 0", "x3 > 0",
			"x0 + 2*x3 - 1/7 >= 0", "7 - 3*x0 - x2 >= 0", "5*x1 - 1/9*x2 >= 0", "x2 - x3 - 3 >= 0")},
		{"Bayes", system(6, "x0 + x1 - 1 = 0", "x2 + x3 - 1 = 0", "x4 + x5 - 1 = 0", "4*x4 - 1 = 0", "3/5*x0*x4 + 2/5*x2*x4 - 3/5*x0 = 0", "x0 - 2/3*x1 = 0",
			"x0 > 0", "x1 > 0", "x2 > 0", "x3 > 0", "x4 > 0", "2*x4 - x5 + 5 >= 0", "x5 - x4 + 1/3*x1 >= 0")},
		{"polytope", system(5, "x0 + x1 + x2 - 1 = 0", "x3 + x4 - 1 = 0", "x0 - x1 - 1/3 >= 0", "x3 - 1/2*x2 >= 0", "2*x4 - x2 - 1/5 >= 0")},
		{"quadratic", system(2, "x0^2 + x0 - 1 = 0", "x0 + x1 - 1 = 0", "x0 - x1 >= 0")},
	} {
		b.Run("system="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Solve(context.Background(), c.s, Limits{})
			}
		})
	}
}
