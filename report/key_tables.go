package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"parley/audit"
)

// KeyFormats are the formats of the key assumptions check, the first one for reading in a terminal.
var KeyFormats = []string{"text", "csv", "markdown", "latex"}

// KeyAs writes the key assumptions check in one of the formats.
func (a *Audited) KeyAs(format string, st Style) []byte {
	switch format {
	case "csv":
		return a.keyCSV()
	case "markdown":
		return []byte(a.keyMatrix(markdownTable{}))
	case "latex":
		return []byte(a.keyMatrix(latexTable{}))
	}
	return []byte(a.KeyText(st))
}

// keyCSV is a row for each assumption or param and conclusion.
func (a *Audited) keyCSV() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	write := func(row ...string) {
		if err := w.Write(row); err != nil {
			panic("report: " + err.Error()) // a buffer takes everything
		}
	}
	write("model", "kind", "name", "claims", "conclusion", "text", "verdict", "effect", "share", "share_broken", "draws_broken", "share_without", "verdict_without", "flips_below", "flips_above", "outside_below", "outside_above")
	a.keyTables(func(first int, m *audit.ModelAudit, t *audit.KeyTable) {
		for i := range t.Rows {
			r := &t.Rows[i]
			kind, name := "param", ""
			if r.Assumption >= 0 {
				kind, name = "assumption", m.Model.Assumptions[r.Assumption].Text
			} else {
				name = m.Model.Params[r.Param].Name
			}
			for j := range r.Cells {
				c, k := &r.Cells[j], &m.Conclusions[j]
				row := []string{modelTitle(m.Model), kind, name, strings.Join(claimNames(m, r.Claims), " "), strconv.Itoa(first + j), k.Text, string(k.Verdict), string(c.Effect), decimalCell(k.Plain.All.Value())}
				if c.Rest != nil && c.Rest.Broken.Of > 0 {
					row = append(row, decimalCell(c.Rest.Broken.Value()), strconv.Itoa(c.Rest.Broken.Of), decimalCell(c.Rest.Without), string(k.Without(c.Rest)))
				} else {
					row = append(row, "", "", "", "")
				}
				write(append(row, flipAt(c.Flips, false), flipAt(c.Flips, true), flipAt(c.Outside, false), flipAt(c.Outside, true))...)
			}
		}
	})
	w.Flush()
	return b.Bytes()
}

func claimNames(m *audit.ModelAudit, claims []int) []string {
	out := []string{}
	for _, i := range claims {
		out = append(out, ClaimName(m.Model, i))
	}
	return out
}

func decimalCell(x float64) string {
	x = round(x)
	return cell(&x)
}

func flipAt(list []audit.Linchpin, up bool) string {
	for _, l := range list {
		if l.Up == up {
			return decimalCell(l.FlipsAt.Float())
		}
	}
	return ""
}

// A tableWriter sets a table in some format.
type tableWriter interface {
	head(title string, columns []string) string
	row(cells []string) string
	foot(notes []string) string
}

// keyMatrix sets a table for each model: a row a conclusion, a column an assumption, and in the last one the params that flip it.
func (a *Audited) keyMatrix(w tableWriter) string {
	var b strings.Builder
	a.keyTables(func(first int, m *audit.ModelAudit, t *audit.KeyTable) {
		columns := []string{"", "Conclusion", "Verdict", "Draws"}
		var notes []string
		var params []*audit.KeyRow
		var assumptions []*audit.KeyRow
		for i := range t.Rows {
			if r := &t.Rows[i]; r.Assumption >= 0 {
				assumptions = append(assumptions, r)
				name := fmt.Sprintf("A%d", len(assumptions))
				columns = append(columns, name)
				notes = append(notes, name+": "+keyHead(m, r))
			} else {
				params = append(params, r)
			}
		}
		b.WriteString(w.head("Key assumptions check: "+Plain(modelTitle(m.Model)), append(columns, "Flips if")))
		for j := range m.Conclusions {
			k := &m.Conclusions[j]
			cells := []string{strconv.Itoa(first + j), Plain(k.Text), string(k.Verdict), sharePercent(k.Plain.All)}
			for _, r := range assumptions {
				cells = append(cells, keyMatrixCell(&r.Cells[j]))
			}
			var flips []string
			for _, r := range params {
				if c := &r.Cells[j]; c.Effect == audit.Flips {
					flips = append(flips, m.Model.Params[r.Param].Name+flipsShort(c.Flips))
				}
			}
			b.WriteString(w.row(append(cells, join(flips, "; "))))
		}
		notes = append(notes, "Draws: share that respects all assumptions in which the conclusion is true in all equilibria. In the column of an assumption: the same share of the draws that break it and no other, where the two differ beyond noise; – where they do not.")
		b.WriteString(w.foot(notes))
	})
	return b.String()
}

func keyMatrixCell(c *audit.KeyCell) string {
	switch c.Effect {
	case audit.Falls, audit.Weakens, audit.Gains:
		return string(c.Effect) + ": " + sharePercent(c.Rest.Broken)
	case audit.Unbroken, audit.NotLooked:
		return string(c.Effect)
	case audit.Stands, audit.Flips, audit.FlipsOutside:
	}
	return "–"
}

type markdownTable struct{}

func (markdownTable) cells(of []string) string {
	var out []string
	for _, c := range of {
		out = append(out, strings.ReplaceAll(strings.ReplaceAll(c, "\\", "\\\\"), "|", "\\|"))
	}
	return "| " + strings.Join(out, " | ") + " |\n"
}

func (t markdownTable) head(title string, columns []string) string {
	return "### " + title + "\n\n" + t.cells(columns) + "|" + strings.Repeat(" --- |", len(columns)) + "\n"
}

func (t markdownTable) row(cells []string) string { return t.cells(cells) }

func (markdownTable) foot(notes []string) string {
	var b strings.Builder
	b.WriteString("\n")
	for _, n := range notes {
		b.WriteString("- " + Plain(n) + "\n")
	}
	return b.String() + "\n"
}

type latexTable struct{}

func (latexTable) head(title string, columns []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%% needs \\usepackage{longtable}\n\\begin{longtable}{rp{0.3\\linewidth}lr%sp{0.25\\linewidth}}\n\\caption{%s}\\\\\n\\hline\n", strings.Repeat("l", len(columns)-5), tex(title))
	b.WriteString(latexTable{}.row(columns))
	b.WriteString("\\hline\n\\endhead\n")
	return b.String()
}

func (latexTable) row(cells []string) string {
	var out []string
	for _, c := range cells {
		out = append(out, tex(c))
	}
	return strings.Join(out, " & ") + " \\\\\n"
}

func (latexTable) foot(notes []string) string {
	var b strings.Builder
	b.WriteString("\\hline\n\\end{longtable}\n")
	for _, n := range notes {
		fmt.Fprintf(&b, "\\noindent %s\\par\n", tex(n))
	}
	return b.String() + "\n"
}
