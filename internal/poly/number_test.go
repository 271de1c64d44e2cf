package poly

import (
	"context"
	"fmt"
	"testing"
)

// Numbers made of irrational coordinates are told from rational ones.
func TestIrrational(t *testing.T) {
	sol := Solve(context.Background(), system(3, "2*x0^2 = 1", "x0*x1 = 1/2", "x2 + x1 = 1"), Limits{})
	if len(sol.Pieces) != 1 || sol.Pieces[0].Field == nil {
		t.Fatal(sol)
	}
	f := sol.Pieces[0].Field
	x := []Poly{Var(0), Var(1), Var(2)}
	for _, c := range []struct {
		p    Poly
		want string
	}{
		{x[0], "[-1 0 2] true"},
		{x[1], "[-1 0 2] true"},
		{x[2], "[1 -4 2] true"},
		{x[0].Mul(x[0]), "[] false"},
		{x[1].Add(x[2]), "[] false"},
		{x[0].Mul(x[0]).Add(x[0]), "[-1 -4 4] true"}, // x0 + 1/2
	} {
		root, irrational := f.Irrational(c.p)
		if got := fmt.Sprint(root, irrational); got != c.want {
			t.Errorf("%s: %s, want %s", c.p, got, c.want)
		}
	}
}
