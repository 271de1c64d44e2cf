// Package polytope walks the faces of a polytope {z >= 0, A z <= 1} in exact arithmetic: it says
// whether a face is empty, moves to a vertex of it, and lists its vertices.
//
// It keeps one dictionary in whole numbers (internal/integer) whose basis is feasible at all times. Entries
// are minors of A, of the order of the number of unknowns in the basis. Ties are broken by Bland's rule
// (Bland 1977), so that no walk cycles, degenerate or not.
package polytope

import (
	"parley/internal/integer"
	"parley/num"
)

// A Tableau is the polytope {z >= 0, A z <= 1} at a feasible basis, with some variables held at 0: the
// face of it where they are. Variables 0 to n-1 are the unknowns z, variable n+i is the slack of row i.
type Tableau struct {
	rows, cols int
	basic      []int // by row: its variable
	free       []int // by column: its variable, which is 0 at the present vertex
	place      []int // by variable: its row, or ^column
	held       []bool

	// d · basic[i] = a[i,cols] - sum over columns j of a[i,j] · free[j].
	a *integer.Matrix

	Pivots int64 // done so far
}

// New returns the polytope {z >= 0, a z <= 1} at its vertex 0, no variable held. The entries of a, of
// rows of equal length, are whole numbers.
func New(a [][]num.Rat) *Tableau {
	t := &Tableau{rows: len(a), cols: len(a[0])}
	t.held = make([]bool, t.rows+t.cols)
	for j := range t.cols {
		t.free = append(t.free, j)
		t.place = append(t.place, ^j)
	}
	values := make([]num.Rat, 0, t.rows*(t.cols+1))
	for i, row := range a {
		t.basic = append(t.basic, t.cols+i)
		t.place = append(t.place, i)
		values = append(append(values, row...), num.One)
	}
	t.a = integer.New(t.rows, t.cols+1, values)
	return t
}

// Variables returns how many variables there are: unknowns and slacks.
func (t *Tableau) Variables() int { return t.rows + t.cols }

// Effort measures the time that pivots took (integer.Matrix.Effort).
func (t *Tableau) Effort() int64 { return t.a.Effort() }

// Held tells whether v is held at 0.
func (t *Tableau) Held(v int) bool { return t.held[v] }

// Release lets v vary again. Variables are to be released in the reverse of the order in which they
// were held.
func (t *Tableau) Release(v int) { t.held[v] = false }

// Zero tells whether v is 0 at the present vertex.
func (t *Tableau) Zero(v int) bool {
	p := t.place[v]
	return p < 0 || t.a.Sign(p, t.cols) == 0
}

// Point tells whether no variable outside the basis can move: all of them are held.
func (t *Tableau) Point() bool {
	for _, v := range t.free {
		if !t.held[v] {
			return false
		}
	}
	return true
}

// Kept tells, by a look at the present dictionary alone, that v is positive all over the face. If it
// is false v may or may not be.
func (t *Tableau) Kept(v int) bool {
	p := t.place[v]
	if p < 0 || t.a.Sign(p, t.cols) == 0 {
		return false
	}
	for j, f := range t.free {
		if !t.held[f] && t.a.Sign(p, j) > 0 {
			return false
		}
	}
	return true
}

// Hold holds v at 0 and moves to a vertex where it is. It is false, and v is not held, if v is positive
// all over the face; the vertex may have changed all the same.
func (t *Tableau) Hold(v int) bool {
	for t.place[v] >= 0 {
		r := t.place[v]
		if t.a.Sign(r, t.cols) == 0 {
			if s := t.any(r); s >= 0 {
				t.pivot(r, s)
			}
			break
		}
		s := t.first(r, 1)
		if s < 0 {
			return false
		}
		t.pivot(t.leaving(s, r), s)
	}
	t.held[v] = true
	return true
}

// Positive tells whether v is positive somewhere on the face. It may change the basis and not the
// vertex.
func (t *Tableau) Positive(v int) bool {
	if t.held[v] {
		return false
	}
	if s := ^t.place[v]; s >= 0 {
		r := t.leaving(s, -1)
		if t.a.Sign(r, t.cols) != 0 {
			return true
		}
		t.pivot(r, s)
	}
	for {
		r := t.place[v]
		if t.a.Sign(r, t.cols) != 0 {
			return true
		}
		s := t.first(r, -1)
		if s < 0 {
			return false
		}
		out := t.leaving(s, -1)
		if t.a.Sign(out, t.cols) != 0 {
			return true
		}
		t.pivot(out, s)
	}
}

// Degenerate tells whether some variable of the basis that is not held is 0.
func (t *Tableau) Degenerate() bool {
	for i, v := range t.basic {
		if !t.held[v] && t.a.Sign(i, t.cols) == 0 {
			return true
		}
	}
	return false
}

// Vertex returns the unknowns at the present vertex, times the common denominator.
func (t *Tableau) Vertex() []num.Rat {
	z := make([]num.Rat, t.cols)
	for i, v := range t.basic {
		if v < t.cols {
			z[v] = t.a.Entry(i, t.cols)
		}
	}
	return z
}

// any returns a column that can move and has an entry in row r; -1 if there is
// none.
func (t *Tableau) any(r int) int {
	for j, f := range t.free {
		if !t.held[f] && t.a.Sign(r, j) != 0 {
			return j
		}
	}
	return -1
}

// first returns the column of the least variable that can move and whose entry in row r has the given
// sign; -1 if there is none.
func (t *Tableau) first(r, sign int) int {
	best := -1
	for j, f := range t.free {
		if !t.held[f] && (best < 0 || f < t.free[best]) && t.a.Sign(r, j) == sign {
			best = j
		}
	}
	return best
}

// leaving returns the row that first becomes 0 as column s enters: row prefer if it is one of several,
// else the one of the least variable.
func (t *Tableau) leaving(s, prefer int) int {
	best := -1
	for i := range t.rows {
		if t.a.Sign(i, s) <= 0 {
			continue
		}
		if best < 0 {
			best = i
			continue
		}
		switch c := t.a.CompareRatios(i, best, t.cols, s); {
		case c < 0:
			best = i
		case c == 0 && best != prefer && (i == prefer || t.basic[i] < t.basic[best]):
			best = i
		}
	}
	return best // the polytope is bounded, so there is one
}

// pivot lets the variable of column s enter the basis for that of row r.
func (t *Tableau) pivot(r, s int) {
	t.Pivots++
	t.a.Pivot(r, s)
	in, out := t.free[s], t.basic[r]
	t.free[s], t.basic[r] = out, in
	t.place[in], t.place[out] = r, ^s
}

// Labels sets the bits of the variables that are 0 at the present vertex.
func (t *Tableau) Labels(set []uint64) {
	clear(set)
	for _, v := range t.free {
		set[v/64] |= 1 << (v % 64)
	}
	for i, v := range t.basic {
		if t.a.Sign(i, t.cols) == 0 {
			set[v/64] |= 1 << (v % 64)
		}
	}
}

// ways counts the columns that v falls in as they enter; a variable outside the basis, which is 0
// already, counts as more than any in it.
func (t *Tableau) ways(v int) int {
	p := t.place[v]
	if p < 0 {
		return 8 * (t.cols + 1)
	}
	n := 0
	for j, f := range t.free {
		if !t.held[f] && t.a.Sign(p, j) > 0 {
			n++
		}
	}
	return n
}
