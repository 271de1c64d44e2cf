package raster_test

import (
	"image"
	"math"
	"testing"

	"parley/draw"
	"parley/draw/raster"
)

// A texture is what an eye without colour has to tell areas apart by: how light the area is, how strongly it is hatched, and which way
// the hatch runs.
type texture struct{ light, strength, across, down, rising, falling float64 }

// grey paints an area of one look and measures it in shades of grey, from 0 to 1 (Rec. 709).
func grey(t *testing.T, look draw.Band) texture {
	t.Helper()
	const side = 96
	img, err := raster.Image(&draw.Scene{Width: side, Height: side, Background: "#ffffff", Items: []draw.Item{draw.Rect{W: side, H: side, Style: draw.Style{Fill: draw.Paint{look}}}}}, 1)
	if err != nil {
		t.Fatal(err)
	}
	at := func(x, y int) float64 { return shade(img, x, y) }
	var out texture
	n := 0.0
	const edge = 12
	for y := edge; y < side-edge; y++ {
		for x := edge; x < side-edge; x++ {
			v := at(x, y)
			out.light += v
			out.strength += v * v
			out.across += math.Abs(v - at(x+3, y))
			out.down += math.Abs(v - at(x, y+3))
			out.rising += math.Abs(v - at(x+2, y-2))
			out.falling += math.Abs(v - at(x+2, y+2))
			n++
		}
	}
	out.light /= n
	out.strength = math.Sqrt(math.Max(out.strength/n-out.light*out.light, 0))
	for _, f := range []*float64{&out.across, &out.down, &out.rising, &out.falling} {
		*f /= n
	}
	return out
}

func shade(img *image.RGBA, x, y int) float64 {
	c := img.RGBAAt(x, y)
	return (0.2126*float64(c.R) + 0.7152*float64(c.G) + 0.0722*float64(c.B)) / 255
}

func (a texture) distance(b texture) float64 {
	return math.Sqrt((a.light-b.light)*(a.light-b.light) + (a.across-b.across)*(a.across-b.across) + (a.down-b.down)*(a.down-b.down) +
		(a.rising-b.rising)*(a.rising-b.rising) + (a.falling-b.falling)*(a.falling-b.falling))
}

// Without any colour every regime is told from every other: hatches are strong, and no two of them run alike.
func TestLooksDifferInGrey(t *testing.T) {
	for _, theme := range []*draw.Theme{&draw.Light, &draw.Dark} {
		n := len(theme.Mark)
		var looks []texture
		for k := range n {
			x := grey(t, theme.Look(k))
			looks = append(looks, x)
			if x.strength < leastStrength {
				t.Errorf("%s, look %d: its hatch is faint (%.3f)", theme.Name, k+1, x.strength)
			}
			for j := range k {
				if d := x.distance(looks[j]); d < leastDistance {
					t.Errorf("%s: looks %d and %d are alike in grey (%.3f apart)", theme.Name, j+1, k+1, d)
				}
			}
		}
		none := grey(t, theme.NoGame)
		for k, x := range looks {
			if d := x.distance(none); d < leastDistance {
				t.Errorf("%s: look %d is like what has no result (%.3f apart)", theme.Name, k+1, d)
			}
		}
	}
	// Areas of one ground without a hatch are what the test is there to find.
	a, b := grey(t, draw.Band{Ground: "#d6e8f5"}), grey(t, draw.Band{Ground: "#fbe3d1"})
	if a.strength > leastStrength || a.distance(b) > leastDistance {
		t.Errorf("two pale grounds pass for hatched (%.3f) or far apart (%.3f)", a.strength, a.distance(b))
	}
}

// The least standard deviation of the shades within a hatch, and the least distance of two of them.
const (
	leastStrength = 0.12
	leastDistance = 0.06
)
