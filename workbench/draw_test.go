package workbench

import (
	"slices"
	"strings"
	"testing"
)

// What is learnt in the crisis is what its README works out: after escalation the defender, who thought the challenger resolute with
// 40 %, thinks so with 67 %.
func TestDrawBeliefs(t *testing.T) {
	b := open(t, crisis)
	a, err := call[DrawAnswer](t, b, "draw", DrawRequest{What: "beliefs"})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(a.Finding, "defender comes to think resolute 67 %, which was 40 %") || !strings.HasPrefix(a.SVG, "<svg") {
		t.Errorf("%q with %d bytes of a picture", a.Finding, len(a.SVG))
	}
	if len(a.Table.Rows) == 0 || len(a.Table.Rows[0]) != len(a.Table.Head) || !slices.ContainsFunc(a.Table.Rows, func(r []string) bool { return r[2] == "resolute" && r[3] == "40 %" && r[4] == "67 %" }) {
		t.Errorf("the table: %v", a.Table)
	}
	if want := "parley report model.star --draws 0 --map none -o report.html"; a.Command != want {
		t.Errorf("the command is %q, want %q", a.Command, want)
	}
	dark, err := call[DrawAnswer](t, b, "draw", DrawRequest{What: "beliefs", Theme: "dark", At: At{Set: map[string]string{"prior": "1/2"}}})
	if err != nil || dark.SVG == a.SVG || !strings.Contains(dark.Finding, "which was 50 %") {
		t.Errorf("elsewhere: %v, %q", err, dark.Finding)
	}
}

// The equilibria of a game that has three stand side by side; interests of two players are told in a sentence.
func TestDrawEquilibriaAndInterests(t *testing.T) {
	b := open(t, "../examples/coordination")
	a, err := call[DrawAnswer](t, b, "draw", DrawRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Table.Rows) != 3 || !strings.Contains(a.Finding, "3 sequential equilibria, and there are no others") || a.SVG == "" {
		t.Errorf("%q, %v", a.Finding, a.Table)
	}
	two, err := call[DrawAnswer](t, b, "draw", DrawRequest{What: "alignment"})
	if err != nil || two.SVG != "" || !strings.Contains(two.Finding, "rank outcomes alike") {
		t.Errorf("two players: %v, %+v", err, two)
	}
	for _, q := range []DrawRequest{{What: "tornado"}, {What: "beliefs", Equilibrium: 4}, {Theme: "blue"}} {
		if _, err := call[DrawAnswer](t, b, "draw", q); err == nil {
			t.Errorf("%+v is answered", q)
		}
	}
}

// What carries a conclusion comes as charts: that of its truth first, then those of the answers that it compares.
func TestSensitivityCharts(t *testing.T) {
	zero := 0
	a, err := call[SensitivityAnswer](t, open(t, crisis), "sensitivity", SensitivityRequest{Conclusion: &zero, N: 32, Draws: -1})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Charts) != 2 {
		t.Fatalf("%d charts", len(a.Charts))
	}
	own, answer := a.Charts[0], a.Charts[1]
	if !strings.Contains(own.Title, "What carries") || !strings.Contains(own.Finding, "prior below 0.325") || own.SVG == "" || own.Command != a.Command {
		t.Errorf("of the conclusion: %q %q", own.Title, own.Finding)
	}
	i := slices.IndexFunc(answer.Table.Rows, func(r []string) bool { return r[0] == "prior" })
	if i < 0 || !strings.Contains(answer.Table.Rows[i][1], "15.4 % … 46.2 %") || answer.SVG == "" {
		t.Errorf("of the answer: %v", answer.Table)
	}
}

// A part that a report is to be made without is named as the model call lists it.
func TestReportParts(t *testing.T) {
	b := open(t, crisis)
	m, err := call[ModelAnswer](t, b, "model", nil)
	if err != nil || !slices.ContainsFunc(m.ReportParts, func(p ReportPart) bool { return p.Name == "ledger" && p.Title == "Ledger of claims" }) {
		t.Errorf("%v, %+v", err, m.ReportParts)
	}
	if _, err := call[ReportAnswer](t, b, "report", ReportRequest{Without: []string{"legder"}}); err == nil || !strings.Contains(err.Error(), `did you mean "ledger"?`) {
		t.Errorf("a part that there is not: %v", err)
	}
}
