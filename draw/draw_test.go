package draw_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"parley/draw"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// svg writes a scene and checks what holds of every file: it is well-formed, nothing in it is fetched from elsewhere, each id is there once, and
// whatever is referred to is defined.
func svg(t *testing.T, s *draw.Scene) string {
	t.Helper()
	var b bytes.Buffer
	if err := draw.SVG(&b, s); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	ids := map[string]bool{}
	var refs []string
	for dec := xml.NewDecoder(strings.NewReader(text)); ; {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, text)
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range start.Attr {
			switch {
			case a.Name.Local == "id" && ids[a.Value]:
				t.Errorf("the id %s is there twice", a.Value)
			case a.Name.Local == "id":
				ids[a.Value] = true
			case a.Name.Local == "href", a.Name.Local == "src", a.Name.Local == "style":
				t.Errorf("%s has %s=%q", start.Name.Local, a.Name.Local, a.Value)
			case a.Name.Local == "aria-labelledby":
				refs = append(refs, strings.Fields(a.Value)...)
			case strings.HasPrefix(a.Value, "url("):
				refs = append(refs, strings.TrimSuffix(strings.TrimPrefix(a.Value, "url(#"), ")"))
			}
		}
	}
	for _, r := range refs {
		if !ids[r] {
			t.Errorf("%s is not defined", r)
		}
	}
	return text
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != got {
		t.Errorf("%s differs (%v); run the test with -update and look at it", path, err)
	}
}

// Every shape and every hatch on one sheet.
func TestSVG(t *testing.T) {
	s := &draw.Scene{ID: "sheet", Width: 400, Height: 200, Title: "A sheet <of> shapes", Desc: "Each once, & named.", Background: draw.Light.Paper}
	for i := range 10 {
		band := draw.Light.Look(i)
		s.Items = append(s.Items, draw.Rect{X: float64(40 * i), Y: 10, W: 36, H: 36, Style: draw.Style{Fill: draw.Paint{band}, Stroke: draw.Light.Ink, Width: 1}})
	}
	s.Items = append(s.Items,
		draw.Group{ID: "both", Title: "two & two", Items: []draw.Item{
			draw.Polygon{Rings: [][]draw.Point{{{10, 60}, {90, 60}, {90, 140}, {10, 140}}, {{30, 80}, {30, 120}, {70, 120}, {70, 80}}},
				Style: draw.Style{Fill: draw.Paint{draw.Light.Look(0), draw.Light.Look(1)}}},
			draw.Line{Points: []draw.Point{{100, 60}, {140, 140.004}, {180, 60}}, Style: draw.Style{Stroke: "#000000", Width: 2, Dash: []float64{4, 2}, Round: true}},
		}},
		draw.Circle{At: draw.Point{X: 220, Y: 100}, Radius: 20, Style: draw.Style{Fill: draw.Paint{draw.Light.NoGame}}},
		draw.Text{At: draw.Point{X: 250, Y: 100}, Text: "a < b", Size: 14, Bold: true, Italic: true, Color: "#000000", Halo: "#ffffff"},
		draw.Text{At: draw.Point{X: 390, Y: 100}, Text: "upwards", Size: 14, Color: "#000000", Anchor: draw.End, Turned: true})
	golden(t, "testdata/sheet.svg", svg(t, s))
}

// Two themes have as many looks, each with a hatch of its own, so that they hold in greyscale.
func TestThemes(t *testing.T) {
	for _, theme := range []draw.Theme{draw.Light, draw.Dark} {
		seen := map[draw.Hatch]bool{}
		for _, b := range theme.Mark {
			if seen[b.Hatch] || b.Hatch == theme.NoGame.Hatch || b.Hatch == draw.NoHatch {
				t.Errorf("%s: two looks have the hatch %d", theme.Name, b.Hatch)
			}
			seen[b.Hatch] = true
			if c := contrast(b.Ink, b.Ground); c < 2.4 {
				t.Errorf("%s: the hatch %s on %s has a contrast of %.1f", theme.Name, b.Ink, b.Ground, c)
			}
			if c := contrast(b.Ink, theme.Paper); c < 3 {
				t.Errorf("%s: the mark %s has a contrast of %.1f", theme.Name, b.Ink, c)
			}
		}
		for _, ink := range []draw.Color{theme.Ink, theme.Faint} {
			if c := contrast(ink, theme.Paper); c < 4.5 {
				t.Errorf("%s: text in %s has a contrast of %.1f", theme.Name, ink, c)
			}
		}
		looks := map[draw.Band]bool{}
		for i := range 2 * len(theme.Mark) {
			if looks[theme.Look(i)] {
				t.Errorf("%s: the look %d is there twice", theme.Name, i)
			}
			looks[theme.Look(i)] = true
		}
	}
}

