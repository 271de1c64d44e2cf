package estimate

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"parley/diag"
	"parley/game"
	"parley/internal/near"
)

// Columns are those that a file of observed play must have, in any order. Infoset may be left out, or empty,
// where every player has one information set only. Other columns are not read.
var Columns = []string{"player", "infoset", "action", "count"}

// most bounds the count in one row and in all: float64 holds every whole number up to it.
const most = 1 << 53

// Read reads counts of observed play from the text of a CSV file, separated by commas, semicolons or tabs, in
// UTF-8. Each row names an action of in and how often it was taken; rows for one action add up. The counts are
// nil if the list has errors.
func Read(name, text string, in *game.Instance) (Counts, diag.List) {
	r := &reader{name: name, in: in, counts: make(Counts, len(in.Actions))}
	r.read(text)
	if len(r.list) == 0 && r.counts.Total() == 0 {
		r.report(diag.Pos{File: name}, "nothing was observed", "", "every count is 0; at least one must not be")
	}
	if r.list.HasErrors() {
		return nil, r.list
	}
	return r.counts, r.list
}

type reader struct {
	name   string
	in     *game.Instance
	counts Counts
	list   diag.List
	lines  []string
	column map[string]int
	row    []string
	at     []diag.Span // of the row's fields
}

// mostErrors is how many errors are collected.
const mostErrors = 100

func (r *reader) report(at diag.Pos, summary, note, fix string) {
	r.reportAt(diag.Span{Start: at, End: at}, summary, note, fix)
}

func (r *reader) reportAt(at diag.Span, summary, note, fix string) {
	r.list = append(r.list, diag.Diagnostic{Severity: diag.Error, Summary: summary, Span: at, Note: note, Fix: fix})
}

func (r *reader) read(text string) {
	text = strings.TrimPrefix(text, "\uFEFF")
	r.lines = strings.Split(text, "\n")
	for i, line := range r.lines {
		if !utf8.ValidString(line) {
			at := strings.IndexRune(strings.ToValidUTF8(line, "\uFFFD"), utf8.RuneError)
			r.report(diag.Pos{File: r.name, Line: i + 1, Col: utf8.RuneCountInString(strings.ToValidUTF8(line, "\uFFFD")[:at]) + 1}, "the file is not in UTF-8", "",
				`save it as UTF-8; in R: write.csv(..., fileEncoding = "UTF-8")`)
			return
		}
	}
	c := csv.NewReader(strings.NewReader(text))
	c.Comma, c.FieldsPerRecord, c.ReuseRecord = separator(r.lines[0]), -1, false
	for header := true; len(r.list) < mostErrors; header = false {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			if header {
				r.report(diag.Pos{File: r.name, Line: 1, Col: 1}, "the file is empty", "", "its first line should be "+strings.Join(Columns, ","))
			}
			return
		}
		if err != nil {
			r.broken(err)
			return
		}
		r.place(c, row)
		if header {
			if !r.header() {
				return
			}
			continue
		}
		r.data()
	}
}

// separator is what stands between the names of columns.
func separator(header string) rune {
	if !strings.Contains(header, ",") {
		for _, s := range ";\t" {
			if strings.ContainsRune(header, s) {
				return s
			}
		}
	}
	return ','
}

// broken reports what is not CSV.
func (r *reader) broken(err error) {
	var p *csv.ParseError
	if !errors.As(err, &p) {
		r.report(diag.Pos{File: r.name}, "the file cannot be read: "+err.Error(), "", "")
		return
	}
	r.report(r.pos(p.Line, p.Column), "this is not CSV: "+p.Err.Error(), "", `a text with quotation marks or separators in it stands between quotation marks, doubled inside: "say ""no"""`)
}

// pos turns a place in bytes into one in characters.
func (r *reader) pos(line, col int) diag.Pos {
	p := diag.Pos{File: r.name, Line: line, Col: col}
	if line >= 1 && line <= len(r.lines) {
		if l := r.lines[line-1]; col-1 <= len(l) {
			p.Col = utf8.RuneCountInString(l[:max(0, col-1)]) + 1
		}
	}
	return p
}

// place notes where the fields of a row stand.
func (r *reader) place(c *csv.Reader, row []string) {
	r.row, r.at = row, r.at[:0]
	for i, f := range row {
		start := r.pos(c.FieldPos(i))
		end := start
		end.Col += max(1, utf8.RuneCountInString(f))
		if l := r.lines[min(start.Line, len(r.lines))-1]; start.Col <= len([]rune(l)) && []rune(l)[start.Col-1] == '"' {
			end.Col += 2
		}
		r.at = append(r.at, diag.Span{Start: start, End: end})
	}
}

// header reads the names of the columns; false if one that is needed is missing.
func (r *reader) header() bool {
	r.column = map[string]int{}
	for i, f := range r.row {
		name := strings.ToLower(strings.TrimSpace(f))
		if !slices.Contains(Columns, name) {
			continue
		}
		if _, twice := r.column[name]; twice {
			r.reportAt(r.at[i], fmt.Sprintf("there are two columns %q", name), "", "take one of them out")
			return false
		}
		r.column[name] = i
	}
	for _, name := range Columns {
		if _, ok := r.column[name]; ok || name == "infoset" && r.oneEach() {
			continue
		}
		at, note := r.at[0], ""
		for i, f := range r.row {
			if near.Name(strings.TrimSpace(f), []string{name}) == name {
				at, note = r.at[i], "is this it?"
			}
		}
		r.reportAt(at, fmt.Sprintf("the first line names no column %q", name), note, "the first line should be "+strings.Join(Columns, ","))
	}
	return len(r.list) == 0
}

