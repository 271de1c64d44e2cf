package report

import (
	"slices"

	"parley/diag"
	"parley/game"
	"parley/num"
	"parley/solve"
)

// SolveJSON is the document of parley solve --json.
type SolveJSON struct {
	Schema            string            `json:"schema"`
	Parley            string            `json:"parley"`
	File              string            `json:"file"`
	SHA256            string            `json:"sha256,omitempty"`
	Game              GameJSON          `json:"game"`
	Set               map[string]string `json:"set,omitempty"`
	Concept           string            `json:"concept"`
	Method            string            `json:"method"`
	MethodName        string            `json:"method_name,omitempty"` // the word for --method
	MethodWhy         string            `json:"method_why,omitempty"`  // why it was picked
	Complete          bool              `json:"complete"`
	IncompleteBecause string            `json:"incomplete_because"`
	Finished          bool              `json:"finished,omitempty"` // a method that looks for one equilibrium found it
	Value             *ValueJSON        `json:"value,omitempty"`    // of a constant-sum game of two players
	Equilibria        []EquilibriumJSON `json:"equilibria"`
	Warnings          []diag.Diagnostic `json:"warnings,omitempty"`
	Notes             []string          `json:"notes,omitempty"`
	NotShown          []int             `json:"not_shown,omitempty"` // ids that fail what --only demands
	// For --concept rationalizable, which lists no equilibria.
	Solvable     *bool             `json:"dominance_solvable,omitempty"`
	Surviving    []SurvivorsJSON   `json:"surviving,omitempty"`
	Eliminations []EliminationJSON `json:"eliminations,omitempty"`
	// For the concepts of a mediator, whose equilibria are his plans for the ends of the objective.
	Objective    *SpanJSON  `json:"objective,omitempty"`
	PayoffRanges []SpanJSON `json:"payoff_ranges,omitempty"`
	// For --concept qre.
	Branch *BranchJSON `json:"branch,omitempty"`
	Fit    *FitJSON    `json:"fit,omitempty"`
}

// ValueJSON is the value of a constant-sum game: what its first player gets in every equilibrium, in utils,
// and what the two players get together. Low and high are bounds where it is not known exactly.
type ValueJSON struct {
	Player string `json:"player"`
	NumberJSON
	Sum NumberJSON `json:"sum"`
}

func (s *Solution) valueJSON() *ValueJSON {
	v := s.Result.Value
	if v == nil {
		return nil
	}
	out := &ValueJSON{Player: s.Game.Players[0], NumberJSON: number(v.Low, solve.Exact), Sum: number(v.Sum, solve.Exact)}
	if !v.Low.Equal(v.High) {
		out.NumberJSON = number(v.Low.Add(v.High).Mul(num.Half), solve.Numeric).within(v.Low, v.High)
	}
	return out
}

// GameJSON says which game a document is about.
type GameJSON struct {
	Title     string   `json:"title"`
	Players   []string `json:"players"`
	Nodes     int      `json:"nodes"`
	Terminals int      `json:"terminals"`
	Infosets  int      `json:"infosets"`
}

// EquilibriumJSON is one equilibrium or component.
type EquilibriumJSON struct {
	ID          int     `json:"id"`
	Name        string  `json:"name"`
	Certificate string  `json:"certificate"`
	Radius      float64 `json:"radius,omitempty"`
	MaxRegret   float64 `json:"max_regret"`
	Dimension   int     `json:"dimension"`
	// Outer is set if the bounds enclose a curved set from outside; AtMost, if its dimension is an upper bound.
	Outer       bool             `json:"outer,omitempty"`
	AtMost      bool             `json:"dimension_at_most,omitempty"`
	Strategies  []StrategyJSON   `json:"strategies"`
	Beliefs     []BeliefJSON     `json:"beliefs"`
	Payoffs     []PayoffJSON     `json:"payoffs"`
	Outcomes    []OutcomeJSON    `json:"outcomes"`
	Subsets     []SubsetJSON     `json:"maximal_nash_subsets,omitempty"` // of a component of Nash equilibria
	Intuitive   *bool            `json:"intuitive,omitempty"`            // passes the intuitive criterion; absent if not decided
	Refinements []RefinementJSON `json:"refinements,omitempty"`
	// For the concepts of a mediator: the profiles that he draws, or what he recommends after each report.
	Distribution []DrawnJSON `json:"distribution,omitempty"`
	Rules        []RuleJSON  `json:"rules,omitempty"`
	// OutcomesLeftOut counts the plays beyond the likeliest, which are listed.
	OutcomesLeftOut int      `json:"outcomes_left_out,omitempty"`
	Lambda          *float64 `json:"lambda,omitempty"`   // of a quantal response equilibrium, in 1/utils
	Residual        *float64 `json:"residual,omitempty"` // its largest distance from the logit response to itself
}

