// Package pattern matches regular expressions by what a machine has anyway: Go's own package, or in a browser the browser's. That
// spares the download Go's package with the tables of Unicode that it stands on.
//
// Expressions must mean the same to both: groups, classes, alternatives and repetitions, without flags and without classes of
// Unicode.
package pattern
