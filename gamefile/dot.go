package gamefile

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"parley/game"
)

// A look is how the nodes of a player are drawn.
type look struct{ shape, fill string }

// looks are those of the players, in turn: shapes so that they can be told apart in print, and colours
// that the colour-blind tell apart (Okabe and Ito, lightened).
var looks = []look{
	{"ellipse", "#bfdfef"}, {"box", "#fbe0a8"}, {"hexagon", "#b5e3d2"}, {"octagon", "#f3cfe3"}, {"house", "#fbf5a9"}, {"trapezium", "#f4c6a5"}, {"parallelogram", "#b8cfe6"},
}

var chanceLook = look{"diamond", "#e6e6e6"}

// WriteDOT writes the tree of a game at the values of an instance as a graph for Graphviz: nodes with
// the shape and colour of their player, actions with the probabilities of chance along the edges, the
// nodes of an information set joined by dashed lines, payoffs at the ends in the order of the players.
// Its errors are those of w.
func WriteDOT(w io.Writer, in *game.Instance) error {
	d := dotWriter{Writer: bufio.NewWriter(w), in: in}
	d.text("digraph ", dotText(in.Title), " {\n",
		"  rankdir=LR; ranksep=0.7; nodesep=0.15; ordering=out;\n",
		"  node [fontname=\"Helvetica\", fontsize=11, style=filled, fillcolor=white];\n",
		"  edge [fontname=\"Helvetica\", fontsize=10, arrowsize=0.5];\n",
	)
	if in.Title != "" {
		d.text("  label=", dotText(in.Title), "; labelloc=t;\n")
	}
	for n := range in.Nodes {
		d.node(game.NodeID(n))
	}
	for n := 1; n < len(in.Nodes); n++ {
		d.edge(game.NodeID(n))
	}
	for h := range in.Infosets {
		nodes := in.Infosets[h].Nodes
		for i := 1; i < len(nodes); i++ {
			d.text("  n", strconv.Itoa(int(nodes[i-1])), " -> n", strconv.Itoa(int(nodes[i])), " [style=dashed, dir=none, constraint=false];\n")
		}
	}
	d.text("}\n")
	return d.Flush()
}

type dotWriter struct {
	*bufio.Writer // holds the first error
	in            *game.Instance
}

func (d *dotWriter) text(parts ...string) {
	for _, p := range parts {
		_, _ = d.WriteString(p) // Flush returns the error
	}
}

func (d *dotWriter) node(n game.NodeID) {
	d.text("  n", strconv.Itoa(int(n)), " [")
	node := &d.in.Nodes[n]
	if node.Infoset == game.None {
		payoffs := make([]string, len(d.in.Players))
		for p := range payoffs {
			payoffs[p] = d.in.PayoffAt(n, game.PlayerID(p)).String()
		}
		d.text("shape=plaintext, label=", dotText(node.Name, node.Outcome, strings.Join(payoffs, ", ")), "];\n")
		return
	}
	s := &d.in.Infosets[node.Infoset]
	who, l := "chance", chanceLook
	if s.Player != game.Chance {
		who, l = d.in.Players[s.Player], looks[int(s.Player)%len(looks)]
	}
	d.text("shape=", l.shape, ", fillcolor=\"", l.fill, "\", label=", dotText(who, s.Name), "];\n")
}

func (d *dotWriter) edge(n game.NodeID) {
	node := &d.in.Nodes[n]
	a := &d.in.Actions[node.Via]
	label := a.Name
	if d.in.Infosets[a.Infoset].Player == game.Chance {
		label += " (" + d.in.Prob(node.Via).String() + ")"
	}
	d.text("  n", strconv.Itoa(int(node.Parent)), " -> n", strconv.Itoa(int(n)), " [label=", dotText(label), "];\n")
}

// dotEscapes make plain text of what Graphviz takes for escapes and HTML entities.
var dotEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;")

// dotText writes lines of a label; empty ones are left out.
func dotText(lines ...string) string {
	var out []string
	for _, l := range lines {
		if l = tidy(strings.ToValidUTF8(l, "\ufffd")); l != "" {
			out = append(out, dotEscapes.Replace(l))
		}
	}
	return `"` + strings.Join(out, `\n`) + `"`
}
