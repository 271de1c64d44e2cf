package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/evidence"
	"parley/game"
	"parley/report"
	"parley/solve"
	"parley/solve/all"
)

// evidenceOptions are the flags of the command evidence.
type evidenceOptions struct {
	hidden      []string
	observer    string
	observed    []string
	equilibrium int
	watch, csv  bool
	draws       int
}

func (a *app) evidenceCommand() *cobra.Command {
	o := &evidenceOptions{}
	cmd := &cobra.Command{
		Use:   "evidence MODEL",
		Short: "Say what observed moves tell about a hidden type, and what to watch for",
		Long: "Computes, in each equilibrium of a model, the matrix of competing hypotheses: how likely each move that may be observed is\n" +
			"under each type of a hidden move of chance, the likelihood ratio, and the belief after it; then the watch list: the moves\n" +
			"still to come that are expected to tell most about the type, what each would tell, and those that say nothing.\n\n" +
			"--observed says what has been seen: the matrix is then of these moves, in order of the story, with the belief after all of\n" +
			"them, and the watch list goes on from there. Moves that were seen and are not named are left open.\n\n" +
			"--observer says who looks: public (the default) sees the moves that every player sees, all sees every move but the hidden\n" +
			"one, and a player sees what the model lets him see. --draws adds how far the ratios move over draws of the params.",
		Example: "  parley evidence crisis.star\n" +
			"  parley evidence crisis.star --observed 'opening=escalate' --draws 1000\n" +
			"  parley evidence crisis.star --watch --observer defender\n" +
			"  parley evidence crisis.star --csv > matrix.csv",
		Args:              args(1, 1, "a model"),
		ValidArgsFunction: completeFile("star"),
		RunE:              func(cmd *cobra.Command, args []string) error { return a.evidence(cmd, args[0], o) },
	}
	a.outputFlags(cmd)
	a.modelFlags(cmd)
	a.solverFlags(cmd)
	a.lambdaFlag(cmd)
	f := cmd.Flags()
	f.StringArrayVar(&o.hidden, "hidden", nil, "the hidden move of chance, by its `LABEL`; repeatable, for types of several moves together. The first one by default")
	f.StringVar(&o.observer, "observer", evidence.Public, "`WHO` looks: public, all or a player")
	f.StringArrayVar(&o.observed, "observed", nil, "what has been seen: `MOVE=ACTION`, several with commas between them; repeatable")
	f.IntVar(&o.equilibrium, "equilibrium", 0, "read equilibrium `N` alone, as parley solve counts them (0: all)")
	f.BoolVar(&o.watch, "watch", false, "print the watch list alone")
	f.BoolVar(&a.all, "all", false, "print every equilibrium and occasion, however many there are")
	f.BoolVar(&o.csv, "csv", false, "print a table in CSV instead of text: a row for each move and type")
	f.IntVar(&o.draws, "draws", 0, "say how ratios move over `N` draws of the params")
	f.Uint64Var(&a.seed, "seed", 1, "`SEED` of the draws: the same seed gives the same bytes")
	f.IntVar(&a.workers, "workers", 0, "solve on `N` processors (0: all); no result depends on it")
	cmd.MarkFlagsMutuallyExclusive("json", "csv")
	return cmd
}

