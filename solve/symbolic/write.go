package symbolic

import (
	"parley/internal/poly"
	"parley/internal/ratfunc"
)

// A Writer writes formulas and conditions of a game's params.
type Writer struct {
	syntax *ratfunc.Syntax
	plain  *ratfunc.Syntax // decides which form is the simplest, in every language
	ops    map[string]string
}

// Text returns a writer in the model language: conditions can be given to assume.
func (d *Deriver) Text() *Writer {
	plain := ratfunc.Text(func(i int) string { return d.g.Pool.Names[i] })
	return &Writer{plain, plain, map[string]string{">": ">", ">=": ">=", "<": "<", "<=": "<=", "==": "=="}}
}

// LaTeX returns a writer for the mathematics mode of LaTeX.
func (d *Deriver) LaTeX() *Writer {
	w := d.Text()
	w.syntax = ratfunc.LaTeX(func(i int) string { return ratfunc.LaTeXName(d.g.Pool.Names[i]) })
	w.ops = map[string]string{">": ">", ">=": `\geq`, "<": "<", "<=": `\leq`, "==": "="}
	return w
}

// Func writes a formula.
func (w *Writer) Func(f ratfunc.Func) string { return w.syntax.Func(f) }

// Poly writes a polynomial.
func (w *Writer) Poly(p poly.Poly) string { return w.syntax.Poly(p).String() }

// A side is one way to write a condition: left op right.
type side struct {
	left, right ratfunc.Func
	op          string
}

var turned = map[string]string{">": "<", ">=": "<=", "==": "=="}

// Condition writes a condition in the simplest form: as a threshold of a param whose coefficient has a known sign if
// there is one, otherwise with what is added on one side and what is subtracted on the other.
func (w *Writer) Condition(c *Condition) string {
	forms := []side{w.balanced(c)}
	for _, t := range c.threshold {
		if t.sign != positive && t.sign != negative {
			continue
		}
		k := c.Diff.Coefficients(t.param)
		f := side{ratfunc.Var(t.param), ratfunc.Frac(k[0].Neg(), k[1]), c.Op}
		if t.sign == negative {
			f.op = turned[c.Op]
		}
		forms = append(forms, f)
	}
	// A threshold of an earlier param is preferred, unless it is much longer.
	best, least := forms[0], w.length(forms[0])+6
	for _, f := range forms[1:] {
		least = min(least, w.length(f))
	}
	for _, f := range forms[1:] {
		if w.length(f) <= least+4 {
			best = f
			break
		}
	}
	return w.syntax.Func(best.left) + " " + w.ops[best.op] + " " + w.syntax.Func(best.right)
}

func (w *Writer) length(s side) int {
	l := len(w.plain.Func(s.left)) + len(w.plain.Func(s.right))
	if s.right.Den().Degree() > 0 {
		l += 2
	}
	return l
}

// balanced writes Diff with all terms on the side on which they are positive; products stay whole.
func (w *Writer) balanced(c *Condition) side {
	_, factors := c.Diff.Factorize()
	if len(factors) > 1 {
		return side{ratfunc.Poly(c.Diff), ratfunc.Func{}, c.Op}
	}
	var left, right poly.Poly
	for _, t := range c.Diff.Each() {
		m := poly.Const(t.Coef.Abs())
		for _, v := range t.Vars {
			m = m.Mul(poly.Var(v))
		}
		if t.Coef.Sign() > 0 {
			left = left.Add(m)
		} else {
			right = right.Add(m)
		}
	}
	if _, constant := left.Constant(); constant {
		return side{ratfunc.Poly(right), ratfunc.Poly(left), turned[c.Op]}
	}
	return side{ratfunc.Poly(left), ratfunc.Poly(right), c.Op}
}

// Tie writes the equation of a surface.
func (w *Writer) Tie(p poly.Poly) string {
	return w.Condition(&Condition{Diff: p, Op: "=="})
}
