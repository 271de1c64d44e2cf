package model

import (
	"os"
	"testing"

	"parley/diag"
)

func render(list diag.List, files map[string]string) string {
	r := diag.Renderer{Source: func(f string) (string, bool) { t, ok := files[f]; return t, ok }, Most: 100}
	return r.Render(list)
}

func TestScratch(t *testing.T) {
	for _, f := range []struct{ dir, name string }{{"/tmp", "visit.star"}, {"../examples/beijing-2018", "model.star"}, {"../examples/beijing-2018", "clock.star"}, {"../examples/beijing-2018", "mediation.star"}, {"../examples/beijing-2018", "home.star"}, {"../examples/beijing-2018", "demands.star"}} {
		files := map[string]string{}
		m, list := Load(os.DirFS(f.dir), f.name, Options{Files: files})
		t.Log(f.name, render(list, files))
		if m == nil {
			continue
		}
		t.Log(len(m.Game.Nodes), m.Game.Terminals(), m.Game.PersonalInfosets(), len(m.Questions), len(m.Conclusions), len(m.Variants), len(m.Claims))
		if f.name == "visit.star" {
			for _, h := range m.Game.Infosets {
				t.Log(h.Player, h.Name)
			}
			for _, a := range m.Assumptions {
				t.Log(a)
			}
			for _, a := range m.Conclusions {
				t.Log(a.Condition)
			}
		}
	}
}
