package model

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
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
	moved   map[string]bool // labels on which a change of the variant had an effect
	offered map[expr.ID]bool
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
	s := &shape{byKey: map[string]int{}, labels: map[string]*labelInfo{}, marks: map[string]bool{}, checks: map[string]bool{}, moved: map[string]bool{}, variant: v}
	s.builder = game.Builder{Title: title, Pool: l.model.Pool}
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

func (l *loader) errors() int {
	n := 0
	for _, d := range l.list {
		if d.Severity == diag.Error {
			n++
		}
	}
	return n
}

func (r *run) reset(players int, l *loader) {
	*r = run{script: r.script, sizes: r.sizes, steps: r.steps, variant: l.shape.variant, logs: make([][]int32, players), pay: make([]expr.ID, players)}
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
	s.nodes++
	l.mark(n)
}

func (l *loader) tooManyNodes(at diag.Span) {
	l.report(diag.Diagnostic{Code: errBound, Span: at, Summary: fmt.Sprintf("the game has more than %s nodes", thousands(l.opt.Nodes)),
		Fix: "tell a smaller story (fewer rounds, fewer actions), or raise the bound with --limit-nodes"})
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
	c.report(diag.Diagnostic{Code: errOffers, Span: c.site().span, Summary: summary, Note: offers,
		Detail: []string{"the other branch is " + first.history, "what " + name + " has seen and done on both: " + c.l.logText(first.log)},
		Fix:    "offer the same actions on both, let him see what differs (seen_by), or give the two moves different labels"})
}

func (l *loader) logText(log []int32) string {
	var p []string
	for _, t := range log {
		p = append(p, l.tokens[t].label+"="+l.tokens[t].outcome)
	}
	if len(p) == 0 {
		return "nothing"
	}
	return strings.Join(p, ", ")
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
	}
}

// seers returns who sees a move: seen_by, everyone by default, as the variant changes it.
func (c *call) seers(label string) []bool {
	out := make([]bool, len(c.l.model.Players))
	v := c.arg("seen_by")
	for _, p := range c.playerList(v, c.place("seen_by"), "seen_by") {
		out[p] = true
	}
	for i := range out {
		out[i] = out[i] || v == nil
	}
	if d := c.l.shape.variant; d != nil {
		for _, p := range d.reveal[label] {
			c.l.moved["reveal "+label] = c.l.moved["reveal "+label] || !out[p]
			out[p] = true
		}
		for _, p := range d.hide[label] {
			c.l.moved["hide "+label] = c.l.moved["hide "+label] || out[p]
			out[p] = false
		}
	}
	return out
}

// allowed takes out the actions that the variant forbids.
func (c *call) allowed(label string, actions []string, at diag.Span) []string {
	d := c.l.shape.variant
	if d == nil || len(d.forbid[label]) == 0 {
		return actions
	}
	var out []string
	for _, a := range actions {
		if slices.Contains(d.forbid[label], a) {
			c.l.moved["forbid "+label+"="+a] = true
			continue
		}
		out = append(out, a)
	}
	if len(out) == 0 {
		c.report(diag.Diagnostic{Code: errForbid, Span: d.at, Summary: fmt.Sprintf("the variant %q forbids every action of %q", d.name, label),
			Fix: "leave at least one action"})
	}
	return out
}

