package sweep

import (
	"math"
	"math/rand/v2"

	"parley/num"
)

// A walk draws the params of a group where hardly any point of their box satisfies its assumptions: by
// hit-and-run (Smith 1984) in the unit cube of the params' quantiles, in which the draws that are wanted
// are uniform on the region that the assumptions allow. From a point of the region a random direction is
// taken and a point on the chord through the cube; while that lies outside the region, the chord is cut
// off there, which keeps the uniform distribution (Neal 2003, section 4). Directions have the covariance
// of the region itself, so that its shape does not slow the walk down (Kaufman and Smith 1998).
type walk struct {
	starts [][]float64 // points of the region, in quantiles of the group's params
	shape  [][]float64 // lower triangle whose product with its transpose is their covariance
	steps  int         // from one draw to the next
	// correlation is that of a draw with the next, in the coordinate in which it is greatest, as measured.
	correlation float64
}

// A chain of a walk gives chainLength draws: it starts at one of the starts, and makes burnIn times as many
// steps before the first draw as from one draw to the next.
const (
	chainLength = 64
	burnIn      = 5
)

// maxCuts bounds how often a chord is cut before the walk stays where it is.
const maxCuts = 200

// A chain is where the walk of a group stands for one goroutine.
type chain struct {
	seed uint64
	part int // the chain's number
	done int // draws that were made
	at   []float64
	r    *rand.Rand
}

// walk writes the i-th draw of group g, the k-th of the space.
func (s *Space) walk(g *group, seed uint64, k, i int, out []num.Rat) {
	w := g.how.walk
	c := s.chains[g]
	if c == nil || c.seed != seed || c.part != i/chainLength || c.done > i%chainLength {
		c = &chain{seed: seed, part: i / chainLength, r: stream(seed, uint64(i/chainLength), forWalk, uint64(k))}
		c.at = append(c.at, w.starts[c.r.IntN(len(w.starts))]...)
		for range burnIn * w.steps {
			s.step(g, w.shape, c.at, c.r, s.allowed)
		}
		s.chains[g] = c
	}
	for ; c.done <= i%chainLength; c.done++ {
		for range w.steps {
			s.step(g, w.shape, c.at, c.r, s.allowed)
		}
	}
	s.placeAll(g, c.at)
	s.put(g, out)
}

// allowed tells whether the assumptions of g hold where its params were placed.
func (s *Space) allowed(g *group) bool { return s.broken(g) < 0 }

func (s *Space) placeAll(g *group, at []float64) {
	for j, p := range g.params {
		s.place(p, at[j])
	}
}

// step moves a point of a set, of which inside tells whether the params were placed in it, to another
// such that the uniform distribution on the set stays as it is.
func (s *Space) step(g *group, shape [][]float64, at []float64, r *rand.Rand, inside func(*group) bool) {
	d := len(at)
	z, way := make([]float64, d), make([]float64, d)
	low, high := math.Inf(-1), math.Inf(1)
	for j := range d {
		z[j] = r.NormFloat64()
		for l := 0; l <= j; l++ {
			way[j] += float64(shape[j][l] * z[l])
		}
		if way[j] != 0 {
			a, b := -at[j]/way[j], (1-at[j])/way[j]
			low, high = max(low, min(a, b)), min(high, max(a, b))
		}
	}
	if math.IsInf(low, 0) || math.IsInf(high, 0) {
		return
	}
	for range maxCuts {
		t := low + float64((high-low)*open(r))
		for j, p := range g.params {
			z[j] = max(0x1p-54, min(1-0x1p-53, at[j]+float64(t*way[j])))
			s.place(p, z[j])
		}
		if inside(g) {
			copy(at, z)
			return
		}
		if t < 0 {
			low = t
		} else {
			high = t
		}
	}
}

// shapeOf returns a Cholesky factor of the covariance of some points, with part of what stands off the
// diagonal left out so that it is there even if the points are few.
func shapeOf(points [][]float64, part float64) [][]float64 {
	d, n := len(points[0]), float64(len(points))
	mean := make([]float64, d)
	for _, x := range points {
		for j := range d {
			mean[j] += x[j] / n
		}
	}
	cov := make([][]float64, d)
	for j := range d {
		cov[j] = make([]float64, j+1)
		for _, x := range points {
			for l := 0; l <= j; l++ {
				cov[j][l] += float64((x[j]-mean[j])*(x[l]-mean[l])) / n
			}
		}
		cov[j][j] += 1e-24
	}
	for j := range d {
		for l := range j {
			cov[j][l] *= 1 - part
		}
	}
	for j := range d { // in place
		for l := 0; l <= j; l++ {
			sum := cov[j][l]
			for m := range l {
				sum -= float64(cov[j][m] * cov[l][m])
			}
			if l == j {
				cov[j][j] = math.Sqrt(max(sum, 1e-30))
			} else {
				cov[j][l] = sum / cov[l][l]
			}
		}
	}
	return cov
}
