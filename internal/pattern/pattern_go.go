//go:build !js

package pattern

import "regexp"

// A Pattern is a compiled regular expression.
type Pattern struct{ re *regexp.Regexp }

// Must compiles an expression and panics if it is none.
func Must(expr string) Pattern { return Pattern{regexp.MustCompile(expr)} }

// Match returns the leftmost match and what its groups match ("" for those that match nothing), or nil.
func (p Pattern) Match(s string) []string { return p.re.FindStringSubmatch(s) }
