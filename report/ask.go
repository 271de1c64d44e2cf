package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/model"
	"parley/num"
	"parley/query"
	"parley/slope"
)

// Asked is the answers to queries and conditions in each equilibrium.
type Asked struct {
	*Solution
	Complete bool   // of the game and of every variant that was asked
	Finished bool   // none of them was stopped before its method had what it looks for
	Because  string // if not complete
	Items    []AskedItem
	Model    *model.Model // for the names and ranges of params, where derivatives were asked for
	Carried  *Audited     // what carries the items, if that was asked for
}

// An AskedItem is one query or condition with its values, one for each equilibrium.
type AskedItem struct {
	Text      string // of the question or conclusion in the model, "" if it came from the command line
	Claims    []string
	Query     query.Query     // or nil
	Condition query.Condition // or nil
	Answers   []query.Answer  // of Query
	Truths    []query.Truth   // of Condition
	Why       []string        // by equilibrium: why a truth is not defined throughout
	Unrelated bool            // it asks nothing of the model's own game, but of variants only
	Slopes    []Sloped        // if derivatives were asked for
}

// Sloped is the derivatives of a query, or of the margin of one comparison of a condition.
type Sloped struct {
	Comparison *query.Comparison // nil for a query
	Tables     []slope.Table     // by equilibrium
}

func (it *AskedItem) source() string {
	if it.Query != nil {
		return it.Query.String()
	}
	return it.Condition.String()
}

// values returns how many answers there are: one for each equilibrium.
func (it *AskedItem) values() int { return max(len(it.Answers), len(it.Truths)) }

func (it *AskedItem) value(i int, st Style) string {
	if it.Query != nil {
		return answerText(it.Query, it.Answers[i])
	}
	text := string(it.Truths[i])
	switch it.Truths[i] {
	case query.True:
		text = st.Good(text)
	case query.False:
		text = st.Bad(text)
	case query.Mixed:
		text = st.Warn("true in some members of the set, not in others")
	case query.Undefined:
		text = st.Warn(text)
	}
	if why := it.Why[i]; why != "" {
		text += ": " + Plain(why)
	}
	return text
}

func answerText(q query.Query, a query.Answer) string {
	if !a.Low.Defined {
		return "undefined: " + Plain(a.Low.Why)
	}
	text := valueText(q, a.Low)
	if a.Low.Float != a.High.Float {
		text = "between " + text + " and " + valueText(q, a.High)
	}
	if a.Partly {
		text += " (in part undefined: " + Plain(a.Why) + ")"
	}
	return text
}

// valueText writes a value: in per cent if it is a probability or a share.
func valueText(q query.Query, v query.Value) string {
	x := v.Rat
	if !v.Exact {
		x = num.FromFloat(v.Float)
	}
	if share(q) {
		if v.Exact {
			return probability(x, x, x)
		}
		return Percent(x)
	}
	text := Number(x)
	if f := Fraction(x); v.Exact && f != "" && !exactDecimal(x) {
		text += " (" + strings.Replace(f, "-", "−", 1) + ")"
	}
	return text
}

func exactDecimal(x num.Rat) bool { return x.Mul(num.Int(1000)).IsInt() }

// share tells whether a query's value lies between 0 and 1 by its nature.
func share(q query.Query) bool {
	switch q.(type) {
	case query.Prob, query.Belief, query.Plays, query.Informs, query.Influence:
		return true
	}
	return false
}

// Text writes the answers: once where they are the same in all equilibria, else by equilibrium.
func (k *Asked) Text(st Style) string {
	var b strings.Builder
	names := Names(k.Played(), k.Result.Equilibria)
	r := *k.Result
	r.Complete, r.IncompleteBecause = k.Complete, k.Because
	whole := *k.Solution
	whole.Result = &r
	whole.head(&b, st)
	for i := range k.Items {
		it := &k.Items[i]
		b.WriteByte('\n')
		switch {
		case it.Text == "":
			fmt.Fprintln(&b, Plain(it.source()))
		default:
			head := st.Bold(Plain(it.Text))
			if len(it.Claims) > 0 {
				head += st.Dim("  [" + Plain(join(it.Claims, ", ")) + "]")
			}
			fmt.Fprintln(&b, head)
		}
		k.values(&b, it, names, st)
		k.slopes(&b, it, st)
		if it.Text != "" {
			fmt.Fprintf(&b, "  %s\n", st.Dim(cut(Plain(it.source()), longestQuery)))
		}
	}
	if k.Carried != nil {
		b.WriteString(k.Carried.carriesText(st))
	}
	return b.String()
}

// longestQuery is how many characters of a model's own query are shown; JSON holds it whole.
const longestQuery = 110

// cut shortens a text to at most n characters.
func cut(text string, n int) string {
	if chars := []rune(text); len(chars) > n {
		return string(chars[:n-1]) + "…"
	}
	return text
}

func (k *Asked) values(b *strings.Builder, it *AskedItem, names []string, st Style) {
	var all []string
	same := true
	for i := range it.values() {
		all = append(all, it.value(i, st))
		same = same && all[i] == all[0]
	}
	switch {
	case len(all) == 0:
		fmt.Fprintf(b, "  no equilibrium was found to ask\n")
	case same && len(all) > 1 && !it.Unrelated:
		fmt.Fprintf(b, "  %s, in all %d equilibria\n", all[0], len(all))
	case same:
		fmt.Fprintf(b, "  %s\n", all[0])
	default:
		for i, text := range all {
			fmt.Fprintf(b, "  E%-3d %s  %s\n", i+1, text, st.Dim("("+names[i]+")"))
		}
	}
}

