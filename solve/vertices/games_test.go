package vertices_test

import (
	"fmt"

	"parley/expr"
	"parley/game"
	"parley/game/gametest"
	"parley/num"
)

// bimatrix returns the game of two payoff matrices.
func bimatrix(a, b [][]num.Rat) *game.Instance {
	pool := &expr.Pool{}
	g := game.Builder{Players: []string{"A", "B"}, Pool: pool}
	names := func(letter string, n int) (out []string) {
		for i := range n {
			out = append(out, fmt.Sprint(letter, i+1))
		}
		return out
	}
	g.Decision(game.InfosetSpec{Player: 0, Key: "A", Actions: names("a", len(a))})
	for i := range a {
		g.Decision(game.InfosetSpec{Player: 1, Key: "B", Actions: names("b", len(a[0]))})
		for j := range a[i] {
			g.Terminal([]expr.ID{pool.Const(a[i][j]), pool.Const(b[i][j])})
		}
	}
	built, err := g.Build()
	if err != nil {
		panic(err)
	}
	return gametest.Instance(built)
}

// whole turns integers into numbers.
func whole(a [][]int64) [][]num.Rat {
	out := make([][]num.Rat, len(a))
	for i, row := range a {
		for _, x := range row {
			out[i] = append(out[i], num.Int(x))
		}
	}
	return out
}

// coordination returns the game in which both get 1 if they choose alike and else nothing.
func coordination(n int) *game.Instance {
	a := make([][]int64, n)
	for i := range a {
		a[i] = make([]int64, n)
		a[i][i] = 1
	}
	return bimatrix(whole(a), whole(a))
}

// dualCyclic returns the d x d game of von Stengel 1999: both best-response polytopes are dual cyclic
// polytopes with 2d facets, normals on the moment curve at 1, ..., 2d; in the second one the labels of
// neighbouring facets 2k-1 and 2k change places.
func dualCyclic(d int) *game.Instance {
	straight, swapped := make([]int, 2*d), make([]int, 2*d)
	for k := range straight {
		straight[k], swapped[k] = k, k^1
	}
	b := facets(d, straight) // row: column of the game; column: row of the game
	// In the second polytope the labels of the unknowns are d+1, ..., 2d.
	a := facets(d, append(append([]int{}, swapped[d:]...), swapped[:d]...))
	transposed := make([][]num.Rat, d)
	for i := range transposed {
		transposed[i] = make([]num.Rat, d)
		for j := range transposed[i] {
			transposed[i][j] = b[j][i]
		}
	}
	return bimatrix(a, transposed)
}

// facets returns the matrix M for which {z >= 0, M z <= 1} is the dual cyclic polytope whose facet of
// z_j >= 0 is at order[j] on the moment curve and that of row i at order[d+i].
func facets(d int, order []int) [][]num.Rat {
	normals := make([][]num.Rat, 2*d)
	centre := make([]num.Rat, d)
	for k := range normals {
		normals[k] = make([]num.Rat, d)
		power := num.One
		for j := range d {
			power = power.Mul(num.Int(int64(order[k] + 1)))
			normals[k][j] = power
			centre[j] = centre[j].Add(power.Quo(num.Int(int64(2 * d))))
		}
	}
	for k := range normals {
		for j := range d {
			normals[k][j] = normals[k][j].Sub(centre[j])
		}
	}
	// {x : normals x <= 1} with u = 1 - (first d normals) x as its coordinates: x = inverse (1 - u).
	inverse := invert(normals[:d])
	out := make([][]num.Rat, d)
	for i := range out {
		slack := num.One // of the facet at u = 0
		row := make([]num.Rat, d)
		for j := range d {
			for k := range d {
				row[j] = row[j].Sub(normals[d+i][k].Mul(inverse[k][j]))
			}
			slack = slack.Add(row[j])
		}
		for j := range d {
			row[j] = row[j].Quo(slack)
		}
		out[i] = row
	}
	return out
}

// invert returns the inverse of a square matrix.
func invert(m [][]num.Rat) [][]num.Rat {
	d := len(m)
	w := make([][]num.Rat, d)
	for i := range w {
		w[i] = append(append([]num.Rat{}, m[i]...), make([]num.Rat, d)...)
		w[i][d+i] = num.One
	}
	for c := range d {
		p := c
		for w[p][c].IsZero() {
			p++
		}
		w[c], w[p] = w[p], w[c]
		f := w[c][c].Inv()
		for j := range w[c] {
			w[c][j] = w[c][j].Mul(f)
		}
		for i := range w {
			if i == c {
				continue
			}
			f := w[i][c]
			for j := range w[i] {
				w[i][j] = w[i][j].Sub(f.Mul(w[c][j]))
			}
		}
	}
	out := make([][]num.Rat, d)
	for i := range out {
		out[i] = w[i][d:]
	}
	return out
}
