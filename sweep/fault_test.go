package sweep_test

import (
	"context"
	"errors"
	"testing"

	"parley/internal/fault"
	"parley/sweep"
)

// A call that panics fails with a fault, on whichever worker it runs; the program goes on.
func TestPanics(t *testing.T) {
	breaks := func() (sweep.Worker[int], error) {
		return sweep.Worker[int]{Work: func(_ context.Context, i int) (int, error) {
			if i == 7 {
				panic("out of order")
			}
			return i, nil
		}}, nil
	}
	never := func() (sweep.Worker[int], error) { panic("no start") }
	for _, c := range []struct {
		name  string
		start func() (sweep.Worker[int], error)
		want  string
		done  int
	}{
		{"a call", breaks, "internal fault: out of order", 7},
		{"a worker's start", never, "internal fault: no start", 0},
	} {
		for _, workers := range []int{1, 3} {
			_, done, err := sweep.Run(context.Background(), 20, workers, c.start, nil)
			var f *fault.Error
			if !errors.As(err, &f) || err.Error() != c.want || done != c.done {
				t.Errorf("Run, %s of %d: %d results and %v", c.name, workers, done, err)
			}
			next, err := sweep.Stream(context.Background(), 0, 20, workers, c.start, func(int, int) error { return nil })
			if !errors.As(err, &f) || err.Error() != c.want || next != c.done {
				t.Errorf("Stream, %s of %d: %d results and %v", c.name, workers, next, err)
			}
		}
	}
}
