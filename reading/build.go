package reading

import (
	"fmt"
	"strings"
	"unicode"
)

// The formats that are read.
const (
	Text     = "text"
	Markdown = "markdown"
	HTML     = "html"
)

// Parse reads a plain or a Markdown text. Without a format Markdown is known by its headings and bold names.
func Parse(text, format string) *Document {
	if format == "" {
		format = Text
		if looksMarkdown(text) {
			format = Markdown
		}
	}
	d := &Document{Format: format, Text: text}
	lines := plainLines
	if format == Markdown {
		lines = markdownLines
	}
	d.Build(lines(text))
	return d
}

// Build fills a document whose text and format are there from its lines.
func (d *Document) Build(lines []Line) {
	lines, d.Dropped = sweepOut(lines)
	l := findLayout(lines)
	d.Layout = l.name
	first := len(lines)
	for i := range lines {
		if l.labels[i] != nil {
			first = i
			break
		}
	}
	head := lines[:first]
	head = d.takeTitle(head)
	if l.turns == 0 {
		d.sections(head)
	} else {
		if len(head) > 0 {
			d.Turns = append(d.Turns, Turn{ID: "0", Kind: Introduction, Speaker: -1, Paragraphs: paragraphs(head)})
		}
		d.conversation(lines[first:], l.labels[first:])
	}
	for i := range d.Turns {
		d.Turns[i].number()
	}
	if len(d.Turns) == 0 {
		d.Warnings = append(d.Warnings, "nothing but page furniture stands in the text: see dropped")
	}
}

// takeTitle takes the title off the head of a text: its first heading, or its first line if that is short, does not end as sentences do and
// has more below it.
func (d *Document) takeTitle(head []Line) []Line {
	for i := range head {
		if head[i].Kind == Heading && i < 3 {
			if d.Title == "" {
				d.Title = head[i].Text
			}
			return append(append([]Line(nil), head[:i]...), head[i+1:]...)
		}
	}
	if d.Title != "" || len(head) == 0 {
		return head
	}
	t := head[0].Text
	alone := len(head) == 1 || head[1].Apart
	if alone && len(strings.Fields(t)) <= 20 && !strings.ContainsAny(t[len(t)-1:], ".:;,") {
		d.Title = t
		return head[1:]
	}
	return head
}

// sections makes turns of a text without speakers: one for each heading.
func (d *Document) sections(lines []Line) {
	n := 0
	for i := 0; i < len(lines); {
		t := Turn{Kind: Section, Speaker: -1}
		if lines[i].Kind == Heading {
			t.Heading = lines[i].Text
			i++
		}
		j := i
		for j < len(lines) && lines[j].Kind != Heading {
			j++
		}
		if j > i {
			n++
			t.ID, t.Exchange, t.Paragraphs = fmt.Sprintf("S%d", n), n, paragraphs(lines[i:j])
			d.Turns = append(d.Turns, t)
		}
		i = j
	}
}

// conversation makes turns of lines, of which the first has a label.
func (d *Document) conversation(lines []Line, labels []*label) {
	type piece struct {
		speaker int
		lines   []Line
	}
	names := merge(labels)
	var pieces []piece
	index := map[string]int{}
	for i := range lines {
		l := labels[i]
		if l == nil {
			if n := len(pieces); n > 0 {
				pieces[n-1].lines = append(pieces[n-1].lines, lines[i])
			}
			continue
		}
		name := names[key(l.name)]
		s, ok := index[key(name)]
		if !ok {
			s = len(d.Speakers)
			index[key(name)] = s
			d.Speakers = append(d.Speakers, Speaker{Name: name})
		}
		d.Speakers[s].addLabel(l.name)
		var rest []Line
		if l.rest < len(lines[i].Text) {
			cut := lines[i].cut(l.rest)
			cut.Apart = true
			if cut.Kind == Heading {
				cut.Kind = Plain
			}
			rest = []Line{cut}
		} else if i+1 < len(lines) {
			lines[i+1].Apart = true
		}
		if n := len(pieces); n > 0 && pieces[n-1].speaker == s {
			pieces[n-1].lines = append(pieces[n-1].lines, rest...)
			continue
		}
		pieces = append(pieces, piece{s, rest})
	}
	var turns []Turn
	for _, p := range pieces {
		if ps := paragraphs(p.lines); len(ps) > 0 {
			if n := len(turns); n > 0 && turns[n-1].Speaker == p.speaker { // what stood between had no words
				turns[n-1].Paragraphs = append(turns[n-1].Paragraphs, ps...)
				continue
			}
			turns = append(turns, Turn{Speaker: p.speaker, Paragraphs: ps})
		}
	}
	d.Turns = append(d.Turns, d.exchanges(turns)...)
}

