package regime

import (
	"cmp"
	"context"
	"math"
	"slices"

	"parley/sweep"
)

// bound makes the boundaries of the map out of chains, with formulas where they are found.
func (w *world) bound(ctx context.Context, out *Map, list []chain, order []label, at map[label]int) error {
	out.Junctions = w.junctions(list)
	list = slices.DeleteFunc(slices.Clone(list), func(c chain) bool {
		_, left := at[c.left]
		_, right := at[c.right]
		return !left || !right
	})
	clues, err := w.clues(ctx, out)
	if err != nil {
		return err
	}
	given := w.given()
	pieces, err := w.pieces(ctx, list, func(c *chain) []clue {
		if w.found[c.left].kind != Solved || w.found[c.right].kind != Solved {
			return given
		}
		return relevant(out, at[c.left], at[c.right], clues)
	})
	if err != nil {
		return err
	}
	for _, p := range pieces {
		b := Boundary{Left: at[p.left], Right: at[p.right], Points: w.places(p.points), Line: w.places(p.line), Formula: -1}
		if p.formula != nil {
			b.Formula = slices.IndexFunc(out.Formulas, func(f Formula) bool { return f.equal(p.formula) })
			if b.Formula < 0 {
				b.Formula = len(out.Formulas)
				out.Formulas = append(out.Formulas, *p.formula)
			} else {
				out.Formulas[b.Formula].Points += p.formula.Points
			}
		}
		out.Boundaries = append(out.Boundaries, b)
	}
	slices.SortStableFunc(out.Boundaries, func(a, b Boundary) int {
		return cmp.Or(cmp.Compare(min(a.Left, a.Right), min(b.Left, b.Right)), cmp.Compare(max(a.Left, a.Right), max(b.Left, b.Right)))
	})
	w.conditions(out, order)
	return nil
}

// junctions returns where three chains or more meet within the map.
func (w *world) junctions(list []chain) []Vertex {
	ends := map[vertex]int{}
	for _, c := range list {
		if !c.closed() {
			ends[c.points[0]]++
			ends[c.points[len(c.points)-1]]++
		}
	}
	var out []vertex
	for v, n := range ends {
		if n > 2 && v.x > 0 && v.y > 0 && v.x < 2*w.size && v.y < 2*w.size {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b vertex) int { return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x)) })
	return w.places(out)
}

// A piece is a chain, or a part of one between corners, with its formula.
type piece struct {
	chain
	formula *Formula
}

// pieces fits formulas to chains. One that turns sharply is divided there, if that helps.
func (w *world) pieces(ctx context.Context, list []chain, clues func(*chain) []clue) ([]piece, error) {
	whole := func(from int) []piece {
		var out []piece
		for _, c := range list[from:] {
			out = append(out, piece{chain: c})
		}
		return out
	}
	if ctx.Err() != nil {
		return whole(0), nil
	}
	fits := w.fits(list)
	start := func() (sweep.Worker[[]piece], error) {
		b, err := w.bench()
		if err == nil {
			b.mute = true
		}
		return sweep.Worker[[]piece]{Work: func(ctx context.Context, i int) ([]piece, error) {
			return b.piece(ctx, list[i], clues(&list[i]), fits[i])
		}}, err
	}
	found, done, err := sweep.Run(ctx, len(list), w.opt.Workers, start, func(done int) {
		if w.opt.Progress != nil {
			w.opt.Progress("formulas", done, len(list))
		}
	})
	return append(slices.Concat(found...), whole(done)...), err
}

// fitCost is about how many points a fit looks at.
const fitCost = 300

// fits tells to which chains a formula may be fitted: the longest ones, as many as look at no more points than the map itself
// did, and eight at least.
func (w *world) fits(list []chain) []bool {
	long := make([]float64, len(list))
	order := make([]int, len(list))
	for i, c := range list {
		order[i] = i
		for k := 1; k < len(c.line); k++ {
			long[i] += math.Hypot(float64(c.line[k].x-c.line[k-1].x), float64(c.line[k].y-c.line[k-1].y))
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(long[j], long[i]) })
	out := make([]bool, len(list))
	for _, i := range order[:min(len(order), max(8, w.count/fitCost))] {
		out[i] = true
	}
	return out
}

func (b *bench) piece(ctx context.Context, c chain, clues []clue, fit bool) ([]piece, error) {
	for _, l := range []label{c.left, c.right} {
		if b.w.found[l].kind == Open || b.w.found[l].kind == Unknown {
			return []piece{{chain: c}}, nil
		}
	}
	if parts := c.divide(); len(parts) > 1 {
		out := make([]piece, len(parts))
		for i, part := range parts {
			out[i].chain = part
			if b.w.short(&part) {
				continue
			}
			f, err := b.formula(ctx, part.points, clues, fit)
			if err != nil {
				return nil, err
			}
			out[i].formula = f
		}
		if slices.ContainsFunc(out, func(p piece) bool { return p.formula != nil }) {
			return b.w.join(out), nil
		}
	}
	f, err := b.formula(ctx, c.points, clues, fit)
	return []piece{{c, f}}, err
}

// formula finds the formula of a boundary: one that is derived, or else, if that may be, one that is fitted.
func (b *bench) formula(ctx context.Context, points []vertex, clues []clue, fit bool) (*Formula, error) {
	if f, err := b.derived(ctx, points, clues); f != nil || err != nil || !fit {
		return f, err
	}
	return b.fit(ctx, points)
}

