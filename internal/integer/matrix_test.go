package integer

import (
	"math/big"
	"math/bits"
	"math/rand/v2"
	"strings"
	"testing"

	"parley/num"
)

// A plain is a matrix of big integers, without a thought for speed.
type plain struct {
	rows, cols int
	a          [][]*big.Int
	d          *big.Int
}

func newPlain(rows, cols int, values []num.Rat) *plain {
	p := &plain{rows: rows, cols: cols, d: big.NewInt(1)}
	for i := range rows {
		p.a = append(p.a, nil)
		for j := range cols {
			p.a[i] = append(p.a[i], new(big.Int).Set(values[i*cols+j].Big().Num()))
		}
	}
	return p
}

// pivot solves row r for column c's variable in rationals, and puts that into the other rows.
func (p *plain) pivot(t testing.TB, r, c int) {
	d := new(big.Int).Abs(p.a[r][c])
	next := make([][]*big.Int, p.rows)
	over := func(x *big.Int) *big.Rat { return new(big.Rat).SetFrac(x, p.d) }
	inv := new(big.Rat).Inv(over(p.a[r][c]))
	for i := range next {
		next[i] = make([]*big.Int, p.cols)
		for j := range next[i] {
			var x *big.Rat
			switch {
			case i == r && j == c:
				x = new(big.Rat).Set(inv)
			case i == r:
				x = new(big.Rat).Mul(over(p.a[i][j]), inv)
			case j == c:
				x = new(big.Rat).Mul(over(p.a[i][c]), inv)
				x.Neg(x)
			default:
				x = new(big.Rat).Mul(over(p.a[i][c]), inv)
				x.Sub(over(p.a[i][j]), x.Mul(x, over(p.a[r][j])))
			}
			x.Mul(x, new(big.Rat).SetInt(d))
			if !x.IsInt() {
				t.Fatalf("entry %d, %d is no whole number: %s", i, j, x)
			}
			next[i][j] = x.Num()
		}
	}
	p.a, p.d = next, d
}

func (p *plain) check(t *testing.T, m *Matrix, what string) {
	t.Helper()
	if got := m.Denominator(); got.Big().Num().Cmp(p.d) != 0 {
		t.Fatalf("%s: denominator %s, want %s, in format %d", what, got, p.d, m.width)
	}
	for i := range p.rows {
		for j := range p.cols {
			want := p.a[i][j]
			if got := m.Entry(i, j); got.Big().Num().Cmp(want) != 0 || !got.IsInt() {
				t.Fatalf("%s: entry %d, %d is %s, want %s, in format %d", what, i, j, got, want, m.width)
			}
			if m.Sign(i, j) != want.Sign() {
				t.Fatalf("%s: the sign of entry %d, %d is %d, want that of %s, in format %d", what, i, j, m.Sign(i, j), want, m.width)
			}
			if got := m.Value(i, j); got.Big().Cmp(new(big.Rat).SetFrac(want, p.d)) != 0 {
				t.Fatalf("%s: the value at %d, %d is %s", what, i, j, got)
			}
		}
	}
	// No number of a format may be larger than the arithmetic of the next pivot supposes.
	for k := range m.rows * m.cols {
		if m.width == inWord && (magnitude(m.word.entry[k]) > mostWord || bits.Len64(magnitude(m.word.entry[k])) > bits.Len64(m.word.size)) ||
			m.width == inTwo && m.wide.entry[k].len() > wideBits {
			t.Fatalf("%s: an entry is too large for format %d", what, m.width)
		}
	}
}

// draw returns whole numbers of up to so many bits.
func draw(r *rand.Rand, n, bits int) []num.Rat {
	v := make([]num.Rat, n)
	for k := range v {
		x := new(big.Int)
		for range (bits + 63) / 64 {
			x.Lsh(x, 64).Or(x, new(big.Int).SetUint64(r.Uint64()))
		}
		x.And(x, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(bits)), big.NewInt(1)))
		x.Rsh(x, uint(r.IntN(4)*bits/4))
		if r.IntN(2) == 0 {
			x.Neg(x)
		}
		if r.IntN(4) > 0 {
			v[k] = num.FromBig(new(big.Rat).SetInt(x))
		}
	}
	return v
}

// The matrix is that of plain arithmetic on any walk of pivots, with changes in between, whatever the
// numbers grow to and shrink to on the way.
func TestWalks(t *testing.T) {
	count := map[width]int{}
	moves := map[[2]width]int{}
	for seed := range uint64(180) {
		r := rand.New(rand.NewPCG(seed, 2))
		rows, cols := 1+r.IntN(8), 1+r.IntN(8)
		size := []int{2, 7, 20, 30, 45, 61, 63, 100, 124, 127, 200}[r.IntN(11)]
		values := draw(r, rows*cols, size)
		m, p := New(rows, cols, values), newPlain(rows, cols, values)
		p.check(t, m, "at the start")
		for range 40 {
			i, j, was := r.IntN(rows), r.IntN(cols), m.width
			what := "after a pivot"
			switch k := r.IntN(rows); {
			case r.IntN(25) == 0:
				what = "after Negate"
				m.Negate(i)
				for _, x := range p.a[i] {
					x.Neg(x)
				}
			case p.a[i][j].Sign() == 0:
				continue
			default:
				compare(t, m, p, i, k, j, r.IntN(cols))
				m.Pivot(i, j)
				p.pivot(t, i, j)
			}
			p.check(t, m, what)
			count[m.width]++
			moves[[2]width{was, m.width}]++
		}
		rest := &plain{d: p.d}
		var keepRows, keepCols []int
		for i := range rows {
			if r.IntN(3) > 0 {
				keepRows = append(keepRows, i)
			}
		}
		for j := range cols {
			if r.IntN(3) > 0 {
				keepCols = append(keepCols, j)
			}
		}
		for _, i := range keepRows {
			var row []*big.Int
			for _, j := range keepCols {
				row = append(row, p.a[i][j])
			}
			rest.a = append(rest.a, row)
		}
		rest.rows, rest.cols = len(keepRows), len(keepCols)
		s := m.Select(keepRows, keepCols)
		rest.check(t, s, "selected")
		for i := range rest.rows {
			for j := range rest.cols {
				if whole := rest.pivots(i, j); whole {
					s.Pivot(i, j)
					rest.pivot(t, i, j)
					rest.check(t, s, "selected, after a pivot")
				}
			}
		}
		p.check(t, m, "after Select")
	}
	if min(count[inWord], count[inTwo], count[inLarge]) < 400 || len(moves) < 7 {
		t.Errorf("too easy: formats %v, moves between them %v", count, moves)
	}
}

