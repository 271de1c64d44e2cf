package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/draw"
	"parley/gamefile"
	"parley/report"
	"parley/solve"
)

// drawOptions are the flags of draw alone.
type drawOptions struct {
	out, as     string
	equilibrium int
	plain       bool
	topDown     bool
	theme       string
	width       int
	collapse    string
}

// drawn are the concepts whose equilibria can be drawn.
var drawn = []solve.Concept{solve.Sequential, solve.SPE, solve.Nash, solve.Pure, solve.QRE}

// drawFormats are what draw writes.
var drawFormats = append(slices.Clone(pictures), "dot")

func (a *app) drawCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "draw FILE [-o PICTURE]",
		Short: "Draw the tree of a model or a game, with an equilibrium on it",
		Long: "Draws the tree of a model (.star) or a game (.efg, .json; - for standard input) with the play, the beliefs and the\n" +
			"reach of its first equilibrium, or the table of a game in strategic form (.nfg). The ending of the file chooses the\n" +
			"format: .svg, .png, .pdf, .tex (needs the package tikz) or .dot (the plain tree for Graphviz). A tree of more than 400\n" +
			"nodes becomes an outline of its likeliest plays. docs/pictures.md shows how to read the pictures.",
		Example: "  parley draw crisis.star -o tree.svg\n  parley draw crisis.star --equilibrium 2 --set prior=0.5 -o tree.pdf\n" +
			"  parley draw crisis.star --plain --top-down -o tree.tex\n  parley draw poker.efg --collapse likely -o poker.png",
		Args:              args(1, 1, "one file"),
		ValidArgsFunction: completeFile("star", "efg", "nfg", "json"),
		RunE:              func(cmd *cobra.Command, args []string) error { return a.draw(cmd, args[0]) },
	}
	a.modelFlags(cmd)
	f := cmd.Flags()
	o := &a.drawing
	f.BoolVarP(&a.quiet, "quiet", "q", false, "print no progress and no warnings")
	f.StringVar(&a.color, "color", "auto", "`WHEN` to colour messages: auto, always or never")
	f.StringVarP(&o.out, "output", "o", standardInput, "`FILE` to write; - for standard output")
	f.StringVar(&o.as, "as", "", "`FORMAT`: "+strings.Join(drawFormats, ", ")+"; by default what the ending of the file says, or svg")
	f.IntVar(&o.equilibrium, "equilibrium", 1, "draw equilibrium `N`, by its number in parley solve")
	f.BoolVar(&o.plain, "plain", false, "draw the game without an equilibrium")
	f.BoolVar(&o.topDown, "top-down", false, "let the tree grow downwards instead of to the right")
	f.StringVar(&o.theme, "theme", draw.Light.Name, "`COLOURS`: light or dark")
	f.IntVar(&o.width, "width", 0, "make the picture `N` pixels wide at most, 96 to the inch: names are shortened, then everything is scaled")
	f.StringVar(&o.collapse, "collapse", string(report.FoldAuto), "draw less of a large tree: `HOW` is auto, none, subgames (without those that play never comes to), likely (the likeliest plays) or outline (these in lines of text)")
	a.solverFlags(cmd)
	a.methodFlags(cmd)
	a.lambdaFlag(cmd)
	fixed(cmd, "color", "auto", "always", "never")
	fixed(cmd, "as", drawFormats...)
	fixed(cmd, "theme", draw.Light.Name, draw.Dark.Name)
	fixed(cmd, "collapse", folds()...)
	return cmd
}

func folds() []string {
	var out []string
	for _, f := range report.Folds {
		out = append(out, string(f))
	}
	return out
}

func (a *app) draw(cmd *cobra.Command, path string) error {
	concept, format, err := a.checkDraw(cmd)
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
	var b bytes.Buffer
	if format == "dot" {
		if err := gamefile.WriteDOT(&b, in.instance); err != nil {
			return err
		}
		return a.writeTo(a.drawing.out, &b)
	}
	d, err := a.drawingOf(ctx, in, concept)
	if err != nil {
		return err
	}
	if err := renderPicture(&b, d.Within(a.drawing.width), format); err != nil {
		return fmt.Errorf("%s: %w", in.shown, err)
	}
	if err := a.writeTo(a.drawing.out, &b); err != nil {
		return err
	}
	if d.Solution != nil && !d.Solution.Result.Complete && !d.Solution.Result.Finished {
		return fmt.Errorf("%w: %s; the picture says so", errStopped, d.Solution.Result.IncompleteBecause)
	}
	return nil
}

