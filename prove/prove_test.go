package prove

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/model"
	"parley/probe"
	"parley/sweep"
)

// prover returns a prover of a model around its baseline.
func prover(t *testing.T, m *model.Model, opt Options) *Prover {
	t.Helper()
	s, err := probe.New(m, probe.Options{})
	if err != nil {
		t.Fatal(err)
	}
	space, err := sweep.NewSpace(m, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	return New(s, space, m.Baseline(), opt)
}

// example loads the model of an example, with some ranges replaced.
func example(t *testing.T, name string, ranges ...string) *model.Model {
	t.Helper()
	text, err := os.ReadFile("../examples/" + name + "/model.star")
	if err != nil {
		t.Fatal(err)
	}
	source := string(text)
	for i := 0; i < len(ranges); i += 2 {
		if strings.Count(source, ranges[i]) != 1 {
			t.Fatalf("%s does not hold %q once", name, ranges[i])
		}
		source = strings.Replace(source, ranges[i], ranges[i+1], 1)
	}
	m, list := model.LoadSource(os.DirFS("../examples/"+name), "model.star", source, model.Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	return m
}

func statuses(t *testing.T, m *model.Model, opt Options) (out []Status) {
	t.Helper()
	p := prover(t, m, opt)
	for i := range m.Conclusions {
		r, err := p.Conclusion(t.Context(), i, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %s, %d boxes, %g left, %s", m.Conclusions[i].Text, r.Status, r.Boxes, r.Undecided, r.Because)
		if r.Counterexample != nil {
			t.Logf("   %s: %s", p.Set(r.Counterexample), r.Counterexample.Face)
		}
		out = append(out, r.Status)
	}
	return out
}

// What comes of the conclusions of the examples as they stand.
func TestExamples(t *testing.T) {
	for name, want := range map[string][]Status{
		"crisis-signalling": {Refuted, Refuted, Proved, Refuted, Refuted, Proved},
		"deterrence":        {Refuted, Refuted, Refuted, Proved, Proved},
		"coordination":      {Refuted, Undecided, Refuted, Proved},
		"bargaining":        {Refuted, Refuted, Refuted, Undecided},
		"mediator":          {Refuted, Refuted},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(want, statuses(t, example(t, name), Options{Boxes: 600})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The crisis where a bluff is never safe: with prior < 1/(1 + war_cost) throughout, the defender would resist a pool of both types, so that the only
// equilibrium is the semi-separating one, in which he resists with probability 1/(1 + audience_cost) > 1/2 and believes resolve with
// probability 1/(1 + war_cost) > prior. War has probability prior/(1 + audience_cost), which need not be above 1/4; the rest holds everywhere.
func TestCrisisWhereBluffsAreCalled(t *testing.T) {
	m := example(t, "crisis-signalling", "within = (0.2, 0.6)", "within = (0.2, 0.5)")
	want := []Status{Refuted, Proved, Proved, Proved, Proved, Proved}
	if diff := cmp.Diff(want, statuses(t, m, Options{})); diff != "" {
		t.Error(diff)
	}
}

// A context that ends leaves what is known, marked.
func TestStopped(t *testing.T) {
	m := example(t, "bargaining")
	ctx, cancel := context.WithCancel(t.Context())
	p := prover(t, m, Options{Progress: func(int, float64) { cancel() }})
	r, err := p.Conclusion(ctx, 3, nil)
	if err != nil || r.Status != Undecided || !r.Stopped || !(r.Undecided > 0) {
		t.Errorf("%+v, %v", r, err)
	}
}

// No result depends on the number of workers.
func TestWorkers(t *testing.T) {
	m := example(t, "bargaining")
	var first Result
	for _, workers := range []int{1, 3} {
		r, err := prover(t, m, Options{Boxes: 40, Workers: workers}).Conclusion(t.Context(), 3, nil)
		if err != nil {
			t.Fatal(err)
		}
		if workers == 1 {
			first = r
		} else if r.Status != first.Status || r.Boxes != first.Boxes || r.Undecided != first.Undecided || r.Because != first.Because {
			t.Errorf("%+v with one worker, %+v with three", first, r)
		}
	}
}
