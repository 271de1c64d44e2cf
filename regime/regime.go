// Package regime maps the plane of two params of a model into regions in which the set of equilibria is the
// same up to behaviour. Labels are computed by solving the game at points; boundaries are found by bisection
// between points whose labels differ.
//
// What the map says is exact at the points that were solved and inferred between them: a region that no point
// of the grid meets is missed. Map.Grid says how fine the grid was.
package regime

import (
	"context"
	"errors"
	"fmt"

	"parley/game"
	"parley/model"
	"parley/num"
	"parley/query"
	"parley/solve"
)

// Basis says which behaviour tells equilibria apart.
type Basis string

// The bases.
const (
	// Replies: the actions used at information sets on the path, and what would be done at those one departure
	// away from it, where only one action is possible there. Replies to departures are what keeps play on its
	// path, so that a threat that changes is another regime.
	Replies Basis = "replies"
	// Path: the actions used at information sets on the path alone.
	Path Basis = "path"
)

// An Axis is one param of the plane and the interval of its values that is mapped.
type Axis struct {
	Param     int
	Low, High num.Rat
}

// The defaults of Options.
const (
	DefaultGrid   = 64
	DefaultPoints = 200_000
	MostGrid      = 4096
)

// Options steer Run. X and Y have to be given; other zero values stand for defaults.
type Options struct {
	X, Y Axis
	// Baseline holds the values of all params; nil for the model's own.
	Baseline []num.Rat
	Basis    Basis // default Replies
	Grid     int   // cells along each axis before refinement, DefaultGrid if 0
	// Points bounds the points that are solved, DefaultPoints if 0: past it boundaries stay coarser, and the map
	// says so.
	Points  int
	Workers int
	Limits  solve.Limits
	// Queries are answered at every point, beside those of the model's questions that ask its own game. None may ask
	// about a variant.
	Queries  []query.Query
	Progress func(stage string, done, total int) // nil for none; called from one goroutine at a time
}

// Kind says what holds throughout a regime.
type Kind string

// The kinds of regimes.
const (
	Solved  Kind = "equilibria" // the same equilibria up to behaviour, the list proved complete
	NoGame  Kind = "no game"    // the values make no game, e.g. a probability lies outside 0 to 1
	Breaks  Kind = "breaks"     // assumptions of the model do not hold
	Open    Kind = "incomplete" // the search for equilibria was stopped by a bound: nothing is said of them
	Unknown Kind = "unknown"    // not looked at, as the time ran out
)

// A Regime is all of the plane in which the same holds.
type Regime struct {
	Kind   Kind
	Breaks []int // of kind Breaks: the assumptions, by index in the model
	Share  float64
	// Inside is the share of the box of the params' own ranges that lies in the regime, 0 if there is no box.
	Inside float64
	Solved int // points of it that were solved

	// Of kind Solved: the classes of the equilibria, as indices of Map.Classes, ascending, one for each
	// equilibrium: a class stands twice for two equilibria that differ in probabilities only.
	Classes []int

	// At is a point of the regime, values of all params. Of kind Solved, Result is what was solved there: each
	// equilibrium with its class. Of kind NoGame and Open, Why is what the solver said there.
	At     []num.Rat
	Result *solve.Result
	Class  []int // by equilibrium of Result
	Why    string

	// Answers holds for each question, and then each query, its range over the points that were solved and all their equilibria.
	Answers []Span
	// Condition is set if a conjunction of inequalities on formulas of boundaries holds at every solved point of the regime and at no
	// other.
	Condition []Side
}

// A Span is the range of an answer over points; it is empty if no point defines it.
type Span struct {
	Low, High float64
	Defined   bool
}

// A Class is equilibria of equal behaviour: where play may come, which actions are used.
type Class struct {
	Key     string // of the behaviour; it means the same in all maps of one game
	Moves   []Move // what Key says, in the order of the information sets
	Regimes []int  // in which it exists, ascending
}

// A Move is what a class of equilibria says of one information set.
type Move struct {
	Infoset game.InfosetID
	Away    bool            // off the path, by one departure
	Always  []game.ActionID // that every equilibrium of the component uses
	Partly  []game.ActionID // that some use
}

