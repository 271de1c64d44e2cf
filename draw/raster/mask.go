package raster

import (
	"image"
	"math"

	"golang.org/x/image/vector"

	"parley/draw"
)

// mask covers the area that rings turn around, in pixels of the picture; nil for nothing within it.
func (c *canvas) mask(rings [][]draw.Point) *image.Alpha {
	if len(rings) == 0 {
		return nil
	}
	low, high := draw.Bounds(rings)
	box := image.Rect(int(math.Floor(low.X*c.scale)), int(math.Floor(low.Y*c.scale)), int(math.Ceil(high.X*c.scale))+1, int(math.Ceil(high.Y*c.scale))+1)
	if box = box.Intersect(c.img.Rect); box.Empty() {
		return nil
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	at := func(p draw.Point) (x, y float32) {
		return float32(p.X*c.scale - float64(box.Min.X)), float32(p.Y*c.scale - float64(box.Min.Y))
	}
	for _, ring := range rings {
		for i, p := range ring {
			if x, y := at(p); i == 0 {
				r.MoveTo(x, y)
			} else {
				r.LineTo(x, y)
			}
		}
		r.ClosePath()
	}
	m := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
	r.Draw(m, m.Rect, image.Opaque, image.Point{})
	m.Rect = box
	return m
}

// both is where two masks overlap.
func both(a, b *image.Alpha) *image.Alpha {
	if a == nil || b == nil {
		return nil
	}
	box := a.Rect.Intersect(b.Rect)
	if box.Empty() {
		return nil
	}
	out := image.NewAlpha(box)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			v := int(a.Pix[a.PixOffset(x, y)]) * int(b.Pix[b.PixOffset(x, y)]) / 255
			out.Pix[out.PixOffset(x, y)] = uint8(v)
		}
	}
	return out
}

// oriented turns rings the same way round, so that their union is painted.
func oriented(rings [][]draw.Point) [][]draw.Point {
	out := make([][]draw.Point, len(rings))
	for i, ring := range rings {
		out[i] = turned(ring, false)
	}
	return out
}

// evenOdd turns rings so that a ring within another is a hole.
func evenOdd(rings [][]draw.Point) [][]draw.Point {
	out := make([][]draw.Point, len(rings))
	for i, ring := range rings {
		depth := 0
		for j, other := range rings {
			if i != j && len(ring) > 0 && within(ring[0], other) {
				depth++
			}
		}
		out[i] = turned(ring, depth%2 == 1)
	}
	return out
}

// turned returns a ring that runs to the left or to the right.
func turned(ring []draw.Point, left bool) []draw.Point {
	area := 0.0
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		area += p.X*q.Y - q.X*p.Y
	}
	if (area < 0) == left {
		return ring
	}
	out := make([]draw.Point, len(ring))
	for i, p := range ring {
		out[len(ring)-1-i] = p
	}
	return out
}

func within(p draw.Point, ring []draw.Point) bool {
	in := false
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		if (a.Y > p.Y) != (b.Y > p.Y) && p.X < a.X+(p.Y-a.Y)/(b.Y-a.Y)*(b.X-a.X) {
			in = !in
		}
	}
	return in
}
