package all_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"parley/game"
	. "parley/game/gametest"
	"parley/game/sequence"
	"parley/num"
	"parley/solve"
	"parley/solve/all"
	"parley/solve/solvetest"
	"parley/verify"
)

var (
	games = flag.Int("games", 10_000, "random games on which the methods are compared")
	first = flag.Uint64("first", 0, "seed of the first one")
)

// A sample is a random game, small enough that every method answers in an instant.
func sample(seed uint64) (kind string, in *game.Instance) {
	r := rand.New(rand.NewPCG(seed, 3_2026))
	switch seed % 8 {
	case 0:
		return "two players, ties", Instance(Random(r, Config{Players: 2, MaxInfosets: 4, MaxNodes: 30}))
	case 1:
		return "two players, no ties", Instance(Random(r, Config{Players: 2, MaxInfosets: 5, MaxNodes: 30, Span: Generic}))
	case 2:
		return "several players", Instance(Random(r, Config{MaxInfosets: 4, MaxActions: 2, MaxNodes: 30, Span: 20}))
	case 3:
		return "zero-sum", Instance(ZeroSum(Instance(Random(r, Config{Players: 2, MaxInfosets: 5, MaxNodes: 40, Span: []int64{2, Generic}[r.IntN(2)]}))))
	case 4:
		return "signalling", Instance(Signalling(r, 2, 2, 2, []int64{3, Generic}[r.IntN(2)]))
	case 5:
		return "bimatrix", Instance(OneShot(r, []int{2 + r.IntN(3), 2 + r.IntN(3)}, []int64{1, 3, Generic}[r.IntN(3)]))
	case 6:
		return "three players at once", Instance(OneShot(r, []int{2, 2, 2}, []int64{2, Generic}[r.IntN(2)]))
	}
	return "chance of 0", Instance(Random(r, Config{MaxInfosets: 4, MaxNodes: 30, ZeroChance: true}))
}

// What any two methods say of one game must fit together, whatever they have in common: a complete list
// holds whatever another method finds, lists of one concept are the same set, sequential equilibria are
// subgame perfect, and those are Nash equilibria.
func TestMethodsAgree(t *testing.T) {
	n := *games
	if testing.Short() {
		n = min(n, 800)
	}
	tally := newTally()
	t.Run("games", func(t *testing.T) {
		const shards = 2
		for shard := range uint64(shards) {
			t.Run(fmt.Sprint(shard), func(t *testing.T) {
				t.Parallel()
				for seed := *first + shard; seed < *first+uint64(n); seed += shards {
					kind, in := sample(seed)
					c := &comparison{t: t, in: in, tally: tally, name: fmt.Sprintf("seed %d (%s)", seed, kind), mediators: seed/8%8 == 0}
					c.run()
					if c.failed {
						t.Errorf("%s is this game:\n%s", c.name, Describe(in))
						for _, a := range c.answers {
							t.Logf("%s %s:\n%s", a.method.Concept, a.method.Name, solvetest.ShowResult(a.res))
						}
						return
					}
				}
			})
		}
	})
	tally.report(t, n)
}

// A tally counts what each method has been asked and has answered completely.
type tally struct{ asked, complete []atomic.Int64 }

func newTally() *tally {
	return &tally{make([]atomic.Int64, len(all.Methods)), make([]atomic.Int64, len(all.Methods))}
}

func (c *tally) report(t *testing.T, n int) {
	for i, m := range all.Methods {
		asked, complete := c.asked[i].Load(), c.complete[i].Load()
		t.Logf("%-15s %-15s %6d games, %6d of them complete", m.Concept, m.Name, asked, complete)
		if m.Finds == solve.All && complete < asked*95/100 {
			t.Errorf("%s by %s: complete on %d games of %d only", m.Concept, m.Name, complete, asked)
		}
		if least := int64(n) / 20; asked < least && !(m.Concept.Mediated() && asked >= least/8) {
			t.Errorf("%s by %s was tried on %d games of %d only", m.Concept, m.Name, asked, n)
		}
	}
}

// An answer is what one method said.
type answer struct {
	method solve.Method
	res    *solve.Result
}

type comparison struct {
	t       *testing.T
	tally   *tally
	in      *game.Instance
	form    *game.Strategic
	name    string
	answers []answer
	failed  bool

	mediators bool // the concepts of a mediator are asked as well, which takes longer
}

func (c *comparison) fail(format string, args ...any) {
	c.failed = true
	c.t.Errorf("%s: %s", c.name, fmt.Sprintf(format, args...))
}

