package report_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"parley/audit"
	"parley/model"
	"parley/num"
	"parley/report"
)

// audited audits the two models of testdata.
func audited(t *testing.T, opt audit.Options) *report.Audited {
	t.Helper()
	var models []*model.Model
	for _, name := range []string{"visit.star", "move.star"} {
		m, list := model.Load(os.DirFS("testdata"), name, model.Options{})
		if list.HasErrors() {
			t.Fatal(list)
		}
		models = append(models, m)
	}
	a, err := audit.Run(t.Context(), models, opt)
	if err != nil {
		t.Fatal(err)
	}
	return &report.Audited{Audit: a, Version: "0.1.0"}
}

func TestAuditText(t *testing.T) {
	a := audited(t, audit.Options{Draws: 400})
	text := a.Text(report.Style{})
	golden(t, "audit.golden", text)
	for i, line := range strings.Split(text, "\n") {
		if n := utf8.RuneCountInString(line); n > 100 {
			t.Errorf("line %d has %d characters: %s", i+1, n, line)
		}
	}
	a.Brief = true
	golden(t, "audit_brief.golden", a.Text(report.Style{}))
}

func TestAuditJSON(t *testing.T) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(audited(t, audit.Options{Draws: 400}).JSON()); err != nil {
		t.Fatal(err)
	}
	golden(t, "audit.json", b.String())

	// What stands in CONTRACT.md, by the names that scripts use.
	var doc struct {
		Model      string
		Equilibria []struct{ ID int }
		Draws      int
		Seed       uint64
		Questions  []struct {
			Text, Claim string
			Answers     []struct {
				Equilibrium int
				Value       *float64
			}
			Low, High *float64
		}
		Conclusions []struct {
			Text, Claim, Baseline, Verdict string
			ShareAll                       *float64   `json:"share_all"`
			ShareSome                      *float64   `json:"share_some"`
			ShareCI                        *[]float64 `json:"share_ci"`
			Linchpins                      []struct {
				Param    string
				Baseline *float64
				FlipsAt  *float64 `json:"flips_at"`
				Distance *float64
			}
			RestsOn []struct {
				Assumption   string
				ShareWithout *float64 `json:"share_without"`
			} `json:"rests_on"`
			Explanation string
		}
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Model == "" || doc.Draws != 400 || doc.Seed != 1 || len(doc.Equilibria) == 0 || len(doc.Questions) != 4 || len(doc.Conclusions) != 7 {
		t.Errorf("the head of the document: %+v", doc)
	}
	flips, rests := 0, 0
	for _, c := range doc.Conclusions {
		if c.Text == "" || c.Baseline == "" || c.Verdict == "" || c.ShareAll == nil || c.ShareSome == nil || c.ShareCI == nil || len(*c.ShareCI) != 2 || c.Explanation == "" {
			t.Errorf("a conclusion lacks something: %+v", c)
		}
		for _, l := range c.Linchpins {
			if flips++; l.Param == "" || l.Baseline == nil || l.FlipsAt == nil || l.Distance == nil {
				t.Errorf("%s: a linchpin lacks something: %+v", c.Text, l)
			}
		}
		for _, r := range c.RestsOn {
			if rests++; r.Assumption == "" || r.ShareWithout == nil {
				t.Errorf("%s: an assumption lacks something: %+v", c.Text, r)
			}
		}
	}
	if flips == 0 || rests == 0 {
		t.Errorf("%d linchpins, %d assumptions: the models should show some", flips, rests)
	}
}

func TestAuditOfASetBaselineSaysSo(t *testing.T) {
	a := audited(t, audit.Options{Draws: -1, Steps: -1, Baseline: map[string]num.Rat{"stake": num.Frac(5, 2)}})
	a.Set = []report.Setting{{Name: "stake", Value: num.Frac(5, 2)}}
	if text := a.Text(report.Style{}); !strings.Contains(text, "With stake = 5/2.") {
		t.Errorf("the text does not tell that the baseline was set:\n%s", text)
	}
	if doc := a.JSON(); doc.Set["stake"] != "5/2" {
		t.Errorf("the document does not tell that the baseline was set: %v", doc.Set)
	}
}

// With Sobol indices: bars and what carries each conclusion, the same for any number of workers.
func TestAuditWithSensitivity(t *testing.T) {
	opt := audit.Options{Draws: 400, Sensitivity: 128}
	a := audited(t, opt)
	golden(t, "audit_sensitivity.golden", a.Text(report.Style{}))
	for i, line := range strings.Split(a.Text(report.Style{}), "\n") {
		if n := utf8.RuneCountInString(line); n > 100 {
			t.Errorf("line %d has %d characters: %s", i+1, n, line)
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	doc := a.JSON()
	if err := e.Encode([]any{doc.Models[0].Design, doc.Conclusions[0].Sobol, doc.Conclusions[0].Joint, doc.Conclusions[3].Boxes, doc.Questions[1].OneAtATime, doc.Questions[1].Sobol}); err != nil {
		t.Fatal(err)
	}
	golden(t, "audit_sensitivity.json", b.String())
	opt.Workers = 1
	if alone := audited(t, opt).Text(report.Style{}); alone != a.Text(report.Style{}) {
		t.Error("one worker gives another text")
	}
}
