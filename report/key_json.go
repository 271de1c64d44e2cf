package report

import "parley/audit"

// KeyTableJSON is the key assumptions check of a model: a row for each assumption and each param that flips a conclusion.
type KeyTableJSON struct {
	Model  string         `json:"model"`
	Rows   []KeyRowJSON   `json:"rows"`
	Claims []KeyClaimJSON `json:"claims"` // which conclusions each claim carries through what stands on it
}

// KeyRowJSON is an assumption or a param.
type KeyRowJSON struct {
	Kind   string         `json:"kind"` // assumption or param
	Name   string         `json:"name"` // the assumption's text or the param's name
	Claims []ClaimRefJSON `json:"claims"`
	Cells  []KeyCellJSON  `json:"cells"` // those conclusions on which it has another effect than stands
}

// KeyCellJSON is what becomes of a conclusion if the assumption fails or the param moves.
type KeyCellJSON struct {
	Conclusion     int            `json:"conclusion"` // its number
	Effect         string         `json:"effect"`     // falls, weakens, gains, no draw breaks, not looked at, flips, flips outside its range
	Verdict        string         `json:"verdict"`
	VerdictWithout string         `json:"verdict_without,omitempty"` // of all draws without the assumption
	Share          float64        `json:"share"`                     // of draws that respect all assumptions: true in all equilibria
	ShareBroken    *float64       `json:"share_broken,omitempty"`    // of those that break it and no other
	ShareWithout   *float64       `json:"share_without,omitempty"`   // of all draws without it
	Flips          []LinchpinJSON `json:"flips,omitempty"`
	Outside        []LinchpinJSON `json:"outside,omitempty"`
}

// KeyClaimJSON is a claim with what it carries.
type KeyClaimJSON struct {
	Claim   ClaimRefJSON `json:"claim"`
	Through []string     `json:"through"` // names of rows that stand on it
	Carries []int        `json:"carries"` // numbers of conclusions that one of these rows carries
	Cited   []int        `json:"cited"`   // numbers of conclusions that name it
}

// keyJSON returns the tables of all models.
func (a *Audited) keyJSON() []KeyTableJSON {
	out := []KeyTableJSON{}
	a.keyTables(func(first int, m *audit.ModelAudit, t *audit.KeyTable) {
		j := KeyTableJSON{Model: modelTitle(m.Model), Rows: []KeyRowJSON{}, Claims: []KeyClaimJSON{}}
		for i := range t.Rows {
			j.Rows = append(j.Rows, keyRowJSON(first, m, &t.Rows[i]))
		}
		for _, c := range t.Claims {
			_, refs := claimsJSON(m.Model, []int{c.Claim})
			x := KeyClaimJSON{Claim: refs[0], Through: append([]string{}, keyNames(m, t, c.Rows)...), Carries: []int{}, Cited: []int{}}
			for _, k := range c.Carries {
				x.Carries = append(x.Carries, first+k)
			}
			for _, k := range c.Cited {
				x.Cited = append(x.Cited, first+k)
			}
			j.Claims = append(j.Claims, x)
		}
		out = append(out, j)
	})
	return out
}

func keyRowJSON(first int, m *audit.ModelAudit, r *audit.KeyRow) KeyRowJSON {
	out := KeyRowJSON{Kind: "param", Cells: []KeyCellJSON{}}
	if r.Assumption >= 0 {
		out.Kind, out.Name = "assumption", m.Model.Assumptions[r.Assumption].Text
	} else {
		out.Name = m.Model.Params[r.Param].Name
	}
	_, out.Claims = claimsJSON(m.Model, r.Claims)
	for i := range r.Cells {
		c, k := &r.Cells[i], &m.Conclusions[i]
		if c.Effect == audit.Stands {
			continue
		}
		x := KeyCellJSON{Conclusion: first + i, Effect: string(c.Effect), Verdict: string(k.Verdict), Share: round(k.Plain.All.Value())}
		if c.Rest != nil && c.Rest.Broken.Of > 0 {
			x.ShareBroken, x.ShareWithout, x.VerdictWithout = rounded(c.Rest.Broken.Value()), rounded(c.Rest.Without), string(k.Without(c.Rest))
		}
		for _, l := range c.Flips {
			x.Flips = append(x.Flips, linchpinJSON(m, l))
		}
		for _, l := range c.Outside {
			x.Outside = append(x.Outside, linchpinJSON(m, l))
		}
		out.Cells = append(out.Cells, x)
	}
	return out
}
