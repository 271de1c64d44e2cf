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
	parts []Part
}

// common takes the conditions on the path. ok is false if they hold nowhere.
func (b *builder) common(path []cond) (ok bool, err error) {
	alts, err := b.w.alternatives(path)
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
	for _, r := range b.w.given {
		_, given, _ := b.w.facts.parts(r)
		b.given = append(b.given, given...)
	}
	return b.add(nil, sets), nil
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
	p := Part{Infosets: infosets}
	for _, s := range sets {
		p.Cases = append(p.Cases, Case{Off: s.off, Conditions: conditions(s.rels), Given: conditions(s.given)})
	}
	b.parts = append(b.parts, p)
	return true
}

func conditions(list []rel) []Condition {
	var out []Condition
	for _, r := range list {
		out = append(out, Condition{Diff: r.p, Op: r.op.String(), Why: r.why})
	}
	return out
}

// finish drops conditions that others imply, now that all are known, and fills in the class.
func (b *builder) finish() {
	base := b.w.Deriver.base.with(b.w.given...)
	s := base.irredundant(set{rels: b.rels, given: b.given})
	b.c.Conditions, b.c.Parts = conditions(s.rels), b.parts
	given := slices.DeleteFunc(s.given, func(r rel) bool {
		return slices.ContainsFunc(s.rels, func(o rel) bool { return o.p.Equal(r.p) })
	})
	b.c.Given = conditions(given)
}
