package sweep

import (
	"slices"
	"sort"
	"sync"
)

// thinned numbers the accepted ones among the candidates 0, 1, 2, ... It keeps how many there are in each
// block of candidates and the last few blocks themselves, so that its size hardly grows. Several goroutines
// may use it, each with an accept of its own that gives the same answers.
type thinned struct {
	mu     sync.Mutex
	before []int // before[b]: accepted candidates before block b; one more than the blocks that are known
	recent []block
}

type block struct {
	number int
	at     []uint16 // the accepted candidates, counted from the first of the block
}

const (
	blockSize = 1 << 14
	keep      = 16 // blocks
)

// candidate returns the number of the i-th accepted candidate, i from 0. It does not return unless there
// is one.
func (t *thinned) candidate(i int, accept func(c uint64) bool) uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.before == nil {
		t.before = []int{0}
	}
	for t.before[len(t.before)-1] <= i {
		b := t.scan(len(t.before)-1, accept)
		t.before = append(t.before, t.before[b.number]+len(b.at))
	}
	number := sort.Search(len(t.before), func(b int) bool { return t.before[b] > i }) - 1
	k := slices.IndexFunc(t.recent, func(b block) bool { return b.number == number })
	var b block
	if k >= 0 {
		b = t.recent[k]
	} else {
		b = t.scan(number, accept)
	}
	return uint64(number)*blockSize + uint64(b.at[i-t.before[number]])
}

// scan looks at all candidates of a block and remembers it.
func (t *thinned) scan(number int, accept func(c uint64) bool) block {
	b := block{number: number}
	for k := range uint64(blockSize) {
		if accept(uint64(number)*blockSize + k) {
			b.at = append(b.at, uint16(k))
		}
	}
	if len(t.recent) == keep {
		t.recent = slices.Delete(t.recent, 0, 1)
	}
	t.recent = append(t.recent, b)
	return b
}
