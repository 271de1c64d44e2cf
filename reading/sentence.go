package reading

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed abbreviations.txt
var abbreviationsTxt string

// abbreviations are words that a full stop follows within a sentence. One that may end it as well has a "+" behind it: it does if a word
// follows that often begins a sentence.
var abbreviations = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for l := range strings.SplitSeq(abbreviationsTxt, "\n") {
		l, _, _ = strings.Cut(l, "#")
		for _, w := range strings.Fields(l) {
			name, ends := strings.CutSuffix(w, "+")
			out[strings.ToLower(name)] = ends
		}
	}
	return out
})

// starters often begin a sentence, and are no names.
var starters = wordSet(`the a an it he she they we i you this that these those there but and so or if when while as in on at by for from to with
	what why how who where which nobody everyone some many most no not yes still then now both neither either his her their our my its
	after before since although though because once perhaps maybe today`)

func wordSet(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

// splitSentences returns the ends of the sentences of a text, in bytes. White space must be single blanks.
func splitSentences(s string) []int {
	var ends []int
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !terminal(r) {
			i += n
			continue
		}
		stop := i
		for i < len(s) { // all of "?!", "..." and what closes behind it
			r, n := utf8.DecodeRuneInString(s[i:])
			if !terminal(r) && !closing(r) || r == '\'' && i > stop && wordAt(s, i+n) {
				break
			}
			i += n
		}
		if i >= len(s) {
			break
		}
		if s[i] == ' ' && endsSentence(s, stop, i) {
			ends = append(ends, i)
		}
	}
	return append(ends, len(s))
}

func terminal(r rune) bool { return r == '.' || r == '?' || r == '!' || r == '…' || r == '。' }
func closing(r rune) bool  { return strings.ContainsRune(`"'”’»)]`, r) }
func opening(r rune) bool  { return strings.ContainsRune(`"'“‘«([—–-`, r) }

func wordAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r)
}

// endsSentence tells whether a sentence ends with the marks from stop to end, behind which there is a blank.
func endsSentence(s string, stop, end int) bool {
	next := s[end+1:]
	first, n := utf8.DecodeRuneInString(next)
	for len(next) > n && opening(first) {
		next = strings.TrimLeft(next[n:], " ")
		first, n = utf8.DecodeRuneInString(next)
	}
	if !unicode.IsUpper(first) && !unicode.IsDigit(first) && !unicode.Is(unicode.Lo, first) {
		return false // "... and so on", “Why?” he asked
	}
	if s[stop] != '.' || strings.HasPrefix(s[stop:], "..") {
		return true
	}
	before := s[:stop]
	if i := strings.LastIndexAny(before, " (["); i >= 0 {
		before = before[i+1:]
	}
	before = strings.TrimLeft(before, `"'“‘«—–-`)
	word := strings.ToLower(before)
	follow := strings.ToLower(strings.TrimRightFunc(firstWord(next), func(r rune) bool { return !unicode.IsLetter(r) }))
	ends, known := abbreviations()[word]
	letters := utf8.RuneCountInString(before)
	switch {
	case known && !ends:
		return word == "no" && !unicode.IsDigit(first) // "No. 5", and the answer "No."
	case known || dotted(before):
		return starters[follow]
	case letters == 1 && before != "I" && wordAt(before, 0): // an initial
		return starters[follow]
	}
	return true
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	for _, cut := range []string{"'", "’"} {
		w, _, _ = strings.Cut(w, cut)
	}
	return w
}

// dotted tells whether a word is single letters with full stops between: U.S, e.g
func dotted(w string) bool {
	if !strings.Contains(w, ".") {
		return false
	}
	for part := range strings.SplitSeq(w, ".") {
		if utf8.RuneCountInString(part) > 1 || part != "" && !wordAt(part, 0) {
			return false
		}
	}
	return true
}
