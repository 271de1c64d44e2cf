package reading_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/account"
	"parley/reading"
)

// describe shows a mark as kind, words and what it says.
func describe(text string, m reading.Mark) string {
	out := m.Kind + " " + m.Rule + " " + strings.ReplaceAll(text[m.From:m.To], " ", "_")
	if m.Low != nil {
		out += " from " + m.Low.String()
	}
	if m.High != nil {
		out += " to " + m.High.String()
	}
	if m.Unit != "" {
		out += " " + m.Unit
	}
	if m.Actor != "" {
		out += " = " + m.Actor
	}
	return out
}

func TestMarks(t *testing.T) {
	l := lexicon(t)
	for _, c := range []struct {
		text string
		want []string
	}{
		{"It is probably very unlikely.", []string{"hedge hedge.probably probably from 11/20 to 4/5", "hedge scale.icd203 very_unlikely from 1/20 to 1/5"}},
		{"Between 10 and 15 percent of it.", []string{"quantity quantity.range Between_10_and_15_percent from 1/10 to 3/20"}},
		{"It cost at least $2.5 million.", []string{"quantity quantity.at_least at_least_$2.5_million from 2500000 $"}},
		{"He needs up to twenty-five days, from 3 to 4 of them free.", []string{"quantity quantity.at_most up_to_twenty-five_days to 25 days", "quantity quantity.range from_3_to_4 from 3 to 4"}},
		{"There is about a one in three chance, or one in five.", []string{"quantity quantity.share one_in_three from 1/3 to 1/3", "quantity quantity.share one_in_five from 1/5 to 1/5"}},
		{"Nine out of ten said so, and it came to that two times in ten years.", []string{"quantity quantity.share Nine_out_of_ten from 9/10 to 9/10", "report report.said said_so", "quantity quantity.number two_times from 2 to 2 times", "quantity quantity.number ten_years from 10 to 10 years"}},
		{"One in ten years is bad.", []string{"quantity quantity.number ten_years from 10 to 10 years"}},
		{"In May 2031 he may go.", []string{"hedge hedge.modal may"}},
		{"They gave us what the US had.", []string{"actor actor.lexicon US = United States"}},
		{"He asked if it was, if anything, over.", []string{"report report.said asked_if"}},
		{"A “test” for the U.S. Navy.", []string{"quotation quotation.marks “test”", "actor actor.lexicon U.S. = United States"}},
		{"Rather than wait they left earlier than us.", []string{"comparison comparison.prefer Rather_than", "comparison comparison.er earlier_than"}},
	} {
		var got []string
		for _, m := range l.Sentence(c.text) {
			got = append(got, strings.Replace(describe(c.text, m), "quantity.at least", "quantity.at_least", 1))
		}
		for i := range got {
			got[i] = strings.Replace(got[i], "quantity.at most", "quantity.at_most", 1)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s\n%s", c.text, diff)
		}
	}
}

// Persons are known by their full names in the document, and by parts of them where these are nobody else's.
func TestPersons(t *testing.T) {
	d := reading.Parse("The envoy, Anna Lind, met President Orr of Norway. Lind waited. Then Paul Orr came, and the Lind-Orr talks began. Orr left.", reading.Text)
	d.Mark(lexicon(t))
	var got []string
	d.Sentences(func(_ *reading.Turn, s *reading.Sentence) {
		for _, m := range s.Marks {
			if m.Kind == reading.MarkActor {
				got = append(got, s.Text[m.From:m.To]+"="+m.Actor)
			}
		}
	})
	want := []string{"Anna Lind=Anna Lind", "Orr=Paul Orr", "Norway=Norway", "Lind=Anna Lind", "Paul Orr=Paul Orr", "Lind=Anna Lind", "Orr=Paul Orr", "Orr=Paul Orr"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMoreRules(t *testing.T) {
	more := `{"rules": [{"name": "mine", "kind": "hedge", "source": "me", "as": "likely", "phrases": ["on the cards"]}], "actors": [{"name": "Norland", "aliases": ["Hale"]}]}`
	l, err := reading.NewLexicon("phia", map[string][]byte{"mine.json": []byte(more)})
	if err != nil {
		t.Fatal(err)
	}
	const text = "War with Hale is on the cards."
	var got []string
	for _, m := range l.Sentence(text) {
		got = append(got, describe(text, m))
	}
	if diff := cmp.Diff([]string{"actor actor.lexicon Hale = Norland", "hedge mine on_the_cards from 11/20 to 3/4"}, got); diff != "" {
		t.Error(diff)
	}
	for _, c := range []struct{ file, says string }{
		{`{`, "mine.json is no lexicon"},
		{`{"rule": []}`, `unknown field "rule"`},
		{`{"rules": [{"name": "x", "kind": "wish", "phrases": ["y"]}]}`, `of kind "wish", and the kinds are hedge`},
		{`{"rules": [{"kind": "hedge"}]}`, "no name or no phrases"},
		{`{"vague": [{"name": "x", "phrases": ["y"], "low": "2", "high": "1"}]}`, "low 2 is above high 1"},
		{`{"bounds": [{"name": "x", "phrases": ["y"], "side": "left"}]}`, `bounds the side "left"`},
	} {
		if _, err := reading.NewLexicon("icd203", map[string][]byte{"mine.json": []byte(c.file)}); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.file, err, c.says)
		}
	}
}

func TestCandidates(t *testing.T) {
	l := lexicon(t)
	d := reading.Parse("ANNA: Why?\n\nPAUL: They want peace. No. I'm guessing that it will probably hold. If not, why stay there now? If it breaks, Norway can pay.\n\nANNA: Is that so, in your view?\n\nPAUL: The board met twice.", reading.Text)
	d.Mark(l)
	var got []string
	for _, c := range d.Candidates(l) {
		got = append(got, fmt.Sprintf("%s %d %s %s %s", c.Sentence.ID, c.Turn.Exchange, c.Kind, c.Hedge, strings.Join(c.Actors, " ")))
		if c.KindRule == "" != (c.Kind == "fact") || c.HedgeRule == "" != (c.Hedge == reading.Unhedged) {
			t.Errorf("%+v has no rule", c)
		}
	}
	want := []string{"A1.1.3 1 prediction probably ", "A1.1.5 1 conditional unhedged Norway", "A2.1.1 2 fact unhedged "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Every mark names a rule, and lies in its sentence, whatever the sentence.
func FuzzMarks(f *testing.F) {
	for _, s := range []string{"between 1 and", "$", "10 to 5 %", "a million billion trillion", "“", "U.S.", "if if if more more than", "twenty-", "9999999999999999999999 days", "1.2.3 of", "’s", "I’", "é’É-Ü"} {
		f.Add(s)
	}
	l, err := reading.NewLexicon(account.DefaultScale, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, m := range l.Sentence(s) {
			if m.Rule == "" || m.Kind == "" || m.From < 0 || m.To <= m.From || m.To > len(s) {
				t.Fatalf("%+v in %q", m, s)
			}
			if m.Low != nil && m.High != nil && m.High.Less(*m.Low) {
				t.Fatalf("%+v: its range is empty", m)
			}
		}
	})
}
