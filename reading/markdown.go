package reading

import (
	"strings"
)

var (
	mdHeading   = &lazy{expr: `^ {0,3}#{1,6}[ \t]+`}
	mdRule      = &lazy{expr: `^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$`}
	mdItem      = &lazy{expr: `^\s{0,12}(?:[-*+]|\d{1,3}[.)])[ \t]+`}
	mdQuote     = &lazy{expr: `^ {0,3}(?:>[ \t]?)+`}
	mdFence     = &lazy{expr: "^ {0,3}(?:```|~~~)"}
	mdUnderline = &lazy{expr: `^ {0,3}(?:={3,}|-{3,})[ \t]*$`}
	mdTable     = &lazy{expr: `^\s*\|.*\|\s*$`}
	mdReference = &lazy{expr: `^ {0,3}\[[^\]]+\]:\s`}
	mdInline    = &lazy{expr: `!\[[^\]\n]*\]\([^)\n]*\)|\[\^[^\]\n]+\]|</?[A-Za-z][^>\n]*>|<!--.*?-->`}
	mdLink      = &lazy{expr: `\[([^\]\n]*)\](?:\([^)\n]*\)|\[[^\]\n]*\])`}
)

// looksMarkdown tells whether a text without a telling name is Markdown.
func looksMarkdown(text string) bool {
	if len(text) > 1<<20 {
		text = text[:1<<20]
	}
	signs := 0
	for l := range strings.SplitSeq(text, "\n") {
		if mdHeading.get().MatchString(l) || strings.HasPrefix(l, "**") && strings.Count(l, "**") >= 2 {
			signs++
		}
	}
	return signs >= 2
}

// markdownLines cuts a Markdown text into its lines. Front matter, code, tables, pictures, rules and notes are left out.
func markdownLines(text string) []Line {
	var out []Line
	apart, fenced := true, false
	at := frontMatter(text)
	for at < len(text) {
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			n = len(text) - at
		}
		raw := strings.TrimRight(strings.TrimSuffix(text[at:at+n], "\r"), " \t")
		from := at
		at += n + 1
		switch {
		case mdFence.get().MatchString(raw):
			fenced, apart = !fenced, true
			continue
		case fenced || mdTable.get().MatchString(raw) || mdReference.get().MatchString(raw):
			apart = true
			continue
		case !apart && mdUnderline.get().MatchString(raw) && len(out) > 0 && out[len(out)-1].Apart:
			out[len(out)-1].Kind, apart = Heading, true
			continue
		case strings.TrimSpace(raw) == "" || mdRule.get().MatchString(raw):
			apart = true
			continue
		}
		kind := Plain
		if m := mdQuote.get().FindString(raw); m != "" {
			kind, raw, from = Quote, raw[len(m):], from+len(m)
		}
		if m := mdHeading.get().FindString(raw); m != "" {
			kind, from = Heading, from+len(m)
			raw = strings.TrimRight(strings.TrimRight(raw[len(m):], "#"), " ")
		} else if m := mdItem.get().FindString(raw); m != "" && kind == Plain {
			kind, raw, from, apart = Item, raw[len(m):], from+len(m), true
		}
		if kind == Plain && !apart && len(out) > 0 && out[len(out)-1].Kind != Plain {
			kind = out[len(out)-1].Kind // a paragraph that goes on lazily
		}
		l, ok := markdownLine(raw, from, kind, apart || kind == Heading || len(raw) > longLine && len(out) > 0 && len(out[len(out)-1].Text) > longLine)
		if ok {
			out = append(out, l)
		}
		apart = kind == Heading || !ok
	}
	return out
}

// frontMatter returns where the text begins behind a block of metadata.
func frontMatter(text string) int {
	if rest, ok := strings.CutPrefix(strings.TrimPrefix(text, "\ufeff"), "---\n"); ok {
		if i := strings.Index(rest, "\n---\n"); i >= 0 && i < 1<<16 {
			return len(text) - len(rest) + i + 5
		}
	}
	return 0
}

// markdownLine takes the markup out of a line.
func markdownLine(raw string, at int, kind string, apart bool) (Line, bool) {
	keep := make([]bool, len(raw))
	for i := range keep {
		keep[i] = true
	}
	drop := func(from, to int) {
		for i := from; i < to; i++ {
			keep[i] = false
		}
	}
	for _, m := range mdLink.get().FindAllStringSubmatchIndex(raw, -1) {
		if m[0] > 0 && raw[m[0]-1] == '!' || m[0] > 0 && raw[m[0]-1] == '\\' {
			continue
		}
		drop(m[0], m[2])
		drop(m[3], m[1])
	}
	for _, m := range mdInline.get().FindAllStringIndex(raw, -1) {
		drop(m[0], m[1])
	}
	var b lineBuilder
	bold, open, text := 0, "", false // open is the marker of the emphasis at the line's start
	for i := 0; i < len(raw); {
		if !keep[i] {
			i++
			continue
		}
		c := raw[i]
		switch {
		case c == '\\' && i+1 < len(raw) && strings.IndexByte("\\`*_{}[]()#+-.!>", raw[i+1]) >= 0:
			b.add(raw[i+1:i+2], at+i+1)
			i, text = i+2, true
			continue
		case c == '`':
			i++
			continue
		case c == '*' || c == '_':
			n := 1
			for i+n < len(raw) && raw[i+n] == c {
				n++
			}
			if emphasis(raw, i, n) {
				switch {
				case !text && open == "":
					open = raw[i : i+n]
				case open != "" && raw[i:i+n] == open && bold == 0:
					bold = len(b.text)
				}
				i += n
				continue
			}
		}
		j := i + 1
		for j < len(raw) && keep[j] && strings.IndexByte("\\`*_", raw[j]) < 0 {
			j++
		}
		b.add(raw[i:j], at+i)
		i, text = j, text || strings.TrimSpace(raw[i:j]) != ""
	}
	return b.line(kind, apart, bold)
}

// emphasis tells whether the marker of n bytes at i opens or closes emphasis: not a star between blanks, nor a line within a word.
func emphasis(raw string, i, n int) bool {
	blank := func(k int) bool { return k < 0 || k >= len(raw) || raw[k] == ' ' || raw[k] == '\t' }
	word := func(k int) bool {
		return !blank(k) && (raw[k] >= '0' && raw[k] <= '9' || raw[k]|32 >= 'a' && raw[k]|32 <= 'z' || raw[k] >= 0x80)
	}
	if raw[i] == '_' && word(i-1) && word(i+n) {
		return false
	}
	return n <= 3 && !(blank(i-1) && blank(i+n))
}
