package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"parley/draw"
	"parley/game"
	"parley/num"
	"parley/solve"
)

// A Drawing is a game to be drawn as a tree, with an equilibrium or without.
type Drawing struct {
	Game        *game.Instance
	Solution    *Solution // nil for the plain tree
	Equilibrium int       // which of the solution's, from 0
	Against     int       // the number from 1 of another equilibrium that it is set against; 0 for none
	Set         []Setting // params moved away from the baseline
	Colors      []string  // of the players, as "#rrggbb"; "" or nil for those of the theme
	Fold        Fold
	Open        []game.NodeID // nodes whose children are drawn in any case
	Close       []game.NodeID // nodes below which nothing is drawn
	TopDown     bool
	LabelWidth  float64 // 0 for the default of draw.Tree
	Theme       *draw.Theme
}

// tree gathers what the picture of a tree shows.
type tree struct {
	*Drawing
	in         *game.Instance
	view       *view // nil for the plain tree
	equil      *solve.Equilibrium
	other      *view // the equilibrium that it is set against; nil for none
	against    *against
	sets       map[game.InfosetID]int     // those that are drawn as such, by number
	ends       []string                   // names of outcomes, by node
	worth      []num.Rat                  // by node and player; nil if not known
	otherWorth []num.Rat                  // in the other equilibrium
	from       map[game.InfosetID]num.Rat // what play from each information set on is worth to its player; nil if not known
	out        draw.Tree

	root    game.NodeID            // of the page that is drawn
	pages   map[game.NodeID]string // that begin at nodes
	numbers map[game.InfosetID]int // of information sets that lie on several pages
}

// newTree takes an equilibrium to pieces.
func newTree(d *Drawing) *tree {
	t := &tree{Drawing: d, in: d.Game, out: draw.Tree{ID: "parley-tree", TopDown: d.TopDown, LabelWidth: d.LabelWidth, Theme: d.Theme}}
	if d.Solution != nil {
		t.in = d.Solution.Played()
		t.equil = &d.Solution.Result.Equilibria[d.Equilibrium]
		t.view = newView(t.in, t.equil)
		t.out.Solved = true
		if !t.view.numeric && t.equil.Dimension == 0 {
			t.worth = t.in.NodeValues(t.equil.Profile)
			t.from = t.view.worth()
		}
		if d.Against > 0 {
			t.other = newView(t.in, &d.Solution.Result.Equilibria[d.Against-1])
			t.against = newAgainst(t.in, t.view, t.other)
			t.out.Against = true
			if !t.other.numeric && t.other.Dimension == 0 {
				t.otherWorth = t.in.NodeValues(t.other.Profile)
			}
		}
	}
	return t
}

// Tree returns the tree to draw.
func (d *Drawing) Tree() *draw.Tree {
	t, _ := d.tree()
	return &t.out
}

// played is the game that is drawn.
func (d *Drawing) played() *game.Instance {
	if d.Solution != nil {
		return d.Solution.Played()
	}
	return d.Game
}

func (d *Drawing) tree() (*tree, *folded) {
	t := newTree(d)
	t.head()
	t.players()
	t.outcomes()
	shown := t.fold()
	t.out.Outline = shown.outline
	t.nodes(shown)
	return t, shown
}

// head says what is drawn.
func (t *tree) head() {
	t.out.Title = pictureTitle(t.in)
	var set []string
	for _, x := range t.Set {
		set = append(set, x.Name+" = "+x.Value.String())
	}
	with := ""
	if len(set) > 0 {
		with = "With " + join(set, ", ") + ". "
	}
	if t.view == nil {
		t.out.Finding = with + sizes(t.in.Game)
		return
	}
	s := t.Solution
	t.out.Heading = fmt.Sprintf("Equilibrium %d: %s", t.Equilibrium+1, Plain(Names(t.in, s.Result.Equilibria)[t.Equilibrium]))
	t.out.Finding = with + Plain(s.headline()) + "."
	if text := t.comes(); text != "" {
		t.out.Finding += " " + text
	}
	if t.other != nil {
		t.againstHead(with)
		return
	}
	if note := s.note(t.Equilibrium, t.view); note != "" {
		for _, line := range strings.Split(strings.TrimSpace(note), "\n") {
			t.out.Notes = append(t.out.Notes, Plain(capital(strings.TrimSpace(line))+"."))
		}
	}
}

// comes says what comes of play.
func (t *tree) comes() string {
	list, plays := t.view.outcomes()
	if plays > 0 || len(list) == 0 {
		return ""
	}
	const most = 8
	var parts []string
	for i, o := range list {
		if i == most {
			parts = append(parts, "and others")
			break
		}
		parts = append(parts, Plain(o.name)+" "+Percents(o.p.low, o.p.high))
	}
	return "What comes of it: " + join(parts, ", ") + "."
}

