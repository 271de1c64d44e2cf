package sequential

import (
	"fmt"
	"slices"
	"strings"

	"parley/game"
	"parley/internal/linprog"
	"parley/internal/poly"
	"parley/num"
)

// maxBases bounds the ways of ordering trembles that one support profile is tried with.
const maxBases = 4096

// maxUnknowns bounds the unknowns of one system.
const maxUnknowns = 250

// beliefKind says where the beliefs of a class come from under a support profile.
type beliefKind uint8

const (
	byBayes   beliefKind = iota // some node is on the path, or would be had play come near
	free                        // every belief is consistent: each node but one has trembles of its own
	byTremble                   // the order of trembles decides
)

// A basis is a support profile with, for each class of information sets, where its beliefs come
// from, and the unknowns that are left: a consistent basis in the sense of Kreps and Wilson (1982,
// lemma A1).
type basis struct {
	sigma  [][]poly.Poly // by position in und and in alive: probability; nil outside the support
	kinds  []beliefKind  // by class
	weight [][]poly.Poly // by class and slot: proportional to the belief; nil where it is 0
	order  map[game.ActionID]int64
	xi     map[game.ActionID]poly.Poly // weights of trembles that decide beliefs

	unknowns int
	positive []bool
	zero     []poly.Poly
	nonneg   []poly.Poly
	pos      []poly.Poly
	// excess is by how many dimensions the unknowns outnumber the beliefs that they stand for.
	excess  int
	tooMany bool // more than maxUnknowns
}

func (b *basis) unknown(positive bool) poly.Poly {
	if b.unknowns == maxUnknowns {
		b.tooMany = true
		return polyOne
	}
	b.positive = append(b.positive, positive)
	b.unknowns++
	return poly.Var(b.unknowns - 1)
}

var polyOne = poly.Const(num.One)

// share adds unknowns for n numbers that sum to one and returns them; with positive, none may be 0.
func (b *basis) share(n int, positive bool) []poly.Poly {
	out := make([]poly.Poly, n)
	last := polyOne
	for j := range n - 1 {
		out[j] = b.unknown(positive)
		last = last.Sub(out[j])
	}
	out[n-1] = last
	if n > 1 {
		if positive {
			b.pos = append(b.pos, last)
		} else {
			b.nonneg = append(b.nonneg, last)
		}
	}
	return out
}

func (s *search) newBasis() *basis {
	return &basis{kinds: make([]beliefKind, len(s.p.classes)), weight: make([][]poly.Poly, len(s.p.classes)), sigma: make([][]poly.Poly, len(s.und))}
}

// addSupport adds the probabilities of the i-th information set's support.
func (s *search) addSupport(b *basis, i int) {
	u := &s.und[i]
	b.sigma[i] = make([]poly.Poly, len(u.alive))
	for j, q := range b.share(len(u.support), true) {
		b.sigma[i][u.support[j]] = q
	}
}

// demand adds that d is 0, or at least 0; false if that is impossible.
func (b *basis) demand(d poly.Poly, equal bool) bool {
	if c, ok := d.Constant(); ok {
		return c.Sign() == 0 || c.Sign() > 0 && !equal
	}
	if equal {
		b.zero = append(b.zero, d)
	} else {
		b.nonneg = append(b.nonneg, d)
	}
	return true
}

func (b *basis) system() *poly.System {
	return &poly.System{N: b.unknowns, Positive: b.positive, Zero: b.zero, NonNeg: b.nonneg, Pos: b.pos}
}

// odds returns the weights of class c by Bayes' rule; nil where every way to it is unused.
func (s *search) odds(b *basis, c int) []poly.Poly {
	ways := s.p.classes[c].ways
	var w []poly.Poly
	for j, way := range ways {
		if s.unusedIn(way) == nil {
			if w == nil {
				w = make([]poly.Poly, len(ways))
			}
			w[j] = s.product(b, way)
		}
	}
	return w
}

