package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/model"
	"parley/num"
	"parley/report"
	"parley/solve"
	"parley/sweep"
	"parley/sweep/table"
	"parley/sweepfile"
)

// sweepFlags are the flags of the command sweep.
type sweepFlags struct {
	draws    int
	seed     uint64
	method   string
	rows     string
	queries  []string
	ranges   []string
	only     bool
	variants bool
	shard    string
	workers  int
	out      string
	restart  bool
}

// sweepMethods are the ways to make draws.
func sweepMethods() []string {
	var out []string
	for _, d := range sweep.Designs() {
		out = append(out, string(d))
	}
	return out
}

func (a *app) sweepCommand() *cobra.Command {
	o := &sweepFlags{}
	cmd := &cobra.Command{
		Use:   "sweep MODEL",
		Short: "Solve a model at many draws of its params, as a table",
		Long: "Draws the params of a model from their ranges and distributions, inside the region that the assumptions\n" +
			"allow, finds every equilibrium at each draw, and writes a table in CSV or Parquet: a row for each draw\n" +
			"(or each equilibrium) with the params, the answers to the model's questions and whether its conclusions\n" +
			"hold. A param given with --set has that value in all draws; one given with --range is drawn uniformly\n" +
			"from there instead. With --out FILE, a sweep that was stopped or killed goes on where it stopped when\n" +
			"the same command is run again.",
		Example: "  parley sweep crisis.star --draws 1000 > draws.csv\n" +
			"  parley sweep crisis.star --range prior=0.05..0.95 --set war_cost=0.5 > draws.csv\n" +
			"  parley sweep crisis.star --draws 100000 --method sobol --out draws.parquet\n" +
			"  parley sweep crisis.star --rows equilibria --query 'war = P(\"war\")' --only-queries --out all.csv\n" +
			"  parley sweep crisis.star --draws 1000000 --shard 3/20 --out part-3.csv",
		Args:              args(1, 1, "a model"),
		ValidArgsFunction: completeModels,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.sweep(cmd, args[0], o) },
	}
	a.modelFlags(cmd)
	f := cmd.Flags()
	f.BoolVarP(&a.quiet, "quiet", "q", false, "print no progress and no warnings")
	f.IntVar(&o.draws, "draws", 10_000, "make `N` draws")
	f.Uint64Var(&o.seed, "seed", 1, "`SEED` of the draws: the same seed gives the same bytes")
	f.StringVar(&o.method, "method", string(sweep.Random), "`METHOD` to make draws: "+strings.Join(sweepMethods(), ", "))
	f.StringVar(&o.rows, "rows", string(table.PerDraw), "what a row is for, `WHAT`: draws or equilibria")
	f.StringArrayVar(&o.queries, "query", nil, "answer this `QUERY` of the model language, too; NAME=QUERY names its column; repeatable")
	f.StringArrayVar(&o.ranges, "range", nil, "draw a param uniformly from these values, in place of its own distribution: `PARAM=LOW..HIGH`; repeatable")
	f.BoolVar(&o.only, "only-queries", false, "answer what --query asks and nothing else")
	f.BoolVar(&o.variants, "variants", false, "answer questions and conclusions about variants, too, which takes longer")
	f.StringVar(&o.shard, "shard", "", "solve part `I/N` of the draws, to be joined with parley merge")
	f.IntVar(&o.workers, "workers", 0, "solve on `N` processors (0: all); no result depends on it")
	f.Int64Var(&a.limitSupports, "limit-supports", 0, "look at `N` supports at most in each game (0: the default)")
	f.StringVarP(&o.out, "out", "o", standardInput, "write to this `FILE` (.csv or .parquet; - for standard output, as CSV)")
	f.BoolVar(&o.restart, "restart", false, "throw away what an earlier sweep left at --out, and begin anew")
	fixed(cmd, "method", sweepMethods()...)
	complete(cmd, "range", a.completeParam(true))
	fixed(cmd, "rows", string(table.PerDraw), string(table.PerEquilibrium))
	return cmd
}

