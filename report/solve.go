package report

import (
	"cmp"
	"fmt"
	"slices"

	"parley/diag"
	"parley/estimate"
	"parley/game"
	"parley/num"
	"parley/solve"
	"parley/solve/refine"
	"parley/verify"
)

// A Solution is an answer to the question which equilibria a game has at given values.
type Solution struct {
	Version string
	Path    string // of the file, as given
	Digest  string // of the model, "" for a game file
	Game    *game.Instance
	Set     []Setting // params moved away from the baseline
	Result  *solve.Result
	Regrets []num.Rat // by equilibrium: the most that a player could gain by deviating, as checked
	// Intuitive says of each equilibrium whether it passes the intuitive criterion; nil if not asked.
	Intuitive []refine.Finding
	// Refinements says of each equilibrium which refinements it passes; nil if not asked. JSON holds them,
	// and text if ShowRefinements is set. What fails one of those named in Only is left out.
	Refinements     [][]refine.Judgement
	ShowRefinements bool
	Only            []string
	Warnings        []diag.Diagnostic
	// For the concepts of a mediator: what he raises or lowers, and what happens without one, nil if not known.
	Objective  *Objective
	Unmediated *Unmediated
	// For quantal response: how far each equilibrium is from the logit response to itself; the regret of the
	// branch's limit; and the fit to observed play, nil if none was given.
	Responses   []verify.Response
	LimitRegret num.Rat
	Fit         *estimate.Fit
}

// Played returns the game that the profiles belong to.
func (s *Solution) Played() *game.Instance {
	if s.Result.In != nil {
		return s.Result.In
	}
	return s.Game
}

// A Setting is a param moved away from its baseline.
type Setting struct {
	Name  string
	Value num.Rat
}

// settingsJSON returns the values of params that were moved, as exact numbers; nil if none was.
func settingsJSON(list []Setting) map[string]string {
	if len(list) == 0 {
		return nil
	}
	out := map[string]string{}
	for _, s := range list {
		out[s.Name] = s.Value.String()
	}
	return out
}

// NoMoves says why nothing can be done with the moves of equilibria that are profiles of the strategic form.
func NoMoves(r *solve.Result, to string) string {
	return fmt.Sprintf("%s equilibria found by the method %q are profiles of the strategic form, which has no moves to %s", r.Concept, r.MethodName, to)
}

// A view is one equilibrium with what follows from it: exactly where its numbers are exact or proved, and in
// floating point where they are numeric, as exact sums over a large tree would never end.
type view struct {
	*solve.Equilibrium
	in      *game.Instance
	reach   []num.Rat // by node; nil for numeric ones
	reachF  []float64 // by node, for numeric ones
	numeric bool
	logp    []float64 // of a quantal response equilibrium: logarithms of its probabilities
}

func newView(in *game.Instance, e *solve.Equilibrium) *view {
	v := &view{Equilibrium: e, in: in, numeric: e.Certificate == solve.Numeric}
	if !v.numeric {
		v.reach = in.Reach(e.Profile)
		return v
	}
	v.reachF = make([]float64, len(in.Nodes))
	v.reachF[0] = 1
	for i := 1; i < len(in.Nodes); i++ {
		n := &in.Nodes[i]
		if up := v.reachF[n.Parent]; up != 0 {
			v.reachF[i] = up * e.Profile[n.Via].Float()
		}
	}
	return v
}

// comes tells whether play comes to n with positive probability.
func (v *view) comes(n game.NodeID) bool {
	if v.numeric {
		return v.reachF[n] > 0
	}
	return v.reach[n].Sign() > 0
}

func (v *view) infosetReach(h game.InfosetID) num.Rat {
	if v.numeric {
		return num.FromFloat(v.sumF(h, func(game.NodeID) float64 { return 1 }))
	}
	sum := num.Zero
	for _, n := range v.in.Infosets[h].Nodes {
		sum = sum.Add(v.reach[n])
	}
	return sum
}

