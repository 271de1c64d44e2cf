package ledger

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"parley/account"
	"parley/model"
)

// A Book is a ledger by itself, without models: what can be written as a table, and read again.
type Book struct {
	Sources []account.Source
	Claims  []account.Claim // Claim.Source is an index of Sources
}

// Book returns the ledger's sources and claims.
func (l *Ledger) Book() *Book {
	b := &Book{}
	for i, s := range l.Sources {
		b.Sources = append(b.Sources, s.Source)
		for _, j := range s.Entries {
			c := l.Entries[j].Claim
			c.Source = i
			b.Claims = append(b.Claims, c)
		}
	}
	return b
}

// Quote is a text as a string of the model language.
func Quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r != ' ' && !unicode.IsPrint(r) && r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		case r != ' ' && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Starlark writes a ledger in the model language, as a file that models load. from says in its head where it comes from.
func (b *Book) Starlark(from string) string {
	var out strings.Builder
	what := "the claims of"
	if len(b.Claims) == 0 {
		what = "the sources of"
	}
	fmt.Fprintf(&out, "\"\"\"The ledger: %s %s.\n\nMade by parley ledger --from.\n\"\"\"\n", what, docText(from))
	names := newNames()
	sources := make([]string, len(b.Sources))
	for i, s := range b.Sources {
		sources[i] = names.take(sourceName(&s, len(b.Sources)), "source")
		out.WriteString("\n" + sources[i] + " = source(" + Quote(s.Title))
		field := func(name, value string) {
			if value != "" {
				out.WriteString(", " + name + " = " + Quote(value))
			}
		}
		field("file", s.File)
		field("url", s.URL)
		field("date", s.Date)
		field("author", s.Author)
		field("publisher", s.Publisher)
		field("reliability", s.Reliability)
		out.WriteString(")")
	}
	out.WriteString("\n")
	last := [2]string{"", ""}
	for i := range b.Claims {
		c := &b.Claims[i]
		if at := [2]string{sources[c.Source], headTurn(c.Turn)}; at != last {
			last = at
			out.WriteString("\n")
			if at[1] != "" {
				out.WriteString("# Turn " + at[1] + "\n")
			}
		}
		out.WriteString(names.take(c.ID, "claim") + " = " + claimCall(c, sources[c.Source]) + "\n")
	}
	return out.String()
}

// claimCall writes a claim.
func claimCall(c *account.Claim, source string) string {
	var b strings.Builder
	b.WriteString("claim(" + source)
	field := func(name, value string) {
		if value != "" {
			b.WriteString(", " + name + " = " + value)
		}
	}
	text := func(name, value string) {
		if value != "" {
			field(name, Quote(value))
		}
	}
	text("id", c.ID)
	if wholeNumber.MatchString(c.Turn) {
		field("turn", c.Turn)
	} else {
		text("turn", c.Turn)
	}
	text("kind", c.Kind)
	text("hedge", c.Hedge)
	if c.Credibility > 0 {
		field("credibility", fmt.Sprint(c.Credibility))
	}
	field("gives", givesStar(c.Gives))
	b.WriteString(",\n    says = " + Quote(c.Says))
	if c.Quote != "" {
		b.WriteString(",\n    quote = " + Quote(c.Quote))
	}
	if c.Aside != "" {
		b.WriteString(",\n    aside = " + Quote(c.Aside))
	}
	b.WriteString(")")
	return b.String()
}

// wholeNumber is a turn that needs no quotes.
var wholeNumber = regexp.MustCompile(`^(0|[1-9][0-9]{0,5})$`)

// givesStar writes gives=.
func givesStar(gives []account.Given) string {
	one := func(g account.Given) string {
		if g.Word != "" {
			return Quote(g.Word)
		}
		return "(" + exact(g.Low) + ", " + exact(g.High) + ")"
	}
	switch {
	case len(gives) == 0:
		return ""
	case len(gives) == 1 && gives[0].Param == "":
		return one(gives[0])
	}
	var parts []string
	for _, g := range gives {
		parts = append(parts, Quote(g.Param)+": "+one(g))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// headTurn is the part of turn= that claims are put together by.
func headTurn(turn string) string {
	if p, err := account.ParsePlaces(turn); err == nil {
		return p[0].Turn
	}
	return ""
}

// docText is a text that stands in a docstring.
func docText(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
	return strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), `"""`, `'''`)
}

// names gives each thing a name of its own that the language does not use.
type names struct{ taken map[string]bool }

func newNames() *names {
	n := &names{map[string]bool{}}
	for _, w := range append(model.Builtins(), keywords...) {
		n.taken[w] = true
	}
	return n
}

// keywords are the words of Starlark's grammar, and those that it keeps.
var keywords = strings.Fields("and break continue def elif else for if in lambda load not or pass return as assert async await class del except finally from global import is nonlocal raise try while with yield None True False")

var identifier = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// take returns the name that is wished for, if it is one and free, or else one made of a number.
func (n *names) take(wish, kind string) string {
	if identifier.MatchString(wish) && !n.taken[wish] {
		n.taken[wish] = true
		return wish
	}
	for i := 1; ; i++ {
		if name := fmt.Sprintf("%s%d", kind, i); !n.taken[name] {
			n.taken[name] = true
			return name
		}
	}
}

// sourceName is what a source is called: report where it is the only one, or else by its author or title and its year.
func sourceName(s *account.Source, of int) string {
	if of == 1 {
		return "report"
	}
	word := ""
	for _, from := range []string{lastNames(s.Author), s.Title} {
		words := strings.FieldsFunc(strings.ToLower(from), func(r rune) bool { return r < 'a' || r > 'z' })
		words = slices.DeleteFunc(words, func(w string) bool { return len(w) < 3 || slices.Contains([]string{"the", "and", "for", "with"}, w) })
		if len(words) > 0 {
			word = words[0]
			break
		}
	}
	year, _, _ := strings.Cut(s.Date, "-")
	return word + year
}

// lastNames are the family names of authors.
func lastNames(author string) string {
	var out []string
	for _, a := range account.Names(author) {
		out = append(out, a.Family)
	}
	return strings.Join(out, " ")
}

// Check tells of a book put together from several files what no file by itself can be blamed for.
func (b *Book) Check() error {
	if len(b.Sources) == 0 {
		return errors.New("there is nothing in it: no source and no claim")
	}
	titles, ids := map[string]bool{}, map[string]bool{}
	for _, s := range b.Sources {
		if titles[s.Title] {
			return fmt.Errorf("two sources have the title %q, by which a ledger tells sources apart: add the date or the place of publication to one of them", s.Title)
		}
		titles[s.Title] = true
	}
	for _, c := range b.Claims {
		if c.ID != "" && ids[c.ID] {
			return fmt.Errorf("two claims are called %q: give each an id of its own", c.ID)
		}
		ids[c.ID] = true
	}
	return nil
}
