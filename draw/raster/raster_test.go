package raster_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"testing"

	"parley/draw"
	"parley/draw/fonts"
	"parley/draw/raster"
)

func paint(t *testing.T, scale float64, items ...draw.Item) *image.RGBA {
	t.Helper()
	img, err := raster.Image(&draw.Scene{Width: 60, Height: 60, Background: "#ffffff", Items: items}, scale)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// black returns how much of the picture is black, in pixels of the scene.
func black(img *image.RGBA, scale float64) float64 {
	sum := 0.0
	for i := 0; i < len(img.Pix); i += 4 {
		sum += float64(255-img.Pix[i]) / 255
	}
	return sum / scale / scale
}

func square(x0, y0, x1, y1 float64) []draw.Point {
	return []draw.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}}
}

// Shapes cover the area that geometry says, at any scale.
func TestAreas(t *testing.T) {
	ink := draw.Plain("#000000")
	stroke := draw.Style{Stroke: "#000000", Width: 4}
	round := draw.Style{Stroke: "#000000", Width: 4, Round: true}
	for _, c := range []struct {
		name string
		item draw.Item
		want float64
	}{
		{"rectangle", draw.Rect{X: 10.5, Y: 10, W: 20, H: 30.25, Style: draw.Style{Fill: ink}}, 605},
		{"rounded rectangle", draw.Rect{X: 10, Y: 10, W: 40, H: 30, Round: 10, Style: draw.Style{Fill: ink}}, 1200 - 400 + 100*math.Pi},
		{"disc", draw.Circle{At: draw.Point{X: 30, Y: 30}, Radius: 20, Style: draw.Style{Fill: ink}}, 400 * math.Pi},
		{"hole", draw.Polygon{Rings: [][]draw.Point{square(10, 10, 50, 50), square(20, 20, 40, 40)}, Style: draw.Style{Fill: ink}}, 1200},
		{"island in a hole", draw.Polygon{Rings: [][]draw.Point{square(5, 5, 55, 55), square(10, 10, 50, 50), square(20, 20, 40, 40)}, Style: draw.Style{Fill: ink}}, 1300},
		{"line", draw.Line{Points: []draw.Point{{X: 10, Y: 30}, {X: 50, Y: 30}}, Style: stroke}, 160},
		{"line with round ends", draw.Line{Points: []draw.Point{{X: 10, Y: 30}, {X: 50, Y: 30}}, Style: round}, 160 + 4*math.Pi},
		{"mitred corner", draw.Line{Points: []draw.Point{{X: 10, Y: 10}, {X: 50, Y: 10}, {X: 50, Y: 50}}, Style: stroke}, 320},
		{"frame", draw.Rect{X: 10, Y: 10, W: 40, H: 40, Style: stroke}, 44*44 - 36*36},
		{"dashes", draw.Line{Points: []draw.Point{{X: 5, Y: 30}, {X: 55, Y: 30}}, Style: draw.Style{Stroke: "#000000", Width: 2, Dash: []float64{6, 4}}}, 60},
		{"outside", draw.Rect{X: -50, Y: -50, W: 40, H: 40, Style: draw.Style{Fill: ink}}, 0},
	} {
		for _, scale := range []float64{1, 2, 3.5} {
			if got := black(paint(t, scale, c.item), scale); math.Abs(got-c.want) > 0.01*c.want+1 {
				t.Errorf("%s at scale %g covers %.1f pixels, want %.1f", c.name, scale, got, c.want)
			}
		}
	}
}

// Every hatch has ink and ground, and no two look alike.
func TestHatches(t *testing.T) {
	seen := map[string]draw.Hatch{}
	for h := draw.Rising; h <= draw.Sparse; h++ {
		area := draw.Rect{X: 6, Y: 6, W: 48, H: 48, Style: draw.Style{Fill: draw.Paint{{Ground: "#ffffff", Hatch: h, Ink: "#000000"}}}}
		img := paint(t, 1, area)
		if share := black(img, 1) / (48 * 48); share < 0.03 || share > 0.4 {
			t.Errorf("hatch %d: %.0f %% of the area is ink", h, 100*share)
		}
		if img.RGBAAt(2, 2) != (color.RGBA{255, 255, 255, 255}) {
			t.Errorf("hatch %d runs out of its shape", h)
		}
		if other, ok := seen[string(img.Pix)]; ok {
			t.Errorf("hatches %d and %d look alike", h, other)
		}
		seen[string(img.Pix)] = h
	}
}

