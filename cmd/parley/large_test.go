package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/game/gametest"
	"parley/gamefile"
)

// largeGame writes a zero-sum game for two with types²·3^moves ends to a file and returns its path.
func largeGame(t testing.TB, types, moves int) (path string, nodes int) {
	t.Helper()
	in := gametest.Instance(gametest.Deals(rand.New(rand.NewPCG(1, 1)), types, 3, moves, 1000))
	path = filepath.Join(t.TempDir(), "large.efg")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := gamefile.WriteEFG(f, in); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path, len(in.Nodes)
}

// On a large game a time limit and Ctrl-C end the run within two seconds, with what it has, marked incomplete.
func TestLargeGameStops(t *testing.T) {
	path, _ := largeGame(t, 5, 6)
	for _, c := range []struct {
		name    string
		because func(time.Duration) string
		run     func(after time.Duration, out, errOut *bytes.Buffer, args []string) int
	}{
		{"time", func(d time.Duration) string { return "--time " + d.String() + " is over" }, func(after time.Duration, out, errOut *bytes.Buffer, args []string) int {
			return run(context.Background(), append(args, "--time", after.String()), strings.NewReader(""), out, errOut, func(string) string { return "" })
		}},
		{"interrupt", func(time.Duration) string { return "interrupted" }, func(after time.Duration, out, errOut *bytes.Buffer, args []string) int {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			defer time.AfterFunc(after, cancel).Stop()
			return run(ctx, args, strings.NewReader(""), out, errOut, func(string) string { return "" })
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errOut bytes.Buffer
			after := 500 * time.Millisecond
			// The first may end while the file is read or before the first iteration.
			for ; !strings.Contains(out.String(), "nobody gains") && after < time.Minute; after *= 2 {
				out.Reset()
				start := time.Now()
				status := c.run(after, &out, &errOut, []string{"solve", path, "--concept", "nash", "--method", "pcfr+", "--gap", "1e-300"})
				if took := time.Since(start); took > after+2*time.Second {
					t.Errorf("it took %v instead of %v", took, after)
				}
				if status != exitStopped {
					t.Fatalf("exit status %d, want %d: %s", status, exitStopped, &errOut)
				}
			}
			for _, want := range []string{"1 approximate Nash equilibrium found, and there may be others: " + c.because(after/2), "nobody gains more than"} {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is not in the output:\n%.2000s", want, &out)
				}
			}
			if lines := strings.Count(out.String(), "\n"); lines > 300 {
				t.Errorf("%d lines", lines)
			}
		})
	}
}

// A time limit that ends while a file is read is heeded.
func TestTimeWhileReading(t *testing.T) {
	path, _ := largeGame(t, 6, 6)
	var out, errOut bytes.Buffer
	status := run(context.Background(), []string{"solve", path, "--concept", "nash", "--time", "1ms"}, strings.NewReader(""), &out, &errOut, func(string) string { return "" })
	if status != exitStopped || out.Len() > 0 || !strings.Contains(errOut.String(), "--time 1ms is over while ") {
		t.Errorf("exit status %d\n%s%s", status, &out, &errOut)
	}
}
