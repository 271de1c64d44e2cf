package workbench

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"path"
	"slices"
	"unicode/utf8"

	"parley/account"
	"parley/diag"
	"parley/draw"
	"parley/evidence"
	"parley/game"
	"parley/ledger"
	"parley/model"
	"parley/num"
	"parley/report"
)

// ModelRequest asks what a model holds.
type ModelRequest struct{ Edited }

// ModelAnswer is what a model holds. Without Game nothing but the files and the diagnostics is there: the model has mistakes.
type ModelAnswer struct {
	Title       string                      `json:"title"`
	Path        string                      `json:"path" doc:"of the main file, as the user gave it"`
	Digest      string                      `json:"digest" doc:"SHA-256 over the model's files"`
	OK          bool                        `json:"ok" doc:"false if the model has mistakes; then only files and diagnostics are there"`
	Edited      bool                        `json:"edited" doc:"some text is not what is on disk"`
	Files       []File                      `json:"files" doc:"the main file first"`
	Writable    bool                        `json:"writable"`
	Scale       string                      `json:"scale" doc:"of words of estimative probability"`
	Players     []Player                    `json:"players"`
	Params      []Param                     `json:"params"`
	Assumptions []Assumption                `json:"assumptions"`
	Variants    []Variant                   `json:"variants"`
	Questions   []Question                  `json:"questions"`
	Conclusions []Conclusion                `json:"conclusions"`
	Claims      []Claim                     `json:"claims"`
	Sources     []SourceDoc                 `json:"sources"`
	Conflicts   []report.LedgerConflictJSON `json:"conflicts" doc:"params over which claims conflict, or whose range leaves out what claims give"`
	Unplaced    report.UnplacedJSON         `json:"unplaced" doc:"claims without effect; params, assumptions and turns without a claim"`
	Counts      Counts                      `json:"counts"`
	Hidden      []string                    `json:"hidden" doc:"the moves of chance that somebody does not see, by label, in the order of the story: evidence can be asked about these"`
	Diagnostics []diag.Diagnostic           `json:"diagnostics"`
	ReportParts []ReportPart                `json:"reportParts" doc:"what a report may be made without, in the order in which it stands there"`
}

// File is a file of a model.
type File struct {
	Name   string `json:"name" doc:"within the model's folder"`
	Text   string `json:"text"`
	Main   bool   `json:"main"`
	Digest string `json:"digest" doc:"SHA-256 of the text, to be given as baseDigest when it is written"`
}

// Player is a player and how he is drawn.
type Player struct {
	Name   string `json:"name"`
	Of     string `json:"of,omitempty" doc:"the state or group that he acts for"`
	Color  string `json:"color" doc:"in the light theme, #rrggbb"`
	Dark   string `json:"dark" doc:"in the dark theme"`
	Shape  string `json:"shape" doc:"of his nodes: circle, diamond, hexagon, triangle or pentagon"`
	Letter string `json:"letter" doc:"in his nodes"`
}

// Param is a param.
type Param struct {
	report.ParamJSON
	Fixed       bool     `json:"fixed" doc:"it has no range"`
	ExactLow    string   `json:"exact_low" doc:"the end of the range as an exact number"`
	ExactHigh   string   `json:"exact_high"`
	Probability bool     `json:"probability" doc:"it is part of the probability of some move of chance and its range lies between 0 and 1"`
	Position    diag.Pos `json:"position"`
}

// Assumption is an inequality that the model assumes.
type Assumption struct {
	Text     string   `json:"text"`
	Claims   []string `json:"claims"`
	Position diag.Pos `json:"position"`
}

// Variant is a counterfactual.
type Variant struct {
	Name     string            `json:"name"`
	Set      map[string]string `json:"set" doc:"params that have another value there: expressions of params"`
	Position diag.Pos          `json:"position"`
}

// Question is a question of the model.
type Question struct {
	Index    int      `json:"index" doc:"from 0"`
	Text     string   `json:"text"`
	Query    string   `json:"query"`
	Claims   []string `json:"claims"`
	Position diag.Pos `json:"position"`
}

// Conclusion is a conclusion of the account.
type Conclusion struct {
	Index     int      `json:"index" doc:"from 0"`
	Text      string   `json:"text"`
	Condition string   `json:"condition"`
	Claims    []string `json:"claims"`
	Position  diag.Pos `json:"position"`
}

