package solve

import (
	"parley/game"
	"parley/num"
)

// Rationalizable is the concept of iterated elimination: what is left when nobody plays a dominated
// strategy, all know that, and so on (Bernheim 1984, Pearce 1984).
const Rationalizable Concept = "rationalizable"

// A Dominance says what makes a strategy go in iterated elimination.
type Dominance string

// The kinds of dominance. Each compares strategies against all that the others have left.
const (
	PureDominance  Dominance = "pure"  // another strategy is better against everything
	MixedDominance Dominance = "mixed" // a mixture of strategies is better against everything
	WeakDominance  Dominance = "weak"  // a mixture is never worse and against something better
	// ConditionalDominance is MixedDominance at the start and at each information set that the strategy
	// reaches, against what is left of the others' play that reaches it (Shimoji and Watson 1998).
	ConditionalDominance Dominance = "conditional"
)

// A Reduction is what iterated elimination leaves of a game, with the order in which strategies went and
// the reason for each, and beliefs that keep the others. In every round all strategies go that are
// dominated given what was left before the round.
type Reduction struct {
	By         Dominance
	Strategies [][]game.Strategy // by player: all reduced pure strategies of the game
	Rounds     int               // in which something went
	Removed    []Removal         // by round, player and strategy
	Left       [][]int           // by player: the positions in Strategies of those that are left, ascending
	// Kept proves that no more could go: against a belief, each strategy that is left is a best reply
	// among those left. It has entries for the state after the last round and, for WeakDominance, whose
	// outcome depends on the order, for the state before each round as well. It is empty for PureDominance,
	// where trying all pairs is proof, and as long as the elimination is not complete.
	Kept []Keep
}

// A Removal is the elimination of one strategy.
type Removal struct {
	Round    int // from 1
	Player   game.PlayerID
	Strategy int
	// At is, for ConditionalDominance, the information set at which the strategy is dominated; game.None:
	// at the start.
	At game.InfosetID
	By []Weighted // what dominates it: strategies left before the round, with weights that sum to 1
	// Least and Most are the least and the greatest gain, in utils, over what the others had left before
	// the round; with At, as expected there.
	Least, Most num.Rat
}

// A Weighted is a strategy and its weight in a mixture.
type Weighted struct {
	Strategy int
	P        num.Rat
}

// A Keep is a belief about the others' play to which a strategy is a best reply.
type Keep struct {
	Round    int // the state before this round
	Player   game.PlayerID
	Strategy int
	At       game.InfosetID // as in Removal
	// Belief is a distribution over profiles of the others. If Even, 1 is added to the weight of each of
	// their profiles that are left, so that every one is possible, and the weights do not sum to 1.
	Belief []Believed
	Even   bool
}

// A Believed is a profile, with game.None for the believer's own strategy, and its weight.
type Believed struct {
	Profile []int
	P       num.Rat
}

// LeftBefore tells of each player's strategies which are left before a round (counted from 1).
func (r *Reduction) LeftBefore(round int) [][]bool {
	out := make([][]bool, len(r.Strategies))
	for i := range out {
		out[i] = make([]bool, len(r.Strategies[i]))
		for k := range out[i] {
			out[i][k] = true
		}
	}
	for _, x := range r.Removed {
		if x.Round < round {
			out[x.Player][x.Strategy] = false
		}
	}
	return out
}

// An ActionReduction is what iterated elimination of actions leaves of a game on its tree (iterated conditional
// dominance: Fudenberg and Tirole 1991, "Game Theory", section 4.6; here at information sets). In every round all
// actions go that are dominated at their information set: every plan that begins with one is worse than a
// mixture of plans, from each node of the information set and against everything that the others have left
// from there on. Nodes behind actions of others that have gone do not count if play comes to the information
// set whatever the others do, in the smallest subgame around it and if its player does his part.
type ActionReduction struct {
	Rounds  int             // in which something went
	Removed []ActionRemoval // by round and action
	Left    []bool          // by action; chance's are all left
	// Kept proves that no more could go: at each information set that is not in Loose a best reply that
	// begins with each action that is left.
	Kept []ActionKeep
	// Loose are the information sets after which there are too many plans to look at each. An action goes
	// there only if a plan guarantees more than it can bring at best, so that more might go.
	Loose []game.InfosetID
}

// An OwnPlan is an action at an information set and at each later one of its player that it does not itself
// exclude.
type OwnPlan []game.ActionID

// An ActionRemoval is the elimination of one action.
type ActionRemoval struct {
	Round  int // from 1
	Action game.ActionID
	// Plans says of each plan that begins with the action what dominates it. It has one entry without a
	// plan if a single plan guarantees more than the action can bring at best.
	Plans []PlanRemoval
	Least num.Rat // the least gain, in utils, over all of them
}

// A PlanRemoval is a mixture that dominates a plan. Weights sum to 1.
type PlanRemoval struct {
	Plan OwnPlan
	By   []WeightedPlan
}

// A WeightedPlan is a plan and its weight in a mixture.
type WeightedPlan struct {
	Plan OwnPlan
	P    num.Rat
}

// An ActionKeep is a plan that begins with an action, and a belief to which it is a best reply.
type ActionKeep struct {
	Action game.ActionID
	Plan   OwnPlan
	Belief []BelievedPlans
}

// A BelievedPlans is a node of the information set, what the others do from there on, and how likely both are.
type BelievedPlans struct {
	Node   game.NodeID
	Others []game.ActionID
	P      num.Rat
}
