package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"parley/diag"
	"parley/game"
	"parley/ledger"
	"parley/model"
)

// A Checked is what parley check says of a file that has no errors: Model is nil for a game file.
type Checked struct {
	Version  string
	Path     string
	Game     *game.Game
	Model    *model.Model
	Warnings []diag.Diagnostic
	Whole    bool // list all that has no place in the ledger, not the first few
}

// fewUnplaced is how many are named of each kind of what has no place.
const fewUnplaced = 6

// unplaced says which claims have no effect, and what has no claim.
func (c *Checked) unplaced(line func(head, text string)) {
	if len(c.Model.Claims) == 0 {
		return
	}
	l := &Ledgered{Ledger: ledger.New([]*model.Model{c.Model}, nil)}
	head := "ledger"
	say := func(count string, names []string) {
		if len(names) == 0 {
			return
		}
		list := names
		if !c.Whole && len(names) > fewUnplaced {
			list = append(slices.Clone(names[:fewUnplaced]), "...")
		}
		line(head, count+": "+join(list, ", "))
		head = ""
	}
	u := l.Unplaced()
	names := func(list []InModelJSON) (out []string) {
		for _, x := range list {
			out = append(out, x.Name)
		}
		return out
	}
	say(Count(len(u.Claims), "claim without effect here", "claims without effect here"), u.Claims)
	say(Count(len(u.Aside), "claim left aside", "claims left aside"), u.Aside)
	say(Count(len(u.Params), "param without a claim", "params without a claim"), names(u.Params))
	say(Count(len(u.Assumptions), "assumption without a claim", "assumptions without a claim"), names(u.Assumptions))
	for _, t := range u.Turns {
		var turns []string
		for _, n := range t.Turns {
			turns = append(turns, itoa(n))
		}
		say(Count(len(t.Turns), "turn without a claim", "turns without a claim")+" in "+abridged(t.Source, 40), turns)
	}
	var conflicts, left []string
	for _, k := range l.Conflicts {
		if name := c.Model.Params[k.Param].Name; k.Disjoint {
			conflicts = append(conflicts, name)
		} else {
			left = append(left, name)
		}
	}
	say(Count(len(conflicts), "param over which claims conflict", "params over which claims conflict"), conflicts)
	say(Count(len(left), "param whose range leaves out what claims give it", "params whose range leaves out what claims give them"), left)
}

// Text writes what the file holds.
func (c *Checked) Text(st Style) string {
	var b strings.Builder
	g := c.Game
	sets := Count(g.PersonalInfosets(), "information set", "")
	first := []string{Count(len(g.Players), "player", ""), sets, Count(g.Terminals(), "terminal node", "")}
	table := isTable(g)
	if table {
		first = []string{first[0], "strategic form with " + Count(g.Terminals(), "cell", "")}
	}
	if m := c.Model; m != nil && len(m.Params) > 0 {
		first = append(first, c.params())
	}
	fmt.Fprintf(&b, "%s %s\n", st.Good("ok:"), join(first, ", "))
	line := func(head, text string) { fmt.Fprintf(&b, "  %s  %s\n", pad(head, 8), Plain(text)) }
	if g.Title != "" {
		line("title", g.Title)
	}
	line("players", join(g.Players, ", "))
	if table {
		c.strategies(line)
	} else {
		c.tree(line)
	}
	if m := c.Model; m != nil {
		line("account", fmt.Sprintf("%s, %s, %s", Count(len(m.Sources), "source", ""), Count(len(m.Claims), "claim", ""), Count(len(m.Assumptions), "assumption", "")))
		c.unplaced(line)
		line("asked", fmt.Sprintf("%s, %s, %s", Count(len(m.Questions), "question", ""), Count(len(m.Conclusions), "conclusion", ""), Count(len(m.Variants), "variant", "")))
	}
	if n := len(c.Warnings); n > 0 {
		line("warnings", Count(n, "warning", ""))
	}
	verb := "solve"
	if c.Model != nil && len(c.Model.Questions)+len(c.Model.Conclusions) > 0 {
		verb = "audit"
	}
	if c.Path != "-" {
		b.WriteString(Next("parley", verb, c.Path))
	}
	return b.String()
}

// tree tells the size of the tree, and what players forget.
func (c *Checked) tree(line func(head, text string)) {
	g := c.Game
	line("tree", fmt.Sprintf("%s, %s, %s of the players, %s", Count(len(g.Nodes), "node", ""), Count(g.Terminals(), "terminal", ""),
		Count(g.PersonalInfosets(), "information set", ""), Count(len(g.Subgames()), "subgame", "")))
	if err := g.PerfectRecall(); err != nil {
		line("recall", err.Error())
	}
}

// isTable tells whether a game was given in strategic form: an extensive form that amounts to one has
// names for its information sets.
func isTable(g *game.Game) bool {
	for h := range g.Infosets {
		if g.Infosets[h].Name != "" {
			return false
		}
	}
	return g.Simultaneous()
}

// mostListed bounds the strategies of a player that are listed.
const mostListed = 8

// strategies lists the strategies of a game in strategic form.
func (c *Checked) strategies(line func(head, text string)) {
	g := c.Game
	var sizes []string
	for h := range g.Infosets {
		sizes = append(sizes, strconv.Itoa(g.Infosets[h].Num))
	}
	line("table", strings.Join(sizes, " × ")+" strategies")
	for h := range g.Infosets {
		var names []string
		for _, a := range g.ActionsAt(game.InfosetID(h)) {
			if len(names) == mostListed {
				names = append(names, fmt.Sprintf("and %d more", g.Infosets[h].Num-mostListed))
				break
			}
			names = append(names, g.Actions[a].Name)
		}
		line("", g.Players[h]+": "+strings.Join(names, "; "))
	}
}