// label checks a move's label and notes it with its actions.
func (c *call) label(label string, at argSite, actions []string, places []argSite, player int, whole diag.Span) bool {
	if strings.TrimSpace(label) == "" {
		c.fail(errKind, at.span, "the move's label is empty", "", "name the move: labels are what queries and variants speak of")
		return false
	}
	if len(actions) == 0 {
		c.fail(errActions, whole, fmt.Sprintf("the move %q offers no action", label), "", "give a list of at least one action")
		return false
	}
	for i, a := range actions {
		if strings.TrimSpace(a) == "" {
			c.fail(errActions, places[i].span, fmt.Sprintf("an action of %q has an empty name", label), "", "name the action")
			return false
		}
		if j := slices.Index(actions, a); j < i {
			c.report(diag.Diagnostic{Code: errActions, Span: places[i].span, Summary: fmt.Sprintf("the move %q offers %q twice", label, a),
				Related: []diag.Related{{Span: places[j].span, Note: "the first one"}}, Fix: "give each action a name of its own"})
			return false
		}
	}
	s := c.l.shape
	li := s.labels[label]
	if li == nil {
		li = &labelInfo{players: map[int]bool{}, at: c.site().span}
		s.labels[label] = li
		s.order = append(s.order, label)
	}
	if player < 0 {
		li.chance = true
	} else {
		li.players[player] = true
	}
	for _, a := range actions {
		if !slices.Contains(li.actions, a) {
			li.actions = append(li.actions, a)
		}
	}
	return true
}

// storyValue is the story object: g.
type storyValue struct{ in *loader }

func (*storyValue) String() string        { return "the story object" }
func (*storyValue) Type() string          { return "story object" }
func (*storyValue) Freeze()               {}
func (*storyValue) Truth() starlark.Bool  { return true }
func (*storyValue) Hash() (uint32, error) { return unhashable("story object") }
func (*storyValue) AttrNames() []string {
	return []string{"chance", "choose", "mark", "pay", "reveal", "simultaneous", "stop"}
}

func (s *storyValue) Attr(name string) (starlark.Value, error) {
	if m, ok := s.in.methods[name]; ok {
		return m, nil
	}
	return nil, nil
}

// storyMethods are what may be called inside the story.
func (l *loader) storyMethods() map[string]*starlark.Builtin {
	env := map[string]*starlark.Builtin{}
	add := func(name, params string, body func(c *call) starlark.Value) {
		env[name] = l.builtin("g."+name, params, func(c *call) starlark.Value {
			if l.run == nil {
				c.fail(errInStory, c.site().span, "the story object is used outside the story", "", "call it only inside the function given to game(...)")
				return nil
			}
			return body(c)
		})
	}
	add("chance", "label, outcomes, seen_by=", l.storyChance)
	add("choose", "player, label, actions, seen_by=", l.storyChoose)
	add("simultaneous", "moves, seen_by=", l.storySimultaneous)
	add("pay", "player, amount", l.storyPay)
	add("mark", "tag", l.storyMark)
	add("reveal", "label, to", l.storyReveal)
	add("stop", "", func(*call) starlark.Value { return stopValue{err: errStop} })
	return env
}

func stop(err error) starlark.Value { return stopValue{err: err} }

func (l *loader) storyChoose(c *call) starlark.Value {
	if v, ok := l.again(); ok {
		return v
	}
	p := c.playerArg("player")
	label := c.text("label")
	actions, places := c.actions(c.arg("actions"), c.place("actions"))
	seers := c.seers(label)
	if c.bad || !c.label(label, c.place("label"), actions, places, p, c.place("actions").span) {
		return nil
	}
	actions = c.allowed(label, actions, c.site().span)
	if c.bad {
		return nil
	}
	return c.move(decision{player: p, label: label, actions: actions, seers: seers})
}

// move makes a new move.
func (c *call) move(d decision) starlark.Value {
	k, err := c.decide(d)
	if err != nil {
		return stop(err)
	}
	return c.l.happens(&d, k)
}

// actions reads a list of actions.
func (c *call) actions(v starlark.Value, at argSite) ([]string, []argSite) {
	switch v.(type) {
	case *starlark.List, starlark.Tuple:
		return c.texts(v, at, "an action")
	}
	c.wrong(at, "the actions", "a list of texts", v, `write ["back", "refuse"], say`)
	return nil, nil
}

