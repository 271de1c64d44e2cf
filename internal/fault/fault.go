// Package fault turns a panic into an error, at the root of a goroutine: a panic that nobody recovers there ends the whole
// program, a server with all that its other users do as well.
package fault

import (
	"fmt"
	"runtime/debug"
)

// An Error is a fault of Parley's own: a panic that was caught.
type Error struct {
	Value any    // what was panicked with
	Stack []byte // of the goroutine, for a log
}

// Error says that the fault is Parley's, and what it was.
func (e *Error) Error() string { return fmt.Sprintf("internal fault: %v", e.Value) }

// Catch is to be deferred: it puts a panic into *err as an *Error, and does nothing else.
func Catch(err *error) {
	if value := recover(); value != nil {
		*err = Of(value)
	}
}

// Of makes an error of what recover returned. A fault that was caught in another goroutine and passed on with panic stays as
// it is, with the stack of that goroutine.
func Of(value any) *Error {
	if e, ok := value.(*Error); ok {
		return e
	}
	return &Error{Value: value, Stack: debug.Stack()}
}
