package reading

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"parley/account"
	"parley/num"
)

//go:embed lexicon.json
var lexiconJSON []byte

//go:embed actors.json
var actorsJSON []byte

// A Lexicon holds the rules that mark sentences.
type Lexicon struct {
	scale  account.Scale
	kinds  map[string]*phrases // by kind of mark
	types  map[string]*phrases // by kind of claim
	vague  *phrases
	bounds *phrases
	units  map[string]bool
	actors map[string][]namePhrase // by first word
}

// A rule is a list of phrases that mean the same.
type rule struct {
	Name    string
	Kind    string
	Source  string
	As      string // the word of a scale that it stands for
	Side    string
	Low     string
	High    string
	Phrases []string
	Not     []string

	low, high *num.Rat
}

// lexiconFile is a file of rules.
type lexiconFile struct {
	About   string
	Sources map[string]string
	Rules   []rule
	Types   []rule
	Vague   []rule
	Bounds  []rule
	Units   []string
	Actors  []actor
}

type actor struct {
	Name    string
	Aliases []string
}

// A namePhrase is one name of an actor.
type namePhrase struct {
	words []string // in lower case
	actor string
	rule  string
}

// NewLexicon returns the rules of this package with those of more files, which are JSON of the form of lexicon.json: they come on top. The
// scale gives estimative words their ranges. Errors tell which file and what is wrong.
func NewLexicon(scale string, more map[string][]byte) (*Lexicon, error) {
	s, ok := account.ScaleByName(scale)
	if !ok {
		return nil, fmt.Errorf("there is no scale %q", scale)
	}
	l := &Lexicon{scale: s, kinds: map[string]*phrases{}, types: map[string]*phrases{}, vague: &phrases{}, bounds: &phrases{}, units: map[string]bool{}, actors: map[string][]namePhrase{}}
	for _, k := range MarkKinds {
		l.kinds[k] = &phrases{}
	}
	for _, k := range account.Kinds {
		l.types[k] = &phrases{}
	}
	var actors []actor
	if err := json.Unmarshal(actorsJSON, &actors); err != nil {
		panic("reading: actors.json: " + err.Error())
	}
	if err := l.add(lexiconJSON); err != nil {
		panic("reading: lexicon.json: " + err.Error())
	}
	l.addActors(actors)
	l.addScales()
	var files []string
	for f := range more {
		files = append(files, f)
	}
	slices.Sort(files)
	for _, f := range files {
		if err := l.add(more[f]); err != nil {
			return nil, fmt.Errorf("%s is no lexicon: %w", f, err)
		}
	}
	return l, nil
}

// add adds a file's rules.
func (l *Lexicon) add(b []byte) error {
	var f lexiconFile
	dec := json.NewDecoder(strings.NewReader(string(b)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return err
	}
	marks := []string{MarkHedge, MarkConditional, MarkComparison, MarkReport}
	for _, part := range []struct {
		rules []rule
		into  func(*rule) (*phrases, error)
	}{
		{f.Rules, func(r *rule) (*phrases, error) {
			if !slices.Contains(marks, r.Kind) {
				return nil, fmt.Errorf("rule %q is of kind %q, and the kinds are %s", r.Name, r.Kind, strings.Join(marks, ", "))
			}
			return l.kinds[r.Kind], nil
		}},
		{f.Types, func(r *rule) (*phrases, error) {
			if l.types[r.Kind] == nil {
				return nil, fmt.Errorf("rule %q is of kind %q, and the kinds of claims are %s", r.Name, r.Kind, strings.Join(account.Kinds, ", "))
			}
			return l.types[r.Kind], nil
		}},
		{f.Vague, func(*rule) (*phrases, error) { return l.vague, nil }},
		{f.Bounds, func(r *rule) (*phrases, error) {
			if !slices.Contains([]string{"low", "high", "both"}, r.Side) {
				return nil, fmt.Errorf("rule %q bounds the side %q, which is low, high or both", r.Name, r.Side)
			}
			return l.bounds, nil
		}},
	} {
		for i := range part.rules {
			r := &part.rules[i]
			if r.Name == "" || len(r.Phrases)+len(r.Not) == 0 {
				return fmt.Errorf("a rule has no name or no phrases: %+v", r.Phrases)
			}
			if err := r.ranges(l.scale); err != nil {
				return err
			}
			into, err := part.into(r)
			if err != nil {
				return err
			}
			into.add(r)
		}
	}
	for _, u := range f.Units {
		l.units[u] = true
	}
	l.addActors(f.Actors)
	return nil
}

// ranges sets what a rule's phrases stand for.
func (r *rule) ranges(scale account.Scale) error {
	if w, ok := scale.Lookup(r.As); ok && r.As != "" {
		r.low, r.high = &w.Low, &w.High
	}
	if r.Low == "" && r.High == "" {
		return nil
	}
	low, err := num.Parse(r.Low)
	if err != nil {
		return fmt.Errorf("rule %q: low: %w", r.Name, err)
	}
	high, err := num.Parse(r.High)
	if err != nil {
		return fmt.Errorf("rule %q: high: %w", r.Name, err)
	}
	if high.Less(low) {
		return fmt.Errorf("rule %q: low %s is above high %s", r.Name, low, high)
	}
	r.low, r.high = &low, &high
	return nil
}

// addScales adds the words of all scales; those of the chosen one have their ranges.
func (l *Lexicon) addScales() {
	seen := map[string]bool{}
	for _, s := range append([]account.Scale{l.scale}, account.Scales()...) {
		for _, w := range s.Words {
			for _, n := range w.Names {
				if seen[n] {
					continue
				}
				seen[n] = true
				r := &rule{Name: "scale." + s.Name, Kind: MarkHedge, Phrases: []string{n}}
				if s.Name == l.scale.Name {
					low, high := w.Low, w.High
					r.low, r.high = &low, &high
				}
				l.kinds[MarkHedge].add(r)
			}
		}
	}
	l.kinds[MarkHedge].add(&rule{Name: "scale", Not: []string{"more likely", "less likely", "a remote _", "more probable", "less probable", "certain _", "a certain", "remote"}})
}

func (l *Lexicon) addActors(list []actor) {
	for _, a := range list {
		for _, n := range append([]string{a.Name}, a.Aliases...) {
			addName(l.actors, n, a.Name, "actor.lexicon")
		}
	}
}

func addName(to map[string][]namePhrase, name, actor, rule string) {
	var words []string
	for _, t := range tokenize(name) {
		words = append(words, t.low)
	}
	if len(words) > 0 {
		to[words[0]] = append(to[words[0]], namePhrase{words, actor, rule})
	}
}