func (l *loader) storySimultaneous(c *call) starlark.Value {
	d, ok := c.arg("moves").(*starlark.Dict)
	if !ok || d.Len() == 0 {
		c.wrong(c.place("moves"), "the moves", "a dictionary {player: (label, actions), ...}", c.arg("moves"), `write g.simultaneous({kim: ("kim's move", ["a", "b"]), xi: ("xi's move", ["c", "d"])})`)
		return nil
	}
	items, keys, values := entriesOf(d, c.place("moves"))
	var ds []decision
	var all [][]bool
	for i, kv := range items {
		p := c.player(kv[0], keys[i], "a key")
		pair, places := listOf(kv[1], values[i])
		if len(pair) != 2 {
			c.wrong(values[i], "a move", "a pair (label, actions)", kv[1], `write ("label", ["a", "b"])`)
			return nil
		}
		label := c.textOf(pair[0], places[0], "the label")
		actions, at := c.actions(pair[1], places[1])
		seers := c.seers(label)
		if c.bad || !c.label(label, places[0], actions, at, p, places[1].span) {
			return nil
		}
		actions = c.allowed(label, actions, c.site().span)
		if c.bad {
			return nil
		}
		for _, e := range ds {
			if e.player == p {
				c.fail(errKind, keys[i].span, "a player moves twice at the same time", "", "give each player one move")
				return nil
			}
		}
		ds, all = append(ds, decision{player: p, label: label, actions: actions}), append(all, seers)
	}
	out := starlark.NewDict(len(ds))
	first := len(l.run.moves)
	for i, e := range ds {
		k, err := c.decide(e)
		if err != nil {
			return stop(err)
		}
		l.run.made(l, token{e.label, e.actions[k]}, e.player)
		if err := out.SetKey(items[i][0], starlark.String(e.actions[k])); err != nil {
			return stop(err)
		}
	}
	for i := range ds {
		for p, sees := range all[i] {
			if sees {
				l.run.see(l, &l.run.moves[first+i], p)
			}
		}
	}
	return out
}

func (l *loader) storyChance(c *call) starlark.Value {
	if v, ok := l.again(); ok {
		return v
	}
	label := c.text("label")
	d, ok := c.arg("outcomes").(*starlark.Dict)
	if !ok {
		c.wrong(c.place("outcomes"), "the outcomes", "a dictionary {outcome: probability}", c.arg("outcomes"), `write {"calm": 1 - p, "war": p}`)
		return nil
	}
	items, keys, values := entriesOf(d, c.place("outcomes"))
	var names []string
	var probs []expr.ID
	for i, kv := range items {
		names = append(names, c.textOf(kv[0], keys[i], "an outcome"))
		probs = append(probs, c.probability(kv[1], values[i], c.bad))
	}
	seers := c.seers(label)
	if c.bad || !c.label(label, c.place("label"), names, keys, -1, c.place("outcomes").span) {
		return nil
	}
	if !c.sumsToOne(label, names, probs, values) {
		return nil
	}
	return c.move(decision{player: -1, label: label, actions: names, probs: probs, seers: seers})
}

// probability returns the expression of a chance probability, which lies between 0 and 1 at the
// baseline.
func (c *call) probability(v starlark.Value, at argSite, bad bool) expr.ID {
	id, ok := c.l.expression(v)
	if !ok {
		fix := "write a number such as 0.4 or 1/3, or an expression of params"
		if _, ok := v.(wordValue); ok {
			fix = "make it a param first: p = param(\"p\", " + v.String() + ")"
		}
		c.wrong(at, "a probability", "a number", v, fix)
		return 0
	}
	p := c.l.base[id]
	if p.Sign() >= 0 && !num.One.Less(p) || bad && p.Sign() < 0 { // negative because another is too large
		return id
	}
	d := diag.Diagnostic{Code: errProbability, Span: at.value, Summary: "a probability should lie between 0 and 1", Note: "this is " + p.Decimal(6)}
	if _, ok := v.(symValue); ok {
		d.Note += " at the baseline"
		for _, i := range c.l.model.Pool.Params(id) {
			q := &c.l.model.Params[i]
			d.Detail = append(d.Detail, fmt.Sprintf("%s is %s", q.Name, q.Value.Decimal(6)))
			d.Related = append(d.Related, diag.Related{Span: c.l.paramPos[q.Name], Note: "declared here"})
		}
	}
	d.Fix = "take numbers whose sum is 1"
	if num.One.Less(p) && !num.Int(100).Less(p) {
		d.Fix = fmt.Sprintf("if this is a percentage write %s", p.Quo(num.Int(100)).Decimal(6))
	}
	c.report(d)
	return id
}

