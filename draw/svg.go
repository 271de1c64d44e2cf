package draw

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// SVG writes a scene as an SVG 1.1 file that needs nothing from elsewhere: no font, no style sheet, no script. Screen readers find
// a title and a description. The same scene gives the same bytes.
func SVG(w io.Writer, s *Scene) error {
	var b bytes.Buffer
	v := &svgWriter{b: &b, s: s, paints: map[string]string{}, bands: map[Band]string{}}
	v.scene()
	_, err := w.Write(b.Bytes())
	return err
}

type svgWriter struct {
	b      *bytes.Buffer
	s      *Scene
	defs   bytes.Buffer
	paints map[string]string // ids of paints of several bands, by their text
	bands  map[Band]string   // ids of hatches
	depth  int
}

func (v *svgWriter) scene() {
	var body bytes.Buffer
	out := v.b
	v.b, v.depth = &body, 1
	v.items(v.s.Items)
	v.b = out
	id := v.s.ID
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" id="%s" width="%s" height="%s" viewBox="0 0 %s %s" role="img" aria-labelledby="%s-title %s-desc" font-family="%s">`+"\n",
		id, coord(v.s.Width), coord(v.s.Height), coord(v.s.Width), coord(v.s.Height), id, id, face)
	fmt.Fprintf(out, "  <title id=\"%s-title\">%s</title>\n  <desc id=\"%s-desc\">%s</desc>\n", id, escape(v.s.Title), id, escape(v.s.Desc))
	if v.defs.Len() > 0 {
		fmt.Fprintf(out, "  <defs>\n%s  </defs>\n", v.defs.Bytes())
	}
	if v.s.Background != "" {
		fmt.Fprintf(out, "  <rect width=\"%s\" height=\"%s\" fill=\"%s\"/>\n", coord(v.s.Width), coord(v.s.Height), v.s.Background)
	}
	out.Write(body.Bytes())
	out.WriteString("</svg>\n")
}

func (v *svgWriter) line(format string, args ...any) {
	v.b.WriteString(strings.Repeat("  ", v.depth))
	fmt.Fprintf(v.b, format, args...)
	v.b.WriteByte('\n')
}

func (v *svgWriter) items(list []Item) {
	for _, it := range list {
		v.item(it)
	}
}

func (v *svgWriter) item(it Item) {
	switch it := it.(type) {
	case Group:
		id := ""
		if it.ID != "" {
			id = fmt.Sprintf(` id="%s-%s"`, v.s.ID, it.ID)
		}
		v.line("<g%s%s>", id, data(it.Data))
		v.depth++
		if it.Title != "" {
			v.line("<title>%s</title>", escape(it.Title))
		}
		v.items(it.Items)
		v.depth--
		v.line("</g>")
	case Polygon:
		var d strings.Builder
		for _, ring := range it.Rings {
			path(&d, ring)
			d.WriteByte('Z')
		}
		v.line(`<path d="%s" fill-rule="evenodd"%s/>`, d.String(), v.style(it.Style))
	case Line:
		var d strings.Builder
		path(&d, it.Points)
		v.line(`<path d="%s"%s/>`, d.String(), v.style(it.Style))
	case Rect:
		round := ""
		if it.Round > 0 {
			round = fmt.Sprintf(` rx="%s"`, coord(it.Round))
		}
		v.line(`<rect x="%s" y="%s" width="%s" height="%s"%s%s/>`, coord(it.X), coord(it.Y), coord(it.W), coord(it.H), round, v.style(it.Style))
	case Circle:
		v.line(`<circle cx="%s" cy="%s" r="%s"%s/>`, coord(it.At.X), coord(it.At.Y), coord(it.Radius), v.style(it.Style))
	case Text:
		v.text(it)
	}
}

// data writes attributes whose names begin with data-.
func data(list []Datum) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, ` data-%s="%s"`, d.Name, escape(d.Value))
	}
	return b.String()
}

func (v *svgWriter) text(t Text) {
	var a strings.Builder
	if t.Bold {
		a.WriteString(` font-weight="bold"`)
	}
	if t.Italic {
		a.WriteString(` font-style="italic"`)
	}
	switch t.Anchor {
	case Middle:
		a.WriteString(` text-anchor="middle"`)
	case End:
		a.WriteString(` text-anchor="end"`)
	}
	if t.Turned {
		fmt.Fprintf(&a, ` transform="rotate(-90 %s %s)"`, coord(t.At.X), coord(t.At.Y))
	}
	if t.Halo != "" {
		fmt.Fprintf(&a, ` stroke="%s" stroke-width="%s" stroke-linejoin="round" paint-order="stroke"`, t.Halo, coord(t.Size/3.2))
	}
	v.line(`<text x="%s" y="%s" font-size="%s" fill="%s"%s>%s</text>`, coord(t.At.X), coord(t.At.Y), coord(t.Size), t.Color, a.String(), escape(t.Text))
}

func path(d *strings.Builder, points []Point) {
	for i, p := range points {
		switch i {
		case 0:
			d.WriteByte('M')
		case 1:
			d.WriteByte('L')
		default:
			d.WriteByte(' ')
		}
		d.WriteString(coord(p.X) + "," + coord(p.Y))
	}
}

