package draw

import "math"

// Texts within regions are placed on a raster of the map: where a box of the text's size, with as much room around it as
// possible, lies wholly within the region.

// fine is the side of a square of the raster.
const fine = 4

// A raster tells for each square of the map which region holds its middle, -1 for none or for what must stay free.
type raster struct {
	n    int
	cell []int
}

func (l *mapper) raster() *raster {
	r := &raster{n: mapSide / fine}
	r.cell = make([]int, r.n*r.n)
	for i := range r.cell {
		r.cell[i] = -1
	}
	for k, reg := range l.Regions {
		for _, row := range r.rows(reg.Rings) {
			for i := row.from; i < row.to; i++ {
				r.cell[row.y*r.n+i] = k
			}
		}
	}
	return r
}

type row struct{ y, from, to int }

// rows returns the squares whose middles lie within rings, row by row from below (even-odd rule).
func (r *raster) rows(rings [][]Point) []row {
	var out []row
	for j := range r.n {
		y := (float64(j) + 0.5) / float64(r.n)
		var cuts []float64
		for _, ring := range rings {
			for i, a := range ring {
				b := ring[(i+1)%len(ring)]
				if (a.Y > y) != (b.Y > y) {
					cuts = append(cuts, a.X+(y-a.Y)/(b.Y-a.Y)*(b.X-a.X))
				}
			}
		}
		sortFloats(cuts)
		for i := 0; i+1 < len(cuts); i += 2 {
			from := int(math.Ceil(cuts[i]*float64(r.n) - 0.5))
			to := int(math.Ceil(cuts[i+1]*float64(r.n) - 0.5))
			if from = max(from, 0); from < min(to, r.n) {
				out = append(out, row{j, from, min(to, r.n)})
			}
		}
	}
	return out
}

func sortFloats(x []float64) {
	for i := 1; i < len(x); i++ {
		for j := i; j > 0 && x[j] < x[j-1]; j-- {
			x[j], x[j-1] = x[j-1], x[j]
		}
	}
}

// block keeps a disc or a line of the picture free from text.
func (r *raster) block(x, y, radius float64) {
	for j := range r.n {
		for i := range r.n {
			if math.Hypot((float64(i)+0.5)*fine-x, (float64(j)+0.5)*fine-y) < radius {
				r.cell[j*r.n+i] = -1
			}
		}
	}
}

// fence keeps the outline of a box free from text.
func (r *raster) fence(low, high Point, apart float64) {
	for j := range r.n {
		for i := range r.n {
			x, y := (float64(i)+0.5)*fine, (float64(j)+0.5)*fine
			in := func(more float64) bool {
				return x > low.X-more && x < high.X+more && y > low.Y-more && y < high.Y+more
			}
			if in(apart) && !in(-apart) {
				r.cell[j*r.n+i] = -1
			}
		}
	}
}

// find returns the middle of the roomiest place for a box of w by h pixels in region k, in pixels from the lower left corner, and how much room
// there is around it.
func (r *raster) find(k int, w, h float64) (x, y, room float64, ok bool) {
	bw, bh := int(math.Ceil(w/fine)), int(math.Ceil(h/fine))
	n := r.n
	sum := make([]int32, (n+1)*(n+1)) // of squares of the region below and left
	for j := range n {
		for i := range n {
			v := int32(0)
			if r.cell[j*n+i] == k {
				v = 1
			}
			sum[(j+1)*(n+1)+i+1] = v + sum[j*(n+1)+i+1] + sum[(j+1)*(n+1)+i] - sum[j*(n+1)+i]
		}
	}
	full := func(i, j, w, h int) bool {
		if i < 0 || j < 0 || i+w > n || j+h > n {
			return false
		}
		return sum[(j+h)*(n+1)+i+w]-sum[j*(n+1)+i+w]-sum[(j+h)*(n+1)+i]+sum[j*(n+1)+i] == int32(w*h)
	}
	best, cx, cy := -1, 0.0, 0.0
	var ties int
	for j := range n {
		for i := range n {
			m := max(best, 0)
			if !full(i-m, j-m, bw+2*m, bh+2*m) {
				continue
			}
			for full(i-m-1, j-m-1, bw+2*m+2, bh+2*m+2) {
				m++
			}
			x, y := float64(i)+float64(bw)/2, float64(j)+float64(bh)/2
			if m > best {
				best, cx, cy, ties = m, x, y, 1
			} else if ties++; true { // of several that are as good the middle one
				cx, cy = cx+x, cy+y
			}
		}
	}
	if best < 0 {
		return 0, 0, 0, false
	}
	mx, my := cx/float64(ties), cy/float64(ties)
	i, j := int(mx-float64(bw)/2), int(my-float64(bh)/2)
	if !full(i-best, j-best, bw+2*best, bh+2*best) { // the middle need not be one of them: take the nearest
		least := math.Inf(1)
		for jj := range n {
			for ii := range n {
				if d := math.Hypot(float64(ii-i), float64(jj-j)); d < least && full(ii-best, jj-best, bw+2*best, bh+2*best) {
					least = d
					mx, my = float64(ii)+float64(bw)/2, float64(jj)+float64(bh)/2
				}
			}
		}
	}
	return mx * fine, my * fine, float64(best) * fine, true
}

