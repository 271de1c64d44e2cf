package sequential

import (
	"slices"
	"strings"

	"parley/game"
	"parley/internal/partition"
	"parley/internal/poly"
	"parley/num"
	"parley/solve"
)

// maxVertices bounds the members that are listed for one component.
const maxVertices = 64

// connected sorts cells into components: cells that touch. Cells meet face to face as a rule, so their
// vertices tell; what these leave apart is looked at more closely.
func (s *search) connected(cells []*cell) []*component {
	if len(cells) == 0 {
		return nil
	}
	parts := partition.New(len(cells))
	keys := make([][]string, len(cells))
	groups := len(cells)
	unite := func(i, j int) {
		if parts.Unite(i, j) {
			groups--
		}
	}
	if len(cells) > 1 {
		owner := map[string]int{}
		for i, c := range cells {
			if i%64 == 0 && s.ctx.Err() != nil {
				s.apart = true
				break
			}
			for _, x := range c.corners() {
				key, ok := s.key(c, x)
				if !ok {
					keys[i] = nil
					continue
				}
				keys[i] = append(keys[i], key)
				if j, seen := owner[key]; seen {
					unite(i, j)
				} else {
					owner[key] = i
				}
			}
			if len(keys[i]) < len(c.corners()) {
				keys[i] = nil // not all that it takes to say that it lies in another one
			}
		}
	}
	for i := 0; i < len(cells) && groups > 1; i++ {
		if i%64 == 0 && s.ctx.Err() != nil {
			s.apart = true
			break
		}
		for j := 0; j < i && groups > 1; j++ {
			if parts.Find(i) != parts.Find(j) && cells[i].meet(cells[j]) && s.touch(cells[i], cells[j]) {
				unite(i, j)
			}
		}
	}
	out := parts.Groups()
	list := make([]*component, len(out))
	for k, members := range out {
		group := make([]*cell, len(members))
		for j, i := range members {
			group[j] = cells[i]
		}
		list[k] = s.newComponent(group)
		if len(group) > 1 {
			list[k].cells = largest(cells, keys, members)
		}
	}
	return list
}

// touch tells whether a corner or the sample point of one of two cells is in the closure of the other.
func (s *search) touch(c, d *cell) bool {
	if c.piece.Dimension == 0 && d.piece.Dimension == 0 {
		return false
	}
	in := func(c, d *cell) bool {
		for _, x := range append([][]num.Rat{c.piece.Point}, c.corners()...) {
			if z, ok := s.pointAt([]place{{c, x}}); ok && s.closureHas(d, z) {
				return true
			}
		}
		return false
	}
	return c.piece.Radius == 0 && d.piece.Dimension > 0 && in(c, d) || d.piece.Radius == 0 && c.piece.Dimension > 0 && in(d, c)
}

// largest returns those of the cells of one component that are not faces of others.
func largest(cells []*cell, keys [][]string, members []int) []*cell {
	order := slices.Clone(members)
	slices.SortStableFunc(order, func(i, j int) int { return cells[j].piece.Dimension - cells[i].piece.Dimension })
	having := map[string][]int{} // kept cells, by corner
	corners := map[int]map[string]bool{}
	kept := map[int]bool{}
	for _, i := range order {
		face := func(j int) bool {
			for k := range cells[i].masks {
				if !cells[i].masks[k].within(cells[j].masks[k]) {
					return false
				}
			}
			return cells[j].piece.Dimension > cells[i].piece.Dimension &&
				!slices.ContainsFunc(keys[i], func(key string) bool { return !corners[j][key] })
		}
		if len(keys[i]) > 0 && !cells[i].piece.Some && slices.ContainsFunc(having[keys[i][0]], face) {
			continue
		}
		kept[i] = true
		corners[i] = map[string]bool{}
		for _, key := range keys[i] {
			corners[i][key] = true
			having[key] = append(having[key], i)
		}
	}
	var out []*cell
	for _, i := range members {
		if kept[i] {
			out = append(out, cells[i])
		}
	}
	return out
}

