package report

import (
	"slices"

	"parley/diag"
	"parley/game"
	"parley/num"
	"parley/solve"
	"parley/solve/refine"
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
}

// played returns the game that the profiles belong to.
func (s *Solution) played() *game.Instance {
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

// A view is one equilibrium with what follows from it.
type view struct {
	*solve.Equilibrium
	in    *game.Instance
	reach []num.Rat
}

func newView(in *game.Instance, e *solve.Equilibrium) *view {
	return &view{Equilibrium: e, in: in, reach: in.Reach(e.Profile)}
}

func (v *view) infosetReach(h game.InfosetID) num.Rat {
	sum := num.Zero
	for _, n := range v.in.Infosets[h].Nodes {
		sum = sum.Add(v.reach[n])
	}
	return sum
}

func (v *view) reached(h game.InfosetID) bool { return v.infosetReach(h).Sign() > 0 }

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
	p = v.reach[n].Quo(total)
	return p, p, p, true
}

// A quantity is a number of an equilibrium and its bounds over the set that it stands for.
type quantity struct{ x, low, high num.Rat }

// expected returns the expected value of what each terminal node is worth.
func (v *view) expected(value func(game.NodeID) num.Rat) quantity {
	sum := num.Zero
	for i := range v.in.Nodes {
		if n := game.NodeID(i); v.in.Terminal(n) && v.reach[n].Sign() > 0 {
			sum = sum.Add(v.reach[n].Mul(value(n)))
		}
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

// An outcome is something that may come of the game, and how likely it is.
type outcome struct {
	name string
	p    quantity
}

// outcomes tells what comes of the game: the probability of each mark; for a game without marks that
// of each named outcome that may come; without names, of each play.
func (v *view) outcomes() (out []outcome, plays bool) {
	for _, m := range v.in.Marks {
		passed := v.passed(m)
		out = append(out, outcome{m.Name, v.expected(func(n game.NodeID) num.Rat { return indicator(passed[n]) })})
	}
	if len(out) > 0 {
		return out, false
	}
	var names []string
	for i := range v.in.Nodes {
		if n := game.NodeID(i); v.in.Terminal(n) && v.reach[n].Sign() > 0 {
			names = append(names, v.in.Nodes[n].Outcome)
		}
	}
	if !slices.Contains(names, "") {
		for _, name := range dedupe(names) {
			out = append(out, outcome{name, v.expected(func(n game.NodeID) num.Rat { return indicator(v.in.Nodes[n].Outcome == name) })})
		}
		return out, false
	}
	for i := range v.in.Nodes {
		if n := game.NodeID(i); v.in.Terminal(n) && v.reach[n].Sign() > 0 {
			out = append(out, outcome{join(v.in.History(n), ", "), v.expected(func(m game.NodeID) num.Rat { return indicator(m == n) })})
		}
	}
	slices.SortStableFunc(out, func(a, b outcome) int { return b.p.x.Cmp(a.p.x) })
	return out, true
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