// StrategyJSON is play at one information set.
type StrategyJSON struct {
	Player       string       `json:"player"`
	PlayerIndex  int          `json:"player_index"`
	Infoset      string       `json:"infoset"`
	InfosetIndex int          `json:"infoset_index"`
	Reached      bool         `json:"reached"`
	Actions      []ActionJSON `json:"actions"`
}

// ActionJSON is an action and its probability.
type ActionJSON struct {
	Action string `json:"action"`
	NumberJSON
	LogP *float64 `json:"log_p,omitempty"` // natural logarithm of the probability, in quantal response equilibria
}

// BeliefJSON is what a player believes at one information set.
type BeliefJSON struct {
	Player       string     `json:"player"`
	PlayerIndex  int        `json:"player_index"`
	Infoset      string     `json:"infoset"`
	InfosetIndex int        `json:"infoset_index"`
	OnPath       bool       `json:"on_path"`
	Nodes        []NodeJSON `json:"nodes"`
}

// NodeJSON is a node of an information set and its probability given that set.
type NodeJSON struct {
	History []string `json:"history"`
	NumberJSON
}

// PayoffJSON is an expected payoff in utils.
type PayoffJSON struct {
	Player string `json:"player"`
	NumberJSON
}

// OutcomeJSON is the probability of a mark, of a named outcome or of a play.
type OutcomeJSON struct {
	Outcome string `json:"outcome"`
	NumberJSON
}

// SubsetJSON is a maximal Nash subset: every combination of a point of each player's set is a Nash
// equilibrium. A set is the convex hull of mixed strategies, each a list of probabilities as fractions in
// the order of the player's actions.
type SubsetJSON struct {
	Dimension int       `json:"dimension"`
	Sets      []SetJSON `json:"sets"`
}

// SetJSON is one player's part of a maximal Nash subset.
type SetJSON struct {
	Player  string     `json:"player"`
	Extreme [][]string `json:"extreme"`
}

// NumberJSON is a number: exact where it is known exactly, and bounds over a component.
type NumberJSON struct {
	P     string   `json:"p,omitempty"`
	Value float64  `json:"value"`
	Low   *float64 `json:"low,omitempty"`
	High  *float64 `json:"high,omitempty"`
	// Irrational is set if the number is proved to be irrational; root_of are then the coefficients, constant
	// term first, of a polynomial over whole numbers that it is a root of.
	Irrational bool     `json:"irrational,omitempty"`
	RootOf     []string `json:"root_of,omitempty"`
}

func number(x num.Rat, c solve.Certificate) NumberJSON {
	n := NumberJSON{Value: x.Float()}
	if c == solve.Exact {
		n.P = x.String()
	}
	return n
}

func (n NumberJSON) within(low, high num.Rat) NumberJSON {
	l, h := low.Float(), high.Float()
	n.Low, n.High = &l, &h
	return n
}

// NewGameJSON describes a game.
func NewGameJSON(g *game.Game) GameJSON {
	return GameJSON{Title: g.Title, Players: append([]string{}, g.Players...), Nodes: len(g.Nodes), Terminals: g.Terminals(), Infosets: g.PersonalInfosets()}
}

// JSON returns the document of parley solve --json.
func (s *Solution) JSON() SolveJSON {
	r := s.Result
	doc := SolveJSON{Schema: "parley/solve/1", Parley: s.Version, File: s.Path, SHA256: s.Digest, Game: NewGameJSON(s.Game.Game), Concept: string(r.Concept),
		Method: r.Method, MethodName: r.MethodName, MethodWhy: r.Why, Complete: r.Complete, IncompleteBecause: r.IncompleteBecause, Finished: r.Finished, Value: s.valueJSON(), Equilibria: EquilibriaJSON(s.Played(), r.Equilibria), Warnings: s.Warnings, Notes: r.Warnings}
	doc.Set = settingsJSON(s.Set)
	for i := range doc.Equilibria {
		doc.Equilibria[i].MaxRegret = s.Regrets[i].Float()
		if s.Intuitive != nil && (!s.Intuitive[i].Passes || s.Intuitive[i].Reason == "") {
			doc.Equilibria[i].Intuitive = &s.Intuitive[i].Passes
		}
		doc.Equilibria[i].Refinements = s.refinementsJSON(i)
		if s.hidden(i) {
			doc.NotShown = append(doc.NotShown, i+1)
		}
	}
	doc.Equilibria = slices.DeleteFunc(doc.Equilibria, func(e EquilibriumJSON) bool { return s.hidden(e.ID - 1) })
	if r.Reduction != nil {
		s.reductionJSON(&doc)
	}
	if r.Actions != nil {
		s.actionsJSON(&doc)
	}
	if r.Mediated != nil {
		s.mediatedJSON(&doc)
	}
	if r.Branch != nil {
		s.branchJSON(&doc)
	}
	return doc
}

