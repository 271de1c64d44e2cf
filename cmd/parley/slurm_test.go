//go:build linux

package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A cluster is Slurm on this machine alone.
type cluster struct {
	dir string
	env []string
}

// startSlurm starts Slurm and sees to it that it is stopped. Where it is not installed the test is skipped.
func startSlurm(t *testing.T) *cluster {
	t.Helper()
	for _, program := range []string{"munged", "slurmctld", "slurmd", "sbatch", "squeue", "sinfo"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("Slurm is not installed (no %s): apt-get install slurm-wlm munge", program)
		}
	}
	if os.Getuid() != 0 {
		t.Skip("slurmd starts jobs as root only")
	}
	// Sockets have short paths, and munged wants folders that only its user writes to.
	dir, err := os.MkdirTemp("", "slurm")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	c := &cluster{dir: dir, env: append(os.Environ(), "SLURM_CONF="+filepath.Join(dir, "slurm.conf"))}
	t.Cleanup(func() {
		c.stop(t)
		if t.Failed() {
			t.Logf("what Slurm wrote:\n%s", c.logs())
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Log(err)
		}
	})
	start := exec.CommandContext(t.Context(), "sh", "testdata/slurm/start.sh", dir, freePort(t), freePort(t))
	start.Env = c.env
	if out, err := start.CombinedOutput(); err != nil {
		t.Fatalf("starting Slurm: %v\n%s", err, out)
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		out, err := c.command(t, "sinfo", "-h", "-o", "%T").CombinedOutput()
		if err == nil && strings.TrimSpace(string(out)) == "idle" {
			return c
		}
		if time.Now().After(deadline) {
			t.Fatalf("the node is not ready: %v\n%s", err, out)
		}
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func (c *cluster) command(t *testing.T, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = c.env
	return cmd
}

// stop ends the daemons by the process ids that they wrote down.
func (c *cluster) stop(t *testing.T) {
	for _, name := range []string{"slurmd", "slurmctld", "munged"} {
		text, err := os.ReadFile(filepath.Join(c.dir, name+".pid"))
		if err != nil {
			continue // it did not start
		}
		pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for sig, n := syscall.SIGTERM, 0; syscall.Kill(pid, sig) == nil; n++ {
			if time.Sleep(50 * time.Millisecond); n == 100 {
				sig = syscall.SIGKILL
			}
			if n == 200 {
				t.Errorf("%s (process %d) does not end", name, pid)
				break
			}
			if n < 100 {
				sig = 0 // only ask whether it is there still
			}
		}
	}
}

func (c *cluster) logs() string {
	var out strings.Builder
	paths, _ := filepath.Glob(filepath.Join(c.dir, "*.log"))
	for _, path := range paths {
		b, _ := os.ReadFile(path)
		fmt.Fprintf(&out, "%s:\n%s\n", filepath.Base(path), b)
	}
	return out.String()
}

// array submits the documented job array with other options and waits until it has left the queue.
func (c *cluster) array(t *testing.T, dir, tasks string, args ...string) {
	t.Helper()
	script, err := filepath.Abs("../../docs/slurm/sweep.sbatch")
	if err != nil {
		t.Fatal(err)
	}
	cmd := c.command(t, "sbatch", append([]string{"--parsable", "--array=" + tasks, "--mem=200M", script}, args...)...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("sbatch: %v\n%s", err, out)
	}
	job := strings.TrimSpace(string(out))
	for deadline := time.Now().Add(90 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		// A job that has left the queue is unknown after a while.
		out, err := c.command(t, "squeue", "-h", "-j", job, "-o", "%i %T").CombinedOutput()
		if left := strings.TrimSpace(string(out)); err == nil && left == "" || err != nil && strings.Contains(left, "Invalid job id") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("job %s does not end: %s", job, out)
		}
	}
}

// The job array of the documentation, with a task that fails and is submitted again by itself, gives the bytes of
// the unsharded run.
func TestSlurmJobArray(t *testing.T) {
	if testing.Short() {
		t.Skip("starts Slurm")
	}
	c := startSlurm(t)
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "bin")
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(bin, "parley")); err != nil { // by this name the test's own program is parley
		t.Fatal(err)
	}
	c.env = append(c.env, "PATH="+bin+":"+os.Getenv("PATH"), "SHARDS=5")
	model, err := filepath.Abs(crisis)
	if err != nil {
		t.Fatal(err)
	}
	sweep := []string{model, "--draws", "2000", "--seed", "7", "--rows", "equilibria"}
	// In the way of one task stands a file that no sweep made.
	blocked := filepath.Join(dir, "shard-3-of-5.csv")
	if err := os.WriteFile(blocked, []byte("in the way\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	c.array(t, dir, "1-5", sweep...)
	parts := func() []string {
		var out []string
		for i := range 5 {
			out = append(out, filepath.Join(dir, fmt.Sprintf("shard-%d-of-5.csv", i+1)))
		}
		return out
	}
	merge := func(out string) ([]byte, error) {
		return parleyCommand(t, append([]string{"merge", out}, parts()...)...).CombinedOutput()
	}
	merged := filepath.Join(dir, "merged.csv")
	if out, err := merge(merged); err == nil || !strings.Contains(string(out), "shard-3-of-5.csv is not the result of a sweep") {
		t.Fatalf("with one task that failed, merge says %q (%v)%s", out, err, jobLogs(dir))
	}
	if err := os.Remove(blocked); err != nil {
		t.Fatal(err)
	}
	c.array(t, dir, "3", sweep...) // of one task only: the number of shards is still five
	if out, err := merge(merged); err != nil {
		t.Fatalf("merge: %v\n%s%s", err, out, jobLogs(dir))
	}
	want := filepath.Join(dir, "want.csv")
	parleyRun(t, append([]string{"sweep", "-q", "--out", want}, sweep...)...)
	if !bytes.Equal(fileBytes(t, merged), fileBytes(t, want)) {
		t.Error("the merged file differs from that of the unsharded run")
	}
}

func jobLogs(dir string) string {
	var out strings.Builder
	paths, _ := filepath.Glob(filepath.Join(dir, "slurm-*.log"))
	for _, path := range paths {
		b, _ := os.ReadFile(path)
		fmt.Fprintf(&out, "\n%s: %s", filepath.Base(path), b)
	}
	return out.String()
}
