package correlated

import (
	"errors"
	"fmt"
	"slices"

	"parley/game"
	"parley/num"
	"parley/solve"
)

// MaxProfiles bounds the profiles of strategies among which a mediator may choose.
const MaxProfiles = 50_000

// profiles is the family whose plans are profiles of pure strategies: all concepts but communication.
type profiles struct {
	in       *game.Instance
	concept  solve.Concept
	strategy *game.Strategic // nil for Agent
	players  []player
	leaves   []game.NodeID // terminal nodes that chance does not exclude
	chance   []num.Rat     // by leaf: the probability of its outcomes of chance
	goal     []num.Rat     // by leaf: chance times the objective
	floats   []float64     // by profile: the objective
	scale    float64       // the largest absolute value of the objective

	plans      [][]int32 // in the pool: the strategy of each player
	deviations []deviation
	known      map[string]bool // what the pool holds
}

// A player is one player's strategies, and what he needs to find a best one.
type player struct {
	id     game.PlayerID
	choice [][]game.ActionID // by strategy, by information set: the action; None if excluded or not his
	index  map[string]int32  // of choice
	allow  []set             // by strategy: the leaves to which it lets play come
	pay    []num.Rat         // by leaf: chance times payoff
	own    []game.InfosetID  // in an order in which earlier ones come first
	prior  []game.ActionID   // by information set: the own action before it, or None
	last   []game.ActionID   // by leaf: the last own action on the way, or None
	below  []set             // by information set of his: the leaves behind it
}

// A deviation is what a player might do instead. It counts for plans that tell him what triggers it.
type deviation struct {
	player  int
	told    int32           // Correlated: the strategy
	at      game.ActionID   // Extensive, Agent: the action
	instead []game.ActionID // what he does
	to      set             // the leaves to which that lets play come
	swap    []int32         // Agent: by strategy, the one that takes the other action
}

func newProfiles(in *game.Instance, c solve.Concept) (*profiles, error) {
	f := &profiles{in: in, concept: c, known: map[string]bool{}}
	lists, err := f.strategies()
	if err != nil {
		return nil, err
	}
	reach := in.Reach(chanceOnly(in))
	for n := range in.Nodes {
		if in.Terminal(game.NodeID(n)) && reach[n].Sign() > 0 {
			f.leaves, f.chance = append(f.leaves, game.NodeID(n)), append(f.chance, reach[n])
		}
	}
	for i := range in.Players {
		f.players = append(f.players, f.player(game.PlayerID(i), lists[i]))
	}
	f.addPlan(make([]int32, len(f.players)))
	return f, nil
}

// addPlan adds a plan if the pool lacks it.
func (f *profiles) addPlan(s []int32) bool {
	k := fmt.Sprint(s)
	if f.known[k] {
		return false
	}
	f.known[k] = true
	f.plans = append(f.plans, s)
	return true
}

// chanceOnly is a profile by which reach is what chance alone contributes.
func chanceOnly(in *game.Instance) game.Profile {
	p := make(game.Profile, len(in.Actions))
	for a := range p {
		p[a] = num.One
		if in.Actions[a].Prob != game.None {
			p[a] = in.Prob(game.ActionID(a))
		}
	}
	return p
}

// strategies lists each player's strategies: reduced ones, or full ones for Agent.
func (f *profiles) strategies() ([][]game.Strategy, error) {
	if f.concept != solve.Agent {
		form, err := game.NewStrategic(f.in, MaxProfiles)
		if errors.Is(err, game.ErrTooLarge) {
			return nil, fmt.Errorf("%w: %w (what a mediator could bring about is found for small games only; "+
				"--concept sequential needs no strategic form)", solve.ErrUnsuited, err)
		}
		if err != nil {
			return nil, err
		}
		f.strategy = form
		return form.Strategies, nil
	}
	lists := make([][]game.Strategy, len(f.in.Players))
	profiles := 1
	for i := range lists {
		lists[i] = []game.Strategy{{}}
		for h := range f.in.Infosets {
			s := &f.in.Infosets[h]
			if s.Player != game.PlayerID(i) {
				continue
			}
			if profiles *= s.Num; profiles > MaxProfiles {
				return nil, fmt.Errorf("%w: there are more than %d ways to choose one action at every information set, and --concept %s looks at all "+
					"(--concept %s looks at fewer)", solve.ErrUnsuited, MaxProfiles, f.concept, solve.Extensive)
			}
			var longer []game.Strategy
			for _, st := range lists[i] {
				for _, a := range f.in.ActionsAt(game.InfosetID(h)) {
					longer = append(longer, append(slices.Clip(st), a))
				}
			}
			lists[i] = longer
		}
	}
	return lists, nil
}

func (f *profiles) player(id game.PlayerID, list []game.Strategy) player {
	in := f.in
	p := player{id: id, index: map[string]int32{}, prior: make([]game.ActionID, len(in.Infosets)), below: make([]set, len(in.Infosets))}
	for h := range in.Infosets {
		if in.Infosets[h].Player != id {
			continue
		}
		p.own = append(p.own, game.InfosetID(h))
		p.below[h] = newSet(len(f.leaves))
		p.prior[h] = game.None
		for _, a := range in.Path(in.Infosets[h].Nodes[0]) {
			if in.Infosets[in.Actions[a].Infoset].Player == id {
				p.prior[h] = a
			}
		}
	}
	for z, n := range f.leaves {
		p.pay = append(p.pay, f.chance[z].Mul(in.PayoffAt(n, id)))
		p.last = append(p.last, game.None)
		for _, a := range in.Path(n) {
			h := in.Actions[a].Infoset
			if in.Infosets[h].Player != id {
				continue
			}
			p.last[z] = a
			p.below[h].add(z)
		}
	}
	for k, st := range list {
		choice := make([]game.ActionID, len(in.Infosets))
		for h := range choice {
			choice[h] = game.None
		}
		for _, a := range st {
			choice[in.Actions[a].Infoset] = a
		}
		p.choice = append(p.choice, choice)
		p.index[key(choice)] = int32(k)
		p.allow = append(p.allow, p.consistent(choice))
	}
	return p
}

// consistent returns the leaves on whose way every own action is among the chosen ones.
func (p *player) consistent(choice []game.ActionID) set {
	on := make(map[game.ActionID]bool, len(p.own)) // actions that are chosen where play may come
	for _, h := range p.own {
		if a := choice[h]; a != game.None && (p.prior[h] == game.None || on[p.prior[h]]) {
			on[a] = true
		}
	}
	out := newSet(len(p.last))
	for z, a := range p.last {
		if a == game.None || on[a] {
			out.add(z)
		}
	}
	return out
}

func key(choice []game.ActionID) string { return fmt.Sprint(choice) }
