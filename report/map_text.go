package report

import (
	"fmt"
	"strings"

	"parley/regime"
)

// Text writes the regimes, where they lie, what is answered in each, and the boundaries.
func (d *Mapped) Text(st Style) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", st.Bold(d.title()))
	writePara(&b, "", d.plane())
	fmt.Fprintf(&b, "\n%s\n\n", st.Bold(d.headline()))
	d.regimeLines(&b, st)
	b.WriteByte('\n')
	writePara(&b, "", d.where())
	d.answerTable(&b, st)
	d.boundaryLines(&b, st)
	b.WriteByte('\n')
	for _, note := range d.limits() {
		if d.Because != "" {
			note = st.Warn(note)
		}
		writePara(&b, "", note)
	}
	return b.String()
}

// writePara writes a text with line breaks; lines after the first begin with the indent.
func writePara(b *strings.Builder, indent, text string) {
	line := ""
	for _, word := range strings.Split(text, " ") {
		switch {
		case line == "":
			line = word
		case len([]rune(indent+line+" "+word)) > textWidth:
			b.WriteString(line + "\n" + indent)
			line = word
		default:
			line += " " + word
		}
	}
	b.WriteString(line + "\n")
}

func (d *Mapped) regimeLines(b *strings.Builder, st Style) {
	wide := 0
	for i := range d.Regimes {
		wide = max(wide, len(letter(i)))
	}
	for i := range d.Regimes {
		r := &d.Regimes[i]
		share := shareText(r.Share)
		fmt.Fprintf(b, "  %s  %s  ", st.Bold(pad(letter(i), wide)), padLeft(share, 7))
		indent := strings.Repeat(" ", wide+13)
		writePara(b, indent, Plain(d.regimes[i]))
		if c := d.condition(i); c != "" {
			b.WriteString(indent)
			writePara(b, indent, c)
		}
		if r.Why != "" {
			b.WriteString(indent)
			writePara(b, indent, Plain(r.Why))
		}
	}
}

// answerTable writes what the questions have for answers in each regime.
func (d *Mapped) answerTable(b *strings.Builder, st Style) {
	texts, queries := d.asked()
	var columns []int
	for i, r := range d.Regimes {
		if r.Kind == regime.Solved && len(columns) < mostColumns {
			columns = append(columns, i)
		}
	}
	if len(texts) == 0 || len(columns) == 0 {
		return
	}
	rows := [][]string{{""}}
	for _, i := range columns {
		rows[0] = append(rows[0], letter(i))
	}
	for q, text := range texts {
		row := []string{Plain(text)}
		for _, i := range columns {
			row = append(row, spanText(queries[q], d.Regimes[i].Answers[q]))
		}
		rows = append(rows, row)
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for k, text := range row {
			widths[k] = max(widths[k], len([]rune(text)))
		}
	}
	const longest = 60
	widths[0] = min(widths[0], longest)
	b.WriteString("\nAnswers, over the points that were solved and all equilibria there\n\n")
	for i, row := range rows {
		head := row[0]
		if r := []rune(head); len(r) > longest {
			head = string(r[:longest-1]) + "…"
		}
		line := "  " + pad(head, widths[0])
		for k := 1; k < len(row); k++ {
			line += "   " + pad(row[k], widths[k])
		}
		line = strings.TrimRight(line, " ")
		if i == 0 {
			line = st.Bold(line)
		}
		b.WriteString(line + "\n")
	}
	if n := d.solvedRegimes(); n > len(columns) {
		fmt.Fprintf(b, "  and %s more in --json\n", Count(n-len(columns), "regime", "regimes"))
	}
}

// mostColumns bounds the regimes that the table of answers shows.
const mostColumns = 6

func (d *Mapped) solvedRegimes() int {
	n := 0
	for _, r := range d.Regimes {
		if r.Kind == regime.Solved {
			n++
		}
	}
	return n
}

func (d *Mapped) boundaryLines(b *strings.Builder, st Style) {
	list, formulas := d.pairs()
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n\n", st.Bold("Boundaries"))
	wide := 0
	var heads []string
	for _, p := range list {
		heads = append(heads, letter(p[0])+" | "+letter(p[1]))
		wide = max(wide, len(heads[len(heads)-1]))
	}
	for i, head := range heads {
		var texts []string
		for _, f := range formulas[i] {
			if f < 0 {
				texts = append(texts, "no formula")
			} else {
				texts = append(texts, fmt.Sprintf("%s (%s; %s by bisection, %d fresh)", d.formula(f), d.Formulas[f].Known, Count(d.bisected(f), "point", "points"), d.Formulas[f].Points))
			}
		}
		fmt.Fprintf(b, "  %s  ", pad(head, wide))
		writePara(b, strings.Repeat(" ", wide+4), strings.Join(texts, "; "))
	}
	for i, note := range d.formulaNotes() {
		if i == 0 {
			b.WriteByte('\n')
		}
		writePara(b, "", note)
	}
}
