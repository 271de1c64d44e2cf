package model

import (
	"strings"
	"testing"
	"testing/fstest"

	"parley/account"
	"parley/diag"
	"parley/reading"
)

// What becomes of a param's range when claims give it some.
func TestRangesFromClaims(t *testing.T) {
	for _, c := range []struct {
		name, param string
		gives       []string
		want        string // the distribution, and why it is not as declared
		warn        string // codes of warnings about it
	}{
		{"no claims' ranges", `within = (1, 2)`, []string{""}, "uniform(1, 2)", ""},
		{"no range of its own", ``, []string{"(1, 3)"}, "uniform(1, 3) claims", ""},
		{"no range of its own, and the baseline beyond", ``, []string{"(2, 3)"}, "uniform(3/2, 3) claims", ""},
		{"no range of its own, two claims that overlap", ``, []string{"(1, 2)", "(3/2, 3)"}, "uniform(1, 3) claims", ""},
		{"no range of its own, two that do not", ``, []string{"(1, 1.2)", "(2, 3)"}, "uniform(1, 3) conflict", "P209"},
		{"a number that is the baseline", ``, []string{"1.5"}, "fixed(3/2)", ""},
		{"within its range", `within = (1, 2)`, []string{"(1.2, 2)"}, "uniform(1, 2)", ""},
		{"reaching beyond its range", `within = (1, 2)`, []string{"(1.2, 2.5)"}, "uniform(1, 2)", "P208"},
		{"claims that touch do not conflict", `within = (1, 2)`, []string{"(1, 1.5)", "(1.5, 2)"}, "uniform(1, 2)", ""},
		{"a conflict within its range", `within = (1, 2)`, []string{"(1, 1.1)", "(1.9, 2)"}, "uniform(1, 2)", "P209"},
		{"a conflict beyond", `within = (1, 2)`, []string{"(0, 0.5)", "(1.9, 3)"}, "uniform(0, 3) conflict", "P209"},
		{"a third claim that agrees with both counts too", `within = (1, 2)`, []string{"(1, 1.2)", "(1.8, 2)", "(0, 4)"}, "uniform(0, 4) conflict", "P209"},
		{"a range of one point", `within = (1.5, 1.5)`, []string{"(1, 1.2)", "(1.8, 2)"}, "uniform(1, 2) conflict", "P209"},
		{"triangular", `dist = triangular(1, 1.2, 2)`, []string{"(0, 0.5)", "(1, 1.1)"}, "triangular(0, 6/5, 2) conflict", "P209"},
		{"loguniform", `dist = loguniform(1, 2)`, []string{"(0.5, 0.6)", "(1, 1.1)"}, "loguniform(1/2, 2) conflict", "P209"},
		{"loguniform down to 0", `dist = loguniform(1, 2)`, []string{"(0, 0.6)", "(1, 1.1)"}, "uniform(0, 2) conflict", "P209"},
		{"beta within 0 to 1", `dist = beta(2, 5)`, []string{"(0, 0.1)", "(0.5, 0.6)"}, "beta(2, 5)", "P209"},
		{"normal, within its quantiles", `dist = normal(1.5, 1)`, []string{"(0, 0.5)", "(1, 1.1)"}, "normal(3/2, 1)", "P209"},
		{"normal, beyond them", `dist = normal(1.5, 0.1)`, []string{"(0, 0.5)", "(1, 2)"}, "uniform(0, 2) conflict", "P209"},
		{"a word", ``, []string{`"likely"`}, "uniform(11/20, 3/2) claims", ""},
		{"words and numbers by name", `within = (1, 2)`, []string{`{"p": likely, "q": (7, 8)}`, `{"p": (1.8, 2)}`}, "uniform(11/20, 2) conflict", "P209"},
	} {
		t.Run(c.name, func(t *testing.T) {
			value := "1.5"
			if strings.HasPrefix(c.param, "dist = beta") {
				value = "0.5"
			}
			text := "s = source(\"Talk\")\nx = player(\"X\")\n"
			for _, g := range c.gives {
				text += "C.append(claim(s, says = \"It is so.\""
				if g != "" {
					text += ", gives = " + g
				}
				text += "))\n"
			}
			text = "C = []\n" + text + "p = param(\"p\", " + value + ", because = C"
			if c.param != "" {
				text += ", " + c.param
			}
			text += ")\n\ndef story(g):\n    if g.choose(x, \"x\", [\"a\", \"b\"]) == \"a\":\n        g.pay(x, p)\n\ngame(story)\n"
			m, list := LoadSource(nil, "model.star", text, Options{})
			if m == nil {
				t.Fatalf("does not load: %v\n%s", list, text)
			}
			p := &m.Params[0]
			if got := strings.TrimSpace(p.Dist.String() + " " + p.Widened); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if p.Dist.Low.Less(p.Said.Low) != (p.Widened != "" && p.Dist.Low.Less(p.Said.Low)) || p.Said.Low.Less(p.Dist.Low) || p.Dist.High.Less(p.Said.High) {
				t.Errorf("%s does not hold %s", p.Dist, p.Said)
			}
			var codes []string
			for _, d := range list {
				if d.Code == warnConflict || d.Code == warnOutside {
					codes = append(codes, d.Code)
				}
			}
			if got := strings.Join(codes, " "); got != c.warn {
				t.Errorf("warnings %q, want %q", got, c.warn)
			}
		})
	}
}

