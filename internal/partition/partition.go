// Package partition sorts numbers into groups of what belongs together.
package partition

// A Partition sorts the numbers below its length into groups: each points at another one of its group, and the
// last at itself.
type Partition []int

// New returns a partition into n groups of one.
func New(n int) Partition {
	p := make(Partition, n)
	for i := range p {
		p[i] = i
	}
	return p
}

// Find returns the number that stands for i's group.
func (p Partition) Find(i int) int {
	for p[i] != i {
		i = p[i]
	}
	return i
}

// Unite joins the groups of i and j; false if they are one already. The lesser number stands for both.
func (p Partition) Unite(i, j int) bool {
	a, b := p.Find(i), p.Find(j)
	if a == b {
		return false
	}
	p[max(a, b)] = min(a, b)
	return true
}

// Groups lists the groups in the order of their first members.
func (p Partition) Groups() [][]int {
	var out [][]int
	at := map[int]int{}
	for i := range p {
		r := p.Find(i)
		k, ok := at[r]
		if !ok {
			k = len(out)
			at[r] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], i)
	}
	return out
}
