package slope_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/model"
	"parley/query"
)

// asked is what a model asks: its questions, and the two sides of each comparison of its conclusions.
func asked(s *scene) []query.Query {
	var out []query.Query
	for _, q := range s.m.Questions {
		out = append(out, q.Query)
	}
	var sides func(c query.Condition)
	sides = func(c query.Condition) {
		switch c := c.(type) {
		case query.Compare:
			out = append(out, c.A, c.B)
		case query.Near:
			out = append(out, c.A, c.B)
		case query.AllOf:
			for _, d := range c.Of {
				sides(d)
			}
		case query.AnyOf:
			for _, d := range c.Of {
				sides(d)
			}
		case query.Not:
			sides(c.C)
		}
	}
	for _, k := range s.m.Conclusions {
		sides(k.Condition)
	}
	return out
}

func TestDerivativesAgreeWithDifferencesInTheExamples(t *testing.T) {
	files, err := filepath.Glob("../examples/*/*.star")
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, file := range files {
		if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), "\ngame(") {
			continue // it only declares what others use
		}
		m := load(t, filepath.Dir(file), filepath.Base(file))
		s, c := at(t, m, asked(&scene{m: m}), nil)
		compared, moved := 0, 0
		for k := range m.Params {
			for _, exact := range []bool{true, false} {
				n, x := s.agree(c, k, exact, t.Errorf)
				compared, moved = compared+n, moved+x
			}
		}
		t.Logf("%s: %d derivatives compared, %d of them not 0", file, compared, moved)
		total += moved
	}
	if total < 1000 {
		t.Errorf("only %d derivatives are not 0", total)
	}
}

// BenchmarkBeijing works out the derivatives of every question and every comparison of the largest example, at a
// baseline that is solved.
func BenchmarkBeijing(b *testing.B) {
	m, diags := model.Load(os.DirFS("../examples/beijing-2018"), "model.star", model.Options{})
	if m == nil {
		b.Fatal(diags)
	}
	s, c := at(b, m, asked(&scene{m: m}), nil)
	b.ReportAllocs()
	for b.Loop() {
		s.fresh()
		for _, c := range c {
			for e := range s.point.Result("").Equilibria {
				s.field.Query(c, e)
			}
		}
	}
	b.ReportMetric(float64(len(c)), "queries")
}
