package report

import (
	"math"

	"parley/audit"
	"parley/num"
	"parley/sensitivity"
)

// SwingJSON is how an answer moves with one param alone, through its range.
type SwingJSON struct {
	Param     string    `json:"param"`
	AtLow     *BandJSON `json:"at_low"`  // at the low end of the param's range; null if undefined or not known
	AtHigh    *BandJSON `json:"at_high"` // at the high end
	Low       *float64  `json:"low"`     // the lowest of all points that were looked at
	High      *float64  `json:"high"`
	Undefined bool      `json:"undefined"` // at some point
	Unknown   bool      `json:"unknown"`   // some point took too long to solve, or is no game, and does not count
	Breaks    []string  `json:"breaks"`    // assumptions that do not hold at some point
}

// BandJSON is the lowest and the highest value over equilibria.
type BandJSON struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// ShiftJSON is what becomes of an answer without one assumption: of its mean over draws.
type ShiftJSON struct {
	Assumption    string   `json:"assumption"`
	MeanWithout   *float64 `json:"mean_without"`
	ShareBreaking float64  `json:"share_breaking"` // of draws without it: those that break it
	MeanBroken    *float64 `json:"mean_broken"`    // over draws that break it; null if there are none in which it is defined
	BrokenDraws   int      `json:"broken_draws"`
	Carries       bool     `json:"carries"`
}

func shiftsJSON(m *audit.ModelAudit, q *audit.Question) []ShiftJSON {
	out := []ShiftJSON{}
	for _, x := range q.RestsOn {
		j := ShiftJSON{Assumption: m.Model.Assumptions[x.Assumption].Text, ShareBreaking: round(x.Breaking), BrokenDraws: x.Broken.Of, Carries: x.Carries}
		if q.Mean.Of > 0 {
			j.MeanWithout = rounded(x.Without)
		}
		if x.Broken.Of > 0 {
			j.MeanBroken = rounded(x.Broken.Value)
		}
		out = append(out, j)
	}
	return out
}

// JointJSON is the nearest joint change that was found to overturn a conclusion.
type JointJSON struct {
	Moves    []MoveJSON `json:"moves"` // the largest first; all other params stay at the baseline
	To       string     `json:"to"`    // the face there
	Distance float64    `json:"distance"`
	Looked   int        `json:"points_looked_at"`
}

// MoveJSON is one param of a joint change.
type MoveJSON struct {
	Param    string  `json:"param"`
	Baseline float64 `json:"baseline"`
	Value    float64 `json:"value"`
	Exact    string  `json:"exact"` // the value, to give back with --set
	Move     float64 `json:"move"`  // in widths of the range
}

// BoxJSON is a box of params in which a conclusion is mostly overturned.
type BoxJSON struct {
	Bounds     []BoundJSON `json:"bounds"`
	Coverage   float64     `json:"coverage"`
	CoverageCI [2]float64  `json:"coverage_ci"`
	Density    float64     `json:"density"`
	DensityCI  [2]float64  `json:"density_ci"`
	Draws      int         `json:"draws"` // in the box, of those that it is rated on
}

// BoundJSON restricts one param; null on a side that only the range limits.
type BoundJSON struct {
	Param  string   `json:"param"`
	Low    *float64 `json:"low"`
	High   *float64 `json:"high"`
	QuasiP float64  `json:"quasi_p"`
}

// DesignJSON says at which points Sobol indices were worked out.
type DesignJSON struct {
	Asked  int `json:"rows_asked"`
	Rows   int `json:"rows"`
	Points int `json:"points"`
}

// SobolJSON is the Sobol indices of one output.
type SobolJSON struct {
	Mean     float64     `json:"mean"`
	Variance float64     `json:"variance"`
	Rows     int         `json:"rows"` // in which it is defined
	Indices  []IndexJSON `json:"indices"`
}

