package audit

import (
	"context"

	"parley/solve/refine"
)

// Refinements judges the equilibria of each model's own game at the baseline by the named refinements, as refine.Judge does: by model, by
// equilibrium. Without names it is nil for each model, as it is for one that the audit did not come to.
func (a *Audit) Refinements(ctx context.Context, names []string) ([][][]refine.Judgement, error) {
	out := make([][][]refine.Judgement, len(a.Models))
	for i := range a.Models {
		games := a.Models[i].Games
		if len(names) == 0 || len(games) == 0 {
			continue
		}
		found, err := refine.Judge(ctx, games[0].In, games[0].Result, names)
		if err != nil {
			return nil, err
		}
		out[i] = found
	}
	return out, nil
}