// offPathUses counts where each unused action stands in the classes off the path.
func (s *search) offPathUses() map[game.ActionID]int {
	uses := map[game.ActionID]int{}
classes:
	for c := range s.p.classes {
		if !s.inUse[c] {
			continue
		}
		for _, way := range s.p.classes[c].ways {
			if s.unusedIn(way) == nil {
				continue classes
			}
		}
		for _, way := range s.p.classes[c].ways {
			for _, a := range s.unusedIn(way) {
				uses[a]++
			}
		}
	}
	return uses
}

// leaf solves for all equilibria with the supports that stand in s.und, all conditions at once.
func (s *search) leaf() {
	b := s.newBasis()
	for _, i := range s.active {
		s.addSupport(b, i)
	}
	var classes []int // of the subgame at hand
	for c, used := range s.inUse {
		if used {
			classes = append(classes, c)
		}
	}
	s.believe(b, classes, s.solveBasis)
}

// believe says where the beliefs of some classes come from and goes on with each basis that results: one,
// unless some depend on the order of trembles.
func (s *search) believe(b *basis, classes []int, then func(*basis)) {
	var offPath, byOrder []int
	for _, c := range classes {
		if w := s.odds(b, c); w != nil {
			b.kinds[c], b.weight[c] = byBayes, w
		} else {
			offPath = append(offPath, c)
		}
	}
	var uses map[game.ActionID]int
	if offPath != nil {
		uses = s.offPathUses()
	}
	for _, c := range offPath {
		if ways := s.p.classes[c].ways; s.base(ways, uses) >= 0 {
			b.kinds[c], b.weight[c] = free, b.share(len(ways), false)
		} else {
			b.kinds[c] = byTremble
			byOrder = append(byOrder, c)
		}
	}
	if byOrder == nil {
		then(b)
		return
	}
	s.bases(b, byOrder, then)
}

// used tells whether an action has positive probability under the supports in s.und.
func (s *search) used(a game.ActionID) bool {
	if s.g.Infosets[s.g.Actions[a].Infoset].Player == game.Chance {
		return !s.in.Prob(a).IsZero()
	}
	return s.surelyUsed(s.stepOf(a))
}

func (b *basis) clone() *basis {
	c := *b
	c.kinds, c.weight, c.sigma = slices.Clone(b.kinds), slices.Clone(b.weight), slices.Clone(b.sigma)
	c.positive = slices.Clone(b.positive)
	c.zero, c.nonneg, c.pos = slices.Clone(b.zero), slices.Clone(b.nonneg), slices.Clone(b.pos)
	return &c
}

func (s *search) unusedIn(way []game.ActionID) []game.ActionID {
	var out []game.ActionID
	for _, a := range way {
		if !s.used(a) {
			out = append(out, a)
		}
	}
	return out
}

// base returns a slot such that every other slot's unused actions are in no other slot of any class
// off the path (uses counts where each stands), or -1 if there is none. Then each belief is the
// limit of trembles: those of the other slots can be made to have any order and weight beside the
// base's, and no other belief depends on them.
func (s *search) base(ways [][]game.ActionID, uses map[game.ActionID]int) int {
	unused := make([][]game.ActionID, len(ways))
	for j, way := range ways {
		unused[j] = s.unusedIn(way)
	}
	return freeBase(unused, uses)
}

func freeBase(unused [][]game.ActionID, uses map[game.ActionID]int) int {
	base := -1
	for j := range unused {
		for _, a := range unused[j] {
			if uses[a] > 1 {
				if base >= 0 && base != j {
					return -1
				}
				base = j
			}
		}
	}
	return max(base, 0)
}

