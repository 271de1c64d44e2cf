package query

import (
	"maps"
	"slices"

	"parley/expr"
	"parley/game"
	"parley/num"
)

// An Evaluator holds queries and conditions compiled for the games of one model: each event is
// worked out once, each part that several of them share is evaluated once. After the last call of
// Query and Condition it may be used by many goroutines.
type Evaluator struct {
	sites  map[string]*site
	leaves []*leaf
	index  map[string]int    // of leaves, by text
	needs  map[string]*needs // by variant
	count  int               // of compiled queries and conditions
}

// needs is the information sets of a game at which play or belief bears on some leaf.
type needs struct{ play, belief []bool }

// NewEvaluator returns an evaluator for the games, by name of the variant; the model's own game has
// the name "".
func NewEvaluator(games map[string]*game.Game) *Evaluator {
	e := &Evaluator{sites: map[string]*site{}, index: map[string]int{}, needs: map[string]*needs{}}
	bySame := map[*game.Game]*site{}
	for _, name := range slices.Sorted(maps.Keys(games)) {
		g := games[name]
		if bySame[g] == nil {
			bySame[g] = newSite(g)
		}
		e.sites[name] = bySame[g]
		e.needs[name] = &needs{make([]bool, len(g.Infosets)), make([]bool, len(g.Infosets))}
	}
	return e
}

// Needs returns the information sets of a game at which play, and those at which beliefs, bear on
// some query or condition that e holds. The game is that of a variant, or the model's own for "".
func (e *Evaluator) Needs(where string) (play, beliefs []game.InfosetID) {
	n := e.needs[where]
	for h := range n.play {
		if n.play[h] {
			play = append(play, game.InfosetID(h))
		}
		if n.belief[h] {
			beliefs = append(beliefs, game.InfosetID(h))
		}
	}
	return play, beliefs
}

// Looks returns the information sets of a game at which play, and those at which beliefs, may bear on a compiled
// query or condition although play does not reach them.
func (e *Evaluator) Looks(c *Compiled, where string) (play, beliefs []game.InfosetID) {
	for _, k := range c.leaves {
		l := e.leaves[k]
		if l.where != where {
			continue
		}
		switch l.q.(type) {
		case Prob, Payoff, Informs, Alignment:
			if l.force < 0 {
				continue // it looks where play gets
			}
		}
		play, beliefs = append(play, l.playAt...), append(beliefs, l.beliefAt...)
	}
	return play, beliefs
}

// A Compiled is a query or condition that an Evaluator holds.
type Compiled struct {
	id     int // counts those of an evaluator
	root   *term
	leaves []int
	// Where lists the variants that it needs, ascending, without "".
	Where []string
	// Base tells whether it asks anything of the model's own game.
	Base bool
}

// A term is a node of a compiled query or condition.
type term struct {
	kind termKind
	leaf int     // for leafTerm
	op   string  // for arithTerm and compareTerm
	tol  num.Rat // for nearTerm
	of   []*term
}

type termKind uint8

const (
	leafTerm termKind = iota
	arithTerm
	compareTerm
	nearTerm
	allTerm
	anyTerm
	notTerm
)

// A leaf is a query that is not made of others, compiled for its game.
type leaf struct {
	q     Query
	where string
	s     *site

	event, given []bool // by node; nil: always
	force        int    // index of the forcing, -1 for none
	player       game.PlayerID
	second       game.PlayerID
	sets         []beliefSet     // for Belief, Plays
	taken, made  []int8          // by node, for Plays and Influence: how often on the way there
	action       []game.ActionID // for Plays, by position in sets: None if not offered there
	forces       []int           // for Influence: one forcing for each action
	x, y         []int32         // for Informs, by node: which sequence of outcomes; -1: no such move
	nx, ny       int
	expr         expr.ID // for Number

	never    string           // why it is not defined where nothing of what it is about is reached
	playAt   []game.InfosetID // where play bears on the value
	beliefAt []game.InfosetID // where belief does
}

// A beliefSet is an information set at which a belief is held.
type beliefSet struct {
	h     game.InfosetID
	asked []game.NodeID // its nodes that count for its weight
}

// Query compiles q. Its error is a *CheckError if q does not fit the games.
func (e *Evaluator) Query(q Query) (*Compiled, error) {
	t, err := e.query(q)
	if err != nil {
		return nil, err
	}
	return e.finish(t), nil
}

