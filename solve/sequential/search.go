package sequential

import (
	"fmt"
	"math"
	"math/bits"
	"slices"

	"parley/game"
)

// maxActions bounds the actions of one information set whose supports are enumerated.
const maxActions = 24

// An undecided is an information set with several actions left after elimination.
type undecided struct {
	h         game.InfosetID
	player    int
	nodes     []game.NodeID
	class     int32 // -1 if it has one node
	slots     []int32
	alive     []int
	exact     []exactJump  // by node, then position in alive; made when first needed
	firstNode int32        // the number of its first node among the undecided nodes
	jumps     [][]jump     // by node, then position in alive
	ways      [][]upstream // by node: see findWays
	support   []int        // positions in alive; nil while open
	mask      mask         // of support
	vlo       []float64
	vhi       []float64 // [(node*len(alive)+a)*k+player]

	// Scratch space, for one visit at a time.
	gains    []float64
	feasible []int
	chosen   []int
	saved    []float64
	at       []int // lengths of the lists of limits
	classes  []int // whose boxes a support may change
}

// A jump is where an action leads: down through chance moves and decided information sets to a sum
// of known payoffs and undecided nodes.
type jump struct {
	known []float64 // by player
	terms []term
}

type term struct {
	w float64
	n game.NodeID
}

// reduce lists the undecided information sets and where their actions lead.
func (s *search) reduce() {
	s.undAt = make([]int32, len(s.g.Infosets))
	for h := range s.undAt {
		s.undAt[h] = -1
	}
	s.inUse = make([]bool, len(s.p.classes))
	s.members = make([][]int, len(s.p.classes))
	for _, h := range s.p.order {
		if len(s.alive[h]) < 2 {
			continue
		}
		set := &s.g.Infosets[h]
		u := undecided{h: h, player: int(set.Player), nodes: set.Nodes, class: s.p.classOf[h], alive: s.alive[h]}
		for _, n := range u.nodes {
			u.slots = append(u.slots, s.p.slot[n])
		}
		s.setJumps(&u)
		u.vlo = make([]float64, len(u.nodes)*len(u.alive)*s.k)
		u.vhi = make([]float64, len(u.vlo))
		at := len(s.und)
		s.undAt[h] = int32(at)
		if u.class >= 0 {
			s.inUse[u.class] = true
			s.members[u.class] = append(s.members[u.class], at)
		}
		s.und = append(s.und, u)
	}
	s.boxLo = make([][]float64, len(s.p.classes))
	s.boxHi = make([][]float64, len(s.p.classes))
	s.limits = make([][][]float64, len(s.p.classes))
	s.touches = make([][]int, len(s.und))
	for c := range s.p.classes {
		if !s.inUse[c] {
			continue
		}
		s.classesInUse = append(s.classesInUse, c)
		ways := s.p.classes[c].ways
		s.boxLo[c] = make([]float64, len(ways))
		s.boxHi[c] = make([]float64, len(ways))
		touched := map[int32]bool{}
		for j, way := range ways {
			s.boxHi[c][j] = 1
			for _, a := range way {
				if at := s.undAt[s.g.Actions[a].Infoset]; at >= 0 && !touched[at] {
					touched[at] = true
					s.touches[at] = append(s.touches[at], c)
				}
			}
		}
	}
	s.findSteps()
	for i := range s.und {
		s.active = append(s.active, i)
		u := &s.und[i]
		u.gains, u.chosen = make([]float64, len(u.nodes)), make([]int, 0, len(u.alive))
		if u.class >= 0 {
			u.classes = append(u.classes, int(u.class))
		}
		for _, c := range s.touches[i] {
			if c != int(u.class) {
				u.classes = append(u.classes, c)
			}
		}
	}
	s.undNode = make([]int32, len(s.g.Nodes))
	nodes := int32(0)
	for i := range s.und {
		u := &s.und[i]
		u.firstNode = nodes
		u.exact = make([]exactJump, len(u.nodes)*len(u.alive))
		for _, n := range u.nodes {
			s.undNode[n] = nodes
			nodes++
		}
	}
	s.values = make([]value, int(nodes)*s.k)
}

