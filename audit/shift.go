package audit

import (
	"cmp"
	"math"
	"slices"
)

// A Shift is what becomes of a question's answer if one assumption is not made: of the mean over draws of the
// middle between its lowest and highest value. Draws without it are of two kinds, as in Rest.
type Shift struct {
	Assumption int
	Breaking   float64 // share of the draws without it that break it
	Broken     Mean    // over draws that break it, and no other
	Without    float64 // the mean over all draws without it
	// Carries tells whether the answer rests on the assumption: without it the mean moves by MinMove
	// standard deviations at least, and the draws that break it differ from the others beyond noise.
	Carries bool
}

// MinMove is the least move of a mean, in standard deviations of the answer over the draws, that makes an
// assumption carry an answer.
const MinMove = 0.05

// A Mean is the mean of an answer over those draws in which it is defined.
type Mean struct {
	Value, SD float64
	Of        int
}

func meanOf(spans []span) Mean {
	var m Mean
	for _, x := range spans {
		if x.ok {
			m.Of++
			m.Value += (x.low + x.high) / 2
		}
	}
	if m.Of == 0 {
		return m
	}
	m.Value /= float64(m.Of)
	for _, x := range spans {
		if x.ok {
			d := (x.low+x.high)/2 - m.Value
			m.SD += d * d
		}
	}
	m.SD = math.Sqrt(m.SD / float64(m.Of))
	return m
}

// error returns the standard error.
func (m Mean) error() float64 { return m.SD / math.Sqrt(float64(max(1, m.Of))) }

// shifts says what becomes of a question without each assumption, given the answers at draws that break it.
func (r *run) shifts(question int, breaking []float64, broken func(assumption int) []span) {
	q := &r.out.Questions[question]
	q.RestsOn = make([]Shift, len(breaking))
	for k := range q.RestsOn {
		x := Shift{Assumption: k, Breaking: breaking[k], Broken: meanOf(broken(k)), Without: q.Mean.Value}
		if x.Broken.Of > 0 && q.Mean.Of > 0 {
			x.Without = (1-x.Breaking)*q.Mean.Value + x.Breaking*x.Broken.Value
			apart := math.Abs(x.Broken.Value - q.Mean.Value)
			x.Carries = x.Breaking*apart >= MinMove*q.Mean.SD && apart > noise*math.Hypot(x.Broken.error(), q.Mean.error()) && apart > 1e-9*math.Abs(q.Mean.Value)
		}
		q.RestsOn[k] = x
	}
	slices.SortStableFunc(q.RestsOn, func(a, b Shift) int {
		return cmp.Compare(math.Abs(b.Without-q.Mean.Value), math.Abs(a.Without-q.Mean.Value))
	})
}
