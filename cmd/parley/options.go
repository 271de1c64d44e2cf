package main

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley/num"
)

// options are the flags of every command; each command declares those that it heeds.
type options struct {
	json  bool
	quiet bool
	color string
	set   []string
	time  time.Duration

	concept   string
	method    string
	objective string
	gap       float64
	start     string
	all       bool
	out       string
	refine    string
	only      string

	limitNodes      int
	limitSteps      int64
	limitSupports   int64
	limitIterations int64

	lambda      float64
	lambdaGiven bool
	observed    string
	derivatives bool
	trace       string

	seed    uint64
	draws   int
	workers int
	brief   bool
	mending bool
	key     wordFlag // the format of the key assumptions check; "" for the whole audit
	prove   bool
	boxes   int

	drawing   drawOptions
	serving   serveOptions
	mapping   mapOptions
	reporting reportOptions

	sensitivity rowsFlag

	symbolic symbolicOptions

	reading readOptions
	ledger  ledgerOptions
}

// outputFlags declares how results are written.
func (a *app) outputFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&a.json, "json", false, "print one JSON document instead of text")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "print no progress and no warnings")
	f.StringVar(&a.color, "color", "auto", "`WHEN` to colour text: auto, always or never")
	fixed(cmd, "color", "auto", "always", "never")
}

// modelFlags declares what is done with a model before anything is asked of it.
func (a *app) modelFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&a.set, "set", nil, "give a param another value: `NAME=VALUE`, with an exact number (0.4, 2/5); repeatable")
	f.DurationVar(&a.time, "time", 0, "stop after this `TIME` (30s, 2m), print what was found and exit with status 3")
	f.IntVar(&a.limitNodes, "limit-nodes", 0, "read a tree of at most `N` nodes (0: the default)")
	f.Int64Var(&a.limitSteps, "limit-steps", 0, "let a model's program run for at most `N` steps (0: the default)")
	complete(cmd, "set", a.completeSet)
}

// solverFlags declares the bounds of a search for equilibria.
func (a *app) solverFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&a.concept, "concept", "sequential", "solution `CONCEPT`: "+strings.Join(conceptNames(), ", "))
	f.Int64Var(&a.limitSupports, "limit-supports", 0, "look at `N` supports at most (0: the default)")
	fixed(cmd, "concept", conceptNames()...)
}

// methodFlags declares how equilibria are looked for.
func (a *app) methodFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&a.method, "method", "", "`METHOD` to use, by default one that suits the game: "+strings.Join(methodNames(), ", "))
	f.Float64Var(&a.gap, "gap", 0, "let a method that comes closer step by step stop at this `REGRET`, in utils (0: the default)")
	f.Int64Var(&a.limitIterations, "limit-iterations", 0, "let such a method take at most `N` steps (0: the default)")
	f.StringVar(&a.start, "start", "1", "begin the path of lemke-howson at this `LABEL`: the number of a strategy, those of the first player first; or all")
	fixed(cmd, "method", methodNames()...)
}

// pathStart is --start as solve.Options has it; 0 if it is not a label.
func (a *app) pathStart() int {
	switch n, err := strconv.Atoi(a.start); {
	case a.start == "all":
		return -1
	case err == nil && n > 0:
		return n
	}
	return 0
}

// lambdaFlag declares the precision of quantal response.
func (a *app) lambdaFlag(cmd *cobra.Command) {
	cmd.Flags().Float64Var(&a.lambda, "lambda", 0, "with --concept qre: the equilibria at this precision `X`, in 1/utils, instead of the limit")
}

// responseFlags declares what else is done with quantal response.
func (a *app) responseFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	a.lambdaFlag(cmd)
	f.StringVar(&a.observed, "observed", "", "with --concept qre: fit lambda to the play in this CSV `FILE` with the columns player, infoset, action, count")
	f.StringVar(&a.trace, "trace", "", "with --concept qre: write the whole branch to this CSV `FILE`")
}

// deadline returns a context that ends with --time.
func (a *app) deadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if a.time > 0 {
		return context.WithTimeout(ctx, a.time)
	}
	return context.WithCancel(ctx)
}

// stopReason says in words why ctx ended.
func (a *app) stopReason(ctx context.Context) string {
	if ctx.Err() == context.DeadlineExceeded {
		return fmt.Sprintf("--time %s is over", a.time)
	}
	return "interrupted"
}

// checkFlags finds flags whose values make no sense.
func (a *app) checkFlags(cmd *cobra.Command) error {
	switch a.color {
	case "", "auto", "always", "never":
	default:
		return usagef(cmd, "--color wants auto, always or never, and got %q", a.color)
	}
	for name, v := range map[string]int64{"limit-nodes": int64(a.limitNodes), "limit-steps": a.limitSteps, "limit-supports": a.limitSupports, "limit-iterations": a.limitIterations, "time": int64(a.time), "draws": int64(a.draws), "workers": int64(a.workers), "boxes": int64(a.boxes)} {
		if v < 0 {
			return usagef(cmd, "--%s does not take a number below 0", name)
		}
	}
	if !(a.gap >= 0 && a.gap <= math.MaxFloat64) {
		return usagef(cmd, "--gap wants a number of at least 0")
	}
	if a.start != "" && a.pathStart() == 0 {
		return usagef(cmd, "--start wants a whole number from 1, or all")
	}
	return nil
}

// A setting is one --set NAME=VALUE.
type setting struct {
	name  string
	value num.Rat
}

func (a *app) settings(cmd *cobra.Command) ([]setting, error) {
	var out []setting
	for _, s := range a.set {
		name, text, ok := strings.Cut(s, "=")
		if !ok || name == "" {
			return nil, usagef(cmd, "--set wants NAME=VALUE, and got %q", s)
		}
		value, err := num.Parse(strings.TrimSpace(text))
		if err != nil {
			return nil, usagef(cmd, "--set %s: %s", s, err)
		}
		out = append(out, setting{strings.TrimSpace(name), value})
	}
	return out, nil
}

// complete registers the completion of a flag's values.
func complete(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic("parley: " + err.Error())
	}
}

// fixed registers the completion of a flag that has few values.
func fixed(cmd *cobra.Command, flag string, values ...string) {
	complete(cmd, flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}
