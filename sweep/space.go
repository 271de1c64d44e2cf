// Package sweep draws the params of a model and does the same work at each draw, on several workers,
// with a result that depends on neither their number nor their speed.
package sweep

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"parley/expr"
	"parley/model"
	"parley/num"
)

// A Space is the values that a model's params may take together: independent draws from their
// distributions, given that the assumptions hold. It is for one goroutine; Clone is cheap.
type Space struct {
	params      []model.Param
	assumptions []model.Assumption
	pool        *expr.Pool
	steps       []num.Rat // values are rounded to multiples of these
	spreads     []spread
	groups      []*group
	baseline    []num.Rat // a point of the region if that is known, or nil

	// for one goroutine
	values  *expr.Valuation
	near    []bounded // the params' values
	units   []float64 // the same as multiples of steps
	screens map[*group]*screen
	chains  map[*group]*chain
}

// Digits is the number of significant digits, relative to the width of a param's range, to which
// draws are rounded: they can be written down, given back with --set, and solved exactly.
const Digits = 6

// MaxTries bounds the draws of one group of params that are thrown away before one satisfies the
// assumptions: far more than are needed where rejection is cheap.
const MaxTries = 1_000_000

// NewSpace returns the space of a model's params around the given baseline: params without a range
// stay there. Its error says which assumption the baseline breaks.
func NewSpace(m *model.Model, baseline []num.Rat) (*Space, error) {
	params := slices.Clone(m.Params)
	for i := range params {
		params[i].Value = baseline[i]
	}
	s := newSpace(params, m.Assumptions, m.Pool)
	if broken := s.Broken(baseline); len(broken) > 0 {
		a := m.Assumptions[broken[0]]
		return nil, fmt.Errorf("%sthe baseline breaks the assumption %s: there it is %s", a.Pos, a.Text, s.sides(a))
	}
	s.baseline = slices.Clone(baseline)
	return s, nil
}

// Region is NewSpace where the baseline is not asked for, and may break assumptions.
func Region(m *model.Model) *Space { return newSpace(m.Params, m.Assumptions, m.Pool) }

func newSpace(params []model.Param, assumptions []model.Assumption, pool *expr.Pool) *Space {
	s := &Space{params: params, assumptions: assumptions, pool: pool}
	for _, p := range params {
		by := step(p.Dist.High.Sub(p.Dist.Low).Float())
		s.steps, s.spreads = append(s.steps, by), append(s.spreads, newSpread(p, by))
	}
	s.own()
	s.tie(-1)
	return s
}

// step is the power of ten to whose multiples values of a range of this width are rounded.
func step(width float64) num.Rat {
	if !(width > 0) {
		return num.Zero
	}
	exp := int(math.Floor(math.Log10(width))) + 1 - Digits
	return num.MustParse(fmt.Sprintf("1e%d", exp))
}

// Without returns the space in which assumption k is not made.
func (s *Space) Without(k int) *Space {
	t := s.Clone()
	t.tie(k)
	return t
}

// Clone returns the same space for another goroutine.
func (s *Space) Clone() *Space {
	t := *s
	t.own()
	return &t
}

// own makes what a space has for its goroutine alone.
func (s *Space) own() {
	s.values = s.pool.At(make([]num.Rat, len(s.params)))
	s.near, s.units = make([]bounded, len(s.params)), make([]float64, len(s.params))
	s.screens, s.chains = map[*group]*screen{}, map[*group]*chain{}
}

// Broken returns the assumptions that do not hold at the given values, whether or not this space
// makes them.
func (s *Space) Broken(values []num.Rat) []int {
	s.values.Reset(values)
	var out []int
	for k := range s.assumptions {
		if !s.holds(k) {
			out = append(out, k)
		}
	}
	return out
}

// holds tells whether assumption k holds at the values that s.values was last set to. Where it
// divides by zero it does not.
func (s *Space) holds(k int) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, division := r.(expr.DivisionByZero); !division {
				panic(r)
			}
		}
	}()
	a := s.assumptions[k]
	c := s.values.Get(a.Left).Cmp(s.values.Get(a.Right))
	switch a.Op {
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	case ">=":
		return c >= 0
	}
	return c == 0
}

