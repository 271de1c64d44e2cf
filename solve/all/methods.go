//go:build !js

package all

import (
	"parley/game"
	"parley/solve"
	"parley/solve/cfr"
	"parley/solve/correlated"
	"parley/solve/dominance"
	"parley/solve/lemke"
	"parley/solve/logit"
	"parley/solve/lp"
	"parley/solve/nash"
	"parley/solve/pure"
	"parley/solve/spe"
	"parley/solve/vertices"
)

// Methods are all methods. Of those for one concept the first that suits a game is picked.
var Methods = []solve.Method{
	sequentialSupports,
	{
		Name: "subgames", Concept: solve.SPE, Finds: solve.All, Solver: spe.Solver{},
		Title: "subgames bottom up, every combination of their equilibria followed",
		Cites: []string{"selten1965"},
	},
	{
		Name: "dcfr", Concept: solve.Nash, Finds: solve.Approx, Solver: cfr.Solver{Rule: cfr.Discounted}, Suits: cfr.Suits,
		Title: "discounted counterfactual regret minimization on flat arrays",
		Cites: []string{"zinkevich2007", "brownsandholm2019"},
	},
	{
		Name: "pcfr+", Concept: solve.Nash, Finds: solve.Approx, Solver: cfr.Solver{Rule: cfr.Predictive}, Suits: never,
		Title: "predictive counterfactual regret minimization+ on flat arrays",
		Cites: []string{"zinkevich2007", "farina2021"},
	},
	{
		Name: "cfr+", Concept: solve.Nash, Finds: solve.Approx, Solver: cfr.Solver{Rule: cfr.Plus}, Suits: never,
		Title: "counterfactual regret minimization+ on flat arrays",
		Cites: []string{"zinkevich2007", "tammelin2014"},
	},
	{
		Name: "lp", Concept: solve.Nash, Finds: solve.One, Solver: lp.Solver{}, Suits: lp.Suits,
		Title: "linear program on the sequence form, for two players and a constant sum",
		Cites: []string{"stengel1996", "kollermegiddostengel1996"},
	},
	{
		Name: "lemke", Concept: solve.Nash, Finds: solve.One, Solver: lemke.Solver{}, Suits: lemke.Suits,
		Title: "Lemke's method on the sequence form, for two players",
		Cites: []string{"kollermegiddostengel1996", "stengeletal2002"},
	},
	{
		Name: "vertices", Concept: solve.Nash, Finds: solve.All, Solver: vertices.Solver{}, Suits: vertices.Suits,
		Title: "vertices of the best-response polytopes, for two players, with maximal Nash subsets",
		Cites: []string{"avisetal2010"},
	},
	{
		Name: "supports", Concept: solve.Nash, Finds: solve.All, Solver: nash.Solver{},
		Title: "support enumeration on the reduced strategic form",
		Cites: []string{"nash1951"},
	},
	{
		Name: "lemke-howson", Concept: solve.Nash, Finds: solve.One, Solver: lemke.Howson{}, Suits: never,
		Title: "Lemke and Howson's method on the reduced strategic form, for two players",
		Cites: []string{"lemkehowson1964"},
	},
	{
		Name: "profiles", Concept: solve.Pure, Finds: solve.All, Solver: pure.Solver{},
		Title: "every profile of the reduced strategic form",
		Cites: []string{"nash1951"},
	},
	{
		Name: "strategic", Concept: solve.QRE, Finds: solve.Approx, Solver: logit.Strategic{}, Suits: logit.SuitsStrategic,
		Title: "logit quantal response in the strategic form, from lambda = 0 along the principal branch to its limit",
		Cites: []string{"mckelveypalfrey1995", "turocy2005"},
	},
	{
		Name: "agent", Concept: solve.QRE, Finds: solve.Approx, Solver: logit.Agent{}, Suits: logit.SuitsAgent,
		Title: "logit quantal response at each information set, from lambda = 0 along the principal branch to its limit",
		Cites: []string{"mckelveypalfrey1998", "turocy2010"},
	},
	{
		Name: "mixed", Concept: solve.Rationalizable, Finds: solve.All, Solver: dominance.Solver{By: solve.MixedDominance},
		Title: "iterated strict dominance by mixed strategies: the rationalizable strategies",
		Cites: []string{"bernheim1984", "pearce1984"},
		Suits: dominance.Fits,
	},
	{
		Name: "actions", Concept: solve.Rationalizable, Finds: solve.All, Solver: dominance.Actions{},
		Title: "iterated conditional dominance of actions on the tree",
		Cites: []string{"fudenbergtirole1991b"},
		Suits: func(*game.Instance) (string, bool) { return "a strategic form that is too large", true },
	},
	{
		Name: "pure", Concept: solve.Rationalizable, Finds: solve.All, Solver: dominance.Solver{By: solve.PureDominance},
		Title: "iterated strict dominance by pure strategies",
		Cites: []string{"gilboa1990"},
	},
	{
		Name: "weak", Concept: solve.Rationalizable, Finds: solve.All, Solver: dominance.Solver{By: solve.WeakDominance},
		Title: "iterated weak dominance by mixed strategies, all that are dominated going at once",
		Cites: []string{"moulin1979"},
	},
	{
		Name: "conditional", Concept: solve.Rationalizable, Finds: solve.All, Solver: dominance.Solver{By: solve.ConditionalDominance},
		Title: "iterated conditional dominance, at the start and at every information set",
		Cites: []string{"shimojiwatson1998"},
	},
	mediated(solve.Correlated, "everybody is told his strategy before play", "aumann1974"),
	mediated(solve.Coarse, "everybody decides before he is told his strategy whether to follow", "moulinvial1978"),
	mediated(solve.Extensive, "everybody is told each move when he comes to make it", "vonstengelforges2008"),
	mediated(solve.Agent, "the same, and who disregards one recommendation follows the others", "forges1986"),
	mediated(solve.Communication, "players report what they know, and the mediator knows no more", "forges1986", "myerson1986"),
}

// mediated is the method for a concept of a mediator.
func mediated(c solve.Concept, title string, cites ...string) solve.Method {
	return solve.Method{Name: "plans", Concept: c, Finds: solve.All, Solver: correlated.Solver{Concept: c},
		Title: "linear program over the mediator's plans: " + title, Cites: cites}
}

// never is for methods that are used only where they are asked for.
func never(*game.Instance) (why string, ok bool) { return "", false }
