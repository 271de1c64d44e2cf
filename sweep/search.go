package sweep

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// The search for a region keeps a population of points; of each level the best quarter goes on.
const (
	population = 200
	quarter    = population / 4
	maxLevels  = 600
	stuckAfter = 25 // levels that do not come nearer
)

// A candidate is a point of a group's box, in quantiles.
type candidate struct {
	at   []float64
	miss float64 // by how much the assumptions fail, 0 or less than 0 where all hold
}

// findRegion looks for the points of g's box where its assumptions hold, by subset simulation (Au and
// Beck 2001): a population of points that are uniform where the assumptions fail by at most so much, for
// less and less of it, each level a quarter of the one before, moved by hit-and-run. It returns a walk
// that starts from what was found and the share of the box that the region has, or nil if nothing was.
func (s *Space) findRegion(g *group) (*walk, float64) {
	r := stream(0, 0, forSearch, 0)
	f := s.newFinder(g, r)
	points, share := f.start(), 1.0
	lowest, since := math.Inf(1), 0
	for range maxLevels {
		slices.SortStableFunc(points, func(a, b candidate) int { return cmp.Compare(a.miss, b.miss) })
		in, _ := slices.BinarySearchFunc(points, 0.0, func(c candidate, _ float64) int {
			if c.miss < 0 {
				return -1
			}
			return 1
		})
		if in >= quarter {
			return f.finish(points[:in]), share * float64(in) / population
		}
		bound := points[quarter-1].miss
		if bound < lowest*(1-1e-6) {
			lowest, since = bound, 0
		} else if since++; since == stuckAfter {
			break
		}
		share /= 4
		points = f.level(points[:quarter], bound)
	}
	return nil, 0
}

// A finder is what findRegion works with.
type finder struct {
	s      *Space
	g      *group
	r      *rand.Rand
	scales []float64 // of the slacks of g's assumptions
}

func (s *Space) newFinder(g *group, r *rand.Rand) *finder {
	f := &finder{s: s, g: g, r: r}
	c := s.screen(g)
	slacks := make([][]float64, len(g.assumptions))
	for range population {
		for _, p := range g.params {
			s.place(p, open(r))
		}
		for j := range g.assumptions {
			c.run(j, s.near)
			if x := math.Abs(c.slack(j).x); !math.IsInf(x, 0) && !math.IsNaN(x) {
				slacks[j] = append(slacks[j], x)
			}
		}
	}
	for _, x := range slacks {
		f.scales = append(f.scales, 1)
		if len(x) > 0 {
			slices.Sort(x)
			if m := x[len(x)/2]; m > 0 {
				f.scales[len(f.scales)-1] = m
			}
		}
	}
	return f
}

// start draws the first population from the whole box; the baseline is one of it where it lies in the box.
func (f *finder) start() []candidate {
	var out []candidate
	for range population {
		at := make([]float64, len(f.g.params))
		for j := range at {
			at[j] = open(f.r)
		}
		out = append(out, f.candidate(at))
	}
	if at := f.s.baselineQuantiles(f.g); at != nil {
		out[0] = f.candidate(at)
	}
	return out
}

func (f *finder) candidate(at []float64) candidate {
	f.s.placeAll(f.g, at)
	return candidate{at, f.miss()}
}

// miss is by how much the assumptions fail where the params were placed, in units of their usual
// slack; -1 if all hold.
func (f *finder) miss() float64 {
	if f.s.allowed(f.g) {
		return -1
	}
	c, sum := f.s.screen(f.g), 0.0
	for j := range f.g.assumptions {
		c.run(j, f.s.near)
		if x := c.slack(j).x; math.IsNaN(x) {
			sum = math.Inf(1)
		} else if x < 0 {
			sum -= x / f.scales[j]
		}
	}
	return sum
}

// level returns a population that is spread over the points that miss by at most bound, from some of them.
func (f *finder) level(from []candidate, bound float64) []candidate {
	out := make([]candidate, 0, population)
	shape := shapeOf(places(from), 0.2)
	for k := range population {
		c := candidate{slices.Clone(from[k%len(from)].at), from[k%len(from)].miss}
		for range 10 + 2*len(c.at) {
			f.s.step(f.g, shape, c.at, f.r, func(*group) bool {
				if m := f.miss(); m <= bound {
					c.miss = m
					return true
				}
				return false
			})
		}
		out = append(out, c)
	}
	return out
}

// finish spreads points of the region over it and makes the walk that starts from them, with so many steps
// from one draw to the next that they hang together little.
func (f *finder) finish(in []candidate) *walk {
	points := places(in)
	for len(points) < population {
		points = append(points, slices.Clone(points[len(points)%len(in)]))
	}
	w := &walk{starts: points}
	for w.steps = 10 * len(points[0]); ; w.steps *= 2 {
		before := clonePoints(points)
		w.shape = shapeOf(points, 0.1)
		for _, at := range points {
			for range w.steps {
				f.s.step(f.g, w.shape, at, f.r, f.s.allowed)
			}
		}
		if w.correlation = correlation(before, points); w.correlation < 0.3 || w.steps >= maxThinning*len(points[0]) {
			break
		}
	}
	w.steps *= 2
	w.correlation *= w.correlation
	w.shape = shapeOf(points, 0.05)
	return w
}

// maxThinning bounds the steps for each param after which finish measures the correlation. Draws are twice
// as many apart.
const maxThinning = 320

// correlation is the greatest correlation of a coordinate of points with the same coordinate of
// others.
func correlation(x, y [][]float64) (most float64) {
	n := float64(len(x))
	for j := range x[0] {
		var mx, my, xx, yy, xy float64
		for k := range x {
			mx, my = mx+x[k][j]/n, my+y[k][j]/n
		}
		for k := range x {
			dx, dy := x[k][j]-mx, y[k][j]-my
			xx, yy, xy = xx+float64(dx*dx), yy+float64(dy*dy), xy+float64(dx*dy)
		}
		if xx > 0 && yy > 0 {
			most = max(most, xy/math.Sqrt(xx*yy))
		}
	}
	return most
}

func clonePoints(of [][]float64) [][]float64 {
	var out [][]float64
	for _, at := range of {
		out = append(out, slices.Clone(at))
	}
	return out
}

func places(of []candidate) [][]float64 {
	var out [][]float64
	for _, c := range of {
		out = append(out, slices.Clone(c.at))
	}
	return out
}

// baselineQuantiles returns the quantiles at which the params of g have their baseline, or nil if that
// is not known or lies outside a range.
func (s *Space) baselineQuantiles(g *group) []float64 {
	if s.baseline == nil {
		return nil
	}
	var out []float64
	for _, p := range g.params {
		d := s.params[p].Dist
		x := s.baseline[p]
		if x.Less(d.Low) || d.High.Less(x) {
			return nil
		}
		low, high := 0.0, 1.0
		for !s.fixed(p) && high-low > 0x1p-50 {
			if mid := (low + high) / 2; s.spreads[p].quantile(mid) < x.Float() {
				low = mid
			} else {
				high = mid
			}
		}
		out = append(out, max(0x1p-54, min(1-0x1p-53, (low+high)/2)))
	}
	return out
}
