package main

import (
	"errors"
	"fmt"

	"parley/diag"
)

// A wrongInput is a file with mistakes in it, and the texts that show where they are.
type wrongInput struct {
	list   diag.List
	source func(file string) (string, bool)
}

func (w *wrongInput) Error() string { return w.list.Error() }

// errReported says that the input is wrong and that the user has been told.
var errReported = errors.New("the input is wrong")

// printDiagnostics tells what is wrong, on standard error.
func (a *app) printDiagnostics(w *wrongInput) {
	if len(w.list) == 0 {
		return
	}
	r := diag.Renderer{Source: w.source, Color: a.style(a.stderr).Color}
	fmt.Fprint(a.stderr, r.Render(w.list))
}

// warn tells of warnings, unless nobody wants to know.
func (a *app) warn(in *input) {
	if !a.quiet && !a.json {
		a.printDiagnostics(&wrongInput{in.warnings, in.source})
	}
}
