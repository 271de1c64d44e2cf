package gamefile

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"parley/diag"
	"parley/game"
	"parley/num"
)

// most errors that one file is told of.
const mostErrors = 20

// longest number, in digits, that a file may hold or add up to.
const longestNumber = 4000

// smaller is how to mend a file that asks for too much.
const smaller = "make a smaller game, or raise the bound with --limit-nodes"

// shorter is how to mend a tree that is too deep.
const shorter = "make the game shorter: a deeper one is not read"

// errStop is what the parser panics with after an error that leaves the rest of the file without
// meaning. parse recovers it.
var errStop = errors.New("gamefile: stop")

// A parser reads one file. Errors in meaning are noted and reading goes on; errors in form end it.
type parser struct {
	*lexer
	tok     token     // the one that comes next
	long    diag.Span // the last text that ran over a line's end
	lim     Limits
	diags   diag.List
	notices map[string]*notice
	errors  int
	digits  int // of the numbers so far
	count   int // of tokens
}

// tokensPerLook is after how many tokens the context is looked at, and stopped the code of the error
// if it has ended.
const (
	tokensPerLook = 1 << 12
	stopped       = "F026"
)

// Stopped tells whether reading ended because its context did.
func Stopped(list diag.List) bool {
	return slices.ContainsFunc(list, func(d diag.Diagnostic) bool { return d.Code == stopped })
}

// A notice gathers warnings of one code: they are given once, with the first place.
type notice struct {
	first    diag.Diagnostic
	examples []string
	count    int
}

func parse(name, src string, lim Limits, read func(*parser) *game.Game) (g *game.Game, diags diag.List) {
	p := &parser{lexer: newLexer(name, src), lim: lim.orDefaults(), notices: map[string]*notice{}}
	defer func() {
		if r := recover(); r != nil {
			if r != errStop { //nolint:errorlint // a recovered value, not an error chain
				panic(r)
			}
			g = nil
		}
		diags = p.finish()
		if p.errors > 0 {
			g = nil
		}
	}()
	p.advanceToken()
	return read(p), nil
}

func (p *parser) advanceToken() token {
	t := p.tok
	p.tok = p.next()
	if p.count++; p.count%tokensPerLook == 0 && p.lim.Context != nil && p.lim.Context.Err() != nil {
		p.fatal(diag.Diagnostic{Code: stopped, Summary: "reading was stopped here", Span: p.tok.span})
	}
	if p.unclosed {
		p.unclosed = false
		start := p.tok.span.Start
		d := diag.Diagnostic{
			Code: "F003", Summary: "the text that starts here has no closing quotation mark",
			Span: diag.Span{Start: start, End: diag.Pos{File: start.File, Line: start.Line, Col: start.Col + 1}},
			Note: "the file ends inside it",
			Fix:  `close it with ". Within a text \" stands for a quotation mark, so a text cannot end in a backslash`,
		}
		if p.inJSON {
			d.Note, d.Fix = "its line ends inside it", `close it with ". Within a text \" stands for a quotation mark, \\ for a backslash and \n for a line's end`
		}
		if p.long.Start.Line > 0 {
			d.Related = []diag.Related{{Span: p.long, Note: "or the mark that is missing is this text's: it runs over a line's end"}}
		}
		p.fatal(d)
	}
	if p.tok.kind == text && p.tok.span.End.Line > p.tok.span.Start.Line {
		p.long = p.tok.span
	}
	if p.tok.kind == text && !utf8.ValidString(p.tok.text) {
		p.foreign()
		p.tok.text = strings.ToValidUTF8(p.tok.text, "\ufffd")
	}
	return t
}

// foreign warns of the token's text, which is not UTF-8, at the first byte that is not.
func (p *parser) foreign() {
	first := p.notices["F023"] == nil
	at, note := p.tok.span, ""
	if first {
		at.Start, at.End, note = p.foreignIn(p.tok)
	}
	p.warn("F023", at, "")
	if first {
		p.notices["F023"].first.Note = note
	}
}

// foreignIn finds the first byte in a token that is not UTF-8, and says what it is.
func (p *parser) foreignIn(t token) (start, end diag.Pos, note string) {
	i, note := foreignByte(p.src[t.from:])
	start = position(p.pos.File, p.src, t.from+max(i, 0))
	end = start
	end.Col++
	return start, end, note
}

func (p *parser) report(d diag.Diagnostic) {
	d.Severity = diag.Error
	p.diags = append(p.diags, d)
	if p.errors++; p.errors >= mostErrors {
		panic(errStop)
	}
}

func (p *parser) fatal(d diag.Diagnostic) {
	p.report(d)
	panic(errStop)
}

// warn counts a warning of the given code; the summaries are in the table of warnings.
func (p *parser) warn(code string, at diag.Span, example string) {
	n := p.notices[code]
	if n == nil {
		n = &notice{first: diag.Diagnostic{Code: code, Severity: diag.Warning, Span: at}}
		p.notices[code] = n
	}
	n.count++
	if example != "" && len(n.examples) < 5 {
		n.examples = append(n.examples, at.Start.String()+example)
	}
}

