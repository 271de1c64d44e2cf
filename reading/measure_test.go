package reading_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"parley/reading"
)

// letters of the hand-marked sets.
var kindLetters = map[string]rune{reading.MarkHedge: 'h', reading.MarkConditional: 'c', reading.MarkQuantity: 'q', reading.MarkComparison: 'm',
	reading.MarkQuotation: 'u', reading.MarkReport: 'r', reading.MarkActor: 'a'}

// Precision and recall of each kind of mark, sentence by sentence: is there a mark of that kind, and should there be one. The figures of
// docs/reading.md are what this prints: go test ./reading -run TestMarksAgainstHand -v
func TestMarksAgainstHand(t *testing.T) {
	for _, set := range []struct {
		file  string
		floor float64 // of both figures, for each kind
	}{{"develop", 0.90}, {"held-out", 0.70}} {
		got := measure(t, set.file)
		fmt.Printf("%s.txt: %d sentences\n", set.file, got.sentences)
		for _, k := range append([]string{"all"}, reading.MarkKinds...) {
			c := got.counts[k]
			p, r := share(c.hit, c.hit+c.wrong), share(c.hit, c.hit+c.missed)
			fmt.Printf("  %-12s precision %.2f (%d of %d)  recall %.2f (%d of %d)\n", k, p, c.hit, c.hit+c.wrong, r, c.hit, c.hit+c.missed)
			if p < set.floor || r < set.floor {
				t.Errorf("%s, %s: below %.2f", set.file, k, set.floor)
			}
		}
		if set.file == "develop" || os.Getenv("SHOW_HELD_OUT") != "" {
			t.Log(strings.Join(got.misses, "\n"))
		}
	}
}

type tally struct{ hit, wrong, missed int }

type measured struct {
	sentences int
	counts    map[string]*tally
	misses    []string
}

func share(a, b int) float64 { return float64(a) / float64(max(1, b)) }

func measure(t *testing.T, file string) measured {
	t.Helper()
	b, err := os.ReadFile("testdata/marked/" + file + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	l := lexicon(t)
	out := measured{counts: map[string]*tally{"all": {}}}
	for _, k := range reading.MarkKinds {
		out.counts[k] = &tally{}
	}
	for line := range strings.Lines(string(b)) {
		want, text, ok := strings.Cut(strings.TrimSpace(line), "|")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		out.sentences++
		marks := l.Sentence(text)
		for _, k := range reading.MarkKinds {
			should := strings.ContainsRune(want, kindLetters[k])
			is := (&reading.Sentence{Marks: marks}).Has(k)
			for _, c := range []*tally{out.counts[k], out.counts["all"]} {
				switch {
				case should && is:
					c.hit++
				case is:
					c.wrong++
				case should:
					c.missed++
				}
			}
			if should != is {
				out.misses = append(out.misses, fmt.Sprintf("%s: want %v: %s", k, should, text))
			}
		}
	}
	return out
}

func lexicon(t *testing.T) *reading.Lexicon {
	t.Helper()
	l, err := reading.NewLexicon("icd203", nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}