func (t *tree) players() {
	letters := Letters(t.in.Players)
	for p, name := range t.in.Players {
		color := ""
		if p < len(t.Colors) {
			color = strings.ToLower(t.Colors[p])
		}
		t.out.Players = append(t.out.Players, draw.TreePlayer{Name: Plain(name), Letter: letters[p], Color: draw.Color(color)})
	}
}

// Letters gives each player one or two characters that tell him from the others: the first letter of his name, where that will do.
func Letters(names []string) []string {
	out := make([]string, len(names))
	taken := map[string]bool{}
	for p, name := range names {
		out[p] = strconv.Itoa(p + 1)
		for _, try := range initials(name) {
			if !taken[try] {
				out[p] = try
				break
			}
		}
		taken[out[p]] = true
	}
	return out
}

// initials lists what a name may be shortened to, from the best.
func initials(name string) []string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) == 0 {
		return nil
	}
	first := []rune(words[0])
	up := string(unicode.ToUpper(first[0]))
	out := []string{up}
	if last := words[len(words)-1]; len(words) > 1 {
		out = append(out, up+string(unicode.ToUpper([]rune(last)[0])))
	}
	for _, r := range first[1:] {
		out = append(out, up+string(unicode.ToLower(r)))
	}
	return out
}

// outcomes names the ends of play: by the file's outcomes, or by the events of the story that have happened there.
func (t *tree) outcomes() {
	t.ends = make([]string, len(t.in.Nodes))
	names := make([][]string, len(t.in.Nodes))
	for _, m := range t.in.Marks {
		for n, yes := range t.passed(m) {
			if yes && t.in.Terminal(game.NodeID(n)) {
				names[n] = append(names[n], Plain(m.Name))
			}
		}
	}
	for n := range t.ends {
		if o := t.in.Nodes[n].Outcome; o != "" && len(t.in.Marks) == 0 {
			names[n] = []string{Plain(o)}
		}
		t.ends[n] = join(names[n], ", ")
	}
}

func (t *tree) passed(m game.Mark) []bool { return (&view{in: t.in}).passed(m) }

// nodes fills in the nodes that are shown.
func (t *tree) nodes(shown *folded) {
	t.sets = map[game.InfosetID]int{}
	number := map[game.NodeID]int{}
	for _, item := range shown.list {
		k := len(t.out.Nodes)
		n := draw.TreeNode{ID: fmt.Sprintf("node-%d", item.node), Parent: draw.None, Set: draw.None, Data: t.data(item)}
		if item.parent != game.None {
			n.Parent = number[item.parent]
		}
		if len(item.merged) == 0 {
			number[item.node] = k
		}
		t.edge(&n, item)
		switch {
		case item.folded:
			t.folded(&n, item)
		case t.in.Terminal(item.node):
			t.end(&n, item.node)
		default:
			t.move(&n, item.node)
		}
		t.out.Nodes = append(t.out.Nodes, n)
	}
	// A set of which one node only is shown is none in the picture.
	for h := range t.in.Infosets {
		var members []int
		for _, n := range t.in.Infosets[h].Nodes {
			if k, ok := number[n]; ok && t.out.Nodes[k].Player >= 0 {
				members = append(members, k)
			}
		}
		if number := t.numbers[game.InfosetID(h)]; len(members) > 1 || number > 0 && len(members) > 0 {
			if number > 0 {
				t.setNumber(len(t.out.Sets), number)
			}
			for _, k := range members {
				t.out.Nodes[k].Set = len(t.out.Sets)
			}
			t.out.Sets = append(t.out.Sets, members)
		}
	}
}

// setNumber gives the nodes of a set a number in place of a band.
func (t *tree) setNumber(set, number int) {
	for len(t.out.Numbers) <= set {
		t.out.Numbers = append(t.out.Numbers, 0)
	}
	t.out.Numbers[set] = number
}

// data says what a node stands for.
func (t *tree) data(item foldedNode) []draw.Datum {
	out := []draw.Datum{{Name: draw.DataNode, Value: strconv.Itoa(int(item.node))}}
	add := func(name, value string) { out = append(out, draw.Datum{Name: name, Value: Plain(value)}) }
	if item.parent != game.None {
		add(draw.DataParent, strconv.Itoa(int(item.parent)))
	}
	if h := t.in.Nodes[item.node].Infoset; h != game.None && !item.folded {
		if s := &t.in.Infosets[h]; s.Player != game.Chance {
			add(draw.DataInfoset, s.Name)
			add(draw.DataPlayer, t.in.Players[s.Player])
		}
	}
	if len(item.merged) > 0 {
		add(draw.DataFold, strconv.Itoa(int(item.parent)))
		return out
	}
	if via := t.in.Nodes[item.node].Via; via != game.None {
		add(draw.DataAction, t.in.Actions[via].Name)
	}
	if item.folded {
		add(draw.DataFold, strconv.Itoa(int(item.node)))
	}
	return out
}

