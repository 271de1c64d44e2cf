package report

import (
	"parley/game"
	"parley/solve"
)

// SurvivorsJSON are a player's strategies that iterated elimination leaves.
type SurvivorsJSON struct {
	Player      string          `json:"player"`
	PlayerIndex int             `json:"player_index"`
	Of          int             `json:"of"` // strategies there were, or actions
	Strategies  []PureJSON      `json:"strategies"`
	Actions     []ChoiceJSON    `json:"actions,omitempty"` // where actions are eliminated on the tree: those that are left
	Beliefs     []BestReplyJSON `json:"best_reply_to,omitempty"`
}

// PureJSON is a reduced pure strategy: an action at each information set that the player's own earlier
// choices do not exclude.
type PureJSON struct {
	Name    string       `json:"strategy"`
	Actions []ChoiceJSON `json:"actions"`
}

// ChoiceJSON is an action at an information set.
type ChoiceJSON struct {
	Infoset      string `json:"infoset"`
	InfosetIndex int    `json:"infoset_index"`
	Action       string `json:"action"`
}

// BestReplyJSON is a belief about the others to which a strategy is a best reply, at the start or at an
// information set. If Even, 1 is to be added to the weight of each profile that is left.
type BestReplyJSON struct {
	Strategy string        `json:"strategy"`
	At       string        `json:"at,omitempty"`
	Even     bool          `json:"even,omitempty"`
	Profiles []ProfileJSON `json:"profiles"`
}

// ProfileJSON is a profile of the others and its weight.
type ProfileJSON struct {
	Strategies []PlaysJSON `json:"strategies"`
	NumberJSON
}

// PlaysJSON is a player and one of his strategies.
type PlaysJSON struct {
	Player   string `json:"player"`
	Strategy string `json:"strategy"`
}

// EliminationJSON is one strategy that went.
type EliminationJSON struct {
	Round       int            `json:"round"`
	Player      string         `json:"player"`
	PlayerIndex int            `json:"player_index"`
	Strategy    PureJSON       `json:"eliminated"`
	At          string         `json:"at,omitempty"` // the information set; absent: from the start
	By          []WeightedJSON `json:"by"`
	Least       NumberJSON     `json:"gain_least"` // utils
	Most        *NumberJSON    `json:"gain_most,omitempty"`
	Plans       int            `json:"plans,omitempty"` // of an action: how many plans begin with it; By is for the first
}

// WeightedJSON is a strategy and its weight in a mixture.
type WeightedJSON struct {
	Strategy string `json:"strategy"`
	NumberJSON
}

// reductionJSON adds what iterated elimination left, and the order in which strategies went.
func (s *Solution) reductionJSON(doc *SolveJSON) {
	r := s.Result.Reduction
	v := newReductionView(s.Game, r)
	solved := s.Result.Complete && v.solved()
	doc.Solvable = &solved
	doc.Surviving, doc.Eliminations = []SurvivorsJSON{}, []EliminationJSON{}
	for i := range r.Left {
		x := SurvivorsJSON{Player: s.Game.Players[i], PlayerIndex: i + 1, Of: len(r.Strategies[i]), Strategies: []PureJSON{}}
		for _, k := range r.Left[i] {
			x.Strategies = append(x.Strategies, v.pureJSON(i, k))
		}
		for j := range r.Kept {
			if k := &r.Kept[j]; k.Round == r.Rounds+1 && int(k.Player) == i {
				x.Beliefs = append(x.Beliefs, v.bestReplyJSON(k))
			}
		}
		doc.Surviving = append(doc.Surviving, x)
	}
	for i := range r.Removed {
		x := &r.Removed[i]
		most := number(x.Most, solve.Exact)
		e := EliminationJSON{Round: x.Round, Player: s.Game.Players[x.Player], PlayerIndex: int(x.Player) + 1, Strategy: v.pureJSON(int(x.Player), x.Strategy),
			At: v.where(x.At), By: []WeightedJSON{}, Least: number(x.Least, solve.Exact), Most: &most}
		for _, w := range x.By {
			e.By = append(e.By, WeightedJSON{v.name(int(x.Player), w.Strategy), number(w.P, solve.Exact)})
		}
		doc.Eliminations = append(doc.Eliminations, e)
	}
}

func (v *reductionView) where(at game.InfosetID) string {
	if at == game.None {
		return ""
	}
	return title(&v.in.Infosets[at])
}

func (v *reductionView) pureJSON(player, k int) PureJSON {
	out := PureJSON{Name: v.name(player, k), Actions: []ChoiceJSON{}}
	for _, a := range v.r.Strategies[player][k] {
		set := &v.in.Infosets[v.in.Actions[a].Infoset]
		out.Actions = append(out.Actions, ChoiceJSON{set.Name, set.Number, v.in.Actions[a].Name})
	}
	return out
}

func (v *reductionView) bestReplyJSON(k *solve.Keep) BestReplyJSON {
	out := BestReplyJSON{Strategy: v.name(int(k.Player), k.Strategy), At: v.where(k.At), Even: k.Even, Profiles: []ProfileJSON{}}
	for _, b := range k.Belief {
		p := ProfileJSON{Strategies: []PlaysJSON{}, NumberJSON: number(b.P, solve.Exact)}
		for j, o := range b.Profile {
			if j != int(k.Player) {
				p.Strategies = append(p.Strategies, PlaysJSON{v.in.Players[j], v.name(j, o)})
			}
		}
		out.Profiles = append(out.Profiles, p)
	}
	return out
}
