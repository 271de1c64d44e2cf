package audit

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"parley/num"
	"parley/probe"
	"parley/sensitivity"
	"parley/sweep"
)

// A record is what one draw shows.
type record struct {
	plain, refined []Face // by conclusion; refined is nil where the refinement was not applied
	answers        []span // by question
	equilibria     int    // of the model's own game
	complete       bool
	found          []bool // by equilibrium of the baseline: there is one of its kind
}

// A span is the lowest and highest value of a question over the equilibria of one draw.
type span struct {
	low, high float64
	ok        bool
}

// draws looks at the draws of the params and sums up what they show.
func (r *run) draws(ctx context.Context) error {
	if r.opt.Draws == 0 {
		r.out.Stages.Draws = true
		return nil
	}
	start := func() (sweep.Worker[*record], error) {
		return worker(r, func(ctx context.Context, b *bench, i int) (*record, error) {
			values, err := b.space.Draw(r.opt.Seed, i)
			if err != nil {
				return nil, err
			}
			rec, err := b.record(ctx, values, i < r.opt.Refined)
			if err != nil {
				return nil, fmt.Errorf("%s: at draw %d of seed %d (%s): %w", r.m.Path, i+1, r.opt.Seed, r.set(values), err)
			}
			return rec, nil
		})
	}
	recs, n, err := sweep.Run(ctx, r.opt.Draws, r.opt.Workers, start, func(done int) {
		r.progress(Progress{Stage: "draws", Done: done, Total: r.opt.Draws})
	})
	if err != nil {
		return err
	}
	r.out.Draws = n
	r.out.Stages.Draws = n == r.opt.Draws
	r.records = recs
	r.sum(recs)
	r.remember(recs)
	return nil
}

// set writes values as flags that repeat a draw.
func (r *run) set(values []num.Rat) string {
	var parts []string
	for i, v := range values {
		if !v.Equal(r.baseline[i]) {
			parts = append(parts, fmt.Sprintf("--set %s=%s", r.m.Params[i].Name, v.Decimal(12)))
		}
	}
	return strings.Join(parts, " ")
}

// record looks at one point, and with the refinement if so asked.
func (b *bench) record(ctx context.Context, values []num.Rat, refined bool) (*record, error) {
	s, err := b.At(values)
	if err != nil {
		return nil, err
	}
	rec := &record{}
	for _, c := range b.r.conclusions {
		plain, err := s.Face(ctx, c, false)
		if err != nil {
			return nil, err
		}
		rec.plain = append(rec.plain, plain)
		if refined {
			face, err := s.Face(ctx, c, true)
			if err != nil {
				return nil, err
			}
			rec.refined = append(rec.refined, face)
		}
	}
	if rec.answers, err = b.spans(ctx, s); err != nil {
		return nil, err
	}
	if err := s.Solve(ctx, ""); err != nil {
		return nil, err
	}
	rec.equilibria, rec.complete = len(s.Result("").Equilibria), s.Because == ""
	if b.r.kinds != nil {
		kinds := b.kinds(s.Result("").Equilibria)
		for _, k := range b.r.kinds {
			rec.found = append(rec.found, slices.Contains(kinds, k))
		}
	}
	return rec, nil
}

// spans answers the questions at one point.
func (b *bench) spans(ctx context.Context, s *probe.Point) ([]span, error) {
	out := make([]span, 0, len(b.r.questions))
	for _, c := range b.r.questions {
		if err := s.Need(ctx, c); err != nil {
			return nil, err
		}
		x := span{low: math.Inf(1), high: math.Inf(-1)}
		n := len(s.Result("").Equilibria)
		if !c.Base {
			n = min(n, 1)
		}
		for e := range n {
			if a := s.Eval.Estimate(c, e, nil); a.Low.Defined {
				x.low, x.high, x.ok = min(x.low, a.Low.Float), max(x.high, a.High.Float), true
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// sum turns the records of draws into shares and ranges.
func (r *run) sum(recs []*record) {
	n := len(recs)
	r.out.Complete.Of, r.out.Several.Of = n, n
	r.out.Counts = map[int]int{}
	base := &r.out.Games[0]
	if r.kinds != nil {
		base.Found = make([]Share, len(r.kinds))
	}
	for _, rec := range recs {
		for e, found := range rec.found {
			base.Found[e].Of++
			if found {
				base.Found[e].Count++
			}
		}
		r.out.Counts[rec.equilibria]++
		if rec.equilibria > 1 {
			r.out.Several.Count++
		}
		if rec.complete {
			r.out.Complete.Count++
		}
	}
	for i := range r.out.Conclusions {
		k := &r.out.Conclusions[i]
		for _, rec := range recs {
			k.Plain.count(rec.plain[i])
			if rec.refined == nil {
				continue
			}
			k.Refined.count(rec.refined[i])
			k.Same.Of++
			if rec.plain[i] == All {
				k.Same.Count++
			}
		}
		k.Verdict = verdict(k.Plain.Baseline, k.Plain.All)
	}
	for i := range r.out.Questions {
		r.out.Questions[i].Range = rangeOf(recs, i)
		answers := make([]span, len(recs))
		for j, rec := range recs {
			answers[j] = rec.answers[i]
		}
		r.out.Questions[i].Mean = meanOf(answers)
	}
}

func (j *Judged) count(f Face) {
	j.All.Of++
	j.Some.Of++
	j.Nowhere.Of++
	switch f {
	case All:
		j.All.Count++
		j.Some.Count++
	case Some:
		j.Some.Count++
	case Nowhere:
		j.Nowhere.Count++
	case None:
	}
}

func rangeOf(recs []*record, question int) Range {
	out := Range{Defined: Share{Of: len(recs)}}
	var lows, highs, mids []float64
	for _, rec := range recs {
		if x := rec.answers[question]; x.ok {
			lows, highs, mids = append(lows, x.low), append(highs, x.high), append(mids, (x.low+x.high)/2)
		}
	}
	if out.Defined.Count = len(lows); len(lows) == 0 {
		return out
	}
	slices.Sort(lows)
	slices.Sort(highs)
	slices.Sort(mids)
	out.Low, out.High, out.Median = sensitivity.Quantile(lows, 0.05), sensitivity.Quantile(highs, 0.95), sensitivity.Quantile(mids, 0.5)
	out.Min, out.Max = lows[0], highs[len(highs)-1]
	return out
}
