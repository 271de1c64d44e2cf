package report

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"parley/account"
	"parley/audit"
	"parley/model"
)

// verdicts is the summary: every conclusion with its verdict and how robust that is.
func (d *document) verdicts() Section {
	s := Section{ID: "verdicts", Title: "Verdicts"}
	head, count := d.r.headline()
	s.Blocks = append(s.Blocks, Para{Text: text(head), Kind: "lead"})
	if t := d.r.setText(); t != "" {
		s.Blocks = append(s.Blocks, Para{Text: text(t)})
	}
	if d.r.Stopped {
		s.Blocks = append(s.Blocks, Para{Text: text(stoppedText), Kind: "warning"})
	}
	several := false
	d.r.numbered(func(_ int, _ *audit.ModelAudit, k *audit.Conclusion) {
		several = several || k.Plain.Some.Count > k.Plain.All.Count
	})
	g := &Grid{Caption: "Every conclusion with its verdict", Head: []string{"No.", "Conclusion"}, Numbers: []int{0}}
	if len(d.r.Models) > 1 {
		g.Head = append(g.Head, "Model")
	}
	g.Head = append(g.Head, "Verdict")
	if d.r.Draws > 0 {
		g.Head = append(g.Head, "Draws in which it holds in all equilibria")
	}
	g.Head = append(g.Head, "First flip, by one param in its range")
	for _, v := range audit.Verdicts {
		d.r.numbered(func(n int, m *audit.ModelAudit, k *audit.Conclusion) {
			if k.Verdict == v {
				g.Rows = append(g.Rows, d.verdictRow(n, m, k))
			}
		})
	}
	if len(g.Rows) > 0 {
		s.Blocks = append(s.Blocks, g)
	}
	var meanings Details
	for _, v := range audit.Verdicts {
		if count[v] > 0 {
			meanings = append(meanings, DetailItem{string(v), text(verdictWords[v] + ".")})
		}
	}
	if len(meanings) > 0 {
		s.Blocks = append(s.Blocks, meanings)
	}
	for _, t := range []string{d.r.sharesText(several), d.r.proofSummary()} {
		if t != "" {
			s.Blocks = append(s.Blocks, Para{Text: text(t), Kind: "note"})
		}
	}
	return s
}

func (d *document) verdictRow(n int, m *audit.ModelAudit, k *audit.Conclusion) GridRow {
	i := slices.IndexFunc(d.r.Models, func(o audit.ModelAudit) bool { return o.Model == m.Model })
	row := GridRow{Cells: []Cell{{Text: text(itoa(n))}, {Text: Rich{{Text: Plain(k.Text), Link: "#" + conclusionID(n)}}}}}
	if len(d.r.Models) > 1 {
		row.Cells = append(row.Cells, Cell{Text: text(itoa(i + 1))})
	}
	row.Cells = append(row.Cells, Cell{Tag: verdictTag(k.Verdict)})
	if d.r.Draws > 0 {
		c := Cell{}
		if all := k.Plain.All; all.Of > 0 {
			low, high := all.Interval()
			c.Bar, c.Text = &BarCell{all.Value(), low, high}, text(shareInterval(all))
			if k.Plain.Some.Count > all.Count {
				c.Note = "in at least one in " + sharePercent(k.Plain.Some)
			}
		}
		row.Cells = append(row.Cells, c)
	}
	row.Cells = append(row.Cells, Cell{Text: text(firstFlip(m, k))})
	return row
}

// firstFlip says which single param changes a conclusion nearest to the baseline, and where.
func firstFlip(m *audit.ModelAudit, k *audit.Conclusion) string {
	switch {
	case !m.Stages.Linchpins:
		return "not looked at"
	case len(k.Linchpins) == 0:
		return "none"
	}
	l := k.Linchpins[0]
	side := "below"
	if l.Up {
		side = "above"
	}
	return fmt.Sprintf("%s %s %s", Plain(m.Model.Params[l.Param].Name), side, flipValue(l))
}

