package dominance

import "parley/num"

// How long fictitious play goes on, and after how many steps it is looked at.
const (
	playSteps = 4000
	lookSteps = 200
)

// whole returns the table in whole multiples of some unit, nil if they do not fit a machine word with room
// for the sums of fictitious play. A common factor changes no comparison.
func (t *table) whole() [][]int64 {
	if t.ints != nil || t.tried {
		return t.ints
	}
	t.tried = true
	unit := num.Zero
	for _, row := range t.u {
		for _, x := range row {
			unit = num.GCD(unit, x)
		}
	}
	if unit.IsZero() {
		unit = num.One
	}
	const most = 1 << 45
	out := make([][]int64, len(t.u))
	for r, row := range t.u {
		out[r] = make([]int64, len(row))
		for c, x := range row {
			v, ok := x.Quo(unit).Int64()
			if !ok || v > most || v < -most {
				return nil
			}
			out[r][c] = v
		}
	}
	t.ints = out
	return out
}

// play looks for a belief to which row r is a best reply (the only one, if strictly) by fictitious play
// (Brown 1951) of the zero-sum game in which one side wants to do better than r and the other draws the
// columns: how often each column was drawn. It is nil if none is found, which proves nothing; what is found
// spares a linear program. It is played in whole numbers, so that it runs alike everywhere.
func (t *table) play(r int, strictly bool) []num.Rat {
	u := t.whole()
	if u == nil {
		return nil
	}
	gains := make([]int64, len(t.rows))  // of each row over r, summed over the columns drawn
	losses := make([]int64, len(t.cols)) // of each column, summed over the rows chosen
	drawn := make([]int64, len(t.cols))
	limit := int64(0)
	if strictly {
		limit = -1
	}
	col := 0
	for step := 1; step <= playSteps; step++ {
		drawn[col]++
		row := -1
		for k := range gains {
			if k == r {
				continue
			}
			gains[k] += u[k][col] - u[r][col]
			if row < 0 || gains[k] > gains[row] {
				row = k
			}
		}
		if row < 0 {
			break
		}
		if step%lookSteps == 0 || step == len(t.cols) {
			if gains[row] <= limit {
				out := make([]num.Rat, len(drawn))
				for c, n := range drawn {
					out[c] = num.Frac(n, int64(step))
				}
				return out
			}
		}
		for c := range losses {
			losses[c] += u[row][c] - u[r][c]
			if losses[c] < losses[col] {
				col = c
			}
		}
	}
	return nil
}
