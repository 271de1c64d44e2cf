package affine

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	_ "parley/internal/fixedseed"
	"parley/num"
)

// A random expression of a few uncertain numbers is worked out both ways: in forms, and exactly at a point.
// The exact value must lie in the range, and within the rest from what the terms say.
func TestFormsEnclose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 3
		var a Arena
		var forms []Form
		var exact []num.Rat
		e := make([]num.Rat, n) // the symbols' values
		for v := range n {
			lo := num.Frac(int64(rapid.IntRange(-40, 40).Draw(t, "lo")), 20)
			hi := lo.Add(num.Frac(int64(rapid.IntRange(0, 30).Draw(t, "width")), int64(rapid.IntRange(1, 30).Draw(t, "part"))))
			x := lo.Add(hi.Sub(lo).Mul(num.Frac(int64(rapid.IntRange(0, 8).Draw(t, "at")), 8)))
			i := Enclosing(lo, hi)
			forms, exact = append(forms, a.Symbol(v, i)), append(exact, x)
			if i.Lo < i.Hi {
				e[v] = x.Sub(num.FromFloat(i.Mid())).Quo(num.FromFloat(Radius(i)))
				if e[v].Abs().Cmp(num.One) > 0 {
					t.Fatalf("symbol %s outside", e[v])
				}
			}
		}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			i, j := rapid.IntRange(0, len(forms)-1).Draw(t, "i"), rapid.IntRange(0, len(forms)-1).Draw(t, "j")
			x, y := forms[i], forms[j]
			p, q := exact[i], exact[j]
			switch rapid.IntRange(0, 7).Draw(t, "op") {
			case 0:
				forms, exact = append(forms, a.Add(x, y)), append(exact, p.Add(q))
			case 1:
				forms, exact = append(forms, a.Sub(x, y)), append(exact, p.Sub(q))
			case 2:
				forms, exact = append(forms, a.Mul(x, y)), append(exact, p.Mul(q))
			case 3:
				if y.Range.Lo > 0 || y.Range.Hi < 0 {
					forms, exact = append(forms, a.Quo(x, y)), append(exact, p.Quo(q))
				}
			case 4:
				forms, exact = append(forms, a.Max(x, y)), append(exact, num.Max(p, q))
			case 5:
				forms, exact = append(forms, a.Min(x, y)), append(exact, num.Min(p, q))
			case 6:
				forms, exact = append(forms, a.Neg(x)), append(exact, p.Neg())
			case 7:
				forms, exact = append(forms, x.Settle()), append(exact, p)
			}
		}
		for k, f := range forms {
			check(t, k, f, exact[k], e)
		}
	})
}

func check(t *rapid.T, k int, f Form, x num.Rat, e []num.Rat) {
	if !math.IsInf(f.Range.Lo, 0) && x.Less(num.FromFloat(f.Range.Lo)) || !math.IsInf(f.Range.Hi, 0) && num.FromFloat(f.Range.Hi).Less(x) {
		t.Fatalf("form %d: %s outside of %v", k, x, f.Range)
	}
	if math.IsInf(f.Rest, 0) || math.IsNaN(f.Mid) || math.IsInf(f.Mid, 0) {
		return
	}
	told := num.FromFloat(f.Mid)
	for _, term := range f.Terms {
		told = told.Add(num.FromFloat(term.Coeff).Mul(e[term.Var]))
	}
	if num.FromFloat(f.Rest).Less(x.Sub(told).Abs()) {
		t.Fatalf("form %d: %s is further than %g from %s", k, x, f.Rest, told)
	}
}

// What both sides depend on cancels, which intervals cannot see.
func TestDifferencesCancel(t *testing.T) {
	var a Arena
	x := a.Symbol(0, Interval{0, 1})
	y := a.Symbol(1, Interval{0, 0.125})
	d := a.Sub(a.Add(x, y), x)
	if d.Range.Lo < -1e-12 || d.Range.Hi > 0.125+1e-12 {
		t.Errorf("(x + y) - x ranges over %v", d.Range)
	}
}

// Exact zeros and ones stay exact, so that what never happens has probability 0 and not almost 0.
func TestExactNumbersStayExact(t *testing.T) {
	var a Arena
	x := a.Symbol(0, Interval{0.2, 0.7})
	zero, one := Form{}, Number(Point(1))
	for name, f := range map[string]Form{"0·x": a.Mul(zero, x), "1-1": a.Sub(one, one), "0+0": a.Add(zero, zero), "1·0": a.Mul(one, zero), "0/x": a.Quo(zero, x)} {
		if !f.IsZero() {
			t.Errorf("%s = %v", name, f)
		}
	}
	if s := a.Add(Number(Point(2)), Number(Point(0.5))); s.Rest != 0 || s.Range != Point(2.5) {
		t.Errorf("2 + 0.5 = %v", s)
	}
}
