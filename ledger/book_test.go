package ledger

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"parley/account"
	"parley/diag"
	_ "parley/internal/fixedseed"
	"parley/model"
	"parley/num"
)

// text draws what people write: words, typography, quotation marks, and what formats give a meaning of their own.
func text(t *rapid.T, label string, parts ...string) string {
	word := rapid.SampledFrom(append([]string{"strait", "Zürich", "“toll”", `"quoted"`, "a,b", "a;b", "50 %", "#1", "C & A", "x_y", "{z}", `back\slash`, "~", "^", "$5", "=SUM(A1)", "-1", "'tis", "@", "né", "–", "--", "``", "''", "中国", "and", "I’m"}, parts...))
	return strings.Join(rapid.SliceOfN(word, 1, 6).Draw(t, label), " ")
}

func maybe(t *rapid.T, label string, f func() string) string {
	if rapid.Bool().Draw(t, "has "+label) {
		return f()
	}
	return ""
}

// sources draws sources that differ in their titles.
func sources(t *rapid.T) []account.Source {
	var out []account.Source
	for i := range rapid.IntRange(1, 3).Draw(t, "sources") {
		s := account.Source{
			Title: fmt.Sprintf("%s %d", text(t, "title"), i),
			Date: maybe(t, "date", func() string {
				return rapid.SampledFrom([]string{"2018", "1999-12", "2018-03-28", "0987"}).Draw(t, "date")
			}),
			Author: account.Authors(maybe(t, "author", func() string {
				return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"Alex Ward", "Ward, Alex", "{Office of the Director}", "Reuters", "van Beethoven, Ludwig", "Çelik, Ş.", "{AT&T}"}), 1, 3).Draw(t, "author"), " and ")
			})),
			Publisher:   maybe(t, "publisher", func() string { return text(t, "publisher") }),
			Reliability: maybe(t, "reliability", func() string { return rapid.SampledFrom([]string{"A", "C", "F"}).Draw(t, "reliability") }),
			URL:         maybe(t, "url", func() string { return "https://example.org/a_b?x=%20&y=#z~w" }),
		}
		out = append(out, s)
	}
	return out
}

func book(t *rapid.T) *Book {
	b := &Book{Sources: sources(t)}
	for n := range b.Sources { // claims by source, as a ledger lists them
		for i := range rapid.IntRange(0, 4).Draw(t, "claims") {
			c := account.Claim{
				Source: n,
				ID: maybe(t, "id", func() string {
					return fmt.Sprintf("%s%d%d", rapid.SampledFrom([]string{"C", "P", "for", "C-", "é"}).Draw(t, "id"), n, i)
				}),
				Turn:        rapid.SampledFrom([]string{"", "1", "0", "A8.2.1", "1.3-5", "7, 9.2", "p. 12", "007"}).Draw(t, "turn"),
				Says:        text(t, "says", "=1+1", "two\nlines", "\ttab"),
				Hedge:       maybe(t, "hedge", func() string { return text(t, "hedge") }),
				Kind:        rapid.SampledFrom(append([]string{""}, account.Kinds...)).Draw(t, "kind"),
				Quote:       maybe(t, "quote", func() string { return text(t, "quote") }),
				Credibility: rapid.IntRange(0, 6).Draw(t, "credibility"),
				Aside:       maybe(t, "aside", func() string { return text(t, "aside") }),
			}
			c.Says = strings.TrimSpace(c.Says)
			c.Gives = gives(t)
			b.Claims = append(b.Claims, c)
		}
	}
	return b
}

func gives(t *rapid.T) []account.Given {
	one := func(param string) account.Given {
		g := account.Given{Param: param}
		if rapid.Bool().Draw(t, "word") {
			g.Word = "very likely"
			w, _ := account.Lookup(account.DefaultScale, g.Word)
			g.Low, g.High = w.Low, w.High
			return g
		}
		g.Low = num.Frac(rapid.Int64Range(-30, 30).Draw(t, "low"), rapid.Int64Range(1, 9).Draw(t, "of"))
		g.High = g.Low.Add(num.Frac(rapid.Int64Range(0, 5).Draw(t, "width"), 7))
		return g
	}
	switch rapid.IntRange(0, 2).Draw(t, "gives") {
	case 0:
		return nil
	case 1:
		return []account.Given{one("")}
	}
	return []account.Given{one("peace"), one("war")}
}