// EquilibriaJSON lists equilibria with ids from 1. MaxRegret is left 0 for the caller to set.
func EquilibriaJSON(in *game.Instance, list []solve.Equilibrium) []EquilibriumJSON {
	out := []EquilibriumJSON{}
	names := Names(in, list)
	for i := range list {
		v := newView(in, &list[i])
		e := EquilibriumJSON{ID: i + 1, Name: names[i], Certificate: string(v.Certificate), Radius: v.Radius, Dimension: v.Dimension, Outer: v.Outer, AtMost: v.AtMost,
			Strategies: []StrategyJSON{}, Beliefs: []BeliefJSON{}, Payoffs: []PayoffJSON{}, Outcomes: []OutcomeJSON{}}
		for _, h := range personal(in.Game) {
			e.Strategies = append(e.Strategies, v.strategyJSON(h))
			if v.Beliefs != nil {
				e.Beliefs = append(e.Beliefs, v.beliefJSON(h))
			}
		}
		for p, q := range v.payoffs() {
			e.Payoffs = append(e.Payoffs, PayoffJSON{in.Players[p], v.quantity(q)})
		}
		outcomes, plays := v.outcomes()
		for _, o := range outcomes {
			if plays > 0 {
				o.name = v.play(o)
			}
			e.Outcomes = append(e.Outcomes, OutcomeJSON{o.name, v.quantity(o.p)})
		}
		for _, s := range v.Subsets {
			e.Subsets = append(e.Subsets, v.subsetJSON(s))
		}
		e.OutcomesLeftOut = max(plays-len(outcomes), 0)
		out = append(out, e)
	}
	return out
}

func (v *view) subsetJSON(s solve.Subset) SubsetJSON {
	out := SubsetJSON{Dimension: s.Dimension}
	for p, list := range s.Strategies {
		set := SetJSON{Player: v.in.Players[p]}
		for _, x := range list {
			probs := make([]string, len(x))
			for j, q := range x {
				probs[j] = q.String()
			}
			set.Extreme = append(set.Extreme, probs)
		}
		out.Sets = append(out.Sets, set)
	}
	return out
}

func (v *view) quantity(q quantity) NumberJSON {
	n := number(q.x, v.Certificate)
	if v.Dimension > 0 {
		return n.within(q.low, q.high)
	}
	return n
}

func (v *view) strategyJSON(h game.InfosetID) StrategyJSON {
	s := &v.in.Infosets[h]
	out := StrategyJSON{Player: v.in.Players[s.Player], PlayerIndex: int(s.Player) + 1, Infoset: s.Name, InfosetIndex: s.Number, Reached: v.reached(h)}
	for _, a := range v.in.ActionsAt(h) {
		n := number(v.Profile[a], v.Certificate)
		if v.Dimension > 0 {
			n = n.within(v.Range(a))
		}
		for _, x := range v.Irrational {
			if x.Action == a {
				n.Irrational = true
				for _, c := range x.Root {
					n.RootOf = append(n.RootOf, c.String())
				}
			}
		}
		out.Actions = append(out.Actions, ActionJSON{Action: v.in.Actions[a].Name, NumberJSON: n})
	}
	return out
}

func (v *view) beliefJSON(h game.InfosetID) BeliefJSON {
	s := &v.in.Infosets[h]
	out := BeliefJSON{Player: v.in.Players[s.Player], PlayerIndex: int(s.Player) + 1, Infoset: s.Name, InfosetIndex: s.Number, OnPath: v.reached(h)}
	for _, n := range s.Nodes {
		out.Nodes = append(out.Nodes, NodeJSON{v.in.History(n), number(v.Beliefs[n], v.Certificate).within(v.BeliefRange(n))})
	}
	return out
}
