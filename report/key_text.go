package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/audit"
	"parley/num"
)

// KeyText writes the key assumptions check: what each assumption and each param's value carries, and through them each claim.
func (a *Audited) KeyText(st Style) string {
	w := &auditWriter{st: st, a: a}
	w.summary()
	a.keyTables(func(first int, m *audit.ModelAudit, t *audit.KeyTable) { w.key(first, m, t) })
	return w.b.String()
}

// keyTables calls f with the table of each model and the number of its first conclusion.
func (a *Audited) keyTables(f func(first int, m *audit.ModelAudit, t *audit.KeyTable)) {
	first := 1
	for i := range a.Models {
		f(first, &a.Models[i], a.Models[i].KeyAssumptions())
		first += len(a.Models[i].Conclusions)
	}
}

func (w *auditWriter) key(first int, m *audit.ModelAudit, t *audit.KeyTable) {
	w.line("\n%s", w.st.Bold("Key assumptions check: "+Plain(modelTitle(m.Model))))
	w.para("", plain, keyLegend(m))
	for i := range t.Rows {
		r := &t.Rows[i]
		if i == 0 || r.Assumption < 0 && t.Rows[i-1].Assumption >= 0 {
			head := "Assumptions, and what becomes of conclusions where they fail"
			if r.Assumption < 0 {
				head = "Params, and where the value of one alone changes a conclusion"
			}
			w.line("\n%s", w.st.Bold(head))
		}
		w.keyRow(first, m, r)
	}
	if len(t.Rows) == 0 {
		w.line("\nNo assumption is made, and no param by itself changes a conclusion.")
	}
	w.keyClaims(first, m, t)
}

// keyLegend says what the shares are and what was not looked at.
func keyLegend(m *audit.ModelAudit) string {
	text := "Numbers are those of the conclusions."
	if len(m.Model.Assumptions) > 0 {
		text += " 97 → 12 %: true in all equilibria in 97 % of the draws that respect the assumption, in 12 % of those that break it and no other."
	}
	text += " → all, some, none: in which equilibria it is true once the param is past the value."
	if !m.Stages.Assumptions || m.Draws == 0 {
		text += " Assumptions were not looked at, or not all: the audit made no draws or was stopped."
	}
	if !m.Stages.Linchpins {
		text += " Params were not looked at: the audit was stopped."
	}
	return text
}

func (w *auditWriter) keyRow(first int, m *audit.ModelAudit, r *audit.KeyRow) {
	w.line("")
	w.para("  ", plain, keyHead(m, r))
	for _, e := range []audit.Effect{audit.Falls, audit.Weakens, audit.Gains, audit.Flips, audit.FlipsOutside, audit.NotLooked} {
		var parts []string
		for _, g := range keyGroups(m, r, e) {
			parts = append(parts, numbers(first, g.conclusions)+g.text)
		}
		if len(parts) == 0 {
			continue
		}
		head := string(e)
		if e == audit.FlipsOutside {
			head = "outside"
		}
		w.para("      "+headed(head, 14), w.st.Dim, join(parts, "; ")+".")
	}
	if r.Assumption >= 0 {
		switch n := r.Count(audit.Stands); {
		case r.Count(audit.Unbroken) == len(r.Cells) && len(r.Cells) > 0:
			w.para("      "+headed(string(audit.Unbroken), 14), w.st.Dim, "it: within the ranges of the params it holds by itself, or almost.")
		case n == len(r.Cells):
			w.para("      "+headed("stand", 14), w.st.Dim, "all: no conclusion differs beyond noise where it fails.")
		case n > 0:
			w.para("      "+headed("stand", 14), w.st.Dim, otherOnes(n))
		}
	}
}

// otherOnes stands for the conclusions that were not named.
func otherOnes(n int) string {
	if n == 1 {
		return "the other one."
	}
	return fmt.Sprintf("the other %d.", n)
}

// A keyGroup is conclusions of which the same is said.
type keyGroup struct {
	text        string
	conclusions []int
}

