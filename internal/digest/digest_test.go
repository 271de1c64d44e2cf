package digest

import (
	"crypto/sha256"
	"math/rand/v2"
	"testing"
)

// What a browser computes is SHA-256, for texts of all lengths about those at which blocks end.
func TestPlain(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 300 {
		text := make([]byte, n)
		for i := range text {
			text[i] = byte(r.Uint32())
		}
		if plain(text) != sha256.Sum256(text) {
			t.Fatalf("the digest of %d bytes is wrong", n)
		}
	}
}

// The example of the standard.
func TestHex(t *testing.T) {
	if got := Hex([]byte("abc")); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("abc: %s", got)
	}
}
