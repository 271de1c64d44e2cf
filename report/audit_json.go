package report

import (
	"math"
	"strings"

	"parley/audit"
	"parley/model"
	"parley/query"
)

// AuditJSON is the document of parley audit --json. For several models the lists hold what was found
// in all of them, and each entry names its model.
type AuditJSON struct {
	Schema      string                 `json:"schema"`
	Parley      string                 `json:"parley"`
	Model       string                 `json:"model"` // the title, or the titles
	Models      []AuditedModelJSON     `json:"models"`
	Set         map[string]string      `json:"set,omitempty"`
	Draws       int                    `json:"draws"` // asked for, of each model
	Seed        uint64                 `json:"seed"`
	Stopped     bool                   `json:"stopped"`
	Summary     map[string]int         `json:"summary"` // conclusions by verdict
	Equilibria  []AuditEquilibriumJSON `json:"equilibria"`
	Questions   []QuestionJSON         `json:"questions"`
	Conclusions []ConclusionJSON       `json:"conclusions"`
	Claims      []ClaimJSON            `json:"claims"`
	Key         []KeyTableJSON         `json:"key_assumptions"` // by model
}

// AuditedModelJSON is one model with its games and draws.
type AuditedModelJSON struct {
	Model         string           `json:"model"`
	File          string           `json:"file"`
	SHA256        string           `json:"sha256,omitempty"`
	Games         []AuditGameJSON  `json:"games"`
	Draws         int              `json:"draws"`                 // done
	CompleteShare float64          `json:"complete_share"`        // of draws: every list proved complete
	SeveralShare  float64          `json:"several_share"`         // of draws: several equilibria
	Idle          []string         `json:"params_without_effect"` // on which nothing depends
	Unfinished    []string         `json:"unfinished,omitempty"`  // stages that were cut short
	Design        *DesignJSON      `json:"sensitivity,omitempty"`
	Widened       []ParamRangeJSON `json:"widened,omitempty"` // params whose range claims have given or widened
}

// ParamRangeJSON is the range of a param that its claims have given or widened.
type ParamRangeJSON struct {
	Param string    `json:"param"`
	Range RangeJSON `json:"range"`
	Dist  string    `json:"dist"`
	Said  SaidJSON  `json:"said"` // the range of the model's text
}

// AuditGameJSON is a model's own game (variant "") or one of its variants, at the baseline.
type AuditGameJSON struct {
	Variant           string `json:"variant"`
	Nodes             int    `json:"nodes"`
	Equilibria        int    `json:"equilibria"`
	Intuitive         int    `json:"intuitive"` // of these, how many pass the intuitive criterion
	Complete          bool   `json:"complete"`
	IncompleteBecause string `json:"incomplete_because"`
}

// AuditEquilibriumJSON is an equilibrium of a model's own game at the baseline.
type AuditEquilibriumJSON struct {
	Model string `json:"model"`
	EquilibriumJSON
	IntuitiveReason string `json:"intuitive_reason,omitempty"`
	// Kin is the share of draws in which an equilibrium of the same kind was found: the same actions are used where play may come, and
	// for certain the same replies to a single departure. Absent without draws.
	Kin *KinJSON `json:"kin,omitempty"`
}

// KinJSON is a share of draws with its 95 % interval.
type KinJSON struct {
	Share float64    `json:"share"`
	CI    [2]float64 `json:"ci"`
	Draws int        `json:"draws"`
}

