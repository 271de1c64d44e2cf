package evidence

import (
	"fmt"
	"slices"
	"strings"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// An Event is a move that has been observed.
type Event struct{ Label, Action string }

// A Place is where play stands as far as the observer knows: the records, none within another, in which all that was said to be
// observed stands for the first time. There are several if moves between were not named.
type Place struct {
	Observed []Event  // in order of the story
	Moves    []Move   // the same moves
	At       []Record // now
	before   [][]Record
}

// Place finds where play stands. Its error says which move the observer never sees, or that no play has all of them.
func (f *Frame) Place(observed []Event) (*Place, error) {
	for i, e := range observed {
		if err := f.seen(e); err != nil {
			return nil, err
		}
		if len(f.holding(observed[:i+1])) == 0 {
			return nil, fmt.Errorf("no play has %s, as far as %s sees it", eventsText(observed[:i+1]), f.observerText())
		}
	}
	p := &Place{Observed: slices.Clone(observed), At: f.holding(observed)}
	if len(observed) > 0 {
		path := f.Moves(p.At[0])
		order := map[Event]int{}
		for i, m := range path {
			e := Event{m.Label, m.Action}
			if _, ok := order[e]; !ok {
				order[e] = i
			}
		}
		slices.SortStableFunc(p.Observed, func(a, b Event) int { return order[a] - order[b] })
		for _, e := range p.Observed {
			p.Moves = append(p.Moves, path[order[e]])
		}
	}
	for i := range p.Observed {
		p.before = append(p.before, f.holding(p.Observed[:i]))
	}
	return p, nil
}

func (f *Frame) observerText() string {
	switch f.Observer {
	case Public:
		return "the public"
	case Everything:
		return "an observer of every move but the hidden ones"
	}
	return f.Observer
}

func eventsText(of []Event) string {
	var parts []string
	for _, e := range of {
		parts = append(parts, e.Label+"="+e.Action)
	}
	return strings.Join(parts, ", ")
}

// seen tells whether the observer may see this move.
func (f *Frame) seen(e Event) error {
	var labels, actions []string
	for _, r := range f.records[1:] {
		if !slices.Contains(labels, r.move.Label) {
			labels = append(labels, r.move.Label)
		}
		if r.move.Label == e.Label && !slices.Contains(actions, r.move.Action) {
			actions = append(actions, r.move.Action)
		}
	}
	switch {
	case len(actions) == 0:
		return fmt.Errorf("%s never sees a move %q: the moves seen are %s", f.observerText(), e.Label, orNone(labels))
	case !slices.Contains(actions, e.Action):
		return fmt.Errorf("%q is no action of the move %q: there are %s", e.Action, e.Label, quoted(actions))
	}
	return nil
}

// holding returns the records that hold all of these moves, and whose part before the last move does not. A move that is named
// twice must have been made twice.
func (f *Frame) holding(events []Event) []Record {
	var out []Record
	var walk func(r Record, missing []Event)
	walk = func(r Record, missing []Event) {
		if len(missing) == 0 {
			out = append(out, r)
			return
		}
		for _, n := range f.records[r].next {
			m := f.records[n].move
			left := missing
			if i := slices.Index(missing, Event{m.Label, m.Action}); i >= 0 {
				left = slices.Delete(slices.Clone(missing), i, i+1)
			}
			walk(n, left)
		}
	}
	walk(0, events)
	return out
}

// A Reading is what one equilibrium makes of what has been and may be observed.
type Reading struct {
	Number      int // of the equilibrium, from 1
	Certificate solve.Certificate
	Dimension   int
	// Whole tells whether ranges over the equilibrium, if it is a component, are proved to hold for all of its members. Otherwise
	// they are those of the members that are known, and others might go beyond.
	Whole bool

	Prior    []Span // by type
	Observed []Step // by move that was observed
	Now      []Span // by type: the posterior of what was observed; undefined if play never gets there
	Reach    Span   // the probability of what was observed
	Beliefs  []Held // if play never gets there: what the equilibrium lets players believe there

	Steps     []Step // every move that may be seen from now on while more than one type is possible, in order of the story
	Occasions []Occasion

	PriorBits BitSpan // the uncertainty about the type before anything
	Bits      BitSpan // now
	Told      BitSpan // how much of it all that is still to be seen takes away on average
}

// A Step is a move, or the end of play, at a point of the record: what each type would do, and what it says.
type Step struct {
	Before Record
	Record Record // after it; meaningless for End
	Move   Move
	End    bool   // play ends without another move seen
	Reach  Span   // its probability, before anything
	Next   Span   // its probability given what was seen before
	Kinds  []Kind // by type
	// Beliefs are, where the move is never made, what the equilibrium lets players believe if it is.
	Beliefs []Held
}

// Never tells whether the move is made in no member of the equilibrium.
func (s *Step) Never() bool { return s.Reach.High.IsZero() }

// Silent tells whether the move says nothing about the type.
func (s *Step) Silent() bool {
	return !slices.ContainsFunc(s.Kinds, func(k Kind) bool {
		return k.Ratio.Defined && (k.Ratio.Low.CmpOne() != 0 || k.Ratio.High.CmpOne() != 0)
	})
}

// Favours returns the type for which the move speaks most, in the member that the equilibrium gives; -1 if it says nothing or no
// type stands out.
func (s *Step) Favours() int {
	best, tie := -1, false
	for t := range s.Kinds {
		r := &s.Kinds[t].Ratio
		if !r.Defined || r.Value.CmpOne() <= 0 {
			continue
		}
		switch {
		case best < 0 || r.Value.Cmp(s.Kinds[best].Ratio.Value) > 0:
			best, tie = t, false
		case r.Value.Cmp(s.Kinds[best].Ratio.Value) == 0:
			tie = true
		}
	}
	if tie {
		return -1
	}
	return best
}

// A Kind is what a move says of one type.
type Kind struct {
	// Likelihood is the probability of the move if this is the type, given what was seen before; undefined if this type never
	// gets there.
	Likelihood Span
	// Ratio compares it with the likelihood under the other types together, weighted by how likely they are by then. Undefined
	// if the move is never made, or if this type or all of the others never get there.
	Ratio     RatioSpan
	Posterior Span // undefined if the move is never made
}

// Read reads an equilibrium of the game, with what has been observed.
func (f *Frame) Read(in *game.Instance, e *solve.Equilibrium, number int, at *Place) Reading {
	members := f.members(in, e)
	out := Reading{Number: number, Certificate: e.Certificate, Dimension: e.Dimension, Whole: whole(in, e)}
	out.Prior = make([]Span, len(f.Types))
	out.Now = make([]Span, len(f.Types))
	for i, w := range members {
		spread(out.Prior, w.at(0))
		now := w.sum(at.At)
		spread(out.Now, now)
		out.Reach.add(total(now), true)
		out.PriorBits.add(entropy(w.at(0)), i == 0)
		out.Bits.add(entropy(now), i == 0)
		out.Told.add(f.toTell(w, at.At), i == 0)
	}
	for i, before := range at.before {
		after := at.At
		if i+1 < len(at.before) {
			after = at.before[i+1]
		}
		s := Step{Move: at.Moves[i], Before: before[0], Record: after[0]}
		f.fill(&s, members, func(w *weights) (b, a []num.Rat) { return w.sum(before), w.sum(after) })
		if s.Never() {
			s.Beliefs = f.held(in, e, after)
		}
		out.Observed = append(out.Observed, s)
	}
	if out.Reach.High.IsZero() {
		out.Beliefs = f.held(in, e, at.At)
		return out
	}
	f.onwards(&out, in, e, members, at)
	// Where a number is not defined in some members, it may come arbitrarily near to what none of the others shows.
	partly := func(s Step) bool { return s.partly() }
	if len(members) > 1 && (slices.ContainsFunc(out.Observed, partly) || slices.ContainsFunc(out.Steps, partly)) {
		out.Whole = false
	}
	return out
}

// partly tells whether some number of the step is defined in some members and not in others.
func (s *Step) partly() bool {
	return slices.ContainsFunc(s.Kinds, func(k Kind) bool {
		return k.Likelihood.Defined && k.Likelihood.Partly || k.Ratio.Defined && k.Ratio.Partly || k.Posterior.Defined && k.Posterior.Partly
	})
}

// ReadAll reads a list of equilibria, or the one with a number, from 1, that is not 0.
func (f *Frame) ReadAll(in *game.Instance, list []solve.Equilibrium, only int, at *Place) []Reading {
	var out []Reading
	for i := range list {
		if only == 0 || only == i+1 {
			out = append(out, f.Read(in, &list[i], i+1, at))
		}
	}
	return out
}

// spread adds the distribution that weights stand for, if play comes there.
func spread(out []Span, w []num.Rat) {
	sum := total(w)
	for t := range out {
		if sum.IsZero() {
			out[t].add(num.Zero, false)
		} else {
			out[t].add(w[t].Quo(sum), true)
		}
	}
}

// fill works out what a step says, from the weights before and after it.
func (f *Frame) fill(s *Step, members []*weights, of func(*weights) (before, after []num.Rat)) {
	s.Kinds = make([]Kind, len(f.Types))
	for _, w := range members {
		before, after := of(w)
		is := total(after)
		s.Reach.add(is, true)
		if was := total(before); was.IsZero() {
			s.Next.add(num.Zero, false)
		} else {
			s.Next.add(is.Quo(was), true)
		}
		for t := range s.Kinds {
			k := &s.Kinds[t]
			if before[t].IsZero() {
				k.Likelihood.add(num.Zero, false)
			} else {
				k.Likelihood.add(w.settled(after[t].Quo(before[t])), true)
			}
			r, ok := w.ratio(before, after, t)
			k.Ratio.add(r, ok)
			if is.IsZero() {
				k.Posterior.add(num.Zero, false)
			} else {
				k.Posterior.add(w.settled(after[t].Quo(is)), true)
			}
		}
	}
}

// whole tells whether the members that are known show all that play on the path can be: it does not vary, or only between two
// actions of one information set, whose most extreme mixtures are members. Weights are linear in the probabilities at one
// information set, and what is read off them is monotone in each.
func whole(in *game.Instance, e *solve.Equilibrium) bool {
	if e.Low == nil {
		return e.Dimension == 0
	}
	comes := make([]bool, len(in.Nodes))
	varies := map[game.InfosetID]bool{}
	for i := range in.Nodes {
		n := &in.Nodes[i]
		comes[i] = n.Parent == game.None || comes[n.Parent] && e.High[n.Via].Sign() > 0
		if !comes[i] || n.Infoset == game.None {
			continue
		}
		for _, a := range in.ActionsAt(n.Infoset) {
			if !e.Low[a].Equal(e.High[a]) {
				varies[n.Infoset] = true
			}
		}
	}
	switch len(varies) {
	case 0:
		return true
	case 1:
	default:
		return false
	}
	for h := range varies {
		free := 0
		for _, a := range in.ActionsAt(h) {
			if e.Low[a].Equal(e.High[a]) {
				continue
			}
			free++
			low, high := false, false
			for _, m := range e.Members() {
				low, high = low || m.Profile[a].Equal(e.Low[a]), high || m.Profile[a].Equal(e.High[a])
			}
			if !low || !high {
				return false
			}
		}
		return free == 2
	}
	return false
}
