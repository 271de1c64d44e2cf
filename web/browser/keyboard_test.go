package browser

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// focused is what has the focus, in words.
const focused = `(() => { const e = document.activeElement; return (e.getAttribute("aria-label") || e.innerText || e.id || e.tagName).trim() })()`

// tabTo presses Tab until a script about the focused element (e) holds.
func (p *page) tabTo(what, script string) {
	p.t.Helper()
	var passed []string
	for range 160 {
		p.do(chromedp.KeyEvent(kb.Tab))
		if eval[bool](p, fmt.Sprintf(`((e) => Boolean(%s))(document.activeElement)`, script)) {
			return
		}
		passed = append(passed, eval[string](p, focused))
	}
	p.t.Fatalf("Tab does not come to %s; it came by %q", what, passed)
}

// Everything can be done without a mouse.
func TestKeyboard(t *testing.T) {
	p := open(t, crisis, false)
	p.until("the map", `document.querySelector(".minimap .point")`)
	p.do(chromedp.KeyEvent(kb.Tab))
	if got := eval[string](p, focused); got != "To the content" {
		t.Errorf("the first stop is %q, not the way past the bar", got)
	}
	p.tabTo("a slider", `e.id === "param-prior"`)
	p.do(chromedp.KeyEvent(kb.ArrowRight))
	p.until("the slider's step", `document.querySelector('[data-param="prior"] .exact').value === "0.405"`)
	p.tabTo("the card", `e.classList.contains("card")`)
	p.tabTo("the tree", `e.getAttribute("role") === "treeitem"`)
	root := eval[string](p, focused)
	p.do(chromedp.KeyEvent(kb.ArrowRight))
	child := eval[string](p, focused)
	p.do(chromedp.KeyEvent(kb.ArrowDown))
	sibling := eval[string](p, focused)
	if root == child || child == sibling || !strings.Contains(child, "opening") {
		t.Errorf("the arrow keys walk from %q to %q to %q", root, child, sibling)
	}
	p.do(chromedp.KeyEvent(" "))
	p.until("the selected node", `document.querySelector(".picture.tree g.lit") && location.hash.includes("sel=infoset")`)
	p.do(chromedp.KeyEvent(kb.ArrowLeft))
	if got := eval[string](p, focused); got != root {
		t.Errorf("the left key leads to %q, not back to %q", got, root)
	}
	p.tabTo("an answer", `e.classList.contains("answer")`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until("the selected answer", `location.hash.includes("sel=question")`)
	p.tabTo("the point of the map", `e.classList.contains("point")`)
	p.do(chromedp.KeyEvent(kb.ArrowUp))
	p.until("the moved point", `location.hash.includes("audience_cost=")`)
	for i, name := range []string{"Tree", "Model", "Regimes", "Sensitivity", "Evidence", "Report"} {
		p.do(chromedp.KeyEvent(fmt.Sprint(i+1), chromedp.KeyModifiers(1))) // Alt
		p.until(name, fmt.Sprintf(`document.querySelector("nav [aria-current]").innerText === %q`, name))
	}
	p.do(chromedp.Evaluate(`document.activeElement.blur()`, nil))
	p.tabTo("a screen", `e.innerText === "Model" && e.closest("nav")`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until("the editor", editor+`?.querySelector(".cm-line")`)
	p.tabTo("the editor", `e.classList.contains("editor")`)
	p.do(chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent(kb.Tab))
	if eval[bool](p, `document.activeElement.classList.contains("editor")`) {
		t.Error("Escape and Tab do not leave the editor")
	}
}

// axe finds nothing on any screen, in light and in dark colours.
func TestAccessibility(t *testing.T) {
	axe, err := os.ReadFile("../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core is not there: npm ci --prefix web")
	}
	for _, dark := range []bool{false, true} {
		p := open(t, beijing, dark) // with a ledger
		axeOn(p, string(axe), dark, "tree?sel=param:sigma", "model", "evidence?sel=claim:C10", "report")
		p = open(t, crisis, dark) // quick enough for maps and audits
		p.until("the audit", `document.querySelector(".right .verdict") && document.querySelector(".minimap .region")`)
		axeOn(p, string(axe), dark, "tree", "tree?view=table", "regimes", "regimes?z=war_cost", "sensitivity", "sensitivity?show=beliefs", "evidence", "evidence?ev=moves", "evidence?ev=key")
		p.do(chromedp.KeyEvent("?"))
		axeOn(p, string(axe), dark, "tree?prior=0.5")
	}
}

// axeOn looks at some screens with axe.
func axeOn(p *page, axe string, dark bool, screens ...string) {
	p.t.Helper()
	p.do(chromedp.Evaluate(axe, nil))
	for _, s := range screens {
		p.do(chromedp.Evaluate(fmt.Sprintf("location.hash = '#/%s'", s), nil))
		p.until(s, map[string]string{
			"model": editor + `?.querySelector(".cm-line")`, "regimes": `document.querySelector(".picture.map svg")`, "evidence?sel=claim:C10": `document.querySelector(".ledger .selected")`,
			"sensitivity": `document.querySelector(".chart svg")`, "report": `document.querySelector(".reportscreen")`, "tree?view=table": `document.querySelector("table.data")`,
			"tree?sel=param:sigma": `document.querySelector(".quote")`, "tree": `document.querySelector(".picture.tree svg")`, "evidence": `document.querySelector(".teach")`,
			"regimes?z=war_cost": `document.querySelectorAll(".small-map").length > 1`, "sensitivity?show=beliefs": `document.querySelector(".chart svg")`, "evidence?ev=moves": `document.querySelector(".matrix")`, "evidence?ev=key": `document.querySelector(".keytable")`,
			"tree?prior=0.5": `document.querySelector("dialog[open]") && document.querySelector(".steps")`,
		}[s])
		found := eval[[]string](p, `axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + v.help + " @ " + n.target.flat(9).join(" >> ") + " | " + (n.any[0]?.message ?? ""))))`)
		for _, f := range found {
			p.t.Errorf("%s (dark: %v): %s", s, dark, f)
		}
	}
}
