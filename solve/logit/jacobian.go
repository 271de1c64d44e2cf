package logit

import (
	"parley/game"
)

// negligible is a weight below which what lies further down the tree changes no derivative that matters:
// it is far below the rounding error of those at hand.
const negligible = 1e-40

// A rowOf collects the derivatives of one action's worth by the logarithms of probabilities.
type rowOf struct {
	d    []float64        // by action
	sets []game.InfosetID // where some derivative was added
	in   []bool           // by information set: in sets
}

func newRow(g *game.Game) rowOf {
	return rowOf{d: make([]float64, len(g.Actions)), in: make([]bool, len(g.Infosets))}
}

func (r *rowOf) add(s *system, a game.ActionID, x float64) {
	r.d[a] += x
	if h := s.in.Actions[a].Infoset; !r.in[h] {
		r.in[h] = true
		r.sets = append(r.sets, h)
	}
}

func (r *rowOf) clear(s *system) {
	for _, h := range r.sets {
		set := &s.in.Infosets[h]
		clear(r.d[set.First : int(set.First)+set.Num])
		r.in[h] = false
	}
	r.sets = r.sets[:0]
}

// Jacobian sets rows to the derivatives of the equations. The worth of an action, Σ_n μ(n) · value of its
// child at n, changes with the play below, for which the tree is walked, and with the beliefs:
// dμ(n) = μ(n) · (d log reach(n) - Σ_m μ(m) · d log reach(m)).
func (s *system) Jacobian(x []float64, rows [][]float64) {
	s.load(x)
	for _, h := range s.sets {
		set := &s.in.Infosets[h]
		if set.Num == 1 {
			continue
		}
		ref := int(s.refs[h])
		s.gather(&s.base, set, ref)
		for k := range set.Num {
			if k == ref {
				continue
			}
			s.gather(&s.row, set, k)
			a := set.First + game.ActionID(k)
			s.write(rows[s.column[a]], a, s.ref(h))
			s.row.clear(s)
		}
		s.base.clear(s)
	}
}

// gather adds up the derivatives of the worth of the k-th action at an information set.
func (s *system) gather(r *rowOf, set *game.Infoset, k int) {
	worth := s.worth[int(set.First)+k]
	for _, n := range set.Nodes {
		mu := s.belief[n]
		if mu < negligible {
			continue
		}
		c := s.in.Child(n, k)
		s.below(r, c, mu, int(set.Player))
		if len(set.Nodes) == 1 {
			continue
		}
		gain := mu * (s.value[int(c)*s.players+int(set.Player)] - worth)
		for m := n; s.in.Nodes[m].Via != game.None; m = s.in.Nodes[m].Parent {
			if via := s.in.Nodes[m].Via; !s.isChance(via) {
				r.add(s, via, gain)
			}
		}
	}
}

// below adds what play at and below node n, reached with weight w, matters to player i.
func (s *system) below(r *rowOf, n game.NodeID, w float64, i int) {
	x := &s.in.Nodes[n]
	if x.Infoset == game.None {
		return
	}
	set := &s.in.Infosets[x.Infoset]
	own := set.Player == game.Chance || set.Num == 1
	c := n + 1
	for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
		v := w * s.p[a]
		if v >= negligible {
			if !own {
				r.add(s, a, v*s.value[int(c)*s.players+i])
			}
			s.below(r, c, v, i)
		}
		c = s.in.Nodes[c].End
	}
}

// write sets a row of the Jacobian: the equation of action a against the reference of its information set. The
// derivative by a log-odds z_b is that by log p_b less p_b times the sum over b's information set.
func (s *system) write(row []float64, a, ref game.ActionID) {
	for _, list := range [][]game.InfosetID{s.row.sets, s.base.sets} {
		for _, h := range list {
			o := &s.in.Infosets[h]
			if o.Num == 1 {
				continue
			}
			d, e := s.row.d[o.First:int(o.First)+o.Num], s.base.d[o.First:int(o.First)+o.Num]
			sum := 0.0
			for j := range d {
				sum += d[j] - e[j]
			}
			for j := range d {
				if c := s.column[int(o.First)+j]; c >= 0 {
					row[c] = -s.tau * (d[j] - e[j] - s.p[int(o.First)+j]*sum)
				}
			}
		}
	}
	row[s.column[a]]++
	row[len(s.of)] = s.worth[ref] - s.worth[a]
}

// slopes returns the derivatives of all log-probabilities along a direction of the unknowns, by action, at
// the point that was loaded last. Chance's are 0.
func (s *system) slopes(direction []float64) []float64 {
	out := make([]float64, len(s.p))
	for _, h := range s.sets {
		set := &s.in.Infosets[h]
		if set.Num == 1 {
			continue
		}
		sum := 0.0
		for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
			if c := s.column[a]; c >= 0 {
				out[a] = direction[c]
				sum += s.p[a] * direction[c]
			}
		}
		for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
			out[a] -= sum
		}
	}
	return out
}
