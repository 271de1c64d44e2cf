// Package refine tells which equilibria survive a refinement, and why others do not.
package refine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"parley/expr"
	"parley/game"
	"parley/num"
	"parley/solve"
	"parley/solve/sequential"
)

// A Finding says whether an equilibrium passes a refinement.
type Finding struct {
	Passes bool
	// Reason says why it fails, or why that could not be decided; "" if it passes for sure.
	Reason string
}

// Intuitive applies the intuitive criterion (Cho and Kreps 1987, section III) to each equilibrium of
// res, sequential equilibria of in. See Checker.Intuitive.
func Intuitive(ctx context.Context, in *game.Instance, res *solve.Result) ([]Finding, error) {
	return NewChecker(in.Game).Intuitive(ctx, in, res)
}

// A Checker applies refinements to equilibria of one game at any values of its params. It keeps the
// games that it solves on the way, so it is for one goroutine.
type Checker struct {
	g      *game.Game
	stages []stage
	games  map[string]*continuation
}

// A stage is a signalling stage: information sets at which one player moves alone knowing his type,
// and whose moves others see without seeing the type.
type stage struct {
	sender   game.PlayerID
	infosets []game.InfosetID // one for each type, with the same action names
	order    [][]int          // of each type: where the actions of the first one stand among his
	messages []int            // the actions (0-based, of the first type) after which play never mixes with that after others
}

// NewChecker finds the signalling stages of g.
func NewChecker(g *game.Game) *Checker {
	c := &Checker{g: g, games: map[string]*continuation{}}
	c.findStages()
	return c
}

func (c *Checker) findStages() {
	g := c.g
	parent := make([]game.InfosetID, len(g.Infosets))
	for h := range parent {
		parent[h] = game.InfosetID(h)
	}
	find := func(h game.InfosetID) game.InfosetID {
		for parent[h] != h {
			h = parent[h]
		}
		return h
	}
	// Two information sets of one player are of one stage if the same action at each leads towards
	// one information set of another player.
	for w := range g.Infosets {
		set := &g.Infosets[w]
		if set.Player == game.Chance {
			continue
		}
		first := map[string]game.InfosetID{}
		for _, n := range set.Nodes {
			for m := n; m != 0; m = g.Nodes[m].Parent {
				h := g.Nodes[g.Nodes[m].Parent].Infoset
				up := &g.Infosets[h]
				if up.Player == game.Chance || up.Player == set.Player || len(up.Nodes) > 1 {
					continue
				}
				key := fmt.Sprint(up.Player, "|", c.occasion(h), "|", c.names(h), "|", g.Actions[g.Nodes[m].Via].Name)
				if o, ok := first[key]; ok {
					parent[find(h)] = find(o)
				} else {
					first[key] = h
				}
			}
		}
	}
	byRoot := map[game.InfosetID]int{}
	for h := range g.Infosets {
		r := find(game.InfosetID(h))
		i, ok := byRoot[r]
		if !ok {
			i = len(c.stages)
			byRoot[r] = i
			c.stages = append(c.stages, stage{sender: g.Infosets[h].Player})
		}
		c.stages[i].infosets = append(c.stages[i].infosets, game.InfosetID(h))
	}
	kept := c.stages[:0]
	for _, st := range c.stages {
		if len(st.infosets) < 2 {
			continue
		}
		for _, h := range st.infosets {
			st.order = append(st.order, c.order(st.infosets[0], h))
		}
		for k := range g.Infosets[st.infosets[0]].Num {
			if c.separate(st, k) {
				st.messages = append(st.messages, k)
			}
		}
		if len(st.messages) > 0 {
			kept = append(kept, st)
		}
	}
	c.stages = kept
}

// occasion tells the moves of one player apart: by their label, and where a file gives each information set
// its own, by the number of his moves before.
func (c *Checker) occasion(h game.InfosetID) string {
	g := c.g
	set := &g.Infosets[h]
	if set.Label != set.Name {
		return set.Label
	}
	n := 0
	for _, a := range g.Path(set.Nodes[0]) {
		if g.Infosets[g.Actions[a].Infoset].Player == set.Player {
			n++
		}
	}
	return fmt.Sprint("#", n)
}

// names writes the actions of an information set down, whatever their order.
func (c *Checker) names(h game.InfosetID) string {
	var out []string
	for _, a := range c.g.ActionsAt(h) {
		out = append(out, fmt.Sprintf("%q", c.g.Actions[a].Name))
	}
	slices.Sort(out)
	return strings.Join(out, ";")
}

// order finds the actions of one information set among those of another with the same names.
func (c *Checker) order(first, h game.InfosetID) []int {
	var out []int
	for _, a := range c.g.ActionsAt(first) {
		out = append(out, slices.IndexFunc(c.g.ActionsAt(h), func(b game.ActionID) bool { return c.g.Actions[b].Name == c.g.Actions[a].Name }))
	}
	return out
}