// sumsToOne checks the probabilities of a chance move: at the baseline, and at other values of the
// params, where a sum that is 1 by accident shows.
func (c *call) sumsToOne(label string, names []string, probs []expr.ID, at []argSite) bool {
	key := fmt.Sprint(label, probs)
	if c.l.shape.checks[key] {
		return true
	}
	sum := num.Zero
	var parts []string
	for i, p := range probs {
		sum = sum.Add(c.l.base[p])
		parts = append(parts, fmt.Sprintf("%s %s", names[i], c.l.base[p].Decimal(6)))
	}
	where := c.place("outcomes").span
	if !sum.Equal(num.One) {
		d := diag.Diagnostic{Code: errSum, Span: where, Summary: fmt.Sprintf("the probabilities of %q should sum to 1", label), Note: "they sum to " + sumText(sum),
			Detail: []string{"the probabilities: " + strings.Join(parts, ", ")}}
		if len(names) > 1 {
			last := names[len(names)-1]
			d.Fix = fmt.Sprintf("write the last one as what is left: %q: 1 - (the others)", last)
		} else {
			d.Fix = "a single outcome has probability 1; name the others"
		}
		c.report(d)
		return false
	}
	if free, values := c.l.sumElsewhere(probs); free != "" {
		c.report(diag.Diagnostic{Code: errSum, Span: where, Summary: fmt.Sprintf("the probabilities of %q sum to 1 only at the baseline", label),
			Note: "with " + free + " they sum to " + sumText(values), Fix: "write one probability as what the others leave, such as 1 - p, so that the sum is 1 at every draw"})
		return false
	}
	c.l.shape.checks[key] = true
	return true
}

func sumText(x num.Rat) string {
	s := x.Decimal(6)
	if len(x.String()) < 12 && x.String() != s && !x.IsInt() {
		s += " (" + x.String() + ")"
	}
	return s
}

// sumElsewhere looks at the sum of probabilities at three other points of the params' ranges. It
// returns a description of one where the sum is not 1.
func (l *loader) sumElsewhere(probs []expr.ID) (string, num.Rat) {
	for k := range l.alts {
		sum := num.Zero
		known := true
		for _, p := range probs {
			known = known && !l.undefined[k][p]
			sum = sum.Add(l.alts[k][p])
		}
		if !known || sum.Equal(num.One) {
			continue
		}
		var said []string
		for i := range l.model.Params {
			for _, p := range probs {
				if slices.Contains(l.model.Pool.Params(p), i) {
					said = append(said, fmt.Sprintf("%s = %s", l.model.Params[i].Name, l.elsewhere(k, i).Decimal(4)))
					break
				}
			}
		}
		return enumerate(said, ""), sum
	}
	return "", num.Rat{}
}

// elsewhere is the value of a param at the k-th other point: at a different part of each param's
// range, so that two params do not cancel.
func (l *loader) elsewhere(k, param int) num.Rat {
	d := l.model.Params[param].Dist
	low, high := d.Low, d.High
	if low.Equal(high) {
		high = low.Add(num.Frac(1, 10))
	}
	return low.Add(high.Sub(low).Mul(num.Frac(int64((k+1)*37+param*17)%97+1, 100)))
}

func (l *loader) storyPay(c *call) starlark.Value {
	p := c.playerArg("player")
	v := c.arg("amount")
	id, ok := l.expression(v)
	if !ok {
		c.wrong(c.place("amount"), "the amount", "a number or an expression of params", v, "write a number in utils, such as 2 or -cost")
	}
	if c.bad {
		return nil
	}
	l.run.pay[p] = l.model.Pool.Sum(l.run.pay[p], id)
	if l.baseline(); l.bad[l.run.pay[p]] != "" {
		c.fail(errTooLarge, c.place("amount").span, "this payoff is enormous", "", "payoffs are in utils: numbers of ordinary size do")
		return nil
	}
	return starlark.None
}

