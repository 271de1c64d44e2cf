package probe

import "parley/query"

// A Face says in which equilibria at given values of the params a conclusion holds.
type Face string

// The four faces. An equilibrium in which play never reaches what the conclusion is about counts
// neither for nor against it: it keeps All from being said, and Undefined is said only if there is
// no other. A component or a variant that makes the conclusion true in part counts as Some.
const (
	All     Face = "all"       // true in every equilibrium
	Some    Face = "some"      // true in some, or in part of a component
	None    Face = "none"      // true in none, false in at least one
	Nowhere Face = "undefined" // play never reaches what it is about, in no equilibrium
)

// FaceOf returns the face of truth values, one for each equilibrium.
func FaceOf(truths []query.Truth) Face {
	var n [4]int
	for _, t := range truths {
		switch t {
		case query.True:
			n[0]++
		case query.Mixed:
			n[1]++
		case query.False:
			n[2]++
		case query.Undefined:
			n[3]++
		}
	}
	switch {
	case len(truths) == 0 || n[3] == len(truths):
		return Nowhere
	case n[0] == len(truths):
		return All
	case n[0]+n[1] > 0:
		return Some
	}
	return None
}
