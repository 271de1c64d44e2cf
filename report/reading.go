package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"parley/num"
	"parley/reading"
)

// A Reading is a document that was read, and how it is shown.
type Reading struct {
	*reading.Document
	Source string // the file, as the user named it
	Forced bool   // the format was given, and not found out
	Parley string // the version
	Scale  string // of estimative words
	Brief  bool   // without marks
}

// readWidth is the width in characters that running text is wrapped at.
const readWidth = 100

// Text shows the document: what was found, then its turns.
func (r *Reading) Text() string {
	var b strings.Builder
	if r.Title != "" {
		fmt.Fprintf(&b, "%s\n", Plain(r.Title))
	}
	if by := strings.Trim(r.Byline+", "+r.Published, ", "); by != "" {
		fmt.Fprintf(&b, "%s\n", Plain(by))
	}
	fmt.Fprintf(&b, "%s\n", r.summary())
	for _, s := range r.Speakers {
		fmt.Fprintf(&b, "  %s %s", Plain(s.Name), s.Role)
		if other := others(s); len(other) > 0 {
			fmt.Fprintf(&b, " (also %s)", Plain(strings.Join(other, ", ")))
		}
		b.WriteString("\n")
	}
	for i := range r.Turns {
		r.turnText(&b, &r.Turns[i])
	}
	if len(r.Dropped) > 0 {
		b.WriteString("\nLeft out as page furniture\n")
		for _, d := range r.Dropped {
			fmt.Fprintf(&b, "  %s: %s\n", d.Rule, Plain(abridged(d.Text, 80)))
		}
	}
	return b.String()
}

// summary counts the turns and tells how they were found.
func (r *Reading) summary() string {
	var parts []string
	for _, k := range []struct{ kind, one, more string }{
		{reading.Introduction, "an introduction", ""}, {reading.Question, "1 question", "questions"}, {reading.Answer, "1 answer", "answers"},
		{reading.Statement, "1 statement", "statements"}, {reading.Section, "1 section", "sections"},
	} {
		switch n := r.Count(k.kind); n {
		case 0:
		case 1:
			parts = append(parts, k.one)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, k.more))
		}
	}
	sentences := 0
	r.Sentences(func(*reading.Turn, *reading.Sentence) { sentences++ })
	word := "sentences"
	if sentences == 1 {
		word = "sentence"
	}
	return fmt.Sprintf("%s, %s, %s: %s; %d %s", r.Format, r.Encoding, r.Layout, strings.Join(parts, ", "), sentences, word)
}

func others(s reading.Speaker) []string {
	var out []string
	for _, l := range s.Labels {
		if l != s.Name {
			out = append(out, l)
		}
	}
	return out
}

func (r *Reading) turnText(b *strings.Builder, t *reading.Turn) {
	fmt.Fprintf(b, "\n%s  %s\n", t.ID, Plain(r.who(t)))
	for _, p := range t.Paragraphs {
		var words []string
		for _, s := range p.Sentences {
			words = append(words, strings.Fields(s.Text)...)
		}
		fill(b, words, "    ")
		if !r.Brief {
			for i := range p.Sentences {
				r.markText(b, &p.Sentences[i])
			}
		}
	}
}

// markText shows a sentence's marks, if it has others than actors.
func (r *Reading) markText(b *strings.Builder, s *reading.Sentence) {
	var parts []string
	others := false
	for _, kind := range reading.MarkKinds {
		var found []string
		for _, m := range s.Marks {
			if m.Kind != kind {
				continue
			}
			text := markWords(s, &m)
			if !slices.Contains(found, text) {
				found = append(found, text)
			}
		}
		if len(found) > 0 {
			parts = append(parts, kind+" "+strings.Join(found, ", "))
			others = others || kind != reading.MarkActor
		}
	}
	if others {
		fill(b, strings.Fields(s.ID+"  > "+strings.Join(parts, "; ")), "      ")
	}
}

// markWords is what a mark covers, with its range; of an actor its first name, of a quotation the beginning.
func markWords(s *reading.Sentence, m *reading.Mark) string {
	switch m.Kind {
	case reading.MarkActor:
		return m.Actor
	case reading.MarkQuotation:
		return abridged(s.Text[m.From:m.To], 30)
	}
	text := "“" + s.Text[m.From:m.To] + "”"
	if r := markRange(m); r != "" {
		text += " " + r
	}
	return text
}

// markRange is the range of a mark in brackets: [0.55, 0.8].
func markRange(m *reading.Mark) string {
	unit := ""
	if m.Unit != "" {
		unit = " " + m.Unit
	}
	switch {
	case m.Low == nil && m.High == nil:
		return ""
	case m.High == nil:
		return "[" + shortNumber(*m.Low) + " or more" + unit + "]"
	case m.Low == nil:
		return "[" + shortNumber(*m.High) + " or less" + unit + "]"
	case m.Low.Equal(*m.High):
		return "[" + shortNumber(*m.Low) + unit + "]"
	}
	return "[" + shortNumber(*m.Low) + " to " + shortNumber(*m.High) + unit + "]"
}

func shortNumber(r num.Rat) string { return strconv.FormatFloat(r.Float(), 'g', 6, 64) }

// who is the speaker of a turn, or what it is where it has none.
func (r *Reading) who(t *reading.Turn) string {
	switch {
	case t.Speaker >= 0:
		return r.Speakers[t.Speaker].Name
	case t.Heading != "":
		return t.Heading
	}
	return t.Kind
}

// fill writes words in lines of readWidth.
func fill(b *strings.Builder, words []string, indent string) {
	width := 0
	for _, w := range words {
		w = Plain(w)
		n := len([]rune(w))
		if width > 0 && width+1+n > readWidth {
			b.WriteString("\n")
			width = 0
		}
		if width == 0 {
			b.WriteString(indent)
			width = len(indent)
		} else {
			b.WriteString(" ")
			width++
		}
		b.WriteString(w)
		width += n
	}
	b.WriteString("\n")
}

// abridged is a text's beginning, of at most n characters.
func abridged(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return strings.TrimRight(string(r[:n-1]), " ") + "…"
}
