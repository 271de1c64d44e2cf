package draw

import "math"

// A Tree is what a picture of a game in extensive form shows. Where things stand follows from the structure and the names
// alone, so that nothing jumps from one equilibrium to another.
type Tree struct {
	ID      string
	Title   string
	Heading string // which equilibrium; "" for none
	Finding string // what it shows, in a sentence
	Players []TreePlayer
	Nodes   []TreeNode // in preorder
	Sets    [][]int    // the information sets of several nodes, ascending
	Numbers []int      // of sets that are told by these numbers in place of a band; 0 and what is beyond the end: as it comes
	Solved  bool       // with play: probabilities, beliefs, reach
	Against bool       // with the play of another equilibrium beside it; the texts of nodes then tell both
	Notes   []string   // below: what the picture does not tell
	Theme   *Theme     // nil for Light
	Part    bool       // of a tree that is drawn in parts, and not the first: without title and legend
	Rest    []*Tree    // of the first part: the others, whose signs the legend explains as well

	Outline    bool // in lines of text in place of a tree
	TopDown    bool
	LabelWidth float64 // the widest that the name of an action may be; 0 for 210, or 104 from the top down
}

// A TreePlayer is a player.
type TreePlayer struct {
	Name   string
	Letter string // stands in his nodes; one or two characters
	Color  Color  // "" for one of the theme
}

// Who moves at a node, beside the players by their numbers.
const (
	AtChance = -1
	AtEnd    = -2 // nobody: play ends
	AtFold   = -3 // what follows is not shown
)

// A Play says whether an action is taken.
type Play int

// Whether an action is taken.
const (
	Unsaid Play = iota // no equilibrium is shown
	Played
	Never    // with probability 0
	Elsewise // it would be, but play never comes to where it is chosen
)

// A TreeNode is a node, with the edge that leads to it.
type TreeNode struct {
	ID     string // among the names of the scene
	Parent int    // None at the root
	Player int
	Set    int     // its number in Sets; None for a node that its player knows
	About  string  // a sentence, for screen readers and pointers
	Data   []Datum // what it stands for, for programs

	Action string
	Prob   string // of the action; "" for none
	Weight float64
	Play   Play
	Level  bool // the action is as good as the other ones that are played beside it

	Changed     bool    // with Against: the action is taken with another probability there
	OtherWeight float64 // with which it is taken there
	OtherPlay   Play

	Belief *TreeBelief // in this node, given the information set; nil for none

	// At ends, and where the tree is folded.
	Outcome string
	Reach   string
	Payoffs []string
	Reached bool
}

// None stands for no node and no set.
const None = none

// A TreeBelief is how likely the player who moves thinks a node.
type TreeBelief struct {
	Text      string
	Low, High float64 // equal for a belief that is known; all that lies between supports the equilibrium
	Prior     float64 // before any move of a player; negative for none
	Open      bool    // play never comes here: hatched
	Other     float64 // with Against: in the other equilibrium; negative where it is not known or not one number
}

// The measures of a tree.
const (
	nodeRadius  = 11
	pillRadius  = 17 // of the information set around a node
	laneWidth   = 10 // between the bands of information sets that pass by other nodes
	mostLanes   = 4  // on either side
	endRadius   = 3.5
	fontEdge    = 12
	fontBelief  = 11
	fontLetter  = 11
	barWidth    = 42
	barHeight   = 8
	widestLabel = 210
	edgeThin    = 1.2
	edgeThick   = 7
	plainEdge   = 1.6
	neverEdge   = 1.3
)

// treeMaker lays out one tree.
type treeMaker struct {
	*Tree
	theme *Theme
	looks []PlayerLook
	kids  [][]int
	depth []int
	deep  int     // the greatest depth
	at    []Point // of the nodes
	bands []band  // by set
	badge []int   // by set: its number where it is told by a number in place of a band; 0 else
	items []Item
}

// A band joins the nodes of an information set.
type band struct {
	side int // 0 where it runs straight; else to which side it passes by the nodes between, ±1
	lane int // from 0, the nearest to the nodes
}

// Scene lays the tree out.
func (t *Tree) Scene() *Scene {
	m := newTreeMaker(t)
	var width, bottom float64
	switch {
	case t.Outline && len(t.Nodes) > 1:
		width, bottom = m.outline()
	case t.TopDown:
		width, bottom = m.down()
	default:
		width, bottom = m.right()
	}
	return m.finish(width, bottom)
}