// account is what is judged: the sources, and what in them bears on the models.
func (d *document) account() Section {
	s := Section{ID: "account", Title: "The account"}
	g := &Grid{Caption: "Sources", Head: []string{"Source", "Text", "Claims taken from it"}, Numbers: []int{2}}
	seen := map[account.Source]bool{}
	for i := range d.r.Models {
		for _, src := range d.r.Models[i].Model.Sources {
			if seen[src] {
				continue
			}
			seen[src] = true
			n := 0
			for _, e := range d.r.Ledger {
				if e.Source.Same(&src) {
					n++
				}
			}
			where := src.URL
			if src.File != "" {
				where = strings.TrimSpace(src.File + " " + src.URL)
			}
			about := src
			about.File, about.URL = "", ""
			g.Rows = append(g.Rows, GridRow{Cells: []Cell{{Text: text(src.Title), Note: Plain(SourceText(&about))}, {Text: text(where)}, {Text: text(Thousands(n))}}})
		}
	}
	if !slices.ContainsFunc(g.Rows, func(r GridRow) bool { return r.Cells[1].Text[0].Text != "" }) { // no texts beside the models
		g.Head, g.Numbers = slices.Delete(g.Head, 1, 2), []int{1}
		for k := range g.Rows {
			g.Rows[k].Cells = slices.Delete(g.Rows[k].Cells, 1, 2)
		}
	}
	if len(g.Rows) == 0 {
		s.Blocks = append(s.Blocks, Para{Text: text("The models name no source: what they assume is the modeller’s own.")})
	} else {
		s.Blocks = append(s.Blocks, g)
	}
	if len(d.r.Ledger) > 0 && !d.without("ledger") {
		s.Blocks = append(s.Blocks, Para{Text: append(text(d.r.ledgerHead()+" "), Run{Text: "The ledger lists them", Link: "#ledger"}, Run{Text: "."})})
	}
	if len(d.r.Models) > 0 {
		list := &Grid{Caption: "Models", Head: []string{"Model", "Players", "Params", "Assumptions", "Questions", "Conclusions"}, Numbers: []int{2, 3, 4, 5}}
		for i := range d.r.Models {
			m := d.r.Models[i].Model
			var players []string
			for _, p := range m.Players {
				name := p.Name
				if p.Of != "" && p.Of != p.Name {
					name += " (" + p.Of + ")"
				}
				players = append(players, name)
			}
			list.Rows = append(list.Rows, GridRow{Cells: []Cell{{Text: Rich{{Text: d.modelTitle(i), Link: "#" + modelID(i)}}}, {Text: text(join(players, ", "))},
				{Text: text(itoa(len(m.Params)))}, {Text: text(itoa(len(m.Assumptions)))}, {Text: text(itoa(len(m.Questions)))}, {Text: text(itoa(len(m.Conclusions)))}}})
		}
		s.Blocks = append(s.Blocks, list)
	}
	return s
}

// ledger lists the claims with what they bear on, in the order of the account.
func (d *document) ledger() Section {
	s := Section{ID: "ledger", Title: "Ledger of claims"}
	s.Blocks = append(s.Blocks, Para{Text: text(d.r.ledgerHead())})
	g := &Grid{Caption: "Claims of the account, in the modeller's words", Head: []string{"Claim", "Turn", "What it says", "Kind", "Bears on"}}
	sources := map[string]bool{}
	for _, e := range d.r.Ledger {
		sources[e.Source.Title] = true
	}
	for j, e := range d.r.Ledger {
		name := e.Claim.ID
		if name == "" {
			name = itoa(j + 1)
		}
		says := Cell{Text: text(e.Claim.Says)}
		var notes []string
		if e.Claim.Hedge != "" {
			notes = append(notes, "how sure: "+Plain(e.Claim.Hedge))
		}
		if c := CredibilityText(e.Claim.Credibility); c != "" {
			notes = append(notes, c)
		}
		if len(e.Claim.Gives) > 0 {
			notes = append(notes, "gives "+Plain(givesTexts(e.Claim.Gives)))
		}
		if len(sources) > 1 && e.Source.Title != "" {
			notes = append(notes, Plain(e.Source.Title)+sourceRating(&e.Source))
		}
		says.Note = join(notes, "; ")
		g.Rows = append(g.Rows, GridRow{ID: d.claimID(j), Cells: []Cell{{Text: Rich{{Text: Plain(name), Bold: true}}}, {Text: text(e.Claim.Turn)}, says, {Text: text(e.Claim.Kind)}, {Text: d.bearings(&d.r.Ledger[j])}}})
	}
	s.Blocks = append(s.Blocks, g)
	if c := d.conflicts(); c != nil {
		s.Blocks = append(s.Blocks, c)
	}
	return s
}

