package audit

import (
	"cmp"
	"slices"

	"parley/game"
	"parley/num"
	"parley/probe"
	"parley/query"
)

// A Part is one comparison of a conclusion, with its two sides in one equilibrium.
type Part struct {
	Text    string // in the model language
	Op      string // < <= > >= near
	A, B    query.Answer
	QA, QB  query.Query
	Truth   query.Truth // over everything that the entry stands for
	Negated bool        // it stands inside not_
}

// A Contrast is what a conclusion that holds in some equilibria only compares in one in which it does
// not.
type Contrast struct {
	Equilibrium int    // from 0
	Parts       []Part // those that are not true
}

// A Reason is a choice that decides a conclusion: what a player believes at an information set, what his
// actions are worth to him there, and what he does. All numbers are exact, at the baseline.
type Reason struct {
	Variant     string // of the game, "" for the model's own
	Equilibrium int    // of that game, from 0
	Player      string
	Infoset     game.InfosetID
	Name        string // of the information set
	In          *game.Instance
	Forced      string // the do= under which it is looked at, "" for play as it is
	Reached     bool   // by play as it is
	Actions     []ActionValue
	Beliefs     []BeliefShare // empty where the player knows where he is
	// Decides is how much what is asked about, a probability or a payoff, depends on this choice: its
	// range over the actions, all else as it is.
	Decides num.Rat
}

// An ActionValue is an action with its probability and what it is worth to the player who takes it,
// in utils, given his beliefs and what everybody goes on to do.
type ActionValue struct {
	Action string
	P      num.Rat
	Value  num.Rat
}

// A BeliefShare is the probability that a hidden move had an action.
type BeliefShare struct {
	Label, Action string
	P             num.Rat
	Prior         num.Rat // before play, if HasPrior: the move is chance's and first
	HasPrior      bool
}

// Margin returns by how much the best action is worth more than the best that is not played, in
// utils; ok is false if all are played.
func (r *Reason) Margin() (margin num.Rat, ok bool) {
	best, next, found := r.best(), num.Zero, false
	for _, a := range r.Actions {
		if a.P.Sign() == 0 && (!found || next.Less(a.Value)) {
			next, found = a.Value, true
		}
	}
	return best.Sub(next), found
}

func (r *Reason) best() num.Rat {
	best := r.Actions[0].Value
	for _, a := range r.Actions {
		best = num.Max(best, a.Value)
	}
	return best
}

// MaxReasons bounds the reasons given for a conclusion.
const MaxReasons = 4

// explainer finds what decides a conclusion at the baseline.
type explainer struct {
	r *run
	s *probe.Point
}

// explain returns the comparisons of a condition and the choices that decide them, in the first
// equilibrium in which it is true, or else the first; and what differs in the first where it is not
// true, if there is one of each.
func (x *explainer) explain(c query.Condition, truths []query.Truth) (parts []Part, reasons []Reason, contrast *Contrast) {
	if len(truths) == 0 {
		return nil, nil, nil
	}
	eq := max(0, slices.Index(truths, query.True))
	parts = x.parts(c, eq, false)
	for _, p := range tell(parts) {
		for _, q := range []query.Query{p.QA, p.QB} {
			reasons = x.reasons(q, eq, reasons)
		}
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int { return b.Decides.Cmp(a.Decides) })
	reasons = reasons[:min(len(reasons), MaxReasons)]
	other := slices.IndexFunc(truths, func(t query.Truth) bool { return t != query.True })
	if truths[eq] == query.True && other >= 0 {
		contrast = &Contrast{Equilibrium: other}
		for _, p := range x.parts(c, other, false) {
			if p.Truth != query.True {
				contrast.Parts = append(contrast.Parts, p)
			}
		}
	}
	return parts, reasons, contrast
}

