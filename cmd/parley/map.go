package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/draw"
	"parley/game"
	"parley/model"
	"parley/num"
	"parley/query"
	"parley/regime"
	"parley/report"
	"parley/solve"
)

// mapOptions are the flags of map alone.
type mapOptions struct {
	x, y    string
	ranges  []string
	by      string
	grid    int
	points  int
	queries []string
	theme   string
	as      string
	out     string
}

func (a *app) mapCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "map MODEL --x PARAM --y PARAM",
		Short: "Map where which equilibria exist, in the plane of two params",
		Long: "Finds the regimes of a model in the plane of two params: regions in which the set of equilibria is the same up\n" +
			"to behaviour, with all other params at the baseline or at --set. Their boundaries are found by bisection to a\n" +
			"millionth of each axis. Without --range an axis covers the param's own range.",
		Example: "  parley map crisis.star --x prior --y audience_cost\n" +
			"  parley map crisis.star --x prior --y audience_cost --range prior=0.05..0.95 --range audience_cost=0..0.9 -o map.svg\n" +
			"  parley map crisis.star --x prior --y war_cost --query 'P(\"war\")' -o map.json",
		Args:              args(1, 1, "a model"),
		ValidArgsFunction: completeFile("star"),
		RunE:              func(cmd *cobra.Command, args []string) error { return a.regimeMap(cmd, args[0]) },
	}
	a.outputFlags(cmd)
	a.modelFlags(cmd)
	f := cmd.Flags()
	o := &a.mapping
	f.StringVar(&o.x, "x", "", "the `PARAM` along the horizontal axis")
	f.StringVar(&o.y, "y", "", "the `PARAM` along the vertical axis")
	f.StringArrayVar(&o.ranges, "range", nil, "map an axis over these values, in place of the param's own range: `PARAM=LOW..HIGH`; repeatable")
	f.StringVar(&o.by, "by", string(regime.Replies), "tell equilibria apart by play on the path and the replies to one departure from it (`replies`), or on the path alone (path)")
	f.IntVar(&o.grid, "grid", regime.DefaultGrid, "begin with `N` by N cells: a regime narrower than a cell may be missed")
	f.IntVar(&o.points, "limit-points", regime.DefaultPoints, "solve the game at `N` points at most")
	f.StringArrayVar(&o.queries, "query", nil, "give the range of this `QUERY` in each regime, beside the model's questions; repeatable")
	f.StringVarP(&a.mapping.out, "output", "o", "", "write a picture (.svg, .png, .pdf, .tex) or data (.json, .csv) to `FILE`; - for standard output, in place of the text")
	f.StringVar(&o.as, "as", "", "what to write with -o: "+strings.Join(mapFormats, ", ")+"; by default what the `ENDING` of the file says")
	f.StringVar(&o.theme, "theme", draw.Light.Name, "`COLOURS` of the picture: light or dark")
	f.IntVar(&a.workers, "workers", 0, "solve on `N` processors (0: all); no result depends on it")
	f.Int64Var(&a.limitSupports, "limit-supports", 0, "look at `N` supports at most in each game (0: the default)")
	fixed(cmd, "by", string(regime.Replies), string(regime.Path))
	fixed(cmd, "as", mapFormats...)
	fixed(cmd, "theme", draw.Light.Name, draw.Dark.Name)
	for _, name := range []string{"x", "y", "range"} {
		complete(cmd, name, a.completeParam(name == "range"))
	}
	return cmd
}

// completeParam completes the names of a model's params, with the sign that a value follows if equals.
func (a *app) completeParam(equals bool) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, start string) ([]string, cobra.ShellCompDirective) {
		list, directive := a.completeSet(cmd, args, start)
		if equals {
			return list, directive
		}
		for i := range list {
			name, help, _ := strings.Cut(list[i], "\t")
			list[i] = cobra.CompletionWithDesc(strings.TrimSuffix(name, "="), help)
		}
		return list, cobra.ShellCompDirectiveNoFileComp
	}
}

