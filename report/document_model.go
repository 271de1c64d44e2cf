package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/audit"
	"parley/draw"
)

// model is everything about one model. N counts conclusions through all models.
func (d *document) model(i int, n *int) Section {
	m := &d.r.Models[i]
	s := Section{ID: modelID(i), Title: d.modelTitle(i)}
	if len(m.Games) == 0 {
		s.Blocks = append(s.Blocks, Para{Text: text(stoppedText), Kind: "warning"})
		return s
	}
	s.Blocks = append(s.Blocks, Para{Text: text(gamesText(m)), Kind: "lead"})
	for _, t := range d.r.samples(m) {
		s.Blocks = append(s.Blocks, Para{Text: text(t), Kind: "note"})
	}
	if len(m.Conclusions) > 0 {
		s.Sections = append(s.Sections, d.conclusions(i, n))
	}
	if len(m.Questions) > 0 {
		s.Sections = append(s.Sections, d.questions(i))
	}
	s.Sections = append(s.Sections, d.play(i), d.changes(i))
	if c := d.carried(i); len(c.Blocks) > 0 {
		s.Sections = append(s.Sections, c)
	}
	if len(m.Model.Params) > 0 {
		s.Sections = append(s.Sections, d.params(i))
	}
	return s
}

// longestCondition is how long a condition may be to stand above what is said of it; the model's text holds all, and a link leads there.
const longestCondition = 240

// conclusions says of each conclusion what decides and carries it.
func (d *document) conclusions(i int, n *int) Section {
	m := &d.r.Models[i]
	s := Section{ID: modelID(i) + "-conclusions", Title: "Conclusions"}
	flips := d.most(i, mostFlips, mostOtherFlips)
	if i > 0 && d.conclusionCount() > mostConclusionTables {
		flips = 0
	}
	drawn := drawnConclusions(m, flips)
	for j := range m.Conclusions {
		*n++
		k := &m.Conclusions[j]
		c := Section{ID: conclusionID(*n), Title: itoa(*n) + ". " + Plain(k.Text), Tag: verdictTag(k.Verdict)}
		if condition := k.Condition.String(); len(condition) <= longestCondition {
			c.Blocks = append(c.Blocks, Para{Text: text(condition), Kind: "formula"})
		}
		before, after := conclusionDetails(m, k)
		var list Details
		seen := map[string]bool{}
		for _, x := range append(before, after...) {
			if d.conclusionCount() > mostConclusionTables && strings.HasPrefix(x.text, outsideHead) { // the others are in parley audit --json
				x.text = outsideHead + flipList(m, k.Beyond, mostBeyond) + "."
			}
			list = append(list, d.detail(i, x, k.Claims, seen))
		}
		list = append(list, DetailItem{"declared", d.line(k.Pos.File, k.Pos.Line)})
		c.Blocks = append(c.Blocks, list)
		if f := d.flipsFigure(i, *n, k); f != nil {
			if !slices.Contains(drawn, j) {
				f.Scene = nil
			}
			if f.Scene != nil || d.conclusionCount() <= mostConclusionTables {
				c.Blocks = append(c.Blocks, f)
			}
		}
		s.Sections = append(s.Sections, c)
	}
	return s
}

// mostFlips is how many conclusions of the first model have charts of their indices, and mostOtherFlips how many those of all others
// have together, but one of each; they have none where there are more conclusions than mostConclusionTables.
const mostFlips, mostOtherFlips = 3, 6

// mostConclusionTables is how many conclusions a report may have for those without a chart to have a table of their indices; with more the
// details of each conclusion name what carries it.
const mostConclusionTables = 20

// mostBeyond is how many flips outside the ranges are named of each of very many conclusions.
const mostBeyond = 2

// conclusionCount counts the conclusions of all models.
func (d *document) conclusionCount() int {
	if len(d.r.Models) == 0 {
		return 0
	}
	last := len(d.r.Models) - 1
	return d.number(last, len(d.r.Models[last].Conclusions)-1)
}

