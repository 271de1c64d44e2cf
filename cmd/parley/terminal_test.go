package main

import (
	"strings"
	"testing"
	"time"

	"parley/internal/near"
)

func TestProgressWaitsAndWipesItsLine(t *testing.T) {
	var b strings.Builder
	p := &progress{w: &b, start: time.Now()}
	p.show("early")
	if b.Len() > 0 {
		t.Errorf("it shows %q at once", b.String())
	}
	p.start = p.start.Add(-time.Second)
	p.show("%d done", 7)
	p.show("%d done", 8)
	if got := b.String(); !strings.HasPrefix(got, "\r\x1b[K7 done, 1") || strings.Contains(got, "8 done") {
		t.Errorf("it shows %q", got)
	}
	p.done()
	if !strings.Contains(b.String(), "\r\x1b[Ktook 1") {
		t.Errorf("in the end %q", b.String())
	}
	(&progress{}).show("nothing is shown without a terminal")
}

func TestNearest(t *testing.T) {
	names := []string{"crisis.star", "model.star", "README.md"}
	for typed, want := range map[string]string{"crisis.sta": "crisis.star", "crsis.star": "crisis.star", "MODEL.star": "model.star", "readme": "", "x": ""} {
		if got := near.Name(typed, names); got != want {
			t.Errorf("near.Name(%q) = %q, want %q", typed, got, want)
		}
	}
}
