// Package vertices finds all Nash equilibria of two-player games: every extreme equilibrium, as a pair
// of vertices of the two best-response polytopes whose labels complement each other, in exact
// arithmetic; the maximal Nash subsets that they span; and the components that those make up (Avis et al. 2010).
//
// The search itself knows no games and is in internal/polytope: it decides label by label in which of
// the two polytopes it holds and gives up where a face is empty, as in Audet et al. 2001, so that most vertices are never visited.
package vertices

import (
	"context"
	"fmt"

	"parley/game"
	"parley/internal/polytope"
	"parley/solve"
	"parley/solve/nash"
)

// Method is the name of this method in results.
const Method = "vertices of the best-response polytopes"

// MaxExtreme bounds the extreme equilibria that are looked for.
const MaxExtreme = 100_000

// MostEffort bounds the time that a search takes by default, the same on every machine: some 10 s of one
// core (integer.Matrix.Effort).
const MostEffort = 3_000_000_000

// Solver finds all Nash equilibria of two-player games. The zero value is ready to use.
type Solver struct {
	Effort int64 // in place of MostEffort if not 0
}

// Solve finds all Nash equilibria of in, in mixed strategies. Its error wraps solve.ErrUnsuited if there
// are not two players, or if the strategic form is too large.
func (s Solver) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	if len(in.Players) != 2 {
		return nil, fmt.Errorf("%w: this one is for two players and the game has %d (--method supports is for any number)", solve.ErrUnsuited, len(in.Players))
	}
	form, err := nash.Form(in)
	if err != nil {
		return nil, err
	}
	return s.mixed(ctx, form, opt)
}

// Suits tells whether the method is the one to use: for games of two players.
func Suits(in *game.Instance) (why string, ok bool) { return "two players", len(in.Players) == 2 }

// Mixed finds all Nash equilibria of the strategic form of a two-player game. A bound on supports bounds
// the pairs of faces that are looked at, in place of MostEffort.
func Mixed(ctx context.Context, form *game.Strategic, opt solve.Options) (*solve.Result, error) {
	return Solver{}.mixed(ctx, form, opt)
}

func (s Solver) mixed(ctx context.Context, form *game.Strategic, opt solve.Options) (*solve.Result, error) {
	b := newBimatrix(form)
	bounds := polytope.Bounds{Faces: opt.Supports, Pairs: MaxExtreme}
	if opt.Supports == 0 {
		if bounds.Effort = s.Effort; s.Effort == 0 {
			bounds.Effort = MostEffort
		}
	}
	if opt.Progress != nil {
		bounds.Report = func(w polytope.Work) { opt.Progress(stats(w)) }
	}
	pairs, work, ending := polytope.Complementary(ctx, b.second, b.first, bounds)
	res := &solve.Result{Concept: solve.Nash, In: form.Instance, Method: Method, Stats: stats(work), Complete: ending == polytope.Finished}
	switch ending {
	case polytope.Interrupted:
		res.IncompleteBecause = "interrupted"
	case polytope.TooManyFaces:
		res.IncompleteBecause = fmt.Sprintf("the bound of %d partial support profiles was reached", opt.Supports)
	case polytope.TooLong:
		res.IncompleteBecause = fmt.Sprintf("the default bound on the work was reached after %d partial support profiles; a bound on these takes its place", work.Faces)
	case polytope.TooManyPairs:
		res.IncompleteBecause = fmt.Sprintf("there are more than %d extreme equilibria", MaxExtreme)
	}
	x := &extremes{form: form, pairs: b.mixed(pairs)}
	res.Equilibria = x.components()
	res.Warnings = x.warnings
	if ending != polytope.Finished && x.continua {
		res.Warnings = append(res.Warnings, "the list of extreme equilibria is not complete, so components may be larger than shown and may be one where two are listed")
	}
	return res, nil
}

func stats(w polytope.Work) solve.Stats { return solve.Stats{Supports: w.Faces, Iterations: w.Pivots} }
