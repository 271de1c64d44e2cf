package diag_test

import (
	"testing"

	"parley/diag"
)

// Edits are made where they say, whatever the lines end with; those that have no place or overlap are left out.
func TestApply(t *testing.T) {
	edit := func(line, col, end int, text string) diag.Edit {
		return diag.Edit{Span: span("f", line, col, end), Text: text}
	}
	for _, c := range []struct {
		name, text string
		edits      []diag.Edit
		want       string
		made       int
	}{
		{"two on one line", "a bb c\n", []diag.Edit{edit(1, 1, 2, "AAA"), edit(1, 3, 5, "B")}, "AAA B c\n", 2},
		{"an empty span puts in", "ab\n", []diag.Edit{edit(1, 2, 2, "-")}, "a-b\n", 1},
		{"line ends stay", "a\r\nb\rc", []diag.Edit{edit(2, 1, 2, "B"), edit(3, 1, 2, "C")}, "a\r\nB\rC", 2},
		{"columns count characters", "\uFEFF会a\n", []diag.Edit{edit(1, 2, 3, "b")}, "\uFEFF会b\n", 1},
		{"no such place", "a\n", []diag.Edit{edit(3, 1, 2, "x"), edit(1, 1, 9, "x"), edit(0, 0, 0, "x")}, "a\n", 0},
		{"the first of two that overlap", "abcd\n", []diag.Edit{edit(1, 1, 3, "x"), edit(1, 2, 4, "y"), edit(1, 1, 3, "z")}, "xcd\n", 1},
		{"no line break goes in", "a\n", []diag.Edit{edit(1, 1, 2, "x\ny")}, "a\n", 0},
		{"no text", "", []diag.Edit{edit(1, 1, 1, "x")}, "x", 1},
	} {
		if got, made := diag.Apply(c.text, c.edits); got != c.want || made != c.made {
			t.Errorf("%s: %q with %d edits, want %q with %d", c.name, got, made, c.want, c.made)
		}
	}
	if got, ok := diag.Slice("x\nein 会 zwei\n", span("f", 2, 5, 6)); !ok || got != "会" {
		t.Errorf("the slice is %q, %v", got, ok)
	}
}
