package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"parley/report"
)

func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// style tells how text goes to w: in colour on a terminal, unless NO_COLOR or TERM=dumb say not;
// --color decides above all.
func (a *app) style(w io.Writer) report.Style {
	s := report.Style{All: a.all}
	switch {
	case a.color == "always":
		s.Color = true
	case a.color == "never" || a.env("NO_COLOR") != "" || a.env("TERM") == "dumb":
	default:
		s.Color = isTerminal(w)
	}
	return s
}

// progressAfter is how long a command works in silence.
const progressAfter = 200 * time.Millisecond

// A progress shows one line on a terminal that is rewritten as work goes on. Its zero value shows
// nothing.
type progress struct {
	w     io.Writer
	start time.Time

	mu    sync.Mutex
	last  time.Time
	shown bool
	what  string    // is being counted
	began time.Time // when that began
}

// progress returns a line on standard error, if that is a terminal and nobody asked for quiet.
func (a *app) progress() *progress {
	if a.quiet || !isTerminal(a.stderr) || a.env("TERM") == "dumb" {
		return &progress{}
	}
	return &progress{w: a.stderr, start: time.Now()}
}

// show replaces the line. It may be called often and by many goroutines.
func (p *progress) show(format string, args ...any) {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if now.Sub(p.start) < progressAfter || now.Sub(p.last) < progressAfter/2 {
		return
	}
	p.last, p.shown = now, true
	fmt.Fprintf(p.w, "\r\x1b[K%s, %s", fmt.Sprintf(format, args...), now.Sub(p.start).Round(100*time.Millisecond))
}

// count shows how much of a piece of work is done, how fast it goes and how long it will take.
func (p *progress) count(what string, done, total int) {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	if p.what != what {
		p.what, p.began = what, time.Now()
	}
	spent := time.Since(p.began).Seconds()
	p.mu.Unlock()
	if done == 0 || total <= 1 || spent == 0 {
		p.show("%s", what)
		return
	}
	rate := float64(done) / spent
	p.show("%s: %s of %s, %s a second, %.0f s left", what, report.Thousands(done), report.Thousands(total), report.Thousands(int(rate)), float64(total-done)/rate)
}

// done wipes the line and, where it was shown, leaves the time that the work took.
func (p *progress) done() {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	fmt.Fprintf(p.w, "%s\n", took(time.Since(p.start)))
	p.w = nil
}

func took(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return "took under 1 ms"
	case d < time.Second:
		return fmt.Sprintf("took %d ms", d.Milliseconds())
	}
	return fmt.Sprintf("took %.1f s", d.Seconds())
}
