package report

import (
	"context"
	"errors"
	"fmt"

	"parley/draw"
	"parley/game"
	"parley/num"
	"parley/solve"
)

// ErrNoStrategicForm is wrapped by the errors of Drawing.Strategic where a game has no such table.
var ErrNoStrategicForm = errors.New("no strategic form to draw")

// Strategic returns the table of the reduced strategic form of the game: strategies that differ only where the player's own moves
// never let play come are one. Payoffs are expected ones, exact; every best response to the pure strategies of the others is
// boxed. With an equilibrium it tells how likely each strategy is (Kuhn 1953). At most mostProfiles profiles are drawn, 0 for
// as many as fit on a page. The error wraps ErrNoStrategicForm if the game has more, more than three players, or imperfect recall.
func (d *Drawing) Strategic(ctx context.Context, mostProfiles int) (*draw.Table, error) {
	in := d.played()
	if mostProfiles <= 0 {
		mostProfiles = mostTableCells
	}
	if tabular(in) {
		return d.table(in), nil
	}
	if n := len(in.Players); n == 0 || n > 3 {
		return nil, fmt.Errorf("%w: a table shows one to three players, and there are %d", ErrNoStrategicForm, n)
	}
	if err := in.PerfectRecall(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoStrategicForm, err)
	}
	form, err := game.StrategicWithin(ctx, in, mostProfiles)
	switch {
	case errors.Is(err, game.ErrTooLarge):
		return nil, fmt.Errorf("%w: it has more than %d profiles of strategies", ErrNoStrategicForm, mostProfiles)
	case err != nil:
		return nil, err
	}
	plain := &Drawing{Game: form.Instance, Colors: d.Colors, Theme: d.Theme}
	t := plain.table(form.Instance)
	head := newTree(d)
	head.head()
	t.ID, t.Title, t.Heading, t.Finding = "parley-strategic", head.out.Title, head.out.Heading, head.out.Finding
	t.Notes = append(t.Notes, fmt.Sprintf("The reduced strategic form: %s. A strategy lists the player's actions in the order of his information sets, without those that its own actions rule out.", sizesOf(form)))
	if d.Solution == nil {
		return t, nil
	}
	e := &d.Solution.Result.Equilibria[d.Equilibrium]
	if e.Dimension > 0 {
		t.Notes = append(t.Notes, "The equilibrium is a component: the probabilities are those of one of its members.")
	}
	mix(t, form, in, e)
	return t, nil
}

// sizesOf says how many strategies each player has.
func sizesOf(form *game.Strategic) string {
	var parts []string
	for p, list := range form.Strategies {
		parts = append(parts, Plain(form.Players[p])+" has "+Count(len(list), "strategy", "strategies"))
	}
	return join(parts, ", ")
}

// mix fills in how likely the strategies are that behave as an equilibrium does: with perfect recall each is played with the product
// of the probabilities of its actions.
func mix(t *draw.Table, form *game.Strategic, in *game.Instance, e *solve.Equilibrium) {
	t.Solved = true
	probs := make([][]num.Rat, len(form.Strategies))
	for p, list := range form.Strategies {
		for k, s := range list {
			w := num.One
			for _, a := range s {
				w = w.Mul(e.Profile[a])
			}
			probs[p] = append(probs[p], w)
			t.Strategies[p][k].Prob, t.Strategies[p][k].Played = Percent(w), w.Sign() > 0
		}
	}
	for k := range t.Cells {
		w, rest := num.One, k
		for p := len(probs) - 1; p >= 0; p-- {
			w = w.Mul(probs[p][rest%len(probs[p])])
			rest /= len(probs[p])
		}
		c := &t.Cells[k]
		c.Reach, c.Reached, c.Weight = Percent(w), w.Sign() > 0, w.Float()
	}
}