// product is the probability of the used actions of a way, as far as they are not chance.
func (s *search) product(b *basis, way []game.ActionID) poly.Poly {
	w := polyOne
	for _, a := range way {
		h := s.g.Actions[a].Infoset
		set := &s.g.Infosets[h]
		if set.Player == game.Chance {
			if p := s.in.Prob(a); !p.IsZero() {
				w = w.Scale(p)
			}
			continue
		}
		if at := s.undAt[h]; at >= 0 && s.used(a) {
			if u := &s.und[at]; len(u.support) > 1 {
				w = w.Mul(b.sigma[at][u.position(int(a-set.First))])
			}
		}
	}
	return w
}

func (u *undecided) position(action int) int {
	for i, a := range u.alive {
		if a == action {
			return i
		}
	}
	return -1
}

// bases goes through the consistent belief supports of the classes whose beliefs depend on the
// order of trembles, and calls f with each.
func (s *search) bases(b *basis, classes []int, f func(*basis)) {
	index := map[game.ActionID]int{}
	var actions []game.ActionID
	for _, c := range classes {
		for _, way := range s.p.classes[c].ways {
			for _, a := range s.unusedIn(way) {
				if _, ok := index[a]; !ok {
					index[a] = len(actions)
					actions = append(actions, a)
				}
			}
		}
	}
	for _, o := range s.consistent(classes, actions, index) {
		if s.stopped {
			return
		}
		f(s.withOrders(b, classes, o.believed, actions, o.orders))
	}
}

// An ordering says which nodes are believed at each of some classes, with orders of trembles that bring
// it about.
type ordering struct {
	believed []uint32 // by class: a set of slots
	orders   map[game.ActionID]int64
}

// maxOrderings bounds the orderings that a search remembers.
const maxOrderings = 200_000

// consistent returns the consistent belief supports of the classes. They depend only on which actions are
// unused on the ways there, and the same come up under many support profiles.
func (s *search) consistent(classes []int, actions []game.ActionID, index map[game.ActionID]int) []ordering {
	var key strings.Builder
	for _, c := range classes {
		fmt.Fprint(&key, c)
		for _, way := range s.p.classes[c].ways {
			fmt.Fprint(&key, s.unusedIn(way))
		}
	}
	if list, ok := s.orderings[key.String()]; ok {
		return list
	}
	var list []ordering
	tried, whole := 0, true
	var rows []linprog.Row
	believed := make([]uint32, len(classes))
	var choose func(i int)
	choose = func(i int) {
		if i == len(classes) {
			if orders, ok := s.orders(rows, actions); ok {
				list = append(list, ordering{slices.Clone(believed), orders})
			}
			return
		}
		ways := s.p.classes[classes[i]].ways
		if len(ways) > maxActions {
			whole = false
			s.leaveOut(fmt.Sprintf("an information set of %d nodes off the path, whose beliefs depend on the order of trembles", len(ways)))
			return
		}
		for m := uint32(1); m < 1<<len(ways); m++ {
			if s.ctx.Err() != nil {
				s.stop("interrupted")
				return
			}
			if tried++; tried > maxBases {
				whole = false
				s.leaveOut(fmt.Sprintf("more than %d orders of trembles under one support profile", maxBases))
				return
			}
			mark := len(rows)
			rows = append(rows, s.orderRows(ways, m, index)...)
			if _, ok := s.orders(rows, actions); ok {
				believed[i] = m
				choose(i + 1)
			}
			rows = rows[:mark]
		}
	}
	choose(0)
	if s.remembered += 1 + len(list); whole && !s.stopped && s.remembered <= maxOrderings {
		if s.orderings == nil {
			s.orderings = map[string][]ordering{}
		}
		s.orderings[key.String()] = list
	}
	return list
}

