package expr

import (
	"errors"
	"testing"

	"parley/num"
)

func TestWritesAndEvaluates(t *testing.T) {
	var p Pool
	a, b := p.Declare("a"), p.Declare("b")
	bin := func(op Op, x, y ID) ID {
		id, err := p.Binary(op, x, y)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	c := func(s string) ID { return p.Const(num.MustParse(s)) }
	for _, x := range []struct {
		id   ID
		text string
		want string
	}{
		{bin(Mul, bin(Add, a, b), c("2")), "(a + b) * 2", "3"},
		{bin(Sub, a, bin(Sub, b, a)), "a - (b - a)", "-3/4"},
		{bin(Sub, c("1"), a), "1 - a", "3/4"},
		{bin(Min, a, b), "min(a, b)", "1/4"},
		{bin(Max, a, b), "max(a, b)", "5/4"},
		{p.Neg(bin(Add, a, b)), "-(a + b)", "-3/2"},
		{bin(Div, a, b), "a / b", "1/5"},
		{bin(Mul, a, c("0.1")), "a * 1/10", "1/40"},
		{bin(Add, a, c("0")), "a", "1/4"},
		{bin(Sub, a, a), "0", "0"},
	} {
		if got := p.String(x.id); got != x.text {
			t.Errorf("text %q, want %q", got, x.text)
		}
		v := p.At([]num.Rat{num.Frac(1, 4), num.Frac(5, 4)})
		if got := v.Get(x.id).String(); got != x.want {
			t.Errorf("%s = %s, want %s", x.text, got, x.want)
		}
		if got := p.Floats([]float64{0.25, 1.25}, nil)[x.id]; got != num.MustParse(x.want).Float() {
			t.Errorf("%s = %v, want %s", x.text, got, x.want)
		}
	}
	if bin(Add, a, b) != bin(Add, b, a) {
		t.Error("equal expressions should have one id")
	}
}

func TestDivisionByZero(t *testing.T) {
	var p Pool
	a := p.Declare("a")
	if _, err := p.Binary(Div, a, p.Const(num.Zero)); err == nil {
		t.Error("want an error for a division by the constant 0")
	}
	if _, err := p.Binary(Div, p.Const(num.One), a); err != nil {
		t.Fatal(err)
	}
	var e DivisionByZero
	if err := p.At([]num.Rat{num.Zero}).Check(); !errors.As(err, &e) {
		t.Errorf("Check = %v, want a division by zero", err)
	}
	if err := p.At([]num.Rat{num.One}).Check(); err != nil {
		t.Error(err)
	}
}

func TestParams(t *testing.T) {
	var p Pool
	a, _, c := p.Declare("a"), p.Declare("b"), p.Declare("c")
	id := p.Sum(a, c)
	if got := p.Params(id); len(got) != 2 || got[0] != 0 || got[1] != 2 {
		t.Errorf("Params = %v, want [0 2]", got)
	}
}
