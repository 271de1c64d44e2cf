package report

import (
	"parley/account"
	"parley/ledger"
	"parley/num"
)

// LedgerJSON is the document of parley ledger --json.
type LedgerJSON struct {
	Schema    string               `json:"schema"`
	Parley    string               `json:"parley"`
	Models    []LedgerModelJSON    `json:"models"`
	Sources   []LedgerSourceJSON   `json:"sources"`
	Claims    []LedgerClaimJSON    `json:"claims"` // by source, in the order of its text
	Conflicts []LedgerConflictJSON `json:"conflicts"`
	Unplaced  UnplacedJSON         `json:"unplaced"`
	Filter    string               `json:"filter,omitempty"` // which of the claims are listed
}

// LedgerModelJSON is a model of the ledger.
type LedgerModelJSON struct {
	Title  string `json:"title"`
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

// LedgerSourceJSON is a source.
type LedgerSourceJSON struct {
	Title       string        `json:"title"`
	File        string        `json:"file,omitempty"`
	URL         string        `json:"url,omitempty"`
	Date        string        `json:"date,omitempty"`
	Authors     []string      `json:"authors"`
	Publisher   string        `json:"publisher,omitempty"`
	Reliability string        `json:"reliability,omitempty"`
	Claims      int           `json:"claims"`
	Coverage    *CoverageJSON `json:"coverage,omitempty"` // where the text is linked
}

// CoverageJSON says how much of a text has a claim.
type CoverageJSON struct {
	Turns      ShareJSON  `json:"turns"`
	Answers    ShareJSON  `json:"answers"`
	Sentences  ShareJSON  `json:"sentences"`
	Candidates ShareJSON  `json:"candidates"` // sentences that parley read takes for claims
	EmptyTurns []int      `json:"empty_turns"`
	Loose      []string   `json:"candidates_without_claim"` // their numbers in parley read
	Lost       []LostJSON `json:"lost"`
}

// ShareJSON is so many of so many.
type ShareJSON struct {
	Count int `json:"count"`
	Of    int `json:"of"`
}

// LostJSON is a claim whose place or quote does not stand in the text.
type LostJSON struct {
	Claim string `json:"claim"`
	Why   string `json:"why"`
}

// LedgerClaimJSON is a claim of the ledger.
type LedgerClaimJSON struct {
	Name        string        `json:"name"` // its id, or else its place or number
	ID          string        `json:"id"`
	Source      string        `json:"source"`
	Turn        string        `json:"turn"`
	Kind        string        `json:"kind,omitempty"`
	Hedge       string        `json:"hedge,omitempty"`
	HedgeRange  *RangeJSON    `json:"hedge_range,omitempty"` // on the models' scale
	Credibility int           `json:"credibility,omitempty"`
	Says        string        `json:"says"`
	Quote       string        `json:"quote,omitempty"`
	Aside       string        `json:"aside,omitempty"`
	Gives       []GivenJSON   `json:"gives"`
	Bears       []BearingJSON `json:"bears_on"`
}

// RangeJSON is a range, as numbers and exactly.
type RangeJSON struct {
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	ExactLow  string  `json:"exact_low"`
	ExactHigh string  `json:"exact_high"`
}

func rangeJSON(low, high num.Rat) RangeJSON {
	return RangeJSON{low.Float(), high.Float(), low.String(), high.String()}
}

// GivenJSON is a range that a claim gives.
type GivenJSON struct {
	Param string `json:"param,omitempty"`
	Word  string `json:"word,omitempty"`
	RangeJSON
}

// LedgerConflictJSON is a param over which claims conflict, or whose range leaves out what they give.
type LedgerConflictJSON struct {
	Model    string           `json:"model"`
	Param    string           `json:"param"`
	Disjoint bool             `json:"disjoint"` // the claims have no value in common
	Said     RangeJSON        `json:"said"`     // the range of the model's text
	Range    RangeJSON        `json:"range"`    // that draws are taken from
	Dist     string           `json:"dist"`
	Widened  string           `json:"widened,omitempty"`
	Claims   []ConflictOfJSON `json:"claims"`
}

// ConflictOfJSON is what one claim gives to the param.
type ConflictOfJSON struct {
	Claim       string `json:"claim"`
	Source      string `json:"source"`
	Date        string `json:"date,omitempty"`
	Reliability string `json:"reliability,omitempty"`
	Credibility int    `json:"credibility,omitempty"`
	LeftOut     bool   `json:"left_out"`
	GivenJSON
}

// UnplacedJSON lists what has no place.
type UnplacedJSON struct {
	Claims      []string         `json:"claims"` // without effect, and not left aside
	Aside       []string         `json:"aside"`
	Params      []InModelJSON    `json:"params"`      // that rest on no claim
	Assumptions []InModelJSON    `json:"assumptions"` // that rest on no claim
	Turns       []EmptyTurnsJSON `json:"turns"`       // of linked texts
}

// InModelJSON is something of a model.
type InModelJSON struct {
	Model string `json:"model"`
	Name  string `json:"name"`
}

// EmptyTurnsJSON are the turns of a text without a claim.
type EmptyTurnsJSON struct {
	Source string `json:"source"`
	Turns  []int  `json:"turns"`
}

// JSON returns the document of parley ledger --json.
func (l *Ledgered) JSON() LedgerJSON {
	doc := LedgerJSON{Schema: "parley/ledger/1", Parley: l.Version, Models: []LedgerModelJSON{}, Sources: []LedgerSourceJSON{}, Claims: []LedgerClaimJSON{}, Conflicts: []LedgerConflictJSON{}, Filter: l.Filter, Unplaced: l.Unplaced()}
	for _, m := range l.Models {
		doc.Models = append(doc.Models, LedgerModelJSON{titleOf(m), m.Path, m.Digest})
	}
	for i := range l.Sources {
		s := &l.Sources[i]
		doc.Sources = append(doc.Sources, l.sourceJSON(s))
		for _, j := range s.Entries {
			if l.shows(j) {
				doc.Claims = append(doc.Claims, l.claimJSON(j))
			}
		}
	}
	for _, c := range l.Conflicts {
		doc.Conflicts = append(doc.Conflicts, l.conflictJSON(c))
	}
	return doc
}

func (l *Ledgered) sourceJSON(s *ledger.Source) LedgerSourceJSON {
	out := LedgerSourceJSON{Title: s.Title, File: s.Shown, URL: s.URL, Date: s.Date, Authors: []string{}, Publisher: s.Publisher, Reliability: s.Reliability, Claims: len(s.Entries)}
	for _, n := range account.Names(s.Author) {
		out.Authors = append(out.Authors, n.Plain())
	}
	if c := s.Coverage; c != nil {
		j := &CoverageJSON{Turns: ShareJSON(c.Turns), Answers: ShareJSON(c.Answers), Sentences: ShareJSON(c.Sentences), Candidates: ShareJSON(c.Candidates), EmptyTurns: append([]int{}, c.Empty...), Loose: []string{}, Lost: []LostJSON{}}
		for _, i := range c.Loose {
			j.Loose = append(j.Loose, s.Text.Sentences[i].Sentence.ID)
		}
		for _, lost := range c.Lost {
			j.Lost = append(j.Lost, LostJSON{l.EntryName(lost.Entry), lost.Why})
		}
		out.Coverage = j
	}
	return out
}

func (l *Ledgered) claimJSON(j int) LedgerClaimJSON {
	e := &l.Entries[j]
	c := &e.Claim
	out := LedgerClaimJSON{Name: l.EntryName(j), ID: c.ID, Source: e.Source.Title, Turn: c.Turn, Kind: c.Kind, Hedge: c.Hedge, Credibility: c.Credibility, Says: c.Says, Quote: c.Quote, Aside: c.Aside, Gives: []GivenJSON{}, Bears: []BearingJSON{}}
	if low, high, ok := l.Hedge(c); ok {
		r := rangeJSON(low, high)
		out.HedgeRange = &r
	}
	for _, g := range c.Gives {
		out.Gives = append(out.Gives, GivenJSON{g.Param, g.Word, rangeJSON(g.Low, g.High)})
	}
	for _, b := range e.Bears {
		out.Bears = append(out.Bears, BearingJSON{b.Model, b.Kind, b.Name})
	}
	return out
}

func (l *Ledgered) conflictJSON(c ledger.Conflict) LedgerConflictJSON {
	m := l.Models[c.Of]
	p := &m.Params[c.Param]
	out := LedgerConflictJSON{Model: titleOf(m), Param: p.Name, Disjoint: c.Disjoint, Dist: p.Dist.Kind, Widened: p.Widened,
		Said:  rangeJSON(p.Said.Low, p.Said.High),
		Range: rangeJSON(p.Dist.Low, p.Dist.High)}
	for _, r := range c.Ranges {
		e := &l.Entries[r.Entry]
		out.Claims = append(out.Claims, ConflictOfJSON{Claim: l.EntryName(r.Entry), Source: e.Source.Title, Date: e.Source.Date, Reliability: e.Source.Reliability, Credibility: e.Claim.Credibility, LeftOut: r.Outside,
			GivenJSON: GivenJSON{"", r.Word, rangeJSON(r.Low, r.High)}})
	}
	return out
}

// Unplaced lists what has no place.
func (l *Ledgered) Unplaced() UnplacedJSON {
	out := UnplacedJSON{Claims: []string{}, Aside: []string{}, Params: []InModelJSON{}, Assumptions: []InModelJSON{}, Turns: []EmptyTurnsJSON{}}
	for _, j := range l.Idle() {
		out.Claims = append(out.Claims, l.EntryName(j))
	}
	for _, j := range l.Aside() {
		out.Aside = append(out.Aside, l.EntryName(j))
	}
	for _, b := range l.Bare {
		in := InModelJSON{b.Model, b.Name}
		if b.Kind == "param" {
			out.Params = append(out.Params, in)
		} else {
			out.Assumptions = append(out.Assumptions, in)
		}
	}
	for i := range l.Sources {
		if c := l.Sources[i].Coverage; c != nil && len(c.Empty) > 0 {
			out.Turns = append(out.Turns, EmptyTurnsJSON{l.Sources[i].Title, c.Empty})
		}
	}
	return out
}
