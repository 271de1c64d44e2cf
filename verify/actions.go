package verify

import (
	"context"
	"fmt"
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// Actions checks an iterated elimination of actions from the game alone, in exact arithmetic:
//
//   - Every plan that begins with an action that goes is beaten by the mixture that is given for it, of plans
//     that are left, from every node of the information set and against everything that the others have left;
//     or a plan guarantees more, at every node, than the action can bring.
//   - If complete: each action that is left begins a plan that is a best reply, among all plans that are
//     left, to the belief that is given for it.
//
// The error says what is wrong, or is that of ctx.
func Actions(ctx context.Context, in *game.Instance, r *solve.ActionReduction, complete bool) error {
	if len(r.Left) != len(in.Actions) {
		return fmt.Errorf("there are %d actions, the game has %d", len(r.Left), len(in.Actions))
	}
	c := &pruned{ctx: ctx, in: in, left: make([]bool, len(in.Actions))}
	for a := range c.left {
		c.left[a] = true
	}
	rest := r.Removed
	for round := 1; round <= r.Rounds; round++ {
		n := 0
		for n < len(rest) && rest[n].Round == round {
			if err := c.removal(&rest[n]); err != nil {
				return fmt.Errorf("round %d: %w", round, err)
			}
			n++
		}
		if n == 0 {
			return fmt.Errorf("nothing goes in round %d", round)
		}
		for _, x := range rest[:n] {
			c.left[x.Action] = false
		}
		rest = rest[n:]
	}
	if len(rest) > 0 {
		return fmt.Errorf("an elimination is said to be of round %d, and there are %d", rest[0].Round, r.Rounds)
	}
	for a := range c.left {
		if c.left[a] != r.Left[a] {
			return fmt.Errorf("%s is said to be left: %v", c.name(game.ActionID(a)), r.Left[a])
		}
	}
	if !complete {
		return nil
	}
	kept := map[game.ActionID]bool{}
	for i := range r.Kept {
		if err := c.keep(&r.Kept[i]); err != nil {
			return err
		}
		kept[r.Kept[i].Action] = true
	}
	for a := range c.left {
		if p := in.Infosets[in.Actions[a].Infoset].Player; p != game.Chance && c.left[a] && !kept[game.ActionID(a)] {
			return fmt.Errorf("there is no proof that %s stays", c.name(game.ActionID(a)))
		}
	}
	return nil
}

// possible returns the nodes of h that its player has to reckon with: all, unless play comes to h with
// positive probability whatever the others do of what is left, given the smallest subgame around h and that
// he does his part; then those behind actions that are left and outcomes of chance that may happen.
func (c *pruned) possible(h game.InfosetID) []game.NodeID {
	set := &c.in.Infosets[h]
	root := game.NodeID(0)
	for n := set.Nodes[0]; n != 0; n = c.in.Nodes[n].Parent {
		if c.closed(n, set.Nodes) {
			root = n
			break
		}
	}
	var out []game.NodeID
	for _, n := range set.Nodes {
		open := true
		for m := n; m != root; m = c.in.Nodes[m].Parent {
			via := c.in.Nodes[m].Via
			switch p := c.in.Infosets[c.in.Actions[via].Infoset].Player; {
			case p == game.Chance:
				open = open && !c.in.Prob(via).IsZero()
			case p != set.Player:
				open = open && c.left[via]
			}
		}
		if open {
			out = append(out, n)
		}
	}
	if c.never(root, h) {
		return set.Nodes
	}
	return out
}

// closed tells whether n is the root of a subgame that holds some nodes.
func (c *pruned) closed(n game.NodeID, nodes []game.NodeID) bool {
	if len(c.in.Infosets[c.in.Nodes[n].Infoset].Nodes) > 1 || nodes[len(nodes)-1] >= c.in.Nodes[n].End {
		return false
	}
	for m := n; m < c.in.Nodes[n].End; m++ {
		if o := c.in.Nodes[m].Infoset; o != game.None {
			for _, x := range c.in.Infosets[o].Nodes {
				if x < n || x >= c.in.Nodes[n].End {
					return false
				}
			}
		}
	}
	return true
}

// never tells whether the others can, by what is left, keep play from h for sure though its player does his
// part.
func (c *pruned) never(n game.NodeID, h game.InfosetID) bool {
	o := c.in.Nodes[n].Infoset
	if o == h {
		return false
	}
	if o == game.None {
		return true
	}
	mover, player := c.in.Infosets[o].Player, c.in.Infosets[h].Player
	for _, m := range c.in.Children(n) {
		via := c.in.Nodes[m].Via
		switch {
		case mover == game.Chance:
			if !c.in.Prob(via).IsZero() && !c.never(m, h) {
				return false
			}
		case mover == player:
			// Perfect recall: one of his actions leads on to h from here, if any does.
			if !c.never(m, h) {
				return false
			}
		case c.left[via] && c.never(m, h):
			return true
		}
	}
	return mover == game.Chance || mover == player
}

type pruned struct {
	ctx  context.Context
	in   *game.Instance
	left []bool
}

func (c *pruned) name(a game.ActionID) string {
	set := &c.in.Infosets[c.in.Actions[a].Infoset]
	return fmt.Sprintf("%q at %q", c.in.Actions[a].Name, set.Name)
}

// A doing is what is taken at information sets so far.
type doing map[game.InfosetID]game.ActionID

// plan reads a plan; it fails if the plan takes what is not left or does not begin with an action.
func (c *pruned) plan(p solve.OwnPlan, h game.InfosetID) (doing, error) {
	d := doing{}
	for _, a := range p {
		if a < 0 || int(a) >= len(c.left) || !c.left[a] || c.in.Infosets[c.in.Actions[a].Infoset].Player != c.in.Infosets[h].Player {
			return nil, fmt.Errorf("a plan takes what is not there")
		}
		o := c.in.Actions[a].Infoset
		if _, twice := d[o]; twice {
			return nil, fmt.Errorf("a plan takes two actions at one information set")
		}
		d[o] = a
	}
	if _, ok := d[h]; !ok {
		return nil, fmt.Errorf("a plan does not say what to do first")
	}
	return d, nil
}

// value plays from node n on. It stops where it meets an information set for which nothing is taken, and
// names it.
func (c *pruned) value(n game.NodeID, player game.PlayerID, taken ...doing) (v num.Rat, open game.InfosetID) {
	h := c.in.Nodes[n].Infoset
	if h == game.None {
		return c.in.PayoffAt(n, player), game.None
	}
	var act game.ActionID
	found := false
	for _, d := range taken {
		if a, ok := d[h]; ok {
			act, found = a, true
		}
	}
	chance := c.in.Infosets[h].Player == game.Chance
	if !chance && !found {
		return v, h
	}
	for _, m := range c.in.Children(n) {
		via := c.in.Nodes[m].Via
		switch {
		case chance && !c.in.Prob(via).IsZero():
			x, open := c.value(m, player, taken...)
			if open != game.None {
				return v, open
			}
			v = v.Add(c.in.Prob(via).Mul(x))
		case !chance && via == act:
			return c.value(m, player, taken...)
		}
	}
	return v, game.None
}

// branch calls do with each way to take an action that is left at h.
func (c *pruned) branch(h game.InfosetID, d doing, do func() error) error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	for _, a := range c.in.ActionsAt(h) {
		if c.left[a] {
			d[h] = a
			if err := do(); err != nil {
				return err
			}
		}
	}
	delete(d, h)
	return nil
}

