package report

import (
	"fmt"

	"parley/draw"
	"parley/regime"
)

// Scene lays the map out as a picture.
func (d *Mapped) Scene(theme *draw.Theme) *draw.Scene { return d.scene(theme, false) }

// scene lays it out, with a brief legend where a table has the same whole.
func (d *Mapped) scene(theme *draw.Theme, brief bool) *draw.Scene {
	m := draw.RegimeMap{ID: "parley-map", Brief: brief, Title: d.title() + ": " + d.axisName(d.X) + " and " + d.axisName(d.Y), Finding: d.finding(), Theme: theme, LegendTitle: upper(d.headline()),
		X: d.mapAxis(d.X), Y: d.mapAxis(d.Y), Notes: d.limits()}
	m.Notes = append(m.Notes, d.formulaNotes()...)
	for i := range d.Regimes {
		m.Regimes = append(m.Regimes, d.mapRegime(i))
	}
	for _, g := range d.Regions {
		rings := [][]draw.Point{points(g.Outer)}
		for _, h := range g.Holes {
			rings = append(rings, points(h))
		}
		m.Regions = append(m.Regions, draw.MapRegion{Regime: g.Regime, Rings: rings})
	}
	for _, b := range d.Boundaries {
		m.Lines = append(m.Lines, points(b.Line))
	}
	if d.Box != nil {
		box := points(d.Box[:])
		m.Box = &[2]draw.Point{box[0], box[1]}
		m.BoxText = "the params' own ranges: " + d.rangeText(d.X) + ", " + d.rangeText(d.Y)
	}
	if d.At.X >= 0 && d.At.X <= 1 && d.At.Y >= 0 && d.At.Y <= 1 {
		m.Baseline = &draw.Point{X: d.At.X, Y: d.At.Y}
		m.BaseText = fmt.Sprintf("the baseline: %s = %s, %s = %s", d.axisName(d.X), Number(d.Map.Baseline[d.X.Param]), d.axisName(d.Y), Number(d.Map.Baseline[d.Y.Param]))
	}
	return m.Scene()
}

func (d *Mapped) rangeText(a regime.Axis) string {
	p := d.Model.Params[a.Param]
	return fmt.Sprintf("%s %s to %s%s", p.Name, Number(p.Dist.Low), Number(p.Dist.High), widenedMark(&p))
}

func points(list []regime.Vertex) []draw.Point {
	out := make([]draw.Point, len(list))
	for i, v := range list {
		out[i] = draw.Point{X: v.X, Y: v.Y}
	}
	return out
}

func (d *Mapped) mapAxis(a regime.Axis) draw.MapAxis {
	p := d.Model.Params[a.Param]
	return draw.MapAxis{Name: Plain(p.Name), About: Plain(p.About), Low: a.Low.Float(), High: a.High.Float()}
}

// mapRegime is a regime with its entry in the legend.
func (d *Mapped) mapRegime(i int) draw.MapRegime {
	r := &d.Regimes[i]
	out := draw.MapRegime{Letter: letter(i), Name: Plain(d.regimes[i])}
	if r.Kind == regime.Solved {
		out.Looks = []int{}
		for k, c := range r.Classes {
			if k == 0 || r.Classes[k-1] != c {
				out.Looks = append(out.Looks, c)
			}
		}
	}
	if n := len(r.Classes); r.Kind == regime.Solved && n != 1 {
		out.Count = fmt.Sprint(n)
		out.Name = Count(n, "equilibrium", "equilibria")
	}
	if len(r.Classes) > 1 {
		for _, c := range out.Looks {
			text := Plain(d.classes[c])
			if n := times(r.Classes, c); n > 1 {
				text += fmt.Sprintf(" (%d of this kind)", n)
			}
			out.Detail = append(out.Detail, draw.Entry{Text: text, Look: &c})
		}
	}
	text := shareText(r.Share) + " of the map"
	if d.Box != nil && r.Inside > 1e-9 {
		text += ", " + shareText(r.Inside) + " of the params' own ranges"
	}
	out.Detail = append(out.Detail, draw.Entry{Text: text, Faint: true})
	if c := d.condition(i); c != "" {
		out.Detail = append(out.Detail, draw.Entry{Text: c})
	}
	texts, queries := d.asked()
	for q := len(d.Questions); q < len(texts); q++ { // those of the command line
		if r.Kind == regime.Solved {
			out.Detail = append(out.Detail, draw.Entry{Text: texts[q] + ": " + spanText(queries[q], r.Answers[q])})
		}
	}
	return out
}

// finding says in a sentence what the map shows.
func (d *Mapped) finding() string {
	text := upper(d.headline()) + " over " + d.plane() + ". "
	return text + d.where()
}
