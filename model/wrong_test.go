package model

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/diag"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Every wrong model gives the message that stands beside it.
func TestWrongModels(t *testing.T) {
	models, err := filepath.Glob("testdata/wrong/*.star")
	if err != nil || len(models) < 60 {
		t.Fatalf("%d wrong models, %v", len(models), err)
	}
	for _, path := range models {
		name := filepath.Base(path)
		t.Run(strings.TrimSuffix(name, ".star"), func(t *testing.T) {
			t.Parallel()
			files := map[string]string{}
			m, list := Load(os.DirFS("testdata/wrong"), name, Options{Files: files, Steps: 5_000_000, Nodes: 5_000})
			if len(list) == 0 {
				t.Fatal("no message")
			}
			if (m == nil) != list.HasErrors() {
				t.Errorf("model %v with errors %v", m != nil, list.HasErrors())
			}
			for _, d := range list {
				checkDiagnostic(t, d)
			}
			got := render(list, files)
			golden := strings.TrimSuffix(path, ".star") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// checkDiagnostic holds every message to the rules: it has a code that can be explained and a place,
// and speaks of neither Go nor the interpreter.
func checkDiagnostic(t *testing.T, d diag.Diagnostic) {
	t.Helper()
	if d.Span.Start.File == "" || d.Span.End.Line < d.Span.Start.Line || d.Span.End.Line == d.Span.Start.Line && d.Span.End.Col < d.Span.Start.Col {
		t.Errorf("%s: no place: %+v", d.Summary, d.Span)
	}
	all := strings.Join(append([]string{d.Summary, d.Note, d.Fix}, d.Detail...), "\n")
	for _, word := range []string{"starlark", "Starlark", "invalid", "NoneType", "unknown value", "%!", "nil", "model.", "NoneType"} {
		if strings.Contains(all, word) {
			t.Errorf("the message says %q: %s", word, all)
		}
	}
	if d.Severity == diag.Error && d.Fix == "" && d.Note == "" && len(d.Related) == 0 {
		t.Errorf("nothing tells how to mend it: %s", d.Summary)
	}
}
