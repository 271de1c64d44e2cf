package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/solve/refine"
)

// RefinementJSON is what is known of one refinement of one equilibrium.
type RefinementJSON struct {
	Name    string `json:"name"`
	Verdict string `json:"verdict"` // "passes", "fails", "not decided", "does not apply"
	Reason  string `json:"reason,omitempty"`
	// Of says for a component whether the verdict is about "all" its members or the "member" shown.
	Of string `json:"of,omitempty"`
}

// refinementsJSON lists the judgements of equilibrium i.
func (s *Solution) refinementsJSON(i int) []RefinementJSON {
	var out []RefinementJSON
	if s.Refinements == nil {
		return nil
	}
	for _, x := range s.Refinements[i] {
		r := RefinementJSON{Name: x.Property.Name, Verdict: string(x.Verdict), Reason: x.Reason}
		if s.Result.Equilibria[i].Dimension > 0 {
			r.Of = "all"
			if x.Member {
				r.Of = "member"
			}
		}
		out = append(out, r)
	}
	return out
}

// refinementsText writes the judgements of equilibrium i that were asked for, a line each.
func (s *Solution) refinementsText(b *strings.Builder, i int) {
	if !s.ShowRefinements || s.Refinements == nil || len(s.Refinements[i]) == 0 {
		return
	}
	var titles []string
	for _, x := range s.Refinements[i] {
		titles = append(titles, x.Property.Title)
	}
	wide := widest(titles)
	fmt.Fprintf(b, "\n  Refinements:\n")
	for _, x := range s.Refinements[i] {
		text := string(x.Verdict)
		if x.Member && (x.Verdict == refine.Passes || x.Verdict == refine.Fails) {
			text += " (said of the member shown)"
		}
		if x.Reason != "" {
			text += ": " + Plain(x.Reason)
		}
		fmt.Fprintf(b, "  %s  %s\n", pad(x.Property.Title, wide), fold(text, 100-wide-4, strings.Repeat(" ", wide+6)))
	}
}

// fold breaks a text into lines of at most so many characters, at blanks, the later ones behind an indent.
func fold(text string, width int, indent string) string {
	var lines []string
	line := ""
	for _, w := range strings.Fields(text) {
		if line != "" && utf8.RuneCountInString(line+" "+w) > max(width, 40) {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += w
	}
	return strings.Join(append(lines, line), "\n"+indent)
}

// hidden tells whether equilibrium i is left out because it fails one of the refinements that are demanded.
func (s *Solution) hidden(i int) bool {
	return s.Refinements != nil && slices.ContainsFunc(s.Refinements[i], func(x refine.Judgement) bool {
		return x.Verdict == refine.Fails && slices.Contains(s.Only, x.Property.Name)
	})
}

// hiddenNote says which equilibria are left out.
func (s *Solution) hiddenNote() string {
	var out []string
	for i := range s.Result.Equilibria {
		if s.hidden(i) {
			out = append(out, fmt.Sprintf("E%d", i+1))
		}
	}
	if len(out) == 0 {
		return ""
	}
	verb := "fail"
	if len(out) == 1 {
		verb = "fails"
	}
	const most = 10
	if n := len(out); n > most {
		out = append(out[:most], fmt.Sprintf("%d more", n-most))
	}
	return fmt.Sprintf("%s %s a refinement that --only demands and %s not shown", join(out, ", "), verb, map[string]string{"fail": "are", "fails": "is"}[verb])
}