func (l *loader) storyMark(c *call) starlark.Value {
	tag := c.nameArg("tag")
	if c.bad {
		return nil
	}
	l.shape.marks[tag] = true
	if l.run.at >= len(l.run.script) {
		l.run.marks = append(l.run.marks, tag)
	}
	return starlark.None
}

func (l *loader) storyReveal(c *call) starlark.Value {
	label := c.text("label")
	to := c.playerList(c.arg("to"), c.place("to"), "to")
	if c.bad {
		return nil
	}
	for i := len(l.run.moves) - 1; i >= 0; i-- {
		if m := &l.run.moves[i]; m.label == label {
			for _, p := range to {
				l.run.see(l, m, p)
			}
			return starlark.None
		}
	}
	var labels []string
	for _, m := range l.run.moves {
		labels = append(labels, m.label)
	}
	d := diag.Diagnostic{Code: errLabel, Span: c.place("label").span, Summary: fmt.Sprintf("no move called %s has been made yet", strconv.Quote(label))}
	if n := nearest(label, append(labels, l.shape.order...)); n != "" {
		d.Note = fmt.Sprintf("did you mean %q?", n)
	}
	d.Fix = "the moves made so far are " + enumerate(labels, "none")
	c.report(d)
	return nil
}

// nameSets gives every information set a name: its label, and what its player has seen and done that
// tells it from his other sets of that label. A chance move is told by all moves before it.
func (l *loader) nameSets(g *game.Game, s *shape) {
	type group struct {
		player game.PlayerID
		label  string
	}
	groups := map[group][]int{}
	var order []group
	for i, si := range s.sets {
		k := group{si.player, si.label}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], i)
	}
	used := map[string]bool{}
	for _, k := range order {
		for i, name := range l.groupNames(k.label, groups[k], s.sets) {
			unique := name
			for n := 2; used[fmt.Sprint(k.player, " ", unique)]; n++ {
				unique = fmt.Sprintf("%s (%d)", name, n)
			}
			used[fmt.Sprint(k.player, " ", unique)] = true
			g.Infosets[groups[k][i]].Name = unique
		}
	}
}

// groupNames names the sets of one player and label: what all of them have in common is left out,
// unless two names would be the same then.
func (l *loader) groupNames(label string, group []int, sets []setInfo) []string {
	common := map[int32]int{} // in how many sets a token occurs
	for _, i := range group {
		seen := map[int32]bool{}
		for _, t := range sets[i].log {
			if !seen[t] {
				seen[t] = true
				common[t]++
			}
		}
	}
	names := func(short bool) ([]string, bool) {
		out := make([]string, len(group))
		seen := map[string]bool{}
		for k, i := range group {
			var rest []int32
			for _, t := range sets[i].log {
				if !short || common[t] < len(group) {
					rest = append(rest, t)
				}
			}
			out[k] = label
			if len(rest) > 0 {
				out[k] += " | " + l.shortLog(rest)
			}
			if seen[out[k]] {
				return nil, false
			}
			seen[out[k]] = true
		}
		return out, true
	}
	if out, ok := names(true); ok {
		return out
	}
	if out, ok := names(false); ok {
		return out
	}
	out := make([]string, len(group))
	for k, i := range group {
		out[k] = label + " | " + l.shortLog(sets[i].log)
	}
	return out
}

// shortLog leaves out the middle of what a player has seen, if that is very much.
func (l *loader) shortLog(log []int32) string {
	const first, last = 6, 10
	if len(log) <= first+last+1 {
		return l.logText(log)
	}
	return fmt.Sprintf("%s, ... (%d more) ..., %s", l.logText(log[:first]), len(log)-first-last, l.logText(log[len(log)-last:]))
}
