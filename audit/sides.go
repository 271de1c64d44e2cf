package audit

import (
	"slices"

	"parley/model"
	"parley/query"
)

// Sides lists the queries that a comparison is about, but for plain numbers.
func Sides(c query.Condition) []model.Question {
	k, ok := c.(query.Compare)
	if !ok {
		return nil
	}
	var out []model.Question
	for _, q := range []query.Query{k.A, k.B} {
		if _, number := q.(query.Number); !number && !slices.ContainsFunc(out, func(o model.Question) bool { return o.Text == q.String() }) {
			out = append(out, model.Question{Text: q.String(), Query: q})
		}
	}
	return out
}
