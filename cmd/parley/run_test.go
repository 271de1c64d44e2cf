package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// commands returns the root and everything below it.
func commands(c *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		all = append(all, commands(sub)...)
	}
	return all
}

func TestEveryCommandAndFlagHasHelp(t *testing.T) {
	for _, c := range commands((&app{}).rootCommand()) {
		if c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: its short help is %q; a line without a full stop is wanted", c.CommandPath(), c.Short)
		}
		for _, line := range strings.Split(c.Long+"\n"+c.Example, "\n") {
			if len([]rune(line)) > 130 {
				t.Errorf("%s: a line of its help is too long: %q", c.CommandPath(), line)
			}
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" || strings.HasSuffix(f.Usage, ".") {
				t.Errorf("%s --%s: its help is %q; some words without a full stop are wanted", c.CommandPath(), f.Name, f.Usage)
			}
		})
	}
}

func TestColor(t *testing.T) {
	for _, c := range []struct {
		flag string
		env  map[string]string
		want bool
	}{
		{"auto", nil, false}, // a buffer is no terminal
		{"always", nil, true},
		{"always", map[string]string{"NO_COLOR": "1"}, true},
		{"never", nil, false},
		{"auto", map[string]string{"NO_COLOR": "1"}, false},
		{"auto", map[string]string{"TERM": "dumb"}, false},
	} {
		a := &app{env: func(name string) string { return c.env[name] }, options: options{color: c.flag}}
		if got := a.style(&bytes.Buffer{}).Color; got != c.want {
			t.Errorf("--color %s with %v: colour %v, want %v", c.flag, c.env, got, c.want)
		}
	}
}

// Where there is no room for the output, the user learns of it.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer full.Close()
	var errOut strings.Builder
	got := run(context.Background(), []string{"version"}, strings.NewReader(""), full, &errOut, func(string) string { return "" })
	if got != exitInput || !strings.Contains(errOut.String(), "standard output") {
		t.Errorf("exit status %d with %q", got, errOut.String())
	}
}

// A fault of ours is told as one, with what helps to mend it.
func TestInternalFault(t *testing.T) {
	var errOut strings.Builder
	broken := func(string) string { panic("out of order") }
	got := run(context.Background(), []string{"check", "no.star"}, strings.NewReader(""), &bytes.Buffer{}, &errOut, broken)
	if got != exitInput { // nothing asked for the environment
		t.Errorf("exit status %d with %q", got, errOut.String())
	}
	got = run(context.Background(), []string{"solve", "-", "--concept", "nash"}, strings.NewReader(oneMove), &bytes.Buffer{}, &errOut, broken)
	if got != exitStopped || !strings.Contains(errOut.String(), "internal fault: out of order") {
		t.Errorf("exit status %d with %q", got, errOut.String())
	}
}

const oneMove = `EFG 2 R "One move" { "A" }
p "" 1 1 "" { "x" "y" } 0
t "" 1 "" { 1 }
t "" 2 "" { 0 }
`

// waiting is a pipe into which nobody writes.
type waiting struct{ release chan struct{} }

func (w waiting) Read([]byte) (int, error) { <-w.release; return 0, io.EOF }

// A pipe that keeps parley waiting does not keep it from stopping.
func TestStopsWhileItWaitsForInput(t *testing.T) {
	in := waiting{make(chan struct{})}
	defer close(in.release)
	for _, args := range [][]string{{"check", "-"}, {"solve", "-"}, {"convert", "-", "--to", "nfg"}, {"check", "-", "--time", "10ms"}} {
		ctx, cancel := context.WithCancel(context.Background())
		want := "interrupted while standard input was read"
		if len(args) == 4 && args[2] == "--time" {
			want = "--time 10ms is over while standard input was read"
		} else {
			time.AfterFunc(10*time.Millisecond, cancel)
		}
		var stdout, stderr bytes.Buffer
		status := run(ctx, args, in, &stdout, &stderr, func(string) string { return "" })
		cancel()
		if status != exitStopped || stdout.Len() > 0 || !strings.Contains(stderr.String(), want) {
			t.Errorf("%v: status %d, printed %q and %q", args, status, stdout.String(), stderr.String())
		}
	}
}
