package verify

import (
	"fmt"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// A protocol is who may tell a mediator what in a game in which everybody moves at most once.
type protocol struct {
	*mediated
	chance []num.Rat                    // by node: the probability of the outcomes of chance before it
	start  []game.NodeID                // by node: the first node on the way there at which chance does not move, or None
	kinds  []map[game.NodeID]int32      // by player: the type that he is at each such node
	sets   []map[int32][]game.InfosetID // by player and type: where that type may come to move
}

func (m *mediated) protocol() (*protocol, error) {
	g := m.g
	t := &protocol{mediated: m, chance: make([]num.Rat, len(g.Nodes)), start: make([]game.NodeID, len(g.Nodes))}
	for n := range g.Nodes {
		t.chance[n], t.start[n] = num.One, game.None
		if up := g.Nodes[n].Parent; up != game.None {
			t.chance[n], t.start[n] = t.chance[up], t.start[up]
			if via := g.Nodes[n].Via; g.Actions[via].Prob != game.None {
				t.chance[n] = t.chance[n].Mul(m.in.Prob(via))
			}
		}
		if h := g.Nodes[n].Infoset; t.start[n] == game.None && (h == game.None || g.Infosets[h].Player != game.Chance) {
			t.start[n] = game.NodeID(n)
		}
		if t.chance[n].IsZero() {
			continue // what chance never brings about does not count
		}
		count := map[game.PlayerID]int{}
		for _, a := range g.Path(game.NodeID(n)) {
			p := g.Infosets[g.Actions[a].Infoset].Player
			if count[p]++; p != game.Chance && count[p] > 1 {
				return nil, fmt.Errorf("%s moves twice: the concept %s is not defined for this game", g.Players[p], solve.Communication)
			}
		}
	}
	for p := range g.Players {
		kinds := t.types(game.PlayerID(p))
		sets := map[int32][]game.InfosetID{}
		for h := range g.Infosets {
			if g.Infosets[h].Player == game.PlayerID(p) {
				for _, n := range g.Infosets[h].Nodes {
					if t.chance[n].Sign() > 0 {
						kind := kinds[t.start[n]]
						sets[kind] = append(sets[kind], game.InfosetID(h))
						break
					}
				}
			}
		}
		t.kinds, t.sets = append(t.kinds, kinds), append(t.sets, sets)
	}
	return t, nil
}

// types numbers, by first appearance, what p has learnt at each start: starts that one of his information sets follows
// are the same to him, and so are those after which he never moves.
func (t *protocol) types(p game.PlayerID) map[game.NodeID]int32 {
	sets := map[game.NodeID][]game.InfosetID{}
	var starts []game.NodeID
	for n := range t.g.Nodes {
		id := game.NodeID(n)
		if t.start[n] == id && t.chance[n].Sign() > 0 {
			starts = append(starts, id)
		}
		if h := t.g.Nodes[n].Infoset; h != game.None && t.g.Infosets[h].Player == p && t.chance[n].Sign() > 0 {
			sets[t.start[n]] = append(sets[t.start[n]], h)
		}
	}
	kinds := map[game.NodeID]int32{}
	next := int32(0)
	for _, s := range starts {
		if _, ok := kinds[s]; ok {
			continue
		}
		kinds[s] = next
		known := map[game.InfosetID]bool{}
		for _, h := range sets[s] {
			known[h] = true
		}
		for again := true; again; {
			again = false
			for _, o := range starts {
				if _, ok := kinds[o]; ok {
					continue
				}
				alike := len(sets[s]) == 0 && len(sets[o]) == 0
				for _, h := range sets[o] {
					alike = alike || known[h]
				}
				if alike {
					kinds[o], again = next, true
					for _, h := range sets[o] {
						known[h] = true
					}
				}
			}
		}
		next++
	}
	return kinds
}

// A record is what has been said: reported types, and the actions recommended one after the other.
type record struct {
	types []int32
	log   []game.ActionID
}

func (r record) String() string { return fmt.Sprint(r.types, r.log) }

// truth is the record on the way to n if everybody follows.
func (t *protocol) truth(n game.NodeID) record {
	var r record
	for p := range t.g.Players {
		r.types = append(r.types, t.kinds[p][t.start[n]])
	}
	for _, a := range t.g.Path(n) {
		if t.g.Infosets[t.g.Actions[a].Infoset].Player != game.Chance {
			r.log = append(r.log, a)
		}
	}
	return r
}

// lied is the record if p reports to be of type as and, where he moves, is told an action in place of the one that
// he takes; None if he says nothing there.
func (t *protocol) lied(r record, p game.PlayerID, as int32, told game.ActionID) record {
	var out record
	out.types = append(out.types, r.types...)
	out.types[p] = as
	for _, a := range r.log {
		switch {
		case t.mover(a) != p:
			out.log = append(out.log, a)
		case told != game.None:
			out.log = append(out.log, told)
		}
	}
	return out
}

func (t *protocol) mover(a game.ActionID) game.PlayerID {
	return t.g.Infosets[t.g.Actions[a].Infoset].Player
}

// ownMove is the action that p takes on the way to a leaf.
func (t *protocol) ownMove(r record, p game.PlayerID) (game.ActionID, bool) {
	for _, a := range r.log {
		if t.mover(a) == p {
			return a, true
		}
	}
	return game.None, false
}

// leaves calls do for each terminal node that may be reached by a type of p that takes part.
func (t *protocol) leaves(p game.PlayerID, kind int32, do func(z game.NodeID, r record)) {
	for n := range t.g.Nodes {
		z := game.NodeID(n)
		if t.g.Terminal(z) && t.chance[n].Sign() > 0 && t.kinds[p][t.start[n]] == kind {
			do(z, t.truth(z))
		}
	}
}

// communicated checks a plan of a mediator who knows only what he is told.
func (m *mediated) communicated(plan *solve.Plan) {
	t, err := m.protocol()
	if err != nil {
		m.cert.fail("%s", err)
		return
	}
	x := map[string]num.Rat{}
	for _, r := range plan.Rules {
		key := record{r.Types, r.Log}.String()
		if _, twice := x[key]; twice || r.P.Sign() <= 0 {
			m.cert.fail("the mediator's rule for %s stands twice or has the probability %s", key, show(r.P))
		}
		x[key] = r.P
	}
	seen := map[string]bool{}
	reach := make([]num.Rat, len(m.g.Nodes))
	for n := range m.g.Nodes {
		z := game.NodeID(n)
		reach[n] = t.chance[n]
		if t.start[n] == game.None || t.chance[n].IsZero() {
			continue
		}
		r := t.truth(z)
		reach[n] = reach[n].Mul(x[r.String()])
		if !m.g.Terminal(z) {
			continue
		}
		t.drawn(r, x, seen)
		for p := range m.g.Players {
			id := game.PlayerID(p)
			if len(t.sets[p][r.types[p]]) == 0 {
				continue
			}
			_, moved := t.ownMove(r, id)
			for as := range int32(t.count(p)) {
				t.drawn(t.lied(r, id, as, game.None), x, seen)
				for _, h := range t.sets[p][as] {
					for _, a := range m.g.ActionsAt(h) {
						if moved {
							t.drawn(t.lied(r, id, as, a), x, seen)
						}
					}
				}
			}
		}
	}
	if !m.cert.OK() {
		return
	}
	m.reaches(plan, reach)
	for p := range m.g.Players {
		most := num.Zero
		for kind := range int32(t.count(p)) {
			for as := range int32(t.count(p)) {
				if len(t.sets[p][kind]) == 0 {
					continue
				}
				gain := t.lying(game.PlayerID(p), kind, as, x)
				most = num.Max(most, gain)
				if gain.Sign() > 0 {
					m.cert.fail("%s gains %s by deceiving the mediator or not doing what he says", m.g.Players[p], show(gain))
				}
			}
		}
		m.cert.Regret = append(m.cert.Regret, most)
	}
}

// count is how many types a player has, with the one that never moves.
func (t *protocol) count(p int) int {
	most := int32(-1)
	for _, k := range t.kinds[p] {
		most = max(most, k)
	}
	return int(most) + 1
}

// drawn checks that what the mediator says at each point of a record is drawn from a distribution.
func (t *protocol) drawn(r record, x map[string]num.Rat, seen map[string]bool) {
	if start := (record{r.types, nil}); !x[start.String()].Equal(num.One) {
		t.cert.fail("the mediator has no rule for the reported types %v", r.types)
	}
	for k, a := range r.log {
		before := record{r.types, r.log[:k]}
		h := t.g.Actions[a].Infoset
		key := fmt.Sprint(before, h)
		if seen[key] {
			continue
		}
		seen[key] = true
		sum := num.Zero
		for _, b := range t.g.ActionsAt(h) {
			sum = sum.Add(x[record{r.types, append(append([]game.ActionID(nil), r.log[:k]...), b)}.String()])
		}
		if !sum.Equal(x[before.String()]) {
			t.cert.fail("after %s what the mediator says at %q has probability %s: it should be %s", before, t.g.Infosets[h].Name, show(sum), show(x[before.String()]))
		}
	}
}

// lying is the most that a type of p gains who reports to be of type as.
func (t *protocol) lying(p game.PlayerID, kind, as int32, x map[string]num.Rat) num.Rat {
	total := num.Zero
	for _, h := range t.sets[p][kind] {
		best := t.reporting(p, kind, as, h, []game.ActionID{game.None}, x)
		for _, r := range t.sets[p][as] {
			best = num.Max(best, t.reporting(p, kind, as, h, t.g.ActionsAt(r), x))
		}
		total = total.Add(best)
	}
	t.leaves(p, kind, func(z game.NodeID, r record) {
		pay := t.chance[z].Mul(t.in.PayoffAt(z, p))
		if _, moved := t.ownMove(r, p); !moved {
			total = total.Add(pay.Mul(x[t.lied(r, p, as, game.None).String()]))
		}
		total = total.Sub(pay.Mul(x[r.String()]))
	})
	return total
}

// reporting is what p gets behind his information set h if he may be told these actions and answers each as is best.
func (t *protocol) reporting(p game.PlayerID, kind, as int32, h game.InfosetID, told []game.ActionID, x map[string]num.Rat) num.Rat {
	sum := num.Zero
	for _, say := range told {
		best := num.Zero
		for k, b := range t.g.ActionsAt(h) {
			v := num.Zero
			t.leaves(p, kind, func(z game.NodeID, r record) {
				if a, moved := t.ownMove(r, p); moved && a == b {
					v = v.Add(t.chance[z].Mul(t.in.PayoffAt(z, p)).Mul(x[t.lied(r, p, as, say).String()]))
				}
			})
			if k == 0 || best.Less(v) {
				best = v
			}
		}
		sum = sum.Add(best)
	}
	return sum
}

// communicationBound checks a bound on all plans of such a mediator: the best of his pure plans, once deviators' losses
// are counted, is found by backward induction over what he may have heard and said.
func (m *mediated) communicationBound(objective []num.Rat, x *solve.Extreme, upper bool) error {
	t, err := m.protocol()
	if err != nil {
		return err
	}
	sign := num.One
	if !upper {
		sign = num.Int(-1)
	}
	c := &considered{protocol: t, weight: map[string]num.Rat{}, next: map[string][]record{}}
	for n := range m.g.Nodes {
		if z := game.NodeID(n); m.g.Terminal(z) && t.chance[n].Sign() > 0 {
			c.add(t.truth(z), sign.Mul(t.chance[n]).Mul(objective[n]))
		}
	}
	for i := range x.Proof {
		if err := c.deviation(&x.Proof[i]); err != nil {
			return err
		}
	}
	most := num.Zero
	for _, r := range c.roots {
		most = most.Add(c.best(r))
	}
	if limit := sign.Mul(x.Value); limit.Less(most) {
		return fmt.Errorf("the bound %s is not proved: a pure plan gives %s", show(x.Value), show(sign.Mul(most)))
	}
	return nil
}

// considered is what counts for the mediator: a weight for each record, and the records that follow each.
type considered struct {
	*protocol
	weight map[string]num.Rat
	next   map[string][]record
	roots  []record
}

func (c *considered) add(r record, w num.Rat) {
	for k := len(r.log); ; k-- {
		s := record{r.types, r.log[:k]}
		key := s.String()
		_, known := c.weight[key]
		if k == len(r.log) {
			c.weight[key] = c.weight[key].Add(w)
		} else if !known {
			c.weight[key] = num.Zero
		}
		switch {
		case known:
			return
		case k == 0:
			c.roots = append(c.roots, s)
			return
		}
		up := record{r.types, r.log[:k-1]}.String()
		c.next[up] = append(c.next[up], s)
	}
}

// best is the greatest sum of weights from a record on.
func (c *considered) best(r record) num.Rat {
	sum := c.weight[r.String()]
	top := map[game.InfosetID]num.Rat{}
	seen := map[game.InfosetID]int{}
	for _, s := range c.next[r.String()] {
		h := c.g.Actions[s.log[len(s.log)-1]].Infoset
		v := c.best(s)
		if seen[h] == 0 || top[h].Less(v) {
			top[h] = v
		}
		seen[h]++
	}
	for h, v := range top {
		if seen[h] < c.g.Infosets[h].Num { // the other actions lead to nothing that counts
			v = num.Max(v, num.Zero)
		}
		sum = sum.Add(v)
	}
	return sum
}

// deviation adds what a deviator would lose, by record.
func (c *considered) deviation(d *solve.Deviation) error {
	lie, p := d.Lie, d.Player
	if lie == nil {
		return fmt.Errorf("a deviation does not say what is reported")
	}
	at := map[game.InfosetID]*solve.LieAt{}
	for i := range lie.Moves {
		mv := &lie.Moves[i]
		told := 1
		if mv.Report != game.None {
			told = c.g.Infosets[mv.Report].Num
		}
		switch {
		case mv.Report != game.None && !has(c.sets[p][lie.As], mv.Report):
			return fmt.Errorf("a deviation reports an information set that the reported type does not have")
		case len(mv.Take) != told:
			return fmt.Errorf("a deviation does not say what is done at each answer")
		}
		at[mv.At] = mv
	}
	for _, h := range c.sets[p][lie.Type] {
		if at[h] == nil {
			return fmt.Errorf("a deviation does not say what is done at %q", c.g.Infosets[h].Name)
		}
	}
	if len(c.sets[p][lie.Type]) == 0 {
		return fmt.Errorf("a deviation is of a type that never moves")
	}
	c.leaves(p, lie.Type, func(z game.NodeID, r record) {
		pay := d.Weight.Mul(c.chance[z]).Mul(c.in.PayoffAt(z, p))
		c.add(r, pay)
		a, moved := c.ownMove(r, p)
		if !moved {
			c.add(c.lied(r, p, lie.As, game.None), pay.Neg())
			return
		}
		mv := at[c.g.Actions[a].Infoset]
		for k, b := range mv.Take {
			switch {
			case b != a:
			case mv.Report == game.None:
				c.add(c.lied(r, p, lie.As, game.None), pay.Neg())
			default:
				c.add(c.lied(r, p, lie.As, c.g.Infosets[mv.Report].First+game.ActionID(k)), pay.Neg())
			}
		}
	})
	return nil
}

func has(list []game.InfosetID, h game.InfosetID) bool {
	for _, x := range list {
		if x == h {
			return true
		}
	}
	return false
}
