package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/audit"
	"parley/regime"
	"parley/report"
	"parley/report/page"
	"parley/solve"
	"parley/solve/refine"
)

// reportOptions are the flags of report alone.
type reportOptions struct {
	out  string
	axes string
	grid int
	date string
	// refine lists refinements by name, as solve does.
	refine string

	without []string
}

// reportGrid is how fine the maps of a report begin, unless asked otherwise.
const reportGrid = 24

// mostMapped is how many nodes a game may have for its map to be made without being asked for.
const mostMapped = 3000

func (a *app) reportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "report MODEL... -o FILE",
		Short: "Write an audit as one HTML page: verdicts, trees, maps, ledger, text",
		Long: "Audits one or several models as parley audit does and writes one HTML file that needs nothing else, offline and on\n" +
			"paper: the account, every conclusion with its verdict and what carries it, every answer, the tree of the\n" +
			"baseline, its equilibria compared, a map of regimes, the sensitivities, the ledger of claims, the models' text\n" +
			"and the commands that make it again. The map is over the two params that carry most unless --map says otherwise.\n" +
			"--without leaves parts out; the verdicts and how to make them again always stay.",
		Example: "  parley report crisis.star -o report.html\n  parley report examples/beijing-2018 --draws 1000 --sensitivity -o report.html\n" +
			"  parley report crisis.star --map prior,war_cost --grid 48 -o -",
		Args:              args(1, -1, "a model or a folder of models"),
		ValidArgsFunction: completeModels,
		RunE:              a.report,
	}
	a.auditFlags(cmd)
	f := cmd.Flags()
	o := &a.reporting
	f.StringVarP(&o.out, "output", "o", "", "`FILE` to write; - for standard output")
	f.StringVar(&o.axes, "map", "auto", "map regimes over these two params, `X,Y`: by default those that carry most; none for no map")
	f.IntVar(&o.grid, "grid", reportGrid, "begin a map with `N` by N cells: a regime narrower than a cell may be missed")
	f.StringVar(&o.refine, "refine", "all", "judge the equilibria at the baseline by all refinements, by a `LIST` of "+strings.Join(refine.Names(), ", ")+`, or by "" for the intuitive criterion alone`)
	fixed(cmd, "refine", append([]string{"all"}, refine.Names()...)...)
	f.StringSliceVar(&o.without, "without", nil, "leave out these `PARTS`, such as ledger,maps: "+partNames())
	complete(cmd, "without", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return strings.Split(partNames(), ", "), cobra.ShellCompDirectiveNoFileComp
	})
	f.StringVar(&o.date, "date", "", "a `DATE` to print, in any form; none is printed otherwise")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "print no progress and no warnings")
	f.StringVar(&a.color, "color", "auto", "`WHEN` to colour messages: auto, always or never")
	fixed(cmd, "color", "auto", "always", "never")
	return cmd
}

func (a *app) report(cmd *cobra.Command, args []string) error {
	settings, err := a.settings(cmd)
	if err != nil {
		return err
	}
	if err := a.checkReport(cmd); err != nil {
		return err
	}
	names, err := refinements(cmd, "refine", a.reporting.refine)
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
	if err := a.checkAxes(inputs); err != nil {
		return err
	}
	found, err := a.runAudit(ctx, cmd, inputs, settings)
	if err != nil {
		return err
	}
	doc := &report.Report{Audited: report.Audited{Audit: found, Version: version, Set: moved(settings)}, Args: args, Options: reportFlags(cmd), Date: a.reporting.date, Without: a.reporting.without}
	for _, in := range inputs {
		a.warn(in)
	}
	if doc.Refinements, err = found.Refinements(ctx, names); err != nil {
		return err
	}
	if err := a.reportMaps(ctx, doc); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := page.Write(&b, doc.Document()); err != nil {
		return err
	}
	if err := a.writeTo(a.reporting.out, &b); err != nil {
		return err
	}
	if found.Stopped || ctx.Err() != nil {
		return fmt.Errorf("%w: %s; the report says so", errStopped, a.stopReason(ctx))
	}
	return nil
}