// A label is what stands in a region: a letter and, if there is room, the name below it.
type label struct {
	letter, name float64 // sizes
	lines        []string
	w, h         float64
}

const inset = 7 // between a label's text and its frame

// labels lists what may stand in a region of a regime, from the best.
func labels(letter, name string, named bool) []label {
	var out []label
	if named {
		for _, f := range []struct{ letter, name, width float64 }{{24, 14, 210}, {22, 13, 165}, {20, 13, 130}, {18, 12, 104}, {16, 11, 86}} {
			l := label{letter: f.letter, name: f.name, lines: Wrap(name, f.name, true, f.width)}
			if len(l.lines) > 6 {
				continue
			}
			l.w = Width(letter, f.letter, true)
			for _, s := range l.lines {
				l.w = math.Max(l.w, Width(s, f.name, true))
			}
			l.w += 2 * inset
			l.h = f.letter*1.1 + float64(len(l.lines))*f.name*1.25 + 2*inset
			out = append(out, l)
		}
	}
	for _, size := range []float64{22, 16, 12, 9} {
		out = append(out, label{letter: size, w: Width(letter, size, true) + size*0.6, h: size * 1.35})
	}
	return out
}

// letters writes into each region its letter and, where there is room, into the largest of each regime its name. Where there is no
// room for a letter, it stands nearby.
func (l *mapper) letters() {
	r := l.raster()
	if l.Baseline != nil {
		r.block(l.Baseline.X*mapSide, l.Baseline.Y*mapSide, 14)
	}
	if l.Box != nil {
		scale := func(p Point) Point { return Point{p.X * mapSide, p.Y * mapSide} }
		r.fence(scale(l.Box[0]), scale(l.Box[1]), 5)
	}
	var g Group
	g.ID = "letters"
	named := map[int]bool{}
	var left []int                  // regions without room
	for k, reg := range l.Regions { // large ones first within a regime
		m := l.Regimes[reg.Regime]
		letter := m.Letter
		if m.Count != "" {
			letter += " · " + m.Count
		}
		placed := false
		for _, t := range labels(letter, m.Name, !named[reg.Regime]) {
			x, y, room, ok := r.find(k, t.w, t.h)
			if !ok || t.lines != nil && room < 4 {
				continue
			}
			g.Items = append(g.Items, l.label(t, letter, Point{mapLeft + x, l.top + mapSide - y})...)
			r.clear(x, y, t.w, t.h)
			named[reg.Regime], placed = named[reg.Regime] || t.lines != nil, true
			break
		}
		if !placed {
			left = append(left, k)
		}
	}
	for _, k := range left {
		g.Items = append(g.Items, l.pointer(r, k)...)
	}
	l.add(g)
}

