package model

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"parley/diag"
	"parley/expr"
	"parley/game"
	"parley/num"
)

// A story is told once for each branch. Starlark is deterministic and its globals are frozen, so that
// a run repeats the moves of an earlier one as long as it is given the same choices: each run follows
// the choices of the last one up to the deepest move that has an action left, takes that, and from
// there on the first action of every move. Nodes so come in preorder.

// A shape is what one telling of the whole story finds: of the model itself or of a variant.
type shape struct {
	builder game.Builder
	sets    []setInfo // by InfosetID
	byKey   map[string]int
	labels  map[string]*labelInfo
	order   []string // labels by first appearance
	marks   map[string]bool
	nodes   int
	checks  map[string]bool // chance moves whose probabilities have been found right
	variant *variantDecl    // nil for the model's own story
	moves   moveSites       // of the model's own story
}

type setInfo struct {
	player  game.PlayerID
	label   string
	log     []int32 // what the player has done and seen, as tokens
	actions []string
	history string // of the first node
}

type labelInfo struct {
	actions []string // by first appearance
	players map[int]bool
	chance  bool
	at      diag.Span
}

// A token is one thing done or seen: a move with its outcome.
type token struct{ label, outcome string }

// A run is one telling of the story along one branch.
type run struct {
	script  []int      // the choices to make, by move
	sizes   []int      // how many actions each of these moves has
	steps   []decision // what these moves are
	at      int        // moves made
	logs    [][]int32
	seen    []game.LogID // the same as entries of the game's logs, then what everybody has seen
	moves   []move
	pay     []expr.ID
	marks   []string // set since the last move
	variant *variantDecl
}

type move struct {
	token
	mover int    // -1 for chance
	seen  []bool // by player
}

var errStop = errors.New("the story ends here")

// where tells the history for a message.
func (r *run) where() string {
	in := ""
	if r.variant != nil {
		in = fmt.Sprintf("in the variant %q, ", r.variant.name)
	}
	if len(r.moves) == 0 {
		return "this happens " + in + "at the start of the story"
	}
	return "this happens " + in + "on the branch " + r.history()
}

func (r *run) history() string {
	var p []string
	for _, m := range r.moves {
		p = append(p, m.label+"="+m.outcome)
	}
	if len(p) > 14 {
		p = append(append(p[:6:6], fmt.Sprintf("... (%d more) ...", len(p)-12)), p[len(p)-6:]...)
	}
	if len(p) == 0 {
		return "the start"
	}
	return strings.Join(p, ", ")
}

// tokens of all shapes share their numbers.
func (l *loader) token(t token) int32 {
	id, ok := l.tokenIDs[t]
	if !ok {
		id = int32(len(l.tokens))
		l.tokenIDs[t] = id
		l.tokens = append(l.tokens, t)
	}
	return id
}

// tell runs the story along every branch. It returns nil if errors were reported.
func (l *loader) tell(v *variantDecl, title string) *game.Game {
	s := &shape{byKey: map[string]int{}, labels: map[string]*labelInfo{}, marks: map[string]bool{}, checks: map[string]bool{}, variant: v}
	s.builder = game.Builder{Title: title, Pool: l.model.Pool, Logs: &game.Logs{}}
	for _, p := range l.model.Players {
		s.builder.Players = append(s.builder.Players, p.Name)
	}
	l.shape = s
	before := l.errors()
	t := l.thread("story")
	defer l.watch(t)()
	r := &run{}
	for first := true; first || r.next(); first = false {
		r.reset(len(l.model.Players), l)
		l.run = r
		_, err := starlark.Call(t, l.story, starlark.Tuple{&storyValue{l}}, nil)
		if err != nil && !errors.Is(err, errStop) {
			l.runtimeError(t, err)
		}
		if l.stuck != "" || l.errors() > maxDiags/4 {
			l.run = nil
			break
		}
		if r.at < len(r.script) {
			l.run = nil
			l.report(diag.Diagnostic{Code: errStory, Summary: "the story does not repeat itself", Span: l.storyAt})
			break
		}
		l.end(r)
		l.run = nil
		if l.stuck != "" {
			break
		}
		if s.nodes > l.opt.Nodes {
			l.tooManyNodes(l.storyAt)
			break
		}
	}
	l.used += t.Steps
	l.run = nil
	if l.errors() > before {
		return nil
	}
	g, err := s.builder.Build()
	if err != nil {
		l.report(diag.Diagnostic{Code: errStory, Summary: err.Error(), Span: l.storyAt})
		return nil
	}
	l.nameSets(g, s)
	return g
}

func (r *run) reset(players int, l *loader) {
	*r = run{script: r.script, sizes: r.sizes, steps: r.steps, variant: l.shape.variant, logs: make([][]int32, players), seen: make([]game.LogID, players+1), pay: make([]expr.ID, players)}
	zero := l.model.Pool.Const(num.Zero)
	l.baseline()
	for i := range r.pay {
		r.pay[i] = zero
	}
}

// next moves on to the next branch; false after the last.
func (r *run) next() bool {
	for n := len(r.script); n > 0; n = len(r.script) {
		if r.script[n-1]++; r.script[n-1] < r.sizes[n-1] {
			return true
		}
		r.script, r.sizes, r.steps = r.script[:n-1], r.sizes[:n-1], r.steps[:n-1]
	}
	return false
}

// end closes the branch with a terminal node.
func (l *loader) end(r *run) {
	s := l.shape
	n := s.builder.Terminal(r.pay)
	s.builder.Saw(r.seen)
	s.nodes++
	l.mark(n)
}

