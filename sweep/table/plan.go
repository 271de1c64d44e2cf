package table

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"parley/game"
	"parley/model"
	"parley/num"
	"parley/probe"
	"parley/query"
	"parley/solve"
	"parley/sweep"
)

// Options say what a sweep solves and asks. All but Workers decide about its bytes.
type Options struct {
	Draws  int // of the whole sweep
	Seed   uint64
	Design sweep.Design // "" means Random
	Rows   RowsPer      // "" means PerDraw
	Shard  Shard

	// Hold gives params one value for all draws, by name.
	Hold map[string]num.Rat
	// Ranges has params drawn uniformly between two values, in place of their own distribution, by name.
	Ranges map[string]Range
	// Queries are asked besides the model's own questions and conclusions.
	Queries []Asked
	// OnlyQueries leaves the model's own out; otherwise Variants tells whether those that ask about a
	// variant are in.
	OnlyQueries, Variants bool

	Limits  solve.Limits
	Workers int // no result depends on it

	// Kinds returns what names the kind of each equilibrium of a game, used by one goroutine; nil if
	// kinds are not wanted. They stand in rows that are for one equilibrium.
	Kinds   func(*game.Game) func(*game.Instance, []solve.Equilibrium) []string
	Version string // of Parley
}

// A Range is an interval of values, Low below High.
type Range struct{ Low, High num.Rat }

// Asked is a query or a condition; one of the two is nil.
type Asked struct {
	Name      string // of its column; "" for one made from the query
	Query     query.Query
	Condition query.Condition
}

// String writes it in the model language.
func (a Asked) String() string {
	if a.Query != nil {
		return a.Query.String()
	}
	return a.Condition.String()
}

// A Sweep is a model prepared to be solved at many draws of its params.
type Sweep struct {
	Header Header
	// Left counts the questions and conclusions of the model that are left out because they ask about
	// variants.
	Left struct{ Questions, Conclusions int }

	m      *model.Model // with the params that are held
	opt    Options
	draws  sweep.Drawer
	subj   *probe.Subject
	values []asked // in the order of their columns
}

// asked is what one or two columns answer.
type asked struct {
	c     *query.Compiled
	query bool // a lowest and a highest value; otherwise a face
	name  string
	text  string // in the model language
	about string // in words, or ""
}

// New prepares a sweep. Its error is for the user: a param that the model does not have, assumptions that
// the held params break, a query that does not fit the model.
func New(m *model.Model, opt Options) (*Sweep, error) {
	opt.Rows, opt.Design = cmp.Or(opt.Rows, PerDraw), cmp.Or(opt.Design, sweep.Random)
	s := &Sweep{opt: opt}
	var err error
	if s.m, err = redistribute(m, opt.Hold, opt.Ranges); err != nil {
		return nil, err
	}
	if s.draws, err = draws(s.m, opt); err != nil {
		return nil, err
	}
	own, err := s.own()
	if err != nil {
		return nil, err
	}
	if s.subj, err = probe.New(own, probe.Options{Limits: opt.Limits}); err != nil {
		return nil, err
	}
	taken := names{}
	s.Header.Columns = s.firstColumns(taken)
	if err := s.ask(own, taken); err != nil {
		return nil, err
	}
	for _, a := range s.values {
		if a.query {
			s.Header.Columns = append(s.Header.Columns, Column{a.name + lowSuffix, Number}, Column{a.name + highSuffix, Number})
		} else {
			s.Header.Columns = append(s.Header.Columns, Column{a.name, Text})
		}
	}
	s.Header.Meta = s.meta()
	return s, nil
}

// A query has two columns, which end in these.
const (
	lowSuffix  = "_low"
	highSuffix = "_high"
)

// redistribute returns the model with some params held at one value, and others drawn uniformly from ranges.
func redistribute(m *model.Model, values map[string]num.Rat, ranges map[string]Range) (*model.Model, error) {
	set, err := m.Values(values)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(ranges)) {
		if _, ok := m.Param(name); !ok {
			_, err := m.Values(map[string]num.Rat{name: num.Zero}) // says which one was probably meant
			return nil, err
		}
		if _, ok := values[name]; ok {
			return nil, fmt.Errorf("%s cannot be held at one value and drawn from a range", name)
		}
	}
	held := *m
	held.Params = slices.Clone(m.Params)
	for i := range held.Params {
		p := &held.Params[i]
		if _, ok := values[p.Name]; ok {
			p.Value = set[i]
			p.Dist = model.Dist{Kind: "fixed", Args: []num.Rat{p.Value}, Low: p.Value, High: p.Value}
			p.Widened = ""
		}
		if r, ok := ranges[p.Name]; ok {
			p.Dist = model.Dist{Kind: "uniform", Args: []num.Rat{r.Low, r.High}, Low: r.Low, High: r.High}
			p.Widened = ""
		}
	}
	return &held, nil
}

// draws returns the draws of the params. A baseline that breaks an assumption is no mistake here: nothing
// is asked there.
func draws(m *model.Model, opt Options) (sweep.Drawer, error) {
	space, err := sweep.NewSpace(m, m.Baseline())
	if err != nil {
		space = sweep.Region(m)
	}
	return space.Points(opt.Design, opt.Seed, opt.Draws)
}

