package main

import (
	"bytes"
	"context"
	"os"
	"testing"
)

// The picture in the documents is the one that the command draws.
func TestMapPicture(t *testing.T) {
	const path = "../../docs/images/crisis-regimes.svg"
	var out, errs bytes.Buffer
	args := []string{"map", "../../examples/crisis-signalling/model.star", "--x", "prior", "--y", "audience_cost", "--range", "prior=0.05..0.95", "--range", "audience_cost=0..0.9", "-o", "-", "--as", "svg"}
	if status := run(context.Background(), args, nil, &out, &errs, func(string) string { return "" }); status != exitDone {
		t.Fatalf("exit status %d\n%s", status, errs.Bytes())
	}
	if *update {
		if err := os.WriteFile(path, out.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, out.Bytes()) {
		t.Errorf("%s is not what the command draws: run the test with -update and look at it", path)
	}
}
