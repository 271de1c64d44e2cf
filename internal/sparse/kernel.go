package sparse

import "math"

// A kernel is the part of a matrix that is not factorized yet: values by rows, and by columns the rows
// that have an entry.
type kernel struct {
	m        int
	cols     [][]int32   // by row: the columns of its entries
	vals     [][]float64 // by row
	rows     [][]int32   // by column: rows with an entry
	rowDone  []bool
	colDone  []bool
	colCount []int32 // entries in rows that are not done
	queue    []int32
	work     []float64 // by column: the pivot row
	mark     []int32
	most     []float64 // by row: the largest absolute value; negative where it is not known
	byCount  buckets
}

func (k *kernel) load(m int, col func(j int) ([]int32, []float64)) {
	k.m = m
	if cap(k.cols) < m {
		k.cols, k.vals, k.rows = make([][]int32, m), make([][]float64, m), make([][]int32, m)
	}
	k.cols, k.vals, k.rows = k.cols[:m], k.vals[:m], k.rows[:m]
	for i := range m {
		k.cols[i], k.vals[i], k.rows[i] = k.cols[i][:0], k.vals[i][:0], k.rows[i][:0]
	}
	k.rowDone, k.colDone, k.colCount = resize(k.rowDone, m), resize(k.colDone, m), resize(k.colCount, m)
	k.work, k.mark, k.most = resize(k.work, m), resize(k.mark, m), resize(k.most, m)
	for i := range k.most {
		k.most[i] = -1
	}
	for j := range m {
		idx, val := col(j)
		for e, i := range idx {
			if val[e] == 0 {
				continue
			}
			k.cols[i], k.vals[i] = append(k.cols[i], int32(j)), append(k.vals[i], val[e])
			k.rows[j] = append(k.rows[j], i)
		}
		k.colCount[j] = int32(len(k.rows[j]))
	}
}

// singletons takes pivots that need no elimination: the only entry of a column, then the only entry of
// a row, for as long as there are any.
func (k *kernel) singletons(f *LU) {
	for {
		before := len(f.row)
		k.columnSingletons(f)
		k.rowSingletons(f)
		if len(f.row) == before {
			return
		}
	}
}

func (k *kernel) columnSingletons(f *LU) {
	k.queue = k.queue[:0]
	for j := range k.m {
		if !k.colDone[j] && k.colCount[j] == 1 {
			k.queue = append(k.queue, int32(j))
		}
	}
	for len(k.queue) > 0 {
		j := k.queue[len(k.queue)-1]
		k.queue = k.queue[:len(k.queue)-1]
		if k.colDone[j] || k.colCount[j] != 1 {
			continue
		}
		i := k.onlyRow(j)
		v := k.at(i, j)
		if math.Abs(v) < tinyPivot {
			continue
		}
		k.take(f, i, j, v)
		for _, c := range k.cols[i] {
			if k.colCount[c]--; k.colCount[c] == 1 && !k.colDone[c] {
				k.queue = append(k.queue, c)
			}
		}
	}
}

func (k *kernel) onlyRow(j int32) int32 {
	for _, i := range k.rows[j] {
		if !k.rowDone[i] {
			return i
		}
	}
	return -1
}

func (k *kernel) at(i, j int32) float64 {
	for e, c := range k.cols[i] {
		if c == j {
			return k.vals[i][e]
		}
	}
	return 0
}

// take records the pivot at row i and column j, whose row holds entries of columns that are not done.
func (k *kernel) take(f *LU, i, j int32, v float64) {
	f.step(i, j, v, k.cols[i], k.vals[i])
	k.rowDone[i], k.colDone[j] = true, true
}

func (k *kernel) rowSingletons(f *LU) {
	k.queue = k.queue[:0]
	for i := range k.m {
		if !k.rowDone[i] && len(k.cols[i]) == 1 {
			k.queue = append(k.queue, int32(i))
		}
	}
	for len(k.queue) > 0 {
		i := k.queue[len(k.queue)-1]
		k.queue = k.queue[:len(k.queue)-1]
		if k.rowDone[i] || len(k.cols[i]) != 1 {
			continue
		}
		j, v := k.cols[i][0], k.vals[i][0]
		if math.Abs(v) < tinyPivot {
			continue
		}
		k.take(f, i, j, v)
		start := len(f.lidx)
		for _, r := range k.rows[j] {
			if k.rowDone[r] {
				continue
			}
			f.lidx, f.lval = append(f.lidx, r), append(f.lval, k.remove(r, j)/v)
			k.most[r] = -1
			if len(k.cols[r]) == 1 {
				k.queue = append(k.queue, r)
			}
		}
		k.endL(f, i, start)
	}
}

