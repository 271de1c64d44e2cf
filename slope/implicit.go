package slope

import (
	"fmt"
	"slices"

	"parley/dual"
	"parley/game"
	"parley/internal/linprog"
	"parley/num"
)

// A row is an equation of the unknowns and params: a number that is 0 along the branch.
type row struct {
	h      game.InfosetID
	action game.ActionID
	than   game.ActionID
	dual.Number
}

// indifference returns the equations of a branch: who mixes is indifferent between what he plays.
func (b *branch) indifference() []row {
	var out []row
	for i := range b.sets {
		s := &b.sets[i]
		for k := 1; k < len(s.used); k++ {
			r := row{game.InfosetID(i), s.used[k], s.used[0], b.gain(game.InfosetID(i), s.used[k], s.used[0])}
			if len(r.D) > 0 && !b.alike(r.h, r.action, r.than) { // else it holds whatever happens
				out = append(out, r)
			}
		}
	}
	return out
}

// settle solves the equations for the unknowns, to first order: in some of them, as many as there are
// equations, in terms of the params and of the others, which are free.
func (b *branch) settle(rows []row) {
	n := len(b.unknowns)
	m := make([][]num.Rat, len(rows)) // unknowns, then params
	for i, r := range rows {
		m[i] = make([]num.Rat, n+b.params)
		for _, p := range r.D {
			if p.Of < b.params {
				m[i][n+p.Of] = p.X
			} else {
				m[i][p.Of-b.first] = p.X
			}
		}
	}
	pivots := b.eliminate(m, n)
	touches := b.touches(rows)
	values := make([]dual.Number, n)
	for j, u := range b.unknowns {
		r := slices.Index(pivots, j)
		if r < 0 {
			values[j] = dual.Variable(u.value, b.first+j)
			b.free[b.first+j] = b.describe(u)
			continue
		}
		values[j].V = u.value
		for k := range b.params {
			if touches.unknown(j, k) {
				values[j].D = append(values[j].D, dual.Part{Of: k, X: m[r][n+k].Neg()})
			}
		}
		for i := range n {
			if i != j && !m[r][i].IsZero() {
				values[j].D = append(values[j].D, dual.Part{Of: b.first + i, X: m[r][i].Neg()})
			}
		}
	}
	for r := len(pivots); r < len(rows); r++ {
		b.overdetermined(rows, m[r][n:], touches)
	}
	b.assign(values)
}

// eliminate brings the first n columns into reduced echelon form and returns the column of each row's
// pivot. Rows are exchanged; those without a pivot come last.
func (b *branch) eliminate(m [][]num.Rat, n int) (pivots []int) {
	for j := range n {
		r := len(pivots)
		best := -1
		for i := r; i < len(m); i++ {
			if x := m[i][j].Abs(); b.slack.Less(x) && (best < 0 || !b.exact && m[best][j].Abs().Less(x)) {
				best = i
			}
		}
		if best < 0 {
			for i := r; i < len(m); i++ {
				m[i][j] = num.Zero
			}
			continue
		}
		m[r], m[best] = m[best], m[r]
		inv := m[r][j].Inv()
		for k := range m[r] {
			m[r][k] = m[r][k].Mul(inv)
		}
		for i := range m {
			if x := m[i][j]; i != r && !x.IsZero() {
				for k := range m[i] {
					m[i][k] = m[i][k].Sub(x.Mul(m[r][k]))
				}
			}
		}
		pivots = append(pivots, j)
	}
	return pivots
}

// overdetermined notes what follows from an equation that is left without an unknown: a param that occurs in
// it, or in those that it hangs together with, moves it away from 0, or might.
func (b *branch) overdetermined(rows []row, rest []num.Rat, t *touching) {
	for k := range b.params {
		why := ""
		if b.slack.Less(rest[k].Abs()) {
			why = "no equilibrium near this one uses the same actions: "
		} else if slices.ContainsFunc(rows, func(r row) bool { return t.row(r, k) }) {
			why = "its equations do not say how it moves: "
		}
		if why != "" {
			b.block(k, 0, why+b.coincidence(rows, t, k))
		}
	}
}

// coincidence names an indifference that a param bears on.
func (b *branch) coincidence(rows []row, t *touching, k int) string {
	for i := len(rows) - 1; i >= 0; i-- {
		if r := rows[i]; t.row(r, k) {
			return fmt.Sprintf("a coincidence makes %s and %s equally good at “%s”", b.in.Actions[r.action].Name, b.in.Actions[r.than].Name, b.setName(r.h))
		}
	}
	return "there are more of them than unknowns"
}

// describe says what an unknown is.
func (b *branch) describe(u unknown) string {
	h := b.setName(b.in.Actions[u.action].Infoset)
	if b.a.Profile[u.action].IsZero() {
		return fmt.Sprintf("what is believed after “%s” at “%s”", b.in.Actions[u.action].Name, h)
	}
	return fmt.Sprintf("how often “%s” is played at “%s”", b.in.Actions[u.action].Name, h)
}

// A touching tells on which params an unknown may depend at all: those of the equations that hang together
// with its own through common unknowns. What lies on the path does not depend on what lies off it.
type touching struct {
	b        *branch
	on, all  []int          // by unknown: its group
	onParams map[int][]bool // by group
	params   map[int][]bool
}