// load reads a ledger in the model language back.
func load(t interface {
	Helper()
	Fatalf(string, ...any)
}, star string) *Ledger {
	t.Helper()
	files := fstest.MapFS{"claims.star": {Data: []byte(star)}}
	main := `load("claims.star", ` + firstName(star) + ")\nkim = player(\"Kim\")\n\ndef story(g):\n    if g.choose(kim, \"x\", [\"a\", \"b\"]) == \"a\":\n        g.pay(kim, 1)\n\ngame(story)\n"
	m, list := model.LoadSource(files, "model.star", main, model.Options{})
	if m == nil {
		t.Fatalf("does not load: %v\n%s", list, star)
	}
	return New([]*model.Model{m}, nil)
}

func firstName(star string) string {
	for line := range strings.SplitSeq(star, "\n") {
		if name, _, ok := strings.Cut(line, " = source("); ok {
			return fmt.Sprintf("%q", name)
		}
	}
	return `""`
}

var same = []cmp.Option{cmpopts.IgnoreFields(account.Claim{}, "Line", "File"), cmpopts.IgnoreFields(account.Source{}, "Shown"), cmpopts.EquateEmpty(), cmp.Comparer(num.Rat.Equal)}

// unsorted is a book with claims in the order of their words, since a ledger lists them in that of the text.
func unsorted(b *Book) *Book {
	out := *b
	out.Claims = append([]account.Claim(nil), b.Claims...)
	byPlace := func(x, y account.Claim) int {
		return strings.Compare(fmt.Sprint(x.Source, x.ID, x.Turn, x.Says, x.Quote, x.Aside, x.Kind, x.Hedge, x.Credibility), fmt.Sprint(y.Source, y.ID, y.Turn, y.Says, y.Quote, y.Aside, y.Kind, y.Hedge, y.Credibility))
	}
	for i := range out.Claims {
		for j := i; j > 0 && byPlace(out.Claims[j], out.Claims[j-1]) < 0; j-- {
			out.Claims[j], out.Claims[j-1] = out.Claims[j-1], out.Claims[j]
		}
	}
	return &out
}

// wordsOnly takes the ranges off words, which a table does not hold: the scale tells them.
func wordsOnly(b *Book) *Book {
	for i := range b.Claims {
		for k := range b.Claims[i].Gives {
			if g := &b.Claims[i].Gives[k]; g.Word != "" {
				g.Low, g.High = num.Zero, num.Zero
			}
		}
	}
	return b
}

// What goes out as a model file, and from there as a table, comes in the same.
func TestALedgerGoesOutAndInAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := book(t)
		l := load(t, want.Starlark("claims.csv"))
		dedupe := map[string]bool{} // claims that are the same word for word are one
		for _, c := range want.Claims {
			k := fmt.Sprint(c.Source, c.ID, c.Turn, c.Says)
			if dedupe[k] {
				t.Skip()
			}
			dedupe[k] = true
		}
		if diff := cmp.Diff(unsorted(want), unsorted(l.Book()), same...); diff != "" {
			t.Fatalf("through the model language (-want +got):\n%s", diff)
		}
		var csv strings.Builder
		if err := l.WriteCSV(&csv); err != nil {
			t.Fatal(err)
		}
		got, list := ReadCSV("claims.csv", csv.String(), nil, nil)
		if len(list) > 0 {
			t.Fatalf("%v\n%s", list, csv.String())
		}
		if diff := cmp.Diff(unsorted(wordsOnly(l.Book())), unsorted(got), same...); diff != "" {
			t.Fatalf("through a table (-want +got):\n%s\n%s", diff, csv.String())
		}
	})
}

func TestSourcesGoOutAndInAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := &Book{Sources: sources(t)}
		bib := want.WriteBibTeX()
		got, keys, list := ReadBibTeX("sources.bib", bib)
		if len(list) > 0 || len(keys) != len(want.Sources) {
			t.Fatalf("%v, %d keys\n%s", list, len(keys), bib)
		}
		if diff := cmp.Diff(want.Sources, got.Sources); diff != "" {
			t.Fatalf("through BibTeX (-want +got):\n%s\n%s", diff, bib)
		}
		csl, err := want.WriteCSL()
		if err != nil {
			t.Fatal(err)
		}
		got, keys, list = ReadCSL("sources.json", string(csl))
		if len(list) > 0 || len(keys) != len(want.Sources) {
			t.Fatalf("%v, %d keys\n%s", list, len(keys), csl)
		}
		if diff := cmp.Diff(want.Sources, got.Sources); diff != "" {
			t.Fatalf("through CSL-JSON (-want +got):\n%s\n%s", diff, csl)
		}
	})
}

