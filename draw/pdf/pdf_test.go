package pdf_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"parley/draw"
	"parley/draw/fonts"
	"parley/draw/pdf"
)

// everything is a scene with every kind of item.
func everything() *draw.Scene {
	hatch := func(h draw.Hatch) draw.Paint { return draw.Paint{{Ground: "#d6e8f5", Hatch: h, Ink: "#0072b2"}} }
	s := &draw.Scene{ID: "s", Width: 300, Height: 200, Title: "Tout (à propos)", Desc: "Every kind of item", Background: "#ffffff"}
	for h := draw.NoHatch; h <= draw.Sparse; h++ {
		s.Items = append(s.Items, draw.Rect{X: 10 + 28*float64(h), Y: 10, W: 24, H: 40, Round: 4, Style: draw.Style{Fill: hatch(h), Stroke: "#1a1a1a", Width: 1}})
	}
	ring := []draw.Point{{X: 10, Y: 60}, {X: 90, Y: 60}, {X: 90, Y: 110}, {X: 10, Y: 110}}
	hole := []draw.Point{{X: 30, Y: 70}, {X: 60, Y: 70}, {X: 60, Y: 100}, {X: 30, Y: 100}}
	s.Items = append(s.Items,
		draw.Group{ID: "g", Title: "a group", Items: []draw.Item{
			draw.Polygon{Rings: [][]draw.Point{ring, hole}, Style: draw.Style{Fill: append(hatch(draw.Rising), hatch(draw.Dots)...)}},
			draw.Circle{At: draw.Point{X: 130, Y: 85}, Radius: 20, Style: draw.Style{Fill: hatch(draw.Grid), Stroke: "#d55e00", Width: 2, Dash: []float64{3, 2}}},
			draw.Line{Points: []draw.Point{{X: 160, Y: 60}, {X: 200, Y: 110}, {X: 240, Y: 60}}, Style: draw.Style{Stroke: "#009e73", Width: 6, Round: true}},
		}},
		draw.Text{At: draw.Point{X: 10, Y: 150}, Text: "Selectable é −0.5 ≥ ½", Size: 14, Color: "#1a1a1a"},
		draw.Text{At: draw.Point{X: 150, Y: 180}, Text: "halo 100 %", Size: 14, Bold: true, Color: "#1a1a1a", Halo: "#ffffff", Anchor: draw.Middle},
		draw.Text{At: draw.Point{X: 290, Y: 150}, Text: "italic", Size: 14, Italic: true, Color: "#1a1a1a", Anchor: draw.End},
		draw.Text{At: draw.Point{X: 280, Y: 120}, Text: "upwards", Size: 12, Color: "#1a1a1a", Turned: true},
	)
	return s
}

var object = regexp.MustCompile(`(?m)^(\d+) 0 obj$`)

// Every object stands where the table of references says, every reference leads to one, and streams can be read.
func TestStructure(t *testing.T) {
	var b bytes.Buffer
	if err := pdf.Write(&b, everything()); err != nil {
		t.Fatal(err)
	}
	file := b.String()
	at := map[string]int{}
	for _, m := range object.FindAllStringSubmatchIndex(file, -1) {
		at[file[m[2]:m[3]]] = m[0]
	}
	start, err := strconv.Atoi(strings.Fields(file[strings.LastIndex(file, "startxref"):])[1])
	if err != nil || !strings.HasPrefix(file[start:], "xref\n") {
		t.Fatalf("startxref leads to %q", file[start:start+10])
	}
	lines := strings.Split(file[start:], "\n")
	for n := 1; n <= len(at); n++ {
		offset, err := strconv.Atoi(lines[2+n][:10])
		if err != nil || offset != at[strconv.Itoa(n)] {
			t.Errorf("object %d stands at %d, and the table says %q", n, at[strconv.Itoa(n)], lines[2+n])
		}
	}
	for _, m := range regexp.MustCompile(`(\d+) 0 R`).FindAllStringSubmatch(file, -1) {
		if _, ok := at[m[1]]; !ok {
			t.Errorf("a reference to object %s, which is not there", m[1])
		}
	}
	for i, data := range streams(t, file) {
		if len(data) == 0 {
			t.Errorf("stream %d is empty", i)
		}
	}
}

// streams unpacks the streams of a file.
func streams(t *testing.T, file string) [][]byte {
	t.Helper()
	var out [][]byte
	for _, part := range strings.Split(file, "/FlateDecode /Length ")[1:] {
		n, err := strconv.Atoi(part[:strings.Index(part, " ")])
		if err != nil {
			t.Fatal(err)
		}
		body := part[strings.Index(part, "stream\n")+7:]
		z, err := zlib.NewReader(strings.NewReader(body[:n]))
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, data)
	}
	return out
}

// The font that a file brings along is a font, with the outlines of what is used and of little else.
func TestFonts(t *testing.T) {
	var b bytes.Buffer
	if err := pdf.Write(&b, everything()); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, data := range streams(t, b.String()) {
		if !bytes.HasPrefix(data, []byte{0, 1, 0, 0}) {
			continue
		}
		n++
		f, err := sfnt.Parse(withCmap(data))
		if err != nil {
			t.Errorf("font %d: %v", n, err)
			continue
		}
		var buf sfnt.Buffer
		drawn := 0
		for g := range f.NumGlyphs() {
			if s, err := f.LoadGlyph(&buf, sfnt.GlyphIndex(g), 64<<6, nil); err == nil && len(s) > 0 {
				drawn++
			}
		}
		if drawn < 5 || drawn > 40 {
			t.Errorf("font %d has %d outlines", n, drawn)
		}
	}
	if n != 3 {
		t.Errorf("%d fonts, want those of upright, bold and italic text", n)
	}
	if b.Len() > 120_000 {
		t.Errorf("the file has %d bytes", b.Len())
	}
}

// withCmap adds the tables that the parser wants and a PDF file does without, taken from the whole font.
func withCmap(data []byte) []byte {
	return pdf.AddTables(data, fonts.Get(false, false).Data, "cmap", "post", "name", "OS/2")
}

func TestRepeats(t *testing.T) {
	var a, b bytes.Buffer
	if err := errors.Join(pdf.Write(&a, everything()), pdf.Write(&b, everything())); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two files of one scene differ")
	}
}

func TestRefusals(t *testing.T) {
	var b bytes.Buffer
	if err := pdf.Write(&b, &draw.Scene{Width: 100, Height: 1e5}); !errors.Is(err, pdf.ErrTooLarge) {
		t.Errorf("%v for a page of a kilometre", err)
	}
	if err := pdf.Write(&b, &draw.Scene{Width: 9, Height: 9, Items: []draw.Item{draw.Text{Text: "访"}}}); !errors.Is(err, fonts.ErrMissing) {
		t.Errorf("%v for a sign that the font lacks", err)
	}
	if b.Len() > 0 {
		t.Error("something was written beside the error")
	}
}

// A reader finds each text once, a halo notwithstanding.
func TestText(t *testing.T) {
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext (poppler-utils) is not installed")
	}
	var b bytes.Buffer
	if err := pdf.Write(&b, everything()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(reader, file, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{"Selectable é −0.5 ≥ ½", "halo 100 %", "italic", "upwards"} {
		if strings.Count(string(out), want) != 1 {
			t.Errorf("%q stands %d times in %q", want, strings.Count(string(out), want), out)
		}
	}
}
