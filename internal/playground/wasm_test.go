package playground

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"parley/internal/release"
	"parley/workbench"
)

// built is the engine as it is built from the source now.
var built = sync.OnceValues(func() (*Engine, error) { return Build(context.Background(), "../..", Loose, nil) })

func engine(t *testing.T) *Engine {
	t.Helper()
	e, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// A call is what testdata/calls.js is given, and an outcome is what it says.
type (
	call struct {
		Name    string `json:"name"`
		Request string `json:"request"`
		StopAt  int    `json:"stopAt,omitempty"` // the progress at which the call is stopped
	}
	outcome struct {
		Ready        float64              `json:"ready"`
		Milliseconds float64              `json:"milliseconds"`
		Answer       string               `json:"answer"`
		Failure      string               `json:"failure"`
		Progress     []workbench.Progress `json:"progress"`
	}
)

// inNode runs calls, one after another, in the engine under Node.
func inNode(t *testing.T, calls []call) []outcome {
	t.Helper()
	if testing.Short() {
		t.Skip("it builds the engine")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: the engine for browsers cannot be run here")
	}
	e := engine(t)
	dir := t.TempDir()
	wasm, err := unpack(e.Wasm)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"parley.wasm": wasm, "wasm_exec.js": e.Glue} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	asked, err := json.Marshal(calls)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, "--stack-size=4000", "testdata/calls.js", filepath.Join(dir, "wasm_exec.js"), filepath.Join(dir, "parley.wasm"), filepath.Join(dir, "out"))
	cmd.Stdin = bytes.NewReader(asked)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	out, err := os.ReadFile(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	var outcomes []outcome
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var o outcome
		if err := dec.Decode(&o); err != nil {
			t.Fatal(err)
		}
		outcomes = append(outcomes, o)
	}
	if len(outcomes) != len(calls) {
		t.Fatalf("%d answers to %d calls", len(outcomes), len(calls))
	}
	return outcomes
}

// took is the one field of an answer that depends on the clock.
var took = regexp.MustCompile(`"milliseconds":[0-9.e+-]+`)

// The engine in a browser answers what the program answers, byte for byte.
func TestSameAnswersAsNative(t *testing.T) {
	models, err := Examples()
	if err != nil {
		t.Fatal(err)
	}
	var calls []call
	for _, m := range models {
		files, err := json.Marshal(map[string]any{"path": m.Path, "files": m.Files})
		if err != nil {
			t.Fatal(err)
		}
		with := func(more string) string { return `{"model":` + string(files) + more + `}` }
		calls = append(calls,
			call{Name: "model", Request: with("")},
			call{Name: "check", Request: with("")},
			call{Name: "solve", Request: with("")},
			call{Name: "tree", Request: with(`,"equilibrium":1,"theme":"dark"`)})
		if m.Name == "beijing-2018" {
			continue // the others take long
		}
		calls = append(calls,
			call{Name: "ask", Request: with("")},
			call{Name: "audit", Request: with(`,"draws":5,"seed":3`)})
	}
	calls = append(calls,
		call{Name: "map", Request: `{"model":` + text(t, models[0]) + `,"x":"prior","y":"audience_cost","grid":6}`},
		call{Name: "solve", Request: `{"model":{"path":"m.star","files":{"m.star":"game(\"x\"\n"}}}`},
		call{Name: "solve", Request: `{"set":{"p":0.5}}`},
		call{Name: "solv", Request: `{}`})
	native, err := workbench.New(workbench.Options{Name: "model.star", Version: release.Version})
	if err != nil {
		t.Fatal(err)
	}
	failures := 0
	for i, o := range inNode(t, calls) {
		answer, err := native.Call(t.Context(), calls[i].Name, []byte(calls[i].Request), nil)
		got := o.Answer
		if err != nil {
			answer, got = err, o.Failure
			failures++
		}
		want, err := workbench.JSON(answer)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %.1f ms, %d bytes", calls[i].Name, o.Milliseconds, len(got))
		if g, w := took.ReplaceAllString(got, ""), took.ReplaceAllString(string(want), ""); g != w {
			t.Errorf("%s of %.80s…:\nin the browser: %.400s%s\nhere:           %.400s", calls[i].Name, calls[i].Request, g, o.Failure, w)
		}
	}
	if failures > 4 {
		t.Errorf("%d calls failed here: the comparison is about answers", failures)
	}
}

