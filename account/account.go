// Package account is what a model is about: sources, the claims that stand in them, and words of
// estimative probability with their published ranges.
package account

// A Source is a document that claims come from.
type Source struct {
	Title string
	File  string // beside the model; "" if the text is not linked
	URL   string
}

// A Claim is one thing that an account asserts, in the modeller's words.
type Claim struct {
	ID     string // the modeller's own name for it ("C15"), or "" for none
	Source int    // index of the source
	Turn   string // "12": the place in the source, as the modeller wrote it
	Says   string // in the modeller's words
	Hedge  string // the account's words for how sure it is, or a word of the scale
	Kind   string // fact, causal, belief, preference, capability, conditional, prediction, gap
	Quote  string // stands in the source's file, if given
	Line   int    // of the declaration
	File   string // of the declaration
}
