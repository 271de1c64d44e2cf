// Package evidence computes what is judged by hand in the analysis of competing hypotheses (Heuer 1999): how likely each move
// that can be observed is under each hypothesis about what is hidden, how far it shifts belief, and which moves still to come
// would tell most. Likelihoods come from an equilibrium, by exact arithmetic on the tree.
//
// A hypothesis is a type: the outcomes of one or several hidden moves. An observer has a record, which grows as he sees moves.
// The weight of a record and a type is the probability that both come about; everything else is a ratio of weights, so that
// what several moves say together is never a product of what each would say alone.
package evidence

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"parley/game"
)

// The observers that are no players.
const (
	Public     = "public" // who sees what every player sees
	Everything = "all"    // who sees every move but the hidden ones
)

// A Move is a move with its outcome.
type Move struct {
	Label, Action string
	Player        game.PlayerID // who makes it, or game.Chance
}

// A Record is what an observer has seen: an index of the records of a Frame. 0 is nothing yet.
type Record int32

// A Frame is the hypotheses about a game and what an observer may come to see of it. It may be used by many goroutines.
type Frame struct {
	Game     *game.Game
	Hidden   []string   // labels of the moves that the hypotheses are about
	Types    [][]string // by type: an action for each of Hidden, "" where the move is not made
	Observer string     // Public, Everything or a player's name

	records []record
	index   map[recordKey]Record
	ends    []end
	seenAt  []Record // by node
	kindAt  []int    // by node: the type; open where ends below differ in it
}

// open is no type yet.
const open = -1

type record struct {
	before Record
	move   Move
	next   []Record // in order of the story
}

type recordKey struct {
	before        Record
	label, action string
}

// An end of play: what is hidden and what the observer has seen by then.
type end struct {
	node game.NodeID
	kind int
	seen Record
}

// New lays out hypotheses and records. Without hidden labels it takes the first that Hidden lists; without an observer, the public.
// Its error says what is wrong with the arguments.
func New(g *game.Game, hidden []string, observer string) (*Frame, error) {
	if g.Logs == nil {
		return nil, fmt.Errorf("this game does not say who sees which move: evidence wants a model (.star)")
	}
	if observer == "" {
		observer = Public
	}
	known := Hidden(g)
	if len(hidden) == 0 {
		if len(known) == 0 {
			return nil, fmt.Errorf("nothing is hidden in this game: no move of chance is seen by some players only, so there are no types to tell apart")
		}
		hidden = known[:1]
	}
	f := &Frame{Game: g, Hidden: hidden, Observer: observer, records: []record{{}}, index: map[recordKey]Record{}}
	who, err := f.check(known)
	if err != nil {
		return nil, err
	}
	f.lay(who)
	if len(f.Types) < 2 {
		return nil, fmt.Errorf("%s has one outcome only: there is nothing to tell apart", quoted(hidden))
	}
	return f, nil
}

// Hidden lists, in order of the story, the labels of moves of chance that at some point somebody has not seen.
func Hidden(g *game.Game) []string {
	if g.Logs == nil {
		return nil
	}
	var order []string
	unseen := map[string]bool{}
	made := newTally(g, func(h *game.Infoset) bool { return h.Player == game.Chance && h.Label != "" })
	for i := range g.Nodes {
		n := game.NodeID(i)
		if v := g.Nodes[n].Via; v != game.None {
			if h := &g.Infosets[g.Actions[v].Infoset]; made.of(h) && !slices.Contains(order, h.Label) {
				order = append(order, h.Label)
			}
		}
		if g.Terminal(n) {
			continue // what is disclosed, or not, when nobody moves any more is no secret in play
		}
		for label := range made.missing(n, game.Public) {
			unseen[label] = true
		}
	}
	return slices.DeleteFunc(order, func(label string) bool { return !unseen[label] })
}

