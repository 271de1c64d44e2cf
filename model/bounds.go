package model

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"go.starlark.net/starlark"

	"parley/diag"
)

// Reasons for which a thread is cancelled.
const (
	stuckSteps    = "steps"
	stuckContext  = "context"
	stuckMemory   = "memory"
	stuckReported = "reported" // a bound that a builtin has reported
)

// thread returns an interpreter with what is left of the steps.
func (l *loader) thread(name string) *starlark.Thread {
	t := &starlark.Thread{Name: name, Load: l.loadModule}
	t.Print = func(_ *starlark.Thread, msg string) {
		if l.opt.Print != nil {
			l.opt.Print(msg)
		}
	}
	left := uint64(1)
	if l.opt.Steps > l.used {
		left = l.opt.Steps - l.used
	}
	t.SetMaxExecutionSteps(left)
	t.OnMaxSteps = func(t *starlark.Thread) {
		l.stuck = stuckSteps
		t.Cancel(stuckSteps)
	}
	if l.stuck != "" {
		t.Cancel(l.stuck)
	}
	return t
}

// watch cancels the thread when the context ends; what it returns stops watching.
func (l *loader) watch(t *starlark.Thread) func() {
	ctx := l.opt.Context
	stop := context.AfterFunc(ctx, func() {
		if errors.Is(context.Cause(ctx), errMemory) {
			t.Cancel(stuckMemory)
		} else {
			t.Cancel(stuckContext)
		}
	})
	return func() { stop() }
}

var errMemory = errors.New("out of memory")

// guardMemory ends the context when the process uses too much memory: steps alone do not bound what
// a model holds. What it returns stops watching.
func (l *loader) guardMemory() func() {
	ctx, cancel := context.WithCancelCause(l.opt.Context)
	l.opt.Context = ctx
	limit := heapInUse() + l.opt.Memory
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if heapInUse() > limit {
					runtime.GC() // what is no longer used does not count
					if heapInUse() > limit {
						cancel(errMemory)
						return
					}
				}
			}
		}
	}()
	return func() { cancel(nil) }
}

func heapInUse() uint64 {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

// maxSize bounds what one operation may make: elements of a list, characters of a text, parts of a
// query.
const maxSize = 1 << 17

// maxParts bounds the parts of one query, condition or event.
const maxParts = 10_000

// charge counts work that the interpreter does not see as steps.
func (o *operation) charge(n int) {
	o.t.Steps += uint64(n) / 4
	if n > maxSize {
		o.tooLarge("this makes something of more than %d elements", maxSize)
	}
}

func (o *operation) tooLarge(format string, args ...any) {
	o.report(diag.Diagnostic{
		Code: errTooLarge, Span: o.site().span, Summary: fmt.Sprintf(format, args...),
		Fix: "a model needs no numbers, texts or lists as large as that: look for a loop that doubles something",
	})
	o.err = errReported
}

// length is how many elements or characters v has.
func length(v starlark.Value) int {
	switch v := v.(type) {
	case starlark.String:
		return len(v)
	case starlark.Bytes:
		return len(v)
	case *starlark.Dict:
		return v.Len()
	case starlark.Sequence:
		return v.Len()
	}
	return 0
}

// weigh counts the parts of a value with everything inside it, up to a little over limit: parts that
// are shared count as often as they occur.
func weigh(v starlark.Value, limit int) int {
	n := 1
	inner := func(w starlark.Value) bool {
		n += weigh(w, limit-n)
		return n <= limit
	}
	if limit <= 0 {
		return 1
	}
	switch v := v.(type) {
	case starlark.String:
		n += len(v)
	case starlark.Tuple:
		for _, w := range v {
			if !inner(w) {
				break
			}
		}
	case *starlark.List:
		for i := range v.Len() {
			if !inner(v.Index(i)) {
				break
			}
		}
	case *starlark.Dict:
		for k, w := range v.Entries() {
			if !inner(k) || !inner(w) {
				break
			}
		}
	case *starlark.Function:
		for i := range v.NumParams() {
			if d := v.ParamDefault(i); d != nil && !inner(d) {
				break
			}
		}
		for i := range v.NumFreeVars() {
			if _, w := v.FreeVar(i); w != nil && !inner(w) {
				break
			}
		}
	case starlark.Int:
		n += v.BigInt().BitLen() / 3
	case starlark.Sequence:
		n += v.Len()
	}
	return n
}
