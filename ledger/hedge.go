package ledger

import (
	"sync"

	"parley/account"
	"parley/num"
	"parley/reading"
)

// Hedge is the range of a claim's hedge on the scale of the models, if they have one scale: that of the word itself, or else of the word that the rules of
// parley read take it for ("probably" is likely). ok is false where the scale gives none.
func (l *Ledger) Hedge(c *account.Claim) (low, high num.Rat, ok bool) {
	scale := account.DefaultScale
	for i, m := range l.Models {
		if i > 0 && m.Scale != scale {
			return num.Zero, num.Zero, false
		}
		scale = m.Scale
	}
	if w, ok := account.Lookup(scale, c.Hedge); ok {
		return w.Low, w.High, true
	}
	for _, m := range lexiconOf(scale).Sentence(c.Hedge) {
		if m.Kind == reading.MarkHedge && m.Low != nil && m.High != nil && m.From == 0 && m.To == len(c.Hedge) {
			return *m.Low, *m.High, true
		}
	}
	return num.Zero, num.Zero, false
}

var lexicons sync.Map // by scale

// lexiconOf is the lexicon that parley read uses with a scale.
func lexiconOf(scale string) *reading.Lexicon {
	if l, ok := lexicons.Load(scale); ok {
		return l.(*reading.Lexicon)
	}
	l, err := reading.NewLexicon(scale, nil)
	if err != nil {
		panic("ledger: " + err.Error()) // it is part of the program
	}
	lexicons.Store(scale, l)
	return l
}
