package refine

import (
	"fmt"
	"slices"
	"strings"

	"parley/game"
	"parley/internal/linprog"
	"parley/num"
)

// perfect tells whether an equilibrium is trembling-hand perfect (Selten 1975): in the agent normal form,
// where an agent of its own moves at each information set, it is the limit of profiles in which every
// action has positive probability and to each of which it is a best reply. For a strategic form this is
// normal-form perfection. Nobody knows a fast way to decide it for three and more agents (it is NP-hard:
// Hansen, Miltersen and Sørensen 2010), so that there are tests, each of them proof:
//
//   - It fails where an action is played that another one beats, or a mixture of others, in every profile
//     near enough in which all actions have positive probability. An action that is weakly dominated in
//     the agent normal form is such a one.
//   - It fails where the conditions for several such actions to be best replies contradict each other: a
//     sum of their disadvantages, with positive weights, is positive in all of these profiles.
//   - It passes where such profiles are found: see trembles.
//
// Otherwise it is not decided. With two agents, one for each player, it is decided always: such an equilibrium
// is perfect exactly if no strategy in it is weakly dominated (van Damme 1991, chapter 3).
func (j *judging) perfect(i int) Judgement {
	e := &j.res.Equilibria[i]
	if len(j.in.Players) == 2 && j.in.PersonalInfosets() == 2 && j.owners() == 2 {
		return j.undominated(i)
	}
	if x, ok := exact(e); !ok {
		return x
	}
	out := j.perfectMember(&e.Assessment)
	if e.Dimension == 0 {
		return out
	}
	out.Member = true
	counts := map[Verdict]int{}
	for k := range e.Vertices {
		if j.ctx.Err() != nil {
			return out
		}
		counts[j.perfectMember(&e.Vertices[k]).Verdict]++
	}
	if n := len(e.Vertices); n > 0 && counts[out.Verdict] < n {
		text := fmt.Sprintf("of %d extreme members %d pass, %d fail and %d are not decided", n, counts[Passes], counts[Fails], counts[Undecided])
		if out.Reason != "" {
			text = out.Reason + "; " + text
		}
		out.Reason = text
	}
	return out
}

// owners counts the players who move at all.
func (j *judging) owners() int {
	seen := map[game.PlayerID]bool{}
	for h := range j.in.Infosets {
		if p := j.in.Infosets[h].Player; p != game.Chance {
			seen[p] = true
		}
	}
	return len(seen)
}

func (j *judging) perfectMember(a *game.Assessment) Judgement {
	b, err := newNeighbourhood(j.in, a.Profile)
	if err != nil {
		return undecided("%s", err)
	}
	var t trembles
	for h := range j.in.Infosets {
		if j.in.Infosets[h].Player == game.Chance {
			continue
		}
		if j.ctx.Err() != nil {
			return undecided("there was no time left")
		}
		why, err := j.beaten(b, game.InfosetID(h))
		if err != nil {
			return undecided("%s", err)
		}
		if why != "" {
			return fail("%s", why)
		}
		if err := t.add(b, game.InfosetID(h)); err != nil {
			return undecided("%s", err)
		}
	}
	t.b = b
	t.reduce()
	for orders, weights := range t.candidates(a.Trembles) {
		if j.ctx.Err() != nil {
			return undecided("there was no time left")
		}
		if t.find(orders, weights) != nil {
			return pass()
		}
	}
	if why := t.contradiction(); why != "" {
		return fail("%s", why)
	}
	return undecided("neither were mistakes found that leave it an equilibrium, nor does it follow that there are none")
}

