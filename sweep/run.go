package sweep

import (
	"context"
	"sync"
	"sync/atomic"

	"parley/internal/fault"
)

// A Worker does one call after another. It may keep state between calls that does not change results.
type Worker[T any] struct {
	Work func(ctx context.Context, i int) (T, error)
	Stop func() // after the last call; nil for nothing
}

// begin starts a worker. A panic becomes an error: in the worker's goroutine it would end the program.
func begin[T any](start func() (Worker[T], error)) (w Worker[T], err error) {
	defer fault.Catch(&err)
	return start()
}

// work makes one call; a panic becomes an error likewise.
func (w *Worker[T]) work(ctx context.Context, i int) (x T, err error) {
	defer fault.Catch(&err)
	return w.Work(ctx, i)
}

// Run makes the calls 0 to n-1 on the given number of workers, each from start, and returns the
// results in that order.
//
// It returns how many results from the first on are there: n, unless ctx ended or a call failed. The
// error is that of the first failed call in the order of the results, or nil: a context that ended is no
// error. A call that panics fails with a *fault.Error. Progress, if not nil, is called now and then with the number of calls done, from one goroutine
// at a time.
func Run[T any](ctx context.Context, n, workers int, start func() (Worker[T], error), progress func(done int)) ([]T, int, error) {
	var (
		out    = make([]T, n)
		ok     = make([]bool, n)
		errs   = make([]error, n)
		next   atomic.Int64
		failed atomic.Bool
		mu     sync.Mutex // of done and progress
		done   int
		wg     sync.WaitGroup
	)
	workers = max(1, min(workers, n))
	starts := make([]error, workers)
	for k := range workers {
		wg.Go(func() {
			worker, err := begin(start)
			if err != nil {
				starts[k] = err
				failed.Store(true)
				return
			}
			if worker.Stop != nil {
				defer worker.Stop()
			}
			for ctx.Err() == nil && !failed.Load() {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if out[i], errs[i] = worker.work(ctx, i); errs[i] != nil {
					failed.Store(true) // calls of lower number are under way and go on
					return
				}
				if ctx.Err() != nil {
					return // what was found last may have been cut short
				}
				ok[i] = true
				mu.Lock()
				done++
				if progress != nil {
					progress(done)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for _, err := range starts {
		if err != nil {
			return nil, 0, err
		}
	}
	for i := range n {
		if errs[i] != nil && ctx.Err() == nil {
			return out[:i], i, errs[i]
		}
		if !ok[i] {
			return out[:i], i, nil
		}
	}
	return out, n, nil
}
