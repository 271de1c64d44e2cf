package account

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"parley/num"
)

// A Scale is a published table of words of estimative probability.
type Scale struct {
	Name     string // as a model names it: "icd203"
	Title    string
	Citation string
	Notes    []string // how its bands are meant
	Words    []Word   // from the least probable up
}

// A Word is one band of a scale. Low and High are probabilities.
type Word struct {
	Names     []string // all words for the band, the usual one first
	Low, High num.Rat
}

// DefaultScale is the scale of a model that chooses none.
const DefaultScale = "icd203"

//go:embed words.json
var wordsJSON []byte

var scales = sync.OnceValue(func() []Scale {
	var raw []struct {
		Name, Title, Citation string
		Notes                 []string
		Words                 []struct {
			Names     []string
			Low, High string
		}
	}
	if err := json.Unmarshal(wordsJSON, &raw); err != nil {
		panic("account: words.json: " + err.Error())
	}
	out := make([]Scale, len(raw))
	for i, r := range raw {
		out[i] = Scale{Name: r.Name, Title: r.Title, Citation: r.Citation, Notes: r.Notes}
		for _, w := range r.Words {
			out[i].Words = append(out[i].Words, Word{w.Names, num.MustParse(w.Low), num.MustParse(w.High)})
		}
	}
	return out
})

// Scales returns all scales, the default one first. The caller must not change them.
func Scales() []Scale { return scales() }

// ScaleByName returns the scale of that name.
func ScaleByName(name string) (Scale, bool) {
	for _, s := range Scales() {
		if s.Name == name {
			return s, true
		}
	}
	return Scale{}, false
}

// Lookup returns the band of a word. Case does not matter, and _ stands for a blank.
func (s Scale) Lookup(word string) (Word, bool) {
	word = strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(word, "_", " ")), " "))
	for _, w := range s.Words {
		if slices.Contains(w.Names, word) {
			return w, true
		}
	}
	return Word{}, false
}

// WordFor returns the band that describes a probability. Of bands that meet there the less extreme one
// describes it, of nested ones the narrowest. ok is false where the scale has no word: in a gap, or
// beyond its ends.
func (s Scale) WordFor(p num.Rat) (best Word, ok bool) {
	for _, w := range s.Words {
		if p.Less(w.Low) || w.High.Less(p) {
			continue
		}
		if !ok || w.describesBetter(best) {
			best, ok = w, true
		}
	}
	return best, ok
}

func (w Word) describesBetter(than Word) bool {
	if w.Low.Equal(than.High) || than.Low.Equal(w.High) {
		half := num.Frac(1, 2)
		return w.middle().Sub(half).Abs().Less(than.middle().Sub(half).Abs())
	}
	return w.High.Sub(w.Low).Less(than.High.Sub(than.Low))
}

func (w Word) middle() num.Rat { return w.Low.Add(w.High).Quo(num.Int(2)) }

// Lookup returns the band of a word on the named scale.
func Lookup(scale, word string) (Word, bool) {
	s, ok := ScaleByName(scale)
	if !ok {
		return Word{}, false
	}
	return s.Lookup(word)
}

// WordFor returns the band that describes a probability on the named scale.
func WordFor(scale string, p num.Rat) (Word, bool) {
	s, ok := ScaleByName(scale)
	if !ok {
		return Word{}, false
	}
	return s.WordFor(p)
}

// ScalesWith returns the names of the scales that have the word.
func ScalesWith(word string) []string {
	var out []string
	for _, s := range Scales() {
		if _, ok := s.Lookup(word); ok {
			out = append(out, s.Name)
		}
	}
	return out
}

// Unranged tells whether the word hedges without any standard giving it a range.
func Unranged(word string) bool {
	return slices.Contains(unranged, strings.ToLower(strings.ReplaceAll(word, "_", " ")))
}

var unranged = []string{"may", "might", "could", "maybe", "perhaps", "possible", "possibly", "cannot rule out", "i think", "i believe", "guess", "i guess", "seems"}

// Kinds are the kinds of claim.
var Kinds = []string{"fact", "causal", "belief", "preference", "capability", "conditional", "prediction", "gap"}
