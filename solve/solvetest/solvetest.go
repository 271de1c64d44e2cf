// Package solvetest holds what tests of solvers share: whether an assessment is among those that a
// result lists, and a search for equilibria that knows no solver.
package solvetest

import (
	"fmt"
	"strings"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// Contains tells whether a lies within the bounds that e gives for each probability and belief. Beliefs
// are left out if a has none.
func Contains(in *game.Instance, e *solve.Equilibrium, a *game.Assessment) bool {
	r := num.FromFloat(e.Radius)
	within := func(low, high, x num.Rat) bool {
		return !x.Less(low.Sub(r)) && !high.Add(r).Less(x)
	}
	for act := range in.Actions {
		low, high := e.Range(game.ActionID(act))
		if !within(low, high, a.Profile[act]) {
			return false
		}
	}
	if a.Beliefs == nil {
		return true
	}
	for _, s := range in.Infosets {
		if s.Player == game.Chance {
			continue
		}
		for _, n := range s.Nodes {
			low, high := e.BeliefRange(n)
			if !within(low, high, a.Beliefs[n]) {
				return false
			}
		}
	}
	return true
}

// Listed tells whether some equilibrium of res contains a.
func Listed(res *solve.Result, a *game.Assessment) bool {
	for i := range res.Equilibria {
		if Contains(res.In, &res.Equilibria[i], a) {
			return true
		}
	}
	return false
}

// Show writes an assessment in one line, for messages.
func Show(in *game.Instance, a *game.Assessment) string {
	var b strings.Builder
	for _, s := range in.Infosets {
		if s.Player == game.Chance {
			continue
		}
		fmt.Fprintf(&b, "[%s]", s.Name)
		for k := range s.Num {
			if p := a.Profile[int(s.First)+k]; !p.IsZero() {
				fmt.Fprintf(&b, " %s %s", in.Actions[int(s.First)+k].Name, p)
			}
		}
		if a.Beliefs != nil && len(s.Nodes) > 1 {
			b.WriteString(" believing")
			for _, n := range s.Nodes {
				fmt.Fprintf(&b, " %s", a.Beliefs[n])
			}
		}
		b.WriteString("; ")
	}
	return b.String()
}

// ShowResult writes all equilibria of a result with their bounds, a line each.
func ShowResult(res *solve.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "complete %v %s\n", res.Complete, res.IncompleteBecause)
	bounds := func(low, high num.Rat) string {
		if low.Equal(high) {
			return low.String()
		}
		return fmt.Sprintf("%s..%s", low, high)
	}
	for i := range res.Equilibria {
		e := &res.Equilibria[i]
		fmt.Fprintf(&b, "%d: dimension %d, %s %v, %d vertices: ", i+1, e.Dimension, e.Certificate, e.Radius, len(e.Vertices))
		for _, s := range res.In.Infosets {
			if s.Player == game.Chance {
				continue
			}
			fmt.Fprintf(&b, "[%s]", s.Name)
			for k := range s.Num {
				a := s.First + game.ActionID(k)
				if low, high := e.Range(a); !high.IsZero() {
					fmt.Fprintf(&b, " %s %s", res.In.Actions[a].Name, bounds(low, high))
				}
			}
			if e.Beliefs != nil && len(s.Nodes) > 1 {
				b.WriteString(" believing")
				for _, n := range s.Nodes {
					fmt.Fprintf(&b, " %s", bounds(e.BeliefRange(n)))
				}
			}
			b.WriteString("; ")
		}
		b.WriteByte('\n')
	}
	return b.String()
}
