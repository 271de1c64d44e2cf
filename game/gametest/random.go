package gametest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"parley/expr"
	"parley/game"
	"parley/num"
)

// A Config says what random games should be like. Its zero value asks for 2 or 3 players, 2 to 5
// information sets, 2 or 3 actions and small whole payoffs, among which there are ties.
type Config struct {
	Players                  int // 0: 2 or 3 at random
	MinInfosets, MaxInfosets int // information sets of players, together
	MaxActions               int // at one information set
	MaxNodes                 int
	Span                     int64 // payoffs lie in [-Span, Span]
	NoChance                 bool
	ZeroChance               bool // some chance outcomes have probability 0
}

// Generic is the span that makes ties between payoffs rare.
const Generic = 1_000_000

func (c Config) defaults() Config {
	set := func(x *int, v int) {
		if *x == 0 {
			*x = v
		}
	}
	set(&c.MinInfosets, 2)
	set(&c.MaxInfosets, max(5, c.MinInfosets))
	set(&c.MaxActions, 3)
	set(&c.MaxNodes, 60)
	if c.Span == 0 {
		c.Span = 4
	}
	return c
}

// Random returns a random game with perfect recall. Equal states of r and equal configs give equal
// games.
//
// Its moves are stages, each with a mover and a set of players who see what he does. Whether a stage
// is played, and sometimes in which order, depends on the play so far, hidden moves too, so that the
// nodes of an information set may lie at different depths. A player knows what he did and saw, in
// order, and which stage he is at.
func Random(r *rand.Rand, c Config) *game.Game {
	c = c.defaults()
	for {
		g := attempt(r, c)
		if g == nil {
			continue
		}
		if n := g.PersonalInfosets(); n >= c.MinInfosets && n <= c.MaxInfosets {
			return g
		}
	}
}

type stage struct {
	mover   game.PlayerID
	actions int
	seen    []bool // by player
}

type randomizer struct {
	r      *rand.Rand
	c      Config
	b      *game.Builder
	stages []stage
	skip   float64 // how often a stage is left out
	stop   float64 // how often play ends early
	swap   float64 // how often the next two stages change places
	nodes  int
}

func attempt(r *rand.Rand, c Config) *game.Game {
	players := c.Players
	if players == 0 {
		players = 2 + r.IntN(2)
	}
	names := make([]string, players)
	for i := range names {
		names[i] = string(rune('A' + i))
	}
	z := &randomizer{r: r, c: c, b: &game.Builder{Players: names, Pool: &expr.Pool{}},
		skip: []float64{0, 0, 0.2, 0.4}[r.IntN(4)], stop: []float64{0, 0.1, 0.3}[r.IntN(3)], swap: []float64{0, 0, 0.3}[r.IntN(3)]}
	secrecy := r.Float64()
	for range 2 + r.IntN(4) {
		s := stage{mover: game.PlayerID(r.IntN(players)), actions: 2, seen: make([]bool, players)}
		if c.MaxActions > 2 && r.IntN(3) == 0 {
			s.actions = 2 + r.IntN(c.MaxActions-1)
		}
		if !c.NoChance && (r.IntN(4) == 0 || len(z.stages) == 0 && r.IntN(3) == 0) {
			s.mover = game.Chance
		}
		for p := range s.seen {
			s.seen[p] = r.Float64() >= secrecy || game.PlayerID(p) == s.mover
		}
		z.stages = append(z.stages, s)
	}
	order := make([]int, len(z.stages))
	for i := range order {
		order[i] = i
	}
	z.play(order, make([]string, players))
	if z.nodes > c.MaxNodes {
		return nil
	}
	g, err := z.b.Build()
	if err != nil {
		panic("gametest: " + err.Error())
	}
	return g
}

// play adds the subtree in which these stages are still to come; known is what each player did and
// saw.
func (z *randomizer) play(order []int, known []string) {
	if z.nodes++; z.nodes > z.c.MaxNodes {
		order = nil // too large: attempt throws it away
	}
	for len(order) > 0 && z.r.Float64() < z.skip {
		order = order[1:]
	}
	if len(order) == 0 || z.nodes > 1 && z.r.Float64() < z.stop {
		payoffs := make([]expr.ID, len(known))
		for p := range payoffs {
			payoffs[p] = z.b.Pool.Const(num.Int(z.r.Int64N(2*z.c.Span+1) - z.c.Span))
		}
		z.b.Terminal(payoffs)
		return
	}
	if len(order) > 1 && z.r.Float64() < z.swap {
		order = append([]int{order[1], order[0]}, order[2:]...)
	}
	t, s := order[0], z.stages[order[0]]
	spec := game.InfosetSpec{Player: s.mover, Label: fmt.Sprint("s", t)}
	for k := range s.actions {
		spec.Actions = append(spec.Actions, string(rune('a'+k)))
	}
	if s.mover == game.Chance {
		spec.Name = spec.Label
		z.b.Chance(spec, z.probabilities(s.actions))
	} else {
		spec.Key = spec.Label + known[s.mover]
		spec.Name = spec.Key
		z.b.Decision(spec)
	}
	for k := range s.actions {
		then := make([]string, len(known))
		for p := range then {
			then[p] = known[p]
			if s.seen[p] {
				then[p] += fmt.Sprintf(" %d%c", t, 'a'+k)
			}
		}
		z.play(order[1:], then)
	}
}

