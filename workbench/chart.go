package workbench

import (
	"bytes"
	"context"
	"fmt"

	"parley/draw"
	"parley/report"
	"parley/solve"
)

// Chart is a picture with what it shows, in words and as a table.
type Chart struct {
	Name    string      `json:"name" doc:"that an element of a page may have"`
	Title   string      `json:"title"`
	Finding string      `json:"finding" doc:"what it shows, in a sentence or two; where there is nothing to draw, why"`
	SVG     string      `json:"svg,omitempty" doc:"absent where there is nothing to draw"`
	Table   *ChartTable `json:"table,omitempty" doc:"the same in figures"`
	Command string      `json:"command"`
}

// ChartTable is a chart as a table. The first cell of a row is its heading.
type ChartTable struct {
	Caption string     `json:"caption"`
	Head    []string   `json:"head"`
	Rows    [][]string `json:"rows"`
	Numbers []int      `json:"numbers,omitempty" doc:"columns of numbers, from 0"`
}

// DrawRequest asks for a chart of the equilibria at given values.
type DrawRequest struct {
	At
	What        string `json:"what" doc:"equilibria (what comes of each, side by side), beliefs (who learns what about what is hidden, in one equilibrium) or alignment (who ranks outcomes like whom)"`
	Equilibrium int    `json:"equilibrium,omitempty" doc:"whose beliefs, from 1; 0: the first"`
	Theme       string `json:"theme,omitempty" doc:"light (the default) or dark"`
}

// DrawAnswer is a chart.
type DrawAnswer struct{ Chart }

func (b *Bench) draw(ctx context.Context, q *DrawRequest) (*DrawAnswer, error) {
	theme, err := themeOf(q.Theme)
	if err != nil {
		return nil, err
	}
	what, err := oneOf("what", q.What, "equilibria", "beliefs", "alignment")
	if err != nil {
		return nil, err
	}
	k, err := b.good(ctx, &q.Edited)
	if err != nil {
		return nil, err
	}
	p, err := b.point(ctx, k, &q.At, solve.Sequential)
	if err != nil {
		return nil, err
	}
	defer p.letGo()
	s := p.solution
	n := len(s.Result.Equilibria)
	at := max(1, q.Equilibrium)
	switch {
	case n == 0 && what != "alignment":
		return nil, &Error{Code: NoAnswer, Message: "no equilibrium was found at these values, so there is nothing to draw"}
	case n > 0 && (q.Equilibrium < 0 || at > n):
		return nil, badRequest("equilibrium: there are %d, counted from 1", n)
	}
	// A report without draws shows the baseline, with these charts.
	command := b.command(k, "report", s.Set, "--draws", "0", "--map", "none", "-o", "report.html")
	r := &report.Report{Audited: s.Audited(k.model, p.values), Args: []string{b.shown(k)}, NoMap: []string{""}, Maps: []*report.Mapped{nil}}
	switch what {
	case "equilibria":
		c, err := charted(r.Comparison(0), theme, Chart{Name: "equilibria", Title: "Equilibria compared", Command: command,
			Finding: "The ends of play have no names, so there are no outcomes to compare: name some with g.mark(name) in the story."})
		return &DrawAnswer{c}, err
	case "beliefs":
		c, err := charted(r.Learning(0, at-1), theme, Chart{Name: "beliefs", Title: "What is learnt about what is hidden", Command: command,
			Finding: "No player has to judge a hidden move of chance when he moves, so nothing is learnt from play."})
		if n > 1 && c.SVG != "" {
			c.Finding += fmt.Sprintf(" In equilibrium %d.", at)
		}
		return &DrawAnswer{c}, err
	}
	c, err := alignment(r, theme, command)
	return &DrawAnswer{c}, err
}

// alignment is a matrix for three players and more, and a sentence for two.
func alignment(r *report.Report, theme *draw.Theme, command string) (Chart, error) {
	c := Chart{Name: "alignment", Title: "How far interests agree", Command: command, Finding: "With one player, or with very many ends of play, there is nothing to compare."}
	switch a := r.Alignment(0).(type) {
	case *report.Figure:
		return charted(a, theme, c)
	case report.Para:
		c.Finding = ""
		for _, run := range a.Text {
			c.Finding += run.Text
		}
	}
	return c, nil
}

// charted makes a chart of a figure; if there is none, or it has no picture, of what c says of that.
func charted(f *report.Figure, theme *draw.Theme, c Chart) (Chart, error) {
	if f == nil {
		return c, nil
	}
	c.Title, c.Finding, c.Name = f.Title, f.Finding, f.ID
	if f.Table != nil {
		c.Table = chartTable(f.Table)
	}
	if f.Scene == nil {
		return c, nil
	}
	var svg bytes.Buffer
	if err := draw.SVG(&svg, f.Scene(theme)); err != nil {
		return c, err
	}
	c.SVG = svg.String()
	return c, nil
}

func chartTable(g *report.Grid) *ChartTable {
	t := &ChartTable{Caption: g.Caption, Head: orEmpty(g.Head), Numbers: g.Numbers, Rows: [][]string{}}
	for _, r := range g.Rows {
		row := []string{}
		for _, c := range r.Cells {
			text := ""
			for _, run := range c.Text {
				text += run.Text
			}
			if c.Note != "" {
				text += " (" + c.Note + ")"
			}
			row = append(row, text)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
