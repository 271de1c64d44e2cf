package sequential_test

import (
	"context"
	"flag"
	"os"
	"testing"

	"parley/game"
	"parley/model"
	"parley/num"
	"parley/solve"
	"parley/solve/sequential"
	"parley/sweep"
	"parley/verify"
)

func beijing(t testing.TB) (*model.Model, *sweep.Space) {
	t.Helper()
	m, diags := model.Load(os.DirFS("../../examples/beijing-2018"), "model.star", model.Options{})
	if m == nil {
		t.Fatal(diags)
	}
	sp, err := sweep.NewSpace(m, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	return m, sp
}

var (
	drawsTried  = flag.Int("draws", 100, "draws in TestBeijingDraws")
	everyMember = flag.Bool("members", false, "TestBeijingDraws has every member of every entry checked")
)

// Every draw of the Beijing model is solved completely, and what comes out passes the checker: of each entry
// the assessment that stands for it, and every tenth draw all other members.
func TestBeijingDraws(t *testing.T) {
	m, sp := beijing(t)
	p, err := sequential.New(m.Game)
	if err != nil {
		t.Fatal(err)
	}
	in, err := game.NewInstance(m.Game, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	k, err := verify.New(m.Game)
	if err != nil {
		t.Fatal(err)
	}
	count := map[int]int{}
	for i := range *drawsTried {
		values, err := sp.Draw(1, i)
		if err != nil {
			t.Fatal(err)
		}
		if err := in.Set(values); err != nil {
			t.Fatal(err)
		}
		res, err := p.Solve(context.Background(), in, solve.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !res.Complete || len(res.Equilibria) == 0 {
			t.Errorf("draw %d: %d equilibria, complete %v %s", i, len(res.Equilibria), res.Complete, res.IncompleteBecause)
		}
		count[len(res.Equilibria)]++
		for j := range res.Equilibria {
			members := res.Equilibria[j].Members()
			if i%10 > 0 && !*everyMember {
				members = members[:1]
			}
			for _, a := range members {
				cert, err := k.Check(in, &a, solve.Sequential)
				if err != nil || !cert.OK() {
					t.Fatalf("draw %d, equilibrium %d: %v %s", i, j+1, err, cert.Failure())
				}
			}
		}
	}
	t.Log("draws by number of equilibria:", count)
}

// BenchmarkBeijingDraw is one draw of the Beijing model, solved completely.
func BenchmarkBeijingDraw(b *testing.B) {
	m, sp := beijing(b)
	p, err := sequential.New(m.Game)
	if err != nil {
		b.Fatal(err)
	}
	in, err := game.NewInstance(m.Game, m.Baseline())
	if err != nil {
		b.Fatal(err)
	}
	draws := make([][]num.Rat, 200)
	for i := range draws {
		if draws[i], err = sp.Draw(1, i); err != nil {
			b.Fatal(err)
		}
	}
	var play, beliefs []game.InfosetID
	for h := range m.Game.Infosets {
		play = append(play, game.InfosetID(h))
		if m.Game.Infosets[h].Label == "answer" { // what Xi thinks of a visitor or a caller
			beliefs = append(beliefs, game.InfosetID(h))
		}
	}
	var supports, systems int64
	n, members := 0, 0
	for b.Loop() {
		if err := in.Set(draws[n%len(draws)]); err != nil {
			b.Fatal(err)
		}
		res, err := p.Solve(context.Background(), in, solve.Options{Lean: &solve.Lean{Play: play, Beliefs: beliefs}})
		if err != nil || !res.Complete {
			b.Fatal(err, res)
		}
		supports += res.Stats.Supports
		systems += res.Stats.Systems
		for j := range res.Equilibria {
			members += 1 + len(res.Equilibria[j].Vertices)
		}
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "solves/s")
	b.ReportMetric(float64(supports)/float64(n), "supports/solve")
	b.ReportMetric(float64(systems)/float64(n), "systems/solve")
	b.ReportMetric(float64(members)/float64(n), "members/solve")
}
