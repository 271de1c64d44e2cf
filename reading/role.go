package reading

import (
	"fmt"
	"strings"
)

// The roles of speakers.
const (
	Asks    = "asks"
	Answers = "answers"
	Speaks  = "speaks"
)

// askers are labels that tell of themselves that their bearers ask.
var askers = wordSet("q question interviewer host moderator reporter journalist editor")

// exchanges tells questions from answers and numbers the turns. A speaker asks who asks in half of the turns at least, and in more of them
// than somebody else; if nobody does, all turns are statements.
func (d *Document) exchanges(turns []Turn) []Turn {
	asked, spoke := make([]int, len(d.Speakers)), make([]int, len(d.Speakers))
	for _, t := range turns {
		spoke[t.Speaker]++
		if t.asks() {
			asked[t.Speaker]++
		}
	}
	most, least := 0.0, 1.0
	for s := range d.Speakers {
		share := float64(asked[s]) / float64(max(1, spoke[s]))
		most, least = max(most, share), min(least, share)
	}
	asking := 0
	for s := range d.Speakers {
		share := float64(asked[s]) / float64(max(1, spoke[s]))
		named := askers[key(strings.TrimRight(d.Speakers[s].Name, " 0123456789"))]
		d.Speakers[s].Role = Answers
		if named || share >= 0.5 && share > least {
			d.Speakers[s].Role = Asks
			asking++
		}
	}
	if asking == 0 || asking == len(d.Speakers) {
		for s := range d.Speakers {
			d.Speakers[s].Role = Speaks
		}
		for i := range turns {
			turns[i].Kind, turns[i].Exchange, turns[i].ID = Statement, i+1, fmt.Sprintf("S%d", i+1)
		}
		return turns
	}
	exchange, part := 0, 0
	for i := range turns {
		if d.Speakers[turns[i].Speaker].Role == Asks {
			exchange, part = exchange+1, 0
			turns[i].Kind, turns[i].ID = Question, fmt.Sprintf("Q%d", exchange)
		} else {
			exchange = max(exchange, 1)
			turns[i].Kind, turns[i].ID = Answer, fmt.Sprintf("A%d%s", exchange, partLetter(part))
			part++
		}
		turns[i].Exchange = exchange
	}
	return turns
}

// partLetter tells the answers to one question apart: nothing, then b, c, ..., z, and numbers from there.
func partLetter(n int) string {
	switch {
	case n == 0:
		return ""
	case n < 26:
		return string(rune('a' + n))
	}
	return fmt.Sprintf("-%d", n+1)
}

// asks tells whether a question mark ends one of the turn's sentences.
func (t *Turn) asks() bool {
	for _, p := range t.Paragraphs {
		for _, s := range p.Sentences {
			if strings.HasSuffix(strings.TrimRight(s.Text, `"”’)] `), "?") {
				return true
			}
		}
	}
	return false
}
