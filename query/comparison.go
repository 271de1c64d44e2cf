package query

// A Comparison is one of those that a condition is made of.
type Comparison struct {
	Text string // in the model language
	// Margin is by how much it holds: the side that should be the greater less the other, so that it is true where
	// the margin is positive. Of near, which wants it to be about 0, it is the first side less the second.
	Margin  Query
	Near    bool
	Negated bool // it stands inside not_: the condition wants it to be false
}

// Comparisons lists the comparisons that a condition is made of, in its order.
func Comparisons(c Condition) []Comparison {
	return comparisons(c, false, nil)
}

func comparisons(c Condition, negated bool, out []Comparison) []Comparison {
	switch c := c.(type) {
	case Compare:
		m := Arith{'-', c.A, c.B}
		if c.Op[0] == '<' {
			m = Arith{'-', c.B, c.A}
		}
		return append(out, Comparison{Text: c.String(), Margin: m, Negated: negated})
	case Near:
		return append(out, Comparison{Text: c.String(), Margin: Arith{'-', c.A, c.B}, Near: true, Negated: negated})
	case AllOf:
		for _, d := range c.Of {
			out = comparisons(d, negated, out)
		}
	case AnyOf:
		for _, d := range c.Of {
			out = comparisons(d, negated, out)
		}
	case Not:
		return comparisons(c.C, !negated, out)
	}
	return out
}
