package sweep

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// uneven is a worker that finishes out of order.
func uneven() (Worker[int], error) {
	return Worker[int]{Work: func(_ context.Context, i int) (int, error) {
		time.Sleep(time.Duration(i*7919%13) * 10 * time.Microsecond)
		return i * i, nil
	}}, nil
}

func TestStreamKeepsTheOrder(t *testing.T) {
	for _, workers := range []int{1, 2, 7} {
		var got []int
		next, err := Stream(t.Context(), 5, 200, workers, uneven, func(i, x int) error {
			if x != i*i {
				t.Errorf("result %d is %d", i, x)
			}
			got = append(got, i)
			return nil
		})
		if err != nil || next != 200 || len(got) != 195 || !slices.IsSorted(got) || got[0] != 5 {
			t.Errorf("%d workers: %d results from %v on, next %d, error %v", workers, len(got), got[:1], next, err)
		}
	}
}

// However slow the first result is, no more than a few others wait for it.
func TestStreamIsBounded(t *testing.T) {
	const workers = 3
	var begun atomic.Int64
	release := make(chan struct{})
	go func() {
		for last := int64(-1); last != begun.Load(); { // until nothing more begins
			last = begun.Load()
			time.Sleep(20 * time.Millisecond)
		}
		close(release)
	}()
	most := int64(0)
	start := func() (Worker[int], error) {
		return Worker[int]{Work: func(_ context.Context, i int) (int, error) {
			begun.Add(1)
			if i == 0 {
				<-release
				most = begun.Load()
			}
			return i, nil
		}}, nil
	}
	next, err := Stream(t.Context(), 0, 1000, workers, start, func(int, int) error { return nil })
	if next != 1000 || err != nil {
		t.Errorf("next %d, %v", next, err)
	}
	if bound := int64(ahead*workers + workers + 2); most > bound || most < workers {
		t.Errorf("%d results were there at a time, want at most %d", most, bound)
	}
}

func TestStreamStops(t *testing.T) {
	boom := errors.New("boom")
	for name, c := range map[string]struct {
		work func(i int) error
		take func(i int, cancel func()) error
		next int
		err  error
	}{
		"a call fails":       {work: func(i int) error { return failFrom(i, 20, boom) }, next: 20, err: boom},
		"taking fails":       {take: func(i int, _ func()) error { return failFrom(i, 30, boom) }, next: 30, err: boom},
		"the context ends":   {take: func(i int, cancel func()) error { cancel(); return nil }, next: -1},
		"it has ended":       {take: func(int, func()) error { t.Error("a result came"); return nil }, next: 0},
		"nothing is to do":   {next: 100},
		"no worker can work": {next: 0, err: boom},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			first := 0
			switch name {
			case "it has ended":
				cancel()
			case "nothing is to do":
				first = 100
			}
			start := func() (Worker[int], error) {
				if name == "no worker can work" {
					return Worker[int]{}, boom
				}
				return Worker[int]{Work: func(_ context.Context, i int) (int, error) {
					if c.work != nil {
						return 0, c.work(i)
					}
					return 0, nil
				}}, nil
			}
			taken := 0
			next, err := Stream(ctx, first, 100, 4, start, func(i, _ int) error {
				taken++
				if c.take != nil {
					return c.take(i, cancel)
				}
				return nil
			})
			if !errors.Is(err, c.err) || err != nil && c.err == nil {
				t.Errorf("error %v, want %v", err, c.err)
			}
			if c.next >= 0 && next != c.next || c.next < 0 && (next == 0 || next == 100) {
				t.Errorf("next is %d, want %d", next, c.next)
			}
		})
	}
}

func failFrom(i, first int, err error) error {
	if i < first {
		return nil
	}
	if i == first {
		time.Sleep(5 * time.Millisecond) // later calls fail earlier
	}
	return fmt.Errorf("%d: %w", i, err)
}
