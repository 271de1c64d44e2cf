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
	Against     int           `json:"against,omitempty" doc:"the number of another equilibrium: only what differs is drawn in full, and differences lists it"`
	Plain       bool          `json:"plain,omitempty" doc:"the game without an equilibrium"`
	Theme       string        `json:"theme,omitempty" doc:"light (the default) or dark"`
	TopDown     bool          `json:"topDown,omitempty" doc:"the tree grows downwards instead of to the right"`
	Collapse    report.Fold   `json:"collapse,omitempty" doc:"how a large tree is drawn: auto (the default), none, subgames, likely, path, outline or, with against, changes"`
	Open        []int         `json:"open,omitempty" doc:"nodes whose children are drawn in any case"`
	Close       []int         `json:"close,omitempty" doc:"nodes below which nothing is drawn"`
	Find        string        `json:"find,omitempty" doc:"words to look for among all nodes, drawn or not"`
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
	Nodes       []TreeNode `json:"nodes" doc:"what the rows of the table stand for, in the same order"`
	Stakes      []Stake    `json:"stakes" doc:"what is at stake at each information set; none of a plain tree, or where numbers are not exact"`
	StakesOf    string     `json:"stakesOf,omitempty" doc:"of a component: that stakes are those of the member that is drawn"`
	Against     int        `json:"against,omitempty" doc:"the equilibrium that it is set against"`
	Differences []Differs  `json:"differences,omitempty" doc:"with against: all that differs between the two"`
	Found       *Found     `json:"found,omitempty" doc:"with find"`
	Command     string     `json:"command"`
}

// Stake is what is at stake at an information set, in utils: exactly, and as text for people.
type Stake struct {
	Infoset string        `json:"infoset"`
	Player  string        `json:"player"`
	Play    Exact         `json:"play" doc:"what play from there on is worth to the player, given his beliefs"`
	Gain    Exact         `json:"gain" doc:"what the best action would add to that: 0 if nothing is gained by deviating there once"`
	Actions []ActionStake `json:"actions"`
}

// ActionStake is what an action is worth to who takes it, with later moves as in the equilibrium.
type ActionStake struct {
	Action      string `json:"action"`
	Probability string `json:"probability"`
	Value       Exact  `json:"value"`
	Best        bool   `json:"best" doc:"no other action is worth more"`
}

// Exact is a number exactly and for people.
type Exact struct {
	Exact string `json:"exact" doc:"a fraction or a decimal number"`
	Text  string `json:"text"`
}

// Differs is something in which two equilibria differ.
type Differs struct {
	Kind    report.DifferenceKind `json:"kind" doc:"outcome, payoff, play or belief"`
	Infoset string                `json:"infoset,omitempty" doc:"of play and beliefs"`
	Where   string                `json:"where,omitempty"`
	What    string                `json:"what"`
	First   string                `json:"first"`
	Second  string                `json:"second"`
}

// Found is what a search found.
type Found struct {
	Total int         `json:"total" doc:"how many nodes match; the list may be shorter"`
	Nodes []FoundNode `json:"nodes"`
}

// FoundNode is a node that matches.
type FoundNode struct {
	Node int    `json:"node"`
	Text string `json:"text"`
	ID   string `json:"id,omitempty" doc:"of its group in the picture, where it is drawn"`
	Open int    `json:"open" doc:"the node to open so that it is drawn; -1 for the root"`
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
	ID      string   `json:"id" doc:"of its group in the picture"`
	Node    int      `json:"node" doc:"by its number in the game; of a part that is not drawn, the first node"`
	Fold    bool     `json:"fold,omitempty" doc:"it stands for a part that is not drawn"`
	Opens   int      `json:"opens" doc:"of such a part: the node to open; else -1"`
	Infoset string   `json:"infoset,omitempty" doc:"its name, as in strategies; absent at ends and for chance"`
	Move    string   `json:"move,omitempty" doc:"the label of the move in the model"`
	Player  string   `json:"player,omitempty" doc:"absent at ends and for chance"`
	File    string   `json:"file,omitempty" doc:"of the move in the model; absent at ends, and where a strategic form is drawn in place of the model's own game"`
	Line    int      `json:"line,omitempty" doc:"of that file"`
	EndLine int      `json:"endLine,omitempty" doc:"where the call that makes the move ends, if in a later line"`
	Events  []string `json:"events,omitempty" doc:"that happen at an end, or at some end of a part that is not drawn"`
	Params  []string `json:"params,omitempty" doc:"that stand in its payoffs or in its probabilities of chance"`
}

