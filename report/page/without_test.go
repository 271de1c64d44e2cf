package page_test

import (
	"strings"
	"testing"

	"parley/audit"
	"parley/report"
)

// A report without some of its parts is a whole page still: nothing points to what is not there, and all else is as it was.
func TestWithout(t *testing.T) {
	r := reported(t, audit.Options{Draws: 60, Sensitivity: 16, Joint: -1}, 4, "../testdata", "visit.star")
	whole := written(t, r)
	has := map[string]string{
		"account": `<section id=account `, "conclusions": `<section id=m1-conclusions `, "questions": `<section id=m1-questions `, "equilibria": ` id=m1-equilibria>`, "tree": ` id=m1-tree>`,
		"alignment": "rank outcomes alike", "maps": `<section id=m1-regimes `, "params": `<section id=m1-params `, "evidence": `<section id=evidence `, "ledger": `<section id=ledger `, "text": `<section id=text `,
	}
	var all []string
	for _, p := range report.Parts {
		all = append(all, p.Name)
		r.Without = []string{p.Name}
		html := written(t, r)
		check(t, html)
		for name, mark := range has {
			if was, is := strings.Contains(whole, mark), strings.Contains(html, mark); is != (was && name != p.Name) {
				t.Errorf("without %s: %s is there: %v, and was: %v", p.Name, name, is, was)
			}
		}
	}
	r.Without = all
	html := written(t, r)
	check(t, html)
	for _, want := range []string{`<section id=verdicts `, `<section id=reproduce `} {
		if !strings.Contains(html, want) {
			t.Errorf("without all parts there is no %s", want)
		}
	}
	for name, mark := range has {
		if !strings.Contains(whole, mark) {
			t.Errorf("the whole report has no %s: the test sees nothing", name)
		}
	}
	if err := report.CheckParts([]string{"ledgr"}); err == nil || !strings.Contains(err.Error(), `did you mean "ledger"?`) {
		t.Errorf("a part that there is not: %v", err)
	}
}
