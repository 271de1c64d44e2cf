package slope

import (
	"parley/expr"
	"parley/game"
	"parley/num"
)

// alike tells whether two actions are worth the same to who chooses at h whatever the params are and however those
// mix who do: at every node the two lead to the same expression.
func (b *branch) alike(h game.InfosetID, a, than game.ActionID) bool {
	if b.symbols == nil {
		b.symbols = b.symbolic()
	}
	s, of := &b.sets[h], &b.in.Infosets[h]
	for _, n := range s.nodes {
		x := b.symbols.value(b.in.Child(n, int(a-of.First)), of.Player)
		y := b.symbols.value(b.in.Child(n, int(than-of.First)), of.Player)
		if x != y {
			return false
		}
	}
	return true
}

// symbols are what players can expect, as expressions of the params and of the probabilities in use.
type symbols struct {
	b     *branch
	pool  *expr.Pool
	probs map[game.ActionID]expr.ID // of those who mix
	memo  map[memo]expr.ID
}

func (b *branch) symbolic() *symbols {
	s := &symbols{b: b, pool: b.in.Pool.Clone(), probs: map[game.ActionID]expr.ID{}, memo: map[memo]expr.ID{}}
	for i := range b.sets {
		if used := b.sets[i].used; len(used) > 1 {
			for _, a := range used {
				s.probs[a] = s.pool.Declare("") // that they sum to 1 is not used
			}
		}
	}
	return s
}

func (s *symbols) value(n game.NodeID, p game.PlayerID) expr.ID {
	in := s.b.in
	if in.Terminal(n) {
		return in.Payoff(n, p)
	}
	if id, ok := s.memo[memo{n, p}]; ok {
		return id
	}
	sum := s.pool.Const(num.Zero)
	for c := n + 1; c < in.Nodes[n].End; c = in.Nodes[c].End {
		via := in.Nodes[c].Via
		if s.b.profile[via].Sign() == 0 {
			continue
		}
		q, mixed := s.probs[via]
		switch {
		case mixed:
		case in.Actions[via].Prob != game.None:
			q = in.Actions[via].Prob
		default:
			q = s.pool.Const(num.One)
		}
		product, err := s.pool.Binary(expr.Mul, q, s.value(c, p))
		if err != nil {
			panic("slope: a product that divides")
		}
		sum = s.pool.Sum(sum, product)
	}
	s.memo[memo{n, p}] = sum
	return sum
}
