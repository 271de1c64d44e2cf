// Package verify measures, in exact arithmetic and from the game alone, how far an assessment is
// from what a solution concept asks. It shares no code with the solvers, so that a solver never
// marks its own work.
//
// What is checked for a sequential equilibrium (Kreps and Wilson 1982):
//
//   - The profile is a distribution at each information set and holds chance's own probabilities.
//   - No player gains by another strategy for the whole game (a Nash equilibrium).
//   - At no information set does its player gain by another strategy for the rest of the game,
//     given the beliefs there. That is their definition of sequential rationality, and it includes
//     the one-shot deviations, which alone would suffice only because the beliefs are consistent
//     (Hendon, Jacobsen and Sloth 1996). Where such a deviation leads on to other information sets
//     of the same player, it is judged by the beliefs at the first one, updated by Bayes' rule.
//   - Beliefs follow Bayes' rule wherever play leads.
//   - The trembles are a witness of consistency: the path to each node has the order that is the sum
//     of its actions' orders and the weight that is the product of their weights, and the weights
//     of the nodes of least order, scaled to sum to 1, are the beliefs.
//
// For subgame perfection the second point is asked of each subgame, and beliefs play no part; for
// Nash equilibria it is asked of the whole game only.
package verify

import (
	"fmt"
	"strings"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// A Certificate states what was measured about an assessment.
type Certificate struct {
	Concept solve.Concept
	Value   []num.Rat // expected payoff of each player, in utils
	Regret  []num.Rat // the most that each player gains by deviating alone from the start, in utils
	// Local is the most that anybody gains by deviating alone, in utils: from some information
	// set on, given the beliefs there (sequential), or within some subgame (spe). 0 for the others.
	Local num.Rat
	// Bayes is the largest gap, as a probability, between a belief and Bayes' rule where play leads:
	// |belief · probability of the information set - probability of the node|.
	Bayes      num.Rat
	Consistent bool // the trembles prove that the beliefs are consistent
	// Slack is the largest regret, in utils, that an assessment so near to an equilibrium can have;
	// 0 if the numbers claim to be exact.
	Slack num.Rat

	failures []string
}

// OK tells whether the assessment is what the concept asks for.
func (c *Certificate) OK() bool { return len(c.failures) == 0 }

// Failure says in plain words what is wrong, or is empty.
func (c *Certificate) Failure() string { return strings.Join(c.failures, "; ") }

func (c *Certificate) fail(format string, args ...any) {
	c.failures = append(c.failures, fmt.Sprintf(format, args...))
}

// A Checker checks assessments of one game, at any values of its params. It may be used by many
// goroutines.
type Checker struct {
	g        *game.Game
	depth    int // moves on the longest path
	width    int // actions at the largest information set
	largest  int // nodes of the largest information set
	subgames []game.NodeID
}

// New returns a checker for g. Its error wraps game.ErrImperfectRecall if some player of g forgets:
// then best responses are not found by backward induction.
func New(g *game.Game) (*Checker, error) {
	if err := g.PerfectRecall(); err != nil {
		return nil, fmt.Errorf("cannot verify: %w", err)
	}
	k := &Checker{g: g, subgames: g.Subgames()}
	depth := make([]int, len(g.Nodes))
	for i := 1; i < len(g.Nodes); i++ {
		depth[i] = depth[g.Nodes[i].Parent] + 1
		k.depth = max(k.depth, depth[i])
	}
	for i := range g.Infosets {
		k.width = max(k.width, g.Infosets[i].Num)
		k.largest = max(k.largest, len(g.Infosets[i].Nodes))
	}
	return k, nil
}

// Check measures the assessment a of the instance in against the concept c: exactly, so that any
// gain at all is a failure. It returns an error if a does not fit the game, if the concept is unknown
// or if the game has imperfect recall.
func Check(in *game.Instance, a *game.Assessment, c solve.Concept) (Certificate, error) {
	return CheckWithin(in, a, c, 0)
}

// CheckWithin is Check for numbers that claim to lie within radius of an equilibrium's: each
// probability, each belief and each weight of the trembles. It fails if a gain is larger than such
// an assessment can have; the certificate holds the gains themselves and, as Slack, the bound. The
// profile and the beliefs still have to be distributions exactly.
func CheckWithin(in *game.Instance, a *game.Assessment, c solve.Concept, radius float64) (Certificate, error) {
	k, err := New(in.Game)
	if err != nil {
		return Certificate{}, err
	}
	return k.CheckWithin(in, a, c, radius)
}

// Check is the function of that name for an instance of the checker's game.
func (k *Checker) Check(in *game.Instance, a *game.Assessment, c solve.Concept) (Certificate, error) {
	return k.CheckWithin(in, a, c, 0)
}

// CheckWithin is the function of that name for an instance of the checker's game.
func (k *Checker) CheckWithin(in *game.Instance, a *game.Assessment, c solve.Concept, radius float64) (Certificate, error) {
	g := k.g
	switch {
	case in.Game != g:
		return Certificate{}, fmt.Errorf("the instance is of another game than the checker")
	case !(radius >= 0 && radius <= 1):
		return Certificate{}, fmt.Errorf("the radius %v of an interval certificate should lie between 0 and 1", radius)
	case len(a.Profile) != len(g.Actions):
		return Certificate{}, fmt.Errorf("the profile has %d entries, the game %d actions", len(a.Profile), len(g.Actions))
	}
	switch c {
	case solve.Nash, solve.Pure, solve.SPE:
	case solve.Sequential:
		switch {
		case len(a.Beliefs) != len(g.Nodes):
			return Certificate{}, fmt.Errorf("the beliefs have %d entries, the game %d nodes", len(a.Beliefs), len(g.Nodes))
		case a.Trembles != nil && (len(a.Trembles.Order) != len(g.Actions) || len(a.Trembles.Weight) != len(g.Actions)):
			return Certificate{}, fmt.Errorf("the trembles have %d orders and %d weights, the game %d actions", len(a.Trembles.Order), len(a.Trembles.Weight), len(g.Actions))
		}
	default:
		return Certificate{}, fmt.Errorf("there is no check for the concept %q: expected sequential, spe, nash or pure", c)
	}

	r := num.FromFloat(radius)
	ck := &check{Checker: k, in: in, a: a, radius: r,
		cert: Certificate{Concept: c, Local: num.Zero, Bayes: num.Zero, Slack: k.slack(in, r)}}
	if !ck.profile() {
		return ck.cert, nil // gains mean nothing if the profile is none
	}
	if c == solve.Pure {
		ck.pure()
	}
	ck.values()
	ck.regret()
	switch c {
	case solve.SPE:
		ck.subgamePerfect()
	case solve.Sequential:
		if ck.beliefs() {
			ck.rational()
			ck.bayes()
			ck.consistent()
		}
	}
	return ck.cert, nil
}

// slack bounds the regret of an assessment each of whose probabilities lies within r of an
// equilibrium's. At each move the distributions over actions differ by at most width · r in total,
// so those over outcomes by depth · width · r, plus largest · r for the beliefs where they begin; a
// player's payoff differs by at most half of that times the spread of his payoffs, and so does the
// best that he can get.
func (k *Checker) slack(in *game.Instance, r num.Rat) num.Rat {
	if r.IsZero() {
		return num.Zero
	}
	spread := num.Zero
	for p := range k.g.Players {
		var low, high num.Rat
		first := true
		for n := range k.g.Nodes {
			if !k.g.Terminal(game.NodeID(n)) {
				continue
			}
			u := in.PayoffAt(game.NodeID(n), game.PlayerID(p))
			if first {
				low, high, first = u, u, false
			}
			low, high = num.Min(low, u), num.Max(high, u)
		}
		spread = num.Max(spread, high.Sub(low))
	}
	return r.Mul(spread).Mul(num.Int(int64(k.depth*k.width + k.largest)))
}

// A check is one run of a Checker.
type check struct {
	*Checker
	in     *game.Instance
	a      *game.Assessment
	radius num.Rat
	cert   Certificate
	value  []num.Rat // of node n for player p: [int(n)*players+p], if all follow the profile
	dev    deviator
}

// profile checks that the profile is a distribution everywhere and keeps to chance's probabilities.
func (c *check) profile() bool {
	for i := range c.g.Infosets {
		s := &c.g.Infosets[i]
		sum := num.Zero
		for act := s.First; act < s.First+game.ActionID(s.Num); act++ {
			p := c.a.Profile[act]
			if p.Sign() < 0 {
				c.cert.fail("at %q the probability of %q is %s: it should not be negative", s.Name, c.g.Actions[act].Name, show(p))
			}
			if s.Player == game.Chance && !p.Equal(c.in.Prob(act)) {
				c.cert.fail("the profile gives %q at the chance move %q the probability %s: the game says %s", c.g.Actions[act].Name, s.Name, show(p), show(c.in.Prob(act)))
			}
			sum = sum.Add(p)
		}
		if !sum.Equal(num.One) {
			c.cert.fail("the probabilities at %q sum to %s: they should sum to 1", s.Name, sum)
		}
	}
	return c.cert.OK()
}

// pure checks that no player mixes.
func (c *check) pure() {
	for act, p := range c.a.Profile {
		s := &c.g.Infosets[c.g.Actions[act].Infoset]
		if s.Player != game.Chance && !p.IsZero() && !p.Equal(num.One) {
			c.cert.fail("%s mixes at %q: the strategy is not pure", c.g.Players[s.Player], s.Name)
			return
		}
	}
}

// values computes what each player gets from each node on if all follow the profile.
func (c *check) values() {
	k := len(c.g.Players)
	c.value = make([]num.Rat, k*len(c.g.Nodes))
	for i := len(c.g.Nodes) - 1; i >= 0; i-- {
		n := &c.g.Nodes[i]
		for p := range k {
			v := num.Zero
			if n.Infoset == game.None {
				v = c.in.PayoffAt(game.NodeID(i), game.PlayerID(p))
			} else {
				act := c.g.Infosets[n.Infoset].First
				for m := game.NodeID(i + 1); m < n.End; m = c.g.Nodes[m].End {
					if q := c.a.Profile[act]; !q.IsZero() {
						v = v.Add(q.Mul(c.value[int(m)*k+p]))
					}
					act++
				}
			}
			c.value[i*k+p] = v
		}
	}
	c.cert.Value = c.value[:k:k]
	c.dev = deviator{in: c.in, profile: c.a.Profile, weight: make([]num.Rat, len(c.g.Nodes)), best: make([]num.Rat, len(c.g.Nodes)), decided: make([]int, len(c.g.Infosets))}
}

func (c *check) at(n game.NodeID, p game.PlayerID) num.Rat {
	return c.value[int(n)*len(c.g.Players)+int(p)]
}

// regret compares each player's payoff with the best that any strategy gets against the others.
func (c *check) regret() {
	for p, name := range c.g.Players {
		c.dev.start(game.PlayerID(p))
		c.dev.spread(0, num.One)
		gain := c.dev.value(0).Sub(c.at(0, game.PlayerID(p)))
		c.cert.Regret = append(c.cert.Regret, gain)
		if c.cert.Slack.Less(gain) {
			c.cert.fail("%s gains %s by another strategy", name, show(gain))
		}
	}
}

// subgamePerfect makes that comparison in each subgame.
func (c *check) subgamePerfect() {
	for _, root := range c.subgames {
		for p, name := range c.g.Players {
			c.dev.start(game.PlayerID(p))
			c.dev.spread(root, num.One)
			gain := c.dev.value(root).Sub(c.at(root, game.PlayerID(p)))
			c.cert.Local = num.Max(c.cert.Local, gain)
			if root != 0 && c.cert.Slack.Less(gain) {
				c.cert.fail("in the subgame at %q %s gains %s by another strategy", c.g.Infosets[c.g.Nodes[root].Infoset].Name, name, show(gain))
			}
		}
	}
}

// beliefs checks that there is a distribution over the nodes of each player's information set.
func (c *check) beliefs() bool {
	ok := true
	for i := range c.g.Infosets {
		s := &c.g.Infosets[i]
		if s.Player == game.Chance {
			continue
		}
		sum := num.Zero
		for _, n := range s.Nodes {
			if c.a.Beliefs[n].Sign() < 0 {
				ok = false
				c.cert.fail("at %q a belief is %s: it should not be negative", s.Name, show(c.a.Beliefs[n]))
			}
			sum = sum.Add(c.a.Beliefs[n])
		}
		if !sum.Equal(num.One) {
			ok = false
			c.cert.fail("the beliefs at %q sum to %s: they should sum to 1", s.Name, sum)
		}
	}
	return ok
}

// rational compares, at each information set, what its player expects with the best that he can
// get from there on.
func (c *check) rational() {
	for i := range c.g.Infosets {
		s := &c.g.Infosets[i]
		if s.Player == game.Chance {
			continue
		}
		expected := num.Zero
		c.dev.start(s.Player)
		for _, n := range s.Nodes {
			w := c.a.Beliefs[n]
			c.dev.spread(n, w)
			if !w.IsZero() {
				expected = expected.Add(w.Mul(c.at(n, s.Player)))
			}
		}
		gain := c.dev.decide(game.InfosetID(i)).Sub(expected)
		c.cert.Local = num.Max(c.cert.Local, gain)
		if c.cert.Slack.Less(gain) {
			c.cert.fail("at %q %s gains %s by %s", s.Name, c.g.Players[s.Player], show(gain), c.deviation(game.InfosetID(i), expected))
		}
	}
}

// deviation names an action at h that alone brings a gain, if there is one.
func (c *check) deviation(h game.InfosetID, expected num.Rat) string {
	s := &c.g.Infosets[h]
	for k := range s.Num {
		v := num.Zero
		for _, n := range s.Nodes {
			v = v.Add(c.a.Beliefs[n].Mul(c.at(c.g.Child(n, k), s.Player)))
		}
		if expected.Less(v) {
			return fmt.Sprintf("another strategy from there on; %q alone gains %s", c.g.Actions[int(s.First)+k].Name, show(v.Sub(expected)))
		}
	}
	return "another strategy from there on"
}

// bayes compares beliefs with the probabilities that play reaches their nodes.
func (c *check) bayes() {
	reach := make([]num.Rat, len(c.g.Nodes))
	reach[0] = num.One
	for i := 1; i < len(reach); i++ {
		n := &c.g.Nodes[i]
		if !reach[n.Parent].IsZero() {
			reach[i] = reach[n.Parent].Mul(c.a.Profile[n.Via])
		}
	}
	limit := c.radius.Mul(num.Int(int64(1 + 2*c.depth*c.width)))
	for i := range c.g.Infosets {
		s := &c.g.Infosets[i]
		if s.Player == game.Chance {
			continue
		}
		total := num.Zero
		for _, n := range s.Nodes {
			total = total.Add(reach[n])
		}
		if total.IsZero() {
			continue
		}
		for _, n := range s.Nodes {
			gap := c.a.Beliefs[n].Mul(total).Sub(reach[n]).Abs()
			c.cert.Bayes = num.Max(c.cert.Bayes, gap)
			if limit.Less(gap) {
				c.cert.fail("at %q the belief %s breaks Bayes' rule, which gives %s", s.Name, show(c.a.Beliefs[n]), show(reach[n].Quo(total)))
				break
			}
		}
	}
}

// consistent checks that the trembles converge to the profile and give the beliefs.
func (c *check) consistent() {
	t := c.a.Trembles
	if t == nil {
		c.cert.fail("there is no witness that the beliefs are consistent")
		return
	}
	before := len(c.cert.failures)
	for act, p := range c.a.Profile {
		s := &c.g.Infosets[c.g.Actions[act].Infoset]
		order, weight := t.Order[act], t.Weight[act]
		name := c.g.Actions[act].Name
		switch {
		case weight.Sign() <= 0:
			c.cert.fail("the tremble to %q at %q has weight %s: it should be positive", name, s.Name, show(weight))
		case order < 0 || (order == 0) == p.IsZero():
			c.cert.fail("the tremble to %q at %q has order %d, its probability is %s: the order should be 0 if the probability is positive and at least 1 if it is 0", name, s.Name, order, show(p))
		case order == 0 && c.radius.Less(weight.Sub(p).Abs()):
			c.cert.fail("the tremble to %q at %q has weight %s: it should be its probability %s", name, s.Name, show(weight), show(p))
		}
	}
	if len(c.cert.failures) > before {
		return
	}

	order := make([]int64, len(c.g.Nodes))
	weight := make([]num.Rat, len(c.g.Nodes))
	weight[0] = num.One
	for i := 1; i < len(weight); i++ {
		n := &c.g.Nodes[i]
		order[i] = order[n.Parent] + int64(t.Order[n.Via])
		weight[i] = weight[n.Parent].Mul(t.Weight[n.Via])
	}
	c.cert.Consistent = true
	for i := range c.g.Infosets {
		s := &c.g.Infosets[i]
		if s.Player == game.Chance {
			continue
		}
		least, total := order[s.Nodes[0]], num.Zero
		for _, n := range s.Nodes {
			if order[n] < least {
				least, total = order[n], num.Zero
			}
			if order[n] == least {
				total = total.Add(weight[n])
			}
		}
		limit := c.beliefLimit(s.Nodes)
		for _, n := range s.Nodes {
			limiting := num.Zero
			if order[n] == least {
				limiting = weight[n].Quo(total)
			}
			if limit.Less(c.a.Beliefs[n].Sub(limiting).Abs()) {
				c.cert.Consistent = false
				c.cert.fail("at %q the belief is %s, the trembles give %s", s.Name, show(c.a.Beliefs[n]), show(limiting))
				break
			}
		}
	}
}

// beliefLimit bounds the gap between beliefs and what trembles give if each number is within the
// radius: weights on a path with relative errors of x in all move a ratio by at most exp(2x)-1, which
// is below 4x where that is less than 1.
func (c *check) beliefLimit(nodes []game.NodeID) num.Rat {
	if c.radius.IsZero() {
		return num.Zero
	}
	worst := num.Zero
	for _, n := range nodes {
		x := num.Zero
		for _, act := range c.g.Path(n) {
			x = x.Add(c.radius.Quo(c.a.Trembles.Weight[act]))
		}
		worst = num.Max(worst, x)
	}
	return c.radius.Add(num.Int(4).Mul(worst))
}

// A deviator finds the best that one player gets while the others keep to the profile, by backward
// induction over his information sets. With perfect recall all nodes of an information set of his
// lie below the same actions of his, so the weights at its nodes do not depend on his strategy.
type deviator struct {
	in      *game.Instance
	profile game.Profile
	player  game.PlayerID
	weight  []num.Rat // by node: probability of reaching it if the player tries to
	best    []num.Rat // by node of a decided information set: weight times the value of the best action
	decided []int     // by information set: the round in which it was decided
	round   int
}

// start forgets all decisions and turns to a player.
func (d *deviator) start(p game.PlayerID) { d.player, d.round = p, d.round+1 }

// spread sets the weights in the subtree of n, given that of n.
func (d *deviator) spread(n game.NodeID, w num.Rat) {
	d.weight[n] = w
	for m := n + 1; m < d.in.Nodes[n].End; m++ {
		x := &d.in.Nodes[m]
		up := d.weight[x.Parent]
		if !up.IsZero() && d.in.Infosets[d.in.Nodes[x.Parent].Infoset].Player != d.player {
			up = up.Mul(d.profile[x.Via])
		}
		d.weight[m] = up
	}
}

// value returns the weight of n times the best that the player gets from there on.
func (d *deviator) value(n game.NodeID) num.Rat {
	w := d.weight[n]
	if w.IsZero() {
		return num.Zero
	}
	h := d.in.Nodes[n].Infoset
	if h == game.None {
		return w.Mul(d.in.PayoffAt(n, d.player))
	}
	if d.in.Infosets[h].Player == d.player {
		if d.decided[h] != d.round {
			d.decide(h)
		}
		return d.best[n]
	}
	sum := num.Zero
	for m := n + 1; m < d.in.Nodes[n].End; m = d.in.Nodes[m].End {
		sum = sum.Add(d.value(m))
	}
	return sum
}

// decide finds the best action at an information set of the player's and returns its value, summed
// over the set's nodes by weight.
func (d *deviator) decide(h game.InfosetID) num.Rat {
	s := &d.in.Infosets[h]
	d.decided[h] = d.round
	var top num.Rat
	values := make([]num.Rat, len(s.Nodes))
	for k := range s.Num {
		sum := num.Zero
		for i, n := range s.Nodes {
			values[i] = d.value(d.in.Child(n, k))
			sum = sum.Add(values[i])
		}
		if k == 0 || top.Less(sum) {
			top = sum
			for i, n := range s.Nodes {
				d.best[n] = values[i]
			}
		}
	}
	return top
}

// show writes a number exactly if that is short.
func show(x num.Rat) string {
	if s := x.String(); len(s) <= 12 {
		return s
	}
	return x.Decimal(9)
}