// QuestionJSON is a question with its answers.
type QuestionJSON struct {
	Model          string         `json:"model"`
	Text           string         `json:"text"`
	Query          string         `json:"query"`
	Claim          string         `json:"claim"`
	Claims         []ClaimRefJSON `json:"claims"`
	Answers        []AnswerJSON   `json:"answers"`
	Low            *float64       `json:"low"` // nine draws in ten lie between low and high
	High           *float64       `json:"high"`
	Min            *float64       `json:"min"`
	Max            *float64       `json:"max"`
	Median         *float64       `json:"median"`
	ShareUndefined float64        `json:"share_undefined"`
	Derivatives    []SlopesJSON   `json:"derivatives"` // of the answer, at the baseline, by equilibrium
	OneAtATime     []SwingJSON    `json:"one_at_a_time"`
	Mean           *float64       `json:"mean"` // over the draws, of the middle between lowest and highest
	RestsOn        []ShiftJSON    `json:"rests_on"`
	Sobol          *SobolJSON     `json:"sobol,omitempty"`
}

// ClaimRefJSON names a claim and its place.
type ClaimRefJSON struct {
	ID     string `json:"id"`
	Turn   string `json:"turn"`
	Source string `json:"source"`
}

// ConclusionJSON is a conclusion, judged.
type ConclusionJSON struct {
	Model          string         `json:"model"`
	Number         int            `json:"number"` // as in the text
	Text           string         `json:"text"`
	Condition      string         `json:"condition"`
	Claim          string         `json:"claim"`
	Claims         []ClaimRefJSON `json:"claims"`
	Baseline       string         `json:"baseline"`
	Verdict        string         `json:"verdict"`
	Equilibria     []TruthJSON    `json:"equilibria"`
	ShareAll       float64        `json:"share_all"`
	ShareSome      float64        `json:"share_some"`
	ShareCI        [2]float64     `json:"share_ci"` // of share_all, 95 %
	ShareSomeCI    [2]float64     `json:"share_some_ci"`
	ShareUndefined float64        `json:"share_undefined"`
	Draws          int            `json:"draws"`
	Intuitive      JudgedJSON     `json:"intuitive"` // counting only equilibria that pass the intuitive criterion
	Linchpins      []LinchpinJSON `json:"linchpins"`
	Outside        []LinchpinJSON `json:"outside_ranges"` // flips outside the params' ranges, if few are within
	Joint          *JointJSON     `json:"joint"`          // null if no joint change was found
	Boxes          []BoxJSON      `json:"boxes"`
	Sobol          *SobolJSON     `json:"sobol,omitempty"`
	RestsOn        []RestJSON     `json:"rests_on"`
	Proof          *ProofJSON     `json:"proof,omitempty"`
	Parts          []PartJSON     `json:"parts"`
	Derivatives    []SlopesJSON   `json:"derivatives"` // of the margin of each comparison, at the baseline, by equilibrium
	Contrast       *ContrastJSON  `json:"contrast,omitempty"`
	Reasons        []ReasonJSON   `json:"reasons"`
	Explanation    string         `json:"explanation"`
}

// TruthJSON is a conclusion's truth value in one equilibrium.
type TruthJSON struct {
	Equilibrium int    `json:"equilibrium"`
	Truth       string `json:"truth"`
	Why         string `json:"why,omitempty"`
}

// JudgedJSON is a conclusion's face at the baseline and its shares.
type JudgedJSON struct {
	Baseline       string     `json:"baseline"`
	ShareAll       float64    `json:"share_all"`
	ShareSome      float64    `json:"share_some"`
	ShareCI        [2]float64 `json:"share_ci"`
	ShareUndefined float64    `json:"share_undefined"`
	Draws          int        `json:"draws"` // the first ones of all
}

// LinchpinJSON is a single param that flips a conclusion.
type LinchpinJSON struct {
	Param     string   `json:"param"`
	Baseline  float64  `json:"baseline"`
	FlipsAt   float64  `json:"flips_at"`
	Distance  float64  `json:"distance"`        // as a share of the width of the range
	Exact     string   `json:"exact,omitempty"` // the boundary, where it is known exactly
	Direction string   `json:"direction"`       // below or above
	To        string   `json:"to"`              // the baseline's face beyond it
	Breaks    []string `json:"breaks"`          // assumptions that do not hold beyond it
}

