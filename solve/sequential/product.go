package sequential

import (
	"slices"
	"strconv"
	"strings"

	"parley/internal/partition"
)

// A component is a connected set of solutions of one part.
type component struct {
	id     int
	cells  []*cell // those that are not in the closure of another one
	all    []*cell
	spots  []place // members at corners
	member place
	// masks are, by position in und, the actions that are used somewhere in it.
	masks []mask
	point bool     // it is a single point
	spans [][]span // see boxes; nil until asked for
}

// A span is a range of probabilities, with a margin above the rounding error.
type span struct{ lo, hi float64 }

// boxes returns bounds, by position in und and in alive, of the probabilities that m decides; nil where it
// decides nothing.
func (m *component) boxes(s *search) [][]span {
	if m.spans != nil {
		return m.spans
	}
	const margin = 1e-9
	m.spans = make([][]span, len(s.und))
	for i := range m.spans {
		if m.cells[0].supports[i] == nil {
			continue
		}
		box := make([]span, len(s.und[i].alive))
		for a := range box {
			box[a] = span{1, 0}
			for _, c := range m.cells {
				lo, hi := c.play(i, a)
				box[a] = span{min(box[a].lo, lo-margin), max(box[a].hi, hi+margin)}
			}
		}
		m.spans[i] = box
	}
	return m.spans
}

// play bounds the probability of the a-th action at the i-th information set over the cell.
func (c *cell) play(i, a int) (lo, hi float64) {
	q := c.b.sigma[i][a]
	if v, ok := q.Constant(); ok { // also where it is not used
		return v.Float(), v.Float()
	}
	if x, ok := q.Variable(); ok {
		return c.piece.Low[x].Float(), c.piece.High[x].Float()
	}
	if c.piece.Dimension == 0 {
		v := q.Eval(c.piece.Point).Float()
		return v - float64(len(c.supports[i]))*c.piece.Radius, v + float64(len(c.supports[i]))*c.piece.Radius
	}
	return 0, 1
}

// distant tells whether the boxes of two products have no point in common, as most have none.
func (s *search) distant(a, b []*component) bool {
	for _, m := range a {
		for _, o := range b {
			if m == o {
				continue
			}
			x, y := m.boxes(s), o.boxes(s)
			for i := range x {
				if x[i] == nil || y[i] == nil {
					continue
				}
				for k := range x[i] {
					if x[i][k].hi < y[i][k].lo || y[i][k].hi < x[i][k].lo {
						return true
					}
				}
			}
		}
	}
	return false
}

func (s *search) newComponent(cells []*cell) *component {
	s.components++
	m := &component{id: s.components, cells: cells, all: cells, member: place{cells[0], cells[0].piece.Point}, masks: make([]mask, len(s.und))}
	for _, c := range cells {
		for i := range m.masks {
			m.masks[i] = m.masks[i].or(c.masks[i])
		}
	}
	m.point = len(cells) == 1 && cells[0].piece.Dimension == 0 && cells[0].piece.Vertices == nil
	for _, c := range cells {
		for _, x := range c.extremes() {
			m.spots = append(m.spots, place{c, x})
		}
	}
	return m
}

func (m *component) dimension() int {
	most := 0
	for _, c := range m.cells {
		most = max(most, c.piece.Dimension)
	}
	return most
}

// atMember is the component with its member as the only spot.
func (m *component) atMember() *component {
	c := *m
	c.spots = []place{m.member}
	return &c
}

// combine returns the connected sets of equilibria: for each point of a path, every combination of its
// blocks' components, joined with those that they touch.
func (s *search) combine() []factor {
	var items [][]*component
	full := false
	for _, p := range s.pathList {
		for _, pt := range p.points {
			parts := [][]*component{s.connected(pt.core.cells)}
			for _, bl := range pt.blocks {
				if len(bl.cells) == 0 || len(pt.core.cells) == 0 {
					parts = nil
					break
				}
				parts = append(parts, s.connected(bl.cells))
			}
			chosen := make([]*component, len(parts))
			var choose func(i int)
			choose = func(i int) {
				if full {
					return
				}
				if i == len(parts) {
					items = append(items, slices.Clone(chosen))
					full = len(items) > maxSets
					return
				}
				for _, m := range parts[i] {
					chosen[i] = m
					choose(i + 1)
				}
			}
			if parts != nil {
				choose(0)
			}
		}
	}
	if full {
		s.stop(tooManySets)
	}
	for _, whole := range s.connected(s.cells) {
		items = append(items, []*component{whole})
	}
	return s.touching(items)
}

