package report

import (
	"fmt"
	"strconv"
	"strings"

	"parley/account"
	"parley/reading"
)

// Starlark writes a ledger to fill in: the source, and for each turn its first words and one claim. It loads as it stands.
func (r *Reading) Starlark() string {
	var b strings.Builder
	r.starHead(&b, "Fill in what each turn asserts, in your own words, one claim for each assertion; copy a line for more, and delete what you do not need.")
	n := 0
	for i := range r.Turns {
		t := &r.Turns[i]
		fmt.Fprintf(&b, "\n# %s  %s: %s\n", t.ID, star(r.who(t)), star(abridged(t.Paragraphs[0].Sentences[0].Text, 90)))
		if t.Kind == reading.Question {
			continue
		}
		n++
		fmt.Fprintf(&b, "C%02d = claim(report, id = \"C%02d\", turn = %d, kind = \"\", hedge = \"\",\n    says = \"\")\n", n, n, t.Exchange)
	}
	return b.String()
}

// starHead writes the module's docstring and the source.
func (r *Reading) starHead(b *strings.Builder, todo string) {
	fmt.Fprintf(b, "\"\"\"The ledger: what %s asserts, claim by claim.\n\n", star(r.name()))
	fmt.Fprintf(b, "%s\n", todo)
	b.WriteString("Turn 0 is the introduction, turn n the n-th question with its answer (or the n-th turn where nobody asks).\n")
	fmt.Fprintf(b, "The kinds are %s.\n\"\"\"\n\n", strings.Join(account.Kinds, ", "))
	fmt.Fprintf(b, "report = source(%s", strconv.Quote(Plain(strings.Trim(r.name()+", "+strings.Trim(r.Byline+", "+r.Published, ", "), ", "))))
	if r.Quotable() {
		fmt.Fprintf(b, ", file = %s", strconv.Quote(r.Source))
	}
	b.WriteString(")\n")
}

// Quotable tells whether a model can find quotes in the source's file: it has to be UTF-8 and not a page.
func (r *Reading) Quotable() bool { return !r.Extracted && r.Source != "" }

func (r *Reading) name() string {
	switch {
	case r.Title != "":
		return r.Title
	case r.Source != "":
		return r.Source
	}
	return "the account"
}

// star is a text that stands in a comment or a docstring.
func star(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(Plain(s), `\`, `\\`), `"""`, `'''`)
}