// drawnConclusions chooses them: those first that are neither proved nor robust.
func drawnConclusions(m *audit.ModelAudit, atMost int) []int {
	var first, rest []int
	for j := range m.Conclusions {
		switch k := &m.Conclusions[j]; {
		case !indexed(m, k.Indices):
		case k.Verdict == audit.Proved || k.Verdict == audit.Robust:
			rest = append(rest, j)
		default:
			first = append(first, j)
		}
	}
	list := slices.Concat(first, rest)
	return list[:min(len(list), atMost)]
}

// detail links what a detail names: claims, params, assumptions.
func (d *document) detail(i int, x detail, claims []int, seen map[string]bool) DetailItem {
	switch x.label {
	case "claims":
		return DetailItem{x.label, d.claims(i, claims)}
	case "flips if", "moves", "together", "mostly", "rests on", "proof", "":
		return DetailItem{x.label, d.names[i].rich(x.text, seen)}
	}
	return DetailItem{x.label, text(x.text)}
}

// questions gives every answer.
func (d *document) questions(i int) Section {
	m := &d.r.Models[i]
	s := Section{ID: modelID(i) + "-questions", Title: "Questions"}
	g := &Grid{Caption: "Every question with its answer at the baseline and over the draws", Head: []string{"No.", "Question", "Answer"}, Numbers: []int{0}}
	rests := slices.ContainsFunc(m.Questions, func(q audit.Question) bool { return len(q.Claims) > 0 })
	if rests {
		g.Head = append(g.Head, "Claims")
	}
	for j := range m.Questions {
		q := &m.Questions[j]
		answer, seen := Cell{}, map[string]bool{}
		for _, x := range questionDetails(m, q) {
			switch {
			case x.label == "answers":
				answer.Text = text(x.text)
			case x.label == "alone" && d.charted(i, j):
				answer.Text = append(answer.Text, Run{Text: "\nOne param at a time: "}, Run{Text: "chart", Link: "#" + rangesID(i, j)})
			case x.label == "alone":
				answer.Text = append(answer.Text, text("\n"+capital(fewSwings(m, q))+".")...)
			default:
				answer.Text = append(answer.Text, append(Rich{{Text: "\n"}}, d.names[i].rich(capital(x.text), seen)...)...)
			}
		}
		asked := Cell{Text: Rich{{Text: Plain(q.Text), Bold: true}}, Note: Plain(say(q.Query))}
		row := GridRow{ID: questionID(i, j), Cells: []Cell{{Text: d.shortLine(q.Pos.File, q.Pos.Line)}, asked, answer}}
		row.Cells[0].Text[0].Text = itoa(j + 1)
		if rests {
			row.Cells = append(row.Cells, Cell{Text: d.claims(i, q.Claims)})
		}
		g.Rows = append(g.Rows, row)
	}
	s.Blocks = append(s.Blocks, g)
	return s
}

