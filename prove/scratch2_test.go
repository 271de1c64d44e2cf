package prove

import (
	"context"
	"os"
	"testing"
	"time"

	"parley/model"
)

func TestDet4(t *testing.T) {
	m, _ := model.Load(os.DirFS("../examples/deterrence"), "model.star", model.Options{})
	p := prover(t, m, Options{Boxes: 1})
	for _, k := range []int{48, 500, 5000, 20000} {
		cellsPerBox = k
		start := time.Now()
		all, _ := clauses(m.Conclusions[3].Condition, p.pool)
		s, _ := p.newSystem(all[0], p.region())
		d := newDesk(s)
		b := &brancher{p: p, s: s}
		root := p.region()
		x := &box{region: root, share: 1, cells: []*cell{s.first(root)}}
		b.examine(context.Background(), d, x)
		t.Logf("%d: %d left %v", k, len(x.cells), time.Since(start))
		for _, c := range x.cells[:min(len(x.cells), 6)] {
			l := s.layouts[1]
			for a := range l.g.Actions {
				if s.acts[l.play+a] {
					t.Logf("   %s %s: %d [%.4f %.4f]", l.g.Infosets[l.g.Actions[a].Infoset].Name, l.g.Actions[a].Name, c.standing[l.play+a], c.box[l.play+a].Lo, c.box[l.play+a].Hi)
				}
			}
			for ci := range l.classes {
				t.Logf("   class %d %v", ci, c.box[l.classes[ci].belief:l.classes[ci].belief+len(l.classes[ci].ways)])
			}
			t.Logf("   params %v want %d", c.box[:s.params], c.want)
		}
	}
}
