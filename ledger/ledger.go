// Package ledger joins what an account asserts with what the models make of it: which claims bear on what, which conflict, what rests on no claim, and how
// much of the text has one. It reads and writes ledgers as tables and bibliographies.
package ledger

import (
	"cmp"
	"slices"

	"parley/account"
	"parley/model"
	"parley/reading"
)

// An Entry is a claim of the ledger with what it bears on. Claims of the same source with the same id, place and words are one, whichever models they stand in.
type Entry struct {
	Claim  account.Claim
	Source account.Source
	Bears  []Bearing // none: nothing in these models depends on it
}

// Idle tells whether a claim has no place: it bears on nothing, and is not left aside on purpose.
func (e *Entry) Idle() bool { return len(e.Bears) == 0 && e.Claim.Aside == "" }

// A Bearing is a place in a model that names a claim.
type Bearing struct {
	Model string // its title
	Kind  string // param, assumption, question, conclusion
	Of    int    // which of the models, from 0
	Index int    // which of its params, assumptions, questions or conclusions
	Name  string // the param's name, the assumption's or question's or conclusion's text
}

// Entries lists the claims of all models, and for each model the entry of each of its claims.
func Entries(models []*model.Model) (out []Entry, of [][]int) {
	type key struct {
		source         account.Source
		id, turn, says string
	}
	at := map[key]int{}
	for n, m := range models {
		index := make([]int, len(m.Claims))
		for i, c := range m.Claims {
			var src account.Source
			if c.Source >= 0 && c.Source < len(m.Sources) {
				src = m.Sources[c.Source]
			}
			k := key{src, c.ID, c.Turn, c.Says}
			j, ok := at[k]
			if !ok {
				j = len(out)
				at[k] = j
				out = append(out, Entry{Claim: c, Source: src})
			}
			index[i] = j
		}
		of = append(of, index)
		bear := func(claims []int, kind string, k int, name string) {
			for _, i := range claims {
				out[index[i]].Bears = append(out[index[i]].Bears, Bearing{Model: cmp.Or(m.Title, m.Path), Kind: kind, Name: name, Of: n, Index: k})
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
	return out, of
}

// A Ledger is the account of some models.
type Ledger struct {
	Models    []*model.Model
	Entries   []Entry
	Of        [][]int // for each model, the entry of each of its claims
	Sources   []Source
	Conflicts []Conflict
	Bare      []Bearing // params and assumptions that rest on no claim
}

// A Source is a source with its claims.
type Source struct {
	account.Source
	Entries  []int // in the order of the text
	Text     *reading.Index
	Coverage *Coverage // nil without a text
}

// A Conflict is a param over which claims give ranges: they have nothing in common, or the param's range leaves some of it out.
type Conflict struct {
	Of, Param int // which model, and which of its params
	Ranges    []Range
	Disjoint  bool // some of them have no value in common
}

// A Range is what a claim gives to a param.
type Range struct {
	Entry int
	model.GivenRange
	Outside bool // the param's range leaves some of it out
}

// New joins the claims of models. texts are the texts of sources that link none, by the source's index in Sources of a ledger without them.
func New(models []*model.Model, texts map[int]*reading.Index) *Ledger {
	l := &Ledger{Models: models}
	l.Entries, l.Of = Entries(models)
	l.sources(texts)
	l.Conflicts = Conflicts(models, l.Of)
	for of, m := range models {
		l.bare(of, m)
	}
	return l
}

// sources lists the sources in the order of their declaration, each with its claims in the order of the text.
func (l *Ledger) sources(texts map[int]*reading.Index) {
	at := map[account.Source]int{}
	for _, m := range l.Models {
		for i, s := range m.Sources {
			j, ok := at[s]
			if !ok {
				j = len(l.Sources)
				at[s] = j
				l.Sources = append(l.Sources, Source{Source: s, Text: m.Text(i)})
			}
			if l.Sources[j].Text == nil {
				l.Sources[j].Text = m.Text(i)
			}
		}
	}
	for j, e := range l.Entries {
		if i, ok := at[e.Source]; ok {
			l.Sources[i].Entries = append(l.Sources[i].Entries, j)
		}
	}
	for i := range l.Sources {
		s := &l.Sources[i]
		if t := texts[i]; t != nil {
			s.Text = t
		}
		l.order(s)
		if s.Text != nil {
			s.Coverage = l.cover(s)
		}
	}
}

// order puts a source's claims in the order of the text: by where they begin in it; by their places where there is no text, and so those that do not stand in it, which come last.
func (l *Ledger) order(s *Source) {
	begins := map[int]int{}
	for _, j := range s.Entries {
		if s.Text == nil {
			break
		}
		if spans, err := spansOf(s.Text, &l.Entries[j].Claim); err == nil && len(spans) > 0 {
			begins[j] = spans[0].span.First
		}
	}
	slices.SortStableFunc(s.Entries, func(a, b int) int {
		x, okX := begins[a]
		y, okY := begins[b]
		switch {
		case okX && okY && x != y:
			return cmp.Compare(x, y)
		case okX && !okY:
			return -1
		case okY && !okX:
			return 1
		}
		return comparePlaces(l.Entries[a].Claim.Turn, l.Entries[b].Claim.Turn)
	})
}

// comparePlaces orders claims by their first place; those that name none, or one of a form of its own, come last in the order of their declaration.
func comparePlaces(a, b string) int {
	p, errA := account.ParsePlaces(a)
	q, errB := account.ParsePlaces(b)
	switch {
	case errA != nil && errB != nil:
		return 0
	case errA != nil:
		return 1
	case errB != nil:
		return -1
	}
	return p[0].Compare(q[0])
}

// Conflicts lists the params of models over which claims conflict, or whose range leaves out what claims give. of is the entry of each claim of each model.
func Conflicts(models []*model.Model, of [][]int) []Conflict {
	var out []Conflict
	for n, m := range models {
		for i := range m.Params {
			p := &m.Params[i]
			given := m.Given(i)
			c := Conflict{Of: n, Param: i, Disjoint: len(model.Disjoint(given)) > 0}
			outside := false
			for _, g := range given {
				r := Range{Entry: of[n][g.Claim], GivenRange: g, Outside: g.Low.Less(p.Dist.Low) || p.Dist.High.Less(g.High)}
				outside = outside || r.Outside
				c.Ranges = append(c.Ranges, r)
			}
			if c.Disjoint || outside {
				out = append(out, c)
			}
		}
	}
	return out
}

func (l *Ledger) bare(of int, m *model.Model) {
	title := cmp.Or(m.Title, m.Path)
	for i, p := range m.Params {
		if len(p.Claims) == 0 {
			l.Bare = append(l.Bare, Bearing{Model: title, Kind: "param", Of: of, Index: i, Name: p.Name})
		}
	}
	for i, a := range m.Assumptions {
		if len(a.Claims) == 0 {
			l.Bare = append(l.Bare, Bearing{Model: title, Kind: "assumption", Of: of, Index: i, Name: a.Text})
		}
	}
}

// Idle are the entries without a place.
func (l *Ledger) Idle() []int {
	return l.where((*Entry).Idle)
}

// Aside are the entries that are left aside on purpose.
func (l *Ledger) Aside() []int {
	return l.where(func(e *Entry) bool { return e.Claim.Aside != "" })
}

func (l *Ledger) where(is func(*Entry) bool) []int {
	var out []int
	for i := range l.Entries {
		if is(&l.Entries[i]) {
			out = append(out, i)
		}
	}
	return out
}

// Only returns the ledger of the entries alone, and of the sources that have some; nil stands for all.
func (l *Ledger) Only(entries []int) *Ledger {
	if entries == nil {
		return l
	}
	out := *l
	out.Sources = nil
	for _, s := range l.Sources {
		var kept []int
		for _, j := range s.Entries {
			if slices.Contains(entries, j) {
				kept = append(kept, j)
			}
		}
		if s.Entries = kept; len(kept) > 0 {
			out.Sources = append(out.Sources, s)
		}
	}
	return &out
}
