// Package digest makes digests of texts: SHA-256 in hexadecimal. In a program for a browser it computes them by itself: Go's
// package brings along ciphers and tests of itself that make the download larger by a hundredth.
package digest

import "encoding/hex"

// Hex returns the SHA-256 of a text in hexadecimal.
func Hex(text []byte) string {
	sum := sum256(text)
	return hex.EncodeToString(sum[:])
}
