package main

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"parley/audit"
	"parley/model"
	"parley/report"
	"parley/solve"
)

// drawFlags declares how many draws of the params are made, which, and on how many processors.
func (a *app) drawFlags(cmd *cobra.Command, what string) {
	f := cmd.Flags()
	f.IntVar(&a.draws, "draws", audit.DefaultDraws, "make `N` draws of "+what)
	f.Uint64Var(&a.seed, "seed", 1, "`SEED` of the draws: the same seed gives the same bytes")
	f.IntVar(&a.workers, "workers", 0, "solve on `N` processors (0: all); no result depends on it")
}

// A wordFlag is a flag that may stand without a value; "" if it is not given.
type wordFlag string

// rowsFlag is a number of rows, or automatic for one that suits the model, or "" for none.
type rowsFlag = wordFlag

const automatic = "true"

func (r *wordFlag) String() string { return string(*r) }

// Type is what makes pflag print the name of the value only.
func (r *wordFlag) Type() string { return "bool" }

// Set takes whatever is given; whoever reads it judges it.
func (r *wordFlag) Set(text string) error {
	*r = wordFlag(text)
	return nil
}

// sensitivityFlag declares --sensitivity [N].
func (a *app) sensitivityFlag(cmd *cobra.Command, usage string) {
	cmd.Flags().Var(&a.sensitivity, "sensitivity", usage)
	cmd.Flags().Lookup("sensitivity").NoOptDefVal = automatic
}

// withNumber joins "--sensitivity" and a number after it, which pflag takes for another argument.
func withNumber(args []string) []string {
	var out []string
	for i := 0; i < len(args); i++ {
		if args[i] == "--" {
			return append(out, args[i:]...)
		}
		if args[i] == "--sensitivity" && i+1 < len(args) {
			if _, err := strconv.Atoi(args[i+1]); err == nil {
				out = append(out, "--sensitivity="+args[i+1])
				i++
				continue
			}
		}
		out = append(out, args[i])
	}
	return out
}

// rows is --sensitivity as audit.Options has it.
func (a *app) rows(cmd *cobra.Command) (int, error) {
	switch a.sensitivity {
	case "":
		return 0, nil
	case automatic:
		return -1, nil
	}
	n, err := strconv.Atoi(string(a.sensitivity))
	if err != nil || n < 2 {
		return 0, usagef(cmd, "--sensitivity wants a whole number of rows from 2, and got %q", a.sensitivity)
	}
	return n, nil
}

// askCarries answers what carries each item: as an audit does, with Sobol indices.
func (a *app) askCarries(ctx context.Context, cmd *cobra.Command, in *input, concept solve.Concept, items []report.AskedItem) (*report.Audited, error) {
	if concept != solve.Sequential {
		return nil, usagef(cmd, "--sensitivity looks at sequential equilibria, and not at --concept %s", concept)
	}
	settings, err := a.settings(cmd)
	if err != nil {
		return nil, err
	}
	m := *in.model
	m.Questions, m.Conclusions = nil, nil
	for _, it := range items {
		text := it.Text
		if text == "" {
			text = itemSource(it)
		}
		if it.Query != nil {
			m.Questions = append(m.Questions, model.Question{Text: text, Query: it.Query})
			continue
		}
		m.Conclusions = append(m.Conclusions, model.Conclusion{Text: text, Condition: it.Condition})
		if it.Text == "" {
			m.Questions = append(m.Questions, audit.Sides(it.Condition)...)
		}
	}
	other := *in
	other.model = &m
	found, err := a.runAudit(ctx, cmd, []*input{&other}, settings)
	if err != nil {
		return nil, err
	}
	return &report.Audited{Audit: found, Version: version}, nil
}

func itemSource(it report.AskedItem) string {
	if it.Query != nil {
		return it.Query.String()
	}
	return it.Condition.String()
}