// corners returns the vertices of the closure, or the only point.
func (c *cell) corners() [][]num.Rat {
	if c.piece.Radius > 0 {
		return nil
	}
	if c.piece.Dimension == 0 || c.piece.Vertices == nil {
		return [][]num.Rat{c.piece.Point}
	}
	return c.piece.Vertices
}

// extremes returns the corners that are in the cell itself; those on its border belong to others.
func (c *cell) extremes() [][]num.Rat {
	if c.piece.Dimension == 0 || c.piece.Vertices == nil {
		return [][]num.Rat{c.piece.Point}
	}
	var out [][]num.Rat
	for _, x := range c.piece.Vertices {
		if c.strict(x) {
			out = append(out, x)
		}
	}
	return out
}

// key writes down what c decides at x. It is not ok where a belief is not defined by x alone, on the
// border of the cell.
func (s *search) key(c *cell, x []num.Rat) (string, bool) {
	key, beliefs, ok := s.readOff(place{c, x}, false)
	if !ok {
		return "", false
	}
	for _, v := range beliefs {
		key += v.String() + " "
	}
	return key, true
}

// beliefs returns the beliefs of class cl, which the cell decides; not ok where they are not defined.
func (p place) beliefs(cl int) (out []num.Rat, ok bool) {
	weights := p.c.b.weight[cl]
	out = make([]num.Rat, len(weights))
	at := func(x []num.Rat) (sum num.Rat) {
		for j, q := range weights {
			if !q.IsZero() {
				out[j] = q.Eval(x)
				sum = sum.Add(out[j])
			}
		}
		return sum
	}
	sum := at(p.x)
	ok = true
	if sum.IsZero() {
		// 0/0 on the border of a cell: the limit, where it is the same from all sides.
		sum = at(p.c.piece.Point)
		ok = p.c.sameOdds(weights, out)
	}
	for j := range out {
		out[j] = out[j].Quo(sum)
	}
	return out, ok
}

// sameOdds tells whether the weights, which are in the given proportion at some point of the cell, are
// so everywhere.
func (c *cell) sameOdds(weights []poly.Poly, values []num.Rat) bool {
	r := slices.IndexFunc(values, func(v num.Rat) bool { return !v.IsZero() })
	for j, w := range weights {
		// On a polytope, linear weights that are in proportion at the vertices are so all over.
		if w.Degree() > 1 || c.piece.Vertices == nil {
			return false
		}
		for _, x := range c.piece.Vertices {
			if !w.Eval(x).Mul(values[r]).Equal(weights[r].Eval(x).Mul(values[j])) {
				return false
			}
		}
	}
	return true
}

// A place is a point of a cell.
type place struct {
	c *cell
	x []num.Rat
}

// join makes one equilibrium of the components of independent parts: any choice of a point from each
// part is an equilibrium.
func (s *search) join(parts []*component) solve.Equilibrium {
	e := solve.Equilibrium{Certificate: solve.Exact}
	spots := make([][]place, len(parts))
	total := 1
	for i, m := range parts {
		for _, c := range m.cells {
			e.Outer = e.Outer || c.piece.Dimension > 0 && c.piece.Vertices == nil
			if c.piece.Radius > 0 {
				e.Certificate, e.Radius = solve.Interval, max(e.Radius, c.piece.Radius)
			}
		}
		e.Dimension += m.dimension()
		e.AtMost = e.AtMost || !s.proved(m)
		spots[i] = s.telling(m.spots)
		if len(spots[i]) == 0 {
			spots[i] = []place{m.member}
		}
		if total <= maxVertices {
			total *= len(spots[i])
		}
	}
	places := middles(parts)
	e.Assessment = s.assess(s.numbersAt(places))
	if e.Certificate == solve.Interval && s.opt.Lean == nil {
		e.Irrational = s.irrational(places)
	}
	if e.Dimension > 0 {
		s.span(&e, parts, spots, total)
	}
	if s.opt.Lean == nil {
		s.bounds(&e, parts)
	}
	return e
}

