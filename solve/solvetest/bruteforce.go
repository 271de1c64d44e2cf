package solvetest

import (
	"fmt"
	"math/rand/v2"

	"parley/game"
	"parley/num"
)

// Trials say how much a brute force tries: profiles of a game, and trembles of a profile. Where there are more,
// random ones are tried.
type Trials struct{ Profiles, Trembles int }

// Sequential finds sequential equilibria by trying profiles, pure ones and such as mix by simple shares,
// with trembles of orders 1 to 4 and weights 1/3, 1/2, 1, 2 and 3. It goes by the definition: beliefs
// are the shares of the leading terms of the nodes' probabilities as the trembles vanish, and no action is
// better than one that is used, given beliefs and play, at any information set (which in consistent
// assessments is sequential rationality: Hendon, Jacobsen and Sloth 1996). It finds no equilibrium that is
// none, but not all.
func Sequential(r *rand.Rand, in *game.Instance, tries Trials) []*game.Assessment {
	b := &bruteForce{r: r, in: in, tries: tries}
	b.read()
	pure := 1
	for _, h := range b.sets {
		if pure *= in.Infosets[h].Num; pure > tries.Profiles {
			break
		}
	}
	if pure <= tries.Profiles {
		b.everyPure(0, b.chance())
	}
	for range tries.Profiles {
		p := b.chance()
		b.draw(p, pure <= tries.Profiles)
		b.try(p)
	}
	return b.found
}

type bruteForce struct {
	r     *rand.Rand
	in    *game.Instance
	tries Trials
	sets  []game.InfosetID // of players
	paths [][]game.ActionID
	found []*game.Assessment
}

func (b *bruteForce) read() {
	b.paths = make([][]game.ActionID, len(b.in.Nodes))
	for h := range b.in.Infosets {
		if b.in.Infosets[h].Player != game.Chance {
			b.sets = append(b.sets, game.InfosetID(h))
		}
		for _, n := range b.in.Infosets[h].Nodes {
			b.paths[n] = b.in.Path(n)
		}
	}
}

func (b *bruteForce) chance() game.Profile {
	p := make(game.Profile, len(b.in.Actions))
	for a := range p {
		if b.in.Actions[a].Prob != game.None {
			p[a] = b.in.Prob(game.ActionID(a))
		}
	}
	return p
}

func (b *bruteForce) everyPure(k int, p game.Profile) {
	if k == len(b.sets) {
		b.try(append(game.Profile(nil), p...))
		return
	}
	for _, a := range b.in.ActionsAt(b.sets[k]) {
		p[a] = num.One
		b.everyPure(k+1, p)
		p[a] = num.Zero
	}
}

var shares = [][2]num.Rat{{num.Half, num.Half}, {num.Frac(1, 3), num.Frac(2, 3)}, {num.Frac(1, 4), num.Frac(3, 4)}}

// draw sets a random profile; with mixed, one that is not pure.
func (b *bruteForce) draw(p game.Profile, mixed bool) {
	sure := -1
	if mixed {
		sure = b.r.IntN(len(b.sets))
	}
	for k, h := range b.sets {
		acts := b.in.ActionsAt(h)
		i := b.r.IntN(len(acts))
		if k != sure && b.r.IntN(4) > 0 || len(acts) < 2 {
			p[acts[i]] = num.One
			continue
		}
		j := (i + 1 + b.r.IntN(len(acts)-1)) % len(acts)
		s := shares[b.r.IntN(len(shares))]
		p[acts[i]], p[acts[j]] = s[0], s[1]
	}
}

// try looks for trembles under which p is sequentially rational.
func (b *bruteForce) try(p game.Profile) {
	values := b.in.NodeValues(p)
	var open []game.InfosetID // what is done there may be best or not, as trembles are
	for _, h := range b.sets {
		s := &b.in.Infosets[h]
		reached := len(s.Nodes) == 1
		for _, n := range s.Nodes {
			reached = reached || b.order(n, p, nil) == 0
		}
		if !reached {
			open = append(open, h)
			continue
		}
		if mu := b.beliefs(h, p, nil, nil); !b.rational(h, p, mu, values) {
			return
		}
	}
	var unused []game.ActionID
	seen := map[game.ActionID]bool{}
	for _, h := range open {
		for _, n := range b.in.Infosets[h].Nodes {
			for _, a := range b.paths[n] {
				if p[a].IsZero() && !seen[a] {
					seen[a] = true
					unused = append(unused, a)
				}
			}
		}
	}
	order, weight := make([]int32, len(p)), make([]num.Rat, len(p))
	known := map[string]bool{}
	b.trembles(unused, order, weight, func() {
		key := ""
		for _, h := range open {
			mu := b.beliefs(h, p, order, weight)
			if !b.rational(h, p, mu, values) {
				return
			}
			key += fmt.Sprint(mu)
		}
		if !known[key] {
			known[key] = true
			b.found = append(b.found, b.assessment(p, order, weight))
		}
	})
}

