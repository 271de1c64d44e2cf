package report

import (
	"parley/audit"
	"parley/draw"
	"parley/solve/refine"
)

// A Document is an audit laid out for reading from the first line to the last: sections of paragraphs, tables, figures and
// listings, linked with each other. It says nothing that the audit does not say, and says it in the same words; what
// writes it to a page only sets it.
type Document struct {
	Title    string
	About    []string // below the title
	Sections []Section
}

// A Section has a heading, blocks and sections below it.
type Section struct {
	ID       string
	Title    string
	Tag      string // a word beside the heading: a verdict
	Blocks   []Block
	Sections []Section
}

// A Block is a part of a section.
type Block interface{ isBlock() }

// A Rich is text some of which is links.
type Rich []Run

// A Run is text of one look.
type Run struct {
	Text string
	Link string // "#" and the id of what it points to; "" for none
	Bold bool
}

// A Para is a paragraph.
type Para struct {
	ID   string // "" for none
	Text Rich
	Kind string // "lead", "note", "warning", "formula" or ""
}

// A Grid is a table.
type Grid struct {
	Caption string
	Head    []string
	Rows    []GridRow
	Numbers []int // columns that are set flush right
}

// A GridRow is a row; its first cell is its heading.
type GridRow struct {
	ID    string
	Cells []Cell
}

// A Cell is a cell of a table.
type Cell struct {
	Text Rich
	Tag  string   // a verdict
	Bar  *BarCell // a share
	Note string   // below, in small print
}

// A BarCell is a share with its interval, as a bar.
type BarCell struct{ Value, Low, High float64 }

// Details is a list of labels and what is said under each.
type Details []DetailItem

// A DetailItem is one of them; one without a label goes on with what was before.
type DetailItem struct {
	Label string
	Text  Rich
}

// A Figure is a picture, with the same as a table.
type Figure struct {
	ID      string
	Title   string
	Finding string
	Scene   func(*draw.Theme) *draw.Scene // nil for the table alone
	Table   *Grid                         // nil for none, if there is a scene
	Command string                        // that makes it again; "" for none
	Aside   bool                          // shown when asked for
}

// A Listing is a file with numbered lines.
type Listing struct {
	ID   string // a line's is the listing's, "-" and its number
	Name string
	Text string
	// Linked are the lines that something links to.
	Linked map[int]bool
}

// An Explorer moves one param at a time, all others at the baseline, and shows what was found at each of its places. Nothing is shown
// that was not solved: a slider has no places in between.
type Explorer struct {
	ID        string
	Title     string
	About     string
	Questions []ExplorerQuestion
	Params    []ExplorerParam
}

// An ExplorerQuestion is a question with its answer at the baseline.
type ExplorerQuestion struct {
	Text   Rich
	Answer string
}

// An ExplorerParam is a param with its places, from the low end of its range to the high one.
type ExplorerParam struct {
	Name, About string
	Places      []string   // its values
	Answers     [][]string // by question, by place
	Notes       []string   // by place: what no longer holds there; "" for nothing
	Base        int        // the place of the baseline
}

// Commands are lines for a shell.
type Commands []string

func (Para) isBlock()      {}
func (*Grid) isBlock()     {}
func (Details) isBlock()   {}
func (*Figure) isBlock()   {}
func (*Listing) isBlock()  {}
func (Commands) isBlock()  {}
func (*Explorer) isBlock() {}

// A Report is an audit with all that its document shows beside it.
type Report struct {
	Audited
	Maps []*Mapped // by model; nil for one that has none
	// NoMap says by model why there is no map, "" where there is one.
	NoMap []string
	// Refinements are by model and by equilibrium of its own game at the baseline, as refine.Judge gives them; nil for the intuitive
	// criterion alone, which every audit judges by.
	Refinements [][][]refine.Judgement
	Args        []string // the models, as on the command line
	Options     []string // the flags that decide what the audit finds
	Date        string   // as given; "" for none: the same input gives the same bytes
	Without     []string // parts that are left out, by their names in Parts
}

// text returns plain text as Rich.
func text(s string) Rich { return Rich{{Text: Plain(s)}} }

// document gathers one document.
type document struct {
	r      *Report
	out    Document
	files  []*Listing
	lines  map[string]*Listing // by name
	names  []*linker           // by model
	charts [][]int             // by model: the questions whose answers have charts
}

// Document lays the report out.
func (r *Report) Document() *Document {
	d := &document{r: r, lines: map[string]*Listing{}}
	d.listings()
	for i := range r.Models {
		d.names = append(d.names, newLinker(i, &r.Models[i]))
		d.chooseCharts(i)
	}
	d.out.Title = r.title()
	d.out.About = r.about()
	d.out.Sections = append(d.out.Sections, d.verdicts(), d.account())
	n := 0
	for i := range r.Models {
		d.out.Sections = append(d.out.Sections, d.model(i, &n))
	}
	if e := d.evidence(); len(e.Blocks)+len(e.Sections) > 0 {
		d.out.Sections = append(d.out.Sections, e)
	}
	if len(r.Ledger) > 0 {
		d.out.Sections = append(d.out.Sections, d.ledger())
	}
	d.out.Sections = append(d.out.Sections, d.text(), d.reproduce())
	d.out.Without(r.Without)
	return &d.out
}

// title is that of the first model, which stands for the account.
func (r *Report) title() string {
	if len(r.Models) == 0 {
		return "Report"
	}
	return Plain(modelTitle(r.Models[0].Model))
}

// about lists what the audit is of.
func (r *Report) about() []string {
	var out []string
	seen := map[string]bool{}
	for i := range r.Models {
		for _, s := range r.Models[i].Model.Sources {
			if !seen[s.Title] {
				seen[s.Title] = true
				out = append(out, Plain(s.Title))
			}
		}
	}
	if r.Date != "" {
		out = append(out, r.Date)
	}
	return append(out, "audited with Parley "+r.Version)
}

// conclusion ids count through all models, as the numbers of conclusions do.
func conclusionID(n int) string { return "conclusion-" + itoa(n) }

func questionID(model, k int) string { return "m" + itoa(model+1) + "-question-" + itoa(k+1) }

func assumptionID(model, k int) string { return "m" + itoa(model+1) + "-assumption-" + itoa(k+1) }

func modelID(model int) string { return "m" + itoa(model+1) }

func verdictTag(v audit.Verdict) string { return string(v) }
