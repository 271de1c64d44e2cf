package report

import (
	"parley/num"
	"parley/reading"
)

// ReadSchema names the form of the document of parley read.
const ReadSchema = "parley/read/1"

// A ReadingJSON is the JSON document of parley read.
type ReadingJSON struct {
	Schema    string            `json:"schema"`
	Parley    string            `json:"parley"`
	Source    string            `json:"source"`
	Title     string            `json:"title"`
	Byline    string            `json:"byline,omitempty"`
	Published string            `json:"published,omitempty"`
	Format    string            `json:"format"`
	Encoding  string            `json:"encoding"`
	Layout    string            `json:"layout"`
	Positions string            `json:"positions"`      // what start and end count bytes in: source, or text
	Body      string            `json:"text,omitempty"` // where they count in it
	Speakers  []readSpeakerJSON `json:"speakers"`
	Turns     []readTurnJSON    `json:"turns"`
	Scale     string            `json:"scale"`
	Claims    []readClaimJSON   `json:"claims,omitempty"` // where a ledger is asked for
	Dropped   []readDroppedJSON `json:"dropped"`
	Warnings  []string          `json:"warnings"`
}

type readSpeakerJSON struct {
	Name   string   `json:"name"`
	Role   string   `json:"role"`
	Labels []string `json:"labels"`
}

type readTurnJSON struct {
	ID         string              `json:"id"`
	Exchange   int                 `json:"exchange"`
	Kind       string              `json:"kind"`
	Speaker    string              `json:"speaker,omitempty"`
	Heading    string              `json:"heading,omitempty"`
	Start      int                 `json:"start"`
	End        int                 `json:"end"`
	Paragraphs []readParagraphJSON `json:"paragraphs"`
}

type readParagraphJSON struct {
	Kind      string             `json:"kind"`
	Start     int                `json:"start"`
	End       int                `json:"end"`
	Sentences []readSentenceJSON `json:"sentences"`
}

type readSentenceJSON struct {
	ID    string `json:"id"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`

	Marks []readMarkJSON `json:"marks"`
}

// readMarkJSON is a mark; from and to count bytes in the sentence's text.
type readMarkJSON struct {
	Kind  string   `json:"kind"`
	Rule  string   `json:"rule"`
	From  int      `json:"from"`
	To    int      `json:"to"`
	Text  string   `json:"text"`
	Low   *float64 `json:"low,omitempty"`
	High  *float64 `json:"high,omitempty"`
	Unit  string   `json:"unit,omitempty"`
	Actor string   `json:"actor,omitempty"`
}

type readClaimJSON struct {
	ID       string   `json:"id"`
	Sentence string   `json:"sentence"`
	Turn     int      `json:"turn"`
	Kind     string   `json:"kind"`
	KindRule string   `json:"kind_rule"`
	Hedge    string   `json:"hedge"`
	Rule     string   `json:"hedge_rule"`
	Low      *float64 `json:"low,omitempty"`
	High     *float64 `json:"high,omitempty"`
	Actors   []string `json:"actors"`
	Says     string   `json:"says"`
}

type readDroppedJSON struct {
	Rule  string `json:"rule"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// JSON returns the document for encoding/json.
func (r *Reading) JSON() *ReadingJSON {
	out := &ReadingJSON{
		Schema: ReadSchema,
		Parley: r.Parley, Source: r.Source, Title: r.Title, Byline: r.Byline, Published: r.Published, Format: r.Format, Encoding: r.Encoding,
		Scale: r.Scale, Layout: r.Layout, Positions: "source", Speakers: []readSpeakerJSON{}, Turns: []readTurnJSON{}, Dropped: []readDroppedJSON{}, Warnings: append([]string{}, r.Warnings...),
	}
	if r.Extracted {
		out.Positions, out.Body = "text", r.Document.Text
	}
	for _, s := range r.Speakers {
		out.Speakers = append(out.Speakers, readSpeakerJSON{s.Name, s.Role, s.Labels})
	}
	for i := range r.Turns {
		out.Turns = append(out.Turns, r.turnJSON(&r.Turns[i]))
	}
	for _, d := range r.Dropped {
		out.Dropped = append(out.Dropped, readDroppedJSON{d.Rule, d.Start, d.End, d.Text})
	}
	return out
}

func (r *Reading) turnJSON(t *reading.Turn) readTurnJSON {
	out := readTurnJSON{ID: t.ID, Exchange: t.Exchange, Kind: t.Kind, Heading: t.Heading, Start: t.Start, End: t.End}
	if t.Speaker >= 0 {
		out.Speaker = r.Speakers[t.Speaker].Name
	}
	for _, p := range t.Paragraphs {
		pj := readParagraphJSON{Kind: p.Kind, Start: p.Start, End: p.End}
		for _, s := range p.Sentences {
			pj.Sentences = append(pj.Sentences, readSentenceJSON{s.ID, s.Start, s.End, s.Text, marksJSON(&s)})
		}
		out.Paragraphs = append(out.Paragraphs, pj)
	}
	return out
}

func marksJSON(s *reading.Sentence) []readMarkJSON {
	out := []readMarkJSON{}
	for _, m := range s.Marks {
		out = append(out, readMarkJSON{m.Kind, m.Rule, m.From, m.To, s.Text[m.From:m.To], float(m.Low), float(m.High), m.Unit, m.Actor})
	}
	return out
}

func float(r *num.Rat) *float64 {
	if r == nil {
		return nil
	}
	f := r.Float()
	return &f
}

// WithClaims adds the draft ledger to the document.
func (j *ReadingJSON) WithClaims(claims []reading.Candidate) *ReadingJSON {
	j.Claims = []readClaimJSON{}
	for i, c := range claims {
		j.Claims = append(j.Claims, readClaimJSON{claimID(i), c.Sentence.ID, c.Turn.Exchange, c.Kind, c.KindRule, c.Hedge, c.HedgeRule, float(c.Low), float(c.High),
			append([]string{}, c.Actors...), c.Sentence.Text})
	}
	return j
}
