package symbolic

import (
	"fmt"
	"maps"
	"slices"

	"parley/game"
	"parley/internal/partition"
	"parley/internal/ratfunc"
	"parley/num"
)

// A deviation is an unused action at an information set that is reached.
type deviation struct {
	h game.InfosetID
	a game.ActionID
}

// A region is information sets off the path whose play hangs together: by what follows what, by the deviations
// that lead there, or by trembles that beliefs share.
type region struct {
	infosets   []game.InfosetID
	deviations []deviation
}

// parts returns the regions, and the conditions of deviations that lead to none.
func (w *derivation) parts() (regions []region, direct []cond) {
	g := w.g
	parts := partition.New(len(g.Infosets))
	join := func(list []int) {
		for _, i := range list[min(1, len(list)):] {
			parts.Unite(i, list[0])
		}
	}
	for h := range g.Infosets {
		if w.decided[h] {
			continue
		}
		joined := []int{h}
		for _, n := range g.Infosets[h].Nodes {
			joined = append(joined, w.open(n)...)
		}
		join(joined)
	}
	w.joinTrembles(join)
	type led struct {
		deviation
		to int
	}
	var list []led
	for h, support := range w.play {
		for _, a := range g.ActionsAt(game.InfosetID(h)) {
			if support == nil || slices.Contains(support, a) {
				continue
			}
			var to []int
			for _, n := range g.Infosets[h].Nodes {
				if w.reached[n] {
					to = append(to, w.open(w.child(n, a))...)
				}
			}
			if len(to) == 0 {
				f, _ := w.gain(game.InfosetID(h), support[0], a)
				direct = append(direct, cond{f, ge, Reason{NoGain, game.InfosetID(h), a, support[0]}})
				continue
			}
			join(to)
			list = append(list, led{deviation{game.InfosetID(h), a}, to[0]})
		}
	}
	at := map[int]int{}
	for h := range g.Infosets {
		if w.decided[h] {
			continue
		}
		r := parts.Find(h)
		if _, ok := at[r]; !ok {
			at[r] = len(regions)
			regions = append(regions, region{})
		}
		regions[at[r]].infosets = append(regions[at[r]].infosets, game.InfosetID(h))
	}
	for _, l := range list {
		r := &regions[at[parts.Find(l.to)]]
		r.deviations = append(r.deviations, l.deviation)
	}
	return regions, direct
}

// open returns the information sets at n or below at which play is not decided.
func (w *derivation) open(n game.NodeID) (out []int) {
	for m := n; m < w.g.Nodes[n].End; m++ {
		if h := w.g.Nodes[m].Infoset; h != game.None && !w.decided[h] && !slices.Contains(out, int(h)) {
			out = append(out, int(h))
		}
	}
	return out
}

// joinTrembles joins information sets off the path whose beliefs may rest on the same tremble.
func (w *derivation) joinTrembles(join func([]int)) {
	by := map[game.ActionID][]int{}
	for h := range w.g.Infosets {
		if w.decided[h] || len(w.g.Infosets[h].Nodes) < 2 {
			continue
		}
		for _, a := range w.distinguishing(game.InfosetID(h)) {
			by[a] = append(by[a], h)
		}
	}
	for a := range w.g.Actions {
		if list := by[game.ActionID(a)]; len(list) > 1 {
			join(list)
		}
	}
}

// distinguishing returns the actions, not surely played, that lie on the way to some nodes of h and not to all.
func (w *derivation) distinguishing(h game.InfosetID) (out []game.ActionID) {
	count := map[game.ActionID]int{}
	nodes := w.g.Infosets[h].Nodes
	for _, n := range nodes {
		for _, a := range w.g.Path(n) {
			if s := w.g.Actions[a].Infoset; w.decided[s] && !w.sigma[a].IsZero() {
				continue
			}
			if count[a]++; count[a] == 1 {
				out = append(out, a)
			}
		}
	}
	return slices.DeleteFunc(out, func(a game.ActionID) bool { return count[a] == len(nodes) })
}

