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

type token struct {
	kind kind
	text string // of a text, what it stands for
	span diag.Span
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
}

func newLexer(name, src string) *lexer {
	return &lexer{src: strings.TrimPrefix(src, byteOrderMark), pos: diag.Pos{File: name, Line: 1, Col: 1}}
}

// advance moves past n bytes. Columns count characters.
func (l *lexer) advance(n int) {
	for _, b := range []byte(l.src[l.at : l.at+n]) {
		switch {
		case b == '\n':
			l.pos.Line++
			l.pos.Col = 1
		case utf8.RuneStart(b):
			l.pos.Col++
		}
	}
	l.at += n
}

func (l *lexer) next() token {
	rest := l.src[l.at:]
	l.advance(len(rest) - len(strings.TrimLeft(rest, blanks)))
	rest = l.src[l.at:]
	t := token{span: diag.Span{Start: l.pos}}
	switch {
	case rest == "":
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
