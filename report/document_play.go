package report

import (
	"fmt"
	"math"
	"slices"

	"parley/audit"
	"parley/draw"
	"parley/game"
	"parley/num"
)

// sceneAs returns the scene under a name of its own on the page.
func sceneAs(id string, scene func(*draw.Theme) *draw.Scene) func(*draw.Theme) *draw.Scene {
	return func(t *draw.Theme) *draw.Scene {
		s := *scene(t)
		s.ID = id
		return &s
	}
}

// mostOnPage is how many nodes a tree may have to be drawn whole on a page; a larger one is an outline.
const mostOnPage = 120

// tree is the picture of the first equilibrium.
func (d *document) tree(i int) *Figure {
	m := &d.r.Models[i]
	drawing := Drawing{Game: m.Games[0].In, Solution: ownSolution(m), Fold: FoldAuto}
	for _, p := range m.Model.Players {
		drawing.Colors = append(drawing.Colors, p.Color)
	}
	for _, s := range d.r.Set {
		if _, ok := m.Model.Param(s.Name); ok {
			drawing.Set = append(drawing.Set, s)
		}
	}
	head := newTree(&drawing)
	head.head()
	if len(m.Games[0].In.Nodes) > mostOnPage {
		drawing.Fold = FoldOutline
	}
	id := modelID(i) + "-tree"
	f := &Figure{ID: id, Title: head.out.Heading, Finding: head.out.Finding, Command: "parley draw " + quoteArg(m.Model.Path) + d.sets(i) + " -o tree.svg"}
	if drawing.Fold == FoldOutline {
		f.Command = "parley draw " + quoteArg(m.Model.Path) + d.sets(i) + " --collapse outline -o tree.svg"
	}
	f.Scene = sceneAs(id, func(t *draw.Theme) *draw.Scene {
		drawing := drawing
		drawing.Theme = t
		return drawing.Scene()
	})
	v := newView(drawing.Solution.played(), &drawing.Solution.Result.Equilibria[0])
	on, _, more, hidden := v.rows(false)
	g := &Grid{Caption: "Play on the path", Head: []string{"Player", "Where", "Plays", "Believes", "Worth, in utils"}, Numbers: []int{4}}
	for _, r := range on {
		g.Rows = append(g.Rows, GridRow{Cells: []Cell{{Text: text(r.player)}, {Text: text(r.name)}, {Text: text(r.moves)}, {Text: text(r.belief)}, {Text: text(r.worth)}}})
	}
	if more+hidden > 0 {
		g.Caption += fmt.Sprintf(", without %s (parley solve --all shows them)", Count(more+hidden, "information set", ""))
	}
	f.Table = g
	return f
}

// mostCards is how many equilibria are compared in a picture; the table holds all.
const mostCards = 5