// A tally counts moves of some kind on the way to each node, by label, and in logs.
type tally struct {
	g     *game.Game
	of    func(*game.Infoset) bool
	made  []map[string]int // by node; shared with the parent where nothing of the kind was made between
	known map[game.LogID]map[string]int
}

func newTally(g *game.Game, of func(*game.Infoset) bool) *tally {
	t := &tally{g: g, of: of, made: make([]map[string]int, len(g.Nodes)), known: map[game.LogID]map[string]int{0: nil}}
	for i := 1; i < len(g.Nodes); i++ {
		n := &g.Nodes[i]
		t.made[i] = t.made[n.Parent]
		if h := &g.Infosets[g.Actions[n.Via].Infoset]; of(h) {
			t.made[i] = oneMore(t.made[i], h.Label)
		}
	}
	return t
}

func oneMore(of map[string]int, label string) map[string]int {
	out := maps.Clone(of)
	if out == nil {
		out = map[string]int{}
	}
	out[label]++
	return out
}

// seen counts all moves of a log by label.
func (t *tally) seen(id game.LogID) map[string]int {
	if c, ok := t.known[id]; ok {
		return c
	}
	e := &t.g.Logs.Entries[id]
	c := oneMore(t.seen(e.Before), e.Label)
	t.known[id] = c
	return c
}

// missing returns the labels of moves of the kind that were made by node n and that p has not seen, with how many.
func (t *tally) missing(n game.NodeID, p game.PlayerID) map[string]int {
	if len(t.made[n]) == 0 {
		return nil
	}
	seen, out := t.seen(t.g.LogAt(n, p)), map[string]int{}
	for label, k := range t.made[n] {
		if k > seen[label] {
			out[label] = k - seen[label]
		}
	}
	return out
}

// check looks at the hidden labels and the observer.
func (f *Frame) check(known []string) (who game.PlayerID, err error) {
	labels := map[string]bool{}
	for i := range f.Game.Infosets {
		labels[f.Game.Infosets[i].Label] = true
	}
	for i, label := range f.Hidden {
		if !labels[label] {
			return 0, fmt.Errorf("no move is called %q; hidden moves of chance are %s", label, orNone(known))
		}
		if slices.Contains(f.Hidden[:i], label) {
			return 0, fmt.Errorf("the hidden move %q is named twice", label)
		}
	}
	switch f.Observer {
	case Public:
		return game.Public, nil
	case Everything:
		return everything, nil
	}
	i := slices.Index(f.Game.Players, f.Observer)
	if i < 0 {
		return 0, fmt.Errorf("there is no observer %q: there are %s (what every player sees), %s (every move but the hidden one), and the players %s", f.Observer, Public, Everything, quoted(f.Game.Players))
	}
	return game.PlayerID(i), nil
}

// everything is the observer who sees every move but the hidden ones.
const everything game.PlayerID = game.None

// lay finds the type and the record of each end of play.
func (f *Frame) lay(who game.PlayerID) {
	g := f.Game
	kinds := map[string]int{}
	from := map[game.LogID]Record{0: 0}
	f.seenAt, f.kindAt = make([]Record, len(g.Nodes)), make([]int, len(g.Nodes))
	for i := range g.Nodes {
		n := game.NodeID(i)
		if who == everything {
			f.seenAt[n] = f.allBefore(n)
		} else {
			f.seenAt[n] = f.fromLog(g.LogAt(n, who), from)
		}
		if !g.Terminal(n) {
			continue
		}
		kind := f.kindOf(n)
		key := strings.Join(kind, "\x00")
		at, ok := kinds[key]
		if !ok {
			at = len(f.Types)
			kinds[key] = at
			f.Types = append(f.Types, kind)
		}
		f.kindAt[n] = at
		f.ends = append(f.ends, end{n, at, f.seenAt[n]})
	}
	for i := len(g.Nodes) - 1; i >= 0; i-- {
		n := game.NodeID(i)
		for k, c := range g.Children(n) {
			if k == 0 {
				f.kindAt[n] = f.kindAt[c]
			} else if f.kindAt[n] != f.kindAt[c] {
				f.kindAt[n] = open
			}
		}
	}
}

