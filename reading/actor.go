package reading

import "slices"

// offices stand before a person's name.
var offices = wordSet("president minister secretary general admiral ambassador chairman senator chancellor king queen prince emperor colonel commander marshal premier governor mayor leader mr mrs ms dr judge captain")

// people finds persons in the document: names of two or three capitals within sentences, or one behind an office. A person's last name,
// or first, is an alias where it stands alone and no other person bears it.
func (d *Document) people(l *Lexicon) map[string][]namePhrase {
	var full []string
	seen := map[string]bool{}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			full = append(full, name)
		}
	}
	for _, s := range d.Speakers {
		if len(tokenize(s.Name)) > 1 {
			add(s.Name)
		}
	}
	d.Sentences(func(_ *Turn, s *Sentence) {
		toks := tokenize(s.Text)
		for i := 0; i < len(toks); {
			n := l.nameRun(toks, i)
			office := i > 0 && (offices[toks[i-1].low] || i > 1 && toks[i-1].low == "." && offices[toks[i-2].low])
			if n >= 2 && n <= 3 && i > 0 || n >= 1 && n <= 3 && office {
				add(s.Text[toks[i].from:toks[i+n-1].to])
			}
			i += max(1, n)
		}
	})
	parts := map[string][]string{}
	for _, name := range full {
		toks := tokenize(name)
		for _, k := range slices.Compact([]int{0, len(toks) - 1}) {
			if !slices.Contains(parts[toks[k].low], name) {
				parts[toks[k].low] = append(parts[toks[k].low], name)
			}
		}
	}
	out := map[string][]namePhrase{}
	for _, name := range full {
		toks := tokenize(name)
		person := name
		if len(toks) == 1 { // "President Oduya" is "Sam Oduya" if there is one
			for _, longer := range parts[toks[0].low] {
				if longer != name && len(parts[toks[0].low]) == 2 {
					person = longer
				}
			}
		}
		addName(out, name, person, "actor.person")
		for _, k := range slices.Compact([]int{0, len(toks) - 1}) {
			if len(toks) > 1 && bearers(parts[toks[k].low]) == 1 && len(toks[k].text) > 1 && len(l.actors[toks[k].low]) == 0 {
				addName(out, toks[k].text, person, "actor.person")
			}
		}
	}
	return out
}

// bearers counts the persons of a name, without those of whom no other name is known.
func bearers(names []string) int {
	n := 0
	for _, name := range names {
		if len(tokenize(name)) > 1 {
			n++
		}
	}
	return n
}

// nameRun returns how many tokens from i on are capitalized words that are neither known actors nor offices nor months.
func (l *Lexicon) nameRun(toks []token, i int) int {
	n := 0
	for i+n < len(toks) {
		t := &toks[i+n]
		if !t.word || !t.upper() || offices[t.low] || months[t.low] || weekdays[t.low] || starters[t.low] || notNames[t.low] || l.known(toks, i+n) || capitals(t.text) && len(t.text) > 1 {
			break
		}
		n++
	}
	return n
}

// known tells whether a name of the lexicon begins at token i.
func (l *Lexicon) known(toks []token, i int) bool {
	return slices.ContainsFunc(l.actors[toks[i].low], func(p namePhrase) bool { return p.stands(toks, i) })
}

var weekdays = wordSet("monday tuesday wednesday thursday friday saturday sunday")

// notNames are capitalized parts of names that are no persons', and words that begin a clause in capitals.
var notNames = wordSet(`i i'm i'd i'll i've war wars treaty sea ocean strait straits gulf bay island islands summit cold world party congress parliament senate council
	committee court university institute press times post agreement accord accords plan north south east west northern southern eastern western northwest day street
	agency bank office ministry department house force forces army navy fleet union league conference declaration protocol river mountains city state republic kingdom great new old
	yes no well look so god christmas easter airport harbour port board`)

// actorMarks finds the actors' names in a sentence.
func (l *Lexicon) actorMarks(toks []token, people map[string][]namePhrase) []Mark {
	var out []Mark
	for i := 0; i < len(toks); {
		var best *namePhrase
		for _, list := range [][]namePhrase{l.actors[toks[i].low], people[toks[i].low]} {
			for k := range list {
				if p := &list[k]; p.stands(toks, i) && (best == nil || len(p.words) > len(best.words)) {
					best = p
				}
			}
		}
		if best == nil {
			i++
			continue
		}
		n := len(best.words)
		out = append(out, Mark{Kind: MarkActor, Rule: best.rule, From: toks[i].from, To: toks[i+n-1].to, Actor: best.actor})
		i += n
	}
	return out
}

// stands tells whether a name stands at token i, in capitals as names are ("US" is not "us").
func (p *namePhrase) stands(toks []token, i int) bool {
	if i+len(p.words) > len(toks) {
		return false
	}
	for k, w := range p.words {
		t := &toks[i+k]
		if t.low != w || !t.upper() && k == 0 {
			return false
		}
	}
	return len(toks[i].text) != 2 || capitals(toks[i].text) || p.rule == "actor.person"
}
