package workbench

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"parley/diag"
	"parley/internal/fault"
	"parley/internal/near"
)

// A Code says what kind of failure an error is.
type Code string

// The codes.
const (
	BadRequest Code = "bad_request" // the request is not what the call takes
	NoCall     Code = "no_call"     // there is no call of that name
	BadModel   Code = "bad_model"   // the model has mistakes: see the diagnostics
	BadQuery   Code = "bad_query"   // the query has mistakes: see the diagnostics
	BadValues  Code = "bad_values"  // the values of the params make no game
	NoAnswer   Code = "no_answer"   // there is nothing to answer with, such as no equilibrium to draw
	TooLarge   Code = "too_large"   // the request or what it asks for is beyond a bound
	Busy       Code = "busy"        // too many calls are waiting: ask again in a moment
	Stopped    Code = "stopped"     // the call took too long
	Dropped    Code = "dropped"     // whoever asked no longer waits
	NotThere   Code = "not_there"   // this version cannot do it yet
	Conflict   Code = "conflict"    // the file changed on disk meanwhile
	Forbidden  Code = "forbidden"   // not allowed
	Internal   Code = "internal"    // a fault in Parley
)

// An Error is why a call has no answer, in words for people.
type Error struct {
	Code        Code      `json:"code"`
	Message     string    `json:"message"`
	Fix         string    `json:"fix,omitempty"`
	Diagnostics diag.List `json:"diagnostics,omitempty"` // as parley check --json has them; files are named within the model's folder
	Stack       string    `json:"-"`                     // of a fault, for a log
}

func (e *Error) Error() string { return e.Message }

// A Failure is an error as it goes over the wire.
type Failure struct {
	Error *Error `json:"error"`
}

func badRequest(format string, args ...any) error {
	return &Error{Code: BadRequest, Message: fmt.Sprintf(format, args...)}
}

func badModel(list diag.List) error {
	return &Error{Code: BadModel, Message: list.Error(), Diagnostics: list}
}

func noSuchCall(name string) error {
	e := &Error{Code: NoCall, Message: fmt.Sprintf("there is no call %q", name)}
	var names []string
	for _, c := range Calls {
		names = append(names, c.Name)
	}
	if n := near.Name(name, names); n != "" {
		e.Fix = fmt.Sprintf("did you mean %q?", n)
	} else {
		e.Fix = "there are " + strings.Join(names, ", ")
	}
	return e
}

// faulty tells of a fault of Parley's own.
func faulty(e *fault.Error) *Error {
	return &Error{Code: Internal, Message: e.Error(), Fix: "please report this together with the model", Stack: string(e.Stack)}
}

// plainError makes an *Error of any error. What ended ctx is what is told of.
func plainError(ctx context.Context, err error) error {
	var known *Error
	var late *timeout
	var broken *fault.Error
	cause := context.Cause(ctx)
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &broken):
		return faulty(broken)
	case errors.As(cause, &late):
		return &Error{Code: Stopped, Message: late.Error(), Fix: "ask for less, or use the command"}
	case cause != nil:
		return &Error{Code: Dropped, Message: "whoever asked no longer waits"}
	}
	return &Error{Code: NoAnswer, Message: err.Error()}
}