// comparison sets the equilibria side by side; those with the same distribution over outcomes share a card.
func (d *document) comparison(i int) *Figure {
	m := &d.r.Models[i]
	base := &m.Games[0]
	names := Names(base.In, base.Result.Equilibria)
	c := draw.Comparison{ID: modelID(i) + "-equilibria", Title: "Equilibria compared"}
	if len(names) == 1 {
		c.Title = "What comes of the equilibrium"
	}
	for _, p := range base.In.Players {
		c.Players = append(c.Players, Plain(p))
	}
	g := &Grid{Caption: "Equilibria at the baseline", Head: []string{"Equilibrium", "What they do"}}
	type group struct {
		key     string
		members []int
	}
	var groups []group
	var cards []draw.Card
	for e := range names {
		card, outcomes, ok := d.card(i, e, names[e])
		if !ok {
			return nil
		}
		if c.Outcomes == nil {
			c.Outcomes = outcomes
			g.Head = append(g.Head, outcomes...)
			g.Head = append(g.Head, c.Players...)
		}
		row := GridRow{Cells: []Cell{{Text: Rich{{Text: card.Name, Bold: true}}}, {Text: text(card.About)}}}
		key := ""
		for _, b := range card.Bars {
			row.Cells = append(row.Cells, Cell{Text: text(b.Text)})
			key += b.Text + "|"
		}
		for _, u := range card.Payoffs {
			row.Cells = append(row.Cells, Cell{Text: text(u)})
			key += u + "|"
		}
		g.Rows = append(g.Rows, row)
		if at := slices.IndexFunc(groups, func(x group) bool { return x.key == key }); at >= 0 {
			groups[at].members = append(groups[at].members, e)
			continue
		}
		groups, cards = append(groups, group{key, []int{e}}), append(cards, card)
	}
	for k := range cards {
		if n := groups[k].members; len(n) > 1 {
			cards[k] = sharedCard(cards[k], n, names, base)
		}
	}
	c.Finding = comparisonFinding(len(names), len(cards))
	if len(cards) > mostCards {
		c.Notes = append(c.Notes, fmt.Sprintf("%d more, with other outcomes or payoffs, stand in the table.", len(cards)-mostCards))
		cards = cards[:mostCards]
	}
	c.Cards = cards
	for k := range len(g.Head) - 2 {
		g.Numbers = append(g.Numbers, k+2)
	}
	return &Figure{ID: c.ID, Title: c.Title, Finding: c.Finding, Table: g, Command: "parley solve " + quoteArg(m.Model.Path) + d.sets(i), Scene: func(t *draw.Theme) *draw.Scene {
		c := c
		c.Theme = t
		return c.Scene()
	}}
}

func comparisonFinding(equilibria, groups int) string {
	switch {
	case equilibria == 1:
		return "How likely each outcome is and what it pays, in the only equilibrium that was found."
	case groups == 1:
		return fmt.Sprintf("All %d equilibria have the same outcomes and payoffs, up to rounding; they differ in what would be done elsewhere, or in who does what.", equilibria)
	case groups == equilibria:
		return fmt.Sprintf("The %d equilibria differ in how likely each outcome is or in what they pay.", equilibria)
	}
	return fmt.Sprintf("The %d equilibria have %d different distributions over outcomes and payoffs; those that have the same share a column.", equilibria, groups)
}

// card is one equilibrium; ok is false for a game whose outcomes have no names.
func (d *document) card(i, e int, name string) (c draw.Card, outcomes []string, ok bool) {
	base := &d.r.Models[i].Games[0]
	v := newView(base.In, &base.Result.Equilibria[e])
	list, plays := v.outcomes()
	if plays > 0 || len(list) == 0 {
		return c, nil, false
	}
	c = draw.Card{Name: "E" + itoa(e+1), About: Plain(name)}
	for _, o := range list {
		outcomes = append(outcomes, Plain(o.name))
		c.Bars = append(c.Bars, draw.CardBar{Low: clamp(o.p.low.Float()), High: clamp(o.p.high.Float()), Text: Percents(o.p.low, o.p.high)})
	}
	for _, u := range v.payoffs() {
		t := Number(u.low)
		if !u.low.Equal(u.high) {
			t += " to " + Number(u.high)
		}
		c.Payoffs = append(c.Payoffs, t)
	}
	if e < len(base.Findings) {
		switch f := base.Findings[e]; {
		case !f.Passes:
			c.Marks = append(c.Marks, draw.CardMark{Text: "fails the intuitive criterion: " + Plain(f.Reason)})
		case f.Reason != "":
			c.Marks = append(c.Marks, draw.CardMark{Text: "the intuitive criterion was not decided: " + Plain(f.Reason), Open: true})
		default:
			c.Marks = append(c.Marks, draw.CardMark{Text: "passes the intuitive criterion", Passes: true})
		}
	}
	return c, outcomes, true
}

func clamp(x float64) float64 { return math.Min(math.Max(x, 0), 1) }