// beaten names an action played at h that another one, or a mixture of others, beats near the profile,
// whatever the trembles; "" if there is none.
func (j *judging) beaten(b *neighbourhood, h game.InfosetID) (string, error) {
	for _, a := range j.in.ActionsAt(h) {
		if b.tremble(a) {
			continue
		}
		var others []game.ActionID
		var gains []deviation
		for _, o := range j.in.ActionsAt(h) {
			if o == a {
				continue
			}
			g, err := b.advantage(h, o, a)
			if err != nil {
				return "", err
			}
			if b.positive(g) {
				return fmt.Sprintf("%s, and %q is better there whatever small mistakes are made", plays(j.in, a), j.in.Actions[o].Name), nil
			}
			others, gains = append(others, o), append(gains, g)
		}
		if by := b.mixtureAbove(gains); by != nil {
			text := ""
			for k, p := range by {
				if !p.IsZero() {
					if text != "" {
						text += " + "
					}
					text += fmt.Sprintf("%s %q", p, j.in.Actions[others[k]].Name)
				}
			}
			return fmt.Sprintf("%s, and %s is better there whatever small mistakes are made", plays(j.in, a), text), nil
		}
	}
	return "", nil
}

// plays says who plays an action, and where if the place has a name.
func plays(in *game.Instance, a game.ActionID) string {
	set := &in.Infosets[in.Actions[a].Infoset]
	text := fmt.Sprintf("%s plays %q", in.Players[set.Player], in.Actions[a].Name)
	if set.Name != "" {
		text = fmt.Sprintf("at %q ", set.Name) + text
	}
	return text
}

// mostMonomials bounds the linear programs over mixtures.
const mostMonomials = 400

// mixtureAbove finds weights with which several advantages sum to a polynomial without a negative term,
// and with no variable but trembles; nil if there are none.
func (b *neighbourhood) mixtureAbove(gains []deviation) []num.Rat {
	if len(gains) < 2 {
		return nil
	}
	return b.positiveSum(gains, nil)
}

// positiveSum finds weights, of either sign where free and else positive with sum 1, with which polynomials
// sum to one that is positive near the profile whatever the trembles; nil if none are found. First it looks
// for a sum in which the terms made of fewest trembles are all positive, so that they outweigh their
// multiples; then for one without any negative term.
func (b *neighbourhood) positiveSum(gains []deviation, free []bool) []num.Rat {
	all := sumToOne(len(gains))
	seen := deviation{}
	for k, g := range gains {
		if k < len(free) && free[k] {
			all.Coef[k] = num.Zero
		}
		if _, strict := g[""]; strict {
			continue // it is negative all around, and no other makes up for it
		}
		for m := range g {
			seen[m] = num.One
		}
	}
	if len(seen) == 0 || len(seen) > mostMonomials {
		return nil
	}
	first := b.fewest(seen)
	for _, multiples := range []bool{true, false} {
		n := len(gains)
		p := linprog.Problem{N: n + 1, Free: make([]bool, n+1), Rows: []linprog.Row{all}}
		copy(p.Free, free)
		for k, g := range gains {
			if _, strict := g[""]; strict {
				p.Rows = append(p.Rows, linprog.Row{Coef: unit(k, k+1), Op: linprog.EQ})
			}
		}
		objective := unit(n, n+1)
		for _, m := range seen.monomials() {
			row := make([]num.Rat, n+1)
			for k, g := range gains {
				row[k] = g[m]
			}
			op := linprog.EQ
			switch {
			case multiples && slices.Contains(first, m):
				row[n] = num.Int(-1)
				op = linprog.GE
			case multiples && slices.ContainsFunc(first, func(f string) bool { return divides(f, m) }):
				continue
			case b.onlyTrembles(m):
				op = linprog.GE
				if !multiples {
					for k := range gains {
						objective[k] = objective[k].Add(row[k])
					}
				}
			}
			p.Rows = append(p.Rows, linprog.Row{Coef: row, Op: op})
		}
		if !multiples {
			objective[n] = num.Zero
		}
		// Weights of either sign are not to run away.
		p.Rows = append(p.Rows, linprog.Row{Coef: objective, Op: linprog.LE, B: num.One}, linprog.Row{Coef: unit(n, n+1), Op: linprog.LE, B: num.One})
		x, value, status := p.Maximize(objective)
		if status != linprog.Optimal || value.Sign() <= 0 {
			continue
		}
		sum := deviation{}
		for k, g := range gains {
			if !x[k].IsZero() {
				sum.addTimes(x[k], "", g)
			}
		}
		if b.positive(sum) {
			return x[:n]
		}
	}
	return nil
}

