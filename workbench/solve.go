package workbench

import (
	"context"
	"fmt"
	"strings"
	"time"

	"parley/probe"
	"parley/query"
	"parley/regime"
	"parley/report"
	"parley/solve"
	"parley/solve/refine"
)

// SolveRequest asks for all equilibria.
type SolveRequest struct {
	At
	Concept solve.Concept `json:"concept,omitempty" doc:"sequential (the default), spe, nash or pure"`
}

// SolveAnswer is all equilibria and what the model asks of them.
type SolveAnswer struct {
	Solve             report.SolveJSON `json:"solve" doc:"the document of parley solve --json"`
	Milliseconds      float64          `json:"milliseconds" doc:"that this call took; next to nothing if the point had been solved before"`
	Cards             []Card           `json:"cards" doc:"one for each equilibrium, in the same order"`
	Completeness      Completeness     `json:"completeness"`
	Sentence          string           `json:"sentence" doc:"what is learnt and what comes of it, in words, over all equilibria"`
	Parts             []Part           `json:"parts" doc:"the sentence in pieces, with the information set or the events that they tell of"`
	Questions         []Answered       `json:"questions"`
	Conclusions       []Judged         `json:"conclusions"`
	Answers           Completeness     `json:"answers" doc:"whether the answers stand on complete lists for all variants that they ask about"`
	AssumptionsBroken []string         `json:"assumptionsBroken" doc:"assumptions of the model that do not hold at these values"`
	Command           string           `json:"command"`
}

// Part is a piece of the sentence.
type Part struct {
	Text    string        `json:"text"`
	Event   string        `json:"event,omitempty" doc:"the name of the event that it tells of, as in cards and nodes"`
	Of      report.PartOf `json:"of,omitempty" doc:"name or probability"`
	Infoset string        `json:"infoset,omitempty" doc:"the name of the information set that it tells of, as in nodes of the tree"`
}

// Completeness says whether a list is proved to be complete.
type Completeness struct {
	Complete bool   `json:"complete"`
	Words    string `json:"words"`
}

// Card sums up one equilibrium.
type Card struct {
	ID          int          `json:"id" doc:"its number, from 1"`
	Name        string       `json:"name"`
	Summary     string       `json:"summary" doc:"what comes of it"`
	Outcomes    []Outcome    `json:"outcomes"`
	Dimension   int          `json:"dimension" doc:"0 for a single equilibrium, more for a component"`
	Refinements []Refinement `json:"refinements,omitempty"`
	Class       string       `json:"class,omitempty" doc:"the key of its class of behaviour, as in the classes of a map; absent where a strategic form was solved"`
	Group       int          `json:"group" doc:"the number, from 1, of the first equilibrium with the same distribution over all outcomes"`
	Ranges      []Ranged     `json:"ranges,omitempty" doc:"of a component: what is not the same in all its members, the actions that play comes to first"`
}

// Ranged is an action whose probability differs among the members of a component.
type Ranged struct {
	Where  string `json:"where"`
	Action string `json:"action"`
	Range  string `json:"range" doc:"bounds of its probability over the component"`
	Off    bool   `json:"off,omitempty" doc:"play never comes there"`
}

