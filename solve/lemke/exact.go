package lemke

import (
	"context"

	"parley/internal/pivoting"
	"parley/num"
)

// exact follows the path in exact arithmetic: ties are broken lexicographically, so that it ends on every
// game. It returns the plans at its end, or false if the context or the steps ended before.
func (s *system) exact(ctx context.Context, most int64, progress func(int64)) (x, y []num.Rat, steps int64, ok bool) {
	d := s.dictionary()
	entering := s.t()
	for ; most == 0 || steps < most; steps++ {
		if ctx.Err() != nil {
			return nil, nil, steps, false
		}
		if progress != nil && steps&15 == 15 {
			progress(steps)
		}
		leaving, ok := d.Leaving(entering)
		if !ok { // the path is bounded: t lies between 0 and 1
			panic("lemke: a ray")
		}
		d.Pivot(entering, leaving)
		if leaving == s.z() {
			return s.read(d, 0), s.read(d, 1), steps + 1, true
		}
		entering = s.complement(leaving)
	}
	return nil, nil, steps, false
}

func (s *system) read(d *pivoting.Dictionary, i int) []num.Rat {
	x := make([]num.Rat, s.n[i])
	for q := range x {
		x[q] = d.Value(s.plan(i, q))
	}
	return x
}

// dictionary returns the dictionary at t = 0, without the rows of the values, which are free and bound
// nothing.
func (s *system) dictionary() *pivoting.Dictionary {
	// At first basic are the slacks and, in E and F, artificial variables that are 0 for good.
	basic := make([]int, s.rows())
	artificial := func(i, h int) int { return s.variables() + i*s.m[0] + h }
	var column []int
	for i := range s.n {
		for q := range s.n[i] {
			basic[s.reply(i, q)] = s.slack(i, q)
			column = append(column, s.plan(i, q))
		}
	}
	for i := range s.m {
		for h := range s.m[i] {
			basic[s.flow(i, h)] = artificial(i, h)
			column = append(column, s.value(i, h))
		}
	}
	basic[s.last()] = s.z()
	column = append(column, s.t())
	coef := make([][]num.Rat, s.rows())
	for i := range coef {
		coef[i] = make([]num.Rat, len(column))
	}
	for j, v := range column {
		rows, values := s.column(v)
		for e, i := range rows {
			coef[i][j] = values[e]
		}
	}
	d := pivoting.New(basic, column, coef, s.rhs())
	for i := range s.m {
		for h := range s.m[i] {
			q := s.chosen(i, h)
			d.Pivot(s.value(i, h), s.slack(i, q))
			d.Pivot(s.plan(i, q), artificial(i, h))
		}
	}
	d.Drop(func(v int) bool { return v >= 2*(s.n[0]+s.n[1]) && v < s.t() || v >= s.variables() })
	return d
}
