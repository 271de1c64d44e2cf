package workbench

import (
	"context"

	"parley/model"
	"parley/report"
	"parley/solve"
)

// AskRequest asks one query.
type AskRequest struct {
	At
	Query string `json:"query,omitempty" doc:"in the model language; absent: all questions and conclusions of the model"`
}

// AskAnswer is the answer in each equilibrium.
type AskAnswer struct {
	Ask     report.AskJSON `json:"ask" doc:"the document of parley ask --json"`
	Text    string         `json:"text"`
	Command string         `json:"command"`
}

func (b *Bench) ask(ctx context.Context, q *AskRequest) (*AskAnswer, error) {
	k, err := b.good(ctx, &q.Edited)
	if err != nil {
		return nil, err
	}
	s, err := b.borrow(ctx, k)
	if err != nil {
		return nil, err
	}
	defer k.giveBack(s)
	asked, err := b.answer(ctx, k, s, q)
	if err != nil {
		return nil, err
	}
	var more []string
	if q.Query != "" {
		more = append(more, q.Query)
	}
	return &AskAnswer{Ask: asked.JSON(), Text: asked.Text(report.Style{}), Command: b.command(k, "ask", asked.Set, more...)}, nil
}

// answer asks with a copy of the model that nobody else uses.
func (b *Bench) answer(ctx context.Context, k *book, s *scratch, q *AskRequest) (*report.Asked, error) {
	m := s.subject.model
	items, err := items(m, q.Query)
	if err != nil {
		return nil, err
	}
	values, set, err := q.settings(m)
	if err != nil {
		return nil, err
	}
	// The pool may have grown, and what is compiled is for all that is asked: a subject of its own.
	mine := *m
	mine.Questions, mine.Conclusions = nil, nil
	for _, it := range items {
		if it.Query != nil {
			mine.Questions = append(mine.Questions, model.Question{Query: it.Query})
		} else {
			mine.Conclusions = append(mine.Conclusions, model.Conclusion{Condition: it.Condition})
		}
	}
	p := &point{hold: make(chan struct{}, 1), subject: newSubject(&mine, solve.Sequential), values: values, unrefined: true}
	own := &book{name: k.name, digest: k.digest, edited: k.edited, list: k.list, model: &mine}
	if err := b.solvePoint(ctx, own, p, set); err != nil {
		return nil, err
	}
	j, err := p.judge(ctx)
	if err != nil {
		return nil, err
	}
	r := p.solution.Result
	out := &report.Asked{Solution: p.solution, Complete: r.Complete && j.because == "", Finished: r.Complete || r.Finished, Because: r.IncompleteBecause, Model: m, Items: items}
	if out.Because == "" {
		out.Because = j.because
	}
	for i := range items {
		it := &out.Items[i]
		if it.Query != nil {
			it.Answers, j.answers = j.answers[0], j.answers[1:]
		} else {
			it.Truths, it.Why = j.truths[0], j.whys[0]
			j.truths, j.whys = j.truths[1:], j.whys[1:]
		}
		if len(it.Answers)+len(it.Truths) == 0 && len(r.Equilibria) > 0 {
			return nil, &Error{Code: BadValues, Message: j.because}
		}
	}
	return out, nil
}

// items reads a query, or collects what the model asks and concludes.
func items(m *model.Model, text string) ([]report.AskedItem, error) {
	if text != "" {
		q, c, list := model.ParseQuery(m, text)
		if list.HasErrors() {
			return nil, &Error{Code: BadQuery, Message: list.Error(), Diagnostics: list}
		}
		return []report.AskedItem{{Query: q, Condition: c}}, nil
	}
	var out []report.AskedItem
	for _, q := range m.Questions {
		out = append(out, report.AskedItem{Text: q.Text, Claims: claimIDs(m, q.Claims), Query: q.Query})
	}
	for _, c := range m.Conclusions {
		out = append(out, report.AskedItem{Text: c.Text, Claims: claimIDs(m, c.Claims), Condition: c.Condition})
	}
	if len(out) == 0 {
		return nil, &Error{Code: NoAnswer, Message: "the model asks nothing", Fix: `give a query, such as P("war"), or add ask(...) to the model`}
	}
	return out, nil
}
