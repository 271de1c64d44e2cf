package query

import (
	"fmt"
	"math"
	"slices"

	"parley/expr"
	"parley/game"
	"parley/num"
)

// A world is one member of an equilibrium of one game, in numbers of type T.
type world[T number[T]] struct {
	source[T]
	s     *site
	mem   *arena[T]
	exact bool
	count int
	reach []reached[T]  // by 1 + index of the forcing
	ends  []game.NodeID // what the lists of all reached share
}

// A source is where the numbers of a world come from.
type source[T number[T]] struct {
	profile []T
	conv    func(num.Rat) T
	belief  func(game.NodeID) T // nil for concepts without beliefs
	pay     func(game.NodeID, game.PlayerID) T
	value   func(expr.ID) T
	// smooth makes a number of a value that is worked out in floating point; partial are its derivatives in args.
	smooth func(value float64, args []T, partial func() []float64) T
	// corner is told of differences that are 0 where their sign decides how the value comes about, so that
	// it may have a kink there or, with jump, leap; nil if nobody asks.
	corner func(difference T, jump bool)
}

func newWorld[T number[T]](mem *arena[T], s *site, from source[T], exact bool, count int) *world[T] {
	return &world[T]{source: from, s: s, mem: mem, exact: exact, count: count, reach: make([]reached[T], 1+len(s.forced))}
}

// plainly is smooth for numbers without derivatives.
func plainly[T number[T]](conv func(num.Rat) T) func(float64, []T, func() []float64) T {
	return func(value float64, _ []T, _ func() []float64) T { return conv(num.FromFloat(value)) }
}

// decides tells whoever asks of a difference whose sign decides how a value comes about.
func (w *world[T]) decides(difference T) {
	if w.corner != nil && difference.Sign() == 0 {
		w.corner(difference, false)
	}
}

// reached is the reach of each node under a profile, or why there is none.
type reached[T number[T]] struct {
	done bool
	at   []T
	ends []game.NodeID // the terminal nodes to which play comes, ascending
	why  string
}

func (w *world[T]) one() T { return w.conv(num.One) }

// reaches returns the reach of each node when the given moves are forced (-1: none), or why it is not
// defined.
func (w *world[T]) reaches(force int) *reached[T] {
	r := &w.reach[force+1]
	if r.done {
		return r
	}
	r.done = true
	g := w.s.g
	p := w.profile
	var unsaid []bool // by information set: forced, but the equilibrium does not say how
	if force >= 0 {
		p, unsaid = w.force(w.s.forced[force])
	}
	from := len(w.ends)
	r.at = w.mem.get(len(g.Nodes))
	r.at[0] = w.one()
	for i := 1; i < len(g.Nodes); {
		n := &g.Nodes[i]
		if p[n.Via].Sign() == 0 {
			i = int(n.End)
			continue
		}
		r.at[i] = r.at[n.Parent].Mul(p[n.Via])
		if unsaid != nil && n.Infoset != game.None && unsaid[n.Infoset] {
			r.at, r.why = nil, w.notSaid(force, n.Infoset)
			return r
		}
		if g.Terminal(game.NodeID(i)) {
			w.ends = append(w.ends, game.NodeID(i))
		}
		i++
	}
	if len(g.Nodes) == 1 {
		w.ends = append(w.ends, 0)
	}
	r.ends = w.ends[from:len(w.ends):len(w.ends)]
	if h := g.Nodes[0].Infoset; unsaid != nil && h != game.None && unsaid[h] {
		r.at, r.why = nil, w.notSaid(force, h)
	}
	return r
}

func (w *world[T]) notSaid(force int, h game.InfosetID) string {
	return fmt.Sprintf("do = %s allows several actions at %q and the equilibrium takes none of them, so it does not say which",
		w.s.forced[force].text, w.s.g.Infosets[h].Name)
}

// force returns the profile with the moves of f forced. Where f allows several actions, their
// probabilities are the equilibrium's own, in proportion.
func (w *world[T]) force(f *forcing) (p []T, unsaid []bool) {
	p = w.mem.get(len(w.profile))
	copy(p, w.profile)
	for _, h := range f.sets {
		acts := w.s.g.ActionsAt(h)
		var sum, zero T
		zero = w.conv(num.Zero)
		sum = zero
		only, allowed := game.ActionID(game.None), 0
		for _, a := range acts {
			if f.allowed[a] {
				sum, only = sum.Add(p[a]), a
				allowed++
			}
		}
		for _, a := range acts {
			switch {
			case !f.allowed[a]:
				p[a] = zero
			case allowed == 1 && a == only:
				p[a] = w.one()
			case sum.Sign() == 0:
				if unsaid == nil {
					unsaid = make([]bool, len(w.s.g.Infosets))
				}
				unsaid[h] = true
				p[a] = w.one() // so that what follows is looked at; the answer is not used
			default:
				p[a] = p[a].Quo(sum)
			}
		}
	}
	return p, unsaid
}

