package draw

// Tidy places the nodes of a tree whose boxes have sizes of their own: subtrees of the same shape look the same, every parent stands
// at the middle of its first and last child, and boxes never overlap. It is the algorithm of van der Ploeg (2014), which is
// linear in the number of nodes, with three departures: a box may reach further to one side of its node than to the
// other; the middle between the nodes counts, not that between the boxes; and a subtree that lies too far from its sibling at
// first is drawn nearer, so that a tree and its mirror image are equally wide.
type tidy struct {
	nodes []tidyNode
}

// A tidyNode is a box. Along is the direction in which the tree grows, across the other one.
type tidyNode struct {
	children   []int
	start, end float64 // along; that of a child is at least its parent's end
	lo, hi     float64 // across: how far the box reaches below and above the node, with the gap to its neighbours

	x float64 // across, as placed; siblings ascend

	prelim, mod, shift, change float64
	tl, tr                     int // threads of the left and right contour, none if negative
	el, er                     int // extreme nodes of the subtree
	msel, mser                 float64
}

// place sets x of all nodes of the tree at root, so that the lowest box begins at 0, and returns how far the highest reaches.
func (t *tidy) place(root int) float64 {
	for i := range t.nodes {
		t.nodes[i].tl, t.nodes[i].tr = none, none
	}
	t.first(root)
	t.second(root, 0)
	low, high := 0.0, 0.0
	for i := range t.nodes {
		n := &t.nodes[i]
		if i == 0 || n.x-n.lo < low {
			low = n.x - n.lo
		}
		if i == 0 || n.x+n.hi > high {
			high = n.x + n.hi
		}
	}
	for i := range t.nodes {
		t.nodes[i].x -= low
	}
	return high - low
}

// none stands for no node.
const none = -1

// first places each subtree beside its earlier siblings, from the ends to the root (van der Ploeg's first walk).
func (t *tidy) first(v int) {
	n := &t.nodes[v]
	if len(n.children) == 0 {
		n.el, n.er = v, v
		return
	}
	t.first(n.children[0])
	low := lows(nil, t.nodes[t.nodes[n.children[0]].el].end, 0)
	for i := 1; i < len(n.children); i++ {
		c := n.children[i]
		t.first(c)
		least := t.nodes[t.nodes[c].er].end
		t.separate(n, i, low)
		low = lows(low, least, i)
	}
	a, b := &t.nodes[n.children[0]], &t.nodes[n.children[len(n.children)-1]]
	n.prelim = (a.prelim + a.mod + b.prelim + b.mod) / 2
	n.el, n.msel, n.er, n.mser = a.el, a.msel, b.er, b.mser
}

// A lowest is an entry of the list of siblings that reach furthest along, nearest first.
type lowest struct {
	end   float64
	index int
	next  *lowest
}

// lows puts sibling i, which reaches to end, in front of those that reach further.
func lows(l *lowest, end float64, i int) *lowest {
	for l != nil && end >= l.end {
		l = l.next
	}
	return &lowest{end, i, l}
}

// separate pushes the i-th subtree of n away from those before it, by following the right contour of these and its left one.
func (t *tidy) separate(n *tidyNode, i int, low *lowest) {
	r, l := n.children[i-1], n.children[i]
	mr, ml := t.nodes[r].mod, t.nodes[l].mod
	for r != none && l != none {
		a, b := &t.nodes[r], &t.nodes[l]
		if a.end > low.end {
			low = low.next
		}
		if d := mr + a.prelim + a.hi - (ml + b.prelim - b.lo); d > 0 || r == n.children[i-1] && l == n.children[i] { // side by side to begin with
			ml += d
			t.move(n, i, low.index, d)
		}
		if a.end <= b.end {
			if r = a.right(); r != none {
				mr += t.nodes[r].mod
			}
		}
		if a.end >= b.end {
			if l = b.left(); l != none {
				ml += t.nodes[l].mod
			}
		}
	}
	switch {
	case l != none:
		t.threadLeft(n, i, l, ml)
	case r != none:
		t.threadRight(n, i, r, mr)
	}
}

// left and right follow the contours.
func (n *tidyNode) left() int {
	if len(n.children) > 0 {
		return n.children[0]
	}
	return n.tl
}

func (n *tidyNode) right() int {
	if k := len(n.children); k > 0 {
		return n.children[k-1]
	}
	return n.tr
}

// move moves the i-th subtree by d and spreads what it leaves free among the siblings after the one that it bumped into.
func (t *tidy) move(n *tidyNode, i, bumped int, d float64) {
	c := &t.nodes[n.children[i]]
	c.mod, c.msel, c.mser = c.mod+d, c.msel+d, c.mser+d
	if between := float64(i - bumped); bumped != i-1 {
		t.nodes[n.children[bumped+1]].shift += d / between
		c.shift -= d / between
		c.change -= d - d/between
	}
}

func (t *tidy) threadLeft(n *tidyNode, i, to int, mod float64) {
	first, c := &t.nodes[n.children[0]], &t.nodes[n.children[i]]
	e := &t.nodes[first.el]
	e.tl = to
	d := mod - t.nodes[to].mod - first.msel
	e.mod += d
	e.prelim -= d
	first.el, first.msel = c.el, c.msel
}

func (t *tidy) threadRight(n *tidyNode, i, to int, mod float64) {
	c, before := &t.nodes[n.children[i]], &t.nodes[n.children[i-1]]
	e := &t.nodes[c.er]
	e.tr = to
	d := mod - t.nodes[to].mod - c.mser
	e.mod += d
	e.prelim -= d
	c.er, c.mser = before.er, before.mser
}

// second adds up what subtrees were moved by (van der Ploeg's second walk).
func (t *tidy) second(v int, sum float64) {
	n := &t.nodes[v]
	sum += n.mod
	n.x = n.prelim + sum
	shift, add := 0.0, 0.0
	for _, c := range n.children {
		k := &t.nodes[c]
		shift += k.shift
		add += shift + k.change
		k.mod += add
	}
	for _, c := range n.children {
		t.second(c, sum)
	}
}
