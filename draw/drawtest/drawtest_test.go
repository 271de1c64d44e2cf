package drawtest_test

import (
	"strings"
	"testing"

	"parley/draw"
	"parley/draw/drawtest"
)

func TestFaults(t *testing.T) {
	word := draw.Text{At: draw.Point{X: 40, Y: 50}, Text: "word", Size: 12, Color: "#000000"}
	at := func(x, y float64) draw.Text { w := word; w.At = draw.Point{X: x, Y: y}; return w }
	fill := draw.Style{Fill: draw.Plain("#ffffff")}
	line := draw.Line{Points: []draw.Point{{X: 10, Y: 46}, {X: 90, Y: 46}}, Style: draw.Style{Stroke: "#000000", Width: 1}}
	band := draw.Rect{X: 20, Y: 10, W: 60, H: 80, Style: draw.Style{Fill: draw.Plain("#eeeeee"), Stroke: "#000000", Dash: []float64{3, 3}}}
	for _, c := range []struct {
		name  string
		want  string // "" for no fault
		items []draw.Item
	}{
		{"alone", "", []draw.Item{word}},
		{"two lines of text", "", []draw.Item{word, at(40, 64)}},
		{"text on text", "lies on \"word\"", []draw.Item{word, at(55, 55)}},
		{"outside", "outside", []draw.Item{at(90, 50)}},
		{"turned, outside", "outside", []draw.Item{draw.Text{At: draw.Point{X: 50, Y: 20}, Text: "word", Size: 12, Turned: true}}},
		{"on a node", "lies on a sign", []draw.Item{draw.Circle{At: draw.Point{X: 38, Y: 46}, Radius: 8, Style: fill}, word}},
		{"beside a node", "", []draw.Item{draw.Circle{At: draw.Point{X: 30, Y: 46}, Radius: 8, Style: fill}, word}},
		{"in the corner of a node's box", "", []draw.Item{draw.Polygon{Rings: [][]draw.Point{{{X: 30, Y: 26}, {X: 42, Y: 38}, {X: 30, Y: 50}, {X: 18, Y: 38}}}, Style: fill}, word}},
		{"in a node", "", []draw.Item{draw.Circle{At: draw.Point{X: 53, Y: 46}, Radius: 20, Style: fill}, word}},
		{"on a line", "lies on a line", []draw.Item{line, word}},
		{"below a line", "", []draw.Item{line, at(40, 60)}},
		{"on a ground over a line", "", []draw.Item{line, draw.Rect{X: 38, Y: 38, W: 40, H: 18, Style: fill}, word}},
		{"on a ground below a line", "lies on a line", []draw.Item{draw.Rect{X: 38, Y: 38, W: 40, H: 18, Style: fill}, line, word}},
		{"on a band", "lies on a band", []draw.Item{band, word}},
		{"in a node on a band", "", []draw.Item{band, draw.Circle{At: draw.Point{X: 53, Y: 46}, Radius: 20, Style: fill}, word}},
		{"on a frame", "lies on a line", []draw.Item{draw.Rect{X: 5, Y: 46, W: 80, H: 50, Style: draw.Style{Stroke: "#000000", Width: 1}}, word}},
		{"in a frame", "", []draw.Item{draw.Rect{X: 5, Y: 5, W: 90, H: 90, Style: draw.Style{Stroke: "#000000", Width: 1}}, word}},
	} {
		found := strings.Join(drawtest.Faults(&draw.Scene{Width: 100, Height: 100, Items: []draw.Item{draw.Group{Items: c.items}}}), "; ")
		if c.want == "" && found != "" || !strings.Contains(found, c.want) {
			t.Errorf("%s: %q, want %q", c.name, found, c.want)
		}
	}
}