// root is the node that message k leads to from the t-th type of a stage.
func (c *Checker) root(st stage, t, k int) game.NodeID {
	return c.g.Child(c.g.Infosets[st.infosets[t]].Nodes[0], st.order[t][k])
}

// separate tells whether the information sets after message k hold only nodes after message k.
func (c *Checker) separate(st stage, k int) bool {
	below := map[game.NodeID]bool{}
	for t := range st.infosets {
		r := c.root(st, t, k)
		for n := r; n < c.g.Nodes[r].End; n++ {
			below[n] = true
		}
	}
	for n := range below {
		if h := c.g.Nodes[n].Infoset; h != game.None {
			for _, m := range c.g.Infosets[h].Nodes {
				if !below[m] {
					return false
				}
			}
		}
	}
	return true
}

// Intuitive applies the intuitive criterion (Cho and Kreps 1987, section III). An equilibrium fails
// at a message that no type sends if, once those types are ruled out that would lose by it whatever
// the others then believe and rationally do, some remaining type would gain by it for sure. What the
// others "then rationally do" is any sequential equilibrium of what follows the message, for any
// belief over the types; for a single reply that is Cho and Kreps's set of best responses. A component
// is judged by its member.
func (c *Checker) Intuitive(ctx context.Context, in *game.Instance, res *solve.Result) ([]Finding, error) {
	out := make([]Finding, len(res.Equilibria))
	for i := range res.Equilibria {
		out[i] = Finding{Passes: true}
		e := &res.Equilibria[i]
		var reach, values []num.Rat
		for _, st := range c.stages {
			for _, k := range st.messages {
				if !c.unsent(e, st, k) {
					continue
				}
				if reach == nil {
					reach, values = in.Reach(e.Profile), in.NodeValues(e.Profile)
				}
				f, err := c.message(ctx, in, st, k, reach, values)
				if err != nil {
					return nil, err
				}
				if !f.Passes || out[i].Reason == "" {
					out[i] = f
				}
				if !f.Passes {
					break
				}
			}
			if !out[i].Passes {
				break
			}
		}
	}
	return out, nil
}

func (c *Checker) unsent(e *solve.Equilibrium, st stage, k int) bool {
	for t, h := range st.infosets {
		if !e.Profile[int(c.g.Infosets[h].First)+st.order[t][k]].IsZero() {
			return false
		}
	}
	return true
}

// message judges an unsent message of a stage that play reaches.
func (c *Checker) message(ctx context.Context, in *game.Instance, st stage, k int, reach, values []num.Rat) (Finding, error) {
	var types []int // those that play reaches
	for t, h := range st.infosets {
		if !reach[c.g.Infosets[h].Nodes[0]].IsZero() {
			types = append(types, t)
		}
	}
	if len(types) == 0 {
		return Finding{Passes: true}, nil
	}
	now := func(t int) num.Rat {
		n := c.g.Infosets[st.infosets[t]].Nodes[0]
		return values[int(n)*len(c.g.Players)+int(st.sender)]
	}
	all, err := c.worth(ctx, in, st, k, types)
	if err != nil {
		return Finding{}, err
	}
	if all.undecided != "" {
		return Finding{Passes: true, Reason: all.undecided}, nil
	}
	var left []int
	for i, t := range types {
		if !all.high[i].Less(now(t)) {
			left = append(left, t)
		}
	}
	// With no type ruled out, the equilibrium's own beliefs keep each from gaining.
	if len(left) == 0 || len(left) == len(types) {
		return Finding{Passes: true}, nil
	}
	some, err := c.worth(ctx, in, st, k, left)
	if err != nil {
		return Finding{}, err
	}
	if some.undecided != "" {
		return Finding{Passes: true, Reason: some.undecided}, nil
	}
	for i, t := range left {
		if now(t).Less(some.low[i]) {
			return Finding{Reason: c.explain(st, k, types, left, t, now(t), some.low[i])}, nil
		}
	}
	return Finding{Passes: true}, nil
}

func (c *Checker) explain(st stage, k int, types, left []int, t int, now, then num.Rat) string {
	g := c.g
	name := func(t int) string { return fmt.Sprintf("%q", g.Infosets[st.infosets[t]].Name) }
	var ruledOut []string
	for _, x := range types {
		in := false
		for _, y := range left {
			in = in || x == y
		}
		if !in {
			ruledOut = append(ruledOut, name(x))
		}
	}
	msg := g.Actions[int(g.Infosets[st.infosets[0]].First)+k].Name
	why := ""
	if len(ruledOut) > 0 {
		why = fmt.Sprintf("%s at %s could only lose by %q; so it is believed to come from elsewhere, and ", g.Players[st.sender], strings.Join(ruledOut, " and "), msg)
	}
	return fmt.Sprintf("%s%s at %s would gain by %q: at least %s instead of %s", why, g.Players[st.sender], name(t), msg, then.Decimal(3), now.Decimal(3))
}

