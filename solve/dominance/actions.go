package dominance

import (
	"context"
	"fmt"
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// Actions eliminates actions on the tree. It needs no strategic form: only what follows an information set
// is looked at there, and what has gone makes that smaller. No sequential equilibrium takes an action that
// goes: by induction over the rounds, whatever its player believes at that information set, and since the
// others take only actions that are left, a plan that begins with it is no best reply.
type Actions struct{}

// mostPlans and mostEntries bound what is looked at plan by plan at one information set.
const (
	mostPlans   = 256
	mostEntries = 60_000
)

// Solve eliminates dominated actions until none is left to go. Its result holds an ActionReduction and no
// equilibria. It is incomplete where ctx ends first, and where information sets were followed by too many
// plans. Its error wraps solve.ErrUnsuited if a player forgets.
func (Actions) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	if err := in.PerfectRecall(); err != nil {
		return nil, fmt.Errorf("%w: %w", solve.ErrUnsuited, err)
	}
	e := newPruning(in)
	res := &solve.Result{Concept: solve.Rationalizable, In: in, Method: "iterated conditional dominance of actions on the tree", Equilibria: []solve.Equilibrium{}, Actions: &e.out}
	for {
		gone, err := e.round(ctx)
		if err != nil {
			res.IncompleteBecause = "interrupted"
			e.out.Kept, e.out.Loose = nil, nil
			break
		}
		res.Stats.Iterations++
		if opt.Progress != nil {
			opt.Progress(res.Stats)
		}
		if !gone {
			if n := len(e.out.Loose); n > 0 {
				res.IncompleteBecause = fmt.Sprintf("too many plans follow %d of the %d information sets; there an action goes only if a plan guarantees more than it can bring at best", n, in.PersonalInfosets())
			} else {
				res.Complete = true
			}
			break
		}
	}
	return res, nil
}

type pruning struct {
	in    *game.Instance
	out   solve.ActionReduction
	next  map[game.ActionID][]game.InfosetID // of each action the player's information sets that come next
	first [][]game.InfosetID                 // of each player those that come first

	subgames []game.NodeID
}

func newPruning(in *game.Instance) *pruning {
	e := &pruning{in: in, next: map[game.ActionID][]game.InfosetID{}, first: make([][]game.InfosetID, len(in.Players)), subgames: in.Subgames()}
	e.out.Left = make([]bool, len(in.Actions))
	for a := range e.out.Left {
		e.out.Left[a] = true
	}
	for h := range in.Infosets {
		p := in.Infosets[h].Player
		if p == game.Chance {
			continue
		}
		if last := e.lastOwn(p, in.Infosets[h].Nodes[0]); last == game.None {
			e.first[p] = append(e.first[p], game.InfosetID(h))
		} else {
			e.next[last] = append(e.next[last], game.InfosetID(h))
		}
	}
	return e
}

// lastOwn is the player's last action before node n.
func (e *pruning) lastOwn(p game.PlayerID, n game.NodeID) game.ActionID {
	for ; n != 0; n = e.in.Nodes[n].Parent {
		if a := e.in.Nodes[n].Via; e.in.Infosets[e.in.Actions[a].Infoset].Player == p {
			return a
		}
	}
	return game.None
}

// round takes out all actions that are dominated now.
func (e *pruning) round(ctx context.Context) (gone bool, err error) {
	var removed []solve.ActionRemoval
	var kept []solve.ActionKeep
	var loose []game.InfosetID
	for h := range e.in.Infosets {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if e.in.Infosets[h].Player == game.Chance {
			continue
		}
		id := game.InfosetID(h)
		x, k, ok := e.judge(id)
		if !ok {
			x = e.byBounds(id)
			loose = append(loose, id)
		}
		removed, kept = append(removed, x...), append(kept, k...)
	}
	if len(removed) == 0 {
		e.out.Kept, e.out.Loose = kept, loose
		return false, nil
	}
	e.out.Rounds++
	for _, x := range removed {
		x.Round = e.out.Rounds
		e.out.Left[x.Action] = false
		e.out.Removed = append(e.out.Removed, x)
	}
	return true, nil
}

