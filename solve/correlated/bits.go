package correlated

import "math/bits"

// A set is a set of leaves, one bit each.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func (s set) add(i int)      { s[i>>6] |= 1 << (i & 63) }
func (s set) has(i int) bool { return s[i>>6]>>(i&63)&1 != 0 }

// each calls f for every member, in order.
func (s set) each(f func(i int)) {
	for k, w := range s {
		for ; w != 0; w &= w - 1 {
			f(k<<6 + bits.TrailingZeros64(w))
		}
	}
}

// and returns the common members.
func (s set) and(o set) set {
	out := make(set, len(s))
	for k := range s {
		out[k] = s[k] & o[k]
	}
	return out
}
