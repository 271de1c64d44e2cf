package prove

import (
	"context"
	"math"

	"parley/internal/affine"
	"parley/num"
	"parley/sweep"
)

// A brancher goes through the boxes of one clause.
type brancher struct {
	p *Prover
	s *system
	r *refuter

	limit   int       // of boxes
	boxes   int       // looked at
	open    float64   // the share that is left
	because string    // what kept a box from being decided
	stopped bool      // the context ended
	found   []num.Rat // a point at which the conclusion fails
}

// A box is a part of the region with the cells in which the clause may fail there.
type box struct {
	region []affine.Interval
	from   []float64 // by param: the shares of its distribution between which the box lies
	to     []float64
	share  float64
	cells  []*cell
	all    *cell // where numbers of equilibria are asked for: the cell of all equilibria

	vote    []float64 // by param: how much depends on it of what is undecided
	because string
	points  [][]num.Rat // where the conclusion might fail
}

const (
	// cellsPerBox bounds the cells looked at in one box before it is split.
	cellsPerBox = 48
	// maxPoints bounds the points that are solved while boxes are split.
	maxPoints     = 48
	pointsAtATime = 3
)

func (b *brancher) run(ctx context.Context) error {
	root := b.p.region()
	all := &box{region: root, share: 1, from: make([]float64, len(root)), to: make([]float64, len(root)), cells: []*cell{b.s.first(root)}}
	for i := range all.to {
		all.to[i] = 1
	}
	if b.s.counts {
		all.all = b.s.first(root)
	}
	frontier := []*box{all}
	limit, points := b.limit, maxPoints
	for len(frontier) > 0 {
		now := frontier
		if left := limit - b.boxes; len(now) > left {
			now = now[:max(0, left)]
		}
		if len(now) == 0 {
			b.leave(frontier)
			return nil
		}
		start := func() (sweep.Worker[bool], error) {
			d := newDesk(b.s)
			return sweep.Worker[bool]{Work: func(ctx context.Context, i int) (bool, error) {
				b.examine(ctx, d, now[i])
				return true, nil
			}}, nil
		}
		_, n, err := sweep.Run(ctx, len(now), b.p.opt.Workers, start, nil)
		if err != nil {
			return err
		}
		b.boxes += n
		if n < len(now) || ctx.Err() != nil {
			b.stopped = true
			b.leave(frontier)
			b.because = "it was stopped"
			return nil
		}
		var next []*box
		for _, x := range now {
			if len(x.cells) == 0 {
				continue
			}
			next = append(next, b.split(x)...)
		}
		tried := 0
		for _, x := range now {
			for _, values := range x.points {
				if points == 0 || tried == pointsAtATime {
					break
				}
				tried++
				points--
				failed, err := b.r.fails(ctx, values)
				if err != nil {
					return err
				}
				if failed {
					b.found = values
					return nil
				}
			}
		}
		frontier = append(next, frontier[len(now):]...)
		open := 0.0
		for _, x := range frontier {
			open += x.share
		}
		b.p.opt.Progress(b.boxes, open)
		if open == 1 && b.boxes >= b.patience() {
			b.leave(frontier)
			b.because += "; nothing was decided in the first boxes, so that the search was given up early"
			return nil
		}
	}
	return nil
}

// patience is how many boxes are looked at before the search is given up if no part of the region was decided: what halving some ranges
// a few times does not touch, halving them a few times more hardly will.
func (b *brancher) patience() int {
	if b.s.nodes() > largeGame {
		return minPatience
	}
	return max(minPatience, b.limit/16)
}

const minPatience = 8

// leave notes what is left of the region.
func (b *brancher) leave(boxes []*box) {
	for _, x := range boxes {
		b.open += x.share
		if b.because == "" {
			b.because = x.because
		}
	}
	if b.open > 0 && b.because == "" {
		b.because = "in what is left, the bounds on play and belief are too wide to tell"
	}
}

// examine cuts the cells of a box, and splits those in which what matters most is how games are played.
func (b *brancher) examine(ctx context.Context, d *desk, x *box) {
	x.vote = make([]float64, b.s.params)
	if x.all != nil {
		d.count(x.all)
		for _, c := range x.cells {
			c.single = x.all.single
		}
	}
	var left []*cell
	stack := x.cells
	for budget := max(cellsPerBox, len(stack)); len(stack) > 0; budget-- {
		c := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if budget <= 0 || ctx.Err() != nil {
			left = append(left, c)
			continue
		}
		if d.narrow(c) {
			continue
		}
		if x.because == "" {
			x.because = d.because
		}
		for v := range x.vote {
			if d.splits(v) {
				x.vote[v] += d.impact[v]
			}
		}
		if len(x.points) == 0 {
			x.points = b.candidates(d, c)
		}
		if c.want < b.s.params || len(left)+len(stack) > cellsPerBox {
			left = append(left, c)
			continue
		}
		parts := c.split(c.want)
		stack = append(stack, parts[1], parts[0])
	}
	x.cells = left
}

