package sequential

import "parley/game"

// plausible tells, in floating point with margins, whether the supports in s.und can hold
// together: where a mover knows where he is, an action of the support must be worth as much as any
// other for some probabilities of the mixed moves that follow; where he does not, for some of these and
// some beliefs. It spares exact algebra most of the support
// profiles that the bounds of the search let through.
func (s *search) plausible() bool {
	if s.mixLo == nil {
		s.mixLo, s.mixHi = make([]float64, len(s.und)), make([]float64, len(s.und))
	}
	var pairs []int // information sets that mix two actions
	for _, i := range s.active {
		s.mixLo[i], s.mixHi[i] = 0, 1
		if len(s.und[i].support) == 2 {
			pairs = append(pairs, i)
		}
	}
	for range 2 {
		for _, e := range pairs {
			if s.und[e].class < 0 && !s.contract(&s.und[e], pairs) {
				return false
			}
		}
	}
	for _, i := range s.active {
		if !s.mayBeBest(&s.und[i]) {
			return false
		}
	}
	return true
}

// mayBeBest tells whether every action of u's support may be as good as any other action, for some
// beliefs that are left.
func (s *search) mayBeBest(u *undecided) bool {
	d := u.gains
	for _, a := range u.support {
		for b := range u.alive {
			if a == b {
				continue
			}
			for j := range u.nodes {
				_, hi := s.jumpBounds(u, j, a)
				lo, _ := s.jumpBounds(u, j, b)
				if u.class >= 0 {
					d[u.slots[j]] = hi - lo
				} else {
					d[j] = hi - lo
				}
			}
			if !s.reachable(u.class, d, s.tol[u.player]) {
				return false
			}
		}
	}
	return true
}

// contract narrows the mixed moves on whose probabilities the mover's indifference at u depends; false
// if he cannot be indifferent.
func (s *search) contract(u *undecided, pairs []int) bool {
	const slack = 1e-9
	tol := s.tol[u.player]
	difference := func() (lo, hi float64) {
		aLo, aHi := s.jumpBounds(u, 0, u.support[0])
		bLo, bHi := s.jumpBounds(u, 0, u.support[1])
		return aLo - bHi - tol, aHi - bLo + tol
	}
	if lo, hi := difference(); lo > 0 || hi < 0 {
		return false
	}
	for _, k := range pairs {
		lo, hi := s.mixLo[k], s.mixHi[k]
		if hi-lo < 4*slack {
			continue
		}
		// The difference is linear in the probability: d0 at its low end, d1 at its high end.
		s.mixLo[k], s.mixHi[k] = lo, lo
		d0Lo, d0Hi := difference()
		s.mixLo[k], s.mixHi[k] = hi, hi
		d1Lo, d1Hi := difference()
		s.mixLo[k], s.mixHi[k] = lo, hi
		if d0Lo > 0 && d1Lo > 0 || d0Hi < 0 && d1Hi < 0 {
			return false
		}
		// Where a line from d0 to d1 crosses zero, at the earliest and at the latest.
		first, last := 0.0, 1.0
		switch {
		case d0Lo > 0 && d1Hi < 0:
			first, last = d0Lo/(d0Lo-d1Lo), d0Hi/(d0Hi-d1Hi)
		case d0Hi < 0 && d1Lo > 0:
			first, last = d0Hi/(d0Hi-d1Hi), d0Lo/(d0Lo-d1Lo)
		case d0Lo > 0:
			first = d0Lo / (d0Lo - d1Lo)
		case d0Hi < 0:
			first = d0Hi / (d0Hi - d1Hi)
		case d1Lo > 0:
			last = d0Lo / (d0Lo - d1Lo)
		case d1Hi < 0:
			last = d0Hi / (d0Hi - d1Hi)
		}
		s.mixLo[k] = max(lo, lo+first*(hi-lo)-slack)
		s.mixHi[k] = min(hi, lo+last*(hi-lo)+slack)
		if s.mixLo[k] > s.mixHi[k] {
			return false
		}
	}
	return true
}

// jumpBounds bounds the mover's value of an action at a node of u.
func (s *search) jumpBounds(u *undecided, node, a int) (lo, hi float64) {
	return s.boundsOf(&u.jumps[node][a], u.player)
}

func (s *search) boundsOf(j *jump, i int) (lo, hi float64) {
	lo, hi = j.known[i], j.known[i]
	for _, t := range j.terms {
		l, h := s.nodeBounds(t.n, i)
		lo += t.w * l
		hi += t.w * h
	}
	return lo, hi
}

// nodeBounds bounds player i's value at an undecided node, given the supports and s.mixLo and mixHi.
func (s *search) nodeBounds(n game.NodeID, i int) (lo, hi float64) {
	at := s.undAt[s.g.Nodes[n].Infoset]
	u := &s.und[at]
	jumps := u.jumps[s.undNode[n]-u.firstNode]
	lo, hi = s.boundsOf(&jumps[u.support[0]], i)
	if len(u.support) == 2 {
		l, h := s.boundsOf(&jumps[u.support[1]], i)
		p, q := s.mixLo[at], s.mixHi[at]
		return min(p*lo+(1-p)*l, q*lo+(1-q)*l), max(p*hi+(1-p)*h, q*hi+(1-q)*h)
	}
	for _, a := range u.support[1:] {
		l, h := s.boundsOf(&jumps[a], i)
		lo, hi = min(lo, l), max(hi, h)
	}
	return lo, hi
}
