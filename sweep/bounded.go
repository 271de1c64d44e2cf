package sweep

import (
	"math"

	"parley/expr"
)

// A bounded is a floating-point number within err of the number that is meant.
type bounded struct{ x, err float64 }

// ulp bounds the relative error of one floating-point operation, with room to spare; tiny what
// underflow adds.
const (
	ulp  = 0x1p-51
	tiny = 0x1p-1000
)

func rounded(x, err float64) bounded {
	return bounded{x, err*(1+0x1p-40) + math.Abs(x)*ulp + tiny}
}

// apply bounds the result of an operation by those of its operands. Where nothing is known, the error
// is infinite or not a number.
func apply(op expr.Op, a, b bounded) bounded {
	switch op {
	case expr.Neg:
		return bounded{-a.x, a.err}
	case expr.Add:
		return rounded(a.x+b.x, a.err+b.err)
	case expr.Sub:
		return rounded(a.x-b.x, a.err+b.err)
	case expr.Mul:
		return rounded(a.x*b.x, math.Abs(a.x)*b.err+math.Abs(b.x)*a.err+a.err*b.err)
	case expr.Div:
		least := math.Abs(b.x) - b.err
		if !(least > 0) {
			return bounded{0, math.Inf(1)}
		}
		q := a.x / b.x
		return rounded(q, (a.err+math.Abs(q)*b.err)/(least*(1-0x1p-40)))
	case expr.Min:
		return bounded{min(a.x, b.x), max(a.err, b.err)}
	case expr.Max:
		return bounded{max(a.x, b.x), max(a.err, b.err)}
	}
	panic("sweep: not an operation")
}

// A screen evaluates the two sides of some assumptions in floating point with bounds on the errors.
type screen struct {
	steps []instruction // in the order in which they are needed
	until []int         // how many of them the assumptions up to each need
	sides [][2]int      // registers of the two sides of each assumption
	ops   []string
	regs  []bounded // for one goroutine
}

type instruction struct {
	op   expr.Op
	a, b int     // registers; for a param its index
	c    bounded // a constant
}

func newScreen(s *Space, assumptions []int) *screen {
	c := &screen{}
	at := map[expr.ID]int{}
	var compile func(id expr.ID) int
	compile = func(id expr.ID) int {
		if r, ok := at[id]; ok {
			return r
		}
		n := s.pool.Nodes[id]
		in := instruction{op: n.Op}
		switch n.Op {
		case expr.Const:
			in.c = rounded(s.pool.Consts[n.A].Float(), 0)
		case expr.Param:
			in.a = int(n.A)
		case expr.Neg:
			in.a = compile(n.A)
		default:
			in.a, in.b = compile(n.A), compile(n.B)
		}
		c.steps = append(c.steps, in)
		at[id] = len(c.steps) - 1
		return len(c.steps) - 1
	}
	for _, k := range assumptions {
		a := s.assumptions[k]
		c.sides = append(c.sides, [2]int{compile(a.Left), compile(a.Right)})
		c.until = append(c.until, len(c.steps))
		c.ops = append(c.ops, a.Op)
	}
	c.regs = make([]bounded, len(c.steps))
	return c
}

// run evaluates what assumption j needs beyond those before it.
func (c *screen) run(j int, params []bounded) {
	from := 0
	if j > 0 {
		from = c.until[j-1]
	}
	for i := from; i < c.until[j]; i++ {
		switch in := &c.steps[i]; in.op {
		case expr.Const:
			c.regs[i] = in.c
		case expr.Param:
			c.regs[i] = params[in.a]
		case expr.Neg:
			c.regs[i] = bounded{-c.regs[in.a].x, c.regs[in.a].err}
		default:
			c.regs[i] = apply(in.op, c.regs[in.a], c.regs[in.b])
		}
	}
}

// slack returns by how much assumption j holds, negative where it does not.
func (c *screen) slack(j int) bounded {
	l, r := c.regs[c.sides[j][0]], c.regs[c.sides[j][1]]
	switch c.ops[j] {
	case "<", "<=":
		return apply(expr.Sub, r, l)
	case ">", ">=":
		return apply(expr.Sub, l, r)
	}
	d := apply(expr.Sub, l, r)
	return bounded{-math.Abs(d.x), d.err}
}
