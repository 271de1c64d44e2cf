// Package solve says what a solution is: concepts, equilibria, components and how complete a list
// of them is. The methods are in packages below it.
package solve

import (
	"context"
	"fmt"

	"parley/game"
	"parley/num"
)

// A Concept is a solution concept.
type Concept string

// The concepts that Parley solves for.
const (
	Sequential Concept = "sequential" // Kreps and Wilson 1982
	SPE        Concept = "spe"        // subgame perfect, Selten 1965
	Nash       Concept = "nash"
	Pure       Concept = "pure" // Nash in pure strategies
)

// A Certificate says how the numbers of an equilibrium are known.
type Certificate string

// The certificates, from the strongest.
const (
	Exact    Certificate = "exact"    // rational numbers, the equilibrium itself
	Interval Certificate = "interval" // a proved enclosure of radius Radius
	Numeric  Certificate = "numeric"  // floating point, regret measured
)

// An Equilibrium is an isolated equilibrium or a component: a connected set of equilibria.
type Equilibrium struct {
	game.Assessment             // a member of the set
	Certificate     Certificate // of the member
	Radius          float64     // for Interval: every probability is within Radius of the given one
	// Gap is, for Numeric, the largest regret in utils that the solver claims; the checker measures the
	// regret and refuses an equilibrium whose regret is larger.
	Gap       float64
	Dimension int // of the set; 0 if it is a point

	// For Dimension > 0: members of the set that span it, the most extreme ones that are known
	// (its vertices where it is a polytope), and bounds of each number over the set: those of beliefs that are
	// products of several unknowns may enclose it from outside. Nil otherwise.
	Vertices              []game.Assessment
	Low, High             game.Profile
	BeliefLow, BeliefHigh game.Beliefs

	// Irrational are, for Interval, the probabilities of the member that are proved to be irrational numbers,
	// in the order of actions.
	Irrational []Irrational

	// Outer is set if part of the set is bounded by curves, so that Low, High and the bounds of beliefs enclose
	// it from outside; AtMost, if moreover Dimension is not proved to be more than an upper bound.
	Outer, AtMost bool

	// Pieces, if the set is known as a union of pieces, bound play in each; together they are the set.
	// Nil if there is one only, or they are many.
	Pieces []Piece

	// Subsets are, for a component of Nash equilibria whose solver knows them, the maximal Nash subsets
	// whose union it is; nil otherwise.
	Subsets []Subset

	// Plan is, for the concepts of a mediator, his plan, and the profile what it recommends to each player by
	// himself; nil for others.
	Plan *Plan
}

// An Irrational is a probability that is an irrational number.
type Irrational struct {
	Action game.ActionID
	// Root are the coefficients, constant term first, of a polynomial that the number is a root of: whole
	// numbers without a common divisor. It has no rational root, so up to degree 3 it is the number's minimal
	// polynomial.
	Root []num.Rat
}

// A Piece holds bounds of the probability of each action over a part of a set of equilibria.
type Piece struct {
	Low, High game.Profile
}

// A Subset is a maximal Nash subset (Winkels 1979): a set of mixed strategies for each player, every
// combination of which is a Nash equilibrium, that lies in no larger one.
type Subset struct {
	Dimension int
	// Strategies has by player the extreme points of his set, each a probability of each of his
	// strategies; the set is their convex hull.
	Strategies [][][]num.Rat
}

// Members returns the assessments that stand for the set: its vertices and the member itself.
func (e *Equilibrium) Members() []game.Assessment {
	return append([]game.Assessment{e.Assessment}, e.Vertices...)
}

// Result is what a solver found.
type Result struct {
	Concept Concept
	// In is the game that the profiles belong to: the one that was solved, or its strategic form.
	In         *game.Instance
	Method     string // which method ran, in words
	MethodName string // the word for it in the table of methods; the table's user sets it
	// Why says in a few words why this method was picked, e.g. "two players"; "" if it was asked for or
	// is the only one.
	Why        string
	Equilibria []Equilibrium
	// Complete is true only if it is proved that every equilibrium of the concept stands in the list
	// or lies in a listed component.
	Complete          bool
	IncompleteBecause string
	// Finished is set by methods that look for one equilibrium: it was found, as exactly as was asked for.
	// Such a result is seldom complete, and says no more than that in IncompleteBecause.
	Finished bool
	Value    *Value // of a constant-sum game of two players; nil where it is not known or not defined
	Stats    Stats
	Warnings []string
	// Reduction is the answer for the concept Rationalizable, which lists no equilibria; nil for others.
	Reduction *Reduction
	Actions   *ActionReduction // in its place, where actions are eliminated on the tree
	// Mediated is the answer for the concepts of a mediator; nil for others.
	Mediated *Mediated
	Branch   *Branch // of quantal response equilibria; nil for other concepts
}

