package reading

import "strings"

// quotations finds words in quotation marks. One that the sentence does not close goes to its end: it goes on in the next.
func quotations(s string) []Mark {
	var out []Mark
	open := -1
	for i, r := range s {
		switch {
		case open < 0 && (r == '“' || r == '«' || r == '„' || r == '"'):
			open = i
		case open >= 0 && (r == '”' || r == '»' || r == '"' || r == '“' && strings.HasPrefix(s[open:], "„")):
			out = append(out, Mark{Kind: MarkQuotation, Rule: "quotation.marks", From: open, To: i + len(string(r))})
			open = -1
		}
	}
	if open >= 0 && open < len(s)-3 {
		out = append(out, Mark{Kind: MarkQuotation, Rule: "quotation.open", From: open, To: len(s)})
	}
	return out
}
