package report

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Text writes classes, each with its conditions, play, beliefs, payoffs and what comes of it. stopped says why the
// work ended early, if it did.
func (s *Symbolic) Text(st Style, stopped string) string {
	var b strings.Builder
	if t := s.Model.Title; t != "" {
		fmt.Fprintf(&b, "%s\n", Plain(t))
	}
	if len(s.Set) > 0 {
		var set []string
		for _, x := range s.Set {
			set = append(set, x.Name+" = "+x.Value.String())
		}
		fmt.Fprintf(&b, "with %s\n", join(set, ", "))
	}
	fmt.Fprintf(&b, "%s\n", st.Bold(s.headline()))
	if text := s.checkedText(); text != "" {
		if len(s.Wrong) > 0 {
			text = st.Bad(text)
		}
		fmt.Fprintf(&b, "%s\n", text)
	}
	if text := s.incomplete(stopped); text != "" {
		fmt.Fprintf(&b, "%s\n", st.Warn(text))
	}
	s.domainText(&b)
	for _, x := range s.sheets(s.Deriver.Text()) {
		x.text(&b, st)
	}
	return b.String()
}

// domainText says where conditions are exact.
func (s *Symbolic) domainText(b *strings.Builder) {
	bounded, unbounded := s.ranges()
	if len(bounded) > 0 {
		b.WriteString("Conditions are exact for params in these ranges:\n")
		b.WriteString(wrap(bounded, ", ", "  "))
	}
	if len(unbounded) > 0 {
		fmt.Fprintf(b, "These have a value and no range, and may be any number: %s.\n", join(unbounded, ", "))
	}
	if len(s.Domain.Assume) > 0 {
		var list []string
		for _, a := range s.Domain.Assume {
			list = append(list, fmt.Sprintf("%s %s %s", s.Model.Pool.String(a.Left), a.Op, s.Model.Pool.String(a.Right)))
		}
		fmt.Fprintf(b, "The assumptions are taken to hold: %s.\n", join(list, ", "))
	}
}

// mostGiven is how many conditions that hold anyhow are written, unless all are asked for.
const mostGiven = 12

func (x *sheet) text(b *strings.Builder, st Style) {
	fmt.Fprintf(b, "\n%s  %s\n\n", st.Bold(fmt.Sprintf("S%d  %s", x.number, x.name)), st.Dim("("+x.met+")"))
	if x.err != nil {
		fmt.Fprintf(b, "  %s\n", outside(x.err))
		return
	}
	if x.several != "" {
		fmt.Fprintf(b, "  %s\n", x.several)
	}
	if x.fixed != nil {
		fmt.Fprintf(b, "  %s\n", sufficient(x.fixed))
	}
	switch {
	case len(x.conditions) > 0:
		b.WriteString("  exists if\n")
		writeConditions(b, st, x.conditions, "    ")
	case len(x.parts) > 0:
		b.WriteString("  exists if\n")
	default:
		b.WriteString("  exists throughout the ranges\n")
	}
	for _, p := range x.parts {
		fmt.Fprintf(b, "  %s\n", p.head)
		for i, c := range p.cases {
			fmt.Fprintf(b, "    (%d)\n", i+1)
			writeConditions(b, st, c, "      ")
		}
	}
	if n := len(x.given); n > 0 {
		b.WriteString("  needs as well, and has it in the ranges where the above holds\n")
		shown := x.given
		if n > mostGiven && !st.All {
			shown = shown[:mostGiven]
		}
		writeConditions(b, st, shown, "    ")
		if n > len(shown) {
			fmt.Fprintf(b, "    %s\n", st.Dim(fmt.Sprintf("and %d more: --all or --json shows them", n-len(shown))))
		}
	}
	for _, t := range x.ties {
		fmt.Fprintf(b, "  payoffs tie where %s: there may be more of this class there\n", t)
	}
	b.WriteString("  play\n")
	x.playText(b, st)
	writeNamed(b, st, "worth", x.payoffs)
	writeNamed(b, st, "probability of", x.marks)
}

// longestFormula is how many characters a formula may take in text, unless all is asked for.
const longestFormula = 400

// clipped writes a formula, or says that it is too long to be read.
func clipped(formula string, st Style) string {
	if n := len(formula); n > longestFormula && !st.All {
		return fmt.Sprintf("(a formula of %s characters: --all or --json shows it)", Thousands(n))
	}
	return formula
}

func writeConditions(b *strings.Builder, st Style, list []written, indent string) {
	var texts []string
	for _, c := range list {
		texts = append(texts, c.text)
	}
	const most = 48
	w := min(widest(texts), most)
	for _, c := range list {
		fmt.Fprintf(b, "%s%s  %s\n", indent, pad(clipped(c.text, st), w), st.Dim("# "+c.why))
	}
}

func (x *sheet) playText(b *strings.Builder, st Style) {
	var players, infosets []string
	for _, r := range x.rows {
		players, infosets = append(players, r.player), append(infosets, r.infoset)
	}
	wp, wi := widest(players), min(widest(infosets), stackAt)
	for _, r := range x.rows {
		head := "    " + pad(r.player, wp) + "  " + pad(r.infoset, wi) + "  "
		blank := strings.Repeat(" ", utf8.RuneCountInString(head))
		for _, m := range r.moves {
			text := m.name
			switch m.formula {
			case "":
			case "any":
				text += " with any probability that the conditions allow"
			default:
				text += " with " + clipped(m.formula, st)
			}
			b.WriteString(head + text + "\n")
			head = blank
		}
		for i, f := range r.beliefs {
			lead := "believes "
			if r.subject != "" {
				lead += r.subject + ": "
			}
			if i > 0 {
				lead = strings.Repeat(" ", utf8.RuneCountInString(lead))
			}
			fmt.Fprintf(b, "%s%s%s %s\n", blank, lead, f.name, clipped(f.formula, st))
		}
	}
}

func writeNamed(b *strings.Builder, st Style, head string, list []named) {
	if len(list) == 0 {
		return
	}
	var names []string
	for _, n := range list {
		names = append(names, n.name)
	}
	fmt.Fprintf(b, "  %s\n", head)
	for _, n := range list {
		fmt.Fprintf(b, "    %s  %s\n", pad(n.name, widest(names)), clipped(n.formula, st))
	}
}
