package diag

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Fix is a change of text that would mend what a diagnostic tells of. Whoever applies it asks first: it is what was
// probably meant.
type Fix struct {
	Label string `json:"label"` // what it does, for a button: "write defender"
	Edits []Edit `json:"edits"` // that do not overlap
}

// An Edit puts a text, without a line break, in place of a span on one line.
type Edit struct {
	Span Span   `json:"span"`
	Text string `json:"text"`
}

// Apply makes edits to the text of one file. It leaves out an edit whose span is not on one line of the text or overlaps an
// edit before it in the list, and returns how many it made. Lines keep the way in which they end.
func Apply(text string, edits []Edit) (string, int) {
	type cut struct {
		from, to int
		text     string
	}
	var cuts []cut
	starts := lineStarts(text)
	for _, e := range edits {
		from, ok := offset(text, starts, e.Span.Start)
		to, also := offset(text, starts, e.Span.End)
		if !ok || !also || from > to || e.Span.Start.Line != e.Span.End.Line || strings.ContainsAny(e.Text, "\r\n") {
			continue
		}
		if !slices.ContainsFunc(cuts, func(c cut) bool { return from < c.to && c.from < to || from == c.from }) {
			cuts = append(cuts, cut{from, to, e.Text})
		}
	}
	slices.SortFunc(cuts, func(a, b cut) int { return cmp.Compare(b.from, a.from) })
	for _, c := range cuts {
		text = text[:c.from] + c.text + text[c.to:]
	}
	return text, len(cuts)
}

// lineStarts lists where lines begin. Lines end as readers of models count them: with a line feed, a carriage return, or both.
func lineStarts(text string) []int {
	out := []int{0}
	if strings.HasPrefix(text, "\uFEFF") {
		out[0] = len("\uFEFF")
	}
	for i := 0; i < len(text); i++ {
		if text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n' {
			i++
		}
		if text[i] == '\n' || text[i] == '\r' {
			out = append(out, i+1)
		}
	}
	return out
}

// offset is where a place stands in the text; ok is false if there is no such place.
func offset(text string, starts []int, p Pos) (at int, ok bool) {
	if p.Line < 1 || p.Line > len(starts) || p.Col < 1 {
		return 0, false
	}
	at = starts[p.Line-1]
	for range p.Col - 1 {
		if at >= len(text) || text[at] == '\n' || text[at] == '\r' {
			return 0, false
		}
		_, n := utf8.DecodeRuneInString(text[at:])
		at += n
	}
	return at, true
}

// Slice returns the text of a span on one line; ok is false if there is no such place.
func Slice(text string, s Span) (part string, ok bool) {
	starts := lineStarts(text)
	from, ok := offset(text, starts, s.Start)
	to, also := offset(text, starts, s.End)
	if !ok || !also || from > to || s.Start.Line != s.End.Line {
		return "", false
	}
	return text[from:to], true
}