// tell picks the parts whose reasons are worth telling: those that are not true, if there are any.
func tell(parts []Part) []Part {
	var out []Part
	for _, p := range parts {
		if p.Truth != query.True {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		out = parts
	}
	return out[:min(len(out), MaxReasons)]
}

func (x *explainer) parts(c query.Condition, eq int, negated bool) []Part {
	pair := func(op string, a, b query.Query) []Part {
		p := Part{Text: c.String(), Op: op, QA: a, QB: b, A: x.value(a, eq), B: x.value(b, eq), Truth: query.Undefined, Negated: negated}
		if k, err := x.r.subject.Evaluator.Condition(c); err == nil {
			p.Truth, _ = x.s.Eval.Truth(k, eq, nil)
		}
		return []Part{p}
	}
	var out []Part
	switch c := c.(type) {
	case query.Compare:
		return pair(c.Op, c.A, c.B)
	case query.Near:
		return pair("near", c.A, c.B)
	case query.AllOf:
		for _, d := range c.Of {
			out = append(out, x.parts(d, eq, negated)...)
		}
	case query.AnyOf:
		for _, d := range c.Of {
			out = append(out, x.parts(d, eq, negated)...)
		}
	case query.Not:
		return x.parts(c.C, eq, !negated)
	}
	return out
}

func (x *explainer) value(q query.Query, eq int) query.Answer {
	k, err := x.r.subject.Evaluator.Query(q)
	if err != nil {
		return query.Answer{Why: err.Error()}
	}
	return x.s.Eval.Answer(k, eq, nil)
}

// reasons adds the choices that decide q.
func (x *explainer) reasons(q query.Query, eq int, out []Reason) []Reason {
	if a, ok := q.(query.Arith); ok {
		return x.reasons(a.B, eq, x.reasons(a.A, eq, out))
	}
	where := query.Where(q)
	world, ok := x.s.Solved(where)
	if !ok || len(world.Equilibria) == 0 {
		return out
	}
	if where != "" {
		eq = 0
	}
	e := &world.Equilibria[eq]
	if e.Beliefs == nil {
		return out
	}
	in := world.In
	d := decision{in: in, a: &e.Assessment, own: in.Reach(e.Profile)}
	var do query.Event
	switch q := q.(type) {
	case query.Prob:
		d.event, do = query.Happens(in.Game, q.Event), q.Do
		d.given = query.Happens(in.Game, q.Given)
	case query.Payoff:
		do, d.given = q.Do, query.Happens(in.Game, q.Given)
		d.payoff = game.PlayerID(slices.Index(in.Players, q.Player))
	case query.Plays:
		d.event = query.Happens(in.Game, query.Move{Label: q.Label, Actions: []string{q.Action}})
		d.given = query.Happens(in.Game, q.Given)
	case query.Belief:
		d.event, d.given = query.Happens(in.Game, q.Event), query.Happens(in.Game, q.At)
	case query.Informs:
		d.profile, d.forced, d.reach = e.Profile, make([]bool, len(in.Infosets)), d.own
		return add(out, &d, d.labelled(q.Label), where, eq, nil)
	default:
		return out
	}
	d.profile, d.forced = query.Forced(in.Game, e.Profile, do)
	d.reach = in.Reach(d.profile)
	found := d.decisive()
	return add(out, &d, found[:min(2, len(found))], where, eq, do)
}

// add appends the reasons at some information sets, each once.
func add(out []Reason, d *decision, found []choice, where string, eq int, do query.Event) []Reason {
	for _, h := range found {
		r := d.reason(h)
		r.Variant, r.Equilibrium = where, eq
		if do != nil {
			r.Forced = do.String()
		}
		i := slices.IndexFunc(out, func(o Reason) bool { return o.In == d.in && o.Infoset == h.set && o.Equilibrium == eq })
		switch {
		case i < 0:
			out = append(out, r)
		case out[i].Decides.Less(r.Decides):
			out[i].Decides = r.Decides
		}
	}
	return out
}

// A decision is the question which choices decide a chance or a payoff.
type decision struct {
	in           *game.Instance
	a            *game.Assessment
	event, given []bool // by node; given nil: always
	payoff       game.PlayerID
	profile      game.Profile // with forced moves
	forced       []bool       // by information set
	reach        []num.Rat    // under profile
	own          []num.Rat    // under play as it is
}

type choice struct {
	set     game.InfosetID
	decides num.Rat
}

// decisive returns the information sets on the way whose choice moves what is asked about, the one
// that moves it most first.
func (d *decision) decisive() []choice {
	// yes and all are, by node, the sum over the terminal nodes below of what is asked about and of
	// probability, from there on.
	g := d.in.Game
	yes, all := make([]num.Rat, len(g.Nodes)), make([]num.Rat, len(g.Nodes))
	for i := len(g.Nodes) - 1; i >= 0; i-- {
		n := game.NodeID(i)
		if g.Terminal(n) && (d.given == nil || d.given[n]) {
			all[n] = num.One
			switch {
			case d.event == nil:
				yes[n] = d.in.PayoffAt(n, d.payoff)
			case d.event[n]:
				yes[n] = num.One
			}
		}
		if via := g.Nodes[n].Via; via != game.None && d.profile[via].Sign() > 0 {
			up := g.Nodes[n].Parent
			yes[up] = yes[up].Add(d.profile[via].Mul(yes[n]))
			all[up] = all[up].Add(d.profile[via].Mul(all[n]))
		}
	}
	if all[0].Sign() == 0 {
		return nil
	}
	var out []choice
	for i := range g.Infosets {
		h := &g.Infosets[i]
		if h.Player == game.Chance || d.forced[i] {
			continue
		}
		// With one action for sure, what is asked about is yes / all with this set's part replaced.
		ys, as := make([]num.Rat, h.Num), make([]num.Rat, h.Num)
		restYes, restAll := yes[0], all[0]
		for k := range h.Num {
			for _, n := range h.Nodes {
				if d.reach[n].Sign() > 0 {
					c := g.Child(n, k)
					ys[k], as[k] = ys[k].Add(d.reach[n].Mul(yes[c])), as[k].Add(d.reach[n].Mul(all[c]))
				}
			}
			p := d.profile[h.First+game.ActionID(k)]
			restYes, restAll = restYes.Sub(p.Mul(ys[k])), restAll.Sub(p.Mul(as[k]))
		}
		var low, high num.Rat
		first := true
		for k := range h.Num {
			weight := restAll.Add(as[k])
			if weight.Sign() <= 0 {
				continue
			}
			v := restYes.Add(ys[k]).Quo(weight)
			if first {
				low, high, first = v, v, false
			}
			low, high = num.Min(low, v), num.Max(high, v)
		}
		if !first && low.Less(high) {
			out = append(out, choice{game.InfosetID(i), high.Sub(low)})
		}
	}
	slices.SortStableFunc(out, func(a, b choice) int { return b.decides.Cmp(a.decides) })
	return out
}

// labelled returns the information sets of players at a label that play reaches, as choices that decide
// what is seen there.
func (d *decision) labelled(label string) []choice {
	var out []choice
	for i := range d.in.Infosets {
		h := &d.in.Infosets[i]
		reached := slices.ContainsFunc(h.Nodes, func(n game.NodeID) bool { return d.own[n].Sign() > 0 })
		if h.Label == label && h.Player != game.Chance && reached {
			out = append(out, choice{game.InfosetID(i), num.One})
		}
	}
	return out
}

// reason tells what is believed, what the actions are worth and what is done at an information set.
func (d *decision) reason(c choice) Reason {
	in, a := d.in, d.a
	h := &in.Infosets[c.set]
	values := in.NodeValues(a.Profile)
	out := Reason{Player: in.Players[h.Player], Infoset: c.set, Name: h.Name, In: in, Decides: c.decides}
	for _, n := range h.Nodes {
		out.Reached = out.Reached || d.own[n].Sign() > 0
	}
	for k := range h.Num {
		id := h.First + game.ActionID(k)
		v := ActionValue{Action: in.Actions[id].Name, P: a.Profile[id]}
		for _, n := range h.Nodes {
			if p := a.Beliefs[n]; p.Sign() > 0 {
				v.Value = v.Value.Add(p.Mul(values[int(in.Child(n, k))*len(in.Players)+int(h.Player)]))
			}
		}
		out.Actions = append(out.Actions, v)
	}
	out.Beliefs = beliefs(in, a, c.set)
	return out
}

// beliefs describes the belief at an information set by the first move in which its nodes differ.
func beliefs(in *game.Instance, a *game.Assessment, h game.InfosetID) []BeliefShare {
	nodes := in.Infosets[h].Nodes
	if len(nodes) < 2 {
		return nil
	}
	label := ""
	var paths [][]game.ActionID
	for _, n := range nodes {
		paths = append(paths, in.Path(n))
	}
	at := func(path []game.ActionID, label string) game.ActionID {
		i := slices.IndexFunc(path, func(id game.ActionID) bool { return in.Infosets[in.Actions[id].Infoset].Label == label })
		if i < 0 {
			return game.None
		}
		return path[i]
	}
	name := func(id game.ActionID) string {
		if id == game.None {
			return ""
		}
		return in.Actions[id].Name
	}
	for _, id := range paths[0] {
		l := in.Infosets[in.Actions[id].Infoset].Label
		if slices.ContainsFunc(paths, func(p []game.ActionID) bool { return name(at(p, l)) != in.Actions[id].Name }) {
			label = l
			break
		}
	}
	if label == "" {
		return nil
	}
	var out []BeliefShare
	for i, n := range nodes {
		id := at(paths[i], label)
		k := slices.IndexFunc(out, func(b BeliefShare) bool { return b.Action == name(id) })
		if k < 0 {
			k = len(out)
			b := BeliefShare{Label: label, Action: name(id)}
			if id != game.None {
				s := in.Infosets[in.Actions[id].Infoset]
				if s.Player == game.Chance && s.Nodes[0] == 0 {
					b.Prior, b.HasPrior = in.Prob(id), true
				}
			}
			out = append(out, b)
		}
		out[k].P = out[k].P.Add(a.Beliefs[n])
	}
	slices.SortStableFunc(out, func(a, b BeliefShare) int { return cmp.Compare(order(in, label, a.Action), order(in, label, b.Action)) })
	return out
}

// order is the position of an action among those of the first move of a label.
func order(in *game.Instance, label, action string) int {
	for i := range in.Infosets {
		if in.Infosets[i].Label == label {
			return slices.IndexFunc(in.ActionsAt(game.InfosetID(i)), func(id game.ActionID) bool { return in.Actions[id].Name == action })
		}
	}
	return 0
}
