//go:build unix

package vertices_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"parley/num"
	"parley/solve"
	"parley/solve/nash"
	"parley/solve/vertices"
)

// matrices draws a game with payoffs from 0 to most.
func matrices(seed uint64, n int, most int64) (a, b [][]num.Rat) {
	r := rand.New(rand.NewPCG(seed, uint64(n)<<32|uint64(most)))
	draw := func() [][]num.Rat {
		m := make([][]num.Rat, n)
		for i := range m {
			for range n {
				m[i] = append(m[i], num.Int(r.Int64N(most+1)))
			}
		}
		return m
	}
	return draw(), draw()
}

// sizes are the games that are timed: without ties, with a few, with many.
var sizes = []struct {
	n    int
	most int64
}{{10, 100}, {12, 100}, {14, 100}, {10, 9}, {12, 9}, {14, 9}, {10, 2}, {12, 2}, {14, 2}, {10, 1}, {12, 1}, {14, 1}}

// All extreme equilibria, and no others, are those of lrsnash, where that is installed (Debian: lrslib).
func TestAgainstLrsnash(t *testing.T) {
	lrs := lrsnash(t)
	count := 0
	for seed := range uint64(60) {
		n := 3 + int(seed%8)
		a, b := matrices(seed, n, []int64{1, 2, 9, 100, 100_000}[seed%5])
		want, _ := lrs(a, b)
		got := checked(t, solved(t, bimatrix(a, b)))
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d:\nhere    %v\nlrsnash %v", seed, got, want)
		}
		count += len(want)
	}
	t.Logf("%d extreme equilibria", count)
}

// lrsnash returns a function that runs it; it skips the test where it is not installed.
func lrsnash(t testing.TB) func(a, b [][]num.Rat) (extreme []string, user time.Duration) {
	path, err := exec.LookPath("lrsnash")
	if err != nil {
		t.Skip("lrsnash is not installed")
	}
	file := filepath.Join(t.TempDir(), "game")
	return func(a, b [][]num.Rat) ([]string, time.Duration) {
		var text strings.Builder
		fmt.Fprintf(&text, "%d %d\n\n", len(a), len(a[0]))
		for _, m := range [][][]num.Rat{a, b} {
			for _, row := range m {
				for _, x := range row {
					fmt.Fprintf(&text, " %s", x)
				}
				text.WriteByte('\n')
			}
			text.WriteByte('\n')
		}
		if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(path, file)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return parse(out), cmd.ProcessState.UserTime()
	}
}

// parse reads lrsnash's output: lines of the second player's strategies and, after those, of the first
// player's that each of them is an equilibrium with. The last number of a line is a payoff.
func parse(out []byte) []string {
	var extreme []string
	var seconds [][]num.Rat
	after := byte('1')
	for _, line := range bytes.Split(out, []byte("\n")) {
		f := strings.Fields(string(line))
		if len(f) < 3 || f[0] != "1" && f[0] != "2" {
			continue
		}
		var x []num.Rat
		for _, s := range f[1 : len(f)-1] {
			x = append(x, num.MustParse(s))
		}
		if f[0] == "2" {
			if after == '1' {
				seconds = nil
			}
			seconds = append(seconds, x)
		} else {
			for _, y := range seconds {
				extreme = append(extreme, fmt.Sprint(append(slices.Clone(x), y...)))
			}
		}
		after = f[0][0]
	}
	slices.Sort(extreme)
	return extreme
}

// One solve of a random game in strategic form, extreme equilibria to components.
func BenchmarkRandom(b *testing.B) {
	larger := append(slices.Clone(sizes), sizes[:3]...) // with 6 strategies more
	for i := range larger[len(sizes):] {
		larger[len(sizes)+i].n += 6
	}
	for _, s := range larger {
		b.Run(fmt.Sprintf("n=%d/payoffs=%d", s.n, s.most+1), func(b *testing.B) {
			var faces, pivots, found int
			for i := range b.N {
				x, y := matrices(uint64(i%20), s.n, s.most)
				form, err := nash.Form(bimatrix(x, y))
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				res, err := vertices.Mixed(context.Background(), form, solve.Options{})
				b.StopTimer()
				if err != nil || !res.Complete {
					b.Fatal(err, res.IncompleteBecause)
				}
				faces += int(res.Stats.Supports)
				pivots += int(res.Stats.Iterations)
				found += len(res.Equilibria)
			}
			b.ReportMetric(float64(faces)/float64(b.N), "faces/op")
			b.ReportMetric(float64(pivots)/float64(b.N), "pivots/op")
			b.ReportMetric(float64(found)/float64(b.N), "components/op")
		})
	}
}

// How many times as much processor time lrsnash takes for the same 20 games: its user time as a process,
// which is nearly all arithmetic, over that of this process from the strategic form to components, the
// garbage collector's included.
func BenchmarkAgainstLrsnash(b *testing.B) {
	for _, s := range sizes {
		b.Run(fmt.Sprintf("n=%d/payoffs=%d", s.n, s.most+1), func(b *testing.B) {
			lrs := lrsnash(b)
			var ours, theirs time.Duration
			for i := range b.N {
				x, y := matrices(uint64(i%20), s.n, s.most)
				want, user := lrs(x, y)
				theirs += user
				form, err := nash.Form(bimatrix(x, y))
				if err != nil {
					b.Fatal(err)
				}
				debug.FreeOSMemory()
				before := userTime(b)
				res, err := vertices.Mixed(context.Background(), form, solve.Options{})
				ours += userTime(b) - before
				if err != nil || !res.Complete {
					b.Fatal(err, res.IncompleteBecause)
				}
				if n := extremeCount(res); n != len(want) {
					b.Fatalf("%d extreme equilibria, lrsnash has %d", n, len(want))
				}
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(ours.Microseconds())/1e3/float64(b.N), "ms")
			b.ReportMetric(float64(theirs.Microseconds())/1e3/float64(b.N), "lrsnash-ms")
			b.ReportMetric(theirs.Seconds()/ours.Seconds(), "times")
		})
	}
}

func extremeCount(res *solve.Result) int {
	n := 0
	for i := range res.Equilibria {
		n += max(1, len(res.Equilibria[i].Vertices))
	}
	return n
}

func userTime(t testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano())
}
