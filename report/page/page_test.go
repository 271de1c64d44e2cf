package page_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"parley/audit"
	"parley/draw"
	"parley/draw/drawtest"
	"parley/model"
	"parley/num"
	"parley/regime"
	"parley/report"
	"parley/report/page"
	"parley/solve/refine"
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

// check tests what holds of every report: elements end where they should, each id is there once, every link leads somewhere, nothing is loaded
// from elsewhere and nothing runs but the page's own script; headings follow each other, tables have captions and heads, and every row as many
// cells as the head.
func check(t *testing.T, text string) {
	t.Helper()
	balanced(t, text)
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := &checker{t: t, ids: map[string]bool{}, refs: map[string]bool{}, count: map[string]int{}}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			c.element(n)
		}
	}
	for r := range c.refs {
		if !c.ids[r] {
			t.Errorf("nothing has the id %s that something refers to", r)
		}
	}
	if n := c.count; n["table"] != n["caption"] || n["table"] != n["thead"] {
		t.Errorf("%d tables, %d captions, %d heads", n["table"], n["caption"], n["thead"])
	}
	for _, one := range []string{"main", "header", "nav", "h1", "title"} {
		if n := c.count[one]; n < 1 || n > 1 && one != "title" {
			t.Errorf("%d of <%s>", n, one)
		}
	}
	style := regexp.MustCompile(`(?s)<style>.*?</style>`).FindString(text)
	if strings.Contains(style, "url(") || strings.Contains(style, "@import") {
		t.Error("the style loads something")
	}
	if strings.Contains(text, "ZgotmplZ") {
		t.Error("the template refused a value")
	}
}

// free are elements that need no end tag.
var free = strings.Fields("td th tr thead tbody li dt dd p br meta input")

