package workbench

import (
	"context"
	"reflect"
)

// A Call is one thing that may be asked for.
type Call struct {
	Name string
	Doc  string // what it does, in a sentence or two
	Long bool   // it takes seconds and tells of its progress; few run at once

	Request, Answer reflect.Type // structs

	run func(b *Bench, ctx context.Context, request any, progress func(Progress)) (any, error)
}

func (c *Call) newRequest() any { return reflect.New(c.Request).Interface() }

// quick makes a call that takes milliseconds of a function.
func quick[Q, A any](name string, f func(*Bench, context.Context, *Q) (*A, error), doc string) Call {
	return Call{Name: name, Doc: doc, Request: reflect.TypeFor[Q](), Answer: reflect.TypeFor[A](),
		run: func(b *Bench, ctx context.Context, request any, _ func(Progress)) (any, error) {
			return done(f(b, ctx, request.(*Q)))
		}}
}

// long makes a call that takes seconds of a function.
func long[Q, A any](name string, f func(*Bench, context.Context, *Q, func(Progress)) (*A, error), doc string) Call {
	return Call{Name: name, Doc: doc, Long: true, Request: reflect.TypeFor[Q](), Answer: reflect.TypeFor[A](),
		run: func(b *Bench, ctx context.Context, request any, progress func(Progress)) (any, error) {
			return done(f(b, ctx, request.(*Q), progress))
		}}
}

func done[A any](answer *A, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// Calls are all calls, in the order in which documents list them.
var Calls = []Call{
	quick("model", (*Bench).model, "What the model declares: players, params, claims and what they bear on, questions, conclusions, the text of its files. "+
		"A model with mistakes is answered with its files and diagnostics, and nothing else."),
	quick("check", (*Bench).check, "Whether the model can be loaded, and what is wrong with it."),
	quick("solve", (*Bench).solve, "All equilibria at given values of the params, with the answers to the model's questions and the truth of its conclusions in each."),
	quick("tree", (*Bench).tree, "The tree with the play, beliefs and reach of one equilibrium, as a picture and as a table."),
	quick("draw", (*Bench).draw, "A chart of the equilibria: what comes of each, what is learnt in one of them, or how far the players' interests agree."),
	quick("strategic", (*Bench).strategic, "The reduced strategic form of a small game, with best responses boxed, as a picture and as a table."),
	quick("ask", (*Bench).ask, "The answer to one query of the model language in each equilibrium, or to all questions and conclusions of the model."),
	quick("evidence", (*Bench).evidence, "What moves that may be observed tell about a hidden type: likelihoods, likelihood ratios and beliefs in each equilibrium, and which moves still to come would tell most."),
	long("refine", (*Bench).refine, "Which refinements each equilibrium passes, and why not."),
	long("map", (*Bench).regimes, "The regimes in the plane of two params: where which equilibria exist."),
	long("audit", (*Bench).audit, "Verdicts on the model's conclusions over draws of its params, what flips them and what they rest on."),
	long("sensitivity", (*Bench).sensitivity, "What carries the answer to one query or question, or the truth of one conclusion: one param at a time, Sobol indices, what flips it."),
	long("evidenceDraws", (*Bench).evidenceDraws, "The same as evidence, with how far likelihood ratios, beliefs and expected information move over draws of the params."),
	long("report", (*Bench).report, "The audit as one HTML page that needs nothing else."),
}

func callNamed(name string) *Call {
	for i := range Calls {
		if Calls[i].Name == name {
			return &Calls[i]
		}
	}
	return nil
}