// nodes are those at which the player of h may be. They are all of them, unless play is sure to come to h:
// in the smallest subgame around it, whichever left actions the others take, if the player himself does what
// leads there. Then Bayes' rule excludes the nodes behind actions that have gone, and behind outcomes of
// chance that never happen.
func (e *pruning) nodes(h game.InfosetID) []game.NodeID {
	set := &e.in.Infosets[h]
	root := game.NodeID(0)
	for _, r := range e.subgames { // in preorder: the last one around h is the smallest
		if r <= set.Nodes[0] && set.Nodes[len(set.Nodes)-1] < e.in.Nodes[r].End {
			root = r
		}
	}
	own := map[game.ActionID]bool{}
	for _, a := range e.in.Path(set.Nodes[0]) {
		own[a] = true
	}
	var out []game.NodeID
	var sure func(n game.NodeID) bool
	sure = func(n game.NodeID) bool {
		o := e.in.Nodes[n].Infoset
		if o == h {
			out = append(out, n)
			return true
		}
		if o == game.None {
			return false
		}
		mover := e.in.Infosets[o].Player
		some, all := false, true
		for _, m := range e.in.Children(n) {
			a := e.in.Nodes[m].Via
			switch {
			case mover == game.Chance && e.in.Prob(a).IsZero(), mover != game.Chance && mover != set.Player && !e.out.Left[a], mover == set.Player && !own[a]:
				continue
			}
			hit := sure(m)
			some, all = some || hit, all && hit
		}
		return some && (all || mover == game.Chance)
	}
	if sure(root) {
		return out
	}
	return set.Nodes
}

// reached marks the information sets that left actions lead to from node n on.
func (e *pruning) reached(n game.NodeID, seen map[game.InfosetID]bool) {
	h := e.in.Nodes[n].Infoset
	if h == game.None {
		return
	}
	seen[h] = true
	for _, m := range e.in.Children(n) {
		if e.out.Left[e.in.Nodes[m].Via] {
			e.reached(m, seen)
		}
	}
}

// plans lists a player's plans from several information sets on, of those that are reached; nil if there are
// more than most.
func (e *pruning) plans(sets []game.InfosetID, reached map[game.InfosetID]bool, most int) []solve.OwnPlan {
	out := []solve.OwnPlan{nil}
	for _, h := range sets {
		if !reached[h] {
			continue
		}
		var here []solve.OwnPlan
		for _, a := range e.in.ActionsAt(h) {
			if !e.out.Left[a] {
				continue
			}
			rest := e.plans(e.next[a], reached, most)
			if rest == nil || len(here)+len(rest) > most {
				return nil
			}
			for _, r := range rest {
				here = append(here, append(solve.OwnPlan{a}, r...))
			}
		}
		if len(out)*len(here) > most {
			return nil
		}
		var both []solve.OwnPlan
		for _, x := range out {
			for _, y := range here {
				both = append(both, append(slices.Clone(x), y...))
			}
		}
		out = both
	}
	return out
}

// others lists what the other players can do from node n on, all together; nil if that is too much.
func (e *pruning) others(player game.PlayerID, n game.NodeID, most int) [][]game.ActionID {
	seen := map[game.InfosetID]bool{}
	e.reached(n, seen)
	out := [][]game.ActionID{nil}
	for p := range e.in.Players {
		if game.PlayerID(p) == player {
			continue
		}
		sets := e.first[p]
		if last := e.lastOwn(game.PlayerID(p), n); last != game.None {
			sets = e.next[last]
		}
		list := e.plans(sets, seen, most)
		if list == nil || len(out)*len(list) > most {
			return nil
		}
		var both [][]game.ActionID
		for _, x := range out {
			for _, y := range list {
				both = append(both, append(slices.Clone(x), y...))
			}
		}
		out = both
	}
	return out
}

// A continuation is a column: a node and what the others do from there on.
type continuation struct {
	node   game.NodeID
	others []game.ActionID
}