// eval returns the value of a leaf: two results if it is not determined further than their range.
func (w *world[T]) eval(l *leaf) (low, high result[T]) {
	single := func(r result[T]) (result[T], result[T]) { return r, r }
	switch q := l.q.(type) {
	case Prob:
		return single(w.prob(l))
	case Payoff:
		return single(w.payoff(l))
	case Belief:
		return w.belief(l)
	case Plays:
		return w.plays(l)
	case Informs:
		return single(w.informs(l, q))
	case Alignment:
		return single(w.alignment(l, q))
	case Influence:
		return single(w.influence(l, q))
	case Count:
		return single(result[T]{v: w.conv(num.Int(int64(w.count))), ok: true, sure: true})
	case Number:
		v := w.value(l.expr)
		return single(result[T]{v: v, ok: true, sure: !rounds(v) || whole(v)})
	}
	return single(undefined[T]("this kind of query is not known"))
}

// never says why nothing of what was asked about happens.
func never(given, do Event) string {
	switch {
	case do == nil && given == nil:
		return "play never gets there"
	case do == nil:
		return "play never reaches " + given.String()
	case given == nil:
		return "play never gets there even if " + do.String() + " is forced"
	}
	return "play never reaches " + given.String() + " even if " + do.String() + " is forced"
}

func (w *world[T]) prob(l *leaf) result[T] {
	reach := w.reaches(l.force)
	if reach.at == nil {
		return undefined[T](reach.why)
	}
	yes, no := w.conv(num.Zero), w.conv(num.Zero)
	for _, z := range reach.ends {
		switch {
		case l.given != nil && !l.given[z]:
		case l.event[z]:
			yes = yes.Add(reach.at[z])
		default:
			no = no.Add(reach.at[z])
		}
	}
	if yes.Sign() == 0 && no.Sign() == 0 {
		return undefined[T](l.never)
	}
	return share(yes, no, w.one(), w.exact, "")
}

func (w *world[T]) payoff(l *leaf) result[T] {
	reach := w.reaches(l.force)
	if reach.at == nil {
		return undefined[T](reach.why)
	}
	sum, total := w.conv(num.Zero), w.conv(num.Zero)
	for _, z := range reach.ends {
		if l.given != nil && !l.given[z] {
			continue
		}
		sum = sum.Add(reach.at[z].Mul(w.pay(z, l.player)))
		total = total.Add(reach.at[z])
	}
	if total.Sign() == 0 {
		return undefined[T](l.never)
	}
	return result[T]{v: sum.Quo(total), ok: true, sure: w.exact}
}

// chance returns with what probability the event happens, and does not, from n on.
func (w *world[T]) chance(n game.NodeID, event []bool, weight T) (yes, no T) {
	g := w.s.g
	yes, no = w.conv(num.Zero), w.conv(num.Zero)
	var walk func(game.NodeID, T)
	walk = func(m game.NodeID, p T) {
		end := g.Nodes[m].End
		if same := !slices.Contains(event[m:end], !event[m]); same || g.Terminal(m) {
			if event[m] {
				yes = yes.Add(p)
			} else {
				no = no.Add(p)
			}
			return
		}
		for c := m + 1; c < end; c = g.Nodes[c].End {
			if q := w.profile[g.Nodes[c].Via]; q.Sign() != 0 {
				walk(c, p.Mul(q))
			}
		}
	}
	walk(n, weight)
	return yes, no
}

func (w *world[T]) belief(l *leaf) (low, high result[T]) {
	reach := w.reaches(-1).at
	zero := w.conv(num.Zero)
	yes, no := zero, zero
	for _, s := range l.sets {
		weight, all := zero, zero
		for _, n := range s.asked {
			weight = weight.Add(reach[n])
		}
		if weight.Sign() == 0 {
			continue
		}
		nodes := w.s.g.Infosets[s.h].Nodes
		for _, n := range nodes {
			all = all.Add(reach[n])
		}
		for _, n := range nodes {
			if reach[n].Sign() == 0 {
				continue
			}
			a, b := w.chance(n, l.event, reach[n])
			yes, no = yes.Add(a.Mul(weight).Quo(all)), no.Add(b.Mul(weight).Quo(all))
		}
	}
	if yes.Sign() != 0 || no.Sign() != 0 {
		r := share(yes, no, w.one(), w.exact, "")
		return r, r
	}
	if w.source.belief == nil {
		r := undefined[T](l.never + ", and this concept has no beliefs there")
		return r, r
	}
	for i, s := range l.sets {
		yes, no = zero, zero
		for _, n := range w.s.g.Infosets[s.h].Nodes {
			if p := w.source.belief(n); p.Sign() != 0 {
				a, b := w.chance(n, l.event, p)
				yes, no = yes.Add(a), no.Add(b)
			}
		}
		r := share(yes, no, w.one(), w.exact, "")
		if i > 0 {
			w.decides(r.v.Sub(low.v))
		}
		low, high = widen(i == 0, low, high, r)
	}
	return low, high
}

