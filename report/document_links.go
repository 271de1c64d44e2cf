package report

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"parley/audit"
)

func itoa(n int) string { return strconv.Itoa(n) }

// A linker knows the names of one model's params and links them wherever they stand.
type linker struct {
	ids   map[string]string
	match *regexp.Regexp // nil for none
	said  *regexp.Regexp // what a sentence says of a param, right behind its name
}

// safeID tells whether an id is made of what lets links read well.
func safeID(s string) bool { return lettersAnd(s, "0123456789_-") }

// lettersAnd tells whether a text is not empty and has nothing but letters of the English alphabet and some more characters.
func lettersAnd(s, more string) bool {
	for _, c := range s {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || strings.ContainsRune(more, c)) {
			return false
		}
	}
	return s != ""
}

// paramID is the id of a param's row.
func paramID(model int, m *audit.ModelAudit, p int) string {
	name := m.Model.Params[p].Name
	if !safeID(name) {
		name = itoa(p + 1)
	}
	return modelID(model) + "-param-" + name
}

func newLinker(model int, m *audit.ModelAudit) *linker {
	l := &linker{ids: map[string]string{}}
	taken := map[string]bool{} // names that mean something else as well
	for _, mark := range m.Model.Game.Marks {
		taken[mark.Name] = true
	}
	for h := range m.Model.Game.Infosets {
		taken[m.Model.Game.Infosets[h].Label] = true
	}
	for i := range m.Model.Game.Actions {
		taken[m.Model.Game.Actions[i].Name] = true
	}
	var names []string
	for p := range m.Model.Params {
		name := m.Model.Params[p].Name
		if !taken[name] && safeID(name) {
			l.ids[name] = "#" + paramID(model, m, p)
			names = append(names, regexp.QuoteMeta(name))
		}
	}
	if len(names) > 0 {
		slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
		l.said = regexp.MustCompile(said)
		l.match = regexp.MustCompile(`\b(?:` + strings.Join(names, "|") + `)\b`)
	}
	return l
}

// rich links the params that a text names, each where it is named first: those in seen have been.
func (l *linker) rich(s string, seen map[string]bool) Rich {
	s = Plain(s)
	if l.match == nil {
		return Rich{{Text: s}}
	}
	var out Rich
	end := 0
	for _, at := range l.match.FindAllStringIndex(s, -1) {
		if name := s[at[0]:at[1]]; seen[name] || !l.isParam(name, s[at[1]:]) {
			continue
		}
		if at[0] > end {
			out = append(out, Run{Text: s[end:at[0]]})
		}
		name := s[at[0]:at[1]]
		seen[name] = true
		out = append(out, Run{Text: name, Link: l.ids[name]})
		end = at[1]
	}
	if end < len(s) {
		out = append(out, Run{Text: s[end:]})
	}
	return out
}

// said is what a sentence says of a param, right behind its name.
const said = `^(?: (?:above|below|between|raises|lowers|helps|works|makes|and [^ ]+ has|[<>=≤≥0-9−\[(]|undefined)|[,.;:]|$)`

// isParam tells whether a name stands for a param. One that might be a word of the language does so only before what a sentence
// says of one.
func (l *linker) isParam(name, rest string) bool {
	return !lettersAnd(name, "") || l.said.MatchString(rest)
}

// claimID is the id of an entry of the ledger.
func (d *document) claimID(entry int) string {
	id := d.r.Ledger[entry].Claim.ID
	same := 0
	for _, e := range d.r.Ledger {
		if e.Claim.ID == id {
			same++
		}
	}
	if same != 1 || !safeID(id) {
		id = itoa(entry + 1)
	}
	return "claim-" + id
}

// claims links claims of a model to the ledger, in the words of claimsText.
func (d *document) claims(model int, claims []int) Rich {
	var out Rich
	for k, i := range claims {
		if k > 0 {
			out = append(out, Run{Text: ", "})
		}
		out = append(out, Run{Text: claimsText(d.r.Models[model].Model, claims[k:k+1]), Link: "#" + d.claimID(d.r.Entries[model][i])})
	}
	return out
}

// line links a place in a file to its line.
func (d *document) line(file string, line int) Rich {
	return Rich{{Text: "line " + itoa(line), Link: d.lineLink(file, line)}}
}

// lineLink is the link to a line, "" if its file is not listed.
func (d *document) lineLink(file string, line int) string {
	l, ok := d.lines[file]
	if !ok {
		return ""
	}
	l.Linked[line] = true
	return "#" + l.ID + "-" + itoa(line)
}
