package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"parley/audit"
	"parley/draw"
	"parley/num"
	"parley/query"
)

// mostRangeRows is how many params a chart has.
const mostRangeRows = 6

// mostTableRows is how many params its table has.
const mostTableRows = 10

// rangesFigure shows how far single params move the answer to a question, beside its Sobol indices and the flips of
// conclusions that compare it. Nil if nothing moves it.
func (d *document) rangesFigure(i, j int) *Figure {
	m := &d.r.Models[i]
	q := &m.Questions[j]
	base := audit.AnswerBand(q.Answers)
	order := orderRows(m, q, base)
	if len(order) == 0 {
		return nil
	}
	id := rangesID(i, j)
	r := draw.Ranges{ID: id, Title: Plain(q.Text), Indices: indexed(m, q.Indices)}
	scale := &draw.RangeScale{Name: Plain(say(q.Query)) + ", one param at a time", Base: draw.RangeBand(base), BaseText: "at the baseline: " + bandText(q, base), Format: func(x float64) string { return floatText(q, x) }}
	scale.Low, scale.High = math.Inf(1), math.Inf(-1)
	if base.Defined {
		scale.Low, scale.High = base.Low, base.High
	}
	about := comparing(m, q.Query)
	r.Flips = about != nil
	g := &Grid{Caption: r.Title, Head: []string{"Param", "At its low end … at its high end"}}
	if r.Indices {
		g.Head = append(g.Head, "Total-order index", "First-order index")
	}
	more := max(0, len(order)-mostTableRows)
	for n, p := range order[:len(order)-more] {
		row, cells := d.rangeRow(i, q, base, p)
		if about != nil {
			trackRow(m, &row, about, p)
		}
		if row.Span.Defined {
			scale.Low, scale.High = math.Min(scale.Low, row.Span.Low), math.Max(scale.High, row.Span.High)
		}
		if n < mostRangeRows {
			r.Rows = append(r.Rows, row)
		}
		g.Rows = append(g.Rows, GridRow{Cells: cells})
	}
	r.Output = scale
	if more > 0 {
		g.Caption += fmt.Sprintf(" (%s move it less; parley audit --json lists them)", Count(more, "more param", ""))
	}
	r.Finding = movesMost(m, q, order)
	if n := len(order) - len(r.Rows); n > 0 {
		r.Notes = append(r.Notes, Count(n, "param", "")+" more, which "+verb(n, "matters", "matter")+" less.")
	}
	if r.Flips {
		r.Notes = append(r.Notes, "What flips is conclusion "+itoa(d.numberOf(i, about))+": “"+Plain(about.Text)+"”.")
	}
	return &Figure{ID: id, Title: r.Title, Finding: r.Finding, Table: g, Scene: func(t *draw.Theme) *draw.Scene {
		r := r
		r.Theme = t
		return r.Scene()
	}}
}

// bandText writes the answers at the baseline.
func bandText(q *audit.Question, b audit.Band) string {
	switch {
	case !b.Defined:
		return "undefined"
	case b.Near(audit.Band{Low: b.Low, High: b.Low, Defined: true}):
		return floatText(q, b.Low)
	}
	return floatText(q, b.Low) + " to " + floatText(q, b.High)
}

// movesMost says which param alone moves the answer furthest, and which matters only together with others.
func movesMost(m *audit.ModelAudit, q *audit.Question, order []int) string {
	best, width := -1, 0.0
	base := audit.AnswerBand(q.Answers)
	for k := range q.Swings {
		s := &q.Swings[k]
		if w := s.Span.High - s.Span.Low; s.Moves(base) && s.Span.Defined && w > width {
			best, width = k, w
		}
	}
	text := "No param alone moves it."
	if best >= 0 {
		s := &q.Swings[best]
		text = fmt.Sprintf("%s moves it most by itself, between %s and %s.", m.Model.Params[s.Param].Name, floatText(q, s.Span.Low), floatText(q, s.Span.High))
	}
	for _, p := range order {
		f := factorOf(m, q.Indices, p)
		if f < 0 {
			continue
		}
		s := &q.Swings[slices.IndexFunc(q.Swings, func(s audit.Swing) bool { return s.Param == p })]
		if x := q.Indices.Factors[f]; !s.Moves(base) && x.Moved > 0 && x.Total.Low >= smallIndex {
			return text + fmt.Sprintf(" %s, which alone does not move it, does together with others (ST %.2f).", m.Model.Params[p].Name, x.Total.Value)
		}
	}
	return text
}

// indexed tells whether there are indices to draw.
func indexed(m *audit.ModelAudit, d *audit.Indices) bool {
	return m.Design != nil && d != nil && d.Rows > 0 && !d.Constant()
}