// own returns the model with those of its questions and conclusions that are asked.
func (s *Sweep) own() (*model.Model, error) {
	own := *s.m
	if s.opt.OnlyQueries {
		own.Questions, own.Conclusions = nil, nil
	}
	if s.opt.OnlyQueries || s.opt.Variants {
		return &own, nil
	}
	e := query.NewEvaluator(games(s.m))
	own.Questions, own.Conclusions = nil, nil
	for _, q := range s.m.Questions {
		c, err := e.Query(q.Query)
		if err != nil {
			return nil, fmt.Errorf("%s%w", q.Pos, err)
		}
		if len(c.Where) == 0 {
			own.Questions = append(own.Questions, q)
		} else {
			s.Left.Questions++
		}
	}
	for _, k := range s.m.Conclusions {
		c, err := e.Condition(k.Condition)
		if err != nil {
			return nil, fmt.Errorf("%s%w", k.Pos, err)
		}
		if len(c.Where) == 0 {
			own.Conclusions = append(own.Conclusions, k)
		} else {
			s.Left.Conclusions++
		}
	}
	return &own, nil
}

func games(m *model.Model) map[string]*game.Game {
	out := map[string]*game.Game{"": m.Game}
	for _, v := range m.Variants {
		out[v.Name] = v.Game
	}
	return out
}

// firstColumns returns the columns before those of the queries.
func (s *Sweep) firstColumns(taken names) []Column {
	out := []Column{{taken.take(ColumnDraw), Integer}}
	after := []Column{{taken.take(ColumnEquilibria), Integer}, {taken.take("complete"), Truth}, {taken.take("because"), Text}}
	if s.opt.Rows == PerEquilibrium {
		after = append(after, Column{taken.take("equilibrium"), Integer}, Column{taken.take("dimension"), Integer})
		if s.opt.Kinds != nil {
			after = append(after, Column{taken.take("kind"), Text})
		}
	}
	for _, p := range s.m.Params {
		name := p.Name
		if !plainName(name) {
			name = "param_" + slug(name)
		}
		out = append(out, Column{taken.take(name), Number})
	}
	return append(out, after...)
}

// ask compiles what is asked and names the columns: q and c with the number of the question or
// conclusion in the model, so that leaving some out renames none.
func (s *Sweep) ask(own *model.Model, taken names) error {
	number := func(letter string, i int, text string) string {
		return strings.TrimSuffix(fmt.Sprintf("%s%d_%s", letter, i+1, slug(text)), "_")
	}
	for i, q := range own.Questions {
		at := slices.IndexFunc(s.m.Questions, func(o model.Question) bool { return o.Pos == q.Pos && o.Text == q.Text })
		name := taken.take(number("q", at, q.Text), lowSuffix, highSuffix)
		s.values = append(s.values, asked{s.subj.Questions[i], true, name, q.Query.String(), q.Text})
	}
	for i, k := range own.Conclusions {
		at := slices.IndexFunc(s.m.Conclusions, func(o model.Conclusion) bool { return o.Pos == k.Pos && o.Text == k.Text })
		s.values = append(s.values, asked{s.subj.Conclusions[i], false, taken.take(number("c", at, k.Text)), k.Condition.String(), k.Text})
	}
	for _, a := range s.opt.Queries {
		k := asked{query: a.Query != nil, text: a.String()}
		var err error
		suffixes := []string{""}
		if k.query {
			k.c, err = s.subj.Query(a.Query)
			suffixes = []string{lowSuffix, highSuffix}
		} else {
			k.c, err = s.subj.Condition(a.Condition)
		}
		if err != nil {
			return fmt.Errorf("--query %s: %w", k.text, err)
		}
		name := a.Name
		if name == "" {
			if name = slug(k.text); !plainName(name) {
				name = "query_" + name
			}
		}
		k.name = taken.take(name, suffixes...)
		s.values = append(s.values, k)
	}
	return nil
}

// A Shard is a part of a sweep: the Number-th of Of. The zero value is the whole sweep.
type Shard struct{ Number, Of int }

// String writes I/N, "" for the whole.
func (p Shard) String() string {
	if p.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", p.Number, p.Of)
}

// Range returns which of n draws are the shard's: first to end-1, counted from 0. Shards of one sweep
// differ by one draw at most.
func (p Shard) Range(n int) (first, end int) {
	if p.Of == 0 {
		return 0, n
	}
	cut := func(k int) int { return int(int64(n) * int64(k) / int64(p.Of)) }
	return cut(p.Number - 1), cut(p.Number)
}

// ParseShard reads I/N, with 1 <= I <= N.
func ParseShard(text string) (Shard, error) {
	a, b, ok := strings.Cut(text, "/")
	i, err := strconv.Atoi(a)
	n, err2 := strconv.Atoi(b)
	if !ok || err != nil || err2 != nil || i < 1 || i > n || n > MaxDraws {
		return Shard{}, fmt.Errorf("wants I/N with I from 1 to N, and got %q", text)
	}
	return Shard{i, n}, nil
}

// MaxDraws bounds the draws of a sweep.
const MaxDraws = 1_000_000_000
