package model

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/syntax"

	"parley/diag"
)

// syntaxError reports what the parser could not read. The parser gives a point behind the token that
// surprised it, and calls tokens by names of its own.
func (l *loader) syntaxError(shown, src string, err error) {
	var e syntax.Error
	if !errors.As(err, &e) {
		l.report(diag.Diagnostic{Code: errSyntax, Summary: err.Error(), Span: diag.Span{Start: diag.Pos{File: shown}}})
		return
	}
	text := newText(shown, src)
	off := text.offset(int(e.Pos.Line), int(e.Pos.Col))
	d := diag.Diagnostic{Code: errSyntax}
	if m := gotWant.FindStringSubmatch(e.Msg); m != nil {
		got, want := m[1], m[2]
		start, end := text.token(off, got, strings.HasPrefix(want, "primary"))
		d.Span = text.span(start, end)
		found := text.words(got, start, end)
		d.Summary, d.Fix = expected(found, want, text.src[start:end], text.line(start))
	} else {
		if strings.HasSuffix(e.Msg, "literal") {
			off -= len(trailingWord.FindString(src[:off]))
		}
		d.Span = text.span(off, off+wordLength(strings.SplitN(src[off:], "\n", 2)[0]))
		d.Summary, d.Fix = e.Msg, ""
		for _, t := range syntaxMessages {
			if m := t.pattern.FindStringSubmatch(e.Msg); m != nil {
				d.Summary, d.Fix = t.say(m)
				if t.code != "" {
					d.Code = t.code
				}
				break
			}
		}
	}
	if open, ok := text.unclosed(off); ok {
		at := text.span(open, open+1)
		closer := map[byte]string{'(': ")", '[': "]", '{': "}"}[src[open]]
		if at.Start.Line < d.Span.Start.Line && text.startsLine(d.Span.Start) {
			d.Related = append(d.Related, diag.Related{Span: d.Span, Note: "the reader is still inside it here"})
			d.Summary, d.Span = fmt.Sprintf("this %c is never closed", src[open]), at
			d.Fix = fmt.Sprintf("close it with %s", closer)
		} else if at.Start.Line < d.Span.Start.Line || strings.Contains(e.Msg, "end of file") || strings.HasPrefix(e.Msg, "got "+"newline") {
			d.Related = append(d.Related, diag.Related{Span: at, Note: fmt.Sprintf("this %c is still open", src[open])})
			d.Fix = fmt.Sprintf("close it with %s", closer)
		}
	}
	l.report(d)
}

var trailingWord = regexp.MustCompile(`[\w.+-]*$`)

var gotWant = regexp.MustCompile(`^got (.+?)(?: after expression)?, want (.+)$`)

// syntaxMessages rewrites the parser's other messages.
var syntaxMessages = []struct {
	pattern *regexp.Regexp
	say     func(m []string) (summary, fix string)
	code    string // errSyntax if empty
}{
	{regexp.MustCompile(`^(\S+) does not associate with (\S+)`), func(m []string) (string, string) {
		return fmt.Sprintf("comparisons cannot be chained: a %s b %s c", m[1], m[2]), "write all_of(a < b, b < c) for params and queries, a < b and b < c for plain numbers"
	}, ""},
	{regexp.MustCompile(`^unexpected newline in string`), func([]string) (string, string) {
		return "a text runs on past the end of its line", `close it with the quotation mark that opened it, or use """ for a text of several lines`
	}, ""},
	{regexp.MustCompile(`^unexpected EOF in string`), func([]string) (string, string) {
		return "a text is not closed before the file ends", "close it with the quotation marks that opened it"
	}, ""},
	{regexp.MustCompile(`^unindent does not match`), func([]string) (string, string) {
		return "this line is indented like none of the blocks around it", "indent it like the line that it follows, or like the block's first line"
	}, ""},
	{regexp.MustCompile(`^unexpected input character (.+)$`), func(m []string) (string, string) {
		return "the character " + strings.Trim(m[1], "`") + " means nothing here", "write texts between plain quotation marks, and comments after #"
	}, ""},
	{regexp.MustCompile(`^unexpected '?(.)'?$`), func(m []string) (string, string) {
		return "there is a " + m[1] + " without an opening bracket", "delete it, or open the bracket that it should close"
	}, ""},
	{regexp.MustCompile(`^stray backslash`), func([]string) (string, string) {
		return "a backslash means nothing here", "inside brackets a line simply goes on; delete the backslash"
	}, ""},
	{regexp.MustCompile(`^excessive nesting`), func([]string) (string, string) {
		return "this is nested too deep", "give parts of it names of their own"
	}, ""},
	{regexp.MustCompile(`^keyword argument must have form`), func([]string) (string, string) {
		return "only a plain name can stand before = in a call", "write name = value; to compare, write =="
	}, ""},
	{regexp.MustCompile(`^obsolete form of octal literal`), func([]string) (string, string) {
		return "a number may not start with 0", "leave out the leading zero"
	}, ""},
	{regexp.MustCompile(`^invalid (?:float|int|hex|octal|binary) literal`), func([]string) (string, string) {
		return "this is no number, or one beyond 1e308", "write a number such as 3, 0.25 or 1e6"
	}, errNumber},
	{regexp.MustCompile(`^load operand must be|^first operand of load|^original name of loaded symbol|^load statement must import`), func([]string) (string, string) {
		return "load names a file and what it takes from it, all as texts", `write load("war.star", "strike"), or load("war.star", war = "strike")`
	}, ""},
}