// sourceRating is the date and reliability of a source, in brackets.
func sourceRating(s *account.Source) string {
	var parts []string
	if s.Date != "" {
		parts = append(parts, s.Date)
	}
	if s.Reliability != "" {
		parts = append(parts, "reliability "+s.Reliability)
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + join(parts, ", ") + ")"
}

// conflicts sets the claims that conflict over a param side by side, nil where none do.
func (d *document) conflicts() *Grid {
	g := &Grid{Caption: "Claims that conflict over a param, or that its range leaves out", Head: []string{"Param", "Claim", "Gives", "Rating", "Date", "Source", "What became of the range"}}
	for _, c := range d.r.Conflicts {
		if c.Of >= len(d.r.Models) {
			continue
		}
		m := &d.r.Models[c.Of]
		p := &m.Model.Params[c.Param]
		for k, r := range c.Ranges {
			e := &d.r.Ledger[r.Entry]
			row := GridRow{Cells: []Cell{{}, {Text: Rich{{Text: Plain(entryName(d.r.Ledger, r.Entry)), Link: "#" + d.claimID(r.Entry)}}}, {Text: text(strings.TrimPrefix(givenText(r.GivenRange), "gives ")), Note: outsideText(r.Outside)},
				{Text: text(ratingText(e))}, {Text: text(e.Source.Date)}, {Text: text(e.Source.Title)}, {}}}
			if k == 0 {
				row.Cells[0].Text = Rich{{Text: Plain(p.Name), Link: "#" + paramID(c.Of, m, c.Param)}}
				row.Cells[6].Text = text(conflictText(p, c.Disjoint))
			}
			g.Rows = append(g.Rows, row)
		}
	}
	if len(g.Rows) == 0 {
		return nil
	}
	return g
}

// bearings links what a claim bears on.
func (d *document) bearings(e *audit.Entry) Rich {
	switch {
	case e.Claim.Aside != "":
		return text("left aside: " + e.Claim.Aside)
	case len(e.Bears) == 0:
		return text("nothing here")
	}
	var out Rich
	for k, b := range e.Bears {
		if k > 0 {
			out = append(out, Run{Text: ", "})
		}
		run := Run{Text: b.Kind + " "}
		if b.Of >= len(d.r.Models) || len(d.r.Models[b.Of].Games) == 0 { // the audit was stopped before it
			out = append(out, Run{Text: fmt.Sprintf("%s of model %d, which was not audited", b.Kind, b.Of+1)})
			continue
		}
		m := &d.r.Models[b.Of]
		switch b.Kind {
		case "param":
			run.Text, run.Link = run.Text+Plain(b.Name), "#"+paramID(b.Of, m, b.Index)
		case "assumption":
			run.Text, run.Link = run.Text+itoa(b.Index+1), "#"+assumptionID(b.Of, b.Index)
		case "question":
			run.Text, run.Link = run.Text+itoa(b.Index+1), "#"+questionID(b.Of, b.Index)
		default:
			n := d.number(b.Of, b.Index)
			run.Text, run.Link = run.Text+itoa(n), "#"+conclusionID(n)
		}
		if len(d.r.Models) > 1 && b.Kind != "conclusion" {
			run.Text += " (model " + itoa(b.Of+1) + ")"
		}
		out = append(out, run)
	}
	return out
}

// number is the number of a conclusion through all models.
func (d *document) number(model, index int) int {
	n := index + 1
	for i := range model {
		n += len(d.r.Models[i].Conclusions)
	}
	return n
}

// numberOf is the number of a conclusion of a model.
func (d *document) numberOf(model int, k *audit.Conclusion) int {
	for j := range d.r.Models[model].Conclusions {
		if &d.r.Models[model].Conclusions[j] == k {
			return d.number(model, j)
		}
	}
	return 0
}

// listings gathers the files of the models, each once.
func (d *document) listings() {
	for i := range d.r.Models {
		m := d.r.Models[i].Model
		for _, f := range m.Files() {
			if _, ok := d.lines[f.Name]; ok {
				continue
			}
			id := "file-" + itoa(len(d.files)+1)
			d.lines[f.Name] = &Listing{ID: id, Name: Plain(f.Name), Text: f.Text, Linked: map[int]bool{}}
			d.files = append(d.files, d.lines[f.Name])
		}
	}
}

// text is the models' text.
func (d *document) text() Section {
	s := Section{ID: "text", Title: "The model’s text"}
	if len(d.r.Models) > 1 {
		s.Title = "The models’ text"
	}
	for _, f := range d.files {
		s.Sections = append(s.Sections, Section{ID: f.ID, Title: f.Name, Blocks: []Block{f}})
	}
	return s
}

// reproduce says how to get the same again.
func (d *document) reproduce() Section {
	s := Section{ID: "reproduce", Title: "How to reproduce it"}
	s.Blocks = append(s.Blocks, Para{Text: text(fmt.Sprintf("Parley %s makes this report from the files above with the first of these lines; the others give the same as text, and the parts of it. The same input and seed give the same bytes.", d.r.Version))})
	args := strings.Join(quotedArgs(d.r.Args), " ")
	options := strings.Join(quotedArgs(d.r.Options), " ")
	line := func(command, more string) string {
		return strings.TrimSpace(strings.Join(strings.Fields("parley "+command+" "+args+" "+more), " "))
	}
	commands := Commands{line("report", options+" -o report.html"), line("audit", d.auditOptions())}
	for i := range d.r.Models {
		path := quoteArg(d.r.Models[i].Model.Path)
		commands = append(commands, "parley solve "+path+d.sets(i), "parley draw "+path+d.sets(i)+" -o tree.svg")
		if m := d.r.Maps[i]; m != nil {
			commands = append(commands, d.mapCommand(i, m))
		}
	}
	s.Blocks = append(s.Blocks, commands)
	g := &Grid{Caption: "What went into it", Head: []string{"Model", "File", "SHA-256"}}
	for i := range d.r.Models {
		m := d.r.Models[i].Model
		g.Rows = append(g.Rows, GridRow{Cells: []Cell{{Text: text(modelTitle(m))}, {Text: text(m.Path), Note: "with all that it loads"}, {Text: text(m.Digest)}}})
	}
	for _, f := range d.files {
		g.Rows = append(g.Rows, GridRow{Cells: []Cell{{Text: text("by itself")}, {Text: Rich{{Text: f.Name, Link: "#" + f.ID}}}, {Text: text(fmt.Sprintf("%x", sha256.Sum256([]byte(f.Text))))}}})
	}
	s.Blocks = append(s.Blocks, g, Details{{"Parley", text(d.r.Version)}, {"seed", text(fmt.Sprint(d.r.Seed))}, {"draws", text(Thousands(max(0, d.r.Draws)) + " of each model's params")}})
	return s
}

// auditOptions are the options without those that only a report has.
func (d *document) auditOptions() string {
	var out []string
	for i := 0; i < len(d.r.Options); i++ {
		o := d.r.Options[i]
		if o == "--map" || o == "--date" || o == "--grid" || o == "--refine" || o == "--without" {
			i++
			continue
		}
		out = append(out, o)
	}
	return strings.Join(quotedArgs(out), " ")
}

// sets writes the settings of a model's params for a command line, with a blank before each.
func (d *document) sets(model int) string {
	out := ""
	for _, s := range d.r.Set {
		if _, ok := d.r.Models[model].Model.Param(s.Name); ok {
			out += " --set " + quoteArg(s.Name+"="+s.Value.String())
		}
	}
	return out
}

func (d *document) mapCommand(model int, m *Mapped) string {
	return fmt.Sprintf("parley map %s --x %s --y %s --grid %d --limit-points %d%s -o map.svg", quoteArg(m.Model.Path), quoteArg(m.axisName(m.X)), quoteArg(m.axisName(m.Y)), m.Grid, MapPoints, d.sets(model))
}

// MapPoints bounds the points that a report's maps are solved at.
const MapPoints = 6000

// quoteArg writes an argument so that a shell reads it as one.
func quoteArg(s string) string {
	s = Plain(filepath.ToSlash(s))
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./=,:+", r))
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

func quotedArgs(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, quoteArg(s))
	}
	return out
}

// distText says what a param's draws are taken from.
func distText(p *model.Param) string {
	if !p.Dist.Low.Less(p.Dist.High) {
		return "fixed"
	}
	out := fmt.Sprintf("%s to %s, %s", Number(p.Dist.Low), Number(p.Dist.High), p.Dist.Kind)
	if why := WidenedText(p); why != "" {
		out += "; " + why
	}
	return out
}

// modelTitle is the title of a model, with its number if there are several.
func (d *document) modelTitle(i int) string {
	title := Plain(modelTitle(d.r.Models[i].Model))
	if len(d.r.Models) > 1 {
		title = "Model " + itoa(i+1) + ": " + title
	}
	return title
}
