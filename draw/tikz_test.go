package draw_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"parley/draw"
)

func everyItem() *draw.Scene {
	hatch := func(h draw.Hatch) draw.Paint { return draw.Paint{{Ground: "#d6e8f5", Hatch: h, Ink: "#0072b2"}} }
	s := &draw.Scene{ID: "s", Width: 300, Height: 200, Title: "Every % item\nof all", Background: "#16181c"}
	for h := draw.NoHatch; h <= draw.Sparse; h++ {
		s.Items = append(s.Items, draw.Rect{X: 10 + 28*float64(h), Y: 10, W: 24, H: 40, Round: 4, Style: draw.Style{Fill: hatch(h), Stroke: "#1a1a1a", Width: 1}})
	}
	ring := []draw.Point{{X: 10, Y: 60}, {X: 90, Y: 60}, {X: 90, Y: 110}, {X: 10, Y: 110}}
	hole := []draw.Point{{X: 30, Y: 70}, {X: 60, Y: 70}, {X: 60, Y: 100}, {X: 30, Y: 100}}
	s.Items = append(s.Items, draw.Group{ID: "g", Title: "a 100 % group", Items: []draw.Item{
		draw.Polygon{Rings: [][]draw.Point{ring, hole}, Style: draw.Style{Fill: append(hatch(draw.Rising), hatch(draw.Dots)...)}},
		draw.Circle{At: draw.Point{X: 130, Y: 85}, Radius: 20, Style: draw.Style{Fill: hatch(draw.Grid), Stroke: "#d55e00", Width: 2, Dash: []float64{3, 2}}},
		draw.Line{Points: []draw.Point{{X: 160, Y: 60}, {X: 200, Y: 110}, {X: 240, Y: 60}}, Style: draw.Style{Stroke: "#009e73", Width: 6, Round: true}},
	}})
	for i, text := range []string{`\{}$&#_%^~<>|"'`, "−0.5 ≥ 2 × √3 … “so”, 10²", "é ü ß – —"} {
		s.Items = append(s.Items, draw.Text{At: draw.Point{X: 150, Y: 130 + 20*float64(i)}, Text: text, Size: 11, Bold: i == 1, Italic: i == 2, Color: "#ffffff", Halo: "#000000", Anchor: draw.Anchor(i), Turned: i == 0})
	}
	return s
}

// A picture compiles with the package tikz alone, whatever its texts hold.
func TestTikZCompiles(t *testing.T) {
	latex, err := exec.LookPath("pdflatex")
	if err != nil {
		t.Skip("pdflatex is not installed")
	}
	dir := t.TempDir()
	var b bytes.Buffer
	if err := draw.TikZ(&b, everyItem()); err != nil {
		t.Fatal(err)
	}
	doc := "\\documentclass{article}\n\\usepackage{tikz}\n\\begin{document}\n" + b.String() + "\\end{document}\n"
	if err := os.WriteFile(filepath.Join(dir, "a.tex"), []byte(doc), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(latex, "-interaction=nonstopmode", "-halt-on-error", "a.tex")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if strings.Contains(string(out), "tikz.sty' not found") {
		t.Skip("the package tikz (texlive-pictures) is not installed")
	}
	if err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	if strings.Contains(string(out), "Overfull") || strings.Contains(string(out), "Missing character") {
		t.Errorf("LaTeX complains:\n%s", out)
	}
}

func TestTikZ(t *testing.T) {
	var b bytes.Buffer
	if err := draw.TikZ(&b, everyItem()); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, want := range []string{
		"% Every % item of all\n", "\\definecolor{parleya}{HTML}{16181C}", "rounded corners=3bp", "rotate=90", "\\textbackslash{}\\{\\}\\$\\&\\#\\_\\%\\textasciicircum{}\\textasciitilde{}",
		"$-$0.5 $\\geq$ 2 $\\times$ $\\surd$3 \\ldots{} ``so'', 10$^2$", "even odd rule",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Count(text, "\\begin{scope}") != strings.Count(text, "\\end{scope}") {
		t.Error("scopes do not match")
	}
	if err := draw.TikZ(&b, &draw.Scene{Width: 100, Height: 30_000}); !errors.Is(err, draw.ErrTikZ) {
		t.Errorf("%v for a picture longer than TeX's lengths", err)
	}
}
