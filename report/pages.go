package report

import (
	"fmt"
	"slices"

	"parley/draw"
	"parley/game"
)

// A Paper is a size of pages, in pixels of 1/96 inch.
type Paper struct {
	Name          string
	Width, Height float64
}

// Papers are the sizes that pages may have.
var Papers = []Paper{{"a4", 794, 1123}, {"a4-landscape", 1123, 794}, {"letter", 816, 1056}, {"letter-landscape", 1056, 816}}

// What a page has room for: the height of a row, and of head, legend and notes; the width of a level beside its names and of the
// columns at the ends; and how far pages may be scaled, so that the smallest letters have more than 5 points.
const (
	pageRow    = 30
	pageRest   = 300
	pageLevel  = 85
	pageTable  = 300
	pageScale  = 0.7
	pageLabel  = 100 // the widest that a name is
	pageBelief = 140
)

// room estimates what fits on a page. That the estimate is off makes a page smaller, and nothing else.
func (b *book) room(paper Paper) room {
	label := 0.0
	if b.Solution != nil { // beliefs stand below the names
		label = pageBelief
	}
	for _, a := range b.in.Actions {
		label = max(label, min(draw.Width(Plain(a.Name), 12, false), pageLabel))
	}
	return room{max(int((paper.Height/pageScale-pageRest)/pageRow), 4), max(int((paper.Width/pageScale-pageTable)/(pageLevel+label)), 2)}
}

// Pages lays a tree out over pages of a paper: what does not fit on one is cut off in parts that stand below each other and on further pages, whole subgames where there are any, else
// whatever follows a node, and "→ A2" says where the tree goes on. Nodes of one information set that lie in several parts bear the same
// number. Names are shortened and pages scaled where they do not fit otherwise. A game in strategic form is one page.
func (d *Drawing) Pages(paper Paper) []*draw.Scene {
	if tabular(d.played()) {
		return draw.Stack([]*draw.Scene{d.Scene()}, paper.Width, paper.Height)
	}
	b := newBook(d, paper)
	var parts []*draw.Tree
	for k := range b.roots {
		t := b.page(k)
		t.ID, t.Part = fmt.Sprintf("parley-tree-%d", k+1), k > 0
		parts = append(parts, t)
	}
	parts[0].Rest = parts[1:]
	var out []*draw.Scene
	scale := 1.0 // one for all parts, unless one is far wider than the others
	for _, t := range parts {
		s := narrowed(t, paper.Width/pageScale)
		out, scale = append(out, s), min(scale, paper.Width/s.Width)
	}
	if scale = max(scale, pageScale-0.1); scale < 1 {
		for k := range out {
			out[k] = out[k].Scaled(scale)
		}
	}
	return draw.Stack(out, paper.Width, paper.Height)
}

// narrowed lays a tree out with names as short as it takes to be so wide.
func narrowed(t *draw.Tree, width float64) *draw.Scene {
	s := t.Scene()
	for _, label := range []float64{140, pageLabel, 70} {
		if s.Width <= width {
			break
		}
		t.LabelWidth = label
		s = t.Scene()
	}
	return s
}

// A book is a tree in pages.
type book struct {
	*Drawing
	in      *game.Instance
	show    []bool
	outline bool
	notes   []string // of what is not drawn
	roots   []game.NodeID
	name    map[game.NodeID]string // of the page that begins at a node
	numbers map[game.InfosetID]int // of the information sets that lie on several pages
}

// newBook decides where the tree is cut.
func newBook(d *Drawing, paper Paper) *book {
	t := newTree(d)
	b := &book{Drawing: d, in: t.in, name: map[game.NodeID]string{}, numbers: map[game.InfosetID]int{}}
	b.show, b.outline = t.shown()
	b.notes = t.out.Notes
	if b.roots = []game.NodeID{0}; !b.outline { // lines of text are not cut
		b.roots = b.cut(b.room(paper))
	}
	for k, n := range b.roots {
		b.name[n] = fmt.Sprintf("A%d", k+1)
	}
	b.number()
	return b
}

// A page takes rows across and levels along the tree.
type room struct{ rows, levels int }

func (r room) within(o room) bool { return r.rows <= o.rows && r.levels <= o.levels }

