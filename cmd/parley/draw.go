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
	"parley/game"
	"parley/gamefile"
	"parley/report"
	"parley/solve"
)

// drawOptions are the flags of draw alone.
type drawOptions struct {
	out, as     string
	equilibrium int
	against     int
	open, close []int
	strategic   bool
	plain       bool
	topDown     bool
	theme       string
	width       int
	collapse    string
	pages       string
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
			"nodes becomes an outline of its likeliest plays. Two equilibria can be set against each other, and a small tree can be drawn\n" +
			"as its strategic form. docs/pictures.md shows how to read the pictures.",
		Example: "  parley draw crisis.star -o tree.svg\n  parley draw crisis.star --equilibrium 2 --set prior=0.5 -o tree.pdf\n" +
			"  parley draw crisis.star --plain --top-down -o tree.tex\n  parley draw poker.efg --collapse likely -o poker.png\n  parley draw crisis.star --against 2 -o compare.svg",
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
	f.IntVar(&o.against, "against", 0, "set the equilibrium against equilibrium `N`: only what differs is drawn in full")
	f.BoolVar(&o.strategic, "strategic", false, "draw the reduced strategic form in place of the tree, with best responses boxed")
	f.BoolVar(&o.plain, "plain", false, "draw the game without an equilibrium")
	f.BoolVar(&o.topDown, "top-down", false, "let the tree grow downwards instead of to the right")
	f.StringVar(&o.theme, "theme", draw.Light.Name, "`COLOURS`: light or dark")
	f.IntVar(&o.width, "width", 0, "make the picture `N` pixels wide at most, 96 to the inch: names are shortened, then everything is scaled")
	f.StringVar(&o.collapse, "collapse", string(report.FoldAuto), "draw less of a large tree: `HOW` is auto, none, subgames (without those that play never comes to), likely (the likeliest plays), path (the likeliest play and what could be done on its way), outline (the likeliest plays in lines of text) or changes (what differs, with --against)")
	f.StringVar(&o.pages, "pages", "", "spread a tree that is too long for a page over several, in .pdf and .tex: `PAPER` is a4, a4-landscape, letter or letter-landscape")
	f.IntSliceVar(&o.open, "open", nil, "draw what follows these nodes in any case, by their `NUMBERS` (data-node in the SVG), with commas between them")
	f.IntSliceVar(&o.close, "close", nil, "draw nothing of what follows these nodes, by their `NUMBERS`")
	a.solverFlags(cmd)
	a.methodFlags(cmd)
	a.lambdaFlag(cmd)
	fixed(cmd, "color", "auto", "always", "never")
	fixed(cmd, "as", drawFormats...)
	fixed(cmd, "theme", draw.Light.Name, draw.Dark.Name)
	fixed(cmd, "collapse", folds()...)
	fixed(cmd, "pages", papers()...)
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
	scenes, err := a.scenesOf(ctx, d)
	if err != nil {
		return fmt.Errorf("%s: %w", in.shown, err)
	}
	if err := renderPictures(&b, scenes, format); err != nil {
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

func papers() []string {
	var out []string
	for _, p := range report.Papers {
		out = append(out, p.Name)
	}
	return out
}

// scenesOf lays out what is to be drawn, on one page or several.
func (a *app) scenesOf(ctx context.Context, d *report.Drawing) ([]*draw.Scene, error) {
	if k := slices.Index(papers(), a.drawing.pages); k >= 0 {
		return d.Pages(report.Papers[k]), nil
	}
	if !a.drawing.strategic {
		return []*draw.Scene{d.Within(a.drawing.width)}, nil
	}
	t, err := d.Strategic(ctx, 0)
	if errors.Is(err, report.ErrNoStrategicForm) {
		return nil, fmt.Errorf("%w; without --strategic its tree is drawn", err)
	} else if err != nil {
		return nil, err
	}
	return []*draw.Scene{report.Shrunk(t.Scene(), a.drawing.width)}, nil
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
	case o.plain && (flags.Changed("equilibrium") || flags.Changed("concept") || flags.Changed("against")):
		return "", "", usagef(cmd, "--plain draws no equilibrium: leave out --equilibrium, --against and --concept")
	case flags.Changed("against") && o.against < 1:
		return "", "", usagef(cmd, "--against wants a number from 1, and got %d", o.against)
	case o.against == o.equilibrium:
		return "", "", usagef(cmd, "--against %d is the equilibrium itself: take another one of parley solve", o.against)
	case o.strategic && (flags.Changed("against") || flags.Changed("collapse") || flags.Changed("top-down") || flags.Changed("open") || flags.Changed("close")):
		return "", "", usagef(cmd, "--strategic draws a table: leave out what is said about a tree")
	case o.collapse == string(report.FoldChanges) && o.against == 0:
		return "", "", usagef(cmd, "--collapse changes needs two equilibria: say --against")
	case o.theme != draw.Light.Name && o.theme != draw.Dark.Name:
		return "", "", usagef(cmd, "--theme wants light or dark, and got %q", o.theme)
	case o.width != 0 && o.width < leastWidth:
		return "", "", usagef(cmd, "--width wants a number of at least %d, and got %d", leastWidth, o.width)
	case !slices.Contains(folds(), o.collapse):
		return "", "", usagef(cmd, "--collapse wants %s, and got %q", strings.Join(folds(), ", "), o.collapse)
	case o.plain && report.Fold(o.collapse).NeedsEquilibrium():
		return "", "", usagef(cmd, "--collapse %s needs an equilibrium, and --plain draws none", o.collapse)
	case format == "":
		return "", "", usagef(cmd, "%s has no ending that tells the format: add one, or say --as svg", o.out)
	case !slices.Contains(drawFormats, format):
		return "", "", usagef(cmd, "a picture is written as %s, and not as %q", strings.Join(drawFormats, ", "), format)
	case o.pages != "" && !slices.Contains(papers(), o.pages):
		return "", "", usagef(cmd, "--pages wants %s, and got %q", strings.Join(papers(), ", "), o.pages)
	case o.pages != "" && (o.strategic || flags.Changed("width")):
		return "", "", usagef(cmd, "--pages lays a tree out for paper: leave out --strategic and --width")
	case o.pages != "" && o.topDown:
		return "", "", usagef(cmd, "--pages cuts trees that grow to the right: leave out --top-down")
	case o.pages != "" && format != "pdf" && format != "tex":
		return "", "", usagef(cmd, "--pages needs a format with pages: .pdf, or .tex with a picture for each")
	case format == "dot" && (flags.Changed("equilibrium") || flags.Changed("concept") || flags.Changed("collapse") || flags.Changed("top-down") || flags.Changed("theme") || flags.Changed("width") || flags.Changed("open") || flags.Changed("close") || o.strategic || o.against != 0):
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
	for _, n := range o.open {
		d.Open = append(d.Open, game.NodeID(n))
	}
	for _, n := range o.close {
		d.Close = append(d.Close, game.NodeID(n))
	}
	if o.plain {
		return d, errAt(in.shown, d.CheckNodes())
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
	case max(o.equilibrium, o.against) > n:
		flag := "equilibrium"
		if o.against > o.equilibrium {
			flag = "against"
		}
		return nil, fmt.Errorf("%s: --%s %d asks for more than there are: %s", in.shown, flag, max(o.equilibrium, o.against), report.Count(n, "equilibrium", "equilibria"))
	}
	d.Solution, d.Equilibrium, d.Against = s, o.equilibrium-1, o.against
	return d, errAt(in.shown, d.CheckNodes())
}

// errAt says in which file something went wrong, if anything did.
func errAt(file string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// leastWidth is the narrowest picture that can be asked for.
const leastWidth = 200