// orderRows says that the slots in m have equal total order, and all others at least one more.
// Orders are 1 plus a non-negative unknown each.
func (s *search) orderRows(ways [][]game.ActionID, m uint32, index map[game.ActionID]int) []linprog.Row {
	first := -1
	for j := range ways {
		if m&(1<<j) != 0 {
			first = j
			break
		}
	}
	total := func(j int) ([]num.Rat, num.Rat) {
		coef := make([]num.Rat, len(index))
		n := num.Zero
		for _, a := range s.unusedIn(ways[j]) {
			coef[index[a]] = coef[index[a]].Add(num.One)
			n = n.Add(num.One)
		}
		return coef, n
	}
	base, baseN := total(first)
	var rows []linprog.Row
	for j := range ways {
		if j == first {
			continue
		}
		coef, n := total(j)
		for i := range coef {
			coef[i] = coef[i].Sub(base[i])
		}
		rhs := baseN.Sub(n)
		if m&(1<<j) != 0 {
			rows = append(rows, linprog.Row{Coef: coef, Op: linprog.EQ, B: rhs})
		} else {
			rows = append(rows, linprog.Row{Coef: coef, Op: linprog.GE, B: rhs.Add(num.One)})
		}
	}
	return rows
}

// orders returns positive whole orders of trembles, by action, that meet the rows.
func (s *search) orders(rows []linprog.Row, actions []game.ActionID) (map[game.ActionID]int64, bool) {
	p := &linprog.Problem{N: len(actions), Rows: rows}
	least := make([]num.Rat, len(actions))
	for i := range least {
		least[i] = num.Int(-1)
	}
	x, _, status := p.Maximize(least)
	if status != linprog.Optimal {
		return nil, false
	}
	scale := num.One // the least common denominator
	for _, v := range x {
		d := num.Int(v.Big().Denom().Int64())
		scale = scale.Mul(d).Quo(num.GCD(scale, d))
	}
	out := map[game.ActionID]int64{}
	for i, a := range actions {
		v := x[i].Add(num.One).Mul(scale)
		out[a] = v.Big().Num().Int64()
	}
	return out, true
}

// withOrders is b with the beliefs of the given classes on the slots of believed.
func (s *search) withOrders(b *basis, classes []int, believed []uint32, actions []game.ActionID, orders map[game.ActionID]int64) *basis {
	c := *b
	c.weight = append([][]poly.Poly(nil), b.weight...)
	c.positive = append([]bool(nil), b.positive...)
	c.nonneg = append([]poly.Poly(nil), b.nonneg...)
	c.pos = append([]poly.Poly(nil), b.pos...)
	c.order = orders
	ratios, involved := s.ratios(classes, believed, actions)
	before := c.unknowns
	c.xi = c.multipliers(actions, involved, ratios)
	for i, cl := range classes {
		ways := s.p.classes[cl].ways
		c.weight[cl] = make([]poly.Poly, len(ways))
		several := believed[i]&(believed[i]-1) != 0
		for j, way := range ways {
			if believed[i]&(1<<j) == 0 {
				continue
			}
			w := polyOne
			if several {
				w = s.product(&c, way)
				for _, a := range s.unusedIn(way) {
					w = w.Mul(c.xi[a])
				}
			}
			c.weight[cl][j] = w
		}
	}
	c.excess = c.unknowns - before - linprog.Rank(ratios)
	return &c
}

// ratios returns the exponents of the weights of trembles in the ratios that decide the beliefs of the
// classes, one row for each node but one that is believed, and which trembles' weights occur in them.
func (s *search) ratios(classes []int, believed []uint32, actions []game.ActionID) (ratios [][]num.Rat, involved []bool) {
	column := map[game.ActionID]int{}
	for _, a := range actions {
		column[a] = len(column)
	}
	involved = make([]bool, len(actions))
	for i, cl := range classes {
		if believed[i]&(believed[i]-1) == 0 {
			continue
		}
		var first []num.Rat
		for j, way := range s.p.classes[cl].ways {
			if believed[i]&(1<<j) == 0 {
				continue
			}
			exps := make([]num.Rat, len(actions))
			for _, a := range s.unusedIn(way) {
				exps[column[a]] = exps[column[a]].Add(num.One)
				involved[column[a]] = true
			}
			if first == nil {
				first = exps
				continue
			}
			for k := range exps {
				exps[k] = exps[k].Sub(first[k])
			}
			ratios = append(ratios, exps)
		}
	}
	return ratios, involved
}

