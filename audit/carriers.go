package audit

import (
	"cmp"
	"math"
	"slices"
)

// Carriers lists the params that have a range and carry something, the one that carries most first: by the number of conclusions that it
// flips alone within its range, then by the sum of its total-order indices, then by the number of answers that it moves,
// then by how near its flips lie. Conclusions and questions that ask about variants only do not count where own is set.
func (m *ModelAudit) Carriers(own bool) []int {
	type weight struct {
		flips, moves int
		total, near  float64
	}
	at := make([]weight, len(m.Model.Params))
	add := func(d *Indices) {
		if d == nil || m.Design == nil || d.Rows == 0 || d.Constant() {
			return
		}
		for i, f := range m.Design.Factors {
			if v := d.Factors[i].Total.Value; len(f.Params) == 1 && v > 0 {
				at[f.Params[0]].total += v
			}
		}
	}
	for i := range m.Conclusions {
		k := &m.Conclusions[i]
		if own && !k.Base {
			continue
		}
		flips := map[int]bool{}
		for _, l := range k.Linchpins {
			at[l.Param].near += 1 / (0.01 + l.Distance)
			if !flips[l.Param] {
				flips[l.Param] = true
				at[l.Param].flips++
			}
		}
		add(k.Indices)
	}
	for i := range m.Questions {
		q := &m.Questions[i]
		if own && !q.Base {
			continue
		}
		base := AnswerBand(q.Answers)
		for j := range q.Swings {
			if q.Swings[j].Moves(base) {
				at[q.Swings[j].Param].moves++
			}
		}
		add(q.Indices)
	}
	var out []int
	for p, w := range at {
		d := m.Model.Params[p].Dist
		if w != (weight{}) && d.Low.Less(d.High) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int {
		x, y := at[a], at[b]
		return cmp.Or(cmp.Compare(y.flips, x.flips), cmp.Compare(math.Round(1e6*y.total), math.Round(1e6*x.total)), cmp.Compare(y.moves, x.moves), cmp.Compare(y.near, x.near))
	})
	return out
}
