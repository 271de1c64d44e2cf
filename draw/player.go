package draw

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A PlayerLook is how a player is drawn: colour and shape together, so that nothing is told by colour alone.
type PlayerLook struct {
	Fill   Color // of nodes, edges and bars
	Letter Color // on Fill
	Text   Color // of his payoffs: at least 4.5:1 on paper
	Pale   Color // of his information sets
	shape  int
	paper  Color
}

// playerShapes counts the shapes of players' nodes; after as many players colours come again with other shapes.
const playerShapes = 5

// Player returns the look of the i-th player; own is the colour that he is to have, "" for the theme's.
func (t *Theme) Player(i int, own Color) PlayerLook {
	fill := t.Players[i%len(t.Players)]
	if _, ok := rgb(own); ok {
		fill = t.stand(t.counterpart(own), 3)
	}
	l := PlayerLook{Fill: fill, Text: t.stand(fill, 4.6), Pale: blend(fill, t.Paper, 0.82), Letter: "#ffffff", shape: (i + i/len(t.Players)) % playerShapes, paper: t.Paper}
	if contrast(fill, "#ffffff") < 3.5 {
		l.Letter = "#111111"
	}
	return l
}

// counterpart returns this theme's colour for one of the light theme's colours of players, and any other colour as it is.
func (t *Theme) counterpart(c Color) Color {
	for i, light := range Light.Players {
		if strings.EqualFold(string(c), string(light)) && i < len(t.Players) {
			return t.Players[i]
		}
	}
	return c
}

// stand returns a colour that has at least the given contrast with the paper: the colour itself, or one nearer to the ink.
func (t *Theme) stand(c Color, least float64) Color {
	for share := 0.0; share < 1; share += 0.04 {
		if d := blend(c, t.Ink, share); contrast(d, t.Paper) >= least {
			return d
		}
	}
	return t.Ink
}

// Shape names the shape of the player's nodes.
func (l PlayerLook) Shape() string {
	return [playerShapes]string{"circle", "diamond", "hexagon", "triangle", "pentagon"}[l.shape]
}

// Mark draws a node of the player around p.
func (l PlayerLook) Mark(p Point, letter string) []Item {
	style := Style{Fill: Plain(l.Fill), Stroke: l.paper, Width: 1.2}
	var shape Item
	switch r := float64(nodeRadius); l.shape {
	case 0:
		shape = Circle{At: p, Radius: r, Style: style}
	case 1:
		shape = Polygon{Rings: [][]Point{regular(p, 4, r*1.25, 0)}, Style: style}
	case 2:
		shape = Polygon{Rings: [][]Point{regular(p, 6, r*1.12, 0.5)}, Style: style}
	case 3:
		shape = Polygon{Rings: [][]Point{regular(Point{p.X, p.Y + 1.5}, 3, r*1.42, 0)}, Style: style}
	default:
		shape = Polygon{Rings: [][]Point{regular(Point{p.X, p.Y + 0.6}, 5, r*1.16, 0)}, Style: style}
	}
	size := float64(fontLetter)
	if len([]rune(letter)) > 1 {
		size = 8.5
	}
	drop := 0.36 * size
	if l.shape == 3 {
		drop += 1.5
	}
	return []Item{shape, Text{At: Point{p.X, p.Y + drop}, Text: letter, Size: size, Bold: true, Color: l.Letter, Anchor: Middle}}
}

// regular returns a polygon with equal sides, a corner of it straight above the middle, or turned by a share of a side.
func regular(p Point, corners int, radius, turn float64) []Point {
	out := make([]Point, corners)
	for k := range out {
		a := 2 * math.Pi * (float64(k) + turn) / float64(corners)
		out[k] = Point{p.X + radius*math.Sin(a), p.Y - radius*math.Cos(a)}
	}
	return out
}

// ChanceMark draws a node of chance around p: a square.
func (t *Theme) ChanceMark(p Point) []Item {
	const half = 7.5
	return []Item{Rect{X: p.X - half, Y: p.Y - half, W: 2 * half, H: 2 * half, Style: Style{Fill: Plain(t.Chance), Stroke: t.Paper, Width: 1.2}}}
}

// rgb returns the parts of a colour, from 0 to 255.
func rgb(c Color) (parts [3]float64, ok bool) {
	if len(c) != 7 || c[0] != '#' {
		return parts, false
	}
	v, err := strconv.ParseUint(string(c[1:]), 16, 32)
	if err != nil {
		return parts, false
	}
	return [3]float64{float64(v >> 16), float64(v >> 8 & 255), float64(v & 255)}, true
}

// blend mixes two colours; share is that of the second.
func blend(a, b Color, share float64) Color {
	x, _ := rgb(a)
	y, _ := rgb(b)
	mix := func(k int) int { return int(math.Round(x[k]*(1-share) + y[k]*share)) }
	return Color(fmt.Sprintf("#%02x%02x%02x", mix(0), mix(1), mix(2)))
}

// contrast is that of two colours as WCAG 2.2 measures it, from 1 to 21.
func contrast(a, b Color) float64 {
	light := func(c Color) float64 {
		parts, _ := rgb(c)
		for k, v := range parts {
			if v /= 255; v <= 0.04045 {
				parts[k] = v / 12.92
			} else {
				parts[k] = math.Pow((v+0.055)/1.055, 2.4)
			}
		}
		return 0.2126*parts[0] + 0.7152*parts[1] + 0.0722*parts[2]
	}
	x, y := light(a), light(b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}
