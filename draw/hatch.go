package draw

import "math"

// Strokes are the lines and dots of a hatch.
type Strokes struct {
	Lines [][2]Point
	Width float64 // of the lines
	Dots  []Circle
}

// Strokes returns what a band's hatch consists of within a box, in the same places as in SVG: for back ends that have no
// patterns. What they draw has to be clipped to the shape.
func (b Band) Strokes(low, high Point) Strokes {
	s := hatchBox{low: low, high: high}
	switch b.Hatch {
	case Rising:
		s.Width = 1.6
		s.rising(0, tile)
	case Falling:
		s.Width = 1.6
		s.falling(0, tile)
	case Level:
		s.Width = 1.4
		s.level(3, tile/2)
	case Upright:
		s.Width = 1.4
		s.upright(3, tile/2)
	case Dots:
		s.dots(3, 3, 1.7)
		s.dots(9, 9, 1.7)
	case Crossed:
		s.Width = 1
		s.rising(6, tile)
		s.falling(6, tile)
	case Grid:
		s.Width = 1.2
		s.level(6, tile)
		s.upright(6, tile)
	case Dashes:
		s.Width = 1.8
		s.dashes(1, 3)
		s.dashes(7, 9)
	case Sparse:
		s.Width = 1
		s.rising(0, 2*tile)
	}
	return s.Strokes
}

type hatchBox struct {
	low, high Point
	Strokes
}

// multiples calls f for every number from low to high that leaves the rest when divided by step.
func multiples(low, high, rest, step float64, f func(float64)) {
	for k := math.Ceil((low - rest) / step); k*step+rest <= high; k++ {
		f(k*step + rest)
	}
}

func (s *hatchBox) line(a, b Point) { s.Lines = append(s.Lines, [2]Point{a, b}) }

// rising adds the lines on which x+y leaves a rest.
func (s *hatchBox) rising(rest, step float64) {
	multiples(s.low.X+s.low.Y, s.high.X+s.high.Y, rest, step, func(c float64) {
		a, b := math.Max(s.low.X, c-s.high.Y), math.Min(s.high.X, c-s.low.Y)
		s.line(Point{a - 1, c - a + 1}, Point{b + 1, c - b - 1})
	})
}

// falling adds the lines on which x-y leaves a rest.
func (s *hatchBox) falling(rest, step float64) {
	multiples(s.low.X-s.high.Y, s.high.X-s.low.Y, rest, step, func(c float64) {
		a, b := math.Max(s.low.X, c+s.low.Y), math.Min(s.high.X, c+s.high.Y)
		s.line(Point{a - 1, a - c - 1}, Point{b + 1, b - c + 1})
	})
}

func (s *hatchBox) level(rest, step float64) {
	multiples(s.low.Y-1, s.high.Y+1, rest, step, func(y float64) { s.line(Point{s.low.X, y}, Point{s.high.X, y}) })
}

func (s *hatchBox) upright(rest, step float64) {
	multiples(s.low.X-1, s.high.X+1, rest, step, func(x float64) { s.line(Point{x, s.low.Y}, Point{x, s.high.Y}) })
}

func (s *hatchBox) dots(x0, y0, radius float64) {
	multiples(s.low.Y-2, s.high.Y+2, y0, tile, func(y float64) {
		multiples(s.low.X-2, s.high.X+2, x0, tile, func(x float64) {
			s.Dots = append(s.Dots, Circle{At: Point{x, y}, Radius: radius})
		})
	})
}

// dashes adds rows of strokes of half a tile.
func (s *hatchBox) dashes(x0, y0 float64) {
	multiples(s.low.Y-1, s.high.Y+1, y0, tile, func(y float64) {
		multiples(s.low.X-tile, s.high.X, x0, tile, func(x float64) { s.line(Point{x, y}, Point{x + tile/2, y}) })
	})
}

// Stripes returns where within a box each band of a paint shows: all of it for a single one.
func (p Paint) Stripes(low, high Point) [][][]Point {
	if len(p) == 1 {
		return [][][]Point{{{low, {high.X, low.Y}, high, {low.X, high.Y}}}}
	}
	out := make([][][]Point, len(p))
	side := float64(bandStep * len(p))
	for i := range p {
		multiples(low.X-high.Y-side, high.X-low.Y, float64(bandStep*i), side, func(c float64) { // c <= x-y < c+bandStep
			out[i] = append(out[i], []Point{{c + low.Y, low.Y}, {c + bandStep + low.Y, low.Y}, {c + bandStep + high.Y, high.Y}, {c + high.Y, high.Y}})
		})
	}
	return out
}

// bandStep is how wide a band is, along either axis.
const bandStep = 2 * tile

// Bounds returns the box around rings.
func Bounds(rings [][]Point) (low, high Point) {
	low, high = Point{math.Inf(1), math.Inf(1)}, Point{math.Inf(-1), math.Inf(-1)}
	for _, ring := range rings {
		for _, p := range ring {
			low = Point{math.Min(low.X, p.X), math.Min(low.Y, p.Y)}
			high = Point{math.Max(high.X, p.X), math.Max(high.Y, p.Y)}
		}
	}
	return low, high
}

// Outline returns a rectangle or a disc as a polygon fine enough for print.
func Outline(it Item) []Point {
	switch it := it.(type) {
	case Circle:
		return arc(nil, it.At, it.Radius, 0, 2*math.Pi)
	case Rect:
		r := math.Min(it.Round, math.Min(it.W, it.H)/2)
		if r <= 0 {
			return []Point{{it.X, it.Y}, {it.X + it.W, it.Y}, {it.X + it.W, it.Y + it.H}, {it.X, it.Y + it.H}}
		}
		left, right, top, bottom := it.X+r, it.X+it.W-r, it.Y+r, it.Y+it.H-r
		out := arc(nil, Point{right, top}, r, -math.Pi/2, 0)
		out = arc(out, Point{right, bottom}, r, 0, math.Pi/2)
		out = arc(out, Point{left, bottom}, r, math.Pi/2, math.Pi)
		return arc(out, Point{left, top}, r, math.Pi, 3*math.Pi/2)
	}
	return nil
}

// arc adds the points of an arc, so many that the chords lie within 1/50 pixel of it.
func arc(to []Point, at Point, r, from, until float64) []Point {
	steps := int(math.Ceil((until - from) / 2 / math.Acos(math.Max(1-0.02/r, 0))))
	steps = max(steps, 2)
	for k := range steps + 1 {
		a := from + (until-from)*float64(k)/float64(steps)
		to = append(to, Point{at.X + r*math.Cos(a), at.Y + r*math.Sin(a)})
	}
	return to
}