// params lists the params and assumptions of a model, with what they rest on and what they carry.
func (d *document) params(i int) Section {
	m := &d.r.Models[i]
	s := Section{ID: modelID(i) + "-params", Title: "Params and assumptions"}
	g := &Grid{Caption: "Params: what each is, where it stands, what it rests on and which conclusions it flips alone", Head: []string{"Param", "What it is", "Baseline", "Range", "Rests on", "Flips", "Line"}, Numbers: []int{2}}
	idle := map[int]bool{}
	for _, p := range m.Idle {
		idle[p] = true
	}
	for p := range m.Model.Params {
		x := &m.Model.Params[p]
		rests := d.claims(i, x.Claims)
		if len(x.Claims) == 0 {
			rests = text("no source")
		}
		about := Cell{Text: text(x.About)}
		if idle[p] {
			about.Note = "nothing depends on it"
		}
		value := Cell{Text: text(Number(m.Baseline[p]))}
		if x.Word != "" {
			value.Note = Plain(x.Word)
		}
		name := Cell{Text: Rich{{Text: Plain(x.Name), Bold: true}}}
		g.Rows = append(g.Rows, GridRow{ID: paramID(i, m, p), Cells: []Cell{name, about, value, {Text: text(distText(x))}, {Text: rests}, {Text: d.flippedBy(i, p)},
			{Text: d.shortLine(x.Pos.File, x.Pos.Line)}}})
	}
	s.Blocks = append(s.Blocks, g)
	if len(m.Model.Assumptions) == 0 {
		return s
	}
	a := &Grid{Caption: "Assumptions: inequalities that the baseline and every draw satisfy", Head: []string{"No.", "Assumption", "Rests on", "Carries", "Line"}, Numbers: []int{0}}
	for k, x := range m.Model.Assumptions {
		rests := d.claims(i, x.Claims)
		if len(x.Claims) == 0 {
			rests = text("no source")
		}
		a.Rows = append(a.Rows, GridRow{ID: assumptionID(i, k), Cells: []Cell{{Text: text(itoa(k + 1))}, {Text: d.names[i].rich(x.Text, map[string]bool{})}, {Text: rests}, {Text: d.carriedByAssumption(i, k)}, {Text: d.shortLine(x.Pos.File, x.Pos.Line)}}})
	}
	s.Blocks = append(s.Blocks, a)
	return s
}

// shortLine links a line by its number alone.
func (d *document) shortLine(file string, line int) Rich {
	return Rich{{Text: itoa(line), Link: d.lineLink(file, line)}}
}

// flippedBy links the conclusions that a param flips alone within its range.
func (d *document) flippedBy(i, p int) Rich {
	m := &d.r.Models[i]
	var found []int
	for j := range m.Conclusions {
		for _, l := range m.Conclusions[j].Linchpins {
			if l.Param == p {
				found = append(found, d.number(i, j))
				break
			}
		}
	}
	return d.conclusionLinks(found)
}

// carriedByAssumption links the conclusions that rest on an assumption.
func (d *document) carriedByAssumption(i, k int) Rich {
	m := &d.r.Models[i]
	var found []int
	for j := range m.Conclusions {
		for _, x := range m.Conclusions[j].RestsOn {
			if x.Assumption == k && x.Carries {
				found = append(found, d.number(i, j))
			}
		}
	}
	return d.conclusionLinks(found)
}

func (d *document) conclusionLinks(numbers []int) Rich {
	if len(numbers) == 0 {
		return text("none")
	}
	out := text("conclusion ")
	if len(numbers) > 1 {
		out = text("conclusions ")
	}
	for k, n := range numbers {
		if k > 0 {
			out = append(out, Run{Text: ", "})
		}
		out = append(out, Run{Text: itoa(n), Link: "#" + conclusionID(n)})
	}
	return out
}

// changes shows where play changes: the map of regimes over the two params that carry most.
func (d *document) changes(i int) Section {
	s := Section{ID: modelID(i) + "-regimes", Title: "Where play changes"}
	x := d.r.Maps[i]
	if x == nil {
		s.Blocks = append(s.Blocks, Para{Text: text(d.r.NoMap[i])})
		return s
	}
	f := &Figure{ID: modelID(i) + "-map", Title: fmt.Sprintf("Regimes over %s and %s", x.axisName(x.X), x.axisName(x.Y)), Finding: x.finding(), Scene: sceneAs(modelID(i)+"-map", func(t *draw.Theme) *draw.Scene { return x.scene(t, true) }), Command: d.mapCommand(i, x)}
	g := &Grid{Caption: f.Title, Head: []string{"Regime", "Equilibria", "Share of the map", "Where"}, Numbers: []int{2}}
	for k := range x.Regimes {
		g.Rows = append(g.Rows, GridRow{Cells: []Cell{{Text: Rich{{Text: letter(k), Bold: true}}}, {Text: text(x.regimes[k])}, {Text: text(shareText(x.Regimes[k].Share))}, {Text: text(x.condition(k))}}})
	}
	s.Blocks = append(s.Blocks, f, g) // the legend is brief: the table is for all to see
	return s
}

