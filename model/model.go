// Package model loads a model file: it runs the Starlark program, follows its story along every
// branch and returns the games, params, claims, questions and conclusions that it declares. It is the
// only package that knows Starlark.
package model

import (
	"parley/account"
	"parley/diag"
	"parley/expr"
	"parley/game"
	"parley/num"
	"parley/query"
)

// A Model is a loaded model file. It is not modified after Load and may be used by many goroutines.
type Model struct {
	Title       string
	Path        string // as given
	Digest      string // SHA-256 over every file loaded, hex
	Players     []Player
	Params      []Param // by index in Pool
	Pool        *expr.Pool
	Sources     []account.Source
	Claims      []account.Claim
	Assumptions []Assumption
	Game        *game.Game
	Variants    []Variant
	Questions   []Question
	Conclusions []Conclusion
	Warnings    []diag.Diagnostic
	Scale       string // of words of estimative probability: the name of an account.Scale

	loader *loader // for ParseQuery
	moves  moveSites
}

// A Player is a strategic actor.
type Player struct {
	Name  string
	Of    string // the state or group that he acts for, or ""
	Color string // as given, or ""
	Pos   diag.Pos
}

// A Param is a symbolic number: a baseline and what is uncertain about it.
type Param struct {
	Name  string
	About string
	Value num.Rat // the baseline
	Dist  Dist    // what draws are taken from; of kind "fixed" if nothing was said
	Said  Dist    // as the model says it: Dist, unless Widened
	// Widened tells why Dist is not Said: FromClaims, FromConflict, or "" for the same.
	Widened string
	Word    string // the word of estimative probability that stood for the value, or ""
	Claims  []int  // indices of the claims that it rests on
	Pos     diag.Pos
}

// Why a param's range is wider than what the model says.
const (
	FromClaims   = "claims"   // the model says no range, and claims give one
	FromConflict = "conflict" // claims give ranges that have nothing in common
)

// A Dist is a distribution over a param's values. Low and High are the ends of its range: exact
// where it is bounded, the 0.5 % and 99.5 % quantiles where it is not.
type Dist struct {
	Kind      string    // fixed uniform triangular normal lognormal beta loguniform
	Args      []num.Rat // as in the call of that name
	Low, High num.Rat
}

// An Assumption is an inequality between expressions of params that the baseline and every draw
// satisfy: Left Op Right.
type Assumption struct {
	Text        string // as in the model language
	Op          string // < <= > >=
	Left, Right expr.ID
	Claims      []int
	Pos         diag.Pos
}

// A Variant is the same story with something changed: a counterfactual game.
type Variant struct {
	Name string
	Set  map[int]expr.ID // params that have another value there: an expression of the base params
	Game *game.Game      // in the model's pool; the model's own game if only params are set
	Pos  diag.Pos
}

// A Question is asked of the model: a query whose answer is a number.
type Question struct {
	Text   string
	Query  query.Query
	Claims []int
	Pos    diag.Pos
}

// A Conclusion is one that the account draws and the audit judges.
type Conclusion struct {
	Text      string
	Condition query.Condition
	Claims    []int
	Pos       diag.Pos
}