func (c *comparison) run() {
	var err error
	if c.form, err = game.NewStrategic(c.in, 200); err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	defer func() {
		if fault := recover(); fault != nil {
			c.fail("panic: %v\n%s", fault, debug.Stack())
		}
	}()
	for i, m := range all.Methods {
		if m.Concept.Mediated() && !c.mediators {
			continue
		}
		res, err := m.Solver.Solve(ctx, c.in, solve.Options{Limits: solve.Limits{Supports: 100_000, Systems: 5_000, Iterations: 3_000, Gap: 1e-4}})
		if errors.Is(err, solve.ErrUnsuited) {
			continue
		}
		if err != nil {
			c.fail("%s by %s: %v", m.Concept, m.Name, err)
			continue
		}
		c.tally.asked[i].Add(1)
		if res.Complete {
			c.tally.complete[i].Add(1)
		}
		c.answers = append(c.answers, answer{m, res})
		c.check(answer{m, res})
	}
	c.values()
	for _, a := range c.answers {
		for _, b := range c.answers {
			switch r := b.res.Reduction; {
			case a.res.Mediated != nil || b.res.Mediated != nil:
				c.mediated(a, b)
			case r != nil && r.By != solve.WeakDominance && r.By != solve.ConditionalDominance:
				c.rationalizable(a, b)
			case includes(b.method.Concept, a.method.Concept) && b.res.Complete:
				c.within(a, b)
			}
		}
	}
}

// includes tells whether every solution of concept b is one of concept a.
func includes(a, b solve.Concept) bool {
	wider := map[solve.Concept][]solve.Concept{
		solve.Sequential: {solve.Sequential},
		solve.SPE:        {solve.SPE, solve.Sequential},
		solve.Nash:       {solve.Nash, solve.SPE, solve.Sequential, solve.Pure},
		solve.Pure:       {solve.Pure},
	}
	for _, x := range wider[a] {
		if x == b {
			return true
		}
	}
	return false
}

// check has every member checked from the game alone.
func (c *comparison) check(a answer) {
	in := a.res.In
	if in == nil {
		in = c.in
	}
	if r := a.res.Actions; r != nil {
		if err := verify.Actions(context.Background(), in, r, a.res.Complete); err != nil {
			c.fail("%s by %s: %v", a.method.Concept, a.method.Name, err)
		}
		return
	}
	if r := a.res.Reduction; r != nil {
		if err := verify.Reduction(context.Background(), in, r, a.res.Complete); err != nil {
			c.fail("%s by %s: %v", a.method.Concept, a.method.Name, err)
		}
		return
	}
	if a.res.Mediated != nil {
		if err := solvetest.CheckMediated(c.in, a.res, nil); err != nil {
			c.fail("%s by %s: %v", a.method.Concept, a.method.Name, err)
		}
		return
	}
	k, err := verify.New(in.Game)
	if err != nil {
		c.fail("%v", err)
		return
	}
	for i := range a.res.Equilibria {
		e := &a.res.Equilibria[i]
		if e.Certificate == solve.Numeric {
			m, err := k.Measure(in, e.Profile)
			if err != nil || m.Most() > e.Gap+m.Rounding {
				c.fail("%s by %s: equilibrium %d: regret %v, claimed %v (%v)", a.method.Concept, a.method.Name, i+1, m.Most(), e.Gap, err)
			}
			continue
		}
		for j, member := range e.Members() {
			cert, err := k.CheckWithin(in, &member, a.res.Concept, e.Radius)
			if err != nil || !cert.OK() {
				c.fail("%s by %s: equilibrium %d, member %d: %v %s", a.method.Concept, a.method.Name, i+1, j, err, cert.Failure())
			}
		}
	}
	if a.res.Complete && a.method.Finds == solve.All && a.method.Concept != solve.Pure && len(a.res.Equilibria) == 0 {
		c.fail("%s by %s says that there is no equilibrium", a.method.Concept, a.method.Name) // against Nash 1951
	}
}

// within finds each exact equilibrium of a in the complete list b.
func (c *comparison) within(a, b answer) {
	for i := range a.res.Equilibria {
		e := &a.res.Equilibria[i]
		if e.Certificate != solve.Exact {
			continue
		}
		for _, m := range e.Members() {
			m.Beliefs = nil
			if !c.listed(b, c.moved(&m, a.res.In, b.res.In)) {
				c.fail("%s by %s has %s, which %s by %s has not", a.method.Concept, a.method.Name, solvetest.Show(a.res.In, &m), b.method.Concept, b.method.Name)
				return
			}
		}
	}
}

// values checks that in a zero-sum game of two every equilibrium of every method is worth the same, as far as
// its regret lets it.
func (c *comparison) values() {
	if _, constant := sequence.ConstantSum(c.in); !constant || len(c.in.Players) != 2 {
		return
	}
	low, high := math.Inf(-1), math.Inf(1) // of the value, by all equilibria so far
	for _, a := range c.answers {
		if !includes(solve.Nash, a.method.Concept) {
			continue
		}
		for i := range a.res.Equilibria {
			e := &a.res.Equilibria[i]
			v := a.res.In.NodeValues(e.Profile)[0].Float()
			slack := e.Gap + 1000*e.Radius*c.spread() + 1e-9*(1+c.spread())
			if v-slack > high || v+slack < low {
				c.fail("%s by %s: the first player gets %v ± %v, the others say from %v to %v", a.method.Concept, a.method.Name, v, slack, low, high)
				return
			}
			low, high = max(low, v-slack), min(high, v+slack)
		}
	}
}

