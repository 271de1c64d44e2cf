package browser

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func (p *page) hash(to string) {
	p.t.Helper()
	p.do(chromedp.Evaluate(fmt.Sprintf("location.hash = %q", to), nil))
}

// A mistyped name is mended by a click on what the message offers, and the model loads.
func TestFixByClick(t *testing.T) {
	file := folder(t, crisis)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), `g.choose(defender,`, `g.choose("defnder",`, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	p := blankAt(t, file)
	p.until("that the model is broken", `document.querySelector("main").innerText.includes("The model has errors")`)
	p.hash("#/model")
	p.until("the offer", `[...document.querySelectorAll(".problems .fix")].some((b) => b.innerText === "Write defender")`)
	p.until("the editor", editor+`?.querySelector(".cm-line")`)
	p.tabTo("the editor", `e.classList.contains("editor")`)
	p.do(chromedp.KeyEvent(kb.Escape))
	p.tabTo("the offer, with keys", `e.innerText === "Write defender"`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until("the mended text", editor+`?.textContent.includes('g.choose("defender",')`)
	p.until("the picture of the model", `document.querySelector(".liveside .picture.tree svg") && document.querySelector(".problems").innerText.includes("None")`)

	p.do(chromedp.Evaluate(editor+`.querySelector(".cm-content").focus()`, nil), chromedp.KeyEvent(kb.End, chromedp.KeyModifiers(2)), chromedp.KeyEvent("\nask(\"Whose?\", payoff(defnder))"))
	p.until("the mark in the text", editor+`.querySelector(".cm-lintRange-error")`)
	p.until("the other offer", `[...document.querySelectorAll(".problems .fix")].some((b) => b.innerText === "Write defender")`)
	p.click(".problems .fix")
	p.until("the new question", `document.querySelector(".problems").innerText.includes("None") && `+editor+`.textContent.includes("payoff(defender)")`)
	p.allow("422")
}

// blankAt opens a model that may have mistakes: there is no first picture to wait for.
func blankAt(t *testing.T, model string) *page {
	t.Helper()
	wanted(t)
	home := serve(t, model)
	p := blank(t, false)
	p.home = home
	p.do(chromedp.Navigate(home))
	return p
}

// The changes of assumptions are a list that can be stepped through, also after a reload.
func TestSteps(t *testing.T) {
	p := open(t, crisis, false)
	put := func(param, value string) {
		field := fmt.Sprintf(`[data-param=%q] .exact`, param)
		p.do(chromedp.Focus(field, chromedp.ByQuery), chromedp.Evaluate(fmt.Sprintf("document.querySelector('%s').select()", field), nil), chromedp.KeyEvent(value), chromedp.KeyEvent(kb.Enter))
		p.until(param, fmt.Sprintf("location.hash.includes('%s=%s')", param, value))
	}
	put("prior", "0.5")
	put("war_cost", "0.6")
	put("prior", "0.3")
	steps := `[...document.querySelectorAll(".steps li button")].map((b) => b.innerText).join("|")`
	const want = "Baseline|prior 0.4 → 0.5|war cost 0.5 → 0.6|prior 0.5 → 0.3"
	p.do(chromedp.Evaluate(`document.querySelector(".steps").open = true`, nil))
	if got := eval[string](p, steps); got != want {
		t.Errorf("the list reads %q, want %q", got, want)
	}
	time.Sleep(300 * time.Millisecond) // the address follows
	p.do(chromedp.Reload())
	p.until("the page again", `document.querySelector(".card.on") && document.querySelector(".steps")`)
	p.do(chromedp.Evaluate(`document.querySelector(".steps").open = true`, nil))
	if got := eval[string](p, steps); got != want {
		t.Errorf("after a reload the list reads %q, want %q", got, want)
	}
	p.do(chromedp.KeyEvent("z", chromedp.KeyModifiers(2)))
	p.until("the step back", `document.querySelector('[data-param="prior"] .exact').value === "0.5" && document.querySelector('[data-param="war_cost"] .exact').value === "0.6"`)
	p.do(chromedp.Evaluate(`document.querySelector(".steps li button").click()`, nil))
	p.until("the baseline", `document.querySelectorAll(".slider.moved").length === 0`)
	p.do(chromedp.KeyEvent("z", chromedp.KeyModifiers(2|8)))
	p.until("the step forward", `document.querySelector('[data-param="prior"] .exact').value === "0.5"`)
}

