package report

import (
	"fmt"

	"parley/audit"
	"parley/evidence"
	"parley/num"
)

// mostOccasions is how many occasions of an equilibrium the page holds in its matrix; parley evidence prints all.
const mostOccasions = 12

// mostKeyParams is how many params the key assumptions check has on the page.
const mostKeyParams = 5

// mostReadings is how many equilibria have a matrix on the page.
const mostReadings = 3

// evidence is the analyst's tables: the key assumptions check of each model, and for those that hide something the matrix of competing
// hypotheses with the watch list.
func (d *document) evidence() Section {
	s := Section{ID: "evidence", Title: "Assumptions and evidence"}
	first := 0
	for i := range d.r.Models {
		m := &d.r.Models[i]
		if len(m.Games) > 0 {
			sub := Section{ID: modelID(i) + "-evidence", Title: d.modelTitle(i)}
			sub.Blocks = append(sub.Blocks, d.keyAssumptions(i, first)...)
			sub.Blocks = append(sub.Blocks, d.hypotheses(i)...)
			if len(sub.Blocks) > 0 {
				s.Sections = append(s.Sections, sub)
			}
		}
		first += len(m.Conclusions)
	}
	if len(s.Sections) == 1 { // no heading of its own
		s.Blocks, s.Sections = s.Sections[0].Blocks, nil
	}
	return s
}

// keyAssumptions is a table with a row for each assumption, and one for each param that flips a conclusion.
func (d *document) keyAssumptions(i, first int) []Block {
	m := &d.r.Models[i]
	t := m.KeyAssumptions()
	if len(t.Rows) == 0 || len(m.Conclusions) == 0 {
		return nil
	}
	g := &Grid{Caption: "Key assumptions check", Head: []string{"Assumed", "Stands on", "Effect", "Conclusions"}}
	params := 0
	for k := range t.Rows {
		if t.Rows[k].Assumption < 0 {
			params++
		}
		if params <= mostKeyParams {
			d.keyRows(g, i, first, &t.Rows[k])
		}
	}
	note := keyLegend(m)
	if params > mostKeyParams {
		note += fmt.Sprintf(" The table holds the params that flip most; %s: parley audit --key-assumptions.", Count(params-mostKeyParams, "more flips", "more flip"))
	}
	out := []Block{g, Para{Text: text(note), Kind: "note"}}
	if len(t.Claims) == 0 {
		return out
	}
	c := &Grid{Caption: "Claims, and the conclusions that they carry through what stands on them", Head: []string{"Claim", "Through", "Carries"}}
	for _, x := range t.Claims {
		if len(x.Carries) > 0 {
			c.Rows = append(c.Rows, GridRow{Cells: []Cell{{Text: d.claims(i, []int{x.Claim})}, {Text: text(join(keyNames(m, t, x.Rows), ", "))}, {Text: numberLinks(plus(first+1, x.Carries))}}})
		}
	}
	if len(c.Rows) > 0 {
		out = append(out, c)
	}
	return out
}

// numberLinks links the numbers of conclusions, of runs of three or more the first and the last.
func numberLinks(list []int) Rich {
	var out Rich
	link := func(by string, n int) {
		if len(out) > 0 {
			out = append(out, Run{Text: by})
		}
		out = append(out, Run{Text: itoa(n), Link: "#" + conclusionID(n)})
	}
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		link(", ", list[i])
		switch {
		case j >= i+2:
			link(" to ", list[j])
		case j == i+1:
			link(", ", list[j])
		}
		i = j + 1
	}
	return out
}

func plus(first int, list []int) []int {
	var out []int
	for _, k := range list {
		out = append(out, first+k)
	}
	return out
}

// keyRows adds a line for each effect that an assumption or a param has on some conclusion; flips outside the range only of a param
// that has none within.
func (d *document) keyRows(g *Grid, i, first int, r *audit.KeyRow) {
	m := &d.r.Models[i]
	name, link := "", ""
	if r.Assumption >= 0 {
		name, link = m.Model.Assumptions[r.Assumption].Text, "#"+assumptionID(i, r.Assumption)
	} else {
		name, link = m.Model.Params[r.Param].Name, "#"+paramID(i, m, r.Param)
	}
	head := Cell{Text: Rich{{Text: Plain(name), Link: link}}}
	claims := Cell{Text: d.claims(i, r.Claims)}
	rows := 0
	for _, e := range []audit.Effect{audit.Falls, audit.Weakens, audit.Gains, audit.Flips, audit.FlipsOutside, audit.NotLooked, audit.Unbroken} {
		var what Rich
		for _, group := range keyGroups(m, r, e) {
			if len(what) > 0 {
				what = append(what, Run{Text: "; "})
			}
			what = append(append(what, numberLinks(plus(first+1, group.conclusions))...), Run{Text: Plain(group.text)})
		}
		if what == nil || e == audit.FlipsOutside && rows > 0 {
			continue
		}
		if e == audit.Unbroken && r.Count(e) == len(r.Cells) {
			what = text("all: within the ranges of the params it holds by itself, or almost")
		}
		g.Rows = append(g.Rows, GridRow{Cells: []Cell{head, claims, {Text: text(string(e))}, {Text: what}}})
		head, claims = Cell{}, Cell{}
		rows++
	}
	if rows == 0 {
		g.Rows = append(g.Rows, GridRow{Cells: []Cell{head, claims, {Text: text(string(audit.Stands))}, {Text: text("all, beyond noise")}}})
	}
}