func (v *svgWriter) style(s Style) string {
	var a strings.Builder
	fmt.Fprintf(&a, ` fill="%s"`, v.paint(s.Fill))
	if s.Stroke != "" {
		fmt.Fprintf(&a, ` stroke="%s" stroke-width="%s"`, s.Stroke, coord(s.Width))
		if s.Round {
			a.WriteString(` stroke-linejoin="round" stroke-linecap="round"`)
		}
		if s.Dash != nil {
			var parts []string
			for _, x := range s.Dash {
				parts = append(parts, coord(x))
			}
			fmt.Fprintf(&a, ` stroke-dasharray="%s"`, strings.Join(parts, " "))
		}
	}
	return a.String()
}

// tile is the side of the square that a hatch repeats.
const tile = 12

// paint returns what to fill with, and defines it if that is needed.
func (v *svgWriter) paint(p Paint) string {
	switch len(p) {
	case 0:
		return "none"
	case 1:
		return v.band(p[0])
	}
	key := fmt.Sprint(p)
	if id, ok := v.paints[key]; ok {
		return "url(#" + id + ")"
	}
	var fills []string
	for _, b := range p {
		fills = append(fills, v.band(b))
	}
	id := fmt.Sprintf("%s-bands%d", v.s.ID, len(v.paints)+1)
	v.paints[key] = id
	// Band i holds the points with i·step <= x-y < (i+1)·step, modulo the side of the square.
	const step = 2 * tile
	side := float64(step * len(p))
	fmt.Fprintf(&v.defs, `    <pattern id="%s" patternUnits="userSpaceOnUse" width="%s" height="%s">`+"\n", id, coord(side), coord(side))
	for i, fill := range fills {
		for _, shift := range []float64{-side, 0} {
			a := shift + float64(step*i)
			b := a + step
			fmt.Fprintf(&v.defs, `      <path d="M%s,0L%s,0 %s,%s %s,%sZ" fill="%s"/>`+"\n", coord(a), coord(b), coord(b+side), coord(side), coord(a+side), coord(side), fill)
		}
	}
	if v.s.Background != "" { // a gap between the bands
		var d strings.Builder
		for k := -len(fills); k < len(fills); k++ {
			a := float64(step * k)
			path(&d, []Point{{a, 0}, {a + side, side}})
		}
		fmt.Fprintf(&v.defs, `      <path d="%s" stroke="%s" stroke-width="2" fill="none"/>`+"\n", d.String(), v.s.Background)
	}
	v.defs.WriteString("    </pattern>\n")
	return "url(#" + id + ")"
}

// band returns the fill of one band, a colour or a hatch.
func (v *svgWriter) band(b Band) string {
	if b.Hatch == NoHatch {
		return string(b.Ground)
	}
	if id, ok := v.bands[b]; ok {
		return "url(#" + id + ")"
	}
	id := fmt.Sprintf("%s-hatch%d", v.s.ID, len(v.bands)+1)
	v.bands[b] = id
	size := tile
	if b.Hatch == Sparse {
		size = 2 * tile
	}
	ground := ""
	if b.Ground != "" {
		ground = fmt.Sprintf(`<rect width="%d" height="%d" fill="%s"/>`, size, size, b.Ground)
	}
	fmt.Fprintf(&v.defs, `    <pattern id="%s" patternUnits="userSpaceOnUse" width="%d" height="%d">%s%s</pattern>`+"\n", id, size, size, ground, hatchSVG(b))
	return "url(#" + id + ")"
}

func hatchSVG(b Band) string {
	const rising, falling = "M-2,8L8,-2M4,14L14,4", "M-2,4L8,14M4,-2L14,8"
	lines := func(d string, width float64) string {
		return fmt.Sprintf(`<path d="%s" stroke="%s" stroke-width="%s" fill="none"/>`, d, b.Ink, coord(width))
	}
	switch b.Hatch {
	case Rising:
		return lines("M-2,2L2,-2M-2,14L14,-2M10,14L14,10", 1.6)
	case Falling:
		return lines("M-2,10L2,14M-2,-2L14,14M10,-2L14,2", 1.6)
	case Level:
		return lines("M0,3H12M0,9H12", 1.4)
	case Upright:
		return lines("M3,0V12M9,0V12", 1.4)
	case Dots:
		return fmt.Sprintf(`<g fill="%s"><circle cx="3" cy="3" r="1.7"/><circle cx="9" cy="9" r="1.7"/></g>`, b.Ink)
	case Crossed:
		return lines(rising+falling, 1)
	case Grid:
		return lines("M0,6H12M6,0V12", 1.2)
	case Dashes:
		return lines("M1,3H7M7,9H12M0,9H1", 1.8)
	case Sparse:
		return lines("M-2,2L2,-2M-2,26L26,-2M22,26L26,22", 1)
	}
	return ""
}

// coord writes a length with at most two decimals.
func coord(x float64) string {
	s := strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64)
	if s == "-0" {
		return "0"
	}
	return s
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}