func (z *randomizer) probabilities(n int) []expr.ID {
	parts, sum := make([]int64, n), int64(0)
	for k := range parts {
		parts[k] = 1 + z.r.Int64N(4)
		if z.c.ZeroChance && k > 0 && z.r.IntN(3) == 0 {
			parts[k] = 0
		}
		sum += parts[k]
	}
	out := make([]expr.ID, n)
	for k := range out {
		out[k] = z.b.Pool.Const(num.Frac(parts[k], sum))
	}
	return out
}

// Signalling returns a random signalling game: chance draws a type, the sender sees it and sends a
// message, the receiver sees the message only and answers. Payoffs lie in [-span, span].
func Signalling(r *rand.Rand, types, messages, answers int, span int64) *game.Game {
	z := &randomizer{r: r, c: Config{Span: span}.defaults()}
	var sum int64
	weights := make([]int64, types)
	for i := range weights {
		weights[i] = 1 + r.Int64N(4)
		sum += weights[i]
	}
	root := Nature("type")
	for i := range types {
		send := Move(0, fmt.Sprint("type ", i))
		for m := range messages {
			answer := Move(1, fmt.Sprint("message ", m))
			for a := range answers {
				pay := func() int64 { return r.Int64N(2*z.c.Span+1) - z.c.Span }
				answer.branches = append(answer.branches, Do(fmt.Sprint("a", a), End(pay(), pay())))
			}
			send.branches = append(send.branches, Do(fmt.Sprint("m", m), answer))
		}
		root.branches = append(root.branches, With(num.Frac(weights[i], sum).String(), fmt.Sprint("t", i), send))
	}
	return Game(root, "sender", "receiver")
}

// Describe writes a game without params out as a tree, one line a node, so that a failing random game
// can be read and repeated.
func Describe(in *game.Instance) string {
	var b strings.Builder
	depth := make([]int, len(in.Nodes))
	for i := range in.Nodes {
		n := &in.Nodes[i]
		via := ""
		if n.Via != game.None {
			depth[i] = depth[n.Parent] + 1
			via = in.Actions[n.Via].Name + ": "
			if in.Infosets[in.Actions[n.Via].Infoset].Player == game.Chance {
				via = fmt.Sprintf("%s (%s): ", in.Actions[n.Via].Name, in.Prob(n.Via))
			}
		}
		b.WriteString(strings.Repeat("  ", depth[i]) + via)
		if n.Infoset == game.None {
			for p := range in.Players {
				fmt.Fprintf(&b, "%s ", in.PayoffAt(game.NodeID(i), game.PlayerID(p)))
			}
		} else if s := in.Infosets[n.Infoset]; s.Player == game.Chance {
			b.WriteString("chance")
		} else {
			fmt.Fprintf(&b, "%s at [%s]", in.Players[s.Player], s.Name)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// OneShot returns a random game in which each player has as many actions as sizes says and none sees what
// the others do. Payoffs lie in [-span, span].
func OneShot(r *rand.Rand, sizes []int, span int64) *game.Game {
	var names []string
	for i := range sizes {
		names = append(names, string(rune('A'+i)))
	}
	var from func(i int) Tree
	from = func(i int) Tree {
		if i == len(sizes) {
			pay := make([]int64, len(sizes))
			for p := range pay {
				pay[p] = r.Int64N(2*span+1) - span
			}
			return End(pay...)
		}
		t := Move(i, names[i])
		for k := range sizes[i] {
			t.branches = append(t.branches, Do(fmt.Sprint(names[i], k), from(i+1)))
		}
		return t
	}
	return Game(from(0), names...)
}

// ZeroSum returns a game of two players without params with the second one's payoffs replaced by the
// first one's, negative.
func ZeroSum(in *game.Instance) *game.Game {
	pool := &expr.Pool{}
	g := *in.Game
	g.Pool, g.Payoffs = pool, make([]expr.ID, len(in.Payoffs))
	g.Actions = append([]game.Action(nil), in.Actions...)
	for a := range g.Actions {
		if g.Actions[a].Prob != game.None {
			g.Actions[a].Prob = pool.Const(in.Prob(game.ActionID(a)))
		}
	}
	for n := range g.Nodes {
		u := num.Zero
		if g.Terminal(game.NodeID(n)) {
			u = in.PayoffAt(game.NodeID(n), 0)
		}
		g.Payoffs[2*n], g.Payoffs[2*n+1] = pool.Const(u), pool.Const(u.Neg())
	}
	return &g
}
