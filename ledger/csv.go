package ledger

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"parley/account"
	"parley/diag"
	"parley/internal/near"
	"parley/num"
)

// The columns of a table of claims. Those of the source stand in the row of each of its claims; a source without claims has a row of its own, without id and
// says. The last three are written and not read: they follow from the others and from the models.
var (
	claimColumns  = []string{"id", "turn", "kind", "hedge", "credibility", "gives", "says", "quote", "aside"}
	sourceColumns = []string{"source", "date", "author", "publisher", "reliability", "url", "file"}
	readOnly      = []string{"hedge_low", "hedge_high", "bears_on"}
)

// Columns returns the names of all columns, in the order in which they are written.
func Columns() []string { return slices.Concat(claimColumns, sourceColumns, readOnly) }

// WriteCSV writes the ledger as a table: RFC 4180, in UTF-8, with a head.
func (l *Ledger) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{Columns()}
	for _, s := range l.Sources {
		source := []string{s.Title, s.Date, s.Author, s.Publisher, s.Reliability, s.URL, s.File}
		for _, j := range s.Entries {
			e := &l.Entries[j]
			c := &e.Claim
			low, high := l.hedgeRange(c)
			rows = append(rows, slices.Concat([]string{c.ID, c.Turn, c.Kind, c.Hedge, blankZero(c.Credibility), GivesText(c.Gives), c.Says, c.Quote, c.Aside}, source, []string{low, high, bearsText(e)}))
		}
		if len(s.Entries) == 0 {
			rows = append(rows, slices.Concat(make([]string, len(claimColumns)), source, make([]string, len(readOnly))))
		}
	}
	for _, r := range rows {
		for i := range r {
			r[i] = guarded(r[i])
		}
		if err := out.Write(r); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// guarded keeps a spreadsheet from taking a text for a formula (OWASP, CSV injection): an apostrophe comes before it, which reading takes away. It is put
// before an apostrophe too, so that nothing is lost. Numbers stay as they are.
func guarded(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r'", rune(s[0])) {
		return s
	}
	if _, err := num.Parse(s); err == nil {
		return s
	}
	return "'" + s
}

func unguarded(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune("=+-@\t\r'", rune(s[1])) {
		return s[1:]
	}
	return s
}