// endL closes the operation of L that starts at entry start.
func (k *kernel) endL(f *LU, row int32, start int) {
	if len(f.lidx) > start {
		f.lrow, f.lstart = append(f.lrow, row), append(f.lstart, int32(len(f.lidx)))
	}
}

// remove takes the entry of column j out of row r and returns it.
func (k *kernel) remove(r, j int32) float64 {
	cols, vals := k.cols[r], k.vals[r]
	for e, c := range cols {
		if c == j {
			v, last := vals[e], len(cols)-1
			cols[e], vals[e] = cols[last], vals[last]
			k.cols[r], k.vals[r] = cols[:last], vals[:last]
			return v
		}
	}
	return 0
}

// nucleus eliminates what is left.
func (k *kernel) nucleus(f *LU) {
	for j := range k.m {
		if k.colDone[j] {
			continue
		}
		live := k.rows[j][:0]
		for _, r := range k.rows[j] {
			if !k.rowDone[r] {
				live = append(live, r)
			}
		}
		k.rows[j] = live
	}
	k.byCount.init(k)
	for {
		i, j := k.choose()
		if i < 0 {
			return
		}
		k.eliminate(f, i, j)
	}
}

// candidates is how many rows and columns are looked at for a pivot.
const candidates = 4

// choose returns a pivot of little fill-in, or -1 if there is none that is large enough.
func (k *kernel) choose() (row, col int32) {
	row, col = -1, -1
	best, seen := int64(math.MaxInt64), 0
	better := func(i, j int32) {
		cost := int64(len(k.cols[i])-1) * int64(len(k.rows[j])-1)
		if cost < best {
			best, row, col = cost, i, j
		}
	}
	for n := 1; n <= k.m; n++ {
		if best <= int64(n-1)*int64(n-1) {
			return row, col
		}
		for j := k.byCount.col.first(n); j >= 0; j = k.byCount.col.next[j] {
			for _, i := range k.rows[j] {
				if v := math.Abs(k.at(i, j)); v >= tinyPivot && v >= 0.1*k.largest(i) {
					better(i, j)
				}
			}
			if seen++; seen >= candidates && row >= 0 {
				return row, col
			}
		}
		for i := k.byCount.row.first(n); i >= 0; i = k.byCount.row.next[i] {
			least := 0.1 * k.largest(i)
			for e, j := range k.cols[i] {
				if v := math.Abs(k.vals[i][e]); v >= tinyPivot && v >= least {
					better(i, j)
				}
			}
			if seen++; seen >= candidates && row >= 0 {
				return row, col
			}
		}
	}
	return row, col
}

func (k *kernel) largest(i int32) float64 {
	if k.most[i] < 0 {
		most := 0.0
		for _, v := range k.vals[i] {
			most = max(most, math.Abs(v))
		}
		k.most[i] = most
	}
	return k.most[i]
}

// eliminate takes the pivot at row i and column j and clears its column in the other rows.
func (k *kernel) eliminate(f *LU, i, j int32) {
	v := k.at(i, j)
	k.take(f, i, j, v)
	k.byCount.row.drop(i)
	k.byCount.col.drop(j)
	pivotCols, pivotVals := k.cols[i], k.vals[i]
	for e, c := range pivotCols {
		k.work[c] = pivotVals[e]
		if c != j {
			k.dropRow(c, i)
		}
	}
	start := len(f.lidx)
	for _, r := range k.rows[j] {
		if r == i {
			continue
		}
		mult := k.remove(r, j) / v
		k.most[r] = -1
		f.lidx, f.lval = append(f.lidx, r), append(f.lval, mult)
		k.combine(r, mult, pivotCols, j)
		k.byCount.row.move(r, len(k.cols[r]))
	}
	k.endL(f, i, start)
	for _, c := range pivotCols {
		k.work[c] = 0
		if c != j {
			k.byCount.col.move(c, len(k.rows[c]))
		}
	}
}

