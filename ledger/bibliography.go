package ledger

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"parley/account"
	"parley/diag"
	"parley/internal/bibtex"
)

// WriteBibTeX writes the sources as a bibliography for biblatex. What BibTeX has no field for stands in reliability and textfile, which styles pass over.
func (b *Book) WriteBibTeX() string {
	var out strings.Builder
	keys := b.citationKeys()
	for i, s := range b.Sources {
		kind := "misc"
		if s.URL != "" {
			kind = "online"
		}
		fmt.Fprintf(&out, "@%s{%s,\n", kind, keys[i])
		field := func(name, value string) {
			if value != "" {
				fmt.Fprintf(&out, "  %-11s = {%s},\n", name, value)
			}
		}
		var names []string
		for _, n := range account.Names(s.Author) {
			name := bibtex.Escape(n.String())
			if n.Given == "" && strings.ContainsAny(n.Family, " ,") {
				name = "{" + bibtex.Escape(n.Family) + "}"
			}
			names = append(names, name)
		}
		field("author", strings.Join(names, " and "))
		field("title", "{"+bibtex.Escape(s.Title)+"}")
		field("date", s.Date)
		field("publisher", bibtex.Escape(s.Publisher))
		field("url", verbatim.Replace(s.URL))
		field("textfile", verbatim.Replace(s.File))
		field("reliability", s.Reliability)
		out.WriteString("}\n")
		if i+1 < len(b.Sources) {
			out.WriteString("\n")
		}
	}
	return out.String()
}

// verbatim writes an address so that braces around it stay balanced.
var (
	verbatim   = strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C")
	unverbatim = strings.NewReplacer(`\_`, "_", `\%`, "%", `\&`, "&", `\#`, "#", `\~{}`, "~", `\url{`, "", "}", "", "{", "")
)

// citationKeys gives each source a key: the family name of its first author or the first word of its title, and the year.
func (b *Book) citationKeys() []string {
	n := newNames()
	out := make([]string, len(b.Sources))
	for i, s := range b.Sources {
		out[i] = n.take(sourceName(&s, len(b.Sources)+1), "source")
	}
	return out
}

// ReadBibTeX reads sources from a bibliography. keys are the sources by the key of their entry.
func ReadBibTeX(shown, text string) (b *Book, keys map[string]int, list diag.List) {
	b, keys = &Book{}, map[string]int{}
	entries, errs := bibtex.Parse(text)
	fail := func(line, col int, summary, fix string, severity diag.Severity) {
		at := diag.Pos{File: shown, Line: line, Col: max(1, col)}
		list = append(list, diag.Diagnostic{Severity: severity, Summary: summary, Span: diag.Span{Start: at, End: at}, Fix: fix})
	}
	for _, e := range errs {
		fail(e.Line, e.Col, e.Message, e.Fix, diag.Error)
	}
	titles := map[string]string{}
	for i := range entries {
		e := &entries[i]
		plain := func(read func(string) (string, string), names ...string) string {
			f, _ := e.Get(names...)
			text, unknown := read(f.Value)
			if unknown != "" {
				fail(f.Line, f.Col, fmt.Sprintf("the command %s in the field %s of %s is not known: it stays as it is", unknown, f.Name, e.Key), "write the character itself, in UTF-8", diag.Warning)
			}
			return text
		}
		s := account.Source{Title: plain(bibtex.Plain, "title", "booktitle"), Author: account.Authors(plain(bibtex.PlainNames, "author", "editor")),
			Publisher:   plain(bibtex.Plain, "publisher", "journaltitle", "journal", "booktitle", "institution", "organization", "school", "howpublished"),
			Reliability: strings.ToUpper(plain(bibtex.Plain, "reliability"))}
		url, _ := e.Get("url")
		s.URL = strings.TrimSpace(unverbatim.Replace(url.Value))
		file, _ := e.Get("textfile")
		s.File = strings.TrimSpace(unverbatim.Replace(file.Value))
		date, problem := bibDate(e)
		if s.Date = date; problem.Name != "" {
			fail(problem.Line, problem.Col, fmt.Sprintf("the %s of %s is no date: %q", problem.Name, e.Key, problem.Value), `write date = {2018-03-28}, or year, month and day`, diag.Error)
			continue
		}
		other, twice := titles[s.Title]
		switch {
		case s.Title == "":
			fail(e.Line, 1, fmt.Sprintf("the entry %s has no title", e.Key), "give it one: title = {...}", diag.Error)
		case twice:
			fail(e.Line, 1, fmt.Sprintf("the entries %s and %s have the same title, by which a ledger tells sources apart", other, e.Key), "add the date or the place of publication to one of them", diag.Error)
		case s.Reliability != "" && account.Meaning(account.Reliabilities, s.Reliability) == "":
			fail(e.Line, 1, fmt.Sprintf("the reliability of %s is %q: it is a letter from A to F", e.Key, s.Reliability), "write reliability = {B}, say", diag.Error)
		default:
			titles[s.Title] = e.Key
			keys[e.Key] = len(b.Sources)
			b.Sources = append(b.Sources, s)
		}
	}
	return b, keys, list
}

