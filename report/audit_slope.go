package report

import (
	"fmt"
	"math"
	"slices"

	"parley/audit"
	"parley/query"
	"parley/slope"
)

// mostNudges is how many params an audit names that move a number; JSON holds all.
const mostNudges = 3

// questionNudges says which params move the answer to a question.
func questionNudges(m *audit.ModelAudit, q *audit.Question) string {
	return nudgesText(m.Model, nudgeOf(q.Query), q.Slopes, mostNudges)
}

// conclusionNudges says which params move that comparison of a conclusion which a change of one param turns
// first, to first order: in the equilibrium that its explanation is about.
func conclusionNudges(m *audit.ModelAudit, k *audit.Conclusion) string {
	if len(k.Margins) == 0 || len(k.Truths) == 0 {
		return ""
	}
	e := max(0, slices.Index(k.Truths, query.True))
	best, least := &k.Margins[0], math.Inf(1)
	for i := range k.Margins {
		if d, ok := distance(m, &k.Margins[i], e); ok && d < least {
			best, least = &k.Margins[i], d
		}
	}
	text := nudgeText(m.Model, marginNudge(best.Comparison), best.Slopes[e], mostNudges)
	if len(k.Margins) > 1 {
		if math.IsInf(least, 1) {
			return "" // nothing moves any of them, or there are reasons that JSON tells
		}
		text = fmt.Sprintf("Nearest to turning is %s. %s", cut(Plain(best.Text), longestQuery), text)
	}
	if len(k.Truths) > 1 && k.Base {
		text = fmt.Sprintf("In E%d: %s", e+1, text)
	}
	return text
}

// distance returns how far the margin of a comparison is from 0, in tenths of the range of the param that
// moves it most.
func distance(m *audit.ModelAudit, x *audit.Margin, e int) (d float64, ok bool) {
	moving, _, _ := slope.Effects(m.Model, x.Slopes[e])
	if len(moving) == 0 || math.IsNaN(moving[0].Tenth) || x.Near {
		return 0, false
	}
	return math.Abs(x.Answers[e].Value.Float / moving[0].Tenth), true
}

// marginsJSON returns the derivatives of the margins of a conclusion's comparisons.
func marginsJSON(m *audit.ModelAudit, k *audit.Conclusion) []SlopesJSON {
	out := []SlopesJSON{}
	for _, x := range k.Margins {
		for e, s := range slopesJSON(m.Model, x.Slopes) {
			s.Comparison, s.Negated = x.Text, x.Negated
			if v := x.Answers[e].Value; v.Defined {
				s.Margin = &v.Float
			}
			out = append(out, s)
		}
	}
	return out
}