func (a *app) evidence(cmd *cobra.Command, path string, o *evidenceOptions) error {
	concept, err := a.askedConcept(cmd)
	if err != nil {
		return err
	}
	if o.draws > 0 && concept != solve.Sequential {
		return usagef(cmd, "--draws looks at sequential equilibria, and not at --concept %s", concept)
	}
	if o.draws < 0 || o.equilibrium < 0 {
		return usagef(cmd, "--draws and --equilibrium do not take a number below 0")
	}
	observed, err := observedMoves(cmd, o.observed)
	if err != nil {
		return err
	}
	ctx, cancel := a.deadline(cmd.Context())
	defer cancel()
	in, err := a.readModel(ctx, cmd, path, "a story, which does not say who sees which move")
	if err != nil {
		return err
	}
	frame, err := evidence.New(in.game, o.hidden, o.observer)
	if err != nil {
		return fmt.Errorf("%s: %w", in.shown, err)
	}
	place, err := frame.Place(observed)
	if err != nil {
		return fmt.Errorf("%s: --observed: %w", in.shown, err)
	}
	s, err := a.solution(ctx, in, concept)
	if err != nil {
		return err
	}
	if s.Result.In != nil && s.Result.In.Game != in.game {
		return fmt.Errorf("%s: use --concept sequential or --concept spe", report.NoMoves(s.Result, "observe"))
	}
	doc := &report.Evidence{Solution: s, Model: in.model, Frame: frame, Place: place, Watch: o.watch}
	if doc.Readings, err = readings(in.instance, s.Result, frame, place, o.equilibrium); err != nil {
		return err
	}
	if err := a.evidenceDraws(ctx, in, concept, doc, o); err != nil {
		return err
	}
	switch {
	case a.json:
		err = a.printJSON(doc.JSON())
	case o.csv:
		err = a.print(doc.CSV())
	default:
		a.warn(in)
		err = a.print([]byte(doc.Text(a.style(a.stdout))))
	}
	if err == nil && doc.Stopped {
		return fmt.Errorf("%w: %s", errStopped, a.stopReason(ctx))
	}
	if err == nil && !s.Result.Complete && !s.Result.Finished {
		return errStopped
	}
	return err
}

// readings reads all equilibria, or one of them.
func readings(in *game.Instance, r *solve.Result, f *evidence.Frame, at *evidence.Place, only int) ([]evidence.Reading, error) {
	if only > len(r.Equilibria) {
		return nil, fmt.Errorf("there is no equilibrium %d: %s found", only, report.Count(len(r.Equilibria), "was", "were"))
	}
	return f.ReadAll(in, r.Equilibria, only, at), nil
}

// evidenceDraws adds draws, if they were asked for.
func (a *app) evidenceDraws(ctx context.Context, in *input, concept solve.Concept, doc *report.Evidence, o *evidenceOptions) (err error) {
	if o.draws == 0 {
		return nil
	}
	bar := a.progress()
	defer bar.done()
	opt := evidence.DrawOptions{Draws: o.draws, Seed: a.seed, Workers: a.workers, Limits: solve.Limits{Supports: a.limitSupports},
		Prepare:  func(g *game.Game) (solve.Solver, error) { return all.Prepare(concept, g) },
		Progress: func(done, total int) { bar.count("draws", done, total) }}
	if doc.Drawn, err = doc.Frame.OverDraws(ctx, in.model, slices.Clone(in.instance.Values), doc.Place, doc.Readings, opt); err != nil {
		return err
	}
	doc.Stopped = doc.Drawn.Draws < o.draws
	return nil
}

// observedMoves reads --observed: MOVE=ACTION with commas between. What has no sign of equality goes on with what was before it.
func observedMoves(cmd *cobra.Command, texts []string) ([]evidence.Event, error) {
	var out []evidence.Event
	for _, text := range texts {
		var parts []string
		for part := range strings.SplitSeq(text, ",") {
			if n := len(parts); n > 0 && !strings.Contains(part, "=") {
				parts[n-1] += "," + part
				continue
			}
			parts = append(parts, part)
		}
		for _, part := range parts {
			label, action, ok := strings.Cut(part, "=")
			if !ok || strings.TrimSpace(label) == "" || strings.TrimSpace(action) == "" {
				return nil, usagef(cmd, "--observed wants MOVE=ACTION, and got %q", part)
			}
			out = append(out, evidence.Event{Label: strings.TrimSpace(label), Action: strings.TrimSpace(action)})
		}
	}
	return out, nil
}
