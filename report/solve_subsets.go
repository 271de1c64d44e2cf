package report

import (
	"fmt"
	"strings"

	"parley/game"
	"parley/num"
)

// How many maximal Nash subsets of a component, and how many extreme strategies of a player in one, are
// written unless all are asked for.
const (
	subsetsShown = 6
	extremeShown = 6
)

// subsetText writes the maximal Nash subsets of a component by the extreme strategies of each player, a
// line each.
func (v *view) subsetText(b *strings.Builder, st Style) {
	n := len(v.Subsets)
	if n == 0 {
		return
	}
	what := "These are one maximal Nash subset"
	if n > 1 {
		what = fmt.Sprintf("These are the union of %d maximal Nash subsets", n)
	}
	fmt.Fprintf(b, "\n  %s: whatever mixes one player's strategies below is in equilibrium with whatever mixes the other's\n", what)
	width := 0
	for _, name := range v.in.Players {
		width = max(width, len([]rune(Plain(name))))
	}
	for i, s := range v.Subsets {
		if i == subsetsShown && !st.All {
			fmt.Fprintf(b, "    %s\n", st.Dim(fmt.Sprintf("and %d more subsets: --all or --json shows them", n-i)))
			break
		}
		if n > 1 {
			fmt.Fprintf(b, "    subset %d, of dimension %d\n", i+1, s.Dimension)
		}
		for p, list := range s.Strategies {
			v.setText(b, st, game.PlayerID(p), list, width)
		}
	}
}

// setText writes the extreme strategies of one player in a subset.
func (v *view) setText(b *strings.Builder, st Style, p game.PlayerID, list [][]num.Rat, width int) {
	name := Plain(v.in.Players[p])
	for i, x := range list {
		text := v.mixtureText(p, x)
		rest := i == extremeShown && len(list) > extremeShown+1 && !st.All
		if rest {
			text = st.Dim(fmt.Sprintf("and %d more: --all or --json shows them", len(list)-i))
		}
		fmt.Fprintf(b, "      %s  %s\n", pad(name, width), text)
		if name = ""; rest {
			return
		}
	}
}

// mixtureText writes a mixed strategy, "fight" or "fight 1/2, give way 1/2".
func (v *view) mixtureText(p game.PlayerID, x []num.Rat) string {
	var parts []string
	by := ", "
	for h := range v.in.Infosets {
		if v.in.Infosets[h].Player != p {
			continue
		}
		for k, a := range v.in.ActionsAt(game.InfosetID(h)) {
			if x[k].IsZero() {
				continue
			}
			name := Plain(v.in.Actions[a].Name)
			if strings.Contains(name, ",") {
				by = "; "
			}
			if !x[k].Equal(num.One) {
				name += " " + short(x[k])
			}
			parts = append(parts, name)
		}
	}
	return join(parts, by)
}

// short writes a probability as a fraction where that is short.
func short(p num.Rat) string {
	if f := Fraction(p); f != "" {
		return f
	}
	return Percent(p)
}
