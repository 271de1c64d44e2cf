package report

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"

	"parley/solve"
)

// BranchJSON is the principal branch of quantal response equilibria as far as it was followed.
type BranchJSON struct {
	Settled  bool      `json:"settled"`           // followed until play came to rest
	Because  string    `json:"because,omitempty"` // why not
	Forks    []float64 `json:"forks,omitempty"`   // lambdas at which other branches cross
	Turnings []float64 `json:"turnings,omitempty"`
	// LastPoint tells that the equilibrium listed is the last point, which is near the limit and not it.
	LastPoint bool              `json:"last_point"`
	Limit     *LimitJSON        `json:"limit,omitempty"`
	Points    []BranchPointJSON `json:"points"`
}

// LimitJSON is the equilibrium to which the branch leads.
type LimitJSON struct {
	Identified  bool             `json:"identified"`
	Why         string           `json:"why,omitempty"` // why it is not
	Concept     string           `json:"concept"`
	Distance    float64          `json:"distance"` // of the last point
	Equilibrium *EquilibriumJSON `json:"equilibrium,omitempty"`
}

// BranchPointJSON is a point of the branch: lambda, the largest loss at an information set by not taking its
// best action, and the probabilities in the order of the strategies and actions of an equilibrium.
type BranchPointJSON struct {
	Lambda float64     `json:"lambda"`
	Regret float64     `json:"regret"`
	P      [][]float64 `json:"p"`
}

// branchJSON adds what quantal response equilibria have beside others.
func (s *Solution) branchJSON(doc *SolveJSON) {
	br, in := s.Result.Branch, s.Played()
	sets := personal(in.Game)
	for i := range doc.Equilibria {
		e, at := &doc.Equilibria[i], &br.At[i]
		e.Name = "lambda = " + sig(at.Lambda)
		e.Lambda, e.Residual = &at.Lambda, &s.Responses[i].Residual
		for k, h := range sets {
			e.Strategies[k].Reached = true // everything is, however rarely
			for j, a := range in.ActionsAt(h) {
				act := &e.Strategies[k].Actions[j]
				log := at.LogP[a]
				act.Value, act.LogP = math.Exp(log), &log
			}
			if e.Beliefs != nil {
				e.Beliefs[k].OnPath = true
			}
		}
	}
	out := &BranchJSON{Settled: br.Settled, Because: br.Because, Forks: br.Forks, Turnings: br.Turnings, LastPoint: br.End}
	for i := range br.Points {
		p := BranchPointJSON{Lambda: br.Points[i].Lambda, Regret: br.Points[i].Regret, P: [][]float64{}}
		for _, h := range sets {
			var row []float64
			for _, a := range in.ActionsAt(h) {
				row = append(row, math.Exp(br.Points[i].LogP[a]))
			}
			p.P = append(p.P, row)
		}
		out.Points = append(out.Points, p)
	}
	if l := br.Limit; l != nil {
		out.Limit = &LimitJSON{Identified: l.Equilibrium != nil, Why: l.Why, Concept: string(l.Concept), Distance: l.Distance}
		if l.Equilibrium != nil {
			e := EquilibriaJSON(in, []solve.Equilibrium{*l.Equilibrium})[0]
			e.MaxRegret = s.LimitRegret.Float()
			out.Limit.Equilibrium = &e
		}
	}
	doc.Branch = out
	if s.Fit != nil {
		doc.Fit = s.fitJSON()
	}
}

// TraceCSV writes the branch as a table with one row for each point and action: the point's number and
// lambda, the player, information set and action, the probability and its natural logarithm.
func (s *Solution) TraceCSV(w io.Writer) error {
	br, in := s.Result.Branch, s.Played()
	c := csv.NewWriter(w)
	rows := [][]string{{"point", "lambda", "player", "infoset", "action", "p", "log_p"}}
	for i := range br.Points {
		for _, h := range personal(in.Game) {
			for _, a := range in.ActionsAt(h) {
				log := br.Points[i].LogP[a]
				rows = append(rows, []string{strconv.Itoa(i), full(br.Points[i].Lambda), in.Players[in.Infosets[h].Player], in.Infosets[h].Name, in.Actions[a].Name, full(math.Exp(log)), full(log)})
			}
		}
	}
	return c.WriteAll(rows)
}

func full(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
