//go:build playground

package playground

import (
	"bytes"
	"testing"
)

// The embedded engine is what the source makes now.
func TestEmbeddedIsFresh(t *testing.T) {
	fresh := engine(t)
	want, err := unpack(fresh.Wasm)
	if err != nil {
		t.Fatal(err)
	}
	got, err := unpack(embedded.Wasm)
	if err != nil || !bytes.Equal(got, want) || !bytes.Equal(embedded.Glue, fresh.Glue) {
		t.Errorf("the embedded engine is not what the source makes (%v): go generate ./internal/playground", err)
	}
}
