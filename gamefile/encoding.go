package gamefile

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"parley/diag"
)

// notText are beginnings of files that are no text, and what to do with such a file.
var notText = []struct{ start, what, fix string }{
	{"\xff\xfe", "this file is encoded in UTF-16", "save it as UTF-8; on a command line: iconv -f UTF-16 -t UTF-8 IN > OUT"},
	{"\xfe\xff", "this file is encoded in UTF-16", "save it as UTF-8; on a command line: iconv -f UTF-16 -t UTF-8 IN > OUT"},
	{"\x1f\x8b", "this file is compressed with gzip", "unpack it first: gunzip"},
	{"PK\x03\x04", "this is a zip archive", "unpack it first: unzip"},
	{"%PDF-", "this is a PDF document", "a game is a text: .efg, .nfg, .json or a model"},
}

// noText returns an error if src is no text: in another encoding of two bytes a character, packed, or
// binary.
func noText(name, src string) (diag.Diagnostic, bool) {
	d := diag.Diagnostic{Code: "F025", Severity: diag.Error}
	for _, n := range notText {
		if strings.HasPrefix(src, n.start) {
			at := diag.Pos{File: name, Line: 1, Col: 1}
			d.Summary, d.Span, d.Fix = n.what, diag.Span{Start: at, End: at}, n.fix
			return d, true
		}
	}
	i := strings.IndexByte(src, 0)
	if i < 0 {
		return d, false
	}
	at := position(name, src, i)
	d.Summary, d.Span = "the file holds a zero byte, so it is no text", diag.Span{Start: at, End: diag.Pos{File: name, Line: at.Line, Col: at.Col + 1}}
	d.Fix = "a game is a text: .efg, .nfg, .json or a model"
	if n := strings.Count(src, "\x00"); n > 1 && n >= len(src)/3 {
		d.Note, d.Fix = "half of the bytes are zero: it is probably encoded in UTF-16", notText[0].fix
	}
	return d, true
}

// position returns the place of the byte at i.
func position(name, src string, i int) diag.Pos {
	l := newLexer(name, src)
	l.advance(i - (len(src) - len(l.src)))
	return l.pos
}

// foreignByte describes the first byte of s that is not UTF-8: where it is, and what older encodings
// mean by it. It is -1 if there is none.
func foreignByte(s string) (at int, note string) {
	for at < len(s) {
		r, n := utf8.DecodeRuneInString(s[at:])
		if r == utf8.RuneError && n == 1 {
			note = fmt.Sprintf("the byte 0x%02X is not UTF-8", s[at])
			if c := rune(s[at]); c >= 0xA0 { // below are control characters in Latin-1
				note += fmt.Sprintf("; in Latin-1 it is “%c”", c)
			}
			return at, note
		}
		at += n
	}
	return -1, ""
}
