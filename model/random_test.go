package model

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"parley/game"
	_ "parley/internal/fixedseed"
)

// drawExpr draws an expression of builtins, operators and values that mostly do not fit together.
func drawExpr(t *rapid.T, names []string, depth int) string {
	atoms := append([]string{"0", "1", "-1", "0.5", "1/3", "2", "None", "True", "\"\"", "\"backed\"", "\"approach\"", "\"call\"", "\"likely\"", "\"Kim\"", "[]", "{}", "()", "kim", "xi", "a", "b", "ev", "q", "cond", "src", "cl", "v", "story"}, names...)
	if depth == 0 {
		return rapid.SampledFrom(atoms).Draw(t, "atom")
	}
	sub := func() string { return drawExpr(t, names, depth-1) }
	list := func() string {
		var p []string
		for range rapid.IntRange(0, 3).Draw(t, "n") {
			p = append(p, sub())
		}
		return strings.Join(p, ", ")
	}
	switch rapid.IntRange(0, 13).Draw(t, "form") {
	case 0:
		return "[" + list() + "]"
	case 1:
		return "(" + list() + ",)"
	case 2:
		return "{" + sub() + ": " + sub() + ", " + sub() + ": " + sub() + "}"
	case 3, 4:
		op := rapid.SampledFrom([]string{"+", "-", "*", "/", "//", "%", "&", "|", "^", "<<", ">>", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"}).Draw(t, "op")
		return "(" + sub() + " " + op + " " + sub() + ")"
	case 5:
		return rapid.SampledFrom([]string{"-", "+", "~", "not "}).Draw(t, "unary") + "(" + sub() + ")"
	case 6:
		return sub() + "[" + sub() + "]"
	case 7:
		return "(" + sub() + " if " + sub() + " else " + sub() + ")"
	case 8:
		return "[x for x in " + sub() + " if " + sub() + "]"
	case 9:
		method := rapid.SampledFrom([]string{"append", "join", "format", "items", "get", "nothing", "replace", "split", "pop", "update", "choose", "pay"}).Draw(t, "method")
		return "(" + sub() + ")." + method + "(" + list() + ")"
	case 10:
		return "(lambda *z: z)(" + list() + ")"
	default:
		args := list()
		if rapid.Bool().Draw(t, "keyword") {
			k := rapid.SampledFrom([]string{"within", "dist", "because", "given", "do", "where", "at", "set", "forbid", "reveal", "hide", "claim", "quote", "tol", "seen_by", "key"}).Draw(t, "key")
			args = strings.TrimPrefix(args+", ", ", ") + k + " = " + sub()
		}
		return rapid.SampledFrom(names).Draw(t, "function") + "(" + args + ")"
	}
}

// Programs of pieces that do not fit together end with messages, and what loads is sound.
func TestRandomPrograms(t *testing.T) {
	names := Builtins()
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString("kim, xi = player(\"Kim\"), player(\"Xi\")\na = param(\"a\", 0.5, within = (0, 1))\nb = param(\"b\", 2)\nev = event(\"approach\", \"call\")\nq = P(\"backed\")\ncond = q > 0.5\n" +
			"src = source(\"S\", file = \"interview.txt\")\ncl = claim(src, says = \"War.\")\nv = variant(\"v\", set = {a: 0})\n")
		for i := range rapid.IntRange(0, 3).Draw(t, "declarations") {
			fmt.Fprintf(&b, "x%d = %s\n", i, drawExpr(t, names, rapid.IntRange(1, 3).Draw(t, "depth")))
		}
		b.WriteString("def story(g):\n    intent = g.chance(\"intent\", {\"s\": a, \"l\": 1 - a}, seen_by = kim)\n    if g.choose(kim, \"approach\", [\"call\", \"visit\"]) == \"call\":\n        g.mark(\"backed\")\n")
		inner := append([]string{"g", "g.choose", "g.chance", "g.pay", "g.mark", "g.reveal", "g.simultaneous", "intent"}, names...)
		for range rapid.IntRange(0, 3).Draw(t, "lines") {
			b.WriteString("    " + drawExpr(t, inner, rapid.IntRange(1, 3).Draw(t, "depth")) + "\n")
		}
		b.WriteString("    g.pay(xi, a if intent == \"s\" else b)\ngame(story)\n")
		for i := range rapid.IntRange(0, 2).Draw(t, "questions") {
			fmt.Fprintf(&b, "ask(\"q%d\", %s)\nconclude(\"c%d\", %s)\n", i, drawExpr(t, names, 2), i, drawExpr(t, names, 2))
		}
		text := b.String()
		m, list := LoadSource(fstest.MapFS{"interview.txt": {Data: []byte("War is near.")}}, "model.star", text, Options{Steps: 2_000_000, Nodes: 2000})
		for _, d := range list {
			if d.Code == "" || d.Span.Start.Line == 0 {
				t.Fatalf("no code or place: %+v\n%s", d, text)
			}
			if strings.Contains(d.Summary+d.Note+d.Fix, "unknown value") || strings.Contains(d.Summary, "0x") {
				t.Fatalf("%+v\n%s", d, text)
			}
		}
		if m == nil {
			if !list.HasErrors() {
				t.Fatal("neither a model nor an error")
			}
			return
		}
		if _, err := game.NewInstance(m.Game, m.Baseline()); err != nil {
			t.Fatalf("%s\n%s", err, text)
		}
		if err := m.Game.PerfectRecall(); err != nil {
			t.Fatalf("%s\n%s", err, text)
		}
	})
}

// The models of the examples load without errors, and their games are sound.
func TestExamplesLoad(t *testing.T) {
	paths, err := filepath.Glob("../examples/*/*.star")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "\ngame(") {
			continue // a file of mechanisms or claims
		}
		files := map[string]string{}
		m, list := Load(os.DirFS(filepath.Dir(p)), filepath.Base(p), Options{Files: files, Dir: filepath.Dir(p)})
		if m == nil {
			t.Errorf("%s:\n%s", p, render(list, files))
			continue
		}
		if err := m.Game.PerfectRecall(); err != nil {
			t.Errorf("%s: %s", p, err)
		}
		if _, err := game.NewInstance(m.Game, m.Baseline()); err != nil {
			t.Errorf("%s: %s", p, err)
		}
	}
}