// oneEach tells whether no player has several information sets.
func (r *reader) oneEach() bool {
	seen := make([]bool, len(r.in.Players))
	for h := range r.in.Infosets {
		if p := r.in.Infosets[h].Player; p != game.Chance {
			if seen[p] {
				return false
			}
			seen[p] = true
		}
	}
	return true
}

// field returns a field of the row and its place; those of a column that the file has not are empty.
func (r *reader) field(name string) (string, diag.Span) {
	i, ok := r.column[name]
	if !ok || i >= len(r.row) {
		return "", r.at[len(r.at)-1]
	}
	return strings.TrimSpace(r.row[i]), r.at[i]
}

// data reads a row.
func (r *reader) data() {
	for _, name := range Columns {
		if i, ok := r.column[name]; ok && i >= len(r.row) {
			r.reportAt(r.at[0], fmt.Sprintf("this row ends before its column %q", name), "", fmt.Sprintf("every row has as many fields as the first line: %d", len(r.column)))
			return
		}
	}
	p, ok := r.player()
	if !ok {
		return
	}
	h, ok := r.infoset(p)
	if !ok {
		return
	}
	a, ok := r.action(h)
	n, ok2 := r.count()
	if !ok || !ok2 {
		return
	}
	if r.counts.Total()+n > most {
		_, at := r.field("count")
		r.reportAt(at, "the counts sum to more than 2^53", "", "")
		return
	}
	r.counts[a] += n
}

// unknown reports a name that is none, with what it may have been meant to be.
func (r *reader) unknown(at diag.Span, summary, name string, known []string) {
	fix := "there are " + quoted(known)
	if len(known) == 1 {
		fix = "there is " + quoted(known)
	}
	if n := near.Name(name, known); n != "" {
		fix = fmt.Sprintf("did you mean %q?", n)
	}
	r.reportAt(at, summary, "", fix)
}

func quoted(names []string) string {
	const shown = 8
	var out []string
	for i, n := range names {
		if i == shown {
			out = append(out, fmt.Sprintf("and %d more", len(names)-i))
			break
		}
		out = append(out, strconv.Quote(n))
	}
	return strings.Join(out, ", ")
}

func (r *reader) player() (game.PlayerID, bool) {
	name, at := r.field("player")
	if i := slices.Index(r.in.Players, name); i >= 0 {
		return game.PlayerID(i), true
	}
	r.unknown(at, fmt.Sprintf("there is no player %q", name), name, r.in.Players)
	return 0, false
}

// infoset finds the row's information set by its name, or by its number where no name is the same.
func (r *reader) infoset(p game.PlayerID) (game.InfosetID, bool) {
	name, at := r.field("infoset")
	var own []game.InfosetID
	var names []string
	for h := range r.in.Infosets {
		if s := &r.in.Infosets[h]; s.Player == p {
			own, names = append(own, game.InfosetID(h)), append(names, label(s))
		}
	}
	for _, h := range own {
		if s := &r.in.Infosets[h]; s.Name == name && name != "" || name == "" && len(own) == 1 {
			return h, true
		}
	}
	for _, h := range own {
		if strconv.Itoa(r.in.Infosets[h].Number) == name {
			return h, true
		}
	}
	switch {
	case len(own) == 0:
		r.reportAt(at, fmt.Sprintf("%s has nothing to choose", r.in.Players[p]), "", "")
	case name == "":
		r.reportAt(at, fmt.Sprintf("%s has several information sets: which is meant?", r.in.Players[p]), "", "there are "+quoted(names))
	default:
		r.unknown(at, fmt.Sprintf("%s has no information set %q", r.in.Players[p], name), name, names)
	}
	return 0, false
}

// label is how a file may name an information set.
func label(s *game.Infoset) string {
	if s.Name != "" {
		return s.Name
	}
	return strconv.Itoa(s.Number)
}

func (r *reader) action(h game.InfosetID) (game.ActionID, bool) {
	name, at := r.field("action")
	var names []string
	for _, a := range r.in.ActionsAt(h) {
		if r.in.Actions[a].Name == name {
			return a, true
		}
		names = append(names, r.in.Actions[a].Name)
	}
	s := &r.in.Infosets[h]
	what := fmt.Sprintf("%s has no action %q", r.in.Players[s.Player], name)
	if s.Name != "" {
		what += fmt.Sprintf(" at %q", s.Name)
	}
	r.unknown(at, what, name, names)
	return 0, false
}

func (r *reader) count() (int64, bool) {
	text, at := r.field("count")
	x, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || math.IsNaN(x) || math.IsInf(x, 0):
		r.reportAt(at, fmt.Sprintf("the count %q is no number", text), "", "a count is a whole number of at least 0")
	case x < 0:
		r.reportAt(at, fmt.Sprintf("the count %s is negative", text), "", "a count is a whole number of at least 0")
	case x != math.Trunc(x):
		r.reportAt(at, fmt.Sprintf("the count %s is not whole", text), "", "give how often the action was taken, not a share of the choices")
	case x > most:
		r.reportAt(at, "the count is larger than 2^53", "", "")
	default:
		return int64(x), true
	}
	return 0, false
}
