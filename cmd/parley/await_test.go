package main

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"parley/internal/fault"
)

// A panic in work that is waited for is reported as a fault of the program, and does not crash it.
func TestAFaultOfAwaitedWorkReachesTheCaller(t *testing.T) {
	_, ended, err := await(t.Context(), func() (int, error) { panic("index out of the world") })
	var f *fault.Error
	if !ended || !errors.As(err, &f) || !bytes.Contains(f.Stack, []byte("await_test.go")) {
		t.Errorf("ended %v, %v", ended, err)
	}
}

func TestAwaitEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	block := make(chan struct{})
	defer close(block)
	if _, ended, err := await(ctx, func() (int, error) { <-block; return 1, nil }); ended || err != nil {
		t.Errorf("ended %v, %v", ended, err)
	}
	if n, ended, err := await(t.Context(), func() (int, error) { return 7, bytes.ErrTooLarge }); n != 7 || !ended || err == nil {
		t.Errorf("got %d, %v, %v", n, ended, err)
	}
}
