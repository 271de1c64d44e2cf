package linprog

import (
	"fmt"
	"slices"
	"testing"

	_ "parley/internal/fixedseed"
	"parley/num"

	"pgregory.net/rapid"
)

func rats(v ...int64) []num.Rat {
	r := make([]num.Rat, len(v))
	for i, x := range v {
		r[i] = num.Int(x)
	}
	return r
}

func TestMaximize(t *testing.T) {
	for _, c := range []struct {
		name string
		p    Problem
		c    []num.Rat
		want string
	}{
		{"two products", Problem{N: 2, Rows: []Row{{rats(1, 1), LE, num.Int(4)}, {rats(1, 3), LE, num.Int(6)}}}, rats(3, 5), "[3 1] 14 optimal"},
		{"equality and a bound below", Problem{N: 2, Rows: []Row{{rats(1, 1), EQ, num.One}, {rats(1), GE, num.Frac(1, 3)}}}, rats(0, 1), "[1/3 2/3] 2/3 optimal"},
		{"infeasible", Problem{N: 1, Rows: []Row{{rats(1), GE, num.Int(2)}, {rats(1), LE, num.One}}}, rats(1), "[] 0 infeasible"},
		{"infeasible by sign", Problem{N: 1, Rows: []Row{{rats(1), LE, num.Int(-1)}}}, rats(1), "[] 0 infeasible"},
		{"unbounded", Problem{N: 2, Rows: []Row{{rats(1, -1), LE, num.One}}}, rats(1), "[] 0 unbounded"},
		{"free unknown", Problem{N: 1, Free: []bool{true}, Rows: []Row{{rats(1), LE, num.Int(-2)}}}, rats(1), "[-2] -2 optimal"},
		{"no rows", Problem{N: 1}, rats(-1), "[0] 0 optimal"},
		{"redundant equations", Problem{N: 2, Rows: []Row{{rats(1, 1), EQ, num.One}, {rats(2, 2), EQ, num.Int(2)}}}, rats(1), "[1 0] 1 optimal"},
		// Beale's example, on which the plain largest-coefficient rule cycles.
		{"degenerate", Problem{N: 4, Rows: []Row{
			{[]num.Rat{num.Frac(1, 4), num.Int(-60), num.Frac(-1, 25), num.Int(9)}, LE, num.Zero},
			{[]num.Rat{num.Half, num.Int(-90), num.Frac(-1, 50), num.Int(3)}, LE, num.Zero},
			{rats(0, 0, 1), LE, num.One},
		}}, []num.Rat{num.Frac(3, 4), num.Int(-150), num.Frac(1, 50), num.Int(-6)}, "[1/25 0 1 0] 1/20 optimal"},
	} {
		x, v, s := c.p.Maximize(c.c)
		if got := fmt.Sprint(x, v, s); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestVertices(t *testing.T) {
	cube := func(n int) *Problem {
		p := &Problem{N: n}
		for j := range n {
			c := make([]num.Rat, n)
			c[j] = num.One
			p.Rows = append(p.Rows, Row{c, LE, num.One})
		}
		return p
	}
	for _, c := range []struct {
		name string
		p    *Problem
		max  int
		want string
	}{
		{"simplex", &Problem{N: 3, Rows: []Row{{rats(1, 1, 1), EQ, num.One}}}, 9, "[[0 0 1] [0 1 0] [1 0 0]] true"},
		{"square", cube(2), 4, "[[0 0] [0 1] [1 0] [1 1]] true"},
		{"too many", cube(5), 31, "[] false"},
		{"empty", &Problem{N: 1, Rows: []Row{{rats(1), GE, num.One}, {rats(1), LE, num.Zero}}}, 4, "[] true"},
		{"unbounded", &Problem{N: 1}, 4, "[] false"},
		{"one point", &Problem{N: 2, Rows: []Row{{rats(1, 1), LE, num.Zero}}}, 4, "[[0 0]] true"},
		{"no unknowns", &Problem{}, 4, "[[]] true"},
		{"free", &Problem{N: 1, Free: []bool{true}, Rows: []Row{{rats(2), GE, num.Int(-3)}, {rats(1), LE, num.One}}}, 4, "[[-3/2] [1]] true"},
		{"pyramid", &Problem{N: 3, Rows: []Row{{rats(1, 0, 1), LE, num.One}, {rats(0, 1, 1), LE, num.One}, {rats(-1, 0, 1), LE, num.Zero}, {rats(0, -1, 1), LE, num.Zero}}}, 9,
			"[[0 0 0] [0 1 0] [1/2 1/2 1/2] [1 0 0] [1 1 0]] true"},
	} {
		v, all := Vertices(c.p, c.max)
		if got := fmt.Sprint(v, all); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// randomProblem draws a bounded problem with small coefficients, so that degenerate ones are common.
func randomProblem(t *rapid.T) *Problem {
	p := &Problem{N: rapid.IntRange(1, 4).Draw(t, "n")}
	free := rapid.Bool().Draw(t, "free")
	for j := range p.N {
		c := make([]num.Rat, p.N)
		c[j] = num.One
		p.Rows = append(p.Rows, Row{c, LE, num.Int(2)})
		if free {
			p.Free = append(p.Free, j%2 == 0)
			p.Rows = append(p.Rows, Row{c, GE, num.Int(-1)})
		}
	}
	small := rapid.Custom(func(t *rapid.T) num.Rat {
		return num.Frac(rapid.Int64Range(-3, 3).Draw(t, "numerator"), rapid.Int64Range(1, 2).Draw(t, "denominator"))
	})
	for range rapid.IntRange(0, 5).Draw(t, "rows") {
		p.Rows = append(p.Rows, Row{rapid.SliceOfN(small, p.N, p.N).Draw(t, "coefficients"), Op(rapid.IntRange(0, 2).Draw(t, "op")), small.Draw(t, "b")})
	}
	return p
}

func (r Row) holds(x []num.Rat) bool {
	s := r.B.Neg()
	for j, c := range r.Coef {
		s = s.Add(c.Mul(x[j]))
	}
	return s.Sign() == 0 || (r.Op == LE && s.Sign() < 0) || (r.Op == GE && s.Sign() > 0)
}

func (p *Problem) holds(x []num.Rat) bool {
	for j := range x {
		if !p.free(j) && x[j].Sign() < 0 {
			return false
		}
	}
	return !slices.ContainsFunc(p.Rows, func(r Row) bool { return !r.holds(x) })
}

// bruteVertices solves every choice of N conditions as equations and keeps the solutions that
// satisfy all conditions.
func bruteVertices(p *Problem) (v [][]num.Rat) {
	var planes []Row
	for j := range p.N {
		if !p.free(j) {
			c := make([]num.Rat, p.N)
			c[j] = num.One
			planes = append(planes, Row{c, EQ, num.Zero})
		}
	}
	planes = append(planes, p.Rows...)
	var choose func(from int, chosen []Row)
	choose = func(from int, chosen []Row) {
		if len(chosen) == p.N {
			if x, ok := cramer(chosen); ok && p.holds(x) {
				v = append(v, x)
			}
			return
		}
		for i := from; i < len(planes); i++ {
			choose(i+1, append(slices.Clip(chosen), planes[i]))
		}
	}
	choose(0, nil)
	slices.SortFunc(v, compareVectors)
	return slices.CompactFunc(v, func(a, b []num.Rat) bool { return compareVectors(a, b) == 0 })
}

func determinant(m [][]num.Rat) num.Rat {
	if len(m) == 0 {
		return num.One
	}
	var d num.Rat
	for j, c := range m[0] {
		var minor [][]num.Rat
		for _, row := range m[1:] {
			minor = append(minor, slices.Concat(row[:j], row[j+1:]))
		}
		term := c.Mul(determinant(minor))
		if j%2 == 1 {
			term = term.Neg()
		}
		d = d.Add(term)
	}
	return d
}

func cramer(rows []Row) (x []num.Rat, ok bool) {
	var m [][]num.Rat
	for _, r := range rows {
		m = append(m, r.Coef)
	}
	d := determinant(m)
	if d.IsZero() {
		return nil, false
	}
	for j := range m {
		var with [][]num.Rat
		for i, row := range m {
			row = slices.Clone(row)
			row[j] = rows[i].B
			with = append(with, row)
		}
		x = append(x, determinant(with).Quo(d))
	}
	return x, true
}

// Vertices are those that brute force finds; Maximize attains the best of them.
func TestAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomProblem(t)
		want := bruteVertices(p)
		got, all := Vertices(p, 1000)
		if !all || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("vertices %v %v, want %v", got, all, want)
		}
		c := make([]num.Rat, p.N)
		for j := range c {
			c[j] = num.Int(rapid.Int64Range(-3, 3).Draw(t, "c"))
		}
		x, value, status := p.Maximize(c)
		if len(want) == 0 {
			if status != Infeasible {
				t.Fatalf("status %v, want infeasible", status)
			}
			return
		}
		var best num.Rat
		for i, v := range want {
			var s num.Rat
			for j := range c {
				s = s.Add(c[j].Mul(v[j]))
			}
			if i == 0 || best.Less(s) {
				best = s
			}
		}
		if status != Optimal || !p.holds(x) || !value.Equal(best) {
			t.Fatalf("x = %v, value %v, %v; want value %v", x, value, status, best)
		}
	})
}

