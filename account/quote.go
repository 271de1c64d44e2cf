package account

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Text is a source's text, ready to be searched for quotes.
type Text struct{ plain string }

// NewText returns the text. White space counts as one blank; typographic quotes, dashes and ligatures
// count as their plain forms.
func NewText(text string) Text { return Text{plain(text)} }

// Len is the text's length in bytes. Positions in it count these.
func (t Text) Len() int { return len(t.plain) }

// Find tells whether a quote stands in the text, where "..." or "[...]" stands for words left out, and
// from which to which byte. Of several passages with words left out it takes a short one.
func (t Text) Find(quote string) (from, to int, ok bool) { return t.FindWithin(quote, 0, len(t.plain)) }

// FindWithin is Find between two bytes of the text.
func (t Text) FindWithin(quote string, low, high int) (from, to int, ok bool) {
	q := plain(quote)
	low, high = max(0, low), min(high, len(t.plain))
	if wordless(q) || low >= high {
		return 0, 0, false
	}
	text := t.plain[low:high]
	if i := strings.Index(text, q); i >= 0 {
		return low + i, low + i + len(q), true
	}
	parts := quoteParts(q)
	if len(parts) < 2 && (len(parts) == 0 || parts[0] == q) {
		return 0, 0, false
	}
	at := 0
	for _, p := range parts {
		i := strings.Index(text[at:], p)
		if i < 0 {
			return 0, 0, false
		}
		at += i + len(p)
	}
	end := at // the first place where it can end; and from there back to the last where it can begin
	for k := len(parts) - 1; k >= 0; k-- {
		at = strings.LastIndex(text[:at], parts[k])
	}
	return low + at, low + end, true
}

// quoteParts are the pieces of a quote between the words that it leaves out.
func quoteParts(q string) []string {
	var out []string
	for part := range strings.SplitSeq(strings.NewReplacer("[...]", "...", "(...)", "...").Replace(q), "...") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// plainForms are the plain forms of typographic characters; "" for those that are not seen.
var plainForms = map[rune]string{
	'“': `"`, '”': `"`, '„': `"`, '‟': `"`, '«': `"`, '»': `"`, '″': `"`, '‘': "'", '’': "'", '‚': "'", '‛': "'", '‹': "'", '›': "'", '′': "'",
	'–': "-", '—': "-", '‐': "-", '‑': "-", '‒': "-", '―': "-", '−': "-", '…': "...",
	'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl",
	'\u00ad': "", '\u200b': "", '\u200c': "", '\u200d': "", '\u2060': "", '\ufeff': "",
}

// plain is a text with its white space and its typography made plain: each run of white space is one blank, each run of dashes one hyphen.
func plain(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	last, blank := byte(' '), false // what was written last, and whether a blank is due
	put := func(c byte) {
		if blank && b.Len() > 0 {
			b.WriteByte(' ')
			last = ' '
		}
		blank = false
		if c == '-' && last == '-' {
			return
		}
		b.WriteByte(c)
		last = c
	}
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c >= '\t' && c <= '\r':
			blank = true
			i++
			continue
		case c == '`':
			put('\'')
			i++
			continue
		case c < utf8.RuneSelf:
			put(c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		form, typographic := plainForms[r]
		switch {
		case unicode.IsSpace(r):
			blank = true
		case typographic:
			for k := range len(form) {
				put(form[k])
			}
		default:
			for k := range n {
				put(s[i+k])
			}
		}
		i += n
	}
	return b.String()
}

// wordless tells whether a quote has neither a letter nor a digit.
func wordless(q string) bool {
	return !strings.ContainsFunc(q, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}
