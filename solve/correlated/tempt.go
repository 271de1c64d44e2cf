package correlated

import (
	"fmt"
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// A prospect is what a player faces once something has triggered his deviating.
type prospect struct {
	told    int32
	at      game.ActionID
	worth   []num.Rat // by leaf: what it adds if he lets play come there, given that the mediator draws the trigger
	follows num.Rat   // what following brings
	plans   []int     // of positive probability that hold the trigger
}

// tempt finds for each trigger the deviation that pays best. For the concept Correlated, whose deviators know all that they are
// told, it finds the one that pays best among those that depart from it first at each information set: what several
// departures bring, at information sets none of which comes before another, adds up.
func (f *profiles) tempt(mu []num.Rat, least num.Rat) search {
	before := len(f.deviations)
	found := false
	for i := range f.players {
		for _, x := range f.prospects(i, mu) {
			if f.concept == solve.Correlated {
				found = f.temptFrom(i, &x, least) || found
				continue
			}
			if f.concept == solve.Agent {
				found = f.temptAgent(i, &x, mu, least) || found
				continue
			}
			best, instead := f.best(i, &x)
			if x.follows.Add(least).Less(best) {
				found = true
				f.addDeviation(deviation{player: i, told: x.told, at: x.at, instead: instead})
			}
		}
	}
	return search{found, len(f.deviations) > before}
}

func (f *profiles) addDeviation(d deviation) {
	if f.knows(&d) {
		return
	}
	choice := make([]game.ActionID, len(f.in.Infosets))
	for h := range choice {
		choice[h] = game.None
	}
	for _, a := range d.instead {
		choice[f.in.Actions[a].Infoset] = a
	}
	p := &f.players[d.player]
	if d.at != game.None { // the actions before are those that lead there
		h := f.in.Actions[d.at].Infoset
		for a := p.prior[h]; a != game.None; a = p.prior[f.in.Actions[a].Infoset] {
			choice[f.in.Actions[a].Infoset] = a
		}
		d.to = p.consistent(choice).and(p.below[h])
	} else {
		d.to = p.consistent(choice)
	}
	f.deviations = append(f.deviations, d)
}

// knows tells whether the pool has a deviation, and remembers it.
func (f *profiles) knows(d *deviation) bool {
	k := fmt.Sprint(d.player, d.told, d.at, d.instead)
	known := f.known[k]
	f.known[k] = true
	return known
}

// prospects lists the triggers that the mediator draws with positive probability, in the order of the pool.
func (f *profiles) prospects(i int, mu []num.Rat) []prospect {
	var out []prospect
	p := &f.players[i]
	for k, w := range mu {
		if w.IsZero() {
			continue
		}
		s := f.plans[k]
		others := f.without(s, i)
		for _, t := range f.triggers(i, s[i]) {
			at := slices.IndexFunc(out, func(x prospect) bool { return x.told == t.told && x.at == t.at })
			if at < 0 {
				at = len(out)
				t.worth = make([]num.Rat, len(f.leaves))
				out = append(out, t)
			}
			x := &out[at]
			x.plans = append(x.plans, k)
			open, follow := others, others.and(p.allow[s[i]])
			if t.at != game.None {
				below := p.below[f.in.Actions[t.at].Infoset]
				open, follow = open.and(below), follow.and(below)
			}
			open.each(func(z int) { x.worth[z] = x.worth[z].Add(w.Mul(p.pay[z])) })
			follow.each(func(z int) { x.follows = x.follows.Add(w.Mul(p.pay[z])) })
		}
	}
	return out
}

// triggers lists what a player may be told if the mediator has drawn a strategy for him.
func (f *profiles) triggers(i int, strategy int32) []prospect {
	switch f.concept {
	case solve.Correlated:
		return []prospect{{told: strategy, at: game.None}}
	case solve.Coarse:
		return []prospect{{told: -1, at: game.None}}
	}
	var out []prospect
	for _, h := range f.players[i].own {
		if a := f.players[i].choice[strategy][h]; a != game.None && f.in.Infosets[h].Num > 1 {
			out = append(out, prospect{told: -1, at: a})
		}
	}
	return out
}

// best finds the player's best strategy from the trigger on.
func (f *profiles) best(i int, x *prospect) (num.Rat, []game.ActionID) {
	p := &f.players[i]
	worth, choice := f.induce(i, x)
	if x.at != game.None {
		from := f.in.Actions[x.at].Infoset
		return worth[choice[from]], p.chosen(choice, from)
	}
	sum := num.Zero
	for z, a := range p.last {
		if a == game.None {
			sum = sum.Add(x.worth[z])
		}
	}
	for _, h := range p.own {
		if p.prior[h] == game.None {
			sum = sum.Add(worth[choice[h]])
		}
	}
	return sum, p.chosen(choice, game.None)
}

// induce finds what each action of a player is worth, and his best action at each information set, by backward
// induction over these.
func (f *profiles) induce(i int, x *prospect) (worth []num.Rat, choice []game.ActionID) {
	p := &f.players[i]
	worth = make([]num.Rat, len(f.in.Actions))
	for z, a := range p.last {
		if a != game.None {
			worth[a] = worth[a].Add(x.worth[z])
		}
	}
	choice = make([]game.ActionID, len(f.in.Infosets))
	for k := len(p.own) - 1; k >= 0; k-- {
		h := p.own[k]
		choice[h] = top(f.in.ActionsAt(h), worth, game.None)
		if b := p.prior[h]; b != game.None {
			worth[b] = worth[b].Add(worth[choice[h]])
		}
	}
	return worth, choice
}

// top is the action that is worth most, the first of equals, among others than one.
func top(actions []game.ActionID, worth []num.Rat, but game.ActionID) game.ActionID {
	best := game.ActionID(game.None)
	for _, a := range actions {
		if a != but && (best == game.None || worth[best].Less(worth[a])) {
			best = a
		}
	}
	return best
}

// temptFrom finds the departures from a strategy that the player has been told.
func (f *profiles) temptFrom(i int, x *prospect, least num.Rat) (found bool) {
	p := &f.players[i]
	told := p.choice[x.told]
	worth, choice := f.induce(i, x)
	for _, h := range p.own {
		if told[h] == game.None || f.in.Infosets[h].Num < 2 {
			continue
		}
		follow := num.Zero
		p.allow[x.told].and(p.below[h]).each(func(z int) { follow = follow.Add(x.worth[z]) })
		b := top(f.in.ActionsAt(h), worth, told[h])
		if !follow.Add(least).Less(worth[b]) {
			continue
		}
		found = true
		other := slices.Clone(told)
		behind := map[game.ActionID]bool{}
		for _, k := range p.own {
			switch {
			case k == h:
				other[k] = b
			case behind[p.prior[k]]:
				other[k] = choice[k]
			default:
				continue
			}
			for _, a := range f.in.ActionsAt(k) {
				behind[a] = true
			}
		}
		f.addDeviation(deviation{player: i, told: x.told, at: game.None, instead: p.chosen(other, game.None)})
	}
	return found
}

// chosen lists the chosen actions at the information sets to which they lead, from a given one on.
func (p *player) chosen(choice []game.ActionID, from game.InfosetID) []game.ActionID {
	var out []game.ActionID
	for _, h := range p.own {
		if h == from || from == game.None && p.prior[h] == game.None || slices.Contains(out, p.prior[h]) {
			out = append(out, choice[h])
		}
	}
	return out
}

// temptAgent finds the action that pays best at the information set of the trigger, given that recommendations are
// followed before and after.
func (f *profiles) temptAgent(i int, x *prospect, mu []num.Rat, least num.Rat) bool {
	p := &f.players[i]
	h := f.in.Actions[x.at].Infoset
	most, best := x.follows.Add(least), game.ActionID(game.None)
	for _, b := range f.in.ActionsAt(h) {
		if b == x.at {
			continue
		}
		sum := num.Zero
		for _, k := range x.plans {
			s := f.plans[k]
			f.without(s, i).and(p.allow[f.swapped(i, s[i], b)]).and(p.below[h]).each(func(z int) { sum = sum.Add(mu[k].Mul(p.pay[z])) })
		}
		if most.Less(sum) {
			most, best = sum, b
		}
	}
	if best == game.None {
		return false
	}
	d := deviation{player: i, told: -1, at: x.at, instead: []game.ActionID{best}}
	if f.knows(&d) {
		return true
	}
	for s := range p.choice {
		d.swap = append(d.swap, f.swapped(i, int32(s), best))
	}
	f.deviations = append(f.deviations, d)
	return true
}

// swapped is the strategy that takes the action b where the given one takes another.
func (f *profiles) swapped(i int, strategy int32, b game.ActionID) int32 {
	p := &f.players[i]
	choice := slices.Clone(p.choice[strategy])
	choice[f.in.Actions[b].Infoset] = b
	return p.index[key(choice)]
}
