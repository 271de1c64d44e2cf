package gamefile

import (
	"strings"
	"unicode/utf8"

	"parley/diag"
)

const (
	byteOrderMark = "\ufeff"
	blanks        = " \t\n\v\f\r"
	longestQuote  = 30 // characters of the file that a message shows
)

type kind uint8

const (
	endOfFile kind = iota
	mark           // one of { } ,
	number         // starts like a number; not yet checked
	text           // between quotation marks
	word           // anything else
)

// A place is a span in the file that is read, in a quarter of its memory.
type place struct{ line, col, endLine, endCol int32 }

func placeOf(s diag.Span) place {
	return place{int32(s.Start.Line), int32(s.Start.Col), int32(s.End.Line), int32(s.End.Col)}
}

func (p *parser) spanOf(at place) diag.Span {
	file := p.pos.File
	return diag.Span{Start: diag.Pos{File: file, Line: int(at.line), Col: int(at.col)}, End: diag.Pos{File: file, Line: int(at.endLine), Col: int(at.endCol)}}
}

type token struct {
	kind kind
	text string // of a text, what it stands for
	span diag.Span
	from int    // its first byte
	flaw string // what is wrong with a text; "" for nothing
}

// describe says what a token is, for "but found".
func (t token) describe() string {
	switch t.kind {
	case endOfFile:
		return "the end of the file"
	case text:
		return `the text "` + shorten(t.text) + `"`
	case number:
		return "the number " + shorten(t.text)
	}
	return "“" + shorten(t.text) + "”"
}

func shorten(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " ")
	if utf8.RuneCountInString(s) <= longestQuote {
		return s
	}
	return string([]rune(s)[:longestQuote]) + "…"
}

// A lexer splits a file into tokens.
type lexer struct {
	src      string
	at       int
	pos      diag.Pos
	unclosed bool // the last text has no closing quotation mark
	inJSON   bool // tokens are those of JSON
}

func newLexer(name, src string) *lexer {
	return &lexer{src: strings.TrimPrefix(src, byteOrderMark), pos: diag.Pos{File: name, Line: 1, Col: 1}}
}

// advance moves past n bytes. Columns count characters. A line ends with LF, CR LF or CR.
func (l *lexer) advance(n int) {
	for i := l.at; i < l.at+n; i++ {
		switch b := l.src[i]; {
		case b == '\n', b == '\r' && (i+1 == len(l.src) || l.src[i+1] != '\n'):
			l.pos.Line++
			l.pos.Col = 1
		case utf8.RuneStart(b):
			l.pos.Col++
		}
	}
	l.at += n
}

func (l *lexer) next() token {
	n := l.at
	for n < len(l.src) && strings.IndexByte(blanks, l.src[n]) >= 0 {
		n++
	}
	l.advance(n - l.at)
	rest := l.src[l.at:]
	t := token{span: diag.Span{Start: l.pos}, from: l.at}
	switch {
	case rest == "":
	case l.inJSON:
		l.nextJSON(&t, rest)
	case strings.IndexByte("{},", rest[0]) >= 0:
		t.kind, t.text = mark, rest[:1]
		l.advance(1)
	case rest[0] == '"':
		t.kind, t.text = text, l.quoted(rest)
	case strings.IndexByte("0123456789+-.", rest[0]) >= 0:
		t.kind, t.text = number, l.until(rest, blanks+`{},"`)
	default:
		t.kind, t.text = word, l.until(rest, blanks)
	}
	t.span.End = l.pos
	return t
}

func (l *lexer) until(rest, stop string) string {
	n := strings.IndexAny(rest, stop)
	if n < 0 {
		n = len(rest)
	}
	l.advance(n)
	return rest[:n]
}

// quoted reads a text. Within it \" stands for a quotation mark; a backslash before anything else
// is itself, even before another backslash.
func (l *lexer) quoted(rest string) string {
	for i := 1; i < len(rest); i++ {
		if rest[i] == '"' && rest[i-1] != '\\' {
			l.advance(i + 1)
			return strings.ReplaceAll(rest[1:i], `\"`, `"`)
		}
	}
	l.unclosed = true
	l.advance(len(rest))
	return strings.ReplaceAll(rest[1:], `\"`, `"`)
}