// pivots tells whether row i and column j can be exchanged without fractions.
func (p *plain) pivots(r, c int) bool {
	if p.a[r][c].Sign() == 0 {
		return false
	}
	for i := range p.rows {
		for j := range p.cols {
			x := new(big.Int).Mul(p.a[i][j], p.a[r][c])
			x.Sub(x, new(big.Int).Mul(p.a[i][c], p.a[r][j]))
			if i != r && j != c && x.Rem(x, p.d).Sign() != 0 {
				return false
			}
		}
	}
	return true
}

// compare checks the comparisons of two entries and of two ratios.
func compare(t *testing.T, m *Matrix, p *plain, i, k, c, j int) {
	t.Helper()
	if got, want := m.Compare(i, j, k, c), p.a[i][j].Cmp(p.a[k][c]); got != want {
		t.Fatalf("%s against %s: %d", p.a[i][j], p.a[k][c], got)
	}
	if p.a[i][c].Sign() <= 0 || p.a[k][c].Sign() <= 0 {
		return
	}
	x, y := new(big.Rat).SetFrac(p.a[i][j], p.a[i][c]), new(big.Rat).SetFrac(p.a[k][j], p.a[k][c])
	if got := m.CompareRatios(i, k, j, c); got != x.Cmp(y) {
		t.Fatalf("%s against %s: %d, in format %d", x, y, got, m.width)
	}
}

// Numbers on both sides of what a format holds: as they come in, by Set, Negate and Subtract, and by a pivot.
func TestBoundaries(t *testing.T) {
	var edge []*big.Int
	for _, bits := range []uint{30, 31, 60, 61, 62, 63, 64, 124, 125, 126, 127, 128} {
		for _, by := range []int64{-1, 0, 1} {
			x := new(big.Int).Lsh(big.NewInt(1), bits)
			x.Add(x, big.NewInt(by))
			edge = append(edge, x, new(big.Int).Neg(x))
		}
	}
	rat := func(x *big.Int) num.Rat { return num.FromBig(new(big.Rat).SetInt(x)) }
	for _, x := range edge {
		for _, y := range edge {
			values := []num.Rat{rat(x), num.Int(1), num.Int(3), num.Int(-7), num.Int(2), num.Int(1)}
			m, p := New(3, 2, values), newPlain(3, 2, values)
			p.check(t, m, "at the start")
			m.Negate(0)
			p.a[0][0].Neg(p.a[0][0])
			p.a[0][1].Neg(p.a[0][1])
			p.check(t, m, "after Negate")
			m.Set(1, 1, rat(y))
			p.a[1][1].Set(y)
			p.check(t, m, "after Set")
			m.Set(0, 1, rat(y))
			p.a[0][1].Set(y)
			m.Subtract(0, 1)
			for j := range 2 {
				p.a[1][j].Sub(p.a[1][j], p.a[0][j])
			}
			p.check(t, m, "after Subtract")
			for _, at := range [][2]int{{1, 0}, {2, 1}, {0, 0}, {0, 1}} {
				if p.a[at[0]][at[1]].Sign() != 0 {
					m.Pivot(at[0], at[1])
					p.pivot(t, at[0], at[1])
					p.check(t, m, "after a pivot")
				}
			}
		}
	}
}

func TestScale(t *testing.T) {
	for _, c := range []struct{ numbers, want string }{
		{"0", "1"}, {"2", "1/2"}, {"1/2 1/3", "6"}, {"-4 6 0", "1/2"}, {"2/3 -4/9", "9/2"},
	} {
		var v []num.Rat
		for _, s := range strings.Fields(c.numbers) {
			v = append(v, num.MustParse(s))
		}
		if got := Scale(v).String(); got != c.want {
			t.Errorf("Scale of %s is %s, want %s", c.numbers, got, c.want)
		}
	}
}

// BenchmarkPivot is one pivot of a dense matrix, by the bits of its numbers at first.
func BenchmarkPivot(b *testing.B) {
	for _, c := range []struct {
		name       string
		size, bits int
	}{{"5x5", 5, 4}, {"10x10", 10, 4}, {"10x10-two-words", 10, 8}, {"30x30-big", 30, 20}} {
		b.Run(c.name, func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 1))
			m := New(c.size, c.size, draw(r, c.size*c.size, c.bits))
			for b.Loop() {
				i, j := r.IntN(c.size), r.IntN(c.size)
				if m.Sign(i, j) != 0 {
					m.Pivot(i, j)
				}
			}
		})
	}
}