// Outcome is how likely an event is in an equilibrium.
type Outcome struct {
	Event string  `json:"event"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Refinement says whether an equilibrium has a property.
type Refinement struct {
	Name    string         `json:"name"`
	Title   string         `json:"title"`
	Verdict refine.Verdict `json:"verdict" doc:"passes, fails, not decided or does not apply"`
	Reason  string         `json:"reason,omitempty"`
	Member  bool           `json:"member,omitempty" doc:"of a component: it is said of the member that is shown"`
}

// Answered is a question of the model with its answer in each equilibrium.
type Answered struct {
	Index   int          `json:"index"`
	Answers []AnswerText `json:"answers" doc:"empty if a variant that it asks about has no game at these values"`
}

// AnswerText is an answer in one equilibrium.
type AnswerText struct {
	Equilibrium int      `json:"equilibrium" doc:"from 1"`
	Low         *float64 `json:"low" doc:"null where it is undefined"`
	High        *float64 `json:"high"`
	Text        string   `json:"text"`
}

// Judged is a conclusion of the model with its truth in each equilibrium.
type Judged struct {
	Index  int           `json:"index"`
	Face   probe.Face    `json:"face" doc:"all, some, none or undefined: in which equilibria it holds"`
	Truths []query.Truth `json:"truths" doc:"by equilibrium: true, false, mixed or undefined"`
}

func (b *Bench) solve(ctx context.Context, q *SolveRequest) (*SolveAnswer, error) {
	start := time.Now()
	concept, err := oneOf("concept", q.Concept, concepts...)
	if err != nil {
		return nil, err
	}
	k, err := b.good(ctx, &q.Edited)
	if err != nil {
		return nil, err
	}
	p, err := b.point(ctx, k, &q.At, concept)
	if err != nil {
		return nil, err
	}
	defer p.letGo()
	j, err := p.judge(ctx)
	if err != nil {
		return nil, err
	}
	s := p.solution
	a := &SolveAnswer{Solve: s.JSON(), Cards: []Card{}, Completeness: Completeness{s.Result.Complete, s.Headline()}, Parts: []Part{},
		Questions: p.answered(j), Conclusions: p.judgedJSON(j), AssumptionsBroken: []string{}, Command: b.command(k, "solve", s.Set, conceptFlag(concept)...)}
	a.say(s, k.model.Scale)
	first := map[string]int{}
	for i := range a.Solve.Equilibria {
		c := card(s, &a.Solve.Equilibria[i], first)
		if s.Played().Game == k.model.Game {
			c.Class = regime.KeyOf(k.model.Game, regime.Replies, &s.Result.Equilibria[i])
		}
		a.Cards = append(a.Cards, c)
	}
	a.Answers = Completeness{s.Result.Complete && j.because == "", j.because}
	if a.Answers.Complete {
		a.Answers.Words = "all lists of equilibria that the answers rest on are proved complete"
	} else if j.because == "" {
		a.Answers.Words = s.Result.IncompleteBecause
	}
	for _, i := range p.broken {
		a.AssumptionsBroken = append(a.AssumptionsBroken, k.model.Assumptions[i].Text)
	}
	a.Milliseconds = float64(time.Since(start).Microseconds()) / 1000
	return a, nil
}

// say puts together what is learnt and what comes of it.
func (a *SolveAnswer) say(s *report.Solution, scale string) {
	parts := s.LearntParts()
	if len(parts) > 0 {
		parts = append(parts, report.SentencePart{Text: " "})
	}
	for _, x := range append(parts, s.SentenceParts(scale)...) {
		a.Sentence += x.Text
		a.Parts = append(a.Parts, Part{x.Text, x.Event, x.Of, x.Infoset})
	}
}

func conceptFlag(c solve.Concept) []string {
	if c == solve.Sequential {
		return nil
	}
	return []string{"--concept", string(c)}
}

// mostOutcomes is how many outcomes a card lists.
const mostOutcomes = 12

// card sums up an equilibrium; first holds the first equilibrium with each distribution over outcomes.
func card(s *report.Solution, e *report.EquilibriumJSON, first map[string]int) Card {
	c := Card{ID: e.ID, Name: e.Name, Dimension: e.Dimension, Outcomes: []Outcome{}}
	events := s.Events(e.ID - 1)
	var key strings.Builder
	for _, o := range events {
		fmt.Fprintf(&key, "%q %s %s\n", o.Name, o.Low, o.High)
	}
	if first[key.String()] == 0 {
		first[key.String()] = e.ID
	}
	c.Group = first[key.String()]
	for i, o := range events {
		if i == mostOutcomes {
			break
		}
		c.Outcomes = append(c.Outcomes, Outcome{o.Name, o.Low.Float(), o.High.Float()})
	}
	c.Summary = report.Comes(events)
	if s.Refinements != nil {
		c.Refinements = refinements(s.Refinements[e.ID-1])
	}
	for _, x := range s.Ranged(e.ID-1, mostRanged) {
		c.Ranges = append(c.Ranges, Ranged{x.Where, x.Action, x.Range, x.Off})
	}
	return c
}

// mostRanged is how many actions a card of a component lists.
const mostRanged = 6

func refinements(list []refine.Judgement) []Refinement {
	var out []Refinement
	for _, x := range list {
		out = append(out, Refinement{x.Property.Name, x.Property.Title, x.Verdict, x.Reason, x.Member})
	}
	return out
}

func (p *point) answered(j *judged) []Answered {
	out := []Answered{}
	for i, list := range j.answers {
		one := Answered{Index: i, Answers: []AnswerText{}}
		for e, x := range list {
			t := AnswerText{Equilibrium: e + 1, Text: report.AnswerText(p.subject.model.Questions[i].Query, x)}
			if x.Low.Defined {
				low, high := x.Low.Float, x.High.Float
				t.Low, t.High = &low, &high
			}
			one.Answers = append(one.Answers, t)
		}
		out = append(out, one)
	}
	return out
}

func (p *point) judgedJSON(j *judged) []Judged {
	out := []Judged{}
	for i, list := range j.truths {
		entries := list
		if !p.subject.probe.Conclusions[i].Base && len(list) > 0 { // the same in every equilibrium
			entries = list[:1]
		}
		out = append(out, Judged{i, probe.FaceOf(entries), orEmpty(list)})
	}
	return out
}
