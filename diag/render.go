package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// A Renderer writes diagnostics for people: what is wrong, where, with the line and a caret, the
// facts that matter, and last how to mend it. Its zero value writes plain text without source lines.
type Renderer struct {
	Source func(file string) (text string, ok bool) // the text of a file; nil for none
	Color  bool                                     // with ANSI escape codes
	Most   int                                      // errors and warnings to show in full; 0: DefaultMost
}

// DefaultMost is how many diagnostics are shown in full: whoever has more mends these first.
const DefaultMost = 20

// Render writes a list, errors before warnings and each in the order of the text, and a last line
// that counts them.
func (r *Renderer) Render(list List) string {
	most := r.Most
	if most == 0 {
		most = DefaultMost
	}
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), a.Span.Start.compare(b.Span.Start))
	})
	var b strings.Builder
	for i, d := range sorted {
		if i == most {
			fmt.Fprintf(&b, "and %s more\n\n", counts(sorted[i:]))
			break
		}
		r.one(&b, d)
		b.WriteByte('\n')
	}
	if len(list) > 0 {
		b.WriteString(counts(list))
		if code := sorted[0].Code; code != "" {
			fmt.Fprintf(&b, "; a code in full: parley explain %s", code)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func rank(d Diagnostic) int {
	if d.Severity == Error {
		return 0
	}
	return 1
}

func (p Pos) compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
}

func counts(list List) string {
	errors := 0
	for _, d := range list {
		if d.Severity == Error {
			errors++
		}
	}
	var parts []string
	for _, c := range []struct {
		n    int
		word string
	}{{errors, "error"}, {len(list) - errors, "warning"}} {
		switch {
		case c.n == 1:
			parts = append(parts, "1 "+c.word)
		case c.n > 1:
			parts = append(parts, strconv.Itoa(c.n)+" "+c.word+"s")
		}
	}
	return strings.Join(parts, ", ")
}

func (r *Renderer) paint(code, text string) string {
	if !r.Color || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// The colours of errors, warnings, related places and the frame around them.
const (
	red    = "1;31"
	yellow = "1;33"
	blue   = "34"
	bold   = "1"
	dim    = "2"
)

func (r *Renderer) one(b *strings.Builder, d Diagnostic) {
	color := red
	if d.Severity != Error {
		color = yellow
	}
	head := string(d.Severity)
	if d.Code != "" {
		head += "[" + d.Code + "]"
	}
	fmt.Fprintf(b, "%s%s\n", r.paint(color, head+":"), r.paint(bold, " "+printable(d.Summary)))
	marks := []mark{{d.Span, d.Note, '^', color}}
	for _, rel := range d.Related {
		marks = append(marks, mark{rel.Span, rel.Note, '-', blue})
	}
	gutter := 1
	for _, m := range marks {
		gutter = max(gutter, len(strconv.Itoa(m.span.Start.Line)))
	}
	blank := strings.Repeat(" ", gutter)
	for _, file := range files(marks) {
		r.excerpt(b, file, marks, gutter)
	}
	for _, t := range d.Detail {
		fmt.Fprintf(b, "%s %s %s\n", blank, r.paint(dim, "="), indentRest(printable(t), gutter+3))
	}
	if d.Fix != "" {
		fmt.Fprintf(b, "%s %s %s\n", blank, r.paint("32", "fix:"), indentRest(printable(d.Fix), gutter+6))
	}
}

func indentRest(text string, by int) string {
	return strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n"+strings.Repeat(" ", by))
}

// A mark is a place to show, with what is said beneath it.
type mark struct {
	span  Span
	note  string
	sign  rune
	color string
}

// files lists the files of the marks that have a place, the main one first.
func files(marks []mark) []string {
	var out []string
	for _, m := range marks {
		if f := m.span.Start.File; (f != "" || m.span.Start.Line > 0) && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// excerpt shows the lines of one file that have marks.
func (r *Renderer) excerpt(b *strings.Builder, file string, marks []mark, gutter int) {
	var here []mark
	for _, m := range marks {
		if m.span.Start.File == file {
			here = append(here, m)
		}
	}
	blank := strings.Repeat(" ", gutter)
	place := strings.TrimSuffix(here[0].span.Start.String(), ": ")
	fmt.Fprintf(b, "%s%s %s\n", blank, r.paint(dim, "-->"), printable(place))
	lines, ok := r.lines(file)
	slices.SortStableFunc(here, func(a, b mark) int { return a.span.Start.compare(b.span.Start) })
	bar := r.paint(dim, "|")
	shown, last := false, 0
	for _, m := range here {
		line := m.span.Start.Line
		switch {
		case line < 1 || !ok || line > len(lines):
			if m.note != "" {
				fmt.Fprintf(b, "%s %s %s\n", blank, r.paint(dim, "="), printable(m.note))
			}
			continue
		case !shown:
			fmt.Fprintf(b, "%s %s\n", blank, bar)
		case line > last+1:
			fmt.Fprintf(b, "%s\n", r.paint(dim, "..."))
		}
		text, under := m.show(lines[line-1])
		if line != last || !shown {
			fmt.Fprintf(b, "%s %s %s\n", r.paint(dim, fmt.Sprintf("%*d", gutter, line)), bar, text)
		}
		fmt.Fprintf(b, "%s %s %s%s\n", blank, bar, under[0], r.paint(m.color, under[1]))
		shown, last = true, line
	}
	if shown {
		fmt.Fprintf(b, "%s %s\n", blank, bar)
	}
}

func (r *Renderer) lines(file string) ([]string, bool) {
	if r.Source == nil {
		return nil, false
	}
	text, ok := r.Source(file)
	if !ok {
		return nil, false
	}
	return strings.Split(lineEnds.Replace(strings.TrimPrefix(text, "\uFEFF")), "\n"), true
}

// lineEnds makes one of the three ways to end a line.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// longestLine is how many characters of a source line are shown.
const longestLine = 120

// show returns a source line, cut around the mark if it is long, and what stands beneath it: blanks
// up to the mark, then the mark with its note.
func (m mark) show(line string) (text string, under [2]string) {
	chars := []rune(printable(line))
	start := min(max(m.span.Start.Col-1, 0), len(chars))
	end := len(chars)
	if m.span.End.Line == m.span.Start.Line {
		end = min(max(m.span.End.Col-1, start), len(chars))
	}
	if m.span.End.Line > m.span.Start.Line { // up to the line's end, without trailing blanks and comments' tail
		end = len([]rune(strings.TrimRight(string(chars), " \t")))
	}
	end = max(end, start)
	if len(chars) > longestLine {
		from := max(0, min(start-longestLine/3, len(chars)-longestLine))
		to := min(len(chars), from+longestLine)
		cut := chars[from:to]
		start, end = start-from, min(end, to)-from
		if to < len(chars) {
			cut = append(slices.Clone(cut), '…')
		}
		if from > 0 {
			cut = append([]rune{'…'}, cut...)
			start, end = start+1, end+1
		}
		chars = cut
	}
	var lead strings.Builder
	for _, c := range chars[:start] {
		if c == '\t' {
			lead.WriteByte('\t')
			continue
		}
		lead.WriteString(strings.Repeat(" ", columns(c)))
	}
	n := 0
	for _, c := range chars[start:min(max(end, start), len(chars))] {
		n += columns(c)
	}
	sign := strings.Repeat(string(m.sign), max(1, n))
	if m.note != "" {
		sign += " " + printable(m.note)
	}
	return string(chars), [2]string{lead.String(), sign}
}

// columns returns how many columns of a terminal a character takes.
func columns(c rune) int {
	if unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(c).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// printable takes control characters out, so that a file cannot steer a terminal.
func printable(text string) string {
	return strings.Map(func(c rune) rune {
		if c == '\n' || c == '\t' || !unicode.IsControl(c) {
			return c
		}
		return '\uFFFD'
	}, text)
}
