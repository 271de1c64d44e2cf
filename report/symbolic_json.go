package report

// SymbolicJSON is the document of parley solve --symbolic --json.
type SymbolicJSON struct {
	Schema            string             `json:"schema"`
	Parley            string             `json:"parley"`
	File              string             `json:"file"`
	SHA256            string             `json:"sha256,omitempty"`
	Game              GameJSON           `json:"game"`
	Set               map[string]string  `json:"set,omitempty"`
	Draws             int                `json:"draws"`
	Seed              uint64             `json:"seed"`
	Complete          bool               `json:"complete"` // every list of equilibria was, and nothing was cut short
	IncompleteBecause string             `json:"incomplete_because"`
	Checked           int                `json:"checked"`  // points at which formulas and solver were compared
	Disagree          int                `json:"disagree"` // points at which they differ; never, but for a fault
	Ranges            []string           `json:"ranges"`
	Classes           []FormulaClassJSON `json:"classes"`
}

// FormulaClassJSON is one class of equilibria.
type FormulaClassJSON struct {
	ID         int              `json:"id"`
	Name       string           `json:"name"`
	Baseline   []int            `json:"equilibria_at_baseline"`
	Draws      int              `json:"met_at_draws"`
	Outside    string           `json:"outside_because,omitempty"`         // why there are no formulas
	Sufficient string           `json:"sufficient_only_because,omitempty"` // the class may exist elsewhere, too
	Solution   string           `json:"solution,omitempty"`
	Conditions []ConditionJSON  `json:"conditions"`
	Parts      []OneOfJSON      `json:"one_of_each,omitempty"`
	Given      []ConditionJSON  `json:"given"` // needed as well, and implied within the ranges
	Ties       []string         `json:"ties,omitempty"`
	Strategies []FormulaRowJSON `json:"strategies"`
	Payoffs    []FormulaOfJSON  `json:"payoffs"`
	Marks      []FormulaOfJSON  `json:"marks"`
}

// ConditionJSON is a condition on params.
type ConditionJSON struct {
	Condition string `json:"condition"`
	LaTeX     string `json:"latex"`
	Why       string `json:"why"`
}

// OneOfJSON is cases of which one must hold.
type OneOfJSON struct {
	About string            `json:"about"`
	Cases [][]ConditionJSON `json:"cases"`
}

// FormulaRowJSON is play and beliefs at an information set.
type FormulaRowJSON struct {
	Player       string          `json:"player"`
	Infoset      string          `json:"infoset"`
	InfosetIndex int             `json:"infoset_index"`
	Actions      []FormulaOfJSON `json:"actions"`
	Subject      string          `json:"belief_about,omitempty"`
	Beliefs      []FormulaOfJSON `json:"beliefs,omitempty"`
}

// FormulaOfJSON is a formula and what it is of.
type FormulaOfJSON struct {
	Name    string `json:"name"`
	Formula string `json:"formula"` // "any" where the indifferences leave it open
	LaTeX   string `json:"latex"`
}

// JSON returns the document. stopped says why the work ended early, if it did.
func (s *Symbolic) JSON(stopped string) SymbolicJSON {
	bounded, _ := s.ranges()
	doc := SymbolicJSON{Schema: "parley/symbolic/1", Parley: s.Version, File: s.Path, SHA256: s.Model.Digest, Game: NewGameJSON(s.Model.Game),
		Draws: s.Draws, Seed: s.Seed, IncompleteBecause: s.incomplete(stopped), Checked: s.Checked, Disagree: len(s.Wrong), Ranges: append([]string{}, bounded...), Classes: []FormulaClassJSON{}}
	doc.Complete = doc.IncompleteBecause == ""
	doc.Set = settingsJSON(s.Set)
	tex := s.sheets(s.Deriver.LaTeX())
	for i, x := range s.sheets(s.Deriver.Text()) {
		doc.Classes = append(doc.Classes, x.json(&tex[i]))
	}
	return doc
}

func (x *sheet) json(tex *sheet) FormulaClassJSON {
	c := FormulaClassJSON{ID: x.number, Name: x.name, Baseline: append([]int{}, x.baseline...), Draws: x.draws, Solution: x.several, Ties: x.ties,
		Conditions: conditionsJSON(x.conditions, tex.conditions), Given: conditionsJSON(x.given, tex.given),
		Payoffs: namedJSON(x.payoffs, tex.payoffs), Marks: namedJSON(x.marks, tex.marks), Strategies: []FormulaRowJSON{}}
	if x.err != nil {
		c.Outside = outside(x.err)
	}
	if x.fixed != nil {
		c.Sufficient = sufficient(x.fixed)
	}
	for i, p := range x.parts {
		q := OneOfJSON{About: p.head}
		for k := range p.cases {
			q.Cases = append(q.Cases, conditionsJSON(p.cases[k], tex.parts[i].cases[k]))
		}
		c.Parts = append(c.Parts, q)
	}
	for i, r := range x.rows {
		row := FormulaRowJSON{Player: r.player, Infoset: r.infoset, InfosetIndex: int(r.id), Subject: r.subject,
			Actions: namedJSON(r.moves, tex.rows[i].moves), Beliefs: namedJSON(r.beliefs, tex.rows[i].beliefs)}
		for k := range row.Actions {
			if row.Actions[k].Formula == "" {
				row.Actions[k].Formula, row.Actions[k].LaTeX = "1", "1"
			}
		}
		c.Strategies = append(c.Strategies, row)
	}
	return c
}

func conditionsJSON(text, tex []written) []ConditionJSON {
	out := []ConditionJSON{}
	for i, c := range text {
		out = append(out, ConditionJSON{c.text, tex[i].text, c.why})
	}
	return out
}

func namedJSON(text, tex []named) []FormulaOfJSON {
	out := []FormulaOfJSON{}
	for i, n := range text {
		out = append(out, FormulaOfJSON{n.name, n.formula, tex[i].formula})
	}
	return out
}