// RestJSON is what becomes of a conclusion without one assumption.
type RestJSON struct {
	Assumption    string         `json:"assumption"`
	ShareWithout  float64        `json:"share_without"`  // of draws without it: true in all equilibria
	ShareBreaking float64        `json:"share_breaking"` // of draws without it: those that break it
	ShareBroken   float64        `json:"share_broken"`   // of those: true in all equilibria
	BrokenCI      [2]float64     `json:"broken_ci"`
	BrokenDraws   int            `json:"broken_draws"`
	Carries       bool           `json:"carries"`
	Claims        []ClaimRefJSON `json:"claims"`
}

// PartJSON is one comparison of a conclusion.
type PartJSON struct {
	Text  string      `json:"text"`
	Left  *NumberJSON `json:"left"`
	Right *NumberJSON `json:"right"`
	Truth string      `json:"truth"`
}

// ContrastJSON is what a conclusion that holds in some equilibria compares in one where it does not.
type ContrastJSON struct {
	Equilibrium int        `json:"equilibrium"`
	Parts       []PartJSON `json:"parts"`
}

// ReasonJSON is a choice that decides a conclusion.
type ReasonJSON struct {
	Variant     string             `json:"variant,omitempty"`
	Equilibrium int                `json:"equilibrium"`
	Player      string             `json:"player"`
	Infoset     string             `json:"infoset"`
	Reached     bool               `json:"reached"`
	Forced      string             `json:"forced,omitempty"`
	Beliefs     []ReasonBeliefJSON `json:"beliefs"`
	Actions     []ReasonActionJSON `json:"actions"`
	Decides     float64            `json:"decides"`
}

// ReasonBeliefJSON is the probability that a hidden move had an action.
type ReasonBeliefJSON struct {
	Label  string   `json:"label"`
	Action string   `json:"action"`
	P      string   `json:"p"`
	Value  float64  `json:"value"`
	Prior  *float64 `json:"prior,omitempty"`
}

// ReasonActionJSON is an action with its probability and its worth, in utils.
type ReasonActionJSON struct {
	Action string  `json:"action"`
	P      float64 `json:"p"`
	Worth  float64 `json:"worth"`
}

// ClaimJSON is a claim of the ledger and what it bears on.
type ClaimJSON struct {
	ID          string        `json:"id"`
	Source      string        `json:"source"`
	Turn        string        `json:"turn"`
	Says        string        `json:"says"`
	Hedge       string        `json:"hedge"`
	Kind        string        `json:"kind"`
	Bears       []BearingJSON `json:"bears_on"`              // empty: nothing in these models depends on it
	Aside       string        `json:"aside,omitempty"`       // why it is left out of the models on purpose
	Credibility int           `json:"credibility,omitempty"` // by the Admiralty code, 1 to 6
	Reliability string        `json:"reliability,omitempty"` // of the source, A to F
	Date        string        `json:"date,omitempty"`        // of the source
	Gives       []GivenJSON   `json:"gives,omitempty"`       // ranges that it gives to params
}

// BearingJSON is a place in a model that names a claim.
type BearingJSON struct {
	Model string `json:"model"`
	Kind  string `json:"kind"`
	Name  string `json:"name"`
}