// widen takes r into the range of low and high.
func widen[T number[T]](first bool, low, high, r result[T]) (result[T], result[T]) {
	if first {
		return r, r
	}
	if r.v.Sub(low.v).Sign() < 0 {
		low = r
	}
	if r.v.Sub(high.v).Sign() > 0 {
		high = r
	}
	return low, high
}

func (w *world[T]) plays(l *leaf) (low, high result[T]) {
	all := w.reaches(-1)
	reach := all.at
	yes, no := w.conv(num.Zero), w.conv(num.Zero)
	for _, z := range all.ends {
		if l.made[z] == 0 || l.given != nil && !l.given[z] {
			continue
		}
		for range l.taken[z] {
			yes = yes.Add(reach[z])
		}
		for range l.made[z] - l.taken[z] {
			no = no.Add(reach[z])
		}
	}
	if yes.Sign() != 0 || no.Sign() != 0 {
		r := share(yes, no, w.one(), w.exact, "")
		return r, r
	}
	if len(l.sets) == 0 {
		r := undefined[T](l.never)
		return r, r
	}
	for i := range l.sets {
		p := w.conv(num.Zero)
		if a := l.action[i]; a != game.None {
			p = w.profile[a]
		}
		r := result[T]{v: p, ok: true, sure: w.exact || p.Sign() == 0 || p.Sub(w.one()).Sign() == 0}
		if i > 0 {
			w.decides(r.v.Sub(low.v))
		}
		low, high = widen(i == 0, low, high, r)
	}
	return low, high
}

func (w *world[T]) informs(l *leaf, q Informs) result[T] {
	all := w.reaches(-1)
	reach := all.at
	zero := w.conv(num.Zero)
	joint := make([]T, l.nx*l.ny)
	px, py := make([]T, l.nx), make([]T, l.ny)
	total := zero
	for _, z := range all.ends {
		x, y := l.x[z], l.y[z]
		if x < 0 || y < 0 {
			continue
		}
		k := int(x)*l.ny + int(y)
		joint[k], px[x], py[y] = joint[k].Add(reach[z]), px[x].Add(reach[z]), py[y].Add(reach[z])
		total = total.Add(reach[z])
	}
	positive := func(p []T) int {
		n := 0
		for _, x := range p {
			n += x.Sign()
		}
		return n
	}
	switch {
	case total.Sign() == 0:
		return undefined[T](fmt.Sprintf("play never reaches %q after %q", q.Label, q.About))
	case positive(px) < 2:
		return undefined[T](fmt.Sprintf("%q is not hidden: only one outcome of it comes before %q", q.About, q.Label))
	case positive(py) < 2:
		return result[T]{v: zero, ok: true, sure: true}
	case positive(joint) == positive(py): // each outcome at the label goes with one hidden outcome
		return result[T]{v: w.one(), ok: true, sure: true}
	}
	if w.exact && w.independent(joint, px, py, total) {
		return result[T]{v: zero, ok: true, sure: true}
	}
	return result[T]{v: w.uncertainty(joint, py, px, total), ok: true}
}

// uncertainty returns 1 - H(x|y)/H(x) for the joint weights of pairs of outcomes x, y.
func (w *world[T]) uncertainty(joint, py, px []T, total T) T {
	var hidden, left float64 // the entropies H(x) and H(x|y), in nats
	sum := total.Float()
	for x, p := range px {
		if f := p.Float() / sum; f > 0 {
			hidden -= f * math.Log(f)
		}
		for y, r := range py {
			if f := joint[x*len(py)+y].Float() / sum; f > 0 {
				left -= f * math.Log(f*sum/r.Float())
			}
		}
	}
	return w.smooth(1-left/hidden, joint, func() []float64 {
		out := make([]float64, len(joint))
		for k, j := range joint {
			if f := j.Float(); f > 0 {
				dHidden := -(math.Log(px[k/len(py)].Float()/sum) + hidden) / sum
				dLeft := -(math.Log(f/py[k%len(py)].Float()) + left) / sum
				out[k] = (left*dHidden/hidden - dLeft) / hidden
			}
		}
		return out
	})
}

// independent tells whether joint · total = px · py throughout.
func (w *world[T]) independent(joint, px, py []T, total T) bool {
	for x := range px {
		for y := range py {
			if joint[x*len(py)+y].Mul(total).Sub(px[x].Mul(py[y])).Sign() != 0 {
				return false
			}
		}
	}
	return true
}

