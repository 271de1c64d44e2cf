package browser

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// reportFile writes the report of a model as a user does and returns where it is.
func reportFile(t *testing.T, args ...string) string {
	t.Helper()
	wanted(t)
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "report.html")
	cmd := exec.Command(bin, append([]string{"report", "-q", "-o", file}, args...)...)
	cmd.Dir = "../.." // names of files stand in the report
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("parley report: %v\n%s", err, out)
	}
	return file
}

// openFile opens a file in a tab that has no network at all. At the end the test fails if anything but the file was asked for.
func openFile(t *testing.T, file string, dark bool) *page {
	t.Helper()
	p := blank(t, dark)
	p.file = (&url.URL{Scheme: "file", Path: file}).String()
	p.do(network.EmulateNetworkConditions(true, 0, -1, -1), chromedp.Navigate(p.file))
	return p
}

// unfold opens everything that can be unfolded.
const unfold = `document.querySelectorAll("details").forEach((d) => { d.open = true })`

// The report needs no network, tells of no error and has nothing that axe objects to, light and dark.
func TestReportFile(t *testing.T) {
	axe, err := os.ReadFile("../node_modules/axe-core/axe.min.js")
	file := reportFile(t, "--draws", "200", "--sensitivity", "64", strings.TrimPrefix(crisis, "../../"))
	for _, dark := range []bool{false, true} {
		p := openFile(t, file, dark)
		p.until("the sliders", `!document.querySelector(".explore").hidden`)
		if err != nil {
			t.Skip("axe-core is not there: npm ci --prefix web")
		}
		p.do(chromedp.Evaluate(unfold, nil), chromedp.Evaluate(string(axe), nil)) // through the debugger, which the page's policy does not bind
		found := eval[[]string](p, `axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + v.help + " @ " + n.target.flat(9).join(" >> ") + " | " + (n.any[0]?.message ?? ""))))`)
		for _, f := range found {
			t.Errorf("dark: %v: %s", dark, f)
		}
		if n := eval[int](p, `axe.run(document).then((r) => r.passes.length)`); n < 20 {
			t.Errorf("axe looked at %d rules only", n)
		}
	}
}

// A slider shows what was solved, up to the ends of the range and no further. Figures of the crisis game, by hand: every resolute challenger
// escalates and is resisted in 10 of 13 cases, so that P(war) is 10/13 of the prior; it is 1/(1 + audience_cost) of it elsewhere.
func TestReportSliders(t *testing.T) {
	p := openFile(t, reportFile(t, "--draws", "60", strings.TrimPrefix(crisis, "../../")), false)
	p.until("the sliders", `!document.querySelector(".explore").hidden`)
	const war = `.explore tbody tr:nth-child(1) .now`
	answer := func() string { return strings.ReplaceAll(p.words(war), "\u00a0", " ") }
	if got := answer(); got != "30.8 %" {
		t.Errorf("at the baseline war has %s", got)
	}
	p.tabTo("a slider", `e.type === "range" && e.labels[0].innerText === "prior"`)
	for _, c := range []struct{ key, state, war string }{
		{kb.Home, "prior = 0.2.", "15.4 %"}, {kb.ArrowLeft, "prior = 0.2.", "15.4 %"}, // there is nothing beyond the end of the range
		{kb.End, "prior = 0.6.", "46.2 %"}, {kb.ArrowRight, "prior = 0.6.", "46.2 %"},
	} {
		p.do(chromedp.KeyEvent(c.key))
		if got := p.words(".state"); got != c.state {
			t.Errorf("after a key the page says %q, want %q", got, c.state)
		}
		if got := answer(); got != c.war {
			t.Errorf("%s: war has %s, want %s", c.state, got, c.war)
		}
	}
	p.tabTo("the next slider", `e.type === "range" && e.labels[0].innerText === "audience_cost"`)
	p.do(chromedp.KeyEvent(kb.Home))
	if got := eval[string](p, `[...document.querySelectorAll(".sliders output")].map((o) => o.value).join(" ")`); got != "0.4 0.1 0.5" {
		t.Errorf("the sliders stand at %s: one moves at a time", got)
	}
	if got := answer(); got != "36.4 %" { // 4/11
		t.Errorf("with audience_cost 0.1 war has %s", got)
	}
	p.tabTo("the way back", `e.tagName === "BUTTON"`)
	p.do(chromedp.KeyEvent(kb.Enter))
	if got := p.words(".state") + answer(); got != "All params at the baseline.30.8 %" {
		t.Errorf("back at the baseline: %s", got)
	}
}

