// Package all is the table of solvers: which method answers for which concept.
package all

import (
	"fmt"

	"parley/solve"
	"parley/solve/nash"
	"parley/solve/pure"
	"parley/solve/sequential"
	"parley/solve/spe"
)

// Concepts are the solution concepts that may be asked for, the default first.
var Concepts = []solve.Concept{solve.Sequential, solve.SPE, solve.Nash, solve.Pure}

// For returns the solver of a concept.
func For(c solve.Concept) (solve.Solver, error) {
	switch c {
	case solve.Sequential:
		return sequential.Solver{}, nil
	case solve.SPE:
		return spe.Solver{}, nil
	case solve.Nash:
		return nash.Solver{}, nil
	case solve.Pure:
		return pure.Solver{}, nil
	}
	return nil, fmt.Errorf("there is no solver for the concept %q", c)
}