// Large coefficients overflow machine words on the way and give the same answer.
func TestBigCoefficients(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomProblem(t)
		c := make([]num.Rat, p.N)
		for j := range c {
			c[j] = num.Int(rapid.Int64Range(-3, 3).Draw(t, "c"))
		}
		_, _, status := p.Maximize(c)
		q := *p
		q.Rows = slices.Clone(p.Rows)
		huge := num.Int(1 << 61).Mul(num.Int(1 << 61))
		for i, r := range q.Rows { // x is measured in a small unit that differs from one unknown to the next
			q.Rows[i].Coef = make([]num.Rat, len(r.Coef))
			for j := range r.Coef {
				q.Rows[i].Coef[j] = r.Coef[j].Quo(huge.Add(num.Int(int64(j))))
			}
		}
		y, _, status2 := q.Maximize(c)
		if status != status2 {
			t.Fatalf("%v, scaled %v", status, status2)
		}
		if status != Optimal {
			return
		}
		for j := range y {
			y[j] = y[j].Quo(huge.Add(num.Int(int64(j))))
		}
		if !p.holds(y) {
			t.Fatalf("%v is not feasible", y)
		}
	})
}

// Dual solutions satisfy the dual problem and have the value of the primal one.
func TestDual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomProblem(t)
		for i := range p.Rows {
			if p.Rows[i].Op == EQ {
				p.Rows[i].Op = GE
			}
		}
		c := make([]num.Rat, p.N)
		for j := range c {
			c[j] = num.Frac(rapid.Int64Range(-3, 3).Draw(t, "c"), rapid.Int64Range(1, 3).Draw(t, "d"))
		}
		_, value, status := p.Maximize(c)
		_, y, same, status2 := p.MaximizeDual(c)
		if status != status2 || !value.Equal(same) {
			t.Fatalf("%v %v, with duals %v %v", value, status, same, status2)
		}
		if status != Optimal {
			return
		}
		price, sum := make([]num.Rat, p.N), num.Zero
		for i, r := range p.Rows {
			if s := y[i].Sign(); s < 0 && r.Op == LE || s > 0 && r.Op == GE {
				t.Fatalf("y[%d] = %v of a row %v", i, y[i], r.Op)
			}
			sum = sum.Add(y[i].Mul(r.B))
			for j := range r.Coef {
				price[j] = price[j].Add(y[i].Mul(r.Coef[j]))
			}
		}
		if !sum.Equal(value) {
			t.Fatalf("the dual value is %v, the primal %v", sum, value)
		}
		for j := range price {
			if price[j].Less(c[j]) || p.free(j) && !price[j].Equal(c[j]) {
				t.Fatalf("price of unknown %d is %v, cost %v", j, price[j], c[j])
			}
		}
	})
}

func BenchmarkMaximize(b *testing.B) {
	p := &Problem{N: 8}
	for i := range 8 {
		c := make([]num.Rat, 8)
		for j := range c {
			c[j] = num.Int(int64((i*7+j*3)%11 + 1))
		}
		p.Rows = append(p.Rows, Row{c, LE, num.Int(int64(10 + i))})
	}
	c := rats(1, 2, 3, 4, 5, 6, 7, 8)
	for b.Loop() {
		p.Maximize(c)
	}
}

func BenchmarkVertices(b *testing.B) {
	p := &Problem{N: 3, Rows: []Row{{rats(1, 0, 0), LE, num.One}, {rats(0, 1, 0), LE, num.One}, {rats(0, 0, 1), LE, num.One}, {rats(1, 1, 1), LE, num.Int(2)}, {rats(3, -1, 1), GE, num.Half}}}
	for b.Loop() {
		Vertices(p, 256)
	}
}
