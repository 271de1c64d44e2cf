package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a word, a number or a sign of a sentence.
type token struct {
	low      string // in lower case, with plain apostrophes
	text     string
	from, to int
	word     bool
}

// upper tells whether the token begins with a capital.
func (t *token) upper() bool {
	r, _ := utf8.DecodeRuneInString(t.text)
	return unicode.IsUpper(r)
}

// tokenize cuts a sentence into tokens. Apostrophes, hyphens and full stops within words and numbers belong to them; a possessive 's does not.
func tokenize(s string) []token {
	var out []token
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == ' ':
			i += n
			continue
		case !wordRune(r):
			out = append(out, token{low: string(r), text: s[i : i+n], from: i, to: i + n})
			i += n
			continue
		}
		j := i + n
		for j < len(s) {
			r, n := utf8.DecodeRuneInString(s[j:])
			if wordRune(r) {
				j += n
				continue
			}
			next, _ := utf8.DecodeRuneInString(s[j+n:])
			if strings.ContainsRune("'’-.,", r) && wordRune(next) && joined(s, i, j, r, next) {
				j += n
				continue
			}
			if r == '.' && dotted(s[i:j]) { // the last stop of U.S.
				j += n
			}
			break
		}
		word := s[i:j]
		out = append(out, token{low: strings.ToLower(strings.ReplaceAll(word, "’", "'")), text: word, from: i, to: j, word: true})
		i = j
	}
	return out
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// joined tells whether a sign between two word characters belongs to the word from i to j.
func joined(s string, i, j int, r, next rune) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:j])
	switch r {
	case ',':
		return unicode.IsDigit(before) && unicode.IsDigit(next)
	case '.':
		return unicode.IsDigit(before) && unicode.IsDigit(next) || dotted(s[i:j]+".x") && unicode.IsLetter(next)
	case '-':
		first, _ := utf8.DecodeRuneInString(s[i:])
		if unicode.IsUpper(first) && unicode.IsUpper(next) { // two actors: "the Lind-Orr talks"
			return false
		}
		return !unicode.IsDigit(before) || !unicode.IsDigit(next) || strings.HasPrefix(s[i:], "50-50")
	}
	upper := unicode.IsUpper([]rune(s[i:j])[0])
	rest := s[j+utf8.RuneLen(r):]
	possessive := next == 's' && (len(rest) == 1 || !wordAt(rest, 1))
	return !possessive || !upper || pronouns[strings.ToLower(s[i:j])]
}

var pronouns = wordSet("it he she that there what who here where how let")
