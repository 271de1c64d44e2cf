package workbench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"parley/probe"
	"parley/query"
	"parley/report"
)

const crisis = "../examples/crisis-signalling"

// The published figures of the crisis (UX.md section 5; its README works them out by hand).
func TestSolveGivesThePublishedFigures(t *testing.T) {
	a, err := call[SolveAnswer](t, open(t, crisis), "solve", nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Cards) != 1 || !a.Completeness.Complete || !strings.Contains(a.Completeness.Words, "and there is no other") {
		t.Errorf("cards %+v, completeness %+v", a.Cards, a.Completeness)
	}
	if want := "Seeing escalate moves the defender from 40 % to 67 % sure that kind is resolute. Quiet is unlikely (40 %, band 20–45 %), war is unlikely (31 %, band 20–45 %), climb-down is very unlikely (15 %, band 5–20 %), yields is very unlikely (14 %, band 5–20 %)."; a.Sentence != want {
		t.Errorf("sentence %q", a.Sentence)
	}
	if c := a.Cards[0]; c.Name != "semi-separating at opening" || c.Summary != "quiet 40 %, war 31 %, climb-down 15 %, yields 14 %" || len(c.Refinements) != 1 || c.Refinements[0].Verdict != "passes" {
		t.Errorf("card %+v", c)
	}
	if q := a.Questions[0].Answers[0]; q.Text != "31 % (4/13)" || *q.Low != 4.0/13 || *q.High != 4.0/13 {
		t.Errorf("answer %+v", q)
	}
	for i, c := range a.Conclusions {
		if c.Face != probe.All || !slices.Equal(c.Truths, []query.Truth{query.True}) {
			t.Errorf("conclusion %d: %+v", i, c)
		}
	}
	if len(a.AssumptionsBroken) != 0 || a.Command != "parley solve model.star" || !a.Answers.Complete {
		t.Errorf("%v, %q, %+v", a.AssumptionsBroken, a.Command, a.Answers)
	}
}

func TestSolveElsewhere(t *testing.T) {
	b := open(t, crisis)
	a, err := call[SolveAnswer](t, b, "solve", SolveRequest{At: At{Set: map[string]string{"prior": "0.3"}}})
	if err != nil {
		t.Fatal(err)
	}
	if a.Conclusions[0].Face != probe.None || a.Command != "parley solve model.star --set prior=3/10" || a.Solve.Set["prior"] != "3/10" {
		t.Errorf("%+v, %q, %v", a.Conclusions[0], a.Command, a.Solve.Set)
	}
	nash, err := call[SolveAnswer](t, b, "solve", SolveRequest{Concept: "nash"})
	if err != nil {
		t.Fatal(err)
	}
	if len(nash.Cards) < 2 || nash.Command != "parley solve model.star --concept nash" || nash.Solve.Concept != "nash" {
		t.Errorf("%d Nash equilibria, %q", len(nash.Cards), nash.Command)
	}
}

func TestModelTellsWhatBearsOnWhat(t *testing.T) {
	a, err := call[ModelAnswer](t, open(t, "../examples/beijing-2018"), "model", nil)
	if err != nil {
		t.Fatal(err)
	}
	claims := map[string]*Claim{}
	for i := range a.Claims {
		claims[a.Claims[i].ID] = &a.Claims[i]
	}
	if c := claims["C55"]; c == nil || !slices.Contains(c.Bears, Bears{"param", "sigma"}) || c.Turn == "" || c.Says == "" {
		t.Errorf("C55: %+v", c)
	}
	p := a.Params[slices.IndexFunc(a.Params, func(p Param) bool { return p.Name == "sigma" })]
	if !p.Probability || p.Fixed || p.ExactLow != "1/10" || p.ExactHigh != "3/5" || p.P != "3/10" || p.Position.Line == 0 || !slices.Contains(p.Claims, "C55") {
		t.Errorf("sigma: %+v", p)
	}
	if len(a.Files) < 3 || !a.Files[0].Main || a.Files[0].Digest != TextDigest(a.Files[0].Text) || a.Counts.Terminals != 350 {
		t.Errorf("%d files, %+v", len(a.Files), a.Counts)
	}
	shapes := map[string]bool{}
	for _, p := range a.Players {
		shapes[p.Shape+p.Letter] = true
	}
	if len(shapes) != len(a.Players) {
		t.Errorf("players look alike: %+v", a.Players)
	}
}

