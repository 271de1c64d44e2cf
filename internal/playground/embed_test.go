//go:build playground

package playground

import (
	"bytes"
	"testing"
)

// The embedded engine is what the source makes now.
func TestEmbeddedIsFresh(t *testing.T) {
	fresh := engine(t)
	if !bytes.Equal(embedded.Wasm, fresh.Wasm) || !bytes.Equal(embedded.Glue, fresh.Glue) {
		t.Error("the embedded engine is not what the source makes: go generate ./internal/playground")
	}
}