func (c *Checked) params() string {
	bare := 0
	for _, p := range c.Model.Params {
		if len(p.Claims) == 0 {
			bare++
		}
	}
	text := Count(len(c.Model.Params), "param", "")
	if bare > 0 {
		text += fmt.Sprintf(" (%d without a claim behind)", bare)
	}
	return text
}

// CheckSchema names the form of CheckJSON.
const CheckSchema = "parley/check/1"

// CheckJSON is the document of parley check --json.
type CheckJSON struct {
	Schema      string            `json:"schema"`
	Parley      string            `json:"parley"`
	File        string            `json:"file"`
	SHA256      string            `json:"sha256,omitempty"`
	OK          bool              `json:"ok"`
	Game        *GameJSON         `json:"game,omitempty"`
	Subgames    int               `json:"subgames,omitempty"`
	Strategies  []int             `json:"strategies,omitempty"` // how many each player has, for a game in strategic form
	Recall      string            `json:"recall,omitempty"`     // where a player forgets what he knew or did
	Model       *ModelJSON        `json:"model,omitempty"`
	Diagnostics []diag.Diagnostic `json:"diagnostics"`
}

// ModelJSON says what a model declares.
type ModelJSON struct {
	Unplaced    UnplacedJSON         `json:"unplaced"`  // claims without effect, and what has no claim
	Conflicts   []LedgerConflictJSON `json:"conflicts"` // params over which claims conflict, or whose range leaves some of it out
	Params      []ParamJSON          `json:"params"`
	Sources     int                  `json:"sources"`
	Claims      int                  `json:"claims"`
	Assumptions []string             `json:"assumptions"`
	Questions   []string             `json:"questions"`
	Conclusions []string             `json:"conclusions"`
	Variants    []string             `json:"variants"`
}

// ParamJSON is a param: its baseline and what is uncertain about it.
type ParamJSON struct {
	Name   string    `json:"name"`
	About  string    `json:"about"`
	P      string    `json:"p"`
	Value  float64   `json:"value"`
	Dist   string    `json:"dist"`
	Args   []string  `json:"args"`
	Low    float64   `json:"low"`
	High   float64   `json:"high"`
	Word   string    `json:"word,omitempty"`
	Claims []string  `json:"claims"`
	Said   *SaidJSON `json:"said,omitempty"` // the range of the model's text, where claims have widened it
}

// SaidJSON is what a model's text says of a param whose range its claims have widened.
type SaidJSON struct {
	Dist string  `json:"dist"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	Why  string  `json:"why"` // claims: the text says no range, and claims give one; conflict: claims have nothing in common
}

// JSON returns the document of parley check --json.
func (c *Checked) JSON() CheckJSON {
	g := NewGameJSON(c.Game)
	doc := CheckJSON{Schema: CheckSchema, Parley: c.Version, File: c.Path, OK: true, Game: &g, Subgames: len(c.Game.Subgames()), Diagnostics: append([]diag.Diagnostic{}, c.Warnings...)}
	if isTable(c.Game) {
		for h := range c.Game.Infosets {
			doc.Strategies = append(doc.Strategies, c.Game.Infosets[h].Num)
		}
	}
	if err := c.Game.PerfectRecall(); err != nil {
		doc.Recall = err.Error()
	}
	if c.Model != nil {
		doc.SHA256, doc.Model = c.Model.Digest, newModelJSON(c.Model)
	}
	return doc
}

func newModelJSON(m *model.Model) *ModelJSON {
	l := &Ledgered{Ledger: ledger.New([]*model.Model{m}, nil)}
	out := &ModelJSON{Unplaced: l.Unplaced(), Conflicts: []LedgerConflictJSON{}, Params: ParamsJSON(m), Sources: len(m.Sources), Claims: len(m.Claims), Assumptions: []string{}, Questions: []string{}, Conclusions: []string{}, Variants: []string{}}
	for _, c := range l.Conflicts {
		out.Conflicts = append(out.Conflicts, l.conflictJSON(c))
	}
	for _, a := range m.Assumptions {
		out.Assumptions = append(out.Assumptions, a.Text)
	}
	for _, q := range m.Questions {
		out.Questions = append(out.Questions, q.Text)
	}
	for _, q := range m.Conclusions {
		out.Conclusions = append(out.Conclusions, q.Text)
	}
	for _, v := range m.Variants {
		out.Variants = append(out.Variants, v.Name)
	}
	return out
}

// ParamsJSON describes the params of a model.
func ParamsJSON(m *model.Model) []ParamJSON {
	out := []ParamJSON{}
	for _, p := range m.Params {
		j := ParamJSON{Name: p.Name, About: p.About, P: p.Value.String(), Value: p.Value.Float(), Dist: p.Dist.Kind, Args: []string{},
			Low: p.Dist.Low.Float(), High: p.Dist.High.Float(), Word: p.Word, Claims: []string{}}
		if p.Widened != "" {
			j.Said = &SaidJSON{p.Said.Kind, p.Said.Low.Float(), p.Said.High.Float(), p.Widened}
		}
		for _, a := range p.Dist.Args {
			j.Args = append(j.Args, a.String())
		}
		for _, i := range p.Claims {
			j.Claims = append(j.Claims, ClaimName(m, i))
		}
		out = append(out, j)
	}
	return out
}

// ClaimName names a claim: see model.ClaimName.
func ClaimName(m *model.Model, i int) string { return model.ClaimName(m, i) }
