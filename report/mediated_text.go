package report

import (
	"fmt"
	"strings"

	"parley/num"
	"parley/solve"
)

// mediatedWords say which mediator a concept stands for.
var mediatedWords = map[solve.Concept]string{
	solve.Correlated:    "Correlated equilibrium: everybody is told his strategy before play",
	solve.Coarse:        "Coarse correlated equilibrium: everybody decides before he is told anything whether to follow",
	solve.Extensive:     "Extensive-form correlated equilibrium: everybody is told each move when he comes to make it",
	solve.Agent:         "Agent-form correlated equilibrium: as in extensive form, and who disregards one recommendation follows the others",
	solve.Communication: "Communication equilibrium: the mediator knows only what players report to him",
}

// mediatedHeadline says how far a mediator could bring the objective.
func (s *Solution) mediatedHeadline() string {
	r := s.Result
	if r.Mediated == nil {
		return "What a mediator could bring about was not found: " + r.IncompleteBecause
	}
	o := r.Mediated.Objective
	what := s.Objective.Name
	if o.Low.Value.Equal(o.High.Value) {
		return fmt.Sprintf("No mediator could change %s: it is %s", what, s.quantity(o.High.Value, true))
	}
	return fmt.Sprintf("A mediator could raise %s to at most %s and lower it to %s", what, s.quantity(o.High.Value, true), s.quantity(o.Low.Value, true))
}

// quantity writes a value of the objective, with its exact value if that is short and asked for.
func (s *Solution) quantity(x num.Rat, exact bool) string {
	if s.Objective.Probability {
		if exact {
			return probability(x, x, x)
		}
		return Percent(x)
	}
	if f := Fraction(x); exact && f != "" && !x.Mul(num.Int(1000)).IsInt() {
		return Number(x) + " (" + strings.Replace(f, "-", "−", 1) + ")"
	}
	return Number(x)
}

// mediatedText writes what any mediator could bring about: the ranges, then a plan for each end.
func (s *Solution) mediatedText(b *strings.Builder, st Style) {
	r := s.Result
	fmt.Fprintf(b, "%s (%s)\n", mediatedWords[r.Concept], method(r))
	if r.Mediated == nil {
		return
	}
	if !r.Complete {
		fmt.Fprintf(b, "The ranges of payoffs are not known: %s\n", r.IncompleteBecause)
	}
	if s.Unmediated != nil {
		r := s.Unmediated.Result
		words := conceptWords[r.Concept]
		who, verb := "the "+counted(r, words), "give"
		switch {
		case len(r.Equilibria) == 1 && r.Equilibria[0].Dimension > 0:
			who, verb = "the only component of "+words[1], "gives"
		case len(r.Equilibria) == 1:
			who, verb = "the only "+words[0], "gives"
		}
		fmt.Fprintf(b, "Without a mediator %s %s %s %s\n", who, verb, s.Objective.Name, s.between(s.Unmediated.Objective, s.Objective.Probability))
	}
	s.rangesText(b)
	for i := range r.Equilibria {
		e := &r.Equilibria[i]
		fmt.Fprintf(b, "\n%s\n\n", st.Bold(fmt.Sprintf("M%d  %s", i+1, Plain(s.planName(i)))))
		if r.Concept == solve.Communication {
			s.rulesText(b, st, e.Plan)
		} else {
			s.partsText(b, st, e.Plan)
		}
		s.planView(e).outcomeText(b, st)
	}
}

// between writes a range: "2 to 7".
func (s *Solution) between(r Range, percent bool) string {
	write := Number
	if percent {
		write = Percent
	}
	if low, high := write(r.Low), write(r.High); low != high {
		return low + " to " + high
	}
	return write(r.Low)
}