var months = strings.Fields("january february march april may june july august september october november december")

// bibDate reads date, or year with month and day. problem is the field that cannot be read, if one cannot.
func bibDate(e *bibtex.Entry) (date string, problem bibtex.Field) {
	if f, ok := e.Get("date"); ok {
		text, _ := bibtex.Plain(f.Value)
		text, _, _ = strings.Cut(text, "/") // the first of a range
		text = strings.TrimRight(text, "~?%")
		if !account.ValidDate(text) {
			return "", f
		}
		return text, bibtex.Field{}
	}
	y, ok := e.Get("year")
	if !ok {
		return "", bibtex.Field{}
	}
	date, _ = bibtex.Plain(y.Value)
	if !account.ValidDate(date) {
		return "", y
	}
	m, ok := e.Get("month")
	if !ok {
		return date, bibtex.Field{}
	}
	text, _ := bibtex.Plain(m.Value)
	text = strings.ToLower(strings.TrimRight(strings.TrimSpace(text), "."))
	n, err := strconv.Atoi(text)
	if err != nil {
		n = 1 + slices.IndexFunc(months, func(name string) bool { return len(text) >= 3 && strings.HasPrefix(name, text) })
	}
	if n < 1 || n > 12 {
		return "", m
	}
	date += fmt.Sprintf("-%02d", n)
	if d, ok := e.Get("day"); ok {
		text, _ := bibtex.Plain(d.Value)
		n, err := strconv.Atoi(strings.TrimSpace(text))
		full := fmt.Sprintf("%s-%02d", date, n)
		if err != nil || !account.ValidDate(full) {
			return "", d
		}
		date = full
	}
	return date, bibtex.Field{}
}

// cslItem is an item of CSL-JSON, the form in which Zotero, Mendeley and pandoc exchange bibliographies (Citation Style Language, schema 1.0).
type cslItem struct {
	ID             string            `json:"id"`
	Type           string            `json:"type"`
	Title          string            `json:"title"`
	Author         []cslName         `json:"author,omitempty"`
	Issued         *cslDate          `json:"issued,omitempty"`
	Publisher      string            `json:"publisher,omitempty"`
	ContainerTitle string            `json:"container-title,omitempty"`
	URL            string            `json:"URL,omitempty"`
	Custom         map[string]string `json:"custom,omitempty"`
}

type cslName struct {
	Family   string `json:"family,omitempty"`
	Given    string `json:"given,omitempty"`
	Particle string `json:"non-dropping-particle,omitempty"`
	Dropping string `json:"dropping-particle,omitempty"`
	Suffix   string `json:"suffix,omitempty"`
	Literal  string `json:"literal,omitempty"`
}

type cslDate struct {
	Parts [][]json.RawMessage `json:"date-parts,omitempty"`
	Raw   string              `json:"raw,omitempty"`
}

// Keys of what CSL-JSON has no field for.
const (
	customReliability = "parley-reliability"
	customFile        = "parley-file"
)

// WriteCSL writes the sources as CSL-JSON.
func (b *Book) WriteCSL() ([]byte, error) {
	items := []cslItem{}
	keys := b.citationKeys()
	for i, s := range b.Sources {
		it := cslItem{ID: keys[i], Type: "document", Title: s.Title, Publisher: s.Publisher, URL: s.URL}
		if s.URL != "" {
			it.Type = "webpage"
		}
		for _, n := range account.Names(s.Author) {
			if n.Given == "" {
				it.Author = append(it.Author, cslName{Literal: n.Family})
			} else {
				it.Author = append(it.Author, cslName{Family: n.Family, Given: n.Given})
			}
		}
		if s.Date != "" {
			var parts []json.RawMessage
			for p := range strings.SplitSeq(s.Date, "-") {
				n, err := strconv.Atoi(p)
				if err != nil {
					return nil, fmt.Errorf("the date %q of %s: %w", s.Date, s.Title, err)
				}
				parts = append(parts, json.RawMessage(strconv.Itoa(n)))
			}
			it.Issued = &cslDate{Parts: [][]json.RawMessage{parts}}
		}
		if s.Reliability != "" || s.File != "" {
			it.Custom = map[string]string{}
			if s.Reliability != "" {
				it.Custom[customReliability] = s.Reliability
			}
			if s.File != "" {
				it.Custom[customFile] = s.File
			}
		}
		items = append(items, it)
	}
	out := &strings.Builder{}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(items)
	return []byte(out.String()), err
}

