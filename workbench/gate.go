package workbench

import (
	"context"
	"sync/atomic"
	"time"
)

// A gate lets so many through at once and so many wait. Whoever comes when all places are taken is told so.
type gate struct {
	places  chan struct{}
	waiting atomic.Int64
	most    int64
}

func newGate(places, waiting int) *gate {
	return &gate{places: make(chan struct{}, places), most: int64(waiting)}
}

// enter waits for a place, in the order of arrival.
func (g *gate) enter(ctx context.Context) error {
	if ctx.Err() != nil {
		return plainError(ctx, ctx.Err())
	}
	select {
	case g.places <- struct{}{}:
		return nil
	default:
	}
	defer g.waiting.Add(-1)
	if g.waiting.Add(1) > g.most {
		return &Error{Code: Busy, Message: "too many requests are waiting already", Fix: "ask again in a moment"}
	}
	select {
	case g.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return plainError(ctx, ctx.Err())
	}
}

// full tells whether whoever comes has to wait.
func (g *gate) full() bool { return len(g.places) == cap(g.places) }

func (g *gate) leave() { <-g.places }

// pause is how long a long call gives way at a time.
const pause = 100 * time.Millisecond

// yield waits while others are inside, so that whoever drags a slider need not share the processors with an audit.
func (g *gate) yield(ctx context.Context) {
	for end := time.Now().Add(pause); len(g.places) > 0 && ctx.Err() == nil && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
}
