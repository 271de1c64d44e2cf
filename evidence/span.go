package evidence

import "parley/num"

// A Span is a number over an equilibrium: its value in the member that the equilibrium gives, and the least and the greatest of
// the members that are known. It is defined where play comes to what it is about.
type Span struct {
	Value, Low, High num.Rat
	Defined          bool
	Partly           bool // not in all members
}

func (s *Span) add(x num.Rat, ok bool) {
	switch {
	case !ok:
		s.Partly = true
	case !s.Defined:
		s.Value, s.Low, s.High, s.Defined = x, x, x, true
	default:
		s.Low, s.High = num.Min(s.Low, x), num.Max(s.High, x)
	}
}

// Point tells whether the number is the same in all members.
func (s *Span) Point() bool { return s.Defined && !s.Partly && s.Low.Equal(s.High) }

// A RatioSpan is a likelihood ratio over an equilibrium, as Span.
type RatioSpan struct {
	Value, Low, High Ratio
	Defined, Partly  bool
}

func (s *RatioSpan) add(r Ratio, ok bool) {
	switch {
	case !ok:
		s.Partly = true
	case !s.Defined:
		s.Value, s.Low, s.High, s.Defined = r, r, r, true
	default:
		if r.Cmp(s.Low) < 0 {
			s.Low = r
		}
		if r.Cmp(s.High) > 0 {
			s.High = r
		}
	}
}

// Point tells whether the ratio is the same in all members.
func (s *RatioSpan) Point() bool { return s.Defined && !s.Partly && s.Low.Cmp(s.High) == 0 }

// A BitSpan is an amount of information in bits over an equilibrium, as Span.
type BitSpan struct{ Value, Low, High float64 }

func (s *BitSpan) add(x float64, first bool) {
	if first {
		*s = BitSpan{x, x, x}
		return
	}
	s.Low, s.High = min(s.Low, x), max(s.High, x)
}
