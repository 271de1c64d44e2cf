package ratfunc

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "parley/internal/fixedseed"
	"parley/internal/poly"
	"parley/num"
)

var names = []string{"prior", "war_cost", "b2"}

func nameOf(i int) string { return names[i] }

func drawPoly(t *rapid.T, terms, degree int) poly.Poly {
	var p poly.Poly
	for range rapid.IntRange(1, terms).Draw(t, "terms") {
		m := poly.Const(num.Frac(rapid.Int64Range(-4, 4).Draw(t, "coef"), rapid.Int64Range(1, 3).Draw(t, "den")))
		for range rapid.IntRange(0, degree).Draw(t, "degree") {
			m = m.Mul(poly.Var(rapid.IntRange(0, len(names)-1).Draw(t, "var")))
		}
		p = p.Add(m)
	}
	return p
}

func drawFunc(t *rapid.T) Func {
	p, q := drawPoly(t, 3, 2), drawPoly(t, 3, 2)
	if rapid.Bool().Draw(t, "in factors") {
		p = p.Mul(drawPoly(t, 2, 1))
	}
	if q.IsZero() || rapid.Bool().Draw(t, "whole") {
		return Poly(p)
	}
	return Frac(p, q)
}

func drawPoint(t *rapid.T) []num.Rat {
	x := make([]num.Rat, len(names))
	for i := range x {
		x[i] = num.Frac(rapid.Int64Range(-50, 50).Draw(t, "x"), rapid.Int64Range(1, 30).Draw(t, "y"))
	}
	return x
}

// The axioms of a field, on canonical forms.
func TestField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, g, h := drawFunc(t), drawFunc(t), drawFunc(t)
		equal := func(law string, a, b Func) {
			if !a.Equal(b) {
				t.Fatalf("%s fails for %v, %v, %v: %v and %v", law, f, g, h, a, b)
			}
		}
		equal("f+g = g+f", f.Add(g), g.Add(f))
		equal("f·g = g·f", f.Mul(g), g.Mul(f))
		equal("(f+g)+h = f+(g+h)", f.Add(g).Add(h), f.Add(g.Add(h)))
		equal("(f·g)·h = f·(g·h)", f.Mul(g).Mul(h), f.Mul(g.Mul(h)))
		equal("f·(g+h) = f·g + f·h", f.Mul(g.Add(h)), f.Mul(g).Add(f.Mul(h)))
		equal("f-f = 0", f.Sub(f), Func{})
		if !f.IsZero() {
			equal("f/f = 1", f.Quo(f), Const(num.One))
			equal("1/(1/f) = f", f.Inv().Inv(), f)
			equal("g/f·f = g", g.Quo(f).Mul(f), g)
		}
	})
}

// Values follow the operations wherever all are defined.
func TestEval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, g, x := drawFunc(t), drawFunc(t), drawPoint(t)
		a, ok1 := f.Eval(x)
		b, ok2 := g.Eval(x)
		if !ok1 || !ok2 {
			return
		}
		check := func(what string, h Func, want num.Rat) {
			if got, ok := h.Eval(x); !ok || !got.Equal(want) {
				t.Fatalf("%s of %v and %v at %v: %v, want %v", what, f, g, x, got, want)
			}
		}
		check("sum", f.Add(g), a.Add(b))
		check("difference", f.Sub(g), a.Sub(b))
		check("product", f.Mul(g), a.Mul(b))
		if !b.IsZero() {
			check("quotient", f.Quo(g), a.Quo(b))
		}
		y := append([]num.Rat{}, x...)
		y[1] = b
		if want, ok := f.Eval(y); ok {
			if h, ok := f.Subst(1, g); ok {
				check("composition", h, want)
			}
		}
	})
}

// What is written, in either language, reads back as the same function.
func TestWriteAndRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFunc(t)
		text := Text(nameOf).Func(f)
		if g, err := read(text); err != nil || !g.Equal(f) {
			t.Fatalf("%v is written %q, which reads as %v (%v)", f, text, g, err)
		}
		tex := LaTeX(func(i int) string { return LaTeXName(names[i]) }).Func(f)
		if g, err := read(fromLaTeX(tex)); err != nil || !g.Equal(f) {
			t.Fatalf("%v is written %q, read as %q: %v (%v)", f, tex, fromLaTeX(tex), g, err)
		}
	})
}

// read parses a formula of the model language; its expressions are expressions of Go, too.
func read(text string) (Func, error) {
	e, err := parser.ParseExpr(text)
	if err != nil {
		return Func{}, err
	}
	return value(e)
}

