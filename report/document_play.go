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
	v := newView(drawing.Solution.Played(), &drawing.Solution.Result.Equilibria[0])
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

// mostPlaces is how many places at which something is learnt are drawn.
const mostPlaces = 6

// mostTabled is how many stand in the table.
const mostTabled = 12

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
		said := fmt.Sprintf("How far %s and %s rank outcomes alike: %s, from −1 for opposite to 1 for the same order (%s).", in.Players[a.Players[0]], in.Players[a.Players[1]], tauText(t), how)
		if x := a.Divides[0][1]; x != nil {
			said += " What divides them most: " + divides(in, &a, 0, 1) + "."
		}
		return Para{ID: modelID(i) + "-alignment", Text: text(said), Kind: "note"}
	}
	x := draw.Matrix{ID: modelID(i) + "-alignment", Title: "How far interests agree", Values: a.Tau}
	for _, p := range a.Players {
		x.Names = append(x.Names, Plain(in.Players[p]))
	}
	g := &Grid{Caption: x.Title, Head: []string{"Player", "Player", "Agreement", "What divides them most"}, Numbers: []int{2}}
	lo, hi, low, high := "", "", math.Inf(1), math.Inf(-1)
	for p := range a.Players {
		for q := range p {
			t := a.Tau[p][q]
			pair := x.Names[q] + " and " + x.Names[p]
			g.Rows = append(g.Rows, GridRow{Cells: []Cell{{Text: text(x.Names[q])}, {Text: text(x.Names[p])}, {Text: text(tauText(t))}, {Text: text(divides(in, &a, q, p))}}})
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

// divides says which two ends of play divide a pair of players most.
func divides(in *game.Instance, a *audit.Agreement, p, q int) string {
	x := a.Divides[p][q]
	if x == nil {
		return "nothing: they never rank two ends the other way round"
	}
	return fmt.Sprintf("%s would have %s rather than %s, %s the other way round", Plain(in.Players[a.Players[p]]), endName(in, x.First), endName(in, x.Second), Plain(in.Players[a.Players[q]]))
}

// mostHistory is how many moves of a play are named.
const mostHistory = 3

// endName names an end of play: its outcome and what is marked on the way, or the last moves that lead to it.
func endName(in *game.Instance, n game.NodeID) string {
	var names []string
	if o := in.Nodes[n].Outcome; o != "" {
		names = append(names, Plain(o))
	}
	for _, m := range in.Marks {
		for at := n; at >= 0; at = in.Nodes[at].Parent {
			if slices.Contains(m.Nodes, at) && !slices.Contains(names, Plain(m.Name)) {
				names = append(names, Plain(m.Name))
				break
			}
		}
	}
	moves := in.History(n)
	if k := len(moves) - mostHistory; k > 0 {
		moves = append([]string{"…"}, moves[k:]...)
	}
	way := Plain(join(moves, ", "))
	if len(names) == 0 {
		return "“" + way + "”"
	}
	return join(names, ", ") + " (“" + way + "”)"
}

func tauText(t float64) string {
	if math.IsNaN(t) {
		return "cannot be said"
	}
	return Number(num.FromFloat(math.Round(100*t) / 100))
}
