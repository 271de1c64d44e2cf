package logit

import (
	"context"
	"fmt"
	"math"

	"parley/game"
	"parley/num"
	"parley/solve"
	"parley/solve/nash"
)

// Names of the methods in results.
const (
	AgentMethod     = "the principal branch of agent-form logit equilibria"
	StrategicMethod = "the principal branch of strategic-form logit equilibria"
)

// OnlyPrincipal is why a result is never complete.
const OnlyPrincipal = "quantal response equilibria off the principal branch are not looked for"

// Agent finds logit equilibria of the agent form: at each information set its player responds to what his
// actions there are worth, given beliefs (McKelvey and Palfrey 1998). The zero value is ready to use.
type Agent struct{}

// Strategic finds logit equilibria of the reduced strategic form: players respond to what their strategies
// are worth (McKelvey and Palfrey 1995). The zero value is ready to use.
type Strategic struct{}

// Solve traces the principal branch. With opt.Lambda it returns all points of the branch at that lambda;
// otherwise the last point, and with it the limit to which the branch tends. Errors are those of Trace.
func (Agent) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	return run(ctx, in, opt, AgentMethod, solve.Sequential)
}

// Solve does what Agent.Solve does, for the reduced strategic form. Its error wraps solve.ErrUnsuited also if
// that form is too large.
func (Strategic) Solve(ctx context.Context, in *game.Instance, opt solve.Options) (*solve.Result, error) {
	in, err := Form(in)
	if err != nil {
		return nil, err
	}
	return run(ctx, in, opt, StrategicMethod, solve.Nash)
}

// Form returns the game whose agent form is the strategic form of in: in itself if both are the same.
func Form(in *game.Instance) (*game.Instance, error) {
	if OneShot(in) {
		return in, nil
	}
	form, err := nash.Form(in)
	if err != nil {
		return nil, fmt.Errorf("%w; --method agent needs no strategic form", err)
	}
	return form.Instance, nil
}

// SuitsStrategic tells whether the strategic form is the natural one: where both are the same.
func SuitsStrategic(in *game.Instance) (why string, ok bool) {
	return "moves that everybody makes once, unseen", OneShot(in)
}

// SuitsAgent suits every other game.
func SuitsAgent(*game.Instance) (why string, ok bool) {
	return "a tree", true
}

// OneShot tells whether both forms are the same: every play leads through one information set of each player
// who moves, so that actions are strategies and every information set is reached for certain.
func OneShot(in *game.Instance) bool {
	own := make([]int, len(in.Players))
	personal := 0
	for h := range in.Infosets {
		if p := in.Infosets[h].Player; p != game.Chance {
			own[p]++
			personal++
			if own[p] > 1 {
				return false
			}
		} else {
			return false
		}
	}
	depth := make([]int, len(in.Nodes))
	for n := range in.Nodes {
		if n > 0 {
			depth[n] = depth[in.Nodes[n].Parent] + 1
		}
		if in.Terminal(game.NodeID(n)) && depth[n] != personal {
			return false
		}
	}
	return true
}

func run(ctx context.Context, in *game.Instance, opt solve.Options, method string, limit solve.Concept) (*solve.Result, error) {
	b, err := Trace(ctx, in, opt)
	if err != nil {
		return nil, err
	}
	return b.Result(ctx, opt.Lambda, method, limit)
}

// Result describes the branch as the result of a solver: its points at lambda or, if that is nil, its last
// point and its limit, which is an equilibrium of the given concept.
func (b *Branch) Result(ctx context.Context, lambda *float64, method string, limit solve.Concept) (*solve.Result, error) {
	points := []Point{*b.Last()}
	if lambda != nil {
		var err error
		if points, err = b.Crossings(*lambda); err != nil {
			return nil, err
		}
	}
	return b.describe(ctx, points, lambda, method, limit), nil
}

// ResultAt is Result for one point that was found already.
func (b *Branch) ResultAt(ctx context.Context, lambda *float64, p *Point, method string, limit solve.Concept) *solve.Result {
	return b.describe(ctx, []Point{*p}, lambda, method, limit)
}

func (b *Branch) describe(ctx context.Context, points []Point, lambda *float64, method string, limit solve.Concept) *solve.Result {
	res := &solve.Result{Concept: solve.QRE, In: b.In, Method: method, IncompleteBecause: OnlyPrincipal,
		Equilibria: []solve.Equilibrium{}, Stats: solve.Stats{Iterations: b.Steps, Systems: b.Newton, Gap: b.Last().Regret}}
	end := b.End()
	res.Branch = &solve.Branch{End: lambda == nil, Settled: b.Settled, Because: b.Because, Forks: end.Forks, Turnings: end.Turnings}
	for i := range b.Points {
		res.Branch.Points = append(res.Branch.Points, b.Points[i].brief())
	}
	for i := range points {
		res.Equilibria = append(res.Equilibria, b.equilibrium(&points[i]))
		res.Branch.At = append(res.Branch.At, points[i].brief())
	}
	res.Finished = b.Settled
	if !b.Settled {
		res.IncompleteBecause = b.Because + "; " + OnlyPrincipal
	}
	b.warn(res, end, lambda)
	if lambda == nil {
		res.Branch.Limit = b.limit(ctx, limit)
	}
	return res
}

