package regime

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// compose makes the map out of what is known.
func (w *world) compose(ctx context.Context, out *Map, cells []cell) error {
	list := chains(w.steps(cells), 2*w.size)
	found := rings(list)
	order, at := w.order(found)
	out.Regimes = make([]Regime, len(order))
	for i, l := range order {
		f := &w.found[l]
		out.Regimes[i] = Regime{Kind: f.kind, Breaks: f.broken, Solved: f.points, Answers: f.answers, Why: f.why}
	}
	w.regions(out, found, at)
	w.box(out)
	w.classes(out, order)
	if err := w.represent(ctx, out, order, at); err != nil {
		return err
	}
	return w.bound(ctx, out, list, order, at)
}

// order returns the labels that have an area, those with equilibria first, by area, and the place of each.
func (w *world) order(list []ring) (order []label, at map[label]int) {
	areas := make([]int64, len(w.found))
	for _, r := range list {
		areas[r.of] += r.area
	}
	for l := range w.found {
		if areas[l] > 0 {
			order = append(order, label(l))
		}
	}
	kinds := []Kind{Solved, NoGame, Breaks, Open, Unknown}
	slices.SortStableFunc(order, func(a, b label) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, w.found[a].kind), slices.Index(kinds, w.found[b].kind)), cmp.Compare(areas[b], areas[a]))
	})
	at = map[label]int{}
	for i, l := range order {
		at[l] = i
	}
	return order, at
}

// place returns a vertex as shares of the axes. The edge of the lattice, which lies a hair inside, stands for that of the map.
func (w *world) place(v vertex) Vertex {
	one := func(k int32, shift num.Rat) float64 {
		switch k {
		case 0:
			return 0
		case 2 * w.size:
			return 1
		}
		return (float64(k)/2 + shift.Float()) / float64(w.size+1)
	}
	return Vertex{one(v.x, shiftX), one(v.y, shiftY)}
}

func (w *world) places(list []vertex) []Vertex {
	out := make([]Vertex, len(list))
	for i, v := range list {
		out[i] = w.place(v)
	}
	return out
}

// Area returns the signed area within a closed curve: positive if it goes counter-clockwise.
func Area(points []Vertex) float64 {
	sum := 0.0
	for i, p := range points {
		q := points[(i+1)%len(points)]
		sum += p.X*q.Y - q.X*p.Y
	}
	return sum / 2
}

// Contains tells whether p lies within a closed curve.
func Contains(curve []Vertex, p Vertex) bool {
	in := false
	for i, a := range curve {
		b := curve[(i+1)%len(curve)]
		if (a.Y > p.Y) != (b.Y > p.Y) && p.X < a.X+(p.Y-a.Y)/(b.Y-a.Y)*(b.X-a.X) {
			in = !in
		}
	}
	return in
}

// regions puts rings together: each that goes clockwise is a hole in the smallest that goes the other way around it.
func (w *world) regions(out *Map, list []ring, at map[label]int) {
	var of []label
	for _, r := range list {
		if i, ok := at[r.of]; ok && r.area > 0 {
			curve := w.places(r.points)
			out.Regions = append(out.Regions, Region{Regime: i, Outer: curve, Share: Area(curve)})
			of = append(of, r.of)
		}
	}
	for _, r := range list {
		if r.area >= 0 {
			continue
		}
		hole := w.places(r.points)
		p := Vertex{(hole[0].X + hole[1].X) / 2, (hole[0].Y + hole[1].Y) / 2}
		best := -1
		for i := range out.Regions {
			g := &out.Regions[i]
			if of[i] == r.of && Contains(g.Outer, p) && (best < 0 || Area(g.Outer) < Area(out.Regions[best].Outer)) {
				best = i
			}
		}
		if best >= 0 {
			out.Regions[best].Holes = append(out.Regions[best].Holes, hole)
			out.Regions[best].Share += Area(hole)
		}
	}
	slices.SortStableFunc(out.Regions, func(a, b Region) int {
		return cmp.Or(cmp.Compare(a.Regime, b.Regime), cmp.Compare(b.Share, a.Share))
	})
	for _, g := range out.Regions {
		out.Regimes[g.Regime].Share += g.Share
	}
}