// A model with mistakes can be worked on: its files are there, and where it is wrong.
func TestModelWithMistakes(t *testing.T) {
	b := open(t, crisis)
	wrong := Edited{&Source{Files: map[string]string{"model.star": "title(\"t\")\nx = nosuch\n"}}}
	m, err := call[ModelAnswer](t, b, "model", ModelRequest{wrong})
	if err != nil {
		t.Fatal(err)
	}
	if m.OK || len(m.Files) != 1 || !m.Edited || len(m.Diagnostics) == 0 || m.Diagnostics[0].Span.Start.File != "model.star" || m.Diagnostics[0].Span.Start.Line != 2 {
		t.Errorf("%+v", m)
	}
	c, err := call[CheckAnswer](t, b, "check", CheckRequest{wrong})
	if err != nil || c.OK || c.Counts != nil || len(c.Diagnostics) == 0 {
		t.Errorf("%+v, %v", c, err)
	}
	var failed *Error
	if _, err := call[SolveAnswer](t, b, "solve", SolveRequest{At: At{Edited: wrong}}); !errors.As(err, &failed) || failed.Code != BadModel || len(failed.Diagnostics) == 0 {
		t.Errorf("%v", err)
	}
}

// Edits change the answers and nothing on disk, and the command says that they are not saved.
func TestEdits(t *testing.T) {
	b := open(t, crisis)
	text, err := os.ReadFile(filepath.Join(crisis, "model.star"))
	if err != nil {
		t.Fatal(err)
	}
	edits := func(old, replacement string) Edited {
		return Edited{&Source{Files: map[string]string{"model.star": strings.Replace(string(text), old, replacement, 1)}}}
	}
	a, err := call[SolveAnswer](t, b, "solve", SolveRequest{At: At{Edited: edits(`"prior", 0.4`, `"prior", 0.3`)}})
	if err != nil {
		t.Fatal(err)
	}
	if a.Conclusions[0].Face != probe.None || a.Command != "parley solve model.star   # once the edits are saved" {
		t.Errorf("%+v, %q", a.Conclusions[0], a.Command)
	}
	same, err := call[SolveAnswer](t, b, "solve", SolveRequest{At: At{Edited: edits("", "")}})
	if err != nil || same.Command != "parley solve model.star" || same.Conclusions[0].Face != probe.All {
		t.Errorf("the text as it is on disk: %+v, %v", same, err)
	}
}

// What changes on disk is seen at once, even if it changes twice within one tick of the clock of files and keeps its size.
func TestChangesOnDisk(t *testing.T) {
	folder := t.TempDir()
	text, err := os.ReadFile(filepath.Join(crisis, "model.star"))
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, folder)
	file := filepath.Join(folder, "model.star")
	if d, err := b.Digest(t.Context()); err != nil || d == "" {
		t.Errorf("a file that is not there: %q, %v", d, err)
	}
	when := time.Now()
	for i := range 4 {
		prior := fmt.Sprintf(`"prior", 0.%d`, 2+i)
		if err := os.WriteFile(file, []byte(strings.Replace(string(text), `"prior", 0.4`, prior, 1)), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, when, when); err != nil {
			t.Fatal(err)
		}
		m, err := call[ModelAnswer](t, b, "model", nil)
		if err != nil || len(m.Params) == 0 || m.Params[0].P != []string{"1/5", "3/10", "2/5", "1/2"}[i] {
			t.Errorf("%s: %+v, %v", prior, m.Params, err)
		}
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if m, err := call[ModelAnswer](t, b, "model", nil); err != nil || m.OK {
		t.Errorf("a file that is gone: %v", err)
	}
}

func TestTree(t *testing.T) {
	b := open(t, crisis)
	a, err := call[TreeAnswer](t, b, "tree", TreeRequest{Theme: "dark"})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Table) != 15 || len(a.Nodes) != 15 || a.Equilibrium != 1 || a.Command != "parley draw model.star --theme dark -o tree.svg" {
		t.Errorf("%d rows, %d nodes, equilibrium %d, %q", len(a.Table), len(a.Nodes), a.Equilibrium, a.Command)
	}
	for _, n := range a.Nodes {
		if !strings.Contains(a.SVG, `id="`+n.ID+`"`) {
			t.Errorf("the picture has no %s", n.ID)
		}
	}
	i := slices.IndexFunc(a.Table, func(r TreeRow) bool { return r.Action == "resist" })
	if r := a.Table[i]; r.Probability != "77 %" || r.Play != "played" || a.Table[r.Parent].Who != "defender" || a.Table[r.Parent].Belief != "67 % (was 40 %)" {
		t.Errorf("%+v below %+v", r, a.Table[r.Parent])
	}
	if n := a.Nodes[slices.IndexFunc(a.Nodes, func(n TreeNode) bool { return n.Infoset == "reply" })]; n.Player != "defender" || n.Move != "reply" {
		t.Errorf("%+v", n)
	}
	plain, err := call[TreeAnswer](t, b, "tree", TreeRequest{Plain: true, TopDown: true, Width: 400})
	if err != nil || plain.Equilibrium != 0 || plain.Command != "parley draw model.star --plain --top-down --width 400 -o tree.svg" {
		t.Errorf("%+v, %v", plain.Command, err)
	}
	for _, wrong := range []TreeRequest{{Equilibrium: 2}, {Equilibrium: -1}, {Theme: "blue"}, {Collapse: "all"}, {Width: 3}, {Plain: true, Equilibrium: 1}, {Concept: "guess"}} {
		if _, err := call[TreeAnswer](t, b, "tree", wrong); err == nil {
			t.Errorf("%+v is drawn", wrong)
		}
	}
}