func blankZero(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// hedgeRange is the range of a claim's hedge, "" where it has none.
func (l *Ledger) hedgeRange(c *account.Claim) (low, high string) {
	if low, high, ok := l.Hedge(c); ok {
		return exact(low), exact(high)
	}
	return "", ""
}

func bearsText(e *Entry) string {
	var out []string
	for _, b := range e.Bears {
		out = append(out, b.Model+": "+b.Kind+" "+b.Name)
	}
	return strings.Join(out, "; ")
}

// exact writes a number exactly, as a decimal where it has a short one: a spreadsheet takes 1/5 for a day.
func exact(x num.Rat) string {
	const decimals = 9
	if x.Mul(num.Int(1_000_000_000)).IsInt() {
		return x.Decimal(decimals)
	}
	return x.String()
}

// GivesText writes what a claim gives: "0.2..0.4", "likely", "war: 1/3..2/3; peace: 0.5".
func GivesText(gives []account.Given) string {
	var out []string
	for _, g := range gives {
		s := g.Word
		if s == "" {
			if s = exact(g.Low); !g.Low.Equal(g.High) {
				s += ".." + exact(g.High)
			}
		}
		if g.Param != "" {
			s = g.Param + ": " + s
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

var (
	givenRange = regexp.MustCompile(`^(\S+?)\s*(?:\.\.|–|\bto\b)\s*(\S+)$`)
	givenParam = regexp.MustCompile(`^([^:]+):\s*(.*)$`)
)

// ParseGives reads what GivesText writes.
func ParseGives(text string) ([]account.Given, error) {
	var out []account.Given
	for part := range strings.SplitSeq(text, ";") {
		part = strings.TrimSpace(part)
		g := account.Given{}
		if m := givenParam.FindStringSubmatch(part); m != nil {
			g.Param, part = strings.TrimSpace(m[1]), strings.TrimSpace(m[2])
		}
		ends := []string{part, part}
		if m := givenRange.FindStringSubmatch(part); m != nil {
			ends = m[1:]
		}
		low, errLow := num.Parse(ends[0])
		high, errHigh := num.Parse(ends[1])
		switch {
		case errLow == nil && errHigh == nil && high.Less(low):
			return nil, fmt.Errorf("the range runs from %s down to %s", ends[0], ends[1])
		case errLow == nil && errHigh == nil:
			g.Low, g.High = low, high
		case part == "" || strings.ContainsAny(part, "0123456789"):
			return nil, fmt.Errorf("%q is no range", part)
		default:
			g.Word = strings.ReplaceAll(part, "_", " ")
		}
		out = append(out, g)
	}
	slices.SortStableFunc(out, func(a, b account.Given) int { return strings.Compare(a.Param, b.Param) })
	for i := 1; i < len(out); i++ {
		if out[i].Param == out[i-1].Param {
			return nil, fmt.Errorf("it names %q twice", out[i].Param)
		}
	}
	if len(out) > 1 && out[0].Param == "" {
		return nil, errors.New("of several ranges each needs the name of its param")
	}
	return out, nil
}

// ReadCSV reads a table of claims: with commas, semicolons or tabs between the fields, quoted as spreadsheets do. shown is what messages call it. known are
// sources that its column source may name by title, or by the key under which they stand in keys. It names every row that is wrong.
func ReadCSV(shown, text string, known []account.Source, keys map[string]int) (*Book, diag.List) {
	r := &tableReader{shown: shown, book: &Book{Sources: slices.Clone(known)}, keys: keys, ids: map[string]int{}, at: map[string]int{}, dates: map[string]bool{}}
	for i, s := range known {
		r.at[s.Title] = i
	}
	r.read(strings.TrimPrefix(text, "\ufeff"))
	return r.book, r.list
}

type tableReader struct {
	shown string
	book  *Book
	list  diag.List
	keys  map[string]int
	at    map[string]int  // sources by title
	ids   map[string]int  // lines of claims by id
	dates map[string]bool // what was told of already
	cols  []string
	csv   *csv.Reader
	row   []string
}

const mostRowErrors = 100

func (r *tableReader) fail(line, col int, summary, fix string) {
	at := diag.Pos{File: r.shown, Line: line, Col: col}
	r.list = append(r.list, diag.Diagnostic{Severity: diag.Error, Summary: summary, Span: diag.Span{Start: at, End: at}, Fix: fix})
}

// separator finds what stands between fields: the sep= line of a spreadsheet tells, or else what the head has most of.
func separator(text string) (sep rune, rest string, skipped int) {
	first, after, _ := strings.Cut(text, "\n")
	first = strings.TrimRight(first, "\r")
	if s, ok := strings.CutPrefix(strings.ToLower(first), "sep="); ok && len(s) == 1 {
		return rune(s[0]), after, 1
	}
	best, most := ',', 0
	for _, c := range ",;\t" {
		if n := strings.Count(first, string(c)); n > most {
			best, most = c, n
		}
	}
	return best, text, 0
}

func (r *tableReader) read(text string) {
	sep, text, skipped := separator(text)
	if sep == '"' || sep == '\n' || sep == '\r' {
		r.fail(1, 5, fmt.Sprintf("fields cannot be separated by %q", sep), "write sep=, or sep=;")
		return
	}
	r.csv = csv.NewReader(strings.NewReader(text))
	r.csv.Comma, r.csv.FieldsPerRecord, r.csv.ReuseRecord = sep, -1, true
	for head := true; ; head = false {
		row, err := r.csv.Read()
		var wrong *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			if head {
				r.fail(1, 1, "the table is empty", "its first row names the columns: "+strings.Join(claimColumns, ", ")+", "+strings.Join(sourceColumns, ", "))
			}
			return
		case errors.As(err, &wrong):
			r.fail(wrong.Line+skipped, wrong.Column, "the quotation marks of this row are not as in a table: "+wrong.Err.Error(), `put a field that has quotation marks in quotation marks, and double those in it: "he said ""no"""`)
			return
		case err != nil:
			r.fail(1, 1, err.Error(), "save the table again")
			return
		}
		r.row = row
		if head {
			if !r.head(skipped) {
				return
			}
			continue
		}
		r.record(skipped)
		if len(r.list) >= mostRowErrors {
			return
		}
	}
}

// head reads the names of the columns.
func (r *tableReader) head(skipped int) bool {
	known := Columns()
	for i, name := range r.row {
		name = strings.ToLower(strings.TrimSpace(name))
		line, col := r.csv.FieldPos(i)
		switch {
		case name == "":
		case !slices.Contains(known, name):
			fix := "the columns are " + strings.Join(known, ", ")
			if n := near.Name(name, known); n != "" {
				fix = fmt.Sprintf("did you mean %q? %s", n, fix)
			}
			r.fail(line+skipped, col, fmt.Sprintf("there is no column %q", name), fix)
		case slices.Contains(r.cols, name):
			r.fail(line+skipped, col, fmt.Sprintf("two columns are called %q", name), "take one of them out")
		}
		r.cols = append(r.cols, name)
	}
	if len(r.list) == 0 && !slices.Contains(r.cols, "says") && !slices.Contains(r.cols, "source") {
		r.fail(1+skipped, 1, "the table has neither a column says nor a column source", "its first row names the columns: "+strings.Join(known, ", "))
	}
	return len(r.list) == 0
}

// record reads a row.
func (r *tableReader) record(skipped int) {
	line, _ := r.csv.FieldPos(0)
	line += skipped
	before := len(r.list)
	get := func(name string) string {
		i := slices.Index(r.cols, name)
		if i < 0 || i >= len(r.row) {
			return ""
		}
		return strings.TrimSpace(unguarded(r.row[i]))
	}
	bad := func(name, summary, fix string) {
		at, col := line, 1
		if i := slices.Index(r.cols, name); i >= 0 && i < len(r.row) {
			at, col = r.csv.FieldPos(i)
			at += skipped
		}
		r.fail(at, col, fmt.Sprintf("row %d, column %s: %s", line, name, summary), fix)
	}
	if len(r.row) > len(r.cols) && strings.TrimSpace(strings.Join(r.row[len(r.cols):], "")) != "" {
		r.fail(line, 1, fmt.Sprintf("row %d has %d fields, and the head names %d columns", line, len(r.row), len(r.cols)), "put a field that has a separator in quotation marks")
		return
	}
	if strings.TrimSpace(strings.Join(r.row, "")) == "" {
		return
	}
	src, ok := r.source(get, bad)
	if !ok {
		return
	}
	c := account.Claim{Source: src, ID: get("id"), Turn: get("turn"), Kind: strings.ToLower(get("kind")), Hedge: get("hedge"), Says: get("says"), Quote: get("quote"), Aside: get("aside")}
	if c.ID == "" && c.Says == "" && c.Turn == "" && c.Quote == "" { // a source alone
		return
	}
	if c.Says == "" {
		bad("says", "it says nothing", "write what the source asserts, in your own words")
	}
	if c.Kind != "" && !slices.Contains(account.Kinds, c.Kind) {
		bad("kind", fmt.Sprintf("there is no kind %q", c.Kind), "the kinds are "+strings.Join(account.Kinds, ", "))
	}
	if first, twice := r.ids[c.ID]; twice && c.ID != "" {
		bad("id", fmt.Sprintf("there are two claims called %q", c.ID), fmt.Sprintf("give each an id of its own; the first stands in row %d", first))
	}
	r.ids[c.ID] = line
	if s := get("credibility"); s != "" {
		if account.Meaning(account.Credibilities, s) == "" {
			bad("credibility", fmt.Sprintf("%q is no grade", s), "write a number from 1 (confirmed) to 5 (improbable), or 6 (cannot be judged)")
		} else {
			c.Credibility = int(s[0] - '0')
		}
	}
	if s := get("gives"); s != "" {
		var err error
		if c.Gives, err = ParseGives(s); err != nil {
			bad("gives", err.Error(), `write 0.2..0.4, a number, a word of the scale, or "war: 0.2..0.4; peace: likely"`)
		}
	}
	if len(r.list) == before {
		r.book.Claims = append(r.book.Claims, c)
	}
}

// source finds the source of a row, and declares it if it is new.
func (r *tableReader) source(get func(string) string, bad func(name, summary, fix string)) (int, bool) {
	s := account.Source{Title: get("source"), Date: get("date"), Author: account.Authors(get("author")), Publisher: get("publisher"), Reliability: strings.ToUpper(get("reliability")), URL: get("url"), File: get("file")}
	if i, ok := r.keys[s.Title]; ok && s.Title != "" {
		s.Title = r.book.Sources[i].Title
	}
	if s.Title == "" {
		if len(r.book.Sources) == 1 {
			s.Title = r.book.Sources[0].Title
		} else {
			bad("source", "it names no source", "write the title of the source in every row")
			return 0, false
		}
	}
	if s.Date != "" && !account.ValidDate(s.Date) {
		iso, fix := spreadsheetDate(s.Date)
		if iso == "" {
			if !r.dates[s.Date] { // once is enough for a column of them
				bad("date", fmt.Sprintf("%q is no date", s.Date), fix)
			}
			r.dates[s.Date] = true
			return 0, false
		}
		s.Date = iso
	}
	if s.Reliability != "" && account.Meaning(account.Reliabilities, s.Reliability) == "" {
		bad("reliability", fmt.Sprintf("%q is no grade", s.Reliability), "write a letter from A (completely reliable) to E (unreliable), or F (cannot be judged)")
		return 0, false
	}
	i, ok := r.at[s.Title]
	if !ok {
		r.at[s.Title] = len(r.book.Sources)
		r.book.Sources = append(r.book.Sources, s)
		return len(r.book.Sources) - 1, true
	}
	old := &r.book.Sources[i]
	for _, f := range []struct {
		name string
		was  *string
		is   string
	}{{"date", &old.Date, s.Date}, {"author", &old.Author, s.Author}, {"publisher", &old.Publisher, s.Publisher}, {"reliability", &old.Reliability, s.Reliability}, {"url", &old.URL, s.URL}, {"file", &old.File, s.File}} {
		switch {
		case f.is == "":
		case *f.was == "":
			*f.was = f.is
		case *f.was != f.is:
			bad(f.name, fmt.Sprintf("it is %q here, and %q in a row above with the same source", f.is, *f.was), "make them the same, or give the sources titles that tell them apart")
			return 0, false
		}
	}
	return i, true
}