// IndexJSON is the indices of one factor: null where they are not defined or not told.
type IndexJSON struct {
	Params  []string    `json:"params"`
	Bound   bool        `json:"bound"` // drawn anew given the params that assumptions bind it to
	First   *float64    `json:"first"` // below 0 by chance at times
	FirstCI *[2]float64 `json:"first_ci"`
	Total   *float64    `json:"total"`
	TotalCI *[2]float64 `json:"total_ci"`
	Moved   int         `json:"rows_changed"`
	Rows    int         `json:"rows"`
}

func swingsJSON(m *audit.ModelAudit, q *audit.Question) []SwingJSON {
	out := []SwingJSON{}
	for _, s := range q.Swings {
		j := SwingJSON{Param: m.Model.Params[s.Param].Name, AtLow: bandJSON(s.AtLow), AtHigh: bandJSON(s.AtHigh), Undefined: s.Undefined, Unknown: s.Unknown, Breaks: []string{}}
		if s.Span.Defined {
			j.Low, j.High = rounded(s.Span.Low), rounded(s.Span.High)
		}
		for _, b := range s.Breaks {
			j.Breaks = append(j.Breaks, m.Model.Assumptions[b].Text)
		}
		out = append(out, j)
	}
	return out
}

func bandJSON(b audit.Band) *BandJSON {
	if !b.Defined {
		return nil
	}
	return &BandJSON{round(b.Low), round(b.High)}
}

func jointJSON(m *audit.ModelAudit, j *audit.Joint) *JointJSON {
	if j == nil {
		return nil
	}
	out := &JointJSON{Moves: []MoveJSON{}, To: string(j.To), Distance: round(j.Distance), Looked: j.Looked}
	for i, p := range j.Params {
		out.Moves = append(out.Moves, MoveJSON{m.Model.Params[p].Name, m.Baseline[p].Float(), j.Values[p].Float(), j.Values[p].String(), round(j.Moves[i])})
	}
	return out
}

func boxesJSON(m *audit.ModelAudit, boxes []audit.Region) []BoxJSON {
	out := []BoxJSON{}
	for _, b := range boxes {
		j := BoxJSON{Bounds: []BoundJSON{}, Coverage: round(b.Coverage.Value()), CoverageCI: interval(b.Coverage), Density: round(b.Density.Value()), DensityCI: interval(b.Density), Draws: b.Density.Of}
		value := func(x *num.Rat) *float64 {
			if x == nil {
				return nil
			}
			return rounded(x.Float())
		}
		for _, l := range b.Bounds {
			j.Bounds = append(j.Bounds, BoundJSON{m.Model.Params[l.Param].Name, value(l.Low), value(l.High), round(l.P)})
		}
		out = append(out, j)
	}
	return out
}

func interval(s audit.Share) [2]float64 {
	low, high := s.Interval()
	return [2]float64{round(low), round(high)}
}

func designJSON(m *audit.ModelAudit) *DesignJSON {
	if m.Design == nil {
		return nil
	}
	return &DesignJSON{m.Design.Asked, m.Design.Rows, m.Design.Points}
}

func sobolJSON(m *audit.ModelAudit, d *audit.Indices) *SobolJSON {
	if d == nil {
		return nil
	}
	out := &SobolJSON{Mean: round(d.Mean), Variance: round(d.Variance), Rows: d.Rows, Indices: []IndexJSON{}}
	for i, x := range d.Factors {
		f := m.Design.Factors[i]
		j := IndexJSON{Params: []string{}, Bound: f.Bound, Moved: x.Moved, Rows: x.Rows}
		for _, p := range f.Params {
			j.Params = append(j.Params, m.Model.Params[p].Name)
		}
		if j.Total, j.TotalCI = estimateJSON(x.Total); x.HasFirst {
			j.First, j.FirstCI = estimateJSON(x.First)
		}
		if x.Rows == 0 {
			j.First, j.FirstCI, j.Total, j.TotalCI = nil, nil, nil, nil
		}
		out.Indices = append(out.Indices, j)
	}
	return out
}

func estimateJSON(e sensitivity.Estimate) (*float64, *[2]float64) {
	if math.IsNaN(e.Value) || math.IsInf(e.Low, 0) || math.IsInf(e.High, 0) {
		return nil, nil
	}
	return rounded(e.Value), &[2]float64{round(e.Low), round(e.High)}
}
