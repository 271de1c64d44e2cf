package dominance

import (
	"cmp"
	"fmt"
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// A site is where strategies of a player are compared: the start, or an information set.
type site struct {
	player int
	at     game.InfosetID // game.None: the start
	own    []game.InfosetID
	doors  []door
}

// A door is a node of an information set, with what the others and chance do on the way.
type door struct {
	node game.NodeID
	by   [][]game.ActionID // of each player, what he does on the way
	p    num.Rat           // what chance does
}

// conditionalSites returns the information sets of all players, with the player's own ones from each on.
func conditionalSites(in *game.Instance) []site {
	var out []site
	for h := range in.Infosets {
		set := &in.Infosets[h]
		if set.Player == game.Chance {
			continue
		}
		s := site{player: int(set.Player), at: game.InfosetID(h)}
		below := map[game.InfosetID]bool{}
		for _, n := range set.Nodes {
			for m := n; m < in.Nodes[n].End; m++ {
				if o := in.Nodes[m].Infoset; o != game.None && in.Infosets[o].Player == set.Player {
					below[o] = true
				}
			}
			d := door{node: n, by: make([][]game.ActionID, len(in.Players)), p: num.One}
			for _, a := range in.Path(n) {
				if p := in.Infosets[in.Actions[a].Infoset].Player; p == game.Chance {
					d.p = d.p.Mul(in.Prob(a))
				} else if p != set.Player {
					d.by[p] = append(d.by[p], a)
				}
			}
			if !d.p.IsZero() {
				s.doors = append(s.doors, d)
			}
		}
		for o := range in.Infosets {
			if below[game.InfosetID(o)] {
				s.own = append(s.own, game.InfosetID(o))
			}
		}
		out = append(out, s)
	}
	return out
}

// A table holds what a player expects at a site: of each way of his to go on (a row, with the
// strategies that go on so), against each profile of the others that comes there (a column).
type table struct {
	rows [][]int
	cols [][]int
	u    [][]num.Rat

	ints  [][]int64 // see whole
	tried bool
}

// table compares what is left.
func (e *elimination) table(s site) *table {
	t := &table{}
	if s.at == game.None {
		for _, k := range e.left[s.player] {
			t.rows = append(t.rows, []int{k})
		}
		e.others(s.player, func(profile []int) {
			t.cols = append(t.cols, slices.Clone(profile))
		})
		t.u = make([][]num.Rat, len(t.rows))
		for r := range t.rows {
			t.u[r] = make([]num.Rat, len(t.cols))
			for c, profile := range t.cols {
				at := t.rows[r][0] * e.step[s.player]
				for i, k := range profile {
					if i != s.player {
						at += k * e.step[i]
					}
				}
				t.u[r][c] = e.pay[at][s.player]
			}
		}
		return t
	}
	t.rows = e.continuations(s)
	if len(t.rows) == 0 {
		return t
	}
	t.u = make([][]num.Rat, len(t.rows))
	e.others(s.player, func(profile []int) {
		total := num.Zero
		open := make([]bool, len(s.doors))
		for d := range s.doors {
			if open[d] = e.passes(s, &s.doors[d], profile); open[d] {
				total = total.Add(s.doors[d].p)
			}
		}
		if total.IsZero() {
			return
		}
		t.cols = append(t.cols, slices.Clone(profile))
		for r := range t.rows {
			sum := num.Zero
			for d := range s.doors {
				if open[d] {
					profile[s.player] = t.rows[r][0]
					sum = sum.Add(s.doors[d].p.Mul(e.play(s.doors[d].node, profile, s.player)))
					profile[s.player] = game.None
				}
			}
			t.u[r] = append(t.u[r], sum.Quo(total))
		}
	})
	return t
}

// others goes through the profiles of the other players that are left.
func (e *elimination) others(player int, do func(profile []int)) {
	profile := make([]int, len(e.left))
	var choose func(i int)
	choose = func(i int) {
		switch {
		case i == len(e.left):
			do(profile)
		case i == player:
			profile[i] = game.None
			choose(i + 1)
		default:
			for _, k := range e.left[i] {
				profile[i] = k
				choose(i + 1)
			}
		}
	}
	choose(0)
}

// continuations groups the strategies that come to a site by how they go on from there.
func (e *elimination) continuations(s site) [][]int {
	var out [][]int
	index := map[string]int{}
	for _, k := range e.left[s.player] {
		comes := false
		var rest []game.ActionID
		for _, a := range e.out.Strategies[s.player][k] {
			h := e.in.Actions[a].Infoset
			comes = comes || h == s.at
			if slices.Contains(s.own, h) {
				rest = append(rest, a)
			}
		}
		if !comes {
			continue
		}
		key := fmt.Sprint(rest)
		r, ok := index[key]
		if !ok {
			r = len(out)
			index[key] = r
			out = append(out, nil)
		}
		out[r] = append(out[r], k)
	}
	return out
}

// passes tells whether the others come through a door.
func (e *elimination) passes(s site, d *door, profile []int) bool {
	for i, way := range d.by {
		for _, a := range way {
			if i != s.player && !slices.Contains(e.out.Strategies[i][profile[i]], a) {
				return false
			}
		}
	}
	return true
}

// play returns what a player expects from node n on.
func (e *elimination) play(n game.NodeID, profile []int, player int) num.Rat {
	h := e.in.Nodes[n].Infoset
	if h == game.None {
		return e.in.PayoffAt(n, game.PlayerID(player))
	}
	set := &e.in.Infosets[h]
	c := n + 1
	sum := num.Zero
	for k := range set.Num {
		a := set.First + game.ActionID(k)
		if set.Player == game.Chance {
			if p := e.in.Prob(a); !p.IsZero() {
				sum = sum.Add(p.Mul(e.play(c, profile, player)))
			}
		} else if slices.Contains(e.out.Strategies[set.Player][profile[set.Player]], a) {
			return e.play(c, profile, player)
		}
		c = e.in.Nodes[c].End
	}
	return sum
}

// gain returns the least and the greatest gain of a mixture of rows over row r.
func (t *table) gain(by []num.Rat, r int) (least, most num.Rat) {
	for c := range t.cols {
		g := t.value(by, c).Sub(t.u[r][c])
		if c == 0 {
			least, most = g, g
		}
		least, most = num.Min(least, g), num.Max(most, g)
	}
	return least, most
}

// value is what a mixture of rows gets in column c.
func (t *table) value(by []num.Rat, c int) num.Rat {
	sum := num.Zero
	for r, p := range by {
		if !p.IsZero() {
			sum = sum.Add(p.Mul(t.u[r][c]))
		}
	}
	return sum
}

func sortRemovals(list []solve.Removal) {
	slices.SortFunc(list, func(a, b solve.Removal) int {
		return cmp.Or(cmp.Compare(a.Player, b.Player), cmp.Compare(a.Strategy, b.Strategy))
	})
}
