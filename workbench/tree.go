package workbench

import (
	"bytes"
	"context"
	"fmt"

	"parley/draw"
	"parley/game"
	"parley/report"
	"parley/solve"
)

// TreeRequest asks for the tree.
type TreeRequest struct {
	At
	Concept     solve.Concept `json:"concept,omitempty" doc:"sequential (the default), spe, nash or pure"`
	Equilibrium int           `json:"equilibrium,omitempty" doc:"its number in the answer of solve, from 1; 0: the first one"`
	Plain       bool          `json:"plain,omitempty" doc:"the game without an equilibrium"`
	Theme       string        `json:"theme,omitempty" doc:"light (the default) or dark"`
	TopDown     bool          `json:"topDown,omitempty" doc:"the tree grows downwards instead of to the right"`
	Collapse    report.Fold   `json:"collapse,omitempty" doc:"how a large tree is drawn: auto (the default), none, subgames, likely or outline"`
	Width       int           `json:"width,omitempty" doc:"the widest that the picture may be, in pixels; 0: as it comes"`
}

// TreeAnswer is the tree as a picture and as a table.
type TreeAnswer struct {
	SVG         string     `json:"svg"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Equilibrium int        `json:"equilibrium" doc:"that is drawn; 0 for none"`
	Players     []string   `json:"players" doc:"in the order of payoffs"`
	Table       []TreeRow  `json:"table" doc:"the nodes that are drawn, each before those below it"`
	Nodes       []TreeNode `json:"nodes" doc:"those of the table that stand for a node of the game"`
	Command     string     `json:"command"`
}

// TreeRow is a node with the action that leads to it, in words.
type TreeRow struct {
	ID          string   `json:"id" doc:"of its group in the picture"`
	Parent      int      `json:"parent" doc:"position in the table; -1 for the root"`
	Depth       int      `json:"depth"`
	Action      string   `json:"action,omitempty" doc:"that leads to it"`
	Probability string   `json:"probability,omitempty" doc:"of that action"`
	Play        string   `json:"play,omitempty" doc:"played, never, or unreached: it would be played if play came there"`
	Who         string   `json:"who,omitempty" doc:"who moves: a player, or chance; absent at ends"`
	About       string   `json:"about,omitempty" doc:"the node in a sentence"`
	Belief      string   `json:"belief,omitempty" doc:"that the player who moves has in this node"`
	Outcome     string   `json:"outcome,omitempty"`
	Reach       string   `json:"reach,omitempty" doc:"how likely play ends here"`
	Payoffs     []string `json:"payoffs,omitempty"`
}

// TreeNode links a group of the picture to the game.
type TreeNode struct {
	ID      string `json:"id" doc:"of its group in the picture"`
	Node    int    `json:"node"`
	Infoset string `json:"infoset,omitempty" doc:"its name, as in strategies; absent at ends and for chance"`
	Move    string `json:"move,omitempty" doc:"the label of the move in the model"`
	Player  string `json:"player,omitempty" doc:"absent at ends and for chance"`
	Line    int    `json:"line,omitempty" doc:"of the move in the model, where it is known"`
}

// leastWidth is the narrowest picture that may be asked for.
const leastWidth = 200

func (q *TreeRequest) check() (concept solve.Concept, theme *draw.Theme, err error) {
	if concept, err = oneOf("concept", q.Concept, concepts...); err != nil {
		return "", nil, err
	}
	if q.Collapse, err = oneOf("collapse", q.Collapse, report.Folds...); err != nil {
		return "", nil, err
	}
	switch {
	case q.Equilibrium < 0:
		return "", nil, badRequest("equilibrium: a number from 1 is wanted, and this is %d", q.Equilibrium)
	case q.Plain && q.Equilibrium > 0:
		return "", nil, badRequest("plain draws no equilibrium: leave out one of the two")
	case q.Plain && q.Collapse == report.FoldLikely:
		return "", nil, badRequest("collapse: likely needs an equilibrium, and plain draws none")
	case q.Width != 0 && q.Width < leastWidth:
		return "", nil, badRequest("width: a number of at least %d is wanted, and this is %d", leastWidth, q.Width)
	}
	theme, err = themeOf(q.Theme)
	return concept, theme, err
}

func themeOf(name string) (*draw.Theme, error) {
	name, err := oneOf("theme", name, draw.Light.Name, draw.Dark.Name)
	if name == draw.Dark.Name {
		return &draw.Dark, err
	}
	return &draw.Light, err
}

func (b *Bench) tree(ctx context.Context, q *TreeRequest) (*TreeAnswer, error) {
	concept, theme, err := q.check()
	if err != nil {
		return nil, err
	}
	k, err := b.good(ctx, &q.Edited)
	if err != nil {
		return nil, err
	}
	if n := len(k.model.Game.Nodes); q.Collapse == report.FoldNone && n > report.MostWhole {
		return nil, &Error{Code: TooLarge, Message: fmt.Sprintf("the tree has %s nodes, and %s is the most that is drawn whole", report.Thousands(n), report.Thousands(report.MostWhole)), Fix: "take another way to collapse it"}
	}
	d := &report.Drawing{Fold: q.Collapse, TopDown: q.TopDown, Theme: theme}
	for _, p := range k.model.Players {
		d.Colors = append(d.Colors, p.Color)
	}
	if q.Plain {
		err = q.plain(k, d)
	} else {
		var p *point
		if p, err = b.point(ctx, k, &q.At, concept); err == nil {
			defer p.letGo()
			err = q.equilibrium(p, d)
		}
	}
	if err != nil {
		return nil, err
	}
	return b.drawn(k, q, d)
}

// plain fills in the game at the values of the request.
func (q *TreeRequest) plain(k *book, d *report.Drawing) error {
	values, set, err := q.settings(k.model)
	if err != nil {
		return err
	}
	if d.Game, err = game.NewInstance(k.model.Game, values); err != nil {
		return &Error{Code: BadValues, Message: err.Error()}
	}
	d.Set = set
	return nil
}

// equilibrium fills in the equilibrium that is to be drawn.
func (q *TreeRequest) equilibrium(p *point, d *report.Drawing) error {
	s := p.solution
	n := len(s.Result.Equilibria)
	switch {
	case n == 0:
		return &Error{Code: NoAnswer, Message: "there is no equilibrium to draw: " + s.Headline(), Fix: "ask for the tree without one: plain"}
	case q.Equilibrium > n:
		return &Error{Code: NoAnswer, Message: fmt.Sprintf("equilibrium %d is asked for, and there are %d", q.Equilibrium, n), Fix: "take one from the answer of solve at the same values"}
	}
	d.Game, d.Set, d.Solution, d.Equilibrium = s.Game, s.Set, s, max(q.Equilibrium-1, 0)
	return nil
}

func (b *Bench) drawn(k *book, q *TreeRequest, d *report.Drawing) (*TreeAnswer, error) {
	var svg bytes.Buffer
	scene := d.Within(q.Width)
	if err := draw.SVG(&svg, scene); err != nil {
		return nil, err
	}
	a := &TreeAnswer{SVG: svg.String(), Title: scene.Title, Description: scene.Desc, Players: orEmpty(k.model.Game.Players), Table: []TreeRow{}, Nodes: []TreeNode{}}
	t := d.Tree()
	for i := range t.Nodes {
		a.Table = append(a.Table, row(a, t, i, scene.ID))
		if n, ok := treeNode(k.model.Game, &t.Nodes[i], scene.ID); ok {
			a.Nodes = append(a.Nodes, n)
		}
	}
	var more []string
	if d.Solution != nil {
		a.Equilibrium = d.Equilibrium + 1
		if d.Equilibrium > 0 {
			more = append(more, "--equilibrium", number(a.Equilibrium))
		}
		more = append(more, conceptFlag(d.Solution.Result.Concept)...)
	} else {
		more = append(more, "--plain")
	}
	if q.TopDown {
		more = append(more, "--top-down")
	}
	if q.Collapse != report.FoldAuto {
		more = append(more, "--collapse", string(q.Collapse))
	}
	if q.Theme == draw.Dark.Name {
		more = append(more, "--theme", q.Theme)
	}
	if q.Width > 0 {
		more = append(more, "--width", number(q.Width))
	}
	a.Command = b.command(k, "draw", d.Set, append(more, "-o", "tree.svg")...)
	return a, nil
}

// plays are the words for draw.Play.
var plays = map[draw.Play]string{draw.Played: "played", draw.Never: "never", draw.Elsewise: "unreached"}

func row(a *TreeAnswer, t *draw.Tree, i int, scene string) TreeRow {
	n := &t.Nodes[i]
	r := TreeRow{ID: scene + "-" + n.ID, Parent: -1, Action: n.Action, Probability: n.Prob, About: n.About, Outcome: n.Outcome, Reach: n.Reach, Payoffs: n.Payoffs}
	if n.Parent != draw.None {
		r.Parent, r.Depth = n.Parent, a.Table[n.Parent].Depth+1
		r.Play = plays[n.Play]
	}
	switch {
	case n.Player >= 0:
		r.Who = t.Players[n.Player].Name
	case n.Player == draw.AtChance:
		r.Who = "chance"
	}
	if n.Belief != nil {
		r.Belief = n.Belief.Text
	}
	return r
}

// treeNode finds the node of the game that a node of the picture stands for.
func treeNode(g *game.Game, n *draw.TreeNode, scene string) (TreeNode, bool) {
	var id int
	if _, err := fmt.Sscanf(n.ID, "node-%d", &id); err != nil || id < 0 || id >= len(g.Nodes) || n.Player == draw.AtFold {
		return TreeNode{}, false
	}
	out := TreeNode{ID: scene + "-" + n.ID, Node: id}
	if h := g.Nodes[id].Infoset; h != game.None {
		s := &g.Infosets[h]
		out.Move = s.Label
		if s.Player != game.Chance {
			out.Infoset, out.Player = s.Name, g.Players[s.Player]
		}
	}
	return out, true
}
