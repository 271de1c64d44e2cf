package report

import (
	"fmt"
	"strings"

	"parley/audit"
	"parley/model"
	"parley/num"
	"parley/prove"
)

// ProofJSON is what came of the attempt to prove a conclusion for the whole region of the params.
type ProofJSON struct {
	Status         string              `json:"status"` // proved, refuted, undecided
	Counterexample *CounterexampleJSON `json:"counterexample,omitempty"`
	UndecidedShare float64             `json:"undecided_share"` // of the box of params, by their distributions; an upper bound
	Boxes          int                 `json:"boxes"`           // of params looked at
	Because        string              `json:"because,omitempty"`
}

// CounterexampleJSON is a point of the region at which a conclusion is not true in all equilibria.
type CounterexampleJSON struct {
	Set     map[string]string `json:"set"`     // the params that are not at their baseline, exactly
	Face    string            `json:"face"`    // of the conclusion there
	Tie     bool              `json:"tie"`     // it holds at all points that were tried close by
	Partial bool              `json:"partial"` // the list of equilibria there is not proved complete; the face is that of those found
}

func proofJSON(m *audit.ModelAudit, r *prove.Result) *ProofJSON {
	if r == nil {
		return nil
	}
	out := &ProofJSON{Status: string(r.Status), UndecidedShare: r.Undecided, Boxes: r.Boxes, Because: r.Because}
	if c := r.Counterexample; c != nil {
		out.Counterexample = &CounterexampleJSON{Set: map[string]string{}, Face: string(c.Face), Tie: c.Tie, Partial: c.Partial}
		for _, i := range c.Changed {
			out.Counterexample.Set[m.Model.Params[i].Name] = exactText(c.Values[i])
		}
	}
	return out
}

// exactText writes a number so that --set reads the same: as a decimal if it is one.
func exactText(x num.Rat) string {
	const digits = 18
	if text := x.Decimal(digits); num.MustParse(text).Equal(x) {
		return text
	}
	return x.String()
}

// proofText says what came of the attempt to prove a conclusion, "" if there was none.
func proofText(m *audit.ModelAudit, r *prove.Result) string {
	if r == nil {
		return ""
	}
	switch r.Status {
	case prove.Proved:
		return fmt.Sprintf("true in all equilibria at every point that the ranges and the assumptions allow (%s).", Count(r.Boxes, "box", "boxes"))
	case prove.Refuted:
		return counterexampleText(m.Model, r.Counterexample)
	}
	text := "not decided"
	if r.Boxes > 0 {
		text += fmt.Sprintf(": %s left of the box of params after %s", leftShare(r.Undecided), Count(r.Boxes, "box", "boxes"))
	}
	if r.Because != "" {
		text += "; " + r.Because
	}
	return text + "."
}

// leftShare writes a share that is rounded up, so that nothing left never looks decided.
func leftShare(x float64) string {
	switch {
	case x >= 1:
		return "all is"
	case x < 0.0001:
		return "less than 0.01 % is"
	}
	return Percent(num.FromFloat(x)) + " is"
}

func counterexampleText(m *model.Model, c *prove.Counterexample) string {
	words := map[audit.Face]string{audit.Some: "true in some equilibria only", audit.None: "false in all equilibria", audit.Nowhere: "never reached"}
	if len(c.Changed) == 0 {
		return "no: at the baseline itself it is " + words[c.Face] + "."
	}
	var set []string
	for _, i := range c.Changed {
		set = append(set, "--set "+m.Params[i].Name+"="+exactText(c.Values[i]))
	}
	text := "no: " + words[c.Face] + " with " + strings.Join(set, " ")
	if c.Partial {
		text += ", of those that were found there"
	}
	if c.Tie {
		text += ", a tie: at every point tried close by it holds"
	}
	return text + "."
}

// proofSummary counts what came of the attempts, "" if there were none.
func (a *Audited) proofSummary() string {
	count, total := map[prove.Status]int{}, 0
	a.numbered(func(_ int, _ *audit.ModelAudit, k *audit.Conclusion) {
		if k.Proof != nil {
			count[k.Proof.Status]++
			total++
		}
	})
	if total == 0 {
		return ""
	}
	var parts []string
	for _, s := range []prove.Status{prove.Proved, prove.Refuted, prove.Undecided} {
		if count[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[s], s))
		}
	}
	return "Over the whole region of the params: " + join(parts, ", ") + "."
}