func TestAsk(t *testing.T) {
	b := open(t, crisis)
	for range 3 {
		a, err := call[AskAnswer](t, b, "ask", AskRequest{Query: `P("war") + P("quiet")`, At: At{Set: map[string]string{"prior": "1/2"}}})
		if err != nil {
			t.Fatal(err)
		}
		if p := a.Ask.Queries[0].Answers[0].P; p != "33/52" && p == "" || a.Command != `parley ask model.star 'P("war") + P("quiet")' --set prior=1/2` {
			t.Errorf("%q, %q", p, a.Command)
		}
	}
	a, err := call[AskAnswer](t, b, "ask", AskRequest{Query: `P("war", where = "tied hands") > prior`})
	if err != nil || a.Ask.Queries[0].Answers[0].Truth != "false" {
		t.Errorf("%+v, %v", a, err)
	}
	all, err := call[AskAnswer](t, b, "ask", nil)
	if err != nil || len(all.Ask.Queries) != 14 {
		t.Errorf("%v", err)
	}
	var failed *Error
	if _, err := call[AskAnswer](t, b, "ask", AskRequest{Query: `P("wra")`}); !errors.As(err, &failed) || failed.Code != BadQuery || !strings.Contains(failed.Diagnostics[0].Fix, "war") {
		t.Errorf("%v", err)
	}
}

func TestMap(t *testing.T) {
	b := open(t, crisis)
	var stages []string
	request := []byte(`{"x": "prior", "y": "audience_cost", "ranges": {"prior": ["0.05", "0.95"], "audience_cost": ["0", "0.9"]}, "grid": 16}`)
	answer, err := b.Call(t.Context(), "map", request, func(p Progress) { stages = append(stages, p.Stage) })
	if err != nil {
		t.Fatal(err)
	}
	a := answer.(*MapAnswer)
	var formulas []string
	for _, l := range a.Data.Boundaries {
		formulas = append(formulas, l.Here)
	}
	slices.Sort(formulas)
	if formulas = slices.Compact(formulas); !slices.Equal(formulas, []string{"audience_cost = 3/5", "prior = 2/3"}) || len(stages) == 0 || !strings.HasPrefix(a.SVG, "<svg") {
		t.Errorf("boundaries %v, %d words of progress", formulas, len(stages))
	}
	if want := "parley map model.star --x prior --y audience_cost --range prior=0.05..0.95 --range audience_cost=0..0.9 --grid 16 -o map.svg"; a.Command != want {
		t.Errorf("%q", a.Command)
	}
	for _, wrong := range []string{`{"x": "prior"}`, `{"x": "prior", "y": "nosuch"}`, `{"x": "prior", "y": "war_cost", "grid": 100000}`, `{"x": "prior", "y": "war_cost", "ranges": {"prior": ["1", "0"]}}`,
		`{"x": "prior", "y": "war_cost", "ranges": {"war_value": ["0", "1"]}}`, `{"x": "prior", "y": "war_cost", "queries": ["P(\"war\") > 1"]}`} {
		if _, err := b.Call(t.Context(), "map", []byte(wrong), nil); err == nil {
			t.Errorf("%s is mapped", wrong)
		}
	}
}