// JSON returns the document of parley audit --json.
func (a *Audited) JSON() AuditJSON {
	doc := AuditJSON{Schema: "parley/audit/1", Parley: a.Version, Draws: a.Draws, Seed: a.Seed, Stopped: a.Stopped, Summary: map[string]int{},
		Models: []AuditedModelJSON{}, Equilibria: []AuditEquilibriumJSON{}, Questions: []QuestionJSON{}, Conclusions: []ConclusionJSON{}, Claims: []ClaimJSON{}}
	for _, v := range audit.Verdicts {
		doc.Summary[string(v)] = 0
	}
	doc.Set = settingsJSON(a.Set)
	var titles []string
	for i := range a.Models {
		m := &a.Models[i]
		titles = append(titles, modelTitle(m.Model))
		doc.Models = append(doc.Models, modelJSON(m))
		doc.Equilibria = append(doc.Equilibria, equilibriaJSON(m)...)
		for j := range m.Questions {
			doc.Questions = append(doc.Questions, questionJSON(m, &m.Questions[j]))
		}
	}
	doc.Model = strings.Join(titles, "; ")
	a.numbered(func(n int, m *audit.ModelAudit, k *audit.Conclusion) {
		doc.Summary[string(k.Verdict)]++
		c := conclusionJSON(m, k)
		c.Number = n
		doc.Conclusions = append(doc.Conclusions, c)
	})
	for _, e := range a.Ledger {
		c := ClaimJSON{ID: e.Claim.ID, Source: e.Source.Title, Turn: e.Claim.Turn, Says: e.Claim.Says, Hedge: e.Claim.Hedge, Kind: e.Claim.Kind, Bears: []BearingJSON{},
			Aside: e.Claim.Aside, Credibility: e.Claim.Credibility, Reliability: e.Source.Reliability, Date: e.Source.Date}
		for _, g := range e.Claim.Gives {
			c.Gives = append(c.Gives, GivenJSON{g.Param, g.Word, rangeJSON(g.Low, g.High)})
		}
		for _, b := range e.Bears {
			c.Bears = append(c.Bears, BearingJSON{b.Model, b.Kind, b.Name})
		}
		doc.Claims = append(doc.Claims, c)
	}
	doc.Key = a.keyJSON()
	return doc
}

func modelTitle(m *model.Model) string {
	if m.Title == "" {
		return m.Path
	}
	return m.Title
}

func modelJSON(m *audit.ModelAudit) AuditedModelJSON {
	out := AuditedModelJSON{Model: modelTitle(m.Model), File: m.Model.Path, SHA256: m.Model.Digest, Games: []AuditGameJSON{}, Draws: m.Draws,
		CompleteShare: round(m.Complete.Value()), SeveralShare: round(m.Several.Value()), Idle: []string{}}
	for i := range m.Games {
		g := &m.Games[i]
		out.Games = append(out.Games, AuditGameJSON{Variant: g.Variant, Nodes: len(g.In.Nodes), Equilibria: len(g.Result.Equilibria), Intuitive: g.Passing(),
			Complete: g.Result.Complete, IncompleteBecause: g.Result.IncompleteBecause})
	}
	for _, p := range m.Model.Params {
		if p.Widened != "" {
			out.Widened = append(out.Widened, ParamRangeJSON{p.Name, rangeJSON(p.Dist.Low, p.Dist.High), p.Dist.Kind, SaidJSON{p.Said.Kind, p.Said.Low.Float(), p.Said.High.Float(), p.Widened}})
		}
	}
	for _, p := range m.Idle {
		out.Idle = append(out.Idle, m.Model.Params[p].Name)
	}
	for _, s := range []struct {
		name string
		done bool
	}{{"derivatives", m.Stages.Derivatives}, {"draws", m.Stages.Draws}, {"linchpins", m.Stages.Linchpins}, {"outside the ranges", m.Stages.Beyond}, {"assumptions", m.Stages.Assumptions},
		{"proof", m.Stages.Proof}, {"joint changes", m.Stages.Joint}, {"sensitivity", m.Stages.Sensitivity}} {
		if !s.done {
			out.Unfinished = append(out.Unfinished, s.name)
		}
	}
	out.Design = designJSON(m)
	return out
}

func equilibriaJSON(m *audit.ModelAudit) []AuditEquilibriumJSON {
	if len(m.Games) == 0 {
		return nil
	}
	var out []AuditEquilibriumJSON
	g := &m.Games[0]
	for i, e := range EquilibriaJSON(g.In, g.Result.Equilibria) {
		f := g.Findings[i]
		if !f.Passes || f.Reason == "" {
			e.Intuitive = &f.Passes
		}
		e.MaxRegret = g.Regrets[i].Float()
		x := AuditEquilibriumJSON{Model: modelTitle(m.Model), EquilibriumJSON: e, IntuitiveReason: f.Reason}
		if g.Found != nil {
			x.Kin = kinJSON(g.Found[i])
		}
		out = append(out, x)
	}
	return out
}

