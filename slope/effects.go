package slope

import (
	"cmp"
	"math"
	"slices"

	"parley/model"
	"parley/num"
)

// An Effect is the derivative of a query in one param, with what it comes to.
type Effect struct {
	Param int
	Derivative
	// Tenth is by how much the query would change, at the rate of Rate, if the param moved up by a tenth of its range; NaN
	// if the param has no range.
	Tenth float64
}

// Effects sorts the params of a table: those in which the query moves, the strongest first; those in which it
// does not, not to first order; and those in which it has no derivative from either side. Params without a
// range come after the others.
func Effects(m *model.Model, t Table) (moving []Effect, still, without []int) {
	for k, d := range t.Of {
		switch {
		case !d.Up.Defined && !d.Down.Defined:
			without = append(without, k)
		case d.Up.Defined && d.Down.Defined && d.Up.Float == 0 && d.Down.Float == 0:
			still = append(still, k)
		default:
			moving = append(moving, effect(m, k, d))
		}
	}
	slices.SortStableFunc(moving, func(a, b Effect) int {
		if x, y := math.IsNaN(a.Tenth), math.IsNaN(b.Tenth); x || y {
			if x != y {
				return map[bool]int{true: 1, false: -1}[x]
			}
			return cmp.Compare(b.strength(), a.strength())
		}
		return cmp.Compare(math.Abs(b.Tenth), math.Abs(a.Tenth))
	})
	return moving, still, without
}

func effect(m *model.Model, k int, d Derivative) Effect {
	e := Effect{Param: k, Derivative: d, Tenth: math.NaN()}
	if w := Width(m, k); w.Sign() > 0 {
		e.Tenth = w.Float() / 10 * e.Rate()
	}
	return e
}

// Less tells whether the effect is that of a little less of the param: a little more has none, or none is known.
func (e Effect) Less() bool { return !e.Up.Defined || e.Up.Float == 0 }

// Rate is the derivative from the side that Less tells.
func (e Effect) Rate() float64 {
	if e.Less() {
		return e.Down.Float
	}
	return e.Up.Float
}

func (e Effect) strength() float64 { return math.Abs(e.Rate()) }

// Width returns the width of a param's range, 0 if it has none.
func Width(m *model.Model, k int) num.Rat {
	return m.Params[k].Dist.High.Sub(m.Params[k].Dist.Low)
}
