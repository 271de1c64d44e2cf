package regime

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// A cell is a square of the lattice.
type cell struct {
	at   spot
	n    int32
	done bool // nothing more is to be refined in it, unless its border turns out to be crossed elsewhere
	seen int  // crossings of its border when it was found done
}

// A vertex is a point of the map in half steps of the lattice: the points of the lattice are even, what lies between
// two of them is odd.
type vertex struct{ x, y int32 }

func (s spot) vertex() vertex { return vertex{2 * s.x, 2 * s.y} }

// A refiner cuts the plane into cells until what happens in each is simple: it holds one regime, or two on the sides of a
// curve that is nearly straight. Where three regimes meet, and where a boundary bends, it cuts further.
//
// Work is done in rounds. A round finds out from what is known which points are needed next, looks at all of them, in any
// order, and learns what they show in a fixed order; so no result depends on the number of workers.
type refiner struct {
	*world
	cells   []cell
	because string
}

// flat is how far a boundary may lie from the straight line between two of its points, as a share of the map.
const flat = 1e-4

func (r *refiner) run(ctx context.Context) error {
	if ok, err := r.grid(ctx); err != nil || !ok {
		r.stop(ctx)
		return err
	}
	for {
		if r.count >= r.opt.Points {
			r.because = fmt.Sprintf("%d points were solved before all boundaries were followed", r.count)
			return nil
		}
		if edges := r.undecided(); len(edges) > 0 {
			if ok, err := r.bisect(ctx, edges); err != nil || !ok {
				r.stop(ctx)
				return err
			}
			continue
		}
		before := slices.Clone(r.cells)
		spots := r.needed()
		if len(spots) == 0 {
			return nil
		}
		if ok, err := r.solve(ctx, "boundaries", spots); err != nil || !ok {
			r.cells = before // the corners of the new ones are not all known
			r.stop(ctx)
			return err
		}
	}
}

func (r *refiner) stop(ctx context.Context) {
	if ctx.Err() != nil {
		r.because = fmt.Sprintf("stopped when %d points were solved", r.count)
	}
}

// grid looks at the points of the grid. Those that the time did not suffice for are of a regime of their own.
func (r *refiner) grid(ctx context.Context) (bool, error) {
	var spots []spot
	for j := range int32(r.opt.Grid) + 1 {
		for i := range int32(r.opt.Grid) + 1 {
			spots = append(spots, spot{i * r.cell, j * r.cell})
		}
	}
	ok, err := r.solve(ctx, "grid", spots)
	if err != nil {
		return false, err
	}
	for _, s := range spots {
		if _, there := r.known[s]; !there {
			r.learn(s, seen{kind: Unknown, key: "unknown", answers: nil})
		}
	}
	for j := range int32(r.opt.Grid) {
		for i := range int32(r.opt.Grid) {
			r.cells = append(r.cells, cell{at: spot{i * r.cell, j * r.cell}, n: r.cell})
		}
	}
	return ok, nil
}

// sides returns the four sides of a cell, in the order below, right, above, left.
func (c *cell) sides() [4]edge {
	return [4]edge{{c.at, c.n, false}, {spot{c.at.x + c.n, c.at.y}, c.n, true}, {spot{c.at.x, c.at.y + c.n}, c.n, false}, {c.at, c.n, true}}
}

// split calls f for the stretches of an edge between points that are known, from its first end on.
func (w *world) split(e edge, f func(e edge)) {
	if e.n > 1 {
		first, second := e.halves()
		if _, ok := w.known[second.from]; ok {
			w.split(first, f)
			w.split(second, f)
			return
		}
	}
	f(e)
}

// undecided returns the edges of cells that a boundary crosses at a place that is not found yet.
func (r *refiner) undecided() []edge {
	var out []edge
	met := map[edge]bool{}
	for i := range r.cells {
		for _, side := range r.cells[i].sides() {
			r.split(side, func(e edge) {
				if e.n > 1 && r.known[e.from] != r.known[e.to()] && !met[e] {
					met[e] = true
					out = append(out, e)
				}
			})
		}
	}
	return out
}

// A crossing is where the border of a cell passes from one regime to another, going counter-clockwise.
type crossing struct {
	at            vertex
	before, after label
}

