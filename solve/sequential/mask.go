package sequential

// maxAlive bounds the actions of one information set that are left after elimination.
const maxAlive = 256

// A mask is a set of positions in the list of actions left at an information set.
type mask [maxAlive / 64]uint64

func (m *mask) add(i int) { m[i>>6] |= 1 << (i & 63) }

func (m *mask) has(i int) bool { return m[i>>6]>>(i&63)&1 != 0 }

// appendTo writes the first n positions down, as part of a key.
func (m *mask) appendTo(key []byte, n int) []byte {
	for i := 0; i < n; i += 8 {
		key = append(key, byte(m[i>>6]>>(i&63)))
	}
	return key
}

func (m mask) or(o mask) mask {
	for i := range m {
		m[i] |= o[i]
	}
	return m
}

func (m mask) meets(o mask) bool {
	for i := range m {
		if m[i]&o[i] != 0 {
			return true
		}
	}
	return false
}

// within tells whether every member of m is one of o.
func (m mask) within(o mask) bool {
	for i := range m {
		if m[i]&^o[i] != 0 {
			return false
		}
	}
	return true
}