// judge looks at all plans from h on; ok is false if there are too many.
func (e *pruning) judge(h game.InfosetID) (removed []solve.ActionRemoval, kept []solve.ActionKeep, ok bool) {
	set := &e.in.Infosets[h]
	nodes := e.nodes(h)
	seen := map[game.InfosetID]bool{}
	for _, n := range nodes {
		e.reached(n, seen)
	}
	plans := e.plans([]game.InfosetID{h}, seen, mostPlans)
	if plans == nil {
		return nil, nil, false
	}
	var columns []continuation
	for _, n := range nodes {
		list := e.others(set.Player, n, mostEntries/len(plans))
		if list == nil || (len(columns)+len(list))*len(plans) > mostEntries {
			return nil, nil, false
		}
		for _, o := range list {
			columns = append(columns, continuation{n, o})
		}
	}
	t := &table{cols: make([][]int, len(columns))}
	taken := make([]bool, len(e.in.Actions))
	for r, p := range plans {
		t.rows = append(t.rows, []int{r})
		row := make([]num.Rat, len(columns))
		for c, x := range columns {
			mark(taken, p, x.others, true)
			row[c] = e.value(x.node, taken, set.Player)
			mark(taken, p, x.others, false)
		}
		t.u = append(t.u, row)
	}
	for _, a := range e.in.ActionsAt(h) {
		if e.out.Left[a] {
			if x, k := e.action(a, plans, columns, t); x != nil {
				removed = append(removed, *x)
			} else {
				kept = append(kept, *k)
			}
		}
	}
	return removed, kept, true
}

func mark(taken []bool, plan solve.OwnPlan, others []game.ActionID, yes bool) {
	for _, a := range plan {
		taken[a] = yes
	}
	for _, a := range others {
		taken[a] = yes
	}
}

// action judges one action: it goes if every plan that begins with it is dominated.
func (e *pruning) action(a game.ActionID, plans []solve.OwnPlan, columns []continuation, t *table) (*solve.ActionRemoval, *solve.ActionKeep) {
	x := &solve.ActionRemoval{Action: a}
	for r, p := range plans {
		if p[0] != a {
			continue
		}
		by, why := t.judge(r, solve.MixedDominance)
		if by == nil {
			k := &solve.ActionKeep{Action: a, Plan: p}
			for c, w := range why {
				if w.Sign() > 0 {
					k.Belief = append(k.Belief, solve.BelievedPlans{Node: columns[c].node, Others: columns[c].others, P: w})
				}
			}
			return nil, k
		}
		least, _ := t.gain(by, r)
		if len(x.Plans) == 0 || least.Less(x.Least) {
			x.Least = least
		}
		entry := solve.PlanRemoval{Plan: p}
		for k, w := range by {
			if w.Sign() > 0 {
				entry.By = append(entry.By, solve.WeightedPlan{Plan: plans[k], P: w})
			}
		}
		x.Plans = append(x.Plans, entry)
	}
	return x, nil
}

// value is what a player expects from node n on if the actions taken are those marked.
func (e *pruning) value(n game.NodeID, taken []bool, player game.PlayerID) num.Rat {
	h := e.in.Nodes[n].Infoset
	if h == game.None {
		return e.in.PayoffAt(n, player)
	}
	sum := num.Zero
	for _, m := range e.in.Children(n) {
		a := e.in.Nodes[m].Via
		if e.in.Infosets[h].Player == game.Chance {
			if p := e.in.Prob(a); !p.IsZero() {
				sum = sum.Add(p.Mul(e.value(m, taken, player)))
			}
		} else if taken[a] {
			return e.value(m, taken, player)
		}
	}
	return sum
}

