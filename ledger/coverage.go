package ledger

import (
	"fmt"

	"parley/account"
	"parley/reading"
)

// A Coverage tells how much of a source's text has a claim.
//
// A claim covers the turns that its places name or lie in, and those in which its quote stands. It covers a sentence if one of its places names sentences
// or a paragraph, and that is one of them, or if the sentence lies between the first and the last word of its quote. A claim that names a turn and no more
// covers the turn, and none of its sentences.
type Coverage struct {
	Turns      Share // as turn= counts them: the introduction, and each question with its answers
	Answers    Share // turns that are answers; of none where nobody asks
	Sentences  Share // of all turns
	Candidates Share // sentences that parley read takes for claims: reading.Document.Candidates
	Empty      []int // numbers of turns without a claim
	Loose      []int // candidates without a claim, as indices of the text's sentences
	Lost       []Lost
}

// A Share is so many of so many.
type Share struct{ Count, Of int }

// Percent is the share in per cent, 0 of none.
func (s Share) Percent() float64 {
	if s.Of == 0 {
		return 0
	}
	return 100 * float64(s.Count) / float64(s.Of)
}

// Lost is a claim whose place or quote does not stand in the text.
type Lost struct {
	Entry int
	Why   string
}

// cover finds out what of a source's text its claims cover.
func (l *Ledger) cover(s *Source) *Coverage {
	x, c := s.Text, &Coverage{}
	sentences := make([]bool, len(x.Sentences))
	turns := make([]bool, len(x.Doc.Turns))
	mark := func(span reading.Span, fine bool) {
		for i := span.First; i < span.End; i++ {
			turns[x.Sentences[i].Turn] = true
			sentences[i] = sentences[i] || fine
		}
	}
	for _, j := range s.Entries {
		claim := &l.Entries[j].Claim
		spans, err := spansOf(x, claim)
		if err != nil {
			c.Lost = append(c.Lost, Lost{j, err.Error()})
		}
		for _, p := range spans {
			mark(p.span, p.fine)
		}
	}
	c.count(x, turns, sentences)
	return c
}

// A place is a span that a claim names; fine: by its sentences.
type place struct {
	span reading.Span
	fine bool
}

// spansOf returns where a claim stands in a text.
func spansOf(x *reading.Index, c *account.Claim) (out []place, err error) {
	var near []reading.Span
	if c.Turn != "" {
		places, err := account.ParsePlaces(c.Turn)
		if err != nil {
			return nil, fmt.Errorf("turn %s: %w", c.Turn, err)
		}
		for _, p := range places {
			s, err := x.Place(p)
			if err != nil {
				return nil, fmt.Errorf("turn %s: %w", c.Turn, err)
			}
			near = append(near, s)
			out = append(out, place{s, !p.Whole()})
		}
	}
	if c.Quote == "" {
		return out, nil
	}
	s, ok := x.Quote(c.Quote, near)
	switch {
	case ok:
		return append(out, place{s, true}), nil
	case x.Stands(c.Quote): // in a heading, say
		return out, nil
	}
	if p, at, ok := x.Nearest(c.Quote); ok {
		return out, fmt.Errorf("its quote does not stand in the text; the nearest, at %s: %s", x.Where(at), p)
	}
	return out, fmt.Errorf("its quote does not stand in the text")
}

// count sums up what is covered.
func (c *Coverage) count(x *reading.Index, turns, sentences []bool) {
	add := func(s *Share, covered bool) {
		s.Of++
		if covered {
			s.Count++
		}
	}
	for i := 0; i < len(x.Doc.Turns); { // turns of one number follow one another
		n, covered := x.Doc.Turns[i].Exchange, false
		for ; i < len(x.Doc.Turns) && x.Doc.Turns[i].Exchange == n; i++ {
			covered = covered || turns[i]
			if x.Doc.Turns[i].Kind == reading.Answer {
				add(&c.Answers, turns[i])
			}
		}
		add(&c.Turns, covered)
		if !covered {
			c.Empty = append(c.Empty, n)
		}
	}
	at := map[*reading.Sentence]int{}
	for i, r := range x.Sentences {
		at[r.Sentence] = i
		add(&c.Sentences, sentences[i])
	}
	// which sentences are candidates does not depend on the scale
	for _, k := range x.Doc.Candidates(lexiconOf(account.DefaultScale)) {
		i := at[k.Sentence]
		add(&c.Candidates, sentences[i])
		if !sentences[i] {
			c.Loose = append(c.Loose, i)
		}
	}
}