// Condition compiles c. Its error is a *CheckError if c does not fit the games.
func (e *Evaluator) Condition(c Condition) (*Compiled, error) {
	t, err := e.condition(c)
	if err != nil {
		return nil, err
	}
	return e.finish(t), nil
}

// Game returns the variant of the g-th game that c asks about: "" for g = 0, the model's own, then those of Where.
func (c *Compiled) Game(g int) string {
	if g == 0 {
		return ""
	}
	return c.Where[g-1]
}

func (e *Evaluator) finish(t *term) *Compiled {
	c := &Compiled{id: e.count, root: t}
	e.count++
	var walk func(*term)
	walk = func(t *term) {
		if t.kind == leafTerm && !slices.Contains(c.leaves, t.leaf) {
			c.leaves = append(c.leaves, t.leaf)
			if l := e.leaves[t.leaf]; l.where != "" && !slices.Contains(c.Where, l.where) {
				c.Where = append(c.Where, l.where)
			} else if _, number := l.q.(Number); l.where == "" && !number {
				c.Base = true
			}
		}
		for _, u := range t.of {
			walk(u)
		}
	}
	walk(t)
	slices.Sort(c.Where)
	return c
}

func (e *Evaluator) query(q Query) (*term, error) {
	if a, ok := q.(Arith); ok {
		left, err := e.query(a.A)
		if err != nil {
			return nil, err
		}
		right, err := e.query(a.B)
		if err != nil {
			return nil, err
		}
		return &term{kind: arithTerm, op: string(a.Op), of: []*term{left, right}}, nil
	}
	if q == nil {
		return nil, wrong("a query is missing")
	}
	key := q.String()
	if i, ok := e.index[key]; ok {
		return &term{kind: leafTerm, leaf: i}, nil
	}
	l, err := e.leaf(q)
	if err != nil {
		return nil, err
	}
	e.leaves = append(e.leaves, l)
	for _, h := range l.playAt {
		e.needs[l.where].play[h] = true
	}
	for _, h := range l.beliefAt {
		e.needs[l.where].belief[h] = true
	}
	e.index[key] = len(e.leaves) - 1
	return &term{kind: leafTerm, leaf: len(e.leaves) - 1}, nil
}

func (e *Evaluator) condition(c Condition) (*term, error) {
	pair := func(t *term, a, b Query) (*term, error) {
		left, err := e.query(a)
		if err != nil {
			return nil, err
		}
		right, err := e.query(b)
		if err != nil {
			return nil, err
		}
		t.of = []*term{left, right}
		return t, nil
	}
	many := func(kind termKind, of []Condition) (*term, error) {
		t := &term{kind: kind}
		if len(of) == 0 {
			return nil, wrong("all_of and any_of want at least one condition")
		}
		for _, c := range of {
			u, err := e.condition(c)
			if err != nil {
				return nil, err
			}
			t.of = append(t.of, u)
		}
		return t, nil
	}
	switch c := c.(type) {
	case Compare:
		if !slices.Contains([]string{"<", "<=", ">", ">="}, c.Op) {
			return nil, wrong("%q is not a comparison of queries: use <, <=, >, >= or near(a, b, tolerance)", c.Op)
		}
		return pair(&term{kind: compareTerm, op: c.Op}, c.A, c.B)
	case Near:
		return pair(&term{kind: nearTerm, tol: c.Tol}, c.A, c.B)
	case AllOf:
		return many(allTerm, c.Of)
	case AnyOf:
		return many(anyTerm, c.Of)
	case Not:
		return many(notTerm, []Condition{c.C})
	}
	return nil, wrong("a condition is missing")
}

func (e *Evaluator) site(where string) (*site, error) {
	if s, ok := e.sites[where]; ok {
		return s, nil
	}
	var known []string
	for _, name := range slices.Sorted(maps.Keys(e.sites)) {
		if name != "" {
			known = append(known, name)
		}
	}
	if where == "" {
		return nil, wrong("there is no game to ask")
	}
	return nil, unknown("variant", where, known)
}

