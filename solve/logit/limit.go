package logit

import (
	"context"
	"fmt"
	"math"

	"parley/game"
	"parley/internal/poly"
	"parley/num"
	"parley/solve"
)

// Bounds on what is identified.
const (
	// surely is a probability above which an action, or a node, is taken to keep its probability in the limit:
	// far above what may be left of a vanishing one where the trace ends.
	surely = 20 * settled
	// nearEnough is how far the limit may lie from the last point.
	nearEnough = 1e-3
	// mostUnknowns bounds the systems that are solved for the limit.
	mostUnknowns = 48
	// mostVariables bounds the unknowns, with those on which no condition depends.
	mostVariables = 200
	// mostTerms bounds the polynomials in them.
	mostTerms = 20_000
)

// A limiter identifies the limit of a branch: it takes the supports, and the nodes that are believed, from
// the last point and solves the conditions of a sequential equilibrium for them in exact arithmetic.
//
// Unknowns are the probabilities at information sets where several actions are used, and, where beliefs off
// the path stay in the interior, weights of trembles (Kreps and Wilson 1982, lemma A1). Inequalities are
// left to whoever checks the result.
type limiter struct {
	b        *Branch
	in       *game.Instance
	last     *Point
	used     []bool // by action: keeps its probability
	believed []bool // by node
	unused   [][]game.ActionID
	order    []int32             // by action: of trembles; 0 for those in use
	column   map[int32]int       // by action: its unknown
	weights  []game.ActionID     // unused actions whose weights are unknowns
	start    []float64           // by unknown: its value at the last point
	why      string              // why the limit is not identified
	values   map[int][]poly.Poly // by node and player, in the present system
}

// Identify solves for the limit of a settled branch. It returns the equilibrium, with trembles that prove
// its beliefs consistent, and the largest distance of a probability or a belief from the last point's; or,
// with a nil equilibrium, why the limit is not identified.
func (b *Branch) Identify(ctx context.Context) (e *solve.Equilibrium, distance float64, why string) {
	if !b.Settled {
		return nil, 0, "the branch was not followed to its end: " + b.Because
	}
	l := &limiter{b: b, in: b.In, last: b.Last(), column: map[int32]int{}}
	l.supports()
	l.collectUnused()
	if !l.orders() {
		return nil, 0, "no trembles leave the beliefs that the branch tends to"
	}
	l.chooseUnknowns()
	x, radius, ok := l.solve(ctx)
	if !ok {
		return nil, 0, l.why
	}
	return l.equilibrium(x, radius)
}

// supports reads off the last point what stays. Between the points whose probabilities are surely positive
// and those that vanish, what counts is whether they still fall as lambda grows.
func (l *limiter) supports() {
	half := l.b.Points[0]
	for i := range l.b.Points {
		if p := &l.b.Points[i]; p.Lambda <= l.last.Lambda/2 {
			half = *p
		}
	}
	stays := func(now, before float64) bool {
		return now > surely || now > 1e-9 && now > 0.9*before
	}
	l.used = make([]bool, len(l.in.Actions))
	for a := range l.used {
		if l.b.sys.isChance(game.ActionID(a)) {
			l.used[a] = !l.in.Prob(game.ActionID(a)).IsZero()
		} else {
			l.used[a] = stays(l.last.P[a], half.P[a])
		}
	}
	l.believed = make([]bool, len(l.in.Nodes))
	for n := range l.believed {
		l.believed[n] = stays(l.last.Beliefs[n], half.Beliefs[n])
	}
}

// collectUnused lists, for the nodes of information sets of several nodes, the unused actions on the way
// there. A player's own are common to all nodes of his information set and left out.
func (l *limiter) collectUnused() {
	l.unused = make([][]game.ActionID, len(l.in.Nodes))
	l.several(func(set *game.Infoset) {
		for _, n := range set.Nodes {
			for _, a := range l.in.Path(n) {
				if !l.used[a] && l.in.Infosets[l.in.Actions[a].Infoset].Player != set.Player {
					l.unused[n] = append(l.unused[n], a)
				}
			}
		}
	})
}

// several calls f for each information set of several nodes.
func (l *limiter) several(f func(*game.Infoset)) {
	for h := range l.in.Infosets {
		if set := &l.in.Infosets[h]; set.Player != game.Chance && len(set.Nodes) > 1 {
			f(set)
		}
	}
}

// offPath tells whether beliefs at an information set are for trembles to decide.
func (l *limiter) offPath(set *game.Infoset) bool {
	for _, n := range set.Nodes {
		if len(l.unused[n]) == 0 {
			return false
		}
	}
	return true
}

