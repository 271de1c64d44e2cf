package report

import "parley/draw"

// Within lays a drawing out to be at most so wide, in pixels; 0 is as wide as it comes. Labels are shortened first, and
// then everything is scaled.
func (d *Drawing) Within(width int) *draw.Scene {
	if in := d.played(); tabular(in) {
		s := d.Scene()
		return Shrunk(s, width)
	}
	return within(d.Tree(), width)
}

// within lays a tree out to be at most so wide.
func within(t *draw.Tree, width int) *draw.Scene {
	s := t.Scene()
	for _, label := range []float64{140, 100, 70} {
		if width == 0 || s.Width <= float64(width) {
			return s
		}
		t.LabelWidth = label
		s = t.Scene()
	}
	return Shrunk(s, width)
}

// Shrunk scales a picture that is wider than so many pixels; 0 leaves it as it is.
func Shrunk(s *draw.Scene, width int) *draw.Scene {
	if width == 0 || s.Width <= float64(width) {
		return s
	}
	return s.Scaled(float64(width) / s.Width)
}