// dropRow takes row i out of the list of column c.
func (k *kernel) dropRow(c, i int32) {
	list := k.rows[c]
	for e, r := range list {
		if r == i {
			list[e] = list[len(list)-1]
			k.rows[c] = list[:len(list)-1]
			return
		}
	}
}

// combine takes mult times the pivot row, which stands in work, off row r.
func (k *kernel) combine(r int32, mult float64, pivotCols []int32, pivot int32) {
	stamp := r + 1
	cols, vals := k.cols[r], k.vals[r]
	for e := 0; e < len(cols); e++ {
		c := cols[e]
		w := k.work[c]
		if w == 0 {
			continue
		}
		k.mark[c] = stamp
		was := vals[e]
		vals[e] -= mult * w
		if math.Abs(vals[e]) <= 1e-15*math.Abs(was) { // cancelled
			k.dropRow(c, r)
			last := len(cols) - 1
			cols[e], vals[e] = cols[last], vals[last]
			cols, vals = cols[:last], vals[:last]
			e--
		}
	}
	for _, c := range pivotCols {
		if c == pivot {
			continue
		}
		if k.mark[c] == stamp {
			k.mark[c] = 0
			continue
		}
		cols, vals = append(cols, c), append(vals, -mult*k.work[c])
		k.rows[c] = append(k.rows[c], r)
	}
	k.cols[r], k.vals[r] = cols, vals
}

// complete puts unit vectors in the place of columns that have no pivot.
func (k *kernel) complete(f *LU) []Swap {
	var swaps []Swap
	i := 0
	for j := range k.m {
		if k.colDone[j] {
			continue
		}
		for k.rowDone[i] {
			i++
		}
		swaps = append(swaps, Swap{int32(j), int32(i)})
		k.colDone[j], k.rowDone[i] = true, true
		f.step(int32(i), int32(j), 1, nil, nil)
	}
	// Rows of U hold entries of the replaced columns; they are not those of a unit vector.
	if len(swaps) > 0 {
		replaced := make([]bool, k.m)
		for _, s := range swaps {
			replaced[s.Col] = true
		}
		for e, c := range f.urIdx {
			if replaced[c] {
				f.urVal[e] = 0
			}
		}
	}
	return swaps
}

// buckets list the rows and columns of a kernel by the number of their entries.
type buckets struct{ row, col chain }

func (b *buckets) init(k *kernel) {
	b.row.init(k.m)
	b.col.init(k.m)
	for i := k.m - 1; i >= 0; i-- {
		if !k.rowDone[i] {
			b.row.add(int32(i), len(k.cols[i]))
		}
		if !k.colDone[i] {
			b.col.add(int32(i), len(k.rows[i]))
		}
	}
}

// A chain is a set of doubly linked lists.
type chain struct{ head, next, prev, count []int32 }

func (c *chain) init(m int) {
	c.head, c.next, c.prev, c.count = resize(c.head, m+1), resize(c.next, m), resize(c.prev, m), resize(c.count, m)
	for i := range c.head {
		c.head[i] = -1
	}
	for i := range c.count {
		c.count[i] = -1
	}
}

func (c *chain) first(n int) int32 { return c.head[n] }

func (c *chain) add(i int32, n int) {
	c.count[i], c.prev[i], c.next[i] = int32(n), -1, c.head[n]
	if c.head[n] >= 0 {
		c.prev[c.head[n]] = i
	}
	c.head[n] = i
}

func (c *chain) drop(i int32) {
	if c.count[i] < 0 {
		return
	}
	if c.prev[i] >= 0 {
		c.next[c.prev[i]] = c.next[i]
	} else {
		c.head[c.count[i]] = c.next[i]
	}
	if c.next[i] >= 0 {
		c.prev[c.next[i]] = c.prev[i]
	}
	c.count[i] = -1
}

func (c *chain) move(i int32, n int) {
	c.drop(i)
	c.add(i, n)
}
