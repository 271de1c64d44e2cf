package regime

import (
	"cmp"
	"context"
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
	"parley/solve/symbolic"
	"parley/sweep"
)

// A clue is a polynomial that stands in the conditions of a class of equilibria.
type clue struct {
	*Formula
	class int
}

// mostInfosets bounds the games whose conditions are derived: combinations of supports off the path grow too fast.
const mostInfosets = 40

// clues derives the conditions of all classes of the map in symbols, in the domain of the map: all other params at the baseline. Classes whose conditions are
// no polynomials of the params, or too many, have none.
func (w *world) clues(ctx context.Context, out *Map) ([]clue, error) {
	type job struct {
		class int
		at    []num.Rat
		play  symbolic.Play
	}
	var jobs []job
	met := map[string]bool{}
	for k := range out.Classes {
		r, e := out.member(k)
		if e == nil {
			continue
		}
		in, err := game.NewInstance(w.m.Game, r.At)
		if err != nil {
			return nil, err
		}
		play := symbolic.PlayOf(in, e.Profile)
		if key := play.Key(); !met[key] {
			met[key] = true
			jobs = append(jobs, job{k, r.At, play})
		}
	}
	if w.m.Game.PersonalInfosets() > mostInfosets {
		return nil, nil
	}
	domain := w.domain()
	start := func() (sweep.Worker[[]clue], error) {
		d, broken := symbolic.New(w.m.Game, domain)
		return sweep.Worker[[]clue]{Work: func(ctx context.Context, i int) ([]clue, error) {
			if broken != nil {
				return nil, nil
			}
			classes, err := d.Derive(ctx, jobs[i].play, jobs[i].at)
			if err != nil {
				return nil, nil // there may be a fit all the same
			}
			return w.polynomials(jobs[i].class, classes), nil
		}}, nil
	}
	found, _, err := sweep.Run(ctx, len(jobs), w.opt.Workers, start, func(done int) {
		if w.opt.Progress != nil {
			w.opt.Progress("conditions", done, len(jobs))
		}
	})
	return slices.Concat(found...), err
}

// member returns a regime and the equilibrium of a class at its point.
func (m *Map) member(class int) (*Regime, *solve.Equilibrium) {
	for i := range m.Regimes {
		r := &m.Regimes[i]
		if k := slices.Index(r.Class, class); k >= 0 {
			return r, &r.Result.Equilibria[k]
		}
	}
	return nil, nil
}

func (w *world) domain() symbolic.Domain {
	d := symbolic.Domain{}
	for _, v := range w.opt.Baseline {
		d.Ranges = append(d.Ranges, symbolic.Range{Low: v, High: v, Bounded: true})
	}
	for _, a := range []Axis{w.opt.X, w.opt.Y} {
		d.Ranges[a.Param] = symbolic.Range{Low: a.Low, High: a.High, Bounded: true}
	}
	for _, a := range w.m.Assumptions {
		d.Assume = append(d.Assume, symbolic.Inequality{Op: a.Op, Left: a.Left, Right: a.Right})
	}
	return d
}

// polynomials returns the factors of all conditions, each once, the simplest first.
func (w *world) polynomials(class int, list []*symbolic.Class) []clue {
	var out []clue
	add := func(conditions []symbolic.Condition) {
		for i := range conditions {
			_, factors := conditions[i].Diff.Factorize()
			for _, f := range factors {
				c, ok := w.newFormula(f.Poly, Derived)
				if ok && !slices.ContainsFunc(out, func(o clue) bool { return o.Poly.Equal(c.Poly) }) {
					c.Class = class
					out = append(out, clue{c, class})
				}
			}
		}
	}
	for _, c := range list {
		add(c.Conditions)
		add(c.Given)
		for _, p := range c.Parts {
			for _, k := range p.Cases {
				add(k.Conditions)
				add(k.Given)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b clue) int {
		return cmp.Or(cmp.Compare(a.Poly.Degree(), b.Poly.Degree()), cmp.Compare(a.Poly.Terms(), b.Poly.Terms()))
	})
	return out
}

// derived returns the formula of a boundary that is a condition of one of the given classes, those first that exist on one side
// only; nil if there is none.
func (b *bench) derived(ctx context.Context, points []vertex, clues []clue) (*Formula, error) {
	all := b.w.pinches(points)
	if len(all) == 0 {
		return nil, nil
	}
	for _, c := range clues {
		if !agrees(c.Formula, all) {
			continue
		}
		n, err := b.try(ctx, c.Formula, all)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			f := *c.Formula
			f.Points = n
			return &f, nil
		}
	}
	return nil, nil
}