// split returns the halves of a box, by the share of the param's distribution on which most depends. If none matters, the box goes on
// as it is, with its smaller cells.
func (b *brancher) split(x *box) []*box {
	best := -1
	for v, w := range x.vote {
		if x.splits(v) && b.s.relevant[v] && w > 0 && (best < 0 || w > x.vote[best]) {
			best = v
		}
	}
	if best < 0 {
		for v := range x.vote { // the widest, by shares of its range
			if x.splits(v) && b.s.relevant[v] && (best < 0 || x.to[v]-x.from[v] > x.to[best]-x.from[best]) {
				best = v
			}
		}
	}
	if best < 0 {
		return []*box{{region: x.region, from: x.from, to: x.to, share: x.share, cells: x.cells, all: x.all, because: x.because}}
	}
	u := x.from[best] + (x.to[best]-x.from[best])/2
	at := b.p.space.Quantile(best, u).Float()
	r := x.region[best]
	if edge := 0.05 * r.Width(); !(at > r.Lo+edge && at < r.Hi-edge) {
		at = r.Mid()
	}
	low, high := x.half(best), x.half(best)
	low.region[best].Hi, low.to[best] = at, u
	high.region[best].Lo, high.from[best] = at, u
	for _, h := range []*box{low, high} {
		for _, c := range x.cells {
			if i := c.box[best].Intersect(h.region[best]); !i.Empty() {
				k := c.clone()
				k.box[best] = i
				h.cells = append(h.cells, k)
			}
		}
		if x.all != nil {
			h.all = x.all.clone()
			h.all.box[best] = h.all.box[best].Intersect(h.region[best])
			if h.all.box[best].Empty() {
				h.cells = nil // no point of it is in the region
			}
		}
	}
	var out []*box
	for _, h := range []*box{low, high} {
		if len(h.cells) > 0 {
			out = append(out, h)
		}
	}
	return out
}

func (x *box) half(v int) *box {
	return &box{
		region: append([]affine.Interval(nil), x.region...), share: x.share / 2, because: x.because,
		from: append([]float64(nil), x.from...), to: append([]float64(nil), x.to...),
	}
}

func (x *box) splits(v int) bool {
	const least = 1e-7
	r := x.region[v]
	return r.Width() > least*(1+max(r.Hi, -r.Lo))
}

// candidates returns points of a cell at which the conclusion might fail: its middle and the corner to which the failing leans. In large games that is a point
// near the corner: where many params are at round numbers at once payoffs coincide, and the equilibria are many and slow to find.
func (b *brancher) candidates(d *desk, c *cell) [][]num.Rat {
	mid, corner := make([]num.Rat, b.s.params), make([]num.Rat, b.s.params)
	for v := range mid {
		mid[v], corner[v] = b.p.baseline[v], b.p.baseline[v]
		if !b.s.relevant[v] {
			continue
		}
		at, off := 0.5, 0.0
		if b.s.nodes() > largeGame {
			off = 0.001 + 0.0007*float64(v%13)
			at += off
		}
		mid[v] = b.p.inside(v, c.box[v], at)
		switch lean := d.lean[v]; {
		case lean > 0:
			corner[v] = b.p.inside(v, c.box[v], 1-off)
		case lean < 0:
			corner[v] = b.p.inside(v, c.box[v], off)
		default:
			corner[v] = mid[v]
		}
	}
	return [][]num.Rat{mid, corner}
}

// largeGame is the number of nodes, of all games of a system, above which points with round numbers are not sought.
const largeGame = 200

// inside returns a number with few digits in an interval of a param, near its end or its middle; the end of the param's range itself if that is
// where the interval ends.
func (p *Prover) inside(v int, i affine.Interval, at float64) num.Rat {
	low, high := p.low[v], p.top[v]
	width := i.Width()
	if !(width > 0) || math.IsInf(width, 0) {
		return num.Max(low, num.Min(high, p.baseline[v]))
	}
	all := affine.Enclosing(low, high)
	if at == 0 && i.Lo <= all.Lo {
		return low
	}
	if at == 1 && i.Hi >= all.Hi {
		return high
	}
	x := i.Lo + at*width
	off := width // how far a number with fewer digits may be away
	if at != 0.5 && at != 0 && at != 1 {
		off = width / 100
	}
	for digits := range 12 {
		r := num.MustParse(num.FromFloat(x).Decimal(digits))
		if f := r.Float(); math.Abs(f-x) <= 0.1*min(width, off) && f >= i.Lo && f <= i.Hi {
			return num.Max(low, num.Min(high, r))
		}
	}
	return num.Max(low, num.Min(high, num.FromFloat(x)))
}
