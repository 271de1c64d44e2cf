package solve

// QRE is quantal response equilibrium in its logit form (McKelvey and Palfrey 1995, 1998). Its parameter
// lambda, in 1/utils, says how precisely everybody responds.
const QRE Concept = "qre"

// A Branch is what a method that follows quantal response equilibria from lambda = 0 on says beside the
// equilibria of its result, which are points of the branch.
type Branch struct {
	// Points are the traced points in their order; the first is lambda = 0.
	Points []BranchPoint
	// At has, for each equilibrium of the result, its point.
	At []BranchPoint
	// End tells that the equilibrium of the result is the last point that was traced, because no lambda was
	// asked for.
	End bool
	// Settled tells that the branch was followed until play came to rest. Because says why not.
	Settled bool
	Because string
	// Forks are values of lambda at which other branches cross the one that was followed, straight on.
	Forks []float64
	// Turnings are values of lambda at which the branch turns back.
	Turnings []float64
	// Limit is to where the branch tends as lambda grows; nil if that was not asked for.
	Limit *BranchLimit
}

// A BranchPoint is a quantal response equilibrium on a branch.
type BranchPoint struct {
	Lambda float64   // in 1/utils
	LogP   []float64 // natural logarithm of each action's probability, by ActionID
	// Regret is the most that anybody loses at an information set, given beliefs, by not taking the best
	// action there once, in utils.
	Regret float64
}

// A BranchLimit is the equilibrium to which a branch tends: it is proved to be one, and that the branch tends
// to it is inferred from the last point.
type BranchLimit struct {
	Concept     Concept
	Equilibrium *Equilibrium // nil if it was not identified
	Distance    float64      // the largest from a probability or belief of the last point
	Why         string       // why it was not identified
}
