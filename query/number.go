package query

import (
	"cmp"

	"parley/num"
)

// A number is what values are computed in: num.Rat, exactly, or flt, in floating point.
type number[T any] interface {
	Add(T) T
	Sub(T) T
	Mul(T) T
	Quo(T) T
	Sign() int
	Float() float64
}

// flt is a float64 with the methods of num.Rat. The conversions keep the compiler from fusing two
// operations into one with another rounding, so that results are the same on every machine.
type flt float64

func (x flt) Add(y flt) flt { return flt(float64(x) + float64(y)) }
func (x flt) Sub(y flt) flt { return flt(float64(x) - float64(y)) }
func (x flt) Mul(y flt) flt { return flt(float64(x) * float64(y)) }
func (x flt) Quo(y flt) flt { return flt(float64(x) / float64(y)) }

func (x flt) Sign() int {
	switch {
	case x < 0:
		return -1
	case x > 0:
		return 1
	}
	return 0
}

func (x flt) Float() float64 { return float64(x) }

// rounds tells whether numbers of x's type are rounded.
func rounds[T number[T]](x T) bool {
	_, rounded := any(x).(flt)
	return rounded
}

// whole tells whether a rounded number is a whole one, of a size at which there is no rounding.
func whole[T number[T]](x T) bool {
	f := x.Float()
	return abs(f) < 1<<40 && f == float64(int64(f))
}

func toRat(x num.Rat) num.Rat { return x }
func toFlt(x num.Rat) flt     { return flt(x.Float()) }

// Tolerance is how close two values that are not known exactly may come before they count as
// equal, relative to 1 + |a| + |b|.
const Tolerance = 1e-9

// A result is a value on the way: v is meaningful if ok, and sure tells whether it is free of
// rounding error. In floating point a probability that is exactly 0 or 1 is sure, because sums of
// nonnegative terms vanish only if every term does.
type result[T number[T]] struct {
	v    T
	sure bool
	ok   bool
	why  string // if not ok
}

func (r result[T]) equal(s result[T]) bool {
	return r.ok == s.ok && r.sure == s.sure && r.why == s.why && (!r.ok || r.v.Sub(s.v).Sign() == 0)
}

func undefined[T number[T]](why string) result[T] { return result[T]{why: why} }

// share returns yes / (yes + no), undefined where both are 0.
func share[T number[T]](yes, no, one T, exact bool, why string) result[T] {
	switch {
	case yes.Sign() == 0 && no.Sign() == 0:
		return undefined[T](why)
	case no.Sign() == 0:
		return result[T]{v: one, ok: true, sure: true}
	case yes.Sign() == 0:
		return result[T]{v: yes, ok: true, sure: true}
	}
	return result[T]{v: yes.Quo(yes.Add(no)), ok: true, sure: exact}
}

// An arena hands out slices of zeros and takes them all back at once, so that one draw after another
// uses the same memory.
type arena[T any] struct {
	chunks      [][]T
	chunk, used int // where what is not handed out begins
	least       int // elements that it asks for at a time, at least; 0: chunkLength
}

// chunkLength is the number of elements that an arena asks for at a time.
const chunkLength = 1 << 12

// mostKept is the number of elements that an arena keeps.
const mostKept = 1 << 19

func (a *arena[T]) get(n int) []T {
	for ; ; a.chunk, a.used = a.chunk+1, 0 {
		if a.chunk == len(a.chunks) {
			a.chunks = append(a.chunks, make([]T, max(n, cmp.Or(a.least, chunkLength))))
		}
		if c := a.chunks[a.chunk]; a.used+n <= len(c) {
			x := c[a.used : a.used+n : a.used+n]
			a.used += n
			clear(x)
			return x
		}
	}
}

// reset takes everything back. It keeps what most draws need, not what one that has hundreds of equilibria did.
func (a *arena[T]) reset() {
	a.chunk, a.used = 0, 0
	kept := 0
	for i, c := range a.chunks {
		if kept += len(c); kept > mostKept {
			clear(a.chunks[i:])
			a.chunks = a.chunks[:i]
			return
		}
	}
}

// rowArena returns room for values of leaves that lasts until the evaluation goes on to other values of the params.
func rowArena[T number[T]](ev *Evaluation) *arena[result[T]] {
	if a, ok := any(&ev.rows).(*arena[result[T]]); ok {
		return a
	}
	if a, ok := any(&ev.exact).(*arena[result[T]]); ok {
		return a
	}
	return &arena[result[T]]{least: 32} // numbers that few points are asked for
}