// sharedCard stands for several equilibria that have the same outcomes and payoffs.
func sharedCard(c draw.Card, members []int, names []string, base *audit.Game) draw.Card {
	c.Name = ""
	passing, open := 0, false
	for k, e := range members {
		if k == 6 {
			c.Name += fmt.Sprintf(" and %d more", len(members)-k)
			break
		}
		if k > 0 {
			c.Name += ", "
		}
		c.Name += "E" + itoa(e+1)
	}
	for _, e := range members {
		if base.Findings[e].Passes {
			passing++
			open = open || base.Findings[e].Reason != ""
		}
	}
	c.About = fmt.Sprintf("%d equilibria, the first: %s", len(members), Plain(names[members[0]]))
	mark := draw.CardMark{Text: fmt.Sprintf("%d of %d pass the intuitive criterion", passing, len(members)), Passes: passing == len(members) && !open, Open: open || passing > 0 && passing < len(members)}
	c.Marks = []draw.CardMark{mark}
	return c
}

// mostPlaces is how many places at which something is learnt are drawn.
const mostPlaces = 9

// mostTabled is how many stand in the table.
const mostTabled = 18

// mostKinds is how many kinds a hidden move may have to be drawn.
const mostKinds = 8

// learning shows what players learn about hidden moves in the first equilibrium: where play comes first, then elsewhere.
func (d *document) learning(i int) *Figure {
	m := &d.r.Models[i]
	base := &m.Games[0]
	lessons := audit.Learned(base.In, &base.Result.Equilibria[0])
	lessons = slices.DeleteFunc(lessons, func(l audit.Lesson) bool { return len(l.Kinds) > mostKinds })
	if len(lessons) == 0 {
		return nil
	}
	slices.SortStableFunc(lessons, func(a, b audit.Lesson) int { return b.Reach.Cmp(a.Reach) })
	id := modelID(i) + "-beliefs"
	l := draw.Learning{ID: id, Title: "What is learnt about what is hidden"}
	g := &Grid{Caption: l.Title, Head: []string{"Who, where", "About", "If", "Before any move", "There", "Play comes there if so"}, Numbers: []int{3, 4, 5}}
	for k := range lessons {
		x := &lessons[k]
		if k == mostTabled {
			g.Caption += fmt.Sprintf(" (%s, where play comes more seldom: parley solve --all)", Count(len(lessons)-k, "more place", ""))
			break
		}
		p := place(base.In, x)
		for _, kind := range x.Kinds {
			g.Rows = append(g.Rows, GridRow{Cells: []Cell{{Text: text(p.Name)}, {Text: text(x.Hidden)}, {Text: text(kind.Action)}, {Text: text(Percent(kind.Prior))}, {Text: text(Percents(kind.Low, kind.High))}, {Text: text(Percent(kind.Arrives))}}})
		}
		if k < mostPlaces {
			l.Places = append(l.Places, p)
		}
	}
	if n := len(lessons) - len(l.Places); n > 0 {
		l.Notes = append(l.Notes, fmt.Sprintf("%s, where play comes more seldom, are not drawn.", Count(n, "more place", "")))
	}
	l.Finding = learningFinding(base.In, lessons)
	if len(base.Result.Equilibria) > 1 {
		l.Finding += " In E1."
	}
	return &Figure{ID: id, Title: l.Title, Finding: l.Finding, Table: g, Scene: func(t *draw.Theme) *draw.Scene {
		l := l
		l.Theme = t
		return l.Scene()
	}}
}

