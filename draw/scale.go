package draw

// Scaled returns the scene with all lengths multiplied by a factor. Hatches keep their size.
func (s *Scene) Scaled(by float64) *Scene {
	out := *s
	out.Width, out.Height = s.Width*by, s.Height*by
	out.Items = scaled(s.Items, by)
	return &out
}

func scaled(items []Item, by float64) []Item {
	point := func(p Point) Point { return Point{p.X * by, p.Y * by} }
	points := func(list []Point) []Point {
		out := make([]Point, len(list))
		for i, p := range list {
			out[i] = point(p)
		}
		return out
	}
	style := func(s Style) Style {
		s.Width *= by
		dash := s.Dash
		s.Dash = nil
		for _, d := range dash {
			s.Dash = append(s.Dash, d*by)
		}
		return s
	}
	out := make([]Item, len(items))
	for i, it := range items {
		switch it := it.(type) {
		case Group:
			it.Items = scaled(it.Items, by)
			out[i] = it
		case Polygon:
			rings := make([][]Point, len(it.Rings))
			for k, ring := range it.Rings {
				rings[k] = points(ring)
			}
			out[i] = Polygon{rings, style(it.Style)}
		case Line:
			out[i] = Line{points(it.Points), style(it.Style)}
		case Rect:
			out[i] = Rect{it.X * by, it.Y * by, it.W * by, it.H * by, it.Round * by, style(it.Style)}
		case Circle:
			out[i] = Circle{point(it.At), it.Radius * by, style(it.Style)}
		case Text:
			it.At, it.Size = point(it.At), it.Size*by
			out[i] = it
		}
	}
	return out
}
