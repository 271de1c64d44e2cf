package report

import (
	"math"
	"slices"

	"parley/account"
	"parley/evidence"
	"parley/game"
	"parley/model"
	"parley/num"
	"parley/solve"
)

// Evidence is what can be observed, what it says of what is hidden, and what to watch for.
type Evidence struct {
	*Solution
	Model    *model.Model // for its scale of estimative words
	Frame    *evidence.Frame
	Place    *evidence.Place
	Readings []evidence.Reading // of some or all equilibria
	Drawn    *evidence.Drawn    // nil without draws
	Watch    bool               // text is the watch list alone
	Stopped  bool               // the draws were not finished
}

func (k *Evidence) mover(p game.PlayerID) string {
	if p == game.Chance {
		return "chance"
	}
	return k.Frame.Game.Players[p]
}

// estimative returns the word of estimative probability for a number, with its band; ok is false where the scale has none.
func (k *Evidence) estimative(p num.Rat) (w account.Word, ok bool) {
	scale := account.DefaultScale
	if k.Model != nil && k.Model.Scale != "" {
		scale = k.Model.Scale
	}
	if p.IsZero() || p.Equal(num.One) {
		return w, false
	}
	return account.WordFor(scale, p)
}

// EvidenceJSON is the document of parley evidence --json.
type EvidenceJSON struct {
	Schema            string            `json:"schema"`
	Parley            string            `json:"parley"`
	File              string            `json:"file"`
	SHA256            string            `json:"sha256,omitempty"`
	Set               map[string]string `json:"set,omitempty"`
	Concept           string            `json:"concept"`
	Complete          bool              `json:"complete"`
	IncompleteBecause string            `json:"incomplete_because"`

	Hidden    []string           `json:"hidden"`    // the labels of the hidden moves
	Types     []string           `json:"types"`     // the hypotheses, in the order of every list by type
	Observer  string             `json:"observer"`  // public, all or a player
	Observers []string           `json:"observers"` // who may be chosen
	Choices   []string           `json:"choices"`   // hidden moves that may be chosen
	Observed  []EvidenceMoveJSON `json:"observed"`
	Scale     string             `json:"scale"` // of the strengths: kass-raftery-1995
	Words     string             `json:"words"` // the scale of the estimative words

	Equilibria []EvidenceReadingJSON `json:"equilibria"`
	Watch      []EvidenceWatchJSON   `json:"watch"` // occasions over all equilibria, those first that tell most in the equilibrium in which they tell least
	Draws      *EvidenceDrawsJSON    `json:"draws,omitempty"`
}

// EvidenceMoveJSON is a move with its outcome.
type EvidenceMoveJSON struct {
	Player string `json:"player"` // or chance
	Label  string `json:"label"`
	Action string `json:"action"`
}

// EvidenceReadingJSON is what one equilibrium makes of the evidence.
type EvidenceReadingJSON struct {
	Equilibrium int    `json:"equilibrium"`
	Name        string `json:"name"`
	Certificate string `json:"certificate"`
	Dimension   int    `json:"dimension"`
	// Whole tells whether ranges hold for all members of a component; otherwise they are those of the members that are known.
	Whole bool `json:"whole"`

	Prior       []SpreadJSON `json:"prior"`       // by type
	Likely      SpreadJSON   `json:"likely"`      // how likely what was observed is
	Posterior   []SpreadJSON `json:"posterior"`   // by type, after what was observed; empty if play never gets there
	Beliefs     []HeldJSON   `json:"beliefs"`     // if play never gets there
	Uncertainty BitsJSON     `json:"uncertainty"` // about the type, now
	Told        BitsJSON     `json:"told"`        // how much of it all that is still to be seen takes away on average

	Observed  []StepJSON     `json:"observed"`  // the evidence: each move that was observed
	Occasions []OccasionJSON `json:"occasions"` // what may be seen from now on, in order of the story
}