func (c *pruned) removal(x *solve.ActionRemoval) error {
	h := c.in.Actions[x.Action].Infoset
	if !c.left[x.Action] || c.in.Infosets[h].Player == game.Chance || len(x.Plans) == 0 {
		return fmt.Errorf("%s goes, and is not there", c.name(x.Action))
	}
	var err error
	var least num.Rat
	if x.Plans[0].Plan == nil {
		least, err = c.byBounds(x, h)
	} else {
		least, err = c.planByPlan(x, h)
	}
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", c.name(x.Action), err)
	case least.Sign() <= 0:
		return fmt.Errorf("%s is not dominated", c.name(x.Action))
	case !least.Equal(x.Least):
		return fmt.Errorf("%s loses at least %s, and not %s", c.name(x.Action), least, x.Least)
	}
	return nil
}

// planByPlan finds for every plan that begins with the action the entry that beats it, and the least gain of
// all.
func (c *pruned) planByPlan(x *solve.ActionRemoval, h game.InfosetID) (num.Rat, error) {
	var least num.Rat
	first := true
	type side struct {
		d doing
		p num.Rat
	}
	var given []doing
	for i := range x.Plans {
		own, err := c.plan(x.Plans[i].Plan, h)
		if err != nil {
			return least, err
		}
		if own[h] != x.Action {
			return least, fmt.Errorf("a plan does not begin with it")
		}
		given = append(given, own)
		sides := []side{{own, num.Int(-1)}}
		sum := num.Zero
		for _, w := range x.Plans[i].By {
			by, err := c.plan(w.Plan, h)
			if err != nil {
				return least, err
			}
			if w.P.Sign() <= 0 {
				return least, fmt.Errorf("a weight is not positive")
			}
			sum = sum.Add(w.P)
			sides = append(sides, side{by, w.P})
		}
		if !sum.Equal(num.One) {
			return least, fmt.Errorf("the weights of a mixture sum to %s", sum)
		}
		for _, n := range c.possible(h) {
			others := doing{}
			var play func() error
			play = func() error {
				gain := num.Zero
				for _, s := range sides {
					v, open := c.value(n, c.in.Infosets[h].Player, s.d, others)
					if open != game.None {
						if c.in.Infosets[open].Player == c.in.Infosets[h].Player {
							return fmt.Errorf("a plan says nothing of %q", c.in.Infosets[open].Name)
						}
						return c.branch(open, others, play)
					}
					gain = gain.Add(s.p.Mul(v))
				}
				if first || gain.Less(least) {
					least, first = gain, false
				}
				return nil
			}
			if err := play(); err != nil {
				return least, err
			}
		}
	}
	return least, c.covered(x.Action, h, given)
}

