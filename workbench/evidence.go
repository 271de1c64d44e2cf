package workbench

import (
	"cmp"
	"context"
	"fmt"

	"parley/evidence"
	"parley/game"
	"parley/report"
	"parley/solve"
	"parley/solve/all"
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

// EvidenceDrawsRequest asks the same over draws of the params.
type EvidenceDrawsRequest struct {
	EvidenceRequest
	Draws int    `json:"draws,omitempty" doc:"how many; 0: 1,000"`
	Seed  uint64 `json:"seed,omitempty" doc:"of the draws; 0: 1"`
}

func (b *Bench) evidence(ctx context.Context, q *EvidenceRequest) (*EvidenceAnswer, error) {
	doc, k, err := b.matrix(ctx, q)
	if err != nil {
		return nil, err
	}
	return &EvidenceAnswer{Evidence: doc.JSON(), Text: doc.Text(report.Style{}), Command: b.command(k, "evidence", doc.Set, q.flags()...)}, nil
}

// matrix reads the equilibria at the values of a request.
func (b *Bench) matrix(ctx context.Context, q *EvidenceRequest) (*report.Evidence, *book, error) {
	concept, err := oneOf("concept", q.Concept, concepts...)
	if err != nil {
		return nil, nil, err
	}
	q.Concept = concept
	k, err := b.good(ctx, &q.Edited)
	if err != nil {
		return nil, nil, err
	}
	f, at, err := q.frame(k)
	if err != nil {
		return nil, nil, err
	}
	p, err := b.point(ctx, k, &q.At, concept)
	if err != nil {
		return nil, nil, err
	}
	defer p.letGo()
	doc, err := q.read(p.solution, f, at)
	if err != nil {
		return nil, nil, err
	}
	doc.Model = k.model
	return doc, k, nil
}

// defaultEvidenceDraws is how many draws are made if a request does not say.
const defaultEvidenceDraws = 1000

func (b *Bench) evidenceDraws(ctx context.Context, q *EvidenceDrawsRequest, progress func(Progress)) (*EvidenceAnswer, error) {
	switch {
	case q.Draws > mostDraws:
		return nil, &Error{Code: TooLarge, Message: fmt.Sprintf("draws: %d is the most that is asked for here", mostDraws), Fix: "use the command"}
	case q.Draws < 0:
		return nil, badRequest("draws: a number of at least 0 is wanted, and this is %d", q.Draws)
	case q.Concept != "" && q.Concept != solve.Sequential:
		return nil, badRequest("concept: draws look at sequential equilibria, and not at %s", q.Concept)
	}
	doc, k, err := b.matrix(ctx, &q.EvidenceRequest)
	if err != nil {
		return nil, err
	}
	values, _, err := q.settings(k.model)
	if err != nil {
		return nil, err
	}
	opt := evidence.DrawOptions{Draws: cmp.Or(q.Draws, defaultEvidenceDraws), Seed: cmp.Or(q.Seed, 1), Workers: b.opt.Workers,
		Prepare:  func(g *game.Game) (solve.Solver, error) { return all.Prepare(solve.Sequential, g) },
		Progress: func(done, total int) { progress(Progress{"draws", done, total}) }}
	running, cancel := shorter(ctx)
	defer cancel()
	if doc.Drawn, err = doc.Frame.OverDraws(running, k.model, values, doc.Place, doc.Readings, opt); err != nil {
		return nil, err
	}
	doc.Stopped = doc.Drawn.Draws < opt.Draws
	if err := gone(ctx); err != nil {
		return nil, err
	}
	more := append(q.flags(), "--draws", number(opt.Draws))
	if opt.Seed != 1 {
		more = append(more, "--seed", fmt.Sprint(opt.Seed))
	}
	return &EvidenceAnswer{Evidence: doc.JSON(), Text: doc.Text(report.Style{}), Command: b.command(k, "evidence", doc.Set, more...)}, nil
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
	in := s.Played()
	if in.Game != f.Game {
		return nil, &Error{Code: NoAnswer, Message: report.NoMoves(s.Result, "ask about"), Fix: "ask for sequential equilibria"}
	}
	n := len(s.Result.Equilibria)
	if q.Equilibrium < 0 || q.Equilibrium > n {
		return nil, badRequest("equilibrium: there is no number %d: %s found", q.Equilibrium, report.Count(n, "was", "were"))
	}
	return &report.Evidence{Solution: s, Frame: f, Place: at, Readings: f.ReadAll(in, s.Result.Equilibria, q.Equilibrium, at)}, nil
}

// flags are the arguments of the command that makes the same.
func (q *EvidenceRequest) flags() []string {
	out := conceptFlag(q.Concept)
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