func (a *app) regimeMap(cmd *cobra.Command, path string) error {
	o := &a.mapping
	if err := a.checkMap(cmd); err != nil {
		return err
	}
	ctx, cancel := a.deadline(cmd.Context())
	defer cancel()
	in, err := a.readModel(ctx, cmd, path, "params")
	if err != nil {
		return err
	}
	opt := regime.Options{Basis: regime.Basis(o.by), Grid: o.grid, Points: o.points, Workers: a.workers, Limits: solve.Limits{Supports: a.limitSupports}}
	if opt.X, opt.Y, err = a.axes(cmd, in.model); err != nil {
		return err
	}
	if opt.Queries, err = mapQueries(in, o.queries); err != nil {
		return err
	}
	opt.Baseline = in.instance.Values
	found, err := a.findRegimes(ctx, in, opt)
	if err != nil {
		return err
	}
	doc := report.NewMapped(found, version, in.set)
	if err := a.checkRegimes(ctx, doc); err != nil {
		return err
	}
	if err := a.writeMap(in, doc); err != nil {
		return err
	}
	switch {
	case found.Because == "":
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %s", errStopped, a.stopReason(ctx))
	}
	return errStopped
}

// checkMap finds flags that make no sense before anything is read.
func (a *app) checkMap(cmd *cobra.Command) error {
	o := &a.mapping
	switch {
	case o.x == "" || o.y == "":
		return usagef(cmd, "map wants two params: --x PARAM --y PARAM")
	case o.x == o.y:
		return usagef(cmd, "--x and --y are both %q: a map wants two different params", o.x)
	case o.by != string(regime.Replies) && o.by != string(regime.Path):
		return usagef(cmd, "--by wants replies or path, and got %q", o.by)
	case o.grid < 2 || o.grid > regime.MostGrid:
		return usagef(cmd, "--grid wants a number from 2 to %d, and got %d", regime.MostGrid, o.grid)
	case o.points < 1:
		return usagef(cmd, "--limit-points wants a number of at least 1, and got %d", o.points)
	case o.theme != draw.Light.Name && o.theme != draw.Dark.Name:
		return usagef(cmd, "--theme wants light or dark, and got %q", o.theme)
	case o.as != "" && a.mapping.out == "":
		return usagef(cmd, "--as says what to write with -o, which is not given")
	case a.json && a.mapping.out == standardInput:
		return usagef(cmd, "--json and -o - would both write to standard output")
	case a.mapping.out == "":
		return nil
	}
	switch format := a.mapFormat(); {
	case slices.Contains(mapFormats, format):
		return nil
	case format == "":
		return usagef(cmd, "say with --as what to write to %s: %s", a.mapping.out, strings.Join(mapFormats, ", "))
	}
	return usagef(cmd, "a map is written as %s, and not as %q", strings.Join(mapFormats, ", "), a.mapFormat())
}

// mapFormats are what map writes.
var mapFormats = append(slices.Clone(pictures), "json", "csv")

// mapFormat is what -o asks for.
func (a *app) mapFormat() string {
	if a.mapping.as != "" {
		return a.mapping.as
	}
	return ending(a.mapping.out)
}

// axes reads --x, --y and --range.
func (a *app) axes(cmd *cobra.Command, m *model.Model) (x, y regime.Axis, err error) {
	o := &a.mapping
	given := map[string]regime.Axis{}
	for _, text := range o.ranges {
		name, axis, err := parseRange(cmd, text)
		if err != nil {
			return x, y, err
		}
		if name != o.x && name != o.y {
			return x, y, usagef(cmd, "--range %s: the axes are %s and %s", text, o.x, o.y)
		}
		if _, twice := given[name]; twice {
			return x, y, usagef(cmd, "--range gives %s twice", name)
		}
		given[name] = axis
	}
	if x, err = axis(m, "--x", o.x, given); err != nil {
		return x, y, err
	}
	y, err = axis(m, "--y", o.y, given)
	return x, y, err
}