// covered checks that the given plans are all that begin with an action: whatever is taken where play comes,
// one of them takes the same.
func (c *pruned) covered(a game.ActionID, h game.InfosetID, given []doing) error {
	player := c.in.Infosets[h].Player
	own := doing{h: a}
	var grow func() error
	grow = func() error {
		if open := c.later(h, player, own); open != game.None {
			return c.branch(open, own, grow)
		}
		for _, g := range given {
			same := true
			for o, b := range own {
				same = same && g[o] == b
			}
			if same {
				return nil
			}
		}
		return fmt.Errorf("a plan that begins with it is not looked at")
	}
	return grow()
}

// later finds an information set of the player that play from h may come to with what he takes so far, and
// at which nothing is taken yet.
func (c *pruned) later(h game.InfosetID, player game.PlayerID, own doing) game.InfosetID {
	var find func(n game.NodeID) game.InfosetID
	find = func(n game.NodeID) game.InfosetID {
		o := c.in.Nodes[n].Infoset
		if o == game.None {
			return game.None
		}
		act, taken := own[o]
		if c.in.Infosets[o].Player == player && !taken {
			return o
		}
		for _, m := range c.in.Children(n) {
			via := c.in.Nodes[m].Via
			if c.left[via] && (!taken || via == act) {
				if open := find(m); open != game.None {
					return open
				}
			}
		}
		return game.None
	}
	for _, n := range c.possible(h) {
		if open := find(n); open != game.None {
			return open
		}
	}
	return game.None
}

