package reading

import "strings"

// phrases are those of all rules of one kind, by their first words.
type phrases struct {
	byFirst map[string][]phrase
	any     []phrase // that begin with a class of words
}

// A phrase is a sequence of patterns of tokens.
type phrase struct {
	words [][]string
	start bool // at the sentence's beginning only
	rule  *rule
	not   bool
}

// gap is how many tokens a * stands for at most.
const gap = 5

func (p *phrases) add(r *rule) {
	if p.byFirst == nil {
		p.byFirst = map[string][]phrase{}
	}
	for _, list := range []struct {
		phrases []string
		not     bool
	}{{r.Phrases, false}, {r.Not, true}} {
		for _, text := range list.phrases {
			ph := phrase{rule: r, not: list.not}
			for _, w := range strings.Fields(text) {
				if w == "^" {
					ph.start = true
					continue
				}
				ph.words = append(ph.words, strings.Split(w, "|"))
			}
			if len(ph.words) == 0 {
				continue
			}
			for _, first := range ph.words[0] {
				if first == "_" || first == "*" || strings.HasPrefix(first, "<") {
					p.any = append(p.any, ph)
					break
				}
				p.byFirst[first] = append(p.byFirst[first], ph)
			}
		}
	}
}

// longest returns the longest phrase that begins at token i, and how many tokens it covers. Where two are as long, one under not goes
// first, then the one that was added first.
func (p *phrases) longest(toks []token, i int) (best *phrase, n int) {
	for _, list := range [][]phrase{p.byFirst[toks[i].low], p.any} {
		for k := range list {
			ph := &list[k]
			if ph.start && !begins(toks, i) {
				continue
			}
			if m := matches(ph.words, toks, i, i); m > n || m == n && m > 0 && ph.not && !best.not {
				best, n = ph, m
			}
		}
	}
	return best, n
}

// begins tells whether only signs stand before token i.
func begins(toks []token, i int) bool {
	for _, t := range toks[:i] {
		if t.word {
			return false
		}
	}
	return true
}

// matches returns how many tokens a phrase covers that began at token from, if its rest stands at i; 0 if it does not.
func matches(words [][]string, toks []token, from, i int) int {
	if len(words) == 0 {
		return i - from
	}
	if words[0][0] == "*" {
		for k := 0; k <= gap && i+k <= len(toks); k++ {
			if n := matches(words[1:], toks, from, i+k); n > 0 {
				return n
			}
			if i+k < len(toks) && !toks[i+k].word {
				return 0
			}
		}
		return 0
	}
	if i >= len(toks) {
		return 0
	}
	for _, w := range words[0] {
		if matchesToken(w, toks, i) {
			return matches(words[1:], toks, from, i+1)
		}
	}
	return 0
}

func matchesToken(w string, toks []token, i int) bool {
	t := &toks[i]
	switch w {
	case "_":
		return t.word
	case "<num>":
		_, n := number(toks, i)
		return n > 0
	case "<er>":
		return len(t.low) > 4 && strings.HasSuffix(t.low, "er") && !notComparative[t.low]
	}
	return t.low == w
}

// notComparative end in -er and compare nothing.
var notComparative = wordSet("other rather whether either neither another never ever over under after power order leader minister paper number member water river border summer winter matter together former further answer offer consider remember officer later player letter harbour center soldier however dinner partner")

// find returns the marks of the phrases in a sentence.
func (p *phrases) find(l *Lexicon, toks []token) []Mark {
	var out []Mark
	for i := 0; i < len(toks); {
		ph, n := p.longest(toks, i)
		if n == 0 {
			i++
			continue
		}
		if !ph.not {
			out = append(out, Mark{Kind: ph.rule.Kind, Rule: ph.rule.Name, From: toks[i].from, To: toks[i+n-1].to, Low: ph.rule.low, High: ph.rule.high})
		}
		i += n
	}
	return out
}
