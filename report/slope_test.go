package report

import (
	"strings"
	"testing"

	"parley/model"
	"parley/num"
	"parley/query"
	"parley/slope"
)

func TestSignificantDigits(t *testing.T) {
	tests := []struct {
		x      float64
		digits int
		want   string
	}{{0, 2, "0"}, {0.0308, 2, "0.031"}, {3.08, 2, "3.1"}, {4.0, 2, "4"}, {-0.2367, 3, "−0.237"}, {1234.5, 2, "1234"}, {0.1000, 3, "0.1"}, {2e-9, 2, "almost 0"}, {-0.00042, 2, "−0.00042"}, {20, 2, "20"}}
	for _, test := range tests {
		if got := significant(test.x, test.digits); got != test.want {
			t.Errorf("%v to %d digits: %s, want %s", test.x, test.digits, got, test.want)
		}
	}
}

func TestDerivativesInWords(t *testing.T) {
	m := &model.Model{}
	for _, name := range []string{"prior", "cost", "stake", "value", "luck"} {
		m.Params = append(m.Params, model.Param{Name: name, Dist: model.Dist{Low: num.Zero, High: num.Int(1)}})
	}
	m.Params[2].Dist.High = num.Zero // no range
	exact := func(n, d int64) query.Value {
		x := num.Frac(n, d)
		return query.Value{Defined: true, Exact: true, Rat: x, Float: x.Float()}
	}
	same := func(v query.Value) slope.Derivative { return slope.Derivative{Up: v, Down: v} }
	none := query.Value{Why: "a tie"}
	about := query.Value{Defined: true, Float: -0.5}
	p := query.Prob{Event: query.Marked{Name: "war"}}
	tests := []struct {
		of   []slope.Derivative
		want string
	}{
		{[]slope.Derivative{same(exact(10, 13)), same(exact(0, 1)), same(exact(0, 1)), same(exact(0, 1)), same(exact(0, 1))},
			"A little more prior makes it likelier, at a rate of 7.7 points for a tenth of its range (derivative 10/13). No effect: cost, stake, value, luck."},
		{[]slope.Derivative{same(none), {Up: exact(-2, 1), Down: none}, same(exact(3, 1)), {Up: exact(1, 2), Down: exact(-1, 1)}, same(about)},
			"A little more cost makes it less likely, at a rate of 20 points for a tenth of its range (derivative −2 as it grows, none as it shrinks); " +
				"a little more value makes it likelier, at 5 points (0.5 as it grows, −1 as it shrinks); a little more luck makes it less likely, at 5 points (about −0.5); and 1 other at less. " +
				"No derivative in prior: a tie."},
		{[]slope.Derivative{{Up: none, Down: exact(3, 1)}, {Up: exact(0, 1), Down: exact(-1, 1)}, same(exact(0, 1)), same(exact(0, 1)), same(exact(0, 1))},
			"A little less prior makes it less likely, at a rate of 30 points for a tenth of its range (derivative none as it grows, 3 as it shrinks); " +
				"a little less cost makes it likelier, at 10 points (0 as it grows, −1 as it shrinks). No effect: stake, value, luck."},
		{[]slope.Derivative{same(exact(0, 1)), same(exact(0, 1)), same(exact(0, 1)), same(exact(0, 1)), same(exact(0, 1))}, "A little more or less of any param leaves it as it is."},
	}
	for _, test := range tests {
		if got := nudgeText(m, nudgeOf(p), slope.Table{Of: test.of}, 3); got != test.want {
			t.Errorf("%s", got)
		}
	}
	if got := nudgeText(m, nudgeOf(p), slope.Table{Why: "never reached"}, 3); got != "No derivative: never reached." {
		t.Error(got)
	}
	var b strings.Builder
	slopeTable(&b, m, nudgeOf(p), slope.Table{Of: tests[1].of}, Style{})
	for _, want := range []string{"stake          3 ", "it has no range", "prior: no derivative: a tie\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, b.String())
		}
	}
}