// expected words the parser's "got X, want Y".
func expected(found, want, token, line string) (summary, fix string) {
	want = strings.Trim(want, "'")
	word := strings.TrimSpace(token)
	switch {
	case word == "import" || word == "from" && want != "in":
		return "a model cannot import Python modules", `to use another model file write load("other.star", "name")`
	case word == "class" || word == "try" || word == "with" || word == "raise" || word == "del" || word == "global" || word == "yield" || word == "async" || word == "except" || word == "nonlocal":
		return fmt.Sprintf("the model language has no %s", word), "functions, if, for and comprehensions are what there is"
	case word == "is":
		return "the model language has no is", "write == to compare"
	case word == "while":
		return "the model language has no while, so that every story ends", "write for round in range(n)"
	case word == "**":
		return "the model language has no power operator", "write x * x"
	case word == "=" && want != "in":
		return "this is an assignment where a value is expected", "to compare write =="
	case want == ":" && word == "if" && strings.HasPrefix(strings.TrimSpace(line), "else if"):
		return "else if is written elif", "write elif"
	case want == ":":
		return "expected : here, found " + found, "put a colon at the end of if, elif, else, for and def lines"
	case want == "primary expression":
		return "expected a value here, found " + found, "write a number, a text in quotes, a name or a call"
	case want == ",":
		return "expected , here, found " + found, "separate arguments by commas"
	case want == "newline":
		return "expected the end of the statement, found " + found, "put each statement on a line of its own; arguments are separated by commas"
	case want == "EOF":
		return "expected the end of the question, found " + found, "ask one thing at a time"
	case strings.HasSuffix(want, "for, or if"), want == ")", want == "]", want == "}", strings.Contains(want, ")"):
		closer := strings.Trim(strings.Split(want, ",")[0], "' ")
		return fmt.Sprintf("expected , or %s here, found %s", closer, found), "separate the parts by commas"
	}
	return fmt.Sprintf("expected %s here, found %s", plainToken(want), found), "look at what stands before it"
}

func plainToken(t string) string {
	switch t {
	case "identifier":
		return "a name"
	case "indent":
		return "an indented block"
	case "outdent":
		return "the end of the block"
	case "newline":
		return "the end of the line"
	case "end of file":
		return "the end of the file"
	}
	return t
}

// A text is a source with the offsets of its lines.
type text struct {
	file, src string
	lines     []int // offset of each line
}

func newText(file, src string) *text {
	t := &text{file: file, src: src, lines: []int{0}}
	for i := range len(src) {
		if src[i] == '\n' {
			t.lines = append(t.lines, i+1)
		}
	}
	return t
}

// offset returns the byte at a line and column of characters.
func (t *text) offset(line, col int) int {
	if line < 1 {
		return 0
	}
	if line > len(t.lines) {
		return len(t.src)
	}
	off := t.lines[line-1]
	for ; col > 1 && off < len(t.src) && t.src[off] != '\n'; col-- {
		_, n := utf8.DecodeRuneInString(t.src[off:])
		off += n
	}
	return off
}

