// Package diag is what Parley says about a wrong input: where it is, what was found, what was
// expected and how to mend it. Every reader of files reports through it.
package diag

import "strconv"

// A Pos is a place in a file. Line and Col count from 1; Col counts characters. The zero Pos is no
// place.
type Pos struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Col  int    `json:"column"`
}

// A Span runs from Start up to, not including, End, on one or more lines of one file.
type Span struct {
	Start Pos `json:"start"`
	End   Pos `json:"end"`
}

// Severity tells an error from a warning.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // the input cannot be used
	Warning Severity = "warning" // it can, but may not mean what was meant
)

// A Diagnostic is one finding about an input.
type Diagnostic struct {
	Code     string    `json:"code"` // "P012"; parley explain tells the whole story
	Severity Severity  `json:"severity"`
	Summary  string    `json:"summary"`           // one line: what is wrong
	Span     Span      `json:"span"`              // the offending text
	Note     string    `json:"note,omitempty"`    // what stands there ("this is 40")
	Detail   []string  `json:"detail,omitempty"`  // further facts: values involved, the history of the story
	Related  []Related `json:"related,omitempty"` // other places
	Fix      string    `json:"fix,omitempty"`     // how to mend it
	Fixes    []Fix     `json:"fixes,omitempty"`   // changes of the text that would mend it, the likeliest first
}

// Related is another place that matters to a diagnostic.
type Related struct {
	Span Span   `json:"span"`
	Note string `json:"note"`
}

// A List is the diagnostics of one input. As an error it stands for at least one of severity Error.
type List []Diagnostic

// Error returns the first error's place and summary.
func (l List) Error() string {
	for _, d := range l {
		if d.Severity == Error {
			return d.String()
		}
	}
	return "no error"
}

// String returns "file:line:col: summary".
func (d Diagnostic) String() string {
	return d.Span.Start.String() + d.Summary
}

// String returns "file:line:col: ", or "" for no place.
func (p Pos) String() string {
	if p.Line == 0 {
		if p.File == "" {
			return ""
		}
		return p.File + ": "
	}
	return p.File + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Col) + ": "
}

// HasErrors tells whether some diagnostic is of severity Error.
func (l List) HasErrors() bool {
	for _, d := range l {
		if d.Severity == Error {
			return true
		}
	}
	return false
}
