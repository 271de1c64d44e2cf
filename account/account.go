// Package account is what a model is about: sources and how far they can be trusted, the claims that
// stand in them and where, quotes, and words of estimative probability with their published ranges.
package account

import "parley/num"

// A Source is a document that claims come from.
type Source struct {
	Title       string
	File        string // beside the model; "" if the text is not linked
	URL         string
	Date        string // when it was published: 2018-03-28, 2018-03 or 2018; "" if not said
	Author      string // several are joined by " and "
	Publisher   string
	Reliability string // of the source: a letter of Reliabilities, "" if not rated
	Shown       string // File as messages name it
}

// Same tells whether two declarations mean the same source: all that they say of it is the same.
func (s *Source) Same(o *Source) bool { return *s == *o }

// A Claim is one thing that an account asserts, in the modeller's words.
type Claim struct {
	ID          string // the modeller's own name for it ("C15"), or "" for none
	Source      int    // index of the source
	Turn        string // "12", "A12.1.3": the place in the source, as the modeller wrote it; see ParsePlaces
	Says        string // in the modeller's words
	Hedge       string // the account's words for how sure it is, or a word of the scale
	Kind        string // fact, causal, belief, preference, capability, conditional, prediction, gap
	Quote       string // stands in the source's file, if given
	Credibility int    // of the information: 1 to 6 as in Credibilities, 0 if not rated
	Aside       string // why it is left out of the game, "" if it is not left out
	Gives       []Given
	Line        int    // of the declaration
	File        string // of the declaration
}

// A Given is a range that a claim gives to a param.
type Given struct {
	Param     string  // "" for the one param that rests on the claim
	Word      string  // the word of estimative probability that stood for the range, or ""
	Low, High num.Rat // in the param's unit; of a word, once its scale is known
}
