package reading_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/reading"
	"parley/reading/page"
)

// Each layout of testdata holds the same conversation: an introduction, three questions of one speaker and the answers of another.
func TestLayouts(t *testing.T) {
	const (
		q1 = "Why did the harbour board close the strait in March?"
		a3 = "Nothing, for now. Both sides wait."
	)
	for _, c := range []struct {
		file, layout string
		speakers     []string
	}{
		{"own-line.txt", "a name on its own line before each turn", []string{"Ines Falk", "Teodor Brandt"}},
		{"prefix.txt", "NAME: before each turn", []string{"INES FALK", "TEODOR BRANDT"}},
		{"letters.txt", "Q and A before each turn", []string{"Q", "A"}},
		{"dense.txt", "NAME: before each turn", []string{"Falk", "Dr. Brandt"}},
		{"bold-names.md", "NAME: before each turn", []string{"Ines Falk", "Teodor Brandt"}},
		{"heading-names.md", "a name on its own line before each turn", []string{"Ines Falk", "Teodor Brandt"}},
		{"bold-questions.md", "questions in bold", []string{"Q", "A"}},
		{"heading-questions.html", "questions as headings", []string{"Q", "A"}},
		{"news.html", "a name on its own line before each turn", []string{"Ines Falk", "Teodor Brandt"}},
	} {
		t.Run(c.file, func(t *testing.T) {
			d := parseFile(t, c.file)
			checkPositions(t, d)
			var ids, names []string
			for _, turn := range d.Turns {
				ids = append(ids, turn.ID)
			}
			for _, s := range d.Speakers {
				names = append(names, s.Name)
			}
			if diff := cmp.Diff([]string{"0", "Q1", "A1", "Q2", "A2", "Q3", "A3"}, ids); diff != "" {
				t.Fatalf("turns:\n%s", diff)
			}
			if diff := cmp.Diff(c.speakers, names); diff != "" {
				t.Errorf("speakers:\n%s", diff)
			}
			if d.Layout != c.layout {
				t.Errorf("layout is %q, want %q", d.Layout, c.layout)
			}
			if d.Title != "The strait and the toll" {
				t.Errorf("title is %q", d.Title)
			}
			if got := sentences(d, "Q1"); got[0] != q1 {
				t.Errorf("Q1 is %q", got)
			}
			if got := sentences(d, "A1"); len(got) != 5 || got[1] != "Mr. Oduya of the U.N. office told me that it was “a test of nerves.”" {
				t.Errorf("A1 is %q", got)
			}
			if got := strings.Join(sentences(d, "A3"), " "); got != a3 {
				t.Errorf("A3 is %q", got)
			}
		})
	}
}

func parseFile(t *testing.T, name string) *reading.Document {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	text, _, _, err := reading.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(name) == ".html" {
		d, err := page.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	return reading.Parse(text, "")
}

// sentences returns those of one turn.
func sentences(d *reading.Document, id string) []string {
	var out []string
	d.Sentences(func(t *reading.Turn, s *reading.Sentence) {
		if t.ID == id {
			out = append(out, s.Text)
		}
	})
	return out
}

func TestPanelWithAliases(t *testing.T) {
	d := reading.Parse("MODERATOR: Welcome. Who goes first?\n\nANNA LIND: I do. The ports are full.\n\nPAUL ORR: They are not.\n\nMODERATOR: And the tolls?\n\nLIND: Too high.\n\nORR: Too low.\n\nLIND: No.", "")
	var got []string
	for _, t := range d.Turns {
		got = append(got, t.ID+" "+d.Speakers[t.Speaker].Name)
	}
	want := []string{"Q1 MODERATOR", "A1 ANNA LIND", "A1b PAUL ORR", "Q2 MODERATOR", "A2 ANNA LIND", "A2b PAUL ORR", "A2c ANNA LIND"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNobodyAsks(t *testing.T) {
	d := reading.Parse("ANNA: The ports are full.\n\nPAUL: They are not.\n\nANNA: They are.\n\nPAUL: Then close them.", "")
	if d.Count(reading.Statement) != 4 || d.Turns[3].ID != "S4" {
		t.Errorf("%+v", d.Turns)
	}
}

func TestArticleHasSections(t *testing.T) {
	d := reading.Parse("# A toll\n\nFirst words. More words.\n\n## Costs\n\nThe toll is 5 percent: it was 3.5 before.\nIt rose.\n\n- one item\n- another\n", "")
	if d.Title != "A toll" || d.Layout != "no speakers" || d.Count(reading.Section) != 2 || d.Turns[1].Heading != "Costs" {
		t.Errorf("%q, %q: %+v", d.Title, d.Layout, d.Turns)
	}
	if got := sentences(d, "S2"); len(got) != 4 || got[0] != "The toll is 5 percent: it was 3.5 before." {
		t.Errorf("%q", got)
	}
}

// What looks like a label and is none begins no turn.
func TestNoLabels(t *testing.T) {
	for _, text := range []string{
		"Note: the toll rose.\n\nA word on method: we asked twice.\n\nResult: nothing.",
		"The board said this: no.\n\nThe board said that: yes.",
		"Kings Bay\n\nKings Bay is a port. It is small.\n\nAnother paragraph follows here.",
		"A. Smith wrote it. Q was his name.",
	} {
		if d := reading.Parse(text, ""); len(d.Speakers) > 0 {
			t.Errorf("%q has the speakers %+v", text, d.Speakers)
		}
	}
}
