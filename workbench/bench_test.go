package workbench

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"
)

// What a slider waits for: all equilibria, the answers to all questions and the picture of the tree, at other values each
// time, asked one after another as the page does.
func BenchmarkSlider(b *testing.B) {
	for _, m := range []struct {
		folder, param string
		audit         bool // runs beside
	}{{"crisis-signalling", "prior", false}, {"beijing-2018", "sigma", false}, {"beijing-2018", "sigma", true}} {
		b.Run(fmt.Sprintf("model=%s/audit=%v", m.folder, m.audit), func(b *testing.B) {
			bench := open(b, "../examples/"+m.folder)
			if _, err := bench.Call(context.Background(), "solve", nil, nil); err != nil {
				b.Fatal(err)
			}
			ctx, stop := context.WithCancel(context.Background())
			audited := make(chan struct{})
			go func() {
				defer close(audited)
				if m.audit {
					bench.Call(ctx, "audit", nil, nil) //nolint:errcheck // it does not come to its end
				}
			}()
			defer func() { stop(); <-audited }()
			var solve, both []time.Duration
			i := 0
			for b.Loop() {
				i++
				request := fmt.Appendf(nil, `{"set": {%q: "%d/1000000"}}`, m.param, 150_000+997*i%400_000)
				start := time.Now()
				for _, name := range []string{"solve", "tree"} {
					answer, err := bench.Call(context.Background(), name, request, nil)
					if err != nil {
						b.Fatal(err)
					}
					if _, err := JSON(answer); err != nil {
						b.Fatal(err)
					}
					if name == "solve" {
						solve = append(solve, time.Since(start))
					}
				}
				both = append(both, time.Since(start))
			}
			median := func(list []time.Duration) float64 {
				slices.Sort(list)
				return list[len(list)/2].Seconds() * 1000
			}
			b.ReportMetric(median(solve), "ms-solve")
			b.ReportMetric(median(both), "ms-picture")
		})
	}
}
