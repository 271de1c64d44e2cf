package prove

import (
	"math"

	"parley/internal/affine"
)

// A program looks for a point of the cube [-1, 1]^n at which all of a number of linear functions are at least 0, by the simplex method
// with bounded variables (Dantzig 1963) in floating point. It is run for its multipliers: they show that there is no such point to who
// checks them.
//
// It maximizes the least value t of the functions over the cube, shifted to [0, 2]^n. Basic variables are written in terms of the others, which are
// at one of their bounds; those at their upper bound are measured from there.
type program struct {
	rows, cols int
	a          []float64 // [i*cols+j]: coefficient of the j-th nonbasic variable in the row of the i-th basic one
	b          []float64 // values of the basic variables
	z          []float64 // what a unit of each nonbasic variable adds to the objective
	value      float64   // of the objective
	basic      []variable
	outer      []variable // nonbasic
	flipped    []bool     // by symbol: measured from its upper bound
}

// A variable is a symbol, the slack of a row or, last of all, the least value.
type variable struct {
	slack bool
	index int
	upper float64
}

const (
	// maxProgram bounds the rows times the columns of a program.
	maxProgram = 20_000
	maxPivots  = 400
	pivotSize  = 1e-9
)

// newProgram takes functions mids[i] + sum of coeffs[i*n+j]·e_j.
func newProgram(mids, coeffs []float64, n int) *program {
	m := len(mids)
	p := &program{rows: m, cols: n + 1, a: make([]float64, m*(n+1)), b: make([]float64, m), z: make([]float64, n+1), flipped: make([]bool, n)}
	least := math.Inf(1)
	for i := range m {
		// The value at the corner where all symbols are -1.
		p.b[i] = mids[i]
		for j := range n {
			c := coeffs[i*n+j]
			p.a[i*p.cols+j] = -c
			p.b[i] -= c
		}
		p.a[i*p.cols+n] = 1
		least = min(least, p.b[i])
		p.basic = append(p.basic, variable{slack: true, index: i, upper: math.Inf(1)})
	}
	for i := range m {
		p.b[i] -= least
	}
	p.value = least
	for j := range n {
		p.outer = append(p.outer, variable{index: j, upper: 2})
	}
	p.outer = append(p.outer, variable{index: n, upper: math.Inf(1)})
	p.z[n] = 1
	return p
}

// multipliers returns numbers that are not negative, by row, if it finds that no point satisfies all rows.
func (p *program) multipliers() ([]float64, bool) {
	for range maxPivots {
		if p.value >= 0 {
			return nil, false
		}
		enter := -1
		for j, z := range p.z {
			if z > pivotSize && (enter < 0 || z > p.z[enter]) {
				enter = j
			}
		}
		if enter < 0 {
			out := make([]float64, p.rows)
			for j, v := range p.outer {
				if v.slack {
					out[v.index] = max(0, -p.z[j])
				}
			}
			return out, true
		}
		if !p.step(enter) {
			return nil, false
		}
	}
	return nil, false
}

// step moves a nonbasic variable away from its bound until something else meets one. It returns false if nothing does.
func (p *program) step(enter int) bool {
	most, leave, toUpper := p.outer[enter].upper, -1, false
	for i := range p.rows {
		c := p.a[i*p.cols+enter]
		switch {
		case c > pivotSize:
			if r := max(0, p.b[i]) / c; r < most {
				most, leave, toUpper = r, i, false
			}
		case c < -pivotSize && !math.IsInf(p.basic[i].upper, 1):
			if r := max(0, p.basic[i].upper-p.b[i]) / -c; r < most {
				most, leave, toUpper = r, i, true
			}
		}
	}
	if math.IsInf(most, 1) {
		return false
	}
	if leave < 0 {
		p.flip(enter)
		return true
	}
	if toUpper { // measure the basic variable from its upper bound
		p.b[leave] = p.basic[leave].upper - p.b[leave]
		row := p.a[leave*p.cols : (leave+1)*p.cols]
		for j := range row {
			row[j] = -row[j]
		}
		p.flipped[p.basic[leave].index] = !p.flipped[p.basic[leave].index]
	}
	p.pivot(leave, enter)
	return true
}

// flip takes a nonbasic variable to its other bound.
func (p *program) flip(j int) {
	u := p.outer[j].upper
	for i := range p.rows {
		p.b[i] -= float64(p.a[i*p.cols+j] * u)
		p.a[i*p.cols+j] = -p.a[i*p.cols+j]
	}
	p.value += float64(p.z[j] * u)
	p.z[j] = -p.z[j]
	p.flipped[p.outer[j].index] = !p.flipped[p.outer[j].index]
}

func (p *program) pivot(r, s int) {
	row := p.a[r*p.cols : (r+1)*p.cols]
	inv := 1 / row[s]
	for j := range row {
		row[j] = float64(row[j] * inv)
	}
	row[s] = inv
	p.b[r] = float64(p.b[r] * inv)
	for i := range p.rows {
		if i == r {
			continue
		}
		other := p.a[i*p.cols : (i+1)*p.cols]
		f := other[s]
		if f == 0 {
			continue
		}
		for j := range other {
			if j != s {
				other[j] -= float64(f * row[j])
			}
		}
		other[s] = float64(-f * inv)
		p.b[i] -= float64(f * p.b[r])
	}
	f := p.z[s]
	for j := range p.z {
		if j != s {
			p.z[j] -= float64(f * row[j])
		}
	}
	p.z[s] = float64(-f * inv)
	p.value += float64(f * p.b[r])
	p.basic[r], p.outer[s] = p.outer[s], p.basic[r]
}

// contradiction tells whether conditions that were met in this pass, each "a form is not negative", contradict each other: if
// a sum of multiples of them is negative everywhere (Farkas 1902). The multipliers come from a linear program in floating point; the sum is
// formed with outward rounding (Neumaier and Shcherbina 2004), so that it does not matter how good they are.
func (d *desk) contradiction() bool {
	if len(d.rows) < 2 {
		return false
	}
	column := map[int32]int{}
	for _, f := range d.rows {
		for _, t := range f.Terms {
			if _, ok := column[t.Var]; !ok {
				column[t.Var] = len(column)
			}
		}
	}
	n := len(column)
	if n == 0 || (n+1)*len(d.rows) > maxProgram {
		return false
	}
	mids, coeffs := make([]float64, len(d.rows)), make([]float64, len(d.rows)*n)
	scale := make([]float64, len(d.rows))
	for i, f := range d.rows {
		scale[i] = 1 / (math.Abs(f.Mid) + f.Spread() + f.Rest)
		mids[i] = float64((f.Mid + f.Rest) * scale[i])
		for _, t := range f.Terms {
			coeffs[i*n+column[t.Var]] = float64(t.Coeff * scale[i])
		}
	}
	weights, ok := newProgram(mids, coeffs, n).multipliers()
	if !ok {
		return false
	}
	var sum affine.Form
	for i, w := range weights {
		if w > 0 {
			sum = d.mem.Add(sum, d.mem.Mul(exactly(float64(w*scale[i])), d.rows[i]))
		}
	}
	return sum.Range.Hi < 0
}