// spread is the difference between the first player's largest and least payoff.
func (c *comparison) spread() float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for n := range c.in.Nodes {
		if c.in.Terminal(game.NodeID(n)) {
			u := c.in.PayoffsF[n*len(c.in.Players)]
			low, high = min(low, u), max(high, u)
		}
	}
	return high - low
}

// rationalizable checks that each exact equilibrium of a, of whatever concept, plays only what iterated
// strict dominance leaves.
func (c *comparison) rationalizable(a, b answer) {
	if a.method.Concept == solve.Rationalizable {
		return
	}
	for i := range a.res.Equilibria {
		e := &a.res.Equilibria[i]
		if e.Certificate != solve.Exact || len(e.Profile) == 0 {
			continue
		}
		m := c.moved(&e.Assessment, a.res.In, c.form.Instance)
		for act, p := range m.Profile {
			set := &c.form.Infosets[c.form.Actions[act].Infoset]
			if p.Sign() > 0 && !slices.Contains(b.res.Reduction.Left[set.Player], act-int(set.First)) {
				c.fail("%s by %s plays %s, which goes under %s", a.method.Concept, a.method.Name, c.form.Actions[act].Name, b.method.Name)
				return
			}
		}
	}
}

// mediated checks that what a mediator could bring about contains all equilibria without one, and what he could under a
// narrower concept.
func (c *comparison) mediated(a, b answer) {
	outer := b.res.Mediated
	if outer == nil || a.method.Concept == solve.Rationalizable {
		return
	}
	within := func(p int, low, high num.Rat) {
		if low.Less(outer.Payoffs[p].Low.Value) || outer.Payoffs[p].High.Value.Less(high) {
			c.fail("%s gets %s to %s by %s, %s to %s by %s", c.in.Players[p], low, high, a.method.Concept,
				outer.Payoffs[p].Low.Value, outer.Payoffs[p].High.Value, b.method.Concept)
		}
	}
	if inner := a.res.Mediated; inner != nil {
		if solvetest.Nested(a.method.Concept, b.method.Concept) {
			for p := range c.in.Players {
				within(p, inner.Payoffs[p].Low.Value, inner.Payoffs[p].High.Value)
			}
		}
		return
	}
	for i := range a.res.Equilibria {
		e := &a.res.Equilibria[i]
		if e.Certificate != solve.Exact {
			continue
		}
		in := a.res.In
		if in == nil {
			in = c.in
		}
		for _, m := range e.Members() {
			for p, v := range in.NodeValues(m.Profile)[:len(in.Players)] {
				within(p, v, v)
			}
		}
	}
}

func (c *comparison) listed(b answer, m *game.Assessment) bool {
	if m == nil || b.method.Concept != solve.SPE {
		return m == nil || solvetest.Listed(b.res, m)
	}
	// Subgame perfection says nothing of play that a player's own choices exclude inside one subgame.
	free := excluded(b.res.In, m.Profile)
	for i := range b.res.Equilibria {
		e := b.res.Equilibria[i]
		e.Low, e.High = slices.Clone(e.Profile), slices.Clone(e.Profile)
		for a := range e.Low {
			e.Low[a], e.High[a] = b.res.Equilibria[i].Range(game.ActionID(a))
			if free[b.res.In.Actions[a].Infoset] {
				e.Low[a], e.High[a] = num.Zero, num.One
			}
		}
		if solvetest.Contains(b.res.In, &e, m) {
			return true
		}
	}
	return false
}

// excluded tells of each information set whether its player's own choices keep play away from it, in the
// smallest subgame that holds it.
func excluded(in *game.Instance, p game.Profile) []bool {
	out := make([]bool, len(in.Infosets))
	roots := in.Subgames()
	for h := range in.Infosets {
		s := &in.Infosets[h]
		if s.Player == game.Chance {
			continue
		}
		out[h] = true
		for _, n := range s.Nodes {
			open := true
			for ; !slices.Contains(roots, n); n = in.Nodes[n].Parent {
				via := in.Nodes[n].Via
				if in.Infosets[in.Actions[via].Infoset].Player == s.Player && p[via].IsZero() {
					open = false
				}
			}
			if open {
				out[h] = false
				break
			}
		}
	}
	return out
}

// moved carries a profile from the tree to the strategic form where it has to; nil if it would have to go
// the other way, on which behaviour that own play excludes is lost.
func (c *comparison) moved(m *game.Assessment, from, to *game.Instance) *game.Assessment {
	switch {
	case (from == c.in) == (to == c.in):
		return m
	case to == c.in:
		return nil
	}
	mixed := make(game.Profile, len(c.form.Actions))
	for p, list := range c.form.Strategies {
		for j, strategy := range list {
			x := num.One
			for _, a := range strategy {
				x = x.Mul(m.Profile[a])
			}
			mixed[int(c.form.Infosets[p].First)+j] = x
		}
	}
	return &game.Assessment{Profile: mixed}
}
