package polytope

import (
	"context"
	"slices"

	"parley/num"
)

// Pairs are the complementary pairs of vertices of two polytopes P = {x >= 0, B x <= 1} and
// Q = {y >= 0, A y <= 1}, where A has a row for each unknown of P and B one for each unknown of Q. An
// unknown of P has a label, which the slack of its row of A shares, and an unknown of Q has one, which
// the slack of its row of B shares. A pair of vertices is complementary if for each label one of the
// two variables is 0. The pair (0, 0) is left out.
type Pairs struct {
	X, Y []Vertex // vertices of P and of Q that are in some pair, in the order in which they were found
	Of   [][]int  // by vertex of X: the vertices of Y that it pairs with, ascending
}

// A Vertex is a vertex and the set of its labels.
type Vertex struct {
	Z      []num.Rat // the unknowns, times a common factor that makes them whole numbers
	Labels []uint64  // a set of bits: the labels of the variables that are 0
}

// Work counts what a search did.
type Work struct {
	Faces  int64 // pairs of faces looked at
	Pivots int64
}

// Bounds end a search early.
type Bounds struct {
	Faces int64 // pairs of faces to look at; 0: no bound
	Pairs int   // to be found; 0: no bound
	// Effort bounds the time that pivots take, the same on every machine (integer.Matrix.Effort); 0: no bound.
	Effort int64
	// Report is called now and then, if not nil.
	Report func(Work)
}

// How a search ended.
type Ending int

// The endings: every pair found, or what stopped it.
const (
	Finished Ending = iota
	Interrupted
	TooManyFaces
	TooManyPairs
	TooLong
)

// Complementary finds all complementary pairs of vertices of P and Q. Every label is decided in turn:
// either its variable is 0 in P, or it is positive in P and its variable is 0 in Q; a branch ends where
// the face of P or that of Q is empty (Audet et al. 2001, in exact arithmetic and
// with each vertex of P in one branch only). The two tableaux need not be set back as the search
// backs up: a feasible basis of a face is one of every face around it.
func Complementary(ctx context.Context, b, a [][]num.Rat, bounds Bounds) (*Pairs, Work, Ending) {
	s := &search{ctx: ctx, bounds: bounds, p: New(b), q: New(a), out: &Pairs{}, known: map[string]int{}}
	s.n = s.p.Variables()
	s.m = s.p.cols
	s.state = make([]state, s.n)
	s.labels = make([]uint64, (s.n+63)/64)
	s.explore()
	return s.out, s.work(), s.ending
}

type state uint8

const (
	open   state = iota
	zeroP        // held at 0 in P
	zeroQ        // positive in P, held at 0 in Q
	strict       // positive in Q: in the search for vertices of a face of Q
)

type search struct {
	ctx    context.Context
	bounds Bounds
	p, q   *Tableau
	n, m   int     // labels, and those of them that are of unknowns of P
	state  []state // by label
	trail  []int   // labels that were decided, in order
	faces  int64
	found  int
	ending Ending
	out    *Pairs
	known  map[string]int // vertices of Q by their labels
	labels []uint64       // scratch
	pairs  []int          // vertices of Q for the present vertex of P
}

func (s *search) work() Work { return Work{s.faces, s.p.Pivots + s.q.Pivots} }

// ofQ returns the variable of Q with label l.
func (s *search) ofQ(l int) int {
	if l < s.m {
		return s.q.cols + l
	}
	return l - s.m
}

// stop tells whether the search is to end, and counts a pair of faces.
func (s *search) stop() bool {
	s.faces++
	switch {
	case s.ending != Finished:
	case s.faces&0x3ff == 0 && s.ctx.Err() != nil:
		s.ending = Interrupted
	case s.bounds.Faces > 0 && s.faces > s.bounds.Faces:
		s.ending = TooManyFaces
	case s.bounds.Pairs > 0 && s.found > s.bounds.Pairs:
		s.ending = TooManyPairs
	case s.bounds.Effort > 0 && s.p.Effort()+s.q.Effort() > s.bounds.Effort:
		s.ending = TooLong
	}
	if s.faces&0xfff == 0 && s.bounds.Report != nil {
		s.bounds.Report(s.work())
	}
	return s.ending != Finished
}

// explore finds the pairs in the present two faces. Neither of them is empty.
func (s *search) explore() {
	if s.stop() {
		return
	}
	mark := len(s.trail)
	defer func() { s.undo(mark) }()
	if !s.propagate() {
		return
	}
	l := s.choose()
	if l < 0 {
		s.leaf()
		return
	}
	here := len(s.trail)
	if s.zeroInP(l) && s.consistent() {
		s.explore()
	}
	s.undo(here)
	if s.p.Positive(l) && s.zeroInQ(l) {
		s.explore()
	}
}

// undo takes back all decisions after the first ones.
func (s *search) undo(first int) {
	for len(s.trail) > first {
		l := s.trail[len(s.trail)-1]
		s.trail = s.trail[:len(s.trail)-1]
		switch s.state[l] {
		case zeroP:
			s.p.Release(l)
		case zeroQ:
			s.q.Release(s.ofQ(l))
		}
		s.state[l] = open
	}
}

