// Package bibtex reads and writes bibliographies in BibTeX: entries with their fields, as BibTeX and biblatex have them. It is strict: what it cannot read
// it names by line and column, and it goes on with the next entry.
package bibtex

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Entry is one work.
type Entry struct {
	Type   string // misc, article, ...: in lower case
	Key    string // by which a text cites it
	Fields []Field
	Line   int
}

// A Field is what an entry says of a work. Names are in lower case; the value is as written between its braces or quotation marks, with macros put in.
type Field struct {
	Name, Value string
	Line, Col   int // of the value
}

// Get returns the value of the first field of the names that the entry has.
func (e *Entry) Get(names ...string) (Field, bool) {
	for _, n := range names {
		for _, f := range e.Fields {
			if f.Name == n && strings.TrimSpace(f.Value) != "" {
				return f, true
			}
		}
	}
	return Field{}, false
}

// An Error is a mistake, with its place.
type Error struct {
	Line, Col int
	Message   string
	Fix       string
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Col, e.Message)
}

// macros are the names of months that every style knows.
var macros = map[string]string{
	"jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May", "jun": "June",
	"jul": "July", "aug": "August", "sep": "September", "oct": "October", "nov": "November", "dec": "December",
}

// Bounds of what is read.
const (
	mostErrors  = 100
	mostEntries = 100_000
	mostDepth   = 50      // of braces
	mostMacro   = 1 << 20 // bytes of a value that macros make
)

// Parse reads a bibliography. What stands outside entries is comment, as in BibTeX. It returns the entries that are whole.
func Parse(text string) (entries []Entry, errs []*Error) {
	p := &parser{text: strings.TrimPrefix(text, "\ufeff"), line: 1, col: 1, macros: map[string]string{}}
	for k, v := range macros {
		p.macros[k] = v
	}
	keys := map[string]int{}
	for p.skipTo('@') {
		line, col := p.line, p.col
		e, err := p.entry()
		switch {
		case err != nil:
			errs = append(errs, err)
		case e == nil: // comment, string, preamble
		case keys[strings.ToLower(e.Key)] > 0:
			errs = append(errs, &Error{line, col, fmt.Sprintf("there are two entries with the key %s", e.Key), fmt.Sprintf("give this one another; the first stands in line %d", keys[strings.ToLower(e.Key)])})
		case len(entries) == mostEntries:
			return entries, append(errs, &Error{line, col, fmt.Sprintf("there are more than %d entries", mostEntries), "cut the file into parts"})
		default:
			e.Line = line
			keys[strings.ToLower(e.Key)] = line
			entries = append(entries, *e)
		}
		if len(errs) >= mostErrors {
			break
		}
	}
	return entries, errs
}

type parser struct {
	text      string
	at        int
	line, col int
	macros    map[string]string
}

func (p *parser) peek() rune {
	if p.at >= len(p.text) {
		return -1
	}
	r, _ := utf8.DecodeRuneInString(p.text[p.at:])
	return r
}

func (p *parser) next() rune {
	if p.at >= len(p.text) {
		return -1
	}
	r, n := utf8.DecodeRuneInString(p.text[p.at:])
	p.at += n
	if r == '\n' {
		p.line, p.col = p.line+1, 1
	} else {
		p.col++
	}
	return r
}

func (p *parser) skipTo(want rune) bool {
	for p.at < len(p.text) {
		if p.peek() == want {
			return true
		}
		p.next()
	}
	return false
}

// space skips white space.
func (p *parser) space() {
	for r := p.peek(); r >= 0 && unicode.IsSpace(r); r = p.peek() {
		p.next()
	}
}

func (p *parser) fail(fix, format string, args ...any) *Error {
	return &Error{p.line, p.col, fmt.Sprintf(format, args...), fix}
}

// found says what stands where something else was expected.
func (p *parser) found() string {
	if r := p.peek(); r >= 0 {
		return fmt.Sprintf("%q", r)
	}
	return "the end of the file"
}

