package diag_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/diag"
)

func span(file string, line, col, end int) diag.Span {
	return diag.Span{Start: diag.Pos{File: file, Line: line, Col: col}, End: diag.Pos{File: file, Line: line, Col: end}}
}

const crisis = "title(\"x\")\nplayers(\"challenger\", \"defender\")\n\n\nprior = param(\"prior\", 40)\nmove(at, \"defnder\")\n"

func render(t *testing.T, list diag.List, color bool) string {
	t.Helper()
	r := diag.Renderer{Color: color, Source: func(file string) (string, bool) {
		switch file {
		case "crisis.star":
			return crisis, true
		case "wide.star":
			return "x = \"核心\" + y\n\tz", true
		case "long.star":
			return strings.Repeat("a", 300) + "HERE" + strings.Repeat("b", 300), true
		}
		return "", false
	}}
	return r.Render(list)
}

func TestRender(t *testing.T) {
	for name, c := range map[string]struct {
		list diag.List
		want string
	}{
		"a note, a fact and a fix": {diag.List{{Code: "P012", Severity: diag.Error, Summary: "a probability must lie between 0 and 1",
			Span: span("crisis.star", 5, 24, 26), Note: "this is 40", Detail: []string{"it is used on line 12"}, Fix: "write 0.40"}},
			`error[P012]: a probability must lie between 0 and 1
 --> crisis.star:5:24
  |
5 | prior = param("prior", 40)
  |                        ^^ this is 40
  |
  = it is used on line 12
  fix: write 0.40

1 error; a code in full: parley explain P012
`},
		"a related place, and errors before warnings": {diag.List{
			{Code: "P207", Severity: diag.Warning, Summary: "prior has no source", Span: span("crisis.star", 5, 1, 6)},
			{Code: "P001", Severity: diag.Error, Summary: `there is no player "defnder"`, Span: span("crisis.star", 6, 10, 19), Note: `did you mean "defender"?`,
				Related: []diag.Related{{Span: span("crisis.star", 2, 23, 33), Note: "declared here"}}}},
			`error[P001]: there is no player "defnder"
 --> crisis.star:6:10
  |
2 | players("challenger", "defender")
  |                       ---------- declared here
...
6 | move(at, "defnder")
  |          ^^^^^^^^^ did you mean "defender"?
  |

warning[P207]: prior has no source
 --> crisis.star:5:1
  |
5 | prior = param("prior", 40)
  | ^^^^^
  |

1 error, 1 warning; a code in full: parley explain P001
`},
		"wide characters and tabs": {diag.List{
			{Code: "P1", Severity: diag.Error, Summary: "y", Span: span("wide.star", 1, 12, 13)},
			{Code: "P1", Severity: diag.Error, Summary: "z", Span: span("wide.star", 2, 2, 3)}},
			"error[P1]: y\n --> wide.star:1:12\n  |\n1 | x = \"核心\" + y\n  |              ^\n  |\n\n" +
				"error[P1]: z\n --> wide.star:2:2\n  |\n2 | \tz\n  | \t^\n  |\n\n2 errors; a code in full: parley explain P1\n"},
		"no place and no text": {diag.List{
			{Severity: diag.Error, Summary: "everything is wrong"},
			{Severity: diag.Error, Summary: "so is this", Span: span("gone.star", 3, 1, 2), Note: "here"}},
			"error: everything is wrong\n\nerror: so is this\n --> gone.star:3:1\n  = here\n\n2 errors\n"},
		"control characters": {diag.List{{Severity: diag.Error, Summary: "a name \x1b[31m"}}, "error: a name \uFFFD[31m\n\n1 error\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, render(t, c.list, false)); d != "" {
				t.Error(d)
			}
		})
	}
}

// A mark stays under its text wherever a long line is cut.
func TestRenderLongLine(t *testing.T) {
	lines := strings.Split(render(t, diag.List{{Severity: diag.Error, Summary: "s", Span: span("long.star", 1, 301, 305)}}, false), "\n")
	text, under := []rune(lines[3]), []rune(lines[4])
	if i := strings.Index(string(under), "^^^^"); i < 0 || string(text[i:i+4]) != "HERE" || len(text) > 140 {
		t.Errorf("the mark is not under HERE:\n%s\n%s", lines[3], lines[4])
	}
}

func TestRenderShowsAtMostTwenty(t *testing.T) {
	var list diag.List
	for range 25 {
		list = append(list, diag.Diagnostic{Severity: diag.Error, Summary: "again"})
	}
	got := render(t, list, false)
	if n := strings.Count(got, "again"); n != diag.DefaultMost || !strings.Contains(got, "and 5 errors more") || !strings.HasSuffix(got, "25 errors\n") {
		t.Errorf("%d shown:\n%s", n, got)
	}
}

func TestRenderColorOnlyPaints(t *testing.T) {
	list := diag.List{{Code: "P012", Severity: diag.Error, Summary: "s", Span: span("crisis.star", 5, 24, 26), Note: "n", Fix: "f"}}
	plain, painted := render(t, list, false), render(t, list, true)
	for _, code := range []string{"\x1b[1;31m", "\x1b[2m", "\x1b[32m", "\x1b[1m", "\x1b[0m"} {
		if !strings.Contains(painted, code) {
			t.Errorf("no %q in %q", code, painted)
		}
		painted = strings.ReplaceAll(painted, code, "")
	}
	if painted != plain {
		t.Error(cmp.Diff(plain, painted))
	}
}