// zeroInP decides that label l is held in P; false if that empties the face.
func (s *search) zeroInP(l int) bool {
	if !s.p.Hold(l) {
		return false
	}
	s.state[l] = zeroP
	s.trail = append(s.trail, l)
	return true
}

// zeroInQ decides that label l is positive in P and held in Q; false if that empties Q's face.
func (s *search) zeroInQ(l int) bool {
	if !s.q.Hold(s.ofQ(l)) {
		return false
	}
	s.state[l] = zeroQ
	s.trail = append(s.trail, l)
	return true
}

// consistent tells whether every variable of P that is to be positive is so somewhere on the face.
func (s *search) consistent() bool {
	if !s.p.Degenerate() {
		return true // whatever is not held is positive or can become so
	}
	for l, d := range s.state {
		if d == zeroQ && !s.p.Positive(l) {
			return false
		}
	}
	return true
}

// propagate decides the labels that can only be decided one way; false if some cannot be decided at all.
func (s *search) propagate() bool {
	for again := true; again; {
		again = false
		for l, d := range s.state {
			if d != open {
				continue
			}
			inP, inQ := !s.p.Kept(l), !s.q.Kept(s.ofQ(l))
			switch {
			case inP && inQ:
				continue
			case inP:
				if !s.zeroInP(l) || !s.consistent() {
					return false
				}
			case !inQ || !s.zeroInQ(l):
				return false
			}
			again = true
		}
	}
	if s.p.Degenerate() { // labels that are 0 all over the face
		for l, d := range s.state {
			if d == open && s.p.Zero(l) && !s.p.Positive(l) {
				s.zeroInP(l)
			}
		}
	}
	return true
}

// choose returns the label to decide next, -1 if all are decided: the one whose variables have the fewest
// ways to 0 in the present dictionaries, since what follows from it empties faces soonest. One that is
// 0 already comes last: holding it there costs a face nothing.
func (s *search) choose() int {
	best, fewest := -1, 0
	for l, d := range s.state {
		if d != open {
			continue
		}
		if ways := s.p.ways(l) * s.q.ways(s.ofQ(l)); best < 0 || ways < fewest {
			best, fewest = l, ways
		}
	}
	return best
}

// leaf is reached with all labels decided: the face of P has the variables that are not held positive
// in its relative interior, so it is a vertex if none of them can move.
func (s *search) leaf() {
	if !s.p.Point() {
		return
	}
	x := s.p.Vertex()
	if !slices.ContainsFunc(x, func(z num.Rat) bool { return !z.IsZero() }) {
		return
	}
	s.pairs = s.pairs[:0]
	s.vertices()
	labels := slices.Clone(s.labels)
	s.p.Labels(labels)
	s.out.X = append(s.out.X, Vertex{x, labels})
	slices.Sort(s.pairs)
	s.out.Of = append(s.out.Of, slices.Clone(s.pairs))
}

// vertices lists the vertices of the present face of Q: a variable that can move is held at 0, or is
// positive, in turn.
func (s *search) vertices() {
	if s.stop() {
		return
	}
	move := -1
	for l, d := range s.state {
		v := s.ofQ(l)
		if d != strict && !s.q.Held(v) && s.q.Positive(v) {
			move = l
			break
		}
	}
	if move < 0 {
		if s.still() {
			s.addPair()
		}
		return
	}
	v := s.ofQ(move)
	if s.q.Hold(v) {
		if s.strictHold() {
			s.vertices()
		}
		s.q.Release(v)
	}
	was := s.state[move]
	s.state[move] = strict
	s.vertices()
	s.state[move] = was
}

// still tells whether the face of Q is a point, given that every variable that can move is to be
// positive.
func (s *search) still() bool {
	for l, d := range s.state {
		if d == strict && s.q.Zero(s.ofQ(l)) {
			return false
		}
	}
	return true
}

// strictHold tells whether every variable that is to be positive in Q still is somewhere on the face.
func (s *search) strictHold() bool {
	for l, d := range s.state {
		if d == strict && !s.q.Positive(s.ofQ(l)) {
			return false
		}
	}
	return true
}

func (s *search) addPair() {
	s.found++
	s.q.Labels(s.labels)
	key := make([]byte, 0, 8*len(s.labels))
	for _, w := range s.labels {
		for k := range 8 {
			key = append(key, byte(w>>(8*k)))
		}
	}
	i, ok := s.known[string(key)]
	if !ok {
		i = len(s.out.Y)
		s.known[string(key)] = i
		shared := make([]uint64, len(s.labels))
		for l := range s.n {
			if v := s.ofQ(l); s.labels[v/64]>>(v%64)&1 == 1 {
				shared[l/64] |= 1 << (l % 64)
			}
		}
		s.out.Y = append(s.out.Y, Vertex{s.q.Vertex(), shared})
	}
	s.pairs = append(s.pairs, i)
}