func (t *text) pos(off int) diag.Pos {
	low, high := 0, len(t.lines)-1
	for low < high {
		if mid := (low + high + 1) / 2; t.lines[mid] <= off {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return diag.Pos{File: t.file, Line: low + 1, Col: 1 + utf8.RuneCountInString(t.src[t.lines[low]:off])}
}

// startsLine tells whether a statement seems to begin at a place: only blanks stand before it on its
// line, and it begins like one.
func (t *text) startsLine(p diag.Pos) bool {
	off := t.offset(p.Line, p.Col)
	line := t.line(off)
	if strings.TrimSpace(line) == "" || off >= len(t.src) {
		return true // the end of the file
	}
	return statement.MatchString(line) && off == t.lines[p.Line-1]+len(line)-len(strings.TrimLeft(line, " \t"))
}

var statement = regexp.MustCompile(`^\s*(def|if|for|return|load|pass|[a-z_]\w* *=[^=])`)

func (t *text) span(start, end int) diag.Span { return diag.Span{Start: t.pos(start), End: t.pos(end)} }

func (t *text) line(off int) string {
	start := strings.LastIndexByte(t.src[:off], '\n') + 1
	if i := strings.IndexByte(t.src[off:], '\n'); i >= 0 {
		return t.src[start : off+i]
	}
	return t.src[start:]
}

// token finds the token that the parser calls got. It starts at off, or else ends there.
func (t *text) token(off int, got string, starts bool) (start, end int) {
	src := t.src
	switch got {
	case "newline", "outdent", "indent", "end of file":
		if got == "indent" {
			for off < len(src) && (src[off] == ' ' || src[off] == '\t') {
				off++
			}
			return off, off
		}
		before := strings.TrimRight(src[:min(off, len(src))], " \t\r\n")
		if got == "newline" && off < len(src) && src[off] == '\n' {
			return off, off
		}
		return len(before), len(before)
	}
	word := strings.Trim(got, "'")
	if starts {
		if strings.HasPrefix(src[off:], word) {
			return off, off + len(word)
		}
		return off, off + wordLength(src[off:])
	}
	if strings.HasSuffix(src[:off], word) {
		return off - len(word), off
	}
	start = off
	for start > 0 && (isWord(rune(src[start-1])) || src[start-1] >= utf8.RuneSelf) {
		start--
	}
	if start == off && off > 0 && strings.HasSuffix(got, "literal") {
		if i := strings.LastIndexByte(src[:off-1], src[off-1]); i >= 0 && !strings.Contains(src[i:off], "\n") {
			start = i
		}
	}
	return start, off
}

func wordLength(s string) int {
	for i, r := range s {
		if !isWord(r) {
			return max(i, 1)
		}
	}
	return len(s)
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// words describes a token as it stands in the text.
func (t *text) words(got string, start, end int) string {
	switch got {
	case "newline":
		return "the end of the line"
	case "end of file":
		return "the end of the file"
	case "indent":
		return "a line that is indented deeper"
	case "outdent":
		return "a line that is indented less"
	}
	if s := strings.TrimSpace(t.src[start:end]); s != "" {
		return clip(s, 40)
	}
	return strings.Trim(got, "'")
}

// unclosed returns the innermost bracket that is open at off.
func (t *text) unclosed(off int) (int, bool) {
	var open []int
	src := t.src[:min(off, len(t.src))]
	for i := 0; i < len(src); i++ {
		switch c := src[i]; c {
		case '#':
			for i < len(src) && src[i] != '\n' {
				i++
			}
		case '"', '\'':
			quote := string(c)
			if strings.HasPrefix(src[i:], strings.Repeat(quote, 3)) {
				quote = strings.Repeat(quote, 3)
			}
			for i += len(quote); i < len(src) && !strings.HasPrefix(src[i:], quote); i++ {
				if src[i] == '\\' {
					i++
				} else if src[i] == '\n' && len(quote) == 1 {
					break
				}
			}
			i += len(quote) - 1
		case '(', '[', '{':
			open = append(open, i)
		case ')', ']', '}':
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		}
	}
	if len(open) == 0 {
		return 0, false
	}
	return open[len(open)-1], true
}
