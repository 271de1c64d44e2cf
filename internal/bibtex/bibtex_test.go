package bibtex

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "parley/internal/fixedseed"
)

func TestMistakesHaveAPlace(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"@", "1:2 the type of an entry is missing after @"},
		{"@misc", "1:6 { is missing after @misc, before the end of the file"},
		{"@misc{", "1:7 the key of the entry is missing"},
		{"@misc{k\n title = {x}}", "2:2 a comma or '}' is missing in the entry k, before 't'"},
		{"@misc{k, title {x}}", "1:16 = is missing after title"},
		{"@misc{k, title = }", "1:18 a value is missing"},
		{"@misc{k, month = may # mai}", "1:24 nothing is called mai"},
		{"@misc{k, title = {x}", "1:21 a comma or '}' is missing"},
		{"@misc{k, title = {x", "1:18 this brace is not closed"},
		{"@misc{k, title = \"x}", "1:21 a brace is closed that was not opened"},
		{"@misc{k, title = \"x", "1:18 this quotation mark is not closed"},
		{"@misc{k, title = {" + strings.Repeat("{", 60), "braces stand more than 50 deep"},
		{"@misc{k, title={a}}\n@misc{K, title={b}}", "2:1 there are two entries with the key K"},
	} {
		_, errs := Parse(c.text)
		got := ""
		for _, e := range errs {
			got += fmt.Sprintf("%d:%d %s\n", e.Line, e.Col, e.Message)
			if e.Fix == "" {
				t.Errorf("%q: nothing tells how to mend it", c.text)
			}
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestAMistakeLeavesTheOtherEntriesWhole(t *testing.T) {
	list, errs := Parse("@misc{a, title = {x}}\n@misc{b, title x}\n@misc{c, title = \"y\" # { z}}")
	if len(errs) != 1 || len(list) != 2 || list[1].Key != "c" || list[1].Fields[0].Value != "y z" || list[1].Line != 3 {
		t.Errorf("%+v, %v", list, errs)
	}
}

func TestPlain(t *testing.T) {
	for _, c := range []struct{ in, want, unknown string }{
		{`M{\"u}ller, \"{O}zg\"ur`, "Müller, Özgür", ""},
		{`\'{\i}, {\'e}, \` + "`" + `a, \^o, \~n, \c{c}, \v s, \H{o}, \u{g}, \.z, \k{a}, \r{a}`, "í, é, à, ô, ñ, ç, š, ő, ğ, ż, ą, å", ""},
		{`\L{}\'od\'z \ss ~\& \% \$ \# \_ \{x\}`, "Łódź ß & % $ # _ {x}", ""},
		{"``a'' -- b---c", "“a” – b—c", ""},
		{`{The {BIG} one}`, "The BIG one", ""},
		{"two\n   lines", "two lines", ""},
		{`\textit{x} \foo{y}`, `x \fooy`, `\foo`},
		{`end\`, `end\`, ""},
		{`\'`, `\'`, `\'`},
	} {
		if got, unknown := Plain(c.in); got != c.want || unknown != c.unknown {
			t.Errorf("%s: got %q, %q; want %q, %q", c.in, got, unknown, c.want, c.unknown)
		}
	}
	if got, _ := PlainNames(`{Office of the {D}irector} and M{\"u}ller, J. and {\"O}zg{\"u}r`); got != "{Office of the Director} and Müller, J. and Özgür" {
		t.Errorf("names: %q", got)
	}
}

// What Escape writes, Plain reads.
func TestEscapedTextIsReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := strings.Join(strings.Fields(rapid.StringOf(rapid.RuneFrom([]rune("aZ é中{}\\&%$#_~^-'`\"“–—,.=@"))).Draw(t, "text")), " ")
		if got, unknown := Plain(Escape(want)); got != want || unknown != "" {
			t.Fatalf("%q is written %q and read as %q, %q", want, Escape(want), got, unknown)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"@misc{k, title = {A {\\'e} b}, month = mar # \"x\"}", "@string(a = {b}) @x(k, y = a # a)", "@comment{x} @preamble{\"y\"}", "\\'{\\i"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		list, errs := Parse(s)
		for _, e := range errs {
			if e.Line < 1 || e.Col < 1 || e.Message == "" {
				t.Fatalf("%+v", e)
			}
		}
		for _, e := range list {
			for _, x := range e.Fields {
				Plain(x.Value)
				PlainNames(x.Value)
			}
		}
		Plain(s)
		PlainNames(s)
	})
}
