package audit

import (
	"context"
	"fmt"
	"math"
	"slices"

	"parley/num"
	"parley/query"
)

// A Swing is how a question's answer moves as one param is moved through its range, with all others at
// the baseline. At each point the answer is a band, over all equilibria.
type Swing struct {
	Param         int
	AtLow, AtHigh Band  // at the ends of the range
	Span          Band  // over all points that were looked at, the baseline among them
	Undefined     bool  // it is undefined at some of them
	Unknown       bool  // some of them took too long to solve, or are no games, and do not count
	Breaks        []int // assumptions that do not hold at some of them
	// Points are those that were looked at, but for the baseline, from the low end of the range to the high one: both ends are
	// among them unless the scan was stopped.
	Points []SwingPoint
}

// A SwingPoint is the answer to a question with one param at a value and all others at the baseline.
type SwingPoint struct {
	At      num.Rat
	Answer  Band
	Unknown bool  // it took too long to solve, or is no game
	Breaks  []int // assumptions that do not hold there
}

func (s *Swing) sort() {
	slices.SortStableFunc(s.Points, func(a, b SwingPoint) int { return a.At.Cmp(b.At) })
}

// A Band is the lowest and highest value of a number over equilibria.
type Band struct {
	Low, High float64
	Defined   bool
}

// Moves tells whether the answer changes at all, beyond the rounding of floating point.
func (s *Swing) Moves(base Band) bool { return !s.Span.Near(base) || s.Undefined && base.Defined }

// Near tells whether two bands are the same but for the rounding of floating point.
func (b Band) Near(c Band) bool {
	close := func(x, y float64) bool { return math.Abs(x-y) <= 1e-9*max(1, math.Abs(x), math.Abs(y)) }
	return b.Defined == c.Defined && close(b.Low, c.Low) && close(b.High, c.High)
}

func (b *Band) include(low, high float64) {
	if !b.Defined {
		*b = Band{low, high, true}
		return
	}
	b.Low, b.High = min(b.Low, low), max(b.High, high)
}

// AnswerBand returns the band of answers, one for each equilibrium.
func AnswerBand(answers []query.Answer) Band {
	var out Band
	for _, a := range answers {
		if a.Low.Defined {
			out.include(a.Low.Float, a.High.Float)
		}
	}
	return out
}

func newSwing(p int, answers []query.Answer) Swing {
	s := Swing{Param: p, Span: AnswerBand(answers)}
	s.Undefined = !s.Span.Defined
	return s
}

// swing answers the questions with the param at x.
func (s *scanner) swing(ctx context.Context, x num.Rat) error {
	if len(s.swings) == 0 || ctx.Err() != nil {
		return nil
	}
	st, err := s.look(x)
	if err != nil {
		for i := range s.swings {
			s.swings[i].Unknown = true
			s.swings[i].Points = append(s.swings[i].Points, SwingPoint{At: x, Unknown: true})
		}
		return nil
	}
	values, err := s.b.spans(ctx, st)
	if err != nil {
		return fmt.Errorf("%s: with %s = %s: %w", s.b.r.m.Path, s.b.r.m.Params[s.p].Name, x, err)
	}
	at := slices.Clone(s.b.r.baseline)
	at[s.p] = x
	broken := s.b.space.Broken(at)
	for i, v := range values {
		w := &s.swings[i]
		w.Points = append(w.Points, SwingPoint{At: x, Answer: Band{v.low, v.high, v.ok}, Unknown: st.Because != "", Breaks: broken})
		for _, k := range broken {
			if !slices.Contains(w.Breaks, k) {
				w.Breaks = append(w.Breaks, k)
			}
		}
		switch {
		case st.Because != "":
			w.Unknown = true
			continue
		case !v.ok:
			w.Undefined = true
			continue
		}
		w.Span.include(v.low, v.high)
		switch {
		case x.Equal(s.low):
			w.AtLow.include(v.low, v.high)
		case x.Equal(s.high):
			w.AtHigh.include(v.low, v.high)
		}
	}
	return nil
}