// part derives the conditions of a region: every combination of supports there is tried. Mixtures that need payoffs to
// coincide are left out, and their surfaces noted, unless nothing else supports the class where it was met.
func (b *builder) part(r region) (ok bool, err error) {
	w := b.w
	var sets []set
	before := maps.Clone(w.ties)
	for _, ties := range []bool{false, true} {
		restore := w.push()
		e := &explorer{w: w, region: r, order: w.bottomUp(r.infosets), off: make(Play, len(w.g.Infosets)), ties: ties}
		err = e.explore(0)
		restore()
		if err != nil {
			return false, err
		}
		if sets = e.sets; w.at == nil || anySetHolds(sets, w.at) {
			break
		}
	}
	ok = b.add(r.infosets, sets)
	for key, p := range w.ties { // where something holds anyhow, more play changes nothing
		if _, old := before[key]; !old && slices.ContainsFunc(sets, func(s set) bool { return w.facts.implies([]rel{{p: p, op: eq}}, s.rels) }) {
			delete(w.ties, key)
		}
	}
	return ok, nil
}

func anySetHolds(sets []set, values []num.Rat) bool {
	return slices.ContainsFunc(sets, func(s set) bool {
		return !slices.ContainsFunc(s.rels, func(r rel) bool { return !(&Condition{Diff: r.p, Op: r.op.String()}).Holds(values) })
	})
}

// bottomUp orders information sets so that those below others come first, as far as that is possible.
func (w *derivation) bottomUp(list []game.InfosetID) []game.InfosetID {
	var out []game.InfosetID
	seen := map[game.InfosetID]bool{}
	var visit func(h game.InfosetID)
	visit = func(h game.InfosetID) {
		if seen[h] {
			return
		}
		seen[h] = true
		for _, n := range w.g.Infosets[h].Nodes {
			for _, k := range w.open(n) {
				visit(game.InfosetID(k))
			}
		}
		out = append(out, h)
	}
	for _, h := range list {
		visit(h)
	}
	return out
}

// An explorer tries supports in a region.
type explorer struct {
	w *derivation
	region
	order []game.InfosetID
	off   Play
	ties  bool // try play that needs payoffs to coincide where nothing but the params moves them
	sets  []set
}

// mostActions bounds the actions at an information set off the path whose supports are tried.
const mostActions = 10

func (e *explorer) explore(i int) error {
	w := e.w
	if w.work++; w.work > mostCases {
		return fmt.Errorf("%w: play off the path can be completed in more than %d ways", ErrLarge, mostCases)
	}
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if i == len(e.order) {
		return e.complete()
	}
	h := e.order[i]
	supports, err := e.supports(h)
	if err != nil {
		return err
	}
	for _, support := range supports {
		restore := w.push()
		w.mix(h, support, !e.mayVanish(h))
		e.off[h] = support
		if len(support) < 2 || e.mayTie(h, support) {
			if err := e.explore(i + 1); err != nil {
				return err
			}
		}
		e.off[h] = nil
		restore()
	}
	return nil
}

// supports returns the supports to try at h, the smallest first, without actions that another beats anyhow.
func (e *explorer) supports(h game.InfosetID) (out [][]game.ActionID, err error) {
	if e.w.fixed != nil {
		return [][]game.ActionID{e.w.fixed[h]}, nil
	}
	n := e.w.g.Infosets[h].Num
	if n > mostActions {
		return nil, fmt.Errorf("%w: %d actions at %q", ErrLarge, n, e.w.g.Infosets[h].Name)
	}
	worse := e.worse(h)
	for m := uint(1); m < 1<<n; m++ {
		if m&worse != 0 {
			continue
		}
		var support []game.ActionID
		for k, a := range e.w.g.ActionsAt(h) {
			if m>>k&1 == 1 {
				support = append(support, a)
			}
		}
		out = append(out, support)
	}
	slices.SortStableFunc(out, func(a, b []game.ActionID) int { return len(a) - len(b) })
	return out, nil
}

// push returns what undoes decisions taken afterwards.
func (w *derivation) push() func() {
	sigma, decided, vars, unknown, next := slices.Clone(w.sigma), slices.Clone(w.decided), len(w.facts.vars), w.facts.unknown, w.next
	f := w.facts
	return func() {
		w.sigma, w.decided, w.next, w.facts = sigma, decided, next, f
		f.vars, f.unknown, f.dim = f.vars[:vars], unknown, nil
	}
}

// mayVanish tells whether a mixture at h may be closed: let its probabilities go to 0, and what they support is still supported,
// by fewer actions. Where a belief depends on them they stay positive.
func (e *explorer) mayVanish(h game.InfosetID) bool {
	for _, k := range e.infosets {
		s := &e.w.g.Infosets[k]
		if len(s.Nodes) < 2 || e.w.simple(k, e.infosets) {
			continue
		}
		for _, n := range s.Nodes {
			for _, a := range e.w.g.Path(n) {
				if e.w.g.Actions[a].Infoset == h {
					return false
				}
			}
		}
	}
	return true
}

