package report

import "parley/draw"

// Within lays a drawing out to be at most so wide, in pixels; 0 is as wide as it comes. Labels are shortened first, and
// then everything is scaled.
func (d *Drawing) Within(width int) *draw.Scene {
	s := d.Scene()
	for _, label := range []float64{140, 100, 70} {
		if width == 0 || s.Width <= float64(width) {
			return s
		}
		d.LabelWidth = label
		s = d.Scene()
	}
	if s.Width <= float64(width) {
		return s
	}
	return s.Scaled(float64(width) / s.Width)
}