// fewest returns the monomials in trembles alone that no other one among them divides.
func (b *neighbourhood) fewest(seen deviation) []string {
	var pure, out []string
	for _, m := range seen.monomials() {
		if b.onlyTrembles(m) {
			pure = append(pure, m)
		}
	}
	for _, m := range pure {
		if !slices.ContainsFunc(pure, func(o string) bool { return o != m && divides(o, m) }) {
			out = append(out, m)
		}
	}
	return out
}

func unit(j, n int) []num.Rat {
	out := make([]num.Rat, n)
	out[j] = num.One
	return out
}

// contradiction names actions that no mistakes can make best replies all at once; "" if none are found.
func (t *trembles) contradiction() string {
	var gains []deviation
	var free []bool
	for _, p := range t.above {
		q := deviation{}
		q.addTimes(num.Int(-1), "", p)
		gains, free = append(gains, q), append(free, false)
	}
	for _, p := range t.equal {
		gains, free = append(gains, p), append(free, true)
	}
	if len(t.above) == 0 {
		return ""
	}
	x := t.b.positiveSum(gains, free)
	if x == nil {
		return ""
	}
	var parts []string
	for k, w := range x {
		if !w.IsZero() {
			a := t.at[k]
			text := fmt.Sprintf("%q", t.b.in.Actions[t.b.first[t.b.in.Actions[a].Infoset]].Name)
			if name := t.b.in.Infosets[t.b.in.Actions[a].Infoset].Name; name != "" {
				text += fmt.Sprintf(" at %q", name)
			} else {
				text = t.b.in.Players[t.b.in.Infosets[t.b.in.Actions[a].Infoset].Player] + "'s " + text
			}
			if !slices.Contains(parts, text) {
				parts = append(parts, text)
			}
		}
	}
	return "no small mistakes make " + strings.Join(parts, " and ") + " best replies all at once"
}

// trembles looks for a path of profiles with positive probabilities, towards the equilibrium, to each of
// which it is a best reply. An action a that is not played gets the probability w·eps^k(a), one that is
// played moves by x·eps. Of the advantage that a played action has over another one the terms of lowest
// order in eps form a polynomial in the w and x. If there are w > 0 and x at which it is 0 between played
// actions and positive over others, and where the gradients of those that are 0 are independent, then by the
// implicit function theorem there are w and x as near as we please, for each small eps, at which those
// advantages are exactly 0 and the others still positive: the equilibrium is perfect.
type trembles struct {
	b       *neighbourhood
	equal   []deviation     // advantages between played actions: to be 0
	above   []deviation     // over actions that are not played: to be positive
	at      []game.ActionID // of the conditions, first those of above: the action that is compared with
	aboveAt []game.ActionID
	equalAt []game.ActionID
	unknown []game.ActionID
	free    []bool // of each unknown: it may have either sign
}

// add takes up the conditions of an information set.
func (t *trembles) add(b *neighbourhood, h game.InfosetID) error {
	for _, a := range b.in.ActionsAt(h) {
		if a == b.first[h] {
			continue
		}
		t.unknown = append(t.unknown, a)
		t.free = append(t.free, !b.tremble(a))
		d, err := b.advantage(h, b.first[h], a)
		switch {
		case err != nil:
			return err
		case len(d) == 0:
		case b.tremble(a):
			t.above, t.aboveAt = append(t.above, d), append(t.aboveAt, a)
		default:
			t.equal, t.equalAt = append(t.equal, d), append(t.equalAt, a)
		}
	}
	return nil
}

