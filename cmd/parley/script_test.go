package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what the scripts compare with")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"parley": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"status":    status,
			"json":      checkJSON,
			"interrupt": interrupt,
		},
	})
}

// status N ARG... runs parley and wants it to exit with status N.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N ARG...")
	}
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec("parley", args[1:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if want, err := strconv.Atoi(args[0]); err != nil || got != want {
		ts.Fatalf("exit status %d, want %s", got, args[0])
	}
}

// json FILE [PATH VALUE]... wants exactly one JSON document in the file, and values in it. A path is
// names and indices: equilibria.0.payoffs.1.value.
func checkJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args)%2 != 1 {
		ts.Fatalf("usage: json FILE [PATH VALUE]...")
	}
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	dec.UseNumber()
	var doc any
	ts.Check(dec.Decode(&doc))
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		ts.Fatalf("%s holds more than one JSON document", args[0])
	}
	for i := 1; i < len(args); i += 2 {
		v := doc
		for _, key := range strings.Split(args[i], ".") {
			switch at := v.(type) {
			case map[string]any:
				v = at[key]
			case []any:
				k, err := strconv.Atoi(key)
				if err != nil || k >= len(at) {
					ts.Fatalf("%s: %q is no place in a list of %d", args[i], key, len(at))
				}
				v = at[k]
			default:
				ts.Fatalf("%s: nothing below %q", args[i], key)
			}
		}
		if list, ok := v.([]any); ok {
			v = "list of " + strconv.Itoa(len(list))
		}
		if got := strings.TrimSpace(toString(v)); got != args[i+1] {
			ts.Fatalf("%s is %s, want %s", args[i], got, args[i+1])
		}
	}
}

func toString(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// interrupt FILE ARG... runs parley with the file as its standard input and sends SIGINT: as soon as
// it reads, and then, in further runs, later and later until it has something to print. It wants exit
// status 3 each time. What the last run printed stands in the files out and err.
func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: interrupt FILE ARG...")
	}
	for wait := time.Duration(0); ; wait = 2*wait + 50*time.Millisecond {
		out, errOut := interrupted(ts, wait, ts.ReadFile(args[0]), args[1:])
		if len(out) > 0 {
			ts.Check(os.WriteFile(ts.MkAbs("out"), out, 0o666))
			ts.Check(os.WriteFile(ts.MkAbs("err"), errOut, 0o666))
			return
		}
		if !strings.Contains(string(errOut), errStopped.Error()) {
			ts.Fatalf("parley stopped without a word: %q", errOut)
		}
	}
}

func interrupted(ts *testscript.TestScript, wait time.Duration, input string, args []string) (out, errOut []byte) {
	self, err := os.Executable()
	ts.Check(err)
	cmd := exec.Command(self, args...)
	cmd.Args[0] = "parley" // by this name the test's own program is parley
	cmd.Dir = ts.MkAbs(".")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	in, err := cmd.StdinPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	const more = 1 << 17 // beyond what a pipe holds: once it is written, parley is running and reads
	_, err = io.WriteString(in, input+strings.Repeat("\n", more))
	ts.Check(err)
	ts.Check(in.Close())
	time.Sleep(wait)
	ts.Check(cmd.Process.Signal(os.Interrupt))
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitStopped {
		ts.Fatalf("parley ended with %v, want exit status %d\n%s%s", err, exitStopped, stdout.String(), stderr.String())
	}
	return stdout.Bytes(), stderr.Bytes()
}
