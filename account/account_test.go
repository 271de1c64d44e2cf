package account

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"parley/num"
)

func TestScalesAreWellFormed(t *testing.T) {
	if Scales()[0].Name != DefaultScale {
		t.Errorf("the first scale is %s, want %s", Scales()[0].Name, DefaultScale)
	}
	for _, s := range Scales() {
		if s.Citation == "" || s.Title == "" || len(s.Words) < 5 {
			t.Errorf("%s: no citation, title or words", s.Name)
		}
		last := num.Int(-1)
		for _, w := range s.Words {
			if w.Low.Sign() < 0 || num.One.Less(w.High) || w.High.Less(w.Low) {
				t.Errorf("%s: %s is [%s, %s]", s.Name, w.Names[0], w.Low, w.High)
			}
			if mid := w.middle(); mid.Less(last) {
				t.Errorf("%s: %s is less probable than the word before it", s.Name, w.Names[0])
			} else {
				last = mid
			}
			for _, n := range w.Names {
				if got, ok := s.Lookup(n); !ok || got.Low != w.Low {
					t.Errorf("%s: %s is looked up as %+v", s.Name, n, got)
				}
			}
		}
	}
}

func TestLookup(t *testing.T) {
	for _, c := range []struct{ scale, word, low, high string }{
		{"icd203", "likely", "11/20", "4/5"},
		{"icd203", "Very_Likely", "4/5", "19/20"},
		{"icd203", "roughly  even chance", "9/20", "11/20"},
		{"icd203", "realistic possibility", "", ""},
		{"phia", "realistic possibility", "2/5", "1/2"},
		{"kent1964", "probable", "63/100", "87/100"},
		{"ipcc", "likely", "33/50", "1"},
		{"nato", "likely", "", ""},
	} {
		w, ok := Lookup(c.scale, c.word)
		if ok != (c.low != "") || ok && (w.Low.String() != c.low || w.High.String() != c.high) {
			t.Errorf("%s on %s: %v, %v, want %s to %s", c.word, c.scale, w, ok, c.low, c.high)
		}
	}
}

func TestWordFor(t *testing.T) {
	for _, c := range []struct{ scale, p, want string }{
		{"icd203", "0.31", "unlikely"},
		{"icd203", "0.2", "unlikely"}, // where bands meet, the less extreme one
		{"icd203", "0.45", "roughly even chance"},
		{"icd203", "0.97", "almost certain"},
		{"icd203", "0.995", ""},
		{"icd203", "0.005", ""},
		{"phia", "0.07", ""}, // a gap
		{"phia", "0.45", "realistic possibility"},
		{"ipcc", "0.995", "virtually certain"}, // nested bands: the narrowest
		{"ipcc", "0.7", "likely"},
		{"ipcc", "0.02", "extremely unlikely"},
	} {
		w, ok := WordFor(c.scale, num.MustParse(c.p))
		got := ""
		if ok {
			got = w.Names[0]
		}
		if got != c.want {
			t.Errorf("%s on %s is %q, want %q", c.p, c.scale, got, c.want)
		}
	}
}

// The tables agree with the reference where that is at hand.
func TestScalesAgreeWithTheReference(t *testing.T) {
	b, err := os.ReadFile("../../shared/reference/estimative_words.json")
	if err != nil {
		t.Skip("no reference data beside the repository")
	}
	var ref map[string]json.RawMessage
	if err := json.Unmarshal(b, &ref); err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]string{"icd203": "ICD203", "phia": "PHIA", "kent1964": "Kent1964", "ipcc": "IPCC_AR5_AR6"} {
		var table struct{ Terms [][]any }
		if err := json.Unmarshal(ref[key], &table); err != nil {
			t.Fatal(err)
		}
		s, _ := ScaleByName(name)
		if len(table.Terms) != len(s.Words) {
			t.Errorf("%s has %d bands, the reference %d", name, len(s.Words), len(table.Terms))
		}
		for _, term := range table.Terms {
			for word := range strings.SplitSeq(term[0].(string), " / ") {
				w, ok := s.Lookup(word)
				if !ok || w.Low.Float() != term[1].(float64) || w.High.Float() != term[2].(float64) {
					t.Errorf("%s: %s is %v, want %v", name, word, w, term)
				}
			}
		}
	}
}