func newTreeMaker(t *Tree) *treeMaker {
	m := &treeMaker{Tree: t, theme: t.Theme, kids: make([][]int, len(t.Nodes)), depth: make([]int, len(t.Nodes)), at: make([]Point, len(t.Nodes))}
	if m.theme == nil {
		m.theme = &Light
	}
	for i, p := range t.Players {
		m.looks = append(m.looks, m.theme.Player(i, p.Color))
	}
	for i := range t.Nodes {
		if up := t.Nodes[i].Parent; up != None {
			m.kids[up] = append(m.kids[up], i)
			m.depth[i] = m.depth[up] + 1
			m.deep = max(m.deep, m.depth[i])
		}
	}
	return m
}

// headWidth is the least width of a picture, for the sake of its head and its legend.
const headWidth = 520

// head writes the title above the picture and returns where the rest begins.
func (m *treeMaker) head(width float64) float64 {
	p := page{theme: m.theme}
	y := float64(margin - 8)
	if !m.Part {
		y = p.paragraph(m.Title, margin, y, fontTitle, width-2*margin, true, m.theme.Ink)
	}
	if m.Heading != "" {
		y = p.paragraph(m.Heading, margin, y+4, fontText+1, width-2*margin, true, m.theme.Ink)
	}
	if m.Finding != "" {
		y = p.paragraph(m.Finding, margin, y+2, fontText, width-2*margin, false, m.theme.Faint)
	}
	m.items = append(m.items, Group{ID: "head", Items: p.items})
	return y + 12
}

// finish writes the legend and the notes below the picture.
func (m *treeMaker) finish(width, bottom float64) *Scene {
	y := bottom
	if !m.Part {
		y = m.legend(bottom+14, width)
	}
	p := page{theme: m.theme}
	for _, n := range m.Notes {
		y = p.paragraph(n, margin, y+3, fontSmall, width-2*margin, false, m.theme.Faint)
	}
	m.items = append(m.items, p.items...)
	desc := m.Finding
	if m.Heading != "" {
		desc = m.Heading + ". " + desc
	}
	return &Scene{ID: m.ID, Width: math.Ceil(width), Height: math.Ceil(y + margin), Title: m.Title, Desc: desc, Background: m.theme.Paper, Items: m.items}
}

// A page takes text.
type page struct {
	theme *Theme
	items []Item
}

func (p *page) add(items ...Item) { p.items = append(p.items, items...) }

// paragraph sets a text in lines below y and returns where the next begins.
func (p *page) paragraph(text string, x, y, size, width float64, bold bool, c Color) float64 {
	for _, line := range Wrap(text, size, bold, width) {
		y += size * leading
		p.add(Text{At: Point{x, y}, Text: Shorten(line, size, bold, width), Size: size, Bold: bold, Color: c})
	}
	return y
}

// edge is the style of the edge that leads to a node.
func (m *treeMaker) edge(i int) Style {
	n := &m.Nodes[i]
	if m.Against && !n.Changed {
		return Style{Stroke: blend(m.color(m.Nodes[n.Parent].Player), m.theme.Paper, 0.55), Width: plainEdge, Round: true}
	}
	s := Style{Stroke: m.color(m.Nodes[n.Parent].Player), Width: plainEdge, Round: true}
	switch n.Play {
	case Played:
		s.Width = edgeThin + (edgeThick-edgeThin)*math.Min(math.Max(n.Weight, 0), 1)
	case Elsewise:
		s.Stroke = blend(s.Stroke, m.theme.Paper, 0.5)
		s.Width = edgeThin + (edgeThick-edgeThin)*math.Min(math.Max(n.Weight, 0), 1)/2
	case Never:
		s.Stroke, s.Width, s.Dash, s.Round = m.theme.Grey, neverEdge, []float64{5, 4}, false
	}
	return s
}

// color is that of a player's nodes and edges.
func (m *treeMaker) color(player int) Color {
	if player >= 0 {
		return m.looks[player].Fill
	}
	return m.theme.Chance
}

// label returns the name of the action that leads to a node, and the color of its text.
func (m *treeMaker) label(i int) (action string, c Color) {
	n := &m.Nodes[i]
	c = m.theme.Ink
	if n.Play == Never && !m.Against || m.Against && !n.Changed {
		c = m.theme.Faint
	}
	width := m.LabelWidth
	if width == 0 {
		width = widestLabel
	}
	return Shorten(n.Action, fontEdge, false, width), c
}

