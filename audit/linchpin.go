package audit

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"parley/expr"
	"parley/num"
	"parley/probe"
	"parley/sweep"
)

// A Linchpin is a single param that flips a conclusion: moved from its baseline to FlipsAt, with all
// others at theirs, it changes the conclusion's face. At most one is given in each direction, the
// nearest that the scan of the range met. What lies between two points of the scan that show the same
// face is not looked at, nor are points whose games take long to solve (quickLimits).
type Linchpin struct {
	Param    int
	FlipsAt  num.Rat // the boundary, or a decimal within a millionth of the range from it
	Exact    bool    // FlipsAt is the boundary: the faces on both sides of it were checked
	Up       bool    // it lies above the baseline
	To       Face    // beyond it
	Distance float64 // from the baseline, as a share of the width of the param's range
	Breaks   []int   // assumptions that do not hold there
}

// flipWidth is how closely a flip is found, as a share of the width of the range.
const flipWidth = 1e-6

// linchpins scans the range of each param by itself.
func (r *run) linchpins(ctx context.Context) error {
	used := r.used()
	for p := range r.m.Params {
		d := r.m.Params[p].Dist
		switch {
		case !used[p]:
			r.out.Idle = append(r.out.Idle, p)
		case d.Low.Less(d.High):
			r.varied = append(r.varied, p)
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	start := func() (sweep.Worker[*scanner], error) {
		return worker(r, func(ctx context.Context, b *bench, i int) (*scanner, error) { return b.scan(ctx, r.varied[i]) })
	}
	found, n, err := sweep.Run(ctx, len(r.varied), r.opt.Workers, start, func(done int) {
		r.progress(Progress{Stage: "linchpins", Done: done, Total: len(r.varied)})
	})
	if err != nil {
		return err
	}
	r.out.Stages.Linchpins = n == len(r.varied)
	for _, s := range found {
		for i := range r.out.Conclusions {
			r.out.Conclusions[i].Linchpins = append(r.out.Conclusions[i].Linchpins, s.out[i]...)
		}
		for i := range r.out.Questions {
			r.out.Questions[i].Swings = append(r.out.Questions[i].Swings, s.swings[i])
		}
	}
	for i := range r.out.Conclusions {
		sortFlips(r.out.Conclusions[i].Linchpins)
	}
	return nil
}

// sortFlips puts the nearest first.
func sortFlips(of []Linchpin) {
	slices.SortStableFunc(of, func(a, b Linchpin) int { return cmp.Compare(a.Distance, b.Distance) })
}

// used tells which params some game that is asked about, or some query, depends on.
func (r *run) used() []bool {
	out := make([]bool, len(r.m.Params))
	seen := map[expr.ID]bool{}
	mark := func(id expr.ID) {
		if id < 0 || seen[id] {
			return
		}
		seen[id] = true
		for _, p := range r.m.Pool.Params(id) {
			out[p] = true
		}
	}
	for _, g := range r.out.Games {
		for _, id := range g.In.Payoffs {
			mark(id)
		}
		for _, a := range g.In.Actions {
			mark(a.Prob)
		}
	}
	for _, v := range r.m.Variants {
		for _, id := range v.Set {
			mark(id)
		}
	}
	for _, c := range slices.Concat(r.questions, r.conclusions) {
		for _, id := range r.subject.Evaluator.Numbers(c) {
			mark(id)
		}
	}
	return out
}

// scan moves one param through its range, outwards from the baseline, and finds the flips of each
// conclusion and how far each question swings.
func (b *bench) scan(ctx context.Context, p int) (*scanner, error) {
	b.Quick = true
	defer func() { b.Quick = false }()
	s := b.scanner(p)
	all := make([]int, len(b.r.conclusions))
	for i := range all {
		all[i] = i
	}
	for _, end := range []num.Rat{s.low, s.high} {
		open := all
		at := s.origin
		for _, x := range s.points(s.origin, end) {
			if len(open)+len(s.swings) == 0 || ctx.Err() != nil {
				break
			}
			faces, err := s.faces(ctx, x, open)
			if err != nil {
				return nil, err
			}
			if err := s.swing(ctx, x); err != nil {
				return nil, err
			}
			flipped, rest := s.split(open, faces)
			if err := s.seek(ctx, at, x, flipped, 0); err != nil {
				return nil, err
			}
			open, at = rest, x
		}
		if err := s.swing(ctx, end); err != nil {
			return nil, err
		}
	}
	for i := range s.swings {
		s.swings[i].sort()
	}
	return s, nil
}

type scanner struct {
	b                        *bench
	p                        int
	origin, low, high, width num.Rat
	known                    map[string][]Face // by value: faces known there, "" for those not looked at
	out                      [][]Linchpin      // by conclusion
	swings                   []Swing           // by question
	outside                  bool              // the scan is past the end of the range

	point *probe.Point // the last one that was looked at
	err   error        // why it is not a game
	at    num.Rat
}

func (b *bench) scanner(p int) *scanner {
	d, n := b.r.m.Params[p].Dist, len(b.r.conclusions)
	s := &scanner{b: b, p: p, origin: b.r.baseline[p], low: d.Low, high: d.High, width: d.High.Sub(d.Low),
		known: map[string][]Face{}, out: make([][]Linchpin, n)}
	for i := range b.r.questions {
		s.swings = append(s.swings, newSwing(p, b.r.out.Questions[i].Answers))
	}
	return s
}

// look moves the param to x.
func (s *scanner) look(x num.Rat) (*probe.Point, error) {
	if s.point == nil || !s.at.Equal(x) {
		values := slices.Clone(s.b.r.baseline)
		values[s.p] = x
		s.at = x
		s.point, s.err = s.b.At(values)
	}
	return s.point, s.err
}

func (s *scanner) base(conclusion int) Face { return s.b.r.out.Conclusions[conclusion].Plain.Baseline }

// split parts conclusions by whether their face is another than at the baseline.
func (s *scanner) split(conclusions []int, faces []Face) (flipped, same []int) {
	for _, i := range conclusions {
		if faces[i] == s.base(i) {
			same = append(same, i)
		} else {
			flipped = append(flipped, i)
		}
	}
	return flipped, same
}

// points returns the points of the scan from the baseline, left out, to just before an end of the
// range. They are no round numbers: at those, payoffs coincide that differ everywhere around, and
// what an equilibrium does at a tie says little about either side.
func (s *scanner) points(origin, end num.Rat) []num.Rat {
	gap := end.Sub(origin)
	steps := int64(math.Ceil(gap.Abs().Quo(s.width).Float() * float64(s.b.r.opt.Steps)))
	var out []num.Rat
	for k := int64(1); k <= steps; k++ {
		share := num.Frac(k, steps).Mul(offRound)
		out = append(out, origin.Add(gap.Mul(share)))
	}
	return out
}

// offRound shrinks the scan by about a tenth of a per cent, to numbers that are not round.
var offRound = num.Frac(9973, 9985)

// faces returns the faces of the given conclusions with the param at x. A point that is not a game
// (say, at which a probability is negative) has face Nowhere.
func (s *scanner) faces(ctx context.Context, x num.Rat, conclusions []int) ([]Face, error) {
	key := x.String()
	if s.known[key] == nil {
		s.known[key] = make([]Face, len(s.b.r.conclusions))
	}
	faces := s.known[key]
	for _, i := range conclusions {
		if faces[i] != "" {
			continue
		}
		st, err := s.look(x)
		if err != nil {
			for j := range faces {
				faces[j] = Nowhere
				if s.outside {
					faces[j] = s.base(j) // no flip is claimed of what is no game
				}
			}
			return faces, nil
		}
		f, err := st.Face(ctx, s.b.r.conclusions[i], false)
		switch {
		case err != nil && s.outside && ctx.Err() == nil: // a variant is no game
			f = s.base(i)
		case err != nil:
			return nil, fmt.Errorf("%s: with %s = %s: %w", s.b.r.m.Path, s.b.r.m.Params[s.p].Name, x, err)
		case st.Because != "":
			f = s.base(i) // not known: no flip is claimed on its account
		}
		faces[i] = f
	}
	return faces, nil
}