func claimsJSON(m *model.Model, claims []int) (ids string, refs []ClaimRefJSON) {
	refs = []ClaimRefJSON{}
	var names []string
	for _, i := range claims {
		c := m.Claims[i]
		ref := ClaimRefJSON{ID: c.ID, Turn: c.Turn}
		if c.Source >= 0 && c.Source < len(m.Sources) {
			ref.Source = m.Sources[c.Source].Title
		}
		refs, names = append(refs, ref), append(names, ClaimName(m, i))
	}
	return strings.Join(names, ", "), refs
}

func questionJSON(m *audit.ModelAudit, q *audit.Question) QuestionJSON {
	item := AskedItem{Query: q.Query, Answers: q.Answers}
	out := QuestionJSON{Model: modelTitle(m.Model), Text: q.Text, Query: q.Query.String(), Answers: item.json().Answers, Derivatives: slopesJSON(m.Model, q.Slopes),
		OneAtATime: swingsJSON(m, q), Sobol: sobolJSON(m, q.Indices)}
	out.Claim, out.Claims = claimsJSON(m.Model, q.Claims)
	if r := q.Range; r.Defined.Count > 0 {
		out.Low, out.High, out.Min, out.Max, out.Median = rounded(r.Low), rounded(r.High), rounded(r.Min), rounded(r.Max), rounded(r.Median)
	}
	if out.RestsOn = shiftsJSON(m, q); q.Mean.Of > 0 {
		out.Mean = rounded(q.Mean.Value)
	}
	if of := q.Range.Defined.Of; of > 0 {
		out.ShareUndefined = round(1 - q.Range.Defined.Value())
	}
	return out
}

func conclusionJSON(m *audit.ModelAudit, k *audit.Conclusion) ConclusionJSON {
	p, r := k.Plain, judgedJSON(k.Refined)
	j := judgedJSON(p)
	low, high := p.Some.Interval()
	out := ConclusionJSON{Model: modelTitle(m.Model), Text: k.Text, Condition: k.Condition.String(), Baseline: j.Baseline, Verdict: string(k.Verdict),
		Equilibria: []TruthJSON{}, ShareAll: j.ShareAll, ShareSome: j.ShareSome, ShareCI: j.ShareCI, ShareSomeCI: [2]float64{round(low), round(high)},
		ShareUndefined: j.ShareUndefined, Draws: p.All.Of, Intuitive: r, Linchpins: []LinchpinJSON{}, RestsOn: []RestJSON{}, Parts: []PartJSON{},
		Outside: []LinchpinJSON{}, Joint: jointJSON(m, k.Joint), Boxes: boxesJSON(m, k.Boxes), Sobol: sobolJSON(m, k.Indices),
		Reasons: []ReasonJSON{}, Explanation: explanation(m, k)}
	out.Claim, out.Claims = claimsJSON(m.Model, k.Claims)
	for i, t := range k.Truths {
		out.Equilibria = append(out.Equilibria, TruthJSON{i + 1, string(t), k.Why[i]})
	}
	for _, l := range k.Linchpins {
		out.Linchpins = append(out.Linchpins, linchpinJSON(m, l))
	}
	for _, l := range k.Beyond {
		out.Outside = append(out.Outside, linchpinJSON(m, l))
	}
	for _, x := range k.RestsOn {
		a := m.Model.Assumptions[x.Assumption]
		low, high := x.Broken.Interval()
		rest := RestJSON{Assumption: a.Text, ShareWithout: round(x.Without), ShareBreaking: round(x.Breaking), ShareBroken: round(x.Broken.Value()),
			BrokenCI: [2]float64{round(low), round(high)}, BrokenDraws: x.Broken.Of, Carries: x.Carries}
		_, rest.Claims = claimsJSON(m.Model, a.Claims)
		out.RestsOn = append(out.RestsOn, rest)
	}
	out.Proof = proofJSON(m, k.Proof)
	out.Parts, out.Derivatives = partsJSON(k.Parts), marginsJSON(m, k)
	if c := k.Contrast; c != nil {
		out.Contrast = &ContrastJSON{c.Equilibrium + 1, partsJSON(c.Parts)}
	}
	for i := range k.Reasons {
		out.Reasons = append(out.Reasons, reasonJSON(&k.Reasons[i]))
	}
	return out
}

