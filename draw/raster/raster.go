// Package raster paints scenes as pictures of pixels.
package raster

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	stddraw "image/draw"
	"image/png"
	"io"
	"math"
	"strconv"

	"parley/draw"
	"parley/draw/fonts"
)

// Sharp is how many pixels PNG has by default for each of a scene.
const Sharp = 2

// mostPixels bounds the size of a picture.
const mostPixels = 120_000_000

// ErrTooLarge is wrapped by the error that says that a picture has too many pixels.
var ErrTooLarge = errors.New("the picture is too large for pixels")

// PNG writes a scene as a PNG file with the given number of pixels for each of the scene's. The same scene gives the same bytes. Errors wrap
// ErrTooLarge or fonts.ErrMissing, or are those of w.
func PNG(w io.Writer, s *draw.Scene, scale float64) error {
	img, err := Image(s, scale)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&b, img); err != nil {
		return fmt.Errorf("writing PNG: %w", err)
	}
	_, err = w.Write(withDensity(b.Bytes(), scale))
	return err
}

// withDensity puts the chunk pHYs after the header, so that a page shows the picture at its size.
func withDensity(file []byte, scale float64) []byte {
	const header = 8 + 25 // signature and IHDR
	perMetre := uint32(math.Round(96 / 0.0254 * scale))
	chunk := binary.BigEndian.AppendUint32(nil, 9)
	chunk = append(chunk, "pHYs"...)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	out := append([]byte(nil), file[:header]...)
	return append(append(out, chunk...), file[header:]...)
}

// Image paints a scene. Errors are those of PNG but for w's.
func Image(s *draw.Scene, scale float64) (*image.RGBA, error) {
	w, h := math.Ceil(s.Width*scale), math.Ceil(s.Height*scale)
	if !(w*h <= mostPixels) {
		return nil, fmt.Errorf("%w: it would have %.0f by %.0f", ErrTooLarge, w, h)
	}
	if err := fonts.Check(s); err != nil {
		return nil, err
	}
	c := &canvas{img: image.NewRGBA(image.Rect(0, 0, int(w), int(h))), scale: scale}
	if s.Background != "" {
		stddraw.Draw(c.img, c.img.Bounds(), image.NewUniform(rgba(s.Background)), image.Point{}, stddraw.Src)
	}
	c.items(s.Items)
	return c.img, nil
}

func rgba(c draw.Color) color.RGBA {
	v, err := strconv.ParseUint(string(c[1:]), 16, 32)
	if err != nil {
		return color.RGBA{A: 255}
	}
	return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
}

type canvas struct {
	img   *image.RGBA
	scale float64
}

func (c *canvas) items(items []draw.Item) {
	for _, it := range items {
		switch it := it.(type) {
		case draw.Group:
			c.items(it.Items)
		case draw.Polygon:
			c.shape(it.Rings, it.Style)
		case draw.Rect:
			c.shape([][]draw.Point{draw.Outline(it)}, it.Style)
		case draw.Circle:
			c.shape([][]draw.Point{draw.Outline(it)}, it.Style)
		case draw.Line:
			c.stroke(it.Points, false, it.Style)
		case draw.Text:
			c.text(it)
		}
	}
}

func (c *canvas) shape(rings [][]draw.Point, s draw.Style) {
	if len(s.Fill) > 0 {
		c.fill(rings, s.Fill)
	}
	for _, ring := range rings {
		c.stroke(ring, true, s)
	}
}

// fill paints the area within rings, band by band.
func (c *canvas) fill(rings [][]draw.Point, p draw.Paint) {
	area := c.mask(evenOdd(rings))
	low, high := draw.Bounds(rings)
	stripes := p.Stripes(low, high)
	for i, b := range p {
		part := area
		if len(p) > 1 {
			part = both(area, c.mask(oriented(stripes[i])))
		}
		if b.Ground != "" {
			c.paint(part, b.Ground)
		}
		if b.Hatch == draw.NoHatch {
			continue
		}
		s := b.Strokes(low, high)
		var pieces [][]draw.Point
		for _, l := range s.Lines {
			pieces = append(pieces, quad(l[0], l[1], s.Width))
		}
		for _, d := range s.Dots {
			pieces = append(pieces, draw.Outline(d))
		}
		c.paint(both(part, c.mask(oriented(pieces))), b.Ink)
	}
}

func (c *canvas) stroke(points []draw.Point, closed bool, s draw.Style) {
	if s.Stroke == "" || s.Width <= 0 {
		return
	}
	var pieces [][]draw.Point
	for _, line := range dashes(points, closed, s.Dash) {
		pieces = append(pieces, outline(line.points, line.closed, s.Width, s.Round)...)
	}
	c.paint(c.mask(oriented(pieces)), s.Stroke)
}

func (c *canvas) text(t draw.Text) {
	rings := fonts.Outlines(t)
	if t.Halo != "" {
		for _, ring := range rings {
			c.stroke(ring, true, draw.Style{Stroke: t.Halo, Width: t.Size / 3.2, Round: true})
		}
	}
	c.paint(c.mask(rings), t.Color) // fonts turn outlines and holes against each other
}

// paint lays a colour on the picture through a mask.
func (c *canvas) paint(m *image.Alpha, color draw.Color) {
	if m != nil && color != "" {
		stddraw.DrawMask(c.img, m.Rect, image.NewUniform(rgba(color)), image.Point{}, m, m.Rect.Min, stddraw.Over)
	}
}
