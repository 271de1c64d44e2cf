package gamefile

import (
	"fmt"
	"math"
	"strconv"

	"parley/game"
)

// Distances of the picture of a tree, in cm.
const (
	levelSep = 3.2
	leafSep  = 0.9
)

// texColors are those of the players' nodes, in turn, as red, green and blue in percent: colours that
// the colour-blind tell apart (Okabe and Ito).
var texColors = []string{"0,0.45,0.70", "0.84,0.37,0", "0,0.62,0.45", "0.80,0.47,0.65", "0.90,0.62,0", "0.34,0.71,0.91"}

// tree writes a picture of the tree, which grows to the right. The ends stand below each other in
// preorder and every move in the middle of what follows it: subtrees hold disjoint ranges of ends,
// so nothing overlaps.
func (t *texWriter) tree() error {
	depth, y, ends, deepest := t.layout()
	switch {
	case ends > mostTeXEnds:
		return fmt.Errorf("%w: the tree has %d ends, and %d is the most; .dot draws larger ones", ErrNoPage, ends, mostTeXEnds)
	case deepest > mostTeXDepth:
		return fmt.Errorf("%w: the tree is %d moves deep, and %d is the most; .dot draws deeper ones", ErrNoPage, deepest, mostTeXDepth)
	}
	t.title("The preamble needs: \\usepackage{tikz}")
	t.text("\\begin{tikzpicture}[every node/.style={font=\\footnotesize}]\n")
	for i, c := range texColors {
		if i < len(t.in.Players) {
			t.text("  \\definecolor{player", strconv.Itoa(i+1), "}{rgb}{", c, "}\n")
		}
	}
	for n := range t.in.Nodes {
		t.node(game.NodeID(n), float64(depth[n])*levelSep, -y[n]*leafSep)
	}
	for h := range t.in.Infosets {
		nodes := t.in.Infosets[h].Nodes
		for i := 1; i < len(nodes); i++ {
			a, b := nodes[i-1], nodes[i]
			t.join(float64(depth[a])*levelSep, -y[a]*leafSep, float64(depth[b])*levelSep, -y[b]*leafSep)
		}
	}
	for n := 1; n < len(t.in.Nodes); n++ {
		t.edge(game.NodeID(n), y)
	}
	t.text("\\end{tikzpicture}\n")
	return nil
}

// layout returns how deep each node is, and where across: ends are 1 apart.
func (t *texWriter) layout() (depth []int, y []float64, ends, deepest int) {
	depth, y = make([]int, len(t.in.Nodes)), make([]float64, len(t.in.Nodes))
	for n := range t.in.Nodes {
		if up := t.in.Nodes[n].Parent; up != game.None {
			depth[n] = depth[up] + 1
			deepest = max(deepest, depth[n])
		}
		if t.in.Terminal(game.NodeID(n)) {
			y[n] = float64(ends)
			ends++
		}
	}
	first := make([]float64, len(t.in.Nodes))
	last := make([]float64, len(t.in.Nodes))
	seen := make([]bool, len(t.in.Nodes))
	for n := len(t.in.Nodes) - 1; n >= 0; n-- {
		if !t.in.Terminal(game.NodeID(n)) {
			y[n] = (first[n] + last[n]) / 2
		}
		if up := t.in.Nodes[n].Parent; up != game.None {
			if !seen[up] {
				seen[up], last[up] = true, y[n]
			}
			first[up] = y[n]
		}
	}
	return depth, y, ends, deepest
}

func (t *texWriter) node(n game.NodeID, x, y float64) {
	node := &t.in.Nodes[n]
	at := fmt.Sprintf("at (%.2f,%.2f)", x, y+0) // -0 becomes 0
	if node.Infoset == game.None {
		label := t.payoffs(n)
		if node.Outcome != "" {
			label += " (" + texText(node.Outcome) + ")"
		}
		t.text(fmt.Sprintf("  \\node[right] (n%d) %s {%s};\n", n, at, label))
		return
	}
	s := &t.in.Infosets[node.Infoset]
	if s.Player == game.Chance {
		t.text(fmt.Sprintf("  \\node[circle, draw, inner sep=1.5pt, label=above:{chance}] (n%d) %s {};\n", n, at))
		return
	}
	color := fmt.Sprintf("player%d", int(s.Player)%len(texColors)+1)
	t.text(fmt.Sprintf("  \\node[circle, fill=%s, inner sep=1.5pt, label={[text=%[1]s]above:{%s}}] (n%d) %s {};\n", color, texText(t.in.Players[s.Player]), n, at))
}

// join draws a dashed line between two nodes of an information set, bent a little so that it passes by
// the nodes between them. The curve is written out: TeX cannot compute that of a long one.
func (t *texWriter) join(x1, y1, x2, y2 float64) {
	dx, dy := x2-x1, y2-y1
	length := math.Hypot(dx, dy)
	off := min(0.07*length, 0.5) / length
	bx, by := off*dy, -off*dx // to the left of a line that goes down
	t.text(fmt.Sprintf("  \\draw[dashed] (%.2f,%.2f) .. controls (%.2f,%.2f) and (%.2f,%.2f) .. (%.2f,%.2f);\n",
		x1, y1+0, x1+dx/3+bx, y1+dy/3+by, x2-dx/3+bx, y2-dy/3+by, x2, y2+0))
}

func (t *texWriter) edge(n game.NodeID, y []float64) {
	node := &t.in.Nodes[n]
	a := &t.in.Actions[node.Via]
	label := texText(a.Name)
	if t.in.Infosets[a.Infoset].Player == game.Chance {
		label += " (" + texNumber(t.in.Prob(node.Via)) + ")"
	}
	to := fmt.Sprintf("n%d", n)
	if t.in.Terminal(n) {
		to += ".west"
	}
	side := "above"
	if y[n] > y[node.Parent] {
		side = "below"
	}
	t.text(fmt.Sprintf("  \\draw (n%d) -- node[sloped, %s, inner sep=1.5pt] {%s} (%s);\n", node.Parent, side, label, to))
}
