//go:build unix

package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// parleyCommand is parley in a process of its own.
func parleyCommand(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Args[0] = "parley" // by this name the test's own program is parley
	return cmd
}

func parleyRun(t testing.TB, args ...string) string {
	t.Helper()
	out, err := parleyCommand(t, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

func fileBytes(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

const crisis = "../../examples/crisis-signalling/model.star"

// A sweep that is killed again and again loses no finished block and ends with the bytes of an unbroken run.
func TestKilledSweepGoesOn(t *testing.T) {
	if testing.Short() {
		t.Skip("solves some thousand draws")
	}
	dir := t.TempDir()
	args := func(out string, more ...string) []string {
		return append([]string{"sweep", crisis, "-q", "--draws", "8000", "--rows", "equilibria", "--out", out}, more...)
	}
	r := rand.New(rand.NewPCG(1, 9))
	for _, format := range []string{"csv", "parquet"} {
		want := filepath.Join(dir, "want."+format)
		parleyRun(t, args(want, "--workers", "1")...)
		out := filepath.Join(dir, "out."+format)
		journal := out + ".partial"
		var kept []byte // of the journal, as it was when the last run was killed
		kills := 0
		for _, share := range []float64{0, 0.2, 0.5, 0.8, 1} { // of the whole; the last one kills while the file is written
			at := int64(float64(size(want)) * (share + 0.15*r.Float64()) * map[string]float64{"csv": 1, "parquet": 1.5}[format])
			cmd := parleyCommand(t, args(out, "--workers", "2")...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			for running := true; running; {
				select {
				case err := <-ended:
					if err != nil {
						t.Fatalf("the sweep ended by itself: %v", err)
					}
					running = false
				case <-time.After(time.Millisecond):
					if share == 1 && size(out+".tmp") > 0 || share < 1 && size(journal) >= at {
						if err := cmd.Process.Kill(); err != nil {
							t.Fatal(err)
						}
						if <-ended != nil {
							kills++
						}
						running = false
					}
				}
			}
			if _, err := os.Stat(journal); err != nil {
				break // it came to its end first
			}
			now := fileBytes(t, journal)
			whole := kept[:max(0, bytes.LastIndex(kept, []byte("\nblock ")))]
			if !bytes.HasPrefix(now, whole) {
				t.Fatalf("after kill %d the journal has lost blocks", kills)
			}
			kept = now
		}
		if kills < 3 {
			t.Errorf("%s: the sweep was killed %d times only", format, kills)
		}
		parleyRun(t, args(out, "--workers", "2")...)
		if !bytes.Equal(fileBytes(t, out), fileBytes(t, want)) {
			t.Errorf("%s: the file differs from that of an unbroken run", format)
		}
		for _, left := range []string{journal, out + ".tmp"} {
			if _, err := os.Stat(left); err == nil {
				t.Errorf("%s is left behind", left)
			}
		}
	}
}
