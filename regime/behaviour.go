package regime

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// A behaviour is what matters of one equilibrium or component: its class, and the numbers that tell it from
// others of that class.
type behaviour struct {
	key    string
	ranges []float64 // of the probabilities of the actions that may be used on the path, low and high in turn
	slack  float64   // by which these may be off
}

// same tells whether two behaviours are one: they differ off the path at most.
func (b *behaviour) same(c *behaviour) bool {
	if b.key != c.key || len(b.ranges) != len(c.ranges) {
		return false
	}
	for i := range b.ranges {
		if math.Abs(b.ranges[i]-c.ranges[i]) > b.slack+c.slack {
			return false
		}
	}
	return true
}

// A reading describes equilibria of one game. It is for one goroutine.
type reading struct {
	g     *game.Game
	basis Basis
	away  []int16 // by node: departures from what may be played on the way; far if chance excludes it
	sure  []bool  // by node: every member of the component reaches it
}

const far = math.MaxInt16

func newReading(g *game.Game, basis Basis) *reading {
	return &reading{g: g, basis: basis, away: make([]int16, len(g.Nodes)), sure: make([]bool, len(g.Nodes))}
}

// behaviour describes an equilibrium. For each information set of a player at which play may come the key tells
// of every action whether it is always used (+), used in part of a component (~) or never (-); then, with the
// basis Replies, which single action is possible at each information set one departure from the path.
func (r *reading) behaviour(e *solve.Equilibrium) behaviour {
	r.walk(e)
	b := behaviour{slack: 2*e.Radius + 1e-12}
	if e.Certificate == solve.Numeric {
		b.slack = 1e-6
	}
	var key strings.Builder
	for h := range r.g.Infosets {
		s := &r.g.Infosets[h]
		if s.Player == game.Chance {
			continue
		}
		least, sure := int16(far), false
		for _, n := range s.Nodes {
			least = min(least, r.away[n])
			sure = sure || r.sure[n]
		}
		switch {
		case least == 0:
			key.WriteString(strconv.Itoa(h))
			if !sure {
				key.WriteByte('?')
			}
			for a := s.First; a < s.First+game.ActionID(s.Num); a++ {
				low, high := e.Range(a)
				key.WriteByte(use(low, high))
				if high.Sign() > 0 {
					b.ranges = append(b.ranges, low.Float(), high.Float())
				}
			}
			key.WriteByte(' ')
		case least == 1 && r.basis == Replies:
			if k := single(e, s); k >= 0 {
				key.WriteString(strconv.Itoa(h) + "!" + strconv.Itoa(k) + " ")
			}
		}
	}
	b.key = key.String()
	return b
}

// KeyOf returns the key of the class that an equilibrium of g belongs to: that of Class.Key in a map with this basis.
func KeyOf(g *game.Game, basis Basis, e *solve.Equilibrium) string {
	b := newReading(g, basis).behaviour(e)
	return b.key
}

func use(low, high num.Rat) byte {
	switch {
	case low.Sign() > 0:
		return '+'
	case high.Sign() > 0:
		return '~'
	}
	return '-'
}

// single returns the number of the only action that is possible at s, -1 if there are several.
func single(e *solve.Equilibrium, s *game.Infoset) int {
	found := -1
	for k := range s.Num {
		if _, high := e.Range(s.First + game.ActionID(k)); high.Sign() > 0 {
			if found >= 0 {
				return -1
			}
			found = k
		}
	}
	return found
}

// walk finds how many departures lead to each node.
func (r *reading) walk(e *solve.Equilibrium) {
	r.away[0], r.sure[0] = 0, true
	for i := 1; i < len(r.g.Nodes); i++ {
		n := &r.g.Nodes[i]
		low, high := e.Range(n.Via)
		r.away[i] = r.away[n.Parent]
		r.sure[i] = r.sure[n.Parent] && low.Sign() > 0
		if high.Sign() > 0 || r.away[i] == far {
			continue
		}
		if r.g.Infosets[r.g.Actions[n.Via].Infoset].Player == game.Chance {
			r.away[i] = far
		} else {
			r.away[i]++
		}
	}
}

// A reading of a whole list: its key, with one part for each equilibrium, and the classes. Those that differ
// off the path only, in a way that is no difference of class, count once.
type listed struct {
	key     string
	classes []string // sorted, one for each that counts
	each    []string // by equilibrium
}

func (r *reading) list(list []solve.Equilibrium) listed {
	var out listed
	var kept []behaviour
	for i := range list {
		b := r.behaviour(&list[i])
		out.each = append(out.each, b.key)
		if !slices.ContainsFunc(kept, func(k behaviour) bool { return k.same(&b) }) {
			kept = append(kept, b)
		}
	}
	slices.SortStableFunc(kept, func(a, b behaviour) int { return cmp.Compare(a.key, b.key) })
	for _, b := range kept {
		out.classes = append(out.classes, b.key)
	}
	out.key = strings.Join(out.classes, "|")
	return out
}