// Without scripts all is there but the sliders.
func TestReportWithoutScripts(t *testing.T) {
	p := blank(t, false)
	p.file = (&url.URL{Scheme: "file", Path: reportFile(t, "--draws", "60", strings.TrimPrefix(crisis, "../../"))}).String()
	p.do(emulation.SetScriptExecutionDisabled(true), chromedp.Navigate(p.file))
	if !eval[bool](p, `document.querySelector(".explore").hidden`) {
		t.Error("sliders are shown that nothing moves")
	}
	p.tabTo("what is folded", `e.tagName === "SUMMARY"`)
	p.do(chromedp.KeyEvent(kb.Enter))
	if !eval[bool](p, `document.activeElement.parentElement.open`) {
		t.Error("Enter does not unfold")
	}
	p.do(chromedp.Evaluate(`document.activeElement.blur(); scrollTo(0, 0)`, nil))
	p.click(`a[href="#m1-map"], a[href="#m1-regimes"]`)
	p.until("the section", `Math.abs(document.querySelector(":target").getBoundingClientRect().top) < 200`)
}

// The first stop of the keyboard is the way past the contents.
func TestReportKeyboard(t *testing.T) {
	p := openFile(t, reportFile(t, "--draws", "60", strings.TrimPrefix(crisis, "../../")), false)
	p.do(chromedp.KeyEvent(kb.Tab))
	if got := eval[string](p, focused); got != "Skip to the verdicts" {
		t.Errorf("the first stop is %q", got)
	}
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until("the verdicts", `location.hash === "#verdicts"`)
	p.tabTo("a conclusion", `e.getAttribute("href") === "#conclusion-1"`)
}

// On paper there are no controls, nothing is cut at the right, and every chart is printed to one scale.
func TestReportOnPaper(t *testing.T) {
	p := openFile(t, reportFile(t, "--draws", "200", "--sensitivity", "64", strings.TrimPrefix(crisis, "../../")), false)
	p.until("the sliders", `!document.querySelector(".explore").hidden`)
	p.do(emulation.SetEmulatedMedia().WithMedia("print"), chromedp.EmulateViewport(688, 1000)) // A4 without its margins
	for _, c := range []struct{ what, script string }{
		{"a control is printed", `[...document.querySelectorAll("input, button, summary, .skip")].filter((e) => e.getClientRects().length > 0)`},
		{"something is wider than the page", `[...document.querySelectorAll("body *:not(svg *)")].filter((e) => e.getClientRects().length > 0 && e.getBoundingClientRect().right > 690)`},
		{"a picture is not printed", `[...document.querySelectorAll("figure svg")].filter((e) => e.getBoundingClientRect().width < 100)`},
		{"a chart has another scale", `[...document.querySelectorAll("figure svg")].filter((e) => Number(e.getAttribute("width")) <= 880 && Math.abs(e.getBoundingClientRect().width / Number(e.getAttribute("width")) - .78) > .01)`},
		{"a figure may be cut by a page", `[...document.querySelectorAll("figure, tr")].filter((e) => getComputedStyle(e).breakInside !== "avoid")`},
	} {
		if got := eval[[]string](p, c.script+`.map((e) => e.outerHTML.slice(0, 90))`); len(got) > 0 {
			t.Errorf("%s: %d times, the first %s", c.what, len(got), got[0])
		}
	}
	if got := eval[string](p, `[...document.querySelectorAll(".sliders output")].map((o) => o.value).join(" ")`); got != "0.4 0.3 0.5" {
		t.Errorf("in place of the sliders stands %q", got)
	}
	var pdf []byte
	p.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = cdppage.PrintToPDF().WithPreferCSSPageSize(true).Do(ctx)
		return err
	}))
	if n := len(pdf); n > 2_500_000 {
		t.Errorf("the printed report has %d bytes", n)
	}
}

// The pictures of docs/report.md.
func TestReportScreenshots(t *testing.T) {
	if !*update {
		t.Skip("writes pictures: -update")
	}
	file := reportFile(t, "--draws", "1000", "--sensitivity", "512", strings.TrimPrefix(crisis, "../../"))
	for _, c := range []struct {
		name, at string
		dark     bool
	}{{"report", "", false}, {"report-equilibria", "m1-play", false}, {"report-sensitivity", "m1-sensitivity", false}, {"report-dark", "m1-tree", true}} {
		p := openFile(t, file, c.dark)
		p.do(chromedp.EmulateViewport(1240, 860))
		if c.at != "" {
			p.do(chromedp.Evaluate(fmt.Sprintf(`document.getElementById(%q).scrollIntoView()`, c.at), nil))
		}
		time.Sleep(400 * time.Millisecond)
		var png []byte
		p.do(chromedp.CaptureScreenshot(&png))
		if err := os.WriteFile(filepath.Join("../../docs/images", c.name+".png"), png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