func axis(m *model.Model, flag, name string, given map[string]regime.Axis) (regime.Axis, error) {
	p, ok := m.Param(name)
	if !ok {
		_, err := m.Values(map[string]num.Rat{name: num.Zero}) // says which one was probably meant
		return regime.Axis{}, fmt.Errorf("%s: %w", flag, err)
	}
	if a, ok := given[name]; ok {
		a.Param = p
		return a, nil
	}
	d := m.Params[p].Dist
	if d.Kind == "fixed" || !d.Low.Less(d.High) {
		return regime.Axis{}, fmt.Errorf("%s: the model gives no range to %s: say over which values to map it, such as --range %s=0..1", flag, name, name)
	}
	return regime.Axis{Param: p, Low: d.Low, High: d.High}, nil
}

// parseRange reads PARAM=LOW..HIGH.
func parseRange(cmd *cobra.Command, text string) (name string, a regime.Axis, err error) {
	name, values, ok := strings.Cut(text, "=")
	low, high, both := strings.Cut(values, "..")
	if !ok || !both || name == "" {
		return "", a, usagef(cmd, "--range wants PARAM=LOW..HIGH, such as prior=0.05..0.95, and got %q", text)
	}
	if a.Low, err = num.Parse(strings.TrimSpace(low)); err != nil {
		return "", a, usagef(cmd, "--range %s: %s", text, err)
	}
	if a.High, err = num.Parse(strings.TrimSpace(high)); err != nil {
		return "", a, usagef(cmd, "--range %s: %s", text, err)
	}
	if !a.Low.Less(a.High) {
		return "", a, usagef(cmd, "--range %s is empty: the first number has to be the smaller one", text)
	}
	return strings.TrimSpace(name), a, nil
}

// mapQueries reads the queries of the command line.
func mapQueries(in *input, texts []string) ([]query.Query, error) {
	var out []query.Query
	for _, text := range texts {
		q, _, list := model.ParseQuery(in.model, text)
		switch {
		case list.HasErrors():
			return nil, &wrongInput{list, func(string) (string, bool) { return text, true }}
		case q == nil:
			return nil, fmt.Errorf("--query %s: this is a condition, and a query is wanted, whose answer is a number", text)
		}
		out = append(out, q)
	}
	if texts != nil {
		return out, in.refresh() // a query may have brought new expressions
	}
	return out, nil
}

func (a *app) findRegimes(ctx context.Context, in *input, opt regime.Options) (*regime.Map, error) {
	bar := a.progress()
	defer bar.done()
	opt.Progress = func(stage string, done, total int) { bar.count(stage, done, total) }
	found, err := regime.Run(ctx, in.model, opt)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.shown, err)
	}
	return found, nil
}

// checkRegimes checks the equilibria of the point that stands for each regime.
func (a *app) checkRegimes(ctx context.Context, doc *report.Mapped) error {
	doc.Regrets = map[*regime.Regime][]num.Rat{}
	for i := range doc.Regimes {
		r := &doc.Regimes[i]
		if r.Result == nil {
			continue
		}
		in, err := game.NewInstance(doc.Model.Game, r.At)
		if err != nil {
			return err
		}
		checked := *r.Result
		regrets, err := a.verify(ctx, in, &checked)
		switch {
		case err != nil:
			return err
		case len(checked.Equilibria) == len(r.Result.Equilibria):
			doc.Regrets[r] = regrets
		case ctx.Err() == nil:
			return fmt.Errorf("%w: a map that rests on such a list is not shown", errStopped)
		default: // no time was left
			r.Result, r.Class = nil, nil
		}
	}
	return nil
}

// writeMap writes the map to the file that was asked for, and the text or the document to standard output.
func (a *app) writeMap(in *input, doc *report.Mapped) error {
	if a.mapping.out != "" {
		var b bytes.Buffer
		if err := a.renderMap(&b, doc); err != nil {
			return err
		}
		if err := a.writeTo(a.mapping.out, &b); err != nil || a.mapping.out == standardInput {
			return err
		}
	}
	if a.json {
		return a.printJSON(doc.JSON())
	}
	a.warn(in)
	return a.print([]byte(doc.Text(a.style(a.stdout))))
}

func (a *app) renderMap(b *bytes.Buffer, doc *report.Mapped) error {
	switch a.mapFormat() {
	case "json":
		return encodeJSON(b, doc.JSON())
	case "csv":
		return doc.CSV(b)
	}
	return renderPicture(b, doc.Scene(pictureTheme(a.mapping.theme)), a.mapFormat())
}
