package polytope

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"parley/num"
)

// A random walk over bases gives the same dictionary in machine words as in big integers, whatever
// the numbers grow to on the way.
func TestFormatsAgree(t *testing.T) {
	var words, twos, larges int
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 2))
		rows, cols := 2+r.IntN(9), 2+r.IntN(9)
		a := whole(r, rows, cols, []int64{3, 100, 1 << 20, 1 << 45, 1<<61 - 1}[seed%5], "1")
		fast, slow := New(a), New(a)
		force(slow)
		for range 60 {
			row, col := r.IntN(rows), r.IntN(cols)
			at := row*fast.stride + col
			if fast.sign(at) == 0 {
				continue
			}
			fast.pivot(row, col)
			slow.pivot(row, col)
			force(slow)
			for k := range rows * fast.stride {
				if fast.integer(k).Cmp(slow.integer(k)) != 0 {
					t.Fatalf("seed %d: entry %d is %s in format %d, %s in big integers", seed, k, fast.integer(k), fast.width, slow.integer(k))
				}
			}
			switch fast.width {
			case inWord:
				words++
			case inTwo:
				twos++
			default:
				larges++
			}
		}
	}
	if min(words, twos, larges) < 100 {
		t.Errorf("too easy: %d pivots in one word, %d in two, %d in big integers", words, twos, larges)
	}
}

// force moves a tableau to big integers.
func force(t *Tableau) {
	if t.width == inWord {
		t.widen()
	}
	if t.width == inTwo {
		t.enlarge()
	}
}

func TestTwo(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	draw := func() *big.Int {
		x := new(big.Int).SetUint64(r.Uint64() >> r.IntN(64))
		x.Lsh(x, uint(r.IntN(62))).Add(x, big.NewInt(int64(r.IntN(1000))))
		if r.IntN(2) == 0 {
			x.Neg(x)
		}
		return x
	}
	for range 20_000 {
		x, y := draw(), draw()
		a, b := toTwo(x), toTwo(y)
		if a.big().Cmp(x) != 0 || a.sign() != x.Sign() || a.len() != x.BitLen() || a.neg().big().Cmp(new(big.Int).Neg(x)) != 0 {
			t.Fatalf("%s is %v", x, a)
		}
		w0, w1, w2 := a.product(b)
		mod := new(big.Int).Lsh(big.NewInt(1), 192)
		want := new(big.Int).Mul(x, y)
		want.Mod(want, mod)
		got := new(big.Int)
		for _, w := range []uint64{w2, w1, w0} {
			got.Lsh(got, 64).Or(got, new(big.Int).SetUint64(w))
		}
		if got.Cmp(want) != 0 {
			t.Fatalf("%s · %s modulo 2^192 is %s, want %s", x, y, got, want)
		}
		c, d := toTwo(new(big.Int).Abs(x)), toTwo(new(big.Int).Abs(y))
		e := toTwo(new(big.Int).Abs(draw()))
		left, right := new(big.Int).Mul(c.big(), e.big()), new(big.Int).Mul(d.big(), e.big())
		if got := compareWideProducts(c, e, d, e); got != left.Cmp(right) {
			t.Fatalf("%s against %s: %d", left, right, got)
		}
		if odd := (two{a.hi, a.lo | 1}); odd.mul(inverseTwo(odd)) != (two{0, 1}) {
			t.Fatalf("the inverse of %s is wrong", odd.big())
		}
	}
}

// A face is empty, or not, as the vertices say; and Positive says which variables vanish on it.
func TestFacesAgainstAllBases(t *testing.T) {
	empty, vanish := 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 4))
		rows, cols := 1+r.IntN(4), 1+r.IntN(4)
		a := whole(r, rows, cols, []int64{1, 2, 30}[r.IntN(3)], "1")
		var all [][]num.Rat
		for _, z := range allVertices(a) {
			all = append(all, slacks(a, z))
		}
		p := New(a)
		for range 4 {
			v := r.IntN(rows + cols)
			if p.Held(v) {
				continue
			}
			var rest [][]num.Rat
			for _, z := range all {
				if z[v].IsZero() {
					rest = append(rest, z)
				}
			}
			if p.Kept(v) && len(rest) > 0 {
				t.Fatalf("seed %d: %v: variable %d is said to be positive all over the face", seed, a, v)
			}
			if ok := p.Hold(v); ok != (len(rest) > 0) {
				t.Fatalf("seed %d: %v: Hold(%d) is %v, vertices left: %v", seed, a, v, ok, rest)
			}
			if len(rest) == 0 {
				empty++
				continue
			}
			all = rest
			for u := range rows + cols {
				somewhere := false
				for _, z := range all {
					somewhere = somewhere || !z[u].IsZero()
				}
				if p.Positive(u) != somewhere {
					t.Fatalf("seed %d: %v: Positive(%d) is %v, vertices of the face: %v", seed, a, u, !somewhere, all)
				}
				if !somewhere && !p.Held(u) {
					vanish++
				}
			}
		}
	}
	if empty < 50 || vanish < 50 {
		t.Errorf("too easy: %d empty faces, %d variables that vanish", empty, vanish)
	}
}

func TestRank(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for range 200 {
		rows, cols, rank := 1+r.IntN(7), 1+r.IntN(7), 1+r.IntN(4)
		left, right := whole(r, rows, rank, 9, "1"), whole(r, rank, cols, 9, "1")
		a := make([][]num.Rat, rows)
		for i := range a {
			a[i] = make([]num.Rat, cols)
			for j := range a[i] {
				for k := range rank {
					a[i][j] = a[i][j].Add(left[i][k].Mul(right[k][j]).Neg())
				}
			}
		}
		if got, want := Rank(a), eliminate(a); got != want {
			t.Fatalf("rank of %v is %d, want %d", a, got, want)
		}
	}
}

// eliminate returns the rank of a, which it uses up.
func eliminate(a [][]num.Rat) int {
	rank := 0
	for c := range a[0] {
		for i := rank; i < len(a); i++ {
			if a[i][c].IsZero() {
				continue
			}
			a[rank], a[i] = a[i], a[rank]
			for k := rank + 1; k < len(a); k++ {
				f := a[k][c].Quo(a[rank][c])
				for j := range a[k] {
					a[k][j] = a[k][j].Sub(f.Mul(a[rank][j]))
				}
			}
			rank++
			break
		}
	}
	return rank
}