// ReadCSL reads sources from CSL-JSON: a list of items. keys are the sources by the id of their item.
func ReadCSL(shown, text string) (b *Book, keys map[string]int, list diag.List) {
	b, keys = &Book{}, map[string]int{}
	fail := func(line, col int, summary, fix string) {
		at := diag.Pos{File: shown, Line: line, Col: col}
		list = append(list, diag.Diagnostic{Severity: diag.Error, Summary: summary, Span: diag.Span{Start: at, End: at}, Fix: fix})
	}
	text = strings.TrimPrefix(text, "\ufeff")
	dec := json.NewDecoder(strings.NewReader(text))
	here := func() (line, col int) {
		before := text[:min(int(dec.InputOffset()), len(text))]
		return 1 + strings.Count(before, "\n"), 1 + len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))
	}
	const form = `CSL-JSON is a list: [{"id": "ward2018", "title": "...", "issued": {"date-parts": [[2018, 3, 28]]}}]`
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		fail(1, 1, "this is no CSL-JSON: a list is expected", form)
		return b, keys, list
	}
	titles := map[string]string{}
	for n := 1; dec.More(); n++ {
		line, col := here()
		var raw struct {
			cslItem
			ID     any            `json:"id"` // text or number
			Custom map[string]any `json:"custom"`
		}
		if err := dec.Decode(&raw); err != nil {
			line, col = here()
			fail(line, col, fmt.Sprintf("item %d cannot be read: %s", n, cslReason(err)), form)
			return b, keys, list
		}
		id := fmt.Sprint(raw.ID)
		s, problem := raw.source(raw.Custom)
		other, twice := titles[s.Title]
		switch {
		case problem != "":
			fail(line, col, fmt.Sprintf("item %d (%s): %s", n, id, problem), form)
		case twice:
			fail(line, col, fmt.Sprintf("the items %s and %s have the same title, by which a ledger tells sources apart", other, id), "add the date or the place of publication to one of them")
		default:
			titles[s.Title], keys[id] = id, len(b.Sources)
			b.Sources = append(b.Sources, s)
		}
		if len(list) >= mostRowErrors {
			return b, keys, list
		}
	}
	if _, err := dec.Token(); err != nil {
		line, col := here()
		fail(line, col, "the list is not closed", "get a whole copy of the file")
	}
	return b, keys, list
}

func cslReason(err error) string {
	s := err.Error()
	if _, after, ok := strings.Cut(s, "json: "); ok {
		s = after
	}
	return s
}

// source is the source that an item describes.
func (it *cslItem) source(custom map[string]any) (s account.Source, problem string) {
	text := func(key string) string { t, _ := custom[key].(string); return t }
	s = account.Source{Title: strings.TrimSpace(it.Title), URL: it.URL, Publisher: it.Publisher, Reliability: strings.ToUpper(text(customReliability)), File: text(customFile)}
	if s.Publisher == "" {
		s.Publisher = it.ContainerTitle
	}
	var names []string
	for _, n := range it.Author {
		name := account.Name{Given: strings.TrimSpace(n.Given + " " + n.Dropping), Family: strings.TrimSpace(strings.TrimSpace(n.Particle + " " + n.Family + " " + n.Suffix))}
		if n.Literal != "" {
			name = account.Name{Family: n.Literal}
		}
		names = append(names, name.String())
	}
	s.Author = account.Authors(strings.Join(names, " and "))
	if s.Title == "" {
		return s, "it has no title"
	}
	if s.Reliability != "" && account.Meaning(account.Reliabilities, s.Reliability) == "" {
		return s, fmt.Sprintf("its reliability is %q: it is a letter from A to F", s.Reliability)
	}
	if it.Issued == nil {
		return s, ""
	}
	s.Date = it.Issued.Raw
	if len(it.Issued.Parts) > 0 {
		s.Date = ""
		for i, p := range it.Issued.Parts[0] {
			n, err := strconv.Atoi(strings.Trim(string(p), `"`))
			if err != nil {
				return s, fmt.Sprintf("its date is %s", p)
			}
			s.Date += fmt.Sprintf([]string{"%04d", "-%02d", "-%02d"}[min(i, 2)], n)
		}
	}
	if s.Date != "" && !account.ValidDate(s.Date) {
		return s, fmt.Sprintf("its date is %q: a day, a month or a year is wanted", s.Date)
	}
	return s, ""
}
