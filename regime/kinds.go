package regime

import (
	"parley/game"
	"parley/solve"
)

// Kinds returns a function that gives each equilibrium of a list the key of its class: equilibria of one game, at any values of its
// params, have the same key if and only if they are of the same class (Basis), as in a map. The function is for one
// goroutine.
func Kinds(g *game.Game, basis Basis) func([]solve.Equilibrium) []string {
	r := newReading(g, basis)
	return func(list []solve.Equilibrium) []string {
		out := make([]string, len(list))
		for i := range list {
			out[i] = r.behaviour(&list[i]).key
		}
		return out
	}
}
