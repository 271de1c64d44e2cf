package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/internal/near"
)

// A Part is something that a report may be made without.
type Part struct {
	Name  string // as in --without
	Title string
}

// Parts are what a report may be made without, in the order in which they stand in it. The verdicts and how to make them again
// are not among them: a report without these would be one to be taken on trust.
var Parts = []Part{
	{"account", "The account"},
	{"conclusions", "Conclusions, with what carries each"},
	{"questions", "Questions and answers"},
	{"equilibria", "Equilibria compared"},
	{"tree", "The tree"},
	{"beliefs", "What is learnt about what is hidden"},
	{"alignment", "How far interests agree"},
	{"maps", "Maps of regimes"},
	{"sensitivity", "What moves the answers"},
	{"explore", "Params to move on the page"},
	{"params", "Params and assumptions"},
	{"evidence", "Assumptions and evidence"},
	{"ledger", "Ledger of claims"},
	{"text", "The model’s text"},
}

// CheckParts finds a name that is none of Parts.
func CheckParts(names []string) error {
	known := make([]string, len(Parts))
	for i, p := range Parts {
		known[i] = p.Name
	}
	for _, n := range names {
		if slices.Contains(known, n) {
			continue
		}
		if meant := near.Name(n, known); meant != "" {
			return fmt.Errorf("a report has no part %q; did you mean %q?", n, meant)
		}
		return fmt.Errorf("a report has no part %q; the parts are %s", n, strings.Join(known, ", "))
	}
	return nil
}

// Without leaves parts out of a document. What pointed to them is no longer a link; a section that is left with nothing is left out
// as well.
func (d *Document) Without(names []string) {
	if len(names) == 0 {
		return
	}
	gone := func(id string) bool { return slices.Contains(names, partOf(id)) }
	d.Sections = pruned(d.Sections, gone)
	ids := map[string]bool{}
	each(d.Sections, func(s *Section) {
		ids[s.ID] = true
		for _, b := range s.Blocks {
			identify(b, ids)
		}
	})
	unlink := func(r Rich) {
		for i := range r {
			if id, ok := strings.CutPrefix(r[i].Link, "#"); ok && !ids[id] {
				r[i].Link = ""
			}
		}
	}
	each(d.Sections, func(s *Section) {
		for _, b := range s.Blocks {
			runs(b, unlink)
		}
	})
}

// without tells whether a part is left out.
func (d *document) without(part string) bool { return slices.Contains(d.r.Without, part) }

// partOf is the part that the id of a section or figure belongs to: those of one model begin with "m" and its number.
func partOf(id string) string {
	if model, rest, ok := strings.Cut(id, "-"); ok && strings.HasPrefix(model, "m") && strings.Trim(model[1:], "0123456789") == "" {
		id = rest
	}
	switch id {
	case "regimes":
		return "maps"
	case "against":
		return "tree"
	}
	return id
}

// pruned leaves sections and figures out, and sections that are left with nothing else.
func pruned(list []Section, gone func(id string) bool) []Section {
	var out []Section
	for _, s := range list {
		if gone(s.ID) {
			continue
		}
		had := len(s.Blocks) + len(s.Sections)
		s.Blocks = slices.DeleteFunc(slices.Clone(s.Blocks), func(b Block) bool {
			switch b := b.(type) {
			case *Figure:
				return gone(b.ID)
			case *Explorer:
				return gone(b.ID)
			case Para:
				return b.ID != "" && gone(b.ID)
			}
			return false
		})
		s.Sections = pruned(s.Sections, gone)
		if had == 0 || len(s.Blocks)+len(s.Sections) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// each visits sections and those below them.
func each(list []Section, visit func(*Section)) {
	for i := range list {
		visit(&list[i])
		each(list[i].Sections, visit)
	}
}

// identify gathers the ids of a block.
func identify(b Block, ids map[string]bool) {
	rows := func(g *Grid) {
		if g == nil {
			return
		}
		for _, r := range g.Rows {
			if r.ID != "" {
				ids[r.ID] = true
			}
		}
	}
	switch b := b.(type) {
	case *Grid:
		rows(b)
	case *Explorer:
		ids[b.ID] = true
	case *Figure:
		ids[b.ID] = true
		rows(b.Table)
	case *Listing:
		ids[b.ID] = true
		for line := range b.Linked {
			ids[b.ID+"-"+itoa(line)] = true
		}
	}
}

// runs visits the text of a block.
func runs(b Block, visit func(Rich)) {
	cells := func(g *Grid) {
		if g == nil {
			return
		}
		for _, r := range g.Rows {
			for _, c := range r.Cells {
				visit(c.Text)
			}
		}
	}
	switch b := b.(type) {
	case Para:
		visit(b.Text)
	case *Grid:
		cells(b)
	case Details:
		for _, x := range b {
			visit(x.Text)
		}
	case *Figure:
		cells(b.Table)
	case *Explorer:
		for _, q := range b.Questions {
			visit(q.Text)
		}
	}
}
