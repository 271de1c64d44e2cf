package report

import "parley/game"

// A Ranged is an action whose probability is not the same in all members of a component.
type Ranged struct {
	Infoset game.InfosetID
	Where   string // the player and the information set
	Action  string
	Range   string // bounds of its probability
	Off     bool   // play never comes there in the member that is shown
}

// Ranged lists the actions whose probabilities differ among the members of the i-th equilibrium, those on the path first, at most so
// many. Of two actions at one information set one is listed: the other follows.
func (s *Solution) Ranged(i, most int) []Ranged {
	v := newView(s.Played(), &s.Result.Equilibria[i])
	if v.Dimension == 0 {
		return nil
	}
	var on, off []Ranged
	for _, h := range inTime(v.in.Game) {
		set := &v.in.Infosets[h]
		for _, a := range v.in.ActionsAt(h) {
			low, high := v.Range(a)
			if low.Equal(high) {
				continue
			}
			x := Ranged{h, capital(Plain(v.in.Players[set.Player])) + " at " + Plain(title(set)), Plain(v.in.Actions[a].Name), Percents(low, high), !v.reached(h)}
			if x.Off {
				off = append(off, x)
			} else {
				on = append(on, x)
			}
			if set.Num == 2 {
				break
			}
		}
	}
	list := append(on, off...)
	return list[:min(len(list), most)]
}
