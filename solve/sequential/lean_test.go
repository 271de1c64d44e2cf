package sequential

import (
	"context"
	"os"
	"testing"

	"parley/game"
	"parley/model"
	"parley/solve"
	"parley/sweep"
)

// A lean search gives the same assessments as a full one at the same points.
func TestLeanAssessments(t *testing.T) {
	m, diags := model.Load(os.DirFS("../../examples/beijing-2018"), "model.star", model.Options{})
	if m == nil {
		t.Fatal(diags)
	}
	sp, err := sweep.NewSpace(m, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(m.Game)
	if err != nil {
		t.Fatal(err)
	}
	in, err := game.NewInstance(m.Game, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for i := range 40 {
		values, err := sp.Draw(7, i)
		if err != nil {
			t.Fatal(err)
		}
		if err := in.Set(values); err != nil {
			t.Fatal(err)
		}
		s := newSearch(context.Background(), p, in, solve.Options{Lean: &solve.Lean{Beliefs: p.order}, Limits: solve.Limits{Supports: DefaultSupports, Systems: DefaultSystems}})
		s.eliminate()
		s.reduce()
		s.solveActive()
		for _, pa := range s.pathList {
			for _, pt := range pa.points {
				for _, bl := range pt.blocks {
					for _, c := range bl.cells {
						parts := []*component{s.newComponent(pt.core.cells[:1])}
						for _, other := range pt.blocks {
							if other == bl {
								parts = append(parts, s.newComponent([]*cell{c}))
							} else if len(other.cells) > 0 {
								parts = append(parts, s.newComponent(other.cells[:1]))
							}
						}
						if len(parts) != 1+len(pt.blocks) {
							continue
						}
						places := middles(parts)
						base := s.assess(s.numbersAt(places))
						for _, x := range c.extremes() {
							for k := range places {
								if places[k].c == c {
									places[k].x = x
								}
							}
							v := s.numbersAt(places)
							lean, full := s.vary(&base, v, c), s.assess(v)
							for a := range full.Profile {
								if !full.Profile[a].Equal(lean.Profile[a]) {
									t.Fatalf("draw %d: action %d: %v, want %v", i, a, lean.Profile[a], full.Profile[a])
								}
							}
							for n := range full.Beliefs {
								if !full.Beliefs[n].Equal(lean.Beliefs[n]) {
									t.Fatalf("draw %d: belief %d: %v, want %v", i, n, lean.Beliefs[n], full.Beliefs[n])
								}
							}
							compared++
						}
					}
				}
			}
		}
	}
	if compared < 100 {
		t.Errorf("only %d assessments compared", compared)
	}
}
