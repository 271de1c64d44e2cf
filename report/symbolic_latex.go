package report

import (
	"fmt"
	"strings"

	"parley/internal/ratfunc"
)

// latexHead begins a document that compiles by itself.
const latexHead = `\documentclass{article}
\usepackage[utf8]{inputenc}
\usepackage[margin=2cm]{geometry}
\usepackage{amsmath}
\allowdisplaybreaks
\newcommand{\why}[1]{\parbox{0.42\textwidth}{\footnotesize\raggedright #1}}
\begin{document}
`

// LaTeX writes classes as a document that compiles by itself. stopped says why the work ended early, if it did.
func (s *Symbolic) LaTeX(stopped string) string {
	var b strings.Builder
	b.WriteString(latexHead)
	if s.Model.Title != "" {
		fmt.Fprintf(&b, "\\section*{%s}\n", tex(s.Model.Title))
	}
	fmt.Fprintf(&b, "%s.\n", tex(s.headline()))
	for _, text := range []string{s.checkedText(), s.incomplete(stopped)} {
		if text != "" {
			fmt.Fprintf(&b, "%s\n", tex(text))
		}
	}
	if bounded, _ := s.ranges(); len(bounded) > 0 {
		fmt.Fprintf(&b, "Conditions are exact for params in these ranges: %s.\n", tex(join(bounded, ", ")))
	}
	for _, x := range s.sheets(s.Deriver.LaTeX()) {
		x.latex(&b)
	}
	b.WriteString("\\end{document}\n")
	return b.String()
}

func tex(text string) string { return ratfunc.Escape(Plain(text)) }

func (x *sheet) latex(b *strings.Builder) {
	fmt.Fprintf(b, "\n\\subsection*{S%d: %s}\n%s.\n", x.number, tex(x.name), tex(x.met))
	if x.err != nil {
		fmt.Fprintf(b, "%s.\n", tex(outside(x.err)))
		return
	}
	if x.several != "" {
		fmt.Fprintf(b, "%s.\n", tex(x.several))
	}
	if x.fixed != nil {
		fmt.Fprintf(b, "%s.\n", tex(sufficient(x.fixed)))
	}
	switch {
	case len(x.conditions)+len(x.parts) == 0:
		b.WriteString("It exists throughout the ranges.\n")
	default:
		b.WriteString("It exists if\n")
		latexConditions(b, x.conditions)
	}
	for _, p := range x.parts {
		fmt.Fprintf(b, "%s\n\\begin{enumerate}\n", tex(p.head))
		for _, c := range p.cases {
			b.WriteString("\\item\n")
			latexConditions(b, c)
		}
		b.WriteString("\\end{enumerate}\n")
	}
	if len(x.given) > 0 {
		b.WriteString("It needs as well, and has it in the ranges where the above holds,\n")
		latexConditions(b, x.given)
	}
	for _, t := range x.ties {
		fmt.Fprintf(b, "Payoffs tie where $%s$: there may be more of this class there.\n\n", t)
	}
	x.latexPlay(b)
}

func latexConditions(b *strings.Builder, list []written) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\\begin{align*}\n")
	for i, c := range list {
		end := " \\\\\n"
		if i == len(list)-1 {
			end = "\n"
		}
		fmt.Fprintf(b, "& %s && \\why{%s}%s", c.text, tex(c.why), end)
	}
	b.WriteString("\\end{align*}\n")
}

func (x *sheet) latexPlay(b *strings.Builder) {
	var lines []string
	for _, r := range x.rows {
		for _, m := range r.moves {
			formula := m.formula
			switch formula {
			case "":
				formula = "1"
			case "any":
				formula = `\text{any that the conditions allow}`
			}
			lines = append(lines, fmt.Sprintf(`\Pr(\text{%s}) &= %s && \why{%s, %s}`, tex(m.name), formula, tex(r.player), tex(r.infoset)))
		}
		for _, f := range r.beliefs {
			about := f.name
			if r.subject != "" {
				about = r.subject + ": " + f.name
			}
			lines = append(lines, fmt.Sprintf(`\mu(\text{%s}) &= %s && \why{belief of %s at %s}`, tex(about), f.formula, tex(r.player), tex(r.infoset)))
		}
	}
	for _, p := range x.payoffs {
		lines = append(lines, fmt.Sprintf(`U(\text{%s}) &= %s`, tex(p.name), p.formula))
	}
	for _, m := range x.marks {
		lines = append(lines, fmt.Sprintf(`\Pr(\text{%s}) &= %s && \why{in all}`, tex(m.name), m.formula))
	}
	if len(lines) > 0 {
		fmt.Fprintf(b, "Play, beliefs and what comes of it:\n\\begin{align*}\n%s\n\\end{align*}\n", strings.Join(lines, " \\\\\n"))
	}
}
