package regime

import (
	"cmp"
	"math"
	"slices"
)

// A step is a straight piece of a boundary, with the regimes to its left and right. Steps along the edge of the map have
// nowhere to their right.
type step struct {
	from, to    vertex
	left, right label
}

// steps returns all boundaries in straight pieces. A cell whose border is crossed twice is divided by the chord, one that is crossed more often
// by spokes from its middle. What lies on the two sides of an edge of cells is told by points of that edge, which both cells
// share; so the pieces fit together.
func (w *world) steps(cells []cell) []step {
	var out []step
	for i := range cells {
		cross := w.crossings(&cells[i])
		if len(cross) == 2 {
			out = append(out, step{cross[0].at, cross[1].at, cross[0].before, cross[0].after})
			continue
		}
		c := &cells[i]
		middle := vertex{2*c.at.x + c.n, 2*c.at.y + c.n}
		for _, x := range cross {
			out = append(out, step{x.at, middle, x.before, x.after})
		}
	}
	return append(out, w.rim(cells)...)
}

// rim returns the edge of the map, counter-clockwise, in pieces that lie in one regime each.
func (w *world) rim(cells []cell) []step {
	var crossed []crossing
	for i := range cells {
		for k, side := range cells[i].sides() {
			outer := k == 0 && side.from.y == 0 || k == 1 && side.from.x == w.size || k == 2 && side.from.y == w.size || k == 3 && side.from.x == 0
			if !outer {
				continue
			}
			w.split(side, func(e edge) {
				from, to := w.known[e.from], w.known[e.to()]
				if k >= 2 {
					from, to = to, from
				}
				if from != to {
					a, b := e.from.vertex(), e.to().vertex()
					crossed = append(crossed, crossing{vertex{(a.x + b.x) / 2, (a.y + b.y) / 2}, from, to})
				}
			})
		}
	}
	end := 2 * w.size
	for _, corner := range []vertex{{0, 0}, {end, 0}, {end, end}, {0, end}} {
		l := w.known[spot{corner.x / 2, corner.y / 2}]
		crossed = append(crossed, crossing{corner, l, l})
	}
	along := func(v vertex) int64 { // the way from the lower left corner
		e := int64(end)
		switch {
		case v.y == 0 && v.x < end:
			return int64(v.x)
		case v.x == end && v.y < end:
			return e + int64(v.y)
		case v.y == end && v.x > 0:
			return 2*e + e - int64(v.x)
		}
		return 3*e + e - int64(v.y)
	}
	slices.SortFunc(crossed, func(a, b crossing) int { return cmp.Compare(along(a.at)%(4*int64(end)), along(b.at)%(4*int64(end))) })
	var out []step
	for i, c := range crossed {
		out = append(out, step{c.at, crossed[(i+1)%len(crossed)].at, c.after, nowhere})
	}
	return out
}

// A chain is a boundary from one junction to another, or closed.
type chain struct {
	points      []vertex // closed: the first again at the end
	line        []vertex // without those that lie on the line between others
	left, right label
}

func (c *chain) closed() bool { return c.points[0] == c.points[len(c.points)-1] }

// A turn is a step with its direction.
type turn struct {
	step int
	back bool
}

// chains joins steps end to end between vertices at which they do not simply go on: where more than two meet, and at the corners
// of the map, whose coordinates are 0 and end.
func chains(steps []step, end int32) []chain {
	at := map[vertex][]turn{}
	for i, s := range steps {
		at[s.from] = append(at[s.from], turn{i, false})
		at[s.to] = append(at[s.to], turn{i, true})
	}
	used := make([]bool, len(steps))
	start := func(t turn) (from, to vertex, left, right label) {
		s := steps[t.step]
		if t.back {
			return s.to, s.from, s.right, s.left
		}
		return s.from, s.to, s.left, s.right
	}
	through := func(v vertex) bool { // two steps with the same sides meet
		t := at[v]
		if len(t) != 2 || (v.x == 0 || v.x == end) && (v.y == 0 || v.y == end) {
			return false
		}
		_, _, l0, r0 := start(t[0])
		_, _, l1, r1 := start(t[1])
		return l0 == r1 && r0 == l1
	}
	follow := func(t turn) chain {
		from, to, left, right := start(t)
		c := chain{points: []vertex{from}, left: left, right: right}
		for {
			used[t.step] = true
			c.points = append(c.points, to)
			if !through(to) || to == c.points[0] {
				return c
			}
			next := at[to][0]
			if used[next.step] {
				next = at[to][1]
			}
			if used[next.step] {
				return c
			}
			t = next
			_, to, _, _ = start(t)
		}
	}
	var out []chain
	for i, s := range steps {
		for _, t := range []turn{{i, false}, {i, true}} {
			if from, _, _, _ := start(t); !used[i] && !through(from) {
				out = append(out, follow(t))
			}
		}
		_ = s
	}
	for i := range steps { // closed ones
		if !used[i] {
			out = append(out, follow(turn{i, false}))
		}
	}
	for i := range out {
		out[i].line = straighten(out[i].points)
	}
	return out
}

