// Package logit finds quantal response equilibria: each player takes each action with a probability that
// grows with what it is worth to him, p_a proportional to exp(λ · worth), where he knows that the others do
// so too. λ, in 1/utils, is how precisely everybody responds: at 0 uniformly at random, and as it grows ever
// more like a best response.
//
// The agent form (McKelvey and Palfrey 1998) applies the rule at each information set of the tree, given the
// beliefs that the profile implies there. The strategic form (McKelvey and Palfrey 1995) applies it to the
// strategies of the reduced strategic form. That is the agent form of a game in which each player chooses a
// strategy unseen, so there is one set of equations for both.
//
// The principal branch, which begins at λ = 0, is traced in the logarithms of odds (Turocy 2005, 2010) by
// internal/pathfollow. Any game with perfect recall will do; the work of a step is that of a linear system
// of as many unknowns as there are actions beyond one at each information set.
//
// How it works, file by file:
//
//   - system.go has the equations and jacobian.go their derivatives, both by walks over the tree.
//   - branch.go traces the branch and finds points on it.
//   - limit.go identifies the equilibrium to which the branch leads, in exact arithmetic.
//   - logit.go is the solver.
package logit