// comparing returns a conclusion that compares a query and that some param flips, within its range if there is such a one; nil for
// none.
func comparing(m *audit.ModelAudit, q query.Query) *audit.Conclusion {
	var beyond *audit.Conclusion
	for i := range m.Conclusions {
		k := &m.Conclusions[i]
		about := slices.ContainsFunc(k.Parts, func(p audit.Part) bool { return p.QA.String() == q.String() || p.QB.String() == q.String() })
		switch {
		case about && len(k.Linchpins) > 0:
			return k
		case about && len(k.Beyond) > 0 && beyond == nil:
			beyond = k
		}
	}
	return beyond
}

// orderRows lists the params that matter to a question: by total-order index where there are any, then by how far they move it.
func orderRows(m *audit.ModelAudit, q *audit.Question, base audit.Band) []int {
	type item struct {
		p           int
		total, span float64
	}
	var list []item
	for k := range q.Swings {
		s := &q.Swings[k]
		x := item{p: s.Param}
		if f := factorOf(m, q.Indices, s.Param); f >= 0 && q.Indices.Factors[f].Moved > 0 {
			x.total = total(q.Indices, f)
		}
		if s.Moves(base) {
			x.span = 1e-12
			if s.Span.Defined {
				x.span += s.Span.High - s.Span.Low
			}
		}
		if x.span > 0 || x.total >= smallIndex {
			list = append(list, x)
		}
	}
	slices.SortStableFunc(list, func(a, b item) int {
		return cmp.Or(cmp.Compare(math.Round(1e6*b.total), math.Round(1e6*a.total)), cmp.Compare(b.span, a.span))
	})
	var out []int
	for _, x := range list {
		out = append(out, x.p)
	}
	return out
}

// factorOf is the factor that holds a param alone, -1 for none.
func factorOf(m *audit.ModelAudit, d *audit.Indices, p int) int {
	if !indexed(m, d) {
		return -1
	}
	return slices.IndexFunc(m.Design.Factors, func(f audit.Factor) bool { return len(f.Params) == 1 && f.Params[0] == p })
}

// rangeRow is what one param does to a question, as a row of the chart and of its table.
func (d *document) rangeRow(i int, q *audit.Question, base audit.Band, p int) (draw.RangeRow, []Cell) {
	m := &d.r.Models[i]
	x := &m.Model.Params[p]
	row := draw.RangeRow{Name: Plain(x.Name), About: rangeOf(m, p)}
	cells := []Cell{{Text: text(x.Name)}}
	s := &q.Swings[slices.IndexFunc(q.Swings, func(s audit.Swing) bool { return s.Param == p })]
	switch {
	case !s.Moves(base):
		row.Still = "alone it does not move it"
	case !s.Span.Defined:
		row.Still = "undefined"
	}
	moved := row.Still
	if row.Still == "" {
		row.AtLow, row.AtHigh, row.Span = draw.RangeBand(s.AtLow), draw.RangeBand(s.AtHigh), draw.RangeBand(s.Span)
		row.LowText, row.HighText = floatText(q, s.Span.Low), floatText(q, s.Span.High)
		moved = swingText(q, s)
	}
	cells = append(cells, Cell{Text: text(moved)})
	if indexed(m, q.Indices) {
		cells = append(cells, indexCells(m, q.Indices, p, &row)...)
	}
	return row, cells
}

// rangeOf says where a param stands and what its range is.
func rangeOf(m *audit.ModelAudit, p int) string {
	x := m.Model.Params[p].Dist
	return Number(m.Baseline[p]) + ", from " + Number(x.Low) + " to " + Number(x.High) + widenedMark(&m.Model.Params[p])
}

// indexCells fills in the indices of one param.
func indexCells(m *audit.ModelAudit, d *audit.Indices, p int, row *draw.RangeRow) []Cell {
	f := factorOf(m, d, p)
	if f < 0 || d.Factors[f].Rows == 0 {
		row.IndexText = []string{"no value found"}
		return []Cell{{Text: text("no value of it was found that respects the assumptions")}, {}}
	}
	x := d.Factors[f]
	if x.Moved == 0 {
		row.IndexText = []string{"0"}
		row.Total = &draw.RangeIndex{}
		return []Cell{{Text: text("0")}, {}}
	}
	st := estimateText(x.Total.Value, x.Total.Low, x.Total.High)
	if allFinite(x.Total.Value, x.Total.Low, x.Total.High) {
		row.Total = &draw.RangeIndex{Value: x.Total.Value, Low: x.Total.Low, High: x.Total.High}
	}
	row.IndexText = []string{"ST " + st}
	cells := []Cell{{Text: text(st)}, {}}
	if x.HasFirst {
		s1 := estimateText(x.First.Value, x.First.Low, x.First.High)
		if strings.HasPrefix(s1, "0 ") || x.First.Value < 0 {
			row.IndexText = append(row.IndexText, "S1 0 within error")
		} else {
			row.IndexText = append(row.IndexText, "S1 "+s1)
		}
		cells[1].Text = text(s1)
		if allFinite(x.First.Value, x.First.Low, x.First.High) {
			row.First = &draw.RangeIndex{Value: x.First.Value, Low: x.First.Low, High: x.First.High}
			if strings.HasPrefix(s1, "0 ") || x.First.Value < 0 { // the picture says what the text says
				row.First.Value = 0
			}
		}
	}
	return cells
}