// byBounds compares what a plan guarantees with the best that an action can bring, at each node.
func (c *pruned) byBounds(x *solve.ActionRemoval, h game.InfosetID) (least num.Rat, err error) {
	if len(x.Plans) != 1 || len(x.Plans[0].By) != 1 || !x.Plans[0].By[0].P.Equal(num.One) {
		return least, fmt.Errorf("there is no single plan that guarantees more")
	}
	by, err := c.plan(x.Plans[0].By[0].Plan, h)
	if err != nil {
		return least, err
	}
	player := c.in.Infosets[h].Player
	var extreme func(n game.NodeID, d doing, sign int) (num.Rat, error)
	extreme = func(n game.NodeID, d doing, sign int) (out num.Rat, err error) {
		o := c.in.Nodes[n].Infoset
		if o == game.None {
			return c.in.PayoffAt(n, player), nil
		}
		mover := c.in.Infosets[o].Player
		act, taken := d[o]
		if mover == player && sign < 0 && !taken {
			return out, fmt.Errorf("a plan says nothing of %q", c.in.Infosets[o].Name)
		}
		first := true
		for _, m := range c.in.Children(n) {
			via := c.in.Nodes[m].Via
			if !c.left[via] || taken && via != act || mover == game.Chance && c.in.Prob(via).IsZero() {
				continue
			}
			v, err := extreme(m, d, sign)
			switch {
			case err != nil:
				return out, err
			case mover == game.Chance:
				out = out.Add(c.in.Prob(via).Mul(v))
			case first || v.Cmp(out)*sign > 0:
				out, first = v, false
			}
		}
		return out, nil
	}
	for i, n := range c.possible(h) {
		low, err := extreme(n, by, -1)
		if err != nil {
			return least, err
		}
		high, err := extreme(n, doing{h: x.Action}, 1)
		if err != nil {
			return least, err
		}
		if g := low.Sub(high); i == 0 || g.Less(least) {
			least = g
		}
	}
	return least, nil
}

// keep checks that a plan is a best reply among those that are left.
func (c *pruned) keep(k *solve.ActionKeep) error {
	h := c.in.Actions[k.Action].Infoset
	player := c.in.Infosets[h].Player
	own, err := c.plan(k.Plan, h)
	if err != nil || own[h] != k.Action {
		return fmt.Errorf("the plan that keeps %s is none: %w", c.name(k.Action), err)
	}
	sum := num.Zero
	beliefs := make([]doing, len(k.Belief))
	for i, b := range k.Belief {
		beliefs[i] = doing{}
		for _, a := range b.Others {
			if a < 0 || int(a) >= len(c.left) || !c.left[a] || c.in.Infosets[c.in.Actions[a].Infoset].Player == player {
				return fmt.Errorf("the belief that keeps %s holds what is not there", c.name(k.Action))
			}
			beliefs[i][c.in.Actions[a].Infoset] = a
		}
		if b.P.Sign() <= 0 || b.Node < 0 || int(b.Node) >= len(c.in.Nodes) || !slices.Contains(c.possible(h), b.Node) {
			return fmt.Errorf("the belief that keeps %s is none", c.name(k.Action))
		}
		sum = sum.Add(b.P)
	}
	if !sum.Equal(num.One) {
		return fmt.Errorf("the belief that keeps %s sums to %s", c.name(k.Action), sum)
	}
	worth := func(d doing) (v num.Rat, open game.InfosetID) {
		for i, b := range k.Belief {
			x, open := c.value(b.Node, player, d, beliefs[i])
			if open != game.None {
				return v, open
			}
			v = v.Add(b.P.Mul(x))
		}
		return v, game.None
	}
	mine, open := worth(own)
	if open != game.None {
		return fmt.Errorf("nothing is said of %q where %s is to be kept", c.in.Infosets[open].Name, c.name(k.Action))
	}
	rival := doing{}
	var try func() error
	try = func() error {
		v, open := worth(rival)
		switch {
		case open != game.None && c.in.Infosets[open].Player != player:
			return fmt.Errorf("nothing is said of %q where %s is to be kept", c.in.Infosets[open].Name, c.name(k.Action))
		case open != game.None:
			return c.branch(open, rival, try)
		case mine.Less(v):
			return fmt.Errorf("%s is no best reply to the belief that is to keep it", c.name(k.Action))
		}
		return nil
	}
	return try()
}
