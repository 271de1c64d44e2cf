package model

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"parley/diag"
)

// Every fix that is offered mends what it is offered for: once it is applied, the same is no longer said. The wrong models of
// testdata are the examples, and so a fix for many kinds of mistakes has one.
func TestFixesMend(t *testing.T) {
	paths, err := filepath.Glob("testdata/wrong/*.star")
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(path)
		list := messages(name, string(text))
		for i, d := range list {
			for _, f := range d.Fixes {
				codes[d.Code] = true
				mended, n := diag.Apply(string(text), f.Edits)
				if n != len(f.Edits) || f.Label == "" {
					t.Errorf("%s: %d of %d edits of %q are made", d, n, len(f.Edits), f.Label)
				}
				after := messages(name, mended)
				if slices.ContainsFunc(after, func(o diag.Diagnostic) bool {
					return o.Code == d.Code && o.Summary == d.Summary && o.Span.Start == d.Span.Start
				}) {
					t.Errorf("%s: number %d is still said after %q", d, i+1, f.Label)
				}
			}
		}
	}
	for _, code := range []string{errName, errArgument, errPlayer, errMark, errLabel, errAction, errAttribute, errQuery, errProbability, errQuote} {
		if !codes[code] {
			t.Errorf("no wrong model has a fix for %s", code)
		}
	}
	t.Logf("fixes for %d kinds of mistakes", len(codes))
}

func messages(name, text string) diag.List {
	_, list := Load(os.DirFS("testdata/wrong"), name, Options{Steps: 5_000_000, Nodes: 5_000})
	if text == "" {
		return list
	}
	_, list = LoadSource(os.DirFS("testdata/wrong"), name, text, Options{Steps: 5_000_000, Nodes: 5_000})
	return list
}

// What a fix writes, where it could write too much or the wrong thing.
func TestFixes(t *testing.T) {
	const story = "\ndef story(g):\n    g.mark(\"met\")\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n\ngame(story)\n"
	for _, c := range []struct {
		name, text, want string // want is "" where there is no fix
	}{
		{"a name, wherever it stands", "kim = player(\"Kim\")\ncost = param(\"cost\", 0.4)\nassume(csot < 1)\nassume(csot > 0)  # csot\n", "kim = player(\"Kim\")\ncost = param(\"cost\", 0.4)\nassume(cost < 1)\nassume(cost > 0)  # csot\n"},
		{"a player in quotation marks", "kim = player(\"Kim\")\nask(\"Worth?\", payoff(\"Kin\"))\n", "kim = player(\"Kim\")\nask(\"Worth?\", payoff(\"Kim\"))\n"},
		{"single marks stay single", "kim = player(\"Kim\")\nask(\"Worth?\", payoff('Kin'))\n", "kim = player(\"Kim\")\nask(\"Worth?\", payoff('Kim'))\n"},
		{"the name of an argument, not its value", "kim = player(\"Kim\")\ncost = param(\"cost\", 0.4, abuot = \"abuot\")\n", "kim = player(\"Kim\")\ncost = param(\"cost\", 0.4, about = \"abuot\")\n"},
		{"other words", "kim = player(\"Kim\")\nflag = true\n", "kim = player(\"Kim\")\nflag = True\n"},
		{"a mark in a query, among wide letters", "kim = player(\"Kim\")\nask(\"Trifft – 会?\", P(\"mett\"))\n", "kim = player(\"Kim\")\nask(\"Trifft – 会?\", P(\"met\"))\n"},
		{"an action that is no mark", "kim = player(\"Kim\")\nask(\"Visit?\", P(\"visit\"))\n", "kim = player(\"Kim\")\nask(\"Visit?\", P(event(\"approach\", \"visit\")))\n"},
		{"no mark while a move of the story is missing", "kim = player(\"Kim\")\nask(\"Met?\", P(\"mets\"))\n\ndef other(g):\n    g.choose(5, \"later\", [\"a\"])\n\nvariant(\"x\", set = {3: 4})\n", ""},
		{"a text that is made at run time has no place to write to", "kim = player(\"Kim\")\nask(\"Worth?\", payoff(\"K\" + \"in\"))\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := c.text + story
			_, list := LoadSource(fstest.MapFS{}, "model.star", text, Options{})
			var got string
			for _, d := range list {
				for _, f := range d.Fixes {
					if got == "" {
						got, _ = diag.Apply(text, f.Edits)
					}
				}
			}
			want := c.want
			if want != "" {
				want += story
			}
			if got != want {
				t.Errorf("got\n%s\nwant\n%s\nof\n%v", got, want, list)
			}
		})
	}
}

// A quote is mended only where the text has most of its words: the passage nearest to another one may be about something else.
func TestQuotesThatAreFarOffAreNotMended(t *testing.T) {
	for name, want := range map[string]int{"quote-close.star": 1, "quote-nearest.star": 0} {
		n := 0
		for _, d := range messages(name, "") {
			if d.Code == errQuote {
				n += len(d.Fixes)
			}
		}
		if n != want {
			t.Errorf("%s: %d fixes of quotes are offered, want %d", name, n, want)
		}
	}
}
