// Package query is what may be asked of an equilibrium: events, queries and conditions, and their
// values in an assessment.
package query

import (
	"parley/expr"
	"parley/num"
)

// An Event is something that happens, or does not, on a way through the tree. String writes it in
// the model language.
type Event interface {
	String() string
	event()
}

// The kinds of event.
type (
	// Move: the move of this label had one of these actions.
	Move struct {
		Label   string
		Actions []string
	}
	// Marked: g.mark(Name) was passed.
	Marked struct{ Name string }
	// NotEvent: E does not happen.
	NotEvent struct{ E Event }
	// Both: A and B happen.
	Both struct{ A, B Event }
	// Either: A or B happens, or both.
	Either struct{ A, B Event }
)

// A Query is a number that can be asked of an equilibrium. String writes it in the model language.
type Query interface {
	String() string
	query()
}

// The kinds of query. Given, Do and At may be nil; Where is the name of a variant, "" for the model
// as it stands. The model language documents each.
type (
	// Prob is P(event, given=, do=, where=).
	Prob struct {
		Event, Given, Do Event
		Where            string
	}
	// Payoff is payoff(player, given=, do=, where=), in utils.
	Payoff struct {
		Player    string
		Given, Do Event
		Where     string
	}
	// Belief is belief(player, event, at=, where=).
	Belief struct {
		Player    string
		Event, At Event
		Where     string
	}
	// Plays is plays(player, label, action, given=, where=).
	Plays struct {
		Player, Label, Action string
		Given                 Event
		Where                 string
	}
	// Informs is informs(label, about=, where=): between 0 and 1.
	Informs struct {
		Label, About string
		Where        string
	}
	// Alignment is alignment(a, b, weight=, where=): between -1 and 1.
	Alignment struct {
		A, B    string
		Uniform bool // over outcomes; otherwise weighted by the equilibrium's reach
		Where   string
	}
	// Influence is influence(player, over=, through=, where=): how far what the second player does
	// from there on (or gets, if he does not move again) depends on the first one's choice at the
	// label: the greatest total variation between two choices, each forced, between 0 and 1.
	Influence struct {
		Player, Over, Through string
		Where                 string
	}
	// Count is count(where=): the number of equilibria.
	Count struct{ Where string }
	// Number is an expression of params: a constant or, say, a prior.
	Number struct {
		ID   expr.ID
		Text string
	}
	// Arith is A Op B, with Op one of + - * /.
	Arith struct {
		Op   byte
		A, B Query
	}
)

// A Condition is true, false or undefined in an equilibrium. String writes it in the model language.
type Condition interface {
	String() string
	condition()
}

// The kinds of condition.
type (
	// Compare is A Op B, with Op one of < <= > >=.
	Compare struct {
		Op   string
		A, B Query
	}
	// Near is near(A, B, Tol): |A - B| <= Tol.
	Near struct {
		A, B Query
		Tol  num.Rat
	}
	// AllOf is all_of(...).
	AllOf struct{ Of []Condition }
	// AnyOf is any_of(...).
	AnyOf struct{ Of []Condition }
	// Not is not_(C).
	Not struct{ C Condition }
)

func (Move) event()     {}
func (Marked) event()   {}
func (NotEvent) event() {}
func (Both) event()     {}
func (Either) event()   {}

func (Prob) query()      {}
func (Payoff) query()    {}
func (Belief) query()    {}
func (Plays) query()     {}
func (Informs) query()   {}
func (Alignment) query() {}
func (Influence) query() {}
func (Count) query()     {}
func (Number) query()    {}
func (Arith) query()     {}

func (Compare) condition() {}
func (Near) condition()    {}
func (AllOf) condition()   {}
func (AnyOf) condition()   {}
func (Not) condition()     {}
