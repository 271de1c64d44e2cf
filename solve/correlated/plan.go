package correlated

import (
	"parley/game"
	"parley/num"
	"parley/solve"
)

// form is the strategic form for the concepts whose recommendations are strategies, else the game itself.
func (f *profiles) form() *game.Instance {
	if f.strategy != nil {
		return f.strategy.Instance
	}
	return f.in
}

func (f *profiles) plan(mu []num.Rat) *solve.Plan {
	out := &solve.Plan{Reach: make([]num.Rat, len(f.in.Nodes))}
	for k, w := range mu {
		if w.IsZero() {
			continue
		}
		part := solve.Part{Choice: make([]game.ActionID, len(f.in.Infosets)), P: w}
		for h := range part.Choice {
			part.Choice[h] = game.None
		}
		for i, s := range f.plans[k] {
			for _, h := range f.players[i].own {
				part.Choice[h] = f.players[i].choice[s][h]
			}
		}
		out.Parts = append(out.Parts, part)
		follow := f.profile(part.Choice)
		for n, r := range f.in.Reach(follow) {
			if !r.IsZero() {
				out.Reach[n] = out.Reach[n].Add(w.Mul(r))
			}
		}
	}
	return out
}

// profile is a choice as behaviour strategies that are 0 where nothing is chosen.
func (f *profiles) profile(choice []game.ActionID) game.Profile {
	p := make(game.Profile, len(f.in.Actions))
	for a := range p {
		if f.in.Actions[a].Prob != game.None {
			p[a] = f.in.Prob(game.ActionID(a))
		} else if choice[f.in.Actions[a].Infoset] == game.ActionID(a) {
			p[a] = num.One
		}
	}
	return p
}

// marginals is what each player is told, whatever the others are: his strategies with their probabilities or,
// for Agent, his actions at each information set given that play comes there, or at all where it never does.
func (f *profiles) marginals(plan *solve.Plan) game.Profile {
	if f.strategy == nil {
		return behaviour(f.in, plan)
	}
	first := make([]game.ActionID, len(f.players))
	for h := range f.strategy.Infosets {
		first[f.strategy.Infosets[h].Player] = f.strategy.Infosets[h].First
	}
	out := make(game.Profile, len(f.strategy.Actions))
	for _, part := range plan.Parts {
		for i := range f.players {
			p := &f.players[i]
			own := make([]game.ActionID, len(part.Choice))
			for h := range own {
				own[h] = game.None
			}
			for _, h := range p.own {
				own[h] = part.Choice[h]
			}
			a := first[i] + game.ActionID(p.index[key(own)])
			out[a] = out[a].Add(part.P)
		}
	}
	return out
}

// behaviour is the probability of each action given that play comes to its information set, or, where it never
// does, the probability that it would be recommended there.
func behaviour(in *game.Instance, plan *solve.Plan) game.Profile {
	out := make(game.Profile, len(in.Actions))
	for h := range in.Infosets {
		s := &in.Infosets[h]
		total := num.Zero
		if s.Player != game.Chance {
			for _, n := range s.Nodes {
				total = total.Add(plan.Reach[n])
			}
		}
		for k := range s.Num {
			a := s.First + game.ActionID(k)
			switch {
			case s.Player == game.Chance:
				out[a] = in.Prob(a)
			case total.Sign() > 0:
				for _, n := range s.Nodes {
					out[a] = out[a].Add(plan.Reach[in.Child(n, k)].Quo(total))
				}
			default:
				for _, part := range plan.Parts {
					if part.Choice[h] == a {
						out[a] = out[a].Add(part.P)
					}
				}
			}
		}
	}
	return out
}

func (f *profiles) deviation(d int, weight num.Rat) solve.Deviation {
	x := &f.deviations[d]
	p := &f.players[x.player]
	out := solve.Deviation{Player: p.id, Weight: weight, Instead: x.instead}
	switch {
	case x.at != game.None:
		out.Told = []game.ActionID{x.at}
	case x.told >= 0:
		for _, h := range p.own {
			if a := p.choice[x.told][h]; a != game.None {
				out.Told = append(out.Told, a)
			}
		}
	}
	return out
}
