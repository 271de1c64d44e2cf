package fonts_test

import (
	"errors"
	"math"
	"testing"

	"parley/draw"
	"parley/draw/fonts"
)

// Package draw knows the advances of the face that pictures are set in.
func TestWidths(t *testing.T) {
	for _, bold := range []bool{false, true} {
		f := fonts.Get(bold, false)
		for r := ' '; r <= '~'; r++ {
			if got, want := draw.Width(string(r), 1000, bold), f.Width(string(r), 1000); math.Abs(got-want) > 0.6 {
				t.Errorf("bold %v: %q is %g wide, and %g in the font", bold, r, got, want)
			}
		}
		for _, r := range "–—−×·≥≤≈…“”‘’\u00a0²³√éüßÅñçøŁİĐа" {
			got, want := draw.Width(string(r), 1000, bold), f.Width(string(r), 1000)
			if got < want-0.6 || got > want+450 {
				t.Errorf("bold %v: %q is said to be %g wide, and is %g", bold, r, got, want)
			}
		}
	}
}

// Text starts so that the named part of it stands at its place.
func TestStart(t *testing.T) {
	for _, turned := range []bool{false, true} {
		for anchor, share := range map[draw.Anchor]float64{draw.Start: 0, draw.Middle: 0.5, draw.End: 1} {
			x := draw.Text{At: draw.Point{X: 100, Y: 50}, Text: "Hilda", Size: 20, Anchor: anchor, Turned: turned}
			rings := fonts.Outlines(x)
			low, high := draw.Bounds(rings)
			long, tall := high.X-low.X, high.Y-low.Y
			start := (100 - low.X) / long
			if turned {
				long, tall = tall, long
				start = (high.Y - 50) / long
			}
			if w := draw.Width("Hilda", 20, false); math.Abs(long-w) > 3.5 || tall < 13 || tall > 16 {
				t.Errorf("turned %v: %g by %g, want about %g by 15", turned, long, tall, w)
			}
			if math.Abs(start-share) > 0.06 {
				t.Errorf("turned %v, anchor %d: %g of the text lies before its place", turned, anchor, start)
			}
		}
	}
}

func TestCheck(t *testing.T) {
	scene := func(text string) *draw.Scene {
		return &draw.Scene{Items: []draw.Item{draw.Group{Items: []draw.Item{draw.Text{Text: text}}}}}
	}
	if err := fonts.Check(scene("Ναί, да, oui – 5 ≥ −3")); err != nil {
		t.Error(err)
	}
	if err := fonts.Check(scene("访问")); !errors.Is(err, fonts.ErrMissing) {
		t.Errorf("%v for signs that the font lacks", err)
	}
}
