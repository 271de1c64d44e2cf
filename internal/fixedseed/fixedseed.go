// Package fixedseed gives the property tests that draw their inputs with pgregory.net/rapid one seed, so that
// a test passes or fails alike wherever it runs. Tests import it for this effect alone. Other draws:
//
//	go test ./internal/poly -rapid.seed 7 -rapid.checks 10000
package fixedseed

import (
	"flag"

	_ "pgregory.net/rapid" // its flags
)

func init() {
	// The command line is read later, and prevails.
	if err := flag.Set("rapid.seed", "20180328"); err != nil {
		panic(err)
	}
}
