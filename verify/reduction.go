package verify

import (
	"context"
	"fmt"
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// Reduction checks an iterated elimination from the game alone, in exact arithmetic:
//
//   - The strategies listed are all reduced pure strategies of the game, each once.
//   - What dominates a strategy is a mixture of strategies left before the round, and it is better
//     against everything that the others had left (never worse and somewhere better, for weak
//     dominance), by as much as is claimed.
//   - If the elimination is complete: each strategy that is left is a best reply, among those left, to the
//     belief that is given for it, which knows only strategies left, and all of them for weak dominance;
//     or, for dominance by pure strategies, no other is better against everything.
//
// For conditional dominance this holds at the start or at the information set that is named, given that
// it is reached, and at every one for strategies that are left. The error says what is wrong, or is that
// of ctx.
func Reduction(ctx context.Context, in *game.Instance, r *solve.Reduction, complete bool) error {
	c := &reduction{ctx: ctx, in: in, r: r, plays: map[played]num.Rat{}}
	if err := c.strategies(); err != nil {
		return err
	}
	for i, list := range r.Strategies {
		c.left = append(c.left, make([]bool, len(list)))
		for k := range list {
			c.left[i][k] = true
		}
	}
	rest := r.Removed
	for round := 1; round <= r.Rounds; round++ {
		n := 0
		for n < len(rest) && rest[n].Round == round {
			n++
		}
		if err := c.round(round, rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	if len(rest) > 0 {
		return fmt.Errorf("an elimination is said to be of round %d, and there are %d", rest[0].Round, r.Rounds)
	}
	for i := range c.left {
		if i >= len(r.Left) || !slices.Equal(positions(c.left[i]), r.Left[i]) {
			return fmt.Errorf("the strategies said to be left of %s are not those that did not go", in.Players[i])
		}
	}
	if !complete {
		return nil
	}
	return c.final(r.Rounds+1, c.left)
}

type reduction struct {
	ctx   context.Context
	in    *game.Instance
	r     *solve.Reduction
	left  [][]bool
	plays map[played]num.Rat // what has been computed
}

// A played is a full profile of strategies, by its position among all, as seen by a player at a place.
type played struct {
	player  game.PlayerID
	at      game.InfosetID
	profile int
}

// index numbers the profile in which player i plays strategy k and the others what profile says.
func (c *reduction) index(profile []int, i game.PlayerID, k int) int {
	n := 0
	for j, list := range c.r.Strategies {
		s := profile[j]
		if j == int(i) {
			s = k
		}
		n = n*len(list) + s
	}
	return n
}

func positions(in []bool) []int {
	out := []int{}
	for k, yes := range in {
		if yes {
			out = append(out, k)
		}
	}
	return out
}

// strategies checks that the lists hold all reduced pure strategies.
func (c *reduction) strategies() error {
	in := c.in
	if len(c.r.Strategies) != len(in.Players) {
		return fmt.Errorf("there are strategies of %d players, the game has %d", len(c.r.Strategies), len(in.Players))
	}
	for i, list := range c.r.Strategies {
		seen := map[string]bool{}
		for _, s := range list {
			key := fmt.Sprint(s)
			if seen[key] {
				return fmt.Errorf("a strategy of %s stands twice", in.Players[i])
			}
			seen[key] = true
			if !c.reduced(game.PlayerID(i), s) {
				return fmt.Errorf("%v is no reduced strategy of %s", s, in.Players[i])
			}
		}
		if n := c.count(game.PlayerID(i)); n != len(list) {
			return fmt.Errorf("%s has %d reduced strategies, and %d are listed", in.Players[i], n, len(list))
		}
	}
	return nil
}

// reduced tells whether a strategy chooses once at each information set that it does not itself exclude,
// and nowhere else.
func (c *reduction) reduced(i game.PlayerID, s game.Strategy) bool {
	in := c.in
	at := map[game.InfosetID]game.ActionID{}
	for _, a := range s {
		if a < 0 || int(a) >= len(in.Actions) {
			return false
		}
		h := in.Actions[a].Infoset
		if _, twice := at[h]; twice || in.Infosets[h].Player != i {
			return false
		}
		at[h] = a
	}
	met := map[game.InfosetID]bool{}
	var walk func(n game.NodeID) bool
	walk = func(n game.NodeID) bool {
		h := in.Nodes[n].Infoset
		if h == game.None {
			return true
		}
		mine := in.Infosets[h].Player == i
		a, chosen := at[h]
		if mine && !chosen {
			return false
		}
		if mine {
			met[h] = true
		}
		for _, m := range in.Children(n) {
			if (!mine || in.Nodes[m].Via == a) && !walk(m) {
				return false
			}
		}
		return true
	}
	return walk(0) && len(met) == len(at)
}

// count counts a player's reduced strategies: at each information set, for each action, the combinations
// of what he does at those that come next for him.
func (c *reduction) count(i game.PlayerID) int {
	in := c.in
	next := map[game.ActionID][]game.InfosetID{} // by the player's last action before; game.None: none
	for h := range in.Infosets {
		if in.Infosets[h].Player != i {
			continue
		}
		last := game.ActionID(game.None)
		for _, a := range in.Path(in.Infosets[h].Nodes[0]) {
			if in.Infosets[in.Actions[a].Infoset].Player == i {
				last = a
			}
		}
		next[last] = append(next[last], game.InfosetID(h))
	}
	var after func(a game.ActionID) int
	after = func(a game.ActionID) int {
		product := 1
		for _, h := range next[a] {
			sum := 0
			for _, b := range in.ActionsAt(h) {
				sum += after(b)
			}
			product *= sum
		}
		return product
	}
	return after(game.None)
}

// round checks the eliminations of one round and makes them.
func (c *reduction) round(round int, removed []solve.Removal) error {
	if len(removed) == 0 {
		return fmt.Errorf("nothing goes in round %d", round)
	}
	after := make([][]bool, len(c.left))
	for i := range after {
		after[i] = slices.Clone(c.left[i])
	}
	for _, x := range removed {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		if err := c.removal(&x); err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
		after[x.Player][x.Strategy] = false
	}
	if c.r.By == solve.WeakDominance && len(c.r.Kept) > 0 {
		if err := c.final(round, after); err != nil {
			return err
		}
	}
	c.left = after
	return nil
}

func (c *reduction) has(i game.PlayerID, k int) bool {
	return i >= 0 && int(i) < len(c.left) && k >= 0 && k < len(c.left[i]) && c.left[i][k]
}

func (c *reduction) name(i game.PlayerID, k int) string {
	text := ""
	for _, a := range c.r.Strategies[i][k] {
		text += " " + c.in.Actions[a].Name
	}
	return c.in.Players[i] + "'s" + text
}

func (c *reduction) removal(x *solve.Removal) error {
	if !c.has(x.Player, x.Strategy) || !c.comes(x.Player, x.Strategy, x.At) {
		return fmt.Errorf("a strategy that is not there goes")
	}
	sum := num.Zero
	for _, w := range x.By {
		if w.P.Sign() <= 0 || !c.has(x.Player, w.Strategy) || !c.comes(x.Player, w.Strategy, x.At) {
			return fmt.Errorf("%s is said to be dominated by what is not there", c.name(x.Player, x.Strategy))
		}
		sum = sum.Add(w.P)
	}
	if !sum.Equal(num.One) || c.r.By == solve.PureDominance && len(x.By) != 1 {
		return fmt.Errorf("%s is said to be dominated by what is no such mixture", c.name(x.Player, x.Strategy))
	}
	var least, most num.Rat
	n := 0
	err := c.profiles(x.Player, x.At, func(profile []int) {
		gain := c.expects(x.Player, x.Strategy, x.At, profile).Neg()
		for _, w := range x.By {
			gain = gain.Add(w.P.Mul(c.expects(x.Player, w.Strategy, x.At, profile)))
		}
		if n == 0 {
			least, most = gain, gain
		}
		least, most = num.Min(least, gain), num.Max(most, gain)
		n++
	})
	switch weak := c.r.By == solve.WeakDominance; {
	case err != nil:
		return err
	case n == 0 || least.Sign() < 0 || !weak && least.IsZero() || most.Sign() <= 0:
		return fmt.Errorf("%s is not dominated", c.name(x.Player, x.Strategy))
	case !least.Equal(x.Least) || !most.Equal(x.Most):
		return fmt.Errorf("%s loses %s to %s, and not %s to %s", c.name(x.Player, x.Strategy), least, most, x.Least, x.Most)
	}
	return nil
}

// final checks that of what is left before a round nothing goes that stays.
func (c *reduction) final(round int, stays [][]bool) error {
	if c.r.By == solve.PureDominance {
		return c.noPure()
	}
	type key struct {
		player   game.PlayerID
		strategy int
		at       game.InfosetID
	}
	proved := map[key]bool{}
	for i := range c.r.Kept {
		k := &c.r.Kept[i]
		if k.Round != round {
			continue
		}
		if err := c.ctx.Err(); err != nil {
			return err
		}
		if err := c.keep(k); err != nil {
			return err
		}
		proved[key{k.Player, k.Strategy, k.At}] = true
	}
	for i := range stays {
		sites := []game.InfosetID{game.None}
		for h := range c.in.Infosets {
			if c.r.By == solve.ConditionalDominance && c.in.Infosets[h].Player == game.PlayerID(i) {
				sites = append(sites, game.InfosetID(h))
			}
		}
		for _, at := range sites {
			reached := false
			if err := c.profiles(game.PlayerID(i), at, func([]int) { reached = true }); err != nil {
				return err
			}
			for k, yes := range stays[i] {
				if yes && reached && c.comes(game.PlayerID(i), k, at) && !proved[key{game.PlayerID(i), k, at}] {
					return fmt.Errorf("there is no proof that %s stays", c.name(game.PlayerID(i), k))
				}
			}
		}
	}
	return nil
}

// keep checks that a strategy is a best reply to a belief.
func (c *reduction) keep(k *solve.Keep) error {
	if !c.has(k.Player, k.Strategy) || !c.comes(k.Player, k.Strategy, k.At) {
		return fmt.Errorf("a strategy that is not there is said to stay")
	}
	rivals := positions(c.left[k.Player])
	gains := make([]num.Rat, len(rivals))
	add := func(profile []int, p num.Rat) {
		own := c.expects(k.Player, k.Strategy, k.At, profile)
		for j, o := range rivals {
			if c.comes(k.Player, o, k.At) {
				gains[j] = gains[j].Add(p.Mul(c.expects(k.Player, o, k.At, profile).Sub(own)))
			}
		}
	}
	sum := num.Zero
	for _, b := range k.Belief {
		if b.P.Sign() <= 0 || !c.allowed(k.Player, k.At, b.Profile) {
			return fmt.Errorf("the belief that keeps %s holds what is not there", c.name(k.Player, k.Strategy))
		}
		sum = sum.Add(b.P)
		add(b.Profile, b.P)
	}
	if k.Even {
		if err := c.profiles(k.Player, k.At, func(profile []int) { add(profile, num.One) }); err != nil {
			return err
		}
	} else if !sum.Equal(num.One) || c.r.By == solve.WeakDominance {
		return fmt.Errorf("the belief that keeps %s is none", c.name(k.Player, k.Strategy))
	}
	for j, g := range gains {
		if g.Sign() > 0 {
			return fmt.Errorf("%s is no best reply to the belief that is to keep it: %s does better", c.name(k.Player, k.Strategy), c.name(k.Player, rivals[j]))
		}
	}
	return nil
}

// noPure checks that no strategy that is left is better than another one against everything.
func (c *reduction) noPure() error {
	for i := range c.left {
		list := positions(c.left[i])
		for _, s := range list {
			worse := make([]bool, len(c.left[i])) // somewhere not better than s
			err := c.profiles(game.PlayerID(i), game.None, func(profile []int) {
				own := c.expects(game.PlayerID(i), s, game.None, profile)
				for _, k := range list {
					if !worse[k] && !own.Less(c.expects(game.PlayerID(i), k, game.None, profile)) {
						worse[k] = true
					}
				}
			})
			if err != nil {
				return err
			}
			for _, k := range list {
				if k != s && !worse[k] {
					return fmt.Errorf("%s is dominated and stays", c.name(game.PlayerID(i), s))
				}
			}
		}
	}
	return nil
}

// comes tells whether a strategy comes to an information set of its player.
func (c *reduction) comes(i game.PlayerID, k int, at game.InfosetID) bool {
	return at == game.None || slices.ContainsFunc(c.r.Strategies[i][k], func(a game.ActionID) bool { return c.in.Actions[a].Infoset == at })
}

// allowed tells whether a profile of the others is left and can come to an information set.
func (c *reduction) allowed(i game.PlayerID, at game.InfosetID, profile []int) bool {
	if len(profile) != len(c.left) {
		return false
	}
	for j, k := range profile {
		if game.PlayerID(j) != i && !c.has(game.PlayerID(j), k) {
			return false
		}
	}
	return at == game.None || !c.weight(i, at, profile).IsZero()
}

// weight returns the probability that an information set of player i is reached if he does his part.
func (c *reduction) weight(i game.PlayerID, at game.InfosetID, profile []int) num.Rat {
	sum := num.Zero
	for _, n := range c.in.Infosets[at].Nodes {
		sum = sum.Add(c.way(i, n, profile))
	}
	return sum
}

func (c *reduction) way(i game.PlayerID, n game.NodeID, profile []int) num.Rat {
	p := num.One
	for _, a := range c.in.Path(n) {
		switch o := c.in.Infosets[c.in.Actions[a].Infoset].Player; {
		case o == game.Chance:
			p = p.Mul(c.in.Prob(a))
		case o != i && !slices.Contains(c.r.Strategies[o][profile[o]], a):
			return num.Zero
		}
	}
	return p
}

// profiles goes through the profiles of the others that are left and can come to an information set.
func (c *reduction) profiles(i game.PlayerID, at game.InfosetID, do func(profile []int)) error {
	profile := make([]int, len(c.left))
	var choose func(j int) error
	choose = func(j int) error {
		switch {
		case j == len(c.left):
			if at == game.None || !c.weight(i, at, profile).IsZero() {
				do(profile)
			}
			return nil
		case j == int(i):
			profile[j] = game.None
			return choose(j + 1)
		}
		if err := c.ctx.Err(); err != nil {
			return err
		}
		for k, yes := range c.left[j] {
			if yes {
				profile[j] = k
				if err := choose(j + 1); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return choose(0)
}

// expects is what player i gets with a strategy against a profile of the others, given that the
// information set is reached.
func (c *reduction) expects(i game.PlayerID, k int, at game.InfosetID, profile []int) num.Rat {
	key := played{i, at, c.index(profile, i, k)}
	if v, ok := c.plays[key]; ok {
		return v
	}
	full := slices.Clone(profile)
	full[i] = k
	var v num.Rat
	if at == game.None {
		v = c.from(0, i, full)
	} else {
		total := num.Zero
		for _, n := range c.in.Infosets[at].Nodes {
			if p := c.way(i, n, full); !p.IsZero() {
				total = total.Add(p)
				v = v.Add(p.Mul(c.from(n, i, full)))
			}
		}
		v = v.Quo(total)
	}
	c.plays[key] = v
	return v
}

// from is what player i gets from a node on.
func (c *reduction) from(n game.NodeID, i game.PlayerID, full []int) num.Rat {
	h := c.in.Nodes[n].Infoset
	if h == game.None {
		return c.in.PayoffAt(n, i)
	}
	player := c.in.Infosets[h].Player
	sum := num.Zero
	for _, m := range c.in.Children(n) {
		a := c.in.Nodes[m].Via
		if player == game.Chance {
			if p := c.in.Prob(a); !p.IsZero() {
				sum = sum.Add(p.Mul(c.from(m, i, full)))
			}
		} else if slices.Contains(c.r.Strategies[player][full[player]], a) {
			return c.from(m, i, full)
		}
	}
	return sum
}
