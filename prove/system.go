package prove

import (
	"fmt"

	"parley/expr"
	"parley/game"
	"parley/internal/affine"
	"parley/model"
	"parley/query"
)

// A system is what a clause asks: the games that it is about with their unknowns, after those of the params, which all games
// share.
type system struct {
	pool        *expr.Pool
	clause      clause
	params      int
	unknowns    int
	acts        []bool // by unknown: it is the probability of an action
	layouts     []*layout
	assumptions []model.Assumption
	leaves      map[string]*leafLayout
	asked       map[string][]bool // by variant and class: a query asks for the belief
	counts      bool              // some literal asks for a number of equilibria
	width       []float64         // by unknown: of its box at first
	relevant    []bool            // by param: some game or query depends on it
}

// A leafLayout is a query that is not made of others, made ready.
type leafLayout struct {
	*query.Outline
	game    int   // index in layouts
	yes, no tally // what counts, and what is left of what is given
	steady  bool  // for Plays: what is given is settled by the time of the move, so that the share is a mean
}

// newSystem makes the system of a clause. region is the box of the params.
func (p *Prover) newSystem(c clause, region []affine.Interval) (*system, error) {
	s := &system{pool: p.pool, clause: c, params: len(region), assumptions: p.m.Assumptions, leaves: map[string]*leafLayout{}, asked: map[string][]bool{}}
	surely := func(id expr.ID) bool {
		x, ok := p.pool.Value(id)
		return ok && x.Sign() > 0
	}
	next := len(region)
	add := func(where string, g *game.Game, set map[int]expr.ID) {
		var l *layout
		l, next = newLayout(where, g, set, next, surely)
		s.layouts = append(s.layouts, l)
		s.asked[where] = make([]bool, len(l.classes))
	}
	// The model's own game comes first even if nothing of it is asked: expressions of the params are worked out there.
	var wheres []string
	var queries []query.Query
	for _, x := range c {
		for _, q := range []query.Query{x.a, x.b} {
			for _, part := range parts(q) {
				queries = append(queries, part)
				if w := query.Where(part); w != "" {
					wheres = append(wheres, w)
				}
			}
		}
	}
	base := false
	for _, q := range queries {
		base = base || query.Where(q) == ""
	}
	if base {
		add("", p.m.Game, nil)
	} else {
		add("", nothing(p.pool), nil)
	}
	for i := range p.m.Variants {
		v := &p.m.Variants[i]
		for _, w := range wheres {
			if w == v.Name && s.index(w) < 0 {
				add(v.Name, v.Game, v.Set)
			}
		}
	}
	s.unknowns = next
	s.acts = make([]bool, next)
	for _, l := range s.layouts {
		for a := range l.g.Actions {
			if l.g.Infosets[l.g.Actions[a].Infoset].Player != game.Chance {
				s.acts[l.play+a] = true
			}
		}
	}
	for _, q := range queries {
		if err := s.prepare(p, q); err != nil {
			return nil, err
		}
	}
	for v := range next {
		s.width = append(s.width, 1)
		if v < len(region) && region[v].Width() > 0 {
			s.width[v] = region[v].Width()
		}
	}
	s.findRelevant()
	return s, nil
}

// nothing is a game in which nothing happens.
func nothing(pool *expr.Pool) *game.Game {
	return &game.Game{Pool: pool, Nodes: []game.Node{{Parent: game.None, End: 1, Infoset: game.None, Via: game.None}}}
}

func (s *system) index(where string) int {
	for k, l := range s.layouts {
		if l.where == where {
			return k
		}
	}
	return -1
}

// parts lists the queries that q is made of, less numbers.
func parts(q query.Query) []query.Query {
	switch q := q.(type) {
	case query.Arith:
		return append(parts(q.A), parts(q.B)...)
	case query.Number:
		return nil
	}
	return []query.Query{q}
}