// gains returns for each node of h by how much a is worth more there than b; ok is false if play below is not
// decided yet.
func (e *explorer) gains(h game.InfosetID, a, b game.ActionID) (d []ratfunc.Func, ok bool) {
	p := e.w.g.Infosets[h].Player
	for _, n := range e.w.g.Infosets[h].Nodes {
		x, ok := e.w.value(e.w.child(n, a), p)
		if !ok {
			return nil, false
		}
		y, ok := e.w.value(e.w.child(n, b), p)
		if !ok {
			return nil, false
		}
		d = append(d, x.Sub(y))
	}
	return d, true
}

// signs returns the sign that all functions share, anySign if there is none.
func (w *derivation) signs(d []ratfunc.Func) sign {
	all := anySign
	for i, f := range d {
		s := w.facts.sign(f.Num()).times(w.facts.sign(f.Den()))
		switch {
		case s == anySign:
			return anySign
		case i == 0 || s == all:
			all = s
		case (s == positive || s == notNegative || s == zero) && (all == positive || all == notNegative || all == zero):
			all = notNegative
		case (s == negative || s == notPositive || s == zero) && (all == negative || all == notPositive || all == zero):
			all = notPositive
		default:
			return anySign
		}
	}
	return all
}

// worse returns the actions of h that another one beats at every node.
func (e *explorer) worse(h game.InfosetID) (mask uint) {
	actions := e.w.g.ActionsAt(h)
	for k, a := range actions {
		for _, b := range actions {
			if a == b {
				continue
			}
			if d, ok := e.gains(h, a, b); ok && e.w.signs(d) == negative {
				mask |= 1 << k
			}
		}
	}
	return mask
}

// mayTie tells whether the actions of a support can be worth the same.
func (e *explorer) mayTie(h game.InfosetID, support []game.ActionID) bool {
	for _, a := range support[1:] {
		d, ok := e.gains(h, a, support[0])
		if !ok {
			continue
		}
		if s := e.w.signs(d); s == positive || s == negative {
			return false
		}
		f := d[0]
		same := !slices.ContainsFunc(d, func(o ratfunc.Func) bool { return !o.Equal(f) })
		if same && !e.ties && !f.IsZero() && e.w.paramsOnly(f.Num()) {
			e.w.tie(f.Num())
			return false
		}
	}
	return true
}

// complete derives the conditions once play is decided everywhere in the region.
func (e *explorer) complete() error {
	w := e.w
	var base []cond
	for _, d := range e.deviations {
		used := w.play[d.h][0]
		f, ok := w.gain(d.h, used, d.a)
		if !ok {
			return fmt.Errorf("play is not decided behind %q", w.g.Actions[d.a].Name)
		}
		base = append(base, cond{f, ge, Reason{NoGain, d.h, d.a, used}})
	}
	for _, h := range e.infosets {
		if support := e.off[h]; len(support) > 1 {
			for _, a := range support {
				o := gt
				if e.mayVanish(h) {
					o = ge
				}
				base = append(base, cond{w.sigma[a], o, Reason{Probability, h, a, game.None}})
			}
		}
	}
	return e.believe(base)
}

// settle solves the equations, eliminates what is free and keeps the conditions on params.
func (e *explorer) settle(eqs []equation, conds []cond) error {
	w := e.w
	solutions, err := w.solveEquations(eqs)
	if err != nil {
		return fmt.Errorf("off the path: %w", err)
	}
	for _, s := range solutions {
		if len(s.ties) > 0 && !e.ties {
			for _, t := range s.ties {
				w.tie(t.p)
			}
			continue
		}
		list := make([]cond, 0, len(conds))
		possible := true
		for _, c := range conds {
			f, ok := s.apply(c.f)
			if !ok {
				possible = false
				break
			}
			list = append(list, cond{f, c.op, c.why})
		}
		if !possible {
			continue
		}
		alts, err := w.alternatives(list)
		if err != nil {
			return err
		}
		for _, rels := range alts {
			sets, err := w.project(rels)
			if err != nil {
				return err
			}
			for _, r := range sets {
				e.sets = append(e.sets, set{rels: append(r, s.ties...), off: slices.Clone(e.off)})
			}
		}
	}
	return nil
}