var weights = []num.Rat{num.One, num.Half, num.Int(2), num.Frac(1, 3), num.Int(3)}

// trembles calls f with every order and weight of the unused actions, or with random ones.
func (b *bruteForce) trembles(unused []game.ActionID, order []int32, weight []num.Rat, f func()) {
	all := 1
	for range unused {
		if all *= 4 * len(weights); all > b.tries.Trembles {
			break
		}
	}
	for code := range min(all, b.tries.Trembles) {
		c := code
		for _, a := range unused {
			if all > b.tries.Trembles {
				c = b.r.IntN(4 * len(weights))
			}
			order[a], weight[a] = int32(1+c%4), weights[c/4%len(weights)]
			c /= 4 * len(weights)
		}
		f()
	}
}

// order is the exponent of the tremble's size in the probability of a node.
func (b *bruteForce) order(n game.NodeID, p game.Profile, order []int32) int32 {
	sum := int32(0)
	for _, a := range b.paths[n] {
		switch {
		case !p[a].IsZero():
		case order == nil:
			sum++
		default:
			sum += order[a]
		}
	}
	return sum
}

// beliefs are the limits at h; on the path, and at single nodes, no trembles are needed.
func (b *bruteForce) beliefs(h game.InfosetID, p game.Profile, order []int32, weight []num.Rat) []num.Rat {
	nodes := b.in.Infosets[h].Nodes
	mu := make([]num.Rat, len(nodes))
	if len(nodes) == 1 {
		mu[0] = num.One
		return mu
	}
	orders := make([]int32, len(nodes))
	least := int32(1 << 30)
	for i, n := range nodes {
		orders[i] = b.order(n, p, order)
		least = min(least, orders[i])
	}
	sum := num.Zero
	for i, n := range nodes {
		if orders[i] > least {
			continue
		}
		mu[i] = num.One
		for _, a := range b.paths[n] {
			if p[a].IsZero() {
				mu[i] = mu[i].Mul(weight[a])
			} else {
				mu[i] = mu[i].Mul(p[a])
			}
		}
		sum = sum.Add(mu[i])
	}
	for i := range mu {
		mu[i] = mu[i].Quo(sum)
	}
	return mu
}

// rational tells whether every action that is used at h is best, by the beliefs mu.
func (b *bruteForce) rational(h game.InfosetID, p game.Profile, mu, values []num.Rat) bool {
	s := &b.in.Infosets[h]
	k := len(b.in.Players)
	worth := make([]num.Rat, s.Num)
	best := 0
	for j := range s.Num {
		for i, n := range s.Nodes {
			if !mu[i].IsZero() {
				worth[j] = worth[j].Add(mu[i].Mul(values[int(b.in.Child(n, j))*k+int(s.Player)]))
			}
		}
		if worth[best].Less(worth[j]) {
			best = j
		}
	}
	for j := range s.Num {
		if !p[int(s.First)+j].IsZero() && worth[j].Less(worth[best]) {
			return false
		}
	}
	return true
}

func (b *bruteForce) assessment(p game.Profile, order []int32, weight []num.Rat) *game.Assessment {
	t := &game.Trembles{Order: make([]int32, len(p)), Weight: append([]num.Rat(nil), p...)}
	for a := range p {
		if p[a].IsZero() {
			t.Order[a], t.Weight[a] = max(order[a], 1), num.One
			if order[a] > 0 {
				t.Weight[a] = weight[a]
			}
		}
	}
	out := &game.Assessment{Profile: p, Beliefs: make(game.Beliefs, len(b.in.Nodes)), Trembles: t}
	for h := range b.in.Infosets {
		for i, x := range b.beliefs(game.InfosetID(h), p, t.Order, t.Weight) {
			out.Beliefs[b.in.Infosets[h].Nodes[i]] = x
		}
	}
	return out
}
