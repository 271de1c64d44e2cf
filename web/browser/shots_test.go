package browser

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var update = flag.Bool("update", false, "write the pictures of docs/images")

const (
	crisis       = "../../examples/crisis-signalling/model.star"
	coordination = "../../examples/coordination/model.star"
	beijing      = "../../examples/beijing-2018/model.star"
)

// The pictures of docs/workbench.md.
func TestScreenshots(t *testing.T) {
	if !*update {
		t.Skip("writes pictures: -update")
	}
	dir := "../../docs/images"
	start := open(t, crisis, false)
	start.do(chromedp.Evaluate(`document.querySelector(".intro button")?.click()`, nil)) // of the first visit
	shoot := func(p *page, name string) {
		time.Sleep(500 * time.Millisecond)
		var png []byte
		p.do(chromedp.CaptureScreenshot(&png))
		if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, dark := range []bool{false, true} {
		p := open(t, crisis, dark)
		p.until("the audit", `document.querySelector(".right .verdict")`)
		p.until("the map", `document.querySelector(".minimap .region")`)
		if dark {
			shoot(p, "workbench-dark")
			continue
		}
		shoot(p, "workbench")
		for _, s := range []string{"model", "regimes", "sensitivity", "moves", "report"} {
			where := map[string]string{"regimes": "regimes?z=war_cost", "moves": "evidence?ev=moves"}[s]
			p.do(chromedp.Evaluate(fmt.Sprintf("location.hash = '#/%s'", cmp.Or(where, s)), nil))
			p.until(s, map[string]string{
				"model":       `document.querySelector(".editor")?.shadowRoot?.querySelector(".cm-line")`,
				"regimes":     `document.querySelector(".middle").innerText.includes("32 by 32 cells") && !document.querySelector(".picture.map.slow") && document.querySelectorAll(".small-map").length === 5`,
				"moves":       `document.querySelector(".matrix")`,
				"report":      `document.querySelector(".parts")`,
				"sensitivity": `document.querySelector(".chart svg") && !document.querySelector(".busy")`,
			}[s])
			switch s {
			case "regimes":
				p.do(chromedp.Evaluate(`document.querySelector('g[data-regime="B"]').dispatchEvent(new MouseEvent("click", {bubbles: true}))`, nil))
			case "moves":
				p.do(chromedp.Evaluate(`document.querySelector('[aria-label="Seen: opening: escalate"]').click()`, nil))
				p.until("the belief", `document.querySelector(".seen")`)
			case "report":
				p.click(".reportscreen button.primary")
				p.until("the preview", `document.querySelector(".preview")?.shadowRoot?.querySelector("svg")`)
			}
			shoot(p, "workbench-"+s)
		}
	}
	p := open(t, beijing, false)
	p.click(`[data-param="sigma"] .name`)
	shoot(p, "workbench-beijing")
	p.do(chromedp.Evaluate("location.hash = '#/evidence?sel=claim:C10'", nil))
	p.until("the ledger", `document.querySelector(".ledger tr")`)
	shoot(p, "workbench-evidence")
	p = open(t, beer, false)
	p.do(chromedp.Evaluate("location.hash = '#/tree?against=2'", nil))
	p.until("the comparison", `document.querySelector(".differences")`)
	shoot(p, "workbench-compare")
}