var warnings = map[string]struct{ one, many, fix string }{
	"F020": {"a label stands more than once; a number was added to it", "%d labels stand more than once; a number was added to each", "give each player, action, outcome, node and information set a label of its own"},
	"F021": {"a label is empty; it was replaced by a number", "%d labels are empty; each was replaced by a number", "name the players and actions: results are easier to read"},
	"F022": {"a label has stray blanks or control characters; they were taken out", "%d labels have stray blanks or control characters; they were taken out", "Gambit 17 refuses such a label: write it without blanks at its ends, and with single ones inside"},
	"F023": {"a text is not UTF-8; the bytes that are not were replaced", "%d texts are not UTF-8; the bytes that are not were replaced", "save the file as UTF-8; from Latin-1 on a command line: iconv -f LATIN1 -t UTF-8 IN > OUT"},
	"F024": {"a number is written in a way that Gambit refuses; it was read all the same", "%d numbers are written in a way that Gambit refuses; they were read all the same", "write it without a plus sign, and with a digit before the point if it has an exponent"},
}

func (p *parser) finish() diag.List {
	var codes []string
	for code := range p.notices {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		n, w := p.notices[code], warnings[code]
		n.first.Summary, n.first.Fix = w.one, w.fix
		if n.count > 1 {
			n.first.Summary = fmt.Sprintf(w.many, n.count)
		}
		n.first.Detail = n.examples
		if n.count > len(n.examples) && len(n.examples) > 0 {
			n.first.Detail = append(n.first.Detail, fmt.Sprintf("and %d more", n.count-len(n.examples)))
		}
		p.diags = append(p.diags, n.first)
	}
	return p.diags
}

// unexpected ends reading at the next token.
func (p *parser) unexpected(wanted, fix string) {
	d := diag.Diagnostic{Code: "F005", Summary: "expected " + wanted + ", found " + p.tok.describe(), Span: p.tok.span, Fix: fix}
	if p.tok.kind == endOfFile {
		d.Code, d.Summary = "F006", "the file ends where "+wanted+" should stand"
	}
	if p.tok.kind == word && !utf8.ValidString(p.tok.text) {
		d.Span.Start, d.Span.End, d.Note = p.foreignIn(p.tok)
	}
	p.fatal(d)
}

func (p *parser) is(mark string) bool { return p.tok.kind != text && p.tok.text == mark }

func (p *parser) brace(fix string) token {
	if !p.is("{") {
		p.unexpected("“{”", fix)
	}
	return p.advanceToken()
}

func (p *parser) text(what string) token {
	if p.tok.kind != text {
		p.unexpected(what+", between quotation marks", "")
	}
	return p.advanceToken()
}

// label reads a text that names something.
func (p *parser) label(what string) (string, diag.Span) {
	t := p.text(what)
	l := tidy(t.text)
	if l != t.text {
		p.warn("F022", t.span, fmt.Sprintf("%q", t.text))
	}
	return l, t.span
}

// whole reads a whole number that fits 32 bits, as Gambit's do.
func (p *parser) whole(what string) (int, diag.Span) {
	if p.tok.kind != number {
		p.unexpected(what, "")
	}
	t := p.advanceToken()
	n, err := strconv.ParseInt(t.text, 10, 32)
	if err == nil {
		return int(n), t.span
	}
	if errors.Is(err, strconv.ErrRange) {
		p.fatal(diag.Diagnostic{Code: "F004", Summary: what + " is out of range", Span: t.span, Note: "this is " + shorten(t.text), Fix: "use a whole number between -2147483648 and 2147483647"})
	}
	p.fatal(diag.Diagnostic{Code: "F004", Summary: what + " should be a whole number", Span: t.span, Note: "this is " + shorten(t.text)})
	panic("unreachable")
}

// rational reads a number: whole, decimal, with or without an exponent, or a fraction.
func (p *parser) rational(what, fix string) (num.Rat, diag.Span) {
	if p.tok.kind != number {
		p.unexpected(what, fix)
	}
	t := p.advanceToken()
	x, odd, problem := rational(t.text)
	if problem != "" {
		p.fatal(diag.Diagnostic{Code: "F004", Summary: "“" + shorten(t.text) + "” cannot be read as a number", Span: t.span, Note: problem, Fix: "write a whole number (-3), a decimal (0.25, 1e-3) or a fraction of whole numbers (1/3)"})
	}
	if odd {
		p.warn("F024", t.span, t.text)
	}
	p.spend(size(x), t.span)
	return x, t.span
}