// joinFactors makes one equilibrium of a product of factors. The pieces of a factor are described one by one,
// each with the member of the other factors.
func (s *search) joinFactors(factors []factor) solve.Equilibrium {
	var parts []*component
	dimension := 0
	atMost, several := false, false
	for _, f := range factors {
		parts = append(parts, f[0]...)
		most := 0
		for _, piece := range f {
			sum := 0
			for _, m := range piece {
				sum += m.dimension()
			}
			most = max(most, sum)
		}
		dimension += most
		atMost = atMost || len(f) > 1 && !s.provedAll(f, most)
		several = several || len(f) > 1
	}
	e := s.join(parts)
	for k, f := range factors {
		var others []*component
		for j, g := range factors {
			if j != k && len(f) > 1 {
				for _, m := range g[0] {
					others = append(others, m.atMember())
				}
			}
		}
		for _, piece := range f[1:] {
			if s.late() {
				s.stop("interrupted")
				break
			}
			merge(&e, s.join(append(slices.Clip(others), piece...)))
		}
	}
	e.Dimension = dimension
	if several {
		e.AtMost = atMost
	}
	if len(factors) > 1 && s.opt.Lean == nil && e.BeliefLow != nil {
		s.factorBeliefs(e.Profile, factors, e.BeliefLow, e.BeliefHigh)
	}
	if s.opt.Lean == nil && e.Low != nil {
		e.Pieces = s.pieces(&e, factors[0])
	}
	return e
}

// maxPieces bounds the pieces by which the values of a set are bounded.
const maxPieces = 64