// A bibliography as programs and people write it.
func TestBibliographiesAreReadAsTheyCome(t *testing.T) {
	const text = `% exported by hand
@comment{jabref-meta: databaseType:biblatex;}
@string{vox = "Vox"}
@ARTICLE{ward,
	author = {Ward, Alex and M{\"u}ller, J{\'a}nos and {Associated Press}},
	title = {The {Beijing} visit: {\L}{\'o}d{\'z} \& back},
	journal = vox # { Media},
	year = 2018, month = mar, day = 28,
	url = {https://example.org/a\_b},
}
@misc ( roe , title = "A QQmemo''---short" , date = {2017-05/2017-06}, )
stray text
@book{bad, title = {No end`
	bib := strings.ReplaceAll(text, "QQ", "``")
	got, keys, list := ReadBibTeX("x.bib", bib)
	want := []account.Source{
		{Title: "The Beijing visit: Łódź & back", Author: "Alex Ward and János Müller and {Associated Press}", Publisher: "Vox Media", Date: "2018-03-28", URL: "https://example.org/a_b"},
		{Title: "A “memo”—short", Date: "2017-05"},
	}
	if diff := cmp.Diff(want, got.Sources); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if keys["ward"] != 0 || keys["roe"] != 1 || len(keys) != 2 {
		t.Errorf("keys: %v", keys)
	}
	if len(list) != 1 || list[0].Span.Start.Line != 13 || !strings.Contains(list[0].Summary, "brace is not closed") {
		t.Errorf("mistakes: %v", list)
	}
}