// word reads a name: of a type, a key, a field or a macro.
func (p *parser) word() string {
	start := p.at
	for r := p.peek(); r >= 0 && !unicode.IsSpace(r) && !strings.ContainsRune(`{}(),="#%'@\`, r); r = p.peek() {
		p.next()
	}
	return p.text[start:p.at]
}

// entry reads from @ to the closing brace. It returns nothing for @comment, @preamble and @string.
func (p *parser) entry() (*Entry, *Error) {
	p.next()
	p.space()
	e := &Entry{Type: strings.ToLower(p.word())}
	p.space()
	closing := '}'
	switch {
	case e.Type == "":
		return nil, p.fail("write @misc{key, ...}; an @ outside entries needs none of this if a word does not follow", "the type of an entry is missing after @, before %s", p.found())
	case e.Type == "comment":
		if p.peek() == '{' {
			_, err := p.braced()
			return nil, err
		}
		return nil, nil
	case p.peek() == '(':
		closing = ')'
	case p.peek() != '{':
		return nil, p.fail("write @"+e.Type+"{key, ...}", "{ is missing after @%s, before %s", e.Type, p.found())
	}
	p.next()
	p.space()
	switch e.Type {
	case "preamble":
		_, err := p.value()
		return nil, p.close(err, closing)
	case "string":
		f, err := p.field()
		if err == nil {
			p.macros[f.Name] = f.Value
		}
		return nil, p.close(err, closing)
	}
	if e.Key = p.word(); e.Key == "" {
		return nil, p.fail("write @"+e.Type+"{key, title = {...}}", "the key of the entry is missing, before %s", p.found())
	}
	return e, p.fields(e, closing)
}

// fields reads the fields of an entry up to its end.
func (p *parser) fields(e *Entry, closing rune) *Error {
	for {
		p.space()
		if p.peek() == closing {
			p.next()
			return nil
		}
		if p.peek() != ',' {
			return p.fail("put a comma between fields, and close every brace", "a comma or %q is missing in the entry %s, before %s", closing, e.Key, p.found())
		}
		p.next()
		p.space()
		if p.peek() == closing {
			p.next()
			return nil
		}
		f, err := p.field()
		if err != nil {
			return err
		}
		e.Fields = append(e.Fields, f)
	}
}

func (p *parser) close(err *Error, closing rune) *Error {
	if err != nil {
		return err
	}
	p.space()
	if p.peek() != closing {
		return p.fail("close every brace", "%q is missing, before %s", closing, p.found())
	}
	p.next()
	return nil
}

// field reads name = value.
func (p *parser) field() (Field, *Error) {
	f := Field{Name: strings.ToLower(p.word())}
	if f.Name == "" {
		return f, p.fail(`write title = {The title}`, "the name of a field is missing, before %s", p.found())
	}
	p.space()
	if p.peek() != '=' {
		return f, p.fail("write "+f.Name+" = {...}", "= is missing after %s, before %s", f.Name, p.found())
	}
	p.next()
	p.space()
	f.Line, f.Col = p.line, p.col
	v, err := p.value()
	f.Value = v
	return f, err
}

// value reads pieces joined by #.
func (p *parser) value() (string, *Error) {
	var b strings.Builder
	for {
		p.space()
		switch r := p.peek(); {
		case r == '{':
			s, err := p.braced()
			if err != nil {
				return "", err
			}
			b.WriteString(s)
		case r == '"':
			s, err := p.quoted()
			if err != nil {
				return "", err
			}
			b.WriteString(s)
		default:
			line, col := p.line, p.col
			w := p.word()
			v, known := p.macros[strings.ToLower(w)]
			switch {
			case w == "":
				return "", p.fail("write the value in braces: {...}", "a value is missing, before %s", p.found())
			case strings.Trim(w, "0123456789") == "":
				v = w
			case !known:
				return "", &Error{line, col, fmt.Sprintf("nothing is called %s", w), "put the value in braces, or define it before: @string{" + w + " = {...}}"}
			}
			b.WriteString(v)
		}
		if b.Len() > mostMacro {
			return "", p.fail("write it out shorter", "the value is too long")
		}
		p.space()
		if p.peek() != '#' {
			return b.String(), nil
		}
		p.next()
	}
}

// braced reads {...} and returns what stands between.
func (p *parser) braced() (string, *Error) {
	line, col := p.line, p.col
	p.next()
	start, depth := p.at, 1
	for {
		at := p.at
		switch p.next() {
		case -1:
			return "", &Error{line, col, "this brace is not closed", "close it with }"}
		case '\\':
			p.next()
		case '{':
			if depth++; depth > mostDepth {
				return "", p.fail("write it with fewer", "braces stand more than %d deep in one another", mostDepth)
			}
		case '}':
			if depth--; depth == 0 {
				return p.text[start:at], nil
			}
		}
	}
}

// quoted reads "..." and returns what stands between.
func (p *parser) quoted() (string, *Error) {
	line, col := p.line, p.col
	p.next()
	start, depth := p.at, 0
	for {
		at := p.at
		switch p.next() {
		case -1:
			return "", &Error{line, col, "this quotation mark is not closed", `close it with ", or put the value in braces`}
		case '\\':
			p.next()
		case '{':
			depth++
		case '}':
			if depth--; depth < 0 {
				return "", p.fail("put the value in braces, and open what you close", "a brace is closed that was not opened")
			}
		case '"':
			if depth == 0 {
				return p.text[start:at], nil
			}
		}
	}
}
