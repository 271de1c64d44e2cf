package workbench

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"parley/draw"
	"parley/game"
	"parley/internal/fault"
	"parley/model"
	"parley/num"
	"parley/query"
	"parley/regime"
	"parley/report"
)

// MapRequest asks for a map of regimes.
type MapRequest struct {
	At
	X       string               `json:"x" doc:"the param along the horizontal axis"`
	Y       string               `json:"y" doc:"the param along the vertical axis"`
	Ranges  map[string][2]string `json:"ranges,omitempty" doc:"by param, over which values to map it, as exact numbers; absent: its own range"`
	By      regime.Basis         `json:"by,omitempty" doc:"replies (the default) or path: which behaviour tells equilibria apart"`
	Grid    int                  `json:"grid,omitempty" doc:"cells along each axis to begin with; 0: 64"`
	Points  int                  `json:"points,omitempty" doc:"that are solved at most; 0: 200,000"`
	Queries []string             `json:"queries,omitempty" doc:"whose range in each regime is wanted, beside the model's questions"`
	Theme   string               `json:"theme,omitempty" doc:"light (the default) or dark"`
}

// MapAnswer is a map of regimes.
type MapAnswer struct {
	SVG     string         `json:"svg"`
	Data    report.MapJSON `json:"data" doc:"the document of parley map --json"`
	Text    string         `json:"text"`
	Command string         `json:"command"`
}

// mostGrid bounds the grid of a call.
const mostGrid = 512

func (b *Bench) regimes(ctx context.Context, q *MapRequest, progress func(Progress)) (*MapAnswer, error) {
	theme, err := themeOf(q.Theme)
	if err != nil {
		return nil, err
	}
	if q.By, err = oneOf("by", q.By, regime.Replies, regime.Path); err != nil {
		return nil, err
	}
	switch {
	case q.X == "" || q.Y == "" || q.X == q.Y:
		return nil, badRequest("x and y: two different params are wanted")
	case q.Grid < 0 || q.Grid == 1 || q.Grid > mostGrid:
		return nil, badRequest("grid: a number from 2 to %d is wanted, and this is %d", mostGrid, q.Grid)
	case q.Points < 0 || q.Points > regime.DefaultPoints:
		return nil, badRequest("points: a number up to %d is wanted, and this is %d", regime.DefaultPoints, q.Points)
	}
	k, err := b.good(ctx, &q.Edited)
	if err != nil {
		return nil, err
	}
	m := k.model
	if len(q.Queries) > 0 { // reading a query changes the model
		if m, err = b.again(ctx, k); err != nil {
			return nil, err
		}
	}
	opt := regime.Options{Basis: q.By, Grid: q.Grid, Points: q.Points, Workers: b.opt.Workers, Progress: func(stage string, done, total int) { progress(Progress{stage, done, total}) }}
	var set []report.Setting
	if opt.Baseline, set, err = q.settings(m); err != nil {
		return nil, err
	}
	if opt.X, opt.Y, err = q.axes(m); err != nil {
		return nil, err
	}
	if opt.Queries, err = queries(m, q.Queries); err != nil {
		return nil, err
	}
	running, cancel := shorter(ctx)
	defer cancel()
	found, err := regime.Run(running, m, opt)
	var broken *fault.Error
	switch {
	case errors.As(err, &broken):
		return nil, err
	case err != nil:
		return nil, &Error{Code: BadValues, Message: err.Error()}
	}
	doc := report.NewMapped(found, b.opt.Version, set)
	if err := regrets(ctx, doc); err != nil {
		return nil, err
	}
	var svg bytes.Buffer
	if err := draw.SVG(&svg, doc.Scene(theme)); err != nil {
		return nil, err
	}
	return &MapAnswer{SVG: svg.String(), Data: doc.JSON(), Text: doc.Text(report.Style{}), Command: b.command(k, "map", set, q.arguments()...)}, nil
}

// regrets checks the equilibria of the point that stands for each regime.
func regrets(ctx context.Context, doc *report.Mapped) error {
	doc.Regrets = map[*regime.Regime][]num.Rat{}
	checking, done := lingering(ctx)
	defer done()
	for i := range doc.Regimes {
		r := &doc.Regimes[i]
		if r.Result == nil {
			continue
		}
		in, err := game.NewInstance(doc.Model.Game, r.At)
		if err != nil {
			return err
		}
		list, err := verified(checking, in, r.Result)
		if err != nil {
			return err
		}
		doc.Regrets[r] = list
	}
	return gone(ctx)
}

func (q *MapRequest) axes(m *model.Model) (x, y regime.Axis, err error) {
	for name := range q.Ranges {
		if name != q.X && name != q.Y {
			return x, y, badRequest("ranges.%s: the axes are %s and %s", name, q.X, q.Y)
		}
	}
	if x, err = q.axis(m, q.X); err != nil {
		return x, y, err
	}
	y, err = q.axis(m, q.Y)
	return x, y, err
}

func (q *MapRequest) axis(m *model.Model, name string) (a regime.Axis, err error) {
	p, ok := m.Param(name)
	if !ok {
		return a, unknownParam(m, name)
	}
	ends, given := q.Ranges[name]
	if !given {
		d := m.Params[p].Dist
		if d.Kind == "fixed" || !d.Low.Less(d.High) {
			return a, &Error{Code: BadRequest, Message: fmt.Sprintf("the model gives no range to %s", name), Fix: fmt.Sprintf(`say over which values to map it: {"ranges": {%q: ["0", "1"]}}`, name)}
		}
		return regime.Axis{Param: p, Low: d.Low, High: d.High}, nil
	}
	a.Param = p
	if a.Low, err = num.Parse(ends[0]); err != nil {
		return a, badRequest("ranges.%s: %s", name, err)
	}
	if a.High, err = num.Parse(ends[1]); err != nil {
		return a, badRequest("ranges.%s: %s", name, err)
	}
	if !a.Low.Less(a.High) {
		return a, badRequest("ranges.%s: the first number has to be the smaller one", name)
	}
	return a, nil
}

func queries(m *model.Model, texts []string) (out []query.Query, err error) {
	const most = 20
	if len(texts) > most {
		return nil, badRequest("queries: %d is the most", most)
	}
	for _, text := range texts {
		q, _, list := model.ParseQuery(m, text)
		switch {
		case list.HasErrors():
			return nil, &Error{Code: BadQuery, Message: list.Error(), Diagnostics: list}
		case q == nil:
			return nil, &Error{Code: BadQuery, Message: fmt.Sprintf("%s is a condition, and a query is wanted, whose answer is a number", text)}
		}
		out = append(out, q)
	}
	return out, nil
}

func (q *MapRequest) arguments() []string {
	out := []string{"--x", q.X, "--y", q.Y}
	for _, name := range []string{q.X, q.Y} {
		if r, ok := q.Ranges[name]; ok {
			out = append(out, "--range", fmt.Sprintf("%s=%s..%s", name, r[0], r[1]))
		}
	}
	if q.By == regime.Path {
		out = append(out, "--by", string(q.By))
	}
	if q.Grid > 0 {
		out = append(out, "--grid", number(q.Grid))
	}
	if q.Points > 0 {
		out = append(out, "--limit-points", number(q.Points))
	}
	for _, text := range q.Queries {
		out = append(out, "--query", text)
	}
	if q.Theme == draw.Dark.Name {
		out = append(out, "--theme", q.Theme)
	}
	return append(out, "-o", "map.svg")
}
