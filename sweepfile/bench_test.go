package sweepfile

import (
	"os"
	"testing"

	"parley/model"
	"parley/report"
	"parley/sweep/table"
)

// load loads an example.
func load(t testing.TB, folder string) *model.Model {
	t.Helper()
	m, list := model.Load(os.DirFS("../examples/"+folder), "model.star", model.Options{})
	if m == nil {
		t.Fatal(list)
	}
	return m
}

// BenchmarkSweep is one draw after another on one worker, with every question and conclusion about the
// model's own game, encoded.
func BenchmarkSweep(b *testing.B) {
	for _, folder := range []string{"crisis-signalling", "beijing-2018"} {
		for _, rows := range []table.RowsPer{table.PerDraw, table.PerEquilibrium} {
			b.Run(folder+"/"+string(rows), func(b *testing.B) {
				opt := table.Options{Draws: b.N, Seed: 1, Rows: rows, Workers: 1}
				if rows == table.PerEquilibrium {
					opt.Kinds = report.Kinds
				}
				s, err := table.New(load(b, folder), opt)
				if err != nil {
					b.Fatal(err)
				}
				encode := func(to []byte, row []table.Cell) []byte { return AppendRow(to, s.Header.Columns, row) }
				bytes := 0
				b.ResetTimer()
				_, err = s.Run(b.Context(), 0, encode, func(k table.Block) error {
					bytes += len(k.Bytes)
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "draws/s")
				b.ReportMetric(float64(bytes)/float64(b.N), "bytes/draw")
			})
		}
	}
}
