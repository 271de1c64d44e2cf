package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"parley/num"
	"parley/sweep"
)

// A Rest is what becomes of a conclusion if one assumption is not made. Draws without it are of two
// kinds: those that respect it all the same, which the audit has seen, and those that break it, of
// which a number are looked at. Their shares together give Without.
type Rest struct {
	Assumption int
	Breaking   float64 // share of the draws without it that break it; 0: none of them did, which does not prove that none can
	Broken     Share   // among draws that break it, and no other: true in all equilibria
	Without    float64 // share of all draws without it in which the conclusion is true in all equilibria
	// Carries tells whether the conclusion rests on the assumption: without it the share moves by
	// MinShift at least, and the draws that break it differ from the others beyond noise.
	Carries bool
}

// MinShift is the least change of a share that makes an assumption carry a conclusion.
const MinShift = 0.02

// noise is how many standard errors two shares must be apart: far, since each conclusion is compared
// for each assumption.
const noise = 4

// scout is how many draws without an assumption are made, and not solved, to find those that break it.
const scout = 4000

// assumptions repeats the draws without each assumption.
func (r *run) assumptions(ctx context.Context) error {
	if len(r.m.Assumptions) == 0 || len(r.conclusions)+len(r.questions) == 0 || r.out.Draws == 0 || ctx.Err() != nil {
		r.out.Stages.Assumptions = ctx.Err() == nil
		return nil
	}
	type point struct {
		assumption int
		values     []num.Rat
	}
	var points []point
	breaking := make([]float64, len(r.m.Assumptions))
	most := min(r.opt.Without, r.opt.Draws)
	for k := range r.m.Assumptions {
		space := r.space.Without(k)
		count, made := 0, 0
		for i := range scout {
			if ctx.Err() != nil {
				return nil
			}
			v, err := space.Draw(r.opt.Seed, i)
			if err != nil {
				return err
			}
			made++
			if len(space.Broken(v)) == 0 {
				continue
			}
			if count++; count <= most {
				points = append(points, point{k, v})
			}
		}
		breaking[k] = float64(count) / float64(made)
	}
	start := func() (sweep.Worker[*record], error) {
		return worker(r, func(ctx context.Context, b *bench, i int) (*record, error) { return b.attempt(ctx, points[i].values) })
	}
	found, n, err := sweep.Run(ctx, len(points), r.opt.Workers, start, func(done int) {
		r.progress(Progress{Stage: "assumptions", Done: done, Total: len(points)})
	})
	if err != nil {
		return err
	}
	if n < len(points) {
		return nil
	}
	r.out.Stages.Assumptions = true
	for i := range r.out.Questions {
		of := func(k int) (out []span) {
			for j, p := range points {
				if p.assumption == k && found[j] != nil {
					out = append(out, found[j].answers[i])
				}
			}
			return out
		}
		r.shifts(i, breaking, of)
	}
	for i := range r.out.Conclusions {
		c := &r.out.Conclusions[i]
		c.RestsOn = make([]Rest, len(r.m.Assumptions))
		for k := range c.RestsOn {
			c.RestsOn[k] = Rest{Assumption: k, Breaking: breaking[k]}
		}
		for j, p := range points {
			rest := &c.RestsOn[p.assumption]
			if found[j] == nil {
				continue // not a game
			}
			rest.Broken.Of++
			if found[j].plain[i] == All {
				rest.Broken.Count++
			}
		}
		for k := range c.RestsOn {
			c.RestsOn[k].weigh(c.Plain.All)
		}
		slices.SortStableFunc(c.RestsOn, func(a, b Rest) int {
			return cmp.Compare(-shift(a, c.Plain.All), -shift(b, c.Plain.All))
		})
	}
	return nil
}

func (x *Rest) weigh(all Share) {
	x.Without = all.Value()
	if x.Broken.Of > 0 {
		x.Without = (1-x.Breaking)*all.Value() + x.Breaking*x.Broken.Value()
	}
	x.Carries = shift(*x, all) >= MinShift && differ(x.Broken, all, noise)
}

func shift(x Rest, all Share) float64 { return max(x.Without-all.Value(), all.Value()-x.Without) }

// attempt looks at one point, and returns nil if the values do not make a game.
func (b *bench) attempt(ctx context.Context, values []num.Rat) (*record, error) {
	if _, err := b.At(values); err != nil {
		return nil, nil
	}
	rec, err := b.record(ctx, values, false)
	if err != nil {
		return nil, fmt.Errorf("%s: with %s: %w", b.r.m.Path, b.r.set(values), err)
	}
	return rec, nil
}
