package query

import (
	"fmt"
	"slices"

	"parley/game"
	"parley/num"
)

// A site is one game with the events that are asked about on it, worked out node by node. What it
// learns is kept, so it must not be shared before everything has been compiled.
type site struct {
	g         *game.Game
	terminals []game.NodeID
	labels    []string // of moves, by first appearance
	marks     map[string]int
	events    map[string][]bool // by the event's text: has it happened by the time of each node?
	forces    map[string]int    // by the event's text: index in forced
	forced    []*forcing
}

// A forcing is what do= does to play: at some information sets only some actions remain.
type forcing struct {
	text    string
	sets    []game.InfosetID
	allowed []bool // by action; meaningful at sets
}

func newSite(g *game.Game) *site {
	s := &site{g: g, marks: map[string]int{}, events: map[string][]bool{}, forces: map[string]int{}}
	for i := range g.Infosets {
		if l := g.Infosets[i].Label; l != "" && !slices.Contains(s.labels, l) {
			s.labels = append(s.labels, l)
		}
	}
	for i, m := range g.Marks {
		s.marks[m.Name] = i
	}
	for i := range g.Nodes {
		if g.Terminal(game.NodeID(i)) {
			s.terminals = append(s.terminals, game.NodeID(i))
		}
	}
	return s
}

