package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"parley/game"
	"parley/internal/near"
	"parley/model"
	"parley/num"
	"parley/query"
	"parley/report"
	"parley/solve"
	"parley/verify"
)

// mediateFlags declares what the concepts of a mediator are asked for.
func (a *app) mediateFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.objective, "objective", "", "what a mediator would raise or lower, for the concepts of a mediator: `WHAT` is welfare "+
		"(the sum of payoffs, the default), a player, P(...) of something that may happen, or a query that adds up such")
}

// checkObjective refuses --objective for a concept that has none.
func (a *app) checkObjective(cmd *cobra.Command, concept solve.Concept) error {
	if cmd.Flags().Changed("objective") && !concept.Mediated() {
		var names []string
		for _, c := range []solve.Concept{solve.Correlated, solve.Coarse, solve.Extensive, solve.Agent, solve.Communication} {
			names = append(names, string(c))
		}
		return usagef(cmd, "--objective is for the concepts of a mediator, not for --concept %s: use --concept %s", concept, strings.Join(names, ", "))
	}
	return nil
}

// welfare is the word for the sum of all payoffs.
const welfare = "welfare"

// aim reads --objective.
func (a *app) aim(in *input) (*report.Objective, error) {
	g := in.game
	text := strings.TrimSpace(a.objective)
	payoff := func(p int) *report.Objective {
		o := &report.Objective{Name: "payoff(" + g.Players[p] + ")", Value: make([]num.Rat, len(g.Nodes))}
		for n := range o.Value {
			if g.Terminal(game.NodeID(n)) {
				o.Value[n] = in.instance.PayoffAt(game.NodeID(n), game.PlayerID(p))
			}
		}
		return o
	}
	if p := slices.Index(g.Players, text); p >= 0 {
		return payoff(p), nil
	}
	if text == "" || text == welfare {
		o := &report.Objective{Name: welfare, Value: make([]num.Rat, len(g.Nodes))}
		for p := range g.Players {
			for n, u := range payoff(p).Value {
				o.Value[n] = o.Value[n].Add(u)
			}
		}
		return o, nil
	}
	if name, ok := inside(text, "payoff"); ok {
		if p := slices.Index(g.Players, name); p >= 0 {
			return payoff(p), nil
		}
	}
	if in.model != nil {
		return a.aimQuery(in, text)
	}
	return aimOutcome(g, text)
}

// inside returns what stands between the parentheses of a call, without quotes around it.
func inside(text, call string) (string, bool) {
	rest, ok := strings.CutPrefix(text, call+"(")
	if !ok || !strings.HasSuffix(rest, ")") {
		return "", false
	}
	rest = strings.TrimSpace(strings.TrimSuffix(rest, ")"))
	if len(rest) > 1 && rest[0] == '"' && rest[len(rest)-1] == '"' {
		rest = rest[1 : len(rest)-1]
	}
	return rest, true
}

// aimQuery reads a query of the model language.
func (a *app) aimQuery(in *input, text string) (*report.Objective, error) {
	q, c, list := model.ParseQuery(in.model, text)
	if list.HasErrors() { // a name of the model file, or that of a mark
		for _, longer := range []string{"payoff(" + text + ")", "P(" + text + ")", "P(" + strconv.Quote(text) + ")"} {
			if q2, _, l := model.ParseQuery(in.model, longer); !l.HasErrors() {
				q, text, list = q2, longer, nil
				break
			}
		}
	}
	switch {
	case list.HasErrors():
		return nil, &wrongInput{list, func(string) (string, bool) { return text, true }}
	case c != nil:
		return nil, fmt.Errorf("--objective %s is true or false; a mediator raises or lowers a number, such as 'P(\"war\")'", text)
	}
	if err := in.refresh(); err != nil { // the query may have brought new expressions
		return nil, err
	}
	v, err := query.Linear(in.instance, q)
	if err != nil {
		return nil, fmt.Errorf("--objective: %w", err)
	}
	_, prob := q.(query.Prob)
	return &report.Objective{Name: text, Value: v, Probability: prob}, nil
}

