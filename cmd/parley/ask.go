package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"parley/game"
	"parley/model"
	"parley/query"
	"parley/report"
	"parley/slope"
	"parley/solve"
)

func (a *app) askCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ask MODEL [QUERY]",
		Short: "Answer a query, or all questions of a model, in each equilibrium",
		Long: "Answers one query of the model language in each equilibrium of a model (- for standard input). The query may use every\n" +
			"name that the model file defines. Without a query it answers the model's own questions and says of\n" +
			"its conclusions whether they hold.\n\n" +
			"--derivatives adds by how much each answer changes where a param moves a little and the equilibrium with it:\n" +
			"per unit of the param, and for a tenth of its range. Of a condition it is the margin of each comparison.\n\n" +
			"--sensitivity tells what carries each answer: how far each param moves it by itself, its Sobol indices, and of\n" +
			"a condition what flips it, alone and together.",
		Example: "  parley ask crisis.star\n" +
			"  parley ask crisis.star 'P(\"war\", given = event(\"opening\", \"escalate\"))'\n" +
			"  parley ask crisis.star 'payoff(defender) > 0' --set prior=0.6\n" +
			"  parley ask crisis.star 'P(\"war\")' --derivatives\n" +
			"  parley ask crisis.star 'P(\"war\") > 0.25' --sensitivity",
		Args:              args(1, 2, "a model and at most one query"),
		ValidArgsFunction: completeFile("star"),
		RunE: func(cmd *cobra.Command, args []string) error {
			text := ""
			if len(args) > 1 {
				text = args[1]
			}
			return a.ask(cmd, args[0], text)
		},
	}
	a.outputFlags(cmd)
	a.modelFlags(cmd)
	a.solverFlags(cmd)
	a.lambdaFlag(cmd)
	cmd.Flags().BoolVar(&a.derivatives, "derivatives", false, "say by how much a little more of each param changes the answer")
	a.sensitivityFlag(cmd, "tell what carries each answer, with Sobol indices with a design of `[N]` rows")
	a.drawFlags(cmd, "the params, with --sensitivity")
	return cmd
}

func (a *app) ask(cmd *cobra.Command, path, text string) error {
	concept, err := a.askedConcept(cmd)
	if err != nil {
		return err
	}
	ctx, cancel := a.deadline(cmd.Context())
	defer cancel()
	in, err := a.readModel(ctx, cmd, path, "a story")
	if err != nil {
		return err
	}
	items, err := asked(in, text)
	if err != nil {
		return err
	}
	if err := in.refresh(); err != nil { // a query may have brought new expressions
		return err
	}
	s, err := a.solution(ctx, in, concept)
	if err != nil {
		return err
	}
	if s.Result.In != nil && s.Result.In.Game != in.game {
		return fmt.Errorf("%s: use --concept sequential or --concept spe", report.NoMoves(s.Result, "ask about"))
	}
	answers, err := a.answer(ctx, in, s, items)
	if err != nil {
		return err
	}
	if a.sensitivity != "" {
		if answers.Carried, err = a.askCarries(ctx, cmd, in, concept, items); err != nil {
			return err
		}
	}
	if a.json {
		err = a.printJSON(answers.JSON())
	} else {
		a.warn(in)
		err = a.print([]byte(answers.Text(a.style(a.stdout))))
	}
	if err == nil && answers.Carried != nil && answers.Carried.Stopped {
		return fmt.Errorf("%w: %s", errStopped, a.stopReason(ctx))
	}
	if err == nil && !answers.Complete && !answers.Finished {
		return errStopped
	}
	return err
}

// asked reads the query of the command line, or collects what the model asks and concludes.
func asked(in *input, text string) ([]report.AskedItem, error) {
	m := in.model
	if text != "" {
		q, c, list := model.ParseQuery(m, text)
		if list.HasErrors() {
			return nil, &wrongInput{list, func(string) (string, bool) { return text, true }}
		}
		return []report.AskedItem{{Query: q, Condition: c}}, nil
	}
	var items []report.AskedItem
	for _, q := range m.Questions {
		items = append(items, report.AskedItem{Text: q.Text, Claims: claimNames(m, q.Claims), Query: q.Query})
	}
	for _, c := range m.Conclusions {
		items = append(items, report.AskedItem{Text: c.Text, Claims: claimNames(m, c.Claims), Condition: c.Condition})
	}
	if len(items) == 0 {
		return nil, errors.New("the model asks nothing: give a query, such as 'P(\"war\")', or add ask(...) to it")
	}
	return items, nil
}

