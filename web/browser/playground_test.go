package browser

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// site is a playground as the command writes it, but for an engine that is packed less tightly, which would take half a minute.
var site = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "parley-playground-test-")
	if err != nil {
		return "", err
	}
	temporary = append(temporary, dir)
	cmd := exec.Command("go", "run", "./internal/playground/pack", dir)
	cmd.Dir = filepath.Join("..", "..")
	cmd.Stderr = os.Stderr
	return dir, cmd.Run()
})

// playground hands out the site as any server of files does and opens it at an address behind "#".
func playground(t *testing.T, fragment string) *page {
	t.Helper()
	dir, err := site()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(server.Close)
	p := blank(t, false)
	p.home = server.URL + "/"
	p.do(chromedp.Navigate(p.home + fragment))
	return p
}

// Without a server the page solves its first model, a slider changes the answer, another model can be taken, and no request goes
// elsewhere: what a page asked is looked at when its test ends.
func TestPlayground(t *testing.T) {
	p := playground(t, "")
	p.until("the answer", `document.querySelector(".card.on")`)
	before := eval[string](p, `document.querySelector("main").innerText`)
	slider := `document.querySelector("input[type=range]:not(:disabled)")`
	eval[bool](p, `(() => { const s = `+slider+`; s.value = s.max; s.dispatchEvent(new Event("input", {bubbles: true})); s.dispatchEvent(new Event("change", {bubbles: true})); return true })()`)
	p.until("the slider changes the address", `location.hash.includes("=")`)
	p.until("the answer changes", `document.querySelector("main").innerText !== `+strconv.Quote(before))
	p.do(chromedp.Evaluate(`(() => { const c = document.querySelector(".playground select"); c.value = "deterrence"; c.dispatchEvent(new Event("change")) })()`, nil))
	p.until("the other model", `location.hash.includes("m=deterrence") && document.querySelector(".playground select")?.value === "deterrence" && document.querySelector(".card.on")`)
}

// Edits stand in the address, which brings them back in another tab; an error in the model is shown with its diagnostic.
func TestPlaygroundEdits(t *testing.T) {
	p := playground(t, "#/model?m=coordination")
	const line = `document.querySelector(".editor")?.shadowRoot?.querySelector(".cm-line")`
	p.until("the editor", line)
	p.write("# an edit of mine\n")
	p.until("the edits in the address", `/m=coordination\.z[\w-]+/.test(location.hash)`)
	address := eval[string](p, "location.href")
	if len(address) > 4000 {
		t.Errorf("the address has %d characters", len(address))
	}
	again := blank(t, false)
	again.do(chromedp.Navigate(address))
	again.until("the edits in another tab", line+`?.innerText === "# an edit of mine"`)
	p.write("question(\"Does it hold?\", prob(\n")
	p.until("the diagnostic", `document.querySelector("main").innerText.includes("this ( is never closed")`)
}

// write puts text where the cursor of the editor is.
func (p *page) write(text string) {
	p.t.Helper()
	p.do(chromedp.Evaluate(`document.querySelector(".editor").shadowRoot.querySelector(".cm-content").focus()`, nil),
		chromedp.ActionFunc(func(ctx context.Context) error { return input.InsertText(text).Do(ctx) }))
}
