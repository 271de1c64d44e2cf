package refine

import (
	"context"

	"parley/game"
	"parley/solve"
)

// PerfectByTrembles judges perfection without van Damme's theorem for two players.
func PerfectByTrembles(in *game.Instance, a *game.Assessment) Judgement {
	j := &judging{ctx: context.Background(), in: in, res: &solve.Result{}}
	return j.perfectMember(a)
}