func (b *branch) touches(rows []row) *touching {
	t := &touching{b: b, onParams: map[int][]bool{}, params: map[int][]bool{}}
	t.on = b.groups(rows, true, t.onParams)
	t.all = b.groups(rows, false, t.params)
	return t
}

func (t *touching) unknown(j, param int) bool {
	group := t.params[t.all[j]]
	if t.b.unknowns[j].onPath {
		group = t.onParams[t.on[j]]
	}
	return group != nil && group[param]
}

func (t *touching) row(r row, param int) bool {
	if _, ok := r.Slope(param); ok {
		return true
	}
	for _, p := range r.D {
		if p.Of >= t.b.params && t.unknown(p.Of-t.b.first, param) {
			return true
		}
	}
	return false
}

// groups puts unknowns that share an equation into one group, and returns each one's and, by group, the params
// of its equations.
func (b *branch) groups(rows []row, onPath bool, params map[int][]bool) []int {
	of := make([]int, len(b.unknowns))
	for j := range of {
		of[j] = j
	}
	each := func(f func(r row, unknowns []int)) {
		for _, r := range rows {
			if onPath && !b.sets[r.h].onPath {
				continue
			}
			var js []int
			for _, p := range r.D {
				if p.Of >= b.params {
					js = append(js, p.Of-b.first)
				}
			}
			if len(js) > 0 {
				f(r, js)
			}
		}
	}
	each(func(_ row, js []int) {
		for _, j := range js[1:] {
			from, to := of[j], of[js[0]]
			for i := range of {
				if of[i] == from {
					of[i] = to
				}
			}
		}
	})
	each(func(r row, js []int) {
		g := of[js[0]]
		if params[g] == nil {
			params[g] = make([]bool, b.params)
		}
		for _, p := range r.D {
			if p.Of < b.params {
				params[g][p.Of] = true
			}
		}
	})
	return of
}

// A tie is an action out of use that is worth as much as those in use.
type tie struct {
	h            game.InfosetID
	action, than game.ActionID
	gain         dual.Number // of the action over the other: 0, and where it grows the branch ends
}

// ties finds the actions out of use that are not worth less than those in use, and notes which params break the
// tie in their favour, or might.
func (b *branch) ties() {
	var found []tie
	values := b.in.NodeValues(b.a.Profile)
	for i := range b.sets {
		s := &b.sets[i]
		if s.nodes == nil {
			continue
		}
		h := game.InfosetID(i)
		for _, a := range b.in.ActionsAt(h) {
			if b.a.Profile[a].IsZero() && !b.worse(h, a, s.used[0], values) && !b.alike(h, a, s.used[0]) {
				found = append(found, tie{h, a, s.used[0], b.gain(h, a, s.used[0])})
			}
		}
	}
	found = b.avoidable(found)
	for _, t := range found {
		why := fmt.Sprintf("a tie: at “%s” %s is worth as much as %s", b.setName(t.h), b.in.Actions[t.action].Name, b.in.Actions[t.than].Name)
		for _, p := range t.gain.D {
			switch sign := p.X.Sign(); {
			case !b.exact || sign == 0:
				b.block(p.Of, 0, why)
			case sign > 0:
				b.block(p.Of, dual.Up, why)
			default:
				b.block(p.Of, dual.Down, why)
			}
		}
	}
}

// worse tells whether an action is worth less than another at an information set, beyond the slack.
func (b *branch) worse(h game.InfosetID, a, than game.ActionID, values []num.Rat) bool {
	s, of := &b.sets[h], &b.in.Infosets[h]
	at := func(n game.NodeID, a game.ActionID) num.Rat {
		return values[int(b.in.Child(n, int(a-of.First)))*len(b.in.Players)+int(of.Player)]
	}
	var sum, all, size num.Rat
	for i, n := range s.nodes {
		w := b.weight(s, i).V
		x, y := at(n, a), at(n, than)
		sum, all = sum.Add(w.Mul(x.Sub(y))), all.Add(w)
		size = num.Max(size, num.Max(x.Abs(), y.Abs()))
	}
	return sum.Less(b.slack.Mul(all).Mul(num.One.Add(size)).Neg())
}

// avoidable takes away the ties that another member of the component, as near as one likes, does not have: free
// unknowns can move so that all these actions get worse at once and nothing else changes to first order.
func (b *branch) avoidable(ties []tie) []tie {
	var variables []int
	for j := range b.unknowns {
		if b.free[b.first+j] != "" {
			variables = append(variables, b.first+j)
		}
	}
	p := &linprog.Problem{N: len(variables), Free: slices.Repeat([]bool{true}, len(variables))}
	var rest []tie
	for _, t := range ties {
		r := linprog.Row{Op: linprog.LE, B: num.Int(-1)}
		moves, may := false, false
		for _, v := range variables {
			x, ok := t.gain.Slope(v)
			r.Coef = append(r.Coef, x)
			may, moves = may || ok, moves || !x.IsZero()
		}
		switch {
		case moves:
			p.Rows = append(p.Rows, r)
		case may:
			return ties // it may come into favour to second order
		default:
			rest = append(rest, t)
		}
	}
	if len(p.Rows) == 0 || !b.exact {
		return ties
	}
	if _, _, status := p.Maximize(nil); status == linprog.Infeasible {
		return ties
	}
	return rest
}