// sumF adds up what each node of an information set is worth, weighted by its reach.
func (v *view) sumF(h game.InfosetID, value func(game.NodeID) float64) float64 {
	sum := 0.0
	for _, n := range v.in.Infosets[h].Nodes {
		sum += v.reachF[n] * value(n)
	}
	return sum
}

func (v *view) reached(h game.InfosetID) bool {
	if v.logp != nil {
		return v.sumF(h, func(game.NodeID) float64 { return 1 }) > hardlyEver
	}
	return slices.ContainsFunc(v.in.Infosets[h].Nodes, v.comes)
}

// belief returns the probability of n given its information set and its bounds over the set of
// equilibria; ok is false where the concept has no beliefs and play does not reach n.
func (v *view) belief(n game.NodeID) (p, low, high num.Rat, ok bool) {
	if v.Beliefs != nil {
		low, high = v.BeliefRange(n)
		return v.Beliefs[n], low, high, true
	}
	total := v.infosetReach(v.in.Nodes[n].Infoset)
	if total.IsZero() {
		return p, p, p, false
	}
	if v.numeric {
		p = num.FromFloat(v.reachF[n] / total.Float())
	} else {
		p = v.reach[n].Quo(total)
	}
	return p, p, p, true
}

// A quantity is a number of an equilibrium and its bounds over the set that it stands for.
type quantity struct{ x, low, high num.Rat }

// expected returns the expected value of what each terminal node is worth.
func (v *view) expected(value func(game.NodeID) num.Rat) quantity {
	sum, sumF := num.Zero, 0.0
	for i := range v.in.Nodes {
		switch n := game.NodeID(i); {
		case !v.in.Terminal(n) || !v.comes(n):
		case v.numeric:
			sumF += v.reachF[n] * value(n).Float()
		default:
			sum = sum.Add(v.reach[n].Mul(value(n)))
		}
	}
	if v.numeric {
		sum = num.FromFloat(sumF)
	}
	q := quantity{sum, sum, sum}
	if v.Dimension > 0 {
		q.low, q.high = v.Bounds(v.in, value)
	}
	return q
}

// payoffs returns the expected payoff of each player, in utils.
func (v *view) payoffs() []quantity {
	var out []quantity
	for p := range v.in.Players {
		out = append(out, v.expected(func(n game.NodeID) num.Rat { return v.in.PayoffAt(n, game.PlayerID(p)) }))
	}
	return out
}

// worth returns what play from each information set on is worth to its player, given his beliefs.
// Where there are none the entry is left out.
func (v *view) worth() map[game.InfosetID]num.Rat {
	if v.numeric {
		return v.worthF()
	}
	k := len(v.in.Players)
	values := v.in.NodeValues(v.Profile)
	out := map[game.InfosetID]num.Rat{}
	for h := range v.in.Infosets {
		id, s := game.InfosetID(h), &v.in.Infosets[h]
		if s.Player == game.Chance {
			continue
		}
		sum, known := num.Zero, true
		for _, n := range s.Nodes {
			p, _, _, ok := v.belief(n)
			known = known && ok
			sum = sum.Add(p.Mul(values[int(n)*k+int(s.Player)]))
		}
		if known {
			out[id] = sum
		}
	}
	return out
}

// worthF is worth in floating point, without beliefs of the assessment's own: those that play leads to.
func (v *view) worthF() map[game.InfosetID]num.Rat {
	k := len(v.in.Players)
	values := make([]float64, len(v.in.Nodes)*k)
	for i := len(v.in.Nodes) - 1; i >= 0; i-- {
		n := &v.in.Nodes[i]
		at := values[i*k : (i+1)*k]
		if n.Infoset == game.None {
			copy(at, v.in.PayoffsF[i*k:])
		}
		if n.Parent == game.None {
			continue
		}
		p := v.Profile[n.Via].Float()
		for j, x := range at {
			values[int(n.Parent)*k+j] += p * x
		}
	}
	out := map[game.InfosetID]num.Rat{}
	for h := range v.in.Infosets {
		id, s := game.InfosetID(h), &v.in.Infosets[h]
		if s.Player == game.Chance {
			continue
		}
		if total := v.sumF(id, func(game.NodeID) float64 { return 1 }); total > 0 {
			out[id] = num.FromFloat(v.sumF(id, func(n game.NodeID) float64 { return values[int(n)*k+int(s.Player)] }) / total)
		}
	}
	return out
}