// WithoutBeliefs drops beliefs and trembles, for concepts that have none.
func (r *Result) WithoutBeliefs() {
	for i := range r.Equilibria {
		e := &r.Equilibria[i]
		e.Beliefs, e.Trembles, e.BeliefLow, e.BeliefHigh = nil, nil, nil, nil
		for j := range e.Vertices {
			e.Vertices[j].Beliefs, e.Vertices[j].Trembles = nil, nil
		}
	}
}

// A Value is the value of a constant-sum game of two players (von Neumann 1928): what the first player
// gets in every Nash equilibrium, in utils. It is known exactly if Low equals High.
type Value struct {
	Low, High num.Rat // bounds: what the first player's strategy guarantees, what the second's allows
	Sum       num.Rat // what the two get together, at every end of play
}

// Stats counts the work done.
type Stats struct {
	Supports   int64   // partial support profiles looked at
	Systems    int64   // systems of equations solved
	Iterations int64   // pivots, steps along a branch, or passes over the tree
	Gap        float64 // for methods that come closer step by step: the regret reached, in utils
}

// Limits bound a search. Zero values stand for the defaults of the method.
type Limits struct {
	Supports   int64   // partial support profiles to look at
	Systems    int64   // systems of equations to solve
	Boxes      int     // to which one system that is not solved by algebra is cut
	Iterations int64   // of a method that comes closer step by step
	Gap        float64 // in utils: the regret at which such a method may stop
}

// Options steer a solver.
type Options struct {
	Limits
	// Start says where a method that follows one of several paths begins: Lemke and Howson's at this
	// label, from 1. 0 stands for the first, -1 for all of them, one after another.
	Start    int
	Progress func(Stats) // called now and then, if not nil
	// Lambda is at which precision quantal response is asked for, in 1/utils; nil for the limit.
	Lambda *float64
	// Lean, if not nil, leaves out what many solves in a row have no use for: trembles, bounds of each
	// number, vertices at which more than one independent part of a component is extreme, and beliefs
	// other than those it names.
	Lean *Lean
	// Objective is what each terminal node counts, by node, for the concepts of a mediator, which find how
	// high and how low its expected value can be; nil stands for the sum of all payoffs.
	Objective []num.Rat
}

// Lean says what a lean solve keeps.
type Lean struct {
	Play    []game.InfosetID // vertices that differ in play, differ at one of these
	Beliefs []game.InfosetID // whose beliefs are set; those of others are left 0
}

// A Solver finds equilibria. It does not modify the instance and repeats exactly. A limit reached or
// a context that ended makes the result incomplete; an error, wrapping ErrUnsuited, says that the
// method cannot treat the game at all.
type Solver interface {
	Solve(ctx context.Context, in *game.Instance, opt Options) (*Result, error)
}

// ErrUnsuited is wrapped by errors that say that a game lacks what a method needs.
var ErrUnsuited = fmt.Errorf("this method cannot treat this game")

// Point returns an isolated equilibrium with exact numbers.
func Point(a game.Assessment) Equilibrium {
	return Equilibrium{Assessment: a, Certificate: Exact}
}

// Range returns the bounds of action a's probability over the set.
func (e *Equilibrium) Range(a game.ActionID) (low, high num.Rat) {
	if e.Low == nil {
		return e.Profile[a], e.Profile[a]
	}
	return e.Low[a], e.High[a]
}

// BeliefRange returns the bounds of node n's probability given its information set.
func (e *Equilibrium) BeliefRange(n game.NodeID) (low, high num.Rat) {
	if e.BeliefLow == nil {
		return e.Beliefs[n], e.Beliefs[n]
	}
	return e.BeliefLow[n], e.BeliefHigh[n]
}