// chooseUnknowns numbers the unknowns: of each information set with several used actions all but the last
// of these; and weights of trembles, as many as the odds between believed nodes off the path have degrees of
// freedom. Weights that are no unknowns are 1.
func (l *limiter) chooseUnknowns() {
	for h := range l.in.Infosets {
		if l.in.Infosets[h].Player == game.Chance {
			continue
		}
		use := l.support(game.InfosetID(h))
		for _, a := range use[:len(use)-1] {
			l.column[int32(a)] = len(l.start)
			l.start = append(l.start, l.last.P[a])
		}
	}
	rows := l.oddsRows()
	for _, r := range rows.reduce() {
		l.column[int32(r.action)] = len(l.start)
		l.weights = append(l.weights, r.action)
		l.start = append(l.start, 1/(1+math.Exp(-r.log)))
	}
}

// support lists the used actions of an information set.
func (l *limiter) support(h game.InfosetID) []game.ActionID {
	var out []game.ActionID
	for _, a := range l.in.ActionsAt(h) {
		if l.used[a] {
			out = append(out, a)
		}
	}
	return out
}

// solve finds the values of the unknowns. Unknowns that the conditions leave free are set to simple
// fractions near where the branch ends.
func (l *limiter) solve(ctx context.Context) (x []num.Rat, radius float64, ok bool) {
	n := len(l.start)
	if n == 0 {
		return nil, 0, true
	}
	if n > mostVariables {
		l.why = fmt.Sprintf("%d probabilities are mixed in it, and systems of at most %d unknowns are solved", n, mostUnknowns)
		return nil, 0, false
	}
	zero, ok := l.equations()
	if !ok {
		return nil, 0, false
	}
	fixed := l.freeUnknowns(zero)
	if n-len(fixed) > mostUnknowns {
		l.why = fmt.Sprintf("%d probabilities in it depend on each other, and systems of at most %d unknowns are solved", n-len(fixed), mostUnknowns)
		return nil, 0, false
	}
	for {
		sys := &poly.System{N: n, Positive: make([]bool, n), Zero: append([]poly.Poly{}, zero...)}
		for i := range n {
			sys.Positive[i] = true
			sys.Pos = append(sys.Pos, polyOne.Sub(poly.Var(i)))
			if v, ok := fixed[i]; ok {
				sys.Zero = append(sys.Zero, poly.Var(i).Sub(poly.Const(v)))
			}
		}
		sol := poly.Solve(ctx, sys, poly.Limits{})
		piece := l.nearest(sol.Pieces)
		switch {
		case ctx.Err() != nil:
			l.why = "interrupted"
			return nil, 0, false
		case piece == nil && !sol.Complete:
			l.why = "the conditions with its supports were not solved: " + sol.Because
			return nil, 0, false
		case piece == nil:
			l.why = "no equilibrium has its supports and lies near the last point"
			return nil, 0, false
		case piece.Dimension == 0:
			return piece.Point, piece.Radius, true
		}
		i := l.freest(piece, fixed)
		if i < 0 {
			return piece.Point, piece.Radius, true
		}
		fixed[i] = simplest(l.start[i], surely)
	}
}

var polyOne = poly.Const(num.One)

// freeUnknowns fixes the unknowns that stand in no condition.
func (l *limiter) freeUnknowns(zero []poly.Poly) map[int]num.Rat {
	occurs := make([]bool, len(l.start))
	for _, p := range zero {
		for _, v := range p.Vars() {
			occurs[v] = true
		}
	}
	fixed := map[int]num.Rat{}
	for i, yes := range occurs {
		if !yes {
			fixed[i] = simplest(l.start[i], surely)
		}
	}
	return fixed
}

// freest returns the unknown, not yet fixed, whose range over the piece is widest; -1 if there is none.
func (l *limiter) freest(piece *poly.Piece, fixed map[int]num.Rat) int {
	best, width := -1, num.Zero
	for i := range l.start {
		if _, done := fixed[i]; done {
			continue
		}
		if w := piece.High[i].Sub(piece.Low[i]); width.Less(w) {
			best, width = i, w
		}
	}
	return best
}

// nearest returns the piece nearest to the last point, nil if none is near.
func (l *limiter) nearest(pieces []poly.Piece) *poly.Piece {
	var best *poly.Piece
	least := nearEnough
	for i := range pieces {
		far := 0.0
		for j, v := range l.start {
			low, high := pieces[i].Low[j].Float(), pieces[i].High[j].Float()
			if pieces[i].Dimension == 0 {
				low, high = pieces[i].Point[j].Float(), pieces[i].Point[j].Float()
			}
			far = math.Max(far, math.Max(low-v, v-high))
		}
		if far < least {
			best, least = &pieces[i], far
		}
	}
	return best
}

// simplest returns the fraction of least denominator within tolerance of x, which lies in (0, 1), found in
// the tree of Stern and Brocot.
func simplest(x, tolerance float64) num.Rat {
	a, b, c, d := int64(0), int64(1), int64(1), int64(1)
	for range 10_000_000 {
		n, m := a+c, b+d
		switch mid := float64(n) / float64(m); {
		case math.Abs(mid-x) <= tolerance:
			return num.Frac(n, m)
		case mid < x:
			a, b = n, m
		default:
			c, d = n, m
		}
	}
	return num.FromFloat(x)
}
