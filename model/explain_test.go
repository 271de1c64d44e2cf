package model

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// framed puts an example of an explanation into a model.
func framed(piece string) string {
	if !strings.Contains(piece, "player(\"Kim\")") {
		piece = "kim, xi = player(\"Kim\"), player(\"Xi\")\n" + piece
	}
	if !strings.Contains(piece, "game(") {
		// The questions stand below the story, as they would in a model.
		piece += "\n\ndef story(g):\n    g.choose(kim, \"approach\", [\"call\", \"visit\"])\n    if g.choose(xi, \"answer\", [\"back\", \"refuse\"]) == \"back\":\n" +
			"        g.mark(\"backed\")\n        g.pay(kim, 1)\n        g.pay(xi, 1)\n\ngame(story)\n"
	}
	return piece
}

func TestExamplesOfEveryCode(t *testing.T) {
	for _, e := range explanations {
		t.Run(e.code, func(t *testing.T) {
			for _, piece := range []struct {
				text  string
				gives bool
			}{{e.wrong, true}, {e.right, false}} {
				if piece.text == "" {
					continue
				}
				text := framed(piece.text)
				if e.code == errNoGame && piece.gives {
					text = piece.text
				}
				m, list := LoadSource(fstest.MapFS{}, "model.star", text, Options{})
				found := false
				for _, d := range list {
					found = found || d.Code == e.code
				}
				if found != piece.gives {
					t.Errorf("%s given: %v, want %v, by\n%s\n%s", e.code, found, piece.gives, text, render(list, map[string]string{"model.star": text}))
				}
				if !piece.gives && m == nil {
					t.Errorf("does not load:\n%s\n%s", text, render(list, map[string]string{"model.star": text}))
				}
			}
		})
	}
}

// Every code that the package can report is explained, and the other way round.
func TestEveryCodeIsExplained(t *testing.T) {
	f, err := parser.ParseFile(gotoken.NewFileSet(), "codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok {
			if s, err := strconv.Unquote(lit.Value); err == nil {
				declared[s] = true
			}
		}
		return true
	})
	for code := range declared {
		if _, ok := Explain(code); !ok {
			t.Errorf("%s is not explained", code)
		}
	}
	if len(Codes()) != len(declared) {
		t.Errorf("%d codes explained, %d declared", len(Codes()), len(declared))
	}
	text, _ := Explain(errSum)
	if !strings.HasPrefix(text, "P042: probabilities do not sum to 1\n\n") || !strings.Contains(text, "This gives it:") {
		t.Errorf("got %q", text)
	}
}
