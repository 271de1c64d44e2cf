package report

import (
	"fmt"
	"math"
	"slices"

	"parley/audit"
	"parley/draw"
	"parley/solve/refine"
)

// mostCards is how many equilibria are compared in a picture; the table holds all.
const mostCards = 6

// A card is an equilibrium, or several that have the same distribution over outcomes and payoffs.
type card struct {
	key     string
	members []int
	draw.Card
}

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
	if base.Found != nil {
		c.Share = "one of its kind exists in"
	}
	g := &Grid{Caption: "Equilibria at the baseline", Head: []string{"Equilibrium", "What they do"}}
	var cards []card
	for e := range names {
		x, outcomes, ok := equilibriumCard(base, e, names[e])
		if !ok {
			return nil
		}
		if c.Outcomes == nil {
			c.Outcomes = outcomes
			g.Head = slices.Concat(g.Head, outcomes, c.Players)
			if c.Share != "" {
				g.Head = append(g.Head, "Draws with one of its kind")
			}
		}
		g.Rows = append(g.Rows, cardRow(&x, c.Share != ""))
		if at := slices.IndexFunc(cards, func(o card) bool { return o.key == x.key }); at >= 0 {
			cards[at].members = append(cards[at].members, e)
		} else {
			cards = append(cards, x)
		}
	}
	checks := d.checks(i)
	for _, p := range checks {
		c.Checks = append(c.Checks, checkTitle(p.title))
	}
	for k := range cards {
		if n := cards[k].members; len(n) > 1 {
			stand(&cards[k], names)
		}
		for _, p := range checks {
			cards[k].Marks = append(cards[k].Marks, p.mark(cards[k].members))
		}
		if k < mostCards {
			c.Cards = append(c.Cards, cards[k].Card)
		}
	}
	c.Finding = gamesText(m) + " " + comparisonFinding(len(names), len(cards))
	if n := len(cards) - len(c.Cards); n > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("%s, with other outcomes or payoffs, %s in the table.", Count(n, "more", "more"), verb(n, "stands", "stand")))
	}
	if c.Share != "" {
		c.Notes = append(c.Notes, kindNote)
	}
	for k := range len(g.Head) - 2 {
		g.Numbers = append(g.Numbers, k+2)
	}
	return &Figure{ID: c.ID, Title: c.Title, Finding: c.Finding, Table: g, Command: "parley solve " + quoteArg(m.Model.Path) + d.sets(i), Scene: func(t *draw.Theme) *draw.Scene {
		c := c
		c.Theme = t
		return c.Scene()
	}}
}

// kindNote says what makes equilibria at other values of the params the same.
const kindNote = "Of its kind is an equilibrium that uses the same actions wherever play may come, and for certain the same replies to a single departure; its probabilities may be others."

func comparisonFinding(equilibria, groups int) string {
	switch {
	case equilibria == 1:
		return "How likely each outcome is and what it pays."
	case groups == 1:
		return "All have the same outcomes and payoffs, up to rounding; they differ in what would be done elsewhere, or in who does what."
	case groups == equilibria:
		return "They differ in how likely each outcome is or in what they pay."
	}
	return fmt.Sprintf("They have %d different distributions over outcomes and payoffs; those that have the same share a column.", groups)
}

// equilibriumCard is one equilibrium; ok is false for a game whose outcomes have no names.
func equilibriumCard(base *audit.Game, e int, name string) (c card, outcomes []string, ok bool) {
	v := newView(base.In, &base.Result.Equilibria[e])
	list, plays := v.outcomes()
	if plays > 0 || len(list) == 0 {
		return c, nil, false
	}
	c = card{members: []int{e}, Card: draw.Card{Name: "E" + itoa(e+1), About: Plain(name)}}
	if n := base.Result.Equilibria[e].Dimension; n > 0 {
		c.About += fmt.Sprintf("; a continuum of dimension %d, over all of which the bounds are", n)
	}
	for _, o := range list {
		outcomes = append(outcomes, Plain(o.name))
		b := draw.CardBar{Low: clamp(o.p.low.Float()), High: clamp(o.p.high.Float()), Text: Percents(o.p.low, o.p.high)}
		c.Bars = append(c.Bars, b)
		c.key += b.Text + "|"
	}
	for _, u := range v.payoffs() {
		t := Number(u.low)
		if !u.low.Equal(u.high) {
			t += " to " + Number(u.high)
		}
		c.Payoffs = append(c.Payoffs, t)
		c.key += t + "|"
	}
	if base.Found != nil {
		s := base.Found[e]
		c.Share = draw.CardBar{Low: s.Value(), High: s.Value(), Text: sharePercent(s)}
	}
	return c, outcomes, true
}

// cardRow is an equilibrium as a row of the table.
func cardRow(c *card, share bool) GridRow {
	row := GridRow{Cells: []Cell{{Text: Rich{{Text: c.Name, Bold: true}}}, {Text: text(c.About)}}}
	for _, b := range c.Bars {
		row.Cells = append(row.Cells, Cell{Text: text(b.Text)})
	}
	for _, u := range c.Payoffs {
		row.Cells = append(row.Cells, Cell{Text: text(u)})
	}
	if share {
		row.Cells = append(row.Cells, Cell{Text: text(c.Share.Text)})
	}
	return row
}