const (
	leastWidth = 200 // the narrowest picture that may be asked for
	mostFind   = 200 // bytes that are looked for
	mostFound  = 50  // nodes that a search lists
)

func (q *TreeRequest) check() (concept solve.Concept, theme *draw.Theme, err error) {
	if concept, err = oneOf("concept", q.Concept, concepts...); err != nil {
		return "", nil, err
	}
	if q.Collapse, err = oneOf("collapse", q.Collapse, report.Folds...); err != nil {
		return "", nil, err
	}
	switch {
	case q.Against < 0:
		return "", nil, badRequest("against: a number from 1 is wanted, and this is %d", q.Against)
	case q.Against > 0 && (q.Plain || q.Against == max(q.Equilibrium, 1)):
		return "", nil, badRequest("against: a second equilibrium beside the one that is drawn is wanted")
	case q.Collapse == report.FoldChanges && q.Against == 0:
		return "", nil, badRequest("collapse: changes needs two equilibria: say against")
	case len(q.Find) > mostFind:
		return "", nil, badRequest("find: at most %d bytes are looked for", mostFind)
	case q.Equilibrium < 0:
		return "", nil, badRequest("equilibrium: a number from 1 is wanted, and this is %d", q.Equilibrium)
	case q.Plain && q.Equilibrium > 0:
		return "", nil, badRequest("plain draws no equilibrium: leave out one of the two")
	case q.Plain && q.Collapse.NeedsEquilibrium():
		return "", nil, badRequest("collapse: %s needs an equilibrium, and plain draws none", q.Collapse)
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
	for _, n := range q.Open {
		d.Open = append(d.Open, game.NodeID(n))
	}
	for _, n := range q.Close {
		d.Close = append(d.Close, game.NodeID(n))
	}
	letGo, err := b.lay(ctx, k, q, concept, d)
	if err != nil {
		return nil, err
	}
	defer letGo()
	if err := d.CheckNodes(); err != nil {
		return nil, badRequest("%s", err)
	}
	return b.drawn(k, q, d)
}

// lay fills in what is to be drawn: colours, and the game with an equilibrium or without. letGo is to be called when d is done with.
func (b *Bench) lay(ctx context.Context, k *book, q *TreeRequest, concept solve.Concept, d *report.Drawing) (letGo func(), err error) {
	for _, p := range k.model.Players {
		d.Colors = append(d.Colors, p.Color)
	}
	if q.Plain {
		return func() {}, q.plain(k, d)
	}
	p, err := b.point(ctx, k, &q.At, concept)
	if err != nil {
		return nil, err
	}
	if err := q.equilibrium(p, d); err != nil {
		p.letGo()
		return nil, err
	}
	return p.letGo, nil
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
	case max(q.Equilibrium, q.Against) > n:
		return &Error{Code: NoAnswer, Message: fmt.Sprintf("equilibrium %d is asked for, and there are %d", max(q.Equilibrium, q.Against), n), Fix: "take one from the answer of solve at the same values"}
	}
	d.Game, d.Set, d.Solution, d.Equilibrium, d.Against = s.Game, s.Set, s, max(q.Equilibrium-1, 0), q.Against
	return nil
}

func (b *Bench) drawn(k *book, q *TreeRequest, d *report.Drawing) (*TreeAnswer, error) {
	var svg bytes.Buffer
	look := d.Look(q.Width)
	scene := look.Scene
	if err := draw.SVG(&svg, scene); err != nil {
		return nil, err
	}
	a := &TreeAnswer{SVG: svg.String(), Title: scene.Title, Description: scene.Desc, Players: orEmpty(k.model.Game.Players), Table: []TreeRow{}, Nodes: []TreeNode{}}
	l := &linker{k, d, look, scene.ID}
	for i := range look.Tree.Nodes {
		a.Table = append(a.Table, row(a, look.Tree, i, scene.ID))
		a.Nodes = append(a.Nodes, l.node(i))
	}
	a.Stakes, a.StakesOf = stakes(d)
	a.Differences = differences(d)
	if q.Find != "" {
		a.Found = l.find(q.Find)
	}
	a.Against = d.Against
	var more []string
	if d.Solution != nil {
		a.Equilibrium = d.Equilibrium + 1
		if d.Equilibrium > 0 {
			more = append(more, "--equilibrium", number(a.Equilibrium))
		}
		if d.Against > 0 {
			more = append(more, "--against", number(d.Against))
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
	more = append(more, nodesFlag("--open", q.Open)...)
	more = append(more, nodesFlag("--close", q.Close)...)
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