// What is not sent to browsers is refused with the command that has it.
func TestNotThere(t *testing.T) {
	models, err := Examples()
	if err != nil {
		t.Fatal(err)
	}
	m := text(t, models[0])
	got := inNode(t, []call{
		{Name: "solve", Request: `{"model":` + m + `,"concept":"nash","set":{"prior":"0.5"}}`},
		{Name: "tree", Request: `{"model":` + m + `,"concept":"spe"}`},
		{Name: "report", Request: `{"model":` + m + `}`},
	})
	for i, want := range []string{
		`{"error":{"code":"not_there","message":"concept: nash is not solved for in a browser; sequential is","fix":"parley solve model.star --concept nash --set prior=1/2   # once the edits are saved"}}`,
		`{"error":{"code":"not_there","message":"concept: spe is not solved for in a browser; sequential is","fix":"parley solve model.star --concept spe   # once the edits are saved"}}`,
		`{"error":{"code":"not_there","message":"reports are not made here","fix":"parley report model.star -o report.html   # once the edits are saved"}}`,
	} {
		if got[i].Failure != want {
			t.Errorf("%s%s instead of\n%s", got[i].Failure, got[i].Answer, want)
		}
	}
}

// A model that links a text loads in a browser, which has no texts: the claims are there with their quotes, a warning says that these are
// not checked, and the answers are those of the command line.
func TestLinkedText(t *testing.T) {
	models, err := Examples()
	if err != nil {
		t.Fatal(err)
	}
	m := models[0]
	main := m.Files[m.Path] + "\ntalk = source(\"A talk\", file = \"talk.txt\")\nclaim(talk, says = \"It is dear.\", quote = \"nobody pays for what is cheap\")\n"
	fsys := Texts{m.Path: main, "talk.txt": "Hans Meyer: I think that nobody pays for what is cheap.\n"}
	m, list := Read(fsys, m.Path, "linked")
	if list.HasErrors() || len(list) != 1 || !strings.Contains(list[0].Summary, "talk.txt is not read in a browser") {
		t.Fatalf("the model is read with %v", list)
	}
	if len(m.Files) != 1 || m.Files[m.Path] != main {
		t.Errorf("the playground carries %d files", len(m.Files))
	}
	got := inNode(t, []call{{Name: "model", Request: `{"model":` + text(t, m) + `}`}, {Name: "check", Request: `{"model":` + text(t, m) + `}`}, {Name: "solve", Request: `{"model":` + text(t, m) + `}`},
		{Name: "solve", Request: `{"model":` + text(t, models[0]) + `}`}})
	var answer struct {
		Sources []struct{ Text string }
	}
	if err := json.Unmarshal([]byte(got[0].Answer), &answer); err != nil || len(answer.Sources) == 0 {
		t.Fatalf("the model's answer is %.300s%s (%v)", got[0].Answer, got[0].Failure, err)
	}
	for want, o := range map[string]outcome{"nobody pays for what is cheap": got[0], "talk.txt is not read in a browser": got[0], `"ok":true`: got[1]} {
		if !strings.Contains(o.Answer, want) {
			t.Errorf("%q is missing in %.300s%s", want, o.Answer, o.Failure)
		}
	}
	equilibria := func(o outcome) string { return regexp.MustCompile(`"equilibria":\[.*?\]`).FindString(o.Answer) }
	if equilibria(got[2]) == "" || equilibria(got[2]) != equilibria(got[3]) {
		t.Errorf("the model that links a text has the equilibria %.200s%s", equilibria(got[2]), got[2].Failure)
	}
}

func text(t *testing.T, m Model) string {
	t.Helper()
	b, err := json.Marshal(map[string]any{"path": m.Path, "files": m.Files})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A call that is stopped ends with the code that says so, and the engine answers the next one.
func TestStop(t *testing.T) {
	models, err := Examples()
	if err != nil {
		t.Fatal(err)
	}
	request := `{"model":` + text(t, models[0]) + `,"draws":100000,"seed":1}`
	got := inNode(t, []call{{Name: "audit", Request: request, StopAt: 1}, {Name: "check", Request: `{"model":` + text(t, models[0]) + `}`}})
	if !strings.Contains(got[0].Failure, `"code":"dropped"`) && !strings.Contains(got[0].Answer, `"stopped":true`) {
		t.Errorf("the stopped audit says %.200s %s", got[0].Answer, got[0].Failure)
	}
	if len(got[0].Progress) == 0 {
		t.Error("the audit told of no progress")
	}
	if !strings.Contains(got[1].Answer, `"ok":true`) {
		t.Errorf("the call after it says %.200s %s", got[1].Answer, got[1].Failure)
	}
}