// sizes returns the room that each node takes with what is drawn below it; where another page begins it is one row.
func (b *book) sizes(begins map[game.NodeID]bool) []room {
	out := make([]room, len(b.in.Nodes))
	for i := len(out) - 1; i >= 0; i-- {
		hidden := false
		for _, c := range b.in.Children(game.NodeID(i)) {
			switch {
			case !b.show[c]:
				hidden = true
			case begins[c]:
				out[i].rows++
				out[i].levels = max(out[i].levels, 1)
			default:
				out[i].rows += out[c].rows
				out[i].levels = max(out[i].levels, 1+out[c].levels)
			}
		}
		if hidden || out[i].rows == 0 {
			out[i].rows++
		}
	}
	return out
}

// cut returns where pages begin that take no more than the given room, the root's first: it takes out the largest subgame that
// fits on a page of its own, or what follows any node where no subgame takes out much, until the rest fits.
func (b *book) cut(most room) []game.NodeID {
	begins, subgame := map[game.NodeID]bool{}, map[game.NodeID]bool{}
	for _, n := range b.in.Subgames() {
		subgame[n] = true
	}
	for {
		sizes := b.sizes(begins)
		if sizes[0].within(most) {
			break
		}
		best := b.largest(sizes, most, begins, subgame)
		if best == game.None {
			break // a node with too many actions: its page is scaled
		}
		begins[best] = true
	}
	out := []game.NodeID{0}
	for n := range begins {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// largest returns the node of the first page that is best taken out of it, game.None if there is none.
func (b *book) largest(sizes []room, most room, begins, subgame map[game.NodeID]bool) game.NodeID {
	best := game.NodeID(game.None)
	level := make([]int, len(sizes))
	for i := 1; i < len(sizes); i++ {
		n := game.NodeID(i)
		level[i] = level[b.in.Nodes[i].Parent] + 1
		if begins[n] || !b.show[n] {
			i = int(b.in.Nodes[n].End) - 1
			continue
		}
		helps := sizes[i].rows >= 2 && sizes[0].rows > most.rows || sizes[i].levels >= 1 && level[i]+sizes[i].levels > most.levels
		if !helps || !sizes[i].within(most) {
			continue
		}
		much := func(n game.NodeID) bool { return subgame[n] && 4*sizes[n].rows >= most.rows }
		if best == game.None || much(n) && !much(best) || much(n) == much(best) && sizes[n].rows > sizes[best].rows {
			best = n
		}
	}
	return best
}

// pageOf returns on which page each drawn node stands, -1 for those that are not drawn.
func (b *book) pageOf() []int {
	out := make([]int, len(b.in.Nodes))
	for i := range out {
		n := game.NodeID(i)
		switch k, begins := slices.BinarySearch(b.roots, n); {
		case begins:
			out[i] = k
		case !b.show[n]:
			out[i] = -1
		default:
			out[i] = out[b.in.Nodes[n].Parent]
		}
	}
	return out
}

// number finds the information sets whose nodes lie on several pages.
func (b *book) number() {
	page := b.pageOf()
	for h := range b.in.Infosets {
		first := -1
		for _, n := range b.in.Infosets[h].Nodes {
			switch p := page[n]; {
			case p < 0:
			case first < 0:
				first = p
			case p != first && b.numbers[game.InfosetID(h)] == 0:
				b.numbers[game.InfosetID(h)] = len(b.numbers) + 1
			}
		}
	}
}

// page gathers the k-th page.
func (b *book) page(k int) *draw.Tree {
	t := newTree(b.Drawing)
	t.head()
	t.players()
	t.outcomes()
	t.pages, t.root, t.numbers = b.name, b.roots[k], b.numbers
	t.out.Outline = b.outline
	if k == 0 {
		t.out.Notes = append(t.out.Notes, b.notes...)
	} else {
		t.out.Heading, t.out.Finding, t.out.Notes = b.heading(k), "", nil
	}
	if n := len(b.roots); n > 1 && k == 0 {
		t.out.Notes = append(t.out.Notes, fmt.Sprintf("The tree goes on in the parts A2 to A%d.", n))
	}
	f := &folded{outline: b.outline}
	f.walk(t, t.root, b.show)
	t.nodes(f)
	return &t.out
}

// heading says where a page goes on from.
func (b *book) heading(k int) string {
	root := b.roots[k]
	up := root
	for up = b.in.Nodes[up].Parent; b.name[up] == ""; up = b.in.Nodes[up].Parent {
	}
	return fmt.Sprintf("%s, continued from %s: after %s", b.name[root], b.name[up], Plain(join(b.in.History(root), ", ")))
}
