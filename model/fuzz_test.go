package model

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"parley/game"
)

// Whatever the text: loading ends, without a crash; a model that loads is sound.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"testdata/*.star", "testdata/wrong/*.star", "../examples/*/*.star"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, p := range paths {
			b, err := os.ReadFile(p)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(b))
		}
	}
	for _, e := range explanations {
		f.Add(framed(e.wrong))
		f.Add(framed(e.right))
	}
	for _, h := range hostile {
		f.Add(h)
	}
	other := fstest.MapFS{
		"war.star":      {Data: []byte("kim = player(\"Kim\")\ndef strike(g, who = kim):\n    return g.choose(who, \"strike\", [\"strike\", \"wait\"])\n")},
		"interview.txt": {Data: []byte("She said that war is near.")},
	}
	f.Fuzz(func(t *testing.T, text string) {
		start := time.Now()
		m, list := LoadSource(other, "model.star", text, Options{Steps: 300_000, Nodes: 3000, Memory: 512 << 20})
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("took %s", took)
		}
		if m == nil {
			if !list.HasErrors() {
				t.Error("neither a model nor an error")
			}
			for _, d := range list {
				if d.Span.Start.File == "" {
					t.Errorf("no place: %+v", d)
				}
			}
			render(list, map[string]string{"model.star": text})
			return
		}
		if list.HasErrors() {
			t.Errorf("a model and errors: %v", list)
		}
		games := []*game.Game{m.Game}
		for _, v := range m.Variants {
			games = append(games, v.Game)
		}
		for _, g := range games {
			if err := g.PerfectRecall(); err != nil {
				t.Error(err)
			}
		}
		if _, err := game.NewInstance(m.Game, m.Baseline()); err != nil {
			t.Error(err)
		}
		if bad, err := m.Violated(m.Baseline()); err != nil || len(bad) > 0 {
			t.Errorf("the baseline violates %v, %v", bad, err)
		}
		for _, q := range []string{"count()", "P(event(\"approach\", \"visit\"))", text} {
			if q, c, list := ParseQuery(m, q); (q != nil || c != nil) == list.HasErrors() {
				t.Errorf("query %v, condition %v, errors %v", q, c, list)
			}
		}
	})
}