// straighten leaves out vertices within half a step of the lattice of the line between those that stay (Douglas
// and Peucker 1973). Of a closed curve the first vertex stays, and the one farthest from it.
func straighten(points []vertex) []vertex {
	if len(points) < 3 {
		return points
	}
	keep := make([]bool, len(points))
	keep[0], keep[len(points)-1] = true, true
	var cut func(i, j int)
	cut = func(i, j int) {
		worst, at := 1.0, -1
		for k := i + 1; k < j; k++ {
			if d := distance(points[k], points[i], points[j]); d > worst {
				worst, at = d, k
			}
		}
		if at >= 0 {
			keep[at] = true
			cut(i, at)
			cut(at, j)
		}
	}
	cut(0, len(points)-1)
	var out []vertex
	for i, k := range keep {
		if k {
			out = append(out, points[i])
		}
	}
	return out
}

// distance is that of p from the segment from a to b.
func distance(p, a, b vertex) float64 {
	px, py := float64(p.x-a.x), float64(p.y-a.y)
	bx, by := float64(b.x-a.x), float64(b.y-a.y)
	long := bx*bx + by*by
	if long == 0 {
		return math.Hypot(px, py)
	}
	t := min(max((px*bx+py*by)/long, 0), 1)
	return math.Hypot(px-t*bx, py-t*by)
}

// A ring is a closed curve with one regime to its left.
type ring struct {
	of     label
	points []vertex // the last is joined to the first
	area   int64    // twice, in half steps squared; negative if the ring goes clockwise
}

// A half is a chain in one direction.
type half struct {
	chain int
	back  bool
}

// rings follows the chains around every region. Where several go on with the same regime to the left, it takes the sharpest turn to
// the left, so that a regime that meets itself in a point has two regions there.
func rings(list []chain) []ring {
	leaving := map[vertex][]half{}
	line := func(h half) []vertex {
		l := list[h.chain].line
		if h.back {
			l = slices.Clone(l)
			slices.Reverse(l)
		}
		return l
	}
	of := func(h half) label {
		if h.back {
			return list[h.chain].right
		}
		return list[h.chain].left
	}
	var all []half
	for i := range list {
		for _, h := range []half{{i, false}, {i, true}} {
			if of(h) != nowhere {
				all = append(all, h)
				leaving[line(h)[0]] = append(leaving[line(h)[0]], h)
			}
		}
	}
	used := map[half]bool{}
	var out []ring
	for _, first := range all {
		if used[first] {
			continue
		}
		r := ring{of: of(first)}
		for h := first; ; {
			used[h] = true
			l := line(h)
			r.points = append(r.points, l[:len(l)-1]...)
			end := l[len(l)-1]
			best, sharpest := half{-1, false}, math.Inf(1)
			for _, next := range leaving[end] {
				if of(next) != r.of || used[next] && next != first {
					continue
				}
				n := line(next)
				if a := turning(l[len(l)-2], end, n[1]); a < sharpest {
					best, sharpest = next, a
				}
			}
			if best.chain < 0 || best == first {
				break
			}
			h = best
		}
		r.area = area(r.points)
		out = append(out, r)
	}
	return out
}

// turning is by how much one turns clockwise at b, coming from a and going to c: from a sharp turn to the left, almost
// back, at 0, up to 2π.
func turning(a, b, c vertex) float64 {
	in := math.Atan2(float64(a.y-b.y), float64(a.x-b.x))
	out := math.Atan2(float64(c.y-b.y), float64(c.x-b.x))
	d := math.Mod(in-out+4*math.Pi, 2*math.Pi)
	if d < 1e-12 {
		d = 2 * math.Pi
	}
	return d
}

func area(points []vertex) int64 {
	var sum int64
	for i, p := range points {
		q := points[(i+1)%len(points)]
		sum += int64(p.x)*int64(q.y) - int64(q.x)*int64(p.y)
	}
	return sum
}
