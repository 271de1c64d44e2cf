package model

import (
	"slices"
	"strings"
)

// An explanation tells what a code means, with a piece of a model that gives it and one that does
// not. Around the pieces stand, where they leave them out, two players kim and xi and a story.
type explanation struct {
	code, title, text string
	wrong, right      string
}

// Explain tells what a code means: its title in the first line, then the text and the examples. ok is
// false if there is no such code.
func Explain(code string) (text string, ok bool) {
	for _, e := range explanations {
		if e.code != code {
			continue
		}
		var b strings.Builder
		b.WriteString(e.code + ": " + e.title + "\n\n" + e.text + "\n")
		if e.wrong != "" {
			b.WriteString("\nThis gives it:\n\n" + indented(e.wrong))
		}
		if e.right != "" {
			b.WriteString("\nThis does not:\n\n" + indented(e.right))
		}
		return b.String(), true
	}
	return "", false
}

// Codes returns the codes that Explain knows, in order.
func Codes() []string {
	out := make([]string, len(explanations))
	for i, e := range explanations {
		out[i] = e.code
	}
	slices.Sort(out)
	return out
}

func indented(s string) string {
	s = "    " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ") + "\n"
	return strings.ReplaceAll(s, "\n    \n", "\n\n")
}

var explanations = []explanation{
	{
		code: errSyntax, title: "the text cannot be read",
		text: "The model language has Python's grammar, with def, if, for, comprehensions and calls, but without classes, imports,\n" +
			"while, try and with. Most often a bracket or a quotation mark is not closed, a comma or colon is missing, or = stands\n" +
			"for ==.",
		wrong: "if 1 = 1:\n    title(\"A visit\")",
		right: "if 1 == 1:\n    title(\"A visit\")",
	},
	{
		code: errName, title: "a name is not known",
		text: "A name means something once it has been defined in the file, or loaded from another file, or if it is one of the\n" +
			"language's own. All unknown names of a file are reported together. What stands outside functions runs from top to\n" +
			"bottom, so a name must be defined above its use there.",
		wrong: `cost = parm("cost", 1, within = (0, 2))`,
		right: `cost = param("cost", 1, within = (0, 2))`,
	},
	{
		code: errResolve, title: "a statement stands where it has no meaning",
		text:  "return belongs into functions, break and continue into loops, load to the top of the file; a function cannot have two\nparameters of one name. The language has no while, so that every story ends.",
		wrong: "return 3",
		right: "def three():\n    return 3",
	},
	{
		code: errNumber, title: "a number cannot be represented",
		text:  "Numbers are exact fractions: 0.1 is one tenth. Decimals reach up to 1e308 and down to 1e-1000.",
		wrong: "huge = 1e9999",
		right: "huge = 1e9",
	},
	{
		code: errFile, title: "a file cannot be read",
		text:  "load reads files beside the model or in folders below it, by their names relative to the file that loads them. They are\ntext in UTF-8.",
		wrong: `load("no-such-file.star", "war")`,
		right: `# load("war.star", "war")   where war.star lies beside the model`,
	},
	{
		code: errCycle, title: "files load each other in a circle",
		text: "A file is run once, when it is first loaded, and must have ended before what it defines can be used. If two files need\n" +
			"each other, put what both need into a third.",
	},
	{
		code: errImport, title: "a file does not define what is loaded from it",
		text: "load(\"war.star\", \"strike\") takes the name strike from war.star. The name must be defined there, outside functions, and\nmust not begin with an underscore.",
	},
	{
		code: errMissing, title: "an argument is missing",
		text:  "The message names the argument and shows how the call is written; arguments with = may be left out.",
		wrong: `cost = param("cost")`,
		right: `cost = param("cost", 1, within = (0, 2))`,
	},
	{
		code: errArgument, title: "an argument is unknown, given twice or one too many",
		text:  "The message shows how the call is written. Arguments without a name come first, in the order shown; the others can come\nin any order as name = value.",
		wrong: `cost = param("cost", 1, withn = (0, 2))`,
		right: `cost = param("cost", 1, within = (0, 2))`,
	},
	{
		code: errProbability, title: "a probability does not lie between 0 and 1",
		text:  "The probabilities of g.chance are numbers between 0 and 1, or expressions of params that are so at the params'\nbaselines. A percentage is written as a fraction: 0.4, not 40.",
		wrong: "def story(g):\n    g.chance(\"intent\", {\"sincere\": 40, \"stalling\": 60})\n\ngame(story)",
		right: "def story(g):\n    g.chance(\"intent\", {\"sincere\": 0.4, \"stalling\": 0.6})\n\ngame(story)",
	},
	{
		code: errKind, title: "a value is of the wrong kind",
		text:  "A text was found where a number belongs, a single value where a list belongs, and the like. The message says what was\nfound and what would fit.",
		wrong: `cost = param("cost", 1, within = 2)`,
		right: `cost = param("cost", 1, within = (0, 2))`,
	},
	{
		code: errAttribute, title: "a value has nothing of that name",
		text:  "The story object has chance, choose, simultaneous, pay, mark, reveal and stop. Texts, lists and dictionaries have the\nusual methods of Python.",
		wrong: "def story(g):\n    g.chose(kim, \"approach\", [\"call\", \"visit\"])\n\ngame(story)",
		right: "def story(g):\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n\ngame(story)",
	},
	{
		code: errOperator, title: "an operator does not join these values",
		text:  "Numbers, params and queries are joined by + - * / and compared by < <= > >=; events are joined by & | ~; texts by +.",
		wrong: "cost = param(\"cost\", 1, within = (0, 2))\ntext = \"cost: \" + cost",
		right: "cost = param(\"cost\", 1, within = (0, 2))\ntext = \"cost: \" + str(cost)",
	},
	{
		code: errTruth, title: "if cannot decide on a symbolic value",
		text: "A story is told once, for all values of the params: a param stands for a number that differs from draw to draw, and a\n" +
			"comparison of params is true at one draw and false at another. So the branches of the story cannot depend on it. Let a\n" +
			"move decide instead (players compare their payoffs when the game is solved); take min(a, b) or max(a, b) where a\n" +
			"payoff is capped; state an ordering with assume; or make the number a plain one, if it is part of the story's structure.",
		wrong: "cost = param(\"cost\", 1, within = (0, 2))\n\ndef story(g):\n    move = g.choose(kim, \"approach\", [\"call\", \"visit\"])\n    if cost > 1:\n        g.pay(kim, -cost)\n\ngame(story)",
		right: "cost = param(\"cost\", 1, within = (0, 2))\n\ndef story(g):\n    move = g.choose(kim, \"approach\", [\"call\", \"visit\"])\n    if move == \"visit\":\n        g.pay(kim, -max(cost, 1))\n\ngame(story)",
	},
	{
		code: errEqual, title: "symbolic values have no ==",
		text: "Whether two symbolic numbers are equal differs from draw to draw, and two probabilities are hardly ever exactly equal.\n" +
			"Compare queries with near(a, b, tol), and params with < <= > >= inside assume or conclude.",
		wrong: `conclude("Backing is certain.", P("backed") == 1)`,
		right: `conclude("Backing is certain.", near(P("backed"), 1, 0.001))`,
	},
	{
		code: errLogic, title: "and, or and not do not join conditions or events",
		text:  "Conditions are joined by all_of(a, b), any_of(a, b) and not_(a); events by & (both), | (either) and ~ (not).",
		wrong: "a = param(\"a\", 1, within = (0, 2))\nassume(a > 0 and a < 3)",
		right: "a = param(\"a\", 1, within = (0, 2))\nassume(all_of(a > 0, a < 3))",
	},
	{
		code: errChained, title: "a comparison is compared again",
		text:  "Each comparison has two sides. Join several with all_of.",
		wrong: "a = param(\"a\", 1, within = (0, 2))\nassume((0 < a) < 3)",
		right: "a = param(\"a\", 1, within = (0, 2))\nassume(all_of(0 < a, a < 3))",
	},
	{
		code: errTwice, title: "something is declared twice",
		text:  "Players, params, variants and claims are known by their names, so each needs one of its own; a model has one title and\none scale of words. A name outside functions keeps its first value.",
		wrong: "a = param(\"cost\", 1, within = (0, 2))\nb = param(\"cost\", 1, within = (0, 2))",
		right: "a = param(\"cost\", 1, within = (0, 2))\nb = param(\"price\", 1, within = (0, 2))",
	},
	{
		code: errBaseline, title: "a baseline lies outside its range",
		text:  "The baseline is the value that a param has unless it is drawn or set; it is one of the values that its range allows.",
		wrong: `cost = param("cost", 5, within = (0, 2))`,
		right: `cost = param("cost", 1, within = (0, 2))`,
	},
	{
		code: errRange, title: "a range runs downwards",
		text:  "A range is written (low, high).",
		wrong: `cost = param("cost", 1, within = (2, 0))`,
		right: `cost = param("cost", 1, within = (0, 2))`,
	},
	{
		code: errDist, title: "a distribution has impossible arguments",
		text: "uniform(low, high), triangular(low, mode, high), normal(mean, sd), lognormal(mean_log, sd_log) with the mean and standard\n" +
			"deviation of the logarithm, beta(a, b), loguniform(low, high).",
		wrong: `cost = param("cost", 1, dist = normal(1, -1))`,
		right: `cost = param("cost", 1, dist = normal(1, 0.5))`,
	},
	{
		code: errWord, title: "a word of estimative probability is not on the scale",
		text: "A param's value may be a word such as very_likely. It stands for the range that a published scale gives it, with the\n" +
			"middle as baseline. scale(name) chooses the scale: icd203 (unless another is chosen), phia, kent1964 or ipcc. Words\n" +
			"such as may or possibly have no range in any of them: write a number with a wide range.",
		wrong: `p = param("p", "maybe")`,
		right: `p = param("p", very_likely)`,
	},
	{
		code: errConstant, title: "a plain number is needed",
		text:  "Baselines, ranges, tolerances and the arguments of distributions are numbers. They cannot depend on params, which are\nsymbolic.",
		wrong: "a = param(\"a\", 1, within = (0, 2))\nb = param(\"b\", 2 * a)",
		right: "a = param(\"a\", 1, within = (0, 2))\nb = 2 * a",
	},
	{
		code: errZero, title: "a division by zero",
		text:  "A divisor must not be 0 at the params' baselines, and should not be at any of their values.",
		wrong: "a = param(\"a\", 1, within = (0, 2))\nb = 1 / (a - 1)",
		right: "a = param(\"a\", 1, within = (0, 2))\nb = 1 / (a + 1)",
	},
	{
		code: errInStory, title: "a declaration stands inside the story, or the story object is used outside",
		text: "The story function runs once for every branch, so that a declaration in it would be made again and again. Declare\n" +
			"params, claims and the rest outside, and use the story object only in the function that game(...) is given and in\n" +
			"the functions that it calls.",
		wrong: "def story(g):\n    cost = param(\"cost\", 1, within = (0, 2))\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n\ngame(story)",
		right: "cost = param(\"cost\", 1, within = (0, 2))\n\ndef story(g):\n    if g.choose(kim, \"approach\", [\"call\", \"visit\"]) == \"visit\":\n        g.pay(kim, -cost)\n\ngame(story)",
	},
	{
		code: errKindOfClaim, title: "a claim is of an unknown kind",
		text:  "The kinds are fact, causal, belief, preference, capability, conditional, prediction and gap.",
		wrong: `claim(source("Interview"), says = "It is sound.", kind = "casual")`,
		right: `claim(source("Interview"), says = "It is sound.", kind = "causal")`,
	},
	{
		code: errQuote, title: "a quote does not stand in its source",
		text: "Where a claim has a quote and its source a file, the quote must stand in the text of that file. White space and the form\n" +
			"of quotation marks and dashes do not matter; ... stands for words left out. The message shows the passage that is most like\n" +
			"the quote: [-words of the quote that do not stand there-] {+words that stand there instead+}. If that has three in four of\n" +
			"the quote's words, parley check --fix puts it in place of the quote; see whether says= still holds.",
	},
	{
		code: errSource, title: "a source's file cannot be read",
		text:  "The file of a source lies beside the model file that declares it, or below. Leave file= out if the text is not at hand.",
		wrong: `report = source("Interview", file = "no-such-file.txt")`,
		right: `report = source("Interview")`,
	},
	{
		code: errAssume, title: "an assumption is no inequality of params",
		text: "An assumption restricts the draws of the params, so it compares expressions of params with < <= > >=; several are joined\n" +
			"by all_of. What depends on equilibria is a conclusion.",
		wrong: `assume(P("backed") > 0.5)`,
		right: "a = param(\"a\", 1, within = (0, 2))\nassume(a > 0.5)",
	},
	{
		code: errAssumption, title: "the baseline does not satisfy an assumption",
		text:  "Every draw satisfies every assumption, and so must the baseline. The note shows both sides at the baseline.",
		wrong: "shame = param(\"shame\", 1, within = (0, 9))\nface = param(\"face\", 2, within = (0, 9))\nassume(shame > face)",
		right: "shame = param(\"shame\", 6, within = (0, 9))\nface = param(\"face\", 2, within = (0, 9))\nassume(shame > face)",
	},
	{
		code: errNoGame, title: "the file declares no game",
		text:  "A model has one story: a function that takes the story object, declared with game(story). A file of mechanisms or claims\nis loaded by models and is no model itself.",
		wrong: "# no game(...) anywhere\nnothing = None",
		right: "def story(g):\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n\ngame(story)",
	},
	{
		code: errGameTwice, title: "the model has two games",
		text:  "One file, one game. To change something about the game, declare a variant; another story belongs into a file of its own.",
		wrong: "def story(g):\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n\ngame(story)\ngame(story)",
		right: "def story(g):\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n\ngame(story)",
	},
	{
		code: errStoryParams, title: "the story does not take the story object",
		text:  "The story is a function of one argument, through which it tells what happens: def story(g).",
		wrong: "def story():\n    pass\n\ngame(story)",
		right: "def story(g):\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n\ngame(story)",
	},
	{
		code: errStory, title: "the story makes no game",
		text: "The branches of the story do not form a tree. This is a mistake of Parley: please report it with the model.",
	},
	{
		code: errNoMove, title: "nobody moves in the story",
		text:  "A game has at least one move, of chance or of a player.",
		wrong: "def story(g):\n    g.pay(kim, 1)\n\ngame(story)",
		right: "def story(g):\n    if g.choose(kim, \"approach\", [\"call\", \"visit\"]) == \"visit\":\n        g.pay(kim, 1)\n\ngame(story)",
	},
	{
		code: errPlayer, title: "there is no such player",
		text:  "Players are declared with player(name). Give the value that it returned, or the name.",
		wrong: "def story(g):\n    g.choose(\"Kin\", \"approach\", [\"call\", \"visit\"])\n\ngame(story)",
		right: "def story(g):\n    g.choose(\"Kim\", \"approach\", [\"call\", \"visit\"])\n\ngame(story)",
	},
	{
		code: errActions, title: "a move's actions are missing, unnamed or repeated",
		text:  "A move offers at least one action, and each has a name of its own: queries and variants speak of actions by name.",
		wrong: "def story(g):\n    g.choose(kim, \"approach\", [\"call\", \"visit\", \"call\"])\n\ngame(story)",
		right: "def story(g):\n    g.choose(kim, \"approach\", [\"call\", \"visit\", \"away\"])\n\ngame(story)",
	},
	{
		code: errSum, title: "probabilities do not sum to 1",
		text: "The probabilities of a chance move sum to exactly 1: at the baseline and at every other value of the params. Write one\n" +
			"of them as what the others leave: 1 - p.",
		wrong: "p = param(\"p\", 0.4, within = (0.1, 0.9))\n\ndef story(g):\n    g.chance(\"intent\", {\"sincere\": p, \"stalling\": 0.6})\n\ngame(story)",
		right: "p = param(\"p\", 0.4, within = (0.1, 0.9))\n\ndef story(g):\n    g.chance(\"intent\", {\"sincere\": p, \"stalling\": 1 - p})\n\ngame(story)",
	},
	{
		code: errOffers, title: "histories that a player cannot tell apart offer different actions",
		text: "Two histories are in one information set of a player if he has made the same moves and seen the same things in the same\n" +
			"order and faces the same label. He would learn from the actions on offer which history it is; so the actions must be\n" +
			"the same, in the same order. Otherwise let him see what differs (seen_by), or give the moves different labels.",
		wrong: "def story(g):\n    intent = g.chance(\"intent\", {\"sincere\": 0.4, \"stalling\": 0.6}, seen_by = kim)\n    g.choose(xi, \"answer\", [\"back\", \"refuse\"] if intent == \"sincere\" else [\"back\", \"wait\"])\n\ngame(story)",
		right: "def story(g):\n    intent = g.chance(\"intent\", {\"sincere\": 0.4, \"stalling\": 0.6}, seen_by = kim)\n    g.choose(xi, \"answer\", [\"back\", \"refuse\"])\n\ngame(story)",
	},
	{
		code: errLabel, title: "the story has no such move",
		text:  "Events, queries and variants name moves by the labels given in g.choose, g.chance and g.simultaneous. g.reveal names a\nmove that has been made on this branch.",
		wrong: `ask("How likely is backing?", P(event("anwser", "back")))`,
		right: `ask("How likely is backing?", P(event("answer", "back")))`,
	},
	{
		code: errAction, title: "a move has no such action",
		text:  "Events, queries and variants name actions as the story does.",
		wrong: `ask("How likely is backing?", P(event("answer", "bakc")))`,
		right: `ask("How likely is backing?", P(event("answer", "back")))`,
	},
	{
		code: errMark, title: "the story sets no such mark",
		text:  "A text that stands for an event is the name of a mark, set in the story with g.mark(name). For an action write\nevent(label, action).",
		wrong: `ask("How likely is backing?", P("back"))`,
		right: `ask("How likely is backing?", P("backed"))`,
	},
	{
		code: errMover, title: "the player does not move there",
		text:  "plays and influence speak of a player's own move.",
		wrong: `ask("Does Kim back?", plays(kim, "answer", "back"))`,
		right: `ask("Does Xi back?", plays(xi, "answer", "back"))`,
	},
	{
		code: errForbid, title: "a variant forbids what cannot be forbidden",
		text:  "A variant forbids actions of players and leaves at least one at every move. An outcome of chance is ruled out by its\nprobability: set = {param: 0}.",
		wrong: `variant("nothing", forbid = {"answer": ["back", "refuse"]})`,
		right: `variant("no backing", forbid = {"answer": ["back"]})`,
	},
	{
		code: errVariant, title: "there is no such variant",
		text:  "where= takes what variant(...) returned, or a variant's name.",
		wrong: `ask("And without?", P("backed", where = "no visit"))`,
		right: "no_backing = variant(\"no backing\", forbid = {\"answer\": [\"back\"]})\nask(\"And without?\", P(\"backed\", where = no_backing))",
	},
	{
		code: errSet, title: "a variant sets something that is no param, or an impossible value",
		text:  "set = {param: value} gives params other values, which may be expressions of params; at the baseline the variant's\nprobabilities must still lie between 0 and 1.",
		wrong: "cost = param(\"cost\", 1, within = (0, 2))\nvariant(\"half\", set = {2 * cost: 1})",
		right: "cost = param(\"cost\", 1, within = (0, 2))\nvariant(\"half\", set = {cost: cost / 2})",
	},
	{
		code: errQuery, title: "a query is needed",
		text:  "A question asks for a number: P(event), payoff(player), belief(...), plays(...), informs(...), alignment(...),\ninfluence(...), count(), or an expression of these. An event alone is no question: ask for its probability.",
		wrong: `ask("Is he backed?", event("answer", "back"))`,
		right: `ask("Is he backed?", P(event("answer", "back")))`,
	},
	{
		code: errCondition, title: "a condition is needed",
		text:  "A conclusion is true or false in an equilibrium: compare queries with < <= > >= or near, and join comparisons with\nall_of, any_of and not_.",
		wrong: `conclude("He is backed.", P("backed"))`,
		right: `conclude("He is backed.", P("backed") > 0.5)`,
	},
	{
		code: errDo, title: "do forces something that is no move",
		text:  "do = event(label, action) forces one action of a move for every type of its player, while all others answer as the\nequilibrium says. Several moves are joined by &. What merely happens is a condition: given =.",
		wrong: `ask("If he is backed?", payoff(kim, do = "backed"))`,
		right: `ask("If he is backed?", payoff(kim, do = event("answer", "back")))`,
	},
	{
		code: errAsked, title: "the game cannot answer this",
		text: "A belief needs an information set at which it is held, a forced move must be on offer, and a query asked of a variant\n" +
			"must fit the variant's game, in which a forbidden action does not exist.",
		wrong: "no_backing = variant(\"no backing\", forbid = {\"answer\": [\"back\"]})\nask(\"If he were backed?\", payoff(kim, do = event(\"answer\", \"back\"), where = no_backing))",
		right: "no_backing = variant(\"no backing\", forbid = {\"answer\": [\"back\"]})\nask(\"If he is refused?\", payoff(kim, do = event(\"answer\", \"refuse\"), where = no_backing))",
	},
	{
		code: errBound, title: "the story is endless or enormous",
		text: "Loading a model stops at a number of steps (100 million), of nodes (200,000) and of moves on one branch (2,000), so that\n" +
			"nothing a model does can hang the program. --limit-steps and --limit-nodes raise the first two.",
		wrong: "def story(g):\n    for round in range(100000):\n        g.choose(kim, \"go on\", [\"yes\"])\n\ngame(story)",
		right: "def story(g):\n    for round in range(3):\n        if g.choose(kim, \"go on\", [\"yes\", \"no\"]) == \"no\":\n            g.stop()\n\ngame(story)",
	},
	{
		code: errTooLarge, title: "a value is enormous",
		text:  "Lists and texts have at most 131,072 elements, numbers 8,192 binary digits, files a megabyte. A model needs none as\nlarge: look for a loop that doubles something.",
		wrong: "numbers = list(range(1 << 40))",
		right: "numbers = list(range(10))",
	},
	{
		code: errRuntime, title: "the program of the model fails",
		text:  "Something went wrong while the model's own Python-like code ran; the message says what.",
		wrong: `every_second = "abcd"[::0]`,
		right: `every_second = "abcd"[::2]`,
	},
	{
		code: errFrozen, title: "something is changed that is fixed by now",
		text: "What stands outside the story is the same on every branch, so the story cannot change it: make lists and dictionaries\n" +
			"inside the story. What a loop runs over cannot be changed in the loop.",
		wrong: "seen = []\n\ndef story(g):\n    seen.append(g.choose(kim, \"approach\", [\"call\", \"visit\"]))\n\ngame(story)",
		right: "def story(g):\n    seen = []\n    seen.append(g.choose(kim, \"approach\", [\"call\", \"visit\"]))\n\ngame(story)",
	},
	{
		code: errInterrupted, title: "loading was stopped",
		text: "Ctrl-C, or a limit of time, ended the run while the model was being read. Nothing is wrong with the model.",
	},
	{
		code: errRecursion, title: "a function calls itself",
		text:  "Functions of a model do not call themselves, so that every story ends. Write a loop with a number of rounds.",
		wrong: "def round(g):\n    if g.choose(kim, \"go on\", [\"yes\", \"no\"]) == \"yes\":\n        round(g)\n\ngame(round)",
		right: "def rounds(g):\n    for _ in range(3):\n        if g.choose(kim, \"go on\", [\"yes\", \"no\"]) == \"no\":\n            g.stop()\n\ngame(rounds)",
	},
	{
		code: errFail, title: "the model calls fail",
		text:  "fail(message) is a model's own way to say that something should not happen.",
		wrong: `fail("not written yet")`,
		right: `# nothing fails here`,
	},
	{
		code: errKey, title: "a list or dictionary has no such place",
		text:  "Places of a list count from 0; a dictionary has the keys that it was given.",
		wrong: "cost = {\"call\": 0, \"visit\": 1}\nx = cost[\"vist\"]",
		right: "cost = {\"call\": 0, \"visit\": 1}\nx = cost[\"visit\"]",
	},
	{
		code: warnUnused, title: "a param is used nowhere",
		text:  "Neither payoffs nor probabilities, assumptions, variants or queries depend on it. Perhaps its use has been forgotten.",
		wrong: `cost = param("cost", 1, within = (0, 2))`,
		right: "cost = param(\"cost\", 1, within = (0, 2))\n\ndef story(g):\n    if g.choose(kim, \"approach\", [\"call\", \"visit\"]) == \"visit\":\n        g.pay(kim, -cost)\n\ngame(story)",
	},
	{
		code: warnFixed, title: "a param has no range",
		text:  "Every draw takes its baseline, so that nothing can be said about how much depends on it. A number that is certain need\nnot be a param.",
		wrong: `cost = param("cost", 1)`,
		right: `cost = param("cost", 1, within = (0, 2))`,
	},
	{
		code: warnPayoff, title: "a player gets the same payoff everywhere",
		text:  "He is indifferent between all his actions, so that every behaviour of his is part of some equilibrium. Pay him with\ng.pay(player, amount).",
		wrong: "trump = player(\"Trump\")",
		right: "# every player is paid somewhere",
	},
	{
		code: warnNoEffect, title: "a part of a variant changes nothing",
		text:  "What is revealed is seen anyway, what is hidden is not seen anyway, or what is forbidden is never offered.",
		wrong: `variant("open", reveal = {"approach": [xi]})`,
		right: `variant("secret", hide = {"approach": [xi]})`,
	},
	{
		code: warnNoClaim, title: "a param rests on no claim",
		text: "Other params say which claims they rest on, these do not. They are the modeller's own numbers: say so in about =, or\n" +
			"name claims with because =.",
		wrong: "s = source(\"Interview\")\nc = claim(s, says = \"Travel is costly.\")\ncost = param(\"cost\", 1, within = (0, 2), because = c)\nprice = param(\"price\", 1, within = (0, 2))\n\ndef story(g):\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n    g.pay(kim, -cost - price)\n\ngame(story)",
		right: "s = source(\"Interview\")\nc = claim(s, says = \"Travel is costly.\")\ncost = param(\"cost\", 1, within = (0, 2), because = c)\n\ndef story(g):\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n    g.pay(kim, -cost)\n\ngame(story)",
	},
	{
		code: warnChance, title: "a probability leaves 0 to 1 within the params' ranges",
		text: "At the baseline all is well, but where the named params lie at the ends of their ranges the probability is negative or\n" +
			"above 1: such a draw has no game. Narrow a range, cap the expression with min or max, or rule the draw out with assume.",
		wrong: "p = param(\"p\", 0.4, within = (0, 0.9))\nmore = param(\"more\", 0.1, within = (0, 0.3))\n\ndef story(g):\n    g.chance(\"exposed\", {\"yes\": p + more, \"no\": 1 - p - more})\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n\ngame(story)",
		right: "p = param(\"p\", 0.4, within = (0, 0.9))\nmore = param(\"more\", 0.1, within = (0, 0.3))\n\ndef story(g):\n    exposed = min(p + more, 1)\n    g.chance(\"exposed\", {\"yes\": exposed, \"no\": 1 - exposed})\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n\ngame(story)",
	},
	{
		code: errReliability, title: "the reliability of a source is no grade",
		text: "Sources are rated by the Admiralty code: A completely reliable, B usually reliable, C fairly reliable, D not usually\n" +
			"reliable, E unreliable, F reliability cannot be judged.",
		wrong: `report = source("Interview", reliability = "high")`,
		right: `report = source("Interview", reliability = "B")`,
	},
	{
		code: errCredibility, title: "the credibility of a claim is no grade",
		text: "Information is rated by the Admiralty code, apart from its source: 1 confirmed by other sources, 2 probably true,\n" +
			"3 possibly true, 4 doubtful, 5 improbable, 6 truth cannot be judged.",
		wrong: `claim(source("Interview"), says = "It is sound.", credibility = 0)`,
		right: `claim(source("Interview"), says = "It is sound.", credibility = 3)`,
	},
	{
		code: errDate, title: "the date of a source is no date",
		text:  "Write the day, the month or the year in which it was published, as in ISO 8601: \"2018-03-28\", \"2018-03\" or \"2018\".",
		wrong: `report = source("Interview", date = "28 March 2018")`,
		right: `report = source("Interview", date = "2018-03-28")`,
	},
	{
		code: errTurn, title: "a claim's turn does not stand in its source",
		text: "Where a source links its text with file =, turn = names a place in it: the number of a question with its answer (8; 0 is\n" +
			"the introduction), a sentence of that answer (\"8.3\") or some (\"8.3-5\"), or a turn, paragraph or sentence as parley read\n" +
			"prints them (\"A8\", \"A8.2\", \"A8.2.1\"). Several stand between commas. Without a linked text anything may be written.",
	},
	{
		code: errGives, title: "what a claim gives is no range, or it is not clear to what",
		text: "gives = is the range that a claim gives to the param which rests on it with because =: two numbers, one number, or a\n" +
			"word of the scale. If several params rest on the claim, name them: gives = {\"war\": (0.2, 0.4), \"delay\": likely}.",
		wrong: `claim(source("Interview"), says = "War is near.", gives = (0.4, 0.2))`,
		right: `claim(source("Interview"), says = "War is near.", gives = (0.2, 0.4))`,
	},
	{
		code: errAside, title: "a claim that is left aside bears on something",
		text: "aside = says why a claim is left out of the game. If a param, an assumption, a question or a conclusion names it all the\n" +
			"same, one of the two is a mistake.",
		wrong: "c = claim(source(\"Interview\"), says = \"It is sound.\", aside = \"it is about the weather\")\nask(\"How often?\", P(event(\"approach\", \"visit\")), claim = c)",
		right: "c = claim(source(\"Interview\"), says = \"It is sound.\", aside = \"it is about the weather\")\nask(\"How often?\", P(event(\"approach\", \"visit\")))",
	},
	{
		code: warnElsewhere, title: "a quote stands in another turn",
		text: "The quote stands in the text, and not in the turn that turn = names. Correct turn =, or quote the words of that turn.",
	},
	{
		code: warnOutside, title: "a param's range leaves out what a claim gives it",
		text: "A claim on which the param rests gives it a range with gives =, and some of that lies beyond the param's own range.\n" +
			"Widen the range, or say in about = why you depart from the account. The range stays as it is.",
		wrong: "c = claim(source(\"Interview\"), says = \"It is dear.\", gives = (0.5, 3))\ncost = param(\"cost\", 1, within = (0, 2), because = c)\n\ndef story(g):\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n    g.pay(kim, -cost)\n\ngame(story)",
		right: "c = claim(source(\"Interview\"), says = \"It is dear.\", gives = (0.5, 3))\ncost = param(\"cost\", 1, within = (0, 3), because = c)\n\ndef story(g):\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n    g.pay(kim, -cost)\n\ngame(story)",
	},
	{
		code: warnConflict, title: "claims conflict over a param",
		text: "Two claims on which the param rests give it ranges with gives = that have no value in common. Its range is widened so\n" +
			"that it holds its own and those of all its claims: uniform, triangular and loguniform distributions keep their shape over\n" +
			"the wider range, others become uniform. Draws, maps, sliders and the audit use the wide range.",
		wrong: "s = source(\"Interview\")\nc = claim(s, says = \"It is dear.\", gives = (1.5, 3))\nd = claim(s, says = \"It is cheap.\", gives = (0, 0.5))\ncost = param(\"cost\", 1, within = (0, 2), because = [c, d])\n\ndef story(g):\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n    g.pay(kim, -cost)\n\ngame(story)",
		right: "s = source(\"Interview\")\nc = claim(s, says = \"It is dear.\", gives = (1.5, 3))\ncost = param(\"cost\", 2, within = (1, 3), because = c)\n\ndef story(g):\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n    g.pay(kim, -cost)\n\ngame(story)",
	},
	{
		code: warnUnread, title: "a source's text was not read as it stands",
		text: "The encoding of the file had to be guessed, a page had no main content, or pages cannot be read here at all; parley read\n" +
			"shows what was read. In a browser without a server (parley playground) no texts are read: quotes and turns are not checked.",
	},
}
