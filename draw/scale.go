package draw

import (
	"math"
	"slices"
)

// Scaled returns the scene with all lengths multiplied by a factor. Hatches keep their size.
func (s *Scene) Scaled(by float64) *Scene {
	out := *s
	out.Width, out.Height = s.Width*by, s.Height*by
	out.Items = placed(s.Items, by, 0)
	return &out
}

// placed scales items and moves them down.
func placed(items []Item, by, down float64) []Item {
	point := func(p Point) Point { return Point{p.X * by, p.Y*by + down} }
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
			it.Items = placed(it.Items, by, down)
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
			out[i] = Rect{it.X * by, it.Y*by + down, it.W * by, it.H * by, it.Round * by, style(it.Style)}
		case Circle:
			out[i] = Circle{point(it.At), it.Radius * by, style(it.Style)}
		case Text:
			it.At, it.Size = point(it.At), it.Size*by
			out[i] = it
		}
	}
	return out
}

// Stack sets scenes below each other on pages of a size, as many as a page holds; one that is larger than a page is made smaller. Pages bear
// the titles of their first scenes. Ids of scenes below the first are prefixes of those of their groups.
func Stack(scenes []*Scene, width, height float64) []*Scene {
	var out []*Scene
	free := 0.0
	for k, s := range scenes {
		if by := math.Min(1, math.Min(width/s.Width, height/s.Height)); by < 1 {
			s = s.Scaled(by)
		}
		if k == 0 || s.Height > free {
			page := *s
			page.Items = slices.Clone(s.Items)
			out = append(out, &page)
			free = height - s.Height
			continue
		}
		page := out[len(out)-1]
		page.Items = append(page.Items, Group{ID: s.ID, Title: s.Title, Items: placed(s.Items, 1, page.Height)})
		page.Width, page.Height = math.Max(page.Width, s.Width), page.Height+s.Height
		free -= s.Height
	}
	return out
}