// edge fills in the action that leads to a node, or the several that are folded into one.
func (t *tree) edge(n *draw.TreeNode, item foldedNode) {
	if item.parent == game.None {
		return
	}
	acts := item.merged
	if len(acts) == 0 {
		acts = []game.ActionID{t.in.Nodes[item.node].Via}
	}
	n.Action = Plain(t.in.Actions[acts[0]].Name)
	if len(acts) > 1 {
		n.Action = Count(len(acts), "other action", "")
	}
	if len(t.in.Infosets[t.in.Actions[acts[0]].Infoset].Nodes) > 0 && t.view == nil {
		if t.in.Infosets[t.in.Actions[acts[0]].Infoset].Player == game.Chance {
			n.Prob = t.sum(acts, t.in.Prob)
		}
		return
	}
	low, high, p := num.Zero, num.Zero, num.Zero
	for _, a := range acts {
		l, h := t.equil.Range(a)
		low, high, p = low.Add(l), num.Min(num.One, high.Add(h)), p.Add(t.equil.Profile[a])
	}
	n.Prob = Percents(low, high)
	n.Weight = p.Float()
	if t.equil.Dimension > 0 && !low.Equal(high) {
		n.Weight = (low.Float() + high.Float()) / 2
	}
	switch {
	case high.IsZero():
		n.Play = draw.Never
	case t.comesTo(item.parent):
		n.Play = draw.Played
	default:
		n.Play = draw.Elsewise
	}
	n.Level = len(acts) == 1 && n.Play != draw.Never && t.other == nil && t.indifferent(acts[0])
	if t.other != nil {
		t.edgeAgainst(n, item.parent, acts, quantity{p, low, high})
	}
}

func (t *tree) sum(acts []game.ActionID, prob func(game.ActionID) num.Rat) string {
	sum := num.Zero
	for _, a := range acts {
		sum = sum.Add(prob(a))
	}
	return Percent(sum)
}

// comesTo tells whether play comes to a node, in the equilibrium or in some member of a continuum as far as the bounds of its actions tell.
func (t *tree) comesTo(n game.NodeID) bool {
	if t.view.comes(n) || t.equil.Dimension == 0 {
		return t.view.comes(n)
	}
	for _, a := range t.in.Path(n) {
		if _, high := t.equil.Range(a); high.IsZero() {
			return false
		}
	}
	return true
}

func (t *tree) reached(h game.InfosetID) bool {
	return slices.ContainsFunc(t.in.Infosets[h].Nodes, t.comesTo)
}

// indifferent tells whether who takes an action mixes it with others because they are equally good: in an equilibrium, where play
// comes, and in a sequential one everywhere. Quantal response mixes for other reasons, and floating point proves nothing.
func (t *tree) indifferent(a game.ActionID) bool {
	h := t.in.Actions[a].Infoset
	concept := t.Solution.Result.Concept
	switch {
	case t.in.Infosets[h].Player == game.Chance, t.equil.Certificate == solve.Numeric, concept == solve.QRE:
		return false
	case concept != solve.Sequential && !t.view.reached(h):
		return false
	}
	return len(t.view.support(h)) > 1 && !t.equil.Profile[a].IsZero()
}

// move fills in a node at which somebody moves.
func (t *tree) move(n *draw.TreeNode, id game.NodeID) {
	h := t.in.Nodes[id].Infoset
	s := &t.in.Infosets[h]
	n.Player = draw.AtChance
	who := "Chance"
	if s.Player != game.Chance {
		n.Player = int(s.Player)
		who = capital(Plain(t.in.Players[s.Player]))
	}
	text := who + " at " + Plain(title(s))
	if s.Player != game.Chance && len(s.Nodes) > 1 {
		text += fmt.Sprintf(", cannot tell %d nodes apart", len(s.Nodes))
		if n.Belief = t.belief(id, h); n.Belief != nil && t.other != nil {
			n.Belief = t.beliefAgainst(id, h, n.Belief)
		}
		if n.Belief != nil {
			text += ", belief in this one " + n.Belief.Text
		}
	}
	if t.view != nil {
		text += ": " + t.view.moves(h)
	}
	if t.other != nil && t.playsOtherwise(h) {
		text += ", in the other equilibrium " + t.other.moves(h)
	}
	if w, ok := t.from[h]; ok && t.other == nil {
		text += "; worth " + Number(w) + " to " + Plain(t.in.Players[s.Player])
	}
	n.About = text
}

