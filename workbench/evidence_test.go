package workbench

import (
	"errors"
	"strings"
	"testing"
)

// Escalation is three times as likely from a resolute challenger (the example's README).
func TestEvidence(t *testing.T) {
	b := open(t, crisis)
	a, err := call[EvidenceAnswer](t, b, "evidence", EvidenceRequest{Observed: []Seen{{"opening", "escalate"}}, Observer: "defender"})
	if err != nil {
		t.Fatal(err)
	}
	e := a.Evidence.Equilibria[0]
	if x := e.Observed[0].Types[0].Ratio; x.P != "3" || x.Speaks != "for" || x.Strength != "positive" || e.Posterior[0].P != "2/3" || e.Posterior[0].Word != "likely" {
		t.Errorf("%+v, %+v", x, e.Posterior)
	}
	if a.Command != "parley evidence model.star --observer defender --observed opening=escalate" {
		t.Errorf("%s", a.Command)
	}
	if w := a.Evidence.Watch; len(w) != 2 || w[0].Moves[0] != "last word" || w[1].Most != 0 {
		t.Errorf("the last word is to be watched, and the reply says nothing: %+v", w)
	}
	moved, err := call[EvidenceAnswer](t, b, "evidence", EvidenceRequest{At: At{Set: map[string]string{"war_cost": "3/4"}}})
	if err != nil || moved.Evidence.Equilibria[0].Occasions[0].Next[1].Types[0].Ratio.P != "2" {
		t.Errorf("the bluffer escalates with probability prior/(1-prior) · war_cost: %v", err)
	}
}

func TestEvidenceOverDraws(t *testing.T) {
	b := open(t, crisis)
	a, err := call[EvidenceAnswer](t, b, "evidenceDraws", EvidenceDrawsRequest{Draws: 50})
	if err != nil {
		t.Fatal(err)
	}
	d := a.Evidence.Equilibria[0].Occasions[0].Next[1].Drawn[0]
	if a.Evidence.Draws.Draws != 50 || d.Defined != 50 || *d.Above == 0 || *d.Above+*d.One+*d.Below != 50 || a.Command != "parley evidence model.star --draws 50" {
		t.Errorf("%+v, %+v, %s", a.Evidence.Draws, d, a.Command)
	}
}

func TestEvidenceMistakes(t *testing.T) {
	for want, q := range map[string]EvidenceRequest{
		`no move is called "x"`:             {Hidden: []string{"x"}},
		`there is no observer "x"`:          {Observer: "x"},
		`never sees a move "kind"`:          {Observed: []Seen{{"kind", "resolute"}}},
		"there is no number 2: 1 was found": {Equilibrium: 2},
		"profiles of the strategic form":    {Concept: "nash"},
	} {
		var failed *Error
		if _, err := call[EvidenceAnswer](t, open(t, crisis), "evidence", q); !errors.As(err, &failed) || !strings.Contains(failed.Message, want) || failed.Code == Internal {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