// maxGroup bounds the weights among which groups are looked for that can be scaled.
const maxGroup = 12

// multipliers adds unknowns for the weights of the trembles involved. Where those of some actions can be
// scaled together without any ratio changing, they are made to sum to 1: what is left then decides beliefs.
func (b *basis) multipliers(actions []game.ActionID, involved []bool, ratios [][]num.Rat) map[game.ActionID]poly.Poly {
	xi := map[game.ActionID]poly.Poly{}
	var open []int
	for k := range actions {
		if involved[k] {
			open = append(open, k)
		}
	}
	neutral := func(m uint32) bool {
		for _, r := range ratios {
			sum := num.Zero
			for i, k := range open {
				if m>>i&1 != 0 {
					sum = sum.Add(r[k])
				}
			}
			if !sum.IsZero() {
				return false
			}
		}
		return true
	}
	if n := len(open); n <= maxGroup {
		taken := uint32(0)
		for size := 1; size <= n; size++ {
			for m := uint32(1)<<size - 1; m < 1<<n; m = nextOfSize(m) {
				if m&taken != 0 || !neutral(m) {
					continue
				}
				taken |= m
				shares := b.share(size, true)
				for i, k := range open {
					if m>>i&1 != 0 {
						xi[actions[k]], shares = shares[0], shares[1:]
					}
				}
			}
		}
	}
	for _, k := range open {
		if _, ok := xi[actions[k]]; !ok {
			xi[actions[k]] = b.unknown(true)
		}
	}
	return xi
}

// solveBasis solves the conditions of sequential rationality and keeps the solutions.
func (s *search) solveBasis(b *basis) {
	s.stats.Systems++
	if b.tooMany {
		s.leaveOut(fmt.Sprintf("a system of more than %d unknowns", maxUnknowns))
		return
	}
	for _, i := range s.active {
		if !s.conditions(b, &s.und[i]) {
			return
		}
	}
	sol := s.solveSystem(b.system())
	if !sol.Complete {
		s.leaveOut(sol.Because)
	}
	for _, piece := range sol.Pieces {
		s.cells = append(s.cells, s.newCell(b, piece, s.active, sol.Pieces))
	}
}

// solveSystem is poly.Solve, for systems without unknowns too: their conditions hold already. A system that was not
// solved completely as the path of play, and is not solved completely as a whole either, is looked at once.
func (s *search) solveSystem(sys *poly.System) poly.Solution {
	if sys.N == 0 {
		return poly.Solution{Pieces: []poly.Piece{{}}, Complete: true}
	}
	if s.hard != nil && sameSystem(s.hard, sys) {
		return s.hardSolution
	}
	sol := poly.Solve(s.ctx, sys, poly.Limits{Boxes: s.opt.Boxes})
	if !sol.Complete {
		s.hard, s.hardSolution = sys, sol
		if s.ctx.Err() != nil {
			s.stop("interrupted")
		}
	}
	return sol
}

func sameSystem(a, b *poly.System) bool {
	same := func(p, q []poly.Poly) bool { return slices.EqualFunc(p, q, poly.Poly.Equal) }
	return a.N == b.N && slices.Equal(a.Positive, b.Positive) && same(a.Zero, b.Zero) && same(a.NonNeg, b.NonNeg) && same(a.Pos, b.Pos)
}

// conditions adds indifference on u's support and no gain off it; false if that is impossible.
func (s *search) conditions(b *basis, u *undecided) bool {
	first := u.support[0]
	worth := s.worth(b, u, first)
	for a := range u.alive {
		if a == first {
			continue
		}
		if !b.demand(worth.Sub(s.worth(b, u, a)), u.mask.has(a)) {
			return false
		}
	}
	return true
}

