package formulas

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"parley/model"
)

// Formulas and solver agree at the baseline and at draws of the examples, continua of equilibria among them.
func TestExamples(t *testing.T) {
	for name, classes := range map[string]int{"crisis-signalling": 2, "deterrence": 4, "bargaining": 5, "coordination": 3, "mediator": 13} {
		m, diags := model.Load(os.DirFS(filepath.Join("..", "examples", name)), "model.star", model.Options{})
		if m == nil {
			t.Fatal(diags)
		}
		c, err := Collect(context.Background(), m, Options{Draws: 60, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range c.Wrong {
			t.Errorf("%s: class %d at %v: %s", name, w.Entry, w.Values, w.What)
		}
		for k, e := range c.Entries {
			if e.Err != nil || e.Fixed != nil {
				t.Errorf("%s: class %d: %v %v", name, k, e.Err, e.Fixed)
			}
		}
		if len(c.Entries) != classes || c.Checked+c.Tied != 61 {
			t.Errorf("%s: %d classes, checked at %d points, %d ties", name, len(c.Entries), c.Checked, c.Tied)
		}
	}
}
