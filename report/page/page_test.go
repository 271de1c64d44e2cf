package page_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"parley/audit"
	"parley/draw"
	"parley/draw/drawtest"
	"parley/model"
	"parley/num"
	"parley/regime"
	"parley/report"
	"parley/report/page"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// reported audits models and returns their report, with a small map of each over the params that carry most.
func reported(t *testing.T, opt audit.Options, grid int, folder string, names ...string) *report.Report {
	t.Helper()
	var list []*model.Model
	for _, name := range names {
		m, diags := model.Load(os.DirFS(folder), name, model.Options{})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		list = append(list, m)
	}
	found, err := audit.Run(t.Context(), list, opt)
	if err != nil {
		t.Fatal(err)
	}
	r := &report.Report{Audited: report.Audited{Audit: found, Version: "0.1.0"}, Args: names, Options: []string{"--draws", "100"}}
	r.Maps, r.NoMap = make([]*report.Mapped, len(list)), make([]string, len(list))
	for i := range found.Models {
		m := &found.Models[i]
		pair := m.Carriers(true)
		if len(pair) < 2 || grid == 0 {
			r.NoMap[i] = "No map."
			continue
		}
		axis := func(p int) regime.Axis {
			d := m.Model.Params[p].Dist
			return regime.Axis{Param: p, Low: d.Low, High: d.High}
		}
		x, err := regime.Run(t.Context(), m.Model, regime.Options{X: axis(pair[0]), Y: axis(pair[1]), Grid: grid, Points: 2000})
		if err != nil {
			t.Fatal(err)
		}
		r.Maps[i] = report.NewMapped(x, "0.1.0", nil)
	}
	return r
}

func written(t *testing.T, r *report.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := page.Write(&b, r.Document()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// check tests what holds of every report: it is well-formed, each id is there once, every link leads somewhere, nothing is loaded from
// elsewhere and nothing runs; headings follow each other, tables have captions and heads, pictures have names.
func check(t *testing.T, html string) {
	t.Helper()
	ids, refs := map[string]bool{}, map[string]bool{}
	level, headings := 0, 0
	dec := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(html, "<!DOCTYPE html>\n")))
	dec.Strict = true
	dec.Entity = xml.HTMLEntity
	count := map[string]int{}
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		name := start.Name.Local
		count[name]++
		switch name {
		case "script", "link", "iframe", "object", "embed", "img", "base", "form":
			t.Errorf("there is a <%s>", name)
		case "h1", "h2", "h3", "h4", "h5", "h6":
			headings++
			if now := int(name[1] - '0'); now > level+1 {
				t.Errorf("a heading of level %d after one of level %d", now, level)
			} else {
				level = now
			}
		}
		for _, a := range start.Attr {
			switch {
			case a.Name.Local == "id" && ids[a.Value]:
				t.Errorf("the id %s is there twice", a.Value)
			case a.Name.Local == "id":
				ids[a.Value] = true
			case a.Name.Local == "href" && strings.HasPrefix(a.Value, "#"):
				refs[a.Value[1:]] = true
			case a.Name.Local == "href", a.Name.Local == "src", strings.HasPrefix(a.Name.Local, "on"):
				t.Errorf("<%s> has %s=%q", name, a.Name.Local, a.Value)
			case strings.HasPrefix(a.Name.Local, "aria-labelledby"):
				for _, r := range strings.Fields(a.Value) {
					refs[r] = true
				}
			case strings.HasPrefix(a.Value, "url("):
				refs[strings.TrimSuffix(strings.TrimPrefix(a.Value, "url(#"), ")")] = true
			}
		}
	}
	for r := range refs {
		if !ids[r] {
			t.Errorf("nothing has the id %s that something refers to", r)
		}
	}
	if count["table"] != count["caption"] || count["table"] != count["thead"] {
		t.Errorf("%d tables, %d captions, %d heads", count["table"], count["caption"], count["thead"])
	}
	for _, one := range []string{"main", "header", "nav", "h1", "title"} {
		if count[one] < 1 || count[one] > 1 && one != "title" {
			t.Errorf("%d of <%s>", count[one], one)
		}
	}
	style := regexp.MustCompile(`(?s)<style>.*?</style>`).FindString(html)
	if strings.Contains(style, "url(") || strings.Contains(style, "@import") {
		t.Error("the style loads something")
	}
	if strings.Contains(html, "ZgotmplZ") {
		t.Error("the template refused a value")
	}
}