// options checks the flags.
func (o *sweepFlags) options(cmd *cobra.Command) (table.Options, error) {
	opt := table.Options{Draws: o.draws, Seed: o.seed, Design: sweep.Design(o.method), Rows: table.RowsPer(o.rows), OnlyQueries: o.only, Variants: o.variants, Workers: o.workers, Version: version}
	if opt.Workers == 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	if o.shard != "" {
		var err error
		if opt.Shard, err = table.ParseShard(o.shard); err != nil {
			return opt, usagef(cmd, "--shard %s", err)
		}
	}
	switch {
	case o.draws < 1 || o.draws > table.MaxDraws:
		return opt, usagef(cmd, "--draws wants a number from 1 to %s", report.Thousands(table.MaxDraws))
	case opt.Shard.Of > o.draws:
		return opt, usagef(cmd, "--shard %s leaves parts without a draw: there are %d draws", o.shard, o.draws)
	case o.workers < 0:
		return opt, usagef(cmd, "--workers does not take a number below 0")
	case !slices.Contains(sweepMethods(), o.method):
		return opt, usagef(cmd, "--method wants %s, and got %q", strings.Join(sweepMethods(), ", "), o.method)
	case opt.Rows != table.PerDraw && opt.Rows != table.PerEquilibrium:
		return opt, usagef(cmd, "--rows wants draws or equilibria, and got %q", o.rows)
	case o.only && len(o.queries) == 0:
		return opt, usagef(cmd, "--only-queries wants a --query")
	case o.restart && o.out == standardInput:
		return opt, usagef(cmd, "--restart is for --out FILE")
	}
	if o.out != standardInput {
		if _, err := sweepfile.FormatOf(o.out); err != nil {
			return opt, usagef(cmd, "--out %s", err)
		}
	}
	if opt.Rows == table.PerEquilibrium {
		opt.Kinds = report.Kinds
	}
	return opt, nil
}

func (a *app) sweep(cmd *cobra.Command, path string, o *sweepFlags) error {
	opt, err := o.options(cmd)
	if err != nil {
		return err
	}
	if opt.Ranges, err = o.redistributed(cmd); err != nil {
		return err
	}
	settings, err := a.settings(cmd)
	if err != nil {
		return err
	}
	ctx, cancel := a.deadline(cmd.Context())
	defer cancel()
	in, err := a.parse(ctx, path)
	switch {
	case err != nil:
		return err
	case in.model == nil:
		return fmt.Errorf("%s is a game without a story; sweep wants a model (.star)", path)
	}
	if opt.Queries, err = o.asked(cmd, in.model); err != nil {
		return err
	}
	opt.Hold = map[string]num.Rat{}
	for _, s := range settings {
		opt.Hold[s.name] = s.value
	}
	for _, name := range slices.Sorted(maps.Keys(opt.Ranges)) {
		if _, ok := opt.Hold[name]; ok {
			return usagef(cmd, "--set and --range both give %s: a param is held at one value or drawn from a range", name)
		}
	}
	opt.Limits = solve.Limits{Supports: a.limitSupports}
	s, err := table.New(in.model, opt)
	if err != nil {
		return err
	}
	a.warn(in)
	a.leftOut(s)
	if o.out == standardInput {
		return a.sweepToStdout(ctx, s)
	}
	return a.sweepToFile(ctx, s, o)
}

// redistributed reads --range.
func (o *sweepFlags) redistributed(cmd *cobra.Command) (map[string]table.Range, error) {
	out := map[string]table.Range{}
	for _, text := range o.ranges {
		name, axis, err := parseRange(cmd, text)
		if err != nil {
			return nil, err
		}
		if _, twice := out[name]; twice {
			return nil, usagef(cmd, "--range gives %s twice", name)
		}
		out[name] = table.Range{Low: axis.Low, High: axis.High}
	}
	return out, nil
}

// named is a query with a name before it: war = P("war").
var named = regexp.MustCompile(`^\s*([A-Za-z][A-Za-z0-9_]*)\s*=([^=].*)$`)

// asked reads the queries of the command line.
func (o *sweepFlags) asked(cmd *cobra.Command, m *model.Model) ([]table.Asked, error) {
	var out []table.Asked
	for _, text := range o.queries {
		name := ""
		if m := named.FindStringSubmatch(text); m != nil {
			name, text = m[1], strings.TrimSpace(m[2])
		}
		q, c, list := model.ParseQuery(m, text)
		if list.HasErrors() {
			return nil, &wrongInput{list, func(string) (string, bool) { return text, true }}
		}
		out = append(out, table.Asked{Name: name, Query: q, Condition: c})
	}
	return out, nil
}

// leftOut tells what is not asked, and how to ask it.
func (a *app) leftOut(s *table.Sweep) {
	q, c := s.Left.Questions, s.Left.Conclusions
	if a.quiet || q+c == 0 {
		return
	}
	var parts []string
	if q > 0 {
		parts = append(parts, report.Count(q, "question", ""))
	}
	if c > 0 {
		parts = append(parts, report.Count(c, "conclusion", ""))
	}
	verb := "are"
	if q+c == 1 {
		verb = "is"
	}
	fmt.Fprintf(a.stderr, "parley: %s about variants %s left out; include them with --variants, which takes longer\n", strings.Join(parts, " and "), verb)
}