// hypotheses is the evidence matrix of the first equilibria, each with its watch list, for the first hidden move and the public record.
func (d *document) hypotheses(i int) []Block {
	m := &d.r.Models[i]
	base := &m.Games[0]
	f, err := evidence.New(m.Model.Game, nil, evidence.Public)
	if err != nil { // nothing is hidden, or nobody could learn it
		return nil
	}
	at, err := f.Place(nil)
	if err != nil {
		return nil
	}
	k := &Evidence{Solution: ownSolution(m), Model: m.Model, Frame: f, Place: at}
	for e := range base.Result.Equilibria {
		k.Readings = append(k.Readings, f.Read(base.In, &base.Result.Equilibria[e], e+1, at))
	}
	if len(k.Readings) == 0 {
		return nil
	}
	w := &evidenceWriter{k: k}
	out := []Block{Para{Text: text(fmt.Sprintf("What moves tell about %s: likelihoods from the equilibrium, to whoever sees what every player sees. ×n is the likelihood ratio: the move is n times as likely if this is the type as if it is another.", join(f.Hidden, " and ")))}}
	for n := range k.Readings {
		if n == mostReadings {
			out = append(out, Para{Text: text(fmt.Sprintf("%s have matrices of their own: parley evidence %s.", Count(len(k.Readings)-n, "more equilibrium", "more equilibria"), m.Model.Path)), Kind: "note"})
			break
		}
		r := &k.Readings[n]
		if note := k.certainty(r); note != "" {
			out = append(out, Para{Text: text(note), Kind: "note"})
		}
		if len(r.Occasions) == 0 {
			continue
		}
		out = append(out, w.matrixGrid(r, len(k.Readings) > 1))
		if g := w.watchGrid(r, len(k.Readings) > 1); len(g.Rows) > 0 {
			out = append(out, g)
		}
		if s := w.silentText(r); s != "" {
			out = append(out, Para{Text: text("Says nothing: " + s + "."), Kind: "note"})
		}
	}
	return append(out, Commands{"parley evidence " + quoteArg(m.Model.Path) + d.sets(i)})
}

func captioned(caption string, r *evidence.Reading, several bool) string {
	if several {
		return fmt.Sprintf("E%d: %s", r.Number, caption)
	}
	return caption
}

// matrixGrid is the matrix of an equilibrium, in order of the story.
func (w *evidenceWriter) matrixGrid(r *evidence.Reading, several bool) *Grid {
	f := w.k.Frame
	g := &Grid{Caption: captioned("Competing hypotheses: how likely each move is under each type", r, several), Head: []string{"Move", "Action"}}
	for t := range f.Types {
		g.Head = append(g.Head, Plain(f.TypeName(t)))
		g.Numbers = append(g.Numbers, 2+t)
	}
	g.Head = append(g.Head, "What it says")
	for i := range r.Occasions {
		if i == mostOccasions {
			g.Caption += fmt.Sprintf(" (%s: parley evidence)", Count(len(r.Occasions)-i, "later occasion", ""))
			break
		}
		o := &r.Occasions[i]
		name := w.occasionName(o)
		for j := range o.Next {
			s := &o.Next[j]
			action := "nothing more is seen"
			if !s.End {
				action = w.k.actionName(o, s.Move)
			}
			row := GridRow{Cells: []Cell{{Text: text(name)}, {Text: text(action)}}}
			for t := range s.Kinds {
				row.Cells = append(row.Cells, Cell{Text: text(w.k.spanText(s.Kinds[t].Likelihood))})
			}
			row.Cells = append(row.Cells, Cell{Text: text(w.k.verdict(s))})
			g.Rows = append(g.Rows, row)
			name = ""
		}
	}
	return g
}

// watchGrid is the watch list of an equilibrium.
func (w *evidenceWriter) watchGrid(r *evidence.Reading, several bool) *Grid {
	g := &Grid{Caption: captioned(fmt.Sprintf("Watch list: of %s of uncertainty all that may be seen takes away %s on average", bitsText(r.Bits), bitsText(r.Told)), r, several),
		Head: []string{"Watch for", "Expected", "Comes with", "Then"}, Numbers: []int{1, 2}}
	for n, i := range r.Ranked() {
		if n == mostOccasions {
			break
		}
		o := &r.Occasions[i]
		var parts []string
		for j := range o.Next {
			if s := &o.Next[j]; !s.Never() {
				name := "nothing more"
				if !s.End {
					name = w.k.actionName(o, s.Move)
				}
				parts = append(parts, fmt.Sprintf("%s (%s): %s", name, w.k.spanText(s.Next), w.k.afterText(s)))
			}
		}
		comes := w.k.spanText(o.Reach)
		if o.Reach.Low.Equal(num.One) {
			comes = "for sure"
		}
		g.Rows = append(g.Rows, GridRow{Cells: []Cell{{Text: text(w.occasionName(o))}, {Text: text(bitsText(o.Expected))}, {Text: text(comes)}, {Text: text(join(parts, ". "))}}})
	}
	return g
}