// rangesText writes a table of the objective and the payoffs: least, greatest, without a mediator.
func (s *Solution) rangesText(b *strings.Builder) {
	m := s.Result.Mediated
	rows := [][4]string{{"", "least", "most", ""}}
	if s.Unmediated != nil {
		rows[0][3] = "without a mediator"
	}
	add := func(name string, x solve.Span, percent bool, without func() Range) {
		row := [4]string{Plain(name), s.between(Range{x.Low.Value, x.Low.Value}, percent), s.between(Range{x.High.Value, x.High.Value}, percent)}
		if s.Unmediated != nil {
			row[3] = s.between(without(), percent)
		}
		rows = append(rows, row)
	}
	add(s.Objective.Name, m.Objective, s.Objective.Probability, func() Range { return s.Unmediated.Objective })
	for p, x := range m.Payoffs {
		add(s.Game.Players[p]+" gets", x, false, func() Range { return s.Unmediated.Payoffs[p] })
	}
	var width [4]int
	for k := range width {
		var column []string
		for _, r := range rows {
			column = append(column, r[k])
		}
		width[k] = widest(column)
	}
	b.WriteString("\n")
	for _, r := range rows {
		line := "  " + pad(r[0], width[0]) + "  " + padLeft(r[1], width[1]) + "  " + padLeft(r[2], width[2]) + "  " + r[3]
		fmt.Fprintln(b, strings.TrimRight(line, " "))
	}
}

// mostProfiles is how many profiles of a plan are written, unless all are asked for.
const mostProfiles = 12

// partsText writes the profiles that a mediator draws: with which probability, and what each is told.
func (s *Solution) partsText(b *strings.Builder, st Style, plan *solve.Plan) {
	list := parts(plan)
	rows := [][]string{}
	for i, part := range list {
		if i == mostProfiles && !st.All {
			break
		}
		row := likelihood(part.P)
		for p, name := range s.recommended(part.Choice) {
			if name != "" {
				row = append(row, Plain(s.Game.Players[p])+": "+Plain(name))
			} else {
				row = append(row, "")
			}
		}
		rows = append(rows, row)
	}
	writeColumns(b, rows)
	if n := len(list) - len(rows); n > 0 {
		fmt.Fprintf(b, "  %s\n", st.Dim(fmt.Sprintf("and %s: --all or --json shows them", Count(n, "more profile", ""))))
	}
}

// likelihood is a probability in two columns: in per cent, and as a fraction where that is short.
func likelihood(p num.Rat) []string {
	percent, fraction, _ := strings.Cut(probability(p, p, p), " % ")
	return []string{strings.TrimSuffix(percent, " %") + " %", fraction}
}

// writeColumns writes rows that begin with a likelihood in columns as wide as they need to be; empty columns are left out.
func writeColumns(b *strings.Builder, rows [][]string) {
	var width []int
	for _, r := range rows {
		for k, cell := range r {
			if k == len(width) {
				width = append(width, 0)
			}
			width[k] = max(width[k], widest([]string{cell}))
		}
	}
	for _, r := range rows {
		line := "  "
		for k, cell := range r {
			switch {
			case k == 0:
				line += padLeft(cell, width[k]) + " "
			case k == 1 && width[k] > 0:
				line += pad(cell, width[k]) + "  "
			case k == 1:
				line += " "
			case width[k] > 0:
				line += pad(cell, width[k]) + "   "
			}
		}
		fmt.Fprintln(b, strings.TrimRight(line, " "))
	}
}

// rulesText writes what the mediator recommends after each report.
func (s *Solution) rulesText(b *strings.Builder, st Style, plan *solve.Plan) {
	last := ""
	var rows [][]string
	flush := func() {
		writeColumns(b, rows)
		rows = nil
	}
	for i, r := range s.told(plan) {
		if i == 4*mostProfiles && !st.All {
			flush()
			fmt.Fprintf(b, "  %s\n", st.Dim("and more: --all or --json shows it"))
			return
		}
		if said := s.reported(r.Types); said != last {
			flush()
			fmt.Fprintf(b, "  if told %s\n", Plain(said))
			last = said
		}
		var moves []string
		for _, a := range r.Log {
			moves = append(moves, Plain(s.Game.Players[s.Game.Infosets[s.Game.Actions[a].Infoset].Player]+": "+s.Game.Actions[a].Name))
		}
		if len(moves) == 0 {
			moves = []string{"nobody moves"}
		}
		rows = append(rows, append(likelihood(r.P), join(moves, ", then ")))
	}
	flush()
}
