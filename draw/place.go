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

// letters writes into each region its letter and, where there is room, its name.
func (l *mapper) letters() {
	r := l.raster()
	if l.Baseline != nil {
		r.block(l.Baseline.X*mapSide, l.Baseline.Y*mapSide, 14)
	}
	g := len(l.items)
	named := map[int]bool{}
	for k, reg := range l.Regions { // large ones first within a regime
		reg := reg
		m := l.Regimes[reg.Regime]
		letter := m.Letter
		if m.Count != "" {
			letter += " " + m.Count
		}
		done := false
		if !named[reg.Regime] {
			for _, size := range []struct{ letter, name, width float64 }{{26, 15, 230}, {22, 14, 170}, {20, 13, 130}, {18, 12, 104}, {16, 11, 86}} {
				lines := Wrap(m.Name, size.name, true, size.width)
				if len(lines) > 5 {
					continue
				}
				w := Width(letter, size.letter, true) + size.letter*0.6
				for _, s := range lines {
					w = math.Max(w, Width(s, size.name, true))
				}
				h := size.letter*1.35 + float64(len(lines))*size.name*1.25 + 6
				if x, y, room, ok := r.find(k, w, h); ok && room >= 4 {
					p := Point{mapLeft + x, l.top + mapSide - y}
					l.badge(Point{p.X, p.Y - h/2 + size.letter*0.68}, letter, size.letter)
					ly := p.Y - h/2 + size.letter*1.35 + 2
					for _, s := range lines {
						ly += size.name * 1.25
						l.add(Text{At: Point{p.X, ly - size.name*0.15}, Text: s, Size: size.name, Bold: true, Color: l.theme.Ink, Halo: l.theme.Paper, Anchor: Middle})
					}
					named[reg.Regime], done = true, true
					break
				}
			}
		}
		for _, size := range []float64{20, 16, 12, 9} {
			if done {
				break
			}
			if x, y, _, ok := r.find(k, Width(letter, size, true)+size*0.6, size*1.35); ok {
				l.badge(Point{mapLeft + x, l.top + mapSide - y}, letter, size)
				done = true
			}
		}
	}
	items := append([]Item{}, l.items[g:]...)
	l.items = append(l.items[:g], Group{ID: "letters", Items: items})
}
