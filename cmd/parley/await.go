package main

import (
	"context"

	"parley/internal/fault"
)

// await does work in a goroutine of its own and waits for it as long as ctx lasts: reading a pipe or a large text cannot be interrupted. ended is false if
// ctx ended first. A panic of the work is a *fault.Error, as elsewhere.
func await[T any](ctx context.Context, work func() (T, error)) (got T, ended bool, err error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() { done <- r }()
		defer fault.Catch(&r.err)
		r.value, r.err = work()
	}()
	select {
	case <-ctx.Done():
		return got, false, nil
	case r := <-done:
		return r.value, true, r.err
	}
}