// Bands take turns, each with half of the area.
func TestBands(t *testing.T) {
	area := draw.Rect{X: 0, Y: 0, W: 48, H: 48, Style: draw.Style{Fill: draw.Paint{{Ground: "#000000"}, {Ground: "#ffffff"}}}}
	if got := black(paint(t, 2, area), 2); math.Abs(got-48*24) > 12 {
		t.Errorf("the first of two bands covers %g, want %d", got, 48*24)
	}
	img := paint(t, 1, area)
	for _, p := range []struct {
		x, y  int
		black bool
	}{{12, 1, true}, {36, 1, false}, {1, 12, false}, {1, 40, true}, {30, 18, true}} {
		if dark := img.RGBAAt(p.x, p.y).R == 0; dark != p.black {
			t.Errorf("at %d,%d black is %v: band 0 holds 0 <= x-y < 24, modulo 48", p.x, p.y, dark)
		}
	}
}

func TestText(t *testing.T) {
	text := draw.Text{At: draw.Point{X: 10, Y: 40}, Text: "HHH", Size: 20, Color: "#000000"}
	if got := black(paint(t, 2, text), 2); got < 150 || got > 260 {
		t.Errorf("three letters cover %g pixels", got)
	}
	text.Halo = "#ffffff"
	dark := draw.Rect{X: 0, Y: 0, W: 60, H: 60, Style: draw.Style{Fill: draw.Plain("#000000")}}
	text.Color = "#ffffff"
	with := black(paint(t, 2, dark, text), 2)
	text.Halo = ""
	if without := black(paint(t, 2, dark, text), 2); with > without-60 {
		t.Errorf("a halo leaves %g of %g dark pixels", with, without)
	}
}

// A file is the same each time, is as sharp as it says and holds the picture.
func TestPNG(t *testing.T) {
	s := &draw.Scene{Width: 60, Height: 40, Background: "#16181c", Items: []draw.Item{draw.Circle{At: draw.Point{X: 30, Y: 20}, Radius: 10, Style: draw.Style{Fill: draw.Plain("#56b4e9")}}}}
	var a, b bytes.Buffer
	if err := raster.PNG(&a, s, 2); err != nil {
		t.Fatal(err)
	}
	if err := raster.PNG(&b, s, 2); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two files of one scene differ")
	}
	if !bytes.Contains(a.Bytes(), []byte("pHYs\x00\x00\x1d\x87")) { // 7559 pixels a metre
		t.Error("the file does not say how sharp it is")
	}
	img, err := png.Decode(&a)
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := img.At(60, 40).RGBA(); img.Bounds() != image.Rect(0, 0, 120, 80) || r>>8 != 0x56 || g>>8 != 0xb4 || b>>8 != 0xe9 {
		t.Errorf("%v, and %x %x %x in the middle", img.Bounds(), r>>8, g>>8, b>>8)
	}
}

func TestRefusals(t *testing.T) {
	var b bytes.Buffer
	if err := raster.PNG(&b, &draw.Scene{Width: 1e6, Height: 1e6}, 1); !errors.Is(err, raster.ErrTooLarge) {
		t.Errorf("%v for a picture of a million by a million pixels", err)
	}
	if err := raster.PNG(&b, &draw.Scene{Width: 9, Height: 9, Items: []draw.Item{draw.Text{Text: "访"}}}, 1); !errors.Is(err, fonts.ErrMissing) {
		t.Errorf("%v for a sign that the font lacks", err)
	}
	if b.Len() > 0 {
		t.Error("something was written beside the error")
	}
}