// drawsProgress returns what shows how many draws are done, and what ends that; the latter may be called twice. A
// run that goes on counts what was done before.
func (a *app) drawsProgress(s *table.Sweep) (show func(next int), done func()) {
	first, end := s.Range()
	bar := a.progress()
	return func(next int) { bar.count("draws", next-first, end-first) }, bar.done
}

func (a *app) sweepToStdout(ctx context.Context, s *table.Sweep) error {
	first, end := s.Range()
	if err := a.print(sweepfile.AppendHeader(nil, s.Header)); err != nil {
		return err
	}
	show, done := a.drawsProgress(s)
	defer done()
	incomplete := 0
	next, err := s.Run(ctx, first, encoder(s), func(b table.Block) error {
		show(b.First + b.Draws)
		incomplete += b.Incomplete
		return a.print(b.Bytes)
	})
	done()
	a.incomplete(incomplete, next-first)
	if err != nil || next == end {
		return err
	}
	stopped := fmt.Sprintf("%s after %d of %d draws", a.stopReason(ctx), next-first, end-first)
	if err := a.print(fmt.Appendf(nil, "# incomplete: %s\n", stopped)); err != nil {
		return err
	}
	return fmt.Errorf("%w: %s", errStopped, stopped)
}

func encoder(s *table.Sweep) func([]byte, []table.Cell) []byte {
	return func(b []byte, row []table.Cell) []byte { return sweepfile.AppendRow(b, s.Header.Columns, row) }
}

func (a *app) sweepToFile(ctx context.Context, s *table.Sweep, o *sweepFlags) error {
	finished, err := a.look(s, o)
	if finished || err != nil {
		return err
	}
	first, end := s.Range()
	j, err := sweepfile.OpenJournal(o.out, s.Header, first, end, o.restart)
	if err != nil {
		return restartHint(err)
	}
	a.resumed(j, first, end)
	show, done := a.drawsProgress(s)
	defer done()
	next, err := s.Run(ctx, j.Next, encoder(s), func(b table.Block) error {
		show(b.First + b.Draws)
		return j.Add(b)
	})
	done()
	if err == nil && next == end {
		a.incomplete(j.Incomplete, end-first)
		return j.Finish()
	}
	if e := j.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return fmt.Errorf("%w: %s after %d of %d draws; the same command goes on from there", errStopped, a.stopReason(ctx), next-first, end-first)
}

// look tells whether the file is there and finished already. What another sweep made is not written over
// unless it was asked for: now, or when the journal beside it was begun.
func (a *app) look(s *table.Sweep, o *sweepFlags) (finished bool, err error) {
	if o.restart {
		err := sweepfile.Replaceable(o.out)
		return false, err
	}
	finished, err = sweepfile.Finished(o.out, s.Header.Meta)
	var other *sweepfile.DifferError
	switch {
	case errors.As(err, &other):
		first, end := s.Range()
		if sweepfile.Begun(o.out, s.Header, first, end) {
			return false, nil
		}
		return false, restartHint(err)
	case err != nil:
		return false, fmt.Errorf("%w: it is left alone; give another name with --out, or take it away", err)
	case finished:
		if !a.quiet {
			fmt.Fprintf(a.stderr, "parley: %s is there already, finished by the same command; nothing to do\n", o.out)
		}
		if sweepfile.Begun(o.out, s.Header, 0, 0) { // it was killed when all was done
			_ = os.Remove(sweepfile.JournalPath(o.out)) // a later run can do it as well
		}
	}
	return finished, nil
}

// resumed tells what was found of an earlier run.
func (a *app) resumed(j *sweepfile.Journal, first, end int) {
	if a.quiet {
		return
	}
	if j.Next > first {
		fmt.Fprintf(a.stderr, "parley: %s of %s draws are there from an earlier run\n", report.Thousands(j.Next-first), report.Thousands(end-first))
	}
}

// incomplete tells of draws that are not proved complete.
func (a *app) incomplete(n, of int) {
	if n > 0 && !a.quiet {
		fmt.Fprintf(a.stderr, "parley: %s of %s draws are not proved complete: the column because says why\n", report.Thousands(n), report.Thousands(of))
	}
}

// restartHint adds to an error about another sweep how to go on.
func restartHint(err error) error {
	var other *sweepfile.DifferError
	if errors.As(err, &other) {
		return fmt.Errorf("%w. Give another name with --out, or throw it away and begin anew with --restart", err)
	}
	return err
}
