package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/report/page"
	"parley/workbench"
)

// words splits a command as a shell does, as far as the workbench writes commands.
func words(command string) (out []string) {
	var word strings.Builder
	quoted := false
	for i, r := range command {
		switch {
		case r == '\'':
			quoted = !quoted
		case r == ' ' && !quoted:
			out = append(out, word.String())
			word.Reset()
		default:
			word.WriteRune(r)
		}
		if i+1 == len(command) {
			out = append(out, word.String())
		}
	}
	return out
}

// The command that an answer of the workbench names prints the document that the answer holds, and draws the same picture.
func TestWorkbenchAnswersAsTheCommandsDo(t *testing.T) {
	const path = "../../examples/crisis-signalling/model.star"
	b, err := workbench.New(workbench.Options{FS: os.DirFS("../../examples/crisis-signalling"), Name: "model.star", Path: path, Version: version, Report: workbench.Reports(page.Write)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ call, request, field string }{
		{"solve", `{}`, "solve"},
		{"solve", `{"set": {"prior": "1/2", "war_cost": "0.7"}}`, "solve"},
		{"solve", `{"concept": "spe"}`, "solve"},
		{"solve", `{"concept": "nash"}`, "solve"},
		{"ask", `{}`, "ask"},
		{"ask", `{"query": "P(\"war\") > prior", "set": {"prior": "0.3"}}`, "ask"},
		{"ask", `{"query": "P(\"war\", where = \"tied hands\")"}`, "ask"},
		{"audit", `{"draws": 50, "seed": 7, "set": {"prior": "0.45"}}`, "audit"},
		{"map", `{"x": "prior", "y": "war_cost", "grid": 8, "by": "path"}`, "data"},
		{"tree", `{"set": {"prior": "0.45"}, "theme": "dark", "topDown": true}`, "svg"},
		{"tree", `{"concept": "nash", "equilibrium": 2, "width": 500}`, "svg"},
		{"tree", `{"plain": true}`, "svg"},
		{"report", `{"draws": 40, "set": {"prior": "0.45"}}`, "html"},
		{"map", `{"x": "prior", "y": "audience_cost", "grid": 8, "ranges": {"prior": ["0", "1"]}}`, "svg"},
	} {
		t.Run(c.call+" "+c.request, func(t *testing.T) {
			answer, err := b.Call(context.Background(), c.call, []byte(c.request), nil)
			if err != nil {
				t.Fatal(err)
			}
			text, err := workbench.JSON(answer)
			if err != nil {
				t.Fatal(err)
			}
			var fields map[string]json.RawMessage
			var command string
			if err := json.Unmarshal(text, &fields); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(fields["command"], &command); err != nil {
				t.Fatal(err)
			}
			args := words(command)[1:]
			at := slices.Index(args, "-o")
			switch {
			case c.field == "svg": // to standard output
				args = slices.Concat(args[:at], []string{"-o", "-", "--as", "svg"}, args[at+2:])
			case c.field == "html":
				args[at+1] = "-"
			case at >= 0: // the data in place of the picture
				args = append(slices.Delete(args, at, at+2), "--json")
			default:
				args = append(args, "--json")
			}
			var stdout, stderr bytes.Buffer
			if status := run(context.Background(), args, strings.NewReader(""), &stdout, &stderr, func(string) string { return "" }); status != exitDone {
				t.Fatalf("%s: status %d\n%s", command, status, stderr.String())
			}
			if c.field == "svg" || c.field == "html" {
				var svg string
				if err := json.Unmarshal(fields[c.field], &svg); err != nil {
					t.Fatal(err)
				}
				// The workbench names files within the model's folder.
				within := func(text string) string { return strings.ReplaceAll(text, path, "model.star") }
				if within(svg) != within(stdout.String()) {
					t.Errorf("%s writes another file", command)
				}
				return
			}
			var got, want map[string]any
			if err := json.Unmarshal(fields[c.field], &got); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(stdout.Bytes(), &want); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s: - the command, + the workbench\n%s", command, d)
			}
		})
	}
}