// findSteps writes down the ways of the classes in use as steps.
func (s *search) findSteps() {
	s.steps = make([][][]wayStep, len(s.p.classes))
	n := 0
	for _, c := range s.classesInUse {
		for _, way := range s.p.classes[c].ways {
			n += len(way)
		}
	}
	all := make([]wayStep, 0, n)
	for _, c := range s.classesInUse {
		s.steps[c] = make([][]wayStep, len(s.p.classes[c].ways))
		for j, way := range s.p.classes[c].ways {
			from := len(all)
			for _, a := range way {
				all = append(all, s.stepOf(a))
			}
			s.steps[c][j] = all[from:len(all):len(all)]
		}
	}
}

// setJumps works out where the actions of u lead.
func (s *search) setJumps(u *undecided) {
	u.jumps = make([][]jump, len(u.nodes))
	for k, n := range u.nodes {
		js := make([]jump, len(u.alive))
		for i, a := range u.alive {
			js[i].known = make([]float64, s.k)
			s.walk(s.p.child(n, a), 1, &js[i])
		}
		u.jumps[k] = js
	}
}

func (s *search) walk(n game.NodeID, w float64, j *jump) {
	if s.cut != nil && s.cut[n] != nil {
		for i, v := range s.cut[n] {
			j.known[i] += w * v.Float()
		}
		return
	}
	h := s.g.Nodes[n].Infoset
	if h == game.None {
		for i := range s.k {
			j.known[i] += w * s.in.PayoffsF[int(n)*s.k+i]
		}
		return
	}
	set := &s.g.Infosets[h]
	switch {
	case set.Player == game.Chance:
		for a := range set.Num {
			if pr := s.in.ProbsF[int(set.First)+a]; pr != 0 {
				s.walk(s.p.child(n, a), w*pr, j)
			}
		}
	case len(s.alive[h]) == 1:
		s.walk(s.p.child(n, s.alive[h][0]), w, j)
	default:
		j.terms = append(j.terms, term{w, n})
	}
}

// run goes through all supports and calls leafFactored at each support profile that the bounds allow.
func (s *search) run() {
	// What conditions the classes without an open action among their odds meet is known already.
	for c := range s.p.classes {
		if s.inUse[c] && !s.narrow(c, nil) {
			return
		}
	}
	s.descend(0)
}

// stop ends the search with a reason.
func (s *search) stop(why string) {
	s.stopped = true
	s.leaveOut(why)
}

// leaveOut says that something was not decided.
func (s *search) leaveOut(why string) {
	if s.because == "" {
		s.because = why
	}
}

func (s *search) descend(i int) {
	if i == len(s.active) {
		s.leafFactored()
		return
	}
	u := &s.und[s.active[i]]
	s.valueActions(u)
	feasible := u.feasible[:0]
	for a := range u.alive {
		if s.possible(u, a) {
			feasible = append(feasible, a)
		}
	}
	u.feasible = feasible
	if len(feasible) > maxActions {
		s.stop(fmt.Sprintf("%d actions of %q cannot be told apart by bounds; supports of more than %d are not enumerated", len(feasible), s.g.Infosets[u.h].Name, maxActions))
		return
	}
	for size := 1; size <= len(feasible) && !s.stopped; size++ {
		for m := uint32(1)<<size - 1; m < 1<<len(feasible) && !s.stopped; m = nextOfSize(m) {
			s.stats.Supports++
			if s.stats.Supports > s.opt.Supports {
				s.stop(fmt.Sprintf("the bound of %d support profiles was reached", s.opt.Supports))
				return
			}
			if s.stats.Systems > s.opt.Systems {
				s.stop(fmt.Sprintf("the bound of %d systems of equations was reached", s.opt.Systems))
				return
			}
			if s.kept > maxCells {
				s.stop(fmt.Sprintf("more than %d pieces of components were found", maxCells))
				return
			}
			if s.stats.Supports&0x3ff == 0 {
				if s.ctx.Err() != nil {
					s.stop("interrupted")
					return
				}
				if s.opt.Progress != nil {
					s.opt.Progress(s.stats)
				}
			}
			support := u.chosen[:0]
			used := mask{}
			for b := m; b != 0; b &= b - 1 {
				a := feasible[bits.TrailingZeros32(b)]
				support = append(support, a)
				used.add(a)
			}
			s.try(i, support, used)
		}
	}
}

