package report

import (
	"fmt"

	"parley/draw"
)

// against is the picture of what differs between the first equilibrium and another one: the first that differs in what comes of
// it, or else the second. Nil where there is one only.
func (d *document) against(i int) *Figure {
	m := &d.r.Models[i]
	solution := ownSolution(m)
	n := len(solution.Result.Equilibria)
	if n < 2 {
		return nil
	}
	other := 2
	for k := n; k >= 2; k-- {
		if list := solution.Differences(1, k); len(list) > 0 && list[0].Kind == DiffersInOutcome {
			other = k
		}
	}
	drawing := Drawing{Game: m.Games[0].In, Solution: solution, Against: other, Fold: FoldAuto}
	for _, p := range m.Model.Players {
		drawing.Colors = append(drawing.Colors, p.Color)
	}
	for _, s := range d.r.Set {
		if _, ok := m.Model.Param(s.Name); ok {
			drawing.Set = append(drawing.Set, s)
		}
	}
	command := "parley draw " + quoteArg(m.Model.Path) + d.sets(i) + fmt.Sprintf(" --against %d", other)
	if len(m.Games[0].In.Nodes) > mostOnPage {
		drawing.Fold = FoldChanges
		command += " --collapse changes"
	}
	head := newTree(&drawing)
	head.head()
	id := modelID(i) + "-against"
	f := &Figure{ID: id, Title: head.out.Heading, Finding: head.out.Finding, Command: command + " -o tree.svg", Table: differencesGrid(solution, other)}
	f.Scene = sceneAs(id, func(t *draw.Theme) *draw.Scene {
		drawing := drawing
		drawing.Theme = t
		return drawing.Scene()
	})
	return f
}

// mostDiffering is how many differences a report lists.
const mostDiffering = 40

func differencesGrid(s *Solution, other int) *Grid {
	g := &Grid{Caption: fmt.Sprintf("What differs between equilibrium 1 and %d", other), Head: []string{"What", "In E1", fmt.Sprintf("In E%d", other)}}
	list := s.Differences(1, other)
	for k, x := range list {
		if k == mostDiffering {
			g.Caption += fmt.Sprintf(", the first %d of %d", k, len(list))
			break
		}
		what := x.What
		switch x.Kind {
		case DiffersInPayoff:
			what = "payoff of " + what
		case DiffersInPlay, DiffersInBelief:
			what = x.Where + ": " + what
		}
		g.Rows = append(g.Rows, GridRow{Cells: []Cell{{Text: text(what)}, {Text: text(x.First)}, {Text: text(x.Second)}}})
	}
	return g
}
