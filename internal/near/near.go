// Package near finds the name that a mistyped one was probably meant to be.
package near

import "strings"

// mostNames bounds the candidates that are compared.
const mostNames = 5000

// Name returns the candidate that name was probably meant to be, or "" if none is near: one edit off
// for a name of up to four letters, two for up to eight, and so on, whatever the case; or else one
// that is the name with more before or after a "_". Candidates that are equally near are decided by
// their order.
func Name(name string, candidates []string) string {
	candidates = candidates[:min(len(candidates), mostNames)]
	n := len([]rune(name))
	if n < 2 {
		return ""
	}
	best, least := "", 2+(n-1)/4
	for _, c := range candidates {
		if c == "" || c == name || len(c) < 2 {
			continue
		}
		if d := distance(strings.ToLower(name), strings.ToLower(c), least); d < least {
			best, least = c, d
		}
	}
	if best == "" && len(name) >= 3 {
		for _, c := range candidates {
			if c != name && (strings.HasPrefix(c, name+"_") || strings.HasSuffix(c, "_"+name)) {
				return c
			}
		}
	}
	return best
}

// distance is the number of edits, with the swap of neighbours as one (optimal string alignment), or
// at least limit if it is that large.
func distance(a, b string, limit int) int {
	s, t := []rune(a), []rune(b)
	if len(s)-len(t) >= limit || len(t)-len(s) >= limit {
		return limit
	}
	prev2, prev, cur := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(s); i++ {
		cur[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(t)]
}