func (w *world[T]) alignment(l *leaf, q Alignment) result[T] {
	all := w.reaches(-1)
	reach, ends := all.at, all.ends
	if q.Uniform {
		ends = w.s.terminals
	}
	var sum, a, b float64
	each := func(f func(weight, x, y float64)) {
		for _, z := range ends {
			weight := 1.0
			if !q.Uniform {
				weight = reach[z].Float()
			}
			f(weight, w.pay(z, l.player).Float(), w.pay(z, l.second).Float())
		}
	}
	each(func(p, x, y float64) { sum += p; a += float64(p * x); b += float64(p * y) }) // the same on every machine
	a, b = a/sum, b/sum
	var aa, bb, ab, scaleA, scaleB float64
	each(func(p, x, y float64) {
		aa += p * (x - a) * (x - a) / sum
		bb += p * (y - b) * (y - b) / sum
		ab += p * (x - a) * (y - b) / sum
		scaleA, scaleB = max(scaleA, math.Abs(x)), max(scaleB, math.Abs(y))
	})
	const constant = 1e-12 // relative spread of payoffs that is rounding error
	for _, v := range []struct {
		spread, scale float64
		name          string
	}{{aa, scaleA, q.A}, {bb, scaleB, q.B}} {
		if math.Sqrt(v.spread) <= constant*(1+v.scale) {
			return undefined[T](fmt.Sprintf("%s gets the same whatever happens, so nothing correlates with it", v.name))
		}
	}
	r := max(-1, min(1, ab/math.Sqrt(aa*bb)))
	var args []T // by terminal node that counts: its weight and the two payoffs
	if w.corner != nil {
		for _, z := range ends {
			weight := w.one()
			if !q.Uniform {
				weight = reach[z]
			}
			args = append(args, weight, w.pay(z, l.player), w.pay(z, l.second))
		}
	}
	return result[T]{v: w.smooth(r, args, func() (out []float64) {
		scale := math.Sqrt(aa * bb)
		each(func(p, x, y float64) {
			x, y = x-a, y-b
			out = append(out, (x*y/scale-r/2*(x*x/aa+y*y/bb))/sum, p/sum*(y/scale-r*x/aa), p/sum*(x/scale-r*y/bb))
		})
		return out
	}), ok: true}
}

// influence is the greatest total variation between the distributions of what the second player does
// from there on, over pairs of actions that are forced at the label. If he has no move after it, it is
// what he gets.
func (w *world[T]) influence(l *leaf, q Influence) result[T] {
	zero := w.conv(num.Zero)
	kinds, of := l.nx, l.x
	if kinds == 0 {
		kinds, of = w.payoffKinds(l.second)
	}
	var dists [][]T
	for _, force := range l.forces {
		reach := w.reaches(force)
		dist, total := make([]T, kinds), zero
		for _, z := range reach.ends {
			if l.made[z] > 0 {
				dist[of[z]] = dist[of[z]].Add(reach.at[z])
				total = total.Add(reach.at[z])
			}
		}
		if total.Sign() == 0 {
			return undefined[T](fmt.Sprintf("play never reaches %q", q.Through))
		}
		for i := range dist {
			dist[i] = dist[i].Quo(total)
		}
		dists = append(dists, dist)
	}
	best := zero
	for i := range dists {
		for j := range i {
			d := zero
			for k := range dists[i] {
				x := dists[i][k].Sub(dists[j][k])
				if w.decides(x); x.Sign() > 0 {
					d = d.Add(x)
				}
			}
			if w.decides(d.Sub(best)); d.Sub(best).Sign() > 0 {
				best = d
			}
		}
	}
	return result[T]{v: best, ok: true, sure: w.exact}
}

// payoffKinds numbers the different payoffs of a player: how many there are, and which one he gets at
// each terminal node. Payoffs that differ by rounding error only are one.
func (w *world[T]) payoffKinds(p game.PlayerID) (int, []int32) {
	const same = 1e-12
	of := make([]int32, len(w.s.g.Nodes))
	zs := slices.Clone(w.s.terminals)
	value := func(z game.NodeID) float64 { return w.pay(z, p).Float() }
	slices.SortStableFunc(zs, func(a, b game.NodeID) int {
		switch x, y := value(a), value(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	k := int32(0)
	for i, z := range zs {
		if i > 0 {
			if x, y := value(zs[i-1]), value(z); y-x > same*(1+math.Abs(x)) {
				k++
			} else if w.corner != nil && w.s.g.Payoff(z, p) != w.s.g.Payoff(zs[i-1], p) {
				w.corner(w.pay(z, p).Sub(w.pay(zs[i-1], p)), true)
			}
		}
		of[z] = k
	}
	return int(k) + 1, of
}
