package gamefile

import (
	"slices"
	"strings"
)

// An explanation tells what a code means. Its examples are run by the tests: the wrong one gives the
// code, the right one does not.
type explanation struct {
	code, title, text string
	wrong, right      string
}

// Explain tells what a diagnostic code of this package means, with a wrong and a right example. It
// returns false for a code that the package does not use.
func Explain(code string) (string, bool) {
	for _, e := range explanations {
		if e.code != code {
			continue
		}
		var b strings.Builder
		b.WriteString(e.code + ": " + e.title + "\n\n" + e.text + "\n")
		if e.wrong != "" {
			b.WriteString("\nThis gives it:\n\n" + indent(e.wrong))
		}
		if e.right != "" {
			b.WriteString("\nThis does not:\n\n" + indent(e.right))
		}
		return b.String(), true
	}
	return "", false
}

// Codes returns the codes that Explain knows, in order.
func Codes() []string {
	var out []string
	for _, e := range explanations {
		out = append(out, e.code)
	}
	slices.Sort(out)
	return out
}

func indent(s string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ") + "\n"
}

var explanations = []explanation{
	{
		code: "F001", title: "the file could not be read",
		text: "Nothing is known about its content: the disk, the network or the pipe that it came through failed.",
	},
	{
		code: "F002", title: "the file asks for too much",
		text: "A file may hold at most 64 MiB, 200 players, 1,000,000 nodes, 2,000 moves one after the other, and numbers of\n" +
			"4,000 digits. The bounds keep a damaged or hostile file from using up the machine. --limit-nodes N raises that on\n" +
			"nodes, and above 1,000,000 that on the file with it, to 200 bytes a node.",
	},
	{
		code: "F003", title: "a text is not closed",
		text: "Texts stand between quotation marks. A quotation mark inside one is written \\\". A backslash before the last\n" +
			"quotation mark therefore keeps the text open.",
		wrong: "EFG 2 R \"A game\" { \"A }\nt \"\" 0", right: "EFG 2 R \"A game\" { \"A\" }\nt \"\" 0",
	},
	{
		code: "F004", title: "a number cannot be read",
		text: "Payoffs and probabilities are whole numbers, decimals (0.25, .25, 1e-3) or fractions of whole numbers (1/3, -1/3);\n" +
			"all are exact. Numbers of players, information sets and outcomes are whole.",
		wrong: "EFG 2 R \"\" { \"A\" }\nt \"\" 1 \"\" { 1/0 }", right: "EFG 2 R \"\" { \"A\" }\nt \"\" 1 \"\" { 1/3 }",
	},
	{
		code: "F005", title: "something else should stand here",
		text: "A file is a header, the players in braces, perhaps a comment, and the tree, one node after the other, depth first:\n\n" +
			"    c \"label\" set \"label of the set\" { \"outcome\" probability ... } outcome     a chance move\n" +
			"    p \"label\" player set \"label of the set\" { \"action\" ... } outcome          a player's move\n" +
			"    t \"label\" outcome                                                         an end of the game\n\n" +
			"An outcome is 0 (none) or a number, a label and the payoffs: 1 \"war\" { -3, -2 }. Labels and lists may be left out\n" +
			"where the number stands again. There are no comments with // or #.",
		wrong: "EFG 2 R \"\" { \"A\", \"B\" }\nt \"\" 0", right: "EFG 2 R \"\" { \"A\" \"B\" }\nt \"\" 0",
	},
	{
		code: "F006", title: "the file ends too early",
		text: "Every action leads to a node, and after a move all of the first action's nodes come before the second action's. The\n" +
			"message names moves whose actions have not all been followed.",
		wrong: "EFG 2 R \"\" { \"A\" }\np \"\" 1 1 \"\" { \"stay\" \"go\" } 0\nt \"\" 0", right: "EFG 2 R \"\" { \"A\" }\np \"\" 1 1 \"\" { \"stay\" \"go\" } 0\nt \"\" 0\nt \"\" 0",
	},
	{
		code: "F007", title: "this is not such a file",
		text: "A game in extensive form begins with EFG 2 R and a title, a game in strategic form with NFG 1 R and a title. The\n" +
			"letter may be D for old files; it changes nothing. A game in JSON says \"schema\": \"parley/game/1\".",
		wrong: "EFG 1 R \"\" { \"A\" }\nt \"\" 0", right: "EFG 2 R \"\" { \"A\" }\nt \"\" 0",
	},
	{
		code: "F008", title: "something follows the end of the game",
		text: "The tree or the table is complete and the file goes on. Gambit does not look there, so a game with one action too\n" +
			"few in some list would go unnoticed. Parley does not guess.",
		wrong: "EFG 2 R \"\" { \"A\" }\np \"\" 1 1 \"\" { \"stay\" } 0\nt \"\" 0\nt \"\" 0", right: "EFG 2 R \"\" { \"A\" }\np \"\" 1 1 \"\" { \"stay\" } 0\nt \"\" 0",
	},
	{
		code: "F009", title: "there is no such player",
		text:  "Players are numbered from 1 in the order of the list at the top of the file.",
		wrong: "EFG 2 R \"\" { \"A\" }\np \"\" 2 1 \"\" { \"stay\" } 0\nt \"\" 0", right: "EFG 2 R \"\" { \"A\" }\np \"\" 1 1 \"\" { \"stay\" } 0\nt \"\" 0",
	},
	{
		code: "F010", title: "an information set is used before it is described",
		text: "Where a player's information set first stands, its number is followed by a label (which may be empty) and the\n" +
			"actions. Later nodes may leave both out. Each player, and chance, has numbers of his own.",
		wrong: "EFG 2 R \"\" { \"A\" }\np \"\" 1 1 0\nt \"\" 0", right: "EFG 2 R \"\" { \"A\" }\np \"\" 1 1 \"\" { \"stay\" } 0\nt \"\" 0",
	},
	{
		code: "F011", title: "a move without actions",
		text:  "A player who moves has at least one action. A node at which nobody moves is an end of the game, written t.",
		wrong: "EFG 2 R \"\" { \"A\" }\np \"\" 1 1 \"\" { } 0", right: "EFG 2 R \"\" { \"A\" }\nt \"\" 0",
	},
	{
		code: "F012", title: "an information set is described in two ways",
		text: "All nodes of an information set offer the same actions in the same order: the player could tell them apart\n" +
			"otherwise. Label and probabilities must agree as well, where they are repeated.",
		wrong: "EFG 2 R \"\" { \"A\" }\np \"\" 1 1 \"\" { \"stay\" } 0\np \"\" 1 1 \"\" { \"go\" } 0\nt \"\" 0", right: "EFG 2 R \"\" { \"A\" }\np \"\" 1 1 \"\" { \"stay\" } 0\np \"\" 1 2 \"\" { \"go\" } 0\nt \"\" 0",
	},
	{
		code: "F013", title: "an outcome is used before it is described",
		text:  "Where an outcome's number first stands, a label (which may be empty) and the payoffs follow it. 0 means no outcome.",
		wrong: "EFG 2 R \"\" { \"A\" }\nt \"\" 1", right: "EFG 2 R \"\" { \"A\" }\nt \"\" 1 \"win\" { 1 }",
	},
	{
		code: "F014", title: "outcome 0 has no payoffs",
		text:  "0 stands for “no outcome”, payoffs of 0 for everyone. Any other whole number can name an outcome.",
		wrong: "EFG 2 R \"\" { \"A\" }\nt \"\" 0 \"win\" { 1 }", right: "EFG 2 R \"\" { \"A\" }\nt \"\" 1 \"win\" { 1 }",
	},
	{
		code: "F015", title: "an outcome is described in two ways",
		text:  "An outcome may stand at several nodes, with the same label and payoffs wherever they are repeated.",
		wrong: "EFG 2 R \"\" { \"A\" }\np \"\" 1 1 \"\" { \"stay\" \"go\" } 0\nt \"\" 1 \"win\" { 1 }\nt \"\" 1 \"win\" { 2 }", right: "EFG 2 R \"\" { \"A\" }\np \"\" 1 1 \"\" { \"stay\" \"go\" } 0\nt \"\" 1 \"win\" { 1 }\nt \"\" 2 \"win more\" { 2 }",
	},
	{
		code: "F016", title: "a negative probability",
		text:  "The probabilities of a chance move are 0 or more and sum to 1.",
		wrong: "EFG 2 R \"\" { \"A\" }\nc \"\" 1 \"\" { \"rain\" -1/2 \"sun\" 3/2 } 0\nt \"\" 0\nt \"\" 0", right: "EFG 2 R \"\" { \"A\" }\nc \"\" 1 \"\" { \"rain\" 0 \"sun\" 1 } 0\nt \"\" 0\nt \"\" 0",
	},
	{
		code: "F017", title: "probabilities that do not sum to 1",
		text:  "All numbers are exact, so three times .333 is not 1. Write fractions: 1/3.",
		wrong: "EFG 2 R \"\" { \"A\" }\nc \"\" 1 \"\" { \"rain\" .333 \"sun\" .666 } 0\nt \"\" 0\nt \"\" 0", right: "EFG 2 R \"\" { \"A\" }\nc \"\" 1 \"\" { \"rain\" 1/3 \"sun\" 2/3 } 0\nt \"\" 0\nt \"\" 0",
	},
	{
		code: "F018", title: "too many or too few payoffs",
		text:  "An outcome has one payoff for each player, in the order of the list at the top of the file.",
		wrong: "EFG 2 R \"\" { \"A\" \"B\" }\nt \"\" 1 \"\" { 1 }", right: "EFG 2 R \"\" { \"A\" \"B\" }\nt \"\" 1 \"\" { 1, 2 }",
	},
	{
		code: "F019", title: "strategies for too many or too few players",
		text:  "A game in strategic form says for each player how many strategies there are, or lists their labels.",
		wrong: "NFG 1 R \"\" { \"A\" \"B\" } { 2 } 1 2 3 4", right: "NFG 1 R \"\" { \"A\" \"B\" } { 2 1 } 1 2 3 4",
	},
	{
		code: "F020", title: "a label stands more than once (warning)",
		text:  "Results are told by labels, so each needs its own. A number is added, as Gambit 16 does; Gambit 17 refuses the file.",
		wrong: "EFG 2 R \"\" { \"A\" \"A\" }\nt \"\" 0", right: "EFG 2 R \"\" { \"A\" \"B\" }\nt \"\" 0",
	},
	{
		code: "F021", title: "an empty label (warning)",
		text:  "A player, action or strategy without a label is called _1, _2 and so on. Nodes, outcomes and information sets may stay without.",
		wrong: "EFG 2 R \"\" { \"\" }\nt \"\" 0", right: "EFG 2 R \"\" { \"A\" }\nt \"\" 0",
	},
	{
		code: "F022", title: "a label with stray blanks (warning)",
		text:  "Blanks at the ends of a label, several in a row and control characters cannot be seen; they are taken out. Gambit 17 refuses the file.",
		wrong: "EFG 2 R \"\" { \"A \" }\nt \"\" 0", right: "EFG 2 R \"\" { \"A\" }\nt \"\" 0",
	},
	{
		code: "F023", title: "a text that is not UTF-8 (warning)",
		text: "The file was saved in an older encoding. Bytes that are not UTF-8 are replaced by “\ufffd”; save the file as UTF-8 to keep\n" +
			"them. For an older file in a Western European language: iconv -f LATIN1 -t UTF-8 IN > OUT.",
	},
	{
		code: "F024", title: "a number that Gambit refuses (warning)",
		text:  "Gambit reads no plus sign in a number and no exponent after a leading point. Parley does; other programs may not.",
		wrong: "EFG 2 R \"\" { \"A\" }\nt \"\" 1 \"\" { +1 }", right: "EFG 2 R \"\" { \"A\" }\nt \"\" 1 \"\" { 1 }",
	},
	{
		code: "F025", title: "the file is no text",
		text: "A game is a text in UTF-8. UTF-16, which some editors call “Unicode”, packed files and binary files are not read;\n" +
			"neither is a text with zero bytes.",
	},
	{
		code: "F026", title: "reading was stopped",
		text: "Ctrl-C or --time came before the file was read.",
	},
	{
		code: "F027", title: "a key that is missing, unknown or there twice",
		text: "An object of a game in JSON has the keys that docs/formats.md lists, each once, in any order:\n\n" +
			"    the game           schema, title, players, infosets, nodes; comment, values, marks\n" +
			"    information sets   name, player, number, actions; label\n" +
			"    actions            name; p at a chance move\n" +
			"    nodes              parent, action, infoset; payoffs at the ends; name, outcome\n" +
			"    marks              name, nodes",
		wrong: jsonGameWith(`{"parent": -1, "action": -1, "infoset": -1, "payoff": ["1"]}`),
		right: jsonGameWith(`{"parent": -1, "action": -1, "infoset": -1, "payoffs": ["1"]}`),
	},
	{
		code: "F028", title: "a game in JSON that contradicts itself",
		text: "Nodes stand in preorder: each node, then its first action's subtree, then the second's. A node's parent, its action\n" +
			"(counted from 0 at the parent's information set) and its information set must fit that. The ends of the game, and\n" +
			"only they, have payoffs and infoset -1. Chance, and only chance, has probabilities.",
		wrong: jsonGameWith(`{"parent": 0, "action": -1, "infoset": -1, "payoffs": ["1"]}`),
		right: jsonGameWith(`{"parent": -1, "action": -1, "infoset": -1, "payoffs": ["1"]}`),
	},
}

// jsonGameWith is a game of one player and one node.
func jsonGameWith(node string) string {
	return "{\"schema\": \"" + Schema + "\", \"title\": \"\", \"players\": [\"A\"], \"infosets\": [],\n \"nodes\": [" + node + "]}"
}
