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
	FoldPath     Fold = "path"     // the likeliest play, and what else could have been done on its way
	FoldOutline  Fold = "outline"  // the likeliest plays as an outline
	FoldChanges  Fold = "changes"  // what differs between two equilibria, and the way there
)

// Folds lists them.
var Folds = []Fold{FoldAuto, FoldNone, FoldSubgames, FoldLikely, FoldPath, FoldOutline, FoldChanges}

// NeedsEquilibrium tells whether a plain tree cannot be folded so.
func (f Fold) NeedsEquilibrium() bool { return f == FoldLikely || f == FoldPath || f == FoldChanges }

const (
	mostDrawn  = 400 // nodes of a tree that is drawn whole by default
	mostLikely = 20  // plays of FoldLikely
	mostFanned = 300 // nodes of an outline of a plain tree
	mostStubs  = 6   // actions on the way of FoldPath that are drawn one by one, the likeliest ones
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
	page   string          // on which it goes on, "" for none
}

// folded is what is shown of a tree, in preorder.
type folded struct {
	list    []foldedNode
	outline bool
}

// fold decides what is shown.
func (t *tree) fold() *folded {
	show, outline := t.shown()
	f := &folded{outline: outline}
	f.walk(t, 0, show)
	return f
}

// shown tells which nodes are drawn, and whether as an outline.
func (t *tree) shown() (show []bool, outline bool) {
	how := t.Fold
	if how == "" || how == FoldAuto {
		how = FoldNone
		switch {
		case len(t.in.Nodes) <= mostDrawn:
		case t.other != nil:
			how = FoldChanges
		default:
			how = FoldOutline
		}
	}
	show = make([]bool, len(t.in.Nodes))
	switch {
	case how == FoldChanges && t.other != nil:
		t.showChanges(show)
	case how == FoldPath && t.view != nil:
		t.showPath(show)
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
	t.unfold(show)
	return show, how == FoldOutline
}

// showLikely shows the likeliest plays, and of an outcome that never comes nothing.
func (t *tree) showLikely(show []bool) {
	if t.other != nil {
		for _, v := range []*view{t.view, t.other} {
			ends := v.likely()
			for _, n := range ends[:min(len(ends), mostLikely)] {
				for ; n != game.None; n = t.in.Nodes[n].Parent {
					show[n] = true
				}
			}
		}
		t.out.Notes = append(t.out.Notes, fmt.Sprintf("Drawn are the likeliest plays of each of the two equilibria, %d at most.", mostLikely))
		return
	}
	ends := t.view.likely()
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

// likely lists the ends that play may come to, the likeliest first.
func (v *view) likely() []game.NodeID {
	var ends []game.NodeID
	for n := range v.in.Nodes {
		if id := game.NodeID(n); v.in.Terminal(id) && v.comes(id) {
			ends = append(ends, id)
		}
	}
	slices.SortStableFunc(ends, func(a, b game.NodeID) int { return cmp.Or(v.compare(b, a), cmp.Compare(a, b)) })
	return ends
}

// showPath shows the likeliest play, the first one of several, and the actions beside it.
func (t *tree) showPath(show []bool) {
	show[0] = true
	best := game.NodeID(game.None)
	for n := range t.in.Nodes {
		if id := game.NodeID(n); t.in.Terminal(id) && (best == game.None || t.view.compare(id, best) > 0) {
			best = id
		}
	}
	sum := t.view.probability([]game.NodeID{best})
	t.out.Notes = append(t.out.Notes, fmt.Sprintf("Followed is the likeliest play, which happens with %s; of what else could be done on its way only the first step is drawn.", Percents(sum.low, sum.high)))
	for n := best; n != game.None; n = t.in.Nodes[n].Parent {
		show[n] = true
		beside := t.in.Children(n)
		slices.SortStableFunc(beside, func(a, b game.NodeID) int { return cmp.Or(t.view.compare(b, a), cmp.Compare(a, b)) })
		for _, c := range beside[:min(len(beside), mostStubs)] {
			show[c] = true
		}
	}
}

// unfold opens what is to be open besides, with the way there, and closes what is to be closed.
func (t *tree) unfold(show []bool) {
	for _, n := range t.Open {
		for _, c := range t.in.Children(n) {
			show[c] = true
		}
		for up := n; up != game.None && !show[up]; up = t.in.Nodes[up].Parent {
			show[up] = true
		}
	}
	for _, n := range t.Close {
		for k := n + 1; k < t.in.Nodes[n].End; k++ {
			show[k] = false
		}
	}
}

// CheckNodes says what is wrong with nodes that are to be opened or closed: they are named by their numbers in the game.
func (d *Drawing) CheckNodes() error {
	g := d.played().Game
	for _, n := range slices.Concat(d.Open, d.Close) {
		switch {
		case n < 0 || int(n) >= len(g.Nodes):
			return fmt.Errorf("there is no node %d to open or close: they are numbered from 0 to %d", n, len(g.Nodes)-1)
		case g.Terminal(n):
			return fmt.Errorf("nothing follows node %d that could be opened or closed: play ends there", n)
		}
	}
	return nil
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
	if n == t.root {
		item.parent = game.None
	} else if t.pages[n] != "" {
		item.folded, item.roots, item.page = true, []game.NodeID{n}, t.pages[n]
		f.list = append(f.list, item)
		return
	}
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
