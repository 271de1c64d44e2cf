package draw

import (
	"strings"
	"unicode"
)

// Text is set in a face with the metrics of Helvetica, which Liberation Sans and Arial share; widths are its advances in thousandths
// of the size, for the characters from space to tilde.
const face = "Liberation Sans, Arial, Helvetica, sans-serif"

var advances = [...]int{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
}

// boldAdvances are those of the bold face.
var boldAdvances = [...]int{
	278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
	975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
	333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
	611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
}

// others are the advances of characters beyond ASCII that texts of Parley use, in the bold face at most.
var others = map[rune]int{'–': 556, '−': 584, '×': 584, '·': 333, '≥': 549, '≤': 549, '…': 1000, '“': 500, '”': 500, '’': 278, '‘': 278, '≈': 549, '—': 1000, '\u00a0': 278, '²': 333, '³': 333, '√': 549}

// wide is the advance of all other characters: that of a wide letter, and 1000 for those that fill a square.
const wide, square = 722, 1000

// Width returns how wide a line of text is. It may say a little more than it is.
func Width(text string, size float64, bold bool) float64 {
	sum, face := 0, &advances
	if bold {
		face = &boldAdvances
	}
	for _, r := range text {
		switch a, ok := others[r]; {
		case r >= ' ' && r <= '~':
			sum += face[r-' ']
		case ok:
			sum += a
		case r >= 0x2e80:
			sum += square
		default:
			sum += wide
		}
	}
	return float64(sum) / 1000 * size
}

// Wrap breaks a text into lines of at most the given width, at spaces, but not before a per cent sign. A word that is too
// long has a line of its own.
func Wrap(text string, size float64, bold bool, width float64) []string {
	var lines []string
	line := ""
	for _, word := range fields(strings.ReplaceAll(text, " %", "\u00a0%")) {
		switch longer := strings.TrimSpace(line + " " + word); {
		case line == "" || Width(longer, size, bold) <= width:
			line = longer
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// Shorten cuts a text that is wider than width and puts an ellipsis at its end.
func Shorten(text string, size float64, bold bool, width float64) string {
	if Width(text, size, bold) <= width {
		return text
	}
	runes := []rune(text)
	for n := len(runes) - 1; n > 0; n-- {
		if s := strings.TrimRight(string(runes[:n]), " ,;:") + "…"; Width(s, size, bold) <= width {
			return s
		}
	}
	return "…"
}

// fields splits a text at blanks that lines may break at.
func fields(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r != '\u00a0' && unicode.IsSpace(r) })
}
