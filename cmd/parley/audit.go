package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/audit"
	"parley/model"
	"parley/num"
	"parley/prove"
	"parley/report"
	"parley/solve"
)

func (a *app) auditCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "audit MODEL...",
		Short: "Judge an account by its models: answers, verdicts, what carries them",
		Long: "Solves one or several models (a folder stands for all models in it), answers their questions and gives\n" +
			"every conclusion a verdict: whether it holds at the baseline, in which share of the draws of the\n" +
			"params, which params flip it, which assumptions it rests on, and why.",
		Example: "  parley audit examples/beijing-2018\n  parley audit crisis.star --draws 1000 --json\n" +
			"  parley audit --prove --brief examples/crisis-signalling",
		Args:              args(1, -1, "a model or a folder of models"),
		ValidArgsFunction: completeModels,
		RunE:              a.audit,
	}
	a.outputFlags(cmd)
	a.auditFlags(cmd)
	f := cmd.Flags()
	f.BoolVar(&a.brief, "brief", false, "print the verdicts without what decides and carries each")
	f.Var(&a.key, "key-assumptions", "print the key assumptions check instead: what becomes of each conclusion if an assumption fails or a param moves; as text, or with =FORMAT as "+strings.Join(report.KeyFormats[1:], ", "))
	f.Lookup("key-assumptions").NoOptDefVal = automatic
	fixed(cmd, "key-assumptions", report.KeyFormats...)
	return cmd
}

// auditFlags declares what an audit is made with, whatever it is written as.
func (a *app) auditFlags(cmd *cobra.Command) {
	a.modelFlags(cmd)
	a.drawFlags(cmd, "each model's params")
	a.sensitivityFlag(cmd, "add Sobol indices: which params carry each answer and conclusion, with a design of `[N]` rows")
	f := cmd.Flags()
	f.Int64Var(&a.limitSupports, "limit-supports", 0, "look at `N` supports at most in each game (0: the default)")
	f.BoolVar(&a.prove, "prove", false, "try to prove each conclusion for the whole region of the params, or to refute it")
	f.IntVar(&a.boxes, "boxes", prove.DefaultBoxes, "with --prove: look at `N` boxes of params at most for each conclusion")
}

func (a *app) audit(cmd *cobra.Command, args []string) error {
	if a.key == automatic {
		a.key = wordFlag(report.KeyFormats[0])
	}
	if a.key != "" && !slices.Contains(report.KeyFormats, string(a.key)) {
		return usagef(cmd, "--key-assumptions wants one of %s, and got %q", strings.Join(report.KeyFormats, ", "), a.key)
	}
	settings, err := a.settings(cmd)
	if err != nil {
		return err
	}
	paths, err := models(args)
	if err != nil {
		return err
	}
	ctx, cancel := a.deadline(cmd.Context())
	defer cancel()
	inputs, err := a.loadAll(ctx, paths)
	if err != nil {
		return err
	}
	found, err := a.runAudit(ctx, cmd, inputs, settings)
	if err != nil {
		return err
	}
	doc := report.Audited{Audit: found, Version: version, Set: moved(settings), Brief: a.brief}
	switch {
	case a.json:
		err = a.printJSON(doc.JSON())
	case a.key != "" && string(a.key) != report.KeyFormats[0]:
		err = a.print(doc.KeyAs(string(a.key), report.Style{}))
	default:
		for _, in := range inputs {
			a.warn(in)
		}
		if a.key != "" {
			err = a.print([]byte(doc.KeyText(a.style(a.stdout))))
		} else {
			err = a.print([]byte(doc.Text(a.style(a.stdout)) + report.Next(reportAfter(args, settings)...)))
		}
	}
	if err == nil && found.Stopped {
		return fmt.Errorf("%w: %s", errStopped, a.stopReason(ctx))
	}
	return err
}

// moved lists settings as documents have them.
func moved(settings []setting) (out []report.Setting) {
	for _, s := range settings {
		out = append(out, report.Setting{Name: s.name, Value: s.value})
	}
	return out
}

// reportAfter is the command that writes as a report what was audited.
func reportAfter(list []string, settings []setting) []string {
	words := append([]string{"parley", "report"}, list...)
	for _, s := range settings {
		words = append(words, "--set", s.name+"="+s.value.String())
	}
	return append(words, "-o", "report.html")
}

func (a *app) runAudit(ctx context.Context, cmd *cobra.Command, inputs []*input, settings []setting) (*audit.Audit, error) {
	rows, err := a.rows(cmd)
	if err != nil {
		return nil, err
	}
	opt := audit.Options{Draws: a.draws, Sensitivity: rows, Seed: a.seed, Workers: a.workers, Limits: solve.Limits{Supports: a.limitSupports}, Prove: a.prove, Boxes: a.boxes, Baseline: map[string]num.Rat{}}
	if a.draws == 0 {
		opt.Draws = -1 // none
	}
	for _, s := range settings {
		opt.Baseline[s.name] = s.value
	}
	bar := a.progress()
	defer bar.done()
	opt.Progress = func(p audit.Progress) {
		bar.count(fmt.Sprintf("model %d of %d (%s), %s", p.Number, p.Of, report.Plain(p.Model), p.Stage), p.Done, p.Total)
	}
	var list []*model.Model
	for _, in := range inputs {
		list = append(list, in.model)
	}
	found, err := audit.Run(ctx, list, opt)
	if err != nil {
		return nil, err
	}
	for i := range found.Models {
		for _, g := range found.Models[i].Games {
			r := *g.Result
			if _, err := a.verify(ctx, g.In, &r); err != nil {
				return nil, err
			}
			if len(r.Equilibria) < len(g.Result.Equilibria) && ctx.Err() == nil {
				return nil, fmt.Errorf("%w: verdicts that rest on such a list are not shown", errStopped)
			}
		}
	}
	return found, nil
}
