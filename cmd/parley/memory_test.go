//go:build linux

package main

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// peak runs parley in a process of its own and returns the most memory that it held, in bytes.
func peak(t testing.TB, args ...string) int64 {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Args[0] = "parley" // by this name the test's own program is parley
	out, err := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != exitDone && code != exitStopped {
		t.Fatalf("%v: %s", err, out)
	}
	return cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
}

// Memory is in proportion to the tree: a gigabyte for a million nodes leaves 1,000 bytes for each.
func TestMemoryOfLargeGames(t *testing.T) {
	if testing.Short() {
		t.Skip("solves a large tree")
	}
	path, nodes := largeGame(t, 6, 6)
	if held := peak(t, "solve", path, "--concept", "nash", "--method", "pcfr+", "--limit-iterations", "20"); held > int64(nodes)*1000+64<<20 {
		t.Errorf("%d MB for %d nodes", held>>20, nodes)
	}
}

// A tree of a million nodes, read from a file, solved for 20 iterations, checked and written.
func BenchmarkMillionNodes(b *testing.B) {
	path, nodes := largeGame(b, 10, 8)
	for _, how := range []string{"out=text", "out=json"} {
		b.Run(how, func(b *testing.B) {
			args := []string{"solve", path, "--concept", "nash", "--limit-iterations", "20"}
			if how == "out=json" {
				args = append(args, "--json")
			}
			held := int64(0)
			for range b.N {
				held = max(held, peak(b, args...))
			}
			b.ReportMetric(float64(held)/(1<<20), "peak-MB")
			b.ReportMetric(float64(nodes), "nodes")
		})
	}
}
