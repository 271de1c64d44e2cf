// Package all is the table of solvers: which method answers for which concept.
package all

import (
	"fmt"

	"parley/solve"
)

// Concepts are the solution concepts that may be asked for, the default first.
var Concepts = []solve.Concept{solve.Sequential, solve.SPE, solve.Nash, solve.Pure}

// For returns the solver of a concept.
func For(c solve.Concept) (solve.Solver, error) {
	return nil, fmt.Errorf("the concept %q is not there yet", c)
}
