package solve

import (
	"parley/game"
)

// A Method is one way to answer for a concept, with what people need to know to choose it.
type Method struct {
	Name    string // the word for --method, in lower case
	Concept Concept
	Title   string // what it does, in a line
	Finds   Reach
	Cites   []string // keys of docs/references.bib
	Solver  Solver
	// Suits tells whether the method would do well on a game, and in a few words why ("two players"):
	// the reason that a result gives for having picked it. It never decides what may be asked for by
	// name; a game that the solver cannot treat at all is its error.
	Suits func(in *game.Instance) (why string, ok bool)
}

// AskedFor is the reason for a method that was asked for by name.
const AskedFor = "asked for"

// Reach says how much of the set of equilibria a method finds.
type Reach string

// How much methods find.
const (
	All    Reach = "all"    // every one, proved, unless a bound stops it
	One    Reach = "one"    // one of them
	Approx Reach = "approx" // one, in floating point, up to a regret that is measured
)