func TestAuditAndSensitivity(t *testing.T) {
	b := open(t, crisis)
	a, err := call[AuditAnswer](t, b, "audit", AuditRequest{Draws: 200})
	if err != nil {
		t.Fatal(err)
	}
	c := a.Audit.Conclusions[0]
	if i := slices.IndexFunc(c.Linchpins, func(l report.LinchpinJSON) bool { return l.Param == "prior" }); i < 0 || c.Linchpins[i].FlipsAt != 0.325 {
		t.Errorf("%+v", c.Linchpins)
	}
	if a.Command != "parley audit model.star --draws 200" || a.Audit.Draws != 200 {
		t.Errorf("%q, %d draws", a.Command, a.Audit.Draws)
	}
	zero := 0
	s, err := call[SensitivityAnswer](t, b, "sensitivity", SensitivityRequest{Conclusion: &zero, N: 64, Draws: -1})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Data.Conclusions) != 1 || len(s.Data.Questions) != 1 || s.Data.Questions[0].Sobol == nil || s.Command != `parley ask model.star 'P("war") > 1/4' --sensitivity 64 --draws 0` {
		t.Errorf("%+v, %q", s.Data, s.Command)
	}
	q, err := call[SensitivityAnswer](t, b, "sensitivity", SensitivityRequest{Query: `payoff(defender)`, N: 64, Draws: -1})
	if err != nil || len(q.Data.Questions) != 1 || len(q.Data.Conclusions) != 0 {
		t.Errorf("%v", err)
	}
	nine := 99
	for _, wrong := range []SensitivityRequest{{}, {Query: "1", Conclusion: &zero}, {Conclusion: &nine}, {Question: &nine}, {Query: "x +"}, {Question: &zero, N: 1}} {
		if _, err := call[SensitivityAnswer](t, b, "sensitivity", wrong); err == nil {
			t.Errorf("%+v is answered", wrong)
		}
	}
}

// An answer follows from the model and the request, whatever else is asked before or at the same time.
func TestAnswersDoNotDependOnOthers(t *testing.T) {
	requests := []struct{ name, text string }{
		{"model", ``}, {"check", ``}, {"solve", ``}, {"solve", `{"set": {"prior": "0.4"}}`}, {"solve", `{"set": {"prior": "0.7"}}`}, {"solve", `{"set": {"war_cost": "0.7", "prior": "0.3"}}`},
		{"solve", `{"concept": "nash"}`}, {"solve", `{"concept": "spe"}`}, {"tree", ``}, {"tree", `{"set": {"prior": "0.7"}, "topDown": true}`}, {"tree", `{"concept": "nash", "equilibrium": 2}`},
		{"ask", ``}, {"ask", `{"query": "P(\"war\") * prior + 1/7"}`}, {"ask", `{"query": "belief(defender, bluffing, at = escalates) > war_cost / 3", "set": {"prior": "0.5"}}`},
		{"map", `{"x": "prior", "y": "war_cost", "grid": 4, "queries": ["P(\"war\") + war_cost"]}`}, {"audit", `{"draws": 20}`}, {"sensitivity", `{"query": "P(\"war\") > prior", "n": 8, "draws": 20}`},
		{"solve", `{"set": {"prior": "3"}}`}, {"ask", `{"query": "nosuch"}`},
	}
	answer := func(b *Bench, i int) string {
		a, err := b.Call(context.Background(), requests[i].name, []byte(requests[i].text), nil)
		if err != nil {
			a = err
		}
		if s, ok := a.(*SolveAnswer); ok {
			s.Milliseconds = 0
		}
		text, err := JSON(a)
		if err != nil {
			t.Error(err)
		}
		return string(text)
	}
	var want []string
	for i := range requests {
		want = append(want, answer(open(t, crisis), i))
	}
	shared := open(t, crisis)
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(worker), 5))
			for range 40 {
				i := r.IntN(len(requests))
				if got := answer(shared, i); got != want[i] {
					t.Errorf("%s %s: another answer than from a new bench:\n%.400s\nand not\n%.400s", requests[i].name, requests[i].text, got, want[i])
					return
				}
			}
		})
	}
	wg.Wait()
}

