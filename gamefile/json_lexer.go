package gamefile

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// nextJSON reads a token of JSON. Marks are { } [ ] : and the comma; a word is anything else, such as
// true.
func (l *lexer) nextJSON(t *token, rest string) {
	switch {
	case strings.IndexByte("{}[]:,", rest[0]) >= 0:
		t.kind, t.text = mark, rest[:1]
		l.advance(1)
	case rest[0] == '"':
		t.kind = text
		t.text, t.flaw = l.quotedJSON(rest)
	case rest[0] == '-' || rest[0] >= '0' && rest[0] <= '9':
		t.kind, t.text = number, l.until(rest, blanks+`{}[]:,"`)
	default:
		t.kind, t.text = word, l.until(rest, blanks+`{}[]:,"`)
	}
}

// quotedJSON reads a text of JSON (RFC 8259, section 7).
func (l *lexer) quotedJSON(rest string) (s, flaw string) {
	plain := true
	for i := 1; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == '"':
			l.advance(i + 1)
			if plain || !utf8.ValidString(rest[1:i]) { // which is warned of
				return rest[1:i], flaw
			}
			if err := json.Unmarshal([]byte(rest[:i+1]), &s); err != nil && flaw == "" {
				flaw = `it holds a backslash that starts no escape: a backslash itself is written \\`
			}
			return s, flaw
		case c == '\\':
			plain = false
			i++
		case c == '\n', c == '\r':
			l.unclosed = true
			l.advance(i)
			return rest[1:i], ""
		case c < ' ':
			flaw = `it holds a control character: a tab is written \t`
		}
	}
	l.unclosed = true
	l.advance(len(rest))
	return rest[1:], ""
}
