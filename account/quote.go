package account

import (
	"strings"
	"unicode"
)

// FindQuote tells whether a quote stands in a text. White space counts as one blank, typographic
// quotes, dashes and ligatures as their plain forms; "..." or "[...]" stands for words left out. If
// the quote is not found, agrees is the longest beginning of it that is, in the quote's own words.
func FindQuote(text, quote string) (found bool, agrees string) {
	t, q := plain(text), plain(quote)
	if strings.Contains(t, q) {
		return true, q
	}
	from, matched := 0, ""
	for part := range strings.SplitSeq(strings.ReplaceAll(strings.ReplaceAll(q, "[...]", "..."), "(...)", "..."), "...") {
		part = strings.TrimSpace(part)
		i := strings.Index(t[from:], part)
		if i < 0 {
			return false, strings.TrimSpace(matched + " " + longestStart(t[from:], part))
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
