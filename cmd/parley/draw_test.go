package main

import (
	"bytes"
	"context"
	"os"
	"testing"
)

// The pictures in the documents are those that the command draws.
func TestDrawPictures(t *testing.T) {
	for _, c := range []struct {
		file string
		args []string
	}{
		{"crisis-tree.svg", []string{"crisis-signalling/model.star"}},
		{"crisis-tree-down.svg", []string{"crisis-signalling/model.star", "--plain", "--top-down"}},
		{"deterrence-tree.svg", []string{"deterrence/model.star"}},
		{"coordination-dark.svg", []string{"coordination/model.star", "--concept", "nash", "--method", "vertices", "--theme", "dark", "--equilibrium", "2"}},
		{"beer-against.svg", []string{"../textbook/beer-quiche.star", "--against", "2"}},
		{"crisis-strategic.svg", []string{"crisis-signalling/model.star", "--strategic"}},
		{"beijing-outline.svg", []string{"beijing-2018/model.star"}},
	} {
		path := "../../docs/images/" + c.file
		var out, errs bytes.Buffer
		args := append([]string{"draw", "../../examples/" + c.args[0]}, c.args[1:]...)
		if status := run(context.Background(), args, nil, &out, &errs, func(string) string { return "" }); status != exitDone {
			t.Fatalf("%v: exit status %d\n%s", args, status, errs.Bytes())
		}
		if *update {
			if err := os.WriteFile(path, out.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, out.Bytes()) {
			t.Errorf("%s is not what the command draws: run the test with -update and look at it", path)
		}
	}
}
