package report

import (
	"fmt"
	"strings"

	"parley/audit"
	"parley/num"
	"parley/query"
)

// explanation says why a conclusion has its face at the baseline: the numbers that it compares, and
// the choices that decide them.
func explanation(m *audit.ModelAudit, k *audit.Conclusion) string {
	var out []string
	if text := partsText(k.Parts); text != "" {
		out = append(out, text)
	}
	for i := range k.Reasons {
		if i == 3 {
			break
		}
		out = append(out, reasonText(&k.Reasons[i], len(m.Games[0].Result.Equilibria)))
	}
	if c := k.Contrast; c != nil && len(c.Parts) > 0 {
		out = append(out, fmt.Sprintf("In E%d, though, %s", c.Equilibrium+1, partText(&c.Parts[0])))
	}
	return strings.Join(out, " ")
}

// mostParts is how many comparisons an explanation writes out.
const mostParts = 3

// partsText writes the comparisons that a conclusion is made of: all of them if they are few, else
// those that are not true.
func partsText(parts []audit.Part) string {
	var untrue []audit.Part
	for _, p := range parts {
		if p.Truth != query.True {
			untrue = append(untrue, p)
		}
	}
	if len(parts) <= 2 {
		return sentences(parts)
	}
	switch {
	case len(untrue) == 0:
		return fmt.Sprintf("All %d comparisons hold. The first: %s", len(parts), capital(partText(&parts[0])))
	case len(untrue) <= mostParts:
		return fmt.Sprintf("%d of %d comparisons hold. Not so: %s", len(parts)-len(untrue), len(parts), sentences(untrue))
	}
	return fmt.Sprintf("%d of %d comparisons hold. Among those that don't: %s", len(parts)-len(untrue), len(parts), sentences(untrue[:mostParts]))
}

// sentences writes comparisons one after the other. Bounds of the same number share a sentence.
func sentences(parts []audit.Part) string {
	var out []string
	for i := range parts {
		bound, ok := boundText(&parts[i])
		if ok && i > 0 && parts[i].QA.String() == parts[i-1].QA.String() {
			out[len(out)-1] = strings.TrimSuffix(out[len(out)-1], ".") + " and " + bound + "."
			continue
		}
		out = append(out, capital(partText(&parts[i])))
	}
	return strings.Join(out, " ")
}

// partText writes one comparison with its numbers: "P(x) is 40 %, P(y) is 20 %."
func partText(p *audit.Part) string {
	for _, side := range []struct {
		q query.Query
		a query.Answer
	}{{p.QA, p.A}, {p.QB, p.B}} {
		if !side.a.Low.Defined {
			return say(side.q) + " is undefined: " + side.a.Why + "."
		}
	}
	if bound, ok := boundText(p); ok {
		return fmt.Sprintf("%s is %s, %s.", say(p.QA), answerText(p.QA, p.A), bound)
	}
	return fmt.Sprintf("%s is %s, %s is %s.", say(p.QA), answerText(p.QA, p.A), say(p.QB), answerText(p.QB, p.B))
}

// boundText writes how a number lies to a bound: "not more than prior (40 %)". ok is false if the other
// side is no bound but asks something of play, or if a side is not defined.
func boundText(p *audit.Part) (text string, ok bool) {
	constant, ok := p.QB.(query.Number)
	if !ok || !p.A.Low.Defined || !p.B.Low.Defined {
		return "", false
	}
	bound := valueText(p.QA, p.B.Low) // in the unit of the other side
	if _, err := num.Parse(constant.Text); err != nil {
		bound = constant.Text + " (" + bound + ")"
	}
	relation := map[string]string{"<": "less than", "<=": "at most", ">": "more than", ">=": "at least", "near": "near"}[p.Op]
	switch p.Truth {
	case query.False:
		relation = "not " + relation
	case query.Mixed:
		relation = "not always " + relation
	}
	return relation + " " + bound, true
}

// reasonText writes a choice: who, where, what he believes, what his actions are worth, what he does.
func reasonText(r *audit.Reason, equilibria int) string {
	text := "At “" + r.Name + "”"
	if r.Variant != "" {
		text += " in the variant “" + r.Variant + "”"
	} else if equilibria > 1 {
		text += fmt.Sprintf(" in E%d", r.Equilibrium+1)
	}
	if !r.Reached {
		text += ", which play does not reach"
	}
	if len(r.Beliefs) > 0 {
		text += ", " + r.Player + " believes " + beliefsText(r.Beliefs)
	}
	return text + ": " + valuesText(r) + "."
}

func beliefsText(beliefs []audit.BeliefShare) string {
	var parts []string
	for _, b := range beliefs {
		if b.P.Sign() == 0 {
			continue
		}
		name := b.Action
		if name == "" {
			name = "no " + b.Label
		}
		part := name + " " + Percent(b.P)
		if b.HasPrior && !b.Prior.Equal(b.P) {
			part += " (was " + Percent(b.Prior) + ")"
		}
		parts = append(parts, part)
		if len(beliefs) == 2 {
			break // the other is the rest
		}
	}
	return beliefs[0].Label + " = " + join(parts, ", ")
}

// valuesText writes what is chosen and why: "back is worth 0.42 to Xi, withhold 0.13, so back is chosen",
// or that the choice is open: "resist and concede are worth 0 each to defender, who plays resist 77 %, ...".
func valuesText(r *audit.Reason) string {
	var played, names, others []string
	var worth num.Rat
	sure := false
	for _, a := range r.Actions {
		if a.P.Sign() == 0 {
			others = append(others, a.Action+" "+Number(a.Value))
			continue
		}
		worth = a.Value
		sure = a.P.Equal(num.One)
		names, played = append(names, a.Action), append(played, a.Action+" "+Percent(a.P))
	}
	if !sure {
		text := fmt.Sprintf("%s are worth %s each to %s, who plays %s", and(names), Number(worth), r.Player, join(played, ", "))
		if len(others) > 0 {
			text += " (" + join(others, ", ") + ")"
		}
		return text
	}
	text := names[0] + " is worth " + Number(worth) + " to " + r.Player
	if len(others) > 0 {
		text += ", " + join(others, ", ")
	}
	if margin, ok := r.Margin(); ok && margin.IsZero() {
		return text + ", so that " + names[0] + " is chosen without need"
	}
	return text + ", so " + names[0] + " is chosen"
}

// and writes "a, b and c".
func and(names []string) string {
	if n := len(names); n > 1 {
		return join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return join(names, "")
}

// capital makes the first letter of a sentence a capital.
func capital(text string) string {
	for i, r := range text {
		return strings.ToUpper(string(r)) + text[i+len(string(r)):]
	}
	return text
}