// rational reads s exactly. Odd is true if Gambit refuses to read it; a problem says why s is not a
// number.
func rational(s string) (x num.Rat, odd bool, problem string) {
	if len(s) > longestNumber {
		return x, false, fmt.Sprintf("it has %d characters, and %d is the most", len(s), longestNumber)
	}
	rest := strings.TrimLeft(s, "+-")
	sign, body := s[:len(s)-len(rest)], rest
	if len(sign) > 1 {
		return x, false, "it has more than one sign"
	}
	digits := func() string {
		n := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		d := rest[:n]
		rest = rest[n:]
		return d
	}
	odd = sign == "+"
	whole := digits()
	if strings.HasPrefix(rest, "/") {
		rest = rest[1:]
		below := digits()
		switch {
		case whole == "":
			return x, false, "there are no digits before the /"
		case strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "+"):
			return x, false, "a sign cannot stand after the /"
		case below == "":
			return x, false, "there are no digits after the /"
		case strings.Trim(below, "0") == "":
			return x, false, "it divides by zero"
		case rest != "":
			return x, false, fmt.Sprintf("“%s” cannot follow the fraction", shorten(rest))
		}
		body = trimZeros(whole) + "/" + trimZeros(below) // a leading 0 does not mean octal
	} else {
		fraction := ""
		if strings.HasPrefix(rest, ".") {
			rest = rest[1:]
			fraction = digits()
		}
		if whole+fraction == "" {
			return x, false, "it has no digits"
		}
		if rest != "" && (rest[0] == 'e' || rest[0] == 'E') {
			rest = rest[1:]
			odd = odd || whole == "" || strings.HasPrefix(rest, "+")
			if rest != "" && (rest[0] == '-' || rest[0] == '+') {
				rest = rest[1:]
			}
			if digits() == "" {
				return x, false, "there are no digits after the e"
			}
		}
		if rest != "" {
			return x, false, fmt.Sprintf("“%s” cannot follow the number", shorten(rest))
		}
	}
	x, err := num.Parse(strings.TrimPrefix(sign, "+") + body)
	if err != nil {
		return x, false, err.Error()
	}
	return x, odd, ""
}

func trimZeros(digits string) string {
	if t := strings.TrimLeft(digits, "0"); t != "" {
		return t
	}
	return "0"
}

// size returns about how many digits x has.
func size(x num.Rat) int { return 1 + x.BitLen()/3 }

// spend keeps the work with long numbers within bounds.
func (p *parser) spend(digits int, at diag.Span) {
	if digits > longestNumber {
		p.fatal(diag.Diagnostic{Code: "F002", Summary: fmt.Sprintf("the exact sum up to here has more than %d digits", longestNumber), Span: at, Fix: "round the numbers that it is made of"})
	}
	if p.digits += digits; p.digits > p.lim.Digits {
		p.fatal(diag.Diagnostic{Code: "F002", Summary: fmt.Sprintf("the numbers of this file have more than %d digits together", p.lim.Digits), Span: at, Fix: "write shorter numbers or a smaller game"})
	}
}

// players reads the list of players.
func (p *parser) players() []string {
	p.brace(`after the title come the players: { "Row" "Column" }`)
	var names []string
	var at []place
	for !p.is("}") {
		if p.tok.kind != text {
			p.unexpected("a player's name or “}”", "names stand between quotation marks, without commas")
		}
		l, s := p.label("a player's name")
		names, at = append(names, l), append(at, placeOf(s))
		if len(names) > p.lim.Players {
			p.fatal(diag.Diagnostic{Code: "F002", Summary: fmt.Sprintf("there are more than %d players", p.lim.Players), Span: s})
		}
	}
	p.advanceToken()
	return p.distinct(names, at)
}

// distinct gives labels that need one a number, with a warning.
func (p *parser) distinct(labels []string, at []place) []string {
	out := distinct(labels)
	for i := range labels {
		p.renamed(labels[i], out[i], at[i])
	}
	return out
}

func (p *parser) renamed(before, after string, where place) {
	switch {
	case before == after:
	case before == "":
		p.warn("F021", p.spanOf(where), fmt.Sprintf("it is called %q", after))
	default:
		p.warn("F020", p.spanOf(where), fmt.Sprintf("%q is called %q", before, after))
	}
}

// header reads what every file begins with and returns the title.
func (p *parser) header(kind, version, what string) string {
	fix := fmt.Sprintf(`%s begins with: %s %s R "title"`, what, kind, version)
	if !p.is(kind) {
		if p.is("EFG") || p.is("NFG") {
			fix = "this file says that it is a game in the other form: " + p.tok.text
		}
		if strings.HasPrefix(p.tok.text, "<") {
			fix = "a workspace of Gambit (.gbt) is not read: save the game in it as .efg or .nfg"
		}
		p.unexpectedHeader("the word "+kind, fix)
	}
	p.advanceToken()
	if !p.is(version) {
		p.unexpectedHeader("version "+version, fix)
	}
	p.advanceToken()
	if !p.is("R") && !p.is("D") {
		if p.tok.kind == word && (p.tok.text[0] == 'R' || p.tok.text[0] == 'D') {
			fix = "put a blank after the letter " + p.tok.text[:1]
		}
		p.unexpectedHeader("the letter R or D", fix)
	}
	p.advanceToken()
	return p.text("the title").text
}

func (p *parser) unexpectedHeader(wanted, fix string) {
	p.fatal(diag.Diagnostic{Code: "F007", Summary: "expected " + wanted + ", found " + p.tok.describe(), Span: p.tok.span, Fix: fix})
}

func join(from, to diag.Span) diag.Span { return diag.Span{Start: from.Start, End: to.End} }

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
