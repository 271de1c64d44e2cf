// Package linprog solves linear programs and lists the vertices of polytopes, in exact rational
// arithmetic. It is made for small dense problems.
package linprog

import (
	"parley/internal/integer"
	"parley/num"
)

// An Op relates the two sides of a Row.
type Op uint8

// The relations: at most, at least, equal.
const (
	LE Op = iota
	GE
	EQ
)

// A Row is the condition Coef · x Op B. Missing coefficients at the end are 0.
type Row struct {
	Coef []num.Rat
	Op   Op
	B    num.Rat
}

// A Problem is a set of linear conditions on x in R^N. Every x_j is at least 0 unless Free[j].
type Problem struct {
	N    int
	Rows []Row
	Free []bool // nil: none is free
}

// A Status says how Maximize ended. Each is proved.
type Status uint8

// The ways Maximize ends.
const (
	Optimal    Status = iota
	Infeasible        // no x satisfies the rows
	Unbounded         // the value has no upper bound
)

// String returns the status in lower case.
func (s Status) String() string {
	return [...]string{"optimal", "infeasible", "unbounded"}[s]
}

func (p *Problem) free(j int) bool { return j < len(p.Free) && p.Free[j] }

// Maximize finds an x that satisfies every row and has the greatest c · x; missing coefficients at
// the end of c are 0. x and value are set only if the status is Optimal. x is a vertex where the
// polyhedron has one; which vertex, where several are best, depends only on p and c.
func (p *Problem) Maximize(c []num.Rat) (x []num.Rat, value num.Rat, status Status) {
	x, value, _, status = p.maximize(c)
	return x, value, status
}

// MaximizeDual is Maximize, and returns the optimal dual solution as well: y[i] for row i, at least 0
// for a row "at most" and at most 0 for a row "at least", with y · B = value and, for every x_j,
// Σ_i y[i] Coef[i][j] >= c[j] (equal if x_j is free). There must be no equations among the rows.
func (p *Problem) MaximizeDual(c []num.Rat) (x, y []num.Rat, value num.Rat, status Status) {
	x, value, t, status := p.maximize(c)
	if status != Optimal {
		return nil, nil, num.Zero, status
	}
	y = make([]num.Rat, len(p.Rows))
	for j, v := range t.column {
		if v < t.real { // not the slack of a row, which alone has a price
			continue
		}
		i := v - t.real
		y[i] = t.a.Value(t.m, j).Mul(t.scale[i]).Quo(t.costScale)
		if p.Rows[i].Op == GE {
			y[i] = y[i].Neg()
		}
	}
	return x, y, value, Optimal
}

func (p *Problem) maximize(c []num.Rat) (x []num.Rat, value num.Rat, t *tableau, status Status) {
	t = newTableau(p)
	if !t.phaseOne() {
		return nil, num.Zero, t, Infeasible
	}
	t.setObjective(p, c)
	if !t.optimize() {
		return nil, num.Zero, t, Unbounded
	}
	x = make([]num.Rat, p.N)
	for i, col := range t.basis {
		if col >= 0 && col < t.real {
			j := t.unknown[col]
			if v := t.value(i); t.minus[col] {
				x[j] = x[j].Sub(v)
			} else {
				x[j] = x[j].Add(v)
			}
		}
	}
	for j, cj := range c {
		value = value.Add(cj.Mul(x[j]))
	}
	return x, value, t, Optimal
}