// reduce leaves out conditions that follow from others, whatever the trembles: they are the same but for
// multiples of advantages that are 0.
func (t *trembles) reduce() {
	var basis []deviation
	var lead []string
	rest := func(p deviation) deviation {
		q := deviation{}
		q.addTimes(num.One, "", p)
		for k, e := range basis {
			if c, ok := q[lead[k]]; ok {
				q.addTimes(c.Quo(e[lead[k]]).Neg(), "", e)
			}
		}
		return q
	}
	var equal []deviation
	var equalAt []game.ActionID
	for k, p := range t.equal {
		if q := rest(p); len(q) > 0 {
			basis, lead = append(basis, q), append(lead, q.monomials()[0])
			equal, equalAt = append(equal, p), append(equalAt, t.equalAt[k])
		}
	}
	var above []deviation
	for k, p := range t.above {
		if len(rest(p)) > 0 {
			above, t.at = append(above, p), append(t.at, t.aboveAt[k])
		}
	}
	t.equal, t.above, t.at = equal, above, append(t.at, equalAt...)
}

// mostOrders bounds the tuples of orders that are tried.
const mostOrders = 260

// candidates goes through orders of the trembles, with weights to begin with: all alike, those of the
// witness of consistency, and others that differ.
func (t *trembles) candidates(witness *game.Trembles) func(yield func([]int, []num.Rat) bool) {
	return func(yield func([]int, []num.Rat) bool) {
		ones, weights := make([]int, len(t.unknown)), make([]num.Rat, len(t.unknown))
		var rare []int
		for k := range ones {
			ones[k] = 1
			if !t.free[k] {
				weights[k] = num.One
				rare = append(rare, k)
			}
		}
		if !yield(ones, weights) {
			return
		}
		if witness != nil {
			o, w := slices.Clone(ones), slices.Clone(weights)
			for k, a := range t.unknown {
				if !t.free[k] {
					o[k], w[k] = int(witness.Order[a]), witness.Weight[a]
				}
			}
			if !yield(o, w) {
				return
			}
		}
		base, all := 3, 1
		if len(rare) > 5 {
			base = 2
		}
		for range rare {
			if all *= base; all > mostOrders {
				break
			}
		}
		if all <= mostOrders {
			for code := 1; code < all; code++ {
				o := slices.Clone(ones)
				for k, c := 0, code; k < len(rare); k, c = k+1, c/base {
					o[rare[k]] += c % base
				}
				if !yield(o, weights) {
					return
				}
			}
			return
		}
		for _, k := range rare[:min(len(rare), mostOrders/2)] {
			for _, more := range []int{1, 2} {
				o := slices.Clone(ones)
				o[k] += more
				if !yield(o, weights) {
					return
				}
			}
		}
	}
}

// lowest returns the terms of p of lowest order.
func (t *trembles) lowest(p deviation, order map[game.ActionID]int) deviation {
	least := -1
	out := deviation{}
	for m, c := range p {
		o := 0
		for _, a := range variables(m) {
			o += order[a]
		}
		if least < 0 || o < least {
			least = o
			clear(out)
		}
		if o == least {
			out[m] = c
		}
	}
	return out
}

// find looks for weights for these orders; nil if there are none that it finds.
func (t *trembles) find(orders []int, weights []num.Rat) []num.Rat {
	order, index := map[game.ActionID]int{}, map[game.ActionID]int{}
	for k, a := range t.unknown {
		order[a], index[a] = orders[k], k
	}
	var equal, above []deviation
	for _, p := range t.equal {
		equal = append(equal, t.lowest(p, order))
	}
	for _, p := range t.above {
		f := t.lowest(p, order)
		if c, ok := f[""]; ok && len(f) == 1 {
			if c.Sign() < 0 {
				return nil
			}
			continue
		}
		above = append(above, f)
	}
	for _, backwards := range []bool{false, true} {
		fixed := t.fix(append(slices.Clone(equal), above...), index, backwards)
		if x := t.solve(equal, above, index, fixed, weights); x != nil && t.independent(equal, index, x) {
			return x
		}
	}
	return nil
}

