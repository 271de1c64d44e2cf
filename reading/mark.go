package reading

import (
	"cmp"
	"slices"

	"parley/num"
)

// The kinds of marks.
const (
	MarkHedge       = "hedge"       // how sure the speaker sounds, estimative words among them
	MarkConditional = "conditional" // what is said under a condition
	MarkQuantity    = "quantity"
	MarkComparison  = "comparison"
	MarkQuotation   = "quotation" // words in quotation marks
	MarkReport      = "report"    // speech of others, reported
	MarkActor       = "actor"     // a state, an organization or a person, by any of its names
)

// MarkKinds are the kinds in the order in which they are shown.
var MarkKinds = []string{MarkHedge, MarkConditional, MarkQuantity, MarkComparison, MarkQuotation, MarkReport, MarkActor}

// A Mark is something that a rule found in a sentence.
type Mark struct {
	Kind      string
	Rule      string   // the rule of the lexicon that made it
	From, To  int      // bytes of the sentence's Text
	Low, High *num.Rat // of an estimative word, a probability on the scale; of a quantity, in its unit; nil where none is given
	Unit      string   // of a quantity; shares are of 1, without a unit
	Actor     string   // the first name of an actor
}

// Mark marks all sentences of the document.
func (d *Document) Mark(l *Lexicon) {
	names := d.people(l)
	d.Sentences(func(_ *Turn, s *Sentence) { s.Marks = l.marks(s.Text, names) })
}

// marks finds what the rules find in a sentence.
func (l *Lexicon) marks(text string, names map[string][]namePhrase) []Mark {
	toks := tokenize(text)
	var out []Mark
	for _, kind := range []string{MarkHedge, MarkConditional, MarkComparison, MarkReport} {
		out = append(out, l.kinds[kind].find(l, toks)...)
	}
	out = append(out, l.quantities(toks)...)
	out = append(out, quotations(text)...)
	out = append(out, l.actorMarks(toks, names)...)
	slices.SortStableFunc(out, func(a, b Mark) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To)) })
	return out
}

// Has tells whether a sentence has a mark of a kind.
func (s *Sentence) Has(kind string) bool {
	return slices.ContainsFunc(s.Marks, func(m Mark) bool { return m.Kind == kind })
}

// Sentence marks one sentence that stands alone, so that only actors of the lexicon are known.
func (l *Lexicon) Sentence(text string) []Mark { return l.marks(text, nil) }