// play shows what is played at the baseline: the tree of the first equilibrium, all equilibria side by side, what is learnt and how
// far interests agree.
func (d *document) play(i int) Section {
	s := Section{ID: modelID(i) + "-play", Title: "Play at the baseline"}
	m := &d.r.Models[i]
	if len(m.Games[0].Result.Equilibria) == 0 {
		s.Blocks = append(s.Blocks, Para{Text: text("No equilibrium was found at the baseline.")})
		return s
	}
	if f := d.comparison(i); f != nil {
		s.Blocks = append(s.Blocks, f)
	}
	s.Blocks = append(s.Blocks, d.refinements(i)...)
	s.Blocks = append(s.Blocks, d.tree(i))
	if f := d.against(i); f != nil {
		s.Blocks = append(s.Blocks, f)
	}
	if f := d.learning(i); f != nil {
		s.Blocks = append(s.Blocks, f)
	}
	if b := d.alignment(i); b != nil {
		s.Blocks = append(s.Blocks, b)
	}
	return s
}

// carried shows what moves the answers: a chart for each question that some param moves.
func (d *document) carried(i int) Section {
	s := Section{ID: modelID(i) + "-sensitivity", Title: "What moves the answers"}
	m := &d.r.Models[i]
	if !m.Stages.Linchpins {
		return s
	}
	for n, j := range d.charts[i] {
		f := d.rangesFigure(i, j)
		f.Aside = n >= openCharts
		s.Blocks = append(s.Blocks, f)
	}
	if len(s.Blocks) == 0 {
		return s
	}
	note := "Each bar moves one param at a time, all others at the baseline, so it does not show what several params do together."
	if m.Design == nil {
		note += " Sobol indices do: parley report --sensitivity sets them beside the bars."
	} else {
		note += " The indices beside it do: what is pale in them acts together with others only (Saltelli and Annoni 2010)."
	}
	s.Blocks = append([]Block{Para{Text: text(note), Kind: "note"}}, s.Blocks...)
	if x := d.explorer(i); x != nil {
		s.Blocks = append(s.Blocks, x)
	}
	return s
}

// mostCharts is how many charts of answers the first model has, which stands for the account, those of answers that conclusions
// compare first; mostOtherCharts is how many all others have together, but one of each. Of the others the list of questions says the
// same in words.
const mostCharts, mostOtherCharts = 4, 6

// most chooses between a number for the first model and one for all others together, of which each has its part, and no more than
// the first.
func (d *document) most(model, first, others int) int {
	if model == 0 {
		return first
	}
	return max(1, min(first, others/(len(d.r.Models)-1)))
}

// chooseCharts decides which questions have charts.
func (d *document) chooseCharts(i int) {
	m := &d.r.Models[i]
	var first, rest []int
	for j := range m.Questions {
		q := &m.Questions[j]
		switch {
		case d.without("sensitivity") || !m.Stages.Linchpins || len(orderRows(m, q, audit.AnswerBand(q.Answers))) == 0:
		case comparing(m, q.Query) != nil:
			first = append(first, j)
		default:
			rest = append(rest, j)
		}
	}
	list := slices.Concat(first, rest)
	list = list[:min(len(list), d.most(i, mostCharts, mostOtherCharts))]
	slices.Sort(list)
	d.charts = append(d.charts, list)
}

func (d *document) charted(i, j int) bool { return slices.Contains(d.charts[i], j) }

func rangesID(i, j int) string { return modelID(i) + "-ranges-" + itoa(j+1) }

// openCharts is how many charts of answers are shown at once; the others are shown when asked for.
const openCharts = 3