func place(in *game.Instance, x *audit.Lesson) draw.LearningPlace {
	s := &in.Infosets[x.Infoset]
	p := draw.LearningPlace{Name: Plain(in.Players[s.Player]) + " at " + Plain(title(s)), Hidden: Plain(x.Hidden), Reach: x.Reach.Float(), Comes: x.Reach.Sign() > 0}
	p.About = "about " + p.Hidden + "; play comes there with " + Percent(x.Reach)
	if !p.Comes {
		p.About = "about " + p.Hidden + "; play never comes there"
	}
	var words []string
	for _, k := range x.Kinds {
		kind := draw.LearningKind{Name: Plain(k.Action), Prior: clamp(k.Prior.Float()), PriorText: Percent(k.Prior), Low: clamp(k.Low.Float()), High: clamp(k.High.Float()), PosteriorText: Percents(k.Low, k.High)}
		if !p.Comes && k.Low.IsZero() && k.High.Equal(num.One) {
			kind.PosteriorText = "open"
		}
		p.Kinds = append(p.Kinds, kind)
		words = append(words, kind.Name+" "+Percent(k.Arrives))
	}
	if p.Comes {
		p.Words = "How often play comes there, if it is so: " + join(words, ", ") + "."
	}
	return p
}

// learningFinding says where the belief moves most.
func learningFinding(in *game.Instance, lessons []audit.Lesson) string {
	best, most := "", num.Zero
	for k := range lessons {
		x := &lessons[k]
		if x.Reach.IsZero() {
			continue
		}
		for _, kind := range x.Kinds {
			if move := kind.Low.Sub(kind.Prior).Abs(); kind.Low.Equal(kind.High) && most.Less(move) {
				most = move
				s := &in.Infosets[x.Infoset]
				best = fmt.Sprintf("The belief moves most at %s: %s comes to think %s %s, which was %s.", Plain(title(s)), Plain(in.Players[s.Player]), Plain(kind.Action), Percent(kind.Low), Percent(kind.Prior))
			}
		}
	}
	if best == "" {
		return "Nothing is learnt where play comes: beliefs stay what they were."
	}
	return best
}

// alignment shows how far players rank the ends of play alike: a matrix for three players and more, else a sentence.
func (d *document) alignment(i int) Block {
	in := d.r.Models[i].Games[0].In
	a, ok := audit.Agree(in)
	if !ok {
		return nil
	}
	how := fmt.Sprintf("Kendall’s rank correlation over the %s ends of play, each of which counts once", Thousands(a.Ends))
	if len(a.Players) == 2 {
		t := a.Tau[1][0]
		if math.IsNaN(t) {
			return nil
		}
		return Para{Text: text(fmt.Sprintf("How far %s and %s rank outcomes alike: %s, from −1 for opposite to 1 for the same order (%s).", in.Players[a.Players[0]], in.Players[a.Players[1]], tauText(t), how)), Kind: "note"}
	}
	x := draw.Matrix{ID: modelID(i) + "-alignment", Title: "How far interests agree", Values: a.Tau}
	for _, p := range a.Players {
		x.Names = append(x.Names, Plain(in.Players[p]))
	}
	g := &Grid{Caption: x.Title, Head: []string{"Player", "Player", "Agreement"}, Numbers: []int{2}}
	lo, hi, low, high := "", "", math.Inf(1), math.Inf(-1)
	for p := range a.Players {
		for q := range p {
			t := a.Tau[p][q]
			pair := x.Names[q] + " and " + x.Names[p]
			g.Rows = append(g.Rows, GridRow{Cells: []Cell{{Text: text(x.Names[q])}, {Text: text(x.Names[p])}, {Text: text(tauText(t))}}})
			if t < low {
				lo, low = pair, t
			}
			if t > high {
				hi, high = pair, t
			}
		}
	}
	x.Finding = how + ": 1 for the same order, −1 for the opposite one."
	if lo != "" {
		x.Finding = fmt.Sprintf("Most alike rank %s (%s), least %s (%s). ", hi, tauText(high), lo, tauText(low)) + x.Finding
	}
	return &Figure{ID: x.ID, Title: x.Title, Finding: x.Finding, Table: g, Scene: func(t *draw.Theme) *draw.Scene {
		x := x
		x.Theme = t
		return x.Scene()
	}}
}

func tauText(t float64) string {
	if math.IsNaN(t) {
		return "cannot be said"
	}
	return Number(num.FromFloat(math.Round(100*t) / 100))
}
