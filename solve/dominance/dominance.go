// Package dominance eliminates dominated strategies round by round, in exact arithmetic, and says why
// each went and why the others stay.
//
// With strict dominance by mixed strategies what is left are, for two players, the rationalizable
// strategies (Bernheim 1984, Pearce 1984); for more they are the correlated rationalizable ones, whose
// players may think that the others' choices hang together (Brandenburger and Dekel 1987): rationalizable
// ones, which take others to be independent, are among them. Strict dominance leaves the same whatever
// the order; weak dominance does not, so that its rounds, in which all weakly dominated strategies go at
// once, are a convention.
//
// Conditional dominance (Shimoji and Watson 1998) looks at the start and at every information set, with
// what the others can have done if it is reached. Without chance moves it leaves the extensive-form
// rationalizable strategies (Pearce 1984, Battigalli 1997), in their correlated version from three players
// on. With chance moves the information sets that chance separates are judged one by one, so that
// what is left may hold more than those; it never holds less.
package dominance

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// MaxProfiles bounds the strategic forms that are looked at.
const MaxProfiles = 50_000

// Solver eliminates by one kind of dominance.
type Solver struct {
	By solve.Dominance
}

// Solve eliminates dominated strategies until none is left to go. Its result holds a Reduction and no
// equilibria. Where ctx ends first, what went is right, and the result is incomplete. Its error wraps
// solve.ErrUnsuited if the strategic form has more than MaxProfiles profiles or a player forgets.
func (s Solver) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	if err := in.PerfectRecall(); err != nil {
		return nil, fmt.Errorf("%w: %w", solve.ErrUnsuited, err)
	}
	form, err := game.NewStrategic(in, MaxProfiles)
	if errors.Is(err, game.ErrTooLarge) {
		return nil, fmt.Errorf("%w: %w (--method actions eliminates on the tree)", solve.ErrUnsuited, err)
	}
	if err != nil {
		return nil, err
	}
	e := newElimination(ctx, in, form, s.By)
	res := &solve.Result{Concept: solve.Rationalizable, In: in, Method: methodNames[s.By], Equilibria: []solve.Equilibrium{}, Reduction: &e.out,
		Warnings: reservations(in, s.By)}
	for {
		gone, err := e.round()
		if err != nil {
			res.IncompleteBecause = "interrupted"
			break
		}
		res.Stats.Iterations++
		if opt.Progress != nil {
			opt.Progress(res.Stats)
		}
		if !gone {
			res.Complete = true
			break
		}
	}
	e.finish(res.Complete)
	return res, nil
}

var methodNames = map[solve.Dominance]string{
	solve.PureDominance:        "iterated strict dominance by pure strategies",
	solve.MixedDominance:       "iterated strict dominance, by mixed strategies too",
	solve.WeakDominance:        "iterated weak dominance, by mixed strategies too, all that are dominated going at once",
	solve.ConditionalDominance: "iterated conditional dominance at the start and at every information set",
}

// Fits tells whether the strategic form of a game is small enough for the methods that need it.
func Fits(in *game.Instance) (why string, ok bool) {
	if in.PerfectRecall() != nil {
		return "", true // its error says so
	}
	e := newPruning(in)
	profiles := 1
	for p := range in.Players {
		if profiles *= e.count(e.first[p]); profiles > MaxProfiles {
			return "", false
		}
	}
	return "", true
}

// count counts a player's reduced strategies from several information sets on, up to MaxProfiles + 1.
func (e *pruning) count(sets []game.InfosetID) int {
	out := 1
	for _, h := range sets {
		sum := 0
		for _, a := range e.in.ActionsAt(h) {
			sum = min(sum+e.count(e.next[a]), MaxProfiles+1)
		}
		out = min(out*sum, MaxProfiles+1)
	}
	return out
}

// reservations say what the answer is not.
func reservations(in *game.Instance, by solve.Dominance) []string {
	var out []string
	switch by {
	case solve.WeakDominance:
		out = append(out, "What weak dominance leaves depends on the order; here all that are dominated go at once.")
	case solve.MixedDominance, solve.ConditionalDominance:
		if len(in.Players) > 2 {
			out = append(out, "The players may think that the others' choices hang together (correlated rationalizability); if they take them to be independent, fewer strategies may be left.")
		}
	}
	if by == solve.ConditionalDominance && hasChance(in) {
		out = append(out, "There are moves of chance: what is left holds every extensive-form rationalizable strategy, and may hold others.")
	}
	return out
}

func hasChance(in *game.Instance) bool {
	for h := range in.Infosets {
		if in.Infosets[h].Player == game.Chance {
			return true
		}
	}
	return false
}

