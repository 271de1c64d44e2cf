package nash_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/game"
	"parley/num"
	"parley/solve"
	"parley/solve/solvetest"
	"parley/verify"
)

// A twoEach is a game of players with two strategies each: pay[i] by profile, whose bit j is player j's
// strategy.
type twoEach struct {
	n   int
	pay [][]int64
}

func drawTwoEach(r *rand.Rand, n int, values int64) *twoEach {
	g := &twoEach{n: n, pay: make([][]int64, n)}
	for i := range g.pay {
		g.pay[i] = make([]int64, 1<<n)
		for k := range g.pay[i] {
			g.pay[i][k] = r.Int64N(values)
		}
	}
	return g
}

func (g *twoEach) instance() *game.Instance {
	return table(slices.Repeat([]int{2}, g.n), func(p []int) []int64 {
		at := 0
		for j, s := range p {
			at |= s << j
		}
		out := make([]int64, g.n)
		for i := range out {
			out[i] = g.pay[i][at]
		}
		return out
	})
}

// gain is what strategy 1 is worth to player i, less strategy 0, where player j plays 1 with probability x[j].
func (g *twoEach) gain(i int, x []float64) float64 {
	u := make([]float64, 1<<g.n)
	for k, v := range g.pay[i] {
		u[k] = float64(v)
	}
	bit := 1 << i
	for k := range u {
		u[k] = u[k|bit] - u[k&^bit]
	}
	for j := range g.n {
		if j == i {
			continue
		}
		for k := range u {
			if k>>j&1 == 0 {
				u[k] = (1-x[j])*u[k] + x[j]*u[k|1<<j]
			}
		}
	}
	return u[0]
}

// equilibrium tells whether x is one: within 1e-9, and far from the border of its support where it mixes.
func (g *twoEach) equilibrium(x []float64) bool {
	for i, p := range x {
		switch d := g.gain(i, x); {
		case p < 1 && d > 1e-9, p > 0 && d < -1e-9:
			return false
		}
	}
	return true
}

// newton looks for an equilibrium in which those of mixes mix, from x on.
func (g *twoEach) newton(x []float64, mixes []int) bool {
	for range 40 {
		m := make([][]float64, len(mixes))
		size := 0.0
		for a, i := range mixes {
			m[a] = make([]float64, len(mixes)+1)
			m[a][len(mixes)] = -g.gain(i, x)
			size = max(size, math.Abs(m[a][len(mixes)]))
			for b, j := range mixes {
				old := x[j] // gains are linear in each probability
				x[j] = 1
				high := g.gain(i, x)
				x[j] = 0
				m[a][b] = high - g.gain(i, x)
				x[j] = old
			}
		}
		if size < 1e-13 {
			return true
		}
		step, ok := gauss(m)
		if !ok {
			return false
		}
		for b, j := range mixes {
			if x[j] += step[b]; math.IsNaN(x[j]) || x[j] < -2 || x[j] > 3 {
				return false
			}
		}
	}
	return false
}

// gauss solves linear equations whose right-hand sides are in the last column.
func gauss(m [][]float64) (x []float64, ok bool) {
	n := len(m)
	for c := range n {
		best := c
		for r := c; r < n; r++ {
			if math.Abs(m[r][c]) > math.Abs(m[best][c]) {
				best = r
			}
		}
		if math.Abs(m[best][c]) < 1e-10 {
			return nil, false
		}
		m[c], m[best] = m[best], m[c]
		for r := range n {
			if f := m[r][c] / m[c][c]; r != c && f != 0 {
				for k := c; k <= n; k++ {
					m[r][k] -= f * m[c][k]
				}
			}
		}
	}
	x = make([]float64, n)
	for i := range x {
		x[i] = m[i][n] / m[i][i]
	}
	return x, true
}

// near tells whether an entry's ranges hold x.
func near(res *solve.Result, x []float64) bool {
	return slices.ContainsFunc(res.Equilibria, func(e solve.Equilibrium) bool {
		for i, p := range x {
			low, high := e.Range(res.In.Infosets[i].First + 1)
			if p < low.Float()-1e-6 || p > high.Float()+1e-6 {
				return false
			}
		}
		return true
	})
}

// On games with few different payoffs, where most systems vanish somewhere on the border of their support,
// lists are complete, and hold whatever simpler means find: the points of a grid, and what Newton's
// method comes to for each support.
func TestTies(t *testing.T) {
	grid := []num.Rat{num.Zero, num.One, num.Half, num.Frac(1, 3), num.Frac(2, 3)}
	onGrid, byNewton := 0, 0
	for _, c := range []struct {
		players, games int
		values         int64
	}{{3, 60, 2}, {3, 30, 3}, {4, 20, 2}, {5, 8, 2}} {
		for seed := range uint64(c.games) {
			r := rand.New(rand.NewPCG(seed, 79))
			g := drawTwoEach(r, c.players, c.values)
			res := solved(t, g.instance())
			name := fmt.Sprintf("%d players, %d values, seed %d", c.players, c.values, seed)
			k, _ := verify.New(res.In.Game)
			x := make([]float64, g.n)
			p := make(game.Profile, len(res.In.Actions))
			var points func(i int)
			points = func(i int) {
				if i < g.n {
					for _, v := range grid {
						first := res.In.Infosets[i].First
						x[i], p[first], p[first+1] = v.Float(), num.One.Sub(v), v
						points(i + 1)
					}
					return
				}
				if !g.equilibrium(x) {
					return
				}
				a := game.Assessment{Profile: slices.Clone(p)}
				if c, err := k.Check(res.In, &a, solve.Nash); err == nil && c.OK() {
					onGrid++
					if !solvetest.Listed(res, &a) {
						t.Fatalf("%s: missing: %s", name, solvetest.Show(res.In, &a))
					}
				}
			}
			points(0)
			var supports func(i int, mixes []int)
			supports = func(i int, mixes []int) {
				if i < g.n {
					x[i] = 0
					supports(i+1, mixes)
					x[i] = 1
					supports(i+1, mixes)
					supports(i+1, append(mixes, i))
					return
				}
				if len(mixes) < 2 {
					return
				}
				for range 4 {
					y := slices.Clone(x)
					for _, j := range mixes {
						y[j] = r.Float64()
					}
					if !g.newton(y, mixes) || slices.ContainsFunc(mixes, func(j int) bool { return y[j] < 1e-5 || y[j] > 1-1e-5 }) || !g.equilibrium(y) {
						continue
					}
					byNewton++
					if !near(res, y) {
						t.Fatalf("%s: an equilibrium near %v is missing", name, y)
					}
				}
			}
			supports(0, nil)
		}
	}
	if t.Logf("%d on the grid, %d by Newton's method", onGrid, byNewton); onGrid < 500 || byNewton < 50 {
		t.Error("too few were compared")
	}
}
