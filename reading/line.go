package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The kinds of lines and paragraphs.
const (
	Plain   = "paragraph"
	Heading = "heading"
	Quote   = "quote"
	Item    = "item"
)

// A Line is a piece of text that no speaker changes within: a line of a file, or a block of a page. Its text is without markup.
type Line struct {
	Text  string
	Kind  string
	Apart bool    // it begins a new paragraph
	Bold  int     // so many bytes at its start are bold or italic
	pos   []int32 // of each byte of Text in the document's, and of the end
}

// start and end are the line's place in the document's text.
func (l *Line) start() int { return int(l.pos[0]) }
func (l *Line) end() int   { return int(l.pos[len(l.pos)-1]) }

// cut returns the part of a line from a byte on.
func (l *Line) cut(from int) Line {
	return Line{Text: l.Text[from:], Kind: l.Kind, Apart: l.Apart, Bold: max(0, l.Bold-from), pos: l.pos[from:]}
}

// allBold tells whether the whole line is bold or italic.
func (l *Line) allBold() bool { return l.Bold > 0 && l.Bold >= len(strings.TrimRight(l.Text, " ")) }

// A lineBuilder makes the text of a line and remembers where each byte came from.
type lineBuilder struct {
	text []byte
	pos  []int32
}

// add appends a piece of the source that begins at a byte of it. Each run of white space becomes one blank.
func (b *lineBuilder) add(s string, at int) {
	n := 0
	for i := 0; i < len(s); i += n {
		var r rune
		r, n = utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1: // no UTF-8
			continue
		case r == '\ufeff' || r == '\u200b' || r == '\u00ad':
			continue
		case unicode.IsSpace(r) || r < 0x20:
			if len(b.text) == 0 || b.text[len(b.text)-1] == ' ' {
				continue
			}
			b.text, b.pos = append(b.text, ' '), append(b.pos, int32(at+i))
			continue
		}
		for j := range n {
			b.text, b.pos = append(b.text, s[i+j]), append(b.pos, int32(at+i+j))
		}
	}
}

// line ends the line. ok is false if nothing is in it.
func (b *lineBuilder) line(kind string, apart bool, bold int) (l Line, ok bool) {
	n := len(b.text)
	for n > 0 && b.text[n-1] == ' ' {
		n--
	}
	if n == 0 {
		return Line{}, false
	}
	pos := append(b.pos[:n:n], b.pos[n-1]+1)
	return Line{Text: string(b.text[:n]), Kind: kind, Apart: apart, Bold: min(bold, n), pos: pos}, true
}

// A Builder makes a text out of the blocks of a page, and lines that know their places in it.
type Builder struct {
	text  strings.Builder
	lines []Line
}

// Add appends a block; the first bold bytes of it are bold or italic. White space is made one blank.
func (b *Builder) Add(text, kind string, apart bool, bold int) {
	if b.text.Len() > 0 {
		b.text.WriteString("\n")
		if apart {
			b.text.WriteString("\n")
		}
	}
	var lb lineBuilder
	lb.add(text[:bold], b.text.Len())
	inBold := len(lb.text)
	lb.add(text[bold:], b.text.Len()+bold)
	l, ok := lb.line(kind, apart, inBold)
	if !ok {
		return
	}
	for i := range l.pos { // what is kept is what was added, blanks made one
		l.pos[i] = int32(b.text.Len() + i)
	}
	b.text.WriteString(l.Text)
	b.lines = append(b.lines, l)
}

// Text returns what was added, and Lines its lines.
func (b *Builder) Text() string  { return b.text.String() }
func (b *Builder) Lines() []Line { return b.lines }