// newTableau brings the rows into the form A y = b, y >= 0, b >= 0 over whole numbers, with slack
// variables; a row without a slack variable that can be basic gets an artificial one, whose column
// is never needed.
func newTableau(p *Problem) *tableau {
	t := &tableau{m: len(p.Rows)}
	for j := range p.N {
		t.unknown, t.minus = append(t.unknown, j), append(t.minus, false)
		if p.free(j) {
			t.unknown, t.minus = append(t.unknown, j), append(t.minus, true)
		}
	}
	t.real = len(t.unknown)
	t.n = t.real
	slack := make([]int, t.m) // column of the slack of a row, if it starts out of the basis
	next := t.real
	t.basis = make([]int, t.m)
	for i, r := range p.Rows {
		slack[i], t.basis[i] = -1, -1
		if r.Op == EQ {
			continue
		}
		if (r.Op == LE) == (r.B.Sign() >= 0) || r.B.IsZero() {
			t.basis[i] = next // a name only: a basic variable has no column
		} else {
			slack[i] = t.n
			t.n++
			t.column = append(t.column, next)
		}
		next++
	}
	start := make([]int, 0, t.n)
	for j := range t.real {
		start = append(start, j)
	}
	t.column = append(start, t.column...)
	values := make([]num.Rat, (t.m+1)*(t.n+1))
	for i, r := range p.Rows {
		row := values[i*(t.n+1) : (i+1)*(t.n+1)]
		// A row is turned round so that its right-hand side is not negative; a slack variable
		// has coefficient +1 in a row "at most" and -1 in a row "at least".
		turn := r.B.Sign() < 0 || (r.B.IsZero() && r.Op == GE)
		for col := range t.real {
			j := t.unknown[col]
			if j >= len(r.Coef) || r.Coef[j].IsZero() {
				continue
			}
			v := r.Coef[j]
			if turn != t.minus[col] {
				v = v.Neg()
			}
			row[col] = v
		}
		row[t.n] = r.B
		if turn {
			row[t.n] = r.B.Neg()
		}
		scale := integer.Scale(row)
		t.scale = append(t.scale, scale)
		for k := range row {
			if !row[k].IsZero() {
				row[k] = row[k].Mul(scale)
			}
		}
		if slack[i] >= 0 { // scaled with its row: a positive factor changes nothing
			row[slack[i]] = num.Int(-1)
		}
	}
	t.a = integer.New(t.m+1, t.n+1, values)
	return t
}

// phaseOne drives the artificial variables to 0; false means that the rows cannot all hold.
func (t *tableau) phaseOne() bool {
	need := false
	for i := range t.m {
		if t.basis[i] < 0 {
			need = true
			t.a.Subtract(i, t.m)
		}
	}
	if !need {
		return true
	}
	t.optimize()
	if t.a.Sign(t.m, t.n) < 0 {
		return false
	}
	for i := range t.m {
		if t.basis[i] >= 0 {
			continue
		}
		for j := range t.n {
			if s := t.a.Sign(i, j); s != 0 && t.column[j] >= 0 {
				if s < 0 {
					t.a.Negate(i) // its right-hand side is 0
				}
				t.pivot(i, j)
				break
			}
		}
	}
	return true
}

// setObjective writes the reduced costs of maximizing c · x into the last row.
func (t *tableau) setObjective(p *Problem, c []num.Rat) {
	cost := make([]num.Rat, t.real)
	for col := range cost {
		if j := t.unknown[col]; j < len(c) {
			cost[col] = c[j]
			if t.minus[col] {
				cost[col] = c[j].Neg()
			}
		}
	}
	t.costScale = integer.Scale(cost)
	for col := range cost {
		cost[col] = cost[col].Mul(t.costScale)
	}
	t.price(cost)
}

// optimize pivots until no reduced cost is negative; false means that the objective is unbounded.
// It takes the most negative reduced cost, and after a run of degenerate pivots the first one
// (Bland 1977), which cannot cycle.
func (t *tableau) optimize() bool {
	degenerate := 0
	for {
		c := t.entering(degenerate > 2*(t.m+t.n))
		if c < 0 {
			return true
		}
		r := t.leaving(c)
		if r < 0 {
			return false
		}
		if t.a.Sign(r, t.n) == 0 {
			degenerate++
		} else {
			degenerate = 0
		}
		t.pivot(r, c)
	}
}
