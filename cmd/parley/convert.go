package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/game"
	"parley/gamefile"
)

// formats are what convert writes.
var formats = []string{"efg", "nfg", "json", "dot", "tex"}

// convertOptions are the flags of convert alone.
type convertOptions struct {
	to        string
	strategic bool
	outcomes  bool
	numbers   bool
}

func (a *app) convertCommand() *cobra.Command {
	var opt convertOptions
	cmd := &cobra.Command{
		Use:   "convert IN [-o OUT]",
		Short: "Write a model or a game in another format",
		Long: "Reads a model (.star) or a game (.efg, .nfg, .json; - for standard input) and writes it as a Gambit game in extensive\n" +
			"form (.efg) or in reduced strategic form (.nfg), as JSON (.json), as a picture of the tree for Graphviz (.dot), or for\n" +
			"LaTeX (.tex): a table if the game is in strategic form, or else a picture of the tree. Numbers stay exact. A model is\n" +
			"written at its baseline, or at the values that --set gives. A file that exists is replaced; it is written whole or not\n" +
			"at all. docs/formats.md describes the formats.",
		Example: "  parley convert crisis.star -o crisis.efg\n  parley convert crisis.efg -o crisis.nfg\n" +
			"  parley convert crisis.star --strategic -o table.tex\n  parley convert old.nfg --to json",
		Args:              args(1, 1, "one file"),
		ValidArgsFunction: completeFile("star", "efg", "nfg", "json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.convert(cmd, args[0], opt)
		},
	}
	a.modelFlags(cmd)
	f := cmd.Flags()
	f.BoolVarP(&a.quiet, "quiet", "q", false, "print no warnings")
	f.StringVar(&a.color, "color", "auto", "`WHEN` to colour messages: auto, always or never")
	f.StringVarP(&a.out, "out", "o", standardInput, "`FILE` to write (- for standard output); its ending chooses the format")
	f.StringVar(&opt.to, "to", "", "`FORMAT`: "+strings.Join(formats, ", ")+"; by default what the ending of --out says, or efg")
	f.BoolVar(&opt.strategic, "strategic", false, "write the reduced strategic form of a tree; .nfg always is")
	f.BoolVar(&opt.outcomes, "outcomes", false, "write .nfg in its outcome version: outcomes, and the number of one for each cell")
	f.BoolVar(&opt.numbers, "numbers", false, "call strategies of a tree 1*2 as Gambit does: an action's number for each information set, * if excluded")
	fixed(cmd, "color", "auto", "always", "never")
	fixed(cmd, "to", formats...)
	return cmd
}

func (a *app) convert(cmd *cobra.Command, path string, opt convertOptions) error {
	to, err := a.format(cmd, opt)
	if err != nil {
		return err
	}
	ctx, cancel := a.deadline(cmd.Context())
	defer cancel()
	in, err := a.read(ctx, cmd, path)
	if err != nil {
		return err
	}
	a.warn(in)
	write, err := a.writer(ctx, in, to, opt)
	switch {
	case err != nil:
		return err
	case a.out != standardInput:
		return writeFile(a.out, func(w io.Writer) error { return write(stopping{ctx, a, w}) })
	}
	var b bytes.Buffer // what cannot be written whole is not written
	if err := write(stopping{ctx, a, &b}); err != nil {
		return err
	}
	return a.print(b.Bytes())
}

// stopping is a writer that fails once ctx ends.
type stopping struct {
	ctx context.Context
	a   *app
	io.Writer
}

func (s stopping) Write(p []byte) (int, error) {
	if s.ctx.Err() != nil {
		return 0, fmt.Errorf("%w: %s while the game was written", errStopped, s.a.stopReason(s.ctx))
	}
	return s.Writer.Write(p)
}

// writer returns what writes the game.
func (a *app) writer(ctx context.Context, in *input, to string, opt convertOptions) (func(io.Writer) error, error) {
	g, labels := in.instance, [][]string(nil)
	if (to == "nfg" || opt.strategic) && (!g.Simultaneous() || opt.numbers) {
		form, err := a.strategic(ctx, in)
		if err != nil {
			return nil, err
		}
		if opt.numbers {
			labels = form.Numbers(in.game)
		}
		g = form.Instance
	}
	switch to {
	case "nfg":
		return func(w io.Writer) error {
			return gamefile.WriteNFG(w, g, gamefile.NFGOptions{Outcomes: opt.outcomes, Strategies: labels})
		}, nil
	case "json":
		return func(w io.Writer) error { return gamefile.WriteJSON(w, g) }, nil
	case "dot":
		return func(w io.Writer) error { return gamefile.WriteDOT(w, g) }, nil
	case "tex":
		return func(w io.Writer) error { return fits(in, gamefile.WriteTeX(w, g)) }, nil
	}
	return func(w io.Writer) error { return gamefile.WriteEFG(w, g) }, nil
}

// fits names the file in an error that says that its game does not fit a page.
func fits(in *input, err error) error {
	if errors.Is(err, gamefile.ErrNoPage) {
		return fmt.Errorf("%s: %w", in.shown, err)
	}
	return err
}

// mostCells bounds the profiles of a strategic form by default.
const mostCells = 200_000

// strategic returns the reduced strategic form of a game.
func (a *app) strategic(ctx context.Context, in *input) (*game.Strategic, error) {
	if len(in.game.Players) == 0 {
		return nil, fmt.Errorf("%s has no players, and a strategic form needs one", in.shown)
	}
	most := mostCells
	if a.limitNodes > 0 {
		most = a.limitNodes
	}
	form, err := game.StrategicWithin(ctx, in.instance, most)
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%w: %s while the strategic form was made", errStopped, a.stopReason(ctx))
	case errors.Is(err, game.ErrTooLarge):
		return nil, fmt.Errorf("%s: %w: raise the bound with --limit-nodes, or keep the tree (.efg, .json)", in.shown, err)
	}
	return form, err
}

// format decides what is written.
func (a *app) format(cmd *cobra.Command, opt convertOptions) (string, error) {
	to := opt.to
	if to == "" {
		to = "efg"
		if a.out != standardInput {
			to = strings.TrimPrefix(strings.ToLower(filepath.Ext(a.out)), ".")
		}
	}
	known := strings.Join(formats[:len(formats)-1], ", ") + " and " + formats[len(formats)-1]
	switch {
	case opt.outcomes && to != "nfg":
		return "", usagef(cmd, "--outcomes is for .nfg, and .%s is to be written", to)
	case opt.numbers && to != "nfg":
		return "", usagef(cmd, "--numbers is for .nfg, and .%s is to be written", to)
	case slices.Contains(formats, to):
		return to, nil
	case to == "star":
		return "", usagef(cmd, "a model cannot be made from a game: a game has no story; parley writes %s", known)
	case to == "":
		return "", usagef(cmd, "%s has no ending that tells the format: add one, or say --to efg", a.out)
	}
	return "", usagef(cmd, "there is no format %q; parley writes %s", to, known)
}
