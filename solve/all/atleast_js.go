package all

import (
	"context"

	"parley/game"
	"parley/solve"
)

// orLimit says of a search that stops before it has found any equilibrium where one is to be had: what traces the branch
// that leads to one is not sent to browsers.
type orLimit struct{ solve.Solver }

// Solve searches.
func (s orLimit) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	res, err := s.Solver.Solve(ctx, in, opt)
	if err == nil && !res.Complete && len(res.Equilibria) == 0 {
		res.Warnings = append(res.Warnings, "the search has found none; outside of a browser, parley solve names one at least")
	}
	return res, err
}