// Claim is a claim of the ledger.
type Claim struct {
	ID          string   `json:"id" doc:"the modeller's id, or else its place in the source, or its number"`
	Source      string   `json:"source" doc:"the title of the source"`
	Turn        string   `json:"turn"`
	Says        string   `json:"says"`
	Hedge       string   `json:"hedge,omitempty"`
	Kind        string   `json:"kind,omitempty"`
	Quote       string   `json:"quote,omitempty"`
	Credibility string   `json:"credibility,omitempty" doc:"of the information, by the Admiralty code: 1 to 6"`
	Gives       string   `json:"gives,omitempty" doc:"the ranges that it gives to params, as a table of claims writes them: 0.2..0.4"`
	Aside       string   `json:"aside,omitempty" doc:"why it is left out of the game"`
	Position    diag.Pos `json:"position"`
	Bears       []Bears  `json:"bears" doc:"nothing depends on it if this is empty"`
}

// Bears is a place in a model that names a claim.
type Bears struct {
	Kind string `json:"kind" doc:"param, assumption, question or conclusion"`
	Name string `json:"name" doc:"the param's name or the text of the other"`
}

// SourceDoc is a document that claims come from.
type SourceDoc struct {
	Title       string               `json:"title"`
	File        string               `json:"file,omitempty" doc:"within the model's folder"`
	URL         string               `json:"url,omitempty"`
	Date        string               `json:"date,omitempty" doc:"2018-03-28, 2018-03 or 2018"`
	Author      string               `json:"author,omitempty" doc:"several are joined by the word and"`
	Publisher   string               `json:"publisher,omitempty"`
	Reliability string               `json:"reliability,omitempty" doc:"of the source, by the Admiralty code: A to F"`
	About       string               `json:"about,omitempty" doc:"all that is said of it, as a line of text"`
	Coverage    *report.CoverageJSON `json:"coverage,omitempty" doc:"how much of the linked text has a claim"`
	Text        string               `json:"text,omitempty" doc:"of the file, unless it is very long or no text"`
}

// Counts says how large a game is.
type Counts struct {
	Nodes     int `json:"nodes"`
	Terminals int `json:"terminals"`
	Infosets  int `json:"infosets" doc:"of the players"`
}

func (b *Bench) model(ctx context.Context, q *ModelRequest) (*ModelAnswer, error) {
	k, err := b.book(ctx, &q.Edited)
	if err != nil {
		return nil, err
	}
	a := &ModelAnswer{Path: b.shown(k), Digest: k.digest, Edited: k.edited, Files: k.files(), Writable: b.opt.Writable, Diagnostics: orEmpty(k.list), ReportParts: reportParts(),
		Players: []Player{}, Params: []Param{}, Assumptions: []Assumption{}, Variants: []Variant{}, Questions: []Question{}, Conclusions: []Conclusion{}, Claims: []Claim{}, Sources: []SourceDoc{},
		Conflicts: []report.LedgerConflictJSON{}, Unplaced: (&report.Ledgered{Ledger: &ledger.Ledger{}}).Unplaced()}
	m := k.model
	if m == nil {
		return a, nil
	}
	a.OK, a.Title, a.Scale = true, m.Title, m.Scale
	a.Hidden = orEmpty(evidence.Hidden(m.Game))
	a.Counts = Counts{Nodes: len(m.Game.Nodes), Terminals: m.Game.Terminals(), Infosets: m.Game.PersonalInfosets()}
	a.Players, a.Params, a.Claims = players(m), params(m), claims(m)
	for _, s := range m.Assumptions {
		a.Assumptions = append(a.Assumptions, Assumption{s.Text, claimIDs(m, s.Claims), s.Pos})
	}
	for _, v := range m.Variants {
		set := map[string]string{}
		for p, id := range v.Set {
			set[m.Params[p].Name] = m.Pool.String(id)
		}
		a.Variants = append(a.Variants, Variant{v.Name, set, v.Pos})
	}
	for i, s := range m.Questions {
		a.Questions = append(a.Questions, Question{i, s.Text, s.Query.String(), claimIDs(m, s.Claims), s.Pos})
	}
	for i, s := range m.Conclusions {
		a.Conclusions = append(a.Conclusions, Conclusion{i, s.Text, s.Condition.String(), claimIDs(m, s.Claims), s.Pos})
	}
	doc := (&report.Ledgered{Ledger: ledger.New([]*model.Model{m}, nil)}).JSON()
	a.Conflicts, a.Unplaced = doc.Conflicts, doc.Unplaced
	for i, s := range m.Sources {
		a.Sources = append(a.Sources, SourceDoc{Title: s.Title, File: s.File, URL: s.URL, Date: s.Date, Author: s.Author, Publisher: s.Publisher, Reliability: s.Reliability,
			About: report.SourceText(&s), Coverage: doc.Sources[i].Coverage, Text: k.layer.text(s.File)})
	}
	return a, nil
}

