package account

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Passage is the place in a text that is most like a quote that does not stand there, with what is
// different word by word.
type Passage struct {
	From, To int // bytes of the text
	Diff     []DiffWord
	Same     int // words of the quote that stand there, in order
	Of       int // words of the quote
}

// A DiffWord is a run of words of a comparison.
type DiffWord struct {
	Op   byte // ' ' both have them, '-' the quote alone, '+' the text alone
	Text string
}

// Bounds of the search for a passage.
const (
	mostQuoteWords = 400 // of a quote that are compared
	leastLike      = 0.5 // share of a quote's words of which a passage has more
)

// Nearest returns the passage that is most like a quote. ok is false where none has more than half of its
// words, in order. It takes time in proportion to the text, and compares the first 400 words of the quote:
// the stretch of the text with most of the quote's words, the rare ones counting most, is found by a
// window that slides over it, and aligned with the quote (Sellers 1980).
func (t Text) Nearest(quote string) (p Passage, ok bool) {
	var q []word
	for _, part := range quoteParts(plain(quote)) {
		q = append(q, words(part)...)
	}
	if q = q[:min(len(q), mostQuoteWords)]; len(q) == 0 {
		return Passage{}, false
	}
	low, high, ok := t.window(q)
	if !ok {
		return Passage{}, false
	}
	text := words(t.plain[low:high])
	p = align(q, text)
	p.From, p.To = p.From+low, p.To+low
	return p, float64(p.Same) > leastLike*float64(p.Of)
}

// A word of a text: as it stands, as it is compared, and where.
type word struct {
	text, folded string
	at           int
}

// words cuts a plain text at its blanks.
func words(s string) []word {
	var out []word
	for at := 0; at < len(s); {
		end := strings.IndexByte(s[at:], ' ')
		if end < 0 {
			end = len(s) - at
		}
		if end > 0 {
			out = append(out, word{s[at : at+end], fold(s[at : at+end]), at})
		}
		at += end + 1
	}
	return out
}

