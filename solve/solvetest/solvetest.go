// Package solvetest holds what tests of solvers share: whether an assessment is among those that a
// result lists, and a search for equilibria that knows no solver.
package solvetest

import (
	"fmt"
	"strings"

	"parley/game"
	"parley/game/gametest"
	"parley/num"
	"parley/solve"
	"parley/verify"
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

// PureSequential finds sequential equilibria in pure strategies by trying every profile with many
// trembles: orders of 1 to 3, all alike or one of them heavier. It finds no equilibrium that is none,
// but may miss some. It returns nil if there are more than most profiles.
func PureSequential(in *game.Instance, most int) []*game.Assessment {
	var sets []game.InfosetID
	profiles := 1
	for h := range in.Infosets {
		if in.Infosets[h].Player == game.Chance {
			continue
		}
		sets = append(sets, game.InfosetID(h))
		if profiles *= in.Infosets[h].Num; profiles > most {
			return nil
		}
	}
	checker, err := verify.New(in.Game)
	if err != nil {
		return nil
	}
	passes := func(a *game.Assessment, c solve.Concept) bool {
		cert, err := checker.Check(in, a, c)
		return err == nil && cert.OK()
	}
	var out []*game.Assessment
	p := make(game.Profile, len(in.Actions))
	for a := range p {
		if in.Actions[a].Prob != game.None {
			p[a] = in.Prob(game.ActionID(a))
		}
	}
	var choose func(k int)
	choose = func(k int) {
		if k < len(sets) {
			for _, a := range in.ActionsAt(sets[k]) {
				p[a] = num.One
				choose(k + 1)
				p[a] = num.Zero
			}
			return
		}
		if !passes(&game.Assessment{Profile: p}, solve.SPE) {
			return
		}
		seen := map[string]bool{}
		for _, t := range trembles(p) {
			a := &game.Assessment{Profile: append(game.Profile(nil), p...), Beliefs: gametest.Limit(in, t), Trembles: t}
			key := fmt.Sprint(a.Beliefs)
			if !seen[key] && passes(a, solve.Sequential) {
				out = append(out, a)
			}
			seen[key] = true
		}
	}
	choose(0)
	return out
}

func trembles(p game.Profile) []*game.Trembles {
	var unused []int
	base := &game.Trembles{Order: make([]int32, len(p)), Weight: append([]num.Rat(nil), p...)}
	for a := range p {
		if p[a].IsZero() {
			unused = append(unused, a)
			base.Order[a], base.Weight[a] = 1, num.One
		}
	}
	clone := func() *game.Trembles {
		return &game.Trembles{Order: append([]int32(nil), base.Order...), Weight: append([]num.Rat(nil), base.Weight...)}
	}
	out := []*game.Trembles{base}
	for _, a := range unused {
		for _, w := range []num.Rat{num.Frac(1, 5), num.Half, num.Int(2), num.Int(5)} {
			t := clone()
			t.Weight[a] = w
			out = append(out, t)
		}
	}
	all := 1
	for range unused {
		if all *= 3; all > 729 {
			break
		}
	}
	for code := 1; code < all && all <= 729; code++ {
		t := clone()
		for i, c := 0, code; i < len(unused); i, c = i+1, c/3 {
			t.Order[unused[i]] += int32(c % 3)
		}
		out = append(out, t)
	}
	return out
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
