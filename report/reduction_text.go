package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// reductionText writes an iterated elimination: round by round what went and what dominates it, then what
// is left. If the style asks for all, beliefs that keep what is left follow.
func (s *Solution) reductionText(b *strings.Builder, st Style) {
	r := s.Result.Reduction
	v := newReductionView(s.Game, r)
	for round := 1; round <= r.Rounds; round++ {
		fmt.Fprintf(b, "\n  %s\n", st.Bold(fmt.Sprintf("Round %d", round)))
		var rows [][2]string
		for i := range r.Removed {
			if x := &r.Removed[i]; x.Round == round {
				rows = append(rows, [2]string{Plain(s.Game.Players[x.Player]), v.goes(x)})
			}
		}
		v.write(b, st, rows)
	}
	fmt.Fprintf(b, "\n  %s\n", st.Bold("What is left"))
	var rows [][2]string
	for i := range r.Left {
		for _, k := range r.Left[i] {
			rows = append(rows, [2]string{Plain(s.Game.Players[i]), v.name(i, k)})
		}
	}
	v.write(b, st, rows)
	if pay := v.outcome(); pay != nil {
		var parts []string
		for p, x := range pay {
			parts = append(parts, Plain(s.Game.Players[p])+" "+Number(x))
		}
		fmt.Fprintf(b, "\n  payoffs  %s\n", join(parts, ", "))
	}
	if !st.All || !s.Result.Complete || len(r.Kept) == 0 {
		return
	}
	fmt.Fprintf(b, "\n  %s\n", st.Bold("Why they stay"))
	rows = nil
	for i := range r.Kept {
		if k := &r.Kept[i]; k.Round == r.Rounds+1 {
			rows = append(rows, [2]string{Plain(s.Game.Players[k.Player]), v.stays(k)})
		}
	}
	v.write(b, st, rows)
}

// reductionHeadline says how much is left.
func (s *Solution) reductionHeadline() string {
	r := s.Result.Reduction
	v := newReductionView(s.Game, r)
	var parts []string
	for i := range r.Left {
		parts = append(parts, fmt.Sprintf("%s %s of %s", Plain(s.Game.Players[i]), Thousands(len(r.Left[i])), Thousands(len(r.Strategies[i]))))
	}
	text := "Strategies left: " + join(parts, ", ")
	switch {
	case !s.Result.Complete:
		text += "; the elimination is incomplete: " + s.Result.IncompleteBecause
		return text
	case v.solved():
		text = "Dominance solvable: one strategy of each player is left"
	case r.Rounds == 0:
		text = "No strategy is dominated: " + join(parts, ", ")
	}
	return fmt.Sprintf("%s (%s)", text, method(s.Result))
}

// A reductionView names the strategies of a reduction.
type reductionView struct {
	in    *game.Instance
	r     *solve.Reduction
	twice map[string]bool // player and action name that stand at several information sets
}

func newReductionView(in *game.Instance, r *solve.Reduction) *reductionView {
	v := &reductionView{in: in, r: r, twice: map[string]bool{}}
	seen := map[string]bool{}
	for a := range in.Actions {
		if p := in.Infosets[in.Actions[a].Infoset].Player; p != game.Chance {
			key := v.key(game.ActionID(a))
			v.twice[key] = seen[key]
			seen[key] = true
		}
	}
	return v
}

func (v *reductionView) key(a game.ActionID) string {
	return fmt.Sprint(v.in.Infosets[v.in.Actions[a].Infoset].Player, " ", v.in.Actions[a].Name)
}

// name writes a strategy as its actions, with the information set where an action's name alone would
// not tell.
func (v *reductionView) name(player, k int) string {
	var parts []string
	for _, a := range v.r.Strategies[player][k] {
		parts = append(parts, v.action(a))
	}
	if len(parts) == 0 {
		return "nothing to choose"
	}
	return join(parts, "; ")
}

func (v *reductionView) action(a game.ActionID) string {
	name := Plain(v.in.Actions[a].Name)
	if v.twice[v.key(a)] {
		name += " at " + Plain(title(&v.in.Infosets[v.in.Actions[a].Infoset]))
	}
	return name
}

// mixture writes what dominates, from an information set on if one is given.
func (v *reductionView) mixture(x *solve.Removal, by string) string {
	var parts []string
	for _, w := range x.By {
		name := v.onFrom(int(x.Player), w.Strategy, x.At)
		if !w.P.Equal(num.One) {
			name = w.P.String() + " " + name
		}
		parts = append(parts, name)
	}
	return join(parts, by)
}