// kindOf returns the actions of the hidden moves on the way to an end of play.
func (f *Frame) kindOf(n game.NodeID) []string {
	kind := make([]string, len(f.Hidden))
	for _, a := range f.Game.Path(n) {
		if k := slices.Index(f.Hidden, f.Game.Infosets[f.Game.Actions[a].Infoset].Label); k >= 0 {
			if kind[k] != "" {
				kind[k] += ", "
			}
			kind[k] += f.Game.Actions[a].Name
		}
	}
	return kind
}

// allBefore is the record of who sees every move but the hidden ones.
func (f *Frame) allBefore(n game.NodeID) Record {
	parent := f.Game.Nodes[n].Parent
	if parent == game.None {
		return 0
	}
	a := &f.Game.Actions[f.Game.Nodes[n].Via]
	h := &f.Game.Infosets[a.Infoset]
	if slices.Contains(f.Hidden, h.Label) {
		return f.seenAt[parent]
	}
	return f.after(f.seenAt[parent], Move{h.Label, a.Name, h.Player})
}

func (f *Frame) fromLog(id game.LogID, known map[game.LogID]Record) Record {
	if r, ok := known[id]; ok {
		return r
	}
	e := &f.Game.Logs.Entries[id]
	r := f.after(f.fromLog(e.Before, known), Move{e.Label, e.Action, e.Player})
	known[id] = r
	return r
}

// after returns the record that goes on with a move.
func (f *Frame) after(before Record, m Move) Record {
	k := recordKey{before, m.Label, m.Action}
	r, ok := f.index[k]
	if !ok {
		r = Record(len(f.records))
		f.records = append(f.records, record{before: before, move: m})
		f.records[before].next = append(f.records[before].next, r)
		f.index[k] = r
	}
	return r
}

// Moves returns what is in a record, the first move first.
func (f *Frame) Moves(r Record) []Move {
	var out []Move
	for ; r != 0; r = f.records[r].before {
		out = append(out, f.records[r].move)
	}
	slices.Reverse(out)
	return out
}

// Next returns what may be seen next at a record, in order of the story.
func (f *Frame) Next(r Record) []Move {
	var out []Move
	for _, n := range f.records[r].next {
		out = append(out, f.records[n].move)
	}
	return out
}

// TypeName names a type by the actions of the hidden moves.
func (f *Frame) TypeName(kind int) string {
	var parts []string
	for i, a := range f.Types[kind] {
		if a == "" {
			a = "no " + f.Hidden[i]
		}
		parts = append(parts, a)
	}
	return strings.Join(parts, " + ")
}

// Observers lists who may be asked about: Public, the players that do not see all of the hidden moves, Everything.
func (f *Frame) Observers() []string {
	out := []string{Public}
	for p, name := range f.Game.Players {
		if !f.told(game.PlayerID(p)) {
			out = append(out, name)
		}
	}
	return append(out, Everything)
}

// Sees tells whether the observer himself always sees the hidden moves, so that he has nothing to infer.
func (f *Frame) Sees() bool {
	i := slices.Index(f.Game.Players, f.Observer)
	return i >= 0 && f.Observer != Public && f.Observer != Everything && f.told(game.PlayerID(i))
}

// told tells whether a player has always seen the hidden moves by the time that somebody moves after them.
func (f *Frame) told(p game.PlayerID) bool {
	made := newTally(f.Game, func(h *game.Infoset) bool { return slices.Contains(f.Hidden, h.Label) })
	for i := range f.Game.Nodes {
		if n := game.NodeID(i); !f.Game.Terminal(n) && len(made.missing(n, p)) > 0 {
			return false
		}
	}
	return true
}

func quoted(names []string) string {
	var out []string
	for _, n := range names {
		out = append(out, fmt.Sprintf("%q", n))
	}
	return strings.Join(out, ", ")
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return quoted(names)
}
