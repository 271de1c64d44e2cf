package report

import (
	"fmt"
	"strings"

	"parley/account"
	"parley/num"
	"parley/query"
)

// Headline says how many equilibria there are and whether these are all.
func (s *Solution) Headline() string { return Plain(s.headline()) }

// AnswerText writes the answer to a query as text.
func AnswerText(q query.Query, a query.Answer) string { return answerText(q, a) }

// An Event is a mark, a named outcome or a play, and bounds of its probability over the set that an equilibrium stands for.
type Event struct {
	Name      string
	Low, High num.Rat
	Play      bool // a play: there are others, and its name is the way to its end
}

// Events lists what may come of play in the i-th equilibrium: marks or named outcomes, or else the likeliest plays.
func (s *Solution) Events(i int) []Event {
	v := newView(s.Played(), &s.Result.Equilibria[i])
	list, plays := v.outcomes()
	out := make([]Event, len(list))
	for k, o := range list {
		out[k] = Event{Name: o.name, Low: o.p.low, High: o.p.high, Play: plays > 0}
		if plays > 0 {
			out[k].Name = v.play(o)
		}
	}
	return out
}

// mostEvents is how many events a sentence names.
const mostEvents = 6

// A SentencePart is a piece of a sentence. What it says of an event belongs together with whatever else does.
type SentencePart struct {
	Text  string
	Event string // the name of an event, as Events has it; "" for words in between
	Of    PartOf // what of the event
	// Infoset is the name of the information set that the piece tells of; "" where it tells of none.
	Infoset string
}

// A PartOf says what of an event a piece of a sentence tells.
type PartOf string

// What a piece may tell.
const (
	PartName        PartOf = "name"
	PartProbability PartOf = "probability"
)

// Sentence says what comes of it all, over all equilibria: each event with a word of the named scale of estimative
// probability, the number and the word's band. It is empty where no equilibrium was found.
func (s *Solution) Sentence(scale string) string {
	var b strings.Builder
	for _, p := range s.SentenceParts(scale) {
		b.WriteString(p.Text)
	}
	return b.String()
}

// SentenceParts is Sentence in pieces, so that events can be pointed at.
func (s *Solution) SentenceParts(scale string) []SentencePart {
	n := len(s.Result.Equilibria)
	if n == 0 {
		return nil
	}
	all := s.Events(0)
	if len(all) == 0 {
		return nil
	}
	if all[0].Play {
		return s.likeliest()
	}
	for i := 1; i < n; i++ {
		for k, e := range s.Events(i) {
			if k < len(all) {
				all[k].Low, all[k].High = num.Min(all[k].Low, e.Low), num.Max(all[k].High, e.High)
			}
		}
	}
	var parts []SentencePart
	add := func(text, event string, of PartOf) {
		parts = append(parts, SentencePart{Text: text, Event: event, Of: of})
	}
	if n > 1 {
		over := "Over all %d equilibria: "
		if !s.Result.Complete {
			over = "Over the %d equilibria found: "
		}
		add(fmt.Sprintf(over, n), "", "")
	}
	for k, e := range all {
		if k > 0 {
			add(", ", "", "")
		}
		if k == mostEvents {
			add("and others", "", "")
			break
		}
		name := Plain(e.Name)
		if len(parts) == 0 {
			name = capital(name)
		}
		add(name, e.Name, PartName)
		add(" is ", "", "")
		add(worded(scale, e.Low, e.High), e.Name, PartProbability)
	}
	add(".", "", "")
	return parts
}

// likeliest names the likeliest play of each equilibrium.
func (s *Solution) likeliest() []SentencePart {
	parts := []SentencePart{{Text: "The likeliest play: "}}
	for i := range s.Result.Equilibria {
		if i > 0 {
			parts = append(parts, SentencePart{Text: "; "})
		}
		if i == mostEvents {
			parts = append(parts, SentencePart{Text: "and others"})
			break
		}
		if len(s.Result.Equilibria) > 1 {
			parts = append(parts, SentencePart{Text: fmt.Sprintf("in E%d ", i+1)})
		}
		e := s.Events(i)[0]
		parts = append(parts, SentencePart{Text: Plain(e.Name), Event: e.Name, Of: PartName}, SentencePart{Text: " ("}, SentencePart{Text: Percents(e.Low, e.High), Event: e.Name, Of: PartProbability}, SentencePart{Text: ")"})
	}
	return append(parts, SentencePart{Text: "."})
}

// worded writes a probability with the word for it: "unlikely (31 %, band 20–45 %)".
func worded(scale string, low, high num.Rat) string {
	text := Percents(low, high)
	switch {
	case low.Equal(high) && low.IsZero():
		return "ruled out (0 %)"
	case low.Equal(high) && low.Equal(num.One):
		return "certain (100 %)"
	}
	w, ok := account.WordFor(scale, low)
	if other, both := account.WordFor(scale, high); !ok || !both || w.Names[0] != other.Names[0] {
		return "at " + text
	}
	return fmt.Sprintf("%s (%s, band %s)", strings.ToLower(w.Names[0]), text, Percents(w.Low, w.High))
}

// Comes writes events with their probabilities: "war 31 %, yields 14 %"; of plays the likeliest.
func Comes(events []Event) string {
	var parts []string
	for i, e := range events {
		if i == mostEvents || e.Play && i > 0 {
			parts = append(parts, "and others")
			break
		}
		parts = append(parts, Plain(e.Name)+" "+Percents(e.Low, e.High))
	}
	return join(parts, ", ")
}
