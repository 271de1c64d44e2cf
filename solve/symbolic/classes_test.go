package symbolic_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/game"
	"parley/solve"
	"parley/solve/sequential"
	"parley/solve/symbolic"
	"parley/sweep"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The formulas of every class met at 300 draws, as a theorist would write them: testdata/NAME.golden.
func TestClasses(t *testing.T) {
	for _, c := range agreement {
		name := strings.TrimSuffix(filepath.Base(c.path), ".star")
		if name == "model" {
			name = filepath.Base(filepath.Dir(c.path))
		}
		t.Run(name, func(t *testing.T) {
			got := classesOf(t, c.path)
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func classesOf(t *testing.T, path string) string {
	m := load(t, path)
	space, err := sweep.NewSpace(m, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	solver, err := sequential.New(m.Game)
	if err != nil {
		t.Fatal(err)
	}
	in, err := game.NewInstance(m.Game, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	d, err := symbolic.New(m.Game, domainOf(m))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	seen := map[string]bool{}
	for i := range 300 {
		values, err := space.Draw(1, i)
		if err != nil {
			t.Fatal(err)
		}
		if err := in.Set(values); err != nil {
			t.Fatal(err)
		}
		res, err := solver.Solve(context.Background(), in, solve.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for k := range res.Equilibria {
			play := symbolic.PlayOf(in, res.Equilibria[k].Profile)
			if seen[play.Key()] {
				continue
			}
			seen[play.Key()] = true
			classes, err := d.Derive(context.Background(), play, values)
			if err != nil {
				fmt.Fprintf(&b, "%v\n\n", err)
			}
			for _, c := range classes {
				b.WriteString(describe(d, m.Game, c) + "\n")
			}
		}
	}
	return b.String()
}

// describe writes a class in the model language.
func describe(d *symbolic.Deriver, g *game.Game, c *symbolic.Class) string {
	var b strings.Builder
	w := d.Text()
	for h, support := range c.Play {
		for _, a := range support {
			if c.Known[a] {
				fmt.Fprintf(&b, "%s: %s with %s\n", g.Infosets[h].Name, g.Actions[a].Name, w.Func(c.Mixing[a]))
			} else {
				fmt.Fprintf(&b, "%s: %s with any probability\n", g.Infosets[h].Name, g.Actions[a].Name)
			}
		}
	}
	list := func(word string, conditions []symbolic.Condition) {
		for i := range conditions {
			fmt.Fprintf(&b, "  %s %s\n", word, w.Condition(&conditions[i]))
		}
	}
	list("if", c.Conditions)
	for _, p := range c.Parts {
		for _, k := range p.Cases {
			b.WriteString("  either\n")
			list("   ", k.Conditions)
		}
	}
	list("given", c.Given)
	for _, p := range c.Ties {
		fmt.Fprintf(&b, "  tie %s\n", w.Poly(p))
	}
	return b.String()
}
