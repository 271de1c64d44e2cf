package fault_test

import (
	"bytes"
	"errors"
	"testing"

	"parley/internal/fault"
)

// A panic becomes an error that names it and holds the stack of where it came about; passed on, it stays what it was.
func TestCatch(t *testing.T) {
	outOfOrder := func() (err error) {
		defer fault.Catch(&err)
		panic("out of order")
	}
	var f *fault.Error
	if err := outOfOrder(); !errors.As(err, &f) || err.Error() != "internal fault: out of order" {
		t.Fatalf("got %v", err)
	}
	if !bytes.Contains(f.Stack, []byte("TestCatch")) {
		t.Errorf("the stack does not lead here:\n%s", f.Stack)
	}
	if again := fault.Of(f); again != f {
		t.Errorf("passed on, it is %v", again)
	}
	kept := errors.New("another")
	sound := func() (err error) {
		defer fault.Catch(&err)
		return kept
	}
	if err := sound(); err != kept { //nolint:errorlint // the very same
		t.Errorf("without a panic the error became %v", err)
	}
}
