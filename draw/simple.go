package draw

import "math"

// Simplified returns the scene with points of lines and outlines left out that lie within the given distance, in pixels, of what is
// drawn without them (Douglas and Peucker 1973).
func (s *Scene) Simplified(within float64) *Scene {
	out := *s
	out.Items = simplified(s.Items, within)
	return &out
}

func simplified(items []Item, within float64) []Item {
	out := make([]Item, len(items))
	for i, it := range items {
		switch it := it.(type) {
		case Group:
			it.Items = simplified(it.Items, within)
			out[i] = it
		case Polygon:
			rings := make([][]Point, len(it.Rings))
			for k, ring := range it.Rings {
				rings[k] = simpleRing(ring, within)
			}
			it.Rings = rings
			out[i] = it
		case Line:
			it.Points = simpleLine(it.Points, within)
			out[i] = it
		default:
			out[i] = it
		}
	}
	return out
}

// simpleRing keeps the first point of a ring and the one farthest from it.
func simpleRing(ring []Point, within float64) []Point {
	if len(ring) < 5 {
		return ring
	}
	far, most := 0, -1.0
	for i, p := range ring {
		if d := math.Hypot(p.X-ring[0].X, p.Y-ring[0].Y); d > most {
			far, most = i, d
		}
	}
	there := simpleLine(ring[:far+1], within)
	back := simpleLine(append(append([]Point{}, ring[far:]...), ring[0]), within)
	return append(there[:len(there)-1:len(there)-1], back[:len(back)-1]...)
}

// simpleLine keeps both ends, and of the points between the farthest from the line through them where that is too far.
func simpleLine(line []Point, within float64) []Point {
	if len(line) < 3 {
		return line
	}
	a, b := line[0], line[len(line)-1]
	far, most := 0, within
	for i := 1; i < len(line)-1; i++ {
		if d := fromSegment(line[i], a, b); d > most {
			far, most = i, d
		}
	}
	if far == 0 {
		return []Point{a, b}
	}
	first := simpleLine(line[:far+1], within)
	return append(first[:len(first)-1:len(first)-1], simpleLine(line[far:], within)...)
}

// fromSegment is the distance of a point from the segment between two others.
func fromSegment(p, a, b Point) float64 {
	x, y := b.X-a.X, b.Y-a.Y
	t := 0.0
	if n := x*x + y*y; n > 0 {
		t = math.Min(math.Max(((p.X-a.X)*x+(p.Y-a.Y)*y)/n, 0), 1)
	}
	return math.Hypot(p.X-a.X-t*x, p.Y-a.Y-t*y)
}
