package reading_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"parley/reading"
)

func utf16le(s string, mark bool) []byte {
	var out []byte
	if mark {
		out = append(out, 0xFF, 0xFE)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

func TestDecode(t *testing.T) {
	const words = "Café: “yes” 😀"
	for _, c := range []struct {
		what     string
		in       []byte
		text     string
		encoding string
		guessed  bool
	}{
		{"UTF-8", []byte(words), words, "UTF-8", false},
		{"with a mark", []byte("\ufeff" + words), "\ufeff" + words, "UTF-8", false},
		{"UTF-16 with a mark", utf16le(words, true), "\ufeff" + words, "UTF-16LE", false},
		{"UTF-16 without one", utf16le("plain words", false), "plain words", "UTF-16LE", true},
		{"Windows-1252", []byte("Caf\xe9: \x93yes\x94"), "Café: “yes”", "Windows-1252", true},
	} {
		text, encoding, guessed, err := reading.Decode(c.in)
		if strings.TrimPrefix(text, "\ufeff") != strings.TrimPrefix(c.text, "\ufeff") || encoding != c.encoding || guessed != c.guessed || err != nil {
			t.Errorf("%s: %q, %s, %v, %v", c.what, text, encoding, guessed, err)
		}
	}
}

func TestDecodeErrors(t *testing.T) {
	for _, c := range []struct {
		what string
		in   []byte
		says string
	}{
		{"nothing", nil, "it is empty"},
		{"blanks", []byte("\ufeff \n\t "), "it is empty"},
		{"a picture", append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), bytes.Repeat([]byte{0, 1, 2, 200}, 50)...), "does not look like text"},
		{"cut UTF-16", utf16le("words", true)[:7], "middle of a character"},
		{"half a pair", []byte{0xFF, 0xFE, 0x3D, 0xD8, 0x41, 0x00}, "half a character at byte 2"},
		{"broken UTF-8", []byte("é à ü ö é à ü ö \xe9 x"), "it is UTF-8 but for byte 24"},
		{"broken UTF-8 with a mark", []byte("\ufeffab\xe9 x"), "byte 5 is not"},
		{"100 MB", make([]byte, 100_000_000), "larger than 8 MiB"},
	} {
		if _, _, _, err := reading.Decode(c.in); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.what, err, c.says)
		}
	}
	if _, _, _, err := reading.Decode(nil); !errors.Is(err, reading.ErrEmpty) {
		t.Error(err)
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"He came. She left.", "He came.|She left."},
		{"Mr. Lee met Dr. J. Q. Adams at 5 p.m. on Jan. 3. He spoke.", "Mr. Lee met Dr. J. Q. Adams at 5 p.m. on Jan. 3.|He spoke."},
		{"We live in the U.S. The talks failed.", "We live in the U.S.|The talks failed."},
		{"The U.S. Navy waits, e.g. Admiral Roe.", "The U.S. Navy waits, e.g. Admiral Roe."},
		{"“Why?” he asked. “I know.” Then he left.", "“Why?” he asked.|“I know.”|Then he left."},
		{"Well... maybe. Wait… Now go!", "Well... maybe.|Wait…|Now go!"},
		{"It was 3.5 percent. In 2031 it was No. 1. No. Never.", "It was 3.5 percent.|In 2031 it was No. 1.|No.|Never."},
		{"Really?! Yes. (He nodded.) So be it", "Really?!|Yes.|(He nodded.)|So be it"},
		{"So did I. Then we stopped.", "So did I.|Then we stopped."},
	} {
		d := reading.Parse("A title\n\n"+c.text, reading.Text)
		var got []string
		d.Sentences(func(_ *reading.Turn, s *reading.Sentence) { got = append(got, s.Text) })
		if g := strings.Join(got, "|"); g != c.want {
			t.Errorf("%q is cut into %q", c.text, g)
		}
	}
}

// Whatever the bytes, they are read or refused: places lie in the text and in order.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "A\n\nB\n\nA\n\nC", "Q. x?\nA. y\nQ. z?\nA. w", "# h\n**a:** b\n\n**c:** d\n\n**a:** e", "x\r\n\r\n> q\n- i\n```\nc\n", "é\u00ad\u200b. \ufeffX...", "**?**\n\na\n\n__?__\n\nb", "A: B: C\nB: \nA: x?"} {
		f.Add([]byte(s), false)
		f.Add([]byte(s), true)
	}
	f.Fuzz(func(t *testing.T, b []byte, markdown bool) {
		text, _, _, err := reading.Decode(b)
		if err != nil {
			return
		}
		format := reading.Text
		if markdown {
			format = reading.Markdown
		}
		checkPositions(t, reading.Parse(text, format))
	})
}