// contrast is the ratio of two colours' relative luminances as WCAG 2.2 defines it.
func contrast(a, b draw.Color) float64 {
	luminance := func(c draw.Color) float64 {
		sum := 0.0
		for i, w := range []float64{0.2126, 0.7152, 0.0722} {
			v := float64(unhex(c[1+2*i])*16+unhex(c[2+2*i])) / 255
			if v <= 0.04045 {
				v /= 12.92
			} else {
				v = math.Pow((v+0.055)/1.055, 2.4)
			}
			sum += w * v
		}
		return sum
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func unhex(c byte) int { return strings.IndexByte("0123456789abcdef", c) }

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float64
		want  []string
	}{
		{"one two three", 1000, []string{"one two three"}},
		{"one two three", draw.Width("one two", 10, false), []string{"one two", "three"}},
		{"incomprehensibilities all", 20, []string{"incomprehensibilities", "all"}},
		{"lies to 4 % in A", draw.Width("lies to 4", 10, false), []string{"lies to", "4\u00a0% in", "A"}},
		{"  ", 10, nil},
	} {
		if got := draw.Wrap(c.text, 10, false, c.width); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
	if got := draw.Shorten("a long name", 10, false, draw.Width("a long…", 10, false)); got != "a long…" {
		t.Errorf("shortened to %q", got)
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      []float64
	}{
		{0, 1, []float64{0, 0.2, 0.4, 0.6, 0.8, 1}},
		{0.05, 0.95, []float64{0.2, 0.4, 0.6, 0.8}},
		{-3, 40, []float64{0, 10, 20, 30, 40}},
		{1, 1, nil},
	} {
		got := draw.Ticks(c.low, c.high, 8)
		if !slices.EqualFunc(got, c.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }) {
			t.Errorf("%v to %v: %v, want %v", c.low, c.high, got, c.want)
		}
	}
}

// A map with a hole, several kinds at once, what is no game, and a name that has no room.
func TestRegimeMap(t *testing.T) {
	square := func(x, y, side float64) []draw.Point {
		return []draw.Point{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}}
	}
	m := draw.RegimeMap{ID: "map", Title: "A map", Finding: "It has a hole.", X: draw.MapAxis{Name: "across", About: "in utils", Low: -1, High: 1}, Y: draw.MapAxis{Name: "up", Low: 0, High: 5},
		Regimes: []draw.MapRegime{
			{Letter: "A", Name: "everybody waits & sees", Looks: []int{0}, Detail: []draw.Entry{{Text: "most of it", Faint: true}}},
			{Letter: "B", Name: "2 equilibria", Count: "2", Looks: []int{0, 1}},
			{Letter: "C", Name: "no game"}},
		Regions: []draw.MapRegion{
			{Regime: 0, Rings: [][]draw.Point{square(0, 0, 1), square(0.2, 0.2, 0.5), square(0.9, 0.9, 0.02)}},
			{Regime: 1, Rings: [][]draw.Point{square(0.2, 0.2, 0.5)}},
			{Regime: 2, Rings: [][]draw.Point{square(0.9, 0.9, 0.02)}}},
		Lines: [][]draw.Point{append(square(0.2, 0.2, 0.5), draw.Point{X: 0.2, Y: 0.2})},
		Box:   &[2]draw.Point{{X: 0.3, Y: 0.1}, {X: 0.8, Y: 0.6}}, BoxText: "the ranges", Baseline: &draw.Point{X: 0.5, Y: 0.3}, BaseText: "the baseline", Notes: []string{"A note."}}
	text := svg(t, m.Scene())
	golden(t, "testdata/map.svg", text)
	for _, want := range []string{">B · 2<", ">2 equilibria<", ">everybody waits &amp; sees<", ">A note.<", "<title>C: no game</title>"} {
		if !strings.Contains(text, want) {
			t.Errorf("the map has no %s", want)
		}
	}
	if again := svg(t, m.Scene()); again != text {
		t.Error("the same map is drawn in another way")
	}
}

// A player's own colour keeps its hue: one of the light theme's colours has its counterpart in the dark theme, and his payoffs can
// be read on either paper whatever colour he has.
func TestPlayersOwnColours(t *testing.T) {
	for i, c := range draw.Light.Players {
		if got := draw.Dark.Player(1, c).Fill; got != draw.Dark.Players[i] {
			t.Errorf("dark: %s becomes %s, want %s", c, got, draw.Dark.Players[i])
		}
		if got := draw.Light.Player(1, c).Fill; got != c && contrast(c, draw.Light.Paper) >= 3 {
			t.Errorf("light: %s becomes %s", c, got)
		}
	}
	if got := draw.Dark.Player(0, "#0072B2").Fill; got != draw.Dark.Players[0] {
		t.Errorf("in capitals: %s", got)
	}
	for _, theme := range []draw.Theme{draw.Light, draw.Dark} {
		for _, own := range []draw.Color{"", "#0072b2", "#D55E00", "#000000", "#ffffff", "#123456", "#ffff00", "#808080", "#7f0000", "#000080"} {
			for i := range 6 {
				if l := theme.Player(i, own); contrast(l.Text, theme.Paper) < 4.5 || contrast(l.Fill, theme.Paper) < 3 || contrast(l.Letter, l.Fill) < 3 {
					t.Errorf("%s: player %d in %q: text %s, fill %s, letter %s", theme.Name, i, own, l.Text, l.Fill, l.Letter)
				}
			}
		}
	}
}