// relevant returns the clues about the classes of two regimes: those first that exist in one only.
func relevant(m *Map, left, right int, clues []clue) []clue {
	var out []clue
	for _, both := range []bool{false, true} {
		for _, c := range clues {
			of := func(i int) bool {
				return slices.ContainsFunc(m.Regimes[i].Classes, func(k int) bool { return m.samePath(k, c.class) })
			}
			if l, r := of(left), of(right); (l || r) && (l && r) == both {
				out = append(out, c)
			}
		}
	}
	return out
}

// samePath tells whether two classes differ off the path only.
func (m *Map) samePath(a, b int) bool {
	onPath := func(k int) []Move {
		return slices.DeleteFunc(slices.Clone(m.Classes[k].Moves), func(v Move) bool { return v.Away })
	}
	return a == b || slices.EqualFunc(onPath(a), onPath(b), func(v, w Move) bool {
		return v.Infoset == w.Infoset && slices.Equal(v.Always, w.Always) && slices.Equal(v.Partly, w.Partly)
	})
}

// sharply is the angle, some 10 degrees, by which a line turns at a corner.
const sharply = 0.18

// divide returns the parts of a chain between corners.
func (c *chain) divide() []chain {
	var out []chain
	from, fromLine := 0, 0
	cut := func(to, toLine int) {
		out = append(out, chain{points: c.points[from : to+1], line: c.line[fromLine : toLine+1], left: c.left, right: c.right})
		from, fromLine = to, toLine
	}
	for i := 1; i+1 < len(c.line); i++ {
		p, q, r := c.line[i-1], c.line[i], c.line[i+1]
		turn := math.Atan2(float64(r.y-q.y), float64(r.x-q.x)) - math.Atan2(float64(q.y-p.y), float64(q.x-p.x))
		if math.Abs(math.Remainder(turn, 2*math.Pi)) > sharply {
			cut(slices.Index(c.points, q), i)
		}
	}
	cut(len(c.points)-1, len(c.line)-1)
	return out
}

// short tells whether a part of a chain is no more than a corner that was cut.
func (w *world) short(c *chain) bool {
	a, z := c.points[0], c.points[len(c.points)-1]
	return math.Hypot(float64(a.x-z.x), float64(a.y-z.y))/2 < 4*flat*float64(w.size)
}

// join puts the stretches in which a corner was cut together with a neighbour.
func (w *world) join(list []piece) []piece {
	var out []piece
	for _, p := range list {
		if n := len(out); n > 0 && p.formula == nil && w.short(&p.chain) {
			last := &out[n-1]
			last.points = append(slices.Clone(last.points), p.points[1:]...)
			last.line = append(slices.Clone(last.line), p.line[1:]...)
			continue
		}
		out = append(out, p)
	}
	return out
}

// conditions finds the regimes that formulas of their boundaries describe: all points that were solved, and that lie in a regime of
// the map, have to agree.
func (w *world) conditions(out *Map, order []label) {
	if len(out.Formulas) == 0 {
		return
	}
	type point struct {
		l     label
		signs []int8 // by formula
	}
	var points []point
	for s, l := range w.known {
		if k := w.found[l].kind; k == Open || k == Unknown || !slices.Contains(order, l) {
			continue
		}
		x, y := on(out.X, w.share(s.x, shiftX)).Float(), on(out.Y, w.share(s.y, shiftY)).Float()
		p := point{l: l}
		for i := range out.Formulas {
			p.signs = append(p.signs, sign(out.Formulas[i].float(x, y)))
		}
		points = append(points, p)
	}
	for i, l := range order {
		if w.found[l].kind == Open || w.found[l].kind == Unknown || out.Regimes[i].At == nil {
			continue
		}
		var sides []Side
		x, y := out.Regimes[i].At[out.X.Param].Float(), out.Regimes[i].At[out.Y.Param].Float()
		for f := range out.Formulas {
			if slices.ContainsFunc(out.Boundaries, func(b Boundary) bool { return b.Formula == f && (b.Left == i || b.Right == i) }) {
				sides = append(sides, Side{f, sign(out.Formulas[f].float(x, y)) > 0})
			}
		}
		describe := func(sides []Side) bool {
			for _, p := range points {
				in := !slices.ContainsFunc(sides, func(s Side) bool {
					return p.signs[s.Formula] < 0 && s.Positive || p.signs[s.Formula] > 0 && !s.Positive
				})
				if in != (p.l == l) && !slices.ContainsFunc(sides, func(s Side) bool { return p.signs[s.Formula] == 0 }) {
					return false
				}
			}
			return true
		}
		if len(sides) == 0 || !describe(sides) {
			continue
		}
		for k := 0; k < len(sides); { // leave out what follows from the others
			if fewer := slices.Delete(slices.Clone(sides), k, k+1); len(fewer) > 0 && describe(fewer) {
				sides = fewer
			} else {
				k++
			}
		}
		out.Regimes[i].Condition = sides
	}
}

// sign is that of a sum of terms of the given size, 0 where rounding could decide it.
func sign(v, size float64) int8 {
	switch {
	case math.Abs(v) <= 1e-12*size:
		return 0
	case v > 0:
		return 1
	}
	return -1
}

// Distance returns how far p is from the boundary's line, in shares of the axes.
func (b *Boundary) Distance(p Vertex) float64 {
	best := math.Inf(1)
	for i := 1; i < len(b.Line); i++ {
		best = min(best, segment(p, b.Line[i-1], b.Line[i]))
	}
	return best
}

func segment(p, a, b Vertex) float64 {
	dx, dy := b.X-a.X, b.Y-a.Y
	long := dx*dx + dy*dy
	if long == 0 {
		return math.Hypot(p.X-a.X, p.Y-a.Y)
	}
	t := min(max(((p.X-a.X)*dx+(p.Y-a.Y)*dy)/long, 0), 1)
	return math.Hypot(p.X-a.X-t*dx, p.Y-a.Y-t*dy)
}