func claimNames(m *model.Model, claims []int) []string {
	var out []string
	for _, i := range claims {
		out = append(out, report.ClaimName(m, i))
	}
	return out
}

// answer evaluates the items in each equilibrium, and solves the variants that they mention.
func (a *app) answer(ctx context.Context, in *input, s *report.Solution, items []report.AskedItem) (*report.Asked, error) {
	k := &report.Asked{Solution: s, Complete: s.Result.Complete, Finished: s.Result.Finished, Because: s.Result.IncompleteBecause, Items: items}
	games := map[string]*game.Game{"": in.game}
	for _, v := range in.model.Variants {
		games[v.Name] = v.Game
	}
	eval := query.NewEvaluator(games)
	compiled := make([]*query.Compiled, len(items))
	worlds := query.Worlds{"": {In: in.instance, Equilibria: s.Result.Equilibria}}
	for i, it := range items {
		var err error
		if it.Query != nil {
			compiled[i], err = eval.Query(it.Query)
		} else {
			compiled[i], err = eval.Condition(it.Condition)
		}
		if err != nil {
			return nil, err
		}
		items[i].Unrelated = !compiled[i].Base
		for _, name := range compiled[i].Where {
			if _, ok := worlds[name]; ok {
				continue
			}
			v, err := a.variant(ctx, in, name, s.Result.Concept)
			if err != nil {
				return nil, fmt.Errorf("in the variant %q: %w", name, err)
			}
			worlds[name] = query.Solved{In: v.Game, Equilibria: v.Result.Equilibria}
			k.Finished = k.Finished && (v.Result.Complete || v.Result.Finished)
			if !v.Result.Complete && k.Complete {
				k.Complete, k.Because = false, fmt.Sprintf("in the variant %q: %s", name, v.Result.IncompleteBecause)
			}
		}
	}
	at := eval.At(worlds)
	if a.derivatives {
		k.Model = in.model
		if err := derivatives(k, slope.New(in.model, eval, at, worlds), eval, compiled); err != nil {
			return nil, err
		}
	}
	for i := range items {
		it := &items[i]
		for e := range s.Result.Equilibria {
			if it.Query != nil {
				it.Answers = append(it.Answers, at.Answer(compiled[i], e, nil))
				continue
			}
			truth, why := at.Truth(compiled[i], e, nil)
			it.Truths, it.Why = append(it.Truths, truth), append(it.Why, why)
		}
	}
	return k, nil
}

// derivatives adds the derivatives of queries and of the margins of conditions.
func derivatives(k *report.Asked, field *slope.Field, eval *query.Evaluator, compiled []*query.Compiled) error {
	tables := func(c *query.Compiled) (out []slope.Table) {
		for e := range k.Result.Equilibria {
			out = append(out, field.Query(c, e))
		}
		return out
	}
	for i := range k.Items {
		it := &k.Items[i]
		if it.Query != nil {
			it.Slopes = []report.Sloped{{Tables: tables(compiled[i])}}
			continue
		}
		for _, part := range query.Comparisons(it.Condition) {
			c, err := eval.Query(part.Margin)
			if err != nil {
				return err
			}
			it.Slopes = append(it.Slopes, report.Sloped{Comparison: &part, Tables: tables(c)})
		}
	}
	return nil
}

// variant solves a variant at the input's values.
func (a *app) variant(ctx context.Context, in *input, name string, concept solve.Concept) (*report.Solution, error) {
	v := in.model.Variant(name)
	values, err := v.Values(in.model, in.instance.Values)
	if err != nil {
		return nil, err
	}
	other := *in
	other.game = v.Game
	if other.instance, err = game.NewInstance(v.Game, values); err != nil {
		return nil, err
	}
	return a.solution(ctx, &other, concept)
}