func TestMistakesInTablesAreNamedByRowAndColumn(t *testing.T) {
	for _, c := range []struct{ name, csv, want string }{
		{"empty", "", "1:1 the table is empty"},
		{"column", "id,say\n", `1:4 there is no column "say"`},
		{"columns twice", "says,SAYS\n", `1:6 two columns are called "says"`},
		{"no columns", "id,turn\n", "1:1 the table has neither a column says nor a column source"},
		{"kind", "source;says;kind\nTalk;It is so;facts\n", `2:15 row 2, column kind: there is no kind "facts"`},
		{"id twice", "source,says,id\nTalk,a,C1\nTalk,b,C1\n", `3:8 row 3, column id: there are two claims called "C1"`},
		{"nothing said", "source,says,id\nTalk,,C1\n", "2:6 row 2, column says: it says nothing"},
		{"grade", "source,says,credibility\nTalk,a,7\n", `2:8 row 2, column credibility: "7" is no grade`},
		{"reliability", "source,says,reliability\nTalk,a,high\n", `2:8 row 2, column reliability: "HIGH" is no grade`},
		{"date", "source,says,date\nTalk,a,31.2.2018\n", `2:8 row 2, column date: "31.2.2018" is no date`},
		{"day or month", "source,says,date\nTalk,a,4/5/2018\n", `2:8 row 2, column date: "4/5/2018" is no date`},
		{"range", "source,says,gives\nTalk,a,0.4..0.2\n", "2:8 row 2, column gives: the range runs from 0.4 down to 0.2"},
		{"comma for a point", "source;says;gives\nTalk;a;0,2..0,4\n", `2:8 row 2, column gives: "0,2..0,4" is no range`},
		{"no source", "says\na\n", "2:1 row 2, column source: it names no source"},
		{"source differs", "source,says,date\nTalk,a,2018\nTalk,b,2019\n", `3:8 row 3, column date: it is "2019" here, and "2018" in a row above`},
		{"too many fields", "source,says\nTalk,a,b\n", "2:1 row 2 has 3 fields, and the head names 2 columns"},
		{"quotation marks", "source,says\nTalk,\"a\"b\"\n", "2:8 the quotation marks of this row are not as in a table"},
		{"sep", "sep=\"\nx\n", `1:5 fields cannot be separated by '"'`},
	} {
		_, list := ReadCSV("x.csv", c.csv, nil, nil)
		got := ""
		for _, d := range list {
			got += fmt.Sprintf("%d:%d %s\n", d.Span.Start.Line, d.Span.Start.Col, d.Summary)
			if d.Fix == "" {
				t.Errorf("%s: nothing tells how to mend it", c.name)
			}
		}
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// Tables of spreadsheets: a byte order mark, semicolons, the sep= line, quoted fields of several lines, empty rows, columns in any order.
func TestTablesAreReadAsSpreadsheetsWriteThem(t *testing.T) {
	const csv = "\ufeffsep=;\r\nTurn;Says;Source;ID;\r\n1.3;\"It \"\"closed\"\";\nthen it opened.\";talk;C1;\r\n;;;;\r\n2;'=odd;talk;C2;\r\n"
	known := []account.Source{{Title: "The strait and the toll"}}
	got, list := ReadCSV("x.csv", csv, known, map[string]int{"talk": 0})
	want := &Book{Sources: known, Claims: []account.Claim{{ID: "C1", Turn: "1.3", Says: "It \"closed\";\nthen it opened."}, {ID: "C2", Turn: "2", Says: "=odd"}}}
	if diff := cmp.Diff(want, got, same...); diff != "" || len(list) > 0 {
		t.Errorf("%v (-want +got):\n%s", list, diff)
	}
}

// Spreadsheets write dates again in their own form. A day that can be read in one way only is read; one that cannot is told of once, however many rows have it.
func TestDatesOfSpreadsheetsAreRead(t *testing.T) {
	for _, c := range []struct{ cell, want string }{
		{"28.03.2018", "2018-03-28"}, {"4.5.2018", "2018-05-04"}, {"28/03/2018", "2018-03-28"}, {"3/28/2018", "2018-03-28"}, {"5/5/2018", "2018-05-05"},
		{"4/5/2018", ""}, {"31.2.2018", ""}, {"Mar 18", ""}, {"28/03/18", ""},
	} {
		book, list := ReadCSV("x.csv", "source,says,date\nTalk,a,"+c.cell+"\nTalk,b,"+c.cell+"\n", nil, nil)
		got := ""
		if len(book.Sources) > 0 {
			got = book.Sources[0].Date
		}
		if got != c.want || (len(list) == 1) != (c.want == "") {
			t.Errorf("%s: read as %q, want %q (%v)", c.cell, got, c.want, list)
		}
	}
	_, list := ReadCSV("x.csv", "source,says,date\nTalk,a,4/5/2018\n", nil, nil)
	if want := "write 2018-05-04 or 2018-04-05"; len(list) != 1 || !strings.HasPrefix(list[0].Fix, want) {
		t.Errorf("got %v, want a fix that begins %q", list, want)
	}
}

func TestMistakesInBibliographiesOfPrograms(t *testing.T) {
	for _, c := range []struct{ json, want string }{
		{`{}`, "1:1 this is no CSL-JSON"},
		{`[{"id": 7, "title": ""}]`, "item 1 (7): it has no title"},
		{"[{\"id\": \"a\", \"title\": \"x\"},\n {\"id\": \"b\", \"title\": \"x\"}]", "the items a and b have the same title"},
		{`[{"id": "a", "title": "x", "issued": {"date-parts": [["2018", 13]]}}]`, `its date is "2018-13"`},
		{`[{"id": "a", "title": 3}]`, "item 1 cannot be read"},
		{`[{"id": "a", "title": "x"}`, "the list is not closed"},
	} {
		_, _, list := ReadCSL("x.json", c.json)
		if len(list) == 0 || !strings.Contains(fmt.Sprintf("%d:%d %s", list[0].Span.Start.Line, list[0].Span.Start.Col, list[0].Summary), c.want) {
			t.Errorf("%s: %v, want %q", c.json, list, c.want)
		}
	}
}

func FuzzReaders(f *testing.F) {
	f.Add("source,says\nTalk,a\n")
	f.Add("@misc{k, title = {A {\\'e} b}, month = mar # \"x\"}")
	f.Add(`[{"id": 1, "title": "x", "issued": {"date-parts": [[2018]]}}]`)
	f.Add("sep=\t\nsays\tsource\n\"a")
	f.Fuzz(func(t *testing.T, s string) {
		check := func(b *Book, list diag.List) {
			if b == nil {
				t.Fatal("no book")
			}
			for _, c := range b.Claims {
				if c.Source < 0 || c.Source >= len(b.Sources) {
					t.Fatalf("source %d of %d", c.Source, len(b.Sources))
				}
			}
			for _, d := range list {
				if d.Span.Start.Line < 1 || d.Summary == "" {
					t.Fatalf("%+v", d)
				}
			}
			if len(list) == 0 && b.Check() == nil {
				_ = b.Starlark("x")
			}
		}
		b, list := ReadCSV("x.csv", s, nil, nil)
		check(b, list)
		b, _, list = ReadBibTeX("x.bib", s)
		check(b, list)
		b, _, list = ReadCSL("x.json", s)
		check(b, list)
	})
}