// clear keeps a box free from further text.
func (r *raster) clear(x, y, w, h float64) {
	for j := range r.n {
		for i := range r.n {
			cx, cy := (float64(i)+0.5)*fine, (float64(j)+0.5)*fine
			if math.Abs(cx-x) < w/2+fine && math.Abs(cy-y) < h/2+fine {
				r.cell[j*r.n+i] = -1
			}
		}
	}
}

// pointer writes the letter of a region that has no room for it nearby, with a line to it.
func (l *mapper) pointer(r *raster, k int) []Item {
	target := inner(l.Regions[k].Rings[0])
	letter := l.Regimes[l.Regions[k].Regime].Letter
	const size = 12
	w, h := Width(letter, size, true)+size*0.6, size*1.35
	best, bx, by := math.Inf(1), 0.0, 0.0
	free := func(x, y float64) bool {
		for dy := -h/2 - 1; dy <= h/2+1; dy += fine {
			for dx := -w/2 - 1; dx <= w/2+1; dx += fine {
				i, j := int((x+dx)/fine), int((y+dy)/fine)
				if x+dx < 0 || y+dy < 0 || i >= r.n || j >= r.n || r.cell[j*r.n+i] < 0 {
					return false
				}
			}
		}
		return true
	}
	tx, ty := target.X*mapSide, target.Y*mapSide
	for j := range r.n {
		for i := range r.n {
			x, y := (float64(i)+0.5)*fine, (float64(j)+0.5)*fine
			if d := math.Hypot(x-tx, y-ty); d > 20 && d < best && free(x, y) {
				best, bx, by = d, x, y
			}
		}
	}
	if math.IsInf(best, 1) {
		return nil
	}
	r.clear(bx, by, w, h)
	at := Point{mapLeft + bx, l.top + mapSide - by}
	line := []Point{at, l.at(target)}
	return append([]Item{
		Line{Points: line, Style: Style{Stroke: l.theme.Paper, Width: 4, Round: true}},
		Line{Points: line, Style: Style{Stroke: l.theme.Ink, Width: 1.2, Round: true}},
		Circle{At: l.at(target), Radius: 2.5, Style: Style{Fill: Plain(l.theme.Ink), Stroke: l.theme.Paper, Width: 1}},
	}, l.label(label{letter: size, w: w, h: h}, letter, at)...)
}

// inner returns a point within a ring: the middle of the longest stretch within it on a level line halfway up.
func inner(ring []Point) Point {
	low, high := math.Inf(1), math.Inf(-1)
	for _, p := range ring {
		low, high = math.Min(low, p.Y), math.Max(high, p.Y)
	}
	y := (low + high) / 2
	var cuts []float64
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		if (a.Y > y) != (b.Y > y) {
			cuts = append(cuts, a.X+(y-a.Y)/(b.Y-a.Y)*(b.X-a.X))
		}
	}
	sortFloats(cuts)
	best := Point{ring[0].X, ring[0].Y}
	widest := 0.0
	for i := 0; i+1 < len(cuts); i += 2 {
		if d := cuts[i+1] - cuts[i]; d > widest {
			widest, best = d, Point{(cuts[i] + cuts[i+1]) / 2, y}
		}
	}
	return best
}

// label draws a label around its middle.
func (l *mapper) label(t label, letter string, p Point) []Item {
	top := p.Y - t.h/2
	items := []Item{Rect{X: p.X - t.w/2, Y: top, W: t.w, H: t.h, Round: 5, Style: Style{Fill: Plain(l.theme.Paper), Stroke: l.theme.Ink, Width: 0.8}}}
	if t.lines == nil {
		return append(items, Text{At: Point{p.X, p.Y + t.letter*0.36}, Text: letter, Size: t.letter, Bold: true, Color: l.theme.Ink, Anchor: Middle})
	}
	items = append(items, Text{At: Point{p.X, top + inset + t.letter*0.8}, Text: letter, Size: t.letter, Bold: true, Color: l.theme.Ink, Anchor: Middle})
	y := top + inset + t.letter*1.1
	for _, s := range t.lines {
		y += t.name * 1.25
		items = append(items, Text{At: Point{p.X, y - t.name*0.35}, Text: s, Size: t.name, Color: l.theme.Ink, Anchor: Middle})
	}
	return items
}
