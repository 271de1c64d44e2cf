// Package sequential finds every sequential equilibrium of a finite game with perfect recall
// (Kreps and Wilson 1982), with its beliefs and a proof that they are consistent, and says whether
// the list is proved complete.
//
// How it works, file by file:
//
//   - prepare.go reads off the tree, once for all values of the params, which information sets lie
//     below which and which of them share their odds: the ratios of the probabilities of their nodes.
//   - subgames.go splits what is left at subgames and solves these first.
//   - bounds.go takes out actions that are worse than another one whatever is believed and whatever
//     the others do (conditional dominance). What is left undecided is usually a small part.
//   - search.go goes through the supports of the undecided information sets, deepest first, with
//     bounds on values and beliefs: most supports die early.
//   - plausible.go drops most of the support profiles that come through, in floating point.
//   - factor.go solves a surviving support profile in parts: the path of play, and what lies off it.
//   - leaf.go writes each surviving support profile as a system of polynomial equations and
//     inequalities (indifference on the support, no gain off it, Bayes' rule, consistency of beliefs
//     off the path) and has it solved exactly.
//   - assess.go turns solutions into assessments with trembles that prove their beliefs consistent.
//   - component.go joins solutions that touch into components.
//
// Bounds are computed in floating point and used only with a margin above their rounding error;
// whatever is closer than that is decided in exact arithmetic.
package sequential

import (
	"context"
	"fmt"
	"sync"
	"time"

	"parley/expr"
	"parley/game"
	"parley/solve"
)

// Method is the name of this method in results.
const Method = "support search"

// What a search keeps at most: solutions of systems, and connected sets of equilibria.
const (
	maxCells = 20_000
	maxSets  = 20_000
)

// What is still described once a search is interrupted: so many sets, and for so long.
const (
	maxLate  = 50
	lateTime = time.Second
)

const tooManySets = "there are more than 20000 connected sets of equilibria"

// What bounds a search unless solve.Limits says otherwise: the partial support profiles that it looks
// at and the systems that it solves.
const (
	DefaultSupports = 20_000_000
	DefaultSystems  = 200_000
)

// Solver finds all sequential equilibria. The zero value is ready to use.
type Solver struct{}

// Solve finds all sequential equilibria of in. Its error wraps solve.ErrUnsuited if the game has not
// perfect recall.
func (Solver) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	p, err := New(in.Game)
	if err != nil {
		return nil, err
	}
	return p.Solve(ctx, in, opt)
}

// A Prepared holds what the search needs to know of a game at any values of its params. It may be
// used by many goroutines.
type Prepared struct {
	g          *game.Game
	kids       []game.NodeID // children of n: kids[kidsAt[n]:kidsAt[n+1]]
	kidsAt     []int32
	order      []game.InfosetID // personal information sets, deepest first
	schedule   []step           // nodes bottom up, each information set before its nodes
	crossing   bool             // some information sets are each above the other in some part of the tree
	classOf    []int32          // by information set: its odds class, -1 if it has one node
	slot       []int32          // by node: its position in its information set's class
	classes    []class
	holders    [][]game.InfosetID // by class: the information sets that have it
	symbol     []game.ActionID    // by action: the one that stands for it in classes
	shared     []expr.ID          // probabilities, not constant, that several chance outcomes have
	zeros      sync.Map           // by those of shared that are 0: *Prepared for such values
	payExprs   [][]expr.ID        // by player: the expressions that his payoffs are made of
	operations int                // at least as many as go into one value
}

// New prepares g. Its error wraps solve.ErrUnsuited if g has not perfect recall.
func New(g *game.Game) (*Prepared, error) {
	if err := g.PerfectRecall(); err != nil {
		return nil, fmt.Errorf("%w: sequential equilibrium needs perfect recall: %w", solve.ErrUnsuited, err)
	}
	return prepare(g, constantZero(g)), nil
}

// Game returns the prepared game.
func (p *Prepared) Game() *game.Game { return p.g }

// Solve finds all sequential equilibria at the values of in, an instance of the prepared game.
func (p *Prepared) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	if opt.Supports == 0 {
		opt.Supports = DefaultSupports
	}
	if opt.Systems == 0 {
		opt.Systems = DefaultSystems
	}
	s := newSearch(ctx, p.at(in), in, opt)
	s.eliminate()
	found := []solve.Equilibrium{}
	if s.fits() {
		s.reduce()
		found = s.equilibria()
	}
	res := &solve.Result{
		Concept: solve.Sequential, In: in, Method: Method,
		Equilibria: found,
		Complete:   s.because == "", IncompleteBecause: s.because,
		Stats: s.stats,
	}
	switch {
	case len(found) < 2:
	case s.curved:
		res.Warnings = append(res.Warnings, "payoffs coincide so that some sets of equilibria are curved: parts of one component may be listed apart")
	case s.apart:
		res.Warnings = append(res.Warnings, "there are too many pieces to tell of all of them whether they touch: parts of one component may be listed apart")
	}
	return res, nil
}

// fits tells whether supports can be written down as masks; if not, it ends the search.
func (s *search) fits() bool {
	for h, alive := range s.alive {
		if len(alive) > maxAlive && s.g.Infosets[h].Player != game.Chance {
			s.stop(fmt.Sprintf("%d actions of %q are not dominated; more than %d are not searched", len(alive), s.g.Infosets[h].Name, maxAlive))
		}
	}
	return !s.stopped
}

// equilibria returns the connected sets of equilibria of the game.
func (s *search) equilibria() []solve.Equilibrium {
	var sets []set
	if top := s.subgames(); top.inner == nil {
		for _, found := range s.solveActive() {
			sets = append(sets, set{factors: []factor{found}})
		}
	} else {
		sets = s.solveSubgame(top).sets
	}
	out := []solve.Equilibrium{}
	late := 0 // sets described since time was up
	for _, x := range sets {
		if s.ctx.Err() != nil {
			if late++; late > maxLate || s.late() {
				s.stop("interrupted")
				break
			}
		}
		out = append(out, s.joinFactors(x.factors))
	}
	return out
}

// late tells whether the search was interrupted so long ago that it ends with what it has.
func (s *search) late() bool {
	if s.ctx.Err() == nil {
		return false
	}
	if s.interrupted.IsZero() {
		s.interrupted = time.Now()
	}
	return time.Since(s.interrupted) > lateTime
}

// solveActive returns the connected sets of equilibria of the part of the tree that is being searched.
func (s *search) solveActive() []factor {
	s.cells, s.pathList = nil, nil
	s.paths, s.onPath = map[string]*path{}, make([]bool, len(s.und))
	s.findWays()
	s.run()
	return s.combine()
}
