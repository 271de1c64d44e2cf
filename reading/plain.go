package reading

import "strings"

// longLine is the length in bytes from which a line is a paragraph of its own: nobody wraps text that wide.
const longLine = 140

// plainLines cuts a plain text into its lines.
func plainLines(text string) []Line {
	var out []Line
	apart, long := true, false
	for at := 0; at < len(text); {
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			n = len(text) - at
		}
		var b lineBuilder
		b.add(text[at:at+n], at)
		wide := len(b.text) > longLine
		if l, ok := b.line(Plain, apart || long || wide, 0); ok {
			out = append(out, l)
			apart, long = false, wide
		} else {
			apart = true
		}
		at += n + 1
	}
	return out
}
