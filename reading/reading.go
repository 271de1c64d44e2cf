// Package reading turns an interview, a transcript or an article into numbered turns of paragraphs and
// sentences, and marks what each sentence asserts and how strongly. It reads plain text and Markdown;
// reading/page reads HTML for it.
package reading

// A Document is a text that was read. Positions are byte offsets into Text.
type Document struct {
	Title     string
	Byline    string // of a page that names its author
	Published string // of a page that tells: 2006-01-02
	Format    string // text, markdown or html
	Encoding  string // what the bytes were in before they became UTF-8
	Layout    string // how speakers are told apart
	Text      string // what positions count in
	Extracted bool   // Text was made from the source, so that positions do not count in the source's own bytes
	Speakers  []Speaker
	Turns     []Turn
	Dropped   []Dropped
	Warnings  []string
}

// A Speaker is one voice of the text.
type Speaker struct {
	Name   string
	Role   string   // asks, answers or speaks
	Labels []string // as the text names the speaker before a turn, in order of appearance
}

// The kinds of turns.
const (
	Introduction = "introduction" // what stands before the first turn: exchange 0
	Question     = "question"
	Answer       = "answer"
	Statement    = "statement" // a turn in a conversation where nobody asks
	Section      = "section"   // a part of a text without speakers
)

// A Turn is what one speaker says without a break.
type Turn struct {
	ID         string // "0", "Q3", "A3", "A3b", "S2"
	Exchange   int    // 0 for the introduction; n for the n-th question and its answers, or the n-th turn where nobody asks
	Kind       string
	Speaker    int    // index into Speakers, -1 for none
	Heading    string // of a section
	Start, End int
	Paragraphs []Paragraph
}

// A Paragraph is a run of sentences.
type Paragraph struct {
	Kind       string // paragraph, heading, quote or item
	Start, End int
	Sentences  []Sentence
}

// A Sentence is a sentence with what was marked in it.
type Sentence struct {
	ID         string // "A3.2.1": turn, paragraph, sentence
	Text       string // without markup, each run of white space one blank
	Start, End int
	Marks      []Mark
}

// Dropped is page furniture that was left out.
type Dropped struct {
	Text       string
	Start, End int
	Rule       string // the rule of furniture.json
}

// Sentences calls f for each sentence of the document, in order.
func (d *Document) Sentences(f func(*Turn, *Sentence)) {
	for i := range d.Turns {
		for j := range d.Turns[i].Paragraphs {
			p := &d.Turns[i].Paragraphs[j]
			for k := range p.Sentences {
				f(&d.Turns[i], &p.Sentences[k])
			}
		}
	}
}

// Count tells how many turns are of a kind.
func (d *Document) Count(kind string) int {
	n := 0
	for _, t := range d.Turns {
		if t.Kind == kind {
			n++
		}
	}
	return n
}