// nextOfSize returns the next larger number with as many bits set.
func nextOfSize(m uint32) uint32 {
	low := m & -m
	up := m + low
	return up | (m^up)/low>>2
}

// try goes on below with the given support at the i-th active information set, if the bounds
// allow it.
func (s *search) try(i int, support []int, used mask) {
	u := &s.und[s.active[i]]
	u.support, u.mask = support, used
	s.save(u)
	if s.constrain(u) && s.propagate(s.active[i]) {
		s.setValues(u)
		s.descend(i + 1)
	}
	s.restore(u)
	u.support = nil
}

// valueActions bounds every player's value of each action at each node of u.
func (s *search) valueActions(u *undecided) {
	at := 0
	for j := range u.nodes {
		for a := range u.alive {
			jp := &u.jumps[j][a]
			for i := range s.k {
				lo, hi := jp.known[i], jp.known[i]
				for _, t := range jp.terms {
					lo += t.w * s.lo[int(t.n)*s.k+i]
					hi += t.w * s.hi[int(t.n)*s.k+i]
				}
				u.vlo[at], u.vhi[at] = lo, hi
				at++
			}
		}
	}
}

func (s *search) vlo(u *undecided, node, a, i int) float64 { return u.vlo[(node*len(u.alive)+a)*s.k+i] }
func (s *search) vhi(u *undecided, node, a, i int) float64 { return u.vhi[(node*len(u.alive)+a)*s.k+i] }

// gain fills d with the most by which action a can be better than b for the mover, by slot of the
// class (by node for a single one).
func (s *search) gain(u *undecided, a, b int, d []float64) {
	for j := range u.nodes {
		x := s.vhi(u, j, a, u.player) - s.vlo(u, j, b, u.player)
		if u.class >= 0 {
			d[u.slots[j]] = x
		} else {
			d[j] = x
		}
	}
}

// possible tells whether a can be a best action for some belief that is left.
func (s *search) possible(u *undecided, a int) bool {
	d := u.gains
	for b := range u.alive {
		if b != a {
			s.gain(u, a, b, d)
			if !s.reachable(u.class, d, s.tol[u.player]) {
				return false
			}
		}
	}
	return true
}

// reachable tells whether some belief in the class's box makes the sum of belief·d at least -tol.
func (s *search) reachable(c int32, d []float64, tol float64) bool {
	if c < 0 {
		return !(d[0] < -tol)
	}
	return !(maxOverBox(s.boxLo[c], s.boxHi[c], d) < -tol)
}

// maxOverBox returns the maximum of sum x·d over x in the box with sum 1: fill up the largest d first.
func maxOverBox(lo, hi, d []float64) float64 {
	rest, sum := 1.0, 0.0
	for j := range d {
		rest -= lo[j]
		sum += lo[j] * d[j]
	}
	if len(d) == 2 {
		j := 0
		if d[1] > d[0] {
			j = 1
		}
		first := min(max(rest, 0), hi[j]-lo[j])
		return sum + first*d[j] + max(rest-first, 0)*d[1-j]
	}
	// Selection by repeated maximum: boxes are small, and most of the weight goes to the first few.
	used := make([]bool, len(d))
	for rest > 0 {
		best := -1
		for j := range d {
			if !used[j] && hi[j] > lo[j] && (best < 0 || d[j] > d[best]) {
				best = j
			}
		}
		if best < 0 {
			break
		}
		used[best] = true
		x := min(rest, hi[best]-lo[best])
		sum += x * d[best]
		rest -= x
	}
	return sum
}