func clamp(x float64) float64 { return math.Min(math.Max(x, 0), 1) }

// stand makes a card stand for all its members.
func stand(c *card, names []string) {
	c.Name = equilibriumList(c.members, 6)
	c.About = fmt.Sprintf("%d equilibria, the first: %s", len(c.members), Plain(names[c.members[0]]))
	if c.Share.Text != "" {
		c.Share = draw.CardBar{} // each has a share of its own: the table has them
	}
}

// equilibriumList names equilibria, so many at most.
func equilibriumList(list []int, most int) string {
	var parts []string
	for k, e := range list {
		if k == most {
			return join(parts, ", ") + fmt.Sprintf(" and %d more", len(list)-k)
		}
		parts = append(parts, "E"+itoa(e+1))
	}
	return join(parts, ", ")
}

// A check is one refinement with what is known of each equilibrium.
type check struct {
	title string
	of    []refine.Judgement // by equilibrium
}

// checks lists the refinements by which the equilibria of a model's own game were judged: those of the report, or else the one that every
// audit judges by.
func (d *document) checks(i int) []check {
	base := &d.r.Models[i].Games[0]
	if i < len(d.r.Refinements) && len(d.r.Refinements[i]) > 0 {
		var out []check
		for k, first := range d.r.Refinements[i][0] {
			c := check{title: first.Property.Title}
			for _, list := range d.r.Refinements[i] {
				c.of = append(c.of, list[k])
			}
			out = append(out, c)
		}
		return out
	}
	c := check{title: "intuitive criterion"}
	for _, f := range base.Findings {
		x := refine.Judgement{Verdict: refine.Passes, Reason: f.Reason}
		switch {
		case !f.Passes:
			x.Verdict = refine.Fails
		case f.Reason != "":
			x.Verdict = refine.Undecided
		}
		c.of = append(c.of, x)
	}
	if len(c.of) == 0 {
		return nil
	}
	return []check{c}
}

// checkTitle is the name of a refinement where there is little room.
func checkTitle(title string) string {
	if title == "limit of the principal QRE branch" {
		return "QRE limit (principal branch)"
	}
	return title
}

// mark says in short whether the members of a card pass a refinement.
func (c *check) mark(members []int) draw.CardMark {
	count := map[refine.Verdict]int{}
	for _, e := range members {
		count[c.of[e].Verdict]++
	}
	n := len(members)
	signs := map[refine.Verdict]draw.CardSign{refine.Passes: draw.TickSign, refine.Fails: draw.CrossSign, refine.Undecided: draw.RingSign, refine.Inapplicable: draw.NoSign}
	for v, sign := range signs {
		if count[v] == n {
			text := string(v)
			if n == 1 && c.of[members[0]].Member && (v == refine.Passes || v == refine.Fails) {
				text += " (the member shown)"
			}
			return draw.CardMark{Text: text, Sign: sign}
		}
	}
	text := fmt.Sprintf("%d of %d pass", count[refine.Passes], n)
	if k := count[refine.Undecided]; k > 0 {
		text += fmt.Sprintf(", %d not decided", k)
	}
	return draw.CardMark{Text: text, Sign: draw.RingSign}
}

// refinements says which equilibria pass which refinement, and why not.
func (d *document) refinements(i int) []Block {
	m := &d.r.Models[i]
	checks := d.checks(i)
	if len(checks) == 0 {
		return nil
	}
	g := &Grid{Caption: "Which refinements the equilibria pass, and why not", Head: []string{"Refinement", "Verdict", "Equilibria", "Why"}}
	for _, c := range checks {
		for k, group := range c.groups() {
			x := c.of[group[0]]
			name := Cell{}
			if k == 0 {
				name.Text = text(c.title)
			} else {
				name.Text = text("– also")
			}
			verdict := Cell{Text: text(string(x.Verdict))}
			if x.Member && (x.Verdict == refine.Passes || x.Verdict == refine.Fails) {
				verdict.Note = "said of the member shown"
			}
			g.Rows = append(g.Rows, GridRow{Cells: []Cell{name, verdict, {Text: text(equilibriumList(group, 8))}, {Text: text(x.Reason)}}})
		}
	}
	out := []Block{g}
	if len(d.r.Refinements) <= i || len(d.r.Refinements[i]) == 0 {
		out = append(out, Para{Text: text("Other refinements, and which equilibrium the principal QRE branch leads to, were not computed; parley solve " + quoteArg(m.Model.Path) + d.sets(i) + " --refine all does."), Kind: "note"})
	}
	return out
}

// groups puts equilibria together that a refinement judges alike and for the same reason.
func (c *check) groups() [][]int {
	var out [][]int
	for e, x := range c.of {
		at := slices.IndexFunc(out, func(g []int) bool {
			o := c.of[g[0]]
			return o.Verdict == x.Verdict && o.Reason == x.Reason && o.Member == x.Member
		})
		if at < 0 {
			out = append(out, nil)
			at = len(out) - 1
		}
		out[at] = append(out[at], e)
	}
	return out
}
