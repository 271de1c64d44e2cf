// Package browser tests the page of the workbench in a real Chromium, against the program as users run it. It is a module of its
// own: the product's go.mod stays without what drives browsers.
package browser

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium finds a browser of that family, or "".
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

var pool struct {
	once  sync.Once
	ctx   context.Context
	close func()
	err   error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if pool.close != nil {
		pool.close()
	}
	for _, dir := range temporary {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// start starts one browser for all tests: headless, with a profile of its own, and talking to nobody.
func start() {
	dir, err := os.MkdirTemp("", "parley-browser-")
	if err != nil {
		pool.err = err
		return
	}
	opts := append([]chromedp.ExecAllocatorOption{chromedp.ExecPath(chromium()), chromedp.UserDataDir(dir), chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU, chromedp.NoFirstRun},
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("force-color-profile", "srgb"),
		chromedp.WSURLReadTimeout(90*time.Second))
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stop := chromedp.NewContext(alloc, chromedp.WithErrorf(func(string, ...any) {})) // it tells of events that it does not know
	pool.ctx, pool.err = ctx, chromedp.Run(ctx)
	pool.close = func() { stop(); stopAlloc(); os.RemoveAll(dir) }
}

// A page is a tab that shows the workbench, and what went wrong in it.
type page struct {
	t    *testing.T
	ctx  context.Context
	home string
	file string // set where a file is shown: nothing else may be asked for

	mu       sync.Mutex
	failures []string
	asked    []string
}

// open serves a model and opens it in a tab of its own. At the end the test fails if the console told of an error or a request left
// the machine.
func open(t *testing.T, model string, dark bool) *page {
	t.Helper()
	wanted(t)
	home := serve(t, model) // before the tab, so that the tab is closed first
	p := blank(t, dark)
	p.home = home
	p.do(chromedp.Navigate(p.home))
	p.until("the first picture", `document.querySelector(".picture.tree svg") && document.querySelector(".card.on")`)
	return p
}

// wanted skips a test where there is no browser.
func wanted(t *testing.T) {
	t.Helper()
	if chromium() == "" {
		t.Skip("there is no Chromium (Debian: apt-get install chromium): the page cannot be tested here")
	}
}

// blank opens a tab that is watched as open says.
func blank(t *testing.T, dark bool) *page {
	t.Helper()
	wanted(t)
	pool.once.Do(start)
	if pool.err != nil {
		t.Fatalf("Chromium does not start: %v", pool.err)
	}
	tab, cancel := chromedp.NewContext(pool.ctx)
	ctx, stop := context.WithTimeout(tab, 110*time.Second)
	p := &page{t: t, ctx: ctx}
	chromedp.ListenTarget(tab, p.listen)
	t.Cleanup(func() { p.verdict(); stop(); cancel() })
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	p.do(network.Enable(), cdplog.Enable(), chromedp.EmulateViewport(1500, 900),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}))
	return p
}

func (p *page) listen(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.failures = append(p.failures, "exception: "+e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			p.failures = append(p.failures, fmt.Sprintf("console %s: %s", e.Type, text(e.Args)))
		}
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.LevelError {
			p.failures = append(p.failures, fmt.Sprintf("log: %s (%s)", e.Entry.Text, e.Entry.URL))
		}
	case *network.EventRequestWillBeSent:
		p.asked = append(p.asked, e.Request.URL)
	}
}

func text(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		words = append(words, string(a.Value)+a.Description)
	}
	return strings.Join(words, " ")
}

// allow forgets errors that the test brought about on purpose.
func (p *page) allow(containing string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var rest []string
	for _, f := range p.failures {
		if !strings.Contains(f, containing) {
			rest = append(rest, f)
		}
	}
	p.failures = rest
}

func (p *page) verdict() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.failures {
		p.t.Error(f)
	}
	if p.file != "" {
		for _, a := range p.asked {
			if a, _, _ := strings.Cut(a, "#"); a != p.file && a != "about:blank" {
				p.t.Errorf("the page of a file asks for %s", a)
			}
		}
		if len(p.asked) == 0 {
			p.t.Error("no request was seen: the watch on them does not work")
		}
		return
	}
	for _, a := range p.asked {
		u, err := url.Parse(a)
		if err != nil || u.Scheme != "data" && u.Scheme != "blob" && u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost" {
			p.t.Errorf("a request leaves the machine: %s", a)
		}
	}
	if len(p.asked) < 4 {
		p.t.Errorf("%d requests were seen: the watch on them does not work", len(p.asked))
	}
}

func (p *page) do(actions ...chromedp.Action) {
	p.t.Helper()
	if err := chromedp.Run(p.ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// eval returns what a script gives.
func eval[T any](p *page, script string) T {
	p.t.Helper()
	var out T
	p.do(chromedp.Evaluate(script, &out, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
	return out
}

// until waits for a script to be true.
func (p *page) until(what, script string) {
	p.t.Helper()
	end := time.Now().Add(60 * time.Second)
	for time.Now().Before(end) {
		var ok bool
		if err := chromedp.Run(p.ctx, chromedp.Evaluate("Boolean("+script+")", &ok)); err != nil {
			if errors.Is(err, context.DeadlineExceeded) {
				break
			}
			p.t.Fatal(err)
		}
		if ok {
			return
		}
		time.Sleep(30 * time.Millisecond)
	}
	var body string
	_ = chromedp.Run(p.ctx, chromedp.Evaluate("document.body.innerText.slice(0, 1500)", &body))
	p.t.Fatalf("%s: did not come about (%s). The page reads:\n%s", what, script, body)
}

// words returns the text of the first element that matches.
func (p *page) words(selector string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector))
}

func (p *page) click(selector string) { p.t.Helper(); p.do(chromedp.Click(selector, chromedp.ByQuery)) }

var temporary []string

// folder copies a model's folder, so that a test may write to it.
func folder(t *testing.T, model string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Dir(model))); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, filepath.Base(model))
}