// constrain adds what the support of u asks of the beliefs there; false if no belief is left.
func (s *search) constrain(u *undecided) bool {
	tol := s.tol[u.player]
	if u.class < 0 {
		d := u.gains
		for _, a := range u.support {
			for b := range u.alive {
				if b != a {
					if s.gain(u, a, b, d); d[0] < -tol {
						return false
					}
				}
			}
		}
		return true
	}
	for _, a := range u.support {
		for b := range u.alive {
			if b == a {
				continue
			}
			d := s.newLimit(int(u.class))
			s.gain(u, a, b, d)
			for j := range d {
				d[j] += tol // so that a limit is met where the sum is at least 0
			}
			if !s.narrow(int(u.class), d) {
				return false
			}
		}
	}
	return true
}

// newLimit adds a limit to class c and returns it to be filled in.
func (s *search) newLimit(c int) []float64 {
	l := s.limits[c]
	if len(l) < cap(l) && l[:len(l)+1][len(l)] != nil {
		l = l[:len(l)+1] // one that restore has dropped
	} else {
		l = append(l, make([]float64, len(s.boxLo[c])))
	}
	s.limits[c] = l
	return l[len(l)-1]
}

// narrow cuts class c's box by the limit d, or only checks the box against all limits if d is nil.
func (s *search) narrow(c int, d []float64) bool {
	lo, hi := s.boxLo[c], s.boxHi[c]
	if d == nil {
		if !s.boxFromReach(c) {
			return false
		}
		for _, l := range s.limits[c] {
			if maxOverBox(lo, hi, l) < 0 {
				return false
			}
		}
		return true
	}
	if maxOverBox(lo, hi, d) < 0 {
		return false
	}
	if len(d) == 2 {
		// x·d[0] + (1-x)·d[1] >= 0 with x the belief in slot 0
		const slack = 1e-9
		switch {
		case d[0] < 0 && d[1] > 0:
			x := d[1]/(d[1]-d[0]) + slack
			hi[0], lo[1] = min(hi[0], x), max(lo[1], 1-x)
		case d[1] < 0 && d[0] > 0:
			x := -d[1]/(d[0]-d[1]) - slack
			lo[0], hi[1] = max(lo[0], x), min(hi[1], 1-x)
		}
	}
	return true
}

// boxFromReach cuts class c's box by Bayes' rule as far as the supports above are known.
func (s *search) boxFromReach(c int) bool {
	ways := s.steps[c]
	const slack = 1e-9
	anySure := false
	sumLo, sumHi := 0.0, 0.0
	var bufLo, bufHi [16]float64
	wLo, wHi := bufLo[:0], bufHi[:0]
	for _, way := range ways {
		lo, hi, sure := 1.0, 1.0, true
		for _, st := range way {
			l, h := st.p, st.p
			if st.und >= 0 {
				l, h = s.probBounds(st)
			}
			lo, hi = lo*l, hi*h
			sure = sure && (l > 0 || s.surelyUsed(st))
		}
		if hi == 0 {
			sure = false
		}
		anySure = anySure || sure
		wLo, wHi = append(wLo, lo), append(wHi, hi)
		sumLo += lo
		sumHi += hi
	}
	if !anySure {
		return true // perhaps off the path: trembles may have any order
	}
	for j := range ways {
		lo, hi := 0.0, 1.0
		if wLo[j] > 0 {
			lo = wLo[j]/(wLo[j]+sumHi-wHi[j]) - slack
		}
		if others := sumLo - wLo[j]; wHi[j] == 0 {
			hi = 0
		} else if others > 0 {
			hi = wHi[j]/(wHi[j]+others) + slack
		}
		s.boxLo[c][j] = max(s.boxLo[c][j], lo)
		s.boxHi[c][j] = min(s.boxHi[c][j], hi)
		if s.boxLo[c][j] > s.boxHi[c][j]+slack {
			return false
		}
	}
	sumLo, sumHi = 0, 0
	for j := range ways {
		sumLo += s.boxLo[c][j]
		sumHi += s.boxHi[c][j]
	}
	return sumLo <= 1+float64(len(ways))*slack && sumHi >= 1-float64(len(ways))*slack
}

