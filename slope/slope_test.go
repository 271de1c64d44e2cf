package slope_test

import (
	"context"
	"os"
	"testing"
	"testing/fstest"

	"parley/model"
	"parley/num"
	"parley/probe"
	"parley/query"
	"parley/slope"
)

// A scene is a model, solved at given values of its params, with its derivatives.
type scene struct {
	t       tester
	m       *model.Model
	subject *probe.Subject
	probe   *probe.Probe
	point   *probe.Point
	field   *slope.Field
}

func load(t *testing.T, dir, file string) *model.Model {
	t.Helper()
	m, diags := model.Load(os.DirFS(dir), file, model.Options{})
	if m == nil {
		t.Fatal(diags)
	}
	return m
}

func source(t *testing.T, text string) *model.Model {
	t.Helper()
	m, diags := model.Load(fstest.MapFS{"m.star": {Data: []byte(text)}}, "m.star", model.Options{})
	if m == nil || diags.HasErrors() {
		t.Fatal(diags)
	}
	return m
}

// at solves a model, and what queries ask of its variants, at its baseline with some params set.
func at(t tester, m *model.Model, queries []query.Query, set map[string]num.Rat) (*scene, []*query.Compiled) {
	t.Helper()
	s := &scene{t: t, m: m}
	var err error
	if s.subject, err = probe.New(m, probe.Options{}); err != nil {
		t.Fatal(err)
	}
	var out []*query.Compiled
	for _, q := range queries {
		c, err := s.subject.Query(q)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	if s.probe, err = s.subject.Probe(); err != nil {
		t.Fatal(err)
	}
	values, err := m.Values(set)
	if err != nil {
		t.Fatal(err)
	}
	s.solve(values, out)
	return s, out
}

func (s *scene) solve(values []num.Rat, queries []*query.Compiled) {
	s.t.Helper()
	var err error
	if s.point, err = s.probe.At(values); err != nil {
		s.t.Fatal(err)
	}
	if err := s.point.Solve(context.Background(), ""); err != nil {
		s.t.Fatal(err)
	}
	for _, c := range queries {
		if err := s.point.Need(context.Background(), c); err != nil {
			s.t.Fatal(err)
		}
	}
	s.fresh()
}

// fresh begins anew with the derivatives at the point.
func (s *scene) fresh() {
	w := query.Worlds{}
	for _, where := range append([]string{""}, s.subject.Wheres()...) {
		if x, ok := s.point.Solved(where); ok {
			w[where] = x
		}
	}
	s.field = slope.New(s.m, s.subject.Evaluator, s.point.Eval, w)
}

func parse(t *testing.T, m *model.Model, text string) query.Query {
	t.Helper()
	q, _, list := model.ParseQuery(m, text)
	if list.HasErrors() || q == nil {
		t.Fatal(text, list)
	}
	return q
}

// derivative writes the derivative in a param, or why there is none.
func (s *scene) derivative(c *query.Compiled, entry int, param string) string {
	s.t.Helper()
	table := s.field.Query(c, entry)
	if table.Why != "" {
		return table.Why
	}
	k, ok := s.m.Param(param)
	if !ok {
		s.t.Fatal(param)
	}
	d := table.Of[k]
	if v, ok := d.Both(); ok {
		return write(v)
	}
	if !d.Up.Defined && !d.Down.Defined && d.Up.Why == d.Down.Why {
		return d.Up.Why
	}
	return "up " + write(d.Up) + ", down " + write(d.Down)
}

func write(v query.Value) string {
	switch {
	case !v.Defined:
		return v.Why
	case v.Exact:
		return v.Rat.String()
	}
	return "about " + num.FromFloat(v.Float).Decimal(6)
}

// The README of the example works the equilibrium out in numbers; with letters it is this.
// With prior p, audience cost a and the defender's war cost w: the belief after escalation is 1/(1+w), a bluffer
// escalates with m = p·w/(1-p), the defender resists with r = 1/(1+a), and war has the probability p·r.
func TestClosedFormsOfCrisisSignalling(t *testing.T) {
	m := load(t, "../examples/crisis-signalling", "model.star")
	tests := []struct{ query, param, want string }{
		{`P("war")`, "prior", "10/13"},           // 1/(1+a)
		{`P("war")`, "audience_cost", "-40/169"}, // -p/(1+a)^2
		{`P("war")`, "war_cost", "0"},            // not in the formula
		{`P("war")`, "war_value", "0"},           //
		{`plays(challenger, "opening", "escalate", given = event("kind", "bluffing"))`, "prior", "25/18"},  // w/(1-p)^2
		{`plays(challenger, "opening", "escalate", given = event("kind", "bluffing"))`, "war_cost", "2/3"}, // p/(1-p)
		{`belief(defender, event("kind", "resolute"), at = event("opening", "escalate"))`, "war_cost", "-4/9"},
		{`belief(defender, event("kind", "resolute"), at = event("opening", "escalate"))`, "prior", "0"},
		{`P("yields")`, "audience_cost", "60/169"}, // p(1+w)a/(1+a)
		{`P("war", do = event("reply", "resist"))`, "prior", "1"},
		{`P("war", do = event("reply", "resist"))`, "audience_cost", "0"},
		{`P("war", given = event("opening", "escalate"))`, "war_cost", "-40/117"}, // -r/(1+w)^2
		{`payoff(defender)`, "prior", "-3/2"},                                     // 1 - p(1+w)
		{`payoff(challenger)`, "war_value", "4/13"},
		{`payoff(challenger)`, "prior", "5/13"}, // r·v + 1-r
		{`P("war", where = "tied hands")`, "prior", "0"},
		{`P("war", where = "indifferent audience")`, "prior", "20/21"},
		{`P("war", where = "indifferent audience")`, "audience_cost", "0"},
		{`P("war") * prior - 2 * P("war", where = "indifferent audience") / prior`, "prior", "8/13"}, // p²/(1+a)
		{`P("war", where = "indifferent audience") - P("war")`, "audience_cost", "40/169"},
	}
	var queries []query.Query
	for _, test := range tests {
		queries = append(queries, parse(t, m, test.query))
	}
	s, c := at(t, m, queries, nil)
	for i, test := range tests {
		if got := s.derivative(c[i], 0, test.param); got != test.want {
			t.Errorf("%s by %s: %s, want %s", test.query, test.param, got, test.want)
		}
	}
}

// A tester is what *testing.T and *rapid.T have in common.
type tester interface {
	Helper()
	Fatal(...any)
}
