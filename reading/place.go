package reading

import (
	"fmt"
	"slices"
	"strings"

	"parley/account"
)

// An Index finds places and quotes in a document.
type Index struct {
	Doc       *Document
	Sentences []Ref // in order
	text      account.Text
	starts    []int // of each sentence in text
}

// A Ref is a sentence and the turn, by its index, in which it stands.
type Ref struct {
	Turn     int
	Sentence *Sentence
}

// A Span is a run of sentences of an Index: from First up to, and without, End.
type Span struct{ First, End int }

// Meets tells whether two spans have a sentence in common.
func (s Span) Meets(o Span) bool { return s.First < o.End && o.First < s.End }

// NewIndex returns the index of a document.
func NewIndex(d *Document) *Index {
	x := &Index{Doc: d}
	var all strings.Builder
	for i := range d.Turns {
		for j := range d.Turns[i].Paragraphs {
			p := &d.Turns[i].Paragraphs[j]
			for k := range p.Sentences {
				x.Sentences = append(x.Sentences, Ref{i, &p.Sentences[k]})
				all.WriteString(p.Sentences[k].Text)
				all.WriteByte('\n')
			}
		}
	}
	x.text = account.NewText(all.String())
	x.starts = make([]int, 0, len(x.Sentences))
	at := 0
	for _, r := range x.Sentences {
		x.starts = append(x.starts, at)
		if n := account.NewText(r.Sentence.Text).Len(); n > 0 {
			at += n + 1
		}
	}
	return x
}

// Len is a measure of the work that a search takes.
func (x *Index) Len() int { return x.text.Len() }

// Place returns the sentences that a place names. Errors say what the text has instead.
func (x *Index) Place(p account.Place) (Span, error) {
	turns := x.turns(p)
	if len(turns) == 0 {
		return Span{}, fmt.Errorf("the text has no turn %s: it has %s", p.Turn, x.Doc.Numbers())
	}
	if p.Whole() {
		return x.span(turns), nil
	}
	if p.Exchange { // parts are counted through what is said, without the question
		if said := slices.DeleteFunc(slices.Clone(turns), func(i int) bool { return x.Doc.Turns[i].Kind == Question }); len(said) > 0 {
			turns = said
		}
	}
	name := x.names(turns)
	s := x.span(turns)
	if p.Paragraph > 0 {
		pars, last := x.paragraphs(turns), p.LastPar
		if last > len(pars) {
			return Span{}, fmt.Errorf("%s has %s", name, counted(len(pars), "paragraph"))
		}
		s = Span{pars[p.Paragraph-1].First, pars[last-1].End}
		name = fmt.Sprintf("paragraph %d of %s", p.Paragraph, name)
	}
	if p.Sentence == 0 {
		return s, nil
	}
	if n := s.End - s.First; p.LastSent > n {
		return Span{}, fmt.Errorf("%s has %s", name, counted(n, "sentence"))
	}
	return Span{s.First + p.Sentence - 1, s.First + p.LastSent}, nil
}

// turns are the indices of the turns that a place names: one, or those of an exchange.
func (x *Index) turns(p account.Place) []int {
	var out []int
	for i := range x.Doc.Turns {
		t := &x.Doc.Turns[i]
		if t.ID == p.Turn || p.Exchange && fmt.Sprint(t.Exchange) == p.Turn {
			out = append(out, i)
		}
	}
	return out
}

// span is that of turns that follow one another.
func (x *Index) span(turns []int) Span {
	s := Span{len(x.Sentences), 0}
	for i, r := range x.Sentences {
		if slices.Contains(turns, r.Turn) {
			s.First, s.End = min(s.First, i), i+1
		}
	}
	return s
}

// paragraphs are the spans of the turns' paragraphs.
func (x *Index) paragraphs(turns []int) []Span {
	at := x.span(turns).First
	var out []Span
	for _, i := range turns {
		for j := range x.Doc.Turns[i].Paragraphs {
			n := len(x.Doc.Turns[i].Paragraphs[j].Sentences)
			out = append(out, Span{at, at + n})
			at += n
		}
	}
	return out
}