// pieces bounds play piece by piece where play begins; what is solved apart from that is as in the set as a
// whole.
func (s *search) pieces(e *solve.Equilibrium, f factor) []solve.Piece {
	var out []solve.Piece
	for _, parts := range f {
		for _, c := range parts[0].cells {
			if len(out) == maxPieces {
				return nil
			}
			p := solve.Piece{Low: slices.Clone(e.Low), High: slices.Clone(e.High)}
			for k, m := range parts {
				for i := range s.und {
					if m.cells[0].supports[i] != nil {
						first := int(s.g.Infosets[s.und[i].h].First)
						for _, a := range s.und[i].alive {
							p.Low[first+a], p.High[first+a] = num.One, num.Zero
						}
					}
				}
				if k == 0 {
					s.boundPlay(c, p.Low, p.High)
					continue
				}
				for _, d := range m.cells {
					s.boundPlay(d, p.Low, p.High)
				}
			}
			out = append(out, p)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// irrational returns the probabilities at the places that are proved to be irrational.
func (s *search) irrational(places []place) []solve.Irrational {
	var out []solve.Irrational
	for _, p := range places {
		f := p.c.piece.Field
		if f == nil {
			continue
		}
		for i := range s.und {
			for _, a := range p.c.supports[i] {
				if root, ok := f.Irrational(p.c.b.sigma[i][a]); ok {
					action := int(s.g.Infosets[s.und[i].h].First) + s.und[i].alive[a]
					out = append(out, solve.Irrational{Action: game.ActionID(action), Root: root})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b solve.Irrational) int { return int(a.Action) - int(b.Action) })
	return out
}

// telling drops points that add nothing to the others: what is left has every play that stood there,
// and the lowest and the highest of each belief.
func (s *search) telling(all []place) []place {
	if len(all) < 3 {
		return all
	}
	type extreme struct {
		value num.Rat
		at    int
	}
	var lows, highs []extreme // by class and slot
	keep := make([]bool, len(all))
	seen := map[string]bool{}
	for i, p := range all {
		play, beliefs, _ := s.readOff(p, true)
		if !seen[play] {
			seen[play], keep[i] = true, true
		}
		for j, b := range beliefs {
			if j == len(lows) {
				lows, highs = append(lows, extreme{b, i}), append(highs, extreme{b, i})
			}
			if b.Less(lows[j].value) {
				lows[j] = extreme{b, i}
			}
			if highs[j].value.Less(b) {
				highs[j] = extreme{b, i}
			}
		}
	}
	for j := range lows {
		keep[lows[j].at], keep[highs[j].at] = true, true
	}
	out := all[:0:0]
	for i, p := range all {
		if keep[i] {
			out = append(out, p)
		}
	}
	return out
}

// readOff returns the play and the beliefs that a cell decides at a point, with told only those that
// are asked for; ok is false where a belief is not defined there.
func (s *search) readOff(p place, told bool) (play string, beliefs []num.Rat, ok bool) {
	var b strings.Builder
	ok = true
	for i := range s.und {
		if p.c.supports[i] == nil || told && s.wantedPlay != nil && !s.wantedPlay[s.und[i].h] {
			continue
		}
		for a := range s.und[i].alive {
			v := num.Zero
			if q := p.c.b.sigma[i][a]; !q.IsZero() {
				v = q.Eval(p.x)
			}
			b.WriteString(v.String())
			b.WriteByte(' ')
		}
	}
	for cl, weights := range p.c.b.weight {
		if weights == nil || told && s.wanted != nil && !s.wanted[cl] {
			continue
		}
		odds, known := p.beliefs(cl)
		beliefs, ok = append(beliefs, odds...), ok && known
	}
	return b.String(), beliefs, ok
}

// span lists members at the extremes: all combinations of the parts' if they are few; if they are many
// or the search is lean, each part's with the others at the member.
func (s *search) span(e *solve.Equilibrium, parts []*component, spots [][]place, total int) {
	chosen := middles(parts)
	if total <= maxVertices && s.opt.Lean == nil {
		var choose func(i int)
		choose = func(i int) {
			if i == len(spots) {
				e.Vertices = append(e.Vertices, s.assess(s.numbersAt(chosen)))
				return
			}
			for _, chosen[i] = range spots[i] {
				choose(i + 1)
			}
		}
		choose(0)
		return
	}
	for i := range parts {
		middle := chosen[i]
		for _, chosen[i] = range spots[i] {
			// A part that has one point only is at the member's already.
			if len(spots[i]) > 1 || chosen[i].c.piece.Dimension > 0 {
				e.Vertices = append(e.Vertices, s.vary(&e.Assessment, s.numbersAt(chosen), chosen[i].c))
			}
		}
		chosen[i] = middle
	}
}

// middles returns a point of each part.
func middles(parts []*component) []place {
	out := make([]place, len(parts))
	for i, m := range parts {
		out[i] = m.member
	}
	return out
}

// numbersAt returns the numbers of one place in each part.
func (s *search) numbersAt(places []place) *numbers {
	v := s.newNumbers()
	for _, p := range places {
		s.put(v, p.c, p.x)
	}
	return v
}

// bounds sets the bounds of probabilities and beliefs over the component.
func (s *search) bounds(e *solve.Equilibrium, parts []*component) {
	bLow, bHigh := slices.Clone(e.Beliefs), slices.Clone(e.Beliefs)
	for _, m := range e.Vertices {
		widen(bLow, bHigh, m.Beliefs)
	}
	if e.Dimension > 0 {
		e.Low, e.High = slices.Clone(e.Profile), slices.Clone(e.Profile)
		for _, m := range parts {
			for _, c := range m.cells {
				s.boundPlay(c, e.Low, e.High)
				s.borderBeliefs(parts, c, bLow, bHigh)
				if c.piece.Dimension > 0 && c.piece.Vertices == nil {
					for h := range s.g.Infosets {
						if s.p.classOf[h] >= 0 { // not known to be narrower
							s.anyBelief(h, bLow, bHigh)
						}
					}
				}
			}
		}
	}
	if e.Dimension > 0 {
		s.productBeliefs(e.Profile, parts, bLow, bHigh)
	}
	wide := s.freeBeliefs(parts, bLow, bHigh)
	if wide || e.Dimension > 0 {
		e.BeliefLow, e.BeliefHigh = bLow, bHigh
	}
}

func widen(low, high, x []num.Rat) {
	for i, v := range x {
		if v.Less(low[i]) {
			low[i] = v
		} else if high[i].Less(v) {
			high[i] = v
		}
	}
}

// boundPlay widens the bounds of probabilities by a cell and its border.
func (s *search) boundPlay(c *cell, low, high game.Profile) {
	for i := range s.und {
		if c.supports[i] == nil {
			continue
		}
		first := int(s.g.Infosets[s.und[i].h].First)
		for a, action := range s.und[i].alive {
			k := first + action
			see := func(v num.Rat) { low[k], high[k] = num.Min(low[k], v), num.Max(high[k], v) }
			q := c.b.sigma[i][a]
			switch v, constant := q.Constant(); {
			case constant:
				see(v)
			case c.piece.Dimension == 0:
				see(q.Eval(c.piece.Point))
			case c.piece.Vertices == nil:
				lo, hi := q.EvalInterval(c.piece.Low, c.piece.High)
				see(num.Max(lo, num.Zero))
				see(num.Min(hi, num.One))
			default:
				for _, x := range c.piece.Vertices {
					see(q.Eval(x))
				}
			}
		}
	}
}

// borderBeliefs widens the bounds of beliefs by the corners of c that are on its border, where Bayes'
// rule says what they are. Where beliefs are ratios of linear functions on a polytope, the corners have
// the extremes; productBeliefs sees to the others.
func (s *search) borderBeliefs(parts []*component, c *cell, low, high game.Beliefs) {
	if c.piece.Dimension == 0 {
		return
	}
	places := middles(parts)
	own := -1
	for i, m := range parts {
		for _, d := range m.cells {
			if d == c {
				own = i
			}
		}
	}
	for _, x := range c.piece.Vertices {
		if c.strict(x) {
			continue // a member, and counted
		}
		places[own] = place{c, x}
		v := s.numbersAt(places)
		p := s.profile(v)
		odds := make([][]num.Rat, len(s.p.classes))
		for cl := range odds {
			odds[cl] = v.odds[cl]
			if odds[cl] == nil {
				odds[cl] = shares(s.p.classes[cl].ways, p)
			}
			if odds[cl] == nil && c.b.weight[cl] != nil { // off the path, by trembles
				if limit, ok := places[own].beliefs(cl); ok {
					odds[cl] = limit
				} else {
					s.anyBeliefOf(cl, low, high) // another from each side
				}
			}
		}
		for h := range s.g.Infosets {
			if cl := s.p.classOf[h]; cl >= 0 && odds[cl] != nil {
				for _, n := range s.g.Infosets[h].Nodes {
					b := odds[cl][s.p.slot[n]]
					low[n], high[n] = num.Min(low[n], b), num.Max(high[n], b)
				}
			}
		}
	}
}

// shares returns the shares of the ways under p; nil where all are 0.
func shares(ways [][]game.ActionID, p game.Profile) []num.Rat {
	w := make([]num.Rat, len(ways))
	sum := num.Zero
	for j, way := range ways {
		w[j] = num.One
		for _, a := range way {
			w[j] = w[j].Mul(p[a])
		}
		sum = sum.Add(w[j])
	}
	if sum.IsZero() {
		return nil
	}
	for j := range w {
		w[j] = w[j].Quo(sum)
	}
	return w
}

func (s *search) anyBelief(h int, low, high game.Beliefs) {
	for _, n := range s.g.Infosets[h].Nodes {
		low[n], high[n] = num.Zero, num.One
	}
}

// freeBeliefs widens the bounds at information sets off the path at which one action is best
// whatever is believed, and tells whether there are any. There the beliefs of the member are one
// choice of many.
func (s *search) freeBeliefs(parts []*component, low, high game.Beliefs) bool {
	wide := false
	known := make([]int8, len(s.p.classes)) // 1: by Bayes' rule; -1: free
	see := func() {
		for cl := range s.p.classes {
			if s.inUse[cl] || known[cl] < 0 {
				continue
			}
			known[cl] = -1
			for _, way := range s.p.classes[cl].ways {
				if s.unusedIn(way) == nil {
					known[cl] = 1
					break
				}
			}
		}
	}
	for _, m := range parts {
		s.enter(m.all[0])
	}
	see()
	for _, m := range parts {
		for _, c := range m.all[1:] {
			s.enter(c)
			see()
		}
		s.enter(m.all[0])
	}
	for h := range s.g.Infosets {
		if cl := s.p.classOf[h]; cl >= 0 && known[cl] < 0 {
			s.anyBelief(h, low, high)
			wide = true
		}
	}
	return wide
}
