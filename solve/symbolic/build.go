package symbolic

import (
	"slices"

	"parley/game"
)

// A builder collects what a class needs.
type builder struct {
	w     *derivation
	c     *Class
	rels  []rel
	given []rel
	parts []choice
}

// A choice is sets of conditions, of which one must hold.
type choice struct {
	infosets []game.InfosetID
	sets     []set
}

// common takes the conditions on the path. ok is false if they hold nowhere.
func (b *builder) common(path []cond) (ok bool, err error) {
	for _, r := range b.w.given {
		_, given, _ := b.w.facts.parts(r)
		b.given = append(b.given, given...)
	}
	for _, group := range b.w.grouped(path) {
		alts, err := b.w.alternatives(group)
		if err != nil {
			return false, err
		}
		var sets []set
		for _, rels := range alts {
			list, err := b.w.project(rels)
			if err != nil {
				return false, err
			}
			for _, r := range list {
				sets = append(sets, set{rels: r})
			}
		}
		if !b.add(nil, sets) {
			return false, nil
		}
	}
	return true, nil
}

// grouped puts conditions together that share a denominator of unknown sign, or an unknown; those that share nothing
// come first, each by itself.
func (w *derivation) grouped(conds []cond) (groups [][]cond) {
	var tied [][]string
	for _, c := range conds {
		var keys []string
		for _, v := range append(c.f.Num().Vars(), c.f.Den().Vars()...) {
			if v >= w.facts.params {
				keys = append(keys, "unknown") // eliminated together
			}
		}
		if s := w.facts.sign(c.f.Den()); s != positive && s != negative {
			_, factors := c.f.Den().Factorize()
			for _, f := range factors {
				keys = append(keys, f.String())
			}
		}
		group := []cond{c}
		for i := len(groups) - 1; i >= 0; i-- {
			if slices.ContainsFunc(keys, func(k string) bool { return slices.Contains(tied[i], k) }) {
				group, keys = append(groups[i], group...), append(tied[i], keys...)
				groups, tied = slices.Delete(groups, i, i+1), slices.Delete(tied, i, i+1)
			}
		}
		groups, tied = append(groups, group), append(tied, keys)
	}
	slices.SortStableFunc(groups, func(a, b []cond) int { return len(a) - len(b) })
	return groups
}

// add takes a part. What follows may use that one of its cases holds.
func (b *builder) add(infosets []game.InfosetID, sets []set) bool {
	sets = b.w.facts.simplify(sets)
	switch len(sets) {
	case 0:
		return false
	case 1:
		s := sets[0]
		for _, r := range s.rels {
			b.rels = appendRel(b.rels, r)
		}
		for _, r := range s.given {
			b.given = appendRel(b.given, r)
		}
		if len(s.rels) > 0 {
			b.w.facts = b.w.facts.with(s.rels...)
		}
		return true
	}
	b.parts = append(b.parts, choice{infosets, sets})
	return true
}

// conditions makes conditions of params public, with the params whose coefficient has a known sign where f holds.
func (f *facts) conditions(list []rel) []Condition {
	var out []Condition
	for _, r := range list {
		c := Condition{Diff: r.p, Op: r.op.String(), Why: r.why}
		for _, v := range r.p.Vars() {
			if r.p.DegreeIn(v) == 1 {
				c.threshold = append(c.threshold, threshold{v, f.sign(r.p.Coefficients(v)[1])})
			}
		}
		out = append(out, c)
	}
	return out
}

// finish drops conditions that others imply, now that all are known, and fills in the class.
func (b *builder) finish() {
	base := b.w.Deriver.base.with(b.w.given...)
	base.work = b.w.facts.work
	s := base.irredundant(set{rels: b.rels, given: b.given})
	b.c.Conditions = nil
	for i, r := range s.rels { // under the others
		others := slices.Delete(slices.Clone(s.rels), i, i+1)
		b.c.Conditions = append(b.c.Conditions, base.with(others...).conditions([]rel{r})...)
	}
	all := base.with(s.rels...)
	for _, p := range b.parts {
		part := Part{Infosets: p.infosets}
		for _, k := range p.sets {
			part.Cases = append(part.Cases, Case{Off: k.off, Conditions: all.conditions(k.rels), Given: all.conditions(k.given)})
		}
		b.c.Parts = append(b.c.Parts, part)
	}
	b.c.Given = all.conditions(b.w.Deriver.unbounded(b.w.facts.work).needed(s.given, s.rels))
}

// unbounded is facts about nothing.
func (d *Deriver) unbounded(work *int) *facts {
	return &facts{vars: make([]bounds, d.base.params), params: d.base.params, work: work}
}

// needed drops from given what follows from the rest of it and from the conditions.
func (f *facts) needed(given, rels []rel) []rel {
	given = slices.DeleteFunc(slices.Clone(given), func(r rel) bool { return f.implies(rels, []rel{r}) })
	for i := len(given) - 1; i >= 0; i-- {
		others := slices.Delete(slices.Clone(given), i, i+1)
		if f.implies(append(others, rels...), given[i:i+1]) {
			given = slices.Delete(given, i, i+1)
		}
	}
	return given
}
