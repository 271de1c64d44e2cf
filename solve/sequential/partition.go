package sequential

// A partition sorts the numbers below its length into groups: each points at another one of its group, and the
// last at itself.
type partition []int

// newPartition returns a partition into n groups of one.
func newPartition(n int) partition {
	p := make(partition, n)
	for i := range p {
		p[i] = i
	}
	return p
}

// find returns the number that stands for i's group.
func (p partition) find(i int) int {
	for p[i] != i {
		i = p[i]
	}
	return i
}

// unite joins the groups of i and j; false if they are one already. The lesser number stands for both.
func (p partition) unite(i, j int) bool {
	a, b := p.find(i), p.find(j)
	if a == b {
		return false
	}
	p[max(a, b)] = min(a, b)
	return true
}

// groups lists the groups in the order of their first members.
func (p partition) groups() [][]int {
	var out [][]int
	at := map[int]int{}
	for i := range p {
		r := p.find(i)
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
