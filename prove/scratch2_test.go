package prove

import (
	"os"
	"strconv"
	"testing"
)

func TestLeft(t *testing.T) {
	name := os.Getenv("EX")
	if name == "" {
		t.Skip()
	}
	k, _ := strconv.Atoi(os.Getenv("ONLY"))
	boxes, _ := strconv.Atoi(os.Getenv("BOXES"))
	m := example(t, name)
	p := prover(t, m, Options{Boxes: boxes, Workers: 1})
	r, _ := p.newRefuter(k)
	all, _ := clauses(m.Conclusions[k].Condition, p.pool)
	s, _ := p.newSystem(all[0], p.region())
	b := &brancher{p: p, s: s, r: r}
	debug = true
	b.run(t.Context())
	t.Log(b.boxes, b.open, len(debugLeft))
	for _, x := range debugLeft[max(0, len(debugLeft)-2):] {
		t.Log(len(x.cells), x.share, x.from, x.to)
		for _, c := range x.cells[:min(3, len(x.cells))] {
			for _, l := range s.layouts {
				for a := range l.g.Actions {
					if s.acts[l.play+a] {
						t.Logf("   %s %s: %d [%.4f %.4f]", l.g.Infosets[l.g.Actions[a].Infoset].Name, l.g.Actions[a].Name, c.standing[l.play+a], c.box[l.play+a].Lo, c.box[l.play+a].Hi)
					}
				}
				for ci := range l.classes {
					t.Logf("   class %d %v", ci, c.box[l.classes[ci].belief:l.classes[ci].belief+len(l.classes[ci].ways)])
				}
			}
			for v := range s.params {
				t.Logf("   %s %.4f %.4f (of %.4f %.4f)", p.m.Params[v].Name, c.box[v].Lo, c.box[v].Hi, x.region[v].Lo, x.region[v].Hi)
			}
			t.Log("   want", c.want)
		}
	}
}
