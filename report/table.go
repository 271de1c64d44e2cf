package report

import (
	"fmt"
	"strings"

	"parley/draw"
	"parley/game"
	"parley/num"
)

// mostTableCells is how many profiles a game in strategic form may have to be drawn as a table.
const mostTableCells = 400

// tabular tells whether a game is drawn as a table.
func tabular(in *game.Instance) bool {
	return in.Simultaneous() && len(in.Players) >= 1 && len(in.Players) <= 3 && in.Terminals() <= mostTableCells
}

// Scene lays the game out: a game in strategic form as a table, any other as a tree.
func (d *Drawing) Scene() *draw.Scene {
	if in := d.played(); tabular(in) {
		return d.table(in).Scene()
	}
	return d.Tree().Scene()
}

// table gathers what the picture of a game in strategic form shows.
func (d *Drawing) table(in *game.Instance) *draw.Table {
	t := newTree(d)
	t.head()
	t.players()
	out := &draw.Table{ID: "parley-table", Title: t.out.Title, Heading: t.out.Heading, Finding: t.out.Finding, Notes: t.out.Notes, Players: t.out.Players, Solved: t.view != nil, Theme: d.Theme}
	stride := make([]int, len(in.Players))
	size := in.Terminals()
	for p := range in.Players {
		size /= in.Infosets[p].Num
		stride[p] = size
		var list []draw.TableStrategy
		for _, a := range in.ActionsAt(game.InfosetID(p)) {
			s := draw.TableStrategy{Name: Plain(in.Actions[a].Name)}
			if t.view != nil {
				x := t.view.probabilityOf(a)
				s.Prob, s.Played = Percents(x.low, x.high), x.high.Sign() > 0
				if t.other != nil {
					if y := t.other.probabilityOf(a); !t.against.same(x, y) {
						one, two := apart(x, y)
						s.Prob, s.Played = one+" → "+two, s.Played || y.high.Sign() > 0
					}
				}
			}
			list = append(list, s)
		}
		out.Strategies = append(out.Strategies, list)
	}
	var ends []game.NodeID
	for n := range in.Nodes {
		if in.Terminal(game.NodeID(n)) {
			ends = append(ends, game.NodeID(n))
		}
	}
	for k, n := range ends {
		c := draw.TableCell{}
		for p := range in.Players {
			u := in.PayoffAt(n, game.PlayerID(p))
			c.Payoffs = append(c.Payoffs, Number(u))
			c.Best = append(c.Best, best(in, ends, k, p, stride[p], u))
		}
		if t.view != nil {
			q := t.view.probability([]game.NodeID{n})
			c.Reach, c.Reached, c.Weight = Percents(q.low, q.high), q.high.Sign() > 0, (q.low.Float()+q.high.Float())/2
			if t.other != nil {
				o := t.other.probability([]game.NodeID{n})
				c.Reach, c.Reached = arrow(c.Reach, Percents(o.low, o.high)), c.Reached || o.high.Sign() > 0
			}
		}
		out.Cells = append(out.Cells, c)
	}
	return out
}

// best tells whether no other strategy of player p is better than the one of profile k, given those of the others.
func best(in *game.Instance, ends []game.NodeID, k, p, stride int, u num.Rat) bool {
	count := in.Infosets[p].Num
	first := k - k/stride%count*stride
	for i := range count {
		if u.Less(in.PayoffAt(ends[first+i*stride], game.PlayerID(p))) {
			return false
		}
	}
	return true
}

// pictureTitle names the picture.
func pictureTitle(in *game.Instance) string {
	if t := strings.TrimSpace(Plain(in.Title)); t != "" {
		return t
	}
	if in.Simultaneous() {
		return "Game in strategic form"
	}
	return "Game tree"
}

// sizes says how large a game is.
func sizes(g *game.Game) string {
	return fmt.Sprintf("%s, %s, %s.", Count(len(g.Players), "player", ""), Count(g.PersonalInfosets(), "information set", ""), Count(g.Terminals(), "end of play", "ends of play"))
}
