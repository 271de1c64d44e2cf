package query

import (
	"slices"

	"parley/expr"
	"parley/game"
	"parley/num"
	"parley/solve"
)

// A cast is the members of one game's equilibria, with what is known of them.
type cast struct {
	e       *Evaluator
	s       *site
	in      *game.Instance
	count   int // equilibria
	members []member
	first   []int       // by entry: its first member; one more for the end
	leaves  []leafTable // by leaf of the evaluator
	flat    []uint16    // room for the numbers of members
	float   *arena[flt]
	exact   *arena[num.Rat]
}

// A member is one assessment. Members that play alike at an information set have the same number
// there, and so with beliefs.
type member struct {
	a            game.Assessment
	entry        int
	certificate  solve.Certificate
	play, belief []uint16 // by information set
	float        *world[flt]
	exact        *world[num.Rat]
}

// A leafTable holds the values of one leaf.
type leafTable struct {
	of     []int32 // by member: number of its value, counted from 1; 0: not known
	values []leafValue
}

type leafValue struct {
	member             int // the first that has it
	estimated, settled bool
	low, high          result[flt]
	lowest, highest    result[num.Rat]
}

func newCast(ev *Evaluation, where string) *cast {
	e, w := ev.e, ev.w[where]
	k := ev.spare[where]
	if k == nil {
		k = &cast{e: e, s: e.sites[where], float: &ev.floats, exact: &ev.rats}
	}
	k.leaves = append(k.leaves, make([]leafTable, len(e.leaves)-len(k.leaves))...)
	k.in, k.count = w.In, len(w.Equilibria)
	for i := range w.Equilibria {
		q := &w.Equilibria[i]
		k.first = append(k.first, len(k.members))
		for _, a := range q.Members() {
			k.members = append(k.members, member{a: a, entry: i, certificate: q.Certificate})
		}
	}
	k.first = append(k.first, len(k.members))
	k.number(e.needs[where])
	return k
}

// forget makes k ready for other equilibria of its game, with its memory.
func (k *cast) forget() {
	for i := range k.leaves {
		t := &k.leaves[i]
		t.of, t.values = t.of[:0], t.values[:0]
	}
	clear(k.members) // what they refer to may go
	k.members, k.first = k.members[:0], k.first[:0]
}

// number tells apart how members play and what they believe wherever some leaf asks about it.
func (k *cast) number(n *needs) {
	sets := len(k.s.g.Infosets)
	room := 2 * sets * len(k.members)
	k.flat = slices.Grow(k.flat[:0], room)[:room]
	clear(k.flat)
	flat := k.flat
	for m := range k.members {
		k.members[m].play, flat = flat[:sets], flat[sets:]
		k.members[m].belief, flat = flat[:sets], flat[sets:]
	}
	for i := range k.s.g.Infosets {
		h := &k.s.g.Infosets[i]
		if n.play[i] {
			k.sort(h, k.playAlike, func(m *member) *uint16 { return &m.play[i] })
		}
		if n.belief[i] && len(h.Nodes) > 1 {
			k.sort(h, k.believeAlike, func(m *member) *uint16 { return &m.belief[i] })
		}
	}
}

// sort numbers the members so that those that are alike have the same number.
func (k *cast) sort(h *game.Infoset, alike func(m, o int, h *game.Infoset) bool, at func(*member) *uint16) {
	var first []int // by number: the first member that has it
	last := 0       // neighbours are often alike
	for m := range k.members {
		if m == 0 || !alike(m, first[last], h) {
			if last = slices.IndexFunc(first, func(o int) bool { return alike(m, o, h) }); last < 0 {
				last = len(first)
				first = append(first, m)
			}
		}
		*at(&k.members[m]) = uint16(last)
	}
}

func (k *cast) playAlike(m, o int, h *game.Infoset) bool {
	p, q := k.members[m].a.Profile, k.members[o].a.Profile
	return slices.EqualFunc(p[h.First:int(h.First)+h.Num], q[h.First:int(h.First)+h.Num], num.Rat.Equal)
}

func (k *cast) believeAlike(m, o int, h *game.Infoset) bool {
	p, q := k.members[m].a.Beliefs, k.members[o].a.Beliefs
	if p == nil || q == nil {
		return p == nil && q == nil
	}
	for _, n := range h.Nodes {
		if !p[n].Equal(q[n]) {
			return false
		}
	}
	return true
}

// value returns the number of the value of a leaf in member m.
func (k *cast) value(leaf, m int) int32 {
	t := &k.leaves[leaf]
	if len(t.of) == 0 {
		t.of = slices.Grow(t.of, len(k.members))[:len(k.members)]
		clear(t.of)
	}
	if t.of[m] > 0 {
		return t.of[m]
	}
	l := k.e.leaves[leaf]
	n := slices.IndexFunc(t.values, func(v leafValue) bool { return k.alike(l, v.member, m) })
	if n < 0 {
		n = len(t.values)
		t.values = append(t.values, leafValue{member: m})
	}
	t.of[m] = int32(n + 1)
	return t.of[m]
}

// alike tells whether two members agree wherever the leaf looks.
func (k *cast) alike(l *leaf, m, o int) bool {
	x, y := &k.members[m], &k.members[o]
	for _, h := range l.playAt {
		if x.play[h] != y.play[h] {
			return false
		}
	}
	for _, h := range l.beliefAt {
		if x.belief[h] != y.belief[h] {
			return false
		}
	}
	return x.certificate == y.certificate
}

// assessed is a source without payoffs, of an assessment's numbers.
func assessed[T number[T]](mem *arena[T], a *game.Assessment, conv func(num.Rat) T) source[T] {
	from := source[T]{profile: mem.get(len(a.Profile)), conv: conv, smooth: plainly(conv)}
	for i, p := range a.Profile {
		from.profile[i] = conv(p)
	}
	if b := a.Beliefs; b != nil {
		from.belief = func(n game.NodeID) T { return conv(b[n]) }
	}
	return from
}

// estimate returns the value of a leaf in member m in floating point.
func (k *cast) estimate(leaf, m int) (low, high result[flt]) {
	v := &k.leaves[leaf].values[k.value(leaf, m)-1]
	if !v.estimated {
		x := &k.members[v.member]
		if x.float == nil {
			players := len(k.in.Players)
			from := assessed(k.float, &x.a, toFlt)
			from.pay = func(n game.NodeID, p game.PlayerID) flt { return flt(k.in.PayoffsF[int(n)*players+int(p)]) }
			from.value = func(id expr.ID) flt { return toFlt(k.in.Eval(id)) }
			x.float = newWorld(k.float, k.s, from, false, k.count)
		}
		v.low, v.high = x.float.eval(k.e.leaves[leaf])
		v.estimated = true
	}
	return v.low, v.high
}

// exactly returns the value of a leaf in member m in rational numbers.
func (k *cast) exactly(leaf, m int) (low, high result[num.Rat]) {
	v := &k.leaves[leaf].values[k.value(leaf, m)-1]
	if !v.settled {
		x := &k.members[v.member]
		if x.exact == nil {
			from := assessed(k.exact, &x.a, toRat)
			from.pay, from.value = k.in.PayoffAt, k.in.Eval
			x.exact = newWorld(k.exact, k.s, from, x.certificate == solve.Exact, k.count)
		}
		v.lowest, v.highest = x.exact.eval(k.e.leaves[leaf])
		v.settled = true
	}
	return v.lowest, v.highest
}