// actionsOf returns the names of all actions of a label, by first appearance.
func (s *site) actionsOf(label string) []string {
	var out []string
	for i := range s.g.Infosets {
		if s.g.Infosets[i].Label != label {
			continue
		}
		for _, a := range s.g.ActionsAt(game.InfosetID(i)) {
			if n := s.g.Actions[a].Name; !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// has tells, node by node, whether the event has happened by then. At terminal nodes that is
// whether it happens on that way through the tree. A nil event always has.
func (s *site) has(e Event) ([]bool, error) {
	if e == nil {
		return nil, nil
	}
	if err := s.checkEvent(e); err != nil {
		return nil, err
	}
	return s.indicator(e), nil
}

func (s *site) indicator(e Event) []bool {
	key := e.String()
	if out, ok := s.events[key]; ok {
		return out
	}
	out := make([]bool, len(s.g.Nodes))
	switch e := e.(type) {
	case Move:
		for i := 1; i < len(out); i++ {
			n := &s.g.Nodes[i]
			a := &s.g.Actions[n.Via]
			out[i] = out[n.Parent] || s.g.Infosets[a.Infoset].Label == e.Label && slices.Contains(e.Actions, a.Name)
		}
	case Marked:
		for _, n := range s.g.Marks[s.marks[e.Name]].Nodes {
			for m := n; m < s.g.Nodes[n].End; m++ {
				out[m] = true
			}
		}
	case NotEvent:
		for i, x := range s.indicator(e.E) {
			out[i] = !x
		}
	case Both:
		a, b := s.indicator(e.A), s.indicator(e.B)
		for i := range out {
			out[i] = a[i] && b[i]
		}
	case Either:
		a, b := s.indicator(e.A), s.indicator(e.B)
		for i := range out {
			out[i] = a[i] || b[i]
		}
	}
	s.events[key] = out
	return out
}

// force compiles a do= event and returns its index in forced; -1 for none.
func (s *site) force(e Event) (int, error) {
	if e == nil {
		return -1, nil
	}
	if k, ok := s.forces[e.String()]; ok {
		return k, nil
	}
	if err := s.checkEvent(e); err != nil {
		return 0, err
	}
	moves, err := s.moves(e)
	if err != nil {
		return 0, err
	}
	f := &forcing{text: e.String(), allowed: make([]bool, len(s.g.Actions))}
	for i := range s.g.Infosets {
		h := game.InfosetID(i)
		for _, m := range moves {
			if m.Label != s.g.Infosets[i].Label {
				continue
			}
			any := false
			for _, a := range s.g.ActionsAt(h) {
				f.allowed[a] = slices.Contains(m.Actions, s.g.Actions[a].Name)
				any = any || f.allowed[a]
			}
			if any {
				f.sets = append(f.sets, h)
			}
		}
	}
	s.forced = append(s.forced, f)
	s.forces[e.String()] = len(s.forced) - 1
	return len(s.forced) - 1, nil
}

// moves reads a do= event as moves to force, one for each label.
func (s *site) moves(e Event) ([]Move, error) {
	switch e := e.(type) {
	case Move:
		return []Move{e}, nil
	case Marked:
		return nil, wrong("do = %s: a mark cannot be forced, only a move: name the move that leads to it", e)
	case NotEvent:
		m, ok := e.E.(Move)
		if !ok {
			return nil, wrong("do = %s: only a single move can be forced not to be taken", e)
		}
		rest := Move{Label: m.Label}
		for _, a := range s.actionsOf(m.Label) {
			if !slices.Contains(m.Actions, a) {
				rest.Actions = append(rest.Actions, a)
			}
		}
		if len(rest.Actions) == 0 {
			return nil, wrong("do = %s leaves no action at %q", e, m.Label)
		}
		return []Move{rest}, nil
	case Either:
		a, err := s.moves(e.A)
		if err != nil {
			return nil, err
		}
		b, err := s.moves(e.B)
		if err != nil {
			return nil, err
		}
		if len(a) != 1 || len(b) != 1 || a[0].Label != b[0].Label {
			return nil, wrong("do = %s: one of two different moves cannot be forced; force one move, or several with &", e)
		}
		return []Move{{Label: a[0].Label, Actions: append(slices.Clone(a[0].Actions), b[0].Actions...)}}, nil
	case Both:
		out, err := s.moves(e.A)
		if err != nil {
			return nil, err
		}
		more, err := s.moves(e.B)
		if err != nil {
			return nil, err
		}
		for _, m := range more {
			i := slices.IndexFunc(out, func(o Move) bool { return o.Label == m.Label })
			if i < 0 {
				out = append(out, m)
				continue
			}
			both := Move{Label: m.Label}
			for _, a := range m.Actions {
				if slices.Contains(out[i].Actions, a) {
					both.Actions = append(both.Actions, a)
				}
			}
			if len(both.Actions) == 0 {
				return nil, wrong("do = %s leaves no action at %q", e, m.Label)
			}
			out[i] = both
		}
		return out, nil
	}
	return nil, fmt.Errorf("do = %s cannot be forced", e)
}

// Happens tells, node by node, whether an event has happened by then; at a terminal node that is
// whether it happens on that way through the tree. It returns nil for a nil event and for one that does
// not fit the game.
func Happens(g *game.Game, e Event) []bool {
	out, err := newSite(g).has(e)
	if err != nil {
		return nil
	}
	return out
}

// Forced returns a profile with the moves of a do= event forced, and tells at which information sets.
// Where the equilibrium does not say which of several forced actions is taken, they are equally likely.
func Forced(g *game.Game, p game.Profile, do Event) (forced game.Profile, at []bool) {
	at = make([]bool, len(g.Infosets))
	s := newSite(g)
	k, err := s.force(do)
	if err != nil || k < 0 {
		return p, at
	}
	forced = slices.Clone(p)
	f := s.forced[k]
	for _, h := range f.sets {
		at[h] = true
		sum, n := num.Zero, int64(0)
		for _, a := range g.ActionsAt(h) {
			if f.allowed[a] {
				sum, n = sum.Add(p[a]), n+1
			}
		}
		for _, a := range g.ActionsAt(h) {
			switch {
			case !f.allowed[a]:
				forced[a] = num.Zero
			case sum.Sign() == 0:
				forced[a] = num.Frac(1, n)
			default:
				forced[a] = p[a].Quo(sum)
			}
		}
	}
	return forced, at
}
