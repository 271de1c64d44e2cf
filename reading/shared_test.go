package reading_test

import (
	"os"
	"strings"
	"testing"
	"unicode"

	"parley/reading"
)

// The interview of the main example: an introduction, then 14 questions with 14 answers.
func TestMainInterview(t *testing.T) {
	b, err := os.ReadFile("../../shared/beijing-2018/source.txt")
	if err != nil {
		t.Skip("the interview is not beside the repository")
	}
	d := reading.Parse(string(b), "")
	if q, a := d.Count(reading.Question), d.Count(reading.Answer); q != 14 || a != 14 || len(d.Turns) != 29 {
		t.Errorf("%d questions and %d answers in %d turns, want 14 and 14 in 29, with the introduction", q, a, len(d.Turns))
	}
	if len(d.Speakers) != 2 || d.Speakers[0].Role != reading.Asks || d.Speakers[1].Role != reading.Answers {
		t.Errorf("speakers: %+v", d.Speakers)
	}
	if d.Turns[0].Kind != reading.Introduction || d.Turns[0].ID != "0" {
		t.Errorf("first turn: %s %s", d.Turns[0].ID, d.Turns[0].Kind)
	}
	d.Sentences(func(_ *reading.Turn, s *reading.Sentence) {
		for _, furniture := range []string{"Sign up", "newsletter", "Getty", "Filed under", "more-arrow", "curated"} {
			if strings.Contains(s.Text, furniture) {
				t.Errorf("%s is page furniture: %s", s.ID, s.Text)
			}
		}
	})
	checkPositions(t, d)
}

// checkPositions finds the words of each sentence at its place in the text.
func checkPositions(t *testing.T, d *reading.Document) {
	t.Helper()
	last := 0
	d.Sentences(func(_ *reading.Turn, s *reading.Sentence) {
		if s.Start < last || s.End <= s.Start || s.End > len(d.Text) {
			t.Fatalf("%s stands at %d to %d, after %d, in a text of %d", s.ID, s.Start, s.End, last, len(d.Text))
		}
		last = s.End
		if d.Format != reading.Markdown {
			if got := strings.Join(strings.FieldsFunc(invisible.Replace(d.Text[s.Start:s.End]), func(r rune) bool { return r <= 0x20 || unicode.IsSpace(r) }), " "); got != s.Text {
				t.Errorf("%s: the text has %q at its place, want %q", s.ID, got, s.Text)
			}
		}
	})
}

// invisible are characters that sentences are freed of.
var invisible = strings.NewReplacer("\ufeff", "", "\u200b", "", "\u00ad", "")
