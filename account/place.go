package account

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A Place is where in a source something stands: a turn, or some of its sentences.
//
//	8          the eighth exchange: a question with its answers; 0 is the introduction
//	8.3        the third sentence of its answer, counted through; 8.3-5 three of them
//	A8, Q8, S2 a turn, as parley read numbers them
//	A8.2       its second paragraph; A8.2-3 two of them
//	A8.2.1     the first sentence there; A8.2.1-3 three of them
type Place struct {
	Turn      string // "8", "A8", "Q8", "A8b", "S2"
	Exchange  bool   // Turn is the number of an exchange
	Paragraph int    // 0: not said
	Sentence  int    // 0: not said; without Paragraph, counted through the answer
	LastPar   int    // of a run of paragraphs; else Paragraph
	LastSent  int    // of a run of sentences; else Sentence
}

// Whole tells whether the place is a whole turn or exchange.
func (p Place) Whole() bool { return p.Paragraph == 0 && p.Sentence == 0 }

var placeForm = regexp.MustCompile(`^(?:(\d{1,6})|([QAS]\d{1,6}(?:[a-z]|-\d{1,6})?))(?:\.(\d{1,6})(?:\.(\d{1,6}))?(?:[-–](\d{1,6}))?)?$`)

// PlaceHelp says how places are written.
const PlaceHelp = `write the number of the exchange ("8"), a sentence of its answer ("8.3") or some ("8.3-5"), or what parley read prints: "A8", "A8.2.1"`

var errPlace = errors.New("it is no place: " + PlaceHelp)

// ParsePlaces reads the places that turn= names: one, or several between commas.
func ParsePlaces(text string) ([]Place, error) {
	var out []Place
	for part := range strings.SplitSeq(text, ",") {
		p, err := parsePlace(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func parsePlace(s string) (Place, error) {
	m := placeForm.FindStringSubmatch(s)
	if m == nil {
		return Place{}, errPlace
	}
	n := func(i int) int {
		x, _ := strconv.Atoi(m[i]) // "" is 0: not said
		return x
	}
	p := Place{Turn: m[1] + m[2], Exchange: m[1] != ""}
	if p.Exchange {
		p.Turn = strconv.Itoa(n(1)) // without leading zeros
	}
	first, last := n(3), n(5)
	two := m[4] != ""
	switch {
	case m[3] == "":
		return p, nil
	case two:
		p.Paragraph, p.LastPar, p.Sentence, p.LastSent = n(3), n(3), n(4), max(n(4), last)
		first = n(4)
	case p.Exchange:
		p.Sentence, p.LastSent = first, max(first, last)
	default:
		p.Paragraph, p.LastPar = first, max(first, last)
	}
	switch {
	case first == 0 || two && p.Paragraph == 0:
		return Place{}, errors.New("paragraphs and sentences are counted from 1")
	case m[5] != "" && last < first:
		return Place{}, fmt.Errorf("it runs from %d down to %d: write the smaller number first", first, last)
	}
	return p, nil
}

// String writes the place as ParsePlaces reads it.
func (p Place) String() string {
	s := p.Turn
	run := func(from, to int) {
		s += "." + strconv.Itoa(from)
		if to > from {
			s += "-" + strconv.Itoa(to)
		}
	}
	switch {
	case p.Paragraph > 0 && p.Sentence > 0:
		s += "." + strconv.Itoa(p.Paragraph)
		run(p.Sentence, p.LastSent)
	case p.Paragraph > 0:
		run(p.Paragraph, p.LastPar)
	case p.Sentence > 0:
		run(p.Sentence, p.LastSent)
	}
	return s
}

// Compare orders places as they stand in a text; a turn comes before its parts. Numbers of exchanges come
// together with the turns of that number.
func (p Place) Compare(o Place) int {
	if c := p.Number() - o.Number(); c != 0 {
		return c
	}
	for _, c := range []int{p.Paragraph - o.Paragraph, p.Sentence - o.Sentence, p.LastPar - o.LastPar, p.LastSent - o.LastSent} {
		if c != 0 {
			return c
		}
	}
	return 0
}

// Number is that of the exchange.
func (p Place) Number() int {
	digits := strings.TrimLeft(p.Turn, "QAS")
	end := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
	if end >= 0 {
		digits = digits[:end]
	}
	n, _ := strconv.Atoi(digits) // six digits at most
	return n
}
