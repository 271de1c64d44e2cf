package sweep

import (
	"fmt"
	"slices"
	"strings"

	"parley/expr"
	"parley/model"
)

// An EmptyError says that some assumptions leave the params no room to draw from. No assumption and no
// range can be left out: without it there would be room, or the search would have found some.
type EmptyError struct {
	Assumptions []model.Assumption
	Params      []model.Param // whose ranges matter
	Proved      bool          // by a linear program; otherwise a search found no point
	Flat        bool          // there are points, but only where two sides are equal: no share of the region
}

// Error names the assumptions and ranges and says what to do.
func (e *EmptyError) Error() string {
	var b strings.Builder
	if len(e.Assumptions) > 0 {
		b.WriteString(e.Assumptions[0].Pos.String())
	}
	switch {
	case e.Flat:
		b.WriteString("draws find no room between these assumptions, which hold together only with equality:")
	case e.Proved:
		b.WriteString("these assumptions cannot hold together:")
	default:
		b.WriteString("no point was found at which these assumptions hold together:")
	}
	for _, a := range e.Assumptions {
		fmt.Fprintf(&b, "\n  %s%s", a.Pos, a.Text)
	}
	for _, p := range e.Params {
		fmt.Fprintf(&b, "\n  %s%s lies between %s and %s", p.Pos, p.Name, p.Dist.Low.Decimal(6), p.Dist.High.Decimal(6))
	}
	switch {
	case e.Flat && len(e.Params) > 0:
		b.WriteString("\nWiden a range. To tie params by an equation, let one of them be an expression of the others.")
	case e.Flat:
		b.WriteString("\nTo tie params by an equation, let one of them be an expression of the others.")
	case len(e.Params) > 0:
		b.WriteString("\nWiden a range or drop an assumption.")
	default:
		b.WriteString("\nDrop one of them.")
	}
	return b.String()
}

// proveEmpty returns the conflict of the linear assumptions of g, or nil if there is none. An equation
// between params that vary leaves no room, linear or not.
func (s *Space) proveEmpty(g *group) *EmptyError {
	for _, k := range g.assumptions {
		a := s.assumptions[k]
		if _, linear := s.linearCondition(k); !linear && !isInequality(a.Op) {
			return &EmptyError{Assumptions: []model.Assumption{a}, Proved: true, Flat: true}
		}
	}
	all := s.conditions(g)
	some, open := s.room(all)
	if open {
		return nil
	}
	conflict := func(of []condition) bool {
		somePart, openPart := s.room(of)
		return !somePart || some && !openPart
	}
	// Ranges come first, so that assumptions that are at odds by themselves are told without any.
	slices.SortStableFunc(all, func(a, b condition) int { return min(a.k, 0) - min(b.k, 0) })
	e := &EmptyError{Proved: true, Flat: some}
	for _, c := range deletionFilter(all, conflict) {
		if c.k >= 0 {
			e.Assumptions = append(e.Assumptions, s.assumptions[c.k])
		} else if p := s.params[c.p]; len(e.Params) == 0 || e.Params[len(e.Params)-1].Name != p.Name {
			e.Params = append(e.Params, p)
		}
	}
	return e
}

func isInequality(op string) bool { return slices.Contains([]string{"<", "<=", ">", ">="}, op) }

// deletionFilter leaves out one after another what a conflict does not need (Chinneck and Dravnieks
// 1991): without any one of what it returns there is none.
func deletionFilter[T any](of []T, conflict func([]T) bool) []T {
	for i := 0; i < len(of); {
		if less := slices.Delete(slices.Clone(of), i, i+1); conflict(less) {
			of = less
		} else {
			i++
		}
	}
	return of
}

// conflict returns the assumptions of g without whose any one a search would find a point.
func (s *Space) conflict(g *group) *EmptyError {
	e := &EmptyError{}
	var ids []expr.ID
	for _, k := range deletionFilter(g.assumptions, func(of []int) bool {
		if len(of) == 0 {
			return false
		}
		w, _ := s.findRegion(&group{params: g.params, assumptions: of})
		return w == nil
	}) {
		a := s.assumptions[k]
		e.Assumptions = append(e.Assumptions, a)
		ids = append(ids, a.Left, a.Right)
	}
	for _, p := range g.params {
		uses := func(id expr.ID) bool { return slices.Contains(s.pool.Params(id), p) }
		if !s.fixed(p) && slices.ContainsFunc(ids, uses) {
			e.Params = append(e.Params, s.params[p])
		}
	}
	return e
}