// worth is what the a-th action at u is worth to its mover, by the beliefs there, up to a positive
// factor that is the same for all actions.
func (s *search) worth(b *basis, u *undecided, a int) poly.Poly {
	if u.class < 0 {
		return s.jumpValue(b, s.exactJump(u.nodes[0], u, a), u.player)
	}
	sum := poly.Poly{}
	for j, n := range u.nodes {
		// A slot that is not believed has the zero polynomial as weight.
		if w := b.weight[u.class][u.slots[j]]; !w.IsZero() {
			sum = sum.AddProduct(w, s.jumpValue(b, s.exactJump(n, u, a), u.player))
		}
	}
	return sum
}

// An exactJump is a jump in exact arithmetic.
type exactJump struct {
	known []num.Rat
	poly  []poly.Poly // known, as polynomials
	terms []exactTerm
}

type exactTerm struct {
	w num.Rat
	n game.NodeID
}

// jumpValue is player i's expected payoff from a jump.
func (s *search) jumpValue(b *basis, e *exactJump, i int) poly.Poly {
	sum := e.poly[i]
	for _, t := range e.terms {
		sum = sum.AddScaled(s.nodeValue(b, t.n, i), t.w)
	}
	return sum
}

// A value is a node's value to a player in one system.
type value struct {
	system int64 // the number of the system that it is for
	v      poly.Poly
}

// nodeValue is player i's expected payoff from the undecided node n on. Of the actions that he mixes
// himself it takes the first: by his indifference where he mixes, which the system demands too, and by
// Bayes' rule, which his beliefs follow from one of his information sets to the next, they are worth
// the same to him at any information set before.
func (s *search) nodeValue(b *basis, n game.NodeID, i int) poly.Poly {
	memo := &s.values[int(s.undNode[n])*s.k+i]
	if memo.system == s.stats.Systems {
		return memo.v
	}
	at := s.undAt[s.g.Nodes[n].Infoset]
	u := &s.und[at]
	var sum poly.Poly
	for j, a := range u.support {
		v := s.jumpValue(b, s.exactJump(n, u, a), i)
		if len(u.support) == 1 || u.player == i {
			sum = v
			break
		}
		if v = v.Mul(b.sigma[at][a]); j == 0 {
			sum = v
		} else {
			sum = sum.Add(v)
		}
	}
	memo.system, memo.v = s.stats.Systems, sum
	return sum
}

func (s *search) exactJump(n game.NodeID, u *undecided, a int) *exactJump {
	e := &u.exact[int(s.undNode[n]-u.firstNode)*len(u.alive)+a]
	if e.known == nil {
		e.known = make([]num.Rat, s.k)
		s.walkExact(s.p.child(n, u.alive[a]), num.One, e)
		e.poly = make([]poly.Poly, s.k)
		for i, v := range e.known {
			e.poly[i] = poly.Const(v)
		}
	}
	return e
}

func (s *search) walkExact(n game.NodeID, w num.Rat, e *exactJump) {
	if s.cut != nil && s.cut[n] != nil {
		for i, v := range s.cut[n] {
			e.known[i] = e.known[i].Add(w.Mul(v))
		}
		return
	}
	h := s.g.Nodes[n].Infoset
	if h == game.None {
		for i := range s.k {
			e.known[i] = e.known[i].Add(w.Mul(s.in.PayoffAt(n, game.PlayerID(i))))
		}
		return
	}
	set := &s.g.Infosets[h]
	switch {
	case set.Player == game.Chance:
		for a := range set.Num {
			if pr := s.in.Prob(set.First + game.ActionID(a)); !pr.IsZero() {
				s.walkExact(s.p.child(n, a), w.Mul(pr), e)
			}
		}
	case len(s.alive[h]) == 1:
		s.walkExact(s.p.child(n, s.alive[h][0]), w, e)
	default:
		e.terms = append(e.terms, exactTerm{w, n})
	}
}