// An outcome is something that may come of the game, and how likely it is.
type outcome struct {
	name string
	end  game.NodeID // of a play, which has no name
	p    quantity
}

// outcomes tells what comes of the game: the probability of each mark; for a game without marks that
// of each named outcome that may come; without names, of each play.
func (v *view) outcomes() (out []outcome, plays int) {
	for _, m := range v.in.Marks {
		passed := v.passed(m)
		out = append(out, outcome{name: m.Name, p: v.expected(func(n game.NodeID) num.Rat { return indicator(passed[n]) })})
	}
	if len(out) > 0 {
		return out, 0
	}
	at := map[string]int{} // of the named outcomes, in order of first appearance
	var groups [][]game.NodeID
	unnamed := false
	for i := range v.in.Nodes {
		n := game.NodeID(i)
		if !v.in.Terminal(n) || !v.comes(n) {
			continue
		}
		name := v.in.Nodes[n].Outcome
		unnamed = unnamed || name == ""
		if k, ok := at[name]; ok && name != "" {
			groups[k] = append(groups[k], n)
			continue
		}
		at[name] = len(groups)
		groups = append(groups, []game.NodeID{n})
	}
	if !unnamed {
		for _, g := range groups {
			out = append(out, outcome{name: v.in.Nodes[g[0]].Outcome, p: v.probability(g)})
		}
		return out, 0
	}
	ends := slices.Concat(groups...)
	slices.SortFunc(ends, func(a, b game.NodeID) int { return cmp.Or(v.compare(b, a), cmp.Compare(a, b)) })
	for _, n := range ends[:min(len(ends), mostPlays)] {
		out = append(out, outcome{end: n, p: v.probability([]game.NodeID{n})})
	}
	return out, len(ends)
}

// mostPlays is how many plays are listed at most, the likeliest ones.
const mostPlays = 10_000

// compare compares the probabilities with which play comes to two nodes.
func (v *view) compare(a, b game.NodeID) int {
	if v.numeric {
		return cmp.Compare(v.reachF[a], v.reachF[b])
	}
	return v.reach[a].Cmp(v.reach[b])
}

// play names the way to an end: of the many of a large tree few are shown.
func (v *view) play(o outcome) string { return join(v.in.History(o.end), ", ") }

// probability returns that of play ending at one of these nodes, which stand in ascending order.
func (v *view) probability(ends []game.NodeID) quantity {
	if v.Dimension > 0 {
		return v.expected(func(n game.NodeID) num.Rat {
			_, found := slices.BinarySearch(ends, n)
			return indicator(found)
		})
	}
	sum, sumF := num.Zero, 0.0
	for _, n := range ends {
		if v.numeric {
			sumF += v.reachF[n]
		} else {
			sum = sum.Add(v.reach[n])
		}
	}
	if v.numeric {
		sum = num.FromFloat(sumF)
	}
	return quantity{sum, sum, sum}
}

func indicator(yes bool) num.Rat {
	if yes {
		return num.One
	}
	return num.Zero
}

// passed tells of each node whether the event of a mark has happened there.
func (v *view) passed(m game.Mark) []bool {
	out := make([]bool, len(v.in.Nodes))
	for _, n := range m.Nodes {
		for k := n; k < v.in.Nodes[n].End; k++ {
			out[k] = true
		}
	}
	return out
}

// personal returns the information sets of players other than chance, by player and then by first
// appearance.
func personal(g *game.Game) []game.InfosetID {
	var out []game.InfosetID
	for p := range g.Players {
		for h := range g.Infosets {
			if g.Infosets[h].Player == game.PlayerID(p) {
				out = append(out, game.InfosetID(h))
			}
		}
	}
	return out
}
