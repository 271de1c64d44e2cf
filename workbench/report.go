package workbench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"parley/audit"
	"parley/regime"
	"parley/report"
	"parley/solve/refine"
)

// ReportRequest asks for the report.
type ReportRequest struct {
	At
	Draws int    `json:"draws,omitempty" doc:"of the params; 0: 10,000; below 0 none"`
	Seed  uint64 `json:"seed,omitempty" doc:"of the draws; 0 stands for 1"`

	Without []string `json:"without,omitempty" doc:"parts that are left out, by the names that the call model lists"`
}

// ReportAnswer is the report.
type ReportAnswer struct {
	HTML    string `json:"html" doc:"one page that needs nothing else"`
	Command string `json:"command"`
}

// ReportPart is something that a report may be made without.
type ReportPart struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// reportGrid is how fine the map of a report begins, as the command has it.
const reportGrid = 24

// mostMapped is how many nodes a game may have for its map to be made without being asked for.
const mostMapped = 3000

func (b *Bench) report(ctx context.Context, q *ReportRequest, progress func(Progress)) (*ReportAnswer, error) {
	k, err := b.good(ctx, &q.Edited)
	if err != nil {
		return nil, err
	}
	_, set, err := q.settings(k.model)
	if err != nil {
		return nil, err
	}
	var more []string
	if q.Draws != 0 {
		more = append(more, "--draws", number(max(q.Draws, 0)))
	}
	if q.Seed > 1 {
		more = append(more, "--seed", fmt.Sprint(q.Seed))
	}
	if err := report.CheckParts(q.Without); err != nil {
		return nil, badRequest("without: %s", err)
	}
	if len(q.Without) > 0 {
		more = append(more, "--without", strings.Join(q.Without, ","))
	}
	a := &ReportAnswer{Command: b.command(k, "report", set, slices.Concat(more, []string{"-o", "report.html"})...)}
	switch {
	case b.opt.Report == nil:
		return nil, &Error{Code: NotThere, Message: "reports are not made here", Fix: a.Command}
	case q.Draws > mostDraws:
		return nil, &Error{Code: TooLarge, Message: fmt.Sprintf("draws: %d is the most that is asked for here", mostDraws), Fix: a.Command}
	}
	a.HTML, err = b.opt.Report(ctx, b, &reporting{k, set, more, q.Draws, q.Seed, q.Without}, progress)
	if err != nil {
		return nil, err
	}
	return a, nil
}

// A Reporter makes the HTML of reports.
type Reporter func(ctx context.Context, b *Bench, r *reporting, progress func(Progress)) (html string, err error)

// reporting is what a report is made of.
type reporting struct {
	book    *book
	set     []report.Setting
	options []string // of the command that makes the same, but for settings
	draws   int
	seed    uint64
	without []string
}

// Reports returns a Reporter that writes documents by the function given. A program that does not call it is spared all that
// reports need.
func Reports(page func(io.Writer, *report.Document) error) Reporter {
	return func(ctx context.Context, b *Bench, r *reporting, progress func(Progress)) (string, error) {
		found, err := b.runAudit(ctx, r.book.model, r.set, audit.Options{Draws: r.draws, Seed: r.seed}, progress)
		if err != nil {
			return "", err
		}
		options := slices.Clone(r.options)
		for _, s := range r.set {
			options = append(options, "--set", s.Name+"="+s.Value.String())
		}
		doc := &report.Report{Audited: report.Audited{Audit: found, Version: b.opt.Version, Set: r.set}, Args: []string{b.shown(r.book)}, Options: options, Without: r.without}
		if doc.Refinements, err = found.Refinements(ctx, refine.Names()); err != nil {
			return "", err
		}
		m, why := (*report.Mapped)(nil), "No map was asked for."
		if !slices.Contains(r.without, "maps") {
			if m, why, err = b.reportMap(ctx, &found.Models[0], r.set, progress); err != nil {
				return "", err
			}
		}
		doc.Maps, doc.NoMap = []*report.Mapped{m}, []string{why}
		var html bytes.Buffer
		if err := page(&html, doc.Document()); err != nil {
			return "", err
		}
		return html.String(), nil
	}
}

func reportParts() []ReportPart {
	var out []ReportPart
	for _, p := range report.Parts {
		out = append(out, ReportPart(p))
	}
	return out
}

// reportMap maps the regimes over the two params that carry most; why says why there is no map.
func (b *Bench) reportMap(ctx context.Context, m *audit.ModelAudit, set []report.Setting, progress func(Progress)) (doc *report.Mapped, why string, err error) {
	pair := m.Carriers(true)
	by := fmt.Sprintf("parley map %s --x PARAM --y PARAM", m.Model.Path)
	switch n := len(m.Model.Game.Nodes); {
	case !m.Stages.Linchpins:
		return nil, "No map: the audit was stopped before it was known which params carry most.", nil
	case len(pair) < 2:
		return nil, "No map: fewer than two params with a range change an answer or a conclusion.", nil
	case n > mostMapped:
		return nil, fmt.Sprintf("No map: with %s nodes the game takes long to solve at the thousands of points of a map. %s makes one.", report.Thousands(n), by), nil
	}
	opt := regime.Options{Baseline: slices.Clone(m.Baseline), Grid: reportGrid, Points: report.MapPoints, Workers: b.opt.Workers, Progress: func(stage string, done, total int) { progress(Progress{stage, done, total}) }}
	for i, at := range []*regime.Axis{&opt.X, &opt.Y} {
		d := m.Model.Params[pair[i]].Dist
		if !d.Low.Less(d.High) {
			return nil, fmt.Sprintf("No map: the model gives no range to %s.", m.Model.Params[pair[i]].Name), nil
		}
		*at = regime.Axis{Param: pair[i], Low: d.Low, High: d.High}
	}
	running, cancel := shorter(ctx)
	defer cancel()
	found, err := regime.Run(running, m.Model, opt)
	if err != nil {
		return nil, "", err
	}
	doc = report.NewMapped(found, b.opt.Version, set)
	return doc, "", regrets(ctx, doc)
}