// files lists the model's files, the main one first.
func (k *book) files() []File {
	texts := k.layer.loaded()
	names := slices.Sorted(maps.Keys(texts))
	slices.SortStableFunc(names, func(a, b string) int {
		switch k.name {
		case a:
			return -1
		case b:
			return 1
		}
		return 0
	})
	out := []File{}
	for _, name := range names {
		out = append(out, File{Name: name, Text: texts[name], Main: name == k.name, Digest: TextDigest(texts[name])})
	}
	return out
}

// TextDigest is the digest of one file.
func TextDigest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// text returns the text of a source's file, "" if it was not read.
func (l *layer) text(name string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.texts[path.Clean(name)]
	if len(text) > mostSource || !utf8.ValidString(text) {
		return ""
	}
	return text
}

// mostSource bounds the text of a source that an answer holds.
const mostSource = 1 << 20

func players(m *model.Model) []Player {
	out := []Player{}
	letters := report.Letters(m.Game.Players)
	for i, p := range m.Players {
		light, dark := draw.Light.Player(i, draw.Color(p.Color)), draw.Dark.Player(i, draw.Color(p.Color))
		out = append(out, Player{Name: p.Name, Of: p.Of, Color: string(light.Fill), Dark: string(dark.Fill), Shape: light.Shape(), Letter: letters[i]})
	}
	return out
}

func params(m *model.Model) []Param {
	chancy := map[int]bool{} // params in the probability of a move of chance
	for _, s := range m.Game.Infosets {
		if s.Player != game.Chance {
			continue
		}
		for a := s.First; a < s.First+game.ActionID(s.Num); a++ {
			for _, p := range m.Pool.Params(m.Game.Actions[a].Prob) {
				chancy[p] = true
			}
		}
	}
	out := []Param{}
	for i, j := range report.ParamsJSON(m) {
		p := &m.Params[i]
		d := p.Dist
		fixed := d.Kind == "fixed" || !d.Low.Less(d.High)
		unit := d.Low.Sign() >= 0 && !num.One.Less(d.High)
		out = append(out, Param{ParamJSON: j, Fixed: fixed, ExactLow: d.Low.String(), ExactHigh: d.High.String(), Probability: chancy[i] && unit, Position: p.Pos})
	}
	return out
}

func claimIDs(m *model.Model, claims []int) []string {
	out := []string{}
	for _, i := range claims {
		out = append(out, report.ClaimName(m, i))
	}
	return out
}

func claims(m *model.Model) []Claim {
	out := make([]Claim, len(m.Claims))
	for i, c := range m.Claims {
		source := ""
		if c.Source >= 0 && c.Source < len(m.Sources) {
			source = m.Sources[c.Source].Title
		}
		out[i] = Claim{ID: report.ClaimName(m, i), Source: source, Turn: c.Turn, Says: c.Says, Hedge: c.Hedge, Kind: c.Kind, Quote: c.Quote, Gives: ledger.GivesText(c.Gives), Aside: c.Aside, Position: diag.Pos{File: c.File, Line: c.Line, Col: 1}, Bears: []Bears{}}
	}
	for i, c := range m.Claims {
		if c.Credibility > 0 {
			out[i].Credibility = account.Credibilities[c.Credibility-1].Code
		}
	}
	bear := func(claims []int, kind, name string) {
		for _, i := range claims {
			out[i].Bears = append(out[i].Bears, Bears{kind, name})
		}
	}
	for _, p := range m.Params {
		bear(p.Claims, "param", p.Name)
	}
	for _, a := range m.Assumptions {
		bear(a.Claims, "assumption", a.Text)
	}
	for _, q := range m.Questions {
		bear(q.Claims, "question", q.Text)
	}
	for _, c := range m.Conclusions {
		bear(c.Claims, "conclusion", c.Text)
	}
	return out
}

// CheckRequest asks whether a model can be loaded.
type CheckRequest struct{ Edited }

// CheckAnswer says whether a model can be loaded, and what is wrong or doubtful.
type CheckAnswer struct {
	OK          bool              `json:"ok"`
	Digest      string            `json:"digest"`
	Counts      *Counts           `json:"counts,omitempty" doc:"absent if the model has mistakes"`
	Diagnostics []diag.Diagnostic `json:"diagnostics"`
	Command     string            `json:"command"`
}

func (b *Bench) check(ctx context.Context, q *CheckRequest) (*CheckAnswer, error) {
	k, err := b.book(ctx, &q.Edited)
	if err != nil {
		return nil, err
	}
	a := &CheckAnswer{OK: k.model != nil, Digest: k.digest, Diagnostics: orEmpty(k.list), Command: b.command(k, "check", nil)}
	if m := k.model; m != nil {
		a.Counts = &Counts{Nodes: len(m.Game.Nodes), Terminals: m.Game.Terminals(), Infosets: m.Game.PersonalInfosets()}
	}
	return a, nil
}

func orEmpty[S ~[]E, E any](list S) []E { return append([]E{}, list...) }