// Whoever comes when all places to wait are taken is told so at once, and the next one after that is answered.
func TestBusy(t *testing.T) {
	g := newGate(1, 2)
	if err := g.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	entered := make(chan error, 2)
	for range 2 {
		go func() { entered <- g.enter(context.Background()) }()
	}
	for g.waiting.Load() < 2 {
		time.Sleep(time.Millisecond)
	}
	var failed *Error
	if err := g.enter(t.Context()); !errors.As(err, &failed) || failed.Code != Busy {
		t.Errorf("the third to wait: %v", err)
	}
	for range 2 {
		g.leave()
		if err := <-entered; err != nil {
			t.Error(err)
		}
	}
	g.leave()
	if err := g.enter(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestWhoNoLongerWaitsIsDropped(t *testing.T) {
	b := open(t, crisis)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	start := time.Now()
	_, err := b.Call(ctx, "audit", []byte(`{"draws": 1000000}`), nil)
	var failed *Error
	if !errors.As(err, &failed) || failed.Code != Dropped {
		t.Errorf("%v", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %s to stop", took)
	}
}

// When the time is over the answer is what was found, marked as incomplete; a long call says that it stopped.
func TestTimeIsOver(t *testing.T) {
	b := open(t, crisis, func(o *Options) { o.Long = 2 * time.Second })
	a, err := call[AuditAnswer](t, b, "audit", AuditRequest{Draws: mostDraws})
	if err != nil {
		t.Fatal(err)
	}
	if !a.Audit.Stopped || a.Audit.Models[0].Draws >= mostDraws {
		t.Errorf("stopped %v after %d draws", a.Audit.Stopped, a.Audit.Models[0].Draws)
	}
	b = open(t, crisis, func(o *Options) { o.Quick = time.Nanosecond })
	var failed *Error
	if _, err := call[SolveAnswer](t, b, "solve", nil); !errors.As(err, &failed) || failed.Code != Stopped {
		t.Errorf("%v", err)
	}
}

// A bench without a folder, as in a browser, works on the texts that it is given.
func TestWithoutAFolder(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(crisis, "model.star"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := New(Options{Name: "model.star"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := call[SolveAnswer](t, b, "solve", SolveRequest{At: At{Edited: Edited{&Source{Files: map[string]string{"model.star": string(text)}}}}})
	if err != nil || len(a.Cards) != 1 {
		t.Errorf("%+v, %v", a, err)
	}
	m, err := call[ModelAnswer](t, b, "model", nil)
	if err != nil || m.OK || len(m.Diagnostics) != 1 {
		t.Errorf("without a text: %+v, %v", m, err)
	}
}

func TestFilesThatAreNone(t *testing.T) {
	for _, fsys := range []fstest.MapFS{{"model.star": {Mode: os.ModeDir}}, {"model.star": {Mode: os.ModeNamedPipe}}} {
		b, err := New(Options{Name: "model.star", FS: fsys})
		if err != nil {
			t.Fatal(err)
		}
		if m, err := call[ModelAnswer](t, b, "model", nil); err != nil || m.OK || len(m.Diagnostics) == 0 {
			t.Errorf("%+v, %v", m, err)
		}
	}
	for _, name := range []string{"", ".", "../model.star", "/model.star"} {
		if _, err := New(Options{Name: name}); err == nil {
			t.Errorf("%q is a file", name)
		}
	}
}

// Whatever is sent, there is an answer or an error with a code, and never a panic.
func FuzzCall(f *testing.F) {
	for _, text := range []string{``, `{}`, `[]`, `{"set": {"prior": "1/2"}}`, `{"set": {"prior": "1e99"}}`, `{"query": "P(\"war\")"}`, `{"query": "1/0"}`, `{"equilibrium": 1, "width": 300, "collapse": "outline"}`,
		`{"x": "prior", "y": "war_cost", "grid": 3, "points": 40}`, `{"model": {"path": "a.star", "files": {"a.star": "title(1)"}}}`, `{"set": null, "model": null}`, `{"conclusion": 0, "n": 4, "draws": -1}`} {
		for i := range Calls {
			f.Add(uint8(i), []byte(text))
		}
	}
	b := open(f, crisis, func(o *Options) { o.Quick, o.Long, o.Steps = 200*time.Millisecond, 100*time.Millisecond, 100_000 })
	f.Fuzz(func(t *testing.T, call uint8, text []byte) {
		answer, err := b.Call(context.Background(), Calls[int(call)%len(Calls)].Name, text, nil)
		var failed *Error
		switch {
		case err == nil:
			if text, err := JSON(answer); err != nil || !json.Valid(text) {
				t.Errorf("%v", err)
			}
		case !errors.As(err, &failed) || failed.Code == "" || failed.Message == "":
			t.Errorf("%#v", err)
		case failed.Code == Internal:
			t.Errorf("%s\n%s", failed.Message, failed.Stack)
		}
	})
}

func TestCommandsAreQuoted(t *testing.T) {
	for word, want := range map[string]string{"": "''", "a=1/2": "a=1/2", "a b": "'a b'", `P("war")`: `'P("war")'`, "it's": `'it'\''s'`, "$HOME": "'$HOME'", "~": "'~'", "ü.star": "'ü.star'"} {
		if got := report.ShellWord(word); got != want {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
	}
}

func TestErrorsAreJSON(t *testing.T) {
	text, err := JSON(fmt.Errorf("wrapped: %w", &Error{Code: Busy, Message: "m"}))
	if err != nil || !bytes.Equal(text, []byte(`{"error":{"code":"busy","message":"m"}}`)) {
		t.Errorf("%s, %v", text, err)
	}
}
