package workbench

import (
	"context"

	"parley/evidence"
	"parley/report"
	"parley/solve"
)

// EvidenceRequest asks what moves tell about a hidden type.
type EvidenceRequest struct {
	At
	Concept     solve.Concept `json:"concept,omitempty" doc:"sequential (the default), spe, nash or pure"`
	Equilibrium int           `json:"equilibrium,omitempty" doc:"its number in the answer of solve, from 1; 0: all of them"`
	Hidden      []string      `json:"hidden,omitempty" doc:"labels of hidden moves of chance; several for types of several moves together; absent: the first one"`
	Observer    string        `json:"observer,omitempty" doc:"public (the default): what every player sees; all: every move but the hidden ones; or a player"`
	Observed    []Seen        `json:"observed,omitempty" doc:"what has been seen, in any order; moves that are not named are left open"`
}

// Seen is a move that has been observed.
type Seen struct {
	Label  string `json:"label"`
	Action string `json:"action"`
}

// EvidenceAnswer is the evidence matrix and the watch list in each equilibrium.
type EvidenceAnswer struct {
	Evidence report.EvidenceJSON `json:"evidence" doc:"the document of parley evidence --json"`
	Text     string              `json:"text"`
	Command  string              `json:"command"`
}

func (b *Bench) evidence(ctx context.Context, q *EvidenceRequest) (*EvidenceAnswer, error) {
	concept, err := oneOf("concept", q.Concept, concepts...)
	if err != nil {
		return nil, err
	}
	k, err := b.good(ctx, &q.Edited)
	if err != nil {
		return nil, err
	}
	f, at, err := q.frame(k)
	if err != nil {
		return nil, err
	}
	p, err := b.point(ctx, k, &q.At, concept)
	if err != nil {
		return nil, err
	}
	defer p.letGo()
	doc, err := q.read(p.solution, f, at)
	if err != nil {
		return nil, err
	}
	doc.Model = k.model
	return &EvidenceAnswer{Evidence: doc.JSON(), Text: doc.Text(report.Style{}), Command: b.command(k, "evidence", p.solution.Set, q.flags(concept)...)}, nil
}

// frame lays out the hypotheses and finds where play stands.
func (q *EvidenceRequest) frame(k *book) (*evidence.Frame, *evidence.Place, error) {
	f, err := evidence.New(k.model.Game, q.Hidden, q.Observer)
	if err != nil {
		code := BadRequest
		if len(q.Hidden) == 0 && len(evidence.Hidden(k.model.Game)) == 0 {
			code = NoAnswer
		}
		return nil, nil, &Error{Code: code, Message: err.Error()}
	}
	var events []evidence.Event
	for _, s := range q.Observed {
		events = append(events, evidence.Event{Label: s.Label, Action: s.Action})
	}
	at, err := f.Place(events)
	if err != nil {
		return nil, nil, badRequest("observed: %s", err)
	}
	return f, at, nil
}

// read reads the equilibria that were asked for.
func (q *EvidenceRequest) read(s *report.Solution, f *evidence.Frame, at *evidence.Place) (*report.Evidence, error) {
	in := played(s)
	if in.Game != f.Game {
		return nil, &Error{Code: NoAnswer, Message: strategic(s.Result), Fix: "ask for sequential equilibria"}
	}
	n := len(s.Result.Equilibria)
	if q.Equilibrium < 0 || q.Equilibrium > n {
		return nil, badRequest("equilibrium: there is no number %d: %s found", q.Equilibrium, report.Count(n, "was", "were"))
	}
	doc := &report.Evidence{Solution: s, Frame: f, Place: at}
	for i := range s.Result.Equilibria {
		if q.Equilibrium == 0 || q.Equilibrium == i+1 {
			doc.Readings = append(doc.Readings, f.Read(in, &s.Result.Equilibria[i], i+1, at))
		}
	}
	return doc, nil
}

// flags are the arguments of the command that makes the same.
func (q *EvidenceRequest) flags(concept solve.Concept) []string {
	out := conceptFlag(concept)
	for _, h := range q.Hidden {
		out = append(out, "--hidden", h)
	}
	if q.Observer != "" && q.Observer != evidence.Public {
		out = append(out, "--observer", q.Observer)
	}
	for _, s := range q.Observed {
		out = append(out, "--observed", s.Label+"="+s.Action)
	}
	if q.Equilibrium > 0 {
		out = append(out, "--equilibrium", number(q.Equilibrium))
	}
	return out
}