func (l *loader) tooManyNodes(at diag.Span) {
	l.report(diag.Diagnostic{
		Code: errBound, Span: at, Summary: fmt.Sprintf("the game has more than %s nodes", thousands(l.opt.Nodes)),
		Fix: "tell a smaller story (fewer rounds, fewer actions), or raise the bound with --limit-nodes",
	})
	l.stuck = stuckReported
}

func (l *loader) mark(n game.NodeID) {
	for _, m := range l.run.marks {
		l.shape.builder.Mark(n, m)
	}
	l.run.marks = nil
}

// A decision is a move about to be made.
type decision struct {
	player  int // -1 for chance
	label   string
	actions []string
	probs   []expr.ID // of chance
	seers   []bool
}

// again repeats a move that an earlier run has made, without looking at the arguments: they are the
// same. ok is false for a new move.
func (l *loader) again() (outcome starlark.Value, ok bool) {
	r := l.run
	if r.at >= len(r.script) {
		return nil, false
	}
	d, k := &r.steps[r.at], r.script[r.at]
	r.at++
	return l.happens(d, k), true
}

// happens lets a move have its k-th outcome and be seen.
func (l *loader) happens(d *decision, k int) starlark.Value {
	m := l.run.made(l, token{d.label, d.actions[k]}, d.player)
	for i, sees := range d.seers {
		if sees {
			l.run.see(l, m, i)
		}
	}
	return starlark.String(d.actions[k])
}

// decide makes a move: on a new part of the tree it adds a node. It returns the index of the action.
func (c *call) decide(d decision) (int, error) {
	l, r, s := c.l, c.l.run, c.l.shape
	if r.at < len(r.script) && r.script[r.at] < len(d.actions) {
		k := r.script[r.at]
		r.at++
		return k, nil
	}
	if r.at >= l.opt.Moves {
		c.fail(errBound, c.site().span, fmt.Sprintf("the story makes more than %s moves on one branch", thousands(l.opt.Moves)), "", "end it with g.stop() after some rounds")
		l.stuck = stuckReported
		return 0, errReported
	}
	if s.nodes++; s.nodes > l.opt.Nodes {
		l.tooManyNodes(c.site().span)
		return 0, errReported
	}
	spec := game.InfosetSpec{Player: game.PlayerID(d.player), Label: d.label, Name: d.label, Actions: d.actions}
	info := setInfo{player: spec.Player, label: d.label, actions: d.actions}
	var n game.NodeID
	if d.player < 0 {
		for _, m := range r.moves {
			info.log = append(info.log, l.token(m.token))
		}
		s.sets = append(s.sets, info)
		n = s.builder.Chance(spec, d.probs)
	} else {
		key := setKey(d.player, d.label, r.logs[d.player])
		i, known := s.byKey[key]
		if known && !slices.Equal(s.sets[i].actions, d.actions) {
			c.differs(d, s.sets[i])
			return 0, errReported
		}
		if !known {
			info.log, info.history = slices.Clone(r.logs[d.player]), r.history()
			s.byKey[key] = len(s.sets)
			s.sets = append(s.sets, info)
		}
		spec.Key = key
		n = s.builder.Decision(spec)
	}
	s.builder.Saw(r.seen)
	if s.variant == nil {
		s.moves.add(n, c.site().span)
	}
	l.mark(n)
	r.script, r.sizes, r.steps = append(r.script, 0), append(r.sizes, len(d.actions)), append(r.steps, d)
	r.at++
	return 0, nil
}

func setKey(player int, label string, log []int32) string {
	b := binary.AppendVarint(nil, int64(player))
	b = binary.AppendUvarint(b, uint64(len(log)))
	for _, t := range log {
		b = binary.AppendUvarint(b, uint64(t))
	}
	return string(b) + label
}

func (c *call) differs(d decision, first setInfo) {
	name := c.l.model.Players[d.player].Name
	summary := fmt.Sprintf("%s cannot tell two histories apart at %q, but is offered different actions", name, d.label)
	offers := fmt.Sprintf("here %s; there %s", strings.Join(d.actions, ", "), strings.Join(first.actions, ", "))
	c.report(diag.Diagnostic{
		Code: errOffers, Span: c.site().span, Summary: summary, Note: offers,
		Detail: []string{"the other branch is " + first.history, "what " + name + " has seen and done on both: " + c.l.logText(first.log)},
		Fix:    "offer the same actions on both, let him see what differs (seen_by), or give the two moves different labels",
	})
}

// made records a move and lets players see it. The mover's own log is written at once, the others'
// by see.
func (r *run) made(l *loader, t token, mover int) *move {
	r.moves = append(r.moves, move{token: t, mover: mover, seen: make([]bool, len(r.logs))})
	m := &r.moves[len(r.moves)-1]
	if mover >= 0 {
		r.see(l, m, mover)
	}
	return m
}

func (r *run) see(l *loader, m *move, player int) {
	if !m.seen[player] {
		m.seen[player] = true
		r.logs[player] = append(r.logs[player], l.token(m.token))
		r.note(l, m, player)
		if !slices.Contains(m.seen, false) {
			r.note(l, m, len(m.seen))
		}
	}
}

// note adds a move to what a player, or everybody, has seen.
func (r *run) note(l *loader, m *move, of int) {
	r.seen[of] = l.shape.builder.Logs.After(r.seen[of], m.label, m.outcome, game.PlayerID(m.mover))
}
