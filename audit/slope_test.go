package audit

import (
	"context"
	"testing"

	"parley/num"
)

// The margin of a comparison grows with what makes it hold by more, whichever way it is written.
func TestMarginsPointToWhatHelps(t *testing.T) {
	m := runAudit(t, choosing+`
conclude("He gains.", payoff(kim) > 0.25)
conclude("The same.", 0.25 < payoff(kim))
conclude("He does not gain much.", not_(payoff(kim) > 1))
conclude("The cost is half of it.", near(payoff(kim), y, 0.1))
`, Options{Draws: -1}).Models[0]
	if !m.Stages.Derivatives {
		t.Error("derivatives are not done")
	}
	x, y := 0, 1
	tests := []struct {
		conclusion    string
		margin        num.Rat
		inX, inY      int64
		negated, near bool
	}{
		{"He gains.", num.Frac(1, 4), 1, -1, false, false},
		{"The same.", num.Frac(1, 4), 1, -1, false, false},
		{"He does not gain much.", num.Frac(-1, 2), 1, -1, true, false},
		{"The cost is half of it.", num.Zero, 1, -2, false, true},
	}
	found := 0
	for i := range m.Conclusions {
		k := &m.Conclusions[i]
		for _, test := range tests {
			if k.Text != test.conclusion {
				continue
			}
			found++
			c := k.Margins[0]
			if len(k.Margins) != 1 || len(c.Slopes) != 1 || c.Negated != test.negated || c.Near != test.near || !c.Answers[0].Value.Rat.Equal(test.margin) {
				t.Fatalf("%s: %+v", k.Text, k.Margins)
			}
			for param, want := range map[int]int64{x: test.inX, y: test.inY} {
				if v, ok := c.Slopes[0].Of[param].Both(); !ok || !v.Exact || !v.Rat.Equal(num.Int(want)) {
					t.Errorf("%s: derivative in param %d is %+v, want %d", k.Text, param, v, want)
				}
			}
		}
	}
	if found != len(tests) {
		t.Errorf("%d conclusions found, want %d", found, len(tests))
	}
}

// What is left out when the audit is stopped says so.
func TestDerivativesThatAreLeftOutSaySo(t *testing.T) {
	r, err := newRun(load(t, choosing), Options{}.filled())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.base(t.Context()); err != nil {
		t.Fatal(err)
	}
	p, err := r.subject.Probe()
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.At(r.baseline)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := r.slopes(ctx, s); err != nil {
		t.Fatal(err)
	}
	if got := r.out.Questions[0].Slopes; len(got) != 1 || got[0].Why != "the audit was stopped before" || r.out.Stages.Derivatives {
		t.Errorf("%+v", got)
	}
}