// slopes writes the derivatives, if they were asked for: once where they are the same in all equilibria.
func (k *Asked) slopes(b *strings.Builder, it *AskedItem, st Style) {
	for _, s := range it.Slopes {
		n := nudge{}
		if c := s.Comparison; c != nil {
			n = marginNudge(*c)
			what := "the margin of"
			if c.Near {
				what = "the difference in"
			}
			fmt.Fprintf(b, "       %s %s:\n", what, Plain(c.Text))
		} else {
			n = nudgeOf(it.Query)
		}
		var texts []string
		for _, t := range s.Tables {
			var one strings.Builder
			slopeTable(&one, k.Model, n, t, st)
			texts = append(texts, one.String())
		}
		same := !slices.ContainsFunc(texts, func(t string) bool { return t != texts[0] })
		for i, t := range texts {
			if same && i > 0 {
				break
			}
			if !same {
				fmt.Fprintf(b, "  E%d\n", i+1)
			}
			b.WriteString(t)
		}
	}
}

// AskJSON is the document of parley ask --json.
type AskJSON struct {
	Schema            string            `json:"schema"`
	Parley            string            `json:"parley"`
	File              string            `json:"file"`
	SHA256            string            `json:"sha256,omitempty"`
	Set               map[string]string `json:"set,omitempty"`
	Concept           string            `json:"concept"`
	Complete          bool              `json:"complete"`
	IncompleteBecause string            `json:"incomplete_because"`
	Queries           []AskedJSON       `json:"queries"`
	Equilibria        []EquilibriumJSON `json:"equilibria"`
	Sensitivity       *AskCarriedJSON   `json:"sensitivity,omitempty"`
}

// AskCarriedJSON is what carries the answers, as parley audit --json has it.
type AskCarriedJSON struct {
	Seed        uint64           `json:"seed"`
	Stopped     bool             `json:"stopped"`
	Model       AuditedModelJSON `json:"model"`
	Questions   []QuestionJSON   `json:"questions"`
	Conclusions []ConclusionJSON `json:"conclusions"`
}

// AskedJSON is one query or condition with its values.
type AskedJSON struct {
	Text    string       `json:"text,omitempty"`
	Query   string       `json:"query"`
	Claims  []string     `json:"claims,omitempty"`
	Answers []AnswerJSON `json:"answers"`
	Low     *float64     `json:"low,omitempty"` // over all equilibria in which it is defined
	High    *float64     `json:"high,omitempty"`
	// Derivatives are there if they were asked for, by equilibrium: of the query, or of the margin of each comparison.
	Derivatives []SlopesJSON `json:"derivatives,omitempty"`
}

// AnswerJSON is the value in one equilibrium. Truth stands for a condition; for a query Value is its
// value, or absent where it has a range from Low to High or is undefined.
type AnswerJSON struct {
	Equilibrium int      `json:"equilibrium"`
	P           string   `json:"p,omitempty"`
	Value       *float64 `json:"value,omitempty"`
	Low         *float64 `json:"low,omitempty"`
	High        *float64 `json:"high,omitempty"`
	Truth       string   `json:"truth,omitempty"`
	Why         string   `json:"why,omitempty"`
}

// JSON returns the document of parley ask --json.
func (k *Asked) JSON() AskJSON {
	s := k.Solution.JSON()
	doc := AskJSON{Schema: "parley/ask/1", Parley: s.Parley, File: s.File, SHA256: s.SHA256, Set: s.Set, Concept: s.Concept, Complete: k.Complete,
		IncompleteBecause: k.Because, Queries: []AskedJSON{}, Equilibria: s.Equilibria}
	for i := range k.Items {
		j := k.Items[i].json()
		for _, s := range k.Items[i].Slopes {
			for _, d := range slopesJSON(k.Model, s.Tables) {
				if c := s.Comparison; c != nil {
					d.Comparison, d.Negated = c.Text, c.Negated
				}
				j.Derivatives = append(j.Derivatives, d)
			}
		}
		doc.Queries = append(doc.Queries, j)
	}
	if k.Carried != nil {
		a := k.Carried.JSON()
		doc.Sensitivity = &AskCarriedJSON{a.Seed, a.Stopped, a.Models[0], a.Questions, a.Conclusions}
	}
	return doc
}

func (it *AskedItem) json() AskedJSON {
	out := AskedJSON{Text: it.Text, Query: it.source(), Claims: it.Claims, Answers: []AnswerJSON{}}
	for i, t := range it.Truths {
		out.Answers = append(out.Answers, AnswerJSON{Equilibrium: i + 1, Truth: string(t), Why: it.Why[i]})
	}
	for i, a := range it.Answers {
		j := AnswerJSON{Equilibrium: i + 1}
		if a.Partly || !a.Low.Defined {
			j.Why = a.Why
		}
		if a.Low.Defined {
			low, high := a.Low.Float, a.High.Float
			j.Low, j.High = &low, &high
			if low == high {
				j.Value = &low
				if a.Low.Exact {
					j.P = a.Low.Rat.String()
				}
			}
			if out.Low == nil || low < *out.Low {
				out.Low = &low
			}
			if out.High == nil || high > *out.High {
				out.High = &high
			}
		}
		out.Answers = append(out.Answers, j)
	}
	return out
}
