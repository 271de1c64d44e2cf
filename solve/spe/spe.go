// Package spe finds all subgame-perfect equilibria (Selten 1965): it solves subgames bottom up for
// their Nash equilibria, each combination of equilibria below giving a smaller game above; or, where
// that is the same, it finds the sequential equilibria.
package spe

import (
	"context"
	"fmt"
	"slices"

	"parley/expr"
	"parley/game"
	"parley/num"
	"parley/solve"
	"parley/solve/nash"
	"parley/solve/sequential"
	"parley/solve/vertices"
)

// Method and StagesMethod are the names of this method in results: in general, and where every move
// of a subgame is made whatever else happens in it.
const (
	Method       = "subgames bottom up, each for all its Nash equilibria"
	StagesMethod = "support search on the tree"
)

// MaxCombinations bounds the combinations of equilibria of subgames that are followed.
const MaxCombinations = 10_000

// Solver finds all subgame-perfect equilibria. The zero value is ready to use.
type Solver struct{}

// Solve finds all subgame-perfect equilibria of in, in behaviour strategies. Play that a player's own
// choices exclude inside one subgame is set to his first action. Its error wraps solve.ErrUnsuited if
// some subgame, with the smaller ones in it solved, is too large. Games in which nothing lies off the
// path of any subgame (see stages) are left to the search for sequential equilibria, which are the same there.
func (Solver) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	if in.PerfectRecall() == nil && stages(in) {
		res, err := sequentially(ctx, in, opt)
		if err != nil || res.Complete || ctx.Err() != nil {
			return res, err
		}
	}
	return bottomUp(ctx, in, opt)
}

// bottomUp solves subgames for their Nash equilibria, the smallest first.
func bottomUp(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	w := &worker{ctx: ctx, in: in, opt: opt, res: &solve.Result{Concept: solve.SPE, In: in, Method: Method, Equilibria: []solve.Equilibrium{}}}
	w.roots = in.Subgames()
	if len(w.roots) == 0 { // a single terminal node
		w.res.Complete = true
		w.res.Equilibria = append(w.res.Equilibria, solve.Point(game.Assessment{Profile: make(game.Profile, len(in.Actions))}))
		return w.res, nil
	}
	found, err := w.subgame(0)
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		for a := range in.Actions {
			if in.Infosets[in.Actions[a].Infoset].Player == game.Chance {
				f.profile[a] = in.Prob(game.ActionID(a))
			}
		}
		e := solve.Point(game.Assessment{Profile: f.profile})
		e.Dimension = f.dimension
		if f.radius > 0 {
			e.Certificate, e.Radius = solve.Interval, f.radius
		}
		if f.dimension > 0 {
			e.Low, e.High = f.low, f.high
		}
		w.res.Equilibria = append(w.res.Equilibria, e)
	}
	w.res.Complete = w.res.IncompleteBecause == ""
	return w.res, nil
}

// sequentially returns the sequential equilibria as subgame-perfect ones.
func sequentially(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	res, err := sequential.Solver{}.Solve(ctx, in, opt)
	if err != nil {
		return nil, err
	}
	res.Concept, res.Method = solve.SPE, StagesMethod
	res.WithoutBeliefs()
	return res, nil
}

type worker struct {
	ctx   context.Context
	in    *game.Instance
	opt   solve.Options
	res   *solve.Result
	roots []game.NodeID // of subgames, in preorder
}

// A found is an equilibrium of a subgame.
type found struct {
	profile, low, high game.Profile // set in the subgame only
	values             []num.Rat    // of its root, by player
	dimension          int
	radius             float64
}

func (w *worker) incomplete(why string) {
	if w.res.IncompleteBecause == "" {
		w.res.IncompleteBecause = why
	}
}

