// Package report writes answers for people, as text, and for programs, as JSON. It computes nothing
// that an answer does not already hold: it chooses, orders, names and rounds.
package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/num"
)

// A Style says how text is written. The zero value is plain text for a pipe.
type Style struct {
	Color bool // with ANSI escape codes
	All   bool // play off the path as well
}

func (s Style) paint(code, text string) string {
	if !s.Color || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// Bold, Dim, Good, Bad and Warn mark text where colour is on. The words alone always say the same.
func (s Style) Bold(text string) string { return s.paint("1", text) }

// Dim marks what may be skipped.
func (s Style) Dim(text string) string { return s.paint("2", text) }

// Good marks what holds.
func (s Style) Good(text string) string { return s.paint("32", text) }

// Bad marks what fails.
func (s Style) Bad(text string) string { return s.paint("31", text) }

// Warn marks what needs a look.
func (s Style) Warn(text string) string { return s.paint("33", text) }

// Percent writes a probability in per cent: whole ones in the middle, one decimal near 0 and 1, and
// never "0 %" or "100 %" for a number that is neither.
func Percent(p num.Rat) string {
	hundred := p.Mul(num.Int(100))
	switch {
	case p.IsZero() || p.Equal(num.One):
		return hundred.String() + " %"
	case hundred.Less(num.Frac(1, 20)):
		return "<0.1 %"
	case num.Frac(9995, 100).Less(hundred):
		return ">99.9 %"
	case hundred.Less(num.One) || num.Int(99).Less(hundred):
		return hundred.Decimal(1) + " %"
	}
	return hundred.Decimal(0) + " %"
}

// Percents writes an interval of probabilities in per cent: "20–45 %".
func Percents(low, high num.Rat) string {
	if low.Equal(high) {
		return Percent(low)
	}
	return strings.TrimSuffix(Percent(low), " %") + "–" + Percent(high)
}

// longestFraction is how many characters an exact fraction may take in text.
const longestFraction = 7

// Fraction writes an exact fraction if it is short and says more than the rounded number, else "".
func Fraction(x num.Rat) string {
	if s := x.String(); !x.IsInt() && len(s) <= longestFraction {
		return s
	}
	return ""
}

// Number writes a payoff or another number: three decimals at most.
func Number(x num.Rat) string {
	if s := x.Decimal(3); s != "0" || x.IsZero() {
		return strings.Replace(s, "-", "−", 1)
	}
	return "about 0"
}

// Count writes "1 player" or "3 players"; many is the plural, "" for one + "s".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	if many == "" {
		many = one + "s"
	}
	return fmt.Sprintf("%s %s", Thousands(n), many)
}

// Thousands writes a count with a thin gap between thousands: "10 000".
func Thousands(n int) string {
	s := fmt.Sprint(n)
	if n < 0 || len(s) < 5 {
		return s
	}
	var parts []string
	for len(s) > 3 {
		parts = append([]string{s[len(s)-3:]}, parts...)
		s = s[:len(s)-3]
	}
	return strings.Join(append([]string{s}, parts...), " ")
}

// pad fills text with blanks up to width characters.
func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text)))
}

// headed is a text that stands before what it is about, which begins in the given column, or after a gap where the text is longer.
func headed(text string, width int) string { return pad(text+" ", width) }

// ShellWord writes a word of a command for a POSIX shell: in quotation marks if the shell would take it apart.
func ShellWord(w string) string {
	if w != "" && !strings.ContainsFunc(w, func(r rune) bool {
		return !strings.ContainsRune("_-./=,:+", r) && !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}) {
		return w
	}
	return "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
}

// Next is the last line of a text, with the command that goes on from it.
func Next(words ...string) string { return "\nNext: " + shellWords(words...) + "\n" }

// shellWords writes words as a command. Control characters, which no terminal should be handed, become visible.
func shellWords(words ...string) string {
	for i, w := range words {
		words[i] = Plain(ShellWord(w))
	}
	return strings.Join(words, " ")
}

// widest returns the number of characters of the longest text.
func widest(texts []string) int {
	w := 0
	for _, t := range texts {
		w = max(w, utf8.RuneCountInString(t))
	}
	return w
}

// Plain returns text without control characters, so that a name in a file cannot steer a terminal.
func Plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) || r == ' ' {
			return r
		}
		return '\uFFFD'
	}, text)
}
