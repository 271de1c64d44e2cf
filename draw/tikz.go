package draw

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// mostTikZ is the longest side of a picture that TeX can place, in pixels: its lengths end at 16383 points.
const mostTikZ = 16383 / 0.75

// mostTikZItems bounds the shapes and strokes of hatches: TeX keeps them all in memory.
const mostTikZItems = 60_000

// ErrTikZ is wrapped by the error that says that a picture is too much for TeX.
var ErrTikZ = errors.New("the picture is too large for TeX")

// TikZ writes a scene as a tikzpicture that needs the package tikz and nothing else. Text is in the document's sans serif face, and stays
// in its place if that is as narrow as Helvetica. The same scene gives the same bytes. Errors wrap ErrTikZ or are those of w.
func TikZ(w io.Writer, s *Scene) error {
	if side := math.Max(s.Width, s.Height); side > mostTikZ {
		return fmt.Errorf("%w: a side would be %.0f pixels long, and %.0f is the most; .pdf holds larger ones", ErrTikZ, side, mostTikZ)
	}
	t := &tikzWriter{colors: map[Color]string{}}
	if s.Background != "" && s.Background != "#ffffff" {
		t.line("\\fill[%s] (0,0) rectangle (%s,%s);", t.color(s.Background), coord(s.Width), coord(s.Height))
	}
	t.items(s.Items)
	if t.count > mostTikZItems {
		return fmt.Errorf("%w: it has %d lines and shapes, and %d is the most; .pdf holds more", ErrTikZ, t.count, mostTikZItems)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%% %s\n%% The preamble needs: \\usepackage{tikz}\n", texComment(s.Title))
	b.WriteString("\\begin{tikzpicture}[x=0.75bp, y=-0.75bp, every node/.style={inner sep=0pt, outer sep=0pt}]\n")
	for _, c := range t.order {
		fmt.Fprintf(&b, "  \\definecolor{%s}{HTML}{%s}\n", t.colors[c], strings.ToUpper(string(c[1:])))
	}
	fmt.Fprintf(&b, "  \\useasboundingbox (0,0) rectangle (%s,%s);\n", coord(s.Width), coord(s.Height))
	b.Write(t.b.Bytes())
	b.WriteString("\\end{tikzpicture}\n")
	_, err := w.Write(b.Bytes())
	return err
}

type tikzWriter struct {
	b      bytes.Buffer
	colors map[Color]string
	order  []Color
	count  int
}

func (t *tikzWriter) line(format string, args ...any) {
	t.count++
	t.b.WriteString("  ")
	fmt.Fprintf(&t.b, format, args...)
	t.b.WriteByte('\n')
}

// color returns the name of a colour.
func (t *tikzWriter) color(c Color) string {
	name, ok := t.colors[c]
	if !ok {
		name = "parley" + letters(len(t.order))
		t.colors[c] = name
		t.order = append(t.order, c)
	}
	return name
}

// letters counts a, b, ..., z, ba, bb: names of TeX hold no digits everywhere.
func letters(n int) string {
	if n < 26 {
		return string(rune('a' + n))
	}
	return letters(n/26) + string(rune('a'+n%26))
}

func (t *tikzWriter) items(items []Item) {
	for _, it := range items {
		switch it := it.(type) {
		case Group:
			if it.Title != "" {
				t.b.WriteString("  % " + texComment(it.Title) + "\n")
			}
			t.items(it.Items)
		case Polygon:
			var path []string
			for _, ring := range it.Rings {
				path = append(path, tikzPath(ring)+" -- cycle")
			}
			t.shape(strings.Join(path, " "), it.Rings, it.Style)
		case Rect:
			path := fmt.Sprintf("(%s,%s) rectangle (%s,%s)", coord(it.X), coord(it.Y), coord(it.X+it.W), coord(it.Y+it.H))
			if round := math.Min(it.Round, math.Min(it.W, it.H)/2); round > 0 {
				path = fmt.Sprintf("[rounded corners=%sbp] %s [sharp corners]", coord(round*0.75), path)
			}
			t.shape(path, [][]Point{Outline(it)}, it.Style)
		case Circle:
			t.shape(fmt.Sprintf("(%s,%s) circle[radius=%sbp]", coord(it.At.X), coord(it.At.Y), coord(it.Radius*0.75)), [][]Point{Outline(it)}, it.Style)
		case Line:
			t.line("\\draw[%s] %s;", t.stroke(it.Style), tikzPath(it.Points))
		case Text:
			t.text(it)
		}
	}
}

func tikzPath(points []Point) string {
	parts := make([]string, len(points))
	for i, p := range points {
		parts[i] = "(" + coord(p.X) + "," + coord(p.Y) + ")"
	}
	return strings.Join(parts, " -- ")
}

// shape paints an area; rings are the same as polygons.
func (t *tikzWriter) shape(path string, rings [][]Point, s Style) {
	plain := len(s.Fill) == 1 && s.Fill[0].Hatch == NoHatch
	if len(s.Fill) > 0 && !plain {
		t.hatched(path, rings, s.Fill)
	}
	var options []string
	if plain && s.Fill[0].Ground != "" {
		options = append(options, "even odd rule", "fill="+t.color(s.Fill[0].Ground))
	}
	if s.Stroke != "" && s.Width > 0 {
		options = append(options, "draw="+t.stroke(s))
	}
	if options != nil {
		t.line("\\path[%s] %s;", strings.Join(options, ", "), path)
	}
}

func (t *tikzWriter) stroke(s Style) string {
	options := []string{t.color(s.Stroke), "line width=" + coord(s.Width*0.75) + "bp"}
	if s.Round {
		options = append(options, "line join=round", "line cap=round")
	}
	if len(s.Dash) > 1 {
		var pattern []string
		for i, d := range s.Dash {
			pattern = append(pattern, []string{"on", "off"}[i%2]+" "+coord(d*0.75)+"bp")
		}
		options = append(options, "dash pattern="+strings.Join(pattern, " "))
	}
	return strings.Join(options, ", ")
}

// hatched paints bands and hatches, clipped to the path.
func (t *tikzWriter) hatched(path string, rings [][]Point, p Paint) {
	low, high := Bounds(rings)
	t.line("\\begin{scope}[even odd rule]\\clip %s;", path)
	for i, stripe := range p.Stripes(low, high) {
		if len(stripe) == 0 {
			continue
		}
		var parts []string
		for _, ring := range stripe {
			parts = append(parts, tikzPath(ring)+" -- cycle")
		}
		area, b := strings.Join(parts, " "), p[i]
		t.line("\\begin{scope}\\clip %s;", area)
		if b.Ground != "" {
			t.line("\\fill[%s] %s;", t.color(b.Ground), area)
		}
		s := b.Strokes(low, high)
		for _, l := range s.Lines {
			t.line("\\draw[%s, line width=%sbp] %s;", t.color(b.Ink), coord(s.Width*0.75), tikzPath(l[:]))
		}
		for _, d := range s.Dots {
			t.line("\\fill[%s] (%s,%s) circle[radius=%sbp];", t.color(b.Ink), coord(d.At.X), coord(d.At.Y), coord(d.Radius*0.75))
		}
		t.line("\\end{scope}")
	}
	t.line("\\end{scope}")
}

// text writes a text; its halo is the text itself, shifted all around.
func (t *tikzWriter) text(x Text) {
	font := fmt.Sprintf("\\fontsize{%sbp}{%sbp}\\selectfont\\sffamily", coord(x.Size*0.75), coord(x.Size*0.75*1.2))
	if x.Bold {
		font += "\\bfseries"
	}
	if x.Italic {
		font += "\\itshape"
	}
	anchor := [...]string{"base west", "base", "base east"}[x.Anchor]
	turn := ""
	if x.Turned {
		turn = ", rotate=90"
	}
	node := func(c Color, dx, dy float64) {
		t.line("\\node[anchor=%s, text=%s, font=%s%s] at (%s,%s) {%s};", anchor, t.color(c), font, turn, coord(x.At.X+dx), coord(x.At.Y+dy), TeX(x.Text))
	}
	if x.Halo != "" {
		const around = 8
		for k := range around {
			a := 2 * math.Pi * float64(k) / around
			node(x.Halo, math.Cos(a)*x.Size/6.4, math.Sin(a)*x.Size/6.4)
		}
	}
	node(x.Color, 0, 0)
}

var texText = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `$`, `\$`, `&`, `\&`, `#`, `\#`, `_`, `\_`, `%`, `\%`, `^`, `\textasciicircum{}`, `~`, `\textasciitilde{}`,
	`<`, `\textless{}`, `>`, `\textgreater{}`, `|`, `\textbar{}`, "−", `$-$`, "–", `--`, "—", `---`, "×", `$\times$`, "·", `$\cdot$`, "≥", `$\geq$`, "≤", `$\leq$`,
	"≠", `$\neq$`, "≈", `$\approx$`, "∞", `$\infty$`, "…", `\ldots{}`, "“", "``", "”", `''`, "’", `'`, "‘", "`", "\u00a0", `~`, "²", `$^2$`, "³", `$^3$`, "√", `$\surd$`, "°", `$^\circ$`, "→", `$\to$`,
	"\n", " ", "\r", " ", "\t", " ",
)

// TeX writes a text for LaTeX. Letters that are not ASCII stay as they are.
func TeX(s string) string {
	s = strings.ReplaceAll(s, `"`, `''`)
	return texText.Replace(s)
}

// texComment keeps a text in the line of a comment.
func texComment(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x2028 || r == 0x2029 || r == 0x85 {
			return ' '
		}
		return r
	}, s)
}