// An elimination is one run.
type elimination struct {
	ctx   context.Context
	in    *game.Instance
	kind  solve.Dominance
	out   solve.Reduction
	left  [][]int // by player
	pay   [][]num.Rat
	step  []int // distance in pay between neighbouring strategies of a player
	sites []site
}

func newElimination(ctx context.Context, in *game.Instance, form *game.Strategic, kind solve.Dominance) *elimination {
	e := &elimination{ctx: ctx, in: in, kind: kind, out: solve.Reduction{By: kind, Strategies: form.Strategies}, step: make([]int, len(form.Strategies))}
	cells := 1
	for i := len(form.Strategies) - 1; i >= 0; i-- {
		e.step[i] = cells
		cells *= len(form.Strategies[i])
	}
	for n := range form.Nodes {
		if form.Terminal(game.NodeID(n)) {
			row := make([]num.Rat, len(form.Players))
			for i := range row {
				row[i] = form.PayoffAt(game.NodeID(n), game.PlayerID(i))
			}
			e.pay = append(e.pay, row)
		}
	}
	for i, list := range form.Strategies {
		all := make([]int, len(list))
		for k := range all {
			all[k] = k
		}
		e.left = append(e.left, all)
		e.sites = append(e.sites, site{player: i, at: game.None})
	}
	if kind == solve.ConditionalDominance {
		e.sites = append(e.sites, conditionalSites(in)...)
		slices.Reverse(e.sites) // the latest first
	}
	return e
}

// round takes out all strategies that are dominated now; gone tells whether there were any. Its error is
// that of the context.
func (e *elimination) round() (gone bool, err error) {
	out := make([][]bool, len(e.left))
	for i := range out {
		out[i] = make([]bool, len(e.out.Strategies[i]))
	}
	removals := map[[2]int]solve.Removal{}
	var kept []solve.Keep
	for i := range e.left {
		for _, s := range e.sites {
			if s.player != i {
				continue
			}
			x, k, err := e.judge(s)
			if err != nil {
				return false, err
			}
			for _, r := range x {
				key := [2]int{i, r.Strategy}
				// Of several reasons the simplest is told: the fewest strategies, at the latest place.
				if before, ok := removals[key]; !ok || len(r.By) < len(before.By) {
					removals[key] = r
				}
				out[i][r.Strategy] = true
			}
			kept = append(kept, k...)
		}
	}
	removed := slices.Collect(maps.Values(removals))
	if e.kind == solve.WeakDominance || len(removed) == 0 {
		e.out.Kept = append(e.out.Kept, kept...)
	}
	if len(removed) == 0 {
		return false, nil
	}
	sortRemovals(removed)
	e.out.Rounds++
	e.out.Removed = append(e.out.Removed, removed...)
	for i := range e.left {
		var rest []int
		for _, k := range e.left[i] {
			if !out[i][k] {
				rest = append(rest, k)
			}
		}
		e.left[i] = rest
	}
	return true, nil
}

// judge finds the strategies that are dominated at a site, and beliefs that keep the others.
func (e *elimination) judge(s site) (removed []solve.Removal, kept []solve.Keep, err error) {
	t := e.table(s)
	if len(t.cols) == 0 {
		return nil, nil, nil // what is left of the others' play does not come here
	}
	for r := range t.rows {
		if err := e.ctx.Err(); err != nil {
			return nil, nil, err
		}
		by, why := t.judge(r, e.kind)
		for _, k := range t.rows[r] {
			switch {
			case by != nil:
				x := solve.Removal{Round: e.out.Rounds + 1, Player: game.PlayerID(s.player), Strategy: k, At: s.at}
				for row, p := range by {
					if p.Sign() > 0 {
						x.By = append(x.By, solve.Weighted{Strategy: t.rows[row][0], P: p})
					}
				}
				x.Least, x.Most = t.gain(by, r)
				removed = append(removed, x)
			case why != nil:
				x := solve.Keep{Round: e.out.Rounds + 1, Player: game.PlayerID(s.player), Strategy: k, At: s.at, Even: e.kind == solve.WeakDominance}
				for c, p := range why {
					if p.Sign() > 0 {
						x.Belief = append(x.Belief, solve.Believed{Profile: t.cols[c], P: p})
					}
				}
				kept = append(kept, x)
			}
		}
	}
	return removed, kept, nil
}

// finish writes down what is left.
func (e *elimination) finish(complete bool) {
	e.out.Left = e.left
	if !complete {
		e.out.Kept = nil
	}
}
