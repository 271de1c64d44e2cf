package logit_test

import (
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/solve"
	"parley/solve/logit"
)

// Large trees, as far as the dense equations go.
func BenchmarkTrace(b *testing.B) {
	for _, c := range []struct {
		name string
		game func() *game.Game
	}{
		{"poker", func() *game.Game { return poker().Game }},
		{"kuhn2", func() *game.Game { return gametest.Kuhn(2) }},
		{"kuhn3", func() *game.Game { return gametest.Kuhn(3) }},
		{"leduc", func() *game.Game { return gametest.Leduc(false) }},
		{"liarsdice3", func() *game.Game { return gametest.LiarsDice(3) }},
		{"leduc-suits", func() *game.Game { return gametest.Leduc(true) }},
		{"liarsdice4", func() *game.Game { return gametest.LiarsDice(4) }},
		{"goofspiel3", func() *game.Game { return gametest.Goofspiel(3) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			in := gametest.Instance(c.game())
			sets := in.PersonalInfosets()
			for b.Loop() {
				br, err := logit.Trace(b.Context(), in, solve.Options{})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(br.Steps), "steps")
				b.ReportMetric(float64(br.Newton), "corrections")
				b.ReportMetric(br.Last().Lambda*br.Spread(), "lambda·spread")
				if !br.Settled {
					b.Log(br.Because)
				}
			}
			actions := 0
			for h := range in.Infosets {
				if in.Infosets[h].Player != game.Chance {
					actions += in.Infosets[h].Num
				}
			}
			b.ReportMetric(float64(len(in.Nodes)), "nodes")
			b.ReportMetric(float64(actions-sets), "unknowns")
		})
	}
}
