package sweep

import (
	"context"
	"sync"
)

// Stream makes the calls first to n-1 on the given number of workers, each from start, and hands the
// results to take, one after another in that order, from one goroutine. No more than a few results for each
// worker are there at a time, so that the memory held does not depend on n.
//
// It returns the number of the first call whose result take did not get: n, unless ctx ended or a call or
// take failed. The error is that of the first failed call in the order of the results, or of take; a
// context that ended is no error.
func Stream[T any](ctx context.Context, first, n, workers int, start func() (Worker[T], error), take func(i int, x T) error) (next int, err error) {
	if first >= n {
		return n, nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		x    T
		err  error
		done bool
	}
	type job struct {
		i   int
		out chan result
	}
	workers = max(1, min(workers, n-first))
	var (
		jobs    = make(chan job)
		ordered = make(chan job, ahead*workers) // bounds what is there at a time
		starts  = make(chan error, workers)
		wg      sync.WaitGroup
	)
	for range workers {
		wg.Go(func() {
			worker, err := begin(start)
			if err != nil {
				starts <- err
				cancel()
				return
			}
			if worker.Stop != nil {
				defer worker.Stop()
			}
			for j := range jobs {
				x, err := worker.work(ctx, j.i)
				// Once ctx has ended, what was found last may have been cut short.
				j.out <- result{x, err, ctx.Err() == nil}
			}
		})
	}
	wg.Go(func() {
		defer close(ordered)
		defer close(jobs)
		for i := first; i < n; i++ {
			j := job{i, make(chan result, 1)}
			select {
			case <-ctx.Done():
				return
			case ordered <- j:
			}
			select {
			case <-ctx.Done():
				j.out <- result{}
				return
			case jobs <- j:
			}
		}
	})
	next = first
	for j := range ordered {
		r := <-j.out
		if !r.done {
			break
		}
		if err = r.err; err == nil {
			err = take(j.i, r.x)
		}
		if err != nil {
			break
		}
		next++
	}
	cancel()
	for range ordered { // lets the dispatcher end
	}
	wg.Wait()
	select {
	case e := <-starts:
		return first, e
	default:
		return next, err
	}
}

// ahead is how many results for each worker may wait for one that takes longer.
const ahead = 4