// subgame returns the equilibria of the i-th subgame.
func (w *worker) subgame(i int) ([]found, error) {
	root := w.roots[i]
	combos := []map[game.NodeID]found{{}}
	for j := i + 1; j < len(w.roots) && w.roots[j] < w.in.Nodes[root].End; {
		inner := w.roots[j]
		solutions, err := w.subgame(j)
		if err != nil {
			return nil, err
		}
		var next []map[game.NodeID]found
		for _, c := range combos {
			for _, s := range solutions {
				if len(next) == MaxCombinations {
					w.incomplete(fmt.Sprintf("more than %d combinations of equilibria of subgames", MaxCombinations))
					break
				}
				m := map[game.NodeID]found{inner: s}
				for k, v := range c {
					m[k] = v
				}
				next = append(next, m)
			}
		}
		combos = next
		for j < len(w.roots) && w.roots[j] < w.in.Nodes[inner].End {
			j++
		}
	}
	var out []found
	for _, c := range combos {
		list, err := w.truncated(root, c)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// truncated solves the subgame at root with the smaller subgames replaced by their values.
func (w *worker) truncated(root game.NodeID, inner map[game.NodeID]found) ([]found, error) {
	piece, err := w.build(root, inner)
	if err != nil {
		return nil, err
	}
	form, err := nash.Form(piece.Instance)
	if err != nil {
		return nil, err
	}
	all := nash.Mixed
	if len(w.in.Players) == 2 {
		all = vertices.Mixed
	}
	res, err := all(w.ctx, form, w.opt)
	if err != nil {
		return nil, err
	}
	w.res.Stats.Supports += res.Stats.Supports
	w.res.Stats.Systems += res.Stats.Systems
	if !res.Complete {
		w.incomplete(res.IncompleteBecause)
	}
	var out []found
	for i := range res.Equilibria {
		e := &res.Equilibria[i]
		f := found{dimension: e.Dimension, radius: e.Radius}
		f.profile, f.values = w.embed(piece, form, e.Profile)
		f.low, f.high = slices.Clone(f.profile), slices.Clone(f.profile)
		for _, v := range e.Vertices {
			p, values := w.embed(piece, form, v.Profile)
			for j := range values {
				if !values[j].Equal(f.values[j]) && root != 0 {
					w.incomplete(fmt.Sprintf("a subgame has a continuum of equilibria worth different payoffs to %s; one of them is followed", w.in.Players[j]))
				}
			}
			for a := range p {
				f.low[a], f.high[a] = num.Min(f.low[a], p[a]), num.Max(f.high[a], p[a])
			}
		}
		for _, g := range inner {
			f.dimension += g.dimension
			f.radius = max(f.radius, g.radius)
			for a := range g.profile {
				if !g.high[a].IsZero() {
					f.profile[a], f.low[a], f.high[a] = g.profile[a], g.low[a], g.high[a]
				}
			}
		}
		out = append(out, f)
	}
	return out, nil
}

// A piece is a truncated subgame with the way back to the original.
type piece struct {
	*game.Instance
	infosets []game.InfosetID // of the original, by the piece's
}

func (w *worker) build(root game.NodeID, inner map[game.NodeID]found) (*piece, error) {
	pool := &expr.Pool{}
	b := game.Builder{Players: w.in.Players, Pool: pool}
	p := &piece{}
	seen := map[game.InfosetID]bool{}
	for n := root; n < w.in.Nodes[root].End; n++ {
		f, solved := inner[n]
		h := w.in.Nodes[n].Infoset
		if solved || h == game.None {
			pay := make([]expr.ID, len(w.in.Players))
			for i := range pay {
				if solved {
					pay[i] = pool.Const(f.values[i])
				} else {
					pay[i] = pool.Const(w.in.PayoffAt(n, game.PlayerID(i)))
				}
			}
			b.Terminal(pay)
			n = w.in.Nodes[n].End - 1
			continue
		}
		set := &w.in.Infosets[h]
		if !seen[h] {
			seen[h] = true
			p.infosets = append(p.infosets, h)
		}
		spec := game.InfosetSpec{Player: set.Player, Key: fmt.Sprint(h), Name: set.Name, Label: set.Label}
		var probs []expr.ID
		for _, a := range w.in.ActionsAt(h) {
			spec.Actions = append(spec.Actions, w.in.Actions[a].Name)
			if set.Player == game.Chance {
				probs = append(probs, pool.Const(w.in.Prob(a)))
			}
		}
		if set.Player == game.Chance {
			b.Chance(spec, probs)
		} else {
			b.Decision(spec)
		}
	}
	g, err := b.Build()
	if err != nil {
		return nil, err
	}
	p.Instance, err = game.NewInstance(g, nil)
	return p, err
}

// embed turns a mixed profile of the piece's strategic form into behaviour strategies of the
// original game, and values it.
func (w *worker) embed(p *piece, form *game.Strategic, mixed game.Profile) (game.Profile, []num.Rat) {
	b, _ := form.Behaviour(p.Instance, mixed)
	out := make(game.Profile, len(w.in.Actions))
	for h, orig := range p.infosets {
		for k := range p.Infosets[h].Num {
			out[int(w.in.Infosets[orig].First)+k] = b[int(p.Infosets[h].First)+k]
		}
	}
	return out, p.NodeValues(b)[:len(p.Players)]
}
