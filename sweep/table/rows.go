package table

import (
	"context"

	"parley/game"
	"parley/num"
	"parley/probe"
	"parley/query"
	"parley/solve"
	"parley/sweep"
)

// A bench is what one worker of a sweep has for itself.
type bench struct {
	s     *Sweep
	probe *probe.Probe
	draws sweep.Drawer
	kinds func(*game.Instance, []solve.Equilibrium) []string // or nil
	row   []Cell                                             // used over again
}

// rows solves the model at the values of draw i, from 0, and gives each row of it to out, which must not
// keep it. It tells whether every list of equilibria is proved complete.
func (b *bench) rows(ctx context.Context, i int, values []num.Rat, out func([]Cell)) (complete bool, err error) {
	at, err := b.probe.At(values)
	if err != nil {
		return false, err
	}
	if err := at.Solve(ctx, ""); err != nil {
		return false, err
	}
	for k := range b.s.values {
		if err := at.Need(ctx, b.s.values[k].c); err != nil {
			return false, err
		}
	}
	found := at.Result("")
	b.row = append(b.row[:0], integer(i+1))
	for _, v := range values {
		b.row = append(b.row, number(v.Float()))
	}
	b.row = append(b.row, integer(len(found.Equilibria)), truth(at.Because == ""), text(oneLine(at.Because)))
	if b.s.opt.Rows == PerDraw {
		b.answers(at, 0, len(found.Equilibria))
		out(b.row)
	} else {
		b.perEquilibrium(at, found, out)
	}
	return at.Because == "", nil
}

func (b *bench) perEquilibrium(at *probe.Point, found *solve.Result, out func([]Cell)) {
	var kinds []string
	if b.kinds != nil {
		kinds = b.kinds(found.In, found.Equilibria)
	}
	common := len(b.row)
	for e := range found.Equilibria {
		b.row = append(b.row[:common], integer(e+1), integer(found.Equilibria[e].Dimension))
		if b.kinds != nil {
			b.row = append(b.row, text(oneLine(kinds[e])))
		}
		b.answers(at, e, e+1)
		out(b.row)
	}
	if len(found.Equilibria) == 0 {
		for len(b.row) < len(b.s.Header.Columns) {
			b.row = append(b.row, Cell{Null: true})
		}
		out(b.row)
	}
}

// answers adds what is asked, over the entries from to to-1 of the equilibria.
func (b *bench) answers(at *probe.Point, from, to int) {
	for _, a := range b.s.values {
		if a.query {
			low, high := ends(at.Eval, a.c, from, to)
			b.row = append(b.row, low, high)
		} else {
			b.row = append(b.row, face(at.Eval, a.c, from, to))
		}
	}
}

// once cuts a range of entries to one where each would give the same answer.
func once(c *query.Compiled, from, to int) int {
	if !c.Base {
		return min(to, from+1)
	}
	return to
}

// ends returns the lowest and the highest value of a query.
func ends(ev *query.Evaluation, c *query.Compiled, from, to int) (low, high Cell) {
	low, high = Cell{Null: true}, Cell{Null: true}
	for e := from; e < once(c, from, to); e++ {
		a := ev.Estimate(c, e, nil)
		if !a.Low.Defined {
			continue
		}
		if low.Null || a.Low.Float < low.Number {
			low = number(a.Low.Float)
		}
		if high.Null || a.High.Float > high.Number {
			high = number(a.High.Float)
		}
	}
	return low, high
}

// face tells in which of the equilibria a condition is true. There is none to tell of where none was
// found.
func face(ev *query.Evaluation, c *query.Compiled, from, to int) Cell {
	if from == to {
		return Cell{Null: true}
	}
	var entries []int
	for e := from; e < once(c, from, to); e++ {
		entries = append(entries, e)
	}
	truths, _ := ev.Truths(c, entries, nil)
	return text(string(probe.FaceOf(truths)))
}

func integer(n int) Cell { return Cell{Number: float64(n)} }

func number(x float64) Cell {
	if x == 0 {
		x = 0 // not -0
	}
	return Cell{Number: x}
}

func truth(b bool) Cell {
	if b {
		return Cell{Number: 1}
	}
	return Cell{}
}

func text(s string) Cell {
	if s == "" {
		return Cell{Null: true}
	}
	return Cell{Text: s}
}
