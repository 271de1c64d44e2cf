package workbench

import (
	"bytes"
	"context"
	"errors"

	"parley/draw"
	"parley/report"
	"parley/solve"
)

// StrategicRequest asks for the reduced strategic form.
type StrategicRequest struct {
	At
	Concept     solve.Concept `json:"concept,omitempty" doc:"sequential (the default), spe, nash or pure"`
	Equilibrium int           `json:"equilibrium,omitempty" doc:"its number in the answer of solve, from 1; 0: the first one"`
	Plain       bool          `json:"plain,omitempty" doc:"the game without an equilibrium"`
	Theme       string        `json:"theme,omitempty" doc:"light (the default) or dark"`
	Width       int           `json:"width,omitempty" doc:"the widest that the picture may be, in pixels; 0: as it comes"`
	Profiles    int           `json:"profiles,omitempty" doc:"how many profiles it may have: 144 (12 by 12) unless it says otherwise, 400 at most"`
}

// StrategicAnswer is the reduced strategic form as a picture and as a table.
type StrategicAnswer struct {
	SVG         string              `json:"svg"`
	Title       string              `json:"title"`
	Description string              `json:"description"`
	Players     []string            `json:"players"`
	Strategies  [][]StrategicChoice `json:"strategies" doc:"by player"`
	Cells       []StrategicCell     `json:"cells" doc:"by profile: the last player's strategy varies fastest"`
	Notes       []string            `json:"notes"`
	Command     string              `json:"command"`
}

// StrategicChoice is a strategy.
type StrategicChoice struct {
	Name        string `json:"name"`
	Probability string `json:"probability,omitempty"`
}

// StrategicCell is a profile of strategies.
type StrategicCell struct {
	Payoffs []string `json:"payoffs" doc:"expected ones, by player"`
	Best    []bool   `json:"best" doc:"by player: his strategy is a best response to the others"`
	Reach   string   `json:"reach,omitempty" doc:"how likely the profile is"`
}

const (
	smallTable = 144
	largeTable = 400
)

func (q *StrategicRequest) tree() *TreeRequest {
	return &TreeRequest{At: q.At, Concept: q.Concept, Equilibrium: q.Equilibrium, Plain: q.Plain, Theme: q.Theme, Width: q.Width}
}

func (b *Bench) strategic(ctx context.Context, q *StrategicRequest) (*StrategicAnswer, error) {
	if q.Profiles < 0 || q.Profiles > largeTable {
		return nil, badRequest("profiles: a number from 1 to %d is wanted, and this is %d", largeTable, q.Profiles)
	}
	most := q.Profiles
	if most == 0 {
		most = smallTable
	}
	asked := q.tree()
	concept, theme, err := asked.check()
	if err != nil {
		return nil, err
	}
	k, err := b.good(ctx, &q.Edited)
	if err != nil {
		return nil, err
	}
	d := &report.Drawing{Theme: theme}
	letGo, err := b.lay(ctx, k, asked, concept, d)
	if err != nil {
		return nil, err
	}
	defer letGo()
	t, err := d.Strategic(ctx, most)
	if errors.Is(err, report.ErrNoStrategicForm) {
		return nil, &Error{Code: NoAnswer, Message: err.Error(), Fix: "ask for the tree"}
	} else if err != nil {
		return nil, err
	}
	return b.tabled(k, q, d, t)
}

func (b *Bench) tabled(k *book, q *StrategicRequest, d *report.Drawing, t *draw.Table) (*StrategicAnswer, error) {
	scene := report.Shrunk(t.Scene(), q.Width)
	var svg bytes.Buffer
	if err := draw.SVG(&svg, scene); err != nil {
		return nil, err
	}
	a := &StrategicAnswer{SVG: svg.String(), Title: scene.Title, Description: scene.Desc, Players: []string{}, Strategies: [][]StrategicChoice{}, Cells: []StrategicCell{}, Notes: orEmpty(t.Notes)}
	for _, p := range t.Players {
		a.Players = append(a.Players, p.Name)
	}
	for _, list := range t.Strategies {
		var own []StrategicChoice
		for _, s := range list {
			own = append(own, StrategicChoice{s.Name, s.Prob})
		}
		a.Strategies = append(a.Strategies, own)
	}
	for _, c := range t.Cells {
		a.Cells = append(a.Cells, StrategicCell{c.Payoffs, c.Best, c.Reach})
	}
	more := []string{"--strategic"}
	if d.Solution == nil {
		more = append(more, "--plain")
	} else {
		if d.Equilibrium > 0 {
			more = append(more, "--equilibrium", number(d.Equilibrium+1))
		}
		more = append(more, conceptFlag(d.Solution.Result.Concept)...)
	}
	if q.Theme == draw.Dark.Name {
		more = append(more, "--theme", q.Theme)
	}
	if q.Width > 0 {
		more = append(more, "--width", number(q.Width))
	}
	a.Command = b.command(k, "draw", d.Set, append(more, "-o", "strategic.svg")...)
	return a, nil
}