// Words that claims give are read on the scale that the model chooses after it has loaded its ledger.
func TestWordsOfClaimsAreReadOnTheModelsScale(t *testing.T) {
	files := fstest.MapFS{"claims.star": {Data: []byte("C = claim(source(\"Talk\"), says = \"It is so.\", gives = likely)\n")}}
	m, list := LoadSource(files, "model.star", "load(\"claims.star\", \"C\")\nscale(\"phia\")\nx = player(\"X\")\np = param(\"p\", 0.6, because = C)\n\n"+
		"def story(g):\n    if g.choose(x, \"x\", [\"a\", \"b\"]) == \"a\":\n        g.pay(x, p)\n\ngame(story)\n", Options{})
	if m == nil {
		t.Fatal(list)
	}
	if got := m.Params[0].Dist.String(); got != "uniform(11/20, 3/4)" {
		t.Errorf("got %s", got)
	}
}

// A source may be in any encoding and format that can be read; what cannot be read says why.
func TestLinkedTexts(t *testing.T) {
	talk := "Ines Falk\n\nWhy was the strait closed?\n\nTeodor Brandt\n\nThe board — Müller's — was afraid. It still is.\n\nInes Falk\n\nAnd the toll?\n\nTeodor Brandt\n\nNobody pays.\n"
	latin := []byte(strings.ReplaceAll(strings.ReplaceAll(talk, "ü", "\xfc"), "—", "\x97"))
	var utf16 []byte
	utf16 = append(utf16, 0xff, 0xfe)
	for _, r := range talk {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	page := "<html><body><p>" + talk + "</p></body></html>"
	read := func(b []byte, _ string) (*reading.Document, error) {
		d := reading.Parse(strings.TrimSuffix(strings.TrimPrefix(string(b), "<html><body><p>"), "</p></body></html>"), reading.Text)
		d.Format = reading.HTML
		return d, nil
	}
	for _, c := range []struct {
		name, file string
		data       []byte
		page       func([]byte, string) (*reading.Document, error)
		want       string // code and part of the first message
	}{
		{"UTF-8", "talk.txt", []byte(talk), nil, ""},
		{"Windows-1252", "talk.txt", latin, nil, "P210 the encoding is taken to be Windows-1252"},
		{"UTF-16", "talk.txt", utf16, nil, ""},
		{"Markdown", "talk.md", []byte(strings.ReplaceAll(strings.ReplaceAll(talk, "Ines Falk", "**Ines Falk**"), "afraid", "*afraid*")), nil, ""},
		{"a page, with a reader", "talk.html", []byte(page), read, ""},
		{"a page, without", "talk.html", []byte(page), nil, "P210 cannot be read here"},
		{"empty", "talk.txt", nil, nil, "P030 it is empty"},
		{"binary", "talk.txt", []byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08"), nil, "P030 it does not look like text"},
		{"too large", "talk.txt", []byte(strings.Repeat("x", reading.MaxBytes+1)), nil, "P030 it is larger than 8 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, list := LoadSource(fstest.MapFS{c.file: {Data: c.data}}, "model.star", "s = source(\"Talk\", file = \""+c.file+"\")\n"+
				"claim(s, turn = \"A1.1.1\", says = \"Fear.\", quote = \"The board - Müller's - was afraid\")\nx = player(\"X\")\n\n"+
				"def story(g):\n    if g.choose(x, \"x\", [\"a\", \"b\"]) == \"a\":\n        g.pay(x, 1)\n\ngame(story)\n", Options{Page: c.page})
			got := ""
			if len(list) > 0 {
				got = list[0].Code + " " + list[0].Summary
			}
			code, part, _ := strings.Cut(c.want, " ")
			if !strings.HasPrefix(got, code) || !strings.Contains(got, part) || c.want == "" && got != "" {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if (m == nil) != strings.HasPrefix(c.want, "P030") {
				t.Errorf("loaded: %v", m != nil)
			}
		})
	}
}

// Where texts are not at hand their claims are taken as they stand, and a warning says so once for each source, whether the file is
// there or not.
func TestUnreadTexts(t *testing.T) {
	const text = "s = source(\"Talk\", file = \"talk.txt\")\nclaim(s, turn = \"A1.1.1\", says = \"Fear.\", quote = \"The board was afraid\")\nx = player(\"X\")\n\n" +
		"def story(g):\n    if g.choose(x, \"x\", [\"a\", \"b\"]) == \"a\":\n        g.pay(x, 1)\n\ngame(story)\n"
	for name, fsys := range map[string]fstest.MapFS{"there": {"talk.txt": {Data: []byte("A text without the quote.")}}, "not there": {}} {
		m, list := LoadSource(fsys, "model.star", text, Options{Unread: true})
		if m == nil || len(list) != 1 || list[0].Code != "P210" || list[0].Severity != diag.Warning || !strings.Contains(list[0].Summary, "talk.txt is not read in a browser") {
			t.Errorf("%s: %v", name, list)
			continue
		}
		if m.Claims[0].Quote != "The board was afraid" || m.Text(0) != nil {
			t.Errorf("%s: the claim is %+v", name, m.Claims[0])
		}
		if m, _ := LoadSource(fsys, "model.star", text, Options{}); m != nil {
			t.Errorf("%s: the model loads though the quote cannot be checked where texts are read", name)
		}
	}
}

func TestGivenIsPerParam(t *testing.T) {
	m := &Model{Params: []Param{{Name: "p", Claims: []int{0, 0, 1}}, {Name: "q", Claims: []int{1}}}, Claims: []account.Claim{
		{ID: "A", Gives: []account.Given{{}}}, {ID: "B", Gives: []account.Given{{Param: "q"}}},
	}}
	if got := m.Given(0); len(got) != 1 || got[0].Claim != 0 {
		t.Errorf("p gets %v, want one range of A, though it is named twice", got)
	}
	if got := m.Given(1); len(got) != 1 || got[0].Claim != 1 {
		t.Errorf("q gets %v, want one range of B", got)
	}
}