func value(e ast.Expr) (f Func, err error) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return value(e.X)
	case *ast.Ident:
		for i, n := range names {
			if n == e.Name {
				return Var(i), nil
			}
		}
	case *ast.BasicLit:
		c, err := num.Parse(e.Value)
		return Const(c), err
	case *ast.UnaryExpr:
		f, err = value(e.X)
		return f.Neg(), err
	case *ast.BinaryExpr:
		f, err = value(e.X)
		if err != nil {
			return f, err
		}
		g, err := value(e.Y)
		if err != nil {
			return f, err
		}
		switch e.Op {
		case token.ADD:
			return f.Add(g), nil
		case token.SUB:
			return f.Sub(g), nil
		case token.MUL:
			return f.Mul(g), nil
		case token.QUO:
			return f.Quo(g), nil
		case token.XOR: // a power, brought into a form that Go reads
			k, _ := g.Constant()
			return Poly(f.Num().Pow(int(k.Float()))), nil
		}
	}
	return f, fmt.Errorf("cannot read %T", e)
}

var (
	raised = regexp.MustCompile(`\^\{(\d+)\}`)
	spaced = regexp.MustCompile(` \\, `)
)

// fromLaTeX turns what LaTeX writes into the model language.
func fromLaTeX(s string) string {
	s = strings.NewReplacer(`\mathit{war\_cost}`, "war_cost", `\mathit{prior}`, "prior", `b_{2}`, "b2", `\left(`, "(", `\right)`, ")").Replace(s)
	// Powers bind tightest: x^{2} becomes a product.
	for {
		at := raised.FindStringSubmatchIndex(s)
		if at == nil {
			break
		}
		base, start := "", at[0]
		if s[at[0]-1] == ')' {
			depth := 0
			for start--; ; start-- {
				if s[start] == ')' {
					depth++
				} else if s[start] == '(' {
					if depth--; depth == 0 {
						break
					}
				}
			}
		} else {
			for start > 0 && (s[start-1] == '_' || s[start-1] >= '0' && s[start-1] <= '9' || s[start-1] >= 'a' && s[start-1] <= 'z') {
				start--
			}
		}
		base = s[start:at[0]]
		k := int(s[at[2]] - '0')
		s = s[:start] + "(" + strings.Repeat(base+" * ", k-1) + base + ")" + s[at[1]:]
	}
	s = spaced.ReplaceAllString(s, " * ")
	return strings.NewReplacer(`\frac{`, "((", "}{", ")/(", "}", "))").Replace(s)
}

// Formulas as people write them.
func TestForms(t *testing.T) {
	p, w, b := Var(0), Var(1), Var(2)
	k := Const(num.One)
	for _, c := range []struct {
		f          Func
		text, want string
	}{
		{k.Quo(k.Add(w)), "1 / (1 + war_cost)", `\frac{1}{1 + \mathit{war\_cost}}`},
		{p.Mul(w).Quo(k.Sub(p)), "prior * war_cost / (1 - prior)", `\frac{\mathit{prior} \, \mathit{war\_cost}}{1 - \mathit{prior}}`},
		{p.Sub(k).Quo(w), "(prior - 1) / war_cost", ``},
		{k.Sub(p).Mul(k.Sub(w)), "(1 - prior) * (1 - war_cost)", ``},
		{p.Sub(k).Mul(k.Sub(w)), "(prior - 1) * (1 - war_cost)", ``},
		{p.Neg().Quo(k.Sub(w)), "-prior / (1 - war_cost)", ``},
		{Const(num.Frac(3, 5)).Sub(w), "3/5 - war_cost", ``},
		{w.Sub(Const(num.Frac(3, 5))), "war_cost - 3/5", ``},
		{p.Mul(Const(num.Frac(2, 3))).Quo(k.Sub(b)), "2 * prior / (3 - 3 * b2)", ``},
		{p.Mul(p), "prior * prior", `\mathit{prior}^{2}`},
		{Const(num.Frac(-2, 3)), "-2/3", `-\frac{2}{3}`},
		{Func{}, "0", "0"},
	} {
		if got := Text(nameOf).Func(c.f); got != c.text {
			t.Errorf("written %q, want %q", got, c.text)
		}
		if got := LaTeX(func(i int) string { return LaTeXName(names[i]) }).Func(c.f); c.want != "" && got != c.want {
			t.Errorf("in LaTeX %q, want %q", got, c.want)
		}
	}
}

func TestLaTeXName(t *testing.T) {
	for name, want := range map[string]string{"p": "p", "lambda": `\lambda`, "b2": "b_{2}", "b_2": "b_{2}", "c_war": `c_{\mathit{war}}`,
		"war_cost": `\mathit{war\_cost}`, "alpha1": `\alpha_{1}`} {
		if got := LaTeXName(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
