package playground

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parley/internal/web/dist"
)

// siteBudget bounds the files of a playground in bytes: the engine as it is written, the others as servers send them.
const siteBudget = 3_000_000

// What readers download stays below the limit, and the page's own decoder unpacks the engine to what was packed.
func TestSiteSize(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the engine and packs it as for readers")
	}
	models, err := Examples()
	if err != nil {
		t.Fatal(err)
	}
	program, err := unpack(engine(t).Wasm)
	if err != nil {
		t.Fatal(err)
	}
	packed := tight(t, program)
	files, err := Site(&Engine{packed, engine(t).Glue}, models)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, f := range files {
		size := len(f.Text)
		if f.Name != wasmName {
			size = len(zipped(t, f.Text))
		}
		t.Logf("%8d bytes, %8d to send  %s", len(f.Text), size, f.Name)
		total += size
	}
	t.Logf("%d to send in all; the engine unpacked has %d", total, len(program))
	if total < 1_000_000 || total > siteBudget {
		t.Errorf("the playground has %d bytes to send; it may have %d. What the engine consists of: go test ./internal/playground -run Weigh -v", total, siteBudget)
	}
	decode(t, packed, program)
}

// tight packs as for readers. A program with the engine in it has that done already.
func tight(t *testing.T, program []byte) []byte {
	t.Helper()
	if embedded != nil {
		return embedded.Wasm
	}
	packed, err := pack(t.Context(), program, Tight, func(string, int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

// decode unpacks with the script that the page runs where the browser knows no Brotli.
func decode(t *testing.T, packed, want []byte) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Log("node is not installed: the page's decoder is tested in Chromium only")
		return
	}
	dir := t.TempDir()
	script, err := dist.Files.ReadFile(decoderName)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{decoderName: script, wasmName: packed} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(dir, "parley.wasm")
	said, err := exec.CommandContext(t.Context(), node, "testdata/decode.js", filepath.Join(dir, decoderName), strconv.Itoa(len(want)), filepath.Join(dir, wasmName), out).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	t.Logf("the page's decoder takes %s ms", bytes.TrimSpace(said))
	got, err := os.ReadFile(out)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("the page's decoder makes %d bytes, %v; %d were packed, and they differ", len(got), err, len(want))
	}
}

var config = regexp.MustCompile(`(?s)<script type="application/json" id="playground">(.*?)</script>`)

// The page holds a policy and the models, and no text of a model can end the element that holds it.
func TestIndex(t *testing.T) {
	packed, err := pack(t.Context(), []byte("engine"), Loose, func(string, int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	models := []Model{{Name: "m", Title: "</script><script>alert(1)</script>", Path: "m.star", Files: map[string]string{"m.star": "# </script> <!-- & \u2028\n"}}}
	files, err := Site(&Engine{Wasm: packed, Glue: []byte("glue")}, models)
	if err != nil {
		t.Fatal(err)
	}
	text := func(name string) string {
		for _, f := range files {
			if f.Name == name {
				return string(f.Text)
			}
		}
		t.Fatalf("there is no %s", name)
		return ""
	}
	page := text("index.html")
	m := config.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page carries nothing:\n%s", page)
	}
	var got carried
	if err := json.Unmarshal([]byte(m[1]), &got); err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(got.Models, models, func(a, b Model) bool { return a.Title == b.Title && a.Files["m.star"] == b.Files["m.star"] }) {
		t.Errorf("the page carries %+v", got.Models)
	}
	if got.Size != len("engine") || text(got.Wasm) != string(packed) || text(got.Decoder) == "" || text(got.Worker) == "" {
		t.Errorf("the page says that the engine is %+v", got)
	}
	if strings.Contains(page, "alert(1)</script>") || !strings.Contains(page, `http-equiv="Content-Security-Policy" content="default-src 'none'`) {
		t.Errorf("the page reads\n%s", page)
	}
	if at := strings.Index(page, `id="playground"`); at > strings.Index(page, `id="app"`) || at < 0 {
		t.Error("the models stand behind what needs them")
	}
	if worker := text("worker.js"); !strings.HasPrefix(worker, "glue\n") || !strings.Contains(worker, "postMessage") {
		t.Errorf("worker.js begins with %.60q", worker)
	}
}

// zipped is a text as servers send it.
func zipped(t *testing.T, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