// A Region is a connected piece of a regime.
type Region struct {
	Regime int
	Outer  []Vertex   // counter-clockwise, closed: the last is joined to the first
	Holes  [][]Vertex // clockwise
	Share  float64    // of the area of the map
}

// A Vertex is a point of the map as shares of the intervals of its axes: 0 is the low end.
type Vertex struct{ X, Y float64 }

// A Boundary is a curve between two regimes, from one junction or border of the map to another, or closed. Its
// points were found by bisection: each lies within Precision, as a share of the axis, of a change of regime along
// one axis.
type Boundary struct {
	Left, Right int // regimes on the two sides, seen along the curve
	Points      []Vertex
	Line        []Vertex // the same with points left out that lie on the line between others, as in the regions' outlines
	Formula     int      // index of Map.Formulas, -1 if none was found
}

// Precision bounds the distance along an axis, as a share of it, of a point of a Boundary from the place where the regime
// changes.
const Precision = 1e-6

// A Map is the regimes of a model over a plane of two params.
type Map struct {
	Model    *model.Model
	X, Y     Axis
	Baseline []num.Rat
	Basis    Basis

	Regimes    []Regime // those with equilibria first, by area from the largest; none is empty
	Classes    []Class  // in order of first appearance in Regimes
	Regions    []Region
	Boundaries []Boundary
	Junctions  []Vertex // where three or more regimes meet
	Formulas   []Formula

	Questions []model.Question // that are answered, of the model
	Queries   []query.Query

	// Box is the box of the params' own ranges as shares of the axes, cut off at the edges of the map; nil if it
	// covers the map or lies outside. Covers tells that it holds the whole map.
	Box    *[2]Vertex
	Covers bool
	// At is the baseline as a vertex, which may lie outside of the map; AtRegime is the regime it lies in, -1 if outside
	// or on a boundary.
	At       Vertex
	AtRegime int

	Grid    int // cells along each axis before refinement
	Points  int // solved
	Refined bool
	// Because says why the map is not what was asked for: stopped, or bounded by Options.Points; "" if it is.
	Because string
}

// ErrAxis is wrapped by errors on what was asked to be mapped.
var ErrAxis = errors.New("no plane to map")

// Run maps the model. When ctx ends it returns what there is, with Because set. An error says that nothing can be
// mapped.
func Run(ctx context.Context, m *model.Model, opt Options) (*Map, error) {
	if opt.Baseline == nil {
		opt.Baseline = m.Baseline()
	}
	if opt.Basis == "" {
		opt.Basis = Replies
	}
	if opt.Grid == 0 {
		opt.Grid = DefaultGrid
	}
	if opt.Points == 0 {
		opt.Points = DefaultPoints
	}
	if err := check(m, &opt); err != nil {
		return nil, err
	}
	w, err := newWorld(m, opt)
	if err != nil {
		return nil, err
	}
	out := &Map{Model: m, X: opt.X, Y: opt.Y, Baseline: opt.Baseline, Basis: opt.Basis, Grid: opt.Grid, Queries: opt.Queries, Questions: w.questions}
	r := &refiner{world: w}
	if err := r.run(ctx); err != nil {
		return nil, err
	}
	out.Points, out.Because, out.Refined = w.count, r.because, r.because == ""
	if err := w.compose(ctx, out, r.cells); err != nil {
		return nil, err
	}
	return out, nil
}

func check(m *model.Model, opt *Options) error {
	if opt.Grid < 2 || opt.Grid > MostGrid {
		return fmt.Errorf("%w: the grid wants from 2 to %d cells along each axis, and got %d", ErrAxis, MostGrid, opt.Grid)
	}
	if opt.X.Param == opt.Y.Param {
		return fmt.Errorf("%w: both axes are %s", ErrAxis, m.Params[opt.X.Param].Name)
	}
	for _, a := range []Axis{opt.X, opt.Y} {
		if !a.Low.Less(a.High) {
			return fmt.Errorf("%w: the range of %s is empty, from %s to %s", ErrAxis, m.Params[a.Param].Name, a.Low, a.High)
		}
	}
	return nil
}
