package report

import (
	"parley/solve"
)

// SpanJSON is how far any mediator could bring a number, and what it is without one.
type SpanJSON struct {
	Name    string       `json:"name"`
	Low     NumberJSON   `json:"low"`
	High    NumberJSON   `json:"high"`
	Without *WithoutJSON `json:"without,omitempty"` // absent if not known
}

// WithoutJSON is the range of a number over all equilibria of a concept without a mediator.
type WithoutJSON struct {
	Concept string  `json:"concept"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
}

// DrawnJSON is a profile of strategies that a mediator draws.
type DrawnJSON struct {
	Profile []PlaysJSON `json:"profile"`
	NumberJSON
}

// RuleJSON is what a mediator recommends to those who report these types and then come to move, one after the other.
type RuleJSON struct {
	Reports    []ReportJSON `json:"reports"`
	Recommends []ChoiceJSON `json:"recommends"`
	NumberJSON
}

// ReportJSON is what a player reports of what he knows; "" if he knows nothing of his own.
type ReportJSON struct {
	Player string `json:"player"`
	Type   string `json:"type"`
}

// mediatedJSON adds what a mediator could bring about, and his plans.
func (s *Solution) mediatedJSON(doc *SolveJSON) {
	m := s.Result.Mediated
	span := func(name string, x solve.Span, without func() Range) SpanJSON {
		out := SpanJSON{Name: name, Low: number(x.Low.Value, solve.Exact), High: number(x.High.Value, solve.Exact)}
		if s.Unmediated != nil {
			r := without()
			out.Without = &WithoutJSON{string(s.Unmediated.Result.Concept), r.Low.Float(), r.High.Float()}
		}
		return out
	}
	o := span(s.Objective.Name, m.Objective, func() Range { return s.Unmediated.Objective })
	doc.Objective = &o
	for p, x := range m.Payoffs {
		doc.PayoffRanges = append(doc.PayoffRanges, span(s.Game.Players[p], x, func() Range { return s.Unmediated.Payoffs[p] }))
	}
	for i := range doc.Equilibria {
		e, out := &s.Result.Equilibria[i], &doc.Equilibria[i]
		out.Name = s.planName(i)
		v := s.planView(e)
		out.Payoffs, out.Outcomes = []PayoffJSON{}, []OutcomeJSON{}
		for p, q := range v.payoffs() {
			out.Payoffs = append(out.Payoffs, PayoffJSON{s.Game.Players[p], v.quantity(q)})
		}
		outcomes, _ := v.outcomes()
		for _, x := range outcomes {
			out.Outcomes = append(out.Outcomes, OutcomeJSON{x.name, v.quantity(x.p)})
		}
		for _, part := range parts(e.Plan) {
			x := DrawnJSON{NumberJSON: number(part.P, solve.Exact)}
			for p, name := range s.recommended(part.Choice) {
				x.Profile = append(x.Profile, PlaysJSON{s.Game.Players[p], name})
			}
			out.Distribution = append(out.Distribution, x)
		}
		for _, r := range e.Plan.Rules {
			out.Rules = append(out.Rules, s.ruleJSON(r))
		}
	}
}

func (s *Solution) ruleJSON(r solve.Rule) RuleJSON {
	out := RuleJSON{Reports: []ReportJSON{}, Recommends: []ChoiceJSON{}, NumberJSON: number(r.P, solve.Exact)}
	for p, t := range r.Types {
		out.Reports = append(out.Reports, ReportJSON{s.Game.Players[p], s.typeName(p, t)})
	}
	for _, a := range r.Log {
		h := &s.Game.Infosets[s.Game.Actions[a].Infoset]
		out.Recommends = append(out.Recommends, ChoiceJSON{h.Name, h.Number, s.Game.Actions[a].Name})
	}
	return out
}