// In returns the region in which p lies, -1 if there is none.
func (m *Map) In(p Vertex) int {
	for i := range m.Regions {
		g := &m.Regions[i]
		if Contains(g.Outer, p) && !slices.ContainsFunc(g.Holes, func(h []Vertex) bool { return Contains(h, p) }) {
			return i
		}
	}
	return -1
}

// box finds the box of the params' own ranges and how much of it each regime has.
func (w *world) box(out *Map) {
	low, high := Vertex{0, 0}, Vertex{1, 1}
	for _, side := range []struct {
		a         Axis
		low, high *float64
	}{{out.X, &low.X, &high.X}, {out.Y, &low.Y, &high.Y}} {
		d := w.m.Params[side.a.Param].Dist
		if d.Kind == "fixed" || !d.Low.Less(d.High) {
			return
		}
		width := side.a.High.Sub(side.a.Low)
		*side.low = min(max(d.Low.Sub(side.a.Low).Quo(width).Float(), 0), 1)
		*side.high = min(max(d.High.Sub(side.a.Low).Quo(width).Float(), 0), 1)
	}
	if low.X >= high.X || low.Y >= high.Y {
		return
	}
	if low == (Vertex{0, 0}) && high == (Vertex{1, 1}) {
		out.Covers = true
	} else {
		out.Box = &[2]Vertex{low, high}
	}
	whole := (high.X - low.X) * (high.Y - low.Y)
	for i := range out.Regions {
		g := &out.Regions[i]
		sum := Area(clip(g.Outer, low, high))
		for _, h := range g.Holes {
			sum += Area(clip(h, low, high))
		}
		out.Regimes[g.Regime].Inside += sum / whole
	}
}

// clip returns the part of a closed curve within a box (Sutherland and Hodgman 1974).
func clip(curve []Vertex, low, high Vertex) []Vertex {
	cut := func(list []Vertex, depth func(Vertex) float64) []Vertex { // what has positive depth
		var out []Vertex
		for i, p := range list {
			q := list[(i+1)%len(list)]
			dp, dq := depth(p), depth(q)
			if dp >= 0 {
				out = append(out, p)
			}
			if dp > 0 && dq < 0 || dp < 0 && dq > 0 {
				t := dp / (dp - dq)
				out = append(out, Vertex{p.X + t*(q.X-p.X), p.Y + t*(q.Y-p.Y)})
			}
		}
		return out
	}
	curve = cut(curve, func(v Vertex) float64 { return v.X - low.X })
	curve = cut(curve, func(v Vertex) float64 { return high.X - v.X })
	curve = cut(curve, func(v Vertex) float64 { return v.Y - low.Y })
	return cut(curve, func(v Vertex) float64 { return high.Y - v.Y })
}

// classes numbers the classes of equilibria by first appearance.
func (w *world) classes(out *Map, order []label) {
	number := map[string]int{}
	for i, l := range order {
		for _, key := range w.found[l].classes {
			k, ok := number[key]
			if !ok {
				k = len(out.Classes)
				number[key] = k
				out.Classes = append(out.Classes, Class{Key: key, Moves: w.moves(key)})
			}
			out.Regimes[i].Classes = append(out.Regimes[i].Classes, k)
			if c := &out.Classes[k]; !slices.Contains(c.Regimes, i) {
				c.Regimes = append(c.Regimes, i)
			}
		}
		slices.Sort(out.Regimes[i].Classes)
	}
}

// moves reads the key of a behaviour.
func (w *world) moves(key string) []Move {
	var out []Move
	for _, word := range strings.Fields(key) {
		i := strings.IndexAny(word, "?!+~-")
		h, _ := strconv.Atoi(word[:i])
		m := Move{Infoset: game.InfosetID(h)}
		first := w.m.Game.Infosets[h].First
		if word[i] == '!' {
			k, _ := strconv.Atoi(word[i+1:])
			m.Away, m.Always = true, []game.ActionID{first + game.ActionID(k)}
			out = append(out, m)
			continue
		}
		for k, use := range strings.TrimPrefix(word[i:], "?") {
			switch use {
			case '+':
				m.Always = append(m.Always, first+game.ActionID(k))
			case '~':
				m.Partly = append(m.Partly, first+game.ActionID(k))
			}
		}
		out = append(out, m)
	}
	return out
}