func (s *Speaker) addLabel(name string) {
	for _, l := range s.Labels {
		if l == name {
			return
		}
	}
	s.Labels = append(s.Labels, name)
}

// merge gives each label its speaker's name: the longest label that ends in it, or whose initials it is, if there is just one.
func merge(labels []*label) map[string]string {
	full := map[string]string{}
	var order []string
	for _, l := range labels {
		if l != nil {
			if _, ok := full[key(l.name)]; !ok {
				full[key(l.name)] = l.name
				order = append(order, key(l.name))
			}
		}
	}
	out := map[string]string{}
	for _, k := range order {
		out[k] = full[k]
		var longer []string
		for _, o := range order {
			if o != k && (strings.HasSuffix(o, " "+untitled(k)) || initials(full[o]) == full[k]) {
				longer = append(longer, o)
			}
		}
		if len(longer) == 1 {
			out[k] = full[longer[0]]
		}
	}
	return out
}

var titles = wordSet("mr mrs ms dr prof professor mr. mrs. ms. dr. prof. gen. sen. gov. president senator ambassador general")

func untitled(k string) string {
	if first, rest, ok := strings.Cut(k, " "); ok && titles[first] {
		return rest
	}
	return k
}

// initials returns the first letters of a name of two words or more.
func initials(name string) string {
	words := strings.Fields(name)
	if len(words) < 2 {
		return ""
	}
	var b strings.Builder
	for _, w := range words {
		for _, r := range w {
			b.WriteRune(unicode.ToUpper(r))
			break
		}
	}
	return b.String()
}

// paragraphs joins lines to paragraphs and cuts these into sentences.
func paragraphs(lines []Line) []Paragraph {
	var out []Paragraph
	for i := 0; i < len(lines); {
		j := i + 1
		for j < len(lines) && !lines[j].Apart {
			j++
		}
		if p, ok := paragraph(lines[i:j]); ok {
			out = append(out, p)
		}
		i = j
	}
	return out
}

func paragraph(lines []Line) (Paragraph, bool) {
	var text strings.Builder
	var pos []int32
	for _, l := range lines {
		if l.Text == "" {
			continue
		}
		if text.Len() > 0 {
			text.WriteByte(' ')
			pos = append(pos, l.pos[0])
		}
		text.WriteString(l.Text)
		pos = append(pos, l.pos[:len(l.Text)]...)
	}
	s := text.String()
	p := Paragraph{Kind: lines[0].Kind}
	from := 0
	for _, to := range splitSentences(s) {
		a, b := from, to
		for a < b && s[a] == ' ' {
			a++
		}
		for b > a && s[b-1] == ' ' {
			b--
		}
		if b > a {
			p.Sentences = append(p.Sentences, Sentence{Text: s[a:b], Start: int(pos[a]), End: int(pos[b-1]) + 1})
		}
		from = to
	}
	if len(p.Sentences) == 0 {
		return p, false
	}
	p.Start, p.End = p.Sentences[0].Start, p.Sentences[len(p.Sentences)-1].End
	return p, true
}

// number gives a turn its place and its sentences their IDs.
func (t *Turn) number() {
	t.Start, t.End = t.Paragraphs[0].Start, t.Paragraphs[len(t.Paragraphs)-1].End
	for j := range t.Paragraphs {
		for k := range t.Paragraphs[j].Sentences {
			t.Paragraphs[j].Sentences[k].ID = fmt.Sprintf("%s.%d.%d", t.ID, j+1, k+1)
		}
	}
}
