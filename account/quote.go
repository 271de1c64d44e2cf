package account

import (
	"strings"
	"unicode"
)

// A Text is a source's text, ready to be searched for quotes.
type Text struct{ plain string }

// NewText returns the text. White space counts as one blank; typographic quotes, dashes and ligatures
// count as their plain forms.
func NewText(text string) Text { return Text{plain(text)} }

// Len is the text's length in bytes.
func (t Text) Len() int { return len(t.plain) }

// Find tells whether a quote stands in the text, where "..." or "[...]" stands for words left out. If
// it does not, agrees is the longest beginning of it that does.
func (t Text) Find(quote string) (found bool, agrees string) {
	q := plain(quote)
	if strings.Contains(t.plain, q) {
		return true, q
	}
	from, matched := 0, ""
	for part := range strings.SplitSeq(strings.ReplaceAll(strings.ReplaceAll(q, "[...]", "..."), "(...)", "..."), "...") {
		part = strings.TrimSpace(part)
		i := strings.Index(t.plain[from:], part)
		if i < 0 {
			return false, strings.TrimSpace(matched + " " + longestStart(t.plain[from:], part))
		}
		from += i + len(part)
		matched = strings.TrimSpace(matched + " " + part)
	}
	return true, q
}

// longestStart returns the longest sequence of q's first words that stands in t.
func longestStart(t, q string) string {
	words := strings.Fields(q)
	low, high := 0, len(words) // the first low words stand in t
	for low < high {
		mid := (low + high + 1) / 2
		if strings.Contains(t, strings.Join(words[:mid], " ")) {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return strings.Join(words[:low], " ")
}

var plainForms = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "‘", "'", "’", "'", "‚", "'", "′", "'",
	"–", "-", "—", "-", "‑", "-", "−", "-", "…", "...", "ﬁ", "fi", "ﬂ", "fl", "\u00ad", "", "\u200b", "", "\ufeff", "")

func plain(s string) string {
	return strings.Join(strings.FieldsFunc(plainForms.Replace(s), unicode.IsSpace), " ")
}