func (s *system) prepare(p *Prover, q query.Query) error {
	key := q.String()
	if s.leaves[key] != nil {
		return nil
	}
	o := p.subject.Evaluator.Outline(q)
	if o == nil {
		return fmt.Errorf("%s was not compiled", key)
	}
	lf := &leafLayout{Outline: o, game: s.index(o.Where)}
	l := s.layouts[lf.game]
	given := func(n game.NodeID) bool { return o.Given == nil || o.Given[n] }
	bit := func(x bool) int {
		if x {
			return 1
		}
		return 0
	}
	switch q.(type) {
	case query.Prob:
		lf.yes = newTally(l.g, func(z game.NodeID) int { return bit(given(z) && o.Event[z]) })
		lf.no = newTally(l.g, func(z game.NodeID) int { return bit(given(z) && !o.Event[z]) })
	case query.Payoff:
		lf.yes = newTally(l.g, func(z game.NodeID) int { return bit(given(z)) })
		l.want(o.Player)
	case query.Belief:
		lf.yes = newTally(l.g, func(z game.NodeID) int { return bit(o.Event[z]) })
		for _, set := range o.Sets {
			if k := l.sets[set.Infoset].class; k >= 0 {
				s.asked[o.Where][k] = true
			}
		}
	case query.Plays:
		lf.yes = newTally(l.g, func(z game.NodeID) int { return bit(given(z)) * int(o.Taken[z]) })
		lf.no = newTally(l.g, func(z game.NodeID) int { return bit(given(z)) * int(o.Made[z]-o.Taken[z]) })
		lf.steady = steady(l.g, o)
	case query.Count:
		s.counts = true
	}
	s.leaves[key] = lf
	return nil
}

// steady tells whether what is given is settled by the time of each move that a query asks about.
func steady(g *game.Game, o *query.Outline) bool {
	if o.Given == nil {
		return true
	}
	for n := 1; n < len(g.Nodes); n++ {
		up := g.Nodes[n].Parent
		if o.Made[n] == o.Made[up] {
			continue
		}
		for z := game.NodeID(n); z < g.Nodes[n].End; z++ {
			if g.Terminal(z) && o.Given[z] != o.Given[up] {
				return false
			}
		}
	}
	return true
}

// findRelevant finds the params on which something depends: a payoff or chance probability of a game that is asked, or a number in the
// clause; and those that assumptions tie to them.
func (s *system) findRelevant() {
	s.relevant = make([]bool, s.params)
	var mark func(id expr.ID, set map[int]expr.ID)
	mark = func(id expr.ID, set map[int]expr.ID) {
		if id < 0 {
			return
		}
		for _, p := range s.pool.Params(id) {
			if other, ok := set[p]; ok {
				mark(other, nil)
			} else {
				s.relevant[p] = true
			}
		}
	}
	for _, l := range s.layouts {
		seen := map[expr.ID]bool{}
		each := func(id expr.ID) {
			if !seen[id] {
				seen[id] = true
				mark(id, l.set)
			}
		}
		for n := range l.g.Nodes {
			if !l.g.Terminal(game.NodeID(n)) {
				continue
			}
			for _, i := range l.values[n] {
				each(l.g.Payoff(game.NodeID(n), i))
			}
		}
		for _, a := range l.g.Actions {
			each(a.Prob)
		}
	}
	var numbers func(q query.Query)
	numbers = func(q query.Query) {
		switch q := q.(type) {
		case query.Arith:
			numbers(q.A)
			numbers(q.B)
		case query.Number:
			mark(q.ID, nil)
		}
	}
	for _, x := range s.clause {
		numbers(x.a)
		numbers(x.b)
	}
	for changed := true; changed; {
		changed = false
		for _, a := range s.assumptions {
			ids := append(s.pool.Params(a.Left), s.pool.Params(a.Right)...)
			some, all := false, true
			for _, p := range ids {
				some, all = some || s.relevant[p], all && s.relevant[p]
			}
			if some && !all {
				for _, p := range ids {
					s.relevant[p] = true
				}
				changed = true
			}
		}
	}
}

// first returns the cell that holds everything over a box of params.
func (s *system) first(region []affine.Interval) *cell {
	c := &cell{box: make([]affine.Interval, s.unknowns), standing: make([]standing, s.unknowns), acts: s.acts, single: make([]bool, len(s.layouts)), want: -1}
	copy(c.box, region)
	for v := s.params; v < s.unknowns; v++ {
		c.box[v] = unit
	}
	return c
}

// nodes counts the nodes of all games.
func (s *system) nodes() (n int) {
	for _, l := range s.layouts {
		n += len(l.g.Nodes)
	}
	return n
}
