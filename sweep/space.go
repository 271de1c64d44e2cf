// Package sweep draws the params of a model and does the same work at each draw, on several workers,
// with a result that depends on neither their number nor their speed.
package sweep

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

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
	groups      []group
	values      *expr.Valuation
}

// A group is params that assumptions tie together, directly or through others. Groups are
// independent, so that a draw that breaks an assumption costs new draws of its group only.
type group struct {
	params      []int
	assumptions []int
}

// Digits is the number of significant digits, relative to the width of a param's range, to which
// draws are rounded: they can be written down, given back with --set, and solved exactly.
const Digits = 6

// MaxTries bounds the draws of one group of params that are thrown away before one satisfies the
// assumptions.
const MaxTries = 100_000

// NewSpace returns the space of a model's params around the given baseline. Its error says which
// assumption the baseline breaks.
func NewSpace(m *model.Model, baseline []num.Rat) (*Space, error) {
	s := newSpace(m.Params, m.Assumptions, m.Pool)
	if broken := s.Broken(baseline); len(broken) > 0 {
		a := m.Assumptions[broken[0]]
		return nil, fmt.Errorf("%sthe baseline breaks the assumption %s: there it is %s", a.Pos, a.Text, s.sides(a))
	}
	return s, nil
}

func newSpace(params []model.Param, assumptions []model.Assumption, pool *expr.Pool) *Space {
	s := &Space{params: params, assumptions: assumptions, pool: pool, steps: make([]num.Rat, len(params))}
	for i, p := range params {
		s.steps[i] = step(p.Dist.High.Sub(p.Dist.Low).Float())
	}
	s.values = pool.At(make([]num.Rat, len(params)))
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

// tie finds the groups, leaving out one assumption (-1 for none).
func (s *Space) tie(without int) {
	root := make([]int, len(s.params))
	for i := range root {
		root[i] = i
	}
	find := func(i int) int {
		for root[i] != i {
			i = root[i]
		}
		return i
	}
	used := make([][]int, len(s.assumptions))
	for k, a := range s.assumptions {
		if k == without {
			continue
		}
		used[k] = append(s.pool.Params(a.Left), s.pool.Params(a.Right)...)
		for _, p := range used[k] {
			root[max(find(p), find(used[k][0]))] = min(find(p), find(used[k][0]))
		}
	}
	s.groups = nil
	at := map[int]int{}
	for i := range s.params {
		r := find(i)
		if _, ok := at[r]; !ok {
			at[r] = len(s.groups)
			s.groups = append(s.groups, group{})
		}
		g := &s.groups[at[r]]
		g.params = append(g.params, i)
	}
	for k := range s.assumptions {
		if len(used[k]) > 0 {
			g := &s.groups[at[find(used[k][0])]]
			g.assumptions = append(g.assumptions, k)
		}
	}
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
	t.values = s.pool.At(make([]num.Rat, len(s.params)))
	return &t
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
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	binary.LittleEndian.PutUint64(key[8:], uint64(i))
	r := rand.New(rand.NewChaCha8(key))
	out := make([]num.Rat, len(s.params))
	for _, g := range s.groups {
		if err := s.drawGroup(g, r, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Space) drawGroup(g group, r *rand.Rand, out []num.Rat) error {
	var broke []int // how often each assumption of g failed first
	for range MaxTries {
		for _, p := range g.params {
			out[p] = s.Quantile(p, open(r))
		}
		if len(g.assumptions) == 0 {
			return nil
		}
		s.values.Reset(out)
		bad := slices.IndexFunc(g.assumptions, func(k int) bool { return !s.holds(k) })
		if bad < 0 {
			return nil
		}
		if broke == nil {
			broke = make([]int, len(g.assumptions))
		}
		broke[bad]++
	}
	e := &EmptyError{}
	for j, n := range broke {
		if n > 0 {
			e.Assumptions = append(e.Assumptions, s.assumptions[g.assumptions[j]])
		}
	}
	return e
}

// open returns a number strictly between 0 and 1.
func open(r *rand.Rand) float64 { return (float64(r.Uint64()>>11) + 0.5) / (1 << 53) }

// Quantile returns the value of param p below which a share u of its distribution lies, rounded as
// draws are. A distribution without bounds is cut at its 0.5 % and 99.5 % quantiles.
func (s *Space) Quantile(p int, u float64) num.Rat {
	d := s.params[p].Dist
	if d.Kind == "fixed" || s.steps[p].IsZero() {
		return s.params[p].Value
	}
	x := quantile(d, u)
	n := math.Round(x / s.steps[p].Float())
	if math.IsNaN(n) || math.Abs(n) > 1<<62 {
		return s.params[p].Value
	}
	return num.Max(d.Low, num.Min(d.High, num.Int(int64(n)).Mul(s.steps[p])))
}

// An EmptyError says that no draw satisfied some assumptions together.
type EmptyError struct {
	Assumptions []model.Assumption // those that draws broke
}

// Error names the assumptions and says what to do.
func (e *EmptyError) Error() string {
	var texts []string
	for _, a := range e.Assumptions {
		texts = append(texts, a.Text)
	}
	pos := ""
	if len(e.Assumptions) > 0 {
		pos = e.Assumptions[0].Pos.String()
	}
	return fmt.Sprintf("%snone of %d draws satisfies %s: the ranges of the params leave (almost) no room for it; widen them or drop an assumption",
		pos, MaxTries, strings.Join(texts, " and "))
}