// fix chooses variables to keep at their first weights so that all forms are linear in the others.
func (t *trembles) fix(forms []deviation, index map[game.ActionID]int, backwards bool) []bool {
	fixed := make([]bool, len(t.unknown))
	for _, f := range forms {
		for _, m := range f.monomials() {
			var open []int
			for _, a := range variables(m) {
				if k := index[a]; !fixed[k] {
					open = append(open, k)
				}
			}
			// Moves of what is played stay open as long as possible.
			slices.SortStableFunc(open, func(x, y int) int {
				if t.free[x] != t.free[y] {
					if t.free[y] {
						return -1
					}
					return 1
				}
				if backwards {
					return y - x
				}
				return x - y
			})
			for len(open) > 1 {
				fixed[open[0]] = true
				open = open[1:]
			}
		}
	}
	return fixed
}

// mostCells bounds the linear programs.
const mostCells = 60_000

// solve finds values of the unknowns at which the forms that are to be 0 are, and those that are to be
// positive and all weights are, with the least of these as large as possible; nil if there are none.
func (t *trembles) solve(equal, above []deviation, index map[game.ActionID]int, fixed []bool, weights []num.Rat) []num.Rat {
	n := len(t.unknown)
	p := linprog.Problem{N: n + 1, Free: append(slices.Clone(t.free), false)}
	linear := func(f deviation, op linprog.Op, slack int64) {
		row, b := make([]num.Rat, n+1), num.Zero
		for m, c := range f {
			at := -1
			for _, a := range variables(m) {
				if k := index[a]; fixed[k] {
					c = c.Mul(weights[k])
				} else {
					at = k
				}
			}
			if at < 0 {
				b = b.Sub(c)
			} else {
				row[at] = row[at].Add(c)
			}
		}
		row[n] = num.Int(slack)
		p.Rows = append(p.Rows, linprog.Row{Coef: row, Op: op, B: b})
	}
	for _, f := range equal {
		linear(f, linprog.EQ, 0)
	}
	for _, f := range above {
		linear(f, linprog.GE, -1)
	}
	for k := range t.unknown {
		row := make([]num.Rat, n+1)
		row[k] = num.One
		switch {
		case fixed[k]:
			p.Rows = append(p.Rows, linprog.Row{Coef: row, Op: linprog.EQ, B: weights[k]})
		case !t.free[k]:
			row[n] = num.Int(-1)
			p.Rows = append(p.Rows, linprog.Row{Coef: row, Op: linprog.GE})
		}
	}
	objective := make([]num.Rat, n+1)
	objective[n] = num.One
	p.Rows = append(p.Rows, linprog.Row{Coef: objective, Op: linprog.LE, B: num.One})
	if len(p.Rows)*(n+1) > mostCells {
		return nil
	}
	x, value, status := p.Maximize(objective)
	if status != linprog.Optimal || value.Sign() <= 0 {
		return nil
	}
	return x[:n]
}

// independent tells whether the gradients of the forms at x are linearly independent.
func (t *trembles) independent(forms []deviation, index map[game.ActionID]int, x []num.Rat) bool {
	rows := make([][]num.Rat, len(forms))
	for r, f := range forms {
		rows[r] = make([]num.Rat, len(x))
		for m, c := range f {
			vars := variables(m)
			for i := range vars {
				d := c
				for k, a := range vars {
					if k != i {
						d = d.Mul(x[index[a]])
					}
				}
				at := index[vars[i]]
				rows[r][at] = rows[r][at].Add(d)
			}
		}
	}
	for r := range rows {
		at := slices.IndexFunc(rows[r], func(v num.Rat) bool { return !v.IsZero() })
		if at < 0 {
			return false
		}
		for o := r + 1; o < len(rows); o++ {
			if rows[o][at].IsZero() {
				continue
			}
			c := rows[o][at].Quo(rows[r][at])
			for k := range rows[o] {
				rows[o][k] = rows[o][k].Sub(c.Mul(rows[r][k]))
			}
		}
	}
	return true
}
