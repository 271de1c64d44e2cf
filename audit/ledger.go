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
	Of    int    // which of the models, from 0
	Index int    // which of its params, assumptions, questions or conclusions
	Name  string // the param's name, the assumption's or question's or conclusion's text
}

// ledger lists the claims of all models, and for each model the entry of each of its claims.
func ledger(models []*model.Model) (out []Entry, entries [][]int) {
	type key struct{ source, id, turn, says string }
	at := map[key]int{}
	for of, m := range models {
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
		entries = append(entries, index)
		bear := func(claims []int, kind string, k int, name string) {
			for _, i := range claims {
				out[index[i]].Bears = append(out[index[i]].Bears, Bearing{Model: cmp.Or(m.Title, m.Path), Kind: kind, Name: name, Of: of, Index: k})
			}
		}
		for k, p := range m.Params {
			bear(p.Claims, "param", k, p.Name)
		}
		for k, a := range m.Assumptions {
			bear(a.Claims, "assumption", k, a.Text)
		}
		for k, q := range m.Questions {
			bear(q.Claims, "question", k, q.Text)
		}
		for k, c := range m.Conclusions {
			bear(c.Claims, "conclusion", k, c.Text)
		}
	}
	return out, entries
}
