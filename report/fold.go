package report

import (
	"cmp"
	"fmt"
	"slices"

	"parley/game"
	"parley/num"
)

// A Fold says how much of a tree is drawn.
type Fold string

// How much of a tree is drawn.
const (
	FoldAuto     Fold = "auto"     // everything, or of a large tree FoldOutline
	FoldNone     Fold = "none"     // everything
	FoldSubgames Fold = "subgames" // without what follows in subgames that play never comes to; in a plain tree, without the largest proper ones
	FoldLikely   Fold = "likely"   // the likeliest plays
	FoldOutline  Fold = "outline"  // these as an outline
)

// Folds lists them.
var Folds = []Fold{FoldAuto, FoldNone, FoldSubgames, FoldLikely, FoldOutline}

const (
	mostDrawn  = 400 // nodes of a tree that is drawn whole by default
	mostLikely = 20  // plays of FoldLikely
	mostFanned = 300 // nodes of an outline of a plain tree
)

// MostWhole is how many nodes a tree may have to be drawn with FoldNone.
const MostWhole = 20_000

// A foldedNode is a node of the picture.
type foldedNode struct {
	node   game.NodeID // the first one, of several that are folded into one
	parent game.NodeID
	folded bool
	merged []game.ActionID // where it stands for several actions
	roots  []game.NodeID   // what is folded
}

// folded is what is shown of a tree, in preorder.
type folded struct {
	list    []foldedNode
	outline bool
}

// fold decides what is shown.
func (t *tree) fold() *folded {
	how := t.Fold
	if how == "" || how == FoldAuto {
		how = FoldNone
		if len(t.in.Nodes) > mostDrawn {
			how = FoldOutline
		}
	}
	show := make([]bool, len(t.in.Nodes))
	switch {
	case how == FoldSubgames:
		t.showSubgames(show)
	case how == FoldNone:
		for n := range show {
			show[n] = true
		}
	case t.view == nil:
		t.showFirst(show)
	default:
		t.showLikely(show)
	}
	f := &folded{outline: how == FoldOutline}
	f.walk(t, 0, show)
	return f
}

// showLikely shows the likeliest plays, and of an outcome that never comes nothing.
func (t *tree) showLikely(show []bool) {
	var ends []game.NodeID
	for n := range t.in.Nodes {
		if id := game.NodeID(n); t.in.Terminal(id) && t.view.comes(id) {
			ends = append(ends, id)
		}
	}
	slices.SortStableFunc(ends, func(a, b game.NodeID) int { return cmp.Or(t.view.compare(b, a), cmp.Compare(a, b)) })
	drawn := ends[:min(len(ends), mostLikely)]
	sum := num.Zero
	for _, n := range drawn {
		q := t.view.probability([]game.NodeID{n})
		sum = sum.Add(q.x)
		for ; n != game.None && !show[n]; n = t.in.Nodes[n].Parent {
			show[n] = true
		}
	}
	show[0] = true
	if len(drawn) < len(ends) {
		t.out.Notes = append(t.out.Notes, fmt.Sprintf("Drawn are the %d likeliest of %s that may happen; one of them happens with %s.", len(drawn), Count(len(ends), "play", ""), Percent(num.Min(sum, num.One))))
	} else if t.in.Terminals() > len(ends) {
		t.out.Notes = append(t.out.Notes, fmt.Sprintf("Drawn is every play that may happen: %d of %s.", len(ends), Count(t.in.Terminals(), "play", "")))
	}
}

// showFirst shows the first moves of a tree, as many as there is room for.
func (t *tree) showFirst(show []bool) {
	show[0] = true
	queue, shown := []game.NodeID{0}, 1
	for len(queue) > 0 {
		children := t.in.Children(queue[0])
		queue = queue[1:]
		if shown += len(children); shown > mostFanned {
			t.out.Notes = append(t.out.Notes, fmt.Sprintf("Drawn are the first %d of %s.", shown-len(children), Count(len(t.in.Nodes), "node", "")))
			return
		}
		for _, c := range children {
			show[c] = true
			if !t.in.Terminal(c) {
				queue = append(queue, c)
			}
		}
	}
}

// showSubgames shows all but what follows the roots of proper subgames that play never comes to, or in a plain tree of the
// largest ones.
func (t *tree) showSubgames(show []bool) {
	for n := range show {
		show[n] = true
	}
	for _, r := range t.in.Subgames() {
		if r > 0 && show[r] && (t.view == nil || !t.view.comes(r)) {
			for n := r + 1; n < t.in.Nodes[r].End; n++ {
				show[n] = false
			}
		}
	}
}

// walk lists the nodes that are shown below n, and a fold in place of the others.
func (f *folded) walk(t *tree, n game.NodeID, show []bool) {
	children := t.in.Children(n)
	some := slices.ContainsFunc(children, func(c game.NodeID) bool { return show[c] })
	item := foldedNode{node: n, parent: t.in.Nodes[n].Parent}
	if len(children) > 0 && !some {
		item.folded, item.roots = true, []game.NodeID{n}
		f.list = append(f.list, item)
		return
	}
	f.list = append(f.list, item)
	rest := foldedNode{folded: true, parent: n}
	for _, c := range children {
		if show[c] {
			f.walk(t, c, show)
			continue
		}
		if rest.roots == nil {
			rest.node = c
		}
		rest.merged, rest.roots = append(rest.merged, t.in.Nodes[c].Via), append(rest.roots, c)
	}
	if rest.roots != nil {
		f.list = append(f.list, rest)
	}
}