// checkDraw finds flags that make no sense before anything is read.
func (a *app) checkDraw(cmd *cobra.Command) (concept solve.Concept, format string, err error) {
	o := &a.drawing
	if concept, err = a.chosenConcept(cmd); err != nil {
		return "", "", err
	}
	if err := errors.Join(a.checkMethod(cmd, concept), a.checkResponse(cmd, concept)); err != nil {
		return "", "", err
	}
	format = o.as
	if format == "" && o.out == standardInput {
		format = "svg"
	} else if format == "" {
		format = ending(o.out)
	}
	flags := cmd.Flags()
	switch {
	case !slices.Contains(drawn, concept):
		return "", "", usagef(cmd, "--concept %s lists no equilibria to draw; sequential, spe, nash, pure and qre do", concept)
	case o.equilibrium < 1:
		return "", "", usagef(cmd, "--equilibrium wants a number from 1, and got %d", o.equilibrium)
	case o.plain && (flags.Changed("equilibrium") || flags.Changed("concept")):
		return "", "", usagef(cmd, "--plain draws no equilibrium: leave out --equilibrium and --concept")
	case o.theme != draw.Light.Name && o.theme != draw.Dark.Name:
		return "", "", usagef(cmd, "--theme wants light or dark, and got %q", o.theme)
	case o.width != 0 && o.width < leastWidth:
		return "", "", usagef(cmd, "--width wants a number of at least %d, and got %d", leastWidth, o.width)
	case !slices.Contains(folds(), o.collapse):
		return "", "", usagef(cmd, "--collapse wants %s, and got %q", strings.Join(folds(), ", "), o.collapse)
	case o.plain && o.collapse == string(report.FoldLikely):
		return "", "", usagef(cmd, "--collapse likely needs an equilibrium, and --plain draws none")
	case format == "":
		return "", "", usagef(cmd, "%s has no ending that tells the format: add one, or say --as svg", o.out)
	case !slices.Contains(drawFormats, format):
		return "", "", usagef(cmd, "a picture is written as %s, and not as %q", strings.Join(drawFormats, ", "), format)
	case format == "dot" && (flags.Changed("equilibrium") || flags.Changed("concept") || flags.Changed("collapse") || flags.Changed("top-down") || flags.Changed("theme") || flags.Changed("width")):
		return "", "", usagef(cmd, ".dot holds the plain tree, which Graphviz lays out: only --set goes with it")
	}
	return concept, format, nil
}

// drawingOf decides what is drawn, and solves the game for it.
func (a *app) drawingOf(ctx context.Context, in *input, concept solve.Concept) (*report.Drawing, error) {
	o := &a.drawing
	d := &report.Drawing{Game: in.instance, Set: in.set, Fold: report.Fold(o.collapse), TopDown: o.topDown, Theme: pictureTheme(o.theme)}
	if in.model != nil {
		for _, p := range in.model.Players {
			d.Colors = append(d.Colors, p.Color)
		}
	}
	if d.Fold == report.FoldNone && len(in.game.Nodes) > report.MostWhole {
		return nil, fmt.Errorf("%s: the tree has %s nodes, and %s is the most that --collapse none draws: take another way to collapse it", in.shown, report.Thousands(len(in.game.Nodes)), report.Thousands(report.MostWhole))
	}
	if o.plain {
		return d, nil
	}
	s, err := a.solution(ctx, in, concept)
	if err != nil {
		return nil, err
	}
	n := len(s.Result.Equilibria)
	switch {
	case n == 0 && !s.Result.Complete:
		return nil, fmt.Errorf("%w: no equilibrium was found to draw (%s); --plain draws the game without one", errStopped, s.Result.IncompleteBecause)
	case n == 0:
		return nil, fmt.Errorf("%s: there is no equilibrium of this concept to draw; --plain draws the game without one", in.shown)
	case o.equilibrium > n:
		return nil, fmt.Errorf("%s: --equilibrium %d asks for more than there are: %s", in.shown, o.equilibrium, report.Count(n, "equilibrium", "equilibria"))
	}
	d.Solution, d.Equilibrium = s, o.equilibrium-1
	return d, nil
}

// leastWidth is the narrowest picture that can be asked for.
const leastWidth = 200
