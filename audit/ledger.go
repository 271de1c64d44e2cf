package audit

import (
	"cmp"

	"parley/account"
	"parley/model"
)

// An Entry is a claim of the ledger with what it bears on. Claims with the same source and the same id
// (or, without one, the same turn and words) are one, whichever models they stand in.
type Entry struct {
	Claim  account.Claim
	Source account.Source
	Bears  []Bearing // none: nothing in these models depends on it
}

// A Bearing is a place in a model that names a claim.
type Bearing struct {
	Model string // its title
	Kind  string // param, assumption, question, conclusion
	Name  string // the param's name, the assumption's or question's or conclusion's text
}

func ledger(models []*model.Model) []Entry {
	type key struct{ source, id, turn, says string }
	at := map[key]int{}
	var out []Entry
	for _, m := range models {
		index := make([]int, len(m.Claims))
		for i, c := range m.Claims {
			var src account.Source
			if c.Source >= 0 && c.Source < len(m.Sources) {
				src = m.Sources[c.Source]
			}
			k := key{source: src.Title, id: c.ID}
			if c.ID == "" {
				k.turn, k.says = c.Turn, c.Says
			}
			j, ok := at[k]
			if !ok {
				j = len(out)
				at[k] = j
				out = append(out, Entry{Claim: c, Source: src})
			}
			index[i] = j
		}
		bear := func(claims []int, kind, name string) {
			for _, i := range claims {
				out[index[i]].Bears = append(out[index[i]].Bears, Bearing{cmp.Or(m.Title, m.Path), kind, name})
			}
		}
		for _, p := range m.Params {
			bear(p.Claims, "param", p.Name)
		}
		for _, a := range m.Assumptions {
			bear(a.Claims, "assumption", a.Text)
		}
		for _, q := range m.Questions {
			bear(q.Claims, "question", q.Text)
		}
		for _, c := range m.Conclusions {
			bear(c.Claims, "conclusion", c.Text)
		}
	}
	return out
}