func (p *Point) brief() solve.BranchPoint {
	return solve.BranchPoint{Lambda: p.Lambda, LogP: p.LogP, Regret: p.Regret}
}

// warn says what is ambiguous about the branch.
func (b *Branch) warn(res *solve.Result, end *End, lambda *float64) {
	for _, f := range end.Forks {
		if lambda != nil && f > *lambda {
			continue
		}
		res.Warnings = append(res.Warnings, fmt.Sprintf("Another branch crosses the principal one near lambda = %.5g, as happens in games with symmetries:"+
			" which way is the principal one is ambiguous from there on. It was followed straight on, which keeps the symmetry.", f))
	}
	if len(end.Turnings) > 0 {
		res.Warnings = append(res.Warnings, fmt.Sprintf("The branch turns back (%d times, first near lambda = %.5g): it has several points at some values of lambda.", len(end.Turnings), end.Turnings[0]))
	}
}

// limit identifies the limit as an equilibrium of the given concept.
func (b *Branch) limit(ctx context.Context, c solve.Concept) *solve.BranchLimit {
	e, distance, why := b.Identify(ctx)
	out := &solve.BranchLimit{Concept: c, Equilibrium: e, Distance: distance, Why: why}
	if e != nil && c == solve.Nash {
		e.Beliefs, e.Trembles = nil, nil
	}
	return out
}

// equilibrium writes a point as fractions. Probabilities below 2^-53 become 0; solve.Branch has their
// logarithms.
func (b *Branch) equilibrium(p *Point) solve.Equilibrium {
	return solve.Equilibrium{Certificate: solve.Numeric, Gap: b.bound(p),
		Assessment: game.Assessment{Profile: b.In.FromFloats(p.P), Beliefs: b.beliefs(p)}}
}

// beliefs writes beliefs as fractions that sum to 1: what rounding leaves over goes to the likeliest node.
func (b *Branch) beliefs(p *Point) game.Beliefs {
	const unit = 1 << 52
	out := make(game.Beliefs, len(b.In.Nodes))
	for h := range b.In.Infosets {
		set := &b.In.Infosets[h]
		if set.Player == game.Chance {
			out[set.Nodes[0]] = num.One
			continue
		}
		most, left := set.Nodes[0], int64(unit)
		for _, n := range set.Nodes {
			if p.Beliefs[n] > p.Beliefs[most] {
				most = n
			}
		}
		for _, n := range set.Nodes {
			if n != most {
				k := int64(p.Beliefs[n] * unit)
				out[n] = num.Frac(k, unit)
				left -= k
			}
		}
		out[most] = num.Frac(left, unit)
	}
	return out
}

// bound is at least what any player gains by another strategy, in utils: the sum over his moves on a path of
// the most that he loses at an information set after as many own moves. What he gains by a strategy is the sum,
// over information sets weighted by how likely that strategy makes them, of what its action there is worth more
// than what he does, others and his own later play being as they are; at each depth the weights sum to 1 at most.
func (b *Branch) bound(p *Point) float64 {
	s := b.sys
	s.refer(p.refs)
	s.load(p.step.X)
	most := map[[2]int]float64{} // by player and own moves before
	sums := make([]float64, len(b.In.Players))
	before := b.ownMoves()
	for _, h := range s.sets {
		set := &b.In.Infosets[h]
		best, sum := math.Inf(-1), 0.0
		for a := set.First; a < set.First+game.ActionID(set.Num); a++ {
			best = math.Max(best, s.worth[a])
			sum += s.p[a] * s.worth[a]
		}
		key := [2]int{int(set.Player), before[h]}
		if loss := best - sum; loss > most[key] {
			sums[set.Player] += loss - most[key]
			most[key] = loss
		}
	}
	bound := 0.0
	for _, v := range sums {
		bound = math.Max(bound, v)
	}
	// The fractions differ from the floats by 2^-52 in each probability.
	return (bound + (s.depth+4)*float64(s.Size()+4)*0x1p-50) * s.spread
}

// ownMoves counts, by information set, its player's moves on the way to it.
func (b *Branch) ownMoves() []int {
	out := make([]int, len(b.In.Infosets))
	for h := range b.In.Infosets {
		set := &b.In.Infosets[h]
		for _, a := range b.In.Path(set.Nodes[0]) {
			if b.In.Infosets[b.In.Actions[a].Infoset].Player == set.Player {
				out[h]++
			}
		}
	}
	return out
}