func (e *Evaluator) leaf(q Query) (*leaf, error) {
	l := &leaf{q: q, force: -1, where: Where(q)}
	var err error
	if l.s, err = e.site(l.where); err != nil {
		return nil, err
	}
	s := l.s
	switch q := q.(type) {
	case Prob:
		if q.Event == nil {
			return nil, wrong("P wants an event")
		}
		l.never = never(q.Given, q.Do)
		err = l.events(q.Event, q.Given, q.Do)
	case Payoff:
		if l.player, err = s.checkPlayer(q.Player); err == nil {
			l.never = never(q.Given, q.Do)
			err = l.events(nil, q.Given, q.Do)
		}
	case Belief:
		l.never = never(q.At, nil)
		err = l.belief(q)
	case Plays:
		l.never = never(q.Given, nil)
		err = l.plays(q)
	case Informs:
		err = l.informs(q)
	case Alignment:
		if l.player, err = s.checkPlayer(q.A); err == nil {
			l.second, err = s.checkPlayer(q.B)
		}
	case Influence:
		err = l.influence(q)
	case Count:
	case Number:
		l.expr = q.ID
	}
	if err != nil {
		return nil, err
	}
	l.relevant()
	return l, nil
}

// Where returns the variant that a query which is not made of others asks about, "" for the model
// as it stands.
func Where(q Query) string {
	switch q := q.(type) {
	case Prob:
		return q.Where
	case Payoff:
		return q.Where
	case Belief:
		return q.Where
	case Plays:
		return q.Where
	case Informs:
		return q.Where
	case Alignment:
		return q.Where
	case Influence:
		return q.Where
	case Count:
		return q.Where
	}
	return ""
}

func (l *leaf) events(event, given, do Event) (err error) {
	if l.event, err = l.s.has(event); err != nil {
		return err
	}
	if l.given, err = l.s.has(given); err != nil {
		return err
	}
	l.force, err = l.s.force(do)
	return err
}

func (l *leaf) belief(q Belief) (err error) {
	if l.player, err = l.s.checkPlayer(q.Player); err != nil {
		return err
	}
	if q.Event == nil || q.At == nil {
		return wrong("belief wants an event and at = event")
	}
	if err = l.events(q.Event, nil, nil); err != nil {
		return err
	}
	at, err := l.s.has(q.At)
	if err != nil {
		return err
	}
	if l.sets = l.s.firstSets(l.player, at); len(l.sets) == 0 {
		return wrong("%s makes no move after %s, so the game holds no belief of his there", q.Player, q.At)
	}
	return nil
}

// firstSets returns the player's information sets at which he moves for the first time after the
// event, with the nodes where it has happened.
func (s *site) firstSets(p game.PlayerID, at []bool) []beliefSet {
	var out []beliefSet
	moved := make([]bool, len(s.g.Nodes)) // has p moved since the event, before this node?
	where := map[game.InfosetID]int{}
	for i := range s.g.Nodes {
		n := &s.g.Nodes[i]
		mine := n.Infoset != game.None && s.g.Infosets[n.Infoset].Player == p
		before := false
		if up := n.Parent; up != game.None {
			own := s.g.Infosets[s.g.Nodes[up].Infoset].Player == p
			moved[i] = at[i] && (moved[up] || own && at[up])
			before = moved[i]
		}
		if !mine || !at[i] || before {
			continue
		}
		k, ok := where[n.Infoset]
		if !ok {
			k = len(out)
			where[n.Infoset] = k
			out = append(out, beliefSet{h: n.Infoset})
		}
		out[k].asked = append(out[k].asked, game.NodeID(i))
	}
	return out
}

func (l *leaf) plays(q Plays) (err error) {
	s := l.s
	if l.player, err = s.checkPlayer(q.Player); err != nil {
		return err
	}
	if err = s.checkMove(Move{q.Label, []string{q.Action}}); err != nil {
		return err
	}
	if err = l.events(nil, q.Given, nil); err != nil {
		return err
	}
	l.count(q.Label)
	for i := range s.g.Infosets {
		h := &s.g.Infosets[i]
		if h.Player != l.player || h.Label != q.Label {
			continue
		}
		set, a := beliefSet{h: game.InfosetID(i)}, game.ActionID(game.None)
		for _, n := range h.Nodes {
			if l.given == nil || l.given[n] {
				set.asked = append(set.asked, n)
			}
		}
		for _, b := range s.g.ActionsAt(set.h) {
			if s.g.Actions[b].Name == q.Action {
				a = b
			}
		}
		if len(set.asked) > 0 {
			l.sets, l.action = append(l.sets, set), append(l.action, a)
		}
	}
	if slices.Max(l.made) == 0 {
		return wrong("%s never moves at %q", q.Player, q.Label)
	}
	l.taken = make([]int8, len(s.g.Nodes))
	for i := 1; i < len(l.taken); i++ {
		n := &s.g.Nodes[i]
		l.taken[i] = l.taken[n.Parent]
		if a := &s.g.Actions[n.Via]; a.Name == q.Action && s.g.Infosets[a.Infoset].Label == q.Label && s.g.Infosets[a.Infoset].Player == l.player {
			l.taken[i]++
		}
	}
	return nil
}