func allFinite(list ...float64) bool {
	return !slices.ContainsFunc(list, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) })
}

// trackRow fills in where a param flips a conclusion.
func trackRow(m *audit.ModelAudit, row *draw.RangeRow, k *audit.Conclusion, p int) {
	d := m.Model.Params[p].Dist
	if !d.Low.Less(d.High) {
		return
	}
	width := d.High.Sub(d.Low)
	at := func(x num.Rat) float64 { return x.Sub(d.Low).Quo(width).Float() }
	row.Track, row.Base = true, at(m.Baseline[p])
	for n, list := range [][]audit.Linchpin{k.Linchpins, k.Beyond} {
		for _, l := range list {
			if l.Param != p {
				continue
			}
			mark := draw.RangeMark{At: at(l.FlipsAt), Up: l.Up}
			if n == 0 {
				mark.At = clamp(mark.At)
			}
			row.Marks = append(row.Marks, mark)
			side := "below "
			if l.Up {
				side = "above "
			}
			if row.FlipText == "" {
				row.FlipText = "flips "
			} else {
				row.FlipText += "; "
			}
			row.FlipText += side + flipValue(l)
			if n == 1 {
				row.FlipText += ", outside its range"
			}
			row.FlipText += ": " + faceWords[l.To]
		}
	}
	if len(row.Marks) == 0 {
		row.FlipText = "does not flip it alone"
	}
}

// flipsFigure shows where params flip a conclusion, beside its indices. Nil if there are no indices: its flips are told in words.
func (d *document) flipsFigure(i, n int, k *audit.Conclusion) *Figure {
	m := &d.r.Models[i]
	r := draw.Ranges{ID: "flips-" + itoa(n), Title: Plain(k.Text), Indices: indexed(m, k.Indices), Flips: true}
	g := &Grid{Caption: r.Title, Head: []string{"Param", "Flips"}}
	if r.Indices {
		g.Head = []string{"Param", "Total-order index", "First-order index", "Flips"}
	}
	rows := conclusionRows(m, k)
	more := max(0, len(rows)-mostTableRows)
	for c, p := range rows[:len(rows)-more] {
		row := draw.RangeRow{Name: Plain(m.Model.Params[p].Name), About: rangeOf(m, p)}
		trackRow(m, &row, k, p)
		cells := []Cell{{Text: text(m.Model.Params[p].Name)}}
		if r.Indices {
			cells = append(cells, indexCells(m, k.Indices, p, &row)...)
		}
		g.Rows = append(g.Rows, GridRow{Cells: append(cells, Cell{Text: text(row.FlipText)})})
		if c < mostRangeRows {
			r.Rows = append(r.Rows, row)
		}
	}
	if len(rows) == 0 || !r.Indices {
		return nil
	}
	if left := len(rows) - len(r.Rows); left > 0 {
		r.Notes = append(r.Notes, Count(left, "param", "")+" more, which "+verb(left, "matters", "matter")+" less.")
	}
	if more > 0 {
		g.Caption += fmt.Sprintf(" (%s less: parley audit --json lists them)", Count(more, "more param matters", "more params matter"))
	}
	r.Finding = "Which params change it alone within their ranges, and where: " + flipsText(m, k, 3)
	if r.Indices {
		if t := carriedBy(m, k.Indices); t != "" {
			r.Finding += " " + t
		}
	}
	return &Figure{ID: r.ID, Title: "What carries conclusion " + itoa(n), Finding: r.Finding, Table: g, Aside: true, Scene: func(t *draw.Theme) *draw.Scene {
		r := r
		r.Theme = t
		return r.Scene()
	}}
}

// conclusionRows lists the params that matter to a conclusion, by total-order index and then by how near they flip it.
func conclusionRows(m *audit.ModelAudit, k *audit.Conclusion) []int {
	var out []int
	add := func(p int) {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	if indexed(m, k.Indices) {
		for _, f := range byTotal(k.Indices) {
			if x := k.Indices.Factors[f]; x.Moved > 0 && x.Total.Value >= smallIndex && len(m.Design.Factors[f].Params) == 1 {
				add(m.Design.Factors[f].Params[0])
			}
		}
	}
	for _, list := range [][]audit.Linchpin{k.Linchpins, k.Beyond} {
		for _, l := range list {
			add(l.Param)
		}
	}
	return out
}