// onFrom writes a strategy from an information set on; game.None: all of it.
func (v *reductionView) onFrom(player, k int, at game.InfosetID) string {
	if at == game.None {
		return v.name(player, k)
	}
	var parts []string
	for _, a := range v.r.Strategies[player][k] {
		switch h := v.in.Actions[a].Infoset; {
		case h == at:
			parts = append(parts, Plain(v.in.Actions[a].Name))
		case v.follows(at, h):
			parts = append(parts, v.action(a))
		}
	}
	return join(parts, "; ")
}

// follows tells whether information set h is at or below some node of at.
func (v *reductionView) follows(at, h game.InfosetID) bool {
	for _, n := range v.in.Infosets[at].Nodes {
		if slices.ContainsFunc(v.in.Infosets[h].Nodes, func(m game.NodeID) bool { return m >= n && m < v.in.Nodes[n].End }) {
			return true
		}
	}
	return false
}

func (v *reductionView) goes(x *solve.Removal) string {
	gain := "gains at least " + Number(x.Least)
	if x.Least.IsZero() {
		gain = "never loses and gains up to " + Number(x.Most)
	}
	where := ""
	if x.At != game.None {
		where = "at " + Plain(title(&v.in.Infosets[x.At])) + ", "
	}
	text := fmt.Sprintf("%s goes: %s%s %s", v.name(int(x.Player), x.Strategy), where, v.mixture(x, " + "), gain)
	if utf8.RuneCountInString(text) <= 100 {
		return text
	}
	return fmt.Sprintf("%s goes\n%sby  %s\n%s", v.name(int(x.Player), x.Strategy), where, v.mixture(x, "\n"+strings.Repeat(" ", utf8.RuneCountInString(where)+4)), gain)
}

// mostBelieved is how many profiles of a belief are written.
const mostBelieved = 4

func (v *reductionView) stays(k *solve.Keep) string {
	var parts []string
	for i, x := range k.Belief {
		if i == mostBelieved {
			parts = append(parts, fmt.Sprintf("and %d more", len(k.Belief)-i))
			break
		}
		var names []string
		for j, o := range x.Profile {
			if j != int(k.Player) {
				names = append(names, v.name(j, o))
			}
		}
		weight := Percent(x.P)
		if k.Even {
			weight = "1 + " + Number(x.P)
		}
		parts = append(parts, weight+" "+join(names, " / "))
	}
	where := ""
	if k.At != game.None {
		where = " at " + Plain(title(&v.in.Infosets[k.At]))
	}
	belief := join(parts, ", ")
	switch {
	case k.Even && len(parts) == 0:
		belief = "all that is left, equally likely"
	case k.Even:
		belief = "all that is left, with weight 1, but " + belief
	}
	return fmt.Sprintf("%s%s: a best reply to %s", v.name(int(k.Player), k.Strategy), where, belief)
}

func (v *reductionView) solved() bool {
	for _, left := range v.r.Left {
		if len(left) != 1 {
			return false
		}
	}
	return true
}

// outcome returns the payoffs if one strategy of each player is left, else nil.
func (v *reductionView) outcome() []num.Rat {
	if !v.solved() {
		return nil
	}
	p := make(game.Profile, len(v.in.Actions))
	for a := range p {
		if v.in.Infosets[v.in.Actions[a].Infoset].Player == game.Chance {
			p[a] = v.in.Prob(game.ActionID(a))
		}
	}
	for i, left := range v.r.Left {
		for _, a := range v.r.Strategies[i][left[0]] {
			p[a] = num.One
		}
	}
	return v.in.NodeValues(p)[:len(v.in.Players)]
}

// write writes rows of a player's name and a text, at most mostShown unless all are asked for.
func (v *reductionView) write(b *strings.Builder, st Style, rows [][2]string) {
	var names []string
	for _, r := range rows {
		names = append(names, r[0])
	}
	wide := widest(names)
	for i, r := range rows {
		if i == mostShown && !st.All {
			fmt.Fprintf(b, "    %s\n", st.Dim(fmt.Sprintf("and %d more: --all or --json shows them", len(rows)-i)))
			return
		}
		indent := "\n" + strings.Repeat(" ", wide+8)
		fmt.Fprintf(b, "    %s  %s\n", pad(r[0], wide), strings.ReplaceAll(r[1], "\n", indent))
	}
}
