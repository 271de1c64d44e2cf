package report_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"parley/draw"
	"parley/draw/drawtest"
	"parley/game"
	"parley/game/gametest"
	"parley/model"
	"parley/report"
	"parley/solve"
	"parley/solve/all"
)

// solved returns drawings of a game: plain, and with the first few of its sequential equilibria.
func solved(t *testing.T, in *game.Instance, most int) []*report.Drawing {
	t.Helper()
	out := []*report.Drawing{{Game: in}}
	method, _, err := all.Pick(solve.Sequential, "", in)
	if err != nil {
		t.Fatal(err)
	}
	r, err := method.Solver.Solve(context.Background(), in, solve.Options{Limits: solve.Limits{Supports: 300}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Equilibria[:min(most, len(r.Equilibria))] {
		out = append(out, &report.Drawing{Game: in, Solution: &report.Solution{Game: in, Result: r}, Equilibrium: i})
	}
	return out
}

// faults draws a game in every form and reports what overlaps.
func faults(t *testing.T, name string, list []*report.Drawing, folds ...report.Fold) {
	t.Helper()
	for i, d := range list {
		for _, fold := range folds {
			for _, down := range []bool{false, true} {
				d.Fold, d.TopDown = fold, down
				found := drawtest.Faults(d.Scene())
				for k, f := range found {
					if k == 5 {
						t.Errorf("%s: and %d more", name, len(found)-k)
						break
					}
					t.Errorf("%s: drawing %d, folded %s, top-down %v: %s", name, i, fold, down, f)
				}
			}
		}
	}
}

// models returns the games of the examples and of the textbook that are small enough to draw whole.
func models(t *testing.T) map[string]*game.Instance {
	t.Helper()
	out := map[string]*game.Instance{}
	for _, pattern := range []string{"../examples/*/model.star", "../textbook/*.star"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			m, list := model.Load(os.DirFS(filepath.Dir(file)), filepath.Base(file), model.Options{Nodes: 1500})
			if m == nil {
				if strings.Contains(fmt.Sprint(list), "nodes") {
					continue
				}
				t.Fatal(file, list)
			}
			values, err := m.Values(nil)
			if err != nil {
				t.Fatal(err)
			}
			in, err := game.NewInstance(m.Game, values)
			if err != nil {
				t.Fatal(err)
			}
			out[file] = in
		}
	}
	return out
}

// No text lies on another, on a node or on a line, in any example.
func TestPicturesOfExamples(t *testing.T) {
	n, pairs := 0, 0
	for file, in := range models(t) {
		n++
		drawings := []*report.Drawing{{Game: in}}
		if len(in.Nodes) < 500 {
			drawings = solved(t, in, 3)
		}
		faults(t, file, drawings, report.FoldAuto, report.FoldSubgames, report.FoldOutline)
		if len(drawings) > 1 {
			faults(t, file, drawings[1:], report.FoldLikely, report.FoldPath)
			strategicFaults(t, file, drawings[1])
		}
		if len(drawings) > 2 {
			pairs++
			faults(t, file, []*report.Drawing{against(drawings[1])}, report.FoldNone, report.FoldChanges, report.FoldOutline)
		}
	}
	if n < 15 || pairs < 3 {
		t.Errorf("%d games only, %d of them with several equilibria", n, pairs)
	}
}

// Nor in random games.
func TestPicturesOfRandomGames(t *testing.T) {
	bent, numbered := 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 21))
		in := gametest.Instance(gametest.Random(r, gametest.Config{MinInfosets: 2, MaxInfosets: 9, MaxNodes: 70, ZeroChance: seed%5 == 0}))
		drawings := []*report.Drawing{{Game: in}}
		if seed%3 == 0 {
			drawings = solved(t, in, 2)
		}
		name := fmt.Sprintf("seed %d", seed)
		faults(t, name, drawings, report.FoldNone, report.FoldSubgames)
		two := pair(in, solve.Sequential, solve.Point(*gametest.Assessment(r, in)), solve.Point(*gametest.Assessment(r, in)))
		faults(t, name+" against", []*report.Drawing{two}, report.FoldNone)
		if seed%4 == 0 {
			faults(t, name+" against", []*report.Drawing{two}, report.FoldChanges, report.FoldOutline)
			path := *two
			path.Against, path.Fold = 0, report.FoldPath
			for _, x := range path.Look(0).Nodes { // with one part open and one closed
				if x.Fold {
					path.Open = []game.NodeID{x.Opens}
				}
			}
			faults(t, name+" opened", []*report.Drawing{&path}, report.FoldPath)
			strategicFaults(t, name, &path)
		}
		tree := drawings[0].Tree()
		bent += bands(tree, draw.Line{})
		numbered += len(tree.Sets)
	}
	if bent < 20 || numbered < 100 {
		t.Errorf("300 random games have %d bent bands and %d information sets of several nodes", bent, numbered)
	}
}

// against sets the equilibrium of a drawing against the next one.
func against(d *report.Drawing) *report.Drawing {
	two := *d
	two.Against = two.Equilibrium + 2
	return &two
}

// strategicFaults reports what overlaps in the strategic form, of games that have one which is small.
func strategicFaults(t *testing.T, name string, d *report.Drawing) {
	t.Helper()
	table, err := d.Strategic(context.Background(), 144)
	if errors.Is(err, report.ErrNoStrategicForm) {
		return
	} else if err != nil {
		t.Fatal(err)
	}
	for _, f := range drawtest.Faults(table.Scene()) {
		t.Errorf("%s: strategic form: %s", name, f)
	}
}

// bands counts the groups of information sets that hold an item of a kind.
func bands(tree *draw.Tree, kind draw.Item) int {
	n := 0
	for _, it := range tree.Scene().Items {
		g, ok := it.(draw.Group)
		if !ok || g.ID != "sets" {
			continue
		}
		for _, set := range g.Items {
			for _, part := range set.(draw.Group).Items {
				if reflect.TypeOf(part) == reflect.TypeOf(kind) {
					n++
					break
				}
			}
		}
	}
	return n
}

// BenchmarkPicture lays out and writes the pictures of the Beijing model with its equilibrium, which is solved before.
func BenchmarkPicture(b *testing.B) {
	const file = "../examples/beijing-2018/model.star"
	m, list := model.Load(os.DirFS(filepath.Dir(file)), filepath.Base(file), model.Options{})
	if m == nil {
		b.Fatal(list)
	}
	values, err := m.Values(nil)
	if err != nil {
		b.Fatal(err)
	}
	in, err := game.NewInstance(m.Game, values)
	if err != nil {
		b.Fatal(err)
	}
	method, _, err := all.Pick(solve.Sequential, "", in)
	if err != nil {
		b.Fatal(err)
	}
	r, err := method.Solver.Solve(context.Background(), in, solve.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, fold := range []report.Fold{report.FoldNone, report.FoldLikely, report.FoldOutline} {
		b.Run(string(fold), func(b *testing.B) {
			for b.Loop() {
				d := report.Drawing{Game: in, Fold: fold, Solution: &report.Solution{Game: in, Result: r}}
				if err := draw.SVG(io.Discard, d.Scene()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
