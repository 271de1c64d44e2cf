package reading

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/num"
)

// A Candidate is a sentence that may be a claim, with what its marks say of it.
type Candidate struct {
	Turn      *Turn
	Sentence  *Sentence
	Kind      string // of claim, see account.Kinds: fact where no rule tells
	KindRule  string
	Hedge     string // the text's words; "certain" and the like are the speaker's, "unhedged" is said where there are none
	HedgeRule string
	Low, High *num.Rat // of the hedge on the scale, nil where the scale has no such word
	Actors    []string
}

// Unhedged is the hedge of a claim without one.
const Unhedged = "unhedged"

// fewestWords is how many words a sentence has at least that asserts something.
const fewestWords = 4

// Candidates returns the sentences that may be claims: all that are no questions and have four words or more, outside the turns of who asks.
func (d *Document) Candidates(l *Lexicon) []Candidate {
	var out []Candidate
	d.Sentences(func(t *Turn, s *Sentence) {
		words := 0
		for _, tok := range tokenize(s.Text) {
			if tok.word {
				words++
			}
		}
		if t.Kind == Question || words < fewestWords || strings.HasSuffix(strings.TrimRight(s.Text, `"”’)] `), "?") {
			return
		}
		c := Candidate{Turn: t, Sentence: s, Hedge: Unhedged}
		c.Kind, c.KindRule = l.claimKind(s)
		for _, m := range s.Marks {
			switch {
			case m.Kind == MarkActor && !slices.Contains(c.Actors, m.Actor):
				c.Actors = append(c.Actors, m.Actor)
			case m.Kind == MarkHedge && (c.Hedge == Unhedged || c.Low == nil && m.Low != nil): // the first with a range, or the first
				c.Hedge, c.HedgeRule, c.Low, c.High = hedgeWords(s.Text, &m), m.Rule, m.Low, m.High
			}
		}
		out = append(out, c)
	})
	return out
}

// hedgeWords are the words of a hedge as they would stand within a sentence: "perhaps" for "Perhaps", and "I think" as it is.
func hedgeWords(sentence string, m *Mark) string {
	words := sentence[m.From:m.To]
	first, n := utf8.DecodeRuneInString(words)
	if rest := words[n:]; first == 'I' && (rest == "" || !unicode.IsLetter(rune(rest[0]))) {
		return words
	}
	return string(unicode.ToLower(first)) + words[n:]
}

// kindOrder is the order in which kinds of claim are tried: the first that a rule tells is the one.
var kindOrder = []string{"gap", "conditional", "preference", "belief", "causal", "prediction", "capability"}

// claimKind guesses the kind of a claim, and tells the rule that did.
func (l *Lexicon) claimKind(s *Sentence) (kind, rule string) {
	toks := tokenize(s.Text)
	for _, k := range kindOrder {
		if k == "conditional" {
			for _, m := range s.Marks {
				if m.Kind == MarkConditional {
					return k, m.Rule
				}
			}
		}
		if found := l.types[k].find(l, toks); len(found) > 0 {
			return k, found[0].Rule
		}
	}
	return "fact", ""
}
