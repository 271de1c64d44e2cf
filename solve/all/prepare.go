package all

import (
	"context"

	"parley/game"
	"parley/solve"
	"parley/solve/sequential"
)

// Prepare returns a solver for one game at any values of its params, which keeps what it has learned of the game. At
// each values it uses the method that Pick would. It may be used by many goroutines.
func Prepare(c solve.Concept, g *game.Game) (solve.Solver, error) {
	if c != solve.Sequential {
		return picker{c}, nil
	}
	p, err := sequential.New(g)
	if err != nil {
		return nil, err
	}
	return named{For(c)[0].Name, orLimit{p}}, nil
}

// A named solver signs its results with the word for its method.
type named struct {
	name string
	solve.Solver
}

func (n named) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	res, err := n.Solver.Solve(ctx, in, opt)
	if err == nil {
		res.MethodName = n.name
	}
	return res, err
}

// A picker picks the method anew for each instance.
type picker struct{ concept solve.Concept }

func (p picker) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	m, why, err := Pick(p.concept, "", in)
	if err != nil {
		return nil, err
	}
	res, err := m.Solver.Solve(ctx, in, opt)
	if err == nil {
		res.MethodName, res.Why = m.Name, why
	}
	return res, err
}
