package page_test

import (
	"errors"
	"strings"
	"testing"

	"parley/reading"
	"parley/reading/page"
)

func TestNestedTooDeeply(t *testing.T) {
	for _, n := range []int{450, 5000, 200_000} {
		_, err := page.Parse("<html><body>" + strings.Repeat("<div>", n) + "words" + strings.Repeat("</div>", n))
		if err == nil {
			t.Errorf("%d elements deep: no error", n)
		} else if !strings.Contains(err.Error(), "deep") && !strings.Contains(err.Error(), "exceeds") {
			t.Errorf("%d elements deep: %v", n, err)
		}
	}
	if d, err := page.Parse("<html><body>" + strings.Repeat("<div>", 300) + "<p>Some words. More words."); err != nil || len(d.Turns) != 1 {
		t.Errorf("300 elements deep: %v", err)
	}
}

func TestNoText(t *testing.T) {
	for _, s := range []string{"<html></html>", "<html><body><script>let x = 'words'</script><nav>Home</nav></body></html>", ""} {
		if _, err := page.Parse(s); !errors.Is(err, page.ErrNoText) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestLooksHTML(t *testing.T) {
	for s, want := range map[string]bool{"<!DOCTYPE html><p>x": true, " \n<HTML lang=en>": true, "<!-- x --><html>": true, "a < b": false, "": false, "# x <html>": false} {
		if reading.LooksHTML(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}

// Names that a site sets in headings of their own are kept, though boilerplate detection may drop them; lines within a block are lines.
func TestNamesInHeadings(t *testing.T) {
	long := strings.Repeat("It rose by a fifth, and the pilots, who know the strait, went home early. ", 5)
	d, err := page.Parse("<html><body><div>" + strings.Repeat("<h4>Ines Falk</h4><p>Why, then?</p><h4>Teodor Brandt</h4><p>"+long+"<br>"+long+"</p>", 3) + "</div></body></html>")
	if err != nil {
		t.Fatal(err)
	}
	if q, a := d.Count(reading.Question), d.Count(reading.Answer); q != 3 || a != 3 {
		t.Errorf("%d questions, %d answers; layout %s", q, a, d.Layout)
	}
}

// Whatever the page, it is read or refused.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"<p>a<b>B: </b>c<br>d", "<h1>x</h1><ul><li>a<li>b</ul><table><td>x", "<p hidden>x<p style='display: none'>y<p>z", "<b>A</b><p>x?<p><b>B</b><p>y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1<<16 {
			return
		}
		d, err := page.Parse(s)
		if err != nil {
			return
		}
		d.Sentences(func(_ *reading.Turn, s *reading.Sentence) {
			if s.Start < 0 || s.End <= s.Start || s.End > len(d.Text) {
				t.Fatalf("%s stands at %d to %d in a text of %d", s.ID, s.Start, s.End, len(d.Text))
			}
		})
	})
}