// represent solves one point of each regime and looks where the baseline lies. Time that is over does not stop it: it is few
// points, and without them nothing could be said of the others.
func (w *world) represent(ctx context.Context, out *Map, order []label, at map[label]int) error {
	ctx = context.WithoutCancel(ctx)
	deep := w.deepest(order)
	for i, l := range order {
		b, err := w.bench() // of its own, so that the result stays
		if err != nil {
			return err
		}
		r := &out.Regimes[i]
		for _, values := range [][]num.Rat{w.round(deep[i]), w.values(deep[i])} {
			s, res, err := b.look(ctx, values)
			if err != nil {
				return err
			}
			if s.key != w.found[l].key && w.found[l].kind != Unknown {
				continue
			}
			r.At, r.Why = values, s.why
			if r.Kind == Solved {
				r.Result = res
				r.Class = w.classOf(b, out, res)
			}
			break
		}
	}
	return w.locate(ctx, out, at)
}

func (w *world) classOf(b *bench, out *Map, res *solve.Result) []int {
	var list []int
	for _, key := range b.r.list(res.Equilibria).each {
		list = append(list, slices.IndexFunc(out.Classes, func(c Class) bool { return c.Key == key }))
	}
	return list
}

// round returns a spot's values rounded to three digits of the widths of the axes.
func (w *world) round(s spot) []num.Rat {
	out := w.values(s)
	for _, a := range []Axis{w.opt.X, w.opt.Y} {
		digits := 2 - int(math.Floor(math.Log10(a.High.Sub(a.Low).Float())))
		out[a.Param] = num.MustParse(out[a.Param].Decimal(min(max(digits, 0), 12)))
	}
	return out
}

// deepest returns for each label a point of the grid that is farthest from any other regime and from the edge of the map, in
// steps of the grid; or any point, if the grid has none.
func (w *world) deepest(order []label) []spot {
	n := int32(w.opt.Grid)
	depth := map[spot]int{}
	var queue []spot
	around := []spot{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}
	for y := range n + 1 {
		for x := range n + 1 {
			s := spot{x * w.cell, y * w.cell}
			if slices.ContainsFunc(around, func(d spot) bool {
				l, ok := w.known[spot{s.x + d.x*w.cell, s.y + d.y*w.cell}]
				return !ok || l != w.known[s]
			}) {
				depth[s] = 0
				queue = append(queue, s)
			}
		}
	}
	for i := 0; i < len(queue); i++ {
		for _, d := range around {
			s := spot{queue[i].x + d.x*w.cell, queue[i].y + d.y*w.cell}
			if _, met := depth[s]; !met && s.x >= 0 && s.y >= 0 && s.x <= w.size && s.y <= w.size {
				depth[s] = depth[queue[i]] + 1
				queue = append(queue, s)
			}
		}
	}
	out := make([]spot, len(order))
	best := make([]int, len(order))
	for i := range best {
		best[i] = -2
	}
	place := map[label]int{}
	for i, l := range order {
		place[l] = i
	}
	for s, l := range w.known {
		i, ok := place[l]
		if !ok {
			continue
		}
		d, grid := depth[s]
		if !grid {
			d = -1
		}
		if d > best[i] || d == best[i] && (s.y < out[i].y || s.y == out[i].y && s.x < out[i].x) {
			best[i], out[i] = d, s
		}
	}
	return out
}

// locate finds the baseline on the map.
func (w *world) locate(ctx context.Context, out *Map, at map[label]int) error {
	share := func(a Axis) float64 {
		return out.Baseline[a.Param].Sub(a.Low).Quo(a.High.Sub(a.Low)).Float()
	}
	out.At, out.AtRegime = Vertex{share(out.X), share(out.Y)}, -1
	if out.At.X < 0 || out.At.X > 1 || out.At.Y < 0 || out.At.Y > 1 {
		return nil
	}
	b, err := w.bench()
	if err != nil {
		return err
	}
	s, _, err := b.look(ctx, out.Baseline)
	if err != nil {
		return err
	}
	if l, ok := w.byKey[s.key]; ok {
		if i, ok := at[l]; ok {
			out.AtRegime = i
		}
	}
	return nil
}