// fold is a word without case and the punctuation around it.
func fold(s string) string {
	return strings.ToLower(strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
}

// window returns the stretch of the text around the words of a quote. It goes through the text twice: rare words count more, and how rare they are has to be
// known first.
func (t Text) window(q []word) (low, high int, ok bool) {
	index := map[string]int{} // the quote's words
	width := 32
	for _, w := range q {
		if _, ok := index[w.folded]; !ok && w.folded != "" {
			index[w.folded] = len(index)
		}
		width += 2 * (len(w.text) + 1)
	}
	need, seen, inside := make([]int, len(index)), make([]int, len(index)), make([]int, len(index))
	for _, w := range q {
		if w.folded != "" {
			need[index[w.folded]]++
		}
	}
	t.each(index, func(_, w int) { seen[w]++ })
	type hit struct{ at, word int }
	var within []hit // the window, as a queue
	first, from := 0, -1
	weight, best := 0.0, 0.0
	t.each(index, func(at, w int) {
		for first < len(within) && within[first].at < at-width {
			o := within[first].word
			if inside[o]--; inside[o] < need[o] {
				weight -= 1 / float64(seen[o])
			}
			first++
		}
		if first > 1024 && first > len(within)/2 {
			within, first = append(within[:0], within[first:]...), 0
		}
		within = append(within, hit{at, w})
		if inside[w]++; inside[w] <= need[w] {
			weight += 1 / float64(seen[w])
		}
		if weight > best+1e-9 {
			best, from = weight, within[first].at
		}
	})
	if from < 0 {
		return 0, 0, false
	}
	return t.blankBefore(from - width/2), t.blankAfter(from + 2*width), true
}

// each calls f for each word of the text that is one of index: with its place and its number there.
func (t Text) each(index map[string]int, f func(at, word int)) {
	longest := 0
	for w := range index {
		longest = max(longest, len(w))
	}
	buf := make([]byte, 0, longest+1)
	for at := 0; at < len(t.plain); {
		end := strings.IndexByte(t.plain[at:], ' ')
		if end < 0 {
			end = len(t.plain) - at
		}
		s := t.plain[at : at+end]
		if w, ok := lookup(index, s, buf); ok {
			f(at, w)
		}
		at += end + 1
	}
}

// lookup is index[fold(s)], without memory for words in ASCII.
func lookup(index map[string]int, s string, buf []byte) (int, bool) {
	low, high := 0, len(s)
	for low < high && isPunctuation(s[low]) {
		low++
	}
	for high > low && isPunctuation(s[high-1]) {
		high--
	}
	for i := low; i < high; i++ {
		c := s[i]
		switch {
		case c >= utf8.RuneSelf:
			w, ok := index[fold(s)]
			return w, ok
		case len(buf) == cap(buf):
			return 0, false // longer than every word of the quote
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		}
		buf = append(buf, c)
	}
	w, ok := index[string(buf)]
	return w, ok
}

func isPunctuation(c byte) bool {
	return c < utf8.RuneSelf && !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')
}

// blankBefore and blankAfter move a position to the edge of a word.
func (t Text) blankBefore(at int) int {
	if at <= 0 {
		return 0
	}
	return strings.LastIndexByte(t.plain[:at], ' ') + 1
}

func (t Text) blankAfter(at int) int {
	if at >= len(t.plain) {
		return len(t.plain)
	}
	if end := strings.IndexByte(t.plain[at:], ' '); end >= 0 {
		return at + end
	}
	return len(t.plain)
}

// Costs of an alignment: words that differ in case or punctuation only go together sooner than others.
const (
	costFold = 1
	costWord = 2
)

// align finds the stretch of a text that is most like a quote, and what differs.
func align(q, text []word) Passage {
	n, m := len(q), len(text)
	cost := make([][]int32, n+1) // of the quote's first i words against words up to the j-th
	for i := range cost {
		cost[i] = make([]int32, m+1)
		cost[i][0] = int32(i * costWord)
	}
	for i := 1; i <= n; i++ {
		for j := 1; j <= m; j++ {
			c := min(cost[i-1][j], cost[i][j-1]) + costWord
			pair, _ := pairCost(q, i-1, text[j-1])
			cost[i][j] = min(c, cost[i-1][j-1]+pair)
		}
	}
	end := 0
	for j := range cost[n] {
		if cost[n][j] <= cost[n][end] { // of equal ones the last, which shows a word in place of another
			end = j
		}
	}
	p := Passage{Of: n}
	var back []DiffWord
	i, j := n, end
	for i > 0 {
		pair, alike := int32(0), false
		if j > 0 {
			pair, alike = pairCost(q, i-1, text[j-1])
		}
		switch {
		case j > 0 && cost[i][j] == cost[i-1][j-1]+pair:
			if pair == 0 {
				back = append(back, DiffWord{' ', q[i-1].text})
			} else {
				back = append(back, DiffWord{'+', text[j-1].text}, DiffWord{'-', q[i-1].text})
			}
			if alike {
				p.Same++
			}
			i, j = i-1, j-1
		case j > 0 && cost[i][j] == cost[i][j-1]+costWord:
			back = append(back, DiffWord{'+', text[j-1].text})
			j--
		default:
			back = append(back, DiffWord{'-', q[i-1].text})
			i--
		}
	}
	slices.Reverse(back)
	if j < end {
		p.From, p.To = text[j].at, text[end-1].at+len(text[end-1].text)
	}
	p.Diff = joined(back)
	return p
}

// pairCost is the cost of taking a word of a quote for one of the text; alike is false for different words. A quote may begin and end within what blanks set
// apart: at a quotation mark, say.
func pairCost(q []word, i int, w word) (cost int32, alike bool) {
	switch a := q[i]; {
	case a.text == w.text, a.folded == w.folded && a.folded != "" && (i == 0 && strings.HasSuffix(w.text, a.text) || i == len(q)-1 && strings.HasPrefix(w.text, a.text)):
		return 0, true
	case a.folded == w.folded && a.folded != "":
		return costFold, true
	}
	return costWord, false
}

// joined puts runs of one kind together, what the quote has before what the text has.
func joined(list []DiffWord) []DiffWord {
	var out []DiffWord
	var minus, plus []string
	flush := func() {
		if len(minus) > 0 {
			out = append(out, DiffWord{'-', strings.Join(minus, " ")})
		}
		if len(plus) > 0 {
			out = append(out, DiffWord{'+', strings.Join(plus, " ")})
		}
		minus, plus = nil, nil
	}
	for _, d := range list {
		switch d.Op {
		case '-':
			minus = append(minus, d.Text)
		case '+':
			plus = append(plus, d.Text)
		default:
			flush()
			if n := len(out); n > 0 && out[n-1].Op == ' ' {
				out[n-1].Text += " " + d.Text
			} else {
				out = append(out, d)
			}
		}
	}
	flush()
	return out
}

// Words are the words of the text that stand there, with plain quotation marks and dashes.
func (p Passage) Words() string {
	var parts []string
	for _, d := range p.Diff {
		if d.Op != '-' {
			parts = append(parts, d.Text)
		}
	}
	return strings.Join(parts, " ")
}

// Like tells whether the passage is what was probably meant: it has at least three in four of the quote's words.
func (p Passage) Like() bool { return 4*p.Same >= 3*p.Of && p.Of < mostQuoteWords }

// String writes the comparison as git's word diff does: [-what the quote has-] {+what the text has+}.
func (p Passage) String() string {
	var parts []string
	for _, d := range p.Diff {
		switch d.Op {
		case '-':
			parts = append(parts, "[-"+d.Text+"-]")
		case '+':
			parts = append(parts, "{+"+d.Text+"+}")
		default:
			parts = append(parts, d.Text)
		}
	}
	return strings.Join(parts, " ")
}
