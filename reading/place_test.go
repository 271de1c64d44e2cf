package reading_test

import (
	"strings"
	"testing"

	"parley/account"
	"parley/reading"
)

const strait = `The strait and the toll

It was a cold day. We met at the pier.

Ines Falk

Why was the strait closed? And who did it?

Teodor Brandt

The board was afraid. It still is.

It closed the strait on a Monday.

Ines Falk

And the toll?

Teodor Brandt

Nobody pays.
`

func TestPlaces(t *testing.T) {
	x := reading.NewIndex(reading.Parse(strait, ""))
	for _, c := range []struct{ place, want string }{
		{"0", "0.1.1 to 0.1.2, line 3"},
		{"1", "Q1.1.1 to A1.2.1, line 7"},
		{"Q1", "Q1.1.1 to Q1.1.2, line 7"},
		{"A1", "A1.1.1 to A1.2.1, line 11"},
		{"1.1", "A1.1.1, line 11"},
		{"1.3", "A1.2.1, line 13"},
		{"1.2-3", "A1.1.2 to A1.2.1, line 11"},
		{"1.2–3", "A1.1.2 to A1.2.1, line 11"},
		{"1.2.1", "A1.2.1, line 13"},
		{"0.2", "0.1.2, line 3"},
		{"0.1.2", "0.1.2, line 3"},
		{"A1.1", "A1.1.1 to A1.1.2, line 11"},
		{"A1.1-2", "A1.1.1 to A1.2.1, line 11"},
		{"A1.1.2", "A1.1.2, line 11"},
		{"Q1.1.2", "Q1.1.2, line 7"},
		{"A2.1.1", "A2.1.1, line 21"},
		{"02", "Q2.1.1 to A2.1.1, line 17"},
		{"3", "the text has no turn 3: it has turns 0 to 2"},
		{"A3", "the text has no turn A3: it has turns 0 to 2"},
		{"S1", "the text has no turn S1: it has turns 0 to 2"},
		{"1.4", "A1 has 3 sentences"},
		{"A1.3", "A1 has 2 paragraphs"},
		{"1.3.1", "A1 has 2 paragraphs"},
		{"A1.2.2", "paragraph 2 of A1 has one sentence"},
		{"1.0", "counted from 1"},
		{"1.3-2", "write the smaller number first"},
		{"p. 3", "it is no place"},
		{"", "it is no place"},
		{"1.2.3.4", "it is no place"},
	} {
		got := ""
		places, err := account.ParsePlaces(c.place)
		if err == nil {
			var s reading.Span
			if s, err = x.Place(places[0]); err == nil {
				got = x.Where(s)
			}
		}
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.place, got, c.want)
		}
	}
}

// The place that a span is given names it, and places are written as they are read.
func TestPlacesOfSpans(t *testing.T) {
	x := reading.NewIndex(reading.Parse(strait, ""))
	for first := range x.Sentences {
		for end := first + 1; end <= len(x.Sentences); end++ {
			text := x.PlaceOf(reading.Span{First: first, End: end})
			places, err := account.ParsePlaces(text)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			at := first
			for _, p := range places {
				s, err := x.Place(p)
				if err != nil || s.First != at {
					t.Fatalf("%s: %s is %v, %v; want it at %d", text, p, s, err, at)
				}
				at = s.End
				if again, err := account.ParsePlaces(p.String()); err != nil || again[0] != p {
					t.Errorf("%+v is written %q and read as %v, %v", p, p.String(), again, err)
				}
			}
			if at != end {
				t.Errorf("%s ends at %d, want %d", text, at, end)
			}
		}
	}
}

func TestQuotesHavePlaces(t *testing.T) {
	x := reading.NewIndex(reading.Parse(strait, ""))
	place := func(s string) reading.Span {
		p, err := account.ParsePlaces(s)
		if err != nil {
			t.Fatal(err)
		}
		at, err := x.Place(p[0])
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct{ quote, near, want string }{
		{"The board was afraid", "", "A1.1.1, line 11"},
		{"The board ... on a Monday", "", "A1.1.1 to A1.2.1, line 11"},
		{"the", "", "0.1.2, line 3"},
		{"the", "A1", "A1.2.1, line 13"},
		{"the", "2", "Q2.1.1, line 17"},
		{"Nobody pays.", "1", "A2.1.1, line 21"}, // elsewhere than it was looked for
		{"afraid. It still", "A1.1.2", "A1.1.1 to A1.1.2, line 11"},
		{"nobody pays", "", ""},
	} {
		var near []reading.Span
		if c.near != "" {
			near = []reading.Span{place(c.near)}
		}
		got := ""
		if s, ok := x.Quote(c.quote, near); ok {
			got = x.Where(s)
		}
		if got != c.want {
			t.Errorf("%q near %q: got %q, want %q", c.quote, c.near, got, c.want)
		}
	}
	if !x.Stands("The strait and the toll") || x.Stands("The toll and the strait") {
		t.Error("the title stands in the text, and what is not in it does not")
	}
}

func FuzzPlaces(f *testing.F) {
	for _, s := range []string{"8", "8.3-5", "A8.2.1", "Q1, A2.1-2", "A1-27.1.1", "0.0", "S2.9-1"} {
		f.Add(s)
	}
	x := reading.NewIndex(reading.Parse(strait, ""))
	f.Fuzz(func(t *testing.T, s string) {
		places, err := account.ParsePlaces(s)
		if err != nil {
			return
		}
		for _, p := range places {
			again, err := account.ParsePlaces(p.String())
			if err != nil || len(again) != 1 || again[0] != p {
				t.Fatalf("%q: %+v is written %q and read as %v, %v", s, p, p.String(), again, err)
			}
			if at, err := x.Place(p); err == nil && (at.First < 0 || at.First >= at.End || at.End > len(x.Sentences)) {
				t.Fatalf("%q: %+v", s, at)
			}
		}
	})
}
