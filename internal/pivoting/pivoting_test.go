package pivoting

import (
	"math/rand/v2"
	"testing"

	"parley/num"
)

// solved returns the value of each variable that is basic, from the first equations alone: those of the
// basic variables, by elimination in rationals.
func solved(basic, column []int, coef [][]num.Rat, rhs []num.Rat, now []int) (values map[int]num.Rat, ok bool) {
	m := len(basic)
	a := make([][]num.Rat, m)
	for i := range a {
		a[i] = make([]num.Rat, m+1)
		a[i][m] = rhs[i]
		for k, v := range now {
			if basic[i] == v {
				a[i][k] = num.One
			}
			for j, c := range column {
				if c == v {
					a[i][k] = coef[i][j]
				}
			}
		}
	}
	for k := range m {
		p := k
		for p < m && a[p][k].IsZero() {
			p++
		}
		if p == m {
			return nil, false
		}
		a[k], a[p] = a[p], a[k]
		inv := a[k][k].Inv()
		for j := range a[k] {
			a[k][j] = a[k][j].Mul(inv)
		}
		for i := range a {
			if i != k && !a[i][k].IsZero() {
				f := a[i][k]
				for j := range a[i] {
					a[i][j] = a[i][j].Sub(f.Mul(a[k][j]))
				}
			}
		}
	}
	values = map[int]num.Rat{}
	for k, v := range now {
		values[v] = a[k][m]
	}
	return values, true
}

// After any pivots the values are the solution of the equations, small numbers or huge, fractions or not;
// and no right-hand side becomes negative.
func TestValues(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for k := range 300 {
		m, n := 1+r.IntN(6), 1+r.IntN(6)
		span := []int64{1, 3, 1 << 40}[k%3]
		var basic, column []int
		coef, rhs := make([][]num.Rat, m), make([]num.Rat, m)
		for j := range n {
			column = append(column, j)
		}
		for i := range m {
			basic = append(basic, n+i)
			for range n {
				coef[i] = append(coef[i], num.Frac(r.Int64N(2*span+1)-span/2, 1+r.Int64N(6)))
			}
			rhs[i] = num.Frac(r.Int64N(3), 1+r.Int64N(6)) // often 0: ties
		}
		d := New(basic, column, coef, rhs)
		now := append([]int(nil), basic...)
		for range 12 {
			var out []int
			for v := range n + m {
				if !d.Basic(v) {
					out = append(out, v)
				}
			}
			entering := out[r.IntN(len(out))]
			leaving, ok := d.Leaving(entering)
			if !ok {
				continue
			}
			d.Pivot(entering, leaving)
			for i, v := range now {
				if v == leaving {
					now[i] = entering
				}
			}
			want, ok := solved(basic, column, coef, rhs, now)
			if !ok {
				t.Fatal("the basis is singular")
			}
			for v := range n + m {
				if got := d.Value(v); !got.Equal(want[v]) || got.Sign() < 0 {
					t.Fatalf("variable %d is %s, want %s", v, got, want[v])
				}
			}
		}
	}
}

// Beale's problem, on which Dantzig's rule with least indices for ties cycles, ends: the
// lexicographic rule never comes to a basis twice.
func TestNoCycle(t *testing.T) {
	coef := [][]num.Rat{
		{num.Frac(1, 4), num.Int(-60), num.Frac(-1, 25), num.Int(9)},
		{num.Frac(1, 2), num.Int(-90), num.Frac(-1, 50), num.Int(3)},
		{num.Zero, num.Zero, num.One, num.Zero},
	}
	cost := []num.Rat{num.Frac(3, 4), num.Int(-150), num.Frac(1, 50), num.Int(-6)}
	// z is what is maximized: z - cost · y = 0 as a row whose variable stays basic, with a large start so
	// that it never leaves.
	d := New([]int{4, 5, 6}, []int{0, 1, 2, 3}, coef, []num.Rat{num.Zero, num.Zero, num.One})
	seen := map[[3]int]bool{}
	reduced := func(v int) num.Rat { // of a variable that is not basic, from the equations
		if v >= 4 {
			return d.gain(v, cost)
		}
		return cost[v].Add(d.gain(v, cost))
	}
	for step := 0; ; step++ {
		key := [3]int{d.basic[0], d.basic[1], d.basic[2]}
		if seen[key] {
			t.Fatalf("the basis %v comes twice, at step %d", key, step)
		}
		seen[key] = true
		best := -1
		for v := range 7 {
			if !d.Basic(v) && reduced(v).Sign() > 0 && (best < 0 || reduced(best).Less(reduced(v))) {
				best = v
			}
		}
		if best < 0 {
			break
		}
		leaving, ok := d.Leaving(best)
		if !ok {
			t.Fatal("unbounded")
		}
		d.Pivot(best, leaving)
	}
	value := num.Zero
	for v, c := range cost {
		value = value.Add(c.Mul(d.Value(v)))
	}
	if !value.Equal(num.Frac(1, 20)) {
		t.Errorf("value %s, want 1/20", value)
	}
}

// gain is what the basic variables bring per unit of v, which is not basic.
func (t *Dictionary) gain(v int, cost []num.Rat) num.Rat {
	sum := num.Zero
	for i, b := range t.basic {
		if b >= len(cost) {
			continue
		}
		sum = sum.Sub(cost[b].Mul(t.a.Value(i, t.col[v])))
	}
	return sum
}
