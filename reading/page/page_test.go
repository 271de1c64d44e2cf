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

// A page is read in the encoding that it declares; a byte order mark says more.
func TestDeclaredEncodings(t *testing.T) {
	for _, c := range []struct{ name, head, body, want, encoding string }{
		{"meta charset", `<meta charset="iso-8859-2">`, "<p>Dlaczego cie\xb6nin\xea zamkni\xeato.</p>", "Dlaczego cieśninę zamknięto.", "iso-8859-2"},
		{"http-equiv", `<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">`, "<p>\xcf\xee\xf7\xe5\xec\xf3 \xef\xf0\xee\xeb\xe8\xe2 \xe7\xe0\xea\xf0\xfb\xf2.</p>", "Почему пролив закрыт.", "windows-1251"},
		{"shift_jis", `<meta charset=Shift_JIS>`, "<p>\x8aC\x8b\xac\x82\xcd\x95\xc2\x82\xb6\x82\xbd.</p>", "海峡は閉じた.", "shift_jis"},
		{"none declared", ``, "<p>Der M\xfcller schlo\xdf sie.</p>", "Der Müller schloß sie.", "Windows-1252"},
		{"UTF-8 declared", `<meta charset="utf-8">`, "<p>Der Müller schloß sie.</p>", "Der Müller schloß sie.", "UTF-8"},
		{"a mark says more than the head", "\x00", "<p>Der Müller schloß sie.</p>", "Der Müller schloß sie.", "UTF-8"},
		{"an encoding that nobody knows", `<meta charset="klingon">`, "<p>Der Müller schloß sie.</p>", "Der Müller schloß sie.", "UTF-8"},
		{"in the body it counts for nothing", ``, `<meta charset="iso-8859-2"><p>Der M` + "\xfc" + `ller schlo` + "\xdf" + ` sie.</p>`, "Der Müller schloß sie.", "Windows-1252"},
	} {
		source := "<html><head>" + c.head + "</head><body>" + c.body + "</body></html>"
		if c.head == "\x00" {
			source = "\ufeff<html><head><meta charset=\"iso-8859-2\"></head><body>" + c.body + "</body></html>"
		}
		d, err := page.Read([]byte(source), "talk.html", "")
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got := ""
		d.Sentences(func(_ *reading.Turn, s *reading.Sentence) { got += s.Text })
		if got != c.want || d.Encoding != c.encoding {
			t.Errorf("%s: %s %q, want %s %q", c.name, d.Encoding, got, c.encoding, c.want)
		}
	}
}