// SpreadJSON is a number with its least and greatest value over an equilibrium; P is it as an exact fraction. It is not there
// where play never comes to it. Word is an estimative word for it, if it is a probability and does not vary.
type SpreadJSON struct {
	Value *float64 `json:"value"`
	P     string   `json:"p,omitempty"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
	Word  string   `json:"word,omitempty"`
}

// BitsJSON is an amount of information, in bits.
type BitsJSON struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// RatioJSON is a likelihood ratio: of a type against all others together. Value, low and high are not there where it is not defined,
// and where it is infinite: then the flag is set.
type RatioJSON struct {
	Defined  bool     `json:"defined"`
	Infinite bool     `json:"infinite,omitempty"` // the value
	Value    *float64 `json:"value"`
	P        string   `json:"p,omitempty"`
	Low      *float64 `json:"low"`
	High     *float64 `json:"high"`
	Speaks   string   `json:"speaks"`   // for, against, nothing, or both where the range lies on both sides of 1
	Strength string   `json:"strength"` // nothing, hardly worth a mention, positive, strong, very strong, conclusive
}

// StepJSON is a move, or the end of play, with what it says.
type StepJSON struct {
	Move    *EvidenceMoveJSON  `json:"move"` // null: nothing more is seen
	After   []EvidenceMoveJSON `json:"after"`
	Likely  SpreadJSON         `json:"likely"` // before anything was observed
	Next    SpreadJSON         `json:"next"`   // given what was seen before
	Never   bool               `json:"never"`  // it is off the path: it has no likelihood ratio
	Silent  bool               `json:"silent"` // it says nothing about the type
	Types   []StepTypeJSON     `json:"types"`
	Beliefs []HeldJSON         `json:"beliefs,omitempty"` // where it is never made
	Drawn   []TiltJSON         `json:"drawn,omitempty"`   // by type, over draws
	Favours string             `json:"favours"`           // the type whose ratio is largest; "" if none stands out
}

// StepTypeJSON is what a move says of one type.
type StepTypeJSON struct {
	Type       string     `json:"type"`
	Likelihood SpreadJSON `json:"likelihood"` // of the move, if this is the type and what was seen before has been seen
	Ratio      RatioJSON  `json:"ratio"`
	Posterior  SpreadJSON `json:"posterior"`
}

// OccasionJSON is a point at which something more may be seen.
type OccasionJSON struct {
	After    []EvidenceMoveJSON `json:"after"`    // what has been seen by then
	Moves    []string           `json:"moves"`    // the labels of what may be seen next
	Players  []string           `json:"players"`  // who makes it
	Likely   SpreadJSON         `json:"likely"`   // that it comes to this, given what was observed
	Bits     BitsJSON           `json:"bits"`     // what is seen next tells so much on average, once it has come to this
	Expected BitsJSON           `json:"expected"` // as seen from now: likely times bits
	Doubt    BitsJSON           `json:"doubt"`    // the uncertainty by then
	Silent   bool               `json:"silent"`   // whatever is seen next says nothing
	Next     []StepJSON         `json:"next"`
	Drawn    *TiltJSON          `json:"drawn,omitempty"` // of the expected information, over draws
}

// EvidenceWatchJSON is an occasion over all equilibria.
type EvidenceWatchJSON struct {
	After   []EvidenceMoveJSON `json:"after"`
	Moves   []string           `json:"moves"`
	Players []string           `json:"players"`
	In      int                `json:"in"`    // equilibria in which it may come to this
	Least   float64            `json:"least"` // expected information in bits, in the equilibrium in which it is least
	Most    float64            `json:"most"`
}

// HeldJSON is what an equilibrium lets a player believe.
type HeldJSON struct {
	Player  string       `json:"player"`
	Infoset string       `json:"infoset"`
	Types   []SpreadJSON `json:"types"`
	Whole   bool         `json:"whole"`
}

// TiltJSON is how a number spreads over draws: the 5 % quantile of the lowest and the 95 % quantile of the highest values over the
// equilibria of each draw. High is not there where it is infinite. Above, one and below count, for likelihood ratios, the draws in
// which it lies on that side of 1 in all equilibria.
type TiltJSON struct {
	Defined int      `json:"defined"` // draws that give it a value
	Low     *float64 `json:"low"`
	High    *float64 `json:"high"`
	Above   *int     `json:"above,omitempty"`
	One     *int     `json:"one,omitempty"`
	Below   *int     `json:"below,omitempty"`
}

// EvidenceDrawsJSON says what was drawn.
type EvidenceDrawsJSON struct {
	Draws     int        `json:"draws"`
	Of        int        `json:"of"`
	Seed      uint64     `json:"seed"`
	Complete  int        `json:"complete"` // draws whose list of equilibria is proved complete
	Reached   int        `json:"reached"`  // draws in which what was observed happens in some equilibrium
	Posterior []TiltJSON `json:"posterior"`
	Stopped   bool       `json:"stopped"`
}

// JSON returns the document.
func (k *Evidence) JSON() EvidenceJSON {
	f, r := k.Frame, k.Result
	doc := EvidenceJSON{Schema: "parley/evidence/1", Parley: k.Version, File: k.Path, SHA256: k.Digest, Set: settingsJSON(k.Set), Concept: string(r.Concept), Complete: r.Complete, IncompleteBecause: r.IncompleteBecause,
		Hidden: f.Hidden, Observer: f.Observer, Observers: f.Observers(), Choices: append([]string{}, evidence.Hidden(f.Game)...), Observed: k.movesJSON(k.Place.Moves),
		Scale: "kass-raftery-1995", Words: account.DefaultScale, Equilibria: []EvidenceReadingJSON{}, Watch: []EvidenceWatchJSON{}}
	if k.Model != nil && k.Model.Scale != "" {
		doc.Words = k.Model.Scale
	}
	for t := range f.Types {
		doc.Types = append(doc.Types, f.TypeName(t))
	}
	names := Names(k.Played(), k.Result.Equilibria)
	for i := range k.Readings {
		doc.Equilibria = append(doc.Equilibria, k.readingJSON(&k.Readings[i], names))
	}
	for _, o := range evidence.Watch(k.Readings) {
		labels, players := k.nextOf(o.Record)
		doc.Watch = append(doc.Watch, EvidenceWatchJSON{k.movesJSON(f.Moves(o.Record)), labels, players, o.In, round(o.Least), round(o.Most)})
	}
	if d := k.Drawn; d != nil {
		x := &EvidenceDrawsJSON{Draws: d.Draws, Of: d.Of, Seed: d.Seed, Complete: d.Complete, Reached: d.Reached, Stopped: k.Stopped, Posterior: []TiltJSON{}}
		for _, t := range d.Now {
			x.Posterior = append(x.Posterior, spreadOver(t))
		}
		doc.Draws = x
	}
	return doc
}

func (k *Evidence) movesJSON(of []evidence.Move) []EvidenceMoveJSON {
	out := []EvidenceMoveJSON{}
	for _, m := range of {
		out = append(out, EvidenceMoveJSON{k.mover(m.Player), m.Label, m.Action})
	}
	return out
}

func (k *Evidence) readingJSON(r *evidence.Reading, names []string) EvidenceReadingJSON {
	exact := r.Certificate
	out := EvidenceReadingJSON{Equilibrium: r.Number, Name: names[r.Number-1], Certificate: string(r.Certificate), Dimension: r.Dimension, Whole: r.Whole,
		Prior: k.spansJSON(r.Prior, exact), Likely: k.spanJSON(r.Reach, exact), Posterior: k.spansJSON(r.Now, exact), Beliefs: k.heldJSON(r.Beliefs, exact),
		Uncertainty: bitsJSON(r.Bits), Told: bitsJSON(r.Told), Observed: []StepJSON{}, Occasions: []OccasionJSON{}}
	for i := range r.Observed {
		s := &r.Observed[i]
		j := k.stepJSON(s, exact, k.movesJSON(k.Place.Moves[:i]))
		if k.Drawn != nil {
			j.Drawn = tiltsJSON(k.Drawn.Steps[evidence.StepKey{Observed: i + 1}])
		}
		out.Observed = append(out.Observed, j)
	}
	for i := range r.Occasions {
		o := &r.Occasions[i]
		labels, players := k.nextOf(o.Record)
		j := OccasionJSON{After: k.movesJSON(k.Frame.Moves(o.Record)), Moves: labels, Players: players, Likely: k.spanJSON(o.Reach, exact),
			Bits: bitsJSON(o.Bits), Expected: bitsJSON(o.Expected), Doubt: bitsJSON(o.Doubt), Silent: o.Silent(), Next: []StepJSON{}}
		for n := range o.Next {
			s := k.stepJSON(&o.Next[n], exact, j.After)
			if k.Drawn != nil {
				s.Drawn = tiltsJSON(k.Drawn.Steps[o.Next[n].Key()])
			}
			j.Next = append(j.Next, s)
		}
		if k.Drawn != nil {
			t := spreadOver(k.Drawn.Watch[o.Record])
			j.Drawn = &t
		}
		out.Occasions = append(out.Occasions, j)
	}
	return out
}

// nextOf lists the labels of what may be seen next at a record, and who moves there.
func (k *Evidence) nextOf(r evidence.Record) (labels, players []string) {
	labels, players = []string{}, []string{}
	for _, m := range k.Frame.Next(r) {
		if !slices.Contains(labels, m.Label) {
			labels = append(labels, m.Label)
		}
		if p := k.mover(m.Player); !slices.Contains(players, p) {
			players = append(players, p)
		}
	}
	return labels, players
}

func (k *Evidence) stepJSON(s *evidence.Step, exact solve.Certificate, after []EvidenceMoveJSON) StepJSON {
	out := StepJSON{After: after, Likely: k.spanJSON(s.Reach, exact), Next: k.spanJSON(s.Next, exact), Never: s.Never(), Silent: !s.Never() && s.Silent(), Types: []StepTypeJSON{}, Beliefs: k.heldJSON(s.Beliefs, exact)}
	if !s.End {
		m := k.movesJSON([]evidence.Move{s.Move})
		out.Move = &m[0]
	}
	for t := range s.Kinds {
		x := &s.Kinds[t]
		out.Types = append(out.Types, StepTypeJSON{k.Frame.TypeName(t), k.spanJSON(x.Likelihood, exact), ratioJSON(x.Ratio, exact), k.spanJSON(x.Posterior, exact)})
	}
	if t := s.Favours(); t >= 0 {
		out.Favours = k.Frame.TypeName(t)
	}
	return out
}

func (k *Evidence) spansJSON(of []evidence.Span, exact solve.Certificate) []SpreadJSON {
	out := []SpreadJSON{}
	for _, s := range of {
		out = append(out, k.spanJSON(s, exact))
	}
	return out
}

func (k *Evidence) spanJSON(s evidence.Span, exact solve.Certificate) SpreadJSON {
	if !s.Defined {
		return SpreadJSON{}
	}
	v, low, high := round(s.Value.Float()), round(s.Low.Float()), round(s.High.Float())
	out := SpreadJSON{Value: &v, Low: &low, High: &high}
	if s.Point() {
		if exact == solve.Exact {
			out.P = s.Value.String()
		}
		if w, ok := k.estimative(s.Value); ok {
			out.Word = w.Names[0]
		}
	}
	return out
}

func ratioJSON(s evidence.RatioSpan, exact solve.Certificate) RatioJSON {
	if !s.Defined {
		return RatioJSON{}
	}
	out := RatioJSON{Defined: true, Infinite: s.Value.Infinite(), Strength: string(s.Value.Strength()), Speaks: speaks(s)}
	finite := func(r evidence.Ratio) *float64 {
		if r.Infinite() {
			return nil
		}
		x := round(r.Float())
		return &x
	}
	out.Value, out.Low, out.High = finite(s.Value), finite(s.Low), finite(s.High)
	if s.Point() && exact == solve.Exact && out.Value != nil {
		out.P = s.Value.Value().String()
	}
	return out
}

// speaks says for which side a ratio speaks.
func speaks(s evidence.RatioSpan) string {
	switch low, high := s.Low.CmpOne(), s.High.CmpOne(); {
	case low == 0 && high == 0:
		return "nothing"
	case low >= 0:
		return "for"
	case high <= 0:
		return "against"
	}
	return "both"
}

func (k *Evidence) heldJSON(of []evidence.Held, exact solve.Certificate) []HeldJSON {
	out := []HeldJSON{}
	for _, h := range of {
		out = append(out, HeldJSON{k.Frame.Game.Players[h.Player], k.Frame.Game.Infosets[h.Infoset].Name, k.spansJSON(h.Kinds, exact), h.Whole})
	}
	return out
}

func bitsJSON(b evidence.BitSpan) BitsJSON {
	return BitsJSON{round(b.Value), round(b.Low), round(b.High)}
}

func tiltsJSON(of []evidence.Tilt) []TiltJSON {
	var out []TiltJSON
	for _, t := range of {
		j := spreadOver(t.Spread)
		j.Above, j.One, j.Below = &t.Above, &t.One, &t.Below
		out = append(out, j)
	}
	return out
}

func spreadOver(s evidence.Spread) TiltJSON {
	out := TiltJSON{Defined: s.Defined}
	if s.Defined > 0 {
		if !math.IsInf(s.Low, 1) {
			x := round(s.Low)
			out.Low = &x
		}
		if !math.IsInf(s.High, 1) {
			x := round(s.High)
			out.High = &x
		}
	}
	return out
}
