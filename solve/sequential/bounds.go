package sequential

import (
	"context"
	"math"
	"time"

	"parley/game"
	"parley/internal/poly"
	"parley/num"
	"parley/solve"
)

// rounding bounds the relative error of one floating-point operation, generously.
const rounding = 1e-15

// A search is the state of one search at one instance.
type search struct {
	ctx   context.Context
	opt   solve.Options
	p     *Prepared
	g     *game.Game
	in    *game.Instance
	k     int       // number of players
	tol   []float64 // by player, utils
	stats solve.Stats
	// because says why the search is incomplete; "" as long as nothing was left out.
	because     string
	stopped     bool
	interrupted time.Time // when the search saw first that it was; zero if it was not

	// bounds.go
	alive  [][]int   // by information set: the actions (0-based) that are not conditionally dominated
	lo, hi []float64 // [n*k+i]: bounds of player i's value at node n under play not yet excluded

	// reduce (search.go)
	und          []undecided
	undAt        []int32 // by information set: its position in und, -1 if decided
	inUse        []bool  // by class: some undecided information set has it
	classesInUse []int
	wanted       []bool        // by class: its beliefs are asked for; nil: all are
	wantedPlay   []bool        // by information set: play there is asked for; nil: all is
	touches      [][]int       // by position in und: the classes whose odds its actions enter
	members      [][]int       // by class: positions in und
	steps        [][][]wayStep // by class in use, slot: its way
	boxLo        [][]float64
	boxHi        [][]float64
	limits       [][][]float64         // by class: coefficient vectors d with sum of belief·d >= 0
	orderings    map[string][]ordering // see consistent
	remembered   int                   // orderings
	fixed        game.Profile          // decided()
	trembles     *game.Trembles        // scratch space of assess, if lean
	counting     []int                 // 0, 1, 2 …
	active       []int                 // the positions in und that are searched
	root         game.NodeID           // where the part of the tree begins that they are in
	cut          [][]num.Rat           // by node: the payoffs that stand for the subgame there; nil: none stand for any
	cells        []*cell
	kept         int     // cells made
	components   int     // made
	touched      int     // tests of whether a point is in the closure of a cell
	apart        bool    // not every way to find out what touches was tried
	curved       bool    // some cell is a continuum that is no polytope
	undNode      []int32 // by node: its number among the undecided nodes
	values       []value // by undecided node and player

	// factor.go
	onPath       []bool
	mixLo, mixHi []float64 // by position in und: bounds of the first action's probability, where two are mixed
	paths        map[string]*path
	hard         *poly.System // the last that was not solved completely
	hardSolution poly.Solution
	pathList     []*path
}

func newSearch(ctx context.Context, p *Prepared, in *game.Instance, opt solve.Options) *search {
	s := &search{ctx: ctx, opt: opt, p: p, g: in.Game, in: in, k: len(in.Players)}
	s.tol = make([]float64, s.k)
	for i := range s.tol {
		largest := 0.0
		for _, id := range p.payExprs[i] {
			largest = max(largest, math.Abs(in.Float(id)))
		}
		if math.IsNaN(largest) || math.IsInf(largest, 0) {
			largest = math.MaxFloat64 // no bound can be trusted
		}
		s.tol[i] = rounding * float64(p.operations) * largest
	}
	if opt.Lean != nil {
		s.wantedPlay = make([]bool, len(s.g.Infosets))
		for _, h := range opt.Lean.Play {
			s.wantedPlay[h] = true
		}
		s.wanted = make([]bool, len(p.classes))
		for _, h := range opt.Lean.Beliefs {
			if cl := p.classOf[h]; cl >= 0 {
				s.wanted[cl] = true
			}
		}
	}
	s.alive = make([][]int, len(s.g.Infosets))
	for h := range s.alive {
		all := make([]int, s.g.Infosets[h].Num)
		for a := range all {
			all[a] = a
		}
		s.alive[h] = all
	}
	s.lo = make([]float64, len(s.g.Nodes)*s.k)
	s.hi = make([]float64, len(s.g.Nodes)*s.k)
	return s
}

// eliminate takes out actions that are worse than another action at every node of their
// information set under all play that is left, until none is. Such an action is in no sequentially
// rational strategy, whatever the beliefs. It leaves the bounds of all nodes in lo and hi.
func (s *search) eliminate() {
	for i := len(s.g.Nodes) - 1; s.p.crossing && i >= 0; i-- {
		s.bound(game.NodeID(i)) // for nodes that are looked at before their turn
	}
	for changed := true; changed; {
		changed = false
		for _, step := range s.p.schedule {
			if step.h != game.None {
				changed = s.dropDominated(step.h) || changed
				continue
			}
			s.bound(step.n)
		}
		// What is below a move does not depend on it: one pass does, unless information sets cross.
		changed = changed && s.p.crossing
	}
}

func (s *search) bound(n game.NodeID) {
	at := int(n) * s.k
	h := s.g.Nodes[n].Infoset
	if h == game.None {
		copy(s.lo[at:at+s.k], s.in.PayoffsF[at:])
		copy(s.hi[at:at+s.k], s.in.PayoffsF[at:])
		return
	}
	set := &s.g.Infosets[h]
	if set.Player == game.Chance {
		for i := range s.k {
			s.lo[at+i], s.hi[at+i] = 0, 0
		}
		for a := range set.Num {
			w := s.in.ProbsF[int(set.First)+a]
			c := int(s.p.child(n, a)) * s.k
			for i := range s.k {
				s.lo[at+i] += w * s.lo[c+i]
				s.hi[at+i] += w * s.hi[c+i]
			}
		}
		return
	}
	for i := range s.k {
		s.lo[at+i], s.hi[at+i] = math.Inf(1), math.Inf(-1)
	}
	own := int(set.Player)
	best := math.Inf(-1)
	for _, a := range s.alive[h] {
		c := int(s.p.child(n, a)) * s.k
		for i := range s.k {
			s.lo[at+i] = min(s.lo[at+i], s.lo[c+i])
			s.hi[at+i] = max(s.hi[at+i], s.hi[c+i])
		}
		best = max(best, s.lo[c+own])
	}
	if len(set.Nodes) == 1 { // the mover knows where he is and takes no less than the best sure value
		s.lo[at+own] = best
	}
}

func (s *search) dropDominated(h game.InfosetID) bool {
	if len(s.alive[h]) < 2 {
		return false
	}
	set := &s.g.Infosets[h]
	own := int(set.Player)
	worse := func(a, b int) bool {
		for _, n := range set.Nodes {
			if !(s.hi[int(s.p.child(n, a))*s.k+own] < s.lo[int(s.p.child(n, b))*s.k+own]-s.tol[own]) {
				return false
			}
		}
		return true
	}
	kept := make([]int, 0, len(s.alive[h]))
	for _, a := range s.alive[h] {
		dominated := false
		for _, b := range s.alive[h] {
			if b != a && worse(a, b) {
				dominated = true
				break
			}
		}
		if !dominated {
			kept = append(kept, a)
		}
	}
	if len(kept) == len(s.alive[h]) || len(kept) == 0 {
		return false
	}
	s.alive[h] = kept
	return true
}
