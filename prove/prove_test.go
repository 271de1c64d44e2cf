package prove

import (
	"context"
	"os"
	"testing"
	"time"

	"parley/model"
	"parley/num"
	"parley/probe"
	"parley/sweep"
)

func prover(t *testing.T, m *model.Model, opt Options) *Prover {
	t.Helper()
	s, err := probe.New(m, probe.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var base []num.Rat
	for _, p := range m.Params {
		base = append(base, p.Value)
	}
	space, err := sweep.NewSpace(m, base)
	if err != nil {
		t.Fatal(err)
	}
	return New(s, space, base, opt)
}

func TestScratch(t *testing.T) {
	for _, name := range []string{"crisis-signalling", "deterrence", "coordination", "bargaining", "mediator"} {
		m, diags := model.Load(os.DirFS("../examples/"+name), "model.star", model.Options{})
		if m == nil {
			t.Fatal(diags)
		}
		p := prover(t, m, Options{})
		for i, c := range m.Conclusions {
			start := time.Now()
			r, err := p.Conclusion(context.Background(), i, nil)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s %d %s: %s boxes %d undecided %g because %s (%v)", name, i+1, c.Text, r.Status, r.Boxes, r.Undecided, r.Because, time.Since(start))
			if r.Counterexample != nil {
				t.Logf("    %s: %s tie %v", p.Set(r.Counterexample), r.Counterexample.Face, r.Counterexample.Tie)
			}
		}
	}
}