// partNames lists what a report may be made without.
func partNames() string {
	var names []string
	for _, p := range report.Parts {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

// checkReport finds flags that make no sense before anything is read.
func (a *app) checkReport(cmd *cobra.Command) error {
	o := &a.reporting
	switch {
	case o.out == "":
		return usagef(cmd, "report wants a file to write: -o report.html, or -o - for standard output")
	case o.grid < 2 || o.grid > regime.MostGrid:
		return usagef(cmd, "--grid wants a number from 2 to %d, and got %d", regime.MostGrid, o.grid)
	}
	if err := report.CheckParts(o.without); err != nil {
		return usagef(cmd, "--without: %s", err)
	}
	if o.axes == "auto" || o.axes == "none" {
		return nil
	}
	x, y, ok := strings.Cut(o.axes, ",")
	switch {
	case !ok || x == "" || y == "" || strings.Contains(y, ","):
		return usagef(cmd, "--map wants two params, such as prior,war_cost, or none; it got %q", o.axes)
	case x == y:
		return usagef(cmd, "--map wants two different params, and got %q twice", x)
	}
	return nil
}

// reportFlags lists the flags that were given and decide what the report says, in the order of their names.
func reportFlags(cmd *cobra.Command) []string {
	var out []string
	for _, name := range []string{"boxes", "date", "draws", "grid", "limit-nodes", "limit-steps", "limit-supports", "map", "prove", "refine", "seed", "sensitivity", "set", "time", "without"} {
		f := cmd.Flags().Lookup(name)
		switch {
		case !f.Changed:
		case name == "set":
			sets, _ := cmd.Flags().GetStringArray(name) //nolint:errcheck // it is one
			for _, s := range sets {
				out = append(out, "--set", s)
			}
		case name == "without":
			parts, _ := cmd.Flags().GetStringSlice(name) //nolint:errcheck // it is one
			out = append(out, "--without", strings.Join(parts, ","))
		case name == "prove", name == "sensitivity" && f.Value.String() == automatic:
			out = append(out, "--"+name)
		default:
			out = append(out, "--"+name, f.Value.String())
		}
	}
	return out
}

// checkAxes finds params of --map that no model has both of.
func (a *app) checkAxes(inputs []*input) error {
	x, y, ok := strings.Cut(a.reporting.axes, ",")
	if !ok {
		return nil
	}
	var first error
	for _, in := range inputs {
		_, errX := axis(in.model, "--map", x, nil)
		_, errY := axis(in.model, "--map", y, nil)
		switch {
		case errX == nil && errY == nil:
			return nil
		case first == nil && errX != nil:
			first = errX
		case first == nil:
			first = errY
		}
	}
	return first
}

// reportMaps makes the map of each model that is to have one, and says of the others why they have none.
func (a *app) reportMaps(ctx context.Context, doc *report.Report) error {
	doc.Maps, doc.NoMap = make([]*report.Mapped, len(doc.Models)), make([]string, len(doc.Models))
	for i := range doc.Models {
		m := &doc.Models[i]
		opt, why := a.mapOf(m)
		if why == "" && ctx.Err() != nil {
			why = "No map: there was no time left for one."
		}
		if doc.NoMap[i] = why; why != "" {
			continue
		}
		found, err := a.findRegimes(ctx, &input{place: &place{shown: m.Model.Path}, model: m.Model}, opt)
		if err != nil {
			return err
		}
		var set []report.Setting
		for _, s := range doc.Set {
			if _, ok := m.Model.Param(s.Name); ok {
				set = append(set, s)
			}
		}
		mapped := report.NewMapped(found, version, set)
		if err := a.checkRegimes(ctx, mapped); err != nil {
			return err
		}
		doc.Maps[i] = mapped
	}
	return nil
}

// mapOf decides over which params a model is mapped; why says why there is no map.
func (a *app) mapOf(m *audit.ModelAudit) (opt regime.Options, why string) {
	o := &a.reporting
	if o.axes == "none" || slices.Contains(o.without, "maps") {
		return opt, "No map was asked for."
	}
	var pair []int
	if x, y, ok := strings.Cut(o.axes, ","); ok {
		for _, name := range []string{x, y} {
			if p, ok := m.Model.Param(name); ok {
				pair = append(pair, p)
			}
		}
		if len(pair) < 2 {
			return opt, fmt.Sprintf("No map: the model does not have both %s and %s.", x, y)
		}
	} else {
		pair = m.Carriers(true)
		by := fmt.Sprintf("parley map %s --x PARAM --y PARAM", m.Model.Path)
		switch n := len(m.Model.Game.Nodes); {
		case !m.Stages.Linchpins:
			return opt, "No map: the audit was stopped before it was known which params carry most."
		case len(pair) < 2:
			return opt, "No map: fewer than two params with a range change an answer or a conclusion."
		case n > mostMapped:
			return opt, fmt.Sprintf("No map: with %s nodes the game takes long to solve at the thousands of points of a map. %s makes one.", report.Thousands(n), by)
		}
	}
	for k, at := range []*regime.Axis{&opt.X, &opt.Y} {
		d := m.Model.Params[pair[k]].Dist
		if !d.Low.Less(d.High) {
			return opt, fmt.Sprintf("No map: the model gives no range to %s.", m.Model.Params[pair[k]].Name)
		}
		*at = regime.Axis{Param: pair[k], Low: d.Low, High: d.High}
	}
	opt.Baseline, opt.Grid, opt.Points = slices.Clone(m.Baseline), o.grid, report.MapPoints
	opt.Workers, opt.Limits = a.workers, solve.Limits{Supports: a.limitSupports}
	return opt, ""
}
