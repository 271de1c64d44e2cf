package solve

import (
	"parley/game"
	"parley/num"
)

// The concepts of a mediator, who recommends moves that players are free to disregard. Their sets of
// distributions over outcomes contain those of all Nash equilibria. They are nested: correlated lies in
// extensive-form correlated, which lies in agent-form correlated (von Stengel and Forges 2008) as well as in
// coarse correlated; in the games for which it is defined, communication contains correlated (Forges 1993).
const (
	// Correlated: everybody is told his whole strategy before play (Aumann 1974).
	Correlated Concept = "correlated"
	// Coarse: everybody decides before he is told anything whether to follow (Moulin and Vial 1978).
	Coarse Concept = "coarse-correlated"
	// Extensive: everybody is told a move when he comes to make it, and nothing more once he has
	// disregarded one (von Stengel and Forges 2008).
	Extensive Concept = "extensive-correlated"
	// Agent: the same, but who disregards one recommendation follows all others (Forges 1993); the
	// correlated equilibria of the agent normal form.
	Agent Concept = "agent-correlated"
	// Communication: the mediator knows only what players report to him, and they may lie (Forges 1986,
	// Myerson 1986).
	Communication Concept = "communication"
)

// Mediated tells whether c is one of the concepts of a mediator.
func (c Concept) Mediated() bool {
	switch c {
	case Correlated, Coarse, Extensive, Agent, Communication:
		return true
	}
	return false
}

// A Mediated is what any mediator could bring about: how high and how low he could bring the expected
// value of an objective, and that of each player's payoff.
type Mediated struct {
	Objective Span
	Payoffs   []Span // by player, in utils; nil if the time did not suffice
	// Types are, for Communication, what players may report before anybody moves, by player: for each of his types
	// the nodes that end chance's first moves and that he cannot tell apart. Nil for the other concepts.
	Types [][][]game.NodeID
}

// A Span is the range of an expected value over all plans of a mediator that everybody is willing to
// follow. Both ends are attained, and every value between them is.
type Span struct{ Low, High Extreme }

// An Extreme is one end of a Span.
type Extreme struct {
	Value num.Rat
	Plan  *Plan // attains it
	// Proof are deviations that, were nobody to gain by them, would alone keep every plan from going
	// beyond Value: for each of the mediator's pure plans, the objective plus Σ Weight · (what the deviator
	// gets by following - what he gets by deviating) does not exceed Value, and for the lower end the objective
	// minus that sum does not fall below it.
	Proof []Deviation
}

// A Plan is what a mediator does. Parts serve the concepts but for Communication, Rules that one.
type Plan struct {
	Parts []Part
	Rules []Rule
	// Reach is the probability of each node if everybody follows.
	Reach []num.Rat
}

// A Part is a profile of pure strategies that the mediator draws with probability P.
type Part struct {
	// Choice is the action recommended at each information set; None at those of chance and, but for
	// the concept Agent, at those that the player's own recommended actions exclude.
	Choice []game.ActionID
	P      num.Rat
}

// A Rule says that, if players reported these types, the mediator recommends the actions of Log one after
// the other, to those who then report that they are to move, with probability P: the product of the
// probabilities with which he draws each, given those before.
type Rule struct {
	Types []int32 // by player: an index of Mediated.Types
	Log   []game.ActionID
	P     num.Rat
}

// A Deviation is what a player might do instead of following.
type Deviation struct {
	Player game.PlayerID
	Weight num.Rat // positive
	// Told is what he is told that makes him deviate: a whole strategy (Correlated), one action (Extensive,
	// Agent), nothing (Coarse, Communication).
	Told []game.ActionID
	// Instead is what he does then: one action for each information set that he may still come to.
	Instead []game.ActionID
	// Lie is, for Communication, what he reports; nil otherwise.
	Lie *Lie
}

// A Lie is a way to deceive a mediator: a player of type Type reports to be of type As; and where he is
// to move, he reports another information set, and takes an action that depends on the answer.
type Lie struct {
	Type, As int32
	Moves    []LieAt
}

// A LieAt is what a deviator does at the information set At: he reports to be at Report, or says nothing if that is
// game.None. He takes the action Take[k] when he is told the k-th action of Report; Take[0] if he said nothing.
type LieAt struct {
	At, Report game.InfosetID
	Take       []game.ActionID
}