// keyGroups gathers the conclusions on which a row has an effect.
func keyGroups(m *audit.ModelAudit, r *audit.KeyRow, e audit.Effect) []keyGroup {
	var out []keyGroup
	for i := range r.Cells {
		if r.Cells[i].Effect != e {
			continue
		}
		text := keyCellText(m, i, &r.Cells[i])
		k := slices.IndexFunc(out, func(g keyGroup) bool { return g.text == text })
		if k < 0 {
			k = len(out)
			out = append(out, keyGroup{text: text})
		}
		out[k].conclusions = append(out[k].conclusions, i)
	}
	return out
}

// keyHead names a row, how often it fails or where its value may lie, and its claims.
func keyHead(m *audit.ModelAudit, r *audit.KeyRow) string {
	var text string
	if r.Assumption >= 0 {
		text = m.Model.Assumptions[r.Assumption].Text
		if len(r.Cells) > 0 && r.Cells[0].Rest != nil && r.Cells[0].Effect != audit.Unbroken {
			text += fmt.Sprintf(" (without it, it fails in %s of the draws)", Percent(num.FromFloat(r.Cells[0].Rest.Breaking)))
		}
	} else {
		p := &m.Model.Params[r.Param]
		text = fmt.Sprintf("%s (%s)", p.Name, rangeOf(m, r.Param))
		if p.About != "" {
			text += ": " + p.About
		}
	}
	if len(r.Claims) > 0 {
		return text + " [" + claimsText(m.Model, r.Claims) + "]"
	}
	if len(m.Model.Claims) > 0 {
		return text + " [no claim]"
	}
	return text
}

// keyCellText says what becomes of conclusion i in a few characters: " 97 → 12 %", " above 0.4".
func keyCellText(m *audit.ModelAudit, i int, c *audit.KeyCell) string {
	switch c.Effect {
	case audit.Falls, audit.Weakens, audit.Gains:
		return fmt.Sprintf(" %s → %s", strings.TrimSuffix(sharePercent(m.Conclusions[i].Plain.All), " %"), sharePercent(c.Rest.Broken))
	case audit.Flips:
		return flipsShort(c.Flips)
	case audit.FlipsOutside:
		return flipsShort(c.Outside)
	case audit.Stands, audit.Unbroken, audit.NotLooked:
	}
	return ""
}

// flipsShort lists where a param flips a conclusion and to which face: " above 0.4 → some, below 0.1 → none".
func flipsShort(list []audit.Linchpin) string {
	var parts []string
	for _, l := range list {
		side := "below "
		if l.Up {
			side = "above "
		}
		parts = append(parts, side+Number(l.FlipsAt)+" → "+string(l.To))
	}
	return " " + join(parts, ", ")
}

// keyClaims lists which conclusions each claim carries through the assumptions and params that stand on it.
func (w *auditWriter) keyClaims(first int, m *audit.ModelAudit, t *audit.KeyTable) {
	if len(t.Claims) == 0 {
		return
	}
	w.line("\n%s", w.st.Bold("Claims, and the conclusions that they carry through what stands on them"))
	var idle []string
	for i := range t.Claims {
		c := &t.Claims[i]
		if len(c.Carries) == 0 {
			idle = append(idle, ClaimName(m.Model, c.Claim))
			continue
		}
		w.para("  "+pad(ClaimName(m.Model, c.Claim), 8), w.st.Dim, numbers(first, c.Carries)+", through "+join(keyNames(m, t, c.Rows), ", ")+".")
	}
	if len(idle) > 0 {
		w.para("  carry none: ", w.st.Dim, join(idle, ", ")+".")
	}
}

// keyNames names rows in a word or an expression.
func keyNames(m *audit.ModelAudit, t *audit.KeyTable, rows []int) []string {
	var out []string
	for _, k := range rows {
		if r := &t.Rows[k]; r.Assumption >= 0 {
			out = append(out, m.Model.Assumptions[r.Assumption].Text)
		} else {
			out = append(out, m.Model.Params[r.Param].Name)
		}
	}
	return out
}

// numbers writes the numbers of conclusions, runs of three or more as "1 to 4".
func numbers(first int, list []int) string {
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		switch {
		case j >= i+2:
			parts = append(parts, fmt.Sprintf("%d to %d", first+list[i], first+list[j]))
		default:
			for k := i; k <= j; k++ {
				parts = append(parts, fmt.Sprint(first+list[k]))
			}
		}
		i = j + 1
	}
	return join(parts, ", ")
}