func judgedJSON(j audit.Judged) JudgedJSON {
	low, high := j.All.Interval()
	return JudgedJSON{Baseline: string(j.Baseline), ShareAll: round(j.All.Value()), ShareSome: round(j.Some.Value()),
		ShareCI: [2]float64{round(low), round(high)}, ShareUndefined: round(j.Nowhere.Value()), Draws: j.All.Of}
}

func linchpinJSON(m *audit.ModelAudit, l audit.Linchpin) LinchpinJSON {
	out := LinchpinJSON{Param: m.Model.Params[l.Param].Name, Baseline: m.Baseline[l.Param].Float(), FlipsAt: l.FlipsAt.Float(), Distance: round(l.Distance),
		Direction: "below", To: string(l.To), Breaks: []string{}}
	if l.Up {
		out.Direction = "above"
	}
	if l.Exact {
		out.Exact = l.FlipsAt.String()
	}
	for _, b := range l.Breaks {
		out.Breaks = append(out.Breaks, m.Model.Assumptions[b].Text)
	}
	return out
}

func partsJSON(parts []audit.Part) []PartJSON {
	out := []PartJSON{}
	for _, p := range parts {
		out = append(out, PartJSON{p.Text, sideJSON(p.A), sideJSON(p.B), string(p.Truth)})
	}
	return out
}

// sideJSON writes one side of a comparison, with its range where it is not one number.
func sideJSON(a query.Answer) *NumberJSON {
	if !a.Low.Defined {
		return nil
	}
	n := NumberJSON{Value: a.Value.Float}
	if a.Value.Exact {
		n.P = a.Value.Rat.String()
	}
	if a.Low.Float != a.High.Float {
		low, high := a.Low.Float, a.High.Float
		n.Low, n.High = &low, &high
	}
	return &n
}

func reasonJSON(r *audit.Reason) ReasonJSON {
	out := ReasonJSON{Variant: r.Variant, Equilibrium: r.Equilibrium + 1, Player: r.Player, Infoset: r.Name, Reached: r.Reached, Forced: r.Forced,
		Beliefs: []ReasonBeliefJSON{}, Actions: []ReasonActionJSON{}, Decides: round(r.Decides.Float())}
	for _, b := range r.Beliefs {
		j := ReasonBeliefJSON{Label: b.Label, Action: b.Action, P: b.P.String(), Value: b.P.Float()}
		if b.HasPrior {
			prior := b.Prior.Float()
			j.Prior = &prior
		}
		out.Beliefs = append(out.Beliefs, j)
	}
	for _, a := range r.Actions {
		out.Actions = append(out.Actions, ReasonActionJSON{a.Action, a.P.Float(), a.Value.Float()})
	}
	return out
}

// round cuts a statistic over draws to nine decimals, beyond which it says nothing.
func round(x float64) float64 { return math.Round(x*1e9) / 1e9 }

func rounded(x float64) *float64 {
	x = round(x)
	return &x
}

func kinJSON(s audit.Share) *KinJSON {
	low, high := s.Interval()
	return &KinJSON{Share: s.Value(), CI: [2]float64{low, high}, Draws: s.Of}
}
