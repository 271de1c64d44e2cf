package account

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	_ "parley/internal/fixedseed"
)

const talk = "She said that “the relationship is\n  sound” — and he’s sure. A call… would have been cheap. Later she said nothing more, and the treaty was kept."

func TestFindQuote(t *testing.T) {
	text := NewText(talk)
	for _, c := range []struct {
		quote string
		found string // what stands there, plain
	}{
		{`the relationship is sound`, `the relationship is sound`},
		{`"the relationship   is sound" - and he's sure`, `"the relationship is sound" - and he's sure`},
		{`“the relationship is sound” -- and he‘s sure`, `"the relationship is sound" - and he's sure`},
		{`She said ... sound`, `She said that "the relationship is sound`},
		{`that [...] he's sure`, `that "the relationship is sound" - and he's sure`},
		{`A call... would have been`, `A call... would have been`},
		{`... said nothing (...) treaty`, `said nothing more, and the treaty`},
		{`said ... kept`, `said nothing more, and the treaty was kept`}, // the shorter of the passages
		{`sound ... She said`, ""},
		{`the relationship is rotten`, ""},
		{`Nothing of the sort`, ""},
		{`...`, ``},
		{``, ""},
	} {
		from, to, ok := text.Find(c.quote)
		if got := text.plain[from:to]; ok != (c.found != "") || got != c.found {
			t.Errorf("%q: %v, %q; want %q", c.quote, ok, got, c.found)
		}
	}
}

func TestFindWithinLooksNowhereElse(t *testing.T) {
	text := NewText("one two three. one two four.")
	if from, _, ok := text.FindWithin("one two", 10, text.Len()); !ok || from != 15 {
		t.Errorf("found at %d, %v; want 15", from, ok)
	}
	if _, _, ok := text.FindWithin("three", 15, text.Len()); ok {
		t.Error("found outside the bytes that were asked for")
	}
}

func TestNearestShowsWhatDiffers(t *testing.T) {
	text := NewText(talk)
	for _, c := range []struct{ quote, want string }{
		{"the relationship is rotten", `the relationship is [-rotten-] {+sound"+}`},
		{"she said nothing less, and the treaty was broken", "she said nothing [-less,-] {+more,+} and the treaty was [-broken-] {+kept.+}"},
		{"Later, she said nothing more", "[-Later,-] {+Later+} she said nothing more"},
		{"A phone call would have been cheap", "A [-phone call-] {+call...+} would have been cheap"},
		{"would have been very cheap. Later", "would have been [-very-] cheap. Later"},
		{"the quick brown fox jumps", ""},
	} {
		p, ok := text.Nearest(c.quote)
		if got := p.String(); ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%q: %v\n got %s\nwant %s", c.quote, ok, got, c.want)
		}
		if ok && (p.From < 0 || p.To > text.Len() || p.From >= p.To) {
			t.Errorf("%q: at %d to %d of %d", c.quote, p.From, p.To, text.Len())
		}
	}
}

// A quote is found after its white space and typography change, and where words are left out; and a quote with one word replaced is shown as that.
func TestQuotesAreFoundWhateverTheirTypography(t *testing.T) {
	word := rapid.StringMatching(`[a-z]{2,7}`)
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(word, 12, 40).Draw(t, "words")
		text := NewText(strings.Join(list, " "))
		from := rapid.IntRange(0, len(list)-10).Draw(t, "from")
		cut := list[from : from+10]
		quote := strings.Join(cut, rapid.SampledFrom([]string{" ", "\n", " \t ", "\u00a0"}).Draw(t, "blank"))
		if _, _, ok := text.Find(quote); !ok {
			t.Fatalf("%q is not found", quote)
		}
		if _, _, ok := text.Find(strings.Join(cut[:3], " ") + " … " + strings.Join(cut[7:], " ")); !ok {
			t.Fatalf("%q is not found with words left out", quote)
		}
		wrong := append([]string{}, cut...)
		wrong[5] = "ZZZ"
		p, ok := text.Nearest(strings.Join(wrong, " "))
		if !ok || p.Same < 8 || !strings.Contains(p.String(), "ZZZ-]") {
			t.Fatalf("nearest: %v, %d of %d, %s", ok, p.Same, p.Of, p)
		}
	})
}

func FuzzQuote(f *testing.F) {
	f.Add(talk, "the relationship ... sound")
	f.Add("a", "...")
	f.Add("“”…—", "[...] - (...)")
	f.Add(strings.Repeat("x ", 50), "x y x")
	f.Add("\xff\xfe a b", "\xff b")
	f.Fuzz(func(t *testing.T, text, quote string) {
		x := NewText(text)
		from, to, ok := x.Find(quote)
		if ok && (from < 0 || to > x.Len() || from >= to) {
			t.Fatalf("%q in %q: %d to %d", quote, text, from, to)
		}
		if p, near := x.Nearest(quote); near && (p.From < 0 || p.To > x.Len() || p.From > p.To || p.Same > p.Of) {
			t.Fatalf("%q in %q: %+v", quote, text, p)
		}
		if !ok {
			return
		}
		if at, end, again := NewText(x.plain[from:to]).Find(quote); !again || at != 0 && end > to-from {
			t.Fatalf("%q is not found in the passage that it was found in", quote)
		}
	})
}

// A search takes time in proportion to the text, whatever the quote.
func TestSearchesOfLongTextsAreBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a second")
	}
	text := func(n int) Text {
		return NewText(strings.Repeat("the fleet of the north was said to sail at the end of the week and it did not ", n))
	}
	quote := strings.Repeat("the fleet of the south was not said to sail ", 60)
	cost := func(x Text) time.Duration {
		best := time.Hour
		for range 3 {
			start := time.Now()
			x.Nearest(quote)
			x.Find(quote + " ... " + quote)
			best = min(best, time.Since(start))
		}
		return best
	}
	small, large := cost(text(2_000)), cost(text(20_000))
	if large > 60*small {
		t.Errorf("ten times the text takes %v instead of %v", large, small)
	}
}

func BenchmarkSearch100MB(b *testing.B) {
	text := strings.Repeat("the fleet of the north was said to sail at the end of the week, and it did not. ", 100<<20/80)
	quote := "the fleet of the south was never said to sail by the end of the month"
	b.Run("prepare", func(b *testing.B) {
		for b.Loop() {
			NewText(text)
		}
	})
	x := NewText(text)
	b.Run("find", func(b *testing.B) {
		for b.Loop() {
			x.Find(quote)
		}
	})
	b.Run("nearest", func(b *testing.B) {
		for b.Loop() {
			x.Nearest(quote)
		}
	})
}
