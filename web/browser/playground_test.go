package browser

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
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
	cmd := exec.Command("go", "run", "./internal/playground/pack", dir, "web/browser/testdata/linked.star")
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

// A server may declare the packed engine as compressed; then the browser or the page unpacks it, and the other has nothing to do.
func TestPlaygroundEncoded(t *testing.T) {
	dir, err := site()
	if err != nil {
		t.Fatal(err)
	}
	files := http.FileServer(http.Dir(dir))
	asked := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".br") {
			w.Header().Set("Content-Encoding", "br")
			asked = true
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p := blank(t, false)
	p.home = server.URL + "/"
	p.do(chromedp.Navigate(p.home))
	p.until("the answer", `document.querySelector(".card.on")`)
	if !asked {
		t.Error("the page did not ask for the engine")
	}
}

// An engine that arrives damaged is told of, with what mends it.
func TestPlaygroundDamaged(t *testing.T) {
	dir, err := site()
	if err != nil {
		t.Fatal(err)
	}
	files := http.FileServer(http.Dir(dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, ".br") {
			files.ServeHTTP(w, r)
			return
		}
		b, err := os.ReadFile(filepath.Join(dir, filepath.Base(r.URL.Path)))
		if err != nil {
			t.Error(err)
		}
		w.Write(b[:len(b)/2])
	}))
	t.Cleanup(server.Close)
	p := blank(t, false)
	p.home = server.URL + "/"
	p.do(chromedp.Navigate(p.home))
	p.until("the message", `document.body.innerText.includes("The engine (parley.wasm.br) cannot be unpacked")`)
}

// Texts that sources link are not part of a playground: the model is solved without them, and beside a claim the page says that its quote is not
// checked.
func TestPlaygroundLinkedText(t *testing.T) {
	p := playground(t, "#/evidence?m=linked")
	p.until("the ledger", `document.querySelector("[data-claim=dear] button")`)
	p.click("[data-claim=dear] button")
	p.until("the passage", `document.querySelector(".panel.source")?.innerText.includes("is not part of this page")`)
	if got := p.words(".panel.source"); !strings.Contains(got, "nobody pays for what is cheap") || !strings.Contains(got, "talk.txt") || strings.Contains(got, "is not linked") {
		t.Errorf("beside the claim stands\n%s", got)
	}
	p.hash("#/tree?m=linked")
	p.until("the answer", `document.querySelector(".card.on")`)
	p.hash("#/model?m=linked")
	p.until("the warning in the editor", `document.querySelector(".editor")?.shadowRoot?.querySelector(".cm-lintRange-warning")`)
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