// Edits outlive the page, whether they are sound or not: they are kept beside the model and offered again.
func TestDrafts(t *testing.T) {
	file := folder(t, crisis)
	kept := filepath.Join(filepath.Dir(file), ".parley", "model.star.edits.json")
	before, _ := os.ReadFile(file)
	p := open(t, file, false)
	p.hash("#/model")
	p.until("the editor", editor+`?.querySelector(".cm-line")`)
	edit := func(text string) {
		p.do(chromedp.Evaluate(editor+`.querySelector(".cm-content").focus()`, nil), chromedp.KeyEvent(kb.End, chromedp.KeyModifiers(2)), chromedp.KeyEvent(text))
		p.until("that it is kept", fmt.Sprintf(`fetch("/api/v1/draft", {method: "POST", body: "{}", headers: {"Content-Type": "application/json"}}).then((r) => r.json()).then((a) => (window.kept = a.draft?.files["model.star"] ?? "")) && window.kept?.includes(%q)`, strings.TrimSpace(text)))
	}
	edit("\n# an edit that was not saved")
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
	reload := func() {
		p.do(chromedp.Reload())
		p.until("the offer", `document.querySelector(".restore")?.innerText.includes("Unsaved changes from ")`)
	}
	reload()
	p.click(".restore button:nth-of-type(2)")
	p.until("the difference", `[...document.querySelector("dialog .diff")?.shadowRoot?.querySelectorAll(".cm-changedLine") ?? []].some((e) => e.textContent.includes("an edit that was not saved"))`)
	p.do(chromedp.KeyEvent(kb.Escape))
	p.click(".restore button")
	end := func() {
		p.until("the editor", `document.querySelector(".editorside [role=status]").innerText === "not saved" && `+editor+`?.querySelector(".cm-line")`)
		p.do(chromedp.Evaluate(editor+`.querySelector(".cm-content").focus()`, nil), chromedp.KeyEvent(kb.End, chromedp.KeyModifiers(2)))
	}
	end()
	p.until("the edit", editor+`?.textContent.includes("an edit that was not saved")`)
	edit("\nask(\"Broken?\", P(\"wor\"))")
	p.until("the problem", `document.querySelector(".problems .error")`)
	reload()
	p.click(".restore button")
	end()
	p.until("the broken edit", editor+`?.textContent.includes("Broken?") && document.querySelector(".problems .error")`)
	reload()
	p.click(".restore button:last-of-type")
	p.until("that it is gone", `!document.querySelector(".restore") && document.querySelector(".editorside [role=status]").innerText === "as on disk"`)
	for range 100 {
		if _, err := os.Stat(kept); os.IsNotExist(err) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if _, err := os.Stat(kept); !os.IsNotExist(err) {
		t.Errorf("what was thrown away is still kept: %v", err)
	}
	if after, _ := os.ReadFile(file); string(after) != string(before) {
		t.Error("the model was written to")
	}
	p.allow("422")
}

// The map: a region is chosen with a click or a key and says what is played there; small maps by a third param keep its letters; the
// boundaries can be saved.
func TestRegimes(t *testing.T) {
	p := open(t, crisis, false)
	p.hash("#/regimes?x=prior&y=audience_cost&z=war_cost")
	p.until("the map and five small ones", `document.querySelector(".picture.map g[data-regime]") && document.querySelectorAll(".small-map").length === 5 && !document.querySelector(".multiples .busy")`)
	p.tabTo("a region", `e.getAttribute("data-regime") === "B"`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until("what is played in B", `document.querySelector(".regimefacts")?.innerText.includes("pooling on escalate, then concede")`)
	p.until("where B is", `document.querySelector(".regimefacts").innerText.includes("prior > 2/3")`)
	p.do(chromedp.Evaluate(`document.querySelector('g[data-regime="A"]').dispatchEvent(new MouseEvent("click", {bubbles: true}))`, nil))
	p.until("what is played in A", `document.querySelector(".regimefacts").innerText.includes("semi-separating at opening")`)
	p.do(chromedp.Evaluate(`document.querySelector('g[data-regime="B"]').dispatchEvent(new MouseEvent("click", {bubbles: true}))`, nil))
	p.click(".regimefacts button")
	p.until("the equilibrium there", `document.querySelector(".card.on").innerText.includes("pooling on escalate")`)
	// The boundary of A and B is prior = 1/(1 + war_cost): the dearer war is for the defender, the less of the map has A.
	shares := eval[[]float64](p, `[...document.querySelectorAll(".small-map")].map((m) => Number(/A (\d+)/.exec(m.getAttribute("aria-label"))[1]))`)
	for i := range shares[1:] {
		if shares[i+1] >= shares[i] {
			t.Errorf("the shares of A are %v", shares)
		}
	}
	p.do(chromedp.Evaluate(`document.querySelectorAll(".small-map")[4].click()`, nil))
	p.until("its value", `location.hash.includes("war_cost=0.9")`)
	p.do(chromedp.Evaluate(`(() => { const c = URL.createObjectURL; URL.createObjectURL = (b) => { b.text().then((t) => (window.saved = t)); return c(b) } })()`, nil))
	p.until("the map there", `!document.querySelector(".middle > .progressline .busy")`)
	p.do(chromedp.Evaluate(`[...document.querySelectorAll(".toolbar button")].find((b) => b.innerText === "Save CSV").click()`, nil))
	p.until("the boundaries as a table", `window.saved?.startsWith("boundary,regime,other,formula,prior,audience_cost\n1,")`)
	p.click(`.toolbar .third`)
	p.do(chromedp.Evaluate(`(() => { const s = document.querySelector(".third"); s.value = ""; s.dispatchEvent(new Event("change", {bubbles: true})) })()`, nil))
	p.until("no small maps", `!document.querySelector(".multiples") && !location.hash.includes("z=")`)
}

// The charts are the engine's, each with a sentence, a table, a file and a command.
func TestCharts(t *testing.T) {
	p := open(t, coordination, false)
	for show, words := range map[string]string{"equilibria": "3 sequential equilibria", "alignment": "rank outcomes alike", "beliefs": "No player has to judge"} {
		p.hash("#/sensitivity?show=" + show)
		p.until(show, fmt.Sprintf(`document.querySelector(".chart .finding")?.innerText.includes(%q)`, words))
	}
	p = open(t, crisis, false)
	p.hash("#/sensitivity?show=beliefs&prior=0.5")
	p.until("the belief at this prior", `document.querySelector(".chart .finding")?.innerText.includes("which was 50 %") && document.querySelector(".chart svg")`)
	p.do(chromedp.Evaluate(`[...document.querySelectorAll(".chart button")].find((b) => b.innerText === "Show as table").click()`, nil))
	p.until("the table", `document.querySelector(".chart table caption") && !document.querySelector(".chart svg")`)
	if c := eval[string](p, `document.querySelector(".chart .command").title`); c != "parley report "+eval[string](p, `document.querySelector(".file").title`)+" --draws 0 --map none -o report.html --set prior=1/2" {
		t.Errorf("the command is %q", c)
	}
	p.hash("#/sensitivity")
	p.until("what carries the conclusion", `document.querySelectorAll(".chart svg").length === 2 && document.querySelector(".chart .finding").innerText.includes("prior below 0.325")`)
}

// The matrix of evidence has the likelihoods that the example's README works out; a move that is marked as seen moves the belief, and the
// command says so.
func TestMoves(t *testing.T) {
	p := open(t, crisis, false)
	p.hash("#/evidence?ev=moves")
	row := func(move string) string {
		return fmt.Sprintf(`[...document.querySelectorAll(".matrix tr")].find((r) => r.querySelector("th")?.innerText === %q)?.innerText.replace(/\s+/g, " ")`, move)
	}
	p.until("the matrix", row("escalate")+`?.includes("100 % 33 % resolute ×3 (positive), then 67 %")`)
	p.until("what says nothing", row("resist")+`?.includes("says nothing")`)
	p.until("the watch list", `document.querySelector(".watch").innerText.includes("0.42 bits")`)
	p.do(chromedp.Evaluate(`document.querySelector('[aria-label="Seen: opening: escalate"]').click()`, nil))
	p.until("the belief after it", `document.querySelector(".finding").innerText.replace(/\s+/g, " ").includes("resolute 67 %, likely")`)
	if c := eval[string](p, `document.querySelector(".command").title`); !strings.HasSuffix(c, "--observed opening=escalate --equilibrium 1") {
		t.Errorf("the command is %q", c)
	}
	p.click(".seen .chip")
	p.until("that it is forgotten", `!document.querySelector(".seen")`)
	p.hash("#/evidence?ev=key")
	p.until("what flips the first conclusion", `document.querySelector(".keytable .flips")?.innerText.replace(/\s+/g, " ").includes("< 0.325")`)
	p.hash("#/evidence?ev=moves")
	p.until("nothing seen", row("escalate")+`?.includes("×3")`)
	p.until("as before", `!document.querySelector(".seen") && document.querySelector(".finding").innerText.includes("0.97 bits")`)
}

// The text of a source stands beside the ledger, with the passage marked that the chosen claim quotes.
func TestPassage(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("talk.txt", strings.Repeat("He spoke of other things at length.\n\n", 60)+"He said it was “a last\nresort”, no more – and then, after a pause, he laughed.\n")
	write("model.star", `kim = player("Kim")
talk = source("The talk", file = "talk.txt")
C1 = claim(talk, id = "C1", turn = 1, says = "Force would come last.", quote = "it was \"a last resort\", no more ... he laughed")
C2 = claim(talk, id = "C2", turn = 1, says = "It was long.")
cost = param("cost", 0.4, within = (0.2, 0.6), about = "of a call", because = C1)
dread = param("dread", 0.3, within = (0.1, 0.5), about = "of a visit", because = C2)

def story(g):
    g.pay(kim, -cost if g.choose(kim, "approach", ["call", "visit"]) == "call" else -dread)

game(story)
ask("Worth?", payoff(kim))
`)
	p := open(t, filepath.Join(dir, "model.star"), false)
	p.hash("#/evidence?sel=claim:C1")
	p.until("the marked passage", `document.querySelector(".passage mark")?.innerText.replace(/\s+/g, " ") === "it was “a last resort”, no more – and then, after a pause, he laughed"`)
	if !eval[bool](p, `(() => { const m = document.querySelector(".passage mark").getBoundingClientRect(), b = document.querySelector(".passage").getBoundingClientRect(); return m.top >= b.top && m.bottom <= b.bottom })()`) {
		t.Error("the passage is not in view")
	}
	p.hash("#/evidence?sel=claim:C2")
	p.until("that it quotes nothing", `document.querySelector(".source .teach")?.innerText.includes("quotes nothing") && !document.querySelector(".passage mark")`)
}

// Claims that conflict stand side by side, with the ratings of their sources; one that is left aside says why.
func TestLedger(t *testing.T) {
	file := filepath.Join(t.TempDir(), "model.star")
	if err := os.WriteFile(file, []byte(`kim = player("Kim")
a = source("The first", reliability = "B", date = "2018-03-28")
b = source("The other", reliability = "D")
C1 = claim(a, id = "C1", turn = 1, says = "It is cheap.", gives = (0.1, 0.2), credibility = 2)
C2 = claim(b, id = "C2", turn = 1, says = "It is dear.", gives = (0.5, 0.7), credibility = 4)
C3 = claim(b, id = "C3", turn = 2, says = "The weather was fine.", aside = "it decides nothing")
cost = param("cost", 0.3, within = (0.2, 0.6), about = "of a call", because = [C1, C2])

def story(g):
    g.pay(kim, -cost if g.choose(kim, "approach", ["call", "visit"]) == "call" else -0.3)

game(story)
ask("Worth?", payoff(kim))
`), 0o644); err != nil {
		t.Fatal(err)
	}
	p := open(t, file, false)
	p.hash("#/evidence")
	p.until("the conflict", `document.querySelector(".conflict")?.innerText.includes("Claims conflict over cost") && document.querySelector(".conflict table").innerText.replace(/\s+/g, " ").includes("C1 B2 0.1 to 0.2 C2 D4 0.5 to 0.7")`)
	p.until("what is used", `[...document.querySelectorAll(".conflict tr")].at(-1).innerText.replace(/\s+/g, " ").includes("used 0.1 to 0.7")`)
	p.until("why one is left aside", `document.querySelector('[data-claim="C3"]').innerText.includes("left aside: it decides nothing")`)
	p.hash("#/tree")
	p.until("the slider's range", `document.querySelector('[data-param="cost"] .range')?.innerText.includes("range 0.1 to 0.7")`)
}

// A report is made with the parts that are wanted, and the command says so.
func TestReportParts(t *testing.T) {
	p := open(t, crisis, false)
	p.hash("#/report")
	p.until("the parts", `document.querySelector(".parts input[name=ledger]")`)
	p.do(chromedp.Evaluate(`for (const n of ["maps", "text"]) document.querySelector(".parts input[name=" + n + "]").click()`, nil))
	p.click(".reportscreen button.primary")
	preview := `document.querySelector(".preview")?.shadowRoot`
	p.until("the preview", preview+`?.querySelector("#m1-tree svg")`)
	if eval[bool](p, preview+`.querySelector("#text, #m1-regimes") !== null`) {
		t.Error("parts that were left out are there")
	}
	if c := eval[string](p, `document.querySelector(".reportscreen .command").title`); !strings.Contains(c, "--without maps,text") {
		t.Errorf("the command is %q", c)
	}
	if eval[bool](p, fmt.Sprintf(`getComputedStyle(%s.querySelector("summary")).display !== "none"`, preview)) {
		t.Error("the preview as printed has what is to be clicked, which is for screens")
	}
	p.do(chromedp.Evaluate(`[...document.querySelectorAll(".previewside .segments button")].find((b) => b.innerText === "As on the screen").click()`, nil))
	p.until("what is for screens", fmt.Sprintf(`getComputedStyle(%s.querySelector("summary")).display !== "none"`, preview))
	if w := eval[float64](p, preview+`.querySelector(".share").style.getPropertyValue("--v").replace("%", "") / 1`); w < 1 {
		t.Errorf("the bars of the verdicts have no length: %v", w)
	}
}

// Where a model has nothing to show, a screen says what would put something there.
func TestEmpty(t *testing.T) {
	file := filepath.Join(t.TempDir(), "model.star")
	if err := os.WriteFile(file, []byte(`kim = player("Kim")

def story(g):
    g.pay(kim, 1 if g.choose(kim, "approach", ["call", "visit"]) == "call" else 0)

game(story)
`), 0o644); err != nil {
		t.Fatal(err)
	}
	p := open(t, file, false)
	for screen, words := range map[string]string{
		"tree": "No question yet", "regimes": "needs two params", "sensitivity": "conclude(", "sensitivity?show=beliefs": "No player has to judge", "sensitivity?show=alignment": "nothing to compare",
		"sensitivity?show=equilibria": "have no names", "evidence": "The ledger is empty", "evidence?ev=moves": "hidden", "evidence?ev=key": "conclude(", "report": "The preview stands here",
	} {
		p.hash("#/" + screen)
		p.until(screen, fmt.Sprintf(`document.querySelector("main").innerText.includes(%q)`, words))
	}
	p.allow("422") // there is nothing hidden to weigh moves for
}

// On a screen of 400 pixels nothing sticks out to the right and everything can be reached.
func TestNarrow(t *testing.T) {
	p := open(t, crisis, false)
	p.do(chromedp.EmulateViewport(400, 800))
	for _, s := range []string{"tree", "tree?view=table", "model", "regimes?z=war_cost", "sensitivity", "sensitivity?show=equilibria", "evidence", "evidence?ev=moves", "report"} {
		p.hash("#/" + s)
		there := map[string]string{"model": editor + `?.querySelector(".cm-line")`, "report": `document.querySelector(".parts")`, "evidence": `document.querySelector(".teach")`, "evidence?ev=moves": `document.querySelector(".matrix")`}[s]
		p.until(s, cmp.Or(there, `document.querySelector(".chart svg, .picture svg, table.data")`))
		time.Sleep(300 * time.Millisecond)
		if out := eval[string](p, `(() => {
			if (document.documentElement.scrollWidth > 400) return "the page is " + document.documentElement.scrollWidth + " wide"
			const parts = [...document.querySelectorAll(".columns > *")].map((e) => e.getBoundingClientRect()).sort((a, b) => a.top - b.top)
			if (parts.some((b, i) => i > 0 && b.top < parts[i - 1].bottom - 1)) return "the columns lie over each other"
			const content = [...document.querySelectorAll(".columns > *")].filter((e) => getComputedStyle(e).overflowY === "visible" && e.scrollHeight > e.clientHeight + 2)
			if (content.length) return content[0].className + " is higher than its place"
			const inner = [...document.querySelectorAll(".page, .columns")].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className + " is " + e.scrollWidth + " wide")
			if (inner.length) return inner.join()
			const cut = [...document.querySelectorAll("main button, main select, main input")].filter((e) => { const b = e.getBoundingClientRect(); return b.width > 0 && (b.right > 401 || b.left < -1) && !e.closest(".tablewrap, .picture, .previewside, .editor, .toolbar.scroll") })
			return cut.slice(0, 3).map((e) => (e.innerText || e.ariaLabel || e.className) + " sticks out").join()
		})()`); out != "" {
			t.Errorf("%s: %s", s, out)
		}
	}
	if n := eval[int](p, `[...document.querySelectorAll("nav button")].filter((b) => { b.scrollIntoView(); const r = b.getBoundingClientRect(); return r.left >= -1 && r.right <= 401 }).length`); n != 6 {
		t.Errorf("%d of 6 screens can be reached", n)
	}
}

// On paper: no controls, sliders are numbers, nothing is cut off.
func TestPrint(t *testing.T) {
	p := open(t, crisis, false)
	p.until("the map", `document.querySelector(".minimap .region")`)
	p.do(emulation.SetEmulatedMedia().WithMedia("print"))
	p.do(chromedp.EmulateViewport(760, 1000))
	seen := `[...document.querySelectorAll("nav, .bar button, .toolbar, .actions, .track, .command, select, .skip, .restore")].filter((e) => e.getClientRects().length > 0).map((e) => e.className || e.tagName).join()`
	if got := eval[string](p, seen); got != "" {
		t.Errorf("on paper there are %s", got)
	}
	if v := eval[string](p, `(() => { const e = document.querySelector('[data-param="prior"] .exact'); return e.getClientRects().length ? e.value : "" })()`); v != "0.4" {
		t.Errorf("the value of prior is not there: %q", v)
	}
	if out := eval[string](p, `[...document.querySelectorAll("main, .columns, .columns > *")].filter((e) => getComputedStyle(e).overflowY !== "visible").map((e) => e.className).join()`); out != "" {
		t.Errorf("%s cuts off what does not fit", out)
	}
	if bg := eval[string](p, `getComputedStyle(document.body).backgroundColor`); bg != "rgb(255, 255, 255)" {
		t.Errorf("the paper is %s", bg)
	}
	p.do(emulation.SetEmulatedMedia().WithMedia("print").WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}))
	if bg := eval[string](p, `getComputedStyle(document.body).backgroundColor`); bg != "rgb(255, 255, 255)" {
		t.Errorf("with dark colours the paper is %s", bg)
	}
}

// ? shows the keys; Escape closes them. No style of the page is inline.
func TestKeysAndPolicy(t *testing.T) {
	p := open(t, crisis, false)
	p.do(chromedp.KeyEvent("?"))
	p.until("the keys", `document.querySelector("dialog[open]")?.innerText.includes("the previous, the next equilibrium")`)
	p.do(chromedp.KeyEvent(kb.Escape))
	p.until("no keys", `!document.querySelector("dialog[open]")`)
	policy := eval[string](p, `fetch("/").then((r) => r.headers.get("Content-Security-Policy"))`)
	if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "style-src 'self'") {
		t.Errorf("the policy is %q", policy)
	}
}
