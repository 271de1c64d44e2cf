package report

import (
	"fmt"
	"strings"

	"parley/account"
	"parley/ledger"
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

// Claims writes a draft of the ledger: a claim for each candidate, in the words of the text, with what was marked beside it. It loads as
// it stands.
func (r *Reading) Claims(claims []reading.Candidate) string {
	var b strings.Builder
	r.starHead(&b, "A draft that rules made: each claim is a sentence of the text. Rewrite it in your own words, cut what asserts nothing, and check kind and hedge.")
	var last *reading.Turn
	for i, c := range claims {
		if c.Turn != last {
			fmt.Fprintf(&b, "\n# %s  %s\n", c.Turn.ID, star(r.who(c.Turn)))
			last = c.Turn
		}
		fmt.Fprintf(&b, "%s = claim(report, id = \"%s\", turn = \"%s\", kind = \"%s\", hedge = %s,", claimID(i), claimID(i), c.Sentence.ID, c.Kind, quoted(c.Hedge))
		if beside := r.beside(&c); beside != "" {
			fmt.Fprintf(&b, "  # %s", star(beside))
		}
		fmt.Fprintf(&b, "\n    says = %s", quoted(c.Sentence.Text))
		if r.Quotable() {
			fmt.Fprintf(&b, ",\n    quote = %s", quoted(c.Sentence.Text))
		}
		b.WriteString(")\n")
	}
	return b.String()
}

// beside is what a claim's line says about it in a comment: the hedge's range, the actors, other marks.
func (r *Reading) beside(c *reading.Candidate) string {
	var parts []string
	if c.Low != nil && c.High != nil {
		parts = append(parts, fmt.Sprintf("%s to %s on %s", shortNumber(*c.Low), shortNumber(*c.High), r.Scale))
	}
	if len(c.Actors) > 0 {
		parts = append(parts, strings.Join(c.Actors, ", "))
	}
	for _, kind := range []string{reading.MarkConditional, reading.MarkQuantity, reading.MarkComparison, reading.MarkReport} {
		if kind == reading.MarkQuantity {
			parts = append(parts, amounts(c.Sentence)...)
		} else if c.Sentence.Has(kind) {
			parts = append(parts, kind)
		}
	}
	return strings.Join(parts, "; ")
}

// amounts are the quantities of a sentence, as ranges.
func amounts(s *reading.Sentence) []string {
	var out []string
	for _, m := range s.Marks {
		if m.Kind == reading.MarkQuantity {
			out = append(out, strings.TrimSpace("quantity "+strings.Trim(markRange(&m), "[]")))
		}
	}
	return out
}

func claimID(i int) string { return fmt.Sprintf("C%02d", i+1) }

// quoted is a text as a string of the model language, on one line.
func quoted(s string) string { return ledger.Quote(Plain(s)) }

// starHead writes the module's docstring and the source.
func (r *Reading) starHead(b *strings.Builder, todo string) {
	fmt.Fprintf(b, "\"\"\"The ledger: what %s asserts, claim by claim.\n\n", star(r.name()))
	fmt.Fprintf(b, "%s\n", todo)
	b.WriteString("Turn 0 is the introduction, turn n the n-th question with its answer (or the n-th turn where nobody asks).\n")
	fmt.Fprintf(b, "The kinds are %s.\n\"\"\"\n\n", strings.Join(account.Kinds, ", "))
	fmt.Fprintf(b, "report = source(%s", quoted(r.name()))
	if r.Byline != "" {
		fmt.Fprintf(b, ", author = %s", quoted(r.Byline))
	}
	if account.ValidDate(r.Published) {
		fmt.Fprintf(b, ", date = %s", quoted(r.Published))
	}
	if r.Quotable() {
		fmt.Fprintf(b, ", file = %s", quoted(r.Source))
	}
	b.WriteString(")\n")
}

// Quotable tells whether a model that links the source's file reads the same in it: it does unless the format was forced.
func (r *Reading) Quotable() bool { return r.Source != "" && !r.Forced }

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
