package workbench

import (
	"context"
	"fmt"

	"parley/audit"
	"parley/draw"
	"parley/model"
	"parley/report"
)

// SensitivityRequest asks what carries one answer.
type SensitivityRequest struct {
	At
	Query      string `json:"query,omitempty" doc:"a query or a condition in the model language"`
	Question   *int   `json:"question,omitempty" doc:"in its place the index of a question of the model, from 0"`
	Conclusion *int   `json:"conclusion,omitempty" doc:"or that of a conclusion"`
	N          int    `json:"n,omitempty" doc:"rows of the design from which Sobol indices are estimated; 0: as many as suit the model"`
	Draws      int    `json:"draws,omitempty" doc:"of the params; 0: 10,000; below 0 none"`
	Seed       uint64 `json:"seed,omitempty" doc:"of the draws; 0 stands for 1"`
	Theme      string `json:"theme,omitempty" doc:"of the charts: light (the default) or dark"`
}

// SensitivityAnswer says what carries one answer.
type SensitivityAnswer struct {
	Data    report.AuditJSON `json:"data" doc:"as parley audit --json, for this question or conclusion alone; a comparison comes with the queries that it compares"`
	Charts  []Chart          `json:"charts" doc:"the ranges of the answers with indices and flips side by side; for a conclusion that of its own truth first"`
	Text    string           `json:"text"`
	Command string           `json:"command"`
}

// mostRows bounds the design of a call.
const mostRows = 1 << 17

func (b *Bench) sensitivity(ctx context.Context, q *SensitivityRequest, progress func(Progress)) (*SensitivityAnswer, error) {
	theme, err := themeOf(q.Theme)
	if err != nil {
		return nil, err
	}
	k, err := b.good(ctx, &q.Edited)
	if err != nil {
		return nil, err
	}
	if q.N > mostRows || q.Draws > mostDraws {
		return nil, &Error{Code: TooLarge, Message: fmt.Sprintf("at most %d rows and %d draws are asked for here", mostRows, mostDraws), Fix: "use the command"}
	}
	if q.N < 0 || q.N == 1 {
		return nil, badRequest("n: a number of at least 2 is wanted, and this is %d", q.N)
	}
	m, text, err := b.about(ctx, k, q)
	if err != nil {
		return nil, err
	}
	_, set, err := q.settings(m)
	if err != nil {
		return nil, err
	}
	opt := audit.Options{Draws: q.Draws, Seed: q.Seed, Sensitivity: -1}
	more := []string{text, "--sensitivity"}
	if q.N > 0 {
		opt.Sensitivity = q.N
		more = append(more, number(q.N))
	}
	if q.Draws != 0 {
		more = append(more, "--draws", number(max(q.Draws, 0)))
	}
	if q.Seed > 1 {
		more = append(more, "--seed", fmt.Sprint(q.Seed))
	}
	found, err := b.runAudit(ctx, m, set, opt, progress)
	if err != nil {
		return nil, err
	}
	doc := report.Audited{Audit: found, Version: b.opt.Version, Set: set}
	a := &SensitivityAnswer{Data: doc.JSON(), Text: doc.Text(report.Style{}), Command: b.command(k, "ask", set, more...)}
	a.Charts, err = rangeCharts(&report.Report{Audited: doc}, theme, a.Command)
	return a, err
}

// rangeCharts draws what carries the conclusions and answers of the only model, as far as there is something to draw.
func rangeCharts(r *report.Report, theme *draw.Theme, command string) ([]Chart, error) {
	var figures []*report.Figure
	m := &r.Models[0]
	if !m.Stages.Linchpins {
		return []Chart{}, nil
	}
	for j := range m.Conclusions {
		figures = append(figures, r.Flips(0, j))
	}
	for j := range m.Questions {
		figures = append(figures, r.Ranges(0, j))
	}
	out := []Chart{}
	for _, f := range figures {
		if f == nil {
			continue
		}
		c, err := charted(f, theme, Chart{Command: command})
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// about returns the model with nothing asked but what the request is about, and that in the model language.
func (b *Bench) about(ctx context.Context, k *book, q *SensitivityRequest) (*model.Model, string, error) {
	given := 0
	for _, yes := range []bool{q.Query != "", q.Question != nil, q.Conclusion != nil} {
		if yes {
			given++
		}
	}
	if given != 1 {
		return nil, "", badRequest("one of query, question and conclusion is wanted")
	}
	m := *k.model
	m.Questions, m.Conclusions = nil, nil
	switch {
	case q.Question != nil:
		i := *q.Question
		if i < 0 || i >= len(k.model.Questions) {
			return nil, "", badRequest("question: the model has %d, counted from 0", len(k.model.Questions))
		}
		m.Questions = k.model.Questions[i : i+1]
		return &m, m.Questions[0].Query.String(), nil
	case q.Conclusion != nil:
		i := *q.Conclusion
		if i < 0 || i >= len(k.model.Conclusions) {
			return nil, "", badRequest("conclusion: the model has %d, counted from 0", len(k.model.Conclusions))
		}
		m.Conclusions = k.model.Conclusions[i : i+1]
		m.Questions = audit.Sides(m.Conclusions[0].Condition)
		return &m, m.Conclusions[0].Condition.String(), nil
	}
	fresh, err := b.again(ctx, k) // reading a query changes the model
	if err != nil {
		return nil, "", err
	}
	list, err := items(fresh, q.Query)
	if err != nil {
		return nil, "", err
	}
	m = *fresh
	m.Questions, m.Conclusions = nil, nil
	if it := list[0]; it.Query != nil {
		m.Questions = []model.Question{{Text: q.Query, Query: it.Query}}
	} else {
		m.Conclusions = []model.Conclusion{{Text: q.Query, Condition: it.Condition}}
		m.Questions = audit.Sides(it.Condition)
	}
	return &m, q.Query, nil
}
