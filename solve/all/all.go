// Package all is the table of solvers: which methods answer for which concept, and which of them is
// picked for a game.
package all

import (
	"fmt"
	"slices"
	"strings"

	"parley/game"
	"parley/solve"
	"parley/solve/sequential"
)

// Concepts are the solution concepts that may be asked for, the default first.
var Concepts = []solve.Concept{solve.Sequential, solve.SPE, solve.Nash, solve.Pure, solve.QRE, solve.Rationalizable,
	solve.Correlated, solve.Coarse, solve.Extensive, solve.Agent, solve.Communication}

// sequentialSupports is the method behind all that is asked by default.
var sequentialSupports = solve.Method{
	Name: "supports", Concept: solve.Sequential, Finds: solve.All, Solver: orLimit{sequential.Solver{}},
	Title: "support search on the tree, with consistent beliefs",
	Cites: []string{"krepswilson1982"},
}

// For returns the methods of a concept, in the order in which they are considered.
func For(c solve.Concept) []solve.Method {
	var out []solve.Method
	for _, m := range Methods {
		if m.Concept == c {
			out = append(out, m)
		}
	}
	return out
}

// Pick returns the method for a concept and a game: the one of the given name, or, if that is "", the
// first that suits. why tells in a few words why it was picked; it is "" where there was no choice.
func Pick(c solve.Concept, name string, in *game.Instance) (m solve.Method, why string, err error) {
	list := For(c)
	if len(list) == 0 {
		return m, "", fmt.Errorf("there is no method for the concept %q", c)
	}
	if name != "" {
		i := slices.IndexFunc(list, func(m solve.Method) bool { return m.Name == name })
		if i < 0 {
			return m, "", fmt.Errorf("there is no method %q for the concept %q; there are %s", name, c, strings.Join(Names(c), ", "))
		}
		return list[i], solve.AskedFor, nil
	}
	for _, m := range list {
		if m.Suits == nil {
			return m, "", nil
		}
		if why, ok := m.Suits(in); ok {
			return m, why, nil
		}
	}
	return list[0], "", nil
}

// Names are the names of a concept's methods.
func Names(c solve.Concept) []string {
	var out []string
	for _, m := range For(c) {
		out = append(out, m.Name)
	}
	return out
}