// crossings returns the crossings of a cell's border, counter-clockwise.
func (w *world) crossings(c *cell) []crossing {
	var out []crossing
	for i, side := range c.sides() {
		start := len(out)
		w.split(side, func(e edge) {
			from, to := w.known[e.from], w.known[e.to()]
			if from != to {
				a, b := e.from.vertex(), e.to().vertex()
				out = append(out, crossing{vertex{(a.x + b.x) / 2, (a.y + b.y) / 2}, from, to})
			}
		})
		if i >= 2 { // these two sides are walked backwards
			slices.Reverse(out[start:])
			for k := start; k < len(out); k++ {
				out[k].before, out[k].after = out[k].after, out[k].before
			}
		}
	}
	return out
}

// needed cuts the cells that are not simple and returns the points that have to be looked at next.
func (r *refiner) needed() []spot {
	var out []spot
	asked := map[spot]bool{}
	want := func(s spot) bool { // whether it is known
		if _, ok := r.known[s]; ok {
			return true
		}
		if !asked[s] {
			asked[s] = true
			out = append(out, s)
		}
		return false
	}
	for i := range len(r.cells) { // without those that are added meanwhile
		c := &r.cells[i]
		cross := r.crossings(c)
		if c.done && c.seen == len(cross) {
			continue
		}
		if c.done = r.simple(c, cross, want); c.done {
			c.seen = len(cross)
			continue
		}
		if len(out) > 0 && r.pending(c, cross, asked) {
			continue // once the points are known that it waits for
		}
		r.cut(i, want)
	}
	return out
}

// simple tells whether nothing more has to be found out within a cell.
func (r *refiner) simple(c *cell, cross []crossing, want func(spot) bool) bool {
	switch {
	case len(cross) == 0 || c.n == 1:
		return true
	case r.vague(c, cross):
		return c.n <= r.cell/8 || c.n <= 4
	case len(cross) > 2:
		return false
	}
	left, right, ok := r.besides(cross)
	if !ok {
		return true
	}
	// All points are asked for at once.
	known := want(left)
	known = want(right) && known
	return known && r.known[left] == cross[0].before && r.known[right] == cross[0].after
}

// pending tells whether a cell waits for points beside its chord.
func (r *refiner) pending(c *cell, cross []crossing, asked map[spot]bool) bool {
	if len(cross) != 2 || r.vague(c, cross) {
		return false
	}
	left, right, ok := r.besides(cross)
	return ok && (asked[left] || asked[right])
}

// vague tells whether a boundary in the cell is one of the search and not of the game: the games on one side were not solved.
func (r *refiner) vague(c *cell, cross []crossing) bool {
	for _, x := range cross {
		if k := r.found[x.before].kind; k == Open || k == Unknown {
			return true
		}
	}
	return false
}

// besides returns the two points at the distance flat from the middle of the chord of a cell that is crossed twice, to the
// left and to the right of it; ok is false if the chord is so short that they would say nothing.
func (r *refiner) besides(cross []crossing) (left, right spot, ok bool) {
	p, q := cross[0].at, cross[1].at
	dx, dy := float64(q.x-p.x)/2, float64(q.y-p.y)/2
	length := math.Hypot(dx, dy)
	away := flat * float64(r.size)
	if length < 4*away {
		return left, right, false
	}
	mx, my := float64(p.x+q.x)/4, float64(p.y+q.y)/4
	nx, ny := -dy/length*away, dx/length*away
	return r.nearest(mx+nx, my+ny), r.nearest(mx-nx, my-ny), true
}

func (w *world) nearest(x, y float64) spot {
	clamp := func(v float64) int32 { return int32(min(max(math.Round(v), 0), float64(w.size))) }
	return spot{clamp(x), clamp(y)}
}

// cut replaces a cell by its four quarters.
func (r *refiner) cut(i int, want func(spot) bool) {
	c := r.cells[i]
	h := c.n / 2
	for _, s := range []spot{{c.at.x + h, c.at.y}, {c.at.x, c.at.y + h}, {c.at.x + h, c.at.y + h}, {c.at.x + c.n, c.at.y + h}, {c.at.x + h, c.at.y + c.n}} {
		want(s)
	}
	r.cells[i] = cell{at: c.at, n: h}
	for _, s := range []spot{{c.at.x + h, c.at.y}, {c.at.x, c.at.y + h}, {c.at.x + h, c.at.y + h}} {
		r.cells = append(r.cells, cell{at: s, n: h})
	}
}