// count fills made: how often the player has moved at the label on the way to each node.
func (l *leaf) count(label string) {
	g := l.s.g
	l.made = make([]int8, len(g.Nodes))
	for i := 1; i < len(l.made); i++ {
		n := &g.Nodes[i]
		l.made[i] = l.made[n.Parent]
		if h := &g.Infosets[g.Actions[n.Via].Infoset]; h.Label == label && h.Player == l.player {
			l.made[i]++
		}
	}
}

func (l *leaf) informs(q Informs) error {
	for _, label := range []string{q.Label, q.About} {
		if err := l.s.checkLabel(label); err != nil {
			return err
		}
	}
	l.y, l.ny = l.s.outcomes(q.Label)
	l.x, l.nx = l.s.outcomes(q.About)
	return nil
}

// outcomes numbers what happened at a label on the way to each node: the sequence of actions there.
// -1 stands for no such move.
func (s *site) outcomes(label string) ([]int32, int) {
	type step struct {
		before int32
		action string
	}
	ids := map[step]int32{}
	out := make([]int32, len(s.g.Nodes))
	out[0] = -1
	for i := 1; i < len(out); i++ {
		n := &s.g.Nodes[i]
		out[i] = out[n.Parent]
		if a := &s.g.Actions[n.Via]; s.g.Infosets[a.Infoset].Label == label {
			k := step{out[i], a.Name}
			id, ok := ids[k]
			if !ok {
				id = int32(len(ids))
				ids[k] = id
			}
			out[i] = id
		}
	}
	return out, len(ids)
}

func (l *leaf) influence(q Influence) (err error) {
	s := l.s
	if l.player, err = s.checkPlayer(q.Player); err != nil {
		return err
	}
	if l.second, err = s.checkPlayer(q.Over); err != nil {
		return err
	}
	if err = s.checkLabel(q.Through); err != nil {
		return err
	}
	l.count(q.Through)
	if slices.Max(l.made) == 0 {
		return wrong("%s never moves at %q", q.Player, q.Through)
	}
	for _, a := range s.actionsOf(q.Through) {
		k, err := s.force(Move{q.Through, []string{a}})
		if err != nil {
			return err
		}
		l.forces = append(l.forces, k)
	}
	l.x, l.nx = l.later()
	return nil
}

// later numbers what the second player does after the first one's moves at the label: the sequence of
// his moves on the way to each node. nx is 0 if he makes none anywhere.
func (l *leaf) later() (of []int32, nx int) {
	type step struct {
		before        int32
		label, action string
	}
	g := l.s.g
	ids := map[step]int32{}
	of = make([]int32, len(g.Nodes))
	for i := 1; i < len(of); i++ {
		n := &g.Nodes[i]
		of[i] = of[n.Parent]
		a := &g.Actions[n.Via]
		if h := &g.Infosets[a.Infoset]; h.Player == l.second && l.made[n.Parent] > 0 {
			k := step{of[i], h.Label, a.Name}
			if _, ok := ids[k]; !ok {
				ids[k] = int32(len(ids)) + 1 // 0: he has not moved
			}
			of[i] = ids[k]
		}
	}
	if len(ids) == 0 {
		return nil, 0
	}
	return of, len(ids) + 1
}

// Numbers returns the expressions of params that a compiled query or condition holds.
func (e *Evaluator) Numbers(c *Compiled) []expr.ID {
	var out []expr.ID
	for _, k := range c.leaves {
		if _, ok := e.leaves[k].q.(Number); ok {
			out = append(out, e.leaves[k].expr)
		}
	}
	return out
}
