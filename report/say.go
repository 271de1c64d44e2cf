package report

import (
	"strings"

	"parley/query"
)

// say writes a query for people, shorter than the model language: "P(backed | do approach = visit)".
func say(q query.Query) string {
	in := ""
	if w := query.Where(q); w != "" {
		in = " in “" + w + "”"
	}
	switch q := q.(type) {
	case query.Prob:
		return "P(" + sayEvent(q.Event) + conditions(q.Given, q.Do) + ")" + in
	case query.Payoff:
		return "payoff of " + q.Player + parenthesis(conditions(q.Given, q.Do)) + in
	case query.Belief:
		return "belief of " + q.Player + " in " + sayEvent(q.Event) + " at " + sayEvent(q.At) + in
	case query.Plays:
		return "P(" + q.Player + " takes " + q.Label + " = " + q.Action + conditions(q.Given, nil) + ")" + in
	case query.Informs:
		return "what " + q.Label + " tells about " + q.About + in
	case query.Alignment:
		return "alignment of " + q.A + " and " + q.B + in
	case query.Influence:
		return "influence of " + q.Player + " over " + q.Over + " through " + q.Through + in
	case query.Count:
		return "number of equilibria" + in
	case query.Arith:
		left, right := say(q.A), say(q.B)
		if _, ok := q.B.(query.Arith); ok {
			right = "(" + right + ")"
		}
		if a, ok := q.A.(query.Arith); ok && (q.Op == '*' || q.Op == '/') && (a.Op == '+' || a.Op == '-') {
			left = "(" + left + ")"
		}
		return left + " " + strings.Replace(string(q.Op), "-", "−", 1) + " " + right
	}
	return q.String()
}

// conditions writes what is given and what is forced, with the bar before it.
func conditions(given, do query.Event) string {
	var parts []string
	if given != nil {
		parts = append(parts, sayEvent(given))
	}
	if do != nil {
		parts = append(parts, "do "+sayEvent(do))
	}
	if len(parts) == 0 {
		return ""
	}
	return " | " + join(parts, "; ")
}

func parenthesis(text string) string {
	if text == "" {
		return ""
	}
	return " (" + strings.TrimPrefix(text, " | ") + ")"
}

// sayEvent writes an event for people: "approach = visit & not backed".
func sayEvent(e query.Event) string {
	switch e := e.(type) {
	case query.Move:
		return e.Label + " = " + join(e.Actions, " or ")
	case query.Marked:
		return e.Name
	case query.NotEvent:
		return "not " + sayPart(e.E)
	case query.Both:
		return sayPart(e.A) + " & " + sayPart(e.B)
	case query.Either:
		return sayEvent(e.A) + " or " + sayEvent(e.B)
	}
	return ""
}

// sayPart is sayEvent within a larger event.
func sayPart(e query.Event) string {
	if _, ok := e.(query.Either); ok {
		return "(" + sayEvent(e) + ")"
	}
	return sayEvent(e)
}
