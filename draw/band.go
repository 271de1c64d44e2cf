package draw

import (
	"cmp"
	"slices"
	"strconv"
)

// chooseBands decides how the nodes of each information set are joined: by a straight band where no other move lies between
// them, else by one that passes by these in a lane of its own. Where lanes run out, or the nodes lie at different depths, a
// number at each node tells it instead.
func (m *treeMaker) chooseBands() {
	m.bands, m.badge = make([]band, len(m.Sets)), make([]int, len(m.Sets))
	var bent []int
	for s, nodes := range m.Sets {
		switch {
		case s < len(m.Numbers) && m.Numbers[s] > 0:
			m.badge[s] = -1
		case slices.ContainsFunc(nodes, func(n int) bool { return m.depth[n] != m.depth[nodes[0]] }):
			m.badge[s] = -1
		case m.crosses(s):
			bent = append(bent, s)
		}
	}
	slices.SortStableFunc(bent, func(a, b int) int { return cmp.Compare(m.span(a), m.span(b)) })
	for k, s := range bent {
		m.badge[s] = -1
		for try := range 2 * mostLanes {
			b := band{side: 1 - 2*(try%2), lane: try / 2}
			free := !slices.ContainsFunc(bent[:k], func(o int) bool { return m.badge[o] == 0 && m.bands[o] == b && m.beside(o, s) })
			if free {
				m.bands[s], m.badge[s] = b, 0
				break
			}
		}
	}
	m.numberSets()
}

// numberSets gives numbers to the sets that no band tells: those that they are to have, or the next ones.
func (m *treeMaker) numberSets() {
	number := 0
	for _, n := range m.Numbers {
		number = max(number, n)
	}
	for s := range m.badge {
		switch {
		case m.badge[s] == 0:
		case s < len(m.Numbers) && m.Numbers[s] > 0:
			m.badge[s] = m.Numbers[s]
		default:
			number++
			m.badge[s] = number
		}
	}
}

// crosses tells whether other moves lie between the nodes of a set, at their depth.
func (m *treeMaker) crosses(s int) bool {
	nodes := m.Sets[s]
	for n := nodes[0]; n < nodes[len(nodes)-1]; n++ {
		if m.depth[n] == m.depth[nodes[0]] && m.Nodes[n].Set != s && m.Nodes[n].Player >= AtChance {
			return true
		}
	}
	return false
}

func (m *treeMaker) span(s int) int { return m.Sets[s][len(m.Sets[s])-1] - m.Sets[s][0] }

// beside tells whether two sets at one depth would share a part of a lane.
func (m *treeMaker) beside(a, b int) bool {
	x, y := m.Sets[a], m.Sets[b]
	return m.depth[x[0]] == m.depth[y[0]] && x[0] < y[len(y)-1] && y[0] < x[len(x)-1]
}

// laneOff is how far from its nodes a lane runs.
func laneOff(lane int) float64 { return pillRadius + 7 + float64(lane)*laneWidth }

// lanes returns how much room bands take on a side of the nodes at a depth: at least that of a node.
func (m *treeMaker) lanes(depth, side int) float64 {
	room := 0.0
	for s, nodes := range m.Sets {
		switch b := m.bands[s]; {
		case m.depth[nodes[0]] != depth:
		case m.badge[s] != 0 || b.side != side:
			room = max(room, pillRadius+3)
		default:
			room = max(room, laneOff(b.lane)+laneWidth/2+2)
		}
	}
	return room
}

// drawBands draws the information sets. The point of a pair is at a distance from the node along the tree, and at a place
// across.
func (m *treeMaker) drawBands() {
	g := Group{ID: "sets"}
	for s, nodes := range m.Sets {
		if m.badge[s] != 0 {
			continue
		}
		look := m.looks[m.Nodes[nodes[0]].Player]
		rim := Style{Fill: Plain(look.Pale), Stroke: look.Fill, Width: 0.9, Dash: []float64{3, 3}}
		set := Group{ID: "set-" + strconv.Itoa(s+1), Data: m.setData(nodes[0])}
		if b := m.bands[s]; b.side == 0 {
			a, z := m.at[nodes[0]], m.at[nodes[len(nodes)-1]]
			set.Items = append(set.Items, Rect{X: a.X - pillRadius, Y: a.Y - pillRadius, W: z.X - a.X + 2*pillRadius, H: z.Y - a.Y + 2*pillRadius, Round: pillRadius, Style: rim})
		} else {
			set.Items = append(set.Items, m.bent(nodes, b, look)...)
			for _, n := range nodes {
				set.Items = append(set.Items, Circle{At: m.at[n], Radius: pillRadius, Style: rim})
			}
		}
		g.Items = append(g.Items, set)
	}
	m.items = append(m.items, g)
}

// setData says which information set a node's band stands for.
func (m *treeMaker) setData(node int) []Datum {
	var out []Datum
	for _, d := range m.Nodes[node].Data {
		if d.Name == DataInfoset || d.Name == DataPlayer {
			out = append(out, d)
		}
	}
	return out
}

// bent draws a band that passes by the nodes between its own: a rim with a pale line on it.
func (m *treeMaker) bent(nodes []int, b band, look PlayerLook) []Item {
	var line []Point
	for k := 0; k+1 < len(nodes); k++ {
		line = append(line, m.detour(m.at[nodes[k]], m.at[nodes[k+1]], float64(b.side)*laneOff(b.lane))...)
	}
	return []Item{
		Line{Points: line, Style: Style{Stroke: look.Fill, Width: 7.5, Round: true}},
		Line{Points: line, Style: Style{Stroke: look.Pale, Width: 5.9, Round: true}},
	}
}

// detour is a smooth way from a to b that runs off to the side in between.
func (m *treeMaker) detour(a, b Point, off float64) []Point {
	const steps, bend = 7, 26
	length := b.Y - a.Y
	if m.TopDown {
		length = b.X - a.X
	}
	turn := min(bend, length/2)
	var out []Point
	add := func(across, share float64) {
		along := off * share * share * (3 - 2*share)
		p := Point{a.X + along, a.Y + across}
		if m.TopDown {
			p = Point{a.X + across, a.Y + along}
		}
		out = append(out, p)
	}
	for k := range steps + 1 {
		share := float64(k) / steps
		add(share*turn, share)
	}
	for k := steps; k >= 0; k-- {
		share := float64(k) / steps
		add(length-share*turn, share)
	}
	return out
}

// number is what tells the information set of a node where no band does, or nil. It stands to the left of a point, or to the right.
func (m *treeMaker) number(i int, p Point, left bool) []Item {
	s := m.Nodes[i].Set
	if s == None || m.badge[s] == 0 {
		return nil
	}
	text := strconv.Itoa(m.badge[s])
	off := badgeWidth(text) / 2
	if left {
		off = -off
	}
	return m.badgeMark(text, m.Nodes[i].Player, Point{p.X + off, p.Y})
}

// badgeWidth is how wide a number with its ground is.
func badgeWidth(text string) float64 { return max(12, Width(text, 9, true)+5) }

func (m *treeMaker) badgeMark(text string, player int, p Point) []Item {
	const size = 9
	look := m.looks[player]
	w := badgeWidth(text)
	return []Item{
		Rect{X: p.X - w/2, Y: p.Y - 6, W: w, H: 12, Round: 6, Style: Style{Fill: Plain(look.Pale), Stroke: look.Fill, Width: 0.8}},
		Text{At: Point{p.X, p.Y + size*0.36}, Text: text, Size: size, Bold: true, Color: m.theme.Ink, Anchor: Middle},
	}
}
