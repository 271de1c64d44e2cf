package workbench

import (
	"context"
	"fmt"

	"parley/audit"
	"parley/model"
	"parley/num"
	"parley/report"
)

// AuditRequest asks for an audit.
type AuditRequest struct {
	At
	Draws int    `json:"draws,omitempty" doc:"of the params; 0: 10,000; below 0 none"`
	Seed  uint64 `json:"seed,omitempty" doc:"of the draws; 0 stands for 1"`
	Prove bool   `json:"prove,omitempty" doc:"try to prove each conclusion for the whole region of the params, or to refute it"`
}

// AuditAnswer is an audit.
type AuditAnswer struct {
	Audit   report.AuditJSON `json:"audit" doc:"the document of parley audit --json"`
	Text    string           `json:"text"`
	Command string           `json:"command"`
}

// mostDraws bounds the draws of a call: more are for the command.
const mostDraws = 1_000_000

func (b *Bench) audit(ctx context.Context, q *AuditRequest, progress func(Progress)) (*AuditAnswer, error) {
	k, err := b.good(ctx, &q.Edited)
	if err != nil {
		return nil, err
	}
	if q.Draws > mostDraws {
		return nil, &Error{Code: TooLarge, Message: fmt.Sprintf("draws: %d is the most that is asked for here", mostDraws), Fix: "use the command"}
	}
	_, set, err := q.settings(k.model)
	if err != nil {
		return nil, err
	}
	found, err := b.runAudit(ctx, k.model, set, audit.Options{Draws: q.Draws, Seed: q.Seed, Prove: q.Prove}, progress)
	if err != nil {
		return nil, err
	}
	doc := report.Audited{Audit: found, Version: b.opt.Version, Set: set}
	var more []string
	if q.Draws != 0 {
		more = append(more, "--draws", number(max(q.Draws, 0)))
	}
	if q.Seed > 1 {
		more = append(more, "--seed", fmt.Sprint(q.Seed))
	}
	if q.Prove {
		more = append(more, "--prove")
	}
	return &AuditAnswer{Audit: doc.JSON(), Text: doc.Text(report.Style{}), Command: b.command(k, "audit", set, more...)}, nil
}

// runAudit audits one model and checks the equilibria that its verdicts rest on. What the time does not suffice for is told of in
// the result.
func (b *Bench) runAudit(ctx context.Context, m *model.Model, set []report.Setting, opt audit.Options, progress func(Progress)) (*audit.Audit, error) {
	opt.Workers, opt.Baseline = b.opt.Workers, map[string]num.Rat{}
	for _, s := range set {
		opt.Baseline[s.Name] = s.Value
	}
	opt.Progress = func(p audit.Progress) { progress(Progress{p.Stage, p.Done, p.Total}) }
	running, cancel := shorter(ctx)
	defer cancel()
	found, err := audit.Run(running, []*model.Model{m}, opt)
	if err != nil {
		return nil, err
	}
	checking, done := lingering(ctx)
	defer done()
	for _, a := range found.Models {
		for _, g := range a.Games {
			if _, err := verified(checking, g.In, g.Result); err != nil {
				return nil, err
			}
		}
	}
	return found, gone(ctx)
}