// touching groups items that touch.
func (s *search) touching(items [][]*component) []factor {
	parts := partition.New(len(items))
	t := &toucher{s: s, known: map[string]bool{}, corners: map[string][]*point{}}
	for i := range items {
		if i%64 == 0 && s.ctx.Err() != nil {
			s.apart = true
			break
		}
		for j := range i {
			if parts.Find(i) != parts.Find(j) && t.touch(items[i], items[j]) {
				parts.Unite(i, j)
			}
		}
	}
	var out []factor
	for _, members := range parts.Groups() {
		var f factor
		for _, i := range members {
			f = append(f, items[i])
		}
		out = append(out, f)
	}
	return out
}

// A toucher tells whether products of components touch, and remembers what it has found out.
type toucher struct {
	s       *search
	known   map[string]bool
	corners map[string][]*point
}

// touch tells whether the closures of two items have a point in common, as far as that can be seen.
func (t *toucher) touch(a, b []*component) bool {
	points := func(list []*component) bool {
		return !slices.ContainsFunc(list, func(m *component) bool { return !m.point })
	}
	if points(a) && points(b) {
		return false // different supports or different solutions
	}
	for i := range a[0].masks {
		x, y := mask{}, mask{}
		for _, m := range a {
			x = x.or(m.masks[i])
		}
		for _, m := range b {
			y = y.or(m.masks[i])
		}
		if x != (mask{}) && !x.meets(y) {
			return false
		}
	}
	if t.s.distant(a, b) {
		return false
	}
	// What both have in common needs no look; the rest falls into clusters of parts that overlap.
	var rest []*component
	var side []bool
	for k, list := range [][]*component{a, b} {
		other := [][]*component{b, a}[k]
		for _, m := range list {
			if !slices.Contains(other, m) {
				rest, side = append(rest, m), append(side, k == 1)
			}
		}
	}
	for _, cluster := range clusters(rest) {
		var x, y []*component
		for _, k := range cluster {
			if side[k] {
				y = append(y, rest[k])
			} else {
				x = append(x, rest[k])
			}
		}
		if len(x) == 0 || len(y) == 0 || !t.meet(x, y) {
			return false
		}
	}
	return true
}

// clusters groups components that decide play at the same information set or the same belief.
func clusters(list []*component) [][]int {
	parts := partition.New(len(list))
	for i := range list {
		for j := range i {
			if parts.Find(i) != parts.Find(j) && list[i].overlaps(list[j]) {
				parts.Unite(i, j)
			}
		}
	}
	return parts.Groups()
}

func (m *component) overlaps(o *component) bool {
	c, d := m.cells[0], o.cells[0]
	for i := range c.supports {
		if c.supports[i] != nil && d.supports[i] != nil {
			return true
		}
	}
	for cl := range c.b.weight {
		if c.b.weight[cl] != nil && d.b.weight[cl] != nil {
			return true
		}
	}
	return false
}

func names(list []*component) string {
	var b strings.Builder
	for _, m := range list {
		b.WriteString(strconv.Itoa(m.id))
		b.WriteByte(' ')
	}
	return b.String()
}

// meet tells whether two products of components that decide the same have a point of their closures in
// common.
func (t *toucher) meet(a, b []*component) bool {
	key := names(a) + "/" + names(b)
	if v, ok := t.known[key]; ok {
		return v
	}
	v := t.reach(a, b) || t.reach(b, a)
	t.known[key] = v
	return v
}

// maxCorners bounds the corners of a product that are tried.
const maxCorners = 256

// reach tells whether a corner of a is in the closure of b.
func (t *toucher) reach(a, b []*component) bool {
	s := t.s
	return slices.ContainsFunc(t.cornersOf(a), func(z *point) bool {
		return !slices.ContainsFunc(b, func(m *component) bool {
			return !slices.ContainsFunc(m.cells, func(c *cell) bool { return s.closureHas(c, z) })
		})
	})
}

func (t *toucher) cornersOf(a []*component) []*point {
	key := names(a)
	out, ok := t.corners[key]
	if ok {
		return out
	}
	places := make([]place, len(a))
	left := maxCorners
	var choose func(i int)
	choose = func(i int) {
		if left == 0 {
			t.s.apart = true
			return
		}
		if i == len(a) {
			left--
			if z, ok := t.s.pointAt(places); ok {
				out = append(out, z)
			}
			return
		}
		for _, c := range a[i].cells {
			for _, x := range c.corners() {
				places[i] = place{c, x}
				choose(i + 1)
			}
			if len(c.corners()) > 1 {
				places[i] = place{c, c.piece.Point}
				choose(i + 1)
			}
		}
	}
	choose(0)
	t.corners[key] = out
	return out
}
