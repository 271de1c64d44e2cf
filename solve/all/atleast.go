//go:build !js

package all

import (
	"context"
	"slices"
	"time"

	"parley/game"
	"parley/internal/fault"
	"parley/solve"
	"parley/solve/logit"
)

// orLimit is a search for sequential equilibria that names one at least: where the search stops before
// it has found any, the limit of the principal branch of quantal response equilibria, which is one
// (McKelvey and Palfrey 1998), stands for them.
type orLimit struct{ solve.Solver }

// patience is how long a search goes on before the branch is traced beside it, so that there is something
// to show if it is interrupted. It decides about time only: of a search that ends by itself the
// result is the same.
var patience = time.Second

// Solve searches, and if it has to give up with nothing, returns the limit of the branch if that is
// identified.
func (s orLimit) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	over, limit := make(chan struct{}), make(chan *solve.Equilibrium, 1)
	beside, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	defer func() { cancel(); <-ended }() // nothing of it goes on when the caller moves the instance
	g, values := in.Game, slices.Clone(in.Values)
	var broken error // a panic beside the search; read once ended is closed
	go func() {
		defer close(ended)
		var e *solve.Equilibrium
		defer func() { limit <- e }()
		defer fault.Catch(&broken)
		select {
		case <-over:
		case <-time.After(patience):
			if own, err := game.NewInstance(g, values); err == nil { // an instance is for one goroutine
				e = branchLimit(beside, own)
			}
		}
	}()
	res, err := s.Solver.Solve(ctx, in, opt)
	close(over)
	if err != nil || res.Complete || len(res.Equilibria) > 0 {
		return res, err
	}
	e := <-limit
	if <-ended; broken != nil {
		return nil, broken
	}
	if e == nil {
		e = branchLimit(ctx, in)
	}
	if e != nil {
		res.Equilibria = append(res.Equilibria, *e)
		res.Warnings = append(res.Warnings, "the search has found none; the one shown is where the principal branch of quantal response equilibria leads (--concept qre)")
	}
	return res, nil
}

// branchLimit returns the sequential equilibrium that the principal branch leads to, or nil if it is not known.
func branchLimit(ctx context.Context, in *game.Instance) *solve.Equilibrium {
	if ctx.Err() != nil {
		return nil
	}
	res, err := logit.Agent{}.Solve(ctx, in, solve.Options{})
	if err != nil || res.Branch == nil || res.Branch.Limit == nil || res.Branch.Limit.Concept != solve.Sequential {
		return nil
	}
	return res.Branch.Limit.Equilibrium
}