// aimOutcome reads the name of an outcome of a game file, or P(name).
func aimOutcome(g *game.Game, text string) (*report.Objective, error) {
	name := text
	if n, ok := inside(text, "P"); ok {
		name = n
	}
	var known []string
	o := &report.Objective{Name: "P(" + name + ")", Value: make([]num.Rat, len(g.Nodes)), Probability: true}
	found := false
	for n := range g.Nodes {
		if x := g.Nodes[n].Outcome; x != "" {
			if !slices.Contains(known, x) {
				known = append(known, x)
			}
			if x == name && g.Terminal(game.NodeID(n)) {
				o.Value[n], found = num.One, true
			}
		}
	}
	if found {
		return o, nil
	}
	msg := fmt.Sprintf("--objective %s: expected %s, a player (%s)", text, welfare, strings.Join(g.Players, ", "))
	switch meant := near.Name(name, append(slices.Clone(known), append(g.Players, welfare)...)); {
	case len(known) == 0:
		msg += "; the outcomes of this game have no names of which P(...) could be asked"
	case len(known) <= 8:
		msg += fmt.Sprintf(" or P(...) of an outcome (%s)", strings.Join(known, ", "))
	default:
		msg += fmt.Sprintf(" or P(...) of one of its %d outcomes", len(known))
		if meant != "" {
			msg += fmt.Sprintf("; did you mean %q?", meant)
		}
	}
	return nil, errors.New(msg)
}

// without finds what the objective and the payoffs may be if there is no mediator: over all sequential equilibria,
// where these are found soon.
func (a *app) without(ctx context.Context, in *input, o *report.Objective) *report.Unmediated {
	const supports = 20_000
	quiet := *a
	quiet.method, quiet.quiet, quiet.limitSupports = "", true, supports
	s, err := quiet.solution(ctx, in, solve.Sequential)
	if err != nil || !s.Result.Complete || len(s.Result.Equilibria) == 0 {
		return nil
	}
	u := &report.Unmediated{Result: s.Result}
	u.Objective = report.RangeOver(s.Game, s.Result.Equilibria, func(n game.NodeID) num.Rat { return o.Value[n] })
	for p := range in.game.Players {
		u.Payoffs = append(u.Payoffs, report.RangeOver(s.Game, s.Result.Equilibria, func(n game.NodeID) num.Rat { return s.Game.PayoffAt(n, game.PlayerID(p)) }))
	}
	return u
}

// verifyMediated checks every plan and every bound. A bound that fails, which never happens unless there is a fault in
// Parley, or for which there is no time, is not shown.
func (a *app) verifyMediated(ctx context.Context, in *game.Instance, r *solve.Result, o *report.Objective) (regrets []num.Rat, err error) {
	k, err := verify.New(in.Game)
	if err != nil {
		return nil, err
	}
	checking, cancel := withGrace(ctx)
	defer cancel()
	span := func(s *solve.Span, objective []num.Rat) error {
		for i, x := range []*solve.Extreme{&s.High, &s.Low} {
			if checking.Err() != nil {
				return errLate
			}
			if err := k.CheckExtreme(in, r.Concept, objective, x, i == 0); err != nil {
				return err
			}
		}
		return nil
	}
	err = span(&r.Mediated.Objective, o.Value)
	for p := range r.Mediated.Payoffs {
		if err != nil {
			break
		}
		pay := make([]num.Rat, len(in.Nodes))
		for n := range pay {
			if in.Terminal(game.NodeID(n)) {
				pay[n] = in.PayoffAt(game.NodeID(n), game.PlayerID(p))
			}
		}
		err = span(&r.Mediated.Payoffs[p], pay)
	}
	switch {
	case errors.Is(err, errLate):
		return nil, fmt.Errorf("%w: %s before what was found could be checked; nothing is shown", errStopped, a.stopReason(ctx))
	case err != nil:
		return nil, fmt.Errorf("internal fault: what the solver found does not stand and is not shown: %w; please report this together with the file", err)
	}
	for range r.Equilibria {
		regrets = append(regrets, num.Zero) // a plan that passes leaves no regret
	}
	return regrets, nil
}