// byBounds finds actions at h to which some plan is better in the worst case than they are at best, at each
// node of h.
func (e *pruning) byBounds(h game.InfosetID) []solve.ActionRemoval {
	set := &e.in.Infosets[h]
	chosen := map[game.InfosetID]game.ActionID{}
	for o := len(e.in.Infosets) - 1; o >= 0; o-- { // later ones first
		if x := game.InfosetID(o); x > h && e.in.Infosets[o].Player == set.Player && e.below(h, x) {
			e.choose(x, chosen)
		}
	}
	var out []solve.ActionRemoval
	nodes := e.nodes(h)
	for _, a := range e.in.ActionsAt(h) {
		if !e.out.Left[a] {
			continue
		}
		best, least := game.ActionID(game.None), num.Zero
		for _, b := range e.in.ActionsAt(h) {
			if b == a || !e.out.Left[b] {
				continue
			}
			for i, n := range nodes {
				g := e.worst(e.in.Child(n, int(b-set.First)), set.Player, chosen).Sub(e.best(e.in.Child(n, int(a-set.First)), set.Player))
				if g.Sign() <= 0 {
					break
				}
				if i == len(nodes)-1 && (best == game.None || least.Less(g)) {
					best, least = b, g
				}
			}
		}
		if best == game.None {
			continue
		}
		out = append(out, solve.ActionRemoval{Action: a, Least: e.leastGain(nodes, best, a, chosen), Plans: []solve.PlanRemoval{{By: []solve.WeightedPlan{{Plan: e.full(best, chosen), P: num.One}}}}})
	}
	return out
}

func (e *pruning) leastGain(nodes []game.NodeID, b, a game.ActionID, chosen map[game.InfosetID]game.ActionID) num.Rat {
	set := &e.in.Infosets[e.in.Actions[a].Infoset]
	var least num.Rat
	for i, n := range nodes {
		g := e.worst(e.in.Child(n, int(b-set.First)), set.Player, chosen).Sub(e.best(e.in.Child(n, int(a-set.First)), set.Player))
		if i == 0 || g.Less(least) {
			least = g
		}
	}
	return least
}

// below tells whether h leads to o.
func (e *pruning) below(h, o game.InfosetID) bool {
	for _, n := range e.in.Infosets[h].Nodes {
		if m := e.in.Infosets[o].Nodes[0]; m > n && m < e.in.Nodes[n].End {
			return true
		}
	}
	return false
}

// choose sets the action at a later information set that guarantees most in the worst node.
func (e *pruning) choose(h game.InfosetID, chosen map[game.InfosetID]game.ActionID) {
	set := &e.in.Infosets[h]
	var most num.Rat
	at := game.ActionID(game.None)
	for _, a := range e.in.ActionsAt(h) {
		if !e.out.Left[a] {
			continue
		}
		var least num.Rat
		for i, n := range set.Nodes {
			if v := e.worst(e.in.Child(n, int(a-set.First)), set.Player, chosen); i == 0 || v.Less(least) {
				least = v
			}
		}
		if at == game.None || most.Less(least) {
			at, most = a, least
		}
	}
	chosen[h] = at
}

// full is the plan that begins with an action and goes on as chosen.
func (e *pruning) full(a game.ActionID, chosen map[game.InfosetID]game.ActionID) solve.OwnPlan {
	out := solve.OwnPlan{a}
	for _, h := range e.next[a] {
		if b, ok := chosen[h]; ok {
			out = append(out, e.full(b, chosen)...)
		}
	}
	return out
}

// worst is what a player gets at least from node n on, doing what is chosen.
func (e *pruning) worst(n game.NodeID, player game.PlayerID, chosen map[game.InfosetID]game.ActionID) num.Rat {
	return e.extreme(n, player, chosen, false)
}

// best is what a player gets at most from node n on.
func (e *pruning) best(n game.NodeID, player game.PlayerID) num.Rat {
	return e.extreme(n, player, nil, true)
}

func (e *pruning) extreme(n game.NodeID, player game.PlayerID, chosen map[game.InfosetID]game.ActionID, high bool) num.Rat {
	h := e.in.Nodes[n].Infoset
	if h == game.None {
		return e.in.PayoffAt(n, player)
	}
	mover := e.in.Infosets[h].Player
	var out num.Rat
	first := true
	for _, m := range e.in.Children(n) {
		a := e.in.Nodes[m].Via
		if mover == game.Chance {
			if p := e.in.Prob(a); !p.IsZero() {
				out = out.Add(p.Mul(e.extreme(m, player, chosen, high)))
			}
			continue
		}
		if !e.out.Left[a] || mover == player && !high && chosen[h] != a {
			continue
		}
		v := e.extreme(m, player, chosen, high)
		if first || high && out.Less(v) || !high && v.Less(out) {
			out, first = v, false
		}
	}
	return out
}