func (s *Space) sides(a model.Assumption) string {
	return fmt.Sprintf("%s %s %s", s.values.Get(a.Left).Decimal(6), a.Op, s.values.Get(a.Right).Decimal(6))
}

// Draw returns the i-th draw of the given seed: the same values whatever was drawn before. Its error
// is an *EmptyError.
func (s *Space) Draw(seed uint64, i int) ([]num.Rat, error) {
	r := stream(seed, uint64(i), 0, 0)
	out := make([]num.Rat, len(s.params))
	for k, g := range s.groups {
		how := s.method(g)
		switch {
		case how.empty != nil:
			return nil, how.empty
		case how.walk != nil:
			s.walk(g, seed, k, i, out)
			continue
		}
		if err := s.reject(g, r); err != nil {
			return nil, err
		}
		s.put(g, out)
	}
	return out, nil
}

// What streams of random numbers are for, so that no two are alike.
const (
	forPilot = 1 + iota
	forSearch
	forWalk
	forScramble
	forLatin
	forRest
	forPairs
	forPairsAtRandom
)

// stream returns a source of random numbers that depends on its arguments only.
func stream(seed, i, purpose, part uint64) *rand.Rand {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	binary.LittleEndian.PutUint64(key[8:], i)
	binary.LittleEndian.PutUint64(key[16:], purpose)
	binary.LittleEndian.PutUint64(key[24:], part)
	return rand.New(rand.NewChaCha8(key))
}

// reject draws the params of a group, as multiples of their steps, until its assumptions hold.
func (s *Space) reject(g *group, r *rand.Rand) error {
	for range MaxTries {
		for _, p := range g.params {
			s.place(p, open(r))
		}
		if s.broken(g) < 0 {
			return nil
		}
	}
	return s.conflict(g)
}

// place gives param p the value below which a share u of its distribution lies, rounded.
func (s *Space) place(p int, u float64) {
	f := &s.spreads[p]
	if f.kind != fixed {
		if n := math.Round(f.quantile(u) / f.step); math.Abs(n) <= 1<<62 {
			s.units[p], s.near[p] = n, rounded(max(f.low, min(f.high, n*f.step)), 0)
			return
		}
	}
	s.units[p], s.near[p] = math.NaN(), f.value
}

// broken returns the first assumption of g that does not hold where its params were placed, counted in
// g, or -1.
func (s *Space) broken(g *group) int {
	if len(g.assumptions) == 0 {
		return -1
	}
	c := s.screen(g)
	exact := false // whether s.values stands there too
	for j, k := range g.assumptions {
		c.run(j, s.near)
		switch d := c.slack(j); {
		case d.x > d.err:
			continue
		case d.x < -d.err:
			return j
		}
		if !exact {
			out := make([]num.Rat, len(s.params))
			s.put(g, out)
			s.values.Reset(out)
			exact = true
		}
		if !s.holds(k) {
			return j
		}
	}
	return -1
}

func (s *Space) screen(g *group) *screen {
	c := s.screens[g]
	if c == nil {
		c = newScreen(s, g.assumptions)
		s.screens[g] = c
	}
	return c
}

// put writes the values at which the params of g were placed.
func (s *Space) put(g *group, out []num.Rat) {
	for _, p := range g.params {
		out[p] = s.exact(p)
	}
}

func (s *Space) exact(p int) num.Rat {
	if math.IsNaN(s.units[p]) {
		return s.params[p].Value
	}
	d := s.params[p].Dist
	return num.Max(d.Low, num.Min(d.High, num.Int(int64(s.units[p])).Mul(s.steps[p])))
}

// open returns a number strictly between 0 and 1.
func open(r *rand.Rand) float64 { return unit(r.Uint64()) }

// Quantile returns the value of param p below which a share u of its distribution lies, rounded as
// draws are. A distribution without bounds is cut at its 0.5 % and 99.5 % quantiles.
func (s *Space) Quantile(p int, u float64) num.Rat {
	s.place(p, u)
	return s.exact(p)
}