// belief says how likely the player at h thinks a node, nil where nothing can be said.
func (t *tree) belief(id game.NodeID, h game.InfosetID) *draw.TreeBelief {
	if t.view == nil || strategic(t.in.Game) {
		return nil
	}
	p, low, high, ok := t.view.belief(id)
	if !ok {
		return nil
	}
	b := &draw.TreeBelief{Low: low.Float(), High: high.Float(), Prior: -1}
	if !t.reached(h) {
		b.Open, b.Text = true, t.allowed(low, high)
		return b
	}
	b.Text = Percents(low, high)
	if low.Equal(high) {
		b.Low, b.High = p.Float(), p.Float()
	} else {
		b.Open = true
	}
	if prior, ok := prior(t.in, h, id); ok {
		b.Prior = prior.Float()
		if was := Percent(prior); was != b.Text {
			b.Text += " (was " + was + ")"
		}
	}
	return b
}

// allowed says which beliefs an equilibrium allows where play never comes. Bounds may enclose them from outside, so none of
// this says that all between the bounds will do.
func (t *tree) allowed(low, high num.Rat) string {
	switch {
	case low.IsZero() && high.Equal(num.One):
		return "open"
	case low.Equal(high):
		return "must be " + Percent(low)
	case low.IsZero():
		return "at most " + Percent(high)
	case high.Equal(num.One):
		return "at least " + Percent(low)
	}
	return Percents(low, high)
}

// prior returns how likely a node was by chance alone, among those of its information set; ok is false if these differ in more
// than what chance has done.
func prior(in *game.Instance, h game.InfosetID, id game.NodeID) (p num.Rat, ok bool) {
	var before string
	total := num.Zero
	for i, n := range in.Infosets[h].Nodes {
		weight := num.One
		var moves strings.Builder
		for _, a := range in.Path(n) {
			s := &in.Infosets[in.Actions[a].Infoset]
			if s.Player == game.Chance {
				weight = weight.Mul(in.Prob(a))
				continue
			}
			fmt.Fprintf(&moves, "%d %q ", s.Player, in.Actions[a].Name)
		}
		if i > 0 && moves.String() != before {
			return p, false
		}
		before = moves.String()
		total = total.Add(weight)
		if n == id {
			p = weight
		}
	}
	if total.IsZero() {
		return p, false
	}
	return p.Quo(total), true
}

// end fills in an end of play.
func (t *tree) end(n *draw.TreeNode, id game.NodeID) {
	n.Player, n.Outcome = draw.AtEnd, t.ends[id]
	var pay []string
	for p := range t.in.Players {
		u := Number(t.in.PayoffAt(id, game.PlayerID(p)))
		n.Payoffs = append(n.Payoffs, u)
		pay = append(pay, Plain(t.in.Players[p])+" "+u)
	}
	n.About = "End"
	if n.Outcome != "" {
		n.About += " with " + n.Outcome
	}
	n.About += ": " + join(pay, ", ")
	t.reach(n, []game.NodeID{id})
}

// reach fills in how likely play comes to one of these ends.
func (t *tree) reach(n *draw.TreeNode, ends []game.NodeID) {
	if t.view == nil {
		return
	}
	q := t.view.probability(ends)
	n.Reach, n.Reached = Percents(q.low, q.high), q.high.Sign() > 0
	if t.other != nil {
		o := t.other.probability(ends)
		n.Reach, n.Reached = arrow(n.Reach, Percents(o.low, o.high)), n.Reached || o.high.Sign() > 0
	}
	n.About += "; reached with " + n.Reach
}

// folded fills in what stands for a part that is not drawn.
func (t *tree) folded(n *draw.TreeNode, item foldedNode) {
	n.Player, n.ID = draw.AtFold, n.ID+"-fold"
	var ends []game.NodeID
	for _, r := range item.roots {
		for k := r; k < t.in.Nodes[r].End; k++ {
			if t.in.Terminal(k) {
				ends = append(ends, k)
			}
		}
	}
	n.Outcome = Count(len(ends), "end", "") + " not drawn"
	n.About = capital(n.Outcome)
	if item.page != "" {
		n.Outcome = "→ " + item.page
		n.About = "Goes on in part " + item.page
	}
	t.reach(n, ends)
	if t.worth == nil || len(item.roots) != 1 || t.other != nil && t.otherWorth == nil {
		return
	}
	for p := range t.in.Players {
		k := int(item.roots[0])*len(t.in.Players) + p
		u := Number(t.worth[k])
		if t.other != nil {
			u = arrow(u, Number(t.otherWorth[k]))
		}
		n.Payoffs = append(n.Payoffs, u)
	}
}