func TestReportOfTheExample(t *testing.T) {
	r := reported(t, audit.Options{Draws: 100, Sensitivity: 64, Joint: 16}, 8, "../../examples/crisis-signalling", "model.star")
	html := written(t, r)
	check(t, html)
	path := filepath.Join("testdata", "crisis.html")
	if *update {
		if err := os.WriteFile(path, []byte(html), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != html {
		t.Errorf("%s differs (%v); run the test with -update and look at it", path, err)
	}
	if again := written(t, r); again != html {
		t.Error("the same report gives other bytes the second time")
	}
	for _, want := range []string{ // of UX.md 4.4 and 5, by hand
		`<a href="#conclusion-1">War is a real risk.</a>`, "31 % (4/13)", `<a href="#m1-param-prior">prior</a>`, "below 0.325", "prior &lt; 1 / (1 + war_cost)",
		`<span id="file-1-12"><i>12</i>prior = param("prior", 0.4`, `href="#file-1-12"`, "67 %", "parley audit model.star --draws 100",
	} {
		if !strings.Contains(html, want) {
			t.Errorf("there is no %s", want)
		}
	}
}

// Two models with sources and claims: everything that names a claim is linked to it and back.
func TestReportOfAnAccount(t *testing.T) {
	r := reported(t, audit.Options{Draws: 60, Joint: -1}, 0, "../testdata", "visit.star", "move.star")
	r.Set = []report.Setting{{Name: r.Models[0].Model.Params[0].Name, Value: num.Half}}
	html := written(t, r)
	check(t, html)
	for i, e := range r.Ledger {
		for _, b := range e.Bears {
			if b.Kind == "param" && !strings.Contains(html, `>param `+b.Name) {
				t.Errorf("claim %d does not name param %s", i+1, b.Name)
			}
		}
	}
	for _, m := range r.Models {
		if !strings.Contains(html, m.Model.Digest) {
			t.Errorf("the digest of %s is not there", m.Model.Path)
		}
	}
}

// A stopped audit gives a report that says so.
func TestReportOfAStoppedAudit(t *testing.T) {
	r := reported(t, audit.Options{Draws: -1, Joint: -1, Steps: -1, Without: -1}, 0, "../testdata", "visit.star")
	r.Stopped = true
	html := written(t, r)
	check(t, html)
	if !strings.Contains(html, "Stopped before everything was done") {
		t.Error("it does not say that it was stopped")
	}
}

// No label of any figure lies on another, in either theme.
func TestFiguresDoNotCollide(t *testing.T) {
	for _, r := range []*report.Report{
		reported(t, audit.Options{Draws: 60, Sensitivity: 32, Joint: -1}, 0, "../../examples/crisis-signalling", "model.star"),
		reported(t, audit.Options{Draws: 60, Sensitivity: 32, Joint: -1}, 0, "../testdata", "visit.star", "move.star"),
	} {
		for _, f := range figures(r.Document().Sections) {
			for _, theme := range []*draw.Theme{&draw.Light, &draw.Dark} {
				for _, fault := range drawtest.Faults(f.Scene(theme)) {
					t.Errorf("%s, %s: %s", f.ID, theme.Name, fault)
				}
			}
		}
	}
}

func figures(list []report.Section) []*report.Figure {
	var out []*report.Figure
	for _, s := range list {
		for _, b := range s.Blocks {
			if f, ok := b.(*report.Figure); ok && f.Scene != nil {
				out = append(out, f)
			}
		}
		out = append(out, figures(s.Sections)...)
	}
	return out
}

// The report of the largest example is under 1 MB.
func TestReportOfTheLargestExample(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	folder := "../../examples/beijing-2018"
	r := reported(t, audit.Options{Draws: 2, Refined: -1, Without: -1, Joint: -1, Steps: 2}, 0, folder, "model.star", "audiences.star", "clock.star", "demands.star", "home.star", "mediation.star")
	html := written(t, r)
	check(t, html)
	t.Logf("%d bytes", len(html))
	if len(html) > 850_000 { // the maps of its six models take some 100 kB
		t.Errorf("it has %d bytes", len(html))
	}
}
