package slope

import (
	"slices"
	"strings"

	"parley/dual"
	"parley/game"
	"parley/query"
)

// A place is an entry of a game's equilibria.
type place struct {
	where string
	entry int
}

// A member is one of those that stand for an entry.
type member struct {
	a       game.Assessment
	reached []bool // by information set
}

// mostMembers bounds the members that differ nowhere it matters of which the best is taken.
const mostMembers = 8

// groups returns the branches through an entry: one for the members that agree on the path and wherever the query
// looks, through the one of these that goes on in most params to a side. Off the path members differ in how
// narrowly beliefs deter, or in which of several equally good actions is in use.
func (f *Field) groups(c *query.Compiled, where string, entry int, side dual.Side) []*branch {
	play, beliefs := f.e.Looks(c, where)
	var keys []string
	var out []*branch
	count := map[string]int{}
	for i, m := range f.membersOf(place{where, entry}) {
		k := m.key(f.worlds[where].In, play, beliefs)
		if count[k]++; count[k] > mostMembers {
			continue
		}
		at := slices.Index(keys, k)
		if at >= 0 && out[at].stops(side) == 0 {
			continue
		}
		b := f.branch(key{where, entry, i, side})
		switch {
		case at < 0:
			keys, out = append(keys, k), append(out, b)
		case b.stops(side) < out[at].stops(side):
			out[at] = b
		}
	}
	if known := slices.DeleteFunc(slices.Clone(out), func(b *branch) bool { return b.why != "" }); len(known) > 0 {
		return known
	}
	return out
}

func (f *Field) membersOf(p place) []member {
	if out, ok := f.members[p]; ok {
		return out
	}
	w := f.worlds[p.where]
	var out []member
	for _, a := range w.Equilibria[p.entry].Members() {
		m := member{a, make([]bool, len(w.In.Infosets))}
		for n, r := range w.In.Reach(a.Profile) {
			if h := w.In.Nodes[n].Infoset; h != game.None && !r.IsZero() {
				m.reached[h] = true
			}
		}
		out = append(out, m)
	}
	f.members[p] = out
	return out
}

// key writes what a member does on the path and at some information sets, and what is believed at some.
func (m *member) key(in *game.Instance, play, beliefs []game.InfosetID) string {
	var b strings.Builder
	for i := range in.Infosets {
		h := game.InfosetID(i)
		if in.Infosets[i].Player == game.Chance || !m.reached[i] && !slices.Contains(play, h) {
			continue
		}
		for _, a := range in.ActionsAt(h) {
			b.WriteString(m.a.Profile[a].String())
			b.WriteByte(' ')
		}
	}
	for _, h := range beliefs {
		for _, n := range in.Infosets[h].Nodes {
			if m.a.Beliefs != nil {
				b.WriteString(m.a.Beliefs[n].String())
				b.WriteByte(' ')
			}
		}
	}
	return b.String()
}

// branch returns the branch through a member.
func (f *Field) branch(k key) *branch {
	if b := f.branches[k]; b != nil {
		return b
	}
	w := f.worlds[k.where]
	numbers := f.base(k.side)
	if v := f.m.Variant(k.where); v != nil {
		params := make([]dual.Number, len(f.m.Params))
		for p := range params {
			params[p] = dual.Variable(f.worlds[""].In.Values[p], p)
			if id, ok := v.Set[p]; ok {
				params[p] = numbers.Get(id)
			}
		}
		numbers = dual.At(w.In.Pool, params, k.side)
	}
	b := newBranch(w, k, numbers, &f.membersOf(place{k.where, k.entry})[k.member].a, len(f.m.Params), f.next)
	f.next += len(b.unknowns)
	f.branches[k] = b
	return b
}
