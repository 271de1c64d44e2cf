package audit

import (
	"cmp"
	"slices"
)

// A KeyTable is the key assumptions check: what each assumption, and each param's value, carries of each conclusion. It is a view of what the
// audit has found (RestsOn, Linchpins, Beyond) and finds nothing of its own.
type KeyTable struct {
	// Rows are the assumptions, then the params that flip some conclusion; of each kind the one first that carries most.
	Rows   []KeyRow
	Claims []KeyClaim // of the ledger, those that some row or conclusion names, in its order
}

// A KeyRow is an assumption or a param's value.
type KeyRow struct {
	Assumption int       // -1 for a param
	Param      int       // -1 for an assumption
	Claims     []int     // that it stands on
	Cells      []KeyCell // by conclusion
}

// A KeyCell is what becomes of one conclusion if the row's assumption fails, or its param moves.
type KeyCell struct {
	Effect  Effect
	Rest    *Rest      // of an assumption; nil if the audit did not come to it
	Flips   []Linchpin // of a param, within its range, one in each direction at most
	Outside []Linchpin // of a param, outside its range
}

// An Effect is what an assumption or a param's value does to a conclusion.
type Effect string

// The effects. Shares are of the draws at which the conclusion is true in all equilibria.
//
//	effect        of    meaning
//	Falls         an assumption: most of the draws that respect it, and less than half of those that break it
//	Weakens       an assumption: fewer of the draws that break it, beyond noise
//	Gains         an assumption: more of the draws that break it, beyond noise
//	Stands        an assumption: no difference beyond noise. A param: no flip was found
//	Unbroken      an assumption: no draw without it breaks it, so that the ranges of the params leave it little room to fail, or none
//	NotLooked     an assumption: none of the draws that break it is a game, or there were no draws, or the audit was stopped
//	Flips         a param: it changes the baseline's face by itself, within its range
//	FlipsOutside  a param: the same, outside its range only
const (
	Falls        Effect = "falls"
	Weakens      Effect = "weakens"
	Gains        Effect = "gains"
	Stands       Effect = "stands"
	Unbroken     Effect = "no draw breaks"
	NotLooked    Effect = "not looked at"
	Flips        Effect = "flips"
	FlipsOutside Effect = "flips outside its range"
)

// Carried tells whether the conclusion is lost, in whole or in part, if the row's assumption fails or its param moves within its range.
func (e Effect) Carried() bool { return e == Falls || e == Weakens || e == Flips }

// Count counts the conclusions on which a row has one of these effects.
func (r *KeyRow) Count(effects ...Effect) int {
	n := 0
	for i := range r.Cells {
		if slices.Contains(effects, r.Cells[i].Effect) {
			n++
		}
	}
	return n
}

// A KeyClaim is a claim with what it carries through the assumptions and params that stand on it.
type KeyClaim struct {
	Claim   int
	Rows    []int // of the table, that stand on it
	Carries []int // conclusions that one of these rows carries
	Cited   []int // conclusions that name it
}

// KeyAssumptions returns the key assumptions check of a model.
func (m *ModelAudit) KeyAssumptions() *KeyTable {
	t := &KeyTable{}
	for k := range m.Model.Assumptions {
		r := KeyRow{Assumption: k, Param: -1, Claims: m.Model.Assumptions[k].Claims}
		for i := range m.Conclusions {
			r.Cells = append(r.Cells, m.Conclusions[i].without(k))
		}
		t.Rows = append(t.Rows, r)
	}
	slices.SortStableFunc(t.Rows, func(a, b KeyRow) int {
		return cmp.Or(cmp.Compare(b.Count(Falls), a.Count(Falls)), cmp.Compare(b.Count(Weakens), a.Count(Weakens)))
	})
	var params []KeyRow
	for p := range m.Model.Params {
		r := KeyRow{Assumption: -1, Param: p, Claims: m.Model.Params[p].Claims}
		for i := range m.Conclusions {
			r.Cells = append(r.Cells, m.Conclusions[i].flippedBy(p))
		}
		if r.Count(Flips, FlipsOutside) > 0 {
			params = append(params, r)
		}
	}
	slices.SortStableFunc(params, func(a, b KeyRow) int {
		return cmp.Or(cmp.Compare(b.Count(Flips), a.Count(Flips)), cmp.Compare(b.Count(FlipsOutside), a.Count(FlipsOutside)))
	})
	t.Rows = append(t.Rows, params...)
	t.claims(m)
	return t
}

// without is the cell of an assumption.
func (c *Conclusion) without(assumption int) KeyCell {
	i := slices.IndexFunc(c.RestsOn, func(r Rest) bool { return r.Assumption == assumption })
	if i < 0 {
		return KeyCell{Effect: NotLooked}
	}
	r := c.RestsOn[i]
	all := c.Plain.All
	out := KeyCell{Rest: &r}
	switch {
	case r.Breaking == 0:
		out.Effect = Unbroken
	case r.Broken.Of == 0 || all.Of == 0:
		out.Effect = NotLooked
	case !differ(r.Broken, all, noise):
		out.Effect = Stands
	case r.Broken.Value() > all.Value():
		out.Effect = Gains
	case all.Value() > 0.5 && r.Broken.Value() < 0.5:
		out.Effect = Falls
	default:
		out.Effect = Weakens
	}
	return out
}

// Without returns the verdict if an assumption is not made: by the same baseline, over all draws without it. A proof is for the region
// with all assumptions, so that Proved is not said.
func (c *Conclusion) Without(r *Rest) Verdict {
	switch {
	case c.Plain.Baseline == All && r.Without >= RobustShare:
		return Robust
	case c.Plain.Baseline == All:
		return Fragile
	}
	return verdict(c.Plain.Baseline, c.Plain.All)
}

// flippedBy is the cell of a param.
func (c *Conclusion) flippedBy(param int) KeyCell {
	of := func(list []Linchpin) (out []Linchpin) {
		for _, l := range list {
			if l.Param == param {
				out = append(out, l)
			}
		}
		return out
	}
	out := KeyCell{Effect: Stands, Flips: of(c.Linchpins), Outside: of(c.Beyond)}
	switch {
	case len(out.Flips) > 0:
		out.Effect = Flips
	case len(out.Outside) > 0:
		out.Effect = FlipsOutside
	}
	return out
}

// claims finds what each claim carries.
func (t *KeyTable) claims(m *ModelAudit) {
	for k := range m.Model.Claims {
		c := KeyClaim{Claim: k}
		for i := range t.Rows {
			if slices.Contains(t.Rows[i].Claims, k) {
				c.Rows = append(c.Rows, i)
			}
		}
		for i := range m.Conclusions {
			if slices.ContainsFunc(c.Rows, func(r int) bool { return t.Rows[r].Cells[i].Effect.Carried() }) {
				c.Carries = append(c.Carries, i)
			}
			if slices.Contains(m.Conclusions[i].Claims, k) {
				c.Cited = append(c.Cited, i)
			}
		}
		if len(c.Rows)+len(c.Cited) > 0 {
			t.Claims = append(t.Claims, c)
		}
	}
}
