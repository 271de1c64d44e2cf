package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// actionsText writes an elimination of actions: round by round what went and what dominates it, then what is
// left where more than one action was.
func (s *Solution) actionsText(b *strings.Builder, st Style) {
	r := s.Result.Actions
	v := newReductionView(s.Game, &solve.Reduction{})
	for round := 1; round <= r.Rounds; round++ {
		fmt.Fprintf(b, "\n  %s\n", st.Bold(fmt.Sprintf("Round %d", round)))
		var rows [][2]string
		for i := range r.Removed {
			if x := &r.Removed[i]; x.Round == round {
				rows = append(rows, [2]string{v.mover(x.Action), v.actionGoes(x)})
			}
		}
		v.write(b, st, rows)
	}
	fmt.Fprintf(b, "\n  %s\n", st.Bold("What is left"))
	var rows [][2]string
	for _, h := range inTime(s.Game.Game) {
		var names []string
		for _, a := range s.Game.ActionsAt(h) {
			if r.Left[a] {
				names = append(names, Plain(s.Game.Actions[a].Name))
			}
		}
		text := Plain(title(&s.Game.Infosets[h])) + ": " + join(names, ", ")
		if slices.Contains(r.Loose, h) && len(names) > 1 {
			text += st.Dim(" (or fewer)")
		}
		rows = append(rows, [2]string{v.mover(s.Game.Infosets[h].First), text})
	}
	v.write(b, st, rows)
	if pay := s.actionsOutcome(); pay != nil {
		var parts []string
		for p, x := range pay {
			parts = append(parts, Plain(s.Game.Players[p])+" "+Number(x))
		}
		fmt.Fprintf(b, "\n  payoffs  %s\n", join(parts, ", "))
	}
}

func (v *reductionView) mover(a game.ActionID) string {
	return Plain(v.in.Players[v.in.Infosets[v.in.Actions[a].Infoset].Player])
}

// actionGoes says what goes and what dominates it.
func (v *reductionView) actionGoes(x *solve.ActionRemoval) string {
	h := v.in.Actions[x.Action].Infoset
	text := fmt.Sprintf("%s goes at %s: ", Plain(v.in.Actions[x.Action].Name), Plain(title(&v.in.Infosets[h])))
	gain := " gains at least " + Number(x.Least)
	switch by := x.Plans[0].By; {
	case x.Plans[0].Plan == nil:
		return text + v.ownPlan(by[0].Plan, h) + " guarantees more than it can bring, by at least " + Number(x.Least)
	case v.oneFor(x):
		return text + v.ownMixture(by, h) + gain
	}
	return text + fmt.Sprintf("each of the %d plans that begin with it is dominated, the first by %s;%s", len(x.Plans), v.ownMixture(x.Plans[0].By, h), gain)
}

// oneFor tells whether one mixture dominates all plans.
func (v *reductionView) oneFor(x *solve.ActionRemoval) bool {
	h := v.in.Actions[x.Action].Infoset
	for _, p := range x.Plans[1:] {
		if v.ownMixture(p.By, h) != v.ownMixture(x.Plans[0].By, h) {
			return false
		}
	}
	return true
}

func (v *reductionView) ownMixture(by []solve.WeightedPlan, h game.InfosetID) string {
	var parts []string
	for _, w := range by {
		name := v.ownPlan(w.Plan, h)
		if !w.P.Equal(num.One) {
			name = w.P.String() + " " + name
		}
		parts = append(parts, name)
	}
	return join(parts, " + ")
}

func (v *reductionView) ownPlan(p solve.OwnPlan, h game.InfosetID) string {
	var parts []string
	for _, a := range p {
		name := Plain(v.in.Actions[a].Name)
		if o := v.in.Actions[a].Infoset; o != h {
			name += " at " + Plain(title(&v.in.Infosets[o]))
		}
		parts = append(parts, name)
	}
	return join(parts, "; ")
}

// actionsHeadline says how much is left.
func (s *Solution) actionsHeadline() string {
	r := s.Result.Actions
	left, all := 0, 0
	for a := range r.Left {
		if s.Game.Infosets[s.Game.Actions[a].Infoset].Player != game.Chance {
			all++
			if r.Left[a] {
				left++
			}
		}
	}
	text := fmt.Sprintf("Actions left: %s of %s", Thousands(left), Thousands(all))
	switch {
	case !s.Result.Complete:
		return fmt.Sprintf("%s (%s), and more may go: %s", text, method(s.Result), s.Result.IncompleteBecause)
	case s.actionsOutcome() != nil:
		text = "Dominance solvable: one action is left at each information set"
	case r.Rounds == 0:
		text = fmt.Sprintf("No action is dominated: %s of %s are left", Thousands(left), Thousands(all))
	}
	return fmt.Sprintf("%s (%s)", text, method(s.Result))
}

// actionsOutcome returns the payoffs if one action is left at each information set, else nil.
func (s *Solution) actionsOutcome() []num.Rat {
	in := s.Game
	p := make(game.Profile, len(in.Actions))
	for h := range in.Infosets {
		n := 0
		for _, a := range in.ActionsAt(game.InfosetID(h)) {
			switch {
			case in.Infosets[h].Player == game.Chance:
				p[a] = in.Prob(a)
			case s.Result.Actions.Left[a]:
				p[a] = num.One
				n++
			}
		}
		if n > 1 {
			return nil
		}
	}
	return in.NodeValues(p)[:len(in.Players)]
}

// actionsJSON adds what the elimination of actions left, and the order in which they went.
func (s *Solution) actionsJSON(doc *SolveJSON) {
	r := s.Result.Actions
	v := newReductionView(s.Game, &solve.Reduction{})
	solved := s.Result.Complete && s.actionsOutcome() != nil
	doc.Solvable = &solved
	doc.Surviving, doc.Eliminations = []SurvivorsJSON{}, []EliminationJSON{}
	choice := func(a game.ActionID) ChoiceJSON {
		set := &s.Game.Infosets[s.Game.Actions[a].Infoset]
		return ChoiceJSON{set.Name, set.Number, s.Game.Actions[a].Name}
	}
	for p, name := range s.Game.Players {
		x := SurvivorsJSON{Player: name, PlayerIndex: p + 1, Strategies: []PureJSON{}}
		for a := range r.Left {
			if s.Game.Infosets[s.Game.Actions[a].Infoset].Player != game.PlayerID(p) {
				continue
			}
			x.Of++
			if r.Left[a] {
				x.Actions = append(x.Actions, choice(game.ActionID(a)))
			}
		}
		doc.Surviving = append(doc.Surviving, x)
	}
	for i := range r.Removed {
		x := &r.Removed[i]
		h := s.Game.Actions[x.Action].Infoset
		set := &s.Game.Infosets[h]
		e := EliminationJSON{Round: x.Round, Player: s.Game.Players[set.Player], PlayerIndex: int(set.Player) + 1, At: title(set),
			Strategy: PureJSON{Name: s.Game.Actions[x.Action].Name, Actions: []ChoiceJSON{choice(x.Action)}}, By: []WeightedJSON{}, Least: number(x.Least, solve.Exact)}
		for _, w := range x.Plans[0].By {
			e.By = append(e.By, WeightedJSON{v.ownPlan(w.Plan, h), number(w.P, solve.Exact)})
		}
		e.Plans = len(x.Plans)
		doc.Eliminations = append(doc.Eliminations, e)
	}
}
