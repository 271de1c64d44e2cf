package correlated

import (
	"context"
	"fmt"
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// # Communication equilibrium
//
// The mediator sees nothing himself (Forges 1986, Myerson 1986). Before anybody moves, each player tells him his
// type: what he has learnt of the outcomes of chance at the start. Then, whoever comes to move reports his information
// set, and the mediator answers with one of its actions. Players may lie about their type, report another information
// set of the reported type, say nothing, and do otherwise than they are told. By the revelation principle nothing
// else that people might say to a mediator brings about more, as long as everybody moves at most once: that
// is the class of games for which this is defined here. The order of moves in the tree is their order in time: a
// mediator who advises has heard the reports of those who moved before, and all types.
//
// The mediator remembers what he heard and said, so his plans are strategies in a decision problem of his own with
// perfect recall, whose points are (reported types, actions recommended so far, information set that reports now).
// Let x(s) be the product of the probabilities of the actions in such a sequence s of recommendations. If
// everybody follows, a terminal node z has the probability chance(z) x(s(z)); if one player lies, the one with his
// entry in s(z) replaced by what he reported and was told. So the objective and all gains are linear in x, and the
// plan of the mediator that is best for given weights of deviations is found by backward induction.

// MaxStates bounds the sequences of recommendations.
const MaxStates = 200_000

// communication is the family of the concept of that name.
type communication struct {
	in     *game.Instance
	types  [][]int32            // by leaf: the type of each player
	sets   [][][]game.InfosetID // by player and type: where it may come to move; empty for a type that never moves
	leaves []game.NodeID        // terminal nodes that chance does not exclude
	moves  [][]game.ActionID    // by leaf: the players' actions on the way
	chance []num.Rat            // by leaf
	starts [][][]game.NodeID    // by player and type: the nodes that end chance's first moves
	states []state              // parents first
	index  map[string]int32     // of states
	goal   []num.Rat            // by state
	honest []int32              // by leaf: the state if nobody lies
	steps  []map[lieStep]int32  // by leaf and player (leaf·players + player): the state if he lies
	plans  [][]bool             // in the pool, by state: whether the mediator gets there if nobody's report stands in the way
	devs   []communicationLie
	known  map[string]bool // what the pool holds
}

// A state is a sequence of recommendations after reported types.
type state struct {
	types []int32
	log   []game.ActionID
	sets  []answer // the information sets that may report next
}

// An answer is what the mediator may say to a report: action k of h leads to the state to[k].
type answer struct {
	h  game.InfosetID
	to []int32
}

// A lieStep is a lie as far as it shows: the reported type, and the action that the mediator recommended to the
// reported information set, or None if the deviator said nothing or was not to move.
type lieStep struct {
	as   int32
	told game.ActionID
}

type communicationLie struct {
	player int
	lie    *solve.Lie
	state  []int32 // where the gain is not 0
	coef   []num.Rat
}

func newCommunication(in *game.Instance) (family, error) {
	f := &communication{in: in, index: map[string]int32{}, known: map[string]bool{}}
	reach := in.Reach(chanceOnly(in))
	for n := range in.Nodes {
		z := game.NodeID(n)
		if !in.Terminal(z) || reach[n].IsZero() {
			continue
		}
		var moves []game.ActionID
		moved := make([]bool, len(in.Players))
		for _, a := range in.Path(z) {
			p := in.Infosets[in.Actions[a].Infoset].Player
			if p == game.Chance {
				continue
			}
			if moved[p] {
				return nil, fmt.Errorf("%w: --concept %s is for games in which everybody moves at most once, and %s moves again at %q "+
					"(--concept %s takes any game, with a mediator who sees all)", solve.ErrUnsuited, solve.Communication,
					in.Players[p], in.Infosets[in.Actions[a].Infoset].Name, solve.Extensive)
			}
			moved[p] = true
			moves = append(moves, a)
		}
		f.leaves, f.chance, f.moves = append(f.leaves, z), append(f.chance, reach[n]), append(f.moves, moves)
	}
	f.findTypes(reach)
	if err := f.findStates(); err != nil {
		return nil, err
	}
	f.addPlan(f.best(make([]num.Rat, len(f.states))))
	return f, nil
}

// findTypes finds what each player has learnt of chance before anybody moves. Two outcomes are the same to him if
// some information set of his may follow both, or by way of others in this relation. Outcomes after which he
// never moves make up one type. Types are numbered by first appearance.
func (f *communication) findTypes(reach []num.Rat) {
	in := f.in
	start := make([]int, len(in.Nodes)) // of every node: the outcome of chance's first moves, -1 before
	outcomes := 0
	for n := range start {
		start[n] = -1
		if up := in.Nodes[n].Parent; up != game.None {
			start[n] = start[up]
		}
		if p, moves := in.Player(game.NodeID(n)); start[n] < 0 && (!moves || p != game.Chance) {
			start[n] = outcomes
			outcomes++
		}
	}
	of := make([][]int32, len(in.Players)) // the type of each outcome
	for i := range in.Players {
		same := make([]int, outcomes) // a smaller outcome that is the same to him; -1: he never moves
		for o := range same {
			same[o] = -1
		}
		root := func(o int) int {
			for same[o] != o {
				o = same[o]
			}
			return o
		}
		for h := range in.Infosets {
			if in.Infosets[h].Player != game.PlayerID(i) {
				continue
			}
			first := -1
			for _, n := range in.Infosets[h].Nodes {
				o := start[n]
				if reach[n].IsZero() {
					continue
				}
				if same[o] < 0 {
					same[o] = o
				}
				if first < 0 {
					first = root(o)
				}
				a, b := root(o), root(first)
				same[max(a, b)] = min(a, b)
			}
		}
		number := map[int]int32{}
		var starts [][]game.NodeID
		of[i] = make([]int32, outcomes)
		for n := range in.Nodes {
			o := start[n]
			if up := in.Nodes[n].Parent; o < 0 || up != game.None && start[up] >= 0 || reach[n].IsZero() {
				continue
			}
			r := -1
			if same[o] >= 0 {
				r = root(o)
			}
			if _, ok := number[r]; !ok {
				number[r] = int32(len(number))
				starts = append(starts, nil)
			}
			of[i][o] = number[r]
			starts[number[r]] = append(starts[number[r]], game.NodeID(n))
		}
		sets := make([][]game.InfosetID, len(number))
		for h := range in.Infosets {
			if in.Infosets[h].Player != game.PlayerID(i) {
				continue
			}
			for _, n := range in.Infosets[h].Nodes {
				if reach[n].Sign() > 0 {
					t := of[i][start[n]]
					sets[t] = append(sets[t], game.InfosetID(h))
					break
				}
			}
		}
		f.sets, f.starts = append(f.sets, sets), append(f.starts, starts)
	}
	for _, z := range f.leaves {
		types := make([]int32, len(in.Players))
		for i := range types {
			types[i] = of[i][start[z]]
		}
		f.types = append(f.types, types)
	}
}

// findStates lists the sequences of recommendations that may come about if at most one player lies.
func (f *communication) findStates() error {
	f.steps = make([]map[lieStep]int32, len(f.leaves)*len(f.in.Players))
	for z := range f.leaves {
		f.honest = append(f.honest, f.state(f.types[z], f.moves[z]))
		for i := range f.in.Players {
			if len(f.sets[i][f.types[z][i]]) == 0 {
				continue // he does not take part
			}
			at := slices.IndexFunc(f.moves[z], func(a game.ActionID) bool { return f.mover(a) == game.PlayerID(i) })
			steps := map[lieStep]int32{}
			f.steps[z*len(f.in.Players)+i] = steps
			types := slices.Clone(f.types[z])
			for as, sets := range f.sets[i] {
				types[i] = int32(as)
				if at < 0 {
					steps[lieStep{int32(as), game.None}] = f.state(types, f.moves[z])
					continue
				}
				steps[lieStep{int32(as), game.None}] = f.state(types, slices.Concat(f.moves[z][:at], f.moves[z][at+1:]))
				for _, h := range sets {
					for _, a := range f.in.ActionsAt(h) {
						log := slices.Clone(f.moves[z])
						log[at] = a
						steps[lieStep{int32(as), a}] = f.state(types, log)
					}
				}
				if len(f.states) > MaxStates {
					return fmt.Errorf("%w: a mediator would have more than %d sequences of recommendations to plan "+
						"(--concept %s needs fewer where strategies are few)", solve.ErrUnsuited, MaxStates, solve.Correlated)
				}
			}
		}
	}
	return nil
}

// addPlan adds a plan if the pool lacks it.
func (f *communication) addPlan(plan []bool) bool {
	k := fmt.Sprint(plan)
	if f.known[k] {
		return false
	}
	f.known[k] = true
	f.plans = append(f.plans, plan)
	return true
}

func (f *communication) mover(a game.ActionID) game.PlayerID {
	return f.in.Infosets[f.in.Actions[a].Infoset].Player
}

// state returns the state after these reports and recommendations, and makes it and those before it.
func (f *communication) state(types []int32, log []game.ActionID) int32 {
	k := fmt.Sprint(types, log)
	if id, ok := f.index[k]; ok {
		return id
	}
	if len(log) == 0 {
		return f.add(k, types, log)
	}
	last := log[len(log)-1]
	h := f.in.Actions[last].Infoset
	up := f.state(types, log[:len(log)-1])
	ans := answer{h: h}
	for _, a := range f.in.ActionsAt(h) {
		next := append(slices.Clone(log[:len(log)-1]), a)
		ans.to = append(ans.to, f.add(fmt.Sprint(types, next), types, next))
	}
	f.states[up].sets = append(f.states[up].sets, ans)
	return f.index[k]
}

func (f *communication) add(key string, types []int32, log []game.ActionID) int32 {
	id := int32(len(f.states))
	f.index[key] = id
	f.states = append(f.states, state{types: slices.Clone(types), log: slices.Clone(log)})
	return id
}

func (f *communication) size() (plans, deviations int) { return len(f.plans), len(f.devs) }

func (f *communication) aim(objective []num.Rat) {
	f.goal = make([]num.Rat, len(f.states))
	for z, n := range f.leaves {
		s := f.honest[z]
		f.goal[s] = f.goal[s].Add(f.chance[z].Mul(objective[n]))
	}
}

func (f *communication) value(plan int, objective []num.Rat) num.Rat {
	sum := num.Zero
	for z, n := range f.leaves {
		if f.plans[plan][f.honest[z]] {
			sum = sum.Add(f.chance[z].Mul(objective[n]))
		}
	}
	return sum
}

func (f *communication) gain(deviation, plan int) num.Rat {
	d, sum := &f.devs[deviation], num.Zero
	for k, s := range d.state {
		if f.plans[plan][s] {
			sum = sum.Add(d.coef[k])
		}
	}
	return sum
}

func (f *communication) price(_ context.Context, unit num.Rat, y []num.Rat, bound num.Rat) (search, error) {
	weight := make([]num.Rat, len(f.goal))
	for s, v := range f.goal {
		if !v.IsZero() {
			weight[s] = v.Mul(unit)
		}
	}
	for d, w := range y {
		if w.IsZero() {
			continue
		}
		for k, s := range f.devs[d].state {
			weight[s] = weight[s].Add(w.Mul(f.devs[d].coef[k]))
		}
	}
	plan := f.best(weight)
	sum := num.Zero
	for s, on := range plan {
		if on {
			sum = sum.Add(weight[s])
		}
	}
	if !bound.Less(sum) {
		return search{}, nil
	}
	return search{true, f.addPlan(plan)}, nil
}

// best is the pure plan of the mediator with the greatest sum of weights of the states that it comes to, by backward
// induction: he answers each report that may come next with the action that is worth most.
func (f *communication) best(weight []num.Rat) []bool {
	worth := slices.Clone(weight)
	for s := len(f.states) - 1; s >= 0; s-- { // states stand behind those that lead to them
		for _, ans := range f.states[s].sets {
			worth[s] = worth[s].Add(worth[ans.to[dearest(worth, ans.to)]])
		}
	}
	on := make([]bool, len(f.states))
	for s := range f.states {
		if len(f.states[s].log) == 0 {
			on[s] = true
		}
		if on[s] {
			for _, ans := range f.states[s].sets {
				on[ans.to[dearest(worth, ans.to)]] = true
			}
		}
	}
	return on
}

// dearest is the position of the state that is worth most, the first of equals.
func dearest(worth []num.Rat, to []int32) int {
	best := 0
	for k := range to {
		if worth[to[best]].Less(worth[to[k]]) {
			best = k
		}
	}
	return best
}

// mixed is the probability of each state, reports aside, if plans have these probabilities.
func (f *communication) mixed(mu []num.Rat) []num.Rat {
	x := make([]num.Rat, len(f.states))
	for k, w := range mu {
		if w.IsZero() {
			continue
		}
		for s, on := range f.plans[k] {
			if on {
				x[s] = x[s].Add(w)
			}
		}
	}
	return x
}

// tempt finds for each player, type and reported type the best way to lie and to deviate from then on; for a type that
// reports the truth, the best way at each information set, and at each answer: what several such ways bring adds up.
func (f *communication) tempt(mu []num.Rat, least num.Rat) search {
	x := f.mixed(mu)
	var out search
	for i := range f.in.Players {
		for t := range f.sets[i] {
			if len(f.sets[i][t]) == 0 {
				continue
			}
			for as := range f.sets[i] {
				for _, lie := range f.lies(i, int32(t), int32(as), x) {
					d := f.effect(i, lie)
					sum := num.Zero
					for k, s := range d.state {
						sum = sum.Add(d.coef[k].Mul(x[s]))
					}
					if !sum.Less(least.Neg()) {
						continue
					}
					out.found = true
					if k := fmt.Sprint(i, *lie); !f.known[k] {
						f.known[k], out.added = true, true
						f.devs = append(f.devs, *d)
					}
				}
			}
		}
	}
	return out
}

// lies lists deviations of a type of player i that reports another type (or its own), the best ones if states have the
// probabilities x.
func (f *communication) lies(i int, t, as int32, x []num.Rat) []*solve.Lie {
	whole := &solve.Lie{Type: t, As: as}
	if as != t {
		for _, h := range f.sets[i][t] {
			ways := f.ways(i, h, as, x)
			best := 0
			for k := range ways {
				if ways[best].worth.Less(ways[k].worth) {
					best = k
				}
			}
			whole.Moves = append(whole.Moves, ways[best].at)
		}
		return []*solve.Lie{whole}
	}
	for _, h := range f.sets[i][t] {
		whole.Moves = append(whole.Moves, solve.LieAt{At: h, Report: h, Take: f.in.ActionsAt(h)})
	}
	var out []*solve.Lie
	add := func(k int, at solve.LieAt) {
		lie := &solve.Lie{Type: t, As: t, Moves: slices.Clone(whole.Moves)}
		lie.Moves[k] = at
		out = append(out, lie)
	}
	for k, h := range f.sets[i][t] {
		for _, w := range f.ways(i, h, as, x) {
			if w.at.Report != h {
				add(k, w.at)
				continue
			}
			for j, b := range w.at.Take {
				if told := whole.Moves[k].Take; b != told[j] {
					one := solve.LieAt{At: h, Report: h, Take: slices.Clone(told)}
					one.Take[j] = b
					add(k, one)
				}
			}
		}
	}
	return out
}

// effect is what a deviation brings.
func (f *communication) effect(i int, lie *solve.Lie) *communicationLie {
	t, as := lie.Type, lie.As
	take := map[game.InfosetID]*solve.LieAt{}
	for k := range lie.Moves {
		take[lie.Moves[k].At] = &lie.Moves[k]
	}
	sum := map[int32]num.Rat{}
	for z := range f.leaves {
		if f.types[z][i] != t {
			continue
		}
		pay := f.chance[z].Mul(f.in.PayoffAt(f.leaves[z], game.PlayerID(i)))
		s := f.honest[z]
		sum[s] = sum[s].Add(pay)
		steps := f.steps[z*len(f.in.Players)+i]
		for _, told := range f.told(i, z, as, take) {
			s := steps[told]
			sum[s] = sum[s].Sub(pay)
		}
	}
	d := &communicationLie{player: i, lie: lie}
	for s := range sum {
		d.state = append(d.state, s)
	}
	slices.Sort(d.state)
	for _, s := range d.state {
		d.coef = append(d.coef, sum[s])
	}
	return d
}

// told lists what the mediator may have recommended where a deviating player i comes to leaf z.
func (f *communication) told(i, z int, as int32, take map[game.InfosetID]*solve.LieAt) []lieStep {
	for _, a := range f.moves[z] {
		if f.mover(a) != game.PlayerID(i) {
			continue
		}
		at := take[f.in.Actions[a].Infoset]
		var out []lieStep
		for k, b := range at.Take {
			if b != a {
				continue
			}
			if at.Report == game.None {
				out = append(out, lieStep{as, game.None})
			} else {
				out = append(out, lieStep{as, f.in.Infosets[at.Report].First + game.ActionID(k)})
			}
		}
		return out
	}
	return []lieStep{{as, game.None}}
}

// A way is what a player reports at an information set and does when told each action, and what that is worth.
type way struct {
	at    solve.LieAt
	worth num.Rat
}

// ways lists what a player who stands at h may report, with the best that he can do then: silence first.
func (f *communication) ways(i int, h game.InfosetID, as int32, x []num.Rat) []way {
	set := &f.in.Infosets[h]
	worth := map[lieStep][]num.Rat{} // of each action at h, by what was told
	for z := range f.leaves {
		k := slices.IndexFunc(f.moves[z], func(a game.ActionID) bool { return f.in.Actions[a].Infoset == h })
		if k < 0 {
			continue
		}
		pay := f.chance[z].Mul(f.in.PayoffAt(f.leaves[z], game.PlayerID(i)))
		for step, s := range f.steps[z*len(f.in.Players)+i] {
			if step.as != as || x[s].IsZero() {
				continue
			}
			if worth[step] == nil {
				worth[step] = make([]num.Rat, set.Num)
			}
			at := f.moves[z][k] - set.First
			worth[step][at] = worth[step][at].Add(pay.Mul(x[s]))
		}
	}
	best := func(told game.ActionID) (num.Rat, game.ActionID) {
		w := worth[lieStep{as, told}]
		k := 0
		for j := range w {
			if w[k].Less(w[j]) {
				k = j
			}
		}
		if w == nil {
			return num.Zero, set.First
		}
		return w[k], set.First + game.ActionID(k)
	}
	silent, b := best(game.None)
	out := []way{{solve.LieAt{At: h, Report: game.None, Take: []game.ActionID{b}}, silent}}
	for _, r := range f.sets[i][as] {
		w := way{at: solve.LieAt{At: h, Report: r}}
		for _, a := range f.in.ActionsAt(r) {
			v, b := best(a)
			w.worth, w.at.Take = w.worth.Add(v), append(w.at.Take, b)
		}
		out = append(out, w)
	}
	return out
}

func (f *communication) form() *game.Instance { return f.in }

func (f *communication) plan(mu []num.Rat) *solve.Plan {
	x := f.mixed(mu)
	out := &solve.Plan{Reach: make([]num.Rat, len(f.in.Nodes))}
	for s := range f.states {
		if x[s].Sign() > 0 {
			out.Rules = append(out.Rules, solve.Rule{Types: f.states[s].types, Log: f.states[s].log, P: x[s]})
		}
	}
	terminal := make([]num.Rat, len(f.in.Nodes))
	for z, n := range f.leaves {
		terminal[n] = f.chance[z].Mul(x[f.honest[z]])
	}
	for n := len(f.in.Nodes) - 1; n >= 0; n-- { // play comes to a node as often as to one of the ends behind it
		out.Reach[n] = terminal[n]
		if up := f.in.Nodes[n].Parent; up != game.None {
			terminal[up] = terminal[up].Add(terminal[n])
		}
	}
	return out
}

func (f *communication) marginals(plan *solve.Plan) game.Profile {
	p := behaviour(f.in, plan)
	for h := range f.in.Infosets {
		sum := num.Zero
		for _, a := range f.in.ActionsAt(game.InfosetID(h)) {
			sum = sum.Add(p[a])
		}
		if sum.IsZero() { // play never comes there; what is recommended depends on the reports
			p[f.in.Infosets[h].First] = num.One
		}
	}
	return p
}

func (f *communication) deviation(d int, weight num.Rat) solve.Deviation {
	x := &f.devs[d]
	return solve.Deviation{Player: game.PlayerID(x.player), Weight: weight, Lie: x.lie}
}