// worth bounds what a message is worth to each of some types over all sequential equilibria of what
// follows, for all beliefs over those types.
type worth struct {
	low, high []num.Rat
	undecided string
}

// A continuation is the game that follows a message, entered by trembles of each type's own: chance
// draws the type, and a further player, who prefers to stay out, lets it in.
type continuation struct {
	p     *sequential.Prepared
	in    *game.Instance
	roots []game.NodeID // by type
	vals  []num.Rat     // values of params that worth is for
	worth *worth
}

func (c *Checker) worth(ctx context.Context, in *game.Instance, st stage, k int, types []int) (*worth, error) {
	key := fmt.Sprint(st.infosets, k, types)
	x, ok := c.games[key]
	if !ok {
		var err error
		if x, err = c.continuation(st, k, types); err != nil {
			return nil, err
		}
		c.games[key] = x
	}
	if x.worth != nil && same(x.vals, in.Values) {
		return x.worth, nil
	}
	if x.in == nil {
		inst, err := game.NewInstance(x.p.Game(), in.Values)
		if err != nil {
			return nil, err
		}
		x.in = inst
	} else if err := x.in.Set(in.Values); err != nil {
		return nil, err
	}
	res, err := x.p.Solve(ctx, x.in, solve.Options{})
	if err != nil {
		return nil, err
	}
	w := &worth{low: make([]num.Rat, len(types)), high: make([]num.Rat, len(types))}
	x.vals, x.worth = slices.Clone(in.Values), w // the caller may write other values into its own
	if !res.Complete || len(res.Equilibria) == 0 {
		w.undecided = "not all replies to an unsent message could be found: " + res.IncompleteBecause
		return w, nil
	}
	first := true
	for i := range res.Equilibria {
		for _, m := range res.Equilibria[i].Members() {
			v := x.in.NodeValues(m.Profile)
			for t, r := range x.roots {
				u := v[int(r)*len(x.in.Players)+int(st.sender)]
				if first {
					w.low[t], w.high[t] = u, u
				} else {
					w.low[t], w.high[t] = num.Min(w.low[t], u), num.Max(w.high[t], u)
				}
			}
			first = false
		}
	}
	return w, nil
}

func same(a, b []num.Rat) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !a[i].Equal(b[i]) {
			return false
		}
	}
	return true
}

func (c *Checker) continuation(st stage, k int, types []int) (*continuation, error) {
	g := c.g
	pool := g.Pool.Clone()
	zero, one, share := pool.Const(num.Zero), pool.Const(num.One), pool.Const(num.Frac(1, int64(len(types))))
	b := game.Builder{Title: g.Title, Players: append(append([]string(nil), g.Players...), "entry"), Pool: pool}
	x := &continuation{}
	entry := game.PlayerID(len(g.Players))
	if len(types) > 1 {
		spec := game.InfosetSpec{Name: "type", Label: "type"}
		var probs []expr.ID
		for _, t := range types {
			spec.Actions = append(spec.Actions, fmt.Sprint(t))
			probs = append(probs, share)
		}
		b.Chance(spec, probs)
	}
	for _, t := range types {
		b.Decision(game.InfosetSpec{Player: entry, Key: fmt.Sprint("entry ", t), Name: fmt.Sprint("entry ", t), Actions: []string{"out", "in"}})
		pay := make([]expr.ID, len(g.Players)+1)
		for i := range pay {
			pay[i] = zero
		}
		pay[entry] = one
		b.Terminal(pay)
		r := c.root(st, t, k)
		x.roots = append(x.roots, copyTree(&b, g, r, zero))
	}
	h, err := b.Build()
	if err != nil {
		return nil, err
	}
	x.p, err = sequential.New(h)
	return x, err
}

// copyTree adds the subtree of g at root to b, with payoff zero for one more player.
func copyTree(b *game.Builder, g *game.Game, root game.NodeID, zero expr.ID) game.NodeID {
	at := game.NodeID(game.None)
	for n := root; n < g.Nodes[root].End; n++ {
		var id game.NodeID
		h := g.Nodes[n].Infoset
		if h == game.None {
			pay := make([]expr.ID, 0, len(g.Players)+1)
			for i := range g.Players {
				pay = append(pay, g.Payoff(n, game.PlayerID(i)))
			}
			id = b.Terminal(append(pay, zero))
		} else {
			set := &g.Infosets[h]
			spec := game.InfosetSpec{Player: set.Player, Key: fmt.Sprint(h), Name: set.Name, Label: set.Label}
			var probs []expr.ID
			for _, a := range g.ActionsAt(h) {
				spec.Actions = append(spec.Actions, g.Actions[a].Name)
				probs = append(probs, g.Actions[a].Prob)
			}
			if set.Player == game.Chance {
				id = b.Chance(spec, probs)
			} else {
				id = b.Decision(spec)
			}
		}
		if n == root {
			at = id
		}
	}
	return at
}