// probGap stands between an action and its probability.
const probGap = 5

// labelWidth is how much room a label takes in a line, whatever the probability.
func (m *treeMaker) labelWidth(i int) float64 {
	action, _ := m.label(i)
	w := Width(action, fontEdge, false)
	if p := m.probWidth(i); p > 0 {
		w += probGap + p
	}
	return w
}

func (m *treeMaker) probWidth(i int) float64 {
	n := &m.Nodes[i]
	w := 0.0
	if n.Prob != "" {
		w = Width(n.Prob, fontEdge, true)
	}
	switch {
	case m.Against && m.Nodes[i].Changed:
		w = math.Max(w, Width("99.9 % → 99.9 %", fontEdge, true))
	case m.Solved && !m.Against:
		w = math.Max(w, Width(">99.9 %", fontEdge, true))
	}
	return w
}

// glyph draws a node. Players differ in shape, colour and letter; chance is a square.
func (m *treeMaker) glyph(i int) []Item {
	n, p := &m.Nodes[i], m.at[i]
	switch n.Player {
	case AtEnd:
		c := m.theme.Ink
		if m.Solved && !n.Reached {
			c = m.theme.Grey
		}
		return []Item{Circle{At: p, Radius: endRadius, Style: Style{Fill: Plain(c)}}}
	case AtFold:
		return []Item{m.fold(p, m.TopDown)}
	}
	return m.mark(n.Player, p)
}

// mark draws a node of a player or of chance.
func (m *treeMaker) mark(player int, p Point) []Item {
	if player == AtChance {
		return m.theme.ChanceMark(p)
	}
	return m.looks[player].Mark(p, m.Players[player].Letter)
}

// fold is the sign of a part of the tree that is not shown: a triangle that opens away from the root.
func (m *treeMaker) fold(p Point, down bool) Item {
	ring := []Point{{p.X - 6, p.Y}, {p.X + 6, p.Y - 6}, {p.X + 6, p.Y + 6}}
	if down {
		ring = []Point{{p.X, p.Y - 6}, {p.X - 6, p.Y + 6}, {p.X + 6, p.Y + 6}}
	}
	return Polygon{Rings: [][]Point{ring}, Style: Style{Fill: Plain(m.theme.Paper), Stroke: m.theme.Faint, Width: 1.3}}
}

// bar draws a belief: filled as far as the belief, with a tick at the prior; hatched between the bounds where it is open.
func (m *treeMaker) bar(b *TreeBelief, player int, x, y float64) []Item {
	look := m.looks[player]
	items := []Item{Rect{X: x, Y: y, W: barWidth, H: barHeight, Style: Style{Fill: Plain(m.theme.Paper), Stroke: m.theme.Grey, Width: 0.8}}}
	fill := Plain(look.Fill)
	low, high := 0.0, b.High
	if b.Open {
		fill, low = Paint{{Ground: look.Pale, Hatch: Rising, Ink: look.Fill}}, b.Low
	}
	if w := (high - low) * barWidth; w > 0 {
		items = append(items, Rect{X: x + low*barWidth, Y: y, W: w, H: barHeight, Style: Style{Fill: fill}})
	} else if b.Open {
		items = append(items, Rect{X: x + low*barWidth - 1, Y: y, W: 2, H: barHeight, Style: Style{Fill: Plain(look.Fill)}})
	}
	at := b.Prior
	if m.Against {
		at = b.Other
	}
	if at >= 0 {
		tick := x + at*barWidth
		items = append(items, Line{Points: []Point{{tick, y - 2.5}, {tick, y + barHeight + 2.5}}, Style: Style{Stroke: m.theme.Ink, Width: 1.5}})
	}
	return items
}

// level is the sign between two actions that are equally good.
func (m *treeMaker) level(p Point) []Item {
	return []Item{
		Circle{At: p, Radius: 7, Style: Style{Fill: Plain(m.theme.Paper)}}, // it may stand on the edge of an action that is not played
		Text{At: Point{p.X, p.Y + 4.3}, Text: "=", Size: 13, Bold: true, Color: m.theme.Ink, Anchor: Middle},
	}
}