// names are the turns' IDs.
func (x *Index) names(turns []int) string {
	var out []string
	for _, i := range turns {
		out = append(out, x.Doc.Turns[i].ID)
	}
	return strings.Join(out, " and ")
}

// Numbers tells which numbers of turns a document has: "turns 0 to 14".
func (d *Document) Numbers() string {
	if len(d.Turns) == 0 {
		return "none"
	}
	first, last := d.Turns[0].Exchange, d.Turns[len(d.Turns)-1].Exchange
	if first == last {
		return fmt.Sprintf("turn %d alone", first)
	}
	return fmt.Sprintf("turns %d to %d", first, last)
}

// Quote finds a quote in the sentences, near where it is looked for: in one of the spans, if it stands there, or else anywhere.
func (x *Index) Quote(quote string, near []Span) (Span, bool) {
	for _, s := range near {
		if s.First >= s.End {
			continue
		}
		low, high := x.starts[s.First], x.Len()
		if s.End < len(x.starts) {
			high = x.starts[s.End]
		}
		if from, to, ok := x.text.FindWithin(quote, low, high); ok {
			return x.between(from, to), true
		}
	}
	from, to, ok := x.text.Find(quote)
	if !ok {
		return Span{}, false
	}
	return x.between(from, to), true
}

// Stands tells whether a quote stands in the source's text outside the sentences: in a heading, a name, or across page furniture.
func (x *Index) Stands(quote string) bool {
	_, _, ok := account.NewText(x.Doc.Text).Find(quote)
	return ok
}

// Nearest returns what in the sentences is most like a quote, see account.Text.Nearest.
func (x *Index) Nearest(quote string) (account.Passage, Span, bool) {
	p, ok := x.text.Nearest(quote)
	if !ok {
		return p, Span{}, false
	}
	return p, x.between(p.From, p.To), true
}

// between are the sentences that bytes of the searched text belong to.
func (x *Index) between(from, to int) Span {
	at := func(b int) int {
		i, found := slices.BinarySearch(x.starts, b)
		if !found {
			i--
		}
		return max(0, i)
	}
	return Span{at(from), at(max(from, to-1)) + 1}
}

// Where says where a span stands: "A8.2.1, line 143".
func (x *Index) Where(s Span) string {
	if s.First >= len(x.Sentences) || s.First >= s.End {
		return "nowhere"
	}
	first, last := x.Sentences[s.First].Sentence, x.Sentences[s.End-1].Sentence
	out := first.ID
	if first != last {
		out += " to " + last.ID
	}
	if x.Doc.Format != HTML {
		out += fmt.Sprintf(", line %d", 1+strings.Count(x.Doc.Text[:first.Start], "\n"))
	}
	return out
}

// Exchanges are the numbers of the turns in which a span stands, as turn= has them.
func (x *Index) Exchanges(s Span) []int {
	var out []int
	for _, r := range x.Sentences[s.First:s.End] {
		if n := x.Doc.Turns[r.Turn].Exchange; len(out) == 0 || out[len(out)-1] != n {
			out = append(out, n)
		}
	}
	return out
}

// PlaceOf names a run of sentences as turn= has it: "A8.2.1", "A8.2.1-3", or more of these between commas where it goes through several paragraphs.
func (x *Index) PlaceOf(s Span) string {
	var out []string
	for i := s.First; i < s.End; {
		id := x.Sentences[i].Sentence.ID
		dot := strings.LastIndexByte(id, '.')
		j := i + 1
		for j < s.End && strings.HasPrefix(x.Sentences[j].Sentence.ID, id[:dot+1]) {
			j++
		}
		if j-1 > i {
			id += "-" + x.Sentences[j-1].Sentence.ID[dot+1:]
		}
		out = append(out, id)
		i = j
	}
	return strings.Join(out, ", ")
}

func counted(n int, what string) string {
	if n == 1 {
		return "one " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
