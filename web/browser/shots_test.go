package browser

import (
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
		for _, s := range []string{"model", "regimes", "sensitivity"} {
			p.do(chromedp.Evaluate(fmt.Sprintf("location.hash = '#/%s'", s), nil))
			p.until(s, map[string]string{
				"model":       `document.querySelector(".editor")?.shadowRoot?.querySelector(".cm-line")`,
				"regimes":     `document.querySelector(".middle").innerText.includes("32 by 32 cells") && !document.querySelector(".picture.map.slow")`,
				"sensitivity": `document.querySelector(".chart svg") && !document.querySelector(".busy")`,
			}[s])
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