// balanced tests that elements end in the order in which they began.
func balanced(t *testing.T, text string) {
	t.Helper()
	var open []string
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		kind := z.Next()
		name, _ := z.TagName()
		switch {
		case kind == html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) || len(open) > 0 {
				t.Errorf("at the end %q are open (%v)", open, z.Err())
			}
			return
		case slices.Contains(free, string(name)):
		case kind == html.StartTagToken:
			open = append(open, string(name))
		case kind == html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Fatalf("</%s> ends %q", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

// A checker gathers what the elements of a page say of each other.
type checker struct {
	t         *testing.T
	ids, refs map[string]bool
	count     map[string]int
	level     int // of the last heading
}

func (c *checker) element(n *html.Node) {
	c.t.Helper()
	name := n.Data
	c.count[name]++
	switch name {
	case "link", "iframe", "object", "embed", "img", "base", "form":
		c.t.Errorf("there is a <%s>", name)
	case "h1", "h2", "h3", "h4", "h5", "h6":
		now := int(name[1] - '0')
		if now > c.level+1 {
			c.t.Errorf("a heading of level %d after one of level %d", now, c.level)
		}
		c.level = now
	case "table":
		c.cells(n)
	}
	for _, a := range n.Attr {
		c.attribute(name, a)
	}
}

// cells tests that every row of a table has as many cells as its head.
func (c *checker) cells(table *html.Node) {
	c.t.Helper()
	want := -1
	for row := range table.Descendants() {
		if row.Type != html.ElementNode || row.Data != "tr" {
			continue
		}
		n := 0
		for cell := range row.ChildNodes() {
			if cell.Type == html.ElementNode {
				n++
			}
		}
		if want < 0 {
			want = n
		}
		if n != want {
			c.t.Errorf("a row has %d cells, its head %d", n, want)
		}
	}
}

func (c *checker) attribute(of string, a html.Attribute) {
	c.t.Helper()
	switch {
	case a.Key == "id" && c.ids[a.Val]:
		c.t.Errorf("the id %s is there twice", a.Val)
	case a.Key == "id":
		c.ids[a.Val] = true
	case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
		c.refs[a.Val[1:]] = true
	case a.Key == "href", a.Key == "src", strings.HasPrefix(a.Key, "on"):
		c.t.Errorf("<%s> has %s=%q", of, a.Key, a.Val)
	case a.Key == "aria-labelledby", a.Key == "for":
		for _, r := range strings.Fields(a.Val) {
			c.refs[r] = true
		}
	case strings.HasPrefix(a.Val, "url("):
		c.refs[strings.TrimSuffix(strings.TrimPrefix(a.Val, "url(#"), ")")] = true
	}
}

func TestReportOfTheExample(t *testing.T) {
	r := reported(t, audit.Options{Draws: 100, Sensitivity: 64, Joint: 16}, 8, "../../examples/crisis-signalling", "model.star")
	text := written(t, r)
	check(t, text)
	path := filepath.Join("testdata", "crisis.html")
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != text {
		t.Errorf("%s differs (%v); run the test with -update and look at it", path, err)
	}
	if again := written(t, r); again != text {
		t.Error("the same report gives other bytes the second time")
	}
	for _, want := range []string{ // of UX.md 4.4 and 5, by hand
		`<a href=#conclusion-1>War is a real risk.</a>`, "31 % (4/13)", `<a href=#m1-param-prior>prior</a>`, "below 0.325", "prior &lt; 1 / (1 + war_cost)",
		`<span id=file-1-12><i>12</i>prior = param("prior", 0.4`, `href=#file-1-12`, "67 %", "parley audit model.star --draws 100",
	} {
		if !strings.Contains(strings.ReplaceAll(text, "\u00a0", " "), want) {
			t.Errorf("there is no %s", want)
		}
	}
}

// Two models with sources and claims: everything that names a claim is linked to it and back.
func TestReportOfAnAccount(t *testing.T) {
	r := reported(t, audit.Options{Draws: 60, Joint: -1}, 0, "../testdata", "visit.star", "move.star")
	r.Set = []report.Setting{{Name: r.Models[0].Model.Params[0].Name, Value: num.Half}}
	text := written(t, r)
	check(t, text)
	for i, e := range r.Ledger {
		for _, b := range e.Bears {
			if b.Kind == "param" && !strings.Contains(text, `>param `+b.Name) {
				t.Errorf("claim %d does not name param %s", i+1, b.Name)
			}
		}
	}
	for _, m := range r.Models {
		if !strings.Contains(text, m.Model.Digest) {
			t.Errorf("the digest of %s is not there", m.Model.Path)
		}
	}
}

// A stopped audit gives a report that says so.
func TestReportOfAStoppedAudit(t *testing.T) {
	r := reported(t, audit.Options{Draws: -1, Joint: -1, Steps: -1, Without: -1}, 0, "../testdata", "visit.star")
	r.Stopped = true
	text := written(t, r)
	check(t, text)
	if !strings.Contains(text, "Stopped before everything was done") {
		t.Error("it does not say that it was stopped")
	}
}

// Every picture has a title, says in a sentence what it shows, and has its numbers in a table: its own, or one beside it.
func TestFiguresSayWhatTheyShow(t *testing.T) {
	n := 0
	var walk func(list []report.Section)
	walk = func(list []report.Section) {
		for _, s := range list {
			for k, b := range s.Blocks {
				f, ok := b.(*report.Figure)
				if !ok || f.Scene == nil {
					continue
				}
				n++
				scene := f.Scene(&draw.Light)
				if f.Title == "" || f.Finding == "" || scene.Title == "" || scene.Desc == "" {
					t.Errorf("%s: title %q, finding %q", f.ID, f.Title, f.Finding)
				}
				_, beside := (append(s.Blocks, report.Para{}))[k+1].(*report.Grid)
				if f.Table == nil && !beside {
					t.Errorf("%s has no table", f.ID)
				}
				if !strings.HasSuffix(f.ID, "-tree") && scene.Width > draw.PageWidth {
					t.Errorf("%s is %.0f wide, more than a page", f.ID, scene.Width)
				}
			}
			walk(s.Sections)
		}
	}
	walk(reported(t, audit.Options{Draws: 60, Sensitivity: 32, Joint: -1}, 4, "../../examples/crisis-signalling", "model.star").Document().Sections)
	walk(reported(t, audit.Options{Draws: 20, Joint: -1}, 0, "../../examples/mediator", "model.star").Document().Sections)
	if n < 10 {
		t.Errorf("there are %d pictures only", n)
	}
}

// The report says of each file that went into it what its SHA-256 is.
func TestReportNamesWhatWentIntoIt(t *testing.T) {
	text := written(t, reported(t, audit.Options{Draws: -1, Joint: -1}, 0, "../../examples/crisis-signalling", "model.star"))
	file, err := os.ReadFile("../../examples/crisis-signalling/model.star")
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("%x", sha256.Sum256(file)); !strings.Contains(text, want) {
		t.Errorf("the digest %s of model.star is not there", want)
	}
}

// Wherever an audit of two models is stopped, its report is whole and says so.
func TestReportsOfAuditsStoppedAnywhere(t *testing.T) {
	var list []*model.Model
	for _, name := range []string{"move.star", "visit.star"} { // the second one has claims
		m, diags := model.Load(os.DirFS("../testdata"), name, model.Options{})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		list = append(list, m)
	}
	stages := map[string]bool{}
	run := func(stop string) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		found, err := audit.Run(ctx, list, audit.Options{Draws: 20, Sensitivity: 8, Prove: true, Boxes: 3, Progress: func(p audit.Progress) {
			at := fmt.Sprintf("%d %s", p.Number, p.Stage)
			stages[at] = true
			if at == stop {
				cancel()
			}
		}})
		if err != nil {
			t.Fatalf("stopped at %s: %v", stop, err)
		}
		r := &report.Report{Audited: report.Audited{Audit: found, Version: "0.1.0"}, Args: []string{"move.star", "visit.star"}}
		if r.Refinements, err = found.Refinements(ctx, refine.Names()); err != nil {
			t.Fatal(err)
		}
		r.Maps, r.NoMap = make([]*report.Mapped, len(found.Models)), slices.Repeat([]string{"No map."}, len(found.Models))
		text := written(t, r)
		check(t, text)
		if said := strings.Contains(text, "Stopped before everything was done"); said != found.Stopped {
			t.Errorf("stopped at %q: %v, and the report says so: %v", stop, found.Stopped, said)
		}
	}
	run("")
	if len(stages) < 10 {
		t.Fatalf("an audit has the stages %v", stages)
	}
	for _, at := range slices.Sorted(maps.Keys(stages)) {
		run(at)
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

// Reports of the other examples, with maps and Sobol indices, are as they should be and small.
func TestReportsOfTheExamples(t *testing.T) {
	for name, most := range map[string]int{"bargaining": 160_000, "coordination": 75_000, "crisis-signalling": 125_000, "deterrence": 130_000, "mediator": 95_000} {
		t.Run(name, func(t *testing.T) {
			r := reported(t, audit.Options{Draws: 20, Sensitivity: 16, Joint: -1}, 6, "../../examples/"+name, "model.star")
			text := written(t, r)
			check(t, text)
			if n := len(text); n > most {
				t.Errorf("it has %d bytes, more than %d", n, most)
			}
		})
	}
}

// The report of the largest example, with Sobol indices, is under 1 MB. What it has more with more draws is digits of intervals.
func TestReportOfTheLargestExample(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	folder := "../../examples/beijing-2018"
	opt := audit.Options{Draws: 2, Sensitivity: 4, Refined: -1, Without: -1, Joint: -1, Steps: 2}
	r := reported(t, opt, 0, folder, "model.star", "audiences.star", "clock.star", "demands.star", "home.star", "mediation.star")
	text := written(t, r)
	check(t, text)
	t.Logf("%d bytes", len(text))
	if n := len(text); n > 860_000 { // the maps of its six models take some 100 kB, and the finer slides of a whole audit some 30 kB
		t.Errorf("it has %d bytes", n)
	}
}