// A wayStep is an action on a way, as the search knows it: of an undecided information set, or with a
// probability.
type wayStep struct {
	und int32 // -1: decided, or chance
	pos int32 // in alive of that information set
	p   float64
}

// stepOf returns action a as a step.
func (s *search) stepOf(a game.ActionID) wayStep {
	h := s.g.Actions[a].Infoset
	set := &s.g.Infosets[h]
	if set.Player == game.Chance {
		return wayStep{und: -1, p: s.in.ProbsF[a]}
	}
	k := int(a - set.First)
	at := s.undAt[h]
	if at >= 0 {
		if pos := slices.Index(s.und[at].alive, k); pos >= 0 {
			return wayStep{und: at, pos: int32(pos)}
		}
	} else if s.alive[h][0] == k {
		return wayStep{und: -1, p: 1}
	}
	return wayStep{und: -1}
}

// probBounds bounds the probability of an action of an undecided information set as far as its support is
// known.
func (s *search) probBounds(st wayStep) (lo, hi float64) {
	u := &s.und[st.und]
	switch {
	case u.support == nil:
		return 0, 1
	case !u.mask.has(int(st.pos)):
		return 0, 0
	case len(u.support) == 1:
		return 1, 1
	}
	return 0, 1
}

// surelyUsed tells whether an action is known to have positive probability.
func (s *search) surelyUsed(st wayStep) bool {
	if st.und < 0 {
		return st.p > 0
	}
	u := &s.und[st.und]
	return u.support != nil && u.mask.has(int(st.pos))
}

// propagate takes the support of the i-th information set to the beliefs that depend on it.
func (s *search) propagate(i int) bool {
	for _, c := range s.touches[i] {
		if !s.narrow(c, nil) {
			return false
		}
	}
	return true
}

// setValues bounds the values at the nodes of u under its support.
func (s *search) setValues(u *undecided) {
	for j, n := range u.nodes {
		at := int(n) * s.k
		for i := range s.k {
			lo, hi := math.Inf(1), math.Inf(-1)
			for _, a := range u.support {
				lo, hi = min(lo, s.vlo(u, j, a, i)), max(hi, s.vhi(u, j, a, i))
			}
			s.lo[at+i], s.hi[at+i] = lo, hi
		}
		if u.class >= 0 {
			continue
		}
		// The mover knows where he is: all actions of the support are worth the same, and no less
		// than any other.
		i := u.player
		for a := range u.alive {
			s.lo[at+i] = max(s.lo[at+i], s.vlo(u, j, a, i))
		}
		for _, a := range u.support {
			s.hi[at+i] = min(s.hi[at+i], s.vhi(u, j, a, i))
		}
		if s.lo[at+i] > s.hi[at+i] { // by rounding: constrain has let them pass
			s.lo[at+i], s.hi[at+i] = s.hi[at+i], s.lo[at+i]
		}
	}
}

// save remembers what try changes, for restore.
func (s *search) save(u *undecided) {
	u.saved, u.at = u.saved[:0], u.at[:0]
	for _, c := range u.classes {
		u.saved = append(append(u.saved, s.boxLo[c]...), s.boxHi[c]...)
		u.at = append(u.at, len(s.limits[c]))
	}
	for _, n := range u.nodes {
		at := int(n) * s.k
		u.saved = append(append(u.saved, s.lo[at:at+s.k]...), s.hi[at:at+s.k]...)
	}
}

func (s *search) restore(u *undecided) {
	from := u.saved
	take := func(to []float64) {
		copy(to, from)
		from = from[len(to):]
	}
	for i, c := range u.classes {
		take(s.boxLo[c])
		take(s.boxHi[c])
		s.limits[c] = s.limits[c][:u.at[i]]
	}
	for _, n := range u.nodes {
		at := int(n) * s.k
		take(s.lo[at : at+s.k])
		take(s.hi[at : at+s.k])
	}
}
